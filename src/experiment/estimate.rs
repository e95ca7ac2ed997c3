//! Rows of replications put beside each other: means with Student-t intervals, shares as ratios of
//! sums, limits for what was never seen. The half-widths come from `stats::interval`.

use super::record::{Estimate, LatencyDistribution, Method, Replicates};
use super::replication::Replication;
use crate::call::Latency;
use crate::measure::{Dimension, Figure, Measure, Scope};
use crate::recorder::{Distributions, Estimator, Label, Value};
use crate::stats::interval::{self, Interval};
use std::collections::BTreeMap;
use std::ops::Range;

/// Events a replication below which intervals are not to be trusted.
pub const FEW_EVENTS: f64 = 100.0;

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
    pub(super) method: Method,
}

impl Computed {
    fn new(method: Method, interval: Option<Interval>) -> Self {
        let Some(i) = interval else { return Computed { method, ..Computed::default() } };
        let (low, high) = (i.low, i.high);
        Computed { value: Some(i.value), low, high, standard_error: i.standard_error, method }
    }
}

/// Rows that are put together at once: replications lie one after the other in memory, and are walked once for so many
/// rows instead of for each.
const BLOCK: usize = 64;

impl<'r> Rows<'r> {
    pub(super) fn new(labels: &'r [Label], replications: &'r [Replication]) -> Self {
        let observations = replications.iter().map(|r| r.observations).sum();
        Rows { labels, replications, observations }
    }

    /// One estimate per row in the order of the rows, and the values behind every one that is no part of a series.
    pub(super) fn reduced(&self, level: f64) -> (Vec<Estimate>, Vec<Replicates>) {
        let mut estimates = Vec::with_capacity(self.labels.len());
        let mut replicates = Vec::new();
        for first in (0..self.labels.len()).step_by(BLOCK) {
            for column in self.columns(first..self.labels.len().min(first + BLOCK)) {
                estimates.push(column.estimate(level));
                if column.label.bin.is_none() {
                    replicates.push(column.replicates());
                }
            }
        }
        (estimates, replicates)
    }

    /// What all replications say of some rows that follow each other.
    fn columns(&self, rows: Range<usize>) -> Vec<Column<'r>> {
        let empty = |row: usize| Column {
            label: &self.labels[row],
            values: Vec::with_capacity(self.replications.len()),
            observations: self.observations,
        };
        let mut columns: Vec<Column<'_>> = rows.clone().map(empty).collect();
        for replication in self.replications {
            for (column, value) in columns.iter_mut().zip(&replication.values[rows.clone()]) {
                column.values.push(*value);
            }
        }
        columns
    }

    /// What all replications say of a row.
    fn column(&self, i: usize) -> Column<'r> {
        Column {
            label: &self.labels[i],
            values: self.replications.iter().map(|r| r.values[i]).collect(),
            observations: self.observations,
        }
    }

    /// Replications there are.
    pub(super) fn len(&self) -> usize {
        self.replications.len()
    }

    /// Observations behind a row, over all replications.
    pub(super) fn count(&self, i: usize) -> u64 {
        self.column(i).count()
    }

    /// (events, what could have been events) of a share in each replication.
    pub(super) fn parts(&self, i: usize) -> Vec<(f64, f64)> {
        self.replications.iter().map(|r| r.values[i].parts()).collect()
    }

    /// What one replication says of a row.
    pub(super) fn value(&self, i: usize, replication: usize) -> Option<f64> {
        self.labels[i].value(self.replications.get(replication)?.values[i])
    }

    /// The row of a figure that is no part of a series.
    pub(super) fn find(&self, figure: &Figure) -> Option<usize> {
        self.labels.iter().position(|label| label.is(figure))
    }

    /// The rows of some measures that are no part of a series, by figure.
    pub(super) fn places(&self, measures: &[Measure]) -> BTreeMap<&'r Figure, usize> {
        let wanted = |l: &Label| l.bin.is_none() && measures.contains(&l.figure.measure);
        let place = |(i, l): (usize, &'r Label)| (&l.figure, i);
        self.labels.iter().enumerate().filter(|(_, l)| wanted(l)).map(place).collect()
    }

    /// Replications that give a row a value.
    pub(super) fn replications(&self, i: usize) -> u32 {
        self.column(i).numbers().flatten().count() as u32
    }

    /// The estimate of a row at a confidence level.
    pub(super) fn compute(&self, i: usize, level: f64) -> Computed {
        self.column(i).compute(level)
    }
}

