//! What a record repeats of the check, of the assumptions and of the precision that was asked for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A breach of a rule of `check`; `busyhour explain` tells more of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingSummary {
    /// The rule's name.
    pub rule: String,
    /// The statements it rests on, as `S15, S16`.
    pub statement: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// The object, as ``gateway `gw1` ``.
    pub object: String,
    /// What is wrong.
    pub message: String,
    /// What happens to which calls.
    pub effect: String,
}

/// A figure that was to be known so precisely.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrecisionSummary {
    /// What is measured.
    pub measure: String,
    /// Over what.
    pub scope: String,
    /// Which statistic.
    pub statistic: String,
    /// Its unit.
    pub unit: String,
    /// `relative` (true relative error at most `asked`) or `absolute` (half-width at most `asked`).
    pub kind: String,
    /// What was asked for: a share of the value, or a half-width in the unit.
    pub asked: f64,
    /// The estimate.
    pub value: Option<f64>,
    /// Half-width of its interval at `level`; of what was never seen, its limit.
    pub half_width: Option<f64>,
    /// Confidence level of that interval: all figures together hold at the record's.
    pub level: f64,
    /// Whether it is as precise as asked.
    pub met: bool,
    /// Whether it was never (or always) seen, or nothing could be: then no relative precision can be
    /// reached, and it was not waited for.
    pub never_seen: bool,
}

/// A parameter that no source backs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssumptionSummary {
    /// The key that would change it.
    pub key: String,
    /// Its value, with unit.
    pub value: String,
    /// Why this value.
    pub reason: String,
}
