//! What stands first: title, question and answer, warnings.

use super::part::{prose, text};
use crate::experiment::{Record, Warning};
use crate::report::key;
use crate::report::sections::answer::{self, Tone};
use crate::report::sections::{overrides, subtitle};
use crate::report::side_by_side::SideBySide;
use maud::{Markup, html};

pub(super) fn header(record: &Record) -> Markup {
    let changed = overrides(record);
    html! {
        header {
            h1 { (text(&record.title)) }
            p.subtitle { (prose(&subtitle(record))) "." }
            @if !changed.is_empty() { p.subtitle { "Changed: " code { (text(&changed)) } } }
        }
    }
}

/// The header of the page of several records.
pub(super) fn header_of_several(several: &SideBySide) -> Markup {
    let names: Vec<&str> = several.runs.iter().map(|(name, _)| name.as_str()).collect();
    html! {
        header {
            h1 { (text(&several.title())) }
            p.subtitle { "Records of " (names.len()) " runs: " (text(&names.join(", "))) "." }
        }
    }
}

/// In what the records of a page differ.
pub(super) fn differing(several: &SideBySide) -> Markup {
    html! {
        section #differing aria-labelledby="differing-title" {
            h2 #differing-title { "What differs" }
            @for sentence in several.sentences() { p { (prose(&sentence)) } }
        }
    }
}

/// The question of the study, and its answer in sentences.
pub(super) fn answer(record: &Record) -> Markup {
    let found = answer::answer(record);
    html! {
        section #answer class={ "answer " (class(found.tone)) } tabindex="-1" aria-labelledby="question" {
            h2 #question { (text(&found.question)) }
            @for (i, sentence) in found.sentences.iter().enumerate() {
                p class=[(i == 0).then_some("lead")] { (prose(sentence)) }
            }
            @if !found.points.is_empty() {
                ul { @for (tone, point) in &found.points { li class=(class(*tone)) { (prose(point)) } } }
            }
        }
    }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Open => "open",
        Tone::Neutral => "neutral",
    }
}

/// Warnings that stand open. They are ordered worst first.
const OPEN_WARNINGS: usize = 3;

/// The warnings of the run: the worst in full, and of the others what they are about until the reader opens them.
pub(super) fn warnings(record: &Record) -> Markup {
    let all = &record.warnings;
    // One alone is not worth a fold.
    let open = if all.len() > OPEN_WARNINGS + 1 { OPEN_WARNINGS } else { all.len() };
    let (worst, others) = all.split_at(open);
    html! {
        @if !all.is_empty() {
            section.warnings #warnings aria-labelledby="warnings-title" {
                h2 #warnings-title { "Warnings" }
                (list_of(worst))
                @if !others.is_empty() {
                    details {
                        summary { "Show " (others.len()) " more: " (text(&codes(others))) }
                        (list_of(others))
                    }
                }
            }
        }
    }
}

fn list_of(warnings: &[Warning]) -> Markup {
    html! {
        dl {
            @for warning in warnings {
                dt { (text(&warning.code)) }
                dd { (prose(&key::warning(&warning.message))) "." }
            }
        }
    }
}

/// What warnings are about, each once.
fn codes(warnings: &[Warning]) -> String {
    let mut codes: Vec<&str> = warnings.iter().map(|warning| warning.code.as_str()).collect();
    let mut seen = std::collections::BTreeSet::new();
    codes.retain(|code| seen.insert(*code));
    codes.join(", ")
}
