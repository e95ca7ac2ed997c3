//! The distribution of a latency: the share of calls that take longer than a time. Both axes are
//! logarithmic, so that the slow calls, about which people complain, are easy to read as well.

use super::axis::{LABEL, MARGIN, Scale, TOP, WIDTH};
use super::axis::{headings, legend, log_ticks, tick_text, time_text, x_axis, y_axis};
use super::canvas::{Align, Canvas, Type, text_width};
use super::palette::{BLUE, Color, GREEN, GREY, ORANGE, PAPER, PURPLE, SKY, VERMILLION};
use super::picture::{Picture, capital, subtitle};
use crate::experiment::{LatencyDistribution, Record};
use crate::measure::{Measure, ScopeKind, Statistic};
use crate::report::lookup::of_all;
use crate::report::number;

const HEIGHT: f64 = 520.0;
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
    let floor = floor(all.count);
    let (from, to) = range(std::iter::once(all).chain(others.iter().copied()), floor)?;

    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let title = title(record, measure);
    let more = format!("{} calls", number::grouped(all.count));
    headings(&mut canvas, &title, &subtitle(record, &more));
    let mut top = TOP + 24.0;
    if !others.is_empty() {
        let mut entries = vec![("all calls".to_owned(), BLUE)];
        entries.extend(others.iter().zip(OTHERS).map(|(d, c)| (d.scope.label(), c)));
        top = legend(&mut canvas, &entries, MARGIN, TOP + 4.0) + 24.0;
    }
    let (left, right, bottom) = (MARGIN + 58.0, WIDTH - MARGIN - 12.0, HEIGHT - 52.0);
    let (x, y) = frame(&mut canvas, measure, (from, to, floor), top);

    let points = percentiles(record, measure, (&x, &y));
    for p in &points {
        canvas.line(vec![(left, p.at.1), p.at, (p.at.0, bottom)], GREY, 1.0);
    }
    // The white background of the text hides the grid, and is drawn before the curves.
    let ends = (left, right, others.is_empty());
    let words: Vec<(f64, f64)> = points.iter().map(|p| p.words(&mut canvas, ends)).collect();
    for (d, color) in others.iter().zip(OTHERS) {
        canvas.line(curve(d, &x, &y, floor), color, 1.6);
    }
    canvas.line(curve(all, &x, &y, floor), BLUE, 2.6);
    for (p, from) in points.iter().zip(words) {
        canvas.text(from, &p.text, Type::bold(LABEL), Align::Left);
        canvas.dot(p.at, 4.5, BLUE);
    }
    let title = format!("Distribution of {}", measure.label());
    let about = "A curve: the share of calls that take longer than a time, with points at the percentiles; both axes are \
                 logarithmic.";
    Some(Picture { name, title, about, canvas })
}

/// The distributions of a latency in several designs; `None` if there are too many lines.
pub(super) fn compared(record: &Record, measure: Measure) -> Option<Picture> {
    let all: Vec<&LatencyDistribution> = found(record, measure).collect();
    if all.len() < 2 || all.len() > DESIGNS.len() {
        return None;
    }
    let floor = all.iter().map(|d| floor(d.count)).fold(0.0, f64::max);
    let (from, to) = range(all.iter().copied(), floor)?;
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let title = format!("{}, by design", capital(measure.label()));
    let calls = all.iter().map(|d| d.count).max().unwrap_or(0);
    let more = format!("up to {} calls each", number::grouped(calls));
    headings(&mut canvas, &title, &subtitle(record, &more));
    let entries: Vec<_> = all.iter().zip(DESIGNS).map(|(d, c)| (d.design.clone(), c)).collect();
    let top = legend(&mut canvas, &entries, MARGIN, TOP + 4.0) + 24.0;
    let (x, y) = frame(&mut canvas, measure, (from, to, floor), top);
    for (d, color) in all.iter().zip(DESIGNS) {
        canvas.line(curve(d, &x, &y, floor), color, 2.2);
    }
    let about = "A curve for each design: the share of calls that take longer than a time; both axes are logarithmic.";
    Some(Picture { name: "distributions", title, about, canvas })
}

