//! Compares simulated values with closed formulas: the formula that fits each station, and, where they differ, what the
//! simulation models and the formula does not.

mod prediction;
mod stations;

use super::estimate::Rows;
use super::record::AnalyticComparison;
use super::study::Study;
use crate::stats::interval;
use prediction::{Indexed, Prediction};

/// Simultaneous level of all comparisons of a run. It is high so that a correct model rarely gets a warning.
pub const ANALYTIC_LEVEL: f64 = 0.999;

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
    let row = *rows.places.get(&prediction.figure)?;
    let simulated = rows.compute(row, level);
    let value = simulated.value?;
    let inputs = prediction.inputs(rows)?;
    let load = inputs.load();
    if load <= 0.0 {
        return None;
    }
    let formula = |load: f64| prediction.formula(load, (study, rows), &inputs);
    let exact = formula(load)?;
    // The formula gets the observed load, which has an error of its own. Its effect is removed from each
    // replication's value; the spread of what remains gives the interval.
    let step = (1e-4 * load).max(1e-9);
    let slope = (formula(load + step)? - formula(load - step)?) / (2.0 * step);
    let own: Vec<f64> = (0..rows.len()).map(|r| rows.value(row, r)).collect::<Option<_>>()?;
    let residuals: Vec<f64> =
        own.iter().zip(&inputs.loads).map(|(b, a)| b - slope * (a - load)).collect();
    let half = interval::replications(&residuals, level)?.half_width();
    let (low, high) = match half.filter(|_| !simulated.method.is_limit()) {
        Some(half) => (Some(value - exact - half), Some(value - exact + half)),
        // An event that was never seen has only a limit.
        None => (simulated.low.map(|v| v - exact), simulated.high.map(|v| v - exact)),
    };
    let agrees = low.zip(high).map(|(low, high)| low <= 0.0 && 0.0 <= high);
    Some(AnalyticComparison {
        figure: prediction.figure.clone(),
        model: prediction.model.to_owned(),
        servers: prediction.servers,
        load,
        exact,
        value,
        difference: value - exact,
        low,
        high,
        reasons: if agrees == Some(true) { Vec::new() } else { prediction.reasons.clone() },
        verdict: prediction.verdict(agrees),
    })
}
