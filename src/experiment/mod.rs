//! From a study to a record: replications, intervals, verdicts and warnings. It knows no file but
//! the scenario's, and no clock.

mod estimate;
mod figures;
mod index;
mod record;
mod replicate;
mod study;
mod validate;
mod verdict;
mod warnings;

pub use index::Index;
pub use record::{
    AssumptionNote, Design, Estimate, FindingNote, LatencyDistribution, RECORD_SCHEMA_VERSION,
    Record, ReferenceCheck, Replicates, SourceIdentity, TargetVerdict, Verdict, Warning,
};
pub use replicate::{Control, NoControl, replicate};
pub use study::{Plan, Study};
pub use validate::{FAMILY_LEVEL, Goal, validate};
pub use verdict::REFERENCE_LEVEL;
