//! The distribution of a latency: the share of calls within a time, with the limits of targets on it.

use super::axis::{LABEL, MARGIN, Scale, TOP, WIDTH};
use super::axis::{headings, legend, tick_text, ticks, x_axis, y_axis};
use super::canvas::{Align, Canvas, Type, text_width};
use super::distribution_plot;
use super::palette::{BLUE, Color, GREEN, GREY, ORANGE, PAPER, PURPLE, SKY, VERMILLION};
use super::picture::{Picture, capital, subtitle};
use super::placing::{self, Around};
use crate::experiment::{LatencyDistribution, Record, Side};
use crate::measure::{Dimension, Measure, ScopeKind, Statistic};
use crate::report::lookup::of_all;
use crate::report::number;

const HEIGHT: f64 = 460.0;
/// The share of calls up to which the axis reaches.
const NEARLY_ALL: f64 = 0.995;
/// A limit this many times further than the calls is not drawn.
const FAR: f64 = 5.0;
const PERCENTILES: [(Statistic, f64, &str); 4] = [
    (Statistic::P50, 0.5, "half"),
    (Statistic::P90, 0.9, "90 %"),
    (Statistic::P95, 0.95, "95 %"),
    (Statistic::P99, 0.99, "99 %"),
];
/// Colours of the lines for mailbox versions; the line for all calls is blue.
const OTHERS: [Color; 4] = [ORANGE, GREEN, PURPLE, VERMILLION];
/// Colours of the lines for designs; more lines cannot be distinguished.
const DESIGNS: [Color; 6] = [BLUE, ORANGE, GREEN, PURPLE, VERMILLION, SKY];

/// The distribution of `measure` for all calls and, with thinner lines, for each mailbox version.
pub(super) fn chart(record: &Record, measure: Measure, name: &'static str) -> Option<Picture> {
    let all = found(record, measure).find(|d| d.scope.is_all())?;
    let others: Vec<&LatencyDistribution> = found(record, measure)
        .filter(|d| d.scope.kinds().eq([ScopeKind::Mailbox]))
        .take(OTHERS.len())
        .collect();
    let limits = limits(record, measure);
    let to = end(std::iter::once(all).chain(others.iter().copied()), &limits)?;

    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let title = title(record, measure);
    let more = format!("{} calls", number::grouped(all.count));
    let notes = subtitle(record, &more);
    headings(&mut canvas, &title, &notes);
    let mut top = TOP + 24.0;
    if !others.is_empty() {
        let mut entries = vec![("all calls".to_owned(), BLUE)];
        entries.extend(others.iter().zip(OTHERS).map(|(d, c)| (d.scope.label(), c)));
        top = legend(&mut canvas, &entries, MARGIN, TOP + 4.0) + 24.0;
    }
    let (left, right, bottom) = (MARGIN + 58.0, WIDTH - MARGIN - 20.0, HEIGHT - 52.0);
    let (x, y) = frame(&mut canvas, measure, to, top);

    let points = percentiles(record, measure, (&x, &y), to);
    for p in &points {
        canvas.line(vec![(left, p.at.1), p.at, (p.at.0, bottom)], GREY, 1.0);
    }
    for limit in limits.iter().filter(|limit| limit.seconds <= to) {
        limit.draw(&mut canvas, &x, (top, bottom), right);
    }
    let curves = || std::iter::once(all).chain(others.iter().copied());
    let curves: Vec<_> = curves().map(|d| curve(d, &x, &y, to)).collect();
    // The white background of the text hides the grid, and is drawn before the curves.
    let words = words(&mut canvas, &points, &curves, right);
    for (points, color) in curves.iter().skip(1).zip(OTHERS) {
        canvas.line(points.clone(), color, 1.6);
    }
    canvas.line(curves[0].clone(), BLUE, 2.6);
    hints(&mut canvas, all, (&x, to), (top, bottom));
    let lines: Vec<_> = std::iter::once(("all calls".to_owned(), all, BLUE))
        .chain(others.iter().zip(OTHERS).map(|(d, c)| (d.scope.label(), *d, c)))
        .collect();
    let near = limits.iter().filter(|limit| limit.seconds <= to);
    let near: Vec<_> = near.map(|limit| (limit.seconds, limit.text.clone())).collect();
    let named = points.iter().map(|p| (p.value, p.text.clone())).collect::<Vec<_>>();
    let drawn = distribution_plot::Drawn { measure, lines: &lines, limits: &near, points: &named };
    canvas.plot(&distribution_plot::plot((&title, &notes), &drawn, to));
    for (p, from) in points.iter().zip(words) {
        canvas.text(from, &p.text, Type::bold(LABEL), Align::Left);
        canvas.dot(p.at, 4.5, BLUE);
    }
    let title = format!("Distribution of {}", measure.label());
    let about = "A curve: the share of calls within a time, with points at the percentiles and a line at the limit of each target.";
    Some(Picture { name, title, about, canvas })
}

