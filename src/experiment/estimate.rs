//! Rows of replications put beside each other: means with Student-t intervals, shares as ratios of
//! sums, limits for what was never seen. The half-widths come from `stats::interval`.

use super::record::{Estimate, LatencyDistribution, Replicates};
use super::replicate::Replication;
use crate::call::Latency;
use crate::measure::{Distributions, Estimator, Label};
use crate::stats::interval::{self, Interval};
use std::collections::BTreeMap;

/// What all replications say: labels, and the values that belong to them.
pub(super) struct Rows<'r> {
    labels: &'r [Label],
    replications: &'r [Replication],
    /// Independent observations of a rare event in all replications together.
    observations: f64,
}

/// An estimate without its label.
#[derive(Clone, Debug, Default)]
pub(super) struct Computed {
    pub(super) value: Option<f64>,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) standard_error: Option<f64>,
    pub(super) method: &'static str,
}

impl Computed {
    fn new(method: &'static str, interval: Option<Interval>) -> Self {
        let Some(i) = interval else { return Computed { method, ..Computed::default() } };
        let (low, high) = (i.low, i.high);
        Computed { value: Some(i.value), low, high, standard_error: i.standard_error, method }
    }
}

impl<'r> Rows<'r> {
    pub(super) fn new(labels: &'r [Label], replications: &'r [Replication]) -> Self {
        let observations = replications.iter().map(|r| r.observations).sum();
        Rows { labels, replications, observations }
    }

    /// One estimate per row, in the order of the rows.
    pub(super) fn estimates(&self, level: f64) -> Vec<Estimate> {
        (0..self.labels.len()).map(|i| self.estimate(i, level)).collect()
    }

    fn estimate(&self, i: usize, level: f64) -> Estimate {
        let label = &self.labels[i];
        let computed = self.compute(i, level);
        Estimate {
            design: String::new(),
            measure: label.measure.to_owned(),
            scope: label.scope.to_string(),
            statistic: label.statistic.to_owned(),
            from: label.bin.map(|bin| bin.0),
            to: label.bin.map(|bin| bin.1),
            unit: label.unit.to_owned(),
            value: computed.value,
            low: computed.low,
            high: computed.high,
            level,
            method: computed.method.to_owned(),
            replications: self.replications(i),
            count: self.count(i),
        }
    }

    /// What each replication says of a row.
    fn values(&self, i: usize) -> impl Iterator<Item = Option<f64>> {
        self.replications.iter().map(move |r| self.labels[i].value(r.values[i]))
    }

    /// Replications there are.
    pub(super) fn len(&self) -> usize {
        self.replications.len()
    }

    /// Observations behind a row, over all replications.
    pub(super) fn count(&self, i: usize) -> u64 {
        self.replications.iter().map(|r| r.values[i].count).sum()
    }

    /// (events, what could have been events) of a share in each replication.
    pub(super) fn parts(&self, i: usize) -> Vec<(f64, f64)> {
        self.replications.iter().map(|r| r.values[i].parts()).collect()
    }

    /// What one replication says of a row.
    pub(super) fn value(&self, i: usize, replication: usize) -> Option<f64> {
        self.labels[i].value(self.replications.get(replication)?.values[i])
    }

    /// The row of a measure that is no part of a series.
    pub(super) fn find(&self, measure: &str, scope: &str, statistic: &str) -> Option<usize> {
        self.labels.iter().position(|label| label.is(measure, scope, statistic))
    }

    /// The rows of some measures that are no part of a series, by measure, scope and statistic.
    pub(super) fn places(&self, measures: &[&str]) -> BTreeMap<(&'r str, &'r str, &'r str), usize> {
        let wanted = |l: &Label| l.bin.is_none() && measures.contains(&l.measure);
        let place = |(i, l): (usize, &'r Label)| ((l.measure, &*l.scope, l.statistic), i);
        self.labels.iter().enumerate().filter(|(_, l)| wanted(l)).map(place).collect()
    }

    /// Replications that give a row a value.
    pub(super) fn replications(&self, i: usize) -> u32 {
        self.values(i).flatten().count() as u32
    }

    /// The unit of a row.
    pub(super) fn unit(&self, i: usize) -> &'static str {
        self.labels[i].unit
    }

    /// The estimate of a row at a confidence level.
    pub(super) fn compute(&self, i: usize, level: f64) -> Computed {
        let label = &self.labels[i];
        let mut computed = match label.estimator {
            Estimator::Share => self.share(i, level),
            Estimator::Maximum => {
                let value = self.values(i).flatten().reduce(f64::max);
                Computed { value, method: "maximum", ..Computed::default() }
            }
            Estimator::Mean => {
                let values: Vec<f64> = self.values(i).flatten().collect();
                Computed::new("replications-t", interval::replications(&values, level))
            }
        };
        // Nothing measured is below 0 and no share above 1, whatever the t distribution allows.
        computed.low = computed.low.map(|low| low.max(0.0));
        if label.unit == "1" && label.statistic == "value" {
            computed.high = computed.high.map(|high| high.min(1.0));
        }
        computed
    }

    /// Events ÷ what could have been events, over all replications. Where none was seen (or nothing
    /// else), the delta method knows no error: then a limit is given, as wide as the number of
    /// independent observations demands, of which there are no more than trials.
    fn share(&self, i: usize, level: f64) -> Computed {
        let (events, trials): (Vec<f64>, Vec<f64>) = self.parts(i).into_iter().unzip();
        let ratio = interval::ratio(&events, &trials, level);
        let (seen, of): (f64, f64) = (events.iter().sum(), trials.iter().sum());
        let one_sided = of > 0.0 && (seen == 0.0 || seen == of);
        if !one_sided || self.replications.len() < 2 {
            return Computed::new("ratio-delta", ratio);
        }
        let limit = interval::never_seen(self.observations.min(of), level);
        let (value, low, high, method) = if seen == 0.0 {
            (0.0, Some(0.0), limit, "zero-seen-upper-limit")
        } else {
            (1.0, limit.map(|limit| 1.0 - limit), Some(1.0), "all-seen-lower-limit")
        };
        let (low, high) = if limit.is_some() { (low, high) } else { (None, None) };
        Computed { value: Some(value), low, high, standard_error: None, method }
    }

    /// The values behind every estimate that is no part of a series.
    pub(super) fn replicates(&self) -> Vec<Replicates> {
        let values = |(i, label): (usize, &Label)| Replicates {
            design: String::new(),
            measure: label.measure.to_owned(),
            scope: label.scope.to_string(),
            statistic: label.statistic.to_owned(),
            values: self.values(i).collect(),
        };
        let whole = |(_, label): &(usize, &Label)| label.bin.is_none();
        self.labels.iter().enumerate().filter(whole).map(values).collect()
    }
}

/// The shapes of latencies over all replications, those that have a value, by name.
pub(super) fn distributions(histograms: &Distributions) -> Vec<LatencyDistribution> {
    let mut found: Vec<LatencyDistribution> = Latency::ALL
        .iter()
        .zip(histograms)
        .filter(|(_, histogram)| histogram.count() > 0)
        .map(|(latency, histogram)| LatencyDistribution {
            design: String::new(),
            measure: latency.name().to_owned(),
            scope: "all".to_owned(),
            count: histogram.count(),
            points: histogram.curve(200),
        })
        .collect();
    found.sort_by(|a, b| a.measure.cmp(&b.measure));
    found
}
