//! Estimates whose variance known arrivals reduce.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An estimate beside the plain one, with a narrower interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ControlVariate {
    /// As in the estimates.
    pub measure: String,
    /// As in the estimates.
    pub scope: String,
    /// As in the estimates.
    pub statistic: String,
    /// As in the estimates.
    pub unit: String,
    /// `combined` (Srikant & Whitt 1999: refusals counted, and admissions against the expected arrivals) or `control`
    /// (Lavenberg & Welch 1981: the calls of each replication against those expected).
    pub method: String,
    /// The plain estimate.
    pub plain: f64,
    /// The estimate with the control.
    pub value: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// Confidence level of the interval.
    pub level: f64,
    /// Variance of the plain estimate ÷ that of this one: so many times more replications the plain one would need.
    pub gain: f64,
}
