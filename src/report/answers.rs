//! A record as the answers a planner asked for, in the order of asking: sections of rows, ready
//! for the terminal and for a page. What the record does not hold is left out.

use super::number::{self, Scale};
use super::pick::{label, named, one, outcome_label, scope_label, scopes, single};
use super::resources;
use super::verdicts::{references, targets};
use crate::experiment::{Estimate, REFERENCE_LEVEL, Record};

/// A heading with a table under it.
pub(crate) struct Section {
    pub title: String,
    /// One line under the table; empty for none.
    pub note: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
}

/// A column's heading, and whether it holds numbers.
pub(crate) struct Column {
    pub title: String,
    pub number: bool,
}

impl Section {
    /// Columns as text; a title that begins with `>` heads numbers.
    pub(crate) fn new(title: &str, columns: &[&str]) -> Section {
        let column = |text: &&str| Column {
            title: text.trim_start_matches('>').to_owned(),
            number: text.starts_with('>'),
        };
        Section {
            title: title.to_owned(),
            note: String::new(),
            columns: columns.iter().map(column).collect(),
            rows: Vec::new(),
        }
    }
}

/// The line at the top: what ran, for how long, how often.
pub(crate) fn subtitle(record: &Record) -> String {
    let replications = match record.replications {
        1 => "1 replication".to_owned(),
        n => format!("{n} replications"),
    };
    format!(
        "{} measured after {} of warm-up, {replications}, {} intervals",
        number::span(record.duration_seconds),
        number::span(record.warm_up_seconds),
        number::join(&number::significant(record.confidence * 100.0), "%"),
    )
}

/// The line at the bottom, by which the run can be repeated and recognised.
pub(crate) fn provenance(record: &Record) -> String {
    format!(
        "seed {} · {} replications · digest {} · scenario {} · {} calls, {} messages, {} events · \
         busyhour {}",
        record.seed,
        record.replications,
        record.digest,
        record.scenario_sha256.get(..12).unwrap_or(&record.scenario_sha256),
        number::grouped(record.calls),
        number::grouped(record.messages),
        number::grouped(record.events),
        record.program_version,
    )
}

/// Every section that has a row, in reading order.
pub(crate) fn sections(record: &Record) -> Vec<Section> {
    let mut sections = vec![
        targets(record),
        calls(record),
        outcomes(record),
        shares(
            record,
            "Blocking and refusals",
            &[
                "blocking",
                "first_attempt_blocking",
                "calls_lost",
                "in_flight",
                "mediation_rejected",
                "um_rejected",
                "worker_rejected",
                "voice_mail_failed",
                "ser",
                "seer",
                "isa",
                "scr",
            ],
        ),
        latencies(record),
        resources::routing_parts(record),
        notifications(record),
        resources::stations(record),
        resources::slots(record),
        resources::links(record),
        references(&record.references, REFERENCE_LEVEL),
    ];
    sections.retain(|s| !s.rows.is_empty());
    sections
}

const COUNTS: [&str; 9] = [
    "calls",
    "attempts",
    "retries",
    "answered",
    "voice_messages",
    "hung_up_in_greeting",
    "abandoned",
    "missed_calls",
    "redirects",
];

fn calls(record: &Record) -> Section {
    let mut section = Section::new("Calls", &["", ">per replication", ">per hour", ">n"]);
    for measure in COUNTS {
        for scope in scopes(record, measure) {
            count_row(record, measure, scope, &mut section);
        }
    }
    section
}

fn count_row(record: &Record, measure: &str, scope: &str, section: &mut Section) {
    let count = one(record, measure, scope, "count")
        .or_else(|| one(record, measure, scope, "value"))
        .or_else(|| one(record, measure, scope, "mean"));
    let hourly = one(record, measure, scope, "per_hour");
    let Some(n) = count.or(hourly).map(|e| e.count) else { return };
    let cell = |e: Option<&Estimate>| e.map(plain).unwrap_or_default();
    let name =
        if measure == "redirects" { "redirects of a call, mean".into() } else { label(measure) };
    section.rows.push(vec![row_name(&name, scope), cell(count), cell(hourly), number::grouped(n)]);
}

