//! How the warm-up was found.

use super::header::Warning;
use crate::measure::{Measure, Scope, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the warm-up was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarmUpSummary {
    /// What is simulated before anything is measured, seconds: the longest that any measure takes.
    pub seconds: f64,
    /// How the search ended.
    pub outcome: WarmUpOutcome,
    /// Length of the pilot, seconds; 0 where none was needed.
    pub pilot_seconds: f64,
    /// Its replications.
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
    /// The pilot was too short for a measure to settle.
    TooShort,
    /// Rates change with the time of day: the run begins where the day does, and nothing is deleted.
    DayProfile,
}

impl WarmUpSummary {
    /// Whether every measure has settled, or none has to.
    pub fn is_found(&self) -> bool {
        self.outcome != WarmUpOutcome::TooShort
    }

    /// The override that gives a study this warm-up.
    pub fn set(&self) -> String {
        format!("study.warm_up={} s", self.seconds)
    }

    /// What to know before trusting a study whose warm-up could not be found.
    pub fn warning(&self) -> Option<Warning> {
        let slow: Vec<&str> =
            self.series.iter().filter(|s| s.seconds.is_none()).map(|s| s.measure.name()).collect();
        (!self.is_found()).then(|| Warning {
            code: "run-too-short".to_owned(),
            message: format!(
                "{} had not settled after {:.0} min from empty (MSER-5): the run is too short for a steady \
                 state, and no warm-up is long enough; raise study.duration",
                slow.join(", "),
                self.pilot_seconds / 60.0
            ),
        })
    }
}

/// How a measure settled in the pilot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settling {
    /// As in the estimates.
    pub measure: Measure,
    /// As in the estimates.
    pub scope: Scope,
    /// The unit of its mean.
    pub unit: Unit,
    /// What has to be deleted, seconds; absent where the pilot was too short to tell.
    pub seconds: Option<f64>,
    /// Length of a bin, seconds.
    pub bin_seconds: f64,
    /// Mean over the replications by bin, from the empty system on; absent where there was none.
    pub means: Vec<Option<f64>>,
}
