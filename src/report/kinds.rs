//! The sections about kinds of calls that not every deployment has: faxes, contacts, and the messages
//! that Unified Messaging takes.

use super::answers::{Section, plain};
use super::lookup::{one, scope_parts, single};
use super::number::{self, Scale};
use crate::experiment::{Estimate, Record};

const COLUMNS: [&str; 4] = ["", ">per replication", ">per hour", "1>n"];

/// Faxes: what was offered, what became of them, and what those that failed cost.
pub(crate) fn faxes(record: &Record) -> Section {
    let mut section = Section::new("Faxes", &COLUMNS);
    for (measure, name) in [
        ("fax_offered", "attempts of fax machines"),
        ("fax_delivered", "delivered"),
        ("fax_rejected", "answered, and failed"),
        ("fax_answered_by_person", "  picked up by a person"),
        ("junk_messages", "messages of fax tones"),
    ] {
        count(record, measure, name, &mut section);
    }
    if section.rows.is_empty() {
        return section;
    }
    share(record, "fax_rejection", "share that failed", &mut section);
    time(record, "fax_time_to_failure", "from the answer to the failure", &mut section);
    let mut parts = Vec::new();
    for (part, name) in [("channel", "channels"), ("mediation", "Mediation"), ("um", "UM calls")] {
        let e = one(record, "fax_wasted_time", &format!("part:{part}"), "value");
        parts.extend(e.filter(|e| e.value.is_some()).map(|e| format!("{} {name}", plain(e))));
    }
    section.note = format!("wasted by faxes that failed, in erlang: {}", parts.join(", "));
    section
}

/// Auto attendants and Outlook Voice Access.
pub(crate) fn contacts(record: &Record) -> Section {
    let mut section = Section::new("Auto attendants and Outlook Voice Access", &COLUMNS);
    for (measure, name) in [
        ("served", "heard to the end"),
        ("transfers", "transferred"),
        ("log_on_failed", "disconnected after wrong log-ons"),
    ] {
        count(record, measure, name, &mut section);
    }
    if !section.rows.is_empty() {
        time(record, "contact_routing_latency", "until Unified Messaging answers", &mut section);
    }
    section
}

/// Voice messages after the call: previews, submission, the time until they are in the mailbox.
pub(crate) fn messages(record: &Record) -> Section {
    let mut section = Section::new("Voice messages", &COLUMNS);
    let any = one(record, "message_delay", "all", "mean").is_some_and(|e| e.count > 0);
    if !any {
        return section;
    }
    count(record, "voice_messages", "left by callers", &mut section);
    if one(record, "preview_skipped", "all", "count").is_some_and(|e| e.count > 0) {
        count(record, "preview_skipped", "without a text preview", &mut section);
    }
    time(record, "message_delay", "from the hang-up to the mailbox", &mut section);
    let pipelines = single(record).filter(|e| e.is_pipeline_peak());
    let largest =
        pipelines.max_by(|a, b| a.value.unwrap_or(0.0).total_cmp(&b.value.unwrap_or(0.0)));
    if let Some(e) = largest {
        let server = scope_parts(&e.scope).first().map_or("", |(_, name)| name);
        section.note = format!(
            "most messages and notifications not yet submitted at once: {}, at {}",
            plain(e),
            server.trim_end_matches("+pipeline")
        );
    }
    section
}

fn count(record: &Record, measure: &str, name: &str, section: &mut Section) {
    let Some(e) = one(record, measure, "all", "count") else { return };
    let hourly = one(record, measure, "all", "per_hour").map(plain).unwrap_or_default();
    section.rows.push(vec![name.to_owned(), plain(e), hourly, number::grouped(e.count)]);
}

fn share(record: &Record, measure: &str, name: &str, section: &mut Section) {
    let Some(e) = one(record, measure, "all", "value") else { return };
    let row = vec![name.to_owned(), number::estimate(e), String::new(), number::grouped(e.count)];
    section.rows.push(row);
}

/// A latency: its mean and, where it can be told, its 95th percentile.
fn time(record: &Record, measure: &str, name: &str, section: &mut Section) {
    let Some(mean) = one(record, measure, "all", "mean").filter(|e| e.count > 0) else { return };
    let scale = Scale::of(measure, &mean.unit, mean.value.unwrap_or(0.0));
    let cell = |e: &Estimate| number::join(&number::in_scale(e, &scale), &scale.unit);
    let n = number::grouped(mean.count);
    section.rows.push(vec![name.to_owned(), cell(mean), String::new(), n.clone()]);
    let p95 = one(record, measure, "all", "p95").filter(|e| e.value.is_some());
    section.rows.extend(p95.map(|e| vec!["  95 % within".into(), cell(e), String::new(), n]));
}
