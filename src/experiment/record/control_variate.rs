//! Estimates whose variance something reduces whose expectation is known.

use super::columns::{is_blank, with_figure};
use crate::measure::Scope;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

with_figure! {
    /// An estimate with a narrower interval than the plain one.
    pub struct ControlVariate {
        {
            /// Name of the design; absent for a single run.
            design: String [serde(default, skip_serializing_if = "is_blank")],
        }
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

/// How the variance is reduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ControlMethod {
    /// Combines the observed refusals with admitted ÷ expected calls (Srikant & Whitt 1999).
    Combined,
    /// Regression on the calls of each replication, whose expectation is known (Lavenberg & Welch 1981).
    Control,
    /// Regression on the missed calls of users with mailboxes before Exchange 2013, whose share is known.
    Mailboxes,
}

/// The number of calls in each replication where its expectation is known: what control variates compare.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedCalls {
    /// Name of the design; absent for a single run.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub design: String,
    /// `all`, or the gateway to which they are offered.
    pub scope: Scope,
    /// Calls expected in the measured window of a replication.
    pub expected: f64,
    /// The calls of each replication, in order.
    pub calls: Vec<u64>,
}

/// A difference between two designs with the same callers, with a narrower interval than the plain one: its regression on the
/// calls of each replication, whose expectation is known (Lavenberg & Welch 1981).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ControlledDifference {
    /// `to` minus `from`.
    pub difference: f64,
    /// Lower end of its interval, at the level of the plain one.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// Variance of the plain difference ÷ that of this one: the plain one would need this many times more replications.
    pub gain: f64,
}
