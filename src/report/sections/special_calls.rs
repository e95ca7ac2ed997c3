//! Calls that not every deployment has: faxes, and calls to auto attendants and Outlook Voice Access.

use super::outcomes::outcomes_of;
use super::rows::{COUNT_COLUMNS, add_count, add_latency, add_share, plain};
use crate::experiment::Record;
use crate::measure::{Measure, Scope, ScopeKind, Statistic};
use crate::report::lookup::{one, outcome_label};
use crate::report::section::Section;

/// Faxes: how many were offered, delivered and failed, and the load of those that failed.
pub(crate) fn faxes(record: &Record) -> Section {
    let mut section = Section::new("Faxes", &COUNT_COLUMNS);
    for (measure, name) in [
        (Measure::FaxOffered, "attempts by fax machines"),
        (Measure::FaxDelivered, "delivered"),
        (Measure::FaxRejected, "answered but failed"),
        (Measure::FaxAnsweredByPerson, "  answered by a person"),
        (Measure::JunkMessages, "voice messages of fax tones"),
    ] {
        add_count(record, measure, name, &mut section);
    }
    if section.rows.is_empty() {
        return section;
    }
    add_share(record, Measure::FaxRejection, "share that failed", &mut section);
    add_latency(record, Measure::FaxTimeToFailure, "time from answer to failure", &mut section);
    let mut parts = Vec::new();
    for (part, name) in [("channel", "channels"), ("mediation", "Mediation"), ("um", "UM calls")] {
        let e = one(
            record,
            Measure::FaxWastedTime,
            &Scope::of(ScopeKind::Part, part),
            Statistic::Value,
        );
        parts.extend(e.filter(|e| e.value.is_some()).map(|e| format!("{} {name}", plain(e))));
    }
    section.note = format!("load of faxes that failed, in erlang: {}", parts.join(", "));
    if let [only] = outcomes_of(record, "fax")[..] {
        let outcome = only.figure.scope.get(ScopeKind::Outcome).unwrap_or_default();
        let words = outcome_label(outcome);
        section.note = format!("every attempt ended alike: {words}; {}", section.note);
    }
    section
}

/// Auto attendants and Outlook Voice Access.
pub(crate) fn contacts(record: &Record) -> Section {
    let mut section = Section::new("Auto attendants and Outlook Voice Access", &COUNT_COLUMNS);
    for (measure, name) in [
        (Measure::Served, "completed"),
        (Measure::Transfers, "transferred"),
        (Measure::LogOnFailed, "disconnected after failed log-ons"),
    ] {
        add_count(record, measure, name, &mut section);
    }
    if !section.rows.is_empty() {
        add_latency(
            record,
            Measure::ContactRoutingLatency,
            "time until Unified Messaging answers",
            &mut section,
        );
    }
    section
}
