//! When each station reaches its limit as the load grows, by itself: by formulas, from the load that a run has measured.

use crate::deployment::{Bound, Target};
use crate::experiment::analytic::relative_rates;
use crate::experiment::channel_groups::{
    channel_groups, is_one_of_several_ways, mediation_groups, offered_together, overflows_alone,
};
use crate::experiment::record::{Record, StationHeadroom, StationKind};
use crate::experiment::study::Study;
use crate::measure::{Figure, Measure, Scope, Statistic};
use crate::network::{GatewayId, ResourceId, ResourceKind, UNLIMITED};
use crate::stats::erlang;
use std::collections::BTreeSet;

/// The stations in the order in which they reach their limits. Those that nothing reaches are left out. `record` is a run of
/// the study at this share of its load, at which hardly anything is refused: what one station refuses another does not get.
pub(super) fn headroom(study: &Study, record: &Record, share: f64) -> Found {
    // What the sources are expected to send, not what they happened to.
    let expected = expected_calls(study);
    let seen = Figure::of_all(Measure::Calls, Statistic::Count);
    let seen = record.estimate(&seen).map_or(0.0, |e| e.count as f64);
    let seen = seen / f64::from(record.replications.max(1)) / share;
    let luck = expected.filter(|_| seen > 0.0).map_or(1.0, |expected| expected / seen);
    let stations = Stations { study, record, scale: luck / share, rates: relative_rates(study) };
    let (mut found, mut without_formula) = (stations.cores(), Vec::new());
    found.extend(front_end_users(study));
    for station in stations.channels().into_iter().chain(stations.slots()) {
        match station {
            Loss::Station(station) => found.push(station),
            Loss::WithoutFormula(name) => without_formula.push(name),
        }
    }
    found.sort_by(|a, b| a.factor.total_cmp(&b.factor).then_with(|| a.name.cmp(&b.name)));
    Found { stations: found, without_formula }
}

/// The stations with a formula, and the names of the others.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) stations: Vec<StationHeadroom>,
    pub(super) without_formula: Vec<String>,
}

/// Channels or slots.
enum Loss {
    Station(StationHeadroom),
    /// No formula knows what it gets, or what its target allows.
    WithoutFormula(String),
}

/// Calls that arrive in the window on average; `None` where they are recorded.
fn expected_calls(study: &Study) -> Option<f64> {
    let window = study.window();
    let sources = study.network().sources.iter();
    sources.map(|source| source.arrivals.expected(window.from, window.to)).sum()
}

struct Stations<'a> {
    study: &'a Study,
    record: &'a Record,
    /// What the model's load is of that of the run.
    scale: f64,
    /// The arrival rate in each step of the window ÷ its mean; `None` where it does not change.
    rates: Option<Vec<f64>>,
}

