//! From a study to a record: replications, intervals, verdicts and warnings. It knows no file but
//! the scenario's, and no clock.

mod analytic;
mod compare;
mod concurrent;
mod control_variates;
mod coverage;
mod estimate;
mod figures;
mod index;
mod long_run;
mod precision;
mod record;
mod replicate;
mod sensitivity;
mod study;
mod sweep;
mod threads;
mod validate;
mod verdict;
mod warm_up;
mod warnings;

pub use analytic::{ANALYTIC_LEVEL, AnalyticComparison};
pub use compare::{
    ALL_PAIRS, CallersSummary, Compare, CompareSummary, Contest, Difference, Dropped, Entrant,
    Ranked, Selecting, SelectionSummary,
};
pub use control_variates::ControlVariate;
pub use coverage::{COVERED, Coverage, FEW_EVENTS, coverage, paired_coverage};
pub use index::Index;
pub use precision::{Precision, Width, replicate_until};
pub use record::{
    AssumptionSummary, Design, Estimate, FindingSummary, LatencyDistribution, PrecisionSummary,
    RECORD_SCHEMA_VERSION, Record, ReferenceCheck, Replicates, SourceIdentity, TargetVerdict,
    Verdict, Warning,
};
pub use replicate::{Control, NoControl, replicate};
pub use sensitivity::{Assumptions, Change, LeftOut, SensitivitySummary, Swing, VariedAssumption};
pub use study::{Plan, Study};
pub use sweep::{
    Axis, Form, HEADLINE, Layout, Loader, Log, MAX_DESIGNS, Prepared, Step, Sweep, SweepFigure,
    SweepPoint, SweepSummary, TargetCrossing, VariedKey, combinations,
};
pub use validate::{FAMILY_LEVEL, Goal, validate};
pub use verdict::REFERENCE_LEVEL;
pub use warm_up::{Settling, WarmUpSummary, find_warm_up};
