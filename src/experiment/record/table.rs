//! The tidy table: one row for each figure, the values behind it, and the distributions of latencies.

use super::columns::{is_blank, is_empty, with_figure};
use crate::measure::{Figure, Measure, Scope, ScopeKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

with_figure! {
    /// One row of the tidy table.
    pub struct Estimate {
        {
            /// Name of the design; absent for a single run.
            design: String [serde(default)],
        }
        figure [measure scope statistic]
        {
            /// Start of the bin in a series, seconds of simulated time; absent for what is no series.
            from: Option<f64>,
            /// End of the bin in a series, seconds of simulated time.
            to: Option<f64>,
        }
        unit [unit]
        {
            /// The estimate; absent if there is none.
            value: Option<f64>,
            /// Lower end of the interval; absent if there is none.
            low: Option<f64>,
            /// Upper end of the interval; absent if there is none.
            high: Option<f64>,
            /// Confidence level of the interval.
            level: f64,
            /// How value and interval were computed.
            method: Method,
            /// Replications that have a value.
            replications: u32,
            /// Observations over all replications; for a share, the events.
            count: u64,
        }
    }
}

/// How an estimate and its interval were computed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// The mean of the replications, with Student's t.
    #[default]
    ReplicationsT,
    /// A share: events ÷ trials, with the delta method.
    RatioDelta,
    /// A share or count that rests on few events: the wider of Student's t and the exact limits of a count whose events come
    /// in bursts.
    FewEvents,
    /// The upper limit of a share or count whose event was never seen.
    ZeroSeenUpperLimit,
    /// The lower limit of a share whose event was seen in every trial.
    AllSeenLowerLimit,
    /// The mean of one long run, with overlapping batch means.
    OverlappingBatchMeans,
    /// A percentile of the values of all replications together, with Student's t over ten groups of replications (sectioning).
    PooledPercentile,
    /// The median of the replications, between order statistics.
    Median,
    /// The greatest value of all replications; it has no interval.
    Maximum,
}

impl Method {
    /// Its name in a record.
    pub const fn name(self) -> &'static str {
        match self {
            Method::ReplicationsT => "replications-t",
            Method::RatioDelta => "ratio-delta",
            Method::FewEvents => "few-events",
            Method::ZeroSeenUpperLimit => "zero-seen-upper-limit",
            Method::AllSeenLowerLimit => "all-seen-lower-limit",
            Method::OverlappingBatchMeans => "overlapping-batch-means",
            Method::PooledPercentile => "pooled-percentile",
            Method::Median => "median",
            Method::Maximum => "maximum",
        }
    }

    /// Whether the interval is a one-sided limit, because the event was never or always seen.
    pub const fn is_limit(self) -> bool {
        matches!(self, Method::ZeroSeenUpperLimit | Method::AllSeenLowerLimit)
    }
}

impl Estimate {
    /// Whether it is the estimate of this figure over the whole window.
    pub fn is(&self, figure: &Figure) -> bool {
        self.from.is_none() && self.figure == *figure
    }

    /// Whether it is the peak number of messages in a server's submission pipeline.
    pub fn is_pipeline_peak(&self) -> bool {
        self.figure.measure == Measure::Peak
            && self.from.is_none()
            && self.figure.scope.kinds().eq([ScopeKind::Server, ScopeKind::Pipeline])
    }
}

with_figure! {
    /// The values behind an estimate.
    pub struct Replicates {
        {
            /// Name of the design; absent for a single run.
            design: String [serde(default, skip_serializing_if = "is_blank")],
        }
        figure [measure scope statistic]
        {}
        unit []
        {
            /// One value per replication, in order; null if the replication has none.
            values: Vec<Option<f64>>,
            /// Of a share, the trials in each replication: its estimate is the sum of the events divided by the sum of these. Empty for
            /// what is no share.
            trials: Vec<u64> [serde(default, skip_serializing_if = "is_empty")],
        }
    }
}

/// A latency's distribution over all replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LatencyDistribution {
    /// Name of the design; absent for a single run.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub design: String,
    /// As in the estimates.
    pub measure: Measure,
    /// As in the estimates.
    pub scope: Scope,
    /// Observations.
    pub count: u64,
    /// Points of the cumulative distribution in order: (seconds, share at or below).
    pub points: Vec<(f64, f64)>,
}
