//! Labels and values of the rows: a study has one label per row, each replication one value. The same code (`rows`,
//! `places`) passes both to a [`Sink`], so that they always agree and values need no text.

use super::cell::{ByOutcome, Tally};
use super::origin::Origin;
use crate::call::Outcome;
use crate::measure::{Dimension, Figure, Measure, Scope, Statistic};
use crate::stats::{LatencyCounts, Quantile};

/// How the values of replications are combined into one estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Estimator {
    /// Their mean.
    Mean,
    /// The mean of quantiles of this probability; each may be off by its rounding, and so may the mean.
    Quantile(f64),
    /// Their median; what is infinite comes after all others.
    Median,
    /// The greatest of them.
    Maximum,
    /// Sum of the events ÷ sum of the trials. The events come from this.
    Share(Origin),
    /// Their mean, where each is a number of events in a period: of what they come from, and the length of the period in
    /// the unit of the value (1 for a count, the hours of the window for a rate per hour).
    Count(Origin, f64),
}

/// What a row is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The figure. All rows of a scope share the text of the scope.
    pub figure: Figure,
    /// Bin of a series, seconds.
    pub bin: Option<(f64, f64)>,
    /// How replications are combined.
    pub estimator: Estimator,
}

/// The value of a row in one replication; its [`Label`] has the same position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Value {
    /// The value, NaN if this replication has none; for a share, the number of trials.
    pub number: f64,
    /// By how much the value is off at most.
    pub rounding: f64,
    /// Number of observations; for a share, of events.
    pub count: u64,
}

impl Value {
    /// A value and its number of observations.
    pub fn of(value: Option<f64>, count: u64) -> Self {
        Value { number: value.unwrap_or(f64::NAN), rounding: 0.0, count }
    }

    /// A quantile of some observations.
    pub fn quantile(quantile: Option<Quantile>, count: u64) -> Self {
        let Quantile { value, rounding } =
            quantile.unwrap_or(Quantile { value: f64::NAN, rounding: 0.0 });
        Value { number: value, rounding, count }
    }

    /// A share: `part` events in `of` trials.
    pub fn share(part: u64, of: u64) -> Self {
        Value { number: of as f64, rounding: 0.0, count: part }
    }

    /// (events, trials) of a share.
    pub fn events_and_trials(self) -> (f64, f64) {
        (self.count as f64, self.number)
    }
}

impl Label {
    /// Whether it is the label of this figure over the whole window.
    pub fn is(&self, figure: &Figure) -> bool {
        self.bin.is_none() && self.figure == *figure
    }

    /// Whether a value can be: no share is above 1. Checked after every replication.
    pub fn allows(&self, value: Value) -> bool {
        const ROUNDING: f64 = 1e-9;
        self.figure.dimension() != Dimension::Share
            || self.value(value).is_none_or(|share| share <= 1.0 + ROUNDING)
    }

    /// The value of this row in one replication, if there is one.
    pub fn value(&self, value: Value) -> Option<f64> {
        match self.estimator {
            Estimator::Share(_) => {
                let (part, of) = value.events_and_trials();
                (of > 0.0).then(|| part / of)
            }
            Estimator::Median => value.number.is_finite().then_some(value.number),
            Estimator::Mean
            | Estimator::Quantile(_)
            | Estimator::Count(..)
            | Estimator::Maximum => (!value.number.is_nan()).then_some(value.number),
        }
    }
}

/// Receives the rows. The provided methods are the kinds of rows.
pub(super) trait Sink {
    /// Sets the scope of the following rows; the closure runs only if the sink keeps it.
    fn scope(&mut self, scope: impl FnOnce() -> Scope);

    /// Narrows the scope of the following rows until `widen` or the next `scope`.
    fn narrow(&mut self, narrowed: impl FnOnce(&Scope) -> Scope);

    /// Restores the scope from before `narrow`.
    fn widen(&mut self);

    /// Sets the bin of the following rows, seconds; `None` means the whole window.
    fn bin(&mut self, bin: Option<(f64, f64)>);

    /// Adds a row: measure and statistic, how replications are combined, and the value.
    fn row(&mut self, what: What, estimator: Estimator, value: Value);

