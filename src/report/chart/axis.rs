//! Axes: scales, ticks, legends and headings, the same in every chart.

use super::canvas::{Align, Canvas, Type, fitted, text_width};
use super::palette::{Color, GRID, SOFT};
use crate::report::number::readable;

/// All charts are this wide.
pub(super) const WIDTH: f64 = 920.0;
/// White space at the left and the right.
pub(super) const MARGIN: f64 = 24.0;
/// Where a chart begins below its title and subtitle.
pub(super) const TOP: f64 = 92.0;

pub(super) const LABEL: f64 = 13.0;
pub(super) const TICK: f64 = 12.0;

/// Maps values to points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

impl Scale {
    pub(super) fn linear((from, to): (f64, f64), (start, end): (f64, f64)) -> Scale {
        Scale { from, to, start, end }
    }

    /// The point of `value`; a value outside the scale is moved to the nearer end.
    pub(super) fn at(&self, value: f64) -> f64 {
        let share = ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0);
        self.start + share * (self.end - self.start)
    }
}

/// Numbers that can be divided into ticks: smaller and larger ones lose the step in rounding.
const DIVISIBLE: std::ops::RangeInclusive<f64> = 1e-290..=1e290;
/// More ticks than any axis has room for.
const MOST_TICKS: i64 = 200;
/// Round ticks from zero to at least `largest`, with about `about` steps.
pub(super) fn ticks(largest: f64, about: usize) -> Vec<f64> {
    let largest = if DIVISIBLE.contains(&largest) { largest } else { 1.0 };
    let raw = largest / about as f64;
    let unit = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].iter().map(|m| m * unit).find(|s| *s >= raw * 0.999);
    let step = step.unwrap_or(unit * 10.0);
    let count = (largest / step - 1e-9).ceil().max(1.0) as usize;
    (0..=count).map(|i| i as f64 * step).collect()
}

/// Round ticks in a range that does not need to begin at zero.
pub(super) fn ticks_between(from: f64, to: f64, about: usize) -> Vec<f64> {
    let step = ticks(to - from, about).get(1).copied().unwrap_or(1.0);
    let (first, last) = ((from / step - 1e-9).ceil() as i64, (to / step + 1e-9).floor() as i64);
    // None if the range is too narrow or too wide for its numbers.
    match last.checked_sub(first) {
        Some(count) if count <= MOST_TICKS => (first..=last).map(|i| i as f64 * step).collect(),
        _ => Vec::new(),
    }
}

/// The number of a tick without trailing zeros: `0.2`, `150`.
pub(super) fn tick_text(value: f64) -> String {
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" { "0".to_owned() } else { readable(text.to_owned()) }
}

/// The look of subtitles.
pub(super) fn subtitle_look() -> Type {
    Type::plain(12.5).color(SOFT)
}

/// Title in bold, up to two lines of subtitle below in grey; all cut to the width.
pub(super) fn headings(canvas: &mut Canvas, title: &str, subtitle: &[String]) {
    let width = canvas.width - 2.0 * MARGIN;
    let mut look = Type::bold(18.0);
    while text_width(title, look) > width && look.size > 14.0 {
        look.size -= 0.5;
    }
    canvas.text((MARGIN, 26.0), &fitted(title, look, width), look, Align::Left);
    let look = subtitle_look();
    for (line, y) in subtitle.iter().zip([50.0, 68.0]) {
        canvas.text((MARGIN, y), &fitted(line, look, width), look, Align::Left);
    }
}

/// Height of a legend's row.
pub(super) const ROW: f64 = 20.0;

/// Coloured squares with text, in rows from `x`. Returns the height below the last row.
pub(super) fn legend(canvas: &mut Canvas, entries: &[(String, Color)], x: f64, y: f64) -> f64 {
    legend_of(canvas, entries, (x, y), |canvas, (x, y), color| {
        canvas.rectangle((x - 6.0, y - 6.0), (x + 6.0, y + 6.0), *color);
    })
}

