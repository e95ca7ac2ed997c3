//! The latencies: mean, percentiles and maximum.

use super::rows::row_name;
use crate::experiment::{Estimate, Record};
use crate::report::lookup::{label, one, scopes, single};
use crate::report::number::{self, Scale};
use crate::report::section::Section;

/// Latencies in the order in which a planner asks for them; others follow as in the record.
const FIRST: [&str; 7] = [
    "post_dial_delay",
    "voice_mail_routing_latency",
    "time_to_greeting",
    "notification_delay",
    "answer_delay",
    "session_request_delay",
    "session_request_delay_failed",
];

fn latency_measures(record: &Record) -> Vec<&str> {
    let mut measures: Vec<&str> = FIRST.to_vec();
    for e in single(record).filter(|e| e.statistic == "p50" && e.unit == "s" && e.count > 0) {
        if !measures.contains(&e.measure.as_str()) {
            measures.push(&e.measure);
        }
    }
    measures
}

pub(super) fn latencies(record: &Record) -> Section {
    let columns = ["", ">mean", "2>p50", ">p95", ">p99", "3>max", "unit", "1>n"];
    let mut section = Section::new("Latencies", &columns);
    let measures = latency_measures(record);
    for measure in &measures {
        // One unit a measure, the one that fits its first mean, so that the eye can compare.
        let mut scale: Option<Scale> = None;
        for scope in scopes(record, measure) {
            let found: Vec<Option<&Estimate>> = ["mean", "p50", "p95", "p99", "max"]
                .iter()
                .map(|statistic| one(record, measure, scope, statistic))
                .collect();
            let Some(first) = found.iter().flatten().find(|e| e.count > 0) else { continue };
            let scale = scale
                .get_or_insert_with(|| Scale::of(measure, &first.unit, first.value.unwrap_or(0.0)));
            let mut row = vec![row_name(&label(measure), scope)];
            row.extend(
                found.iter().map(|e| e.map_or(String::new(), |e| number::in_scale(e, scale))),
            );
            row.push(scale.unit.clone());
            row.push(number::grouped(first.count));
            section.rows.push(row);
        }
    }
    let mut notes: Vec<String> = Vec::new();
    if section.rows.iter().any(|row| row.iter().any(|cell| cell == number::NOT_ESTIMABLE)) {
        notes.push(format!("{}: too few observations to estimate it", number::NOT_ESTIMABLE));
    }
    notes.extend(measures.iter().filter_map(|measure| left_out(record, measure)));
    section.note = notes.join("; ");
    section
}

/// How many calls gave no value to a latency, and their share.
fn left_out(record: &Record, measure: &str) -> Option<String> {
    let e = one(record, &format!("{measure}.left_out"), "all", "value")?;
    Some(format!(
        "{} leaves out {} attempts ({:.1} %) that ended before it did",
        label(measure),
        number::grouped(e.count),
        e.value? * 100.0
    ))
}
