//! When each station reaches its limit as the load grows, by itself: by formulas, from the load that a run has measured.

use crate::deployment::{Bound, Target};
use crate::experiment::analytic::relative_rates;
use crate::experiment::record::{Record, StationHeadroom, StationKind};
use crate::experiment::study::Study;
use crate::measure::{Figure, Measure, Scope, ScopeKind, Statistic};
use crate::network::{Choose, GatewayId, Network, Resource, ResourceKind, UNLIMITED};
use crate::stats::erlang;
use std::collections::BTreeSet;

/// The stations in the order in which they reach their limits. Those that nothing reaches are left out.
pub(super) fn headroom(study: &Study, record: &Record) -> Vec<StationHeadroom> {
    let stations = Stations { study, record, busiest: busiest(study) };
    let mut found = stations.channels();
    found.extend(stations.slots());
    found.extend(stations.cores());
    found.extend(front_end_users(study));
    found.sort_by(|a, b| a.factor.total_cmp(&b.factor).then_with(|| a.name.cmp(&b.name)));
    found
}

/// The highest arrival rate in the window ÷ its mean.
fn busiest(study: &Study) -> f64 {
    relative_rates(study).map_or(1.0, |rates| rates.into_iter().fold(1.0, f64::max))
}

struct Stations<'a> {
    study: &'a Study,
    record: &'a Record,
    busiest: f64,
}

impl Stations<'_> {
    /// A value of the run at the highest rate of the window; `None` where it is 0 or was not measured.
    fn at_most(&self, measure: Measure, scope: &Scope) -> Option<f64> {
        let figure = Figure::new(measure, scope.clone(), Statistic::Value);
        let value = self.record.estimate(&figure)?.value? * self.busiest;
        (value > 0.0).then_some(value)
    }

    /// Channels of gateways; those that take each other's calls are one station.
    fn channels(&self) -> Vec<StationHeadroom> {
        let (net, names) = (self.study.network(), self.study.names());
        let station = |group: BTreeSet<GatewayId>| {
            let channels = group.iter().map(|gateway| net.gateways[gateway.index()].channels);
            let scopes: Vec<&Scope> =
                channels.clone().map(|at| &names.resources[at.index()]).collect();
            let units = channels.map(|at| net.resources[at.index()].units).sum();
            let own = scopes.iter().filter_map(|scope| self.limit(Measure::Blocking, scope));
            let all = self.limit(Measure::Blocking, &Scope::all());
            let limit = own.chain(all).reduce(f64::min);
            let name = scopes.iter().map(|scope| scope.label()).collect::<Vec<_>>().join(", ");
            let offered = self.offered_together(&scopes)?;
            loss_station(name, StationKind::Channels, (offered, units), limit)
        };
        groups(net).into_iter().filter_map(station).collect()
    }

    /// Erlang offered to gateways that take each other's calls: what they carry, and what the last one refuses. Each refuses
    /// at least what all do.
    fn offered_together(&self, scopes: &[&Scope]) -> Option<f64> {
        let value = |measure, scope: &Scope| self.at_most(measure, scope).unwrap_or(0.0);
        let carried: f64 = scopes.iter().map(|scope| value(Measure::CarriedLoad, scope)).sum();
        let offered = scopes.iter().map(|scope| value(Measure::OfferedLoad, scope));
        let carried_each = scopes.iter().map(|scope| value(Measure::CarriedLoad, scope));
        let refused = offered.zip(carried_each).map(|(offered, carried)| offered - carried);
        let refused = refused.reduce(f64::min)?.max(0.0);
        Some(carried + refused)
    }

    /// Call slots of servers.
    fn slots(&self) -> Vec<StationHeadroom> {
        let resources = self.study.network().resources.iter();
        let station = |(resource, scope): (&Resource, &Scope)| {
            let rejected = match resource.kind {
                ResourceKind::Channels | ResourceKind::Pipeline => return None,
                ResourceKind::MediationSlots => Some(Measure::MediationRejected),
                ResourceKind::UmSlots => Some(Measure::UmRejected),
                ResourceKind::WorkerSlots => Some(Measure::WorkerRejected),
                ResourceKind::FaxSlots | ResourceKind::FaxMachines => None,
            };
            let slots = resource.units / resource.units_per_call.max(1);
            if resource.units == UNLIMITED || slots == 0 {
                return None;
            }
            let own = self.limit(Measure::Rejected, scope);
            let all = rejected.and_then(|measure| self.limit(measure, &Scope::all()));
            let limit = own.into_iter().chain(all).reduce(f64::min);
            let offered = self.at_most(Measure::OfferedLoad, scope)?;
            loss_station(scope.label(), StationKind::Slots, (offered, slots), limit)
        };
        resources.zip(&self.study.names().resources).filter_map(station).collect()
    }

    /// Cores of servers. Cores for previews are left out: previews that would be late are skipped.
    fn cores(&self) -> Vec<StationHeadroom> {
        let stations = self.study.network().stations.iter();
        let station = |(station, scope): (&crate::network::Station, &Scope)| {
            if scope.kinds().any(|kind| kind == ScopeKind::Preview) {
                return None;
            }
            let used = self.at_most(Measure::Utilization, scope)?;
            let limit = self.limit(Measure::Utilization, scope);
            let capacity = f64::from(station.cores);
            Some(StationHeadroom {
                name: scope.label(),
                kind: StationKind::Cores,
                offered: used * capacity,
                capacity,
                limit,
                factor: limit.unwrap_or(1.0) / used,
            })
        };
        stations.zip(&self.study.names().stations).filter_map(station).collect()
    }

    /// The strictest target of at most so much of a measure, at this scope.
    fn limit(&self, measure: Measure, scope: &Scope) -> Option<f64> {
        let wanted = |target: &Target| {
            let figure = &target.named.figure;
            let (Bound::AtMost(limit), Statistic::Value) = (target.bound, figure.statistic) else {
                return None;
            };
            (figure.measure == measure && figure.scope == *scope && limit > 0.0).then_some(limit)
        };
        let targets = &self.study.deployment().targets;
        targets.iter().filter_map(wanted).reduce(f64::min)
    }
}

