//! How attempts ended, and the shares of them that were blocked, refused or lost.

use super::rows::row_name;
use crate::experiment::{Estimate, Record};
use crate::measure::{Measure, Scope, ScopeKind, Statistic};
use crate::report::lookup::{one, outcome_label, scopes};
use crate::report::number;
use crate::report::section::Section;

/// Outcomes by class, each class with its most frequent first; of outbound calls, which are carried or
/// not, a line below.
pub(crate) fn outcomes(record: &Record) -> Section {
    let mut found: Vec<(&str, Vec<&Estimate>)> = class_outcomes(record);
    let outbound = found.iter().position(|(class, _)| *class == OUTBOUND && found.len() > 1);
    let outbound = outbound.map(|i| found.remove(i).1);
    let several = found.len() > 1;
    let columns: &[&str] = if several {
        &["calls", "outcome", ">share", "1>n"]
    } else {
        &["outcome", ">share", "1>n"]
    };
    let mut section = Section::new("Outcomes of attempts", columns);
    for (class, estimates) in &found {
        for (i, e) in estimates.iter().enumerate() {
            let mut row = Vec::new();
            if several {
                row.push(if i == 0 { class.replace('-', " ") } else { String::new() });
            }
            row.push(outcome_label(e.figure.scope.get(ScopeKind::Outcome).unwrap_or_default()));
            row.push(number::estimate(e));
            row.push(number::grouped(e.count));
            section.rows.push(row);
        }
    }
    if let Some(outbound) = outbound {
        let told = outbound.iter().map(|e| {
            let name = e.figure.scope.get(ScopeKind::Outcome).unwrap_or_default();
            format!("{} {}", outcome_label(name), number::estimate(e))
        });
        section.note = format!("outbound calls: {}", told.collect::<Vec<_>>().join(", "));
    }
    section
}

/// The class whose calls are only carried.
const OUTBOUND: &str = "outbound";

/// Outcomes that occurred by class of calls, each class with its most frequent first; all calls
/// together if the record does not tell classes apart.
fn class_outcomes(record: &Record) -> Vec<(&str, Vec<&Estimate>)> {
    let mut found: Vec<(&str, Vec<&Estimate>)> = Vec::new();
    for e in record.of_measure(Measure::Outcome).filter(|e| e.value.is_some()) {
        let scope = &e.figure.scope;
        let by_class = scope.kinds().eq([ScopeKind::Class, ScopeKind::Outcome]);
        if let Some(class) = scope.get(ScopeKind::Class).filter(|_| by_class) {
            match found.iter_mut().find(|(known, _)| *known == class) {
                Some((_, estimates)) => estimates.push(e),
                None => found.push((class, vec![e])),
            }
        }
    }
    if found.is_empty() {
        let all = record.of_measure(Measure::Outcome).filter(|e| e.value.is_some());
        let all = all.filter(|e| e.figure.scope.kinds().eq([ScopeKind::Outcome]));
        found.push(("all", all.collect()));
    }
    for (_, estimates) in &mut found {
        estimates.retain(|e| e.count > 0);
        estimates.sort_by(|a, b| b.value.unwrap_or(0.0).total_cmp(&a.value.unwrap_or(0.0)));
    }
    found
}

/// The class that a chart of outcomes is about, with what occurred, most frequent first: calls to
/// users, if there are any.
pub(crate) fn outcome_estimates(record: &Record) -> (&str, Vec<&Estimate>) {
    let mut found = class_outcomes(record);
    let first = found.iter().position(|(class, _)| *class != OUTBOUND).unwrap_or(0);
    found.swap_remove(first)
}

/// What occurred to the calls of one class, most frequent first.
pub(crate) fn outcomes_of<'a>(record: &'a Record, class: &str) -> Vec<&'a Estimate> {
    let found = class_outcomes(record).into_iter().find(|(known, _)| *known == class);
    found.map(|(_, estimates)| estimates).unwrap_or_default()
}

/// When a share says nothing that the table has not said.
enum Omit {
    Never,
    /// Nothing happened.
    WhenZero,
    /// It is the same as another.
    WhenSameAs(Measure),
}

const SHARES: [(Measure, Omit); 12] = [
    (Measure::Blocking, Omit::Never),
    (Measure::FirstAttemptBlocking, Omit::WhenSameAs(Measure::Blocking)),
    (Measure::CallsLost, Omit::Never),
    (Measure::InFlight, Omit::WhenZero),
    (Measure::MediationRejected, Omit::Never),
    (Measure::UmRejected, Omit::Never),
    (Measure::WorkerRejected, Omit::WhenZero),
    (Measure::VoiceMailFailed, Omit::WhenSameAs(Measure::UmRejected)),
    (Measure::Ser, Omit::Never),
    (Measure::Seer, Omit::WhenSameAs(Measure::Ser)),
    (Measure::Isa, Omit::WhenZero),
    (Measure::Scr, Omit::WhenSameAs(Measure::Ser)),
];

/// Blocking, refusals and establishment ratios.
pub(crate) fn shares(record: &Record) -> Section {
    let mut section = Section::new("Blocking and refusals", &["", ">share", ">n"]);
    for (measure, omit) in &SHARES {
        for (i, scope) in scopes(record, *measure).into_iter().enumerate() {
            let Some(e) = one(record, *measure, scope, Statistic::Value) else { continue };
            let same = |measure: Measure, scope: &Scope| {
                let other = one(record, measure, scope, Statistic::Value);
                other.is_some_and(|o| (o.count, o.value) == (e.count, e.value))
            };
            let known = match omit {
                Omit::Never => false,
                Omit::WhenZero => e.count == 0,
                Omit::WhenSameAs(other) => same(*other, scope),
            };
            // One gateway is all gateways, and where nobody was blocked none blocked.
            if known || (!scope.is_all() && same(*measure, &Scope::all())) {
                continue;
            }
            if i == 0 && !scope.is_all() {
                section.rows.push(vec![measure.label().to_owned(), String::new(), String::new()]);
            }
            let name = row_name(measure.label(), scope);
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
