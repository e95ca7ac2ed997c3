//! The curves of a sweep: a figure against a key, with its intervals, its target, and where the target
//! is first missed. A Latin hypercube sample is drawn as points.

use super::axis::{MARGIN, Scale, TOP, WIDTH};
use super::axis::{headings, legend, tick_text, ticks, ticks_between, x_axis, y_axis};
use super::canvas::Canvas;
use super::crossing::{conclusion, marked, middle, shade_undecided};
use super::curve_plot;
use super::palette::{Color, GREY, VERMILLION};
use super::picture::{Picture, capital, subtitle};
use super::sweep_lines::{Dot, LINES, Line, highest, is_near, lines, short};
use crate::experiment::{
    Estimate, Record, SweepLayout, SweepPoint, SweepSummary, TargetCrossing, TargetVerdict,
    VariedKey,
};
use crate::measure::Figure;
use crate::report::sections::designs::{
    EstimatesByDesign, name_with_unit, ordered, shortened, value_of,
};
use crate::report::{key, number};

const HEIGHT: f64 = 500.0;
/// A figure against the key at `along`; `None` if there are too many combinations of the other keys,
/// or nothing to draw.
pub(super) fn chart(
    record: &Record,
    cells: &EstimatesByDesign<'_>,
    sweep: &SweepSummary,
    figure: &Figure,
    along: usize,
) -> Option<Picture> {
    let key = sweep.keys.get(along)?;
    let sample = sweep.layout != SweepLayout::Factorial;
    let lines = lines(cells, sweep, figure, along)?;
    if lines.is_empty() || lines.len() > LINES.len() {
        return None;
    }
    let crossings: Vec<&TargetCrossing> =
        sweep.target_crossings.iter().filter(|k| is_of(k, figure)).collect();
    let targets = targets(sweep, figure);
    let unit = cells.scale(sweep, figure);

    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let title = title(figure, &key::words(&key.path), &crossings, sample);
    let notes = subtitle(record, &more(cells, sweep, figure, along));
    headings(&mut canvas, &title, &notes);
    let entries = entries(&lines, &targets, |limit| is_near(&lines, limit));
    let top = if entries.is_empty() {
        TOP + 24.0
    } else {
        legend(&mut canvas, &entries, MARGIN, TOP + 4.0) + 24.0
    };
    let (left, right, bottom) = (MARGIN + 58.0, WIDTH - MARGIN - 18.0, HEIGHT - 52.0);
    let limits: Vec<f64> = targets.iter().map(|t| t.limit).collect();
    let y = heights(&lines, &limits, unit.factor, (bottom, top));
    let top_of_scale = y.1.last().copied().unwrap_or(1.0);
    let marks: Vec<_> = y.1.iter().map(|t| (y.0.at(*t), tick_text(*t))).collect();
    let x = across(key, &lines, (left, right));
    // Of several lines, nobody could tell whose crossing it is.
    let marked_crossings: &[&TargetCrossing] = if lines.len() == 1 { &crossings } else { &[] };
    for crossing in marked_crossings {
        shade_undecided(&mut canvas, crossing, key, &x.0, (left, right, top, bottom));
    }
    let titles = [axis_title(key), name_with_unit(figure, &unit.unit)];
    x_axis(&mut canvas, &x.1, (left, right), (top, bottom), &titles[0]);
    y_axis(&mut canvas, &marks, (left, right), &titles[1]);
    // Where several designs of a sample have one value, nobody could tell which of them is under the pointer.
    let is_plotted = !sample || (key.form.is_some() && curve_plot::are_apart(&lines));
    if is_plotted {
        let near: Vec<&TargetVerdict> =
            targets.iter().copied().filter(|t| is_near(&lines, t.limit)).collect();
        let drawn = curve_plot::Drawn {
            lines: &lines,
            is_sample: sample,
            targets: &near,
            crossings: marked_crossings,
            factor: unit.factor,
            top: top_of_scale,
        };
        canvas.plot(&curve_plot::plot((&title, &notes), key, titles, &drawn));
    }

    let (x, y) = (x.0, y.0);
    let by = |v: f64| y.at(v * unit.factor);
    if !sample {
        bands(&mut canvas, &lines, &x, by);
    }
    for t in targets.iter().filter(|t| is_near(&lines, t.limit)) {
        canvas.line(vec![(left, by(t.limit)), (right, by(t.limit))], VERMILLION, 1.6);
    }
    curves(&mut canvas, &lines, &x, by, sample);
    let places = marked_crossings.iter().filter_map(|c| Some((*c, x.at(middle(c, key)?))));
    let places: Vec<(&TargetCrossing, f64)> = places.collect();
    for (_, at) in &places {
        canvas.line(vec![(*at, top), (*at, bottom)], GREY, 1.4);
    }
    for (row, (crossing, at)) in places.into_iter().enumerate() {
        let y = top + 14.0 + 22.0 * row as f64;
        marked(&mut canvas, crossing, key, (at, y), (left, right));
    }
    for (name, dots) in &lines {
        let name = if name.is_empty() { String::new() } else { format!(" ({name})") };
        for dot in dots {
            let (at, says) = (x.at(dot.x), number::estimate(dot.estimate));
            let says = format!("{} {}{name}: {says}", key::words(&key.path), dot.value);
            let y = by(dot.estimate.value.unwrap_or(0.0));
            canvas.hint((at - 7.0, y - 7.0), (at + 7.0, y + 7.0), says);
        }
    }
    let about = "A curve of the figure over the values of the key, with a band for its intervals and a line at each target.";
    Some(Picture { name: "sweep", title, about, canvas })
}

