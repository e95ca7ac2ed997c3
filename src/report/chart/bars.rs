//! Charts of level bars: how calls ended, how busy the stations are, where routing spends time.

use super::axis::{LABEL, MARGIN, Scale, TICK, TOP, WIDTH};
use super::axis::{headings, legend, tick_text, ticks, x_axis};
use super::canvas::{Align, Canvas, Type, fitted, text_width};
use super::palette::{BLUE, Color, GREEN, GREY, INK, ORANGE, PAPER, PURPLE, SKY, VERMILLION};
use super::picture::{Picture, subtitle};
use crate::experiment::{Estimate, Record};
use crate::measure::{Dimension, Measure, Scope, ScopeKind, Statistic};
use crate::report::lookup::{hop_label, of_all, one, outcome_label};
use crate::report::number;
use crate::report::sections::{outcomes, routing, utilization};

/// More bars than this are too thin to read; the busiest are shown.
const MAX_BARS: usize = 24;
const ROW: f64 = 30.0;

struct Bar<'a> {
    label: String,
    estimate: &'a Estimate,
    color: Color,
}

/// How calls ended.
pub(super) fn outcomes(record: &Record) -> Option<Picture> {
    let (class, found) = outcomes::outcome_estimates(record);
    let which = if class == "all" { String::new() } else { format!("{class} ") };
    let title = format!("How {which}calls ended");
    outcome_chart(record, &found, &title, "outcomes")
}

/// Where faxes end.
pub(super) fn faxes(record: &Record) -> Option<Picture> {
    let found = outcomes::outcomes_of(record, "fax");
    outcome_chart(record, &found, "Where faxes end", "faxes")
}

fn outcome_chart(
    record: &Record,
    found: &[&Estimate],
    title: &str,
    name: &'static str,
) -> Option<Picture> {
    let first = found.first()?;
    let bars: Vec<Bar> = found
        .iter()
        .map(|e| {
            let name = e.figure.scope.get(ScopeKind::Outcome).unwrap_or_default();
            Bar { label: outcome_label(name), estimate: e, color: outcome_color(name) }
        })
        .collect();
    let heading = format!("{title}: {} {}", number::estimate(first), bars[0].label);
    let groups = [
        ("the caller got through".to_owned(), BLUE),
        ("the caller gave up".to_owned(), GREY),
        ("refused or failed".to_owned(), VERMILLION),
    ];
    let attempts = found.iter().map(|e| e.count).sum();
    let more = format!("{} attempts", number::grouped(attempts));
    let canvas = bar_chart(&bars, &groups, "share of attempts, %", None, |canvas| {
        headings(canvas, &heading, &subtitle(record, &more));
    });
    Some(Picture { name, title: title.to_owned(), canvas })
}

/// Which missed-call notifications are lost, by mailbox version and path; only where some are.
pub(super) fn notifications(record: &Record) -> Option<Picture> {
    let hourly = of_all(record, Measure::MissedCallNotificationsLost, Statistic::PerHour)?;
    let whole = of_all(record, Measure::MissedCallNotificationLoss, Statistic::Value)?;
    if whole.count == 0 {
        return None;
    }
    let mut bars: Vec<Bar> = Vec::new();
    for e in record.of_measure(Measure::MissedCallNotificationLoss) {
        let parts: Vec<(ScopeKind, &str)> = e.figure.scope.parts().collect();
        if let [(ScopeKind::Mailbox, version), (ScopeKind::Path, path)] = parts[..]
            && e.value.is_some()
        {
            let when = if path == "A" { "before the answer" } else { "in the greeting" };
            let label = format!("{}, {when}", version.replace("exchange-", "Exchange "));
            let color = if e.count > 0 { VERMILLION } else { BLUE };
            bars.push(Bar { label, estimate: e, color });
        }
    }
    let rate = number::in_scale(hourly, &number::Scale { factor: 1.0, unit: String::new() });
    let heading = format!(
        "{} of missed-call notifications are lost: {rate} an hour",
        number::estimate(whole)
    );
    let groups = [("lost".to_owned(), VERMILLION), ("none lost".to_owned(), BLUE)];
    let axis = "share lost of those that are due, %";
    let canvas = bar_chart(&bars, &groups, axis, Some(100.0), |canvas| {
        headings(canvas, &heading, &subtitle(record, "when the caller hung up"));
    });
    let title = "Which missed-call notifications are lost".into();
    Some(Picture { name: "notifications", title, canvas })
}

