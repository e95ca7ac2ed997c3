//! The run over time: calls in progress above, utilization and latencies below, with the warm-up
//! shaded.

use super::axis::{MARGIN, ROW, Scale, TICK, TOP, WIDTH, headings, legend, legend_rows, x_axis};
use super::canvas::{Align, Canvas, Type, text_width};
use super::clock::{clock, clock_text};
use super::palette::{BLUE, Color, GREEN, ORANGE, PURPLE, SHADE, SOFT, TINT, VERMILLION};
use super::panel::{Line, Panel, draw};
use super::picture::{Picture, subtitle};
use super::time_plot::{self, Shaded};
use crate::experiment::{Record, TargetVerdict};
use crate::measure::{Dimension, Measure, Scope};
use crate::report::lookup::{one, series, series_of};
use crate::report::number;
use crate::report::sections::utilization;

const PANEL: f64 = 210.0;

/// Calls in progress, utilization of channels and call slots, and latencies over the time of day.
pub(super) fn chart(record: &Record) -> Option<Picture> {
    let mut panels = Vec::new();
    let busy = series(record, Measure::CallsInProgress, &Scope::all());
    if busy.len() > 1 {
        let lines = vec![Line { bins: busy, color: BLUE, factor: 1.0 }];
        panels.push(Panel::new("calls in progress", lines));
    }
    panels.extend(loads(record));
    panels.extend(percentiles(record));
    panels.extend(latencies(record));
    let title = title(record, panels.first()?);
    let more = match panels.iter().any(|panel| panel.is_percentile()) {
        true => "means over replications, percentiles of all together",
        false => "means over replications",
    };
    over_time(record, &panels, (&title, more))
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
    let notes = subtitle(record, more);
    headings(&mut canvas, title, &notes);
    let shaded = shaded(record);
    canvas.plot(&time_plot::plot(record, panels, (title, &notes), (&shaded, end)));
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

/// Targets of percentiles that have a panel.
const MAX_PERCENTILES: usize = 3;

/// A limit this many times above the highest value is said and not drawn.
const FAR: f64 = 3.0;

/// Each percentile that has a target, with its limit.
fn percentiles(record: &Record) -> Vec<Panel<'_>> {
    const COLORS: [Color; MAX_PERCENTILES] = [ORANGE, GREEN, BLUE];
    let mut panels = Vec::new();
    let is_percentile =
        |t: &&TargetVerdict| t.figure.statistic.is_percentile() && t.figure.scope.is_all();
    for target in record.targets.iter().filter(is_percentile) {
        let bins = series_of(record, &target.figure);
        let values = || bins.iter().filter_map(|e| e.value);
        if values().count() < 2 || panels.len() == MAX_PERCENTILES {
            continue;
        }
        let highest = values().fold(0.0, f64::max);
        let unit = number::Scale::of(Dimension::Time, highest);
        let limit = number::exact(Dimension::Time, target.limit);
        let words = format!("target: {} {limit}", target.side.words());
        let far = target.limit > FAR * highest;
        let above = if far { format!(" ({words}, above the scale)") } else { String::new() };
        let axis = format!("{}, {}{above}", target.figure.label(), unit.unit);
        let lines = vec![Line { bins, color: COLORS[panels.len()], factor: unit.factor }];
        let limit = (!far).then_some((target.limit * unit.factor, words));
        panels.push(Panel { limit, ..Panel::new(&axis, lines) });
    }
    panels
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
