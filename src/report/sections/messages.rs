//! Messages that Unified Messaging submits to mailboxes: missed-call notifications and voice messages.

use super::rows::{COUNT_COLUMNS, add_count, add_latency, plain, row_name};
use crate::experiment::Record;
use crate::measure::{Figure, Measure, Scope, ScopeKind, Statistic};
use crate::report::lookup::{of_all, one, scopes};
use crate::report::number;
use crate::report::section::Section;

/// Missed-call notifications that were due, sent and lost: a row for each scope.
pub(super) fn notifications(record: &Record) -> Section {
    let columns =
        ["", "2>due per hour", ">sent per hour", ">lost per hour", ">share lost", "1>n due"];
    let mut section = Section::new("Missed-call notifications", &columns);
    let hourly = |measure: Measure, scope: &Scope| {
        one(record, measure, scope, Statistic::PerHour).map(plain).unwrap_or_default()
    };
    for scope in scopes(record, Measure::MissedCallNotificationsDue) {
        let due = one(record, Measure::MissedCallNotificationsDue, scope, Statistic::Count);
        let Some(due) = due.filter(|e| e.count > 0) else { continue };
        let loss = one(record, Measure::MissedCallNotificationLoss, scope, Statistic::Value);
        section.rows.push(vec![
            row_name("all", scope),
            hourly(Measure::MissedCallNotificationsDue, scope),
            hourly(Measure::MissedCallNotificationsSent, scope),
            hourly(Measure::MissedCallNotificationsLost, scope),
            loss.map(number::estimate).unwrap_or_default(),
            number::grouped(due.count),
        ]);
    }
    for e in record.of_measure(Measure::MissedCallNotificationsLost).filter(|e| e.count > 0) {
        let Figure { scope, statistic, .. } = &e.figure;
        if *statistic == Statistic::PerHour && scope.kinds().eq([ScopeKind::Reason]) {
            let name = format!("  lost: {}", e.figure.scope.label());
            let blank = String::new;
            section.rows.push(vec![name, blank(), blank(), plain(e), blank(), blank()]);
        }
    }
    let losers = of_all(record, Measure::UsersWithLostNotification, Statistic::Count);
    if let Some(losers) = losers.filter(|e| e.count > 0) {
        section.note = format!("{} users lost at least one notification", plain(losers));
    }
    section
}

/// Voice messages: how many, how many without a preview, and the delay until they are in the mailbox.
pub(crate) fn messages(record: &Record) -> Section {
    let mut section = Section::new("Voice messages", &COUNT_COLUMNS);
    let delivered = of_all(record, Measure::MessageDelay, Statistic::Mean).map_or(0, |e| e.count);
    if delivered == 0 {
        return section;
    }
    add_count(record, Measure::VoiceMessages, "recorded", &mut section);
    if of_all(record, Measure::PreviewSkipped, Statistic::Count).is_some_and(|e| e.count > 0) {
        add_count(record, Measure::PreviewSkipped, "without a text preview", &mut section);
    }
    // A recording of a fax machine's tones is delivered, too, and is no voice message.
    let recorded = of_all(record, Measure::VoiceMessages, Statistic::Count).map_or(0, |e| e.count);
    let name = match delivered > recorded {
        true => "delay from hang-up to mailbox, recordings of fax tones too",
        false => "delay from hang-up to mailbox",
    };
    add_latency(record, Measure::MessageDelay, name, &mut section);
    let pipelines = record.single().filter(|e| e.is_pipeline_peak());
    let largest =
        pipelines.max_by(|a, b| a.value.unwrap_or(0.0).total_cmp(&b.value.unwrap_or(0.0)));
    if let Some(e) = largest {
        section.note = format!(
            "longest queue for submission: {} messages and notifications, at {}",
            plain(e),
            e.figure.scope.get(ScopeKind::Server).unwrap_or_default()
        );
    }
    section
}
