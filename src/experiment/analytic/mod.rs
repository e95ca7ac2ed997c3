//! Compares simulated values with closed formulas: the formula that fits each station, and, where they differ, what the
//! simulation models and the formula does not.

mod prediction;
mod queues;
mod stations;

use super::estimate::Rows;
use super::record::{AnalyticComparison, Method};
use super::study::Study;
use crate::measure::Figure;
use crate::stats::interval;
use prediction::{Indexed, Inputs, Kind, Prediction};

pub(super) use stations::relative_rates;

/// Simultaneous level of all comparisons of a run. It is high so that a correct model rarely gets a warning.
pub const ANALYTIC_LEVEL: f64 = 0.999;

/// Messages that have to wait, by the formula, below which their mean wait is not compared: its spread is then too uncertain.
const MIN_WAITS: f64 = 1_000.0;

/// One comparison for each formula whose station had arrivals.
pub(super) fn comparisons(study: &Study, rows: &Rows<'_>) -> Vec<AnalyticComparison> {
    let rows = &Indexed::new(rows);
    let predictions = stations::predictions(study, rows);
    let level = 1.0 - (1.0 - ANALYTIC_LEVEL) / predictions.len().max(1) as f64;
    predictions.iter().filter_map(|prediction| compare(prediction, study, rows, level)).collect()
}

fn compare(
    prediction: &Prediction,
    study: &Study,
    rows: &Indexed<'_, '_>,
    level: f64,
) -> Option<AnalyticComparison> {
    let inputs = prediction.inputs(rows)?;
    let load = inputs.load();
    if load <= 0.0 {
        return None;
    }
    let formula = |load: f64| prediction.formula(load, (study, rows), &inputs);
    let exact = formula(load)?;
    let found = match &prediction.kind {
        Kind::Utilization { refusals } => {
            utilization(prediction, refusals, exact, load, rows, level)?
        }
        _ => direct(prediction, formula, exact, &inputs, rows, level)?,
    };
    let Compared { value, difference, interval } = found;
    let (low, high) = interval.unzip();
    let contains_zero = interval.map(|(low, high)| low <= 0.0 && 0.0 <= high);
    let tells = interval.is_some_and(|(low, high)| high - low <= 2.0 * exact.max(value));
    // An interval without zero tells that they differ, however wide it is.
    let agrees = contains_zero.filter(|zero| !zero || tells);
    Some(AnalyticComparison {
        figure: prediction.figure.clone(),
        model: prediction.model.to_owned(),
        servers: prediction.servers,
        load,
        exact,
        value,
        difference,
        low,
        high,
        reasons: if contains_zero == Some(true) { Vec::new() } else { prediction.reasons.clone() },
        verdict: prediction.verdict(agrees),
    })
}

/// A simulated value, its difference from the formula's, and the interval of the difference; `None` where the simulation
/// cannot tell.
struct Compared {
    value: f64,
    difference: f64,
    interval: Option<(f64, f64)>,
}

/// Utilization A(1 − B)/N. With the measured load the simulated value is A(1 − R)/N, where R is the share of refusals, so
/// what it says about the formula is what the refusals say. Its own spread says nothing: without refusals it follows the
/// load exactly, and nothing is left of it.
fn utilization(
    prediction: &Prediction,
    refusals: &Figure,
    exact: f64,
    load: f64,
    rows: &Indexed<'_, '_>,
    level: f64,
) -> Option<Compared> {
    let value = rows.compute(*rows.places.get(&prediction.figure)?, level).value?;
    let refused = rows.compute(*rows.places.get(refusals)?, level);
    let carried = |refused: f64| load * (1.0 - refused) / f64::from(prediction.servers);
    let ends = refused.low.zip(refused.high);
    let interval = ends.map(|(low, high)| (carried(high) - exact, carried(low) - exact));
    Some(Compared { value, difference: value - exact, interval })
}

/// A value compared with the formula at the measured load.
fn direct(
    prediction: &Prediction,
    formula: impl Fn(f64) -> Option<f64>,
    exact: f64,
    inputs: &Inputs,
    rows: &Indexed<'_, '_>,
    level: f64,
) -> Option<Compared> {
    let row = *rows.places.get(&prediction.figure)?;
    let simulated = rows.compute(row, level);
    let (value, load) = (simulated.value?, inputs.load());
    // The formula gets the observed load, which has an error of its own. Its effect is removed from each
    // replication's value; the spread of what remains gives the interval, around the difference of all replications.
    let step = (1e-4 * load).max(1e-9);
    let slope = (formula(load + step)? - formula(load - step)?) / (2.0 * step);
    let own: Vec<f64> = (0..rows.len()).map(|r| rows.value(row, r)).collect::<Option<_>>()?;
    let residuals: Vec<f64> =
        own.iter().zip(&inputs.loads).map(|(b, a)| b - slope * (a - load)).collect();
    let half = interval::replications(&residuals, level)?.half_width();
    let difference = value - exact;
    let few = simulated.method.is_limit() || simulated.method == Method::FewEvents;
    let interval = match (few, prediction.kind.waits(load, prediction.servers)) {
        // The spread of few events is no measure of their error.
        (true, _) => {
            simulated.low.zip(simulated.high).map(|(low, high)| (low - exact, high - exact))
        }
        (false, Some(share)) if share * (rows.count(row) as f64) < MIN_WAITS => None,
        _ => half.map(|half| (difference - half, difference + half)),
    };
    Some(Compared { value, difference, interval })
}
