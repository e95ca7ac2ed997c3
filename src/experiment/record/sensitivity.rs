//! What a record says of a study of assumptions.

use super::columns::with_figure;
use crate::measure::Figure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much each assumption moves each figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SensitivitySummary {
    /// What was measured of every design.
    pub figures: Vec<Figure>,
    /// What was varied, and how far.
    pub assumptions: Vec<VariedAssumption>,
    /// What was not varied, and why.
    pub left_out: Vec<LeftOut>,
    /// For each figure in turn, the assumptions by how much they move it, the greatest first.
    pub swings: Vec<Swing>,
    /// Whether all designs were finished; if not, the same command continues.
    pub finished: bool,
}

/// An assumption and its range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VariedAssumption {
    /// As in the list of assumptions.
    pub key: String,
    /// What is assumed.
    pub value: String,
    /// The lower end of the range, in words; absent where there is only one other way.
    pub low: Option<String>,
    /// The upper end of the range, or the other way, in words.
    pub high: String,
    /// The design at the lower end.
    pub low_design: Option<String>,
    /// The design at the upper end.
    pub high_design: String,
    /// Who gives the range, or that nobody does.
    pub source: String,
    /// Whether a source gives it.
    pub sourced: bool,
}

/// An assumption that was not varied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// As in the list of assumptions.
    pub key: String,
    /// What is assumed.
    pub value: String,
    /// Why.
    pub why: String,
}

with_figure! {
    /// How an assumption moves a figure.
    pub struct Swing {
        {
            /// The assumption.
            key: String,
        }
        figure [measure scope statistic]
        {}
        unit []
        {
            /// The figure as assumed.
            base: Option<f64>,
            /// Lower end less as assumed.
            low: Option<Change>,
            /// Upper end less as assumed.
            high: Option<Change>,
            /// The greatest of the differences between as assumed, the lower and the upper end: the later of the
            /// two designs less the earlier.
            swing: Change,
            /// Whether its interval excludes zero.
            distinct: bool,
        }
    }
}

/// A difference of two designs, paired over replications with common random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The mean difference.
    pub difference: f64,
    /// Lower end of the interval; absent for one replication.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// Level at which this interval holds; together all of a figure hold at the scenario's confidence.
    pub level: f64,
}

impl Change {
    /// Whether zero lies outside the interval.
    pub(crate) fn is_distinct(&self) -> bool {
        self.low.is_some_and(|low| low > 0.0) || self.high.is_some_and(|high| high < 0.0)
    }
}
