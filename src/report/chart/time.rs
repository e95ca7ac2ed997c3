//! The run over time: calls in progress above, utilization and latencies below, with the warm-up
//! shaded.

use super::axis::{MARGIN, ROW, Scale, TICK, TOP, WIDTH};
use super::axis::{headings, legend, legend_rows, tick_text, ticks, x_axis, y_axis};
use super::canvas::{Align, Canvas, Type, text_width};
use super::palette::{BLUE, Color, GREEN, INK, ORANGE, PURPLE, SHADE, SOFT, TINT, VERMILLION};
use super::picture::{Picture, subtitle};
use crate::base::{Clock, SimTime, Span};
use crate::experiment::{Estimate, Record};
use crate::measure::{Measure, Scope};
use crate::report::lookup::{one, series};
use crate::report::number;
use crate::report::sections::utilization;

const PANEL: f64 = 210.0;

pub(super) struct Line<'a> {
    pub bins: Vec<&'a Estimate>,
    pub color: Color,
    /// Multiplies values of the record.
    pub factor: f64,
}

pub(super) struct Panel<'a> {
    pub axis: String,
    pub lines: Vec<Line<'a>>,
    pub entries: Vec<(String, Color)>,
    /// A limit in the unit of the axis, with words.
    pub limit: Option<(f64, String)>,
    /// The greatest value that there can be, in the unit of the axis; an interval does not pass it.
    pub most: f64,
}

impl<'a> Panel<'a> {
    /// A panel without a legend.
    pub(super) fn new(axis: &str, lines: Vec<Line<'a>>) -> Self {
        Panel {
            axis: axis.to_owned(),
            lines,
            entries: Vec::new(),
            limit: None,
            most: f64::INFINITY,
        }
    }
}

/// Calls in progress, utilization of channels and call slots, and latencies over the time of day.
pub(super) fn chart(record: &Record) -> Option<Picture> {
    let mut panels = Vec::new();
    let busy = series(record, Measure::CallsInProgress, &Scope::all());
    if busy.len() > 1 {
        let lines = vec![Line { bins: busy, color: BLUE, factor: 1.0 }];
        panels.push(Panel::new("calls in progress", lines));
    }
    panels.extend(loads(record));
    panels.extend(latencies(record));
    let title = title(record, panels.first()?);
    over_time(record, &panels, (&title, "means over replications"))
}

