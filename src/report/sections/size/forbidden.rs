//! What keeps every design from meeting the targets, and what may help.

use super::evidence::{label, values};
use super::sentence::{self, numbers};
use crate::experiment::{Forbidden, SizeSummary, Verdict};
use crate::report::number;
use crate::report::section::Section;

/// What forbids every design.
pub(super) fn forbidden(study: &SizeSummary) -> Section {
    let heads =
        ["target", ">limit", ">at best", "1>replications", "verdict", "with", "what ends there"];
    let mut section = Section::new(sentence::none(study), &heads);
    for found in &study.forbidden {
        let mut row = vec![label(&found.evidence)];
        row.extend(values(&found.evidence));
        row.push(numbers(study, &found.values));
        row.push(what_ends(study, found));
        section.rows.push(row);
    }
    let is_not_estimable = |f: &Forbidden| f.evidence.target.verdict == Verdict::NotEstimable;
    if study.forbidden.iter().all(is_not_estimable) {
        section.note = format!("{}; another range tells no more", sentence::LONGER);
        return section;
    }
    let (taken, others): (Vec<_>, Vec<_>) = study.forbidden.iter().partition(|f| is_taken(f));
    let is_lost_before =
        |f: &&Forbidden| f.evidence.target.verdict == Verdict::MetBySurvivors && !is_taken(f);
    let mut advice = Vec::new();
    if study.forbidden.iter().any(|f| is_lost_before(&f)) {
        advice.push("let what loses the calls before the target counts them vary, too");
    }
    if !others.is_empty() {
        advice.push(
            "let what ends there have a greater `to`, or a smaller `from` where it is at its least; or let something else vary",
        );
    }
    if !taken.is_empty() {
        advice.push(
            "calls that fail by outages are saved only by what takes over: add another server, gateway or site that does, or \
             let the number of those that do vary",
        );
    }
    section.note = format!(
        "each row is the design that is best for its target, on other callers than those of the search (seed {}); jointly at \
         {} %; {}",
        study.certified_with_seed,
        number::level(study.confidence),
        advice.join("; ")
    );
    section
}

/// How a verdict says that outages took calls before they reached what the target is about.
const BY_OUTAGES: &str = "failed by outages";

/// Whether a target is not met because outages take too many calls.
fn is_taken(found: &Forbidden) -> bool {
    if found.taken_by_outages {
        return true;
    }
    let target = &found.evidence.target;
    let reason = target.reason.as_deref().unwrap_or_default();
    target.verdict == Verdict::MetBySurvivors && reason.contains(BY_OUTAGES)
}

/// What keeps a target from being met, as far as that is known.
fn what_ends(study: &SizeSummary, found: &Forbidden) -> String {
    if is_taken(found) {
        return "more cannot help while nothing takes over what is lost".to_owned();
    }
    let Forbidden { evidence, limits, alone, count, nothing_acts, .. } = found;
    match (evidence.target.verdict, limits.is_empty(), alone) {
        (Verdict::NotEstimable, ..) if *count == Some(0) => "nothing of it was measured".to_owned(),
        (Verdict::NotEstimable, ..) => "too few values for an estimate".to_owned(),
        (_, true, true) if *nothing_acts => {
            "no number was seen to help in its range; a greater `to` may".to_owned()
        }
        (_, true, true) => "no number was seen to help here".to_owned(),
        (_, true, false) => "where the other targets are met".to_owned(),
        (_, false, true) => limits.join(", "),
        (_, false, false) if limits.iter().all(|name| !is_at_an_end(study, found, name)) => {
            "nothing: with other numbers other targets are missed".to_owned()
        }
        (_, false, false) => format!("{}, where the other targets are met", limits.join(", ")),
    }
}

/// Whether a number of the design is the least or the greatest that it may be.
fn is_at_an_end(study: &SizeSummary, found: &Forbidden, name: &str) -> bool {
    study.varied.iter().zip(&found.values).any(|(varied, value)| {
        let more = value.saturating_add(varied.step);
        varied.name == name && (*value == varied.from || more > varied.to)
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use serde_json::json;

    /// The note and the last cells of what forbids every design.
    fn advice(found: &[(&str, &str)]) -> (String, Vec<String>) {
        let of = |(verdict, reason): &(&str, &str)| {
            let mut target = sample::blocking("at_most", 0.05, 0.001, verdict);
            target["reason"] = json!(reason);
            sample::forbidden(&sample::evidence("site Leeds", &target), &["channels"])
        };
        let all: Vec<_> = found.iter().map(of).collect();
        let section = forbidden(&sample::search(json!({ "forbidden": all })));
        let last = |row: &Vec<String>| row.last().cloned().unwrap_or_default();
        (section.note, section.rows.iter().map(last).collect())
    }

    #[test]
    fn more_of_a_number_is_no_advice_where_outages_take_the_calls() {
        let (out, missed) = (("met-by-survivors", "32 % failed by outages"), ("missed", ""));
        let (note, ends) = advice(&[out]);
        assert!(note.contains("only by what takes over") && !note.contains("`to`"), "{note}");
        assert_eq!(ends, ["more cannot help while nothing takes over what is lost"]);
        let (note, ends) = advice(&[missed]);
        assert!(note.contains("a greater `to`") && !note.contains("takes over"), "{note}");
        assert_eq!(ends, ["channels"]);
        let (note, ends) = advice(&[out, missed]);
        assert!(note.contains("only by what takes over") && note.contains("`to`"), "{note}");
        assert_eq!(ends.len(), 2);
        // What is too small refuses these calls.
        let (note, _) = advice(&[("met-by-survivors", "12 % were blocked")]);
        assert!(note.contains("a greater `to`") && !note.contains("takes over"), "{note}");
    }
}
