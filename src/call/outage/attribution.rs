//! To which outage an attempt counts that outages have ended.

use super::super::engine::{CallId, Engine, Flag, InTheWay, Outcome, Place, Probe};
use crate::base::SimTime;
use crate::deployment::Class;
use crate::network::{Choose, GatewayId, OutageId, Service, StationId};
use std::cmp::Reverse;

/// How far to look for the outage.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Where this very attempt was, and what can end it there.
    Near,
    /// All that it may have tried before, and outages that are over.
    Far,
}

impl<P: Probe> Engine<'_, '_, P> {
    /// The outage that hit the call last on its way. What is in the way of a set-up now comes before what was in
    /// its way.
    pub(in crate::call) fn outage_of(&self, slot: CallId) -> Option<OutageId> {
        let near = self.hits(slot, Reach::Near);
        let hits = if near.is_empty() { self.hits(slot, Reach::Far) } else { near };
        let call = self.call(slot);
        let sets_up = call.outcome == Outcome::FailedByOutage;
        let latest = hits.into_iter().max_by_key(|InTheWay { outage, since, until }| {
            let lasts = *until == SimTime::MAX;
            (lasts && sets_up, *until >= call.arrived, *since, Reverse(*outage))
        });
        latest.map(|hit| hit.outage)
    }

    /// The outages on the way of a call.
    fn hits(&self, slot: CallId, reach: Reach) -> Vec<InTheWay> {
        let (call, conditions) = (self.call(slot), &self.state.conditions);
        // Only what is gone cuts off callers who are through.
        let down = call.outcome == Outcome::Dropped && reach == Reach::Near;
        let mut hosts = self.gateways_of(slot, reach);
        if !self.is_direct(slot) && !down {
            hosts.extend(self.front_ends_of(slot));
        }
        let to_um = call.has(Flag::UmOffered) || self.class(slot) == Class::PlayOnPhone;
        if to_um || reach == Reach::Far {
            hosts.extend(self.exchange_of(slot));
        }
        if let Some(partner) = self.group(slot).fax_partner.filter(|_| to_um) {
            hosts.push((self.state.net.fax_partners[partner].station, Service::FaxPartner));
        }
        if call.has(Flag::AtAppliance) {
            let appliance = self.group(slot).appliance.as_ref();
            let by = appliance.into_iter().flat_map(|appliance| &appliance.voice_mail_by);
            let station = |id: &GatewayId| self.state.net.gateways[*id].station;
            hosts.extend(by.map(|id| (station(id), Service::Gateway)));
        }
        let known =
            |(station, _): &(StationId, Service)| station.index() < self.state.stations.len();
        let standing = |(station, service)| conditions.standing(station, service).in_the_way(down);
        let mut hits: Vec<InTheWay> =
            hosts.into_iter().filter(known).filter_map(standing).collect();
        self.add_cuts(slot, &mut hits);
        hits.extend(self.expiry_of(slot).map(lasting));
        hits.extend(self.unknown_name_of(slot));
        if to_um {
            hits.extend(
                conditions.directory.iter().map(|(outage, since)| lasting((*since, *outage))),
            );
        }
        if reach == Reach::Far {
            hits.extend(&conditions.past);
        }
        hits
    }

