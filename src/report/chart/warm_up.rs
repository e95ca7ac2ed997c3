//! The pilot that found the warm-up: each measure as a moving average (Welch 1983), and the part that
//! MSER-5 deletes.

use super::axis::{MARGIN, Scale, TICK, TOP, WIDTH};
use super::axis::{headings, legend, tick_text, ticks, x_axis, y_axis};
use super::canvas::{Align, Canvas, Type, text_width};
use super::palette::{BLUE, Color, GREY, INK, SHADE, SOFT};
use super::picture::{Picture, capital, subtitle};
use super::plot::{Across, Colors, Kind, Line, Mark, Number, Pane, Plot, Words};
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
    let notes = subtitle(record, &pilot);
    headings(&mut canvas, &title, &notes);
    canvas.plot(&plot(note, &title, &notes));
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
    let (factor, marks, words) = scale(series);
    let end = end(series);
    let x = Scale::linear((0.0, end), (left, right));
    let y = Scale::linear((0.0, marks.last().copied().unwrap_or(1.0)), (bottom, top));
    if let Some(seconds) = series.seconds.filter(|s| *s > 0.0) {
        canvas.rectangle((left, top), (x.at(seconds / 60.0), bottom), SHADE);
    }
    let along = ticks(end, 10);
    let along: Vec<_> = along.iter().filter(|t| **t <= end * 1.0001).collect();
    let along: Vec<_> = along.iter().map(|t| (x.at(**t), tick_text(**t))).collect();
    x_axis(canvas, &along, (left, right), (top, bottom), "minutes since the empty start");
    let marks: Vec<_> = marks.iter().map(|v| (y.at(*v), tick_text(*v))).collect();
    y_axis(canvas, &marks, (left, right), &words);
    let at = |i: usize| x.at((i as f64 + 0.5) * series.bin_seconds / 60.0);
    let points = |values: &[Option<f64>]| -> Vec<(f64, f64)> {
        let known = values.iter().enumerate().filter_map(|(i, v)| Some((i, (*v)?)));
        known.map(|(i, v)| (at(i), y.at(v * factor))).collect()
    };
    canvas.line(points(&series.means), GREY, 1.0);
    canvas.line(points(&moving(&series.means)), BLUE, 2.2);
    let words = settled(series);
    let look = Type::plain(TICK).color(SOFT);
    let wide = text_width(&words, look);
    canvas.text((right - wide, top - 16.0), &words, look, Align::Left);
}

/// What the values are multiplied by, the ticks of the vertical axis, and its title.
fn scale(series: &Settling) -> (f64, Vec<f64>, String) {
    let largest = series.means.iter().flatten().fold(0.0, |a: f64, b| a.max(*b));
    let (factor, unit) = match series.unit.as_str() {
        "s" if largest < 1.0 => (1e3, "ms"),
        unit => (1.0, unit),
    };
    let name = capital(series.measure.label());
    let of =
        if series.scope.is_all() { String::new() } else { format!(" of {}", series.scope.label()) };
    (factor, ticks(largest * factor, 4), format!("{name}{of}, {unit}"))
}

/// Where the last bin ends, minutes.
fn end(series: &Settling) -> f64 {
    series.means.len() as f64 * series.bin_seconds / 60.0
}

fn settled(series: &Settling) -> String {
    match series.seconds {
        Some(0.0) => "nothing to delete".to_owned(),
        Some(seconds) => format!("settled after {}", number::span(seconds)),
        None => "not settled".to_owned(),
    }
}

/// The figures for a page. A line in each panel is where its measure settled.
fn plot(note: &WarmUpSummary, title: &str, notes: &[String]) -> Plot {
    let last = note.series.iter().map(end).fold(0.0, f64::max);
    let mut plot = Plot {
        title: Words(title.to_owned()),
        notes: notes.iter().cloned().map(Words).collect(),
        across: Across {
            kind: Kind::Minutes,
            title: Words("minutes since the empty start".to_owned()),
            ends: [Number(0.0), Number(last)],
            names: Vec::new(),
        },
        places: Vec::new(),
        shades: Vec::new(),
        panels: Vec::new(),
    };
    for series in &note.series {
        let edges = (0..=series.means.len()).map(|i| i as f64 * series.bin_seconds / 60.0);
        let places = plot.places(edges.map(Number).collect());
        let (factor, marks, words) = scale(series);
        let line = |name: &str, color: Color, values: &[Option<f64>]| Line {
            name: Words(name.to_owned()),
            colors: Colors::of_line(color),
            places,
            values: values.iter().map(|v| v.map(|v| Number(v * factor))).collect(),
            low: Vec::new(),
            high: Vec::new(),
        };
        let mark = Mark {
            at: Number(series.seconds.unwrap_or(0.0) / 60.0),
            colors: Colors::of_line(INK),
            words: Words(settled(series)),
        };
        plot.panels.push(Pane {
            title: Words(words),
            top: Number(marks.last().copied().unwrap_or(1.0)),
            lines: vec![
                line("means of bins", GREY, &series.means),
                line("moving average", BLUE, &moving(&series.means)),
            ],
            limits: Vec::new(),
            marks: vec![mark],
            points: Vec::new(),
        });
    }
    plot
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
