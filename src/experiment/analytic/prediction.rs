//! Closed formulas: what each gets from the simulation, and its value.

use crate::experiment::estimate::Rows;
use crate::experiment::record::AnalyticVerdict;
use crate::experiment::study::Study;
use crate::measure::{Figure, Measure, Scope, Statistic};
use crate::stats::erlang;
use std::collections::BTreeMap;

/// Measures that the formulas use or are compared with.
const MEASURES: [Measure; 8] = [
    Measure::Blocking,
    Measure::Rejected,
    Measure::Utilization,
    Measure::QueueWait,
    Measure::OfferedLoad,
    Measure::CarriedLoad,
    Measure::ServiceTime,
    Measure::DropRatio,
];
/// Steps into which a window with changing rates is divided.
pub(super) const STEPS: u64 = 400;

/// The rows, with an index of those that the formulas need.
pub(super) struct Indexed<'r, 'l> {
    rows: &'r Rows<'l>,
    pub(super) places: BTreeMap<&'l Figure, usize>,
}

impl<'r, 'l> Indexed<'r, 'l> {
    pub(super) fn new(rows: &'r Rows<'l>) -> Self {
        Indexed { rows, places: rows.places(&MEASURES) }
    }
}

impl Indexed<'_, '_> {
    pub(super) fn of(
        &self,
        measure: Measure,
        scope: &Scope,
        statistic: Statistic,
    ) -> Option<usize> {
        self.places.get(&Figure::new(measure, scope.clone(), statistic)).copied()
    }
}

impl<'l> std::ops::Deref for Indexed<'_, 'l> {
    type Target = Rows<'l>;
    fn deref(&self) -> &Rows<'l> {
        self.rows
    }
}

/// A figure of a station, and the formula that fits it.
pub(super) struct Prediction {
    pub(super) figure: Figure,
    pub(super) model: &'static str,
    pub(super) servers: u32,
    pub(super) reasons: Vec<String>,
    pub(super) kind: Kind,
}

/// Which formula: a function of the offered load in erlang; for queues also of the service time.
pub(super) enum Kind {
    /// Erlang B. `peaked`: for overflow traffic, the resource of the first gateway, and the channels of all gateways
    /// before this one. `varying`: the relative arrival rate in each step of the window.
    Blocking { peaked: Option<(usize, u32)>, varying: Option<Vec<f64>> },
    /// A(1 − B) ÷ servers, and the figure of the share B that is refused.
    Utilization { refusals: Figure },
    /// Mean queueing time in a queue without limit.
    Wait,
    /// Mean queueing time in a queue with this many places, those in service included.
    FiniteWait { places: u32 },
    /// The share of messages that such a queue drops.
    Drops { places: u32 },
}

