//! The summary of a comparison.

use super::columns::with_figure;
use super::control_variate::ControlledDifference;
use super::targets::TargetVerdict;
use crate::measure::Figure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The summary of a comparison of several designs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompareSummary {
    /// The figures measured for every design.
    pub figures: Vec<Figure>,
    /// The figure that decides which design is best; absent if no figure differs. If it is among `missing`, no design is
    /// recommended.
    pub decides: Option<Figure>,
    /// Whether its lowest or highest value is best.
    pub prefers: Preference,
    /// Traffic sources whose calls are not the same in every design; empty if all designs have the same calls at the
    /// same times.
    pub callers: Vec<CallersSummary>,
    /// The designs by the figure that decides, the best first, those without a value last. After a selection: the selected design, the remaining ones,
    /// then the dropped ones, the last dropped first.
    pub ranking: Vec<Ranked>,
    /// Figures that have a value in some designs and none in others: designs differ in them, but not by a number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingFigure>,
    /// Differences between two designs: for all pairs, or for each design and the best.
    pub differences: Vec<Difference>,
    /// Why the designs are independent samples and not paired by replication; absent if they are paired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unpaired: Option<String>,
    /// How the best design was selected; absent if replications were not added for a selection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection: Option<SelectionSummary>,
    /// Whether all designs were finished; if not, the same command continues.
    pub finished: bool,
}

impl CompareSummary {
    /// Which designs have a value of this figure and which have none; `None` if all or none have one.
    pub fn missing(&self, figure: &Figure) -> Option<&MissingFigure> {
        self.missing.iter().find(|m| m.figure == *figure)
    }
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
    /// Designs in which its calls differ from those in the first design that has it.
    pub other: Vec<String>,
}

/// A design in the ranking.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ranked {
    /// The design.
    pub design: String,
    /// Its value of the figure that decides.
    pub value: Option<f64>,
    /// Targets that it fails, or meets only on paper.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fails: Vec<TargetVerdict>,
}

with_figure! {
/// A figure that has a value in some designs and none in others.
pub struct MissingFigure {
    {}
    figure [measure scope statistic]
    {
    /// The designs that have a value.
    with: Vec<String>,
    /// The designs that have none: what is measured does not happen there, or too rarely.
    without: Vec<String>,
    }
    unit []
    {}
}
}

with_figure! {
/// The difference of a figure between two designs, paired over replications with common random numbers.
pub struct Difference {
    {
    /// The design that is subtracted.
    from: String,
    /// The design from which it is subtracted.
    to: String,
    }
    figure [measure scope statistic]
    {}
    unit []
    {
    /// Mean of `to` minus `from` over the replications.
    difference: f64,
    /// Lower end of the paired-t interval; absent for one replication. Equal to `high` if the difference is exact: the
    /// same in every replication, up to rounding errors.
    low: Option<f64>,
    /// Upper end of the paired-t interval.
    high: Option<f64>,
    /// Level of this interval. The intervals of all pairs of a figure hold simultaneously at the record's confidence
    /// (Bonferroni).
    level: f64,
    /// Replications in which both designs have a value.
    replications: u32,
    /// Whether both designs have the same value in every replication, up to rounding errors.
    same: bool,
    /// Whether the interval excludes zero.
    distinct: bool,
    /// Correlation of the two designs' values over the replications; absent if one of them does not vary, or if they
    /// are the same.
    correlation: Option<f64>,
    /// Variance of the difference with independent runs ÷ with common random numbers: independent runs would need this
    /// many times more replications. Absent if the difference does not vary.
    variance_ratio: Option<f64>,
    /// Forecast of the replications after which the interval of a difference of this size excludes zero; absent if it
    /// does already, or if nothing differs.
    replications_to_tell: Option<u32>,
    /// The difference with a narrower interval, where the expected calls of both designs reduce its variance by a tenth or more.
    controlled: Option<ControlledDifference> [serde(default, skip_serializing_if = "Option::is_none")],
    }
}
}

/// How one design was selected (Kim & Nelson 2001).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SelectionSummary {
    /// The smallest difference worth detecting, in the figure's unit.
    pub indifference: f64,
    /// Probability of selecting the best design, if it is better than every other by at least that difference.
    pub confidence: f64,
    /// Replications of every design before the first was dropped.
    pub first_stage: u32,
    /// Maximum replications of a design.
    pub at_most: u32,
    /// The selected design; absent if `at_most` or an interruption came first.
    pub selected: Option<String>,
    /// Designs that may still be the best.
    pub left: Vec<String>,
    /// Dropped designs, in order.
    pub dropped: Vec<Dropped>,
    /// Sum of the replications of all designs.
    pub replications: u64,
    /// Replications that the two-stage procedure for independent runs would need (Rinott 1978), with the variances of the
    /// first stage.
    pub two_stages: Option<u64>,
}

/// A design that was dropped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dropped {
    /// The design.
    pub design: String,
    /// Replications after which it was dropped.
    pub after: u32,
}
