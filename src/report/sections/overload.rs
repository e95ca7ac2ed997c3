//! What servers did that got more messages than they could handle.

use super::rows::{plain, with_unit};
use crate::experiment::{Estimate, Record};
use crate::measure::{Dimension, Measure, ScopeKind, Statistic};
use crate::report::lookup::one;
use crate::report::section::Section;

/// What the table shows of a server besides the messages that were left, and what the note says of it.
const COLUMNS: [(Measure, Statistic, &str); 4] = [
    (Measure::MessagesSentAgain, Statistic::Count, "messages that it sent again over UDP"),
    (Measure::MessagesDropped, Statistic::Count, "messages that found its queue full"),
    (Measure::DropRatio, Statistic::Value, "their share of all messages that need a core"),
    (
        Measure::OverloadRefusals,
        Statistic::Count,
        "new calls that were refused, or held back, because of its load",
    ),
];

/// Each server that sent messages again, dropped some, or refused calls.
pub(crate) fn overload(record: &Record) -> Section {
    let every: Vec<(&Estimate, [Option<&Estimate>; COLUMNS.len()])> = record
        .of_measure(Measure::MessagesLeft)
        .map(|left| {
            let of = |(measure, statistic, _)| one(record, measure, &left.figure.scope, statistic);
            (left, COLUMNS.map(of).map(|e| e.filter(|e| can_be(e))))
        })
        .filter(|(_, found)| found.iter().flatten().any(|e| e.count > 0))
        .collect();
    // A column of what no server can do is left out.
    let shown: Vec<usize> =
        (0..COLUMNS.len()).filter(|i| every.iter().any(|(_, found)| found[*i].is_some())).collect();
    let headings = shown.iter().map(|i| format!(">{}", COLUMNS[*i].0.label()));
    let headings: Vec<String> =
        std::iter::once(String::new()).chain(headings).chain([">messages left".into()]).collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let mut section = Section::new("Overload", &headings);
    for (left, found) in &every {
        let mut row = vec![left.figure.scope.get(ScopeKind::Server).unwrap_or_default().to_owned()];
        row.extend(shown.iter().map(|i| found[*i].map(cell).unwrap_or_default()));
        row.push(plain(left));
        section.rows.push(row);
    }
    let notes = shown.iter().map(|i| COLUMNS[*i].2);
    let notes: Vec<&str> = notes.chain(["messages that it still had at the end"]).collect();
    section.note = format!("per replication: {}", notes.join("; "));
    section
}

/// Whether the model can produce it: else it is nothing without a doubt, or has no value.
fn can_be(e: &Estimate) -> bool {
    e.value.is_some_and(|value| value > 0.0 || e.high != Some(0.0))
}

fn cell(e: &Estimate) -> String {
    match e.figure.dimension() {
        Dimension::Calls => plain(e),
        _ => with_unit(Some(e)),
    }
}
