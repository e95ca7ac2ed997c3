//! Gateways or Mediation Servers that take each other's calls: their channels or slots are one station.

use crate::measure::{Measure, Scope};
use crate::network::{Gateway, GatewayId, Network, ResourceId, Source};
use std::collections::BTreeSet;

/// Gateways that take each other's calls, if every source that uses one of them uses all of them in this way; others alone.
pub(super) fn channel_groups(net: &Network) -> Vec<BTreeSet<GatewayId>> {
    let mut groups: Vec<BTreeSet<GatewayId>> =
        net.sources.iter().map(gateways).filter(|group| is_group(net, group)).collect();
    groups.sort();
    groups.dedup();
    for gateway in (0..net.gateways.len()).map(GatewayId::new) {
        if !groups.iter().any(|group| group.contains(&gateway)) {
            groups.push(BTreeSet::from([gateway]));
        }
    }
    groups
}

/// Whether calls overflow only inside groups of [`channel_groups`], so that each group is a station by itself.
pub(super) fn overflows_inside_groups(net: &Network) -> bool {
    let mut overflowing = net.sources.iter().filter(|source| source.has_overflow());
    overflowing.all(|source| is_group(net, &gateways(source)))
}

/// Whether a gateway that is in no group of [`channel_groups`] takes calls that another refuses, or the other way round: what it
/// gets then depends on how full others are.
pub(super) fn overflows_alone(net: &Network, gateway: GatewayId) -> bool {
    let mut overflowing = net.sources.iter().filter(|source| source.has_overflow());
    overflowing.any(|source| source.gateways.contains(&gateway))
}

/// The same of the slots of a Mediation Server that are in no group of [`mediation_groups`].
pub(super) fn is_one_of_several_ways(net: &Network, slots: ResourceId) -> bool {
    let mut ways = net.gateways.iter().map(|gateway| slots_of(net, gateway));
    ways.any(|ways| ways.len() > 1 && ways.contains(&slots))
}

/// The slots of the Mediation Servers that take the calls of a gateway.
fn slots_of(net: &Network, gateway: &Gateway) -> BTreeSet<ResourceId> {
    let trunks = (0..gateway.trunks.len()).map(|i| &net.trunks[gateway.trunks.nth(i)]);
    trunks.map(|trunk| net.mediation_servers[trunk.mediation_server].slots).collect()
}

/// The slots of Mediation Servers that take each other's calls, if every gateway that uses one of them uses all of them.
pub(super) fn mediation_groups(net: &Network) -> Vec<BTreeSet<ResourceId>> {
    let used: Vec<BTreeSet<ResourceId>> =
        net.gateways.iter().map(|gateway| slots_of(net, gateway)).collect();
    let is_group = |group: &&BTreeSet<ResourceId>| {
        group.len() > 1 && used.iter().all(|other| other == *group || other.is_disjoint(group))
    };
    let mut groups: Vec<BTreeSet<ResourceId>> = used.iter().filter(is_group).cloned().collect();
    groups.sort();
    groups.dedup();
    groups
}

/// Erlang offered to gateways or servers that take each other's calls, from the means of each; none without an estimate of the
/// load. A call that one of them refuses is offered to the next and counts there again, so it is what all carry, and what all
/// refuse: at most what the one refuses that refuses least.
pub(super) fn offered_together(
    scopes: &[&Scope],
    mean: impl Fn(Measure, &Scope) -> Option<f64>,
) -> Option<f64> {
    if let [only] = scopes {
        return mean(Measure::OfferedLoad, only);
    }
    let carried = |scope: &Scope| mean(Measure::CarriedLoad, scope).unwrap_or(0.0);
    let refused = |scope: &Scope| Some(mean(Measure::OfferedLoad, scope)? - carried(scope));
    let least = scopes.iter().filter_map(|scope| refused(scope)).reduce(f64::min)?;
    Some(scopes.iter().map(|scope| carried(scope)).sum::<f64>() + least.max(0.0))
}

fn gateways(source: &Source) -> BTreeSet<GatewayId> {
    source.gateways.iter().copied().collect()
}

fn is_group(net: &Network, group: &BTreeSet<GatewayId>) -> bool {
    let mut users = net.sources.iter().filter(|s| !gateways(s).is_disjoint(group));
    group.len() > 1 && users.all(|source| source.has_overflow() && gateways(source) == *group)
}
