//! Studies on many machines: replications are simulated in shards, each by a process of its own, and supplied to the
//! command that needs them. That command decides and calculates as if it had simulated them, so that its bytes are the same.

mod plan;
mod share;
mod texts;

pub use plan::{PLAN_FORMAT, Piece, ShardPlan};
pub use share::{DesignReader, share};
pub use texts::Texts;
