//! The curves of a sweep: a figure against a key, with its intervals, its target, and where the target
//! is first missed. A Latin hypercube sample is drawn as points.

use super::axis::{LABEL, MARGIN, Scale, TICK, TOP, WIDTH};
use super::axis::{headings, legend, tick_text, ticks, ticks_between, x_axis, y_axis};
use super::canvas::{Align, Canvas, Type, cut, text_width};
use super::palette::{
    BLUE, Color, GREEN, GREY, INK, ORANGE, PAPER, PURPLE, SHADE, SKY, VERMILLION,
};
use super::picture::{Picture, capital, subtitle};
use crate::experiment::{
    Estimate, Record, SweepLayout, SweepPoint, SweepSummary, TargetCrossing, TargetVerdict,
    VariedKey, Verdict,
};
use crate::measure::Figure;
use crate::report::sections::designs::{
    EstimatesByDesign, name_with_unit, ordered, shortened, value_of,
};
use crate::report::{key, number};
use std::cmp::Ordering;

const HEIGHT: f64 = 500.0;
/// Colours of the lines, one for each combination of the other keys; more cannot be distinguished.
const LINES: [Color; 6] = [BLUE, ORANGE, GREEN, PURPLE, SKY, INK];

/// A value of the key and the figure there.
struct Dot<'r> {
    x: f64,
    /// The value as it was varied.
    value: String,
    estimate: &'r Estimate,
}

/// The dots of one combination of the other keys, with its name.
type Line<'r> = (String, Vec<Dot<'r>>);

/// Left, right, top and bottom of the area inside the axes.
type Frame = (f64, f64, f64, f64);

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
    headings(&mut canvas, &title, &subtitle(record, &more(cells, sweep, figure, along)));
    let entries = entries(&lines, &targets, |limit| is_near(&lines, limit));
    let top = if entries.is_empty() {
        TOP + 24.0
    } else {
        legend(&mut canvas, &entries, MARGIN, TOP + 4.0) + 24.0
    };
    let (left, right, bottom) = (MARGIN + 58.0, WIDTH - MARGIN - 18.0, HEIGHT - 52.0);
    let limits: Vec<f64> = targets.iter().map(|t| t.limit).collect();
    let y = heights(&lines, &limits, unit.factor, (bottom, top));
    let marks: Vec<_> = y.1.iter().map(|t| (y.0.at(*t), tick_text(*t))).collect();
    let x = across(key, &lines, (left, right));
    // Of several lines, nobody could tell whose crossing it is.
    let marked_crossings: &[&TargetCrossing] = if lines.len() == 1 { &crossings } else { &[] };
    for crossing in marked_crossings {
        shade_undecided(&mut canvas, crossing, key, &x.0, (left, right, top, bottom));
    }
    x_axis(&mut canvas, &x.1, (left, right), (top, bottom), &axis_title(key));
    y_axis(&mut canvas, &marks, (left, right), &name_with_unit(figure, &unit.unit));

    let (x, y) = (x.0, y.0);
    let by = |v: f64| y.at(v * unit.factor);
    if !sample {
        bands(&mut canvas, &lines, &x, by);
    }
    for t in targets.iter().filter(|t| is_near(&lines, t.limit)) {
        canvas.line(vec![(left, by(t.limit)), (right, by(t.limit))], VERMILLION, 1.6);
    }
    curves(&mut canvas, &lines, &x, by, sample);
    let places = marked_crossings.iter().filter_map(|c| Some((*c, place(c, key, &x)?)));
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

/// The dots of a figure against the key at `along`, in the order of the key's values: a line for each
/// combination of the other keys, a single one for a sample.
fn lines<'r>(
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

/// The values of all keys but one, for a legend.
fn others(sweep: &SweepSummary, point: &SweepPoint, along: usize) -> String {
    let of = |(i, key): (usize, &VariedKey)| {
        (i != along).then(|| format!("{} {}", key::words(&key.path), value_of(point, i)))
    };
    sweep.keys.iter().enumerate().filter_map(of).collect::<Vec<_>>().join(", ")
}

