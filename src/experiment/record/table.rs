//! The tidy table: one row for each figure, the values behind it, and the shapes of latencies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One row of the tidy table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// Name of the design; empty for a single run.
    pub design: String,
    /// What is measured, as `blocking`.
    pub measure: String,
    /// Over what, as `all` or `users:head office+mailbox:exchange-2010`.
    pub scope: String,
    /// `value` for a share, count or rate; `mean`, `p50` … `max` for a latency or occupancy.
    pub statistic: String,
    /// Start of the bin in a series, seconds of simulated time.
    pub from: Option<f64>,
    /// End of the bin in a series, seconds of simulated time.
    pub to: Option<f64>,
    /// `s`, `1`, `1/h`, `erlang`, `calls`, `Mbit/s`.
    pub unit: String,
    /// The estimate; absent when it cannot be estimated.
    pub value: Option<f64>,
    /// Lower end of the interval; absent when there is none.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// Confidence level of the interval.
    pub level: f64,
    /// How value and interval were computed: `replications-t` (mean of replications), `ratio-delta`
    /// (share), `zero-seen-upper-limit` and `all-seen-lower-limit` (share of what was never or always
    /// seen), `overlapping-batch-means` (means of one long run), `maximum`.
    pub method: String,
    /// Replications that gave a value.
    pub replications: u32,
    /// Observations behind it, over all replications; of a share, the events.
    pub count: u64,
}

impl Estimate {
    /// Whether it is this figure of the whole window, and not of a bin.
    pub(crate) fn is(&self, measure: &str, scope: &str, statistic: &str) -> bool {
        // Scopes differ most, so they are compared first.
        self.scope == scope
            && self.statistic == statistic
            && self.measure == measure
            && self.from.is_none()
    }

    /// Whether it is the most that one server had in its pipeline at once, not yet submitted.
    pub fn is_pipeline_peak(&self) -> bool {
        self.measure == "peak"
            && self.scope.starts_with("server:")
            && self.scope.ends_with("+pipeline")
            && self.from.is_none()
    }
}

/// The values behind an estimate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replicates {
    /// Name of the design; absent for a single run.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub design: String,
    /// As in the estimate.
    pub measure: String,
    /// As in the estimate.
    pub scope: String,
    /// As in the estimate.
    pub statistic: String,
    /// One value per replication, in order; null where it could not be estimated.
    pub values: Vec<Option<f64>>,
}

/// A latency's distribution over all replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LatencyDistribution {
    /// Name of the design; absent for a single run.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub design: String,
    /// As in the estimates.
    pub measure: String,
    /// As in the estimates.
    pub scope: String,
    /// Observations.
    pub count: u64,
    /// Points of the cumulative distribution in order: (seconds, share at or below).
    pub points: Vec<(f64, f64)>,
}
