//! What is asked: the window, the targets, the exact answers, and what had to be assumed.

use crate::base::{Place, Span};

/// `[study]`, every key filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The instant of simulated time 0, as local civil time in ISO 8601 (`2013-11-18T08:00:00`).
    pub start: String,
    /// Seconds from midnight to simulated time 0, for profiles by time of day.
    pub start_second_of_day: u32,
    /// Simulated before anything is measured.
    pub warm_up: Span,
    /// Whether it is to be found before the study (`experiment::find_warm_up`).
    pub find_warm_up: bool,
    /// The measured window.
    pub duration: Span,
    /// The longest that measured calls are followed after the window.
    pub follow_at_most: Span,
    /// Independent replications, at least 1.
    pub replications: u32,
    /// Master seed.
    pub seed: u64,
    /// Confidence level of intervals, in (0, 1).
    pub confidence: f64,
}

/// A number of the record that a scenario speaks of. Whether a study has it is known only once its
/// measures are (`experiment::Study::of`).
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Measure as in the record, as `blocking`.
    pub measure: String,
    /// Scope as in the record, as `all` or `users:head office`.
    pub scope: String,
    /// Statistic as in the record, as `p95`; empty for the usual one of the measure.
    pub statistic: String,
    /// Where the file names the measure.
    pub place: Option<Place>,
    /// Where the file names the scope.
    pub scope_place: Option<Place>,
}

impl Figure {
    /// The figure that a measure names over a scope: `voice_mail_routing_latency.p95` is measure and
    /// statistic.
    pub fn named(named: &str, scope: &str) -> Self {
        const STATISTICS: [&str; 10] =
            ["value", "mean", "p50", "p90", "p95", "p99", "p99.9", "max", "count", "per_hour"];
        let split = |statistic: &'static str| {
            let measure = named.strip_suffix(statistic)?.strip_suffix('.')?;
            Some((measure, statistic))
        };
        let (measure, statistic) = STATISTICS.into_iter().find_map(split).unwrap_or((named, ""));
        Figure {
            measure: measure.to_owned(),
            scope: scope.to_owned(),
            statistic: statistic.to_owned(),
            place: None,
            scope_place: None,
        }
    }
}

/// A figure that must be met.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// What must be met.
    pub figure: Figure,
    /// The limit, in the unit of the record (seconds, shares, erlangs, counts).
    pub bound: Bound,
}

/// Which side of a limit is good.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// Met at or below.
    AtMost(f64),
    /// Met at or above.
    AtLeast(f64),
}

/// An exact answer known from theory.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// What is known.
    pub figure: Figure,
    /// The exact value in the unit of the record.
    pub value: f64,
    /// Formula or publication.
    pub source: String,
}

/// A parameter that no source backs and that the scenario left at its default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// Key in the scenario that would change it.
    pub key: String,
    /// Its value, with unit.
    pub value: String,
    /// Why this value, or what is left out.
    pub reason: String,
}
