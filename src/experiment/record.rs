//! The result of every command: a header and one tidy table of estimates, the same in every
//! format. Plain data; how it is computed is `replicate`'s work, how it looks is `report`'s.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of this format.
pub const RECORD_SCHEMA_VERSION: u32 = 1;

/// Everything a run has to say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Version of this format.
    pub schema_version: u32,
    /// Version of the program that wrote it.
    pub program_version: String,
    /// The scenario's title.
    pub title: String,
    /// SHA-256 of the scenario's text with its includes and overrides, hexadecimal.
    pub scenario_sha256: String,
    /// Local civil time of simulated time 0, ISO 8601.
    pub start: String,
    /// Master seed.
    pub seed: u64,
    /// Replications that the estimates rest on.
    pub replications: u32,
    /// Simulated before anything is measured, seconds.
    pub warm_up_seconds: f64,
    /// Measured window of each replication, seconds.
    pub duration_seconds: f64,
    /// Confidence level of the intervals, in (0, 1).
    pub confidence: f64,
    /// Digest of what happened to every call, hexadecimal; the same for any number of threads.
    pub digest: String,
    /// Calls simulated, warm-up and follow-up included.
    pub calls: u64,
    /// SIP messages handled.
    pub messages: u64,
    /// Events of the kernel.
    pub events: u64,
    /// What a check of the scenario found, worst first; not of what a run shows.
    #[serde(default)]
    pub findings: Vec<FindingSummary>,
    /// What to know before trusting the result, worst first.
    pub warnings: Vec<Warning>,
    /// What no source backs and the scenario did not say itself.
    pub assumptions: Vec<AssumptionSummary>,
    /// The designs of the table; one, unnamed, for a single run.
    pub designs: Vec<Design>,
    /// Who called: equal hashes mean the same callers at the same instants.
    pub sources: Vec<SourceIdentity>,
    /// Precision that was asked for, and what was reached; empty where none was.
    #[serde(default)]
    pub precision: Vec<PrecisionSummary>,
    /// The scenario's targets, judged.
    pub targets: Vec<TargetVerdict>,
    /// The scenario's exact answers, compared.
    pub references: Vec<ReferenceCheck>,
    /// What closed formulas say of the stations, beside what was simulated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub analytic: Vec<super::AnalyticComparison>,
    /// Estimates whose variance known arrivals reduce, beside the plain ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub control_variates: Vec<super::ControlVariate>,
    /// The tidy table.
    pub estimates: Vec<Estimate>,
    /// One value per replication for every estimate that is not part of a series.
    pub replicates: Vec<Replicates>,
    /// Shapes of the headline latencies, all replications together.
    pub distributions: Vec<LatencyDistribution>,
    /// What was varied, and where the targets are first missed; only of a sweep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sweep: Option<super::SweepSummary>,
    /// Which assumptions move the figures, and how far; only of a study of assumptions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensitivity: Option<super::SensitivitySummary>,
    /// How far designs are apart, and which is best; only of a comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare: Option<super::CompareSummary>,
    /// How the warm-up was found; only where the study asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm_up: Option<super::WarmUpSummary>,
    /// Finds estimates by name; not written.
    #[serde(skip)]
    pub index: super::Index,
}

impl Record {
    /// Whether a study of several designs finished them all; a single run is finished.
    pub fn is_finished(&self) -> bool {
        self.sweep.as_ref().is_none_or(|sweep| sweep.finished)
            && self.sensitivity.as_ref().is_none_or(|study| study.finished)
            && self.compare.as_ref().is_none_or(|study| study.finished)
    }
}

impl Estimate {
    /// Whether it is this figure of the whole window, and not of a bin.
    pub(super) fn is(&self, measure: &str, scope: &str, statistic: &str) -> bool {
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

/// A breach of a rule of `check`; `busyhour explain` tells more of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingSummary {
    /// The rule's name.
    pub rule: String,
    /// The statements it rests on, as `S15, S16`.
    pub statement: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// The object, as ``gateway `gw1` ``.
    pub object: String,
    /// What is wrong.
    pub message: String,
    /// What happens to which calls.
    pub effect: String,
}

/// A figure that was to be known so precisely.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrecisionSummary {
    /// What is measured.
    pub measure: String,
    /// Over what.
    pub scope: String,
    /// Which statistic.
    pub statistic: String,
    /// Its unit.
    pub unit: String,
    /// `relative` (true relative error at most `asked`) or `absolute` (half-width at most `asked`).
    pub kind: String,
    /// What was asked for: a share of the value, or a half-width in the unit.
    pub asked: f64,
    /// The estimate.
    pub value: Option<f64>,
    /// Half-width of its interval at `level`; of what was never seen, its limit.
    pub half_width: Option<f64>,
    /// Confidence level of that interval: all figures together hold at the record's.
    pub level: f64,
    /// Whether it is as precise as asked.
    pub met: bool,
    /// Whether it was never (or always) seen, or nothing could be: then no relative precision can be
    /// reached, and it was not waited for.
    pub never_seen: bool,
}

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

/// Something to know before trusting the result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// Name of the defect, as `saturated-station`.
    pub code: String,
    /// What happened, why the numbers may be wrong, and what helps.
    pub message: String,
}

/// A parameter that no source backs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssumptionSummary {
    /// The key that would change it.
    pub key: String,
    /// Its value, with unit.
    pub value: String,
    /// Why this value.
    pub reason: String,
}

/// One of the compared systems.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Design {
    /// Its name; empty for a single run.
    pub name: String,
    /// `path=value` overrides, in order.
    pub overrides: Vec<String>,
    /// SHA-256 of the scenario's text with its includes and overrides, hexadecimal.
    pub scenario_sha256: String,
}

/// Whether two runs met the same callers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceIdentity {
    /// The traffic source.
    pub source: String,
    /// Calls that arrived in the measured windows.
    pub calls: u64,
    /// Hash over the arrival instants of all its calls in the measured windows, hexadecimal.
    pub hash: String,
}

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
