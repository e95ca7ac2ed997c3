//! A record as the answers a planner asked for, in the order of asking: sections of rows, ready
//! for the terminal and for a page. What the record does not hold is left out.

use super::kinds::{contacts, faxes, messages};
use super::lookup::{label, one, scope_label, scope_parts, scopes, single};
use super::number::{self, Scale};
use super::outcomes::{outcomes, shares};
use super::resources;
use super::verdicts::{precision, references, targets};
use crate::experiment::{Estimate, REFERENCE_LEVEL, Record, WarmUpSummary};

/// A heading with a table under it.
pub(crate) struct Section {
    pub title: String,
    /// One line under the table; empty for none.
    pub note: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
}

/// A column's heading, whether it holds numbers, and whether it can be missed.
pub(crate) struct Column {
    pub title: String,
    pub number: bool,
    /// 0 never; of the others the lowest goes first where there is no room.
    pub spare: u8,
}

impl Section {
    /// Columns as text; `>` before a title heads numbers, a digit before that tells how soon the
    /// column is dropped.
    pub(crate) fn new(title: &str, columns: &[&str]) -> Section {
        let column = |text: &&str| {
            let spare = text.chars().next().and_then(|c| c.to_digit(10)).unwrap_or(0) as u8;
            let text = if spare > 0 { &text[1..] } else { text };
            let number = text.starts_with('>');
            Column { title: text.trim_start_matches('>').to_owned(), number, spare }
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
    let found = match &record.warm_up {
        Some(note) if note.outcome == "found" => " (found)",
        Some(note) if note.outcome == "day-profile" => " (rates follow a profile)",
        Some(_) => " (not settled)",
        None => "",
    };
    format!(
        "{} measured after {} of warm-up{found}, {replications}, {} intervals",
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
    let mut sections = results(record);
    sections.extend(record.warm_up.as_ref().map(settling));
    sections.retain(|section| !section.rows.is_empty());
    sections
}

/// How the warm-up was found.
fn settling(note: &WarmUpSummary) -> Section {
    let mut section = Section::new("Warm-up", &["measure", ">settled after"]);
    for series in &note.series {
        let after = series.seconds.map_or_else(|| "not settled".to_owned(), number::span);
        section.rows.push(vec![label(&series.measure), after]);
    }
    section.note = format!(
        "by MSER-5 on the means of {} replications of a pilot of {} that starts empty; the longest counts",
        note.pilot_replications,
        number::span(note.pilot_seconds)
    );
    section
}

fn results(record: &Record) -> Vec<Section> {
    if let Some(sweep) = &record.sweep {
        return super::sweep::sections(record, sweep);
    }
    if let Some(study) = &record.sensitivity {
        return super::sensitivity::sections(record, study);
    }
    if let Some(compare) = &record.compare {
        return super::compare::sections(record, compare);
    }
    let mut sections = vec![
        targets(record),
        precision(record),
        calls(record),
        outcomes(record),
        shares(record),
        latencies(record),
        resources::routing_parts(record),
        notifications(record),
        faxes(record),
        contacts(record),
        messages(record),
        resources::stations(record),
        resources::slots(record),
        resources::links(record),
        super::analytic::comparisons(record),
        super::analytic::control_variates(record),
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
    let mut section = Section::new("Calls", &["", ">per replication", ">per hour", "1>n"]);
    let count = |measure: &str, scope| one(record, measure, scope, "count").map(|e| e.count);
    let retried = count("retries", "all").is_some_and(|n| n > 0);
    for measure in COUNTS {
        // Without a retry an attempt is a call.
        if matches!(measure, "attempts" | "retries") && !retried {
            continue;
        }
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
pub(crate) fn plain(e: &Estimate) -> String {
    number::in_scale(e, &Scale { factor: 1.0, unit: String::new() })
}

/// The name itself for everything together, and the scope set in below it.
pub(crate) fn row_name(name: &str, scope: &str) -> String {
    if scope == "all" { name.to_owned() } else { format!("  {}", scope_label(scope)) }
}

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

fn latencies(record: &Record) -> Section {
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

/// One row a scope: due, sent, lost.
fn notifications(record: &Record) -> Section {
    let columns =
        ["", "2>due per hour", ">sent per hour", ">lost per hour", ">share lost", "1>n due"];
    let mut section = Section::new("Missed-call notifications", &columns);
    let hourly = |what: &str, scope: &str| {
        let e = one(record, &format!("missed_call_notifications_{what}"), scope, "per_hour");
        e.map(plain).unwrap_or_default()
    };
    for scope in scopes(record, "missed_call_notifications_due") {
        let due = one(record, "missed_call_notifications_due", scope, "count");
        let Some(due) = due.filter(|e| e.count > 0) else { continue };
        let loss = one(record, "missed_call_notification_loss", scope, "value");
        section.rows.push(vec![
            row_name("all", scope),
            hourly("due", scope),
            hourly("sent", scope),
            hourly("lost", scope),
            loss.map(number::estimate).unwrap_or_default(),
            number::grouped(due.count),
        ]);
    }
    for e in single(record).filter(|e| {
        e.measure == "missed_call_notifications_lost" && e.statistic == "per_hour" && e.count > 0
    }) {
        if let [("reason", _)] = scope_parts(&e.scope)[..] {
            let name = format!("  lost: {}", scope_label(&e.scope));
            let blank = String::new;
            section.rows.push(vec![name, blank(), blank(), plain(e), blank(), blank()]);
        }
    }
    let losers = one(record, "users_with_lost_notification", "all", "count");
    if let Some(losers) = losers.filter(|e| e.count > 0) {
        section.note = format!("{} users lost at least one", plain(losers));
    }
    section
}