/// The same with marks of any shape, each drawn around its middle, no wider than 12.
pub(super) fn legend_of<T>(
    canvas: &mut Canvas,
    entries: &[(String, T)],
    (x, y): (f64, f64),
    draw: impl Fn(&mut Canvas, (f64, f64), &T),
) -> f64 {
    let look = Type::plain(TICK);
    let places = legend_places(entries, canvas.width - x - MARGIN + 22.0);
    for ((text, mark), (at, row)) in entries.iter().zip(&places) {
        let (at, row) = (x + at, y + ROW * f64::from(*row));
        draw(canvas, (at + 6.0, row), mark);
        canvas.text((at + 18.0, row), text, look, Align::Left);
    }
    y + ROW * f64::from(places.last().map_or(0, |(_, row)| *row)) + 16.0
}

/// The number of rows of a legend at the left margin.
pub(super) fn legend_rows(entries: &[(String, Color)], width: f64) -> u32 {
    legend_places(entries, width - 2.0 * MARGIN + 22.0).last().map_or(0, |(_, row)| row + 1)
}

/// The places of the entries of a legend of this width: distance from its left end, and row.
fn legend_places<T>(entries: &[(String, T)], width: f64) -> Vec<(f64, u32)> {
    let (mut at, mut row) = (0.0, 0);
    let place = |(text, _): &(String, T)| {
        let wide = 18.0 + text_width(text, Type::plain(TICK)) + 22.0;
        if at > 0.0 && at + wide > width {
            (at, row) = (0.0, row + 1);
        }
        at += wide;
        (at - wide, row)
    };
    entries.iter().map(place).collect()
}

/// Vertical grid lines with labels below, and the title of the axis below the labels.
pub(super) fn x_axis(
    canvas: &mut Canvas,
    ticks: &[(f64, String)],
    (left, right): (f64, f64),
    (top, bottom): (f64, f64),
    title: &str,
) {
    let look = Type::plain(TICK).color(SOFT);
    let mut free = f64::NEG_INFINITY;
    for (x, text) in ticks {
        canvas.line(vec![(*x, top), (*x, bottom)], GRID, 1.0);
        let half = text_width(text, look) / 2.0;
        // A label that would touch the label before it is left out; its line remains.
        if x - half > free {
            canvas.text((*x, bottom + 13.0), text, look, Align::Middle);
            free = x + half + 6.0;
        }
    }
    canvas.text(((left + right) / 2.0, bottom + 34.0), title, look, Align::Middle);
    canvas.axis(title);
}

/// Horizontal grid lines with labels at the left, and the title of the axis above.
pub(super) fn y_axis(
    canvas: &mut Canvas,
    ticks: &[(f64, String)],
    (left, right): (f64, f64),
    title: &str,
) {
    let look = Type::plain(TICK).color(SOFT);
    for (y, text) in ticks {
        canvas.line(vec![(left, *y), (right, *y)], GRID, 1.0);
        canvas.text((left - 8.0, *y), text, look, Align::Right);
    }
    let top = ticks.iter().map(|t| t.0).fold(f64::INFINITY, f64::min);
    canvas.text((MARGIN, top - 16.0), title, look, Align::Left);
    canvas.axis(title);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_largest() {
        assert_eq!(ticks(360.0, 5), [0.0, 100.0, 200.0, 300.0, 400.0]);
        assert_eq!(ticks(1.0, 4), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(ticks(0.0, 4).last(), Some(&1.0));
        for largest in [1e-9, 0.37, 99.0, 123_456.0] {
            let found = ticks(largest, 5);
            assert!(*found.last().unwrap() >= largest * 0.999 && found.len() <= 8, "{found:?}");
        }
    }

    #[test]
    fn absurd_ranges_have_few_ticks() {
        for value in [5e-324, 1e-300, 0.0, 1.0, 1e300, f64::MAX, f64::INFINITY, f64::NAN] {
            assert!(ticks(value, 5).len() < 20, "{value}");
            for from in [-f64::MAX, -1.0, 0.0, value, value * (1.0 - 1e-16), 1e300] {
                assert!(ticks_between(from, value, 6).len() < 20, "{from} to {value}");
            }
        }
    }
}
