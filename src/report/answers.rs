//! A record as the answers a planner asked for, in the order of asking: sections of rows, ready
//! for the terminal and for a page. What the record does not hold is left out.

use super::number::{self, Scale};
use super::pick::{label, named, one, outcome_label, scope_label, scope_parts, scopes, single};
use super::resources;
use super::verdicts::{references, targets};
use crate::experiment::{Estimate, Record};

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
        shares(record),
        latencies(record),
        resources::routing_parts(record),
        notifications(record),
        resources::stations(record),
        resources::slots(record),
        resources::links(record),
        references(record),
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
fn plain(e: &Estimate) -> String {
    number::in_scale(e, &Scale { factor: 1.0, unit: String::new() })
}

/// The name itself for everything together, and the scope set in below it.
pub(crate) fn row_name(name: &str, scope: &str) -> String {
    if scope == "all" { name.to_owned() } else { format!("  {}", scope_label(scope)) }
}

/// Outcomes by class; of outbound calls, which are carried or not, a line below.
fn outcomes(record: &Record) -> Section {
    let mut found: Vec<(&str, Vec<&Estimate>)> = class_outcomes(record);
    let outbound = found.iter().position(|(class, _)| *class == OUTBOUND && found.len() > 1);
    let outbound = outbound.map(|i| found.remove(i).1);
    let mut columns = vec!["outcome".to_owned()];
    for (class, _) in &found {
        let share = if found.len() == 1 && outbound.is_none() {
            ">share".to_owned()
        } else {
            format!(">{class} calls")
        };
        columns.extend([share, "1>n".to_owned()]);
    }
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut section = Section::new("Outcomes of attempts", &columns);
    let mut names: Vec<&str> = Vec::new();
    for (_, estimates) in &found {
        for e in estimates.iter().filter(|e| e.count > 0) {
            let name = named(&e.scope, "outcome").unwrap_or_default();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    for name in names {
        let mut row = vec![outcome_label(name)];
        for (_, estimates) in &found {
            let e = estimates.iter().find(|e| named(&e.scope, "outcome") == Some(name));
            row.push(e.map(|e| number::estimate(e)).unwrap_or_default());
            row.push(e.map(|e| number::grouped(e.count)).unwrap_or_default());
        }
        section.rows.push(row);
    }
    if let Some(outbound) = outbound {
        let seen = outbound.iter().filter(|e| e.count > 0);
        let told = seen.map(|e| {
            let name = named(&e.scope, "outcome").unwrap_or_default();
            format!("{} {}", outcome_label(name), number::estimate(e))
        });
        section.note = format!("outbound calls: {}", told.collect::<Vec<_>>().join(", "));
    }
    section
}

/// The class whose calls are only carried.
const OUTBOUND: &str = "outbound";

/// Outcomes by class of calls that had any, each class with its most frequent first; all calls
/// together if the record does not tell classes apart.
fn class_outcomes(record: &Record) -> Vec<(&str, Vec<&Estimate>)> {
    let mut found: Vec<(&str, Vec<&Estimate>)> = Vec::new();
    for e in single(record).filter(|e| e.measure == "outcome" && e.value.is_some()) {
        if let [("class", class), ("outcome", _)] = scope_parts(&e.scope)[..] {
            match found.iter_mut().find(|(known, _)| *known == class) {
                Some((_, estimates)) => estimates.push(e),
                None => found.push((class, vec![e])),
            }
        }
    }
    if found.is_empty() {
        let all = single(record).filter(|e| e.measure == "outcome" && e.value.is_some());
        let all = all.filter(|e| e.scope.starts_with("outcome:") && !e.scope.contains('+'));
        found.push(("all", all.collect()));
    }
    for (_, estimates) in &mut found {
        estimates.sort_by(|a, b| b.value.unwrap_or(0.0).total_cmp(&a.value.unwrap_or(0.0)));
    }
    found
}

/// The class that a chart of outcomes is about, with what occurred, most frequent first: calls to
/// users, if there are any.
pub(crate) fn outcome_estimates(record: &Record) -> (&str, Vec<&Estimate>) {
    let mut found = class_outcomes(record);
    let first = found.iter().position(|(class, _)| *class != OUTBOUND).unwrap_or(0);
    let (class, mut estimates) = found.swap_remove(first);
    estimates.retain(|e| e.count > 0);
    (class, estimates)
}

/// When a share says nothing that the table has not said.
enum Omit {
    Never,
    /// Nothing happened.
    WhenZero,
    /// It is the same as another.
    WhenSameAs(&'static str),
}

const SHARES: [(&str, Omit); 12] = [
    ("blocking", Omit::Never),
    ("first_attempt_blocking", Omit::WhenSameAs("blocking")),
    ("calls_lost", Omit::Never),
    ("in_flight", Omit::WhenZero),
    ("mediation_rejected", Omit::Never),
    ("um_rejected", Omit::Never),
    ("worker_rejected", Omit::WhenZero),
    ("voice_mail_failed", Omit::WhenSameAs("um_rejected")),
    ("ser", Omit::Never),
    ("seer", Omit::WhenSameAs("ser")),
    ("isa", Omit::WhenZero),
    ("scr", Omit::WhenSameAs("ser")),
];

fn shares(record: &Record) -> Section {
    let mut section = Section::new("Blocking and refusals", &["", ">share", ">n"]);
    for (measure, omit) in &SHARES {
        for (i, scope) in scopes(record, measure).into_iter().enumerate() {
            let Some(e) = one(record, measure, scope, "value") else { continue };
            let same = |measure: &str, scope: &str| {
                let other = one(record, measure, scope, "value");
                other.is_some_and(|o| (o.count, o.value) == (e.count, e.value))
            };
            let known = match omit {
                Omit::Never => false,
                Omit::WhenZero => e.count == 0,
                Omit::WhenSameAs(other) => same(other, scope),
            };
            // One gateway is all gateways, and where nobody was blocked none blocked.
            if known || (scope != "all" && same(measure, "all")) {
                continue;
            }
            if i == 0 && scope != "all" {
                section.rows.push(vec![label(measure), String::new(), String::new()]);
            }
            let name = row_name(&label(measure), scope);
            section.rows.push(vec![name, number::estimate(e), number::grouped(e.count)]);
        }
    }
    if section.rows.iter().any(|row| row[1].starts_with(['≤', '≥'])) {
        section.note = "≤ and ≥: never, or always, seen; calls in progress together count as one \
                        observation"
            .into();
    }
    section
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
    section
}
