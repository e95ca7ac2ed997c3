//! The closed formulas of traffic theory, each way round.
mod loss;
pub use loss::*;
