//! The pilot that found the warm-up: each measure as a moving average (Welch 1983), and the part that
//! MSER-5 deletes.

use super::axis::{MARGIN, Scale, TICK, TOP, WIDTH};
use super::axis::{headings, legend, tick_text, ticks, x_axis, y_axis};
use super::canvas::{Align, Canvas, Type, text_width};
use super::palette::{BLUE, GREY, SHADE, SOFT};
use super::picture::{Picture, capital, subtitle};
use crate::experiment::{Record, Settling, WarmUpSummary};
use crate::report::number;

const PANEL: f64 = 170.0;
const BELOW: f64 = 64.0;
/// Bins on each side of the moving average.
const WINDOW: usize = 5;

/// A panel for each measure; `None` if there was no pilot.
pub(super) fn chart(record: &Record, note: &WarmUpSummary) -> Option<Picture> {
    note.series.first()?;
    let height = TOP + 30.0 + note.series.len() as f64 * (PANEL + BELOW);
    let mut canvas = Canvas::new(WIDTH, height);
    let title = match note.is_found() {
        true => format!("Warm-up: settled after {}", number::span(note.seconds)),
        false => "Warm-up: not settled in the pilot run".to_owned(),
    };
    let pilot = format!(
        "pilot of {} replications of {}",
        note.pilot_replications,
        number::span(note.pilot_seconds)
    );
    headings(&mut canvas, &title, &subtitle(record, &pilot));
    let entries = [
        ("moving average".to_owned(), BLUE),
        ("means of bins".to_owned(), GREY),
        ("deleted for this measure (MSER-5)".to_owned(), SHADE),
    ];
    let mut top = legend(&mut canvas, &entries, MARGIN, TOP + 4.0) + 20.0;
    for series in &note.series {
        panel(&mut canvas, series, top);
        top += PANEL + BELOW;
    }
    let about = "Curves of a quantity from the start of the pilot: the means of its bins, and the warm-up that was found.";
    Some(Picture { name: "warm-up", title, about, canvas })
}

fn panel(canvas: &mut Canvas, series: &Settling, top: f64) {
    let (left, right, bottom) = (MARGIN + 58.0, WIDTH - MARGIN - 20.0, top + PANEL);
    let largest = series.means.iter().flatten().fold(0.0, |a: f64, b| a.max(*b));
    let (factor, unit) = match series.unit.as_str() {
        "s" if largest < 1.0 => (1e3, "ms"),
        unit => (1.0, unit),
    };
    let end = series.means.len() as f64 * series.bin_seconds / 60.0;
    let x = Scale::linear((0.0, end), (left, right));
    let marks = ticks(largest * factor, 4);
    let y = Scale::linear((0.0, marks.last().copied().unwrap_or(1.0)), (bottom, top));
    if let Some(seconds) = series.seconds.filter(|s| *s > 0.0) {
        canvas.rectangle((left, top), (x.at(seconds / 60.0), bottom), SHADE);
    }
    let along = ticks(end, 10);
    let along: Vec<_> = along.iter().filter(|t| **t <= end * 1.0001).collect();
    let along: Vec<_> = along.iter().map(|t| (x.at(**t), tick_text(**t))).collect();
    x_axis(canvas, &along, (left, right), (top, bottom), "minutes since the empty start");
    let marks: Vec<_> = marks.iter().map(|v| (y.at(*v), tick_text(*v))).collect();
    let name = capital(series.measure.label());
    y_axis(canvas, &marks, (left, right), &format!("{name}, {unit}"));
    let at = |i: usize| x.at((i as f64 + 0.5) * series.bin_seconds / 60.0);
    let points = |values: &[Option<f64>]| -> Vec<(f64, f64)> {
        let known = values.iter().enumerate().filter_map(|(i, v)| Some((i, (*v)?)));
        known.map(|(i, v)| (at(i), y.at(v * factor))).collect()
    };
    canvas.line(points(&series.means), GREY, 1.0);
    canvas.line(points(&moving(&series.means)), BLUE, 2.2);
    let words = match series.seconds {
        Some(0.0) => "nothing to delete".to_owned(),
        Some(seconds) => format!("settled after {}", number::span(seconds)),
        None => "not settled".to_owned(),
    };
    let look = Type::plain(TICK).color(SOFT);
    let wide = text_width(&words, look);
    canvas.text((right - wide, top - 16.0), &words, look, Align::Left);
}

/// The mean of a bin and its neighbours, fewer at the beginning (Welch 1983).
fn moving(means: &[Option<f64>]) -> Vec<Option<f64>> {
    let one = |i: usize| {
        let reach = WINDOW.min(i).min(means.len() - 1 - i);
        let near: Vec<f64> = means[i - reach..=i + reach].iter().flatten().copied().collect();
        (!near.is_empty()).then(|| near.iter().sum::<f64>() / near.len() as f64)
    };
    (0..means.len()).map(one).collect()
}
