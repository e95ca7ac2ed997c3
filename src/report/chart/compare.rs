//! Charts of a comparison: the values of the designs, and their differences, with intervals.

use super::axis::{LABEL, MARGIN, Scale, TICK, TOP, WIDTH};
use super::axis::{headings, legend, tick_text, ticks_between, x_axis};
use super::canvas::{Align, Canvas, Type, fitted, text_width};
use super::palette::{BLUE, Color, GREY, INK, VERMILLION};
use super::picture::{Picture, capital, subtitle};
use crate::experiment::{ALL_PAIRS, CompareSummary, Design, Difference, Record};
use crate::measure::{Dimension, Figure};
use crate::report::number;
use crate::report::sections::conclusion::is_merely_lowest;
use crate::report::sections::designs::{EstimatesByDesign, in_sentence, letter_of, name_with_unit};
use crate::report::sections::differences::{difference_scale, of_figure, scale, signed};

/// The maximum number of rows: the best designs, or the first differences of the table.
const MAX_ROWS: usize = 30;
const ROW: f64 = 30.0;
/// The height of a line that says what a letter stands for.
const KEY: f64 = 18.0;
/// The width of the names at the left.
const NAMES: f64 = 290.0;

struct Row {
    label: String,
    /// Absent for a design that has none.
    value: Option<f64>,
    ends: Option<(f64, f64)>,
    text: String,
    color: Color,
}

/// The row of a design in which a figure has no value: in the order of the others, but without a dot.
fn without_value(design: &str) -> Row {
    let (label, text) = (on_two_lines(design), "no value".to_owned());
    Row { label, value: None, ends: None, text, color: GREY }
}

/// The values of a figure, in the order of the ranking if the figure decides; `None` if no design has a value, or if
/// there are fewer than two.
pub(super) fn values(
    record: &Record,
    compare: &CompareSummary,
    figure: &Figure,
) -> Option<Picture> {
    let cells = EstimatesByDesign::of(record);
    let unit = scale(record, &cells, figure);
    let decides = compare.decides.as_ref() == Some(figure);
    let names: Vec<&str> = if decides {
        compare.ranking.iter().map(|r| r.design.as_str()).collect()
    } else {
        record.designs.iter().map(|d| d.name.as_str()).collect()
    };
    let is_ranked = decides && compare.missing(figure).is_none();
    let best = compare.ranking.first().map_or("", |r| r.design.as_str());
    let row = |design: &&str| {
        let e = cells.at(figure, design).filter(|e| e.value.is_some());
        let Some(e) = e else { return without_value(design) };
        Row {
            label: on_two_lines(design),
            value: e.value.map(|v| v * unit.factor),
            ends: e.low.zip(e.high).map(|(low, high)| (low * unit.factor, high * unit.factor)),
            text: number::of_figure(&e.figure, [e.value, e.low, e.high], &unit),
            color: if is_ranked && *design == best { BLUE } else { INK },
        }
    };
    let rows: Vec<Row> = names.iter().map(row).take(MAX_ROWS).collect();
    if rows.len() < 2 || rows.iter().all(|row| row.value.is_none()) {
        return None;
    }
    let selected = compare.selection.as_ref().is_some_and(|s| s.selected.is_some());
    let sure = selected || of_figure(compare, figure).all(|d| d.distinct || !of(d, best));
    let title = match rows.first().filter(|_| decides) {
        _ if compare.missing(figure).is_some() => {
            format!("{}: some designs have no value", capital(&figure.label()))
        }
        Some(_) if sure => {
            let verb = match is_merely_lowest(compare, figure) {
                true => "has the lowest value",
                false => "is best",
            };
            format!("{}: {} {verb}", capital(&figure.label()), in_sentence(names[0]))
        }
        Some(_) => format!("{}: no design is clearly the best", capital(&figure.label())),
        None => capital(&figure.label()),
    };
    let basis = match compare.unpaired {
        Some(_) => "independent samples",
        None => "common random numbers",
    };
    let mut canvas = titled_canvas(record, &rows, &title, basis, 0.0);
    let mut span = span(&rows, false);
    if figure.dimension() == Dimension::Share {
        // No share is above all.
        span.1 = span
            .1
            .min(unit.factor.max(rows.iter().filter_map(|row| row.value).fold(0.0, f64::max)));
    }
    draw(&mut canvas, &rows, (span, TOP + 16.0), &name_with_unit(figure, &unit.unit));
    let about = "A row for each design: the value of the figure, with its interval.";
    Some(Picture { name: "designs", title, about, canvas })
}

