//! The lines of a sweep's chart: a figure against a key, one for each combination of the other keys.

use super::axis::TICK;
use super::canvas::{Type, cut};
use super::palette::{BLUE, Color, GREEN, INK, ORANGE, PURPLE, SKY};
use crate::experiment::{Estimate, SweepLayout, SweepPoint, SweepSummary, VariedKey};
use crate::measure::Figure;
use crate::report::key;
use crate::report::sections::designs::{EstimatesByDesign, ordered, value_of};

/// Colours of the lines, one for each combination of the other keys; more cannot be distinguished.
pub(super) const LINES: [Color; 6] = [BLUE, ORANGE, GREEN, PURPLE, SKY, INK];

/// A value of the key and the figure there.
pub(super) struct Dot<'r> {
    pub x: f64,
    /// The value as it was varied.
    pub value: String,
    pub estimate: &'r Estimate,
}

/// The dots of one combination of the other keys, with its name.
pub(super) type Line<'r> = (String, Vec<Dot<'r>>);

/// The dots of a figure against the key at `along`, in the order of the key's values: a line for each
/// combination of the other keys, a single one for a sample.
pub(super) fn lines<'r>(
    cells: &EstimatesByDesign<'r>,
    sweep: &SweepSummary,
    figure: &Figure,
    along: usize,
) -> Option<Vec<Line<'r>>> {
    let key = sweep.keys.get(along)?;
    let sample = sweep.layout != SweepLayout::Factorial;
    let x_of = |point: &SweepPoint| -> Option<f64> {
        let value = value_of(point, along);
        match &key.form {
            Some(form) => form.number(value),
            None => key.values.iter().position(|v| v == value).map(|i| i as f64),
        }
    };
    let mut lines: Vec<Line<'_>> = Vec::new();
    for point in ordered(sweep) {
        let name = if sample { String::new() } else { others(sweep, point, along) };
        let Some(estimate) = cells.at(figure, &point.design).filter(|e| e.value.is_some()) else {
            continue;
        };
        let value = value_of(point, along).to_owned();
        let dot = Dot { x: x_of(point)?, value, estimate };
        match lines.iter_mut().find(|(known, _)| *known == name) {
            Some((_, dots)) => dots.push(dot),
            None => lines.push((name, vec![dot])),
        }
    }
    lines.iter_mut().for_each(|(_, dots)| dots.sort_by(|a, b| a.x.total_cmp(&b.x)));
    Some(lines)
}

/// The highest end of an interval.
pub(super) fn highest(lines: &[Line<'_>]) -> f64 {
    let dots = lines.iter().flat_map(|(_, dots)| dots);
    let end = |d: &Dot<'_>| d.estimate.high.or(d.estimate.value).unwrap_or(0.0);
    dots.map(end).fold(0.0, f64::max)
}

/// Whether a limit fits on the scale of the values.
pub(super) fn is_near(lines: &[Line<'_>], limit: f64) -> bool {
    limit <= 3.0 * highest(lines)
}

/// The values of all keys but one, for a legend.
fn others(sweep: &SweepSummary, point: &SweepPoint, along: usize) -> String {
    let of = |(i, key): (usize, &VariedKey)| {
        (i != along).then(|| format!("{} {}", key::words(&key.path), value_of(point, i)))
    };
    sweep.keys.iter().enumerate().filter_map(of).collect::<Vec<_>>().join(", ")
}

/// A name that fits into a legend.
pub(super) fn short(name: &str) -> String {
    cut(name, Type::plain(TICK), 380.0)
}