/// The distributions of a latency in several designs; `None` if there are too many lines.
pub(super) fn compared(record: &Record, measure: Measure) -> Option<Picture> {
    let all: Vec<&LatencyDistribution> = found(record, measure).collect();
    if all.len() < 2 || all.len() > DESIGNS.len() {
        return None;
    }
    let to = end(all.iter().copied(), &[])?;
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let title = format!("{}, by design", capital(measure.label()));
    let calls = all.iter().map(|d| d.count).max().unwrap_or(0);
    let more = format!("up to {} calls each", number::grouped(calls));
    let notes = subtitle(record, &more);
    headings(&mut canvas, &title, &notes);
    let lines: Vec<_> = all.iter().zip(DESIGNS).map(|(d, c)| (d.design.clone(), *d, c)).collect();
    let drawn = distribution_plot::Drawn { measure, lines: &lines, limits: &[], points: &[] };
    canvas.plot(&distribution_plot::plot((&title, &notes), &drawn, to));
    let entries: Vec<_> = all.iter().zip(DESIGNS).map(|(d, c)| (d.design.clone(), c)).collect();
    let top = legend(&mut canvas, &entries, MARGIN, TOP + 4.0) + 24.0;
    let (x, y) = frame(&mut canvas, measure, to, top);
    for (d, color) in all.iter().zip(DESIGNS) {
        canvas.line(curve(d, &x, &y, to), color, 2.2);
    }
    let about = "A curve for each design: the share of calls within a time.";
    Some(Picture { name: "distributions", title, about, canvas })
}

/// Draws both axes below `top`, up to `to` seconds.
fn frame(canvas: &mut Canvas, measure: Measure, to: f64, top: f64) -> (Scale, Scale) {
    let (left, right, bottom) = (MARGIN + 58.0, WIDTH - MARGIN - 20.0, HEIGHT - 52.0);
    let x = Scale::linear((0.0, to), (left, right));
    let y = Scale::linear((0.0, 1.0), (bottom, top));
    let unit = number::Scale::of(Dimension::Time, to);
    let marks = ticks(to * unit.factor, 8);
    let marks = marks.iter().filter(|t| **t <= to * unit.factor * (1.0 + 1e-9));
    let marks: Vec<_> = marks.map(|t| (x.at(*t / unit.factor), tick_text(*t))).collect();
    x_axis(
        canvas,
        &marks,
        (left, right),
        (top, bottom),
        &format!("{}, {}", measure.label(), unit.unit),
    );
    let marks = [0.0, 0.25, 0.5, 0.75, 0.9, 1.0];
    let marks = marks.map(|share| (y.at(share), format!("{} %", tick_text(share * 100.0))));
    y_axis(canvas, &marks, (left, right), "share of calls within this time");
    (x, y)
}

/// A target of a percentile of the latency.
struct Limit {
    seconds: f64,
    text: String,
}

impl Limit {
    /// A line at the limit, with its words where there is room, below the curve.
    fn draw(&self, canvas: &mut Canvas, x: &Scale, (top, bottom): (f64, f64), right: f64) {
        let at = x.at(self.seconds);
        canvas.line(vec![(at, top), (at, bottom)], VERMILLION, 1.6);
        let look = Type::plain(LABEL);
        let fits = at + 8.0 + text_width(&self.text, look) <= right;
        let (place, side) = if fits { (at + 7.0, Align::Left) } else { (at - 7.0, Align::Right) };
        canvas.text((place, bottom - 16.0), &self.text, look, side);
    }
}

/// The targets of percentiles of a latency of all calls.
fn limits(record: &Record, measure: Measure) -> Vec<Limit> {
    let own = record.targets.iter().filter(|target| {
        let figure = &target.figure;
        figure.measure == measure && figure.scope.is_all() && target.side == Side::AtMost
    });
    let limit = |target: &crate::experiment::TargetVerdict| {
        let (_, _, words) = PERCENTILES.iter().find(|(s, ..)| *s == target.figure.statistic)?;
        let text =
            format!("target: {words} within {}", number::exact(Dimension::Time, target.limit));
        Some(Limit { seconds: target.limit, text })
    };
    own.filter_map(limit).collect()
}

fn found(record: &Record, measure: Measure) -> impl Iterator<Item = &LatencyDistribution> {
    record.distributions.iter().filter(move |d| d.measure == measure && d.points.len() > 1)
}

fn title(record: &Record, measure: Measure) -> String {
    let name = capital(measure.label());
    match of_all(record, measure, Statistic::P95).filter(|e| e.value.is_some()) {
        Some(e) => {
            format!("{name}: 95 % {} within {}", of_whom(measure), number::on_chart(e))
        }
        None => name,
    }
}

/// Where the axis ends: nearly all calls are within, and limits that are not far away are on it.
fn end<'a>(all: impl Iterator<Item = &'a LatencyDistribution>, limits: &[Limit]) -> Option<f64> {
    let mut to = 0.0_f64;
    for d in all {
        let known = || d.points.iter().filter(|(t, _)| *t >= 0.0 && t.is_finite());
        let nearly = known().find(|(_, share)| *share >= NEARLY_ALL);
        to = to.max(nearly.or_else(|| known().next_back())?.0);
    }
    let near = limits.iter().map(|limit| limit.seconds).filter(|limit| *limit <= to * FAR);
    let to = near.map(|limit| limit * 1.02).fold(to * 1.05, f64::max);
    (to > 0.0 && to.is_finite()).then_some(to)
}