/// Panels one below the other over the time of day, with warm-up and planned outages shaded.
pub(super) fn over_time(
    record: &Record,
    panels: &[Panel<'_>],
    (title, more): (&str, &str),
) -> Option<Picture> {
    let first = panels.first()?;
    let end = first.lines.iter().flat_map(|l| &l.bins).filter_map(|e| e.to).fold(0.0, f64::max);
    let legends: f64 = panels.iter().map(|p| ROW * f64::from(legend_rows(&p.entries, WIDTH))).sum();
    let height = TOP + panels.len() as f64 * (PANEL + 62.0) + legends + 24.0;
    let mut canvas = Canvas::new(WIDTH, height);
    headings(&mut canvas, title, &subtitle(record, more));
    let (left, right) = (MARGIN + 58.0, WIDTH - MARGIN - 20.0);
    let x = Scale::linear((0.0, end), (left, right));
    let mut top = TOP + 26.0;
    let count = panels.len();
    for (i, panel) in panels.iter().enumerate() {
        if !panel.entries.is_empty() {
            let below = legend(&mut canvas, &panel.entries, MARGIN, top - 20.0);
            top = below + 24.0;
        }
        let bottom = top + PANEL;
        let shaded = shaded(record);
        for (from, to, color, _) in &shaded {
            shade(&mut canvas, (*from, *to, *color), &x, (top, bottom));
        }
        let (marks, words) = clock(record, end);
        let marks: Vec<_> = marks.into_iter().map(|(t, text)| (x.at(t), text)).collect();
        let words = if i + 1 == count { words } else { "" };
        x_axis(&mut canvas, &marks, (left, right), (top, bottom), words);
        draw(&mut canvas, panel, &x, (left, right, top, bottom));
        hints(&mut canvas, record, panel, (&x, (top, bottom)));
        if i == 0 {
            // In the other panels lines can cross the text.
            for (row, shaded) in shaded.iter().enumerate() {
                shade_label(&mut canvas, shaded, &x, bottom - 17.0 * row.saturating_sub(1) as f64);
            }
        }
        top = bottom + 62.0;
    }
    let title = "The run over time".into();
    let about = "Panels below each other over the time of day, each with curves of means over the replications and bands \
                 for their intervals; the warm-up is shaded.";
    Some(Picture { name: "over-time", title, about, canvas })
}

/// Planned outages that have a shade and a label.
const MAX_SHADED: usize = 8;

/// From, to (seconds), colour, and the labels, the longest first.
type Shaded = (f64, f64, Color, Vec<String>);

/// What is shaded: the warm-up, then the planned outages.
fn shaded(record: &Record) -> Vec<Shaded> {
    let words = ["warm-up, not measured", "warm-up"].map(str::to_owned).to_vec();
    let mut all = vec![(0.0, record.warm_up_seconds, SHADE, words)];
    for outage in record.outages.iter().take(MAX_SHADED) {
        let words = vec![format!("outage: {}", outage.name), outage.name.clone()];
        all.push((outage.from_seconds, outage.to_seconds, TINT, words));
    }
    all
}

/// The utilization of the busiest channels and call slots.
fn loads(record: &Record) -> Option<Panel<'_>> {
    const COLORS: [Color; 5] = [BLUE, ORANGE, GREEN, PURPLE, VERMILLION];
    let (mut lines, mut entries) = (Vec::new(), Vec::new());
    for scope in utilization::fullest(record) {
        if lines.len() == COLORS.len() {
            break;
        }
        let value =
            |measure: Measure| one(record, measure, scope, measure.usual_statistic())?.value;
        let bins = series(record, Measure::Occupancy, scope);
        let (Some(share), Some(calls)) = (value(Measure::Utilization), value(Measure::Occupancy))
        else {
            continue;
        };
        if bins.len() > 1 && calls > 0.0 {
            let color = COLORS[lines.len()];
            entries.push((scope.label(), color));
            // The utilization is of the time in which they are up, the bins are of all.
            let up = value(Measure::Availability).unwrap_or(1.0);
            lines.push(Line { bins, color, factor: 100.0 * up * share / calls });
        }
    }
    let axis = "utilization of channels or call slots, %";
    (!lines.is_empty()).then(|| Panel { entries, most: 100.0, ..Panel::new(axis, lines) })
}

fn latencies(record: &Record) -> Option<Panel<'_>> {
    let mut lines = Vec::new();
    let mut entries = Vec::new();
    for (measure, color) in [
        (Measure::VoiceMailRoutingLatency, ORANGE),
        (Measure::PostDialDelay, GREEN),
        (Measure::TimeToGreeting, BLUE),
    ] {
        let bins = series(record, measure, &Scope::all());
        if bins.len() > 1 {
            entries.push((format!("{}, mean", measure.label()), color));
            lines.push(Line { bins, color, factor: 1.0 });
        }
    }
    let largest = lines.iter().flat_map(|l| &l.bins).filter_map(|e| e.value).fold(0.0, f64::max);
    let ms = largest < 1.0;
    let (axis, factor) = if ms { ("latency, ms", 1e3) } else { ("latency, s", 1.0) };
    lines.iter_mut().for_each(|line| line.factor = factor);
    (!lines.is_empty()).then(|| Panel { entries, ..Panel::new(axis, lines) })
}