fn short(name: &str) -> String {
    cut(name, Type::plain(TICK), 380.0)
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

/// Where the target is met and missed, as far as the intervals confirm it; `None` if they cannot say.
fn conclusion(crossing: &TargetCrossing) -> Option<String> {
    let confirmed = crossing.met_verdict.is_none_or(Verdict::is_met)
        && crossing.missed_verdict.is_none_or(|v| v == Verdict::Missed);
    let estimate = if confirmed { "" } else { " by the estimates" };
    Some(match (&crossing.met, &crossing.missed) {
        (Some(met), Some(missed)) if confirmed => {
            format!(": target met at {met}, missed at {missed}")
        }
        (Some(_), Some(_)) => match (&crossing.surely_met, &crossing.surely_missed) {
            (Some(met), Some(missed)) => {
                format!(": target met at {met}, missed at {missed}, undecided in between")
            }
            _ => return None,
        },
        _ if !crossing.no_estimate_at.is_empty() => return None,
        (Some(_), None) => format!(": target met at every value{estimate}"),
        _ => format!(": target missed at every value{estimate}"),
    })
}

fn axis_title(key: &VariedKey) -> String {
    match key.form.as_ref().map(|form| form.unit.as_str()) {
        Some(unit) if !unit.is_empty() => format!("{}, {unit}", key::with_key(&key.path)),
        _ => key::with_key(&key.path),
    }
}

/// The highest end of an interval.
fn highest(lines: &[Line<'_>]) -> f64 {
    let dots = lines.iter().flat_map(|(_, dots)| dots);
    let end = |d: &Dot<'_>| d.estimate.high.or(d.estimate.value).unwrap_or(0.0);
    dots.map(end).fold(0.0, f64::max)
}

/// Whether a limit fits on the scale of the values.
fn is_near(lines: &[Line<'_>], limit: f64) -> bool {
    limit <= 3.0 * highest(lines)
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
    if key.form.is_none() {
        let last = key.values.len().saturating_sub(1).max(1) as f64;
        let scale = Scale::linear((-0.3, last + 0.3), (left, right));
        let mark = |(i, value): (usize, &String)| (scale.at(i as f64), short(value));
        let marks = key.values.iter().enumerate().map(mark).collect();
        return (scale, marks);
    }
    let (low, high) =
        (numbers().fold(f64::INFINITY, f64::min), numbers().fold(f64::NEG_INFINITY, f64::max));
    let (low, high) = if high > low { (low, high) } else { (low - 1.0, low + 1.0) };
    let scale = Scale::linear((low, high), (left, right));
    let marks = ticks_between(low, high, 8);
    (scale, marks.iter().map(|t| (scale.at(*t), tick_text(*t))).collect())
}

/// The values between those that certainly meet and certainly miss the target, as the intervals say.
fn undecided(crossing: &TargetCrossing, key: &VariedKey) -> Option<(f64, f64)> {
    let number = |text: &Option<String>| key.form.as_ref()?.number(text.as_ref()?);
    number(&crossing.surely_met).zip(number(&crossing.surely_missed))
}

/// A band over the values that are undecided.
fn shade_undecided(
    canvas: &mut Canvas,
    crossing: &TargetCrossing,
    key: &VariedKey,
    x: &Scale,
    (_, _, top, bottom): Frame,
) {
    if let Some((met, missed)) = undecided(crossing, key) {
        let (from, to) = (x.at(met.min(missed)), x.at(met.max(missed)));
        canvas.rectangle((from, top), (to.max(from + 1.0), bottom), SHADE);
    }
}

/// The middle of a crossing.
fn place(crossing: &TargetCrossing, key: &VariedKey, x: &Scale) -> Option<f64> {
    let number = |text: &Option<String>| key.form.as_ref()?.number(text.as_ref()?);
    let (met, missed) = number(&crossing.met).zip(number(&crossing.missed))?;
    Some(x.at((met + missed) / 2.0))
}

/// The values that meet and miss the target, beside the line of the crossing.
fn marked(
    canvas: &mut Canvas,
    crossing: &TargetCrossing,
    key: &VariedKey,
    (at, y): (f64, f64),
    (left, right): (f64, f64),
) {
    let look = Type::bold(LABEL);
    let word = |text: &Option<String>| text.clone().unwrap_or_default();
    let (side, limit) = (crossing.side, crossing.limit);
    let target = format!("{} {}", side.words(), number::exact(crossing.figure.dimension(), limit));
    let (met, missed) = (word(&crossing.met), word(&crossing.missed));
    let text = format!("{target}: met at {met}, missed at {missed} by the estimates");
    let wider = undecided(crossing, key).is_some()
        && (&crossing.surely_met, &crossing.surely_missed) != (&crossing.met, &crossing.missed);
    let text = match wider {
        true => {
            let number = |text: &&Option<String>| key.form.as_ref()?.number(text.as_ref()?);
            let mut ends = [&crossing.surely_met, &crossing.surely_missed];
            ends.sort_by(|a, b| number(a).partial_cmp(&number(b)).unwrap_or(Ordering::Equal));
            format!("{text}; undecided (shaded) from {} to {}", word(ends[0]), word(ends[1]))
        }
        false => text,
    };
    let wide = text_width(&text, look);
    // On the side with more space, and on white so that grid and curve do not cross the text.
    let from = if at + 14.0 + wide <= right { at + 8.0 } else { (at - 8.0 - wide).max(left) };
    canvas.rectangle((from - 3.0, y - 9.0), (from + wide + 3.0, y + 9.0), PAPER);
    canvas.text((from, y), &text, look, Align::Left);
}