    /// The call's gateway, or those to which it was offered, and Mediation Servers there: that of its trunk, and all of
    /// them if that is in its way.
    fn gateways_of(&self, slot: CallId, reach: Reach) -> Vec<(StationId, Service)> {
        let (net, call) = (self.state.net, self.call(slot));
        let source = self.source(slot);
        let calls_out = matches!(self.class(slot), Class::Outbound | Class::PlayOnPhone);
        let sets_up = call.outcome == Outcome::FailedByOutage;
        let gateways: Vec<GatewayId> = match (call.gateway.get(), &source.choose) {
            (Some(gateway), _) if !(calls_out && sets_up) => vec![gateway],
            (None, Choose::Shares(upto)) => {
                vec![source.gateways[self.drawn_gateway(slot, upto)]]
            }
            _ => source.gateways.clone(),
        };
        let conditions = &self.state.conditions;
        let mut hosts = Vec::new();
        let own = call.trunk.get().map(|trunk| net.trunks[trunk].mediation_server);
        let own = own.map(|server| net.mediation_servers[server].station);
        hosts.extend(own.map(|station| (station, Service::MediationServer)));
        let open = own.is_some_and(|station| {
            let hit = conditions.standing(station, Service::MediationServer).in_the_way(false);
            hit.is_none_or(|hit| hit.until != SimTime::MAX)
        });
        for gateway in gateways {
            let gateway = &net.gateways[gateway];
            hosts.push((gateway.station, Service::Gateway));
            if reach == Reach::Far || (sets_up && !open && (own.is_some() || calls_out)) {
                hosts.extend(gateway.trunks.iter().map(|trunk| {
                    let server = net.trunks[trunk].mediation_server;
                    (net.mediation_servers[server].station, Service::MediationServer)
                }));
            }
        }
        hosts
    }

    /// The call's Front End; the others of its pool, too, if that is in its way.
    fn front_ends_of(&self, slot: CallId) -> Vec<(StationId, Service)> {
        let (net, call) = (self.state.net, self.call(slot));
        let Some(front_end) = call.front_end.get() else { return Vec::new() };
        let own = net.front_ends[front_end].station;
        let hit = self.state.conditions.standing(own, Service::FrontEnd).in_the_way(false);
        let others = hit
            .filter(|hit| hit.until == SimTime::MAX)
            .map(|_| net.front_ends[front_end].pool.iter().map(|id| net.front_ends[id].station));
        let all = std::iter::once(own).chain(others.into_iter().flatten());
        all.map(|station| (station, Service::FrontEnd)).collect()
    }

    /// The Exchange servers that take the call, or would take it.
    fn exchange_of(&self, slot: CallId) -> Vec<(StationId, Service)> {
        let call = self.call(slot);
        let servers = [call.server.get(), call.mailbox.get()].into_iter().flatten();
        let servers = servers.map(|id| (self.exchange_station(id), Service::UnifiedMessaging));
        let takes = |id: &_| (self.exchange_station(*id), self.service_of_entry(*id));
        servers.chain(self.entries(slot).iter().map(takes)).collect()
    }

    /// Cuts between the places of a call.
    fn add_cuts(&self, slot: CallId, hits: &mut Vec<InTheWay>) {
        let call = self.call(slot);
        let mut pairs: Vec<(Place, Place)> = Vec::new();
        let endpoint = self.endpoint_place(slot);
        let places = [call.caller, call.middle, call.hub, endpoint];
        for (a, b) in [(0, 1), (1, 2), (0, 2), (2, 2), (2, 3), (1, 3), (0, 3)] {
            pairs.push((places[a], places[b]));
        }
        if call.has(Flag::UmOffered) || call.server.is_some() {
            let balancer = self.direct_route(slot).and_then(|route| route.balancer.as_ref());
            let balancer = balancer.filter(|_| self.is_direct(slot));
            let balancer = balancer.map(|balancer| Place::endpoint(balancer.site));
            pairs.extend(balancer.map(|balancer| (call.hub, balancer)));
            for (station, _) in self.exchange_of(slot) {
                let server = self.host(station);
                pairs.extend(places[..3].iter().chain(&balancer).map(|place| (*place, server)));
            }
        }
        let sites = pairs.into_iter().map(|(a, b)| (a.site(), b.site()));
        let net = self.state.net;
        let known = sites.filter(|(a, b)| a.index() < net.sites && b.index() < net.sites);
        hits.extend(known.flat_map(|ends| self.state.conditions.cuts(net, ends)));
    }
}

/// An outage that is not over.
const fn lasting((since, outage): (SimTime, OutageId)) -> InTheWay {
    InTheWay { outage, since, until: SimTime::MAX }
}
