//! Which gateways take over for each other, and which calls so find another way when a certificate has expired.

use super::reach::{CallKind, Failure, Row};
use crate::deployment::{
    Choice, Class, Deployment, GatewayId, Host, MediationServerId, Party, Traffic,
};
use std::collections::{BTreeMap, BTreeSet};

/// The gateways of some calls, in groups that take over for each other. Of those that are drawn by shares each is alone.
pub(super) fn ways(traffic: &Traffic) -> Vec<Vec<GatewayId>> {
    let all = &traffic.gateways;
    match (&traffic.choose, traffic.class) {
        _ if all.is_empty() => Vec::new(),
        (_, Class::PlayOnPhone) if traffic.to_telephone_network <= 0.0 => Vec::new(),
        (_, Class::PlayOnPhone) => vec![all.clone()],
        // Without Lync: the telephones are at the first.
        (_, Class::Internal) => vec![vec![all[0]]],
        (Choice::Shares(shares), _) => {
            let drawn = all.iter().zip(shares).filter(|(_, share)| **share > 0.0);
            drawn.map(|(gateway, _)| vec![*gateway]).collect()
        }
        _ => vec![all.clone()],
    }
}

/// The Mediation Server that every call needs that comes by one of some gateways, if there is one.
pub(super) fn only_mediation_server(
    d: &Deployment,
    way: &[GatewayId],
) -> Option<MediationServerId> {
    let hops = |id: &GatewayId| &d.gateways[id.index()].next_hops;
    if way.iter().any(|id| hops(id).is_empty()) {
        return None;
    }
    let mut servers = way.iter().flat_map(hops).map(|trunk| trunk.mediation_server);
    let first = servers.next()?;
    servers.all(|server| server == first).then_some(first)
}

/// A kind of calls by a gateway, to or from a party.
type Relation = (CallKind, GatewayId, Party);

/// Calls that cannot pass a gateway, because no connection between it and Lync can be set up, and that other gateways
/// take.
pub(super) fn handed_on(d: &Deployment, rows: &[Row]) -> BTreeSet<Relation> {
    let key = |row: &Row| row.gateway.map(|gateway| (row.kind, gateway, row.party));
    let known: BTreeMap<Relation, &Row> =
        rows.iter().filter_map(|row| Some((key(row)?, row))).collect();
    let takes_over = |(kind, here, party): Relation| {
        let concerned = |traffic: &&Traffic| {
            traffic.party == party
                && traffic.gateways.contains(&here)
                && (kind == CallKind::Outbound) == (traffic.class == Class::Outbound)
                && (kind == CallKind::PlayOnPhone) == (traffic.class == Class::PlayOnPhone)
        };
        let mut all = d.traffic.iter().filter(concerned).peekable();
        let open = |other: &GatewayId| {
            let row = known.get(&(kind, *other, party));
            *other != here && row.is_some_and(|row| !is_closed(row))
        };
        all.peek().is_some()
            && all.all(|traffic| {
                let mine = ways(traffic).into_iter().find(|way| way.contains(&here));
                mine.is_none_or(|way| way.iter().any(open))
            })
    };
    let closed = known.iter().filter(|(_, row)| is_closed(row)).map(|(key, _)| *key);
    closed.filter(|relation| takes_over(*relation)).collect()
}

/// Whether no call of a row passes between its gateway and Lync.
fn is_closed(row: &Row) -> bool {
    let Some(gateway) = row.gateway.map(Host::Gateway) else { return false };
    let at_gateway = |failure: &Failure| {
        let lync = |host: &Host| !matches!(host, Host::Exchange(_));
        let way = |(from, to): &(Host, Host)| {
            let out = matches!(row.kind, CallKind::Outbound | CallKind::PlayOnPhone);
            lync(from) && lync(to) && (out || *from == gateway)
        };
        !failure.connections.is_empty() && failure.connections.iter().all(way)
    };
    let lost = row.failures.iter().filter(|failure| at_gateway(failure));
    lost.map(|failure| failure.share).sum::<f64>() >= 1.0 - 1e-9
}
