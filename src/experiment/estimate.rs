//! Estimates over replications: means with Student-t intervals, shares as ratios of sums, and wider intervals where there are
//! few events. `stats` computes the half-widths.

use super::record::{Estimate, LatencyDistribution, Method, Replicates};
use super::replication::Replication;
use crate::call::Latency;
use crate::measure::{Dimension, Figure, Measure, Scope};
use crate::recorder::{Bursts, Distributions, Estimator, Label, Load, Origin, Value};
use crate::stats::few_events;
use crate::stats::interval::{self, Interval};
use std::collections::BTreeMap;
use std::ops::Range;

/// Bursts of events over all replications from which on Student's t alone gives the interval.
const MANY_BURSTS: f64 = 100.0;

/// Events a replication from which on the same holds for events that nothing in particular causes: their bursts are not
/// known, and the coverage of Student's t is proved from here on.
const MANY_EVENTS: f64 = 100.0;

/// Minimum number of values beyond a percentile, as a mean over replications.
const BEYOND: f64 = 10.0;

/// Labels, and the values of all replications for each.
pub(super) struct Rows<'r> {
    labels: &'r [Label],
    replications: &'r [Replication],
    /// How many events come together, by the mean load of the replications.
    bursts: Bursts,
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

/// Rows that are collected at once. Each replication is one block of memory: this reads it once for this many rows
/// instead of once for each row.
const BLOCK: usize = 64;

impl<'r> Rows<'r> {
    pub(super) fn new(labels: &'r [Label], replications: &'r [Replication]) -> Self {
        let bursts = Load::mean(replications.iter().map(|r| &r.load)).bursts();
        Rows { labels, replications, bursts }
    }

    /// One estimate per row, in order, and the values behind each that is not part of a series.
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

    /// The values of consecutive rows in all replications.
    fn columns(&self, rows: Range<usize>) -> Vec<Column<'_>> {
        let empty = |row: usize| Column {
            label: &self.labels[row],
            values: Vec::with_capacity(self.replications.len()),
            bursts: &self.bursts,
        };
        let mut columns: Vec<Column<'_>> = rows.clone().map(empty).collect();
        for replication in self.replications {
            for (column, value) in columns.iter_mut().zip(replication.values.from(rows.start)) {
                column.values.push(value);
            }
        }
        columns.iter_mut().for_each(Column::withhold);
        columns
    }

    /// The values of a row in all replications.
    fn column(&self, i: usize) -> Column<'_> {
        let mut column = Column {
            label: &self.labels[i],
            values: self.replications.iter().map(|r| r.values.get(i)).collect(),
            bursts: &self.bursts,
        };
        column.withhold();
        column
    }

    /// The number of replications.
    pub(super) fn len(&self) -> usize {
        self.replications.len()
    }

    /// Observations behind a row, over all replications.
    pub(super) fn count(&self, i: usize) -> u64 {
        self.column(i).count()
    }

    /// (events, trials) of a share in each replication.
    pub(super) fn events_and_trials(&self, i: usize) -> Vec<(f64, f64)> {
        self.replications.iter().map(|r| r.values.get(i).events_and_trials()).collect()
    }

    /// The value of a row in one replication.
    pub(super) fn value(&self, i: usize, replication: usize) -> Option<f64> {
        self.labels[i].value(self.replications.get(replication)?.values.get(i))
    }

    /// The row of a figure that is not part of a series.
    pub(super) fn find(&self, figure: &Figure) -> Option<usize> {
        self.labels.iter().position(|label| label.is(figure))
    }

    /// The rows of some measures that are not part of a series, by figure.
    pub(super) fn places(&self, measures: &[Measure]) -> BTreeMap<&'r Figure, usize> {
        let wanted = |l: &Label| l.bin.is_none() && measures.contains(&l.figure.measure);
        let place = |(i, l): (usize, &'r Label)| (&l.figure, i);
        self.labels.iter().enumerate().filter(|(_, l)| wanted(l)).map(place).collect()
    }

    /// The number of replications that have a value for a row.
    pub(super) fn replications(&self, i: usize) -> u32 {
        self.column(i).numbers().flatten().count() as u32
    }

    /// The values behind a row.
    pub(super) fn replicates(&self, i: usize) -> Replicates {
        self.column(i).replicates()
    }

    /// The estimate of a row at a confidence level.
    pub(super) fn compute(&self, i: usize, level: f64) -> Computed {
        self.column(i).compute(level)
    }
}

/// The values of one row in all replications.
struct Column<'r> {
    label: &'r Label,
    /// By replication.
    values: Vec<Value>,
    bursts: &'r Bursts,
}

