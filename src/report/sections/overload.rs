//! What servers did that got more messages than they could handle.

use super::rows::plain;
use crate::experiment::Record;
use crate::measure::{Measure, ScopeKind, Statistic};
use crate::report::lookup::one;
use crate::report::section::Section;

/// Each server that sent messages again, dropped some, or refused calls.
pub(crate) fn overload(record: &Record) -> Section {
    const COUNTS: [Measure; 3] =
        [Measure::MessagesSentAgain, Measure::MessagesDropped, Measure::OverloadRefusals];
    let columns =
        ["", ">messages sent again", ">messages dropped", ">calls refused", ">messages left"];
    let mut section = Section::new("Overload", &columns);
    for left in record.of_measure(Measure::MessagesLeft) {
        let scope = &left.figure.scope;
        let counts = COUNTS.map(|measure| one(record, measure, scope, Statistic::Count));
        if counts.iter().flatten().all(|e| e.count == 0) {
            continue;
        }
        let mut row = vec![scope.get(ScopeKind::Server).unwrap_or_default().to_owned()];
        row.extend(counts.map(|e| e.map(plain).unwrap_or_default()));
        row.push(plain(left));
        section.rows.push(row);
    }
    section.note = "per replication: messages that it sent again over UDP, messages that found its queue full, new calls that were refused because of \
                    its load, and messages that it still had at the end"
        .into();
    section
}