fn outcome_color(name: &str) -> Color {
    match name {
        "answered" | "voice-message" | "carried" | "served" | "fax-delivered" => BLUE,
        n if n.starts_with("hung-up") || n.starts_with("abandoned") || n == "in-flight" => GREY,
        _ => VERMILLION,
    }
}

/// How busy the cores of servers are.
pub(super) fn servers(record: &Record) -> Option<Picture> {
    let scopes = utilization::busiest(record);
    let what = "busy share of all cores, %";
    let canvas = utilization(record, &scopes, "Busiest server", what)?;
    Some(Picture { name: "utilization", title: "How busy the servers are".into(), canvas })
}

/// How full channels and call slots are.
pub(super) fn slots(record: &Record) -> Option<Picture> {
    let scopes = utilization::fullest(record);
    let what = "occupied share of channels or call slots, %";
    let canvas = utilization(record, &scopes, "Fullest", what)?;
    Some(Picture {
        name: "occupancy",
        title: "How full channels and call slots are".into(),
        canvas,
    })
}

fn utilization(record: &Record, scopes: &[&Scope], first: &str, what: &str) -> Option<Canvas> {
    let of = |scope: &&Scope| one(record, Measure::Utilization, scope, Statistic::Value);
    let found: Vec<&Estimate> = scopes.iter().filter_map(of).collect();
    let busiest = *found.first()?;
    let bars: Vec<Bar> = found
        .iter()
        .take(MAX_BARS)
        .map(|e| Bar {
            label: e.figure.scope.label(),
            estimate: e,
            color: load_color(e.value.unwrap_or(0.0)),
        })
        .collect();
    let room = Type::bold(15.0);
    let title = format!(
        "{first}: {} at {}",
        fitted(&busiest.figure.scope.label(), room, 480.0),
        number::estimate(busiest)
    );
    let groups = [
        ("below 70 %".to_owned(), BLUE),
        ("70 % to 90 %".to_owned(), ORANGE),
        ("90 % and more".to_owned(), VERMILLION),
    ];
    let more = if found.len() > MAX_BARS {
        format!("the {MAX_BARS} busiest of {}", found.len())
    } else {
        String::new()
    };
    Some(bar_chart(&bars, &groups, what, Some(100.0), |canvas| {
        headings(canvas, &title, &subtitle(record, &more));
    }))
}

fn load_color(utilization: f64) -> Color {
    match utilization {
        u if u >= 0.9 => VERMILLION,
        u if u >= 0.7 => ORANGE,
        _ => BLUE,
    }
}

