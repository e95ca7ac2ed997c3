//! A tornado chart: how far each assumption moves a figure, the largest effect on top.

use super::axis::{LABEL, MARGIN, Scale, TICK, TOP, WIDTH};
use super::axis::{headings, legend, tick_text, ticks_between, x_axis};
use super::canvas::{Align, Canvas, Type, fitted, text_width};
use super::palette::{BLUE, Color, GREY, INK, ORANGE, SOFT};
use super::picture::{Picture, capital, subtitle};
use crate::experiment::{Change, Record, SensitivitySummary, Swing};
use crate::measure::Figure;
use crate::report::sections::sensitivity::{
    assumption, base, change, larger_but_open, of, range, scale, size,
};
use crate::report::{key, number};

/// The maximum number of bars.
const MAX_BARS: usize = 20;
/// The bars that are shown even if they are not significant.
const MIN_BARS: usize = 5;
const ROW: f64 = 40.0;

/// The tornado of a figure; `None` if nothing moves it.
pub(super) fn chart(
    record: &Record,
    study: &SensitivitySummary,
    figure: &Figure,
) -> Option<Picture> {
    let swings = of(study, figure);
    let all: Vec<&Swing> =
        swings.iter().filter(|s| s.distinct || s.swing.difference != 0.0).copied().collect();
    let significant = all.iter().filter(|s| s.distinct).count();
    // What is not significant is noise; a few bars of it show how small it is.
    let shown = &all[..all.len().min(significant.clamp(MIN_BARS, MAX_BARS))];
    let middle = base(record, figure)?.value?;
    if shown.is_empty() {
        return None;
    }
    let unit = scale(record, figure);
    let by = |v: f64| v * unit.factor;

    let mut canvas = Canvas::new(WIDTH, TOP + 34.0 + shown.len() as f64 * ROW + 56.0);
    let name = capital(&figure.label());
    let known = swings.iter().find(|swing| swing.distinct);
    let title = if let Some(known) = known {
        let largest = match larger_but_open(&swings, known) {
            Some(_) => "largest significant effect",
            None => "largest effect",
        };
        format!("{name}: {} has the {largest}", key::words(&known.key))
    } else {
        format!("{name}: no assumption has a significant effect")
    };
    let more = match all.len() - shown.len() {
        0 => String::new(),
        1 => ", a smaller effect not shown".to_owned(),
        n => format!(", {n} smaller effects not shown"),
    };
    let estimate = number::on_chart(base(record, figure)?);
    let as_assumed = format!("{estimate} at the assumed values{more}");
    headings(&mut canvas, &title, &subtitle(record, &as_assumed));
    let top = legend(&mut canvas, &entries(shown), MARGIN, TOP + 4.0) + 8.0;

    let texts: Vec<String> = shown.iter().map(|s| swing_text(s, &unit)).collect();
    let look = Type::plain(LABEL);
    let wide = texts.iter().map(|t| text_width(t, look)).fold(0.0, f64::max);
    let (left, right) = (MARGIN + 280.0, WIDTH - MARGIN - wide - 14.0);
    let (low, high) = span(shown);
    let room = (high - low).max(f64::MIN_POSITIVE) * 0.03;
    // No figure is below zero, even where the interval of a difference is.
    let span = (by((middle + low - room).max(0.0)), by(middle + high + room));
    let x = Scale::linear(span, (left, right));
    let bottom = top + shown.len() as f64 * ROW;
    let marks = ticks_between(span.0, span.1, 6);
    let marks: Vec<_> = marks.iter().map(|t| (x.at(*t), tick_text(*t))).collect();
    let axis = if unit.unit.is_empty() { name.clone() } else { format!("{name}, {}", unit.unit) };
    x_axis(&mut canvas, &marks, (left, right), (top, bottom), &axis);

    let place = |difference: f64| x.at(by(middle + difference));
    for (i, (swing, text)) in shown.iter().zip(&texts).enumerate() {
        let y = top + (i as f64 + 0.5) * ROW;
        bars(&mut canvas, swing, y, place);
        let range = assumption(study, &swing.key).map(range).unwrap_or_default();
        let small = Type::plain(TICK - 1.0).color(SOFT);
        canvas.text(
            (MARGIN, y - 8.0),
            &fitted(&key::words(&swing.key), look, 270.0),
            look,
            Align::Left,
        );
        canvas.text((MARGIN, y + 8.0), &fitted(&range, small, 270.0), small, Align::Left);
        canvas.text((WIDTH - MARGIN, y), text, look, Align::Right);
        let says = hint(swing, &range, &unit);
        canvas.hint((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), says);
    }
    canvas.line(vec![(place(0.0), top), (place(0.0), bottom)], INK, 1.6);
    let about = "A bar for each assumption, the longest first: how far the figure moves from the low to the high end of its range.";
    Some(Picture { name: "tornado", title, about, canvas })
}

/// The legend: what the colours in use mean.
fn entries(shown: &[&Swing]) -> Vec<(String, Color)> {
    let groups = [
        ("low end of the range", BLUE, shown.iter().any(|s| s.distinct && s.low.is_some())),
        ("high end, or the alternative", ORANGE, shown.iter().any(|s| s.distinct)),
        ("not significant", GREY, shown.iter().any(|s| !s.distinct)),
    ];
    let used = groups.iter().filter(|group| group.2);
    used.map(|(words, color, _)| ((*words).to_owned(), *color)).collect()
}

/// How far the figure moves between both ends, without a sign.
fn swing_text(swing: &Swing, unit: &number::Scale) -> String {
    number::join(&size(&swing.figure, &swing.swing, unit), unit.of_difference())
}

/// An assumption with its range, and what either end does.
fn hint(swing: &Swing, range: &str, unit: &number::Scale) -> String {
    let end = |words: &str, c: &Option<Change>| {
        let c = c.as_ref()?;
        let text = change(&swing.figure, c, unit);
        Some(format!("{words}: {}", number::join(&text, unit.of_difference())))
    };
    let ends = [end("low end", &swing.low), end("high end", &swing.high)];
    let ends: Vec<String> = ends.into_iter().flatten().collect();
    format!("{} ({}: {range}): {}", key::words(&swing.key), swing.key, ends.join("; "))
}

/// The lowest and the highest end of all differences, with zero between.
fn span(shown: &[&Swing]) -> (f64, f64) {
    let ends = |c: Change| [c.difference, c.low.unwrap_or(0.0), c.high.unwrap_or(0.0)];
    let changes = shown.iter().flat_map(|s| [s.low, s.high]).flatten();
    changes.flat_map(ends).fold((0.0_f64, 0.0_f64), |(a, b), v| (a.min(v), b.max(v)))
}

/// A bar with its interval for each end of the range; `place` is where a difference lies.
fn bars(canvas: &mut Canvas, swing: &Swing, y: f64, place: impl Fn(f64) -> f64) {
    // Both ends can move the figure to the same side: one bar above the other.
    let off = if swing.low.is_some() { 7.0 } else { 0.0 };
    for (change, color, y) in [(&swing.low, BLUE, y - off), (&swing.high, ORANGE, y + off)] {
        let Some(c) = change else { continue };
        let color = if swing.distinct { color } else { GREY };
        canvas.rectangle((place(0.0), y - 6.0), (place(c.difference), y + 6.0), color);
        if let Some((low, high)) = c.low.zip(c.high) {
            canvas.line(vec![(place(low), y), (place(high), y)], INK, 1.2);
        }
    }
}
