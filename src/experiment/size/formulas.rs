//! The first design, from the formulas beside stations: Erlang B for what refuses calls and the formula of Allen and Cunneen
//! (Erlang C) for what lets messages wait, at the load that the largest design is offered. Pure functions; they simulate
//! nothing.

use super::grid::{Grid, Point};
use crate::base::Error;
use crate::deployment::Bound;
use crate::experiment::channel_groups::{
    channel_groups, offered_together, overflows_inside_groups,
};
use crate::experiment::record::{Estimate, Record};
use crate::experiment::study::Study;
use crate::measure::{Figure, Measure, Scope, Statistic};
use crate::network::{Arrivals, GatewayId, Resource, ResourceKind, Source, UNLIMITED};
use crate::stats::erlang;

/// A formula rules a design out only if what it gives is more than this many times the limit.
pub(crate) const FAR: f64 = 2.0;

/// A target that a formula predicts.
#[derive(Clone, Debug)]
pub(crate) struct Prediction {
    /// Its figure.
    pub(crate) figure: Figure,
    /// Its limit, at most.
    pub(crate) limit: f64,
    model: Model,
    /// Whether the formula is near what a simulation shows: calls are at random, and the window is many calls long.
    is_steady: bool,
}

/// What is offered to a station, in erlang: the estimate, and its lower end.
#[derive(Clone, Debug, PartialEq)]
struct Offered {
    /// The server; or all channels or slots that take each other's calls.
    scopes: Vec<Scope>,
    load: f64,
    low: f64,
    /// Mean time that a call holds what it takes, in seconds; 0 where it does not matter.
    holding: f64,
}

#[derive(Clone, Debug)]
enum Model {
    /// Calls that find no free channel or slot, at each of these stations.
    Refusals { kind: ResourceKind, offered: Vec<Offered> },
    /// Mean wait at a server, in seconds.
    Wait { offered: Offered, service: f64, cv2: f64 },
    /// Utilization of the cores of a server.
    Cores { offered: Offered },
}

/// The targets that formulas predict, with the loads of the largest design.
pub(crate) fn predictions(study: &Study, record: &Record) -> Vec<Prediction> {
    let of = |target: &crate::deployment::Target| {
        let figure = target.named.figure.clone();
        let Bound::AtMost(limit) = target.bound else { return None };
        let model = model(&figure, study, record)?;
        let is_steady = is_steady(&model, study);
        Some(Prediction { figure, limit, model, is_steady })
    };
    study.deployment().targets.iter().filter_map(of).collect()
}

/// The figures that [`predictions`] read from a record besides the targets.
pub(crate) fn figures(study: &Study) -> Vec<Figure> {
    let of = |scope: &Scope, measure, statistic| Figure::new(measure, scope.clone(), statistic);
    let names = study.names();
    let slots = names.resources.iter();
    let loads = [Measure::OfferedLoad, Measure::CarriedLoad];
    let mut found: Vec<Figure> =
        slots.flat_map(|scope| loads.map(|measure| of(scope, measure, Statistic::Value))).collect();
    for target in &study.deployment().targets {
        let scope = &target.named.figure.scope;
        if names.stations.contains(scope) {
            found.push(of(scope, Measure::Utilization, Statistic::Value));
            found.push(of(scope, Measure::ServiceTime, Statistic::Mean));
            found.push(of(scope, Measure::ServiceTime, Statistic::Cv2));
        }
    }
    found
}

/// Windows of fewer holding times begin empty or end early, so that much less is refused than in the long run.
const LONG: f64 = 10.0;

/// Whether Erlang's formulas hold: recorded calls may come more evenly than at random.
fn is_steady(model: &Model, study: &Study) -> bool {
    let is_recorded = |source: &Source| matches!(source.arrivals, Arrivals::Recorded(_));
    let window = study.window();
    let seconds = window.to.since(window.from).seconds();
    let is_long = |offered: &Offered| LONG * offered.holding <= seconds;
    let all = match model {
        Model::Refusals { offered, .. } => &offered[..],
        Model::Wait { offered, .. } | Model::Cores { offered } => std::slice::from_ref(offered),
    };
    !study.network().sources.iter().any(is_recorded) && all.iter().all(is_long)
}

fn model(figure: &Figure, study: &Study, record: &Record) -> Option<Model> {
    let kind = match figure.measure {
        Measure::Blocking | Measure::FirstAttemptBlocking => ResourceKind::Channels,
        Measure::MediationRejected => ResourceKind::MediationSlots,
        Measure::UmRejected => ResourceKind::UmSlots,
        Measure::WorkerRejected => ResourceKind::WorkerSlots,
        Measure::Rejected => {
            let place = study.names().resources.iter().position(|s| *s == figure.scope)?;
            study.network().resources[place].kind
        }
        Measure::QueueWait if figure.statistic == Statistic::Mean => {
            return station(figure, study, record);
        }
        Measure::Utilization => return station(figure, study, record),
        _ => return None,
    };
    let own = study.names().resources.contains(&figure.scope);
    if !own && !figure.scope.is_all() {
        return None;
    }
    let stations = match (own, kind) {
        (true, _) => vec![vec![figure.scope.clone()]],
        (false, ResourceKind::Channels) => channels(study)?,
        // What one server refuses another takes.
        (false, _) => vec![slots(study, kind).map(|(_, scope)| scope.clone()).collect()],
    };
    let offered = |scopes| offered(study, record, (kind, scopes));
    let offered: Vec<Offered> = stations.into_iter().filter_map(offered).collect();
    (!offered.is_empty()).then_some(Model::Refusals { kind, offered })
}

