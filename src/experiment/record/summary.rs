//! Summaries of the findings of the check, of the assumptions and of the requested precision.

use super::columns::{is_blank, with_figure};
use crate::base::Severity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A violation of a rule of `check`; `busyhour explain` describes the rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingSummary {
    /// The rule's name.
    pub rule: String,
    /// The statements that support the rule, for example `S15, S16`.
    pub statement: String,
    /// How bad it is.
    pub severity: Severity,
    /// The object, for example ``gateway `gw1` ``.
    pub object: String,
    /// What is wrong.
    pub message: String,
    /// The effect on calls.
    pub effect: String,
}

with_figure! {
    /// A figure with a requested precision.
    pub struct PrecisionSummary {
        {
            /// The design; absent for a single run.
            design: String [serde(default, skip_serializing_if = "is_blank")],
        }
        figure [measure scope statistic]
        {}
        unit [unit]
        {
            /// The kind of precision.
            kind: PrecisionKind,
            /// The requested precision: a share of the value, or a half-width in the unit.
            asked: f64,
            /// The estimate.
            value: Option<f64>,
            /// Half-width of its interval at `level`; for an event that was never seen, the limit.
            half_width: Option<f64>,
            /// Confidence level of that interval. All intervals hold simultaneously at the record's level.
            level: f64,
            /// Whether the requested precision was reached.
            met: bool,
            /// Whether the event was never or always seen, or there was no trial. Then a relative precision cannot be
            /// reached, and the study did not wait for it.
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

/// A default value in use that no source supports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssumptionSummary {
    /// The key that sets it.
    pub key: String,
    /// Its value, with unit.
    pub value: String,
    /// Why it has this value.
    pub reason: String,
}