fn title(record: &Record, panel: &Panel) -> String {
    let measured = panel.lines[0]
        .bins
        .iter()
        .filter(|e| e.from.unwrap_or(0.0) >= record.warm_up_seconds)
        .filter(|e| {
            let until = record.warm_up_seconds + record.duration_seconds;
            e.to.unwrap_or(0.0) <= until * (1.0 + 1e-9)
        })
        .filter_map(|e| Some((e.value?, e.from?)));
    let top = measured.max_by(|a, b| a.0.total_cmp(&b.0));
    match top {
        Some((value, from)) if panel.entries.is_empty() => format!(
            "Calls in progress: the highest mean is {}, at {}",
            number::significant(value.round()),
            clock_text(record, from)
        ),
        _ => "The run over time".to_owned(),
    }
}

fn shade(
    canvas: &mut Canvas,
    (from, to, color): (f64, f64, Color),
    x: &Scale,
    (top, bottom): (f64, f64),
) {
    let (from, to) = (x.at(from), x.at(to));
    if to - from < 2.0 {
        return;
    }
    canvas.rectangle((from, top), (to, bottom), color);
}

/// Drawn after the grid, so that no line crosses the text.
fn shade_label(canvas: &mut Canvas, (from, to, color, words): &Shaded, x: &Scale, bottom: f64) {
    let (from, to) = (x.at(*from), x.at(*to));
    let look = Type::plain(TICK).color(SOFT);
    let fits = |text: &&String| text_width(text, look) + 12.0 < to - from;
    if let Some(text) = words.iter().find(fits) {
        let wide = text_width(text, look) + 8.0;
        let middle = (from + to) / 2.0;
        let (upper, lower) =
            ((middle - wide / 2.0, bottom - 21.0), (middle + wide / 2.0, bottom - 4.0));
        canvas.rectangle(upper, lower, *color);
        canvas.text((middle, bottom - 12.0), text, look, Align::Middle);
    }
}

/// The interval of a bin. One in which nothing was seen, or everything, has only a limit of what is possible, which is no
/// spread to draw.
fn band(e: &Estimate) -> Option<(f64, f64)> {
    let (value, low, high) = (e.value?, e.low?, e.high?);
    Some(if value == low || value == high { (value, value) } else { (low, high) })
}

/// Values this many times above nearly all others do not rule the scale.
const SPIKE: f64 = 2.5;
/// The share of the bins that are nearly all.
const NEARLY_ALL: f64 = 0.95;

/// Where the scale of a panel ends, in its unit, and words for what is above it: a short spike, or an interval that is
/// wider than the highest value.
fn largest(panel: &Panel) -> (f64, String) {
    let bins =
        || panel.lines.iter().flat_map(|line| line.bins.iter().map(move |e| (e, line.factor)));
    let mut values: Vec<f64> = bins().filter_map(|(e, factor)| Some(e.value? * factor)).collect();
    values.sort_by(f64::total_cmp);
    let highest = values.last().copied().unwrap_or(0.0);
    let place = (values.len() as f64 * NEARLY_ALL) as usize;
    let usual = values.get(place).copied().unwrap_or(highest);
    if usual > 0.0 && highest > SPIKE * usual && highest <= panel.most {
        let most = number::significant(highest);
        return (SPIKE * usual, format!(" (its highest value, {most}, is above the scale)"));
    }
    let ends = bins().filter_map(|(e, factor)| Some(band(e)?.1 * factor));
    let end = ends.fold(highest, f64::max).min(highest * SPIKE);
    (end.min(panel.most), String::new())
}

/// A hint for each bin: its time, and the values of all lines.
fn hints(canvas: &mut Canvas, record: &Record, panel: &Panel, (x, down): (&Scale, (f64, f64))) {
    let Some(first) = panel.lines.first() else { return };
    for bin in &first.bins {
        let Some((from, to)) = bin.from.zip(bin.to) else { continue };
        let says = panel.lines.iter().enumerate().filter_map(|(i, line)| {
            let same = line.bins.iter().find(|e| e.from == bin.from)?;
            let value = number::significant(same.value? * line.factor);
            let name = panel.entries.get(i).map_or("", |(name, _)| name);
            Some(format!("{name} {value}").trim_start().to_owned())
        });
        let says = says.collect::<Vec<_>>().join("; ");
        let times = format!("{} to {}", clock_text(record, from), clock_text(record, to));
        let says = format!("{times}, {}: {says}", panel.axis);
        canvas.hint((x.at(from), down.0), (x.at(to), down.1), says);
    }
}