/// The channels of gateways that take each other's calls, or of one that takes no others'. `None` where some of a group are
/// used alone, so that no formula is near.
fn channels(study: &Study) -> Option<Vec<Vec<Scope>>> {
    let (net, names) = (study.network(), study.names());
    let name = |gateway: GatewayId| {
        names.resources[net.gateways[gateway.index()].channels.index()].clone()
    };
    let groups = || channel_groups(net).into_iter().map(|g| g.into_iter().map(name).collect());
    overflows_inside_groups(net).then(|| groups().collect())
}

/// A server with a queue.
fn station(figure: &Figure, study: &Study, record: &Record) -> Option<Model> {
    let place = study.names().stations.iter().position(|scope| *scope == figure.scope)?;
    let cores = f64::from(study.network().stations[place].cores);
    let estimate = |measure, statistic| {
        record.estimate(&Figure::new(measure, figure.scope.clone(), statistic))
    };
    let used = estimate(Measure::Utilization, Statistic::Value)?;
    let (load, low) = (used.value? * cores, used.low.unwrap_or(0.0) * cores);
    let offered = Offered { scopes: vec![figure.scope.clone()], load, low, holding: 0.0 };
    if figure.measure == Measure::Utilization {
        return Some(Model::Cores { offered });
    }
    let value = |e: Option<&Estimate>| e.and_then(|e| e.value);
    let service = value(estimate(Measure::ServiceTime, Statistic::Mean))?;
    let cv2 = value(estimate(Measure::ServiceTime, Statistic::Cv2))?;
    Some(Model::Wait { offered, service, cv2 })
}

/// The channels or slots of a kind that have a limit, with their names.
fn slots(study: &Study, kind: ResourceKind) -> impl Iterator<Item = (&Resource, &Scope)> {
    let all = study.network().resources.iter().zip(&study.names().resources);
    all.filter(move |(resource, _)| resource.kind == kind && resource.units != UNLIMITED)
}

/// What is offered to channels or slots together.
fn offered(
    study: &Study,
    record: &Record,
    (kind, scopes): (ResourceKind, Vec<Scope>),
) -> Option<Offered> {
    let estimate = |measure, scope: &Scope| {
        record.estimate(&Figure::new(measure, scope.clone(), Statistic::Value))
    };
    let value = |measure, scope: &Scope| estimate(measure, scope).and_then(|e| e.value);
    let low = |measure, scope: &Scope| estimate(measure, scope).and_then(|e| e.low);
    let sum = |of: &dyn Fn(&Scope) -> Option<f64>| scopes.iter().filter_map(of).sum::<f64>();
    let (load, least) = if kind == ResourceKind::Channels {
        let all: Vec<&Scope> = scopes.iter().collect();
        // Of several, only what they carry is certain.
        let certain = if all.len() == 1 { Measure::OfferedLoad } else { Measure::CarriedLoad };
        (offered_together(&all, value).unwrap_or(0.0), sum(&|scope| low(certain, scope)))
    } else {
        let all = sum(&|scope| value(Measure::OfferedLoad, scope));
        (all, sum(&|scope| low(Measure::OfferedLoad, scope)))
    };
    let seconds = study.window().to.since(study.window().from).seconds();
    let holding = |scope: &Scope| {
        let found = estimate(Measure::OfferedLoad, scope)?;
        let calls = found.count as f64 / f64::from(record.replications);
        (calls > 0.0).then(|| found.value.map(|load| load * seconds / calls))?
    };
    let holding = scopes.iter().filter_map(holding).fold(0.0, f64::max);
    (load > 0.0).then_some(Offered { scopes, load, low: least, holding })
}

impl Prediction {
    /// What the formula gives for a design; infinity where the queue would grow without end.
    pub(crate) fn value(&self, study: &Study) -> Option<f64> {
        self.at(study, |offered| offered.load)
    }

    /// Whether the formula shows that a design misses the target by far, even at the lower end of the load.
    pub(crate) fn rules_out(&self, study: &Study) -> bool {
        let low = || self.at(study, |offered| offered.low);
        self.is_steady && low().is_some_and(|value| value > FAR * self.limit)
    }

    /// Whether it is a matter of channels alone, whose load no other station changes.
    pub(crate) fn is_of_channels(&self) -> bool {
        matches!(self.model, Model::Refusals { kind: ResourceKind::Channels, .. })
    }

