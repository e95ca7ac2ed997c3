//! Percentiles over the run: of each bin, the percentile of the values of all replications together. Its interval rests on how
//! the percentiles of groups of replications differ.
//!
//! Source: sectioning, Asmussen and Glynn, *Stochastic Simulation* (2007), §III.5; Nakayama (2014), "Confidence intervals for
//! quantiles using sectioning when applying variance-reduction techniques".

use super::record::{Estimate, Method};
use super::study::Study;
use crate::recorder::{Course, Distributions};
use crate::stats::LatencyCounts;
use crate::stats::interval;

/// Values beyond a percentile without which it is not estimated.
const BEYOND: f64 = 10.0;

/// Values beyond the percentile that each group needs for an interval.
const BEYOND_IN_GROUP: f64 = 1.0;

/// A row for each bin of each course.
pub(super) fn estimates(
    study: &Study,
    histograms: &Distributions,
    replications: usize,
    level: f64,
) -> Vec<Estimate> {
    let (courses, bins) = study.courses();
    let groups: Vec<&[LatencyCounts]> =
        histograms.courses.iter().take(replications).map(Vec::as_slice).collect();
    let mut rows = Vec::with_capacity(courses.len() * bins.count);
    for course in courses {
        for bin in 0..bins.count {
            let at = course.latency * bins.count + bin;
            let own: Vec<&LatencyCounts> =
                groups.iter().filter_map(|group| group.get(at)).collect();
            rows.push(estimate(&course, bins.seconds(bin), &own, (replications, level)));
        }
    }
    rows
}

fn estimate(
    course: &Course,
    (from, to): (f64, f64),
    groups: &[&LatencyCounts],
    (replications, level): (usize, f64),
) -> Estimate {
    let mut all = LatencyCounts::new();
    groups.iter().for_each(|group| all.merge(group));
    let beyond = |histogram: &LatencyCounts| histogram.count() as f64 * (1.0 - course.p) + 1e-9;
    let pooled = all.quantile(course.p).filter(|_| beyond(&all) >= BEYOND);
    let of_groups: Option<Vec<f64>> = groups
        .iter()
        .map(|group| {
            group.quantile(course.p).filter(|_| beyond(group) >= BEYOND_IN_GROUP).map(|q| q.value)
        })
        .collect();
    let spread = of_groups.and_then(|values| interval::replications(&values, level));
    let half = spread.and_then(|interval| Some((interval.high? - interval.low?) / 2.0));
    let ends = pooled.zip(half).map(|(pooled, half)| {
        let wide = half + pooled.rounding;
        ((pooled.value - wide).max(0.0), pooled.value + wide)
    });
    Estimate {
        design: String::new(),
        figure: course.figure.clone(),
        from: Some(from),
        to: Some(to),
        value: pooled.map(|pooled| pooled.value),
        low: ends.map(|(low, _)| low),
        high: ends.map(|(_, high)| high),
        level,
        method: Method::PooledPercentile,
        replications: if pooled.is_some() { replications as u32 } else { 0 },
        count: all.count(),
    }
}
