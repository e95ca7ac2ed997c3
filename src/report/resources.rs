//! The sections about what carries the calls: hops, stations, channels and slots, links.

use super::answers::Section;
use super::lookup::{hop_label, label, named, one, scope_label, scopes, single};
use super::number::{self, Scale};
use crate::experiment::{Estimate, Record};

/// Rows of a list of servers; what is beyond is in the CSV.
const MAX_ROWS: usize = 20;

/// The hops of voice-mail routing in the order a call meets them.
pub(crate) const HOPS: [&str; 4] = ["exum_routing", "call_router", "um_service", "worker_process"];

/// The parts of a hop's time.
pub(crate) const PARTS: [&str; 5] = ["network", "connection", "queue", "service", "wait"];

/// The parts of the routing latency as (hop, part, estimate), in reading order, zeros left out.
pub(crate) fn parts(record: &Record) -> Vec<(&str, &str, &Estimate)> {
    let mut found: Vec<(&str, &str, &Estimate)> = single(record)
        .filter(|e| e.measure == "voice_mail_routing_latency.part" && e.statistic == "mean")
        .filter(|e| e.value.is_some_and(|v| v > 0.0))
        .filter_map(|e| Some((named(&e.scope, "hop")?, named(&e.scope, "part")?, e)))
        .collect();
    let place =
        |list: &[&str], name: &str| list.iter().position(|x| *x == name).unwrap_or(list.len());
    found.sort_by_key(|(hop, part, _)| (place(&HOPS, hop), place(&PARTS, part)));
    found
}

/// Where the routing latency is spent, hop by hop.
pub(crate) fn routing_parts(record: &Record) -> Section {
    let title = "Where voice-mail routing spends its time";
    let mut section = Section::new(title, &["hop", "part", ">mean", "unit", ">share"]);
    let parts = parts(record);
    let total: f64 = parts.iter().filter_map(|(_, _, e)| e.value).sum();
    let largest = parts.iter().filter_map(|(_, _, e)| e.value).fold(0.0, f64::max);
    let scale = Scale::of("", "s", largest);
    let mut last = "";
    for (hop, part, e) in parts {
        let first = if hop == last { String::new() } else { hop_label(hop) };
        last = hop;
        section.rows.push(vec![
            first,
            part_label(part),
            number::in_scale(e, &scale),
            scale.unit.clone(),
            percent_of(e.value.unwrap_or(0.0) / total),
        ]);
    }
    section.note = "means add up; percentiles of parts would not".into();
    section
}

fn percent_of(share: f64) -> String {
    if share < 0.005 { "< 1 %".to_owned() } else { format!("{:.0} %", share * 100.0) }
}

/// A part for people.
pub(crate) fn part_label(part: &str) -> String {
    match part {
        "connection" => "connection set-up",
        "wait" => "wait for directory or store",
        "queue" => "queue for a core",
        other => other,
    }
    .to_owned()
}

/// Hosts whose cores do anything, busiest first.
pub(crate) fn busiest(record: &Record) -> Vec<&str> {
    by_utilization(record, |scope| {
        named(scope, "server").is_some() && named(scope, "slots").is_none()
    })
}

/// Channels of gateways and slots of servers that anybody uses, fullest first.
pub(crate) fn fullest(record: &Record) -> Vec<&str> {
    by_utilization(record, |scope| {
        named(scope, "gateway").is_some() || named(scope, "slots").is_some()
    })
}

fn by_utilization(record: &Record, wanted: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut found: Vec<(&str, f64)> = single(record)
        .filter(|e| e.measure == "utilization" && wanted(&e.scope))
        .filter_map(|e| Some((e.scope.as_str(), e.value.filter(|value| *value > 0.0)?)))
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    found.into_iter().map(|(scope, _)| scope).collect()
}

/// Stations that handle messages, busiest first.
pub(crate) fn stations(record: &Record) -> Section {
    let columns = ["server", ">utilization", ">mean wait", ">longest wait", "2>messages/s", "1>n"];
    let mut section = Section::new("Servers by utilization", &columns);
    let scopes = busiest(record);
    for scope in scopes.iter().take(MAX_ROWS) {
        let utilization = any(record, "utilization", scope, &["value", "mean"]);
        let wait = one(record, "queue_wait", scope, "mean");
        section.rows.push(vec![
            scope_label(scope),
            text(utilization),
            text(wait),
            text(one(record, "queue_wait", scope, "max")),
            bare(any(record, "messages_per_second", scope, &["value", "mean"])),
            wait.or(utilization).map(|e| number::grouped(e.count)).unwrap_or_default(),
        ]);
    }
    section.note = more(scopes.len());
    section
}

/// Channels of gateways, then call slots of servers.
pub(crate) fn slots(record: &Record) -> Section {
    let columns =
        ["channels and slots", ">offered", "2>carried", ">peak", ">utilization", ">refused", "1>n"];
    let mut section = Section::new("Channels and call slots (loads in erlang)", &columns);
    let mut names = fullest(record);
    // Stable: each kind keeps its order.
    names.sort_by_key(|scope| named(scope, "gateway").is_none());
    for scope in names.iter().take(MAX_ROWS) {
        let offered = any(record, "offered_load", scope, &["value", "mean"]);
        let refused = one(record, "blocking", scope, "value");
        section.rows.push(vec![
            scope_label(scope),
            bare(offered),
            bare(any(record, "carried_load", scope, &["value", "mean"])),
            bare(any(record, "peak", scope, &["max", "value", "mean"])),
            text(any(record, "utilization", scope, &["value", "mean"])),
            text(refused.or_else(|| any(record, "rejected", scope, &["value", "count"]))),
            offered.map(|e| number::grouped(e.count)).unwrap_or_default(),
        ]);
    }
    section.note = more(names.len());
    section
}

/// Media and bandwidth of links.
pub(crate) fn links(record: &Record) -> Section {
    let mut section = Section::new("Links", &["link", "", ">mean", ">max", "unit"]);
    for measure in ["streams", "bandwidth"] {
        for scope in scopes(record, measure) {
            let mean = any(record, measure, scope, &["mean", "value"]);
            let max = one(record, measure, scope, "max");
            let Some(unit) = mean.or(max).map(|e| e.unit.clone()) else { continue };
            let unit = if measure == "streams" { String::new() } else { unit };
            section.rows.push(vec![
                scope_label(scope),
                label(measure),
                bare(mean),
                bare(max),
                unit,
            ]);
        }
    }
    section
}

/// The first of the statistics that the record has.
pub(crate) fn any<'a>(
    record: &'a Record,
    measure: &str,
    scope: &str,
    statistics: &[&str],
) -> Option<&'a Estimate> {
    statistics.iter().find_map(|statistic| one(record, measure, scope, statistic))
}

fn text(e: Option<&Estimate>) -> String {
    e.map(number::estimate).unwrap_or_default()
}

fn bare(e: Option<&Estimate>) -> String {
    e.map(|e| number::with_interval(e.value, e.low, e.high)).unwrap_or_default()
}

fn more(rows: usize) -> String {
    if rows > MAX_ROWS {
        format!("the {MAX_ROWS} busiest of {rows}; all are in estimates.csv")
    } else {
        String::new()
    }
}