impl Stations<'_> {
    /// A mean of the window at the model's load; `None` where it is 0 or was not measured.
    fn mean(&self, measure: Measure, scope: &Scope) -> Option<f64> {
        let figure = Figure::new(measure, scope.clone(), Statistic::Value);
        let value = self.record.estimate(&figure)?.value? * self.scale;
        (value > 0.0).then_some(value)
    }

    /// Mean holding time at channels or slots, seconds.
    fn holding(&self, scope: &Scope) -> Option<f64> {
        let figure = Figure::new(Measure::OfferedLoad, scope.clone(), Statistic::Value);
        let offered = self.record.estimate(&figure)?;
        let seconds = self.record.duration_seconds * f64::from(self.record.replications);
        (offered.count > 0).then(|| offered.value.map(|e| e * seconds / offered.count as f64))?
    }

    /// Channels of gateways; those that take each other's calls are one station.
    fn channels(&self) -> Vec<Loss> {
        let (net, names) = (self.study.network(), self.study.names());
        let station = |group: BTreeSet<GatewayId>| {
            let channels = group.iter().map(|gateway| net.gateways[gateway.index()].channels);
            let scopes: Vec<&Scope> =
                channels.clone().map(|at| &names.resources[at.index()]).collect();
            let units = channels.map(|at| net.resources[at.index()].units).sum();
            let own = self.strictest(Measure::Blocking, &scopes);
            let name = names_of(&scopes);
            if match group.len() {
                1 => overflows_alone(net, *group.first()?),
                // What one of several refuses is no share of what all refuse.
                _ => own.is_some(),
            } {
                return Some(Loss::WithoutFormula(name));
            }
            let all = self.limit(Measure::Blocking, &Scope::all());
            let limit = own.into_iter().chain(all).reduce(f64::min);
            let offered = offered_together(&scopes, |measure, scope| self.mean(measure, scope))?;
            let holding = self.holding(scopes.first()?)?;
            let name = (name, StationKind::Channels);
            self.loss_station(name, (offered, units, holding), limit)
        };
        channel_groups(net).into_iter().filter_map(station).collect()
    }

    /// Channels or slots: by Erlang B where a target limits the share refused, else until as much is offered as there is.
    /// Where rates change, by the modified offered load.
    fn loss_station(
        &self,
        (name, kind): (String, StationKind),
        (mean, servers, holding): (f64, u32, f64),
        limit: Option<f64>,
    ) -> Option<Loss> {
        let capacity = f64::from(servers);
        let steps = |load: f64| -> Option<Vec<(f64, f64)>> {
            let rates = self.rates.as_ref()?;
            let length = self.record.duration_seconds / rates.len() as f64 / holding;
            Some(rates.iter().map(|rate| (length, rate * load)).collect())
        };
        // Before the window the load has settled at its first rate.
        let begin = self.rates.as_ref().and_then(|rates| rates.first()).copied().unwrap_or(1.0);
        let peak = steps(1.0).map_or(1.0, |steps| {
            erlang::offered_at(begin, &steps).into_iter().fold(begin, f64::max)
        });
        let blocking = |load: f64| match steps(load) {
            _ if load <= 0.0 => Some(0.0),
            Some(steps) => erlang::modified_offered_load(begin * load, &steps, servers),
            None => erlang::erlang_b(load, servers),
        };
        let most = match limit {
            Some(limit) => erlang::load_where(limit, blocking)?,
            None => capacity / peak,
        };
        let (factor, offered) = (most / mean, mean * peak);
        let is_known = mean > 0.0 && servers > 0 && factor.is_finite();
        let station = StationHeadroom { name, kind, offered, capacity, limit, factor };
        is_known.then_some(Loss::Station(station))
    }

    /// Call slots of servers; those of Mediation Servers that take each other's calls are one station.
    fn slots(&self) -> Vec<Loss> {
        let (net, names) = (self.study.network(), self.study.names());
        let mut groups = mediation_groups(net);
        let alone = (0..net.resources.len()).map(ResourceId::new);
        let alone: Vec<_> = alone.filter(|id| !groups.iter().any(|g| g.contains(id))).collect();
        groups.extend(alone.into_iter().map(|id| BTreeSet::from([id])));
        let station = |group: BTreeSet<ResourceId>| {
            let scopes: Vec<&Scope> = group.iter().map(|id| &names.resources[id.index()]).collect();
            let resource = &net.resources[*group.first()?];
            let rejected = match resource.kind {
                ResourceKind::Channels => return None,
                ResourceKind::MediationSlots => Some(Measure::MediationRejected),
                ResourceKind::UmSlots => Some(Measure::UmRejected),
                ResourceKind::WorkerSlots => Some(Measure::WorkerRejected),
                ResourceKind::FaxSlots | ResourceKind::FaxMachines | ResourceKind::Pipeline => None,
            };
            let slots: u32 = group.iter().map(|id| net.resources[*id].calls()).sum();
            if group.iter().any(|id| net.resources[*id].units == UNLIMITED) || slots == 0 {
                return None;
            }
            let own = self.strictest(Measure::Rejected, &scopes);
            if match group.len() {
                1 => is_one_of_several_ways(net, *group.first()?),
                _ => own.is_some(),
            } {
                return Some(Loss::WithoutFormula(names_of(&scopes)));
            }
            let all = rejected.and_then(|measure| self.limit(measure, &Scope::all()));
            let limit = own.into_iter().chain(all).reduce(f64::min);
            let offered = offered_together(&scopes, |measure, scope| self.mean(measure, scope))?;
            let holding = self.holding(scopes.first()?)?;
            self.loss_station(
                (names_of(&scopes), StationKind::Slots),
                (offered, slots, holding),
                limit,
            )
        };
        groups.into_iter().filter_map(station).collect()
    }

    /// Cores of servers, and those for previews.
    fn cores(&self) -> Vec<StationHeadroom> {
        let stations = self.study.network().stations.iter();
        let busiest = self.rates.iter().flatten().copied().fold(1.0, f64::max);
        let station = |(station, scope): (&crate::network::Station, &Scope)| {
            let used = self.mean(Measure::Utilization, scope)? * busiest;
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

    /// The strictest of the targets of several stations.
    fn strictest(&self, measure: Measure, scopes: &[&Scope]) -> Option<f64> {
        scopes.iter().filter_map(|scope| self.limit(measure, scope)).reduce(f64::min)
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

fn names_of(scopes: &[&Scope]) -> String {
    scopes.iter().map(|scope| scope.label()).collect::<Vec<_>>().join(" and ")
}

/// Users of the Front Ends of each pool, where the documentation recommends a number.
fn front_end_users(study: &Study) -> Vec<StationHeadroom> {
    let deployment = study.deployment();
    let station = |(pool, users): (&crate::deployment::Pool, u64)| {
        let recommended = pool.recommended_users()?;
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
    deployment.pools.iter().zip(deployment.users_by_pool()).filter_map(station).collect()
}
