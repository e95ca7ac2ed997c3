//! The summary of a study of what outages cost in a year.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What outages that come at random cost in a year, if every hour of it is as the measured window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearSummary {
    /// By kind of outage, in the order of the scenario.
    pub outages: Vec<YearlyOutage>,
    /// All of them together; absent while designs are missing.
    pub all: Option<YearlyCost>,
    /// Calls in a year.
    pub calls_a_year: Option<YearlyValue>,
    /// 1 − calls lost by outages ÷ calls.
    pub availability_in_calls: Option<YearlyValue>,
    /// 1 − minutes affected by outages ÷ minutes of a year.
    pub availability_in_minutes: Option<YearlyValue>,
    /// The most hours a year in which two of the outages last at once, which are not simulated.
    pub hours_of_two_at_once: f64,
    /// The most calls of a year that arrive in these hours.
    pub calls_lost_by_two_at_once: Option<f64>,
    /// What can fail and has no rate in the scenario, and planned outages.
    pub not_counted: Vec<String>,
    /// Whether all designs were finished; if not, the same command continues.
    pub finished: bool,
}

/// An estimate with its interval at the confidence of the scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearlyValue {
    /// The estimate.
    pub value: f64,
    /// Lower end of its interval; absent for one replication.
    pub low: Option<f64>,
    /// Upper end of its interval.
    pub high: Option<f64>,
}

/// What all outages together cost in a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearlyCost {
    /// Calls lost beyond those of a day without outages.
    pub calls_lost: YearlyValue,
    /// Minutes in which outages end more than 1 % of the attempts.
    pub minutes_affected: YearlyValue,
}

/// What outages of one kind cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearlyOutage {
    /// Its name.
    pub outage: String,
    /// Its mean length, seconds.
    pub lasts_seconds: f64,
    /// Mean lengths of the groups of outages that were simulated, the shortest first; one if all are of the same length.
    pub simulated_seconds: Vec<f64>,
    /// By how much an outage is longer than the longest that the window shows, mean over all outages in seconds.
    pub unseen_seconds: f64,
    /// 1 ÷ (mean time up + mean time down).
    pub outages_a_year: f64,
    /// Time that they last in a year, hours.
    pub hours_a_year: f64,
    /// Calls that one costs beyond those lost without it, paired by replication.
    pub calls_lost_each: Option<YearlyValue>,
    /// The same for a year.
    pub calls_lost_a_year: Option<YearlyValue>,
    /// Minutes of a year in which they end more than 1 % of the attempts.
    pub minutes_affected_a_year: Option<YearlyValue>,
}