    /// The load that it rests on, erlang.
    pub(crate) fn load(&self) -> f64 {
        match &self.model {
            Model::Refusals { offered, .. } => offered.iter().map(|o| o.load).sum(),
            Model::Wait { offered, .. } | Model::Cores { offered } => offered.load,
        }
    }

    /// The formula, in words.
    pub(crate) fn words(&self) -> &'static str {
        match &self.model {
            Model::Refusals { .. } => "Erlang B",
            Model::Wait { .. } => "Erlang C",
            Model::Cores { .. } => "load ÷ cores",
        }
    }

    fn at(&self, study: &Study, load: impl Fn(&Offered) -> f64) -> Option<f64> {
        match &self.model {
            Model::Refusals { kind, offered } => {
                let all: f64 = offered.iter().map(&load).sum();
                let mut refused = 0.0;
                for o in offered {
                    let own = study.network().resources.iter().zip(&study.names().resources);
                    let own = own.filter(|(r, scope)| r.kind == *kind && o.scopes.contains(scope));
                    let servers = own.map(|(r, _)| r.calls()).fold(0, u32::saturating_add);
                    refused += load(o) * erlang::erlang_b(load(o), servers)?;
                }
                (all > 0.0).then_some(refused / all)
            }
            Model::Wait { offered, service, cv2 } => {
                let cores = cores(study, &offered.scopes)?;
                match erlang::mean_wait_general(load(offered), cores, *cv2) {
                    Some(wait) => Some(wait * service),
                    None => Some(f64::INFINITY),
                }
            }
            Model::Cores { offered } => {
                Some((load(offered) / f64::from(cores(study, &offered.scopes)?)).min(1.0))
            }
        }
    }
}

fn cores(study: &Study, scopes: &[Scope]) -> Option<u32> {
    let place = study.names().stations.iter().position(|name| scopes.contains(name))?;
    Some(study.network().stations[place].cores)
}

/// The first design: each number is the least with which the formulas meet their targets if all others are at their greatest;
/// then, as long as they are not met together, the number whose rise costs least rises until they are. Numbers that no
/// formula depends on are at their least.
///
/// `study` reads a design, if it is valid; one that is not is too small. `largest` is the largest valid design.
///
/// # Errors
/// Those of `study`.
pub(crate) fn first_design(
    (grid, largest): (&Grid, &Point),
    predictions: &[Prediction],
    study: impl Fn(&Point) -> Result<Option<Study>, Error>,
) -> Result<Point, Error> {
    let misses = |point: &Point| -> Result<Option<Vec<bool>>, Error> {
        let Some(study) = study(point)? else { return Ok(None) };
        let missed = |p: &Prediction| p.value(&study).is_none_or(|value| value > p.limit);
        Ok(Some(predictions.iter().map(missed).collect()))
    };
    // What even the largest design misses tells nothing.
    let hopeless = misses(largest)?.unwrap_or_default();
    let meets = |point: &Point| -> Result<bool, Error> {
        let Some(missed) = misses(point)? else { return Ok(false) };
        Ok(missed.iter().zip(&hopeless).all(|(missed, hopeless)| !missed || *hopeless))
    };
    let first = least_together(grid, meets)?;
    Ok(if study(&first)?.is_some() { first } else { largest.clone() })
}

/// The design of [`first_design`], for any way to say whether a design is large enough.
fn least_together(
    grid: &Grid,
    meets: impl Fn(&Point) -> Result<bool, Error>,
) -> Result<Point, Error> {
    let top = grid.greatest();
    let mut first = grid.least();
    for d in 0..grid.dimensions() {
        let (least, _) = least(&top, d, (0, top[d]), &meets)?;
        first[d] = least;
    }
    for _ in 0..grid.dimensions() {
        if meets(&first)? {
            break;
        }
        let mut best: Option<(bool, f64, Point)> = None;
        for d in (0..grid.dimensions()).filter(|d| first[*d] < top[*d]) {
            let (at, is_enough) = least(&first, d, (first[d], top[d]), &meets)?;
            let mut raised = first.clone();
            raised[d] = at;
            let cost = grid.cost(&raised);
            // One that is enough comes before any that is not.
            if best.as_ref().is_none_or(|(enough, least, _)| {
                (is_enough && !enough) || (is_enough == *enough && cost < *least)
            }) {
                best = Some((is_enough, cost, raised));
            }
        }
        let Some((_, _, raised)) = best else { break };
        first = raised;
    }
    Ok(first)
}

/// The least position of a number, between two ends, with which a design is large enough, all others as they are; the upper
/// end and false if none is.
fn least(
    point: &Point,
    dimension: usize,
    (mut low, mut high): (u32, u32),
    meets: &impl Fn(&Point) -> Result<bool, Error>,
) -> Result<(u32, bool), Error> {
    let mut moved = point.clone();
    moved[dimension] = high;
    if !meets(&moved)? {
        return Ok((high, false));
    }
    while low < high {
        let middle = low + (high - low) / 2;
        moved[dimension] = middle;
        if meets(&moved)? {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok((low, true))
}

#[cfg(test)]
#[path = "formulas_tests.rs"]
mod tests;