fn draw(
    canvas: &mut Canvas,
    panel: &Panel,
    x: &Scale,
    (left, right, top, bottom): (f64, f64, f64, f64),
) {
    let (largest, above) = largest(panel);
    let largest = panel.limit.iter().map(|(limit, _)| *limit).fold(largest, f64::max);
    let marks = ticks(largest, 5);
    let y = Scale::linear((0.0, marks.last().copied().unwrap_or(1.0)), (bottom, top));
    let marks: Vec<_> = marks.iter().map(|v| (y.at(*v), tick_text(*v))).collect();
    y_axis(canvas, &marks, (left, right), &format!("{}{above}", panel.axis));
    for line in &panel.lines {
        // A bin without a value interrupts the line.
        for run in line.bins.split(|e| e.value.is_none()) {
            let middle = |e: &Estimate| x.at((e.from.unwrap_or(0.0) + e.to.unwrap_or(0.0)) / 2.0);
            let at = |e: &Estimate, v: f64| (middle(e), y.at((v * line.factor).min(panel.most)));
            if run.iter().all(|e| band(e).is_some()) {
                let upper = run.iter().filter_map(|e| Some(at(e, band(e)?.1)));
                let lower = run.iter().rev().filter_map(|e| Some(at(e, band(e)?.0)));
                canvas.area(upper.chain(lower).collect(), line.color, 0.22);
            }
            let points = run.iter().filter_map(|e| Some(at(e, e.value?))).collect();
            canvas.line(points, line.color, 2.0);
        }
    }
    if let Some((limit, words)) = &panel.limit {
        canvas.line(vec![(left, y.at(*limit)), (right, y.at(*limit))], INK, 1.2);
        let look = Type::plain(TICK).color(INK);
        // At the end of the axis title's line, where no line of the chart passes.
        canvas.text((right, top - 16.0), words, look, Align::Right);
    }
}

/// Ticks in seconds with the time of day, and the title of the axis. For runs of several days, hours
/// since the start.
fn clock(record: &Record, end: f64) -> (Vec<(f64, String)>, &'static str) {
    const MINUTES: [f64; 9] = [1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 240.0];
    let step = MINUTES.iter().map(|m| m * 60.0).find(|step| end / step <= 14.0);
    let clock = Clock::read(&record.start);
    let days = clock.is_none() || end > 36.0 * 3600.0;
    match step.filter(|_| !days) {
        Some(step) => {
            let start = clock.map_or(0.0, |clock| f64::from(clock.second_of_day(SimTime::ZERO)));
            let first = (start / step).ceil() * step - start;
            let count = ((end - first) / step).floor().max(0.0) as usize;
            let at = |i: usize| first + i as f64 * step;
            ((0..=count).map(|i| (at(i), clock_text(record, at(i)))).collect(), "time of day")
        }
        None => {
            let marks = ticks(end / 3600.0, 10).into_iter().filter(|h| h * 3600.0 <= end * 1.0001);
            (marks.map(|h| (h * 3600.0, tick_text(h))).collect(), "hours since the start")
        }
    }
}

fn clock_text(record: &Record, seconds: f64) -> String {
    let at = Span::from_seconds(seconds).map(|span| SimTime::ZERO + span);
    match (Clock::read(&record.start), at) {
        (Some(clock), Some(at)) => {
            // To the nearest minute.
            let minutes = (clock.second_of_day(at) + 30) / 60 % 1_440;
            format!("{:02}:{:02}", minutes / 60, minutes % 60)
        }
        _ => number::span(seconds),
    }
}