/// The differences of a figure; `None` if no design differs.
pub(super) fn differences(
    record: &Record,
    compare: &CompareSummary,
    figure: &Figure,
) -> Option<Picture> {
    let unit = difference_scale(compare, figure);
    // Of many designs each is compared with the best alone.
    let is_many = record.designs.len() > ALL_PAIRS;
    let best = compare.ranking.first().map_or("", |ranked| ranked.design.as_str());
    let shown: Vec<&Difference> =
        of_figure(compare, figure).filter(|d| !d.same).take(MAX_ROWS).collect();
    let keys = letters(record, &shown);
    let rows: Vec<Row> = shown
        .into_iter()
        .map(|d| Row {
            label: match (keys.is_empty(), is_many) {
                (false, _) => pair_of_letters(record, d),
                (true, true) => on_two_lines(if d.from == best { &d.to } else { &d.from }),
                (true, false) => pair(d),
            },
            value: Some(d.difference * unit.factor),
            ends: d.low.zip(d.high).map(|(low, high)| (low * unit.factor, high * unit.factor)),
            text: number::join(&signed(d, &unit), unit.of_difference()),
            color: if d.distinct { VERMILLION } else { GREY },
        })
        .collect();
    let significant = rows.iter().filter(|row| row.color == VERMILLION).count();
    let what = match (rows.len(), significant) {
        (0, _) => return None,
        (1, 1) => "the difference is significant".to_owned(),
        (1, _) => "the difference is not significant".to_owned(),
        (n, significant) => format!("{significant} of {n} differences are significant"),
    };
    let title = format!("{}: {what}", capital(&figure.label()));
    let level = number::join(&number::level(record.confidence), "%");
    let how = if compare.unpaired.is_some() { "independent samples" } else { "paired" };
    let more = format!("{how}, jointly at {level}");
    let more_room = 26.0 + KEY * keys.len() as f64;
    let mut canvas = titled_canvas(record, &rows, &title, &more, more_room);
    let entries = [("significant".to_owned(), VERMILLION), ("not significant".to_owned(), GREY)];
    let top = legend(&mut canvas, &entries, MARGIN, TOP + 4.0) + 8.0;
    let axis = format!("difference of {}", name_with_unit(figure, unit.of_difference()));
    let axis = match is_many {
        true => format!("{axis}: each design minus the best"),
        false => axis,
    };
    let span = span(&rows, true);
    let zero = draw(&mut canvas, &rows, (span, top), &axis);
    canvas.line(vec![(zero, top), (zero, top + rows.len() as f64 * ROW)], INK, 1.6);
    let (look, first) = (Type::plain(TICK), canvas.height - KEY * keys.len() as f64 - 2.0);
    for (i, key) in keys.iter().enumerate() {
        let y = first + KEY * i as f64;
        canvas.text((MARGIN, y), &fitted(key, look, WIDTH - 2.0 * MARGIN), look, Align::Left);
    }
    let about = "A row for each pair of designs: the difference of the figure, with its interval and a line at zero.";
    Some(Picture { name: "differences", title, about, canvas })
}

fn fits(text: &str) -> bool {
    text_width(text, Type::plain(LABEL)) <= NAMES
}

/// A name of several settings, on two lines if one is too short for it.
fn on_two_lines(design: &str) -> String {
    if fits(design) {
        return design.to_owned();
    }
    let ends = design.match_indices("; ").map(|(at, _)| design.split_at(at + 1));
    let longer = |(a, b): &(&str, &str)| a.len().max(b.len());
    ends.min_by_key(longer).map_or_else(|| design.to_owned(), |(a, b)| format!("{a}\n{}", b.trim()))
}

/// Both names, on two lines if one is too short for them.
fn pair(d: &Difference) -> String {
    let whole = format!("{} minus {}", d.to, d.from);
    if fits(&whole) { whole } else { format!("{}\nminus {}", d.to, d.from) }
}

