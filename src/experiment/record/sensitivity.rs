//! The summary of a sensitivity study.

use super::columns::with_figure;
use crate::measure::Figure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much each assumption changes each figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SensitivitySummary {
    /// The figures measured for every design.
    pub figures: Vec<Figure>,
    /// The varied assumptions and their ranges.
    pub assumptions: Vec<VariedAssumption>,
    /// The assumptions that were not varied, and why.
    pub left_out: Vec<LeftOut>,
    /// For each figure, the effects of the assumptions, the greatest first.
    pub swings: Vec<Swing>,
    /// Whether all designs were finished; if not, the same command continues.
    pub finished: bool,
}

/// An assumption and its range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VariedAssumption {
    /// The key, as in the list of assumptions.
    pub key: String,
    /// The assumed value.
    pub value: String,
    /// The lower end of the range, in words; absent if there is only one alternative.
    pub low: Option<String>,
    /// The upper end of the range, or the alternative, in words.
    pub high: String,
    /// The design at the lower end.
    pub low_design: Option<String>,
    /// The design at the upper end.
    pub high_design: String,
    /// The source of the range, or that there is none.
    pub source: String,
    /// Whether the range has a source.
    pub sourced: bool,
}

/// An assumption that was not varied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// The key, as in the list of assumptions.
    pub key: String,
    /// The assumed value.
    pub value: String,
    /// Why it was not varied.
    pub why: String,
}

with_figure! {
    /// How much an assumption changes a figure.
    pub struct Swing {
        {
            /// The assumption.
            key: String,
        }
        figure [measure scope statistic]
        {}
        unit []
        {
            /// The figure with all values as assumed.
            base: Option<f64>,
            /// Change at the lower end.
            low: Option<Change>,
            /// Change at the upper end.
            high: Option<Change>,
            /// The greatest change in absolute value: `low`, `high`, or upper end minus lower end.
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
    /// Level of this interval. All intervals of a figure hold simultaneously at the scenario's confidence.
    pub level: f64,
}

impl Change {
    /// Whether zero lies outside the interval.
    pub(crate) fn is_distinct(&self) -> bool {
        self.low.is_some_and(|low| low > 0.0) || self.high.is_some_and(|high| high < 0.0)
    }
}