/// What all replications say of one row.
struct Column<'r> {
    label: &'r Label,
    /// By replication.
    values: Vec<Value>,
    /// Independent observations of a rare event in all replications together.
    observations: f64,
}

impl Column<'_> {
    fn estimate(&self, level: f64) -> Estimate {
        let label = self.label;
        let computed = self.compute(level);
        Estimate {
            design: String::new(),
            figure: label.figure.clone(),
            from: label.bin.map(|bin| bin.0),
            to: label.bin.map(|bin| bin.1),
            value: computed.value,
            low: computed.low,
            high: computed.high,
            level,
            method: computed.method,
            replications: self.numbers().flatten().count() as u32,
            count: self.count(),
        }
    }

    fn replicates(&self) -> Replicates {
        Replicates {
            design: String::new(),
            figure: self.label.figure.clone(),
            values: self.numbers().collect(),
        }
    }

    /// What each replication says.
    fn numbers(&self) -> impl Iterator<Item = Option<f64>> {
        self.values.iter().map(|value| self.label.value(*value))
    }

    fn count(&self) -> u64 {
        self.values.iter().map(|value| value.count).sum()
    }

    fn compute(&self, level: f64) -> Computed {
        let label = self.label;
        let mut computed = match label.estimator {
            Estimator::Share => self.share(level),
            Estimator::Maximum => {
                let value = self.numbers().flatten().reduce(f64::max);
                Computed { value, method: Method::Maximum, ..Computed::default() }
            }
            Estimator::Mean => {
                let values: Vec<f64> = self.numbers().flatten().collect();
                Computed::new(Method::ReplicationsT, interval::replications(&values, level))
            }
        };
        // Nothing measured is below 0 and no share above 1, whatever the t distribution allows.
        computed.low = computed.low.map(|low| low.max(0.0));
        if label.figure.dimension() == Dimension::Share {
            computed.high = computed.high.map(|high| high.min(1.0));
        }
        computed
    }

    /// Events ÷ what could have been events, over all replications. Where none was seen (or nothing
    /// else), the delta method knows no error: then a limit is given, as wide as the number of
    /// independent observations demands, of which there are no more than trials.
    fn share(&self, level: f64) -> Computed {
        let parts = self.values.iter().map(|value| value.parts());
        let (events, trials): (Vec<f64>, Vec<f64>) = parts.unzip();
        let ratio = interval::ratio(&events, &trials, level);
        let (seen, of): (f64, f64) = (events.iter().sum(), trials.iter().sum());
        let one_sided = of > 0.0 && (seen == 0.0 || seen == of);
        if !one_sided || self.values.len() < 2 {
            return Computed::new(Method::RatioDelta, ratio);
        }
        let limit = interval::never_seen(self.observations.min(of), level);
        let (value, low, high, method) = if seen == 0.0 {
            (0.0, Some(0.0), limit, Method::ZeroSeenUpperLimit)
        } else {
            (1.0, limit.map(|limit| 1.0 - limit), Some(1.0), Method::AllSeenLowerLimit)
        };
        let (low, high) = if limit.is_some() { (low, high) } else { (None, None) };
        Computed { value: Some(value), low, high, standard_error: None, method }
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
            measure: latency.measure(),
            scope: Scope::all(),
            count: histogram.count(),
            points: histogram.curve(200),
        })
        .collect();
    found.sort_by_key(|distribution| distribution.measure);
    found
}
