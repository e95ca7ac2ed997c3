//! How often the intervals of one kind held an exact value.

use crate::experiment::record::Method;
use crate::measure::{Figure, Statistic};
use crate::stats::interval;

/// The lowest and highest acceptable coverage of 95 % intervals.
pub const COVERED: (f64, f64) = (0.93, 0.97);

/// How often the intervals of one figure contained its exact value.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// The title of the case's model.
    pub title: String,
    /// The figure, as `blocking` or `time_to_greeting.p95`.
    pub figure: String,
    /// What kind of interval.
    pub kind: String,
    /// The exact value.
    pub exact: f64,
    /// The level that the intervals promise.
    pub level: f64,
    /// Whether they promise at least that level, and may cover more: those of a race hold at whichever look it stops.
    pub at_least: bool,
    /// Number of studies.
    pub studies: u32,
    /// Studies whose interval contains the exact value.
    pub covered: u32,
    /// Studies whose whole interval lies below the exact value: they would call a target at most a little less met.
    pub below: u32,
    /// Studies whose interval rests on few events. It is at least as wide as promised, and may be wider.
    pub few: u32,
    /// Races that decided wrongly; `None` for other intervals.
    pub wrong: Option<u32>,
    /// Mean replications of a study.
    pub replications: f64,
    /// Mean events (of a share) or observations per replication.
    pub events: f64,
    /// Mean half-width of the intervals.
    pub half_width: f64,
}

impl Coverage {
    /// The share of studies whose interval contains the exact value.
    pub fn share(&self) -> f64 {
        f64::from(self.covered) / f64::from(self.studies.max(1))
    }

    /// The 95 % interval of that share (Wilson 1927); studies are independent.
    pub fn interval(&self) -> (f64, f64) {
        let found = interval::wilson(u64::from(self.covered), u64::from(self.studies), 0.95);
        found.unwrap_or((0.0, 1.0))
    }

    /// Whether the share lies within [`COVERED`], and no more races decided wrongly than they may. Intervals that rest on few
    /// events, and those of races, may contain the exact value more often.
    pub fn is_fine(&self) -> bool {
        let most = if self.few > 0 || self.at_least { 1.0 } else { COVERED.1 };
        let wrong = f64::from(self.wrong.unwrap_or(0)) / f64::from(self.studies.max(1));
        (COVERED.0..=most).contains(&self.share()) && wrong <= 1.0 - self.level
    }
}

/// What one study found for one figure.
#[derive(Clone, Debug)]
pub(super) struct StudyResult {
    pub(super) ends: Option<(f64, f64)>,
    pub(super) few: bool,
    pub(super) wrong: bool,
    pub(super) replications: u32,
    pub(super) events: u64,
}

impl StudyResult {
    /// An interval of so many replications with so many events.
    pub(super) fn of(
        ends: (Option<f64>, Option<f64>),
        (replications, events): (u32, u64),
        method: Method,
    ) -> Self {
        let few = method == Method::FewEvents || method.is_limit();
        StudyResult { ends: ends.0.zip(ends.1), few, wrong: false, replications, events }
    }

    /// The same with another interval, which does not rest on few events.
    pub(super) fn with(&self, low: f64, high: f64) -> Self {
        StudyResult { ends: Some((low, high)), few: false, ..self.clone() }
    }
}

/// What is counted.
pub(super) struct Counted<'c> {
    pub(super) title: &'c str,
    pub(super) figure: &'c Figure,
    pub(super) kind: String,
    pub(super) exact: f64,
    pub(super) level: f64,
    /// Whether these are races.
    pub(super) races: bool,
}

impl Counted<'_> {
    /// The coverage of the intervals of some studies.
    pub(super) fn of<'r>(self, results: impl Iterator<Item = &'r StudyResult>) -> Coverage {
        let results: Vec<&StudyResult> = results.collect();
        let count = |of: &dyn Fn(&StudyResult) -> bool| {
            results.iter().filter(|result| of(result)).count() as u32
        };
        let covers = |(low, high): (f64, f64)| low <= self.exact && self.exact <= high;
        let replications: u64 = results.iter().map(|r| u64::from(r.replications)).sum();
        let halves: Vec<f64> =
            results.iter().filter_map(|r| r.ends.map(|(low, high)| (high - low) / 2.0)).collect();
        Coverage {
            title: self.title.to_owned(),
            figure: named(self.figure),
            kind: self.kind,
            exact: self.exact,
            level: self.level,
            at_least: self.races,
            studies: results.len() as u32,
            covered: count(&|r| r.ends.is_some_and(covers)),
            below: count(&|r| r.ends.is_some_and(|(_, high)| high < self.exact)),
            few: count(&|r| r.few),
            wrong: self.races.then(|| count(&|r| r.wrong)),
            replications: replications as f64 / results.len().max(1) as f64,
            events: results.iter().map(|r| r.events).sum::<u64>() as f64
                / replications.max(1) as f64,
            half_width: halves.iter().sum::<f64>() / halves.len().max(1) as f64,
        }
    }
}

/// A figure without `value`, and with the gateway of which it is.
fn named(figure: &Figure) -> String {
    let scope = match figure.scope.is_all() {
        true => String::new(),
        false => format!("@{}", figure.scope),
    };
    match figure.statistic {
        Statistic::Value => format!("{}{scope}", figure.measure),
        statistic => format!("{}.{statistic}{scope}", figure.measure),
    }
}
