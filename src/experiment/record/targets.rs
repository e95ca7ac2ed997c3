//! The scenario's targets, judged, and its exact answers, compared.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A target, judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetVerdict {
    /// As in the estimates.
    pub measure: String,
    /// As in the estimates.
    pub scope: String,
    /// As in the estimates.
    pub statistic: String,
    /// `at_most` or `at_least`.
    pub side: String,
    /// The limit, in the estimate's unit.
    pub limit: f64,
    /// As in the estimate.
    pub unit: String,
    /// As in the estimate.
    pub value: Option<f64>,
    /// As in the estimate.
    pub low: Option<f64>,
    /// As in the estimate.
    pub high: Option<f64>,
    /// The judgement.
    pub verdict: Verdict,
}

/// Whether a target is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The whole interval is on the good side.
    Met,
    /// The whole interval is on the bad side.
    Missed,
    /// The limit lies inside the interval: more replications decide.
    Undecided,
    /// There is no estimate to judge.
    NotEstimable,
}

/// A simulated value beside the exact one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferenceCheck {
    /// As in the estimates.
    pub measure: String,
    /// As in the estimates.
    pub scope: String,
    /// As in the estimates.
    pub statistic: String,
    /// As in the estimate.
    pub unit: String,
    /// The exact value.
    pub exact: f64,
    /// Formula or publication.
    pub source: String,
    /// The simulated value.
    pub value: Option<f64>,
    /// Lower end of the 99.9 % interval.
    pub low: Option<f64>,
    /// Upper end of the 99.9 % interval.
    pub high: Option<f64>,
    /// Half-width of that interval ÷ exact value.
    pub relative_half_width: Option<f64>,
    /// (simulated − exact) ÷ standard error.
    pub z: Option<f64>,
}
