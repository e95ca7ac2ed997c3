//! The result of every command: a header and one tidy table of estimates, the same in every
//! format. Plain data; how it is computed is `replicate`'s work, how it looks is `report`'s.

mod analytic;
mod columns;
mod compare;
mod control_variate;
mod estimates;
pub(super) mod form;
mod header;
mod sensitivity;
mod summary;
mod sweep;
mod table;
mod targets;
mod warm_up;

pub use analytic::{AnalyticComparison, AnalyticVerdict};
pub use compare::{
    CallersSummary, CompareSummary, Difference, Dropped, Preference, Ranked, SelectionSummary,
};
pub use control_variate::{ControlMethod, ControlVariate};
pub use estimates::Estimates;
pub use form::Form;
pub use header::{Design, SourceIdentity, Warning};
pub use sensitivity::{Change, LeftOut, SensitivitySummary, Swing, VariedAssumption};
pub use summary::{AssumptionSummary, FindingSummary, PrecisionKind, PrecisionSummary};
pub use sweep::{Step, SweepLayout, SweepPoint, SweepSummary, TargetCrossing, VariedKey};
pub use table::{Estimate, LatencyDistribution, Method, Replicates};
pub use targets::{ReferenceCheck, Side, TargetVerdict, Verdict};
pub use warm_up::{Settling, WarmUpOutcome, WarmUpSummary};

use crate::measure::{Figure, Measure};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of this format.
pub const RECORD_SCHEMA_VERSION: u32 = 2;

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
    pub estimates: Estimates,
    /// One value per replication for every estimate that is not part of a series.
    pub replicates: Vec<Replicates>,
    /// Shapes of the headline latencies, all replications together.
    pub distributions: Vec<LatencyDistribution>,
    /// What kind of study it is of, and what only that kind has.
    pub study: StudySummary,
    /// How the warm-up was found; only where the study asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm_up: Option<WarmUpSummary>,
}

/// What kind of study a record is of, and what only that kind has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StudySummary {
    /// One design.
    Run,
    /// What was varied, and where the targets are first missed.
    Sweep(SweepSummary),
    /// Which assumptions move the figures, and how far.
    Sensitivity(SensitivitySummary),
    /// How far designs are apart, and which is best.
    Comparison(CompareSummary),
}

impl Record {
    /// Whether a study of several designs finished them all; a single run is finished.
    pub fn is_finished(&self) -> bool {
        match &self.study {
            StudySummary::Run => true,
            StudySummary::Sweep(sweep) => sweep.finished,
            StudySummary::Sensitivity(study) => study.finished,
            StudySummary::Comparison(study) => study.finished,
        }
    }

    /// What only a sweep has.
    pub fn sweep(&self) -> Option<&SweepSummary> {
        match &self.study {
            StudySummary::Sweep(sweep) => Some(sweep),
            _ => None,
        }
    }

    /// What only a study of assumptions has.
    pub fn sensitivity(&self) -> Option<&SensitivitySummary> {
        match &self.study {
            StudySummary::Sensitivity(study) => Some(study),
            _ => None,
        }
    }

    /// What only a comparison has.
    pub fn comparison(&self) -> Option<&CompareSummary> {
        match &self.study {
            StudySummary::Comparison(study) => Some(study),
            _ => None,
        }
    }

    /// The estimate of the first design that is not part of a series; of several, the first.
    /// O(log n) after the first call.
    pub fn estimate(&self, figure: &Figure) -> Option<&Estimate> {
        self.estimates.find(self.first_design(), figure)
    }

    /// All estimates of the first design that are not part of a series, in order.
    pub fn single(&self) -> impl Iterator<Item = &Estimate> {
        let design = self.first_design();
        self.estimates.iter().filter(move |e| e.from.is_none() && e.design == design)
    }

    /// Those of one measure, in order. O(log n) for the first of them after the first call.
    pub fn of_measure(&self, measure: Measure) -> impl Iterator<Item = &Estimate> {
        self.estimates.of_measure(self.first_design(), measure)
    }

    /// Name of the first design; empty for a single run.
    pub fn first_design(&self) -> &str {
        self.designs.first().map_or("", |d| d.name.as_str())
    }
}
