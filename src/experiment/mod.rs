//! From a study to a record: replications, intervals, verdicts and warnings. It reads no file but the scenario's, and
//! no clock.

mod analytic;
mod assembly;
mod calibration;
mod channel_groups;
mod compare;
mod control;
mod control_variates;
mod courses;
mod coverage;
mod designs;
mod estimate;
mod figures;
mod headroom;
mod long_run;
mod losses;
mod no_value;
mod precision;
mod record;
mod replication;
mod sensitivity;
mod session;
mod settling;
mod shards;
mod single_losses;
mod size;
mod size_validation;
mod stability;
mod stopping_rule;
mod study;
mod supply;
mod sweep;
mod theory;
mod threads;
mod topology;
mod uncertain_load;
mod validate;
mod verdict;
mod warm_up;
mod warnings;
mod work;
mod workspaces;
mod year;

pub use analytic::ANALYTIC_LEVEL;
pub use calibration::{
    Bounded, COMPARED, Calibration, FittedDelay, ROUTING_ROLES, SimulatedRouting, calibrate,
};
pub use compare::{ALL_PAIRS, Compare, NO_TRAFFIC_IN_COMMON, PreparedComparison, Selecting};
pub use control::{Control, NoControl};
#[cfg(feature = "internals")]
pub use coverage::fixed_coverage;
pub use coverage::{COVERED, Coverage, coverage, paired_coverage};
pub use designs::concurrent::DesignLoader;
pub use designs::effort::Replicating;
pub use designs::figure_selection::HEADLINE;
pub use designs::journal::Log;
pub use designs::runner::Loader;
pub use headroom::{PreparedHeadroom, prepare as prepare_headroom};
pub(crate) use losses::left_out_of;
pub use precision::{Precision, Width};
pub use record::{
    AnalyticComparison, AnalyticVerdict, AssumptionSummary, BrokenTarget, CallersSummary,
    CapacityEffect, Change, CompareSummary, ControlMethod, ControlVariate, ControlledDifference,
    Design, Difference, Dropped, EffectSummary, EffortSummary, Estimate, Estimates, Evidence,
    ExpectedCalls, FindingSummary, Forbidden, Form, FormulaNote, HeadroomSummary,
    LatencyDistribution, LeftOut, LossSummary, LossesSummary, LostShare, Method, MissingFigure,
    Neighbour, NotValid, PlannedOutage, PrecisionKind, PrecisionSummary, Preference,
    RECORD_SCHEMA_VERSION, RaceSummary, Ranked, Record, Recovery, ReferenceCheck, Replicates,
    RuleOfThumb, RuledOut, SelectionSummary, SensitivitySummary, Settling, Side, SizeAnswer,
    SizeSummary, SizedDesign, SlotFigures, SourceIdentity, Standing, StationHeadroom, StationKind,
    Step, Stopped, StudySummary, SweepLayout, SweepPoint, SweepSummary, Swing, TargetCrossing,
    TargetVerdict, ThumbNumber, ThumbPrice, ThumbRule, Topology, TopologyLink, TopologyNode,
    TopologyRole, VariedAssumption, VariedCapacity, VariedKey, Verdict, WarmUpOutcome,
    WarmUpSummary, Warning, YearSummary, YearlyOutage, YearlyValue,
};
pub use sensitivity::Assumptions;
pub use session::replicate;
pub use shards::{DesignReader, PLAN_FORMAT, Piece, ShardPlan, Texts, share};
pub use single_losses::{PreparedLosses, SingleLosses};
pub use size::{FEWEST_REPLICATIONS, PreparedSize, Size};
pub use size_validation::{
    EveryDesign, MAX_TRIED, ManySeeds, SeedAnswer, every_design, many_seeds,
};
pub use stopping_rule::replicate_until;
pub use study::{Plan, Study};
pub use supply::{Contribution, DesignSource, Supply};
pub use sweep::{Axis, Layout, MAX_DESIGNS, PreparedSweep, Sweep, combinations};
pub use threads::{MAX_THREADS_PER_CORE, capped};
pub use validate::{FAMILY_LEVEL, Goal, validate};
pub use verdict::REFERENCE_LEVEL;
pub use warm_up::find_warm_up;
pub use work::{CALLS_PER_SECOND, MAX_BYTES, MAX_CALLS, MAX_SECONDS, Work};
pub use year::Year;
