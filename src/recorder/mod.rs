//! Turns a probe's events into the statistics of one replication: exact sums, histograms, occupancy. It computes no
//! intervals, which need several replications, and does not affect the model.

mod backlog;
mod cell;
mod courses;
mod kept;
mod legacy_notices;
mod load;
mod occupancy;
mod origin;
mod outage_rows;
mod outages;
mod peak_rate;
mod places;
mod probe;
mod recovery;
mod row;
mod rows;
mod series;
mod shares;
mod stations;
mod targets;
mod up_time;
mod values;

pub use courses::{Course, courses};

pub use kept::{MANY_OBJECTS, has_many_objects};
pub use load::{Bursts, Load};
pub use origin::Origin;
pub use probe::{LittleBroken, Recorder};
pub use row::{Estimator, Label, Value};
pub use rows::{DistributionContent, Distributions};
pub use series::Bins;
pub use values::Values;
