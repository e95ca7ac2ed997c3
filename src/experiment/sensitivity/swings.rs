//! How much each assumption moves each figure.

use crate::experiment::designs::paired::paired;
use crate::experiment::record::{Change, Record, Swing, VariedAssumption};
use crate::measure::Figure;
use crate::stats::interval::Interval;

/// Name of the design in which all values are as assumed.
pub(super) const AS_ASSUMED: &str = "as assumed";

fn change_of(interval: Interval) -> Change {
    let Interval { value, low, high, level, .. } = interval;
    Change { difference: value, low, high, level }
}

/// The swings of every figure: first those whose interval excludes zero, then the others, each group with the greatest
/// first. The level of each is Bonferroni's for all comparisons of a figure.
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
        let change = |a: &Record, b: &Record| paired(a, b, figure, level).map(change_of);
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
                figure: figure.clone(),
                base: base.estimate(figure).and_then(|e| e.value),
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