/// What the subtitle begins with: where the curve has no value, so that nobody reads one from the line between its dots.
fn more(
    cells: &EstimatesByDesign<'_>,
    sweep: &SweepSummary,
    figure: &Figure,
    along: usize,
) -> String {
    let has_value =
        |p: &&SweepPoint| cells.at(figure, &p.design).is_some_and(|e| e.value.is_some());
    let mut without: Vec<&str> = Vec::new();
    for point in ordered(sweep).into_iter().filter(|point| !has_value(point)) {
        let value = value_of(point, along);
        if !without.contains(&value) {
            without.push(value);
        }
    }
    match without.is_empty() {
        true => "common random numbers".to_owned(),
        false => format!("no estimate at {}", shortened(&without)),
    }
}

/// The legend: the lines, if there are several, and the target.
fn entries(
    lines: &[Line<'_>],
    targets: &[&TargetVerdict],
    is_near: impl Fn(f64) -> bool,
) -> Vec<(String, Color)> {
    let mut entries: Vec<(String, Color)> = Vec::new();
    if lines.len() > 1 {
        entries.extend(lines.iter().zip(LINES).map(|((name, _), color)| (short(name), color)));
    }
    for t in targets {
        let side = t.side.words();
        let limit = number::exact(t.figure.dimension(), t.limit);
        let far = if is_near(t.limit) { "" } else { ", above the scale" };
        entries.push((format!("target: {side} {limit}{far}"), VERMILLION));
    }
    entries
}

/// The intervals of each line as a band.
fn bands(canvas: &mut Canvas, lines: &[Line<'_>], x: &Scale, by: impl Fn(f64) -> f64) {
    for ((_, dots), color) in lines.iter().zip(LINES) {
        let ends = |e: &Estimate| Some((e.low?, e.high?));
        let known: Vec<_> =
            dots.iter().filter_map(|d| ends(d.estimate).map(|e| (x.at(d.x), e))).collect();
        let upper = known.iter().map(|(x, (_, high))| (*x, by(*high)));
        let lower = known.iter().rev().map(|(x, (low, _))| (*x, by(*low)));
        canvas.area(upper.chain(lower).collect(), color, 0.18);
    }
}

/// Dots with a line through them; for a sample, dots with their intervals.
fn curves(
    canvas: &mut Canvas,
    lines: &[Line<'_>],
    x: &Scale,
    by: impl Fn(f64) -> f64,
    sample: bool,
) {
    for ((_, dots), color) in lines.iter().zip(LINES) {
        let place = |d: &Dot<'_>| (x.at(d.x), by(d.estimate.value.unwrap_or(0.0)));
        if !sample {
            canvas.line(dots.iter().map(place).collect(), color, 2.2);
        }
        for dot in dots {
            if let (true, Some((low, high))) = (sample, dot.estimate.low.zip(dot.estimate.high)) {
                let at = x.at(dot.x);
                canvas.line(vec![(at, by(low)), (at, by(high))], color, 1.2);
            }
            canvas.dot(place(dot), 3.2, color);
        }
    }
}

fn is_of(crossing: &TargetCrossing, figure: &Figure) -> bool {
    crossing.figure == *figure
}

/// All targets of a figure that any design has.
fn targets<'s>(sweep: &'s SweepSummary, figure: &Figure) -> Vec<&'s TargetVerdict> {
    let mut found: Vec<&TargetVerdict> = Vec::new();
    for target in sweep.points.iter().flat_map(|point| &point.targets) {
        let same = |t: &&TargetVerdict| (t.side, t.limit) == (target.side, target.limit);
        if target.figure == *figure && !found.iter().any(same) {
            found.push(target);
        }
    }
    found
}

/// The target of a figure, from the first design that has one.
pub(super) fn target<'s>(sweep: &'s SweepSummary, figure: &Figure) -> Option<&'s TargetVerdict> {
    let mut targets = sweep.points.iter().flat_map(|point| &point.targets);
    targets.find(|t| t.figure == *figure)
}

