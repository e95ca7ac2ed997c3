//! A measured value by size, with its range: the chart of a bench.

use super::axis::{LABEL, MARGIN, Scale, TOP, WIDTH, headings, tick_text, ticks, x_axis, y_axis};
use super::canvas::{Align, Canvas, Type, text_width};
use super::palette::BLUE;
use super::picture::{Chart, Picture, drawn};
use super::placing::{self, Around};
use super::print::Print;
use crate::base::Error;
use crate::report::number;

const HEIGHT: f64 = 400.0;

/// A size with the least, median and greatest value measured there.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// The size, as written below the axis.
    pub size: String,
    /// (least, median, greatest), in the unit of the axis.
    pub met: (f64, f64, f64),
}

/// Draws the costs of several sizes. The titles of the axes are `along` and `of`.
///
/// # Errors
/// If the chart cannot be drawn, which is a fault of the program.
pub fn costs(
    (title, subtitle): (&str, &str),
    (along, of): (&str, &str),
    costs: &[Cost],
) -> Result<Chart, Error> {
    let picture = picture((title, subtitle), (along, of), costs);
    drawn((picture.name.to_owned(), picture), &Print::default())
}

/// The same before it is drawn.
pub(super) fn picture(
    (title, subtitle): (&str, &str),
    (along, of): (&str, &str),
    costs: &[Cost],
) -> Picture {
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    headings(&mut canvas, title, &[subtitle.to_owned()]);
    let (left, right) = (MARGIN + 58.0, WIDTH - MARGIN - 18.0);
    let (top, bottom) = (TOP + 24.0, HEIGHT - 52.0);
    let marks = ticks(costs.iter().map(|c| c.met.2).fold(0.0, f64::max), 5);
    let y = Scale::linear((0.0, marks.last().copied().unwrap_or(1.0)), (bottom, top));
    let step = (right - left) / costs.len().max(1) as f64;
    let at = |i: usize| left + (i as f64 + 0.5) * step;
    let sizes: Vec<_> = costs.iter().enumerate().map(|(i, c)| (at(i), c.size.clone())).collect();
    x_axis(&mut canvas, &sizes, (left, right), (top, bottom), along);
    let marks: Vec<_> = marks.iter().map(|v| (y.at(*v), tick_text(*v))).collect();
    y_axis(&mut canvas, &marks, (left, right), of);
    let middles: Vec<_> = costs.iter().enumerate().map(|(i, c)| (at(i), y.at(c.met.1))).collect();
    canvas.line(middles.clone(), BLUE, 2.2);
    let curve = [middles];
    // The sizes stand below the axis.
    let mut taken: Vec<Around> = vec![[left, bottom, right, HEIGHT]];
    for (i, Cost { met: (least, middle, greatest), .. }) in costs.iter().enumerate() {
        let (x, low, high) = (at(i), y.at(*least), y.at(*greatest));
        canvas.line(vec![(x, low), (x, high)], BLUE, 2.4);
        canvas.dot((x, y.at(*middle)), 4.5, BLUE);
        let (look, text) = (Type::bold(LABEL), number::significant(*middle));
        let half = text_width(&text, look) / 2.0;
        // Above or below its range, or beside that where the curve is steep, or farther away between two steep parts of it.
        let (left, right) = (x - half - 8.0, x + half + 8.0);
        let near = [(x, high - 16.0), (x, low + 16.0), (left, high - 8.0), (right, low + 8.0)];
        let far = [(x, high - 30.0), (x, low + 30.0), (x, high - 44.0), (x, low + 44.0)];
        let middles: Vec<(f64, f64)> = near.into_iter().chain(far).collect();
        let around = |(x, y): (f64, f64)| [x - half, y - 7.0, x + half, y + 7.0];
        let places: Vec<Around> = middles.iter().copied().map(around).collect();
        let chosen = placing::free(&places, &curve, &taken);
        taken.push(places[chosen]);
        canvas.text(middles[chosen], &text, look, Align::Middle);
    }
    let about = "A point for each size: the middle of its measurements, with a line from the least to the greatest.";
    Picture { name: "costs", title: title.to_owned(), about, canvas }
}
