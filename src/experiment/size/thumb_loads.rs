//! The loads that the vendor's rules of thumb count: what is offered to the stations of a design, not what they carry.

use crate::deployment::{Deployment, MediationServer, Product};
use crate::experiment::channel_groups::{
    channel_groups, mediation_groups, offered_together, overflows_alone,
};
use crate::experiment::record::Record;
use crate::experiment::study::Study;
use crate::measure::{Figure, Measure, Scope, Statistic};
use crate::network::{GatewayId, ResourceId, ResourceKind};
use std::collections::BTreeSet;

/// Mediation Servers that one rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mediation {
    /// Of Lync Server 2010 and earlier.
    pub(super) older: bool,
    /// On Front Ends.
    pub(super) collocated: bool,
}

impl Mediation {
    pub(super) const ALL: [Mediation; 4] = [
        Mediation { older: false, collocated: false },
        Mediation { older: false, collocated: true },
        Mediation { older: true, collocated: false },
        Mediation { older: true, collocated: true },
    ];

    pub(super) fn of(deployment: &Deployment, server: &MediationServer) -> Self {
        let product = deployment.pools[server.pool.index()].product;
        let older = matches!(product, Product::Ocs2007R2 | Product::Lync2010);
        Mediation { older, collocated: server.collocated_with.is_some() }
    }
}

/// Mean load of each kind of station, erlang.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Offered {
    /// Of the channels of all gateways.
    pub(super) channels: f64,
    /// Of Mediation Servers, without media bypass, in the order of [`Mediation::ALL`].
    pub(super) mediation: [f64; Mediation::ALL.len()],
    /// Of UM servers.
    pub(super) um: f64,
}

/// Loads of channels and slots in a record.
pub(super) struct Loads<'a> {
    pub(super) study: &'a Study,
    pub(super) record: &'a Record,
}

impl Loads<'_> {
    fn mean(&self, measure: Measure, scope: &Scope) -> Option<f64> {
        self.record.estimate(&Figure::new(measure, scope.clone(), Statistic::Value))?.value
    }

    /// What stations that take each other's calls are offered, and what they carry.
    fn of(&self, stations: &[ResourceId]) -> (f64, f64) {
        let names = &self.study.names().resources;
        let scopes: Vec<&Scope> = stations.iter().map(|id| &names[id.index()]).collect();
        let offered = offered_together(&scopes, |measure, scope| self.mean(measure, scope));
        let carried =
            scopes.iter().filter_map(|scope| self.mean(Measure::CarriedLoad, scope)).sum();
        (offered.unwrap_or(0.0).max(carried), carried)
    }

    /// The channels of gateways that take each other's calls, also where only some of the sources share them.
    fn channels(&self) -> Vec<Vec<ResourceId>> {
        let net = self.study.network();
        let is_shared = |group: &BTreeSet<GatewayId>| {
            group.len() == 1 && group.iter().any(|gateway| overflows_alone(net, *gateway))
        };
        let (shared, mut groups): (Vec<_>, Vec<_>) =
            channel_groups(net).into_iter().partition(is_shared);
        groups.push(shared.into_iter().flatten().collect());
        let of = |group: BTreeSet<GatewayId>| {
            group.iter().map(|gateway| net.gateways[*gateway].channels).collect()
        };
        groups.into_iter().map(of).collect()
    }

    /// The slots of Mediation Servers that take each other's calls.
    fn mediation(&self) -> Vec<Vec<ResourceId>> {
        let net = self.study.network();
        let mut groups: Vec<Vec<ResourceId>> =
            mediation_groups(net).into_iter().map(|group| group.into_iter().collect()).collect();
        let all = net.mediation_servers.iter().map(|server| server.slots);
        let alone: Vec<_> =
            all.filter(|id| !groups.iter().flatten().any(|own| own == id)).collect();
        groups.extend(alone.into_iter().map(|id| vec![id]));
        groups
    }

    /// The slots of UM servers: together where one takes the calls that another refuses.
    fn um(&self) -> Vec<Vec<ResourceId>> {
        let net = self.study.network();
        let is_um = |id: &ResourceId| net.resources[*id].kind == ResourceKind::UmSlots;
        let all: Vec<ResourceId> =
            (0..net.resources.len()).map(ResourceId::new).filter(is_um).collect();
        match net.plans.iter().any(|plan| plan.retry_after_redirect) {
            true => vec![all],
            false => all.into_iter().map(|id| vec![id]).collect(),
        }
    }

    /// What is offered to each kind.
    pub(super) fn offered(&self) -> Offered {
        let sum = |groups: Vec<Vec<ResourceId>>| groups.iter().map(|group| self.of(group).0).sum();
        let mut load =
            Offered { channels: sum(self.channels()), um: sum(self.um()), ..Offered::default() };
        let (net, deployment) = (self.study.network(), self.study.deployment());
        for group in self.mediation() {
            let (offered, carried) = self.of(&group);
            // Of several kinds of servers, each takes its share.
            for (server, given) in net.mediation_servers.iter().zip(&deployment.mediation_servers) {
                if !group.contains(&server.slots) || carried <= 0.0 {
                    continue;
                }
                let share = self.of(&[server.slots]).1 / carried;
                let which = Mediation::of(deployment, given);
                let all = Mediation::ALL.into_iter().zip(&mut load.mediation);
                all.filter(|(of, _)| *of == which).for_each(|(_, load)| *load += share * offered);
            }
        }
        load
    }

    /// The share of the calls that is refused before Mediation Servers, and before UM servers.
    pub(super) fn kept_away(&self) -> (f64, f64) {
        let refused = |groups: Vec<Vec<ResourceId>>| {
            let loads = groups.iter().map(|group| self.of(group));
            let (offered, carried) = loads.fold((0.0, 0.0), |sum, l| (sum.0 + l.0, sum.1 + l.1));
            if offered > 0.0 { 1.0 - carried / offered } else { 0.0 }
        };
        let (blocked, rejected) = (refused(self.channels()), refused(self.mediation()));
        (blocked, 1.0 - (1.0 - blocked) * (1.0 - rejected))
    }
}
