//! Labels and values of the rows: a study has one label per row, and each replication one value.
//! One walk over the measures (`rows`, `places`) hands both to a [`Sink`], so that they cannot
//! drift apart, and values need no string.

use super::cell::Tally;
use crate::measure::{Figure, Measure, Scope, Statistic};

/// How the values of replications become one estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estimator {
    /// Their mean.
    Mean,
    /// The greatest of them.
    Maximum,
    /// Counted events ÷ what could have been events: both are summed first.
    Share,
}

/// What a row is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Which number; all rows of a scope share its text.
    pub figure: Figure,
    /// Bin of a series, seconds.
    pub bin: Option<(f64, f64)>,
    /// How replications are put together.
    pub estimator: Estimator,
}

/// The value of a row in one replication; its [`Label`] stands at the same position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Value {
    /// The value, NaN where this replication cannot tell; of a share, what `count` is a share of.
    number: f64,
    /// Observations behind it; of a share, the events.
    pub count: u64,
}

impl Value {
    /// A value and the observations behind it.
    pub fn of(value: Option<f64>, count: u64) -> Self {
        Value { number: value.unwrap_or(f64::NAN), count }
    }

    /// `part` events where there could have been `of`.
    pub fn share(part: u64, of: u64) -> Self {
        Value { number: of as f64, count: part }
    }

    /// (events, what could have been events) of a share.
    pub fn events_and_trials(self) -> (f64, f64) {
        (self.count as f64, self.number)
    }
}

impl Label {
    /// Whether it is this figure of the whole window, and not of a bin.
    pub fn is(&self, figure: &Figure) -> bool {
        self.bin.is_none() && self.figure == *figure
    }

    /// What one replication says of this row, if it can tell.
    pub fn value(&self, value: Value) -> Option<f64> {
        match self.estimator {
            Estimator::Share => {
                let (part, of) = value.events_and_trials();
                (of > 0.0).then(|| part / of)
            }
            Estimator::Mean | Estimator::Maximum => {
                (!value.number.is_nan()).then_some(value.number)
            }
        }
    }
}

/// What the walk over the measures fills. The provided methods are the kinds of rows there are.
pub(super) trait Sink {
    /// The scope of the rows that follow; made only where it is kept.
    fn scope(&mut self, scope: impl FnOnce() -> Scope);

    /// Narrows the scope of the rows that follow, until `widen` or the next scope.
    fn narrow(&mut self, narrowed: impl FnOnce(&Scope) -> Scope);

    /// Back to the scope before it was narrowed.
    fn widen(&mut self);

    /// The bin of the rows that follow, seconds; `None` for the whole window.
    fn bin(&mut self, bin: Option<(f64, f64)>);

    /// One row: measure and statistic, how replications are put together, and the value.
    fn row(&mut self, what: What, estimator: Estimator, value: Value);

    /// A value whose mean over replications counts.
    fn mean(&mut self, what: What, value: Option<f64>, count: u64) {
        self.row(what, Estimator::Mean, Value::of(value, count));
    }

    /// The greatest value of the window.
    fn maximum(&mut self, measure: Measure, max: Option<f64>, count: u64) {
        self.row((measure, Statistic::Max), Estimator::Maximum, Value::of(max, count));
    }

    /// A number of calls, and the same by the hour.
    fn count(&mut self, measure: Measure, count: u64, hours: f64) {
        self.mean((measure, Statistic::Count), Some(count as f64), count);
        self.mean((measure, Statistic::PerHour), Some(count as f64 / hours), count);
    }

    /// `part` events of `of` that were possible.
    fn share(&mut self, measure: Measure, part: u64, of: u64) {
        self.row((measure, Statistic::Value), Estimator::Share, Value::share(part, of));
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

/// Keeps labels, and no value.
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

/// Keeps values, and makes no string.
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
