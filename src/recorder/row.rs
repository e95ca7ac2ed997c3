//! Labels and values of the rows: what a row is about is said once a study, its value once a
//! replication. One walk over the measures (`rows`, `places`) tells both to a [`Sink`], so that
//! they cannot drift apart, and values need no string.

use super::cell::Tally;
use std::fmt::Arguments;
use std::sync::Arc;

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
    /// What is measured, as `blocking`.
    pub measure: &'static str,
    /// Over what, as `all`: one text for all rows of a scope.
    pub scope: Arc<str>,
    /// Which statistic, as `p95`.
    pub statistic: &'static str,
    /// Unit, as `s`.
    pub unit: &'static str,
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
    pub fn parts(self) -> (f64, f64) {
        (self.count as f64, self.number)
    }
}

impl Label {
    /// Whether it is this row, and no part of a series.
    pub fn is(&self, measure: &str, scope: &str, statistic: &str) -> bool {
        self.bin.is_none()
            && self.measure == measure
            && *self.scope == *scope
            && self.statistic == statistic
    }

    /// What one replication says of this row, if it can tell.
    pub fn value(&self, value: Value) -> Option<f64> {
        match self.estimator {
            Estimator::Share => {
                let (part, of) = value.parts();
                (of > 0.0).then(|| part / of)
            }
            Estimator::Mean | Estimator::Maximum => {
                (!value.number.is_nan()).then_some(value.number)
            }
        }
    }
}

/// Whom the walk over the measures tells. The provided methods are the kinds of rows there are.
pub(super) trait Sink {
    /// The scope of the rows that follow.
    fn scope(&mut self, scope: Arguments<'_>);

    /// Narrows the scope of the rows that follow, until `widen` or the next scope.
    fn narrow(&mut self, part: Arguments<'_>);

    /// Back to the scope before it was narrowed.
    fn widen(&mut self);

    /// The bin of the rows that follow, seconds; `None` for the whole window.
    fn bin(&mut self, bin: Option<(f64, f64)>);

    /// One row: (measure, statistic, unit), how replications are put together, and the value.
    fn row(&mut self, what: What, estimator: Estimator, value: Value);

    /// A value whose mean over replications counts.
    fn mean(&mut self, what: What, value: Option<f64>, count: u64) {
        self.row(what, Estimator::Mean, Value::of(value, count));
    }

    /// The greatest value of the window.
    fn maximum(&mut self, measure: &'static str, unit: &'static str, max: Option<f64>, count: u64) {
        self.row((measure, "max", unit), Estimator::Maximum, Value::of(max, count));
    }

    /// A number of calls, and the same by the hour.
    fn count(&mut self, measure: &'static str, count: u64, hours: f64) {
        self.mean((measure, "count", "calls"), Some(count as f64), count);
        self.mean((measure, "per_hour", "1/h"), Some(count as f64 / hours), count);
    }

    /// `part` events of `of` that were possible.
    fn share(&mut self, measure: &'static str, part: u64, of: u64) {
        self.row((measure, "value", "1"), Estimator::Share, Value::share(part, of));
    }

    /// A latency's mean and greatest value.
    fn tally(&mut self, measure: &'static str, tally: &Tally) {
        self.mean((measure, "mean", "s"), tally.mean(), tally.count);
        let max = (tally.count > 0).then(|| tally.max.seconds());
        self.maximum(measure, "s", max, tally.count);
    }
}

/// Measure, statistic and unit.
pub(super) type What = (&'static str, &'static str, &'static str);

/// Keeps labels, and no value.
#[derive(Debug, Default)]
pub(super) struct Labels {
    pub(super) labels: Vec<Label>,
    whole: Arc<str>,
    scope: Arc<str>,
    bin: Option<(f64, f64)>,
}

impl Sink for Labels {
    fn scope(&mut self, scope: Arguments<'_>) {
        self.whole = scope.to_string().into();
        self.scope = Arc::clone(&self.whole);
    }

    fn narrow(&mut self, part: Arguments<'_>) {
        let whole = &*self.whole;
        let scope = if whole == "all" { part.to_string() } else { format!("{whole}+{part}") };
        self.scope = scope.into();
    }

    fn widen(&mut self) {
        self.scope = Arc::clone(&self.whole);
    }

    fn bin(&mut self, bin: Option<(f64, f64)>) {
        self.bin = bin;
    }

    fn row(&mut self, (measure, statistic, unit): What, estimator: Estimator, _: Value) {
        let (scope, bin) = (Arc::clone(&self.scope), self.bin);
        self.labels.push(Label { measure, scope, statistic, unit, bin, estimator });
    }
}

/// Keeps values, and makes no string.
impl Sink for Vec<Value> {
    fn scope(&mut self, _: Arguments<'_>) {}
    fn narrow(&mut self, _: Arguments<'_>) {}
    fn widen(&mut self) {}
    fn bin(&mut self, _: Option<(f64, f64)>) {}

    #[inline]
    fn row(&mut self, _: What, _: Estimator, value: Value) {
        self.push(value);
    }
}
