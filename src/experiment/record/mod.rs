//! The result of every command: a header and one tidy table of estimates, the same in every
//! format. Plain data; how it is computed is `replicate`'s work, how it looks is `report`'s.

mod analytic;
mod compare;
mod control_variate;
mod figure;
pub(super) mod form;
mod header;
mod index;
mod sensitivity;
mod summary;
mod sweep;
mod table;
mod targets;
mod warm_up;

pub use analytic::AnalyticComparison;
pub use compare::{CallersSummary, CompareSummary, Difference, Dropped, Ranked, SelectionSummary};
pub use control_variate::ControlVariate;
pub use figure::SweepFigure;
pub use form::Form;
pub use header::{Design, SourceIdentity, Warning};
pub use index::Index;
pub use sensitivity::{Change, LeftOut, SensitivitySummary, Swing, VariedAssumption};
pub use summary::{AssumptionSummary, FindingSummary, PrecisionSummary};
pub use sweep::{Step, SweepPoint, SweepSummary, TargetCrossing, VariedKey};
pub use table::{Estimate, LatencyDistribution, Replicates};
pub use targets::{ReferenceCheck, TargetVerdict, Verdict};
pub use warm_up::{Settling, WarmUpSummary};

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
    pub analytic: Vec<AnalyticComparison>,
    /// Estimates whose variance known arrivals reduce, beside the plain ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub control_variates: Vec<ControlVariate>,
    /// The tidy table.
    pub estimates: Vec<Estimate>,
    /// One value per replication for every estimate that is not part of a series.
    pub replicates: Vec<Replicates>,
    /// Shapes of the headline latencies, all replications together.
    pub distributions: Vec<LatencyDistribution>,
    /// What was varied, and where the targets are first missed; only of a sweep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sweep: Option<SweepSummary>,
    /// Which assumptions move the figures, and how far; only of a study of assumptions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensitivity: Option<SensitivitySummary>,
    /// How far designs are apart, and which is best; only of a comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare: Option<CompareSummary>,
    /// How the warm-up was found; only where the study asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm_up: Option<WarmUpSummary>,
    /// Finds estimates by name; not written.
    #[serde(skip)]
    pub index: Index,
}

impl Record {
    /// Whether a study of several designs finished them all; a single run is finished.
    pub fn is_finished(&self) -> bool {
        self.sweep.as_ref().is_none_or(|sweep| sweep.finished)
            && self.sensitivity.as_ref().is_none_or(|study| study.finished)
            && self.compare.as_ref().is_none_or(|study| study.finished)
    }
}

impl Record {
    /// The estimate of the first design that is not part of a series; of several with the same names, the
    /// first. O(log n) after the first call. Estimates must not be changed after that.
    pub fn estimate(&self, measure: &str, scope: &str, statistic: &str) -> Option<&Estimate> {
        let index = self.index.by_name.get_or_init(|| self.sorted_by(names));
        let at = |position: &u32| self.estimates.get(*position as usize);
        let wanted = (scope, measure, statistic);
        let first = index.partition_point(|position| at(position).map(names) < Some(wanted));
        index.get(first).and_then(at).filter(|e| names(e) == wanted)
    }

    /// All estimates of the first design that are not part of a series, in order.
    pub fn single(&self) -> impl Iterator<Item = &Estimate> {
        self.positions().map(|(_, e)| e)
    }

    /// Those of one measure, in order. O(log n) for the first of them after the first call. Estimates must not be changed
    /// after that.
    pub fn of_measure<'a>(&'a self, measure: &'a str) -> impl Iterator<Item = &'a Estimate> {
        let index = self.index.by_measure.get_or_init(|| self.sorted_by(|e| &e.measure));
        let at = |position: &u32| self.estimates.get(*position as usize);
        let is_before = move |position: &u32| at(position).is_some_and(|e| *e.measure < *measure);
        let first = index.partition_point(is_before);
        index[first..].iter().map_while(at).take_while(move |e| e.measure == measure)
    }

    /// Name of the first design; empty for a single run.
    pub fn first_design(&self) -> &str {
        self.designs.first().map_or("", |d| d.name.as_str())
    }

    fn positions(&self) -> impl Iterator<Item = (u32, &Estimate)> {
        let design = self.first_design();
        (0..).zip(&self.estimates).filter(move |(_, e)| e.from.is_none() && e.design == design)
    }

    fn sorted_by<'a, K: Ord>(&'a self, key: impl Fn(&'a Estimate) -> K) -> Vec<u32> {
        let mut found: Vec<(u32, &Estimate)> = self.positions().collect();
        // Stable: of several with the same key the first stays first.
        found.sort_by_key(|(_, e)| key(e));
        found.into_iter().map(|(position, _)| position).collect()
    }
}

/// What an estimate is found by; scopes differ most.
fn names(e: &Estimate) -> (&str, &str, &str) {
    (&e.scope, &e.measure, &e.statistic)
}