fn curve(d: &LatencyDistribution, x: &Scale, y: &Scale, to: f64) -> Vec<(f64, f64)> {
    let mut points = vec![(x.at(0.0), y.at(0.0))];
    let mut last = (0.0, 0.0);
    for (time, share) in d.points.iter().filter(|(t, _)| *t >= 0.0 && t.is_finite()) {
        if *time > to {
            let part = (to - last.0) / (time - last.0);
            points.push((x.at(to), y.at(last.1 + part * (share - last.1))));
            return points;
        }
        points.push((x.at(*time), y.at(*share)));
        last = (*time, *share);
    }
    points.push((x.at(to), y.at(last.1)));
    points
}

/// Of which calls a latency is known.
fn of_whom(measure: Measure) -> &'static str {
    match measure {
        Measure::PostDialDelay | Measure::PostSelectionDelay => "of those that ring",
        Measure::VoiceMailRoutingLatency | Measure::TimeToGreeting | Measure::GreetingDelay => {
            "of those that reach voice mail"
        }
        _ => "of calls",
    }
}

/// Slices of the chart, each of which says the share of calls within its time.
fn hints(canvas: &mut Canvas, d: &LatencyDistribution, (x, to): (&Scale, f64), down: (f64, f64)) {
    const SLICES: u32 = 100;
    let unit = number::Scale::of(Dimension::Time, to);
    let edge = |i: u32| to * f64::from(i) / f64::from(SLICES);
    for i in 0..SLICES {
        let (from, until) = (edge(i), edge(i + 1));
        let share = number::near_100(100.0 * share_at(d, until));
        let time = number::join(&number::significant(until * unit.factor), &unit.unit);
        let says = format!("{share} % of calls within {time}");
        canvas.hint((x.at(from), down.0), (x.at(until), down.1), says);
    }
}

/// The share of calls within a time.
fn share_at(d: &LatencyDistribution, seconds: f64) -> f64 {
    let mut last = (0.0, 0.0);
    for (time, share) in d.points.iter().filter(|(t, _)| *t >= 0.0 && t.is_finite()) {
        if *time >= seconds {
            let part = if *time > last.0 { (seconds - last.0) / (time - last.0) } else { 1.0 };
            return last.1 + part * (share - last.1);
        }
        last = (*time, *share);
    }
    last.1
}

/// A marked point of the curve with its text.
struct Percentile {
    at: (f64, f64),
    /// Seconds, and the share of calls within them.
    value: (f64, f64),
    text: String,
}

/// Clears the places of the texts and returns where each begins: right of its point and below the curve, which only rises,
/// or near the right edge left of it and above; further down where another text or curve is.
fn words(
    canvas: &mut Canvas,
    points: &[Percentile],
    curves: &[Vec<(f64, f64)>],
    right: f64,
) -> Vec<(f64, f64)> {
    let mut taken: Vec<Around> = Vec::new();
    let mut found = Vec::new();
    for point in points {
        let wide = text_width(&point.text, Type::bold(LABEL));
        let (x, y) = point.at;
        let beside = [(x + 12.0, y + 9.0), (x - 12.0 - wide, y - 9.0)];
        let below = (1..8).map(|i| (x + 12.0, y + 9.0 + 16.0 * f64::from(i)));
        let below_left = (0..8).map(|i| (right - wide, y + 9.0 + 16.0 * f64::from(i)));
        let starts: Vec<(f64, f64)> = beside.into_iter().chain(below).chain(below_left).collect();
        let starts: Vec<_> = starts.into_iter().filter(|(x, _)| x + wide <= right).collect();
        let around = |(x, y): (f64, f64)| [x - 3.0, y - 7.0, x + wide + 3.0, y + 7.0];
        let places: Vec<Around> = starts.iter().map(|from| around(*from)).collect();
        let chosen = placing::free(&places, curves, &taken);
        let Some((from, place)) = starts.get(chosen).zip(places.get(chosen)) else { continue };
        canvas.rectangle((place[0], place[1]), (place[2], place[3] + 1.0), PAPER);
        taken.push(*place);
        found.push(*from);
    }
    found
}

fn percentiles(
    record: &Record,
    measure: Measure,
    (x, y): (&Scale, &Scale),
    to: f64,
) -> Vec<Percentile> {
    let mut found = Vec::new();
    for (statistic, share, words) in PERCENTILES {
        let Some(e) = of_all(record, measure, statistic) else { continue };
        let Some(value) = e.value.filter(|value| (0.0..=to).contains(value)) else { continue };
        let text = format!("{words} within {}", number::on_chart(e));
        found.push(Percentile { at: (x.at(value), y.at(share)), value: (value, share), text });
    }
    found
}