impl Kind {
    /// Of a queue, the share of messages that have to wait (Erlang C).
    pub(super) fn waits(&self, load: f64, servers: u32) -> Option<f64> {
        matches!(self, Kind::Wait).then(|| erlang::erlang_c(load, servers)).flatten()
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Mean holding time at a station, seconds: load ÷ attempts per second.
fn mean_holding(
    prediction: &Prediction,
    study: &Study,
    rows: &Indexed<'_, '_>,
    load: f64,
) -> Option<f64> {
    let row = rows.of(Measure::OfferedLoad, &prediction.figure.scope, Statistic::Value)?;
    let window = study.window();
    let seconds = window.to.since(window.from).seconds() * rows.len() as f64;
    let attempts = rows.count(row) as f64;
    (attempts > 0.0).then(|| load * seconds / attempts)
}

/// What a formula gets from the simulation.
pub(super) struct Inputs {
    /// Offered load of each replication, erlang.
    pub(super) loads: Vec<f64>,
    /// Offered load of all replications, erlang.
    load: f64,
    /// Mean service time, seconds; 1 where the formula needs none.
    service: f64,
    /// Squared coefficient of variation of the service time; 0 where the formula needs none.
    cv2: f64,
}

impl Inputs {
    pub(super) fn load(&self) -> f64 {
        self.load
    }
}

/// The load of channels or slots by what all replications carry and admit: in one of them the calls that hold them long leave
/// room for fewer, so that a mean of the loads of replications is too large where most calls are refused.
fn offered(carried: &[f64], refusals: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let add = |(refused, all): (f64, f64), (r, n): (f64, f64)| (refused + r, all + n);
    let (refused, all) = refusals.fold((0.0, 0.0), add);
    (all > refused).then(|| mean(carried) * all / (all - refused))
}

impl Prediction {
    /// `None` if a replication lacks a value.
    pub(super) fn inputs(&self, rows: &Indexed<'_, '_>) -> Option<Inputs> {
        let values = |measure: Measure, statistic: Statistic| -> Option<Vec<f64>> {
            let row = rows.of(measure, &self.figure.scope, statistic)?;
            (0..rows.len()).map(|r| rows.value(row, r)).collect()
        };
        // What a full queue drops is offered, and does not use its cores.
        let dropped = match self.kind {
            Kind::Blocking { .. } | Kind::Utilization { .. } => {
                let loads = values(Measure::OfferedLoad, Statistic::Value)?;
                let refusals = match &self.kind {
                    Kind::Utilization { refusals } => refusals,
                    _ => &self.figure,
                };
                let refusals = *rows.places.get(refusals)?;
                let carried = values(Measure::CarriedLoad, Statistic::Value)?;
                let load = offered(&carried, rows.events_and_trials(refusals).into_iter())?;
                return Some(Inputs { loads, load, service: 1.0, cv2: 0.0 });
            }
            Kind::Wait => vec![0.0; rows.len()],
            Kind::FiniteWait { .. } | Kind::Drops { .. } => {
                values(Measure::DropRatio, Statistic::Value)?
            }
        };
        let used = values(Measure::Utilization, Statistic::Value)?;
        let servers = f64::from(self.servers);
        let load = |(u, lost): (&f64, f64)| u * servers / (1.0 - lost);
        let loads: Vec<f64> = used.iter().zip(dropped).map(load).collect();
        Some(Inputs {
            load: mean(&loads),
            loads,
            cv2: mean(&values(Measure::ServiceTime, Statistic::Cv2)?),
            service: mean(&values(Measure::ServiceTime, Statistic::Mean)?),
        })
    }

    pub(super) fn verdict(&self, agrees: Option<bool>) -> AnalyticVerdict {
        match (agrees, self.reasons.is_empty()) {
            (None, _) => AnalyticVerdict::Unknown,
            (Some(true), _) => AnalyticVerdict::Agrees,
            (Some(false), false) => AnalyticVerdict::Explained,
            (Some(false), true) => AnalyticVerdict::Differs,
        }
    }

    pub(super) fn formula(
        &self,
        load: f64,
        (study, rows): (&Study, &Indexed<'_, '_>),
        inputs: &Inputs,
    ) -> Option<f64> {
        match &self.kind {
            Kind::Blocking { peaked: Some((first, before)), .. } => {
                let scope = &study.names().resources[*first];
                let row = rows.of(Measure::OfferedLoad, scope, Statistic::Value)?;
                let fresh = rows.compute(row, 0.95).value?;
                let over = erlang::overflow(fresh, *before)?;
                erlang::peaked_blocking(load, over.peakedness, self.servers)
            }
            Kind::Blocking { varying: Some(steps), .. } => {
                let window = study.window();
                let holding = mean_holding(self, study, rows, inputs.load())?;
                let length = window.to.since(window.from).seconds() / STEPS as f64 / holding;
                let steps: Vec<(f64, f64)> = steps.iter().map(|r| (length, r * load)).collect();
                // Before the window the load has settled at its first rate.
                erlang::modified_offered_load(steps.first()?.1, &steps, self.servers)
            }
            Kind::Blocking { .. } => erlang::erlang_b(load, self.servers),
            Kind::Utilization { .. } => {
                let blocking = erlang::erlang_b(load, self.servers)?;
                Some(load * (1.0 - blocking) / f64::from(self.servers))
            }
            Kind::Wait => {
                Some(erlang::mean_wait_general(load, self.servers, inputs.cv2)? * inputs.service)
            }
            Kind::FiniteWait { places } => {
                let queue = erlang::finite_queue(load, self.servers, *places)?;
                Some(queue.mean_wait * inputs.service)
            }
            Kind::Drops { places } => {
                Some(erlang::finite_queue(load, self.servers, *places)?.blocking)
            }
        }
    }
}
