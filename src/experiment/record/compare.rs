//! What a record says of a comparison besides its table.

use super::columns::with_figure;
use crate::measure::Figure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Several designs, compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompareSummary {
    /// What was measured of every design.
    pub figures: Vec<Figure>,
    /// The figure that decides which design is best; absent where no figure differs.
    pub decides: Option<Figure>,
    /// Whether the lowest or the highest of it is best.
    pub prefers: Preference,
    /// Traffic sources whose calls are not the same in every design; empty where all designs met the same
    /// callers at the same instants.
    pub callers: Vec<CallersSummary>,
    /// The designs by the figure that decides, the best first; after a selection in the order in which it left them.
    pub ranking: Vec<Ranked>,
    /// Differences of two designs: of all pairs, or of each design and the best.
    pub differences: Vec<Difference>,
    /// How the best was selected, where replications were added for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection: Option<SelectionSummary>,
    /// Whether all designs were finished; if not, the same command continues.
    pub finished: bool,
}

/// Which value of a figure is best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Preference {
    /// The lowest.
    Lowest,
    /// The highest.
    Highest,
}

/// A traffic source that is not the same in every design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallersSummary {
    /// Its name.
    pub source: String,
    /// Designs that lack it.
    pub absent: Vec<String>,
    /// Designs in which other callers call, or at other times, than in the first that has it.
    pub other: Vec<String>,
}

/// A design's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ranked {
    /// The design.
    pub design: String,
    /// Its value of the figure that decides.
    pub value: Option<f64>,
}

with_figure! {
/// A figure of two designs, paired over replications that share their random numbers.
pub struct Difference {
    {
    /// The design that is subtracted.
    from: String,
    /// The design it is subtracted from.
    to: String,
    }
    figure [measure scope statistic]
    {}
    unit []
    {
    /// Mean over the replications of `to` less `from`.
    difference: f64,
    /// Lower end of the paired-t interval; absent for one replication.
    low: Option<f64>,
    /// Upper end of the paired-t interval.
    high: Option<f64>,
    /// Level at which this interval holds; together those of all pairs of a figure hold at the record's
    /// confidence (Bonferroni).
    level: f64,
    /// Replications in which both designs have a value.
    replications: u32,
    /// Whether both designs have the same value in every replication.
    same: bool,
    /// Whether the interval tells the difference from zero.
    distinct: bool,
    /// Correlation of both designs' values over the replications; absent where one of them does not vary.
    correlation: Option<f64>,
    /// Variance that the difference of independent runs would have, ÷ that of this one: so many times more
    /// replications they would need. Absent where the difference does not vary.
    variance_ratio: Option<f64>,
    /// Replications that would tell a difference of this size from zero, as a forecast; absent where it is
    /// told already or nothing differs.
    replications_to_tell: Option<u32>,
    }
}
}

/// How one design was selected (Kim & Nelson 2001).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SelectionSummary {
    /// The smallest difference that was worth detecting, in the figure's unit.
    pub indifference: f64,
    /// Probability of selecting the best, if it is better than every other by at least that.
    pub confidence: f64,
    /// Replications of every design before the first was dropped.
    pub first_stage: u32,
    /// Most replications that were allowed.
    pub at_most: u32,
    /// The selected design; absent where `at_most` or an interruption came first.
    pub selected: Option<String>,
    /// Designs that could be the best still.
    pub left: Vec<String>,
    /// Those that were dropped, in order.
    pub dropped: Vec<Dropped>,
    /// Replications of all designs together.
    pub replications: u64,
    /// Replications that the procedure of two stages for independent runs would have taken (Rinott 1978), with the
    /// variances of the first stage.
    pub two_stages: Option<u64>,
}

/// A design that was dropped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dropped {
    /// The design.
    pub design: String,
    /// After so many replications.
    pub after: u32,
}