/// Channels or slots: by Erlang B where a target limits the share refused, else until as much is offered as there is.
fn loss_station(
    name: String,
    kind: StationKind,
    (offered, servers): (f64, u32),
    limit: Option<f64>,
) -> Option<StationHeadroom> {
    let capacity = f64::from(servers);
    let most = match limit {
        Some(limit) => erlang::load_for(servers, limit)?,
        None => capacity,
    };
    let factor = most / offered;
    let is_known = offered > 0.0 && servers > 0 && factor.is_finite();
    is_known.then_some(StationHeadroom { name, kind, offered, capacity, limit, factor })
}

/// Gateways that take each other's calls, as sources name them; others alone.
fn groups(net: &Network) -> Vec<BTreeSet<GatewayId>> {
    let mut groups: Vec<BTreeSet<GatewayId>> =
        (0..net.gateways.len()).map(|i| BTreeSet::from([GatewayId::new(i)])).collect();
    for source in net.sources.iter().filter(|s| !matches!(s.choose, Choose::Shares(_))) {
        let shared =
            |group: &BTreeSet<GatewayId>| source.gateways.iter().any(|g| group.contains(g));
        let (together, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(shared);
        groups = others;
        let together: BTreeSet<GatewayId> = together.into_iter().flatten().collect();
        if !together.is_empty() {
            groups.push(together);
        }
    }
    groups
}

/// Users of the Front Ends of each pool, where the documentation recommends a number.
fn front_end_users(study: &Study) -> Vec<StationHeadroom> {
    let deployment = study.deployment();
    let station = |(i, pool): (usize, &crate::deployment::Pool)| {
        let recommended = pool.product.recommended_users()?;
        let is_here =
            |group: &&crate::deployment::Users| group.pool.is_some_and(|p| p.index() == i);
        let users: u64 = deployment.users.iter().filter(is_here).map(|g| u64::from(g.count)).sum();
        let capacity = f64::from(recommended) * pool.front_ends.len() as f64;
        let offered = users as f64;
        (users > 0).then(|| StationHeadroom {
            name: format!("pool {}", pool.name),
            kind: StationKind::FrontEndUsers,
            offered,
            capacity,
            limit: None,
            factor: capacity / offered,
        })
    };
    deployment.pools.iter().enumerate().filter_map(station).collect()
}
