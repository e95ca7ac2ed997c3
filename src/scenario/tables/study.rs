//! What is simulated for how long, which figures must be met, and which answers are known exactly.

use crate::scenario::{DistributionText, Quantity, Share, Time, WarmUpText};
use schemars::JsonSchema;
use serde::Deserialize;

/// Window, replications and seed.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudyTable {
    /// The instant of simulated time 0, local time. Default: 2013-11-18T08:00:00.
    pub start: Option<String>,
    /// Simulated before anything is measured; `"found"`: as long as a pilot run needs to settle, nothing for a day
    /// profile. Default: 30 min.
    pub warm_up: Option<WarmUpText>,
    /// Calls that arrive in this window are measured, and followed to their end. Default: 100 min.
    pub duration: Option<Time>,
    /// The longest that measured calls are followed after the window. Default: 60 min.
    pub follow_at_most: Option<Time>,
    /// Independent replications. Default: 10.
    pub replications: Option<u32>,
    /// Master seed. Default: 2013.
    pub seed: Option<u64>,
    /// Confidence level of intervals. Default: 95 %.
    pub confidence: Option<Share>,
    /// One-way delay between sites without a link of their own. Default: 20 ms (assumption).
    pub wan_delay: Option<DistributionText>,
}

/// A figure that must be met.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetTable {
    /// Measure of the record, with its statistic: `blocking`, `post_dial_delay.p95`.
    pub measure: String,
    /// Scope of the record. Default: `all`.
    pub scope: Option<String>,
    /// Met at or below.
    pub at_most: Option<Quantity>,
    /// Met at or above.
    pub at_least: Option<Quantity>,
}

/// An exact answer known from theory.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferenceTable {
    /// Measure of the record, with its statistic: `blocking`, `time_to_greeting.p95`.
    pub measure: String,
    /// Scope of the record. Default: `all`.
    pub scope: Option<String>,
    /// The exact value.
    pub value: Quantity,
    /// Formula or publication.
    pub source: String,
}
