//! One long run instead of replications: intervals, by overlapping batches, of the means that have a series.

use super::record::{Estimate, Method};
use crate::measure::{Dimension, Figure, Statistic};
use crate::stats::batches::one_long_run;
use std::collections::BTreeMap;

/// Adds intervals to the means of a single replication, from their series within the window (seconds).
pub(super) fn fill(estimates: &mut [Estimate], (from, to): (f64, f64)) {
    let mut series: BTreeMap<Figure, Vec<(f64, f64)>> = BTreeMap::new();
    for e in estimates.iter().filter(|e| e.figure.statistic == Statistic::Mean) {
        let inside = e.from.zip(e.to).is_some_and(|(a, b)| a >= from - 1e-6 && b <= to + 1e-6);
        if let (true, Some(value), Some((a, b))) = (inside, e.value, e.from.zip(e.to)) {
            // The weight of a latency is its number of calls in the bin; that of a level is the time.
            let is_latency = e.figure.dimension() == Dimension::Time;
            let weight = if is_latency { e.count as f64 } else { b - a };
            series.entry(e.figure.clone()).or_default().push((value, weight));
        }
    }
    for e in
        estimates.iter_mut().filter(|e| e.from.is_none() && e.figure.statistic == Statistic::Mean)
    {
        let Some(bins) = series.get(&e.figure) else { continue };
        let Some((value, half)) = e.value.zip(half_width(bins, e.level)) else { continue };
        (e.low, e.high) = (Some((value - half).max(0.0)), Some(value + half));
        e.method = Method::OverlappingBatchMeans;
    }
}

/// Half the width of the interval of Σ weight·value ÷ Σ weight: that of the mean of the residuals weight·(value −
/// mean), over the mean weight (the delta method).
fn half_width(bins: &[(f64, f64)], level: f64) -> Option<f64> {
    let weights: f64 = bins.iter().map(|(_, weight)| weight).sum();
    let mean = bins.iter().map(|(value, weight)| value * weight).sum::<f64>() / weights;
    let residuals: Vec<f64> = bins.iter().map(|(value, weight)| weight * (value - mean)).collect();
    let half = one_long_run(&residuals, level)?.half_width()?;
    Some(half * bins.len() as f64 / weights).filter(|half| half.is_finite())
}
