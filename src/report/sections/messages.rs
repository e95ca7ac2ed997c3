//! What Unified Messaging puts into mailboxes: missed-call notifications and voice messages.

use super::rows::{COUNT_COLUMNS, add_count, add_latency, plain, row_name};
use crate::experiment::Record;
use crate::report::lookup::{one, scope_label, scope_parts, scopes, single};
use crate::report::number;
use crate::report::section::Section;

/// One row a scope: due, sent, lost.
pub(super) fn notifications(record: &Record) -> Section {
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

/// Voice messages after the call: previews, submission, the time until they are in the mailbox.
pub(crate) fn messages(record: &Record) -> Section {
    let mut section = Section::new("Voice messages", &COUNT_COLUMNS);
    let any = one(record, "message_delay", "all", "mean").is_some_and(|e| e.count > 0);
    if !any {
        return section;
    }
    add_count(record, "voice_messages", "left by callers", &mut section);
    if one(record, "preview_skipped", "all", "count").is_some_and(|e| e.count > 0) {
        add_count(record, "preview_skipped", "without a text preview", &mut section);
    }
    add_latency(record, "message_delay", "from the hang-up to the mailbox", &mut section);
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
