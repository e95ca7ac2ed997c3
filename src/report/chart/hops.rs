//! Where voice-mail routing spends its time: a bar for each hop, divided into its parts.

use super::axis::{LABEL, MARGIN, Scale, TICK, TOP, WIDTH};
use super::axis::{headings, legend, tick_text, ticks, x_axis};
use super::canvas::{Align, Canvas, Type, fitted, text_width};
use super::palette::{BLUE, Color, GREEN, GREY, ORANGE, PAPER, PURPLE, SKY, ink_on};
use super::picture::{Picture, subtitle};
use crate::experiment::{Estimate, Record};
use crate::measure::{Dimension, Measure, Statistic};
use crate::report::lookup::{hop_label, of_all};
use crate::report::number;
use crate::report::sections::routing;

const ROW: f64 = 54.0;

/// The chart; `None` if no call was routed to voice mail.
pub(super) fn chart(record: &Record) -> Option<Picture> {
    let parts = routing::parts(record);
    let value = |e: &Estimate| e.value.unwrap_or(0.0);
    let mut rows: Vec<(&str, f64)> = Vec::new();
    for (hop, _, e) in &parts {
        match rows.last_mut() {
            Some((last, sum)) if last == hop => *sum += value(e),
            _ => rows.push((hop, value(e))),
        }
    }
    let total: f64 = rows.iter().map(|r| r.1).sum();
    let longest = rows.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let unit = number::Scale::of(Dimension::Time, longest.1);
    let whole = of_all(record, Measure::VoiceMailRoutingLatency, Statistic::Mean);
    let whole = whole.map_or(format!("{} on average", in_unit(total, &unit)), |e| {
        format!("{} on average", number::on_chart(e))
    });
    let title = format!(
        "Voice-mail routing takes {whole}; {:.0} % of it at the {}",
        longest.1 / total * 100.0,
        hop_label(longest.0)
    );
    let height = TOP + 30.0 + rows.len() as f64 * ROW + 56.0;
    let mut canvas = Canvas::new(WIDTH, height);
    headings(&mut canvas, &title, &subtitle(record, "means, which can be added"));
    let used: Vec<(String, Color)> = routing::PARTS
        .iter()
        .filter(|p| parts.iter().any(|(_, part, _)| part == *p))
        .map(|p| (routing::part_label(p), part_color(p)))
        .collect();
    let top = legend(&mut canvas, &used, MARGIN, TOP + 4.0) + 8.0;
    let look = Type::plain(LABEL);
    let labels: Vec<String> = rows.iter().map(|(hop, _)| hop_label(hop)).collect();
    let widest = labels.iter().map(|l| text_width(l, look)).fold(0.0, f64::max);
    let (left, right) = (MARGIN + widest.min(WIDTH * 0.42) + 12.0, WIDTH - MARGIN - 84.0);
    let marks = ticks(longest.1 * unit.factor, 6);
    let scale = Scale::linear((0.0, marks.last().copied().unwrap_or(1.0)), (left, right));
    let bottom = top + rows.len() as f64 * ROW;
    let drawn: Vec<_> = marks.iter().map(|v| (scale.at(*v), tick_text(*v))).collect();
    x_axis(&mut canvas, &drawn, (left, right), (top, bottom), &format!("mean time, {}", unit.unit));
    for (i, (hop, sum)) in rows.iter().enumerate() {
        let y = top + (i as f64 + 0.5) * ROW;
        let label = fitted(&labels[i], look, left - MARGIN - 12.0);
        canvas.text((left - 10.0, y), &label, look, Align::Right);
        let mut from = 0.0;
        for (_, part, e) in parts.iter().filter(|(h, _, _)| h == hop) {
            let to = from + value(e) * unit.factor;
            segment(&mut canvas, part, (scale.at(from), scale.at(to)), y, value(e) * unit.factor);
            let says =
                format!("{}, {}: {}", labels[i], routing::part_label(part), number::estimate(e));
            canvas.hint((scale.at(from), y - 15.0), (scale.at(to), y + 15.0), says);
            from = to;
        }
        let text = in_unit(*sum, &unit);
        canvas.text((scale.at(from) + 8.0, y), &text, Type::bold(LABEL), Align::Left);
    }
    Some(Picture {
        name: "latency-by-hop",
        title: "Where voice-mail routing spends its time".into(),
        about: "A bar for each hop, divided into network, connection, queue, service and wait: the mean time of each part.",
        canvas,
    })
}

fn segment(canvas: &mut Canvas, part: &str, (from, to): (f64, f64), y: f64, value: f64) {
    let color = part_color(part);
    canvas.rectangle((from, y - 15.0), (to, y + 15.0), color);
    canvas.line(vec![(to, y - 15.0), (to, y + 15.0)], PAPER, 1.0);
    let look = Type::plain(TICK).color(ink_on(color));
    let text = number::significant(value);
    if text_width(&text, look) + 8.0 < to - from {
        canvas.text(((from + to) / 2.0, y), &text, look, Align::Middle);
    }
}

fn part_color(part: &str) -> Color {
    match part {
        "network" => SKY,
        "connection" => PURPLE,
        "queue" => ORANGE,
        "service" => BLUE,
        "wait" => GREEN,
        _ => GREY,
    }
}

fn in_unit(seconds: f64, unit: &number::Scale) -> String {
    number::join(&number::significant(seconds * unit.factor), &unit.unit)
}