/// Draws both axes below `top`.
fn frame(
    canvas: &mut Canvas,
    measure: Measure,
    (from, to, floor): (f64, f64, f64),
    top: f64,
) -> (Scale, Scale) {
    let (left, right, bottom) = (MARGIN + 58.0, WIDTH - MARGIN - 12.0, HEIGHT - 52.0);
    let x = Scale::log((from, to), (left, right));
    let y = Scale::log((floor, 1.0), (bottom, top));
    let marks: Vec<_> = log_ticks(from, to).iter().map(|t| (x.at(*t), time_text(*t))).collect();
    x_axis(canvas, &marks, (left, right), (top, bottom), measure.label());
    let mut share = 1.0;
    let mut marks = Vec::new();
    while share > floor * 0.999 {
        marks.push((y.at(share), format!("{} %", tick_text(share * 100.0))));
        share /= 10.0;
    }
    y_axis(canvas, &marks, (left, right), "share of calls that take longer");
    (x, y)
}

fn found(record: &Record, measure: Measure) -> impl Iterator<Item = &LatencyDistribution> {
    record.distributions.iter().filter(move |d| d.measure == measure && d.points.len() > 1)
}

fn title(record: &Record, measure: Measure) -> String {
    let name = capital(measure.label());
    match of_all(record, measure, Statistic::P95).filter(|e| e.value.is_some()) {
        Some(e) => format!("{name}: 95 % of calls within {}", number::estimate(e)),
        None => name,
    }
}

/// The smallest share that this number of calls can show.
fn floor(count: u64) -> f64 {
    match count {
        n if n >= 100_000 => 1e-4,
        n if n >= 5_000 => 1e-3,
        _ => 1e-2,
    }
}

/// The range of times: from where the first curve leaves the top to where the last reaches the floor.
fn range<'a>(all: impl Iterator<Item = &'a LatencyDistribution>, floor: f64) -> Option<(f64, f64)> {
    let (mut from, mut to) = (f64::INFINITY, 0.0_f64);
    for d in all {
        let positive = || d.points.iter().filter(|(t, _)| *t > 0.0 && t.is_finite());
        let first = positive().find(|(_, share)| *share >= 0.002).or_else(|| positive().next());
        let last =
            positive().find(|(_, share)| 1.0 - share <= floor).or_else(|| positive().next_back());
        from = from.min(first?.0);
        to = to.max(last?.0);
    }
    // A constant needs an axis too.
    let (from, to) = if to < from * 1.5 { (from / 2.0, to * 2.0) } else { (from * 0.9, to * 1.05) };
    (from.is_finite() && to > from).then_some((from, to))
}

fn curve(d: &LatencyDistribution, x: &Scale, y: &Scale, floor: f64) -> Vec<(f64, f64)> {
    let mut points = Vec::with_capacity(d.points.len() + 2);
    let mut beginning = true;
    for (time, share) in d.points.iter().filter(|(t, _)| *t > 0.0) {
        if beginning {
            points.push((x.at(f64::MIN_POSITIVE), y.at(1.0)));
            points.push((x.at(*time), y.at(1.0)));
            beginning = false;
        }
        let slower = 1.0 - share;
        points.push((x.at(*time), y.at(slower.max(floor))));
        if slower <= floor {
            break;
        }
    }
    points
}

/// A marked point of the curve with its text.
struct Percentile {
    at: (f64, f64),
    text: String,
}

impl Percentile {
    /// Clears the place of the text and returns where the text begins: right of the curve if it is
    /// `alone`, or below left near the edge; if there are several curves, at the left end of the guide
    /// line.
    fn words(&self, canvas: &mut Canvas, (left, right, alone): (f64, f64, bool)) -> (f64, f64) {
        let wide = text_width(&self.text, Type::bold(LABEL));
        let from = if !alone {
            (left + 8.0, self.at.1 - 11.0)
        } else if self.at.0 + 16.0 + wide <= right {
            (self.at.0 + 13.0, self.at.1 - 8.0)
        } else {
            (self.at.0 - 16.0 - wide, self.at.1 + 14.0)
        };
        let (upper, lower) = ((from.0 - 3.0, from.1 - 9.0), (from.0 + wide + 3.0, from.1 + 9.0));
        canvas.rectangle(upper, lower, PAPER);
        from
    }
}

fn percentiles(record: &Record, measure: Measure, (x, y): (&Scale, &Scale)) -> Vec<Percentile> {
    let mut found = Vec::new();
    for (statistic, share, words) in PERCENTILES {
        let Some(e) = of_all(record, measure, statistic) else { continue };
        let Some(value) = e.value else { continue };
        let text = format!("{words} within {}", number::estimate(e));
        found.push(Percentile { at: (x.at(value), y.at(1.0 - share)), text });
    }
    found
}
