//! From a study to a record: replications, intervals, verdicts and warnings.

mod record;
mod stub;

pub use record::{
    AssumptionNote, Design, Estimate, LatencyDistribution, RECORD_SCHEMA_VERSION, Record,
    ReferenceCheck, Replicates, SourceIdentity, TargetVerdict, Verdict, Warning,
};
pub use stub::{Control, Plan, Study, replicate};