/// The letters of the tables for both designs.
fn pair_of_letters(record: &Record, d: &Difference) -> String {
    format!("{} − {}", letter_of(record, &d.to), letter_of(record, &d.from))
}

/// What the letters of the designs stand for, where names are too long for the rows of these differences.
fn letters(record: &Record, differences: &[&Difference]) -> Vec<String> {
    let is_any_long = differences.iter().any(|d| pair(d).lines().any(|line| !fits(line)));
    let key = |d: &Design| match letter_of(record, &d.name) {
        letter if letter.is_empty() => None,
        letter => Some(format!("{letter}: {}", d.name)),
    };
    record.designs.iter().filter(|_| is_any_long).filter_map(key).collect()
}

/// Whether a difference involves this design.
fn of(d: &Difference, design: &str) -> bool {
    d.from == design || d.to == design
}

fn titled_canvas(record: &Record, rows: &[Row], title: &str, more: &str, legend: f64) -> Canvas {
    let mut canvas = Canvas::new(WIDTH, TOP + legend + 16.0 + rows.len() as f64 * ROW + 56.0);
    headings(&mut canvas, title, &subtitle(record, more));
    canvas
}

/// The lowest and the highest end of all intervals, with a margin; with zero if `zero`.
fn span(rows: &[Row], zero: bool) -> (f64, f64) {
    let ends = |row: &Row| {
        let value = row.value.unwrap_or(f64::NAN);
        let (low, high) = row.ends.unwrap_or((value, value));
        [low.min(value), high.max(value)]
    };
    let start = if zero { (0.0, 0.0) } else { (f64::INFINITY, f64::NEG_INFINITY) };
    let all = rows.iter().filter(|row| row.value.is_some()).flat_map(ends);
    let (low, high) = all.fold(start, |(a, b): (f64, f64), v| (a.min(v), b.max(v)));
    let room = ((high - low) * 0.06).max(high.abs().max(low.abs()) * 0.02).max(1e-9);
    // No value is below zero.
    let from = if zero || low < 0.0 { low - room } else { (low - room).max(0.0) };
    (from, high + room)
}

/// Draws names, intervals and values; returns where zero is.
fn draw(canvas: &mut Canvas, rows: &[Row], (span, top): ((f64, f64), f64), axis: &str) -> f64 {
    let look = Type::plain(LABEL);
    let wide = rows.iter().map(|row| text_width(&row.text, look)).fold(0.0, f64::max);
    let lines = rows.iter().flat_map(|row| row.label.lines());
    let named = lines.map(|line| text_width(line, look)).fold(0.0, f64::max);
    let left = MARGIN + named.min(NAMES) + 18.0;
    let right = WIDTH - MARGIN - wide - 18.0;
    let x = Scale::linear(span, (left, right));
    let bottom = top + rows.len() as f64 * ROW;
    let marks: Vec<_> = ticks_between(span.0, span.1, 6)
        .iter()
        .map(|tick| (x.at(*tick), tick_text(*tick)))
        .collect();
    x_axis(canvas, &marks, (left, right), (top, bottom), axis);
    for (i, row) in rows.iter().enumerate() {
        let y = top + (i as f64 + 0.5) * ROW;
        let last = row.label.lines().count().saturating_sub(1) as f64;
        for (i, line) in row.label.lines().enumerate() {
            let y = y + 14.0 * (i as f64 - last / 2.0);
            canvas.text((MARGIN, y), &fitted(line, look, NAMES), look, Align::Left);
        }
        if let Some((low, high)) = row.ends {
            let (low, high) = (x.at(low), x.at(high));
            canvas.line(vec![(low, y), (high, y)], row.color, 2.4);
            for end in [low, high] {
                canvas.line(vec![(end, y - 5.0), (end, y + 5.0)], row.color, 1.6);
            }
        }
        if let Some(value) = row.value {
            canvas.dot((x.at(value), y), 4.5, row.color);
        }
        canvas.text((WIDTH - MARGIN, y), &row.text, look, Align::Right);
        let says = format!("{}: {}", row.label.replace('\n', " "), row.text);
        canvas.hint((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), says);
    }
    x.at(0.0)
}
