//! Numbers without calls: intervals over replications, latency histograms.

mod histogram;
pub mod interval;

pub use histogram::LatencyHistogram;
