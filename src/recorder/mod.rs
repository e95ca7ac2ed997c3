//! A probe's events into statistics of one replication: exact sums, histograms, occupancy. It
//! computes no interval (that takes replications) and changes nothing in the model.

mod cell;
mod occupancy;
mod places;
mod probe;
mod row;
mod rows;
mod series;
mod stations;

pub use probe::{LittleBroken, Recorder};
pub use row::{Estimator, Label, Value};
pub use rows::Distributions;
