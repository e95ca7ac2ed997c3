//! Calls that not every deployment has: faxes, and calls to auto attendants and Outlook Voice Access.

use super::rows::{COUNT_COLUMNS, add_count, add_latency, add_share, plain};
use crate::experiment::Record;
use crate::report::lookup::one;
use crate::report::section::Section;

/// Faxes: what was offered, what became of them, and what those that failed cost.
pub(crate) fn faxes(record: &Record) -> Section {
    let mut section = Section::new("Faxes", &COUNT_COLUMNS);
    for (measure, name) in [
        ("fax_offered", "attempts of fax machines"),
        ("fax_delivered", "delivered"),
        ("fax_rejected", "answered, and failed"),
        ("fax_answered_by_person", "  picked up by a person"),
        ("junk_messages", "messages of fax tones"),
    ] {
        add_count(record, measure, name, &mut section);
    }
    if section.rows.is_empty() {
        return section;
    }
    add_share(record, "fax_rejection", "share that failed", &mut section);
    add_latency(record, "fax_time_to_failure", "from the answer to the failure", &mut section);
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
    let mut section = Section::new("Auto attendants and Outlook Voice Access", &COUNT_COLUMNS);
    for (measure, name) in [
        ("served", "heard to the end"),
        ("transfers", "transferred"),
        ("log_on_failed", "disconnected after wrong log-ons"),
    ] {
        add_count(record, measure, name, &mut section);
    }
    if !section.rows.is_empty() {
        add_latency(
            record,
            "contact_routing_latency",
            "until Unified Messaging answers",
            &mut section,
        );
    }
    section
}
