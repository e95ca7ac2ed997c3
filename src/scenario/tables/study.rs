//! What is simulated for how long, which targets must be met, and which results are known exactly.

use crate::scenario::{DistributionText, Factor, Growth, Quantity, Share, Time, WarmUpText};
use schemars::JsonSchema;
use serde::Deserialize;

/// What is simulated, for how long and how often.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudyTable {
    /// Local date and time at which the simulation starts. An offset, as in
    /// `2026-10-25T02:30:00+02:00`, tells a time that `zone` has twice; without a zone it holds at
    /// all times.
    pub start: Option<String>,
    /// Time zone of all local times, by its IANA name, as `"Europe/Berlin"`: profiles of the day and
    /// expiry dates follow its changes of the clocks. Without a zone clocks never change.
    pub zone: Option<String>,
    /// Time that is simulated before the measurement starts. With `"found"`, a pilot run determines
    /// how long the system takes to settle; with a daily profile there is then no warm-up.
    pub warm_up: Option<WarmUpText>,
    /// Length of the measurement: calls that arrive in it are measured until they end.
    pub duration: Option<Time>,
    /// How long measured calls are followed at most after the end of the measurement.
    pub follow_at_most: Option<Time>,
    /// Calls of all sources, relative to their `arrivals`: `"130 %"` is 30 % more calls. Recorded
    /// instants cannot be multiplied.
    pub load: Option<Factor>,
    /// Expected growth of the load, as `"3 %/month"`: `run --headroom` then says how many months the
    /// deployment lasts.
    pub growth: Option<Growth>,
    /// Independent replications.
    pub replications: Option<u32>,
    /// Master seed.
    pub seed: Option<u64>,
    /// Confidence level of intervals.
    pub confidence: Option<Share>,
    /// Time of the measure `service_level`: the share of messages that wait no longer for a core.
    pub service_level_within: Option<Time>,
    /// Length of the bins of time over which targets are judged after an outage; at most 100,000 until the end of the
    /// measurement.
    pub bin: Option<Time>,
    /// One-way delay inside a site that gives none.
    pub lan_delay: Option<DistributionText>,
    /// One-way delay between two sites that have no link.
    pub wan_delay: Option<DistributionText>,
}

/// A figure that must be met.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetTable {
    /// Measure of the record, with its statistic: `blocking`, `post_dial_delay.p95`.
    pub measure: String,
    /// Scope of the record.
    pub scope: Option<String>,
    /// The target is met if the measure is at most this.
    pub at_most: Option<Quantity>,
    /// The target is met if the measure is at least this.
    pub at_least: Option<Quantity>,
}

/// An exact result of theory, which a run is compared with.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferenceTable {
    /// Measure of the record, with its statistic: `blocking`, `time_to_greeting.p95`.
    pub measure: String,
    /// Scope of the record.
    pub scope: Option<String>,
    /// The exact value.
    pub value: Quantity,
    /// Formula or publication.
    pub source: String,
}
