//! From a study to a record: replications, intervals, verdicts and warnings. It knows no file but
//! the scenario's, and no clock.

mod compare;
mod coverage;
mod estimate;
mod figures;
mod index;
mod long_run;
mod precision;
mod record;
mod replicate;
mod sensitivity;
mod sharper;
mod side_by_side;
mod study;
mod sweep;
mod threads;
mod twin;
mod validate;
mod verdict;
mod warm_up;
mod warnings;

pub use compare::{
    ALL_PAIRS, CallersNote, Compare, CompareNote, Contest, Difference, Dropped, Entrant, Ranked,
    Selecting, SelectionNote,
};
pub use coverage::{COVERED, Coverage, FEW_EVENTS, coverage, paired_coverage};
pub use index::Index;
pub use precision::{Precision, Width, replicate_until};
pub use record::{
    AssumptionNote, Design, Estimate, FindingNote, LatencyDistribution, PrecisionNote,
    RECORD_SCHEMA_VERSION, Record, ReferenceCheck, Replicates, SourceIdentity, TargetVerdict,
    Verdict, Warning,
};
pub use replicate::{Control, NoControl, replicate};
pub use sensitivity::{Assumptions, Change, LeftOut, SensitivityNote, Swing, VariedAssumption};
pub use sharper::Sharper;
pub use study::{Plan, Study};
pub use sweep::{
    Axis, Form, HEADLINE, Knee, Layout, Loader, Log, MOST_DESIGNS, Prepared, Step, Sweep,
    SweepFigure, SweepNote, SweepPoint, VariedKey, combinations,
};
pub use twin::{TWIN_LEVEL, Twin};
pub use validate::{FAMILY_LEVEL, Goal, validate};
pub use verdict::REFERENCE_LEVEL;
pub use warm_up::{Settling, WarmUpNote, find_warm_up};
