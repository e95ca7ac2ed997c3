//! A measured value by size, with its range: the chart of a bench.

use super::axis::{LABEL, MARGIN, Scale, TOP, WIDTH, headings, tick_text, ticks, x_axis, y_axis};
use super::canvas::{Align, Canvas, Type};
use super::palette::BLUE;
use super::picture::{Chart, Picture, drawn};
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
    canvas.line(costs.iter().enumerate().map(|(i, c)| (at(i), y.at(c.met.1))).collect(), BLUE, 2.2);
    for (i, Cost { met: (least, middle, greatest), .. }) in costs.iter().enumerate() {
        let x = at(i);
        canvas.line(vec![(x, y.at(*least)), (x, y.at(*greatest))], BLUE, 2.4);
        canvas.dot((x, y.at(*middle)), 4.5, BLUE);
        let look = Type::bold(LABEL);
        canvas.text(
            (x, y.at(*greatest) - 16.0),
            &number::significant(*middle),
            look,
            Align::Middle,
        );
    }
    let about = "A curve for each series of measurements over its size.";
    let picture = Picture { name: "costs", title: title.to_owned(), about, canvas };
    drawn((picture.name.to_owned(), picture), &Print::default())
}
