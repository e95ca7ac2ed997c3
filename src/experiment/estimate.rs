//! Rows of replications put beside each other: means with Student-t intervals. The half-widths
//! come from `stats::interval`.

use super::record::{Estimate, LatencyDistribution, Replicates};
use super::replicate::Replication;
use crate::measure::{Distributions, Row};
use crate::stats::interval;

/// One estimate per row, in the order of the rows.
pub(super) fn estimates(labels: &[Row], replications: &[Replication], level: f64) -> Vec<Estimate> {
    let estimate = |(i, row): (usize, &Row)| {
        let values: Vec<f64> = replications.iter().filter_map(|r| r.values[i].0).collect();
        let count = replications.iter().map(|r| r.values[i].1).sum();
        one(row, &values, count, level)
    };
    labels.iter().enumerate().map(estimate).collect()
}

fn one(row: &Row, values: &[f64], count: u64, level: f64) -> Estimate {
    let mut estimate = Estimate {
        design: String::new(),
        measure: row.measure.to_owned(),
        scope: row.scope.clone(),
        statistic: row.statistic.to_owned(),
        from: row.bin.map(|bin| bin.0),
        to: row.bin.map(|bin| bin.1),
        unit: row.unit.to_owned(),
        value: None,
        low: None,
        high: None,
        level,
        method: "replications-t".to_owned(),
        replications: values.len() as u32,
        count,
    };
    if row.statistic == "max" {
        estimate.method = "maximum".to_owned();
        estimate.value = values.iter().copied().reduce(f64::max);
    } else if let Some(mean) = interval::replications(values, level) {
        estimate.value = Some(mean.value);
        (estimate.low, estimate.high) = (mean.low, mean.high);
        if row.unit == "1" && row.statistic == "value" {
            // A share cannot leave [0, 1], whatever the t distribution allows.
            estimate.low = estimate.low.map(|low| low.max(0.0));
            estimate.high = estimate.high.map(|high| high.min(1.0));
        } else {
            estimate.low = estimate.low.map(|low| low.max(0.0));
        }
    }
    estimate
}

/// The values behind every estimate that is no part of a series.
pub(super) fn replicates(labels: &[Row], replications: &[Replication]) -> Vec<Replicates> {
    let values = |(i, row): (usize, &Row)| Replicates {
        measure: row.measure.to_owned(),
        scope: row.scope.clone(),
        statistic: row.statistic.to_owned(),
        values: replications.iter().map(|r| r.values[i].0).collect(),
    };
    labels.iter().enumerate().filter(|(_, row)| row.bin.is_none()).map(values).collect()
}

/// The shapes of latencies over all replications.
pub(super) fn distributions(mut histograms: Distributions) -> Vec<LatencyDistribution> {
    histograms.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    histograms
        .into_iter()
        .map(|(measure, scope, histogram)| LatencyDistribution {
            measure: measure.to_owned(),
            scope,
            count: histogram.count(),
            points: histogram.curve(200),
        })
        .collect()
}
