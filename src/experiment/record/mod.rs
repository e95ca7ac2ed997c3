//! The result of every command: a header and one tidy table of estimates, the same in every
//! format. Plain data: `experiment` computes it, `report` presents it.

mod analytic;
mod columns;
mod compare;
mod control_variate;
mod estimates;
pub(super) mod form;
mod header;
mod headroom;
mod problem;
mod rules_of_thumb;
mod sensitivity;
mod single_losses;
mod size;
mod summary;
mod sweep;
mod table;
mod targets;
mod topology;
mod warm_up;
mod year;

pub use analytic::{AnalyticComparison, AnalyticVerdict};
pub use compare::{
    CallersSummary, CompareSummary, Difference, Dropped, MissingFigure, Preference, Ranked,
    SelectionSummary,
};
pub use control_variate::{ControlMethod, ControlVariate, ControlledDifference, ExpectedCalls};
pub use estimates::Estimates;
pub use form::Form;
pub use header::{
    Design, EffortSummary, PlannedOutage, RaceSummary, SourceIdentity, Stopped, Warning,
};
pub use headroom::{HeadroomSummary, StationHeadroom, StationKind};
pub use rules_of_thumb::{RuleOfThumb, ThumbNumber, ThumbPrice, ThumbRule};
pub use sensitivity::{Change, LeftOut, SensitivitySummary, Swing, VariedAssumption};
pub use single_losses::{BrokenTarget, LossSummary, LossesSummary, Recovery};
pub use size::{
    CapacityEffect, EffectSummary, Evidence, Forbidden, FormulaNote, Neighbour, NotValid, RuledOut,
    SizeAnswer, SizeSummary, SizedDesign, Standing, VariedCapacity,
};
pub use summary::{AssumptionSummary, FindingSummary, PrecisionKind, PrecisionSummary};
pub use sweep::{Step, SweepLayout, SweepPoint, SweepSummary, TargetCrossing, VariedKey};
pub use table::{Estimate, LatencyDistribution, Method, Replicates};
pub(crate) use targets::HEAVY_LOSS;
pub use targets::{LostShare, ReferenceCheck, Side, TargetVerdict, Verdict};
pub use topology::{SlotFigures, Topology, TopologyLink, TopologyNode, TopologyRole};
pub use warm_up::{Settling, WarmUpOutcome, WarmUpSummary};
pub use year::{YearSummary, YearlyCost, YearlyOutage, YearlyValue};

use crate::measure::{Figure, Measure};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of this format.
pub const RECORD_SCHEMA_VERSION: u32 = 2;

/// The result of a study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Version of this format.
    pub schema_version: u32,
    /// Version of the program that wrote it.
    pub program_version: String,
    /// The scenario's title.
    pub title: String,
    /// The text of the scenario's own file, before overrides and without the files that it names; absent if it has more than 64 KiB, if
    /// designs come from several files, and in records of older programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    /// SHA-256 of the scenario's text with its includes and overrides, hexadecimal.
    pub scenario_sha256: String,
    /// Local civil time of simulated time 0, ISO 8601; with a time zone, its offset and name follow
    /// (RFC 9557): `2026-10-25T00:00:00+02:00[Europe/Berlin]`.
    pub start: String,
    /// Master seed.
    pub seed: u64,
    /// Number of replications.
    pub replications: u32,
    /// Time simulated before the measured window, seconds.
    pub warm_up_seconds: f64,
    /// Measured window of each replication, seconds.
    pub duration_seconds: f64,
    /// Confidence level of the intervals, in (0, 1).
    pub confidence: f64,
    /// Digest of everything that happened to every call, hexadecimal; the same for any number of threads.
    pub digest: String,
    /// Calls simulated, warm-up and follow-up included.
    pub calls: u64,
    /// SIP messages handled.
    pub messages: u64,
    /// Events of the kernel.
    pub events: u64,
    /// The findings of the check of the scenario, worst first.
    #[serde(default)]
    pub findings: Vec<FindingSummary>,
    /// Warnings about the result, worst first.
    pub warnings: Vec<Warning>,
    /// Default values in use that no source supports.
    pub assumptions: Vec<AssumptionSummary>,
    /// The designs in the table; a single run has one design without a name.
    pub designs: Vec<Design>,
    /// The traffic sources; equal hashes mean the same calls at the same times.
    pub sources: Vec<SourceIdentity>,
    /// Requested and reached precision; empty if none was requested.
    #[serde(default)]
    pub precision: Vec<PrecisionSummary>,
    /// The planned outages whose times are the same in every replication; absent without any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outages: Vec<PlannedOutage>,
    /// The scenario's targets, judged.
    pub targets: Vec<TargetVerdict>,
    /// The scenario's exact answers, compared.
    pub references: Vec<ReferenceCheck>,
    /// Comparisons of simulated values with closed formulas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub analytic: Vec<AnalyticComparison>,
    /// Estimates whose variance the expected arrivals reduce.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub control_variates: Vec<ControlVariate>,
    /// The calls behind these estimates, by replication.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expected_calls: Vec<ExpectedCalls>,
    /// The tidy table.
    pub estimates: Estimates,
    /// One value per replication for every estimate that is not part of a series.
    pub replicates: Vec<Replicates>,
    /// Distributions of the latencies over all replications.
    pub distributions: Vec<LatencyDistribution>,
    /// The kind of study, with the results that only this kind has.
    pub study: StudySummary,
    /// How the deployment is connected, before anything is varied; absent in records of older programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topology: Option<Topology>,
    /// How designs raced; absent where each design gets the planned number of replications.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub race: Option<RaceSummary>,
    /// How the warm-up was found; absent if the scenario gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm_up: Option<WarmUpSummary>,
}

