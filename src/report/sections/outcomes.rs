//! How attempts ended, and the shares of them that were blocked, refused or lost.

use super::rows::row_name;
use crate::experiment::{Estimate, Record};
use crate::measure::{Measure, Scope, ScopeKind, Statistic};
use crate::report::lookup::{one, outcome_label, scopes};
use crate::report::number;
use crate::report::section::Section;

/// Outcomes by class, the most frequent first. Outbound calls, which are either carried or not, are in
/// the note.
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
        let shares = outbound.iter().map(|e| {
            let name = e.figure.scope.get(ScopeKind::Outcome).unwrap_or_default();
            let (name, share) = (outcome_label(name), number::estimate(e));
            match share.strip_prefix("all seen ") {
                Some(limit) => format!("all {name} {limit}"),
                None => format!("{name} {share}"),
            }
        });
        section.note = format!("outbound calls: {}", shares.collect::<Vec<_>>().join(", "));
    }
    section
}

/// The class of outbound calls.
const OUTBOUND: &str = "outbound";

/// Outcomes that occurred, by class of calls, the most frequent first. If the record has no classes,
/// all calls are one class.
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

/// The class that a chart of outcomes shows, with its outcomes, the most frequent first: the first class
/// that is not outbound, if there is one.
pub(crate) fn outcome_estimates(record: &Record) -> (&str, Vec<&Estimate>) {
    let mut found = class_outcomes(record);
    let first = found.iter().position(|(class, _)| *class != OUTBOUND).unwrap_or(0);
    found.swap_remove(first)
}

/// The outcomes of one class, the most frequent first.
pub(crate) fn outcomes_of<'a>(record: &'a Record, class: &str) -> Vec<&'a Estimate> {
    let found = class_outcomes(record).into_iter().find(|(known, _)| *known == class);
    found.map(|(_, estimates)| estimates).unwrap_or_default()
}

/// When a share is left out.
enum Omit {
    Never,
    /// If it never occurred.
    WhenZero,
    /// If another measure has the same value.
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
            // A single gateway has the value of all gateways; so has every gateway if no call was blocked.
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
    if section.rows.iter().any(|row| row[1].contains("seen")) {
        section.note =
            "never seen, all seen: how frequent it can still be, as refusals come in bursts".into();
    }
    section
}