fn title(figure: &Figure, varied: &str, crossings: &[&TargetCrossing], sample: bool) -> String {
    let name = capital(&figure.label());
    match crossings {
        _ if sample => format!("{name} against {varied}"),
        [crossing] => {
            format!("{name}{}", conclusion(crossing).unwrap_or(format!(" against {varied}")))
        }
        _ => format!("{name} against {varied}"),
    }
}

fn axis_title(key: &VariedKey) -> String {
    match key.form.as_ref().map(|form| form.unit.as_str()) {
        Some(unit) if !unit.is_empty() => format!("{}, {unit}", key::with_key(&key.path)),
        _ => key::with_key(&key.path),
    }
}

/// From zero to the highest end of an interval; a target far above that is not shown.
fn heights(
    lines: &[Line<'_>],
    limits: &[f64],
    factor: f64,
    (bottom, top): (f64, f64),
) -> (Scale, Vec<f64>) {
    let highest = highest(lines);
    let near = limits.iter().filter(|limit| is_near(lines, **limit));
    let near = near.copied().fold(0.0, f64::max);
    let marks = ticks(highest.max(near) * factor, 5);
    let largest = marks.last().copied().unwrap_or(1.0);
    (Scale::linear((0.0, largest), (bottom, top)), marks)
}

/// The numbers of a key on a scale, or its values side by side if they are not numbers.
fn across(
    key: &VariedKey,
    lines: &[Line<'_>],
    (left, right): (f64, f64),
) -> (Scale, Vec<(f64, String)>) {
    let numbers = || lines.iter().flat_map(|(_, dots)| dots).map(|d| d.x);
    let Some(form) = &key.form else {
        let last = key.values.len().saturating_sub(1).max(1) as f64;
        let scale = Scale::linear((-0.3, last + 0.3), (left, right));
        let mark = |(i, value): (usize, &String)| (scale.at(i as f64), short(value));
        let marks = key.values.iter().enumerate().map(mark).collect();
        return (scale, marks);
    };
    let (low, high) =
        (numbers().fold(f64::INFINITY, f64::min), numbers().fold(f64::NEG_INFINITY, f64::max));
    let (low, high) = if high > low { (low, high) } else { (low - 1.0, low + 1.0) };
    let scale = Scale::linear((low, high), (left, right));
    let mut marks = ticks_between(low, high, 8);
    // Nobody has half a channel.
    marks.retain(|mark| !form.whole || (mark - mark.round()).abs() < 1e-9);
    (scale, marks.iter().map(|t| (scale.at(*t), tick_text(*t))).collect())
}
