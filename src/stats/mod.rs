//! Statistics: histograms, intervals, the warm-up and the closed formulas of traffic theory. It knows nothing
//! about calls, draws no random numbers and imports only `base`.

pub mod batches;
pub mod erlang;
mod few_events;
mod histogram;
pub mod interval;
mod latency_counts;
pub mod selection;
mod warm_up;

pub use few_events::few_events;
pub use histogram::LatencyHistogram;
pub use interval::Interval;
pub use latency_counts::{HistogramContent, LatencyCounts, Quantile};
pub use warm_up::{WarmUp, mser5};