/// Bars of shares in per cent, with whiskers and their numbers behind them.
fn bar_chart(
    bars: &[Bar],
    groups: &[(String, Color)],
    axis: &str,
    full: Option<f64>,
    headings: impl FnOnce(&mut Canvas),
) -> Canvas {
    let shown = |color: &Color| bars.iter().any(|bar| bar.color == *color);
    let used: Vec<_> = groups.iter().filter(|(_, color)| shown(color)).cloned().collect();
    let height = TOP + 26.0 + bars.len() as f64 * ROW + 56.0;
    let mut canvas = Canvas::new(WIDTH, height);
    headings(&mut canvas);
    let top = legend(&mut canvas, &used, MARGIN, TOP + 4.0) + 6.0;
    let look = Type::plain(LABEL);
    let texts: Vec<String> = bars.iter().map(|b| number::estimate(b.estimate)).collect();
    let widest = |texts: &mut dyn Iterator<Item = &String>| {
        texts.map(|t| text_width(t, look)).fold(0.0, f64::max)
    };
    let left = MARGIN + widest(&mut bars.iter().map(|b| &b.label)).min(WIDTH * 0.42) + 12.0;
    let right = WIDTH - MARGIN - widest(&mut texts.iter()) - 12.0;
    let end = |e: &Estimate| e.high.or(e.value).unwrap_or(0.0) * 100.0;
    let largest = bars.iter().map(|b| end(b.estimate)).fold(0.0, f64::max);
    // A whisker may pass 100 %; the axis then goes on to where it ends.
    let marks = match full {
        Some(full) if largest <= full * 1.02 => ticks(full, 5),
        _ => ticks(largest, 6),
    };
    let last = marks.last().copied().unwrap_or(1.0);
    let scale = Scale::linear((0.0, last), (left, right));
    let bottom = top + bars.len() as f64 * ROW + 4.0;
    let marks: Vec<_> = marks.iter().map(|v| (scale.at(*v), tick_text(*v))).collect();
    x_axis(&mut canvas, &marks, (left, right), (top, bottom), axis);
    for (i, (bar, text)) in bars.iter().zip(&texts).enumerate() {
        let y = top + (i as f64 + 0.5) * ROW + 2.0;
        let at = |v: f64| scale.at(v * 100.0);
        let value = at(bar.estimate.value.unwrap_or(0.0));
        canvas.rectangle((left, y - 9.0), (value.max(left + 1.0), y + 9.0), bar.color);
        let mut after = value;
        if let (Some(low), Some(high)) = (bar.estimate.low, bar.estimate.high) {
            whisker(&mut canvas, (at(low), at(high)), y);
            after = after.max(at(high));
        }
        let label = fitted(&bar.label, look, left - MARGIN - 12.0);
        canvas.text((left - 10.0, y), &label, look, Align::Right);
        canvas.rectangle(
            (after + 6.0, y - 9.0),
            (after + 14.0 + text_width(text, look), y + 9.0),
            PAPER,
        );
        canvas.text((after + 10.0, y), text, look, Align::Left);
    }
    canvas
}

/// An interval across a bar.
fn whisker(canvas: &mut Canvas, (low, high): (f64, f64), y: f64) {
    if high - low < 1.0 {
        return;
    }
    canvas.line(vec![(low, y), (high, y)], INK, 1.2);
    for end in [low, high] {
        canvas.line(vec![(end, y - 4.0), (end, y + 4.0)], INK, 1.2);
    }
}

/// Where voice-mail routing spends its time, hop by hop.
pub(super) fn hops(record: &Record) -> Option<Picture> {
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
        format!("{} on average", number::estimate(e))
    });
    let title = format!(
        "Voice-mail routing takes {whole}; {:.0} % of it at the {}",
        longest.1 / total * 100.0,
        hop_label(longest.0)
    );
    let height = TOP + 30.0 + rows.len() as f64 * 54.0 + 56.0;
    let mut canvas = Canvas::new(WIDTH, height);
    headings(&mut canvas, &title, &subtitle(record, "means, which add up"));
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
    let bottom = top + rows.len() as f64 * 54.0;
    let drawn: Vec<_> = marks.iter().map(|v| (scale.at(*v), tick_text(*v))).collect();
    x_axis(&mut canvas, &drawn, (left, right), (top, bottom), &format!("mean time, {}", unit.unit));
    for (i, (hop, sum)) in rows.iter().enumerate() {
        let y = top + (i as f64 + 0.5) * 54.0;
        let label = fitted(&labels[i], look, left - MARGIN - 12.0);
        canvas.text((left - 10.0, y), &label, look, Align::Right);
        let mut from = 0.0;
        for (_, part, e) in parts.iter().filter(|(h, _, _)| h == hop) {
            let to = from + value(e) * unit.factor;
            segment(&mut canvas, part, (scale.at(from), scale.at(to)), y, value(e) * unit.factor);
            from = to;
        }
        let text = in_unit(*sum, &unit);
        canvas.text((scale.at(from) + 8.0, y), &text, Type::bold(LABEL), Align::Left);
    }
    Some(Picture {
        name: "latency-by-hop",
        title: "Where voice-mail routing spends its time".into(),
        canvas,
    })
}

fn segment(canvas: &mut Canvas, part: &str, (from, to): (f64, f64), y: f64, value: f64) {
    let color = part_color(part);
    canvas.rectangle((from, y - 15.0), (to, y + 15.0), color);
    canvas.line(vec![(to, y - 15.0), (to, y + 15.0)], PAPER, 1.0);
    let dark = matches!(part, "service" | "wait");
    let look = Type::plain(TICK).color(if dark { PAPER } else { INK });
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
