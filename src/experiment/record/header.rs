//! Parts of the header of a record: designs, sources of calls and warnings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A reason to be careful with the result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// Name of the problem, for example `saturated-station`.
    pub code: String,
    /// What happened, why the numbers may be wrong, and what helps.
    pub message: String,
}

impl Warning {
    /// Code of the warning about calls that are lost.
    pub const HEAVY_LOSS: &str = "heavy-loss";
    /// Code of the warning about queues that grow as long as the run lasts.
    pub const UNSTABLE_QUEUE: &str = "unstable-queue";

    /// Code of the warning about an outage that lies outside the measured window.
    pub const OUTAGE_NOT_SEEN: &str = "outage-not-seen";
    /// Code of the warning about a surge that lies outside the measured window.
    pub const SURGE_NOT_SEEN: &str = "surge-not-seen";

    /// Whether it stands before the results: it changes the meaning of all of them.
    pub fn is_first(&self) -> bool {
        self.code == Warning::HEAVY_LOSS
            || self.code == Warning::UNSTABLE_QUEUE
            || self.is_not_seen()
    }

    /// Whether the model describes an outage or a surge that the measured window does not have.
    pub fn is_not_seen(&self) -> bool {
        self.code == Warning::OUTAGE_NOT_SEEN || self.code == Warning::SURGE_NOT_SEEN
    }
}

/// One of the compared systems.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Design {
    /// Its name; empty for a single run.
    pub name: String,
    /// `path=value` overrides, in order.
    pub overrides: Vec<String>,
    /// SHA-256 of the scenario's text with its includes and overrides, hexadecimal.
    pub scenario_sha256: String,
    /// How many replications it got, and why no more; absent where each design gets the planned number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<EffortSummary>,
}

/// How many replications a design got, and why no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EffortSummary {
    /// Its replications.
    pub replications: u32,
    /// Why it got no more.
    pub stopped: Stopped,
    /// What decided, in words; absent where nothing did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// How designs raced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RaceSummary {
    /// The numbers of replications at which designs were looked at; the last is the most that a design may get.
    pub looks: Vec<u32>,
    /// Probability that all decisions of the race are right.
    pub level: f64,
    /// Level of the intervals of the estimates: so high that each of them holds at the record's level, whichever look stopped
    /// its design.
    pub shown_level: f64,
}

/// Why a design got no more replications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stopped {
    /// Every interval is as narrow as requested.
    Precise,
    /// Every target is decided, and met.
    Met,
    /// Every target is decided, and one is missed.
    Missed,
    /// Another design is better for sure.
    Worse,
    /// It is better than all others for sure.
    Best,
    /// It has the most replications that a design may get.
    AtMost,
}

/// An outage whose times are the same in every replication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlannedOutage {
    /// Its name.
    pub name: String,
    /// When it begins, seconds of simulated time.
    pub from_seconds: f64,
    /// When it ends.
    pub to_seconds: f64,
}

/// Identifies the calls of a source: two runs with equal hashes had the same calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceIdentity {
    /// The traffic source.
    pub source: String,
    /// Calls that arrived in the measured windows.
    pub calls: u64,
    /// Hash of the arrival times of all its calls in the measured windows, hexadecimal.
    pub hash: String,
}
