//! What is asked: the window, the targets, the exact answers, and what had to be assumed.

use crate::base::{Clock, Place, Span};
use crate::measure::Figure;
use crate::scenario::defaults::DefaultValue;

/// `[study]`, every key filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Which civil time it is at every instant.
    pub clock: Clock,
    /// Simulated before anything is measured.
    pub warm_up: Span,
    /// Whether it is to be found before the study (`experiment::find_warm_up`).
    pub find_warm_up: bool,
    /// The measured window.
    pub duration: Span,
    /// The longest that measured calls are followed after the window.
    pub follow_at_most: Span,
    /// Factor of the arrivals of all sources, above 0.
    pub load: f64,
    /// Growth of the load per month, above 0; `None` where it is not known.
    pub growth: Option<f64>,
    /// Independent replications, at least 1.
    pub replications: u32,
    /// Master seed.
    pub seed: u64,
    /// Confidence level of intervals, in (0, 1).
    pub confidence: f64,
    /// Time of the measure `service_level`.
    pub service_level_within: Span,
    /// Length of the bins over which targets are judged after an outage, above 0.
    pub bin: Span,
}

impl Settings {
    /// The measured window in words: `10 min to 70 min after the start`.
    pub fn window_words(&self) -> String {
        format!("{} to {} after the start", self.warm_up, self.warm_up + self.duration)
    }
}

/// A figure that a scenario names. Whether a study measures it is known only once its rows are
/// (`experiment::Study::of`).
#[derive(Clone, Debug, PartialEq)]
pub struct NamedFigure {
    /// The figure.
    pub figure: Figure,
    /// Where the file names the measure.
    pub place: Place,
    /// Where the file names the scope, or the table that names none.
    pub scope_place: Place,
}

/// A figure that must be met.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// What must be met.
    pub named: NamedFigure,
    /// The limit, in the unit of the figure.
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
    pub named: NamedFigure,
    /// The exact value, in the unit of the figure.
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

impl Assumption {
    /// A default that no source backs.
    pub(super) fn of(default: &DefaultValue) -> Self {
        Assumption {
            key: default.key.to_owned(),
            value: default.words(),
            reason: default.reason.to_owned(),
        }
    }
}