/// An estimate whose unit the column's title says already.
fn plain(e: &Estimate) -> String {
    number::in_scale(e, &Scale { factor: 1.0, unit: String::new() })
}

/// The name itself for everything together, and the scope set in below it.
pub(crate) fn row_name(name: &str, scope: &str) -> String {
    if scope == "all" { name.to_owned() } else { format!("  {}", scope_label(scope)) }
}

fn outcomes(record: &Record) -> Section {
    let mut section = Section::new("Outcomes of calls", &["outcome", ">share", ">n"]);
    for e in outcome_estimates(record) {
        let name = named(&e.scope, "outcome").unwrap_or(&e.scope);
        section.rows.push(vec![outcome_label(name), number::estimate(e), number::grouped(e.count)]);
    }
    section
}

/// Outcomes of all calls that occurred or could have, most frequent first.
pub(crate) fn outcome_estimates(record: &Record) -> Vec<&Estimate> {
    let mut found: Vec<&Estimate> = single(record)
        .filter(|e| e.measure == "outcome" && e.statistic == "value")
        .filter(|e| e.scope.starts_with("outcome:") && !e.scope.contains('+'))
        .filter(|e| e.value.is_some_and(|v| v > 0.0))
        .collect();
    found.sort_by(|a, b| b.value.unwrap_or(0.0).total_cmp(&a.value.unwrap_or(0.0)));
    found
}

fn shares(record: &Record, title: &str, measures: &[&str]) -> Section {
    let mut section = Section::new(title, &["", ">share", ">n"]);
    for measure in measures {
        let mut first = true;
        for scope in scopes(record, measure) {
            let Some(e) = one(record, measure, scope, "value") else { continue };
            if first && scope != "all" {
                section.rows.push(vec![label(measure), String::new(), String::new()]);
            }
            first = false;
            section.rows.push(vec![
                row_name(&label(measure), scope),
                number::estimate(e),
                number::grouped(e.count),
            ]);
        }
    }
    section
}

/// The latencies of the table, in its order.
const LATENCIES: [&str; 6] = [
    "post_dial_delay",
    "session_request_delay",
    "answer_delay",
    "voice_mail_routing_latency",
    "time_to_greeting",
    "notification_delay",
];

fn latencies(record: &Record) -> Section {
    let columns = ["", ">mean", ">p50", ">p95", ">p99", ">max", "unit", ">n"];
    let mut section = Section::new("Latencies", &columns);
    for measure in LATENCIES {
        // One unit a measure, the one that fits its first mean, so that the eye can compare.
        let mut scale: Option<Scale> = None;
        for scope in scopes(record, measure) {
            let found: Vec<Option<&Estimate>> = ["mean", "p50", "p95", "p99", "max"]
                .iter()
                .map(|statistic| one(record, measure, scope, statistic))
                .collect();
            let Some(first) = found.iter().flatten().next() else { continue };
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
    if section.rows.iter().any(|row| row.iter().any(|cell| cell == number::NOT_ESTIMABLE)) {
        section.note = format!("{}: too few observations to estimate it", number::NOT_ESTIMABLE);
    }
    section
}

fn notifications(record: &Record) -> Section {
    let columns = ["", ">per replication or share", ">per hour", ">n"];
    let mut section = Section::new("Missed-call notifications", &columns);
    for measure in [
        "missed_call_notifications_due",
        "missed_call_notifications_sent",
        "missed_call_notifications_lost",
    ] {
        for scope in scopes(record, measure) {
            count_row(record, measure, scope, &mut section);
        }
    }
    let loss = shares(record, "", &["missed_call_notification_loss"]);
    for mut row in loss.rows {
        row.insert(2, String::new());
        section.rows.push(row);
    }
    section
}
