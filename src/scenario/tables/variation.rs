//! How the rate of a source moves.

use crate::scenario::Time;
use schemars::JsonSchema;
use serde::Deserialize;

/// A part of the time with more or fewer calls than `arrivals` says. Where surges overlap, their factors
/// multiply.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurgeTable {
    /// When it begins, from the start of the simulation (`study.start`).
    pub from: Time,
    /// When it ends.
    pub to: Option<Time>,
    /// How long it lasts. Without `to` and `lasts` it lasts to the end of the simulation: a step.
    pub lasts: Option<Time>,
    /// Rate ÷ the rate that `arrivals` gives, 0 to 1000.
    pub factor: f64,
}
