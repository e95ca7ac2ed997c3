//! How the warm-up was found.

use super::header::Warning;
use crate::measure::{Measure, Scope, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the warm-up was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarmUpSummary {
    /// The warm-up, seconds: the settling time of the slowest measure.
    pub seconds: f64,
    /// How the search ended.
    pub outcome: WarmUpOutcome,
    /// Length of the pilot run, seconds; 0 if none was needed.
    pub pilot_seconds: f64,
    /// Replications of the pilot run.
    pub pilot_replications: u32,
    /// How each measure settled.
    pub series: Vec<Settling>,
}

/// How the search for a warm-up ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WarmUpOutcome {
    /// It was found.
    Found,
    /// At least one measure did not settle in the pilot run.
    TooShort,
    /// A queue gets more work than it can do: no warm-up is long enough.
    Unstable,
    /// Rates change with time: the run starts with the day, and nothing is deleted.
    DayProfile,
}

impl WarmUpSummary {
    /// Whether the warm-up is known.
    pub fn is_found(&self) -> bool {
        !matches!(self.outcome, WarmUpOutcome::TooShort | WarmUpOutcome::Unstable)
    }

    /// The override that gives a study this warm-up.
    pub fn set(&self) -> String {
        format!("study.warm_up={} s", self.seconds)
    }

    /// The warning for a study whose warm-up could not be found.
    pub fn warning(&self) -> Option<Warning> {
        let name = |s: &Settling| match s.scope.is_all() {
            true => s.measure.name().to_owned(),
            false => format!("{}@{}", s.measure.name(), s.scope),
        };
        let slow: Vec<String> =
            self.series.iter().filter(|s| s.seconds.is_none()).map(name).collect();
        // The run itself warns of a queue that grows.
        (self.outcome == WarmUpOutcome::TooShort).then(|| Warning {
            code: "run-too-short".to_owned(),
            message: format!(
                "{} did not settle within {:.0} min from an empty system (MSER-5): the run is too short for a \
                 steady state, so the estimates may be biased; raise study.duration",
                slow.join(", "),
                self.pilot_seconds / 60.0
            ),
        })
    }
}

/// How a measure settled in the pilot run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settling {
    /// As in the estimates.
    pub measure: Measure,
    /// As in the estimates.
    pub scope: Scope,
    /// The unit of its mean.
    pub unit: Unit,
    /// Settling time, seconds; absent if the measure did not settle.
    pub seconds: Option<f64>,
    /// Length of a bin, seconds.
    pub bin_seconds: f64,
    /// Mean over the replications in each bin, starting from an empty system; null for a bin without values.
    pub means: Vec<Option<f64>>,
}