impl Column<'_> {
    /// Withholds a percentile beyond which too few values lie. All replications decide together: to leave out only those
    /// with few values would prefer the busy ones.
    fn withhold(&mut self) {
        let Estimator::Quantile(p) = self.label.estimator else { return };
        let known = self.numbers().flatten().count() as f64;
        if self.count() as f64 * (1.0 - p) < BEYOND * known - 1e-9 {
            self.values.iter_mut().for_each(|value| *value = Value::of(None, value.count));
        }
    }

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
        let is_share = matches!(self.label.estimator, Estimator::Share(_));
        let shares = self.values.iter().filter(|_| is_share);
        Replicates {
            design: String::new(),
            figure: self.label.figure.clone(),
            values: self.numbers().collect(),
            // They were whole numbers before they became a `Value`.
            trials: shares.map(|value| value.events_and_trials().1 as u64).collect(),
        }
    }

    /// The value in each replication.
    fn numbers(&self) -> impl Iterator<Item = Option<f64>> {
        self.values.iter().map(|value| self.label.value(*value))
    }

    fn count(&self) -> u64 {
        self.values.iter().map(|value| value.count).sum()
    }

    fn compute(&self, level: f64) -> Computed {
        let label = self.label;
        let mut computed = match label.estimator {
            Estimator::Share(origin) => self.share(origin, level),
            Estimator::Count(origin, period) => self.number_of_events(origin, period, level),
            Estimator::Maximum => {
                let value = self.numbers().flatten().reduce(f64::max);
                Computed { value, method: Method::Maximum, ..Computed::default() }
            }
            Estimator::Median => {
                let values = self.values.iter().map(|value| value.number);
                let known = values.filter(|value| !value.is_nan()).collect();
                Computed::new(Method::Median, interval::median(known, level))
            }
            Estimator::Mean => {
                let values: Vec<f64> = self.numbers().flatten().collect();
                Computed::new(Method::ReplicationsT, interval::replications(&values, level))
            }
            Estimator::Quantile(_) => self.quantile(level),
        };
        // No measure is below 0 and no share above 1, but the t distribution allows both.
        computed.low = computed.low.map(|low| low.max(0.0));
        if label.figure.dimension() == Dimension::Share {
            computed.high = computed.high.map(|high| high.min(1.0));
        }
        computed
    }

    /// A mean of quantiles, which a histogram has rounded. The mean of the exact ones is off by at most the mean rounding,
    /// by which the interval is wider on both sides.
    fn quantile(&self, level: f64) -> Computed {
        let known = || self.values.iter().filter(|value| self.label.value(**value).is_some());
        let values: Vec<f64> = self.numbers().flatten().collect();
        let rounding = known().map(|value| value.rounding).sum::<f64>() / values.len() as f64;
        let mut computed =
            Computed::new(Method::ReplicationsT, interval::replications(&values, level));
        computed.low = computed.low.map(|low| low - rounding);
        computed.high = computed.high.map(|high| high + rounding);
        computed
    }

    /// Events ÷ trials, over all replications. Of events and non-events, the rarer decide the interval.
    fn share(&self, origin: Origin, level: f64) -> Computed {
        let parts = self.values.iter().map(|value| value.events_and_trials());
        let (events, trials): (Vec<f64>, Vec<f64>) = parts.unzip();
        let ratio = Computed::new(Method::RatioDelta, interval::ratio(&events, &trials, level));
        let (seen, of): (f64, f64) = (events.iter().sum(), trials.iter().sum());
        if 2.0 * seen <= of {
            return self.with_few_events(ratio, seen, of, origin, level);
        }
        let flipped = |c: Computed| Computed {
            value: c.value.map(|v| 1.0 - v),
            low: c.high.map(|high| 1.0 - high),
            high: c.low.map(|low| 1.0 - low),
            method: match c.method {
                Method::ZeroSeenUpperLimit => Method::AllSeenLowerLimit,
                other => other,
            },
            ..c
        };
        let rare = self.with_few_events(flipped(ratio.clone()), of - seen, of, origin, level);
        if rare.method == Method::RatioDelta { ratio } else { flipped(rare) }
    }

    /// The mean number of events in a period.
    fn number_of_events(&self, origin: Origin, period: f64, level: f64) -> Computed {
        let values: Vec<f64> = self.numbers().flatten().collect();
        let mean = Computed::new(Method::ReplicationsT, interval::replications(&values, level));
        let periods = period * values.len() as f64;
        self.with_few_events(mean, self.count() as f64, periods, origin, level)
    }

    /// The interval of a number of events ÷ the size of the sample. Few events vary less among replications by chance than
    /// they do in truth, and Student's t then gives an interval that is too narrow and symmetric. So the interval is at
    /// least as wide as that of a compound Poisson count, whose bursts are as large as the load makes them.
    fn with_few_events(
        &self,
        mut computed: Computed,
        seen: f64,
        size: f64,
        origin: Origin,
        level: f64,
    ) -> Computed {
        let burst = self.bursts.of(origin);
        let is_known = computed.low.is_some() && size > 0.0;
        let many = seen >= MANY_BURSTS * burst
            || origin == Origin::Any && seen >= MANY_EVENTS * self.values.len() as f64;
        if !is_known || origin == Origin::Never || many {
            return computed;
        }
        let Some((low, high)) = few_events(seen as u64, burst, level) else { return computed };
        computed.low = computed.low.map(|t| t.min(low / size));
        computed.high = computed.high.map(|t| t.max(high / size));
        computed.method = Method::FewEvents;
        if seen == 0.0 {
            computed.method = Method::ZeroSeenUpperLimit;
            computed.standard_error = None;
        }
        computed
    }
}

/// The distributions of all latencies that have a value, over all replications, sorted by name.
pub(super) fn distributions(histograms: &Distributions) -> Vec<LatencyDistribution> {
    let mut found: Vec<LatencyDistribution> = Latency::ALL
        .iter()
        .zip(&histograms.latencies)
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
