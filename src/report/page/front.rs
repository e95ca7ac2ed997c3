//! What stands first: title, question and answer, warnings.

use super::part::text;
use crate::experiment::Record;
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
            p.subtitle { (subtitle(record)) "." }
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
            @for sentence in several.sentences() { p { (text(&sentence)) } }
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
                p class=[(i == 0).then_some("lead")] { (text(sentence)) }
            }
            @if !found.points.is_empty() {
                ul { @for (tone, point) in &found.points { li class=(class(*tone)) { (text(point)) } } }
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

/// The warnings of the run.
pub(super) fn warnings(record: &Record) -> Markup {
    html! {
        @if !record.warnings.is_empty() {
            section.warnings #warnings aria-labelledby="warnings-title" {
                h2 #warnings-title { "Warnings" }
                dl {
                    @for warning in &record.warnings {
                        dt { (text(&warning.code)) }
                        dd { (text(&key::warning(&warning.message))) "." }
                    }
                }
            }
        }
    }
}