/// The kind of study, with the results that only this kind has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StudySummary {
    /// One design.
    Run,
    /// A parameter study.
    Sweep(SweepSummary),
    /// A sensitivity study: how much each assumption changes the figures.
    Sensitivity(SensitivitySummary),
    /// A comparison of designs.
    Comparison(CompareSummary),
    /// Every single loss in turn.
    Losses(LossesSummary),
    /// How much more load the deployment carries.
    Headroom(HeadroomSummary),
    /// What outages cost in a year.
    Year(YearSummary),
    /// The cheapest design that meets the targets.
    Size(Box<SizeSummary>),
}

impl Record {
    /// Whether a study of several designs finished them all; a single run is finished.
    pub fn is_finished(&self) -> bool {
        match &self.study {
            StudySummary::Run => true,
            StudySummary::Sweep(sweep) => sweep.finished,
            StudySummary::Sensitivity(study) => study.finished,
            StudySummary::Comparison(study) => study.finished,
            StudySummary::Losses(study) => study.finished,
            StudySummary::Headroom(study) => study.sweep.finished,
            StudySummary::Year(study) => study.finished,
            StudySummary::Size(study) => study.finished,
        }
    }

    /// The summary of a sweep; `None` for other studies.
    pub fn sweep(&self) -> Option<&SweepSummary> {
        match &self.study {
            StudySummary::Sweep(sweep) => Some(sweep),
            _ => None,
        }
    }

    /// The summary of a sensitivity study; `None` for other studies.
    pub fn sensitivity(&self) -> Option<&SensitivitySummary> {
        match &self.study {
            StudySummary::Sensitivity(study) => Some(study),
            _ => None,
        }
    }

    /// The summary of a comparison; `None` for other studies.
    pub fn comparison(&self) -> Option<&CompareSummary> {
        match &self.study {
            StudySummary::Comparison(study) => Some(study),
            _ => None,
        }
    }

    /// The summary of single losses; `None` for other studies.
    pub fn losses(&self) -> Option<&LossesSummary> {
        match &self.study {
            StudySummary::Losses(study) => Some(study),
            _ => None,
        }
    }

    /// The record of a design with why it has no more replications.
    pub(super) fn with_effort(mut self, effort: EffortSummary) -> Self {
        self.designs.iter_mut().for_each(|design| design.effort = Some(effort.clone()));
        self
    }

    /// Takes the warning about a heavy loss away where that loss is the result, and no reason to be careful with it.
    pub(super) fn expects_heavy_loss(&mut self) {
        self.warnings.retain(|warning| warning.code != Warning::HEAVY_LOSS);
    }

    /// The summary of a study of head-room; `None` for other studies.
    pub fn headroom(&self) -> Option<&HeadroomSummary> {
        match &self.study {
            StudySummary::Headroom(study) => Some(study),
            _ => None,
        }
    }

    /// The summary of a year of outages; `None` for other studies.
    pub fn year(&self) -> Option<&YearSummary> {
        match &self.study {
            StudySummary::Year(study) => Some(study),
            _ => None,
        }
    }

    /// The summary of a search for the cheapest design; `None` for other studies.
    pub fn size(&self) -> Option<&SizeSummary> {
        match &self.study {
            StudySummary::Size(study) => Some(study),
            _ => None,
        }
    }

    /// The estimate of the first design that is not part of a series; of several, the first.
    /// O(log n) after the first call.
    pub fn estimate(&self, figure: &Figure) -> Option<&Estimate> {
        self.estimates.find(self.first_design(), figure)
    }

    /// The values behind the estimate of a figure, of the first design that has them.
    pub fn replicates_of(&self, figure: &Figure) -> Option<&Replicates> {
        self.replicates.iter().find(|r| r.figure == *figure)
    }

    /// All estimates of the first design that are not part of a series, in order.
    pub fn single(&self) -> impl Iterator<Item = &Estimate> {
        let design = self.first_design();
        self.estimates.iter().filter(move |e| e.from.is_none() && e.design == design)
    }

    /// The estimates of a measure of the first design that are not part of a series, in order. O(log n) for the first
    /// estimate, after the first call.
    pub fn of_measure(&self, measure: Measure) -> impl Iterator<Item = &Estimate> {
        self.estimates.of_measure(self.first_design(), measure)
    }

    /// Name of the first design; empty for a single run.
    pub fn first_design(&self) -> &str {
        self.designs.first().map_or("", |d| d.name.as_str())
    }
}
