//! Rows of replications put beside each other: means with Student-t intervals. The half-widths
//! come from `stats::interval`.

use super::record::{Estimate, LatencyDistribution, Replicates};
use super::replicate::Replication;
use crate::call::Latency;
use crate::measure::{Distributions, Estimator, Label};
use crate::stats::interval;

/// One estimate per row, in the order of the rows.
pub(super) fn estimates(
    labels: &[Label],
    replications: &[Replication],
    level: f64,
) -> Vec<Estimate> {
    let estimate = |(i, label): (usize, &Label)| {
        let values: Vec<f64> =
            replications.iter().filter_map(|r| label.value(r.values[i])).collect();
        let count = replications.iter().map(|r| r.values[i].count).sum();
        one(label, &values, count, level)
    };
    labels.iter().enumerate().map(estimate).collect()
}

fn one(label: &Label, values: &[f64], count: u64, level: f64) -> Estimate {
    let mut estimate = Estimate {
        design: String::new(),
        measure: label.measure.to_owned(),
        scope: label.scope.clone(),
        statistic: label.statistic.to_owned(),
        from: label.bin.map(|bin| bin.0),
        to: label.bin.map(|bin| bin.1),
        unit: label.unit.to_owned(),
        value: None,
        low: None,
        high: None,
        level,
        method: "replications-t".to_owned(),
        replications: values.len() as u32,
        count,
    };
    if label.estimator == Estimator::Maximum {
        estimate.method = "maximum".to_owned();
        estimate.value = values.iter().copied().reduce(f64::max);
    } else if let Some(mean) = interval::replications(values, level) {
        estimate.value = Some(mean.value);
        (estimate.low, estimate.high) = (mean.low, mean.high);
        if label.unit == "1" && label.statistic == "value" {
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
pub(super) fn replicates(labels: &[Label], replications: &[Replication]) -> Vec<Replicates> {
    let values = |(i, label): (usize, &Label)| Replicates {
        measure: label.measure.to_owned(),
        scope: label.scope.clone(),
        statistic: label.statistic.to_owned(),
        values: replications.iter().map(|r| label.value(r.values[i])).collect(),
    };
    labels.iter().enumerate().filter(|(_, label)| label.bin.is_none()).map(values).collect()
}

/// The shapes of latencies over all replications, those that have a value, by name.
pub(super) fn distributions(histograms: &Distributions) -> Vec<LatencyDistribution> {
    let mut found: Vec<LatencyDistribution> = Latency::ALL
        .iter()
        .zip(histograms)
        .filter(|(_, histogram)| histogram.count() > 0)
        .map(|(latency, histogram)| LatencyDistribution {
            measure: latency.name().to_owned(),
            scope: "all".to_owned(),
            count: histogram.count(),
            points: histogram.curve(200),
        })
        .collect();
    found.sort_by(|a, b| a.measure.cmp(&b.measure));
    found
}