    /// A value that is averaged over replications.
    fn mean(&mut self, what: What, value: Option<f64>, count: u64) {
        self.row(what, Estimator::Mean, Value::of(value, count));
    }

    /// A value of which the median over replications counts.
    fn median(&mut self, what: What, value: Option<f64>, count: u64) {
        self.row(what, Estimator::Median, Value::of(value, count));
    }

    /// The greatest value of the window.
    fn maximum(&mut self, measure: Measure, max: Option<f64>, count: u64) {
        self.row((measure, Statistic::Max), Estimator::Maximum, Value::of(max, count));
    }

    /// The percentiles, which are averaged over replications.
    fn quantiles(&mut self, measure: Measure, histogram: &LatencyCounts) {
        for (statistic, p) in Statistic::PERCENTILES {
            let value = Value::quantile(histogram.quantile(p), histogram.count());
            self.row((measure, statistic), Estimator::Quantile(p), value);
        }
    }

    /// A number of calls, in total and per hour.
    fn count(&mut self, measure: Measure, count: u64, hours: f64) {
        self.count_from(Origin::of_measure(measure), measure, count, hours);
    }

    /// A number of calls that come from something, in total and per hour.
    fn count_from(&mut self, origin: Origin, measure: Measure, count: u64, hours: f64) {
        for (statistic, period) in [(Statistic::Count, 1.0), (Statistic::PerHour, hours)] {
            let value = Value::of(Some(count as f64 / period), count);
            self.row((measure, statistic), Estimator::Count(origin, period), value);
        }
    }

    /// A share: `part` events in `of` trials.
    fn share(&mut self, measure: Measure, part: u64, of: u64) {
        self.share_from(Origin::of_measure(measure), measure, part, of);
    }

    /// A share whose events come from something.
    fn share_from(&mut self, origin: Origin, measure: Measure, part: u64, of: u64) {
        self.row((measure, Statistic::Value), Estimator::Share(origin), Value::share(part, of));
    }

    /// The share of some attempts whose outcome satisfies `is`.
    fn share_that(&mut self, measure: Measure, of: &ByOutcome, is: impl Fn(Outcome) -> bool) {
        self.share(measure, of.that(is), of.total());
    }

    /// A latency's mean and greatest value.
    fn tally(&mut self, measure: Measure, tally: &Tally) {
        self.mean((measure, Statistic::Mean), tally.mean(), tally.count);
        let max = (tally.count > 0).then(|| tally.max.seconds());
        self.maximum(measure, max, tally.count);
    }
}

/// Measure and statistic.
pub(super) type What = (Measure, Statistic);

/// Keeps the labels and ignores the values.
#[derive(Debug)]
pub(super) struct Labels {
    pub(super) labels: Vec<Label>,
    whole: Scope,
    scope: Scope,
    bin: Option<(f64, f64)>,
}

impl Labels {
    pub(super) fn new() -> Self {
        Labels { labels: Vec::new(), whole: Scope::all(), scope: Scope::all(), bin: None }
    }
}

impl Sink for Labels {
    fn scope(&mut self, scope: impl FnOnce() -> Scope) {
        self.whole = scope();
        self.scope = self.whole.clone();
    }

    fn narrow(&mut self, narrowed: impl FnOnce(&Scope) -> Scope) {
        self.scope = narrowed(&self.whole);
    }

    fn widen(&mut self) {
        self.scope = self.whole.clone();
    }

    fn bin(&mut self, bin: Option<(f64, f64)>) {
        self.bin = bin;
    }

    fn row(&mut self, (measure, statistic): What, estimator: Estimator, _: Value) {
        debug_assert!(measure.dimension(statistic).is_some(), "{measure} has no {statistic}");
        let figure = Figure::new(measure, self.scope.clone(), statistic);
        self.labels.push(Label { figure, bin: self.bin, estimator });
    }
}

/// Keeps the values and makes no text.
impl Sink for Vec<Value> {
    fn scope(&mut self, _: impl FnOnce() -> Scope) {}
    fn narrow(&mut self, _: impl FnOnce(&Scope) -> Scope) {}
    fn widen(&mut self) {}
    fn bin(&mut self, _: Option<(f64, f64)>) {}

    #[inline]
    fn row(&mut self, _: What, _: Estimator, value: Value) {
        self.push(value);
    }
}
