//! Charts of horizontal bars: how calls ended, which notifications are lost, how busy servers are.

use super::axis::{LABEL, MARGIN, Scale, TOP, WIDTH};
use super::axis::{headings, legend, tick_text, ticks, x_axis};
use super::canvas::{Align, Canvas, Type, fitted, text_width};
use super::palette::{BLUE, Color, GREY, INK, ORANGE, PAPER, VERMILLION};
use super::picture::{Picture, subtitle};
use crate::experiment::{Estimate, LossesSummary, Record};
use crate::measure::{Measure, Scope, ScopeKind, Statistic};
use crate::report::lookup::{of_all, one, outcome_label};
use crate::report::number;
use crate::report::sections::{outcomes, single_losses, utilization};

/// The maximum number of bars; the busiest are shown.
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

/// How faxes ended.
pub(super) fn faxes(record: &Record) -> Option<Picture> {
    let found = outcomes::outcomes_of(record, "fax");
    outcome_chart(record, &found, "How faxes ended", "faxes")
}

fn outcome_chart(
    record: &Record,
    found: &[&Estimate],
    title: &str,
    name: &'static str,
) -> Option<Picture> {
    // One bar is a sentence of the table.
    let first = found.first().filter(|_| found.len() > 1)?;
    let bars: Vec<Bar> = found
        .iter()
        .map(|e| {
            let name = e.figure.scope.get(ScopeKind::Outcome).unwrap_or_default();
            Bar { label: outcome_label(name), estimate: e, color: outcome_color(name) }
        })
        .collect();
    let heading = format!("{title}: {} {}", number::on_chart(first), bars[0].label);
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
    let about =
        "A bar for each way in which attempts ended: its share of the attempts, with its interval.";
    Some(Picture { name, title: title.to_owned(), about, canvas })
}

/// The missed-call notifications that are lost, by mailbox version and call path; `None` if none is lost.
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
    let heading = format!(
        "{} of the missed-call notifications are lost: {}",
        number::on_chart(whole),
        number::on_chart(hourly)
    );
    let groups = [("lost".to_owned(), VERMILLION), ("none lost".to_owned(), BLUE)];
    let axis = "share of due notifications that are lost, %";
    let canvas = bar_chart(&bars, &groups, axis, Some(100.0), |canvas| {
        headings(canvas, &heading, &subtitle(record, "by when the caller hung up"));
    });
    let title = "Which missed-call notifications are lost".into();
    let about = "A bar for each version of the mailbox and each moment at which the caller hung up: the share of the \
                 notifications due that are lost, with its interval.";
    Some(Picture { name: "notifications", title, about, canvas })
}

/// The calls lost with every single loss, the worst first, below those of the good day.
pub(super) fn single_losses(record: &Record, study: &LossesSummary) -> Option<Picture> {
    let of = |design: &str| record.estimates.find(design, &single_losses::calls_lost());
    let good_day = of(&study.good_day)?;
    let label = "the good day".to_owned();
    let mut bars = vec![Bar { label, estimate: good_day, color: GREY }];
    for loss in &study.losses {
        let Some(estimate) = of(&loss.design) else { continue };
        let color = match (loss.broken.is_empty(), loss.undecided.is_empty()) {
            (false, _) => VERMILLION,
            (true, false) => ORANGE,
            (true, true) => BLUE,
        };
        bars.push(Bar { label: loss.design.clone(), estimate, color });
    }
    let worst = bars.get(1)?;
    let others = study.losses.iter().filter(|loss| loss.rank == 1).count().saturating_sub(1);
    let (losses, others) = match others {
        0 => ("loss", String::new()),
        n => ("losses", format!(" and {n} more that share its place")),
    };
    let heading = format!(
        "The worst single {losses}: {}{others}, with {} of the calls lost",
        fitted(&worst.label, Type::bold(15.0), if others.is_empty() { 400.0 } else { 200.0 }),
        number::on_chart(worst.estimate)
    );
    let more = match bars.len() {
        n if n > MAX_BARS => format!("the {} worst of {}", MAX_BARS - 1, n - 1),
        _ => String::new(),
    };
    bars.truncate(MAX_BARS);
    let none = match single_losses::limits_loss(study.targets.iter()) {
        true => "breaks none",
        false => "breaks none, and none limits the calls lost",
    };
    let groups = [
        ("good day".to_owned(), GREY),
        ("breaks a target".to_owned(), VERMILLION),
        ("undecided".to_owned(), ORANGE),
        (none.to_owned(), BLUE),
    ];
    let canvas = bar_chart(&bars, &groups, "calls lost in the window, %", None, |canvas| {
        headings(canvas, &heading, &subtitle(record, &more));
    });
    let about = "A bar for each single loss, the worst first, below that of the good day: the share of the calls that are \
                 lost, with its interval.";
    let title = "What a single loss costs".into();
    Some(Picture { name: "single-losses", title, about, canvas })
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
    let what = "utilization of all cores, %";
    let canvas = utilization(record, &scopes, "Busiest server", what)?;
    let about = "A bar for each server, the busiest first: how busy its cores are, in percent, with its interval.";
    let title = "How busy the servers are".into();
    Some(Picture { name: "utilization", title, about, canvas })
}

/// How full channels and call slots are.
pub(super) fn slots(record: &Record) -> Option<Picture> {
    let scopes = utilization::fullest(record);
    let what = "utilization of channels or call slots, %";
    let canvas = utilization(record, &scopes, "Highest utilization", what)?;
    Some(Picture {
        name: "occupancy",
        title: "How full channels and call slots are".into(),
        about: "A bar for each group of channels or call slots, the fullest first: its utilization in percent, with its \
                interval.",
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
        number::on_chart(busiest)
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

/// Bars of shares in per cent, with whiskers for the intervals and with numbers.
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
    let texts: Vec<String> = bars.iter().map(|b| number::on_chart(b.estimate)).collect();
    let widest = |texts: &mut dyn Iterator<Item = &String>| {
        texts.map(|t| text_width(t, look)).fold(0.0, f64::max)
    };
    let left = MARGIN + widest(&mut bars.iter().map(|b| &b.label)).min(WIDTH * 0.42) + 12.0;
    let right = WIDTH - MARGIN - widest(&mut texts.iter()) - 12.0;
    let end = |e: &Estimate| e.high.or(e.value).unwrap_or(0.0) * 100.0;
    let largest = bars.iter().map(|b| end(b.estimate)).fold(0.0, f64::max);
    // A whisker can end beyond 100 %; the axis is then longer.
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
        let says = format!("{}: {}", bar.label, number::estimate(bar.estimate));
        canvas.hint((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), says);
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
