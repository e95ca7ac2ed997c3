//! What a record repeats of the check, of the assumptions and of the precision that was asked for.

use super::columns::with_figure;
use crate::base::Severity;
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
    /// How bad it is.
    pub severity: Severity,
    /// The object, as ``gateway `gw1` ``.
    pub object: String,
    /// What is wrong.
    pub message: String,
    /// What happens to which calls.
    pub effect: String,
}

with_figure! {
    /// A figure for which a precision was asked.
    pub struct PrecisionSummary {
        {}
        figure [measure scope statistic]
        {}
        unit [unit]
        {
            /// What kind of precision.
            kind: PrecisionKind,
            /// What was asked for: a share of the value, or a half-width in the unit.
            asked: f64,
            /// The estimate.
            value: Option<f64>,
            /// Half-width of its interval at `level`; of what was never seen, its limit.
            half_width: Option<f64>,
            /// Confidence level of that interval: all figures together hold at the record's.
            level: f64,
            /// Whether it is as precise as asked.
            met: bool,
            /// Whether it was never (or always) seen, or nothing could be: then no relative precision can be
            /// reached, and it was not waited for.
            never_seen: bool,
        }
    }
}

/// A kind of precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PrecisionKind {
    /// The true relative error is at most `asked`.
    Relative,
    /// The half-width is at most `asked`.
    Absolute,
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
