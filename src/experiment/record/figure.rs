//! A figure of every design.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A figure of every design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepFigure {
    /// As in the estimates.
    pub measure: String,
    /// As in the estimates.
    pub scope: String,
    /// As in the estimates.
    pub statistic: String,
    /// As in the estimates.
    pub unit: String,
}
