//! Estimates whose variance the expected arrivals reduce.

use super::columns::with_figure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

with_figure! {
    /// An estimate with a narrower interval than the plain one.
    pub struct ControlVariate {
        {}
        figure [measure scope statistic]
        {}
        unit [unit]
        {
            /// How it was computed.
            method: ControlMethod,
            /// The plain estimate.
            plain: f64,
            /// The estimate with the control variate.
            value: f64,
            /// Lower end of its interval.
            low: f64,
            /// Upper end of its interval.
            high: f64,
            /// Confidence level of the interval.
            level: f64,
            /// Variance of the plain estimate ÷ that of this one: the plain one would need this many times more
            /// replications.
            gain: f64,
        }
    }
}

/// How the expected arrivals reduce the variance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ControlMethod {
    /// Combines the observed refusals with admitted ÷ expected calls (Srikant & Whitt 1999).
    Combined,
    /// Regression on the calls of each replication, whose expectation is known (Lavenberg & Welch 1981).
    Control,
}
