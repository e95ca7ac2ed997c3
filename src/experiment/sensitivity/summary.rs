//! What a record says of a study of assumptions.

use super::AS_ASSUMED;
use crate::deployment::Figure;
use crate::experiment::record::Record;
use crate::experiment::sweep::{SweepFigure, paired};
use crate::stats::interval::Interval;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much each assumption moves each figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SensitivitySummary {
    /// What was measured of every design.
    pub figures: Vec<SweepFigure>,
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

/// How an assumption moves a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Swing {
    /// The assumption.
    pub key: String,
    /// As in the estimates.
    pub measure: String,
    /// As in the estimates.
    pub scope: String,
    /// As in the estimates.
    pub statistic: String,
    /// The figure as assumed.
    pub base: Option<f64>,
    /// Lower end less as assumed.
    pub low: Option<Change>,
    /// Upper end less as assumed.
    pub high: Option<Change>,
    /// The greatest of the differences between as assumed, the lower and the upper end: the later of the
    /// two designs less the earlier.
    pub swing: Change,
    /// Whether its interval tells it from zero.
    pub distinct: bool,
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
    fn of(interval: Interval) -> Self {
        let Interval { value, low, high, level, .. } = interval;
        Change { difference: value, low, high, level }
    }

    /// Whether zero lies outside the interval.
    fn is_distinct(&self) -> bool {
        self.low.is_some_and(|low| low > 0.0) || self.high.is_some_and(|high| high < 0.0)
    }
}

/// The swings of every figure, the greatest first; those that the interval cannot tell from zero after
/// those that it can. The level of each is Bonferroni's for all comparisons of a figure together.
pub(super) fn swings(
    assumptions: &[VariedAssumption],
    designs: &[Record],
    figures: &[Figure],
    level: f64,
) -> Vec<Swing> {
    let comparisons: usize =
        assumptions.iter().map(|a| if a.low.is_some() { 3 } else { 1 }).sum::<usize>().max(1);
    let level = 1.0 - (1.0 - level) / comparisons as f64;
    let design = |name: &str| designs.iter().find(|d| d.first_design() == name);
    let Some(base) = design(AS_ASSUMED) else { return Vec::new() };
    let mut all = Vec::new();
    for figure in figures {
        let change = |a: &Record, b: &Record| paired(a, b, figure, level).map(Change::of);
        let swing = |assumption: &VariedAssumption| {
            let low = assumption.low_design.as_deref().and_then(design);
            let high = design(&assumption.high_design);
            let low_change = low.and_then(|low| change(base, low));
            let high_change = high.and_then(|high| change(base, high));
            let across = low.zip(high).and_then(|(low, high)| change(low, high));
            let found = [across, high_change, low_change].into_iter().flatten();
            let greatest = |a: &Change, b: &Change| a.difference.abs() < b.difference.abs();
            let swing = found.reduce(|a, b| if greatest(&a, &b) { b } else { a })?;
            Some(Swing {
                key: assumption.key.clone(),
                measure: figure.measure.clone(),
                scope: figure.scope.clone(),
                statistic: figure.statistic.clone(),
                base: base
                    .estimate(&figure.measure, &figure.scope, &figure.statistic)
                    .and_then(|e| e.value),
                low: low_change,
                high: high_change,
                distinct: swing.is_distinct(),
                swing,
            })
        };
        let mut found: Vec<Swing> = assumptions.iter().filter_map(swing).collect();
        let size = |s: &Swing| (s.distinct, s.swing.difference.abs());
        found.sort_by(|a, b| {
            let ((a_is, a), (b_is, b)) = (size(a), size(b));
            b_is.cmp(&a_is).then(b.total_cmp(&a))
        });
        all.extend(found);
    }
    all
}
