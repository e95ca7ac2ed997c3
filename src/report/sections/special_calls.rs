//! Calls that not every deployment has: faxes, and calls to auto attendants and Outlook Voice Access.

use super::rows::{COUNT_COLUMNS, add_count, add_latency, add_share, plain};
use crate::experiment::Record;
use crate::measure::{Measure, Scope, ScopeKind, Statistic};
use crate::report::lookup::one;
use crate::report::section::Section;

/// Faxes: what was offered, what became of them, and what those that failed cost.
pub(crate) fn faxes(record: &Record) -> Section {
    let mut section = Section::new("Faxes", &COUNT_COLUMNS);
    for (measure, name) in [
        (Measure::FaxOffered, "attempts of fax machines"),
        (Measure::FaxDelivered, "delivered"),
        (Measure::FaxRejected, "answered, and failed"),
        (Measure::FaxAnsweredByPerson, "  picked up by a person"),
        (Measure::JunkMessages, "messages of fax tones"),
    ] {
        add_count(record, measure, name, &mut section);
    }
    if section.rows.is_empty() {
        return section;
    }
    add_share(record, Measure::FaxRejection, "share that failed", &mut section);
    add_latency(record, Measure::FaxTimeToFailure, "from the answer to the failure", &mut section);
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
    section.note = format!("wasted by faxes that failed, in erlang: {}", parts.join(", "));
    section
}

/// Auto attendants and Outlook Voice Access.
pub(crate) fn contacts(record: &Record) -> Section {
    let mut section = Section::new("Auto attendants and Outlook Voice Access", &COUNT_COLUMNS);
    for (measure, name) in [
        (Measure::Served, "heard to the end"),
        (Measure::Transfers, "transferred"),
        (Measure::LogOnFailed, "disconnected after wrong log-ons"),
    ] {
        add_count(record, measure, name, &mut section);
    }
    if !section.rows.is_empty() {
        add_latency(
            record,
            Measure::ContactRoutingLatency,
            "until Unified Messaging answers",
            &mut section,
        );
    }
    section
}
