//! A panel of a chart over time: lines with their intervals, and a limit.

use super::axis::{Scale, TICK, tick_text, ticks, y_axis};
use super::canvas::{Align, Canvas, Type};
use super::palette::{Color, INK};
use crate::experiment::Estimate;
use crate::report::number;

pub(super) struct Line<'a> {
    pub bins: Vec<&'a Estimate>,
    pub color: Color,
    /// Multiplies values of the record.
    pub factor: f64,
}

pub(super) struct Panel<'a> {
    pub axis: String,
    pub lines: Vec<Line<'a>>,
    pub entries: Vec<(String, Color)>,
    /// A limit in the unit of the axis, with words.
    pub limit: Option<(f64, String)>,
    /// The greatest value that there can be, in the unit of the axis; an interval does not pass it.
    pub most: f64,
}

impl<'a> Panel<'a> {
    /// Whether it shows a percentile.
    pub(super) fn is_percentile(&self) -> bool {
        let bins = self.lines.iter().flat_map(|line| &line.bins);
        bins.take(1).any(|e| e.figure.statistic.is_percentile())
    }

    /// A panel without a legend.
    pub(super) fn new(axis: &str, lines: Vec<Line<'a>>) -> Self {
        Panel {
            axis: axis.to_owned(),
            lines,
            entries: Vec::new(),
            limit: None,
            most: f64::INFINITY,
        }
    }
}

/// The interval of a bin. One in which nothing was seen, or everything, has only a limit of what is possible, which is no
/// spread to draw.
pub(super) fn band(e: &Estimate) -> Option<(f64, f64)> {
    let (value, low, high) = (e.value?, e.low?, e.high?);
    Some(if value == low || value == high { (value, value) } else { (low, high) })
}

/// Values this many times above nearly all others do not rule the scale.
const SPIKE: f64 = 2.5;
/// The share of the bins that are nearly all.
const NEARLY_ALL: f64 = 0.95;

/// Where the scale of a panel ends, in its unit, and words for what is above it: a short spike, or an interval that is
/// wider than the highest value.
fn largest(panel: &Panel) -> (f64, String) {
    let bins =
        || panel.lines.iter().flat_map(|line| line.bins.iter().map(move |e| (e, line.factor)));
    let mut values: Vec<f64> = bins().filter_map(|(e, factor)| Some(e.value? * factor)).collect();
    values.sort_by(f64::total_cmp);
    let highest = values.last().copied().unwrap_or(0.0);
    let place = (values.len() as f64 * NEARLY_ALL) as usize;
    let usual = values.get(place).copied().unwrap_or(highest);
    if usual > 0.0 && highest > SPIKE * usual && highest <= panel.most {
        let most = number::significant(highest);
        return (SPIKE * usual, format!(" (its highest value, {most}, is above the scale)"));
    }
    let ends = bins().filter_map(|(e, factor)| Some(band(e)?.1 * factor));
    let end = ends.fold(highest, f64::max).min(highest * SPIKE);
    (end.min(panel.most), String::new())
}

/// Where the scale of a panel ends so that its limit is on it, and words for what is above it.
pub(super) fn scale(panel: &Panel) -> (f64, String) {
    let (end, above) = largest(panel);
    (panel.limit.iter().map(|(limit, _)| *limit).fold(end, f64::max), above)
}

/// Draws a panel.
pub(super) fn draw(
    canvas: &mut Canvas,
    panel: &Panel,
    x: &Scale,
    (left, right, top, bottom): (f64, f64, f64, f64),
) {
    let (end, above) = scale(panel);
    let marks = ticks(end, 5);
    let y = Scale::linear((0.0, marks.last().copied().unwrap_or(1.0)), (bottom, top));
    let marks: Vec<_> = marks.iter().map(|v| (y.at(*v), tick_text(*v))).collect();
    y_axis(canvas, &marks, (left, right), &format!("{}{above}", panel.axis));
    for line in &panel.lines {
        // A bin without a value interrupts the line.
        for run in line.bins.split(|e| e.value.is_none()) {
            let middle = |e: &Estimate| x.at((e.from.unwrap_or(0.0) + e.to.unwrap_or(0.0)) / 2.0);
            let at = |e: &Estimate, v: f64| (middle(e), y.at((v * line.factor).min(panel.most)));
            if run.iter().all(|e| band(e).is_some()) {
                let upper = run.iter().filter_map(|e| Some(at(e, band(e)?.1)));
                let lower = run.iter().rev().filter_map(|e| Some(at(e, band(e)?.0)));
                canvas.area(upper.chain(lower).collect(), line.color, 0.22);
            }
            let points = run.iter().filter_map(|e| Some(at(e, e.value?))).collect();
            canvas.line(points, line.color, 2.0);
        }
    }
    if let Some((limit, words)) = &panel.limit {
        canvas.line(vec![(left, y.at(*limit)), (right, y.at(*limit))], INK, 1.2);
        let look = Type::plain(TICK).color(INK);
        // At the end of the axis title's line, where no line of the chart passes.
        canvas.text((right, top - 16.0), words, look, Align::Right);
    }
}
