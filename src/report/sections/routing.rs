//! Where voice-mail routing spends its time, hop by hop.

use crate::experiment::{Estimate, Record};
use crate::measure::{Dimension, Measure, ScopeKind};
use crate::report::lookup::hop_label;
use crate::report::number::{self, Scale};
use crate::report::section::Section;

/// The hops of voice-mail routing in the order in which a call reaches them.
pub(crate) const HOPS: [&str; 4] = ["exum_routing", "call_router", "um_service", "worker_process"];

/// The parts of a hop's time.
pub(crate) const PARTS: [&str; 5] = ["network", "connection", "queue", "service", "wait"];

/// The parts of the routing latency as (hop, part, estimate), in reading order, without zeros.
pub(crate) fn parts(record: &Record) -> Vec<(&str, &str, &Estimate)> {
    let mut found: Vec<(&str, &str, &Estimate)> = record
        .of_measure(Measure::VoiceMailRoutingLatencyPart)
        .filter(|e| e.value.is_some_and(|v| v > 0.0))
        .filter_map(|e| {
            Some((e.figure.scope.get(ScopeKind::Hop)?, e.figure.scope.get(ScopeKind::Part)?, e))
        })
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
    let scale = Scale::of(Dimension::Time, largest);
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
    section.note = "means of parts add up, percentiles do not".into();
    section
}

fn percent_of(share: f64) -> String {
    if share < 0.005 { "< 1 %".to_owned() } else { format!("{:.0} %", share * 100.0) }
}

/// The name of a part as people read it.
pub(crate) fn part_label(part: &str) -> String {
    match part {
        "connection" => "connection set-up",
        "wait" => "wait for directory or store",
        "queue" => "queue for a core",
        other => other,
    }
    .to_owned()
}
