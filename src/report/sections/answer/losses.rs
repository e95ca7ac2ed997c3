//! The answer of a study of single losses.

use super::form::{Answer, Tone};
use crate::experiment::{LossSummary, LossesSummary, Record, TargetVerdict};
use crate::report::number;
use crate::report::sections::single_losses;

/// Names that a sentence lists at most.
const MAX_NAMES: usize = 5;

/// Which losses break a target, and what the worst costs.
pub(super) fn of_losses(record: &Record, study: &LossesSummary) -> Answer {
    let (tone, sentence) = verdict_of_losses(study);
    let mut sentences = vec![sentence];
    let lost = |design: &str| record.estimates.find(design, &single_losses::calls_lost());
    if let Some(e) = study.losses.first().and_then(|loss| lost(&loss.design)) {
        let good_day = lost(&study.good_day).map(number::estimate).unwrap_or_default();
        // What is lost together costs the same.
        let same = |l: &&LossSummary| lost(&l.design).is_some_and(|other| other.value == e.value);
        let worst: Vec<&str> =
            study.losses.iter().take_while(same).map(|loss| loss.design.as_str()).collect();
        let (which, verb) = (shown(&worst), if worst.len() == 1 { "is" } else { "are" });
        sentences.push(format!(
            "The worst {verb} {which}, with {} of the calls lost; on the good day it is {good_day}.",
            number::estimate(e)
        ));
    }
    Answer {
        question: "Does it meet its targets without any one part?".to_owned(),
        tone,
        sentences,
        points: Vec::new(),
    }
}

/// Whether the targets are met without any one part.
fn verdict_of_losses(study: &LossesSummary) -> (Tone, String) {
    if study.targets.is_empty() {
        return (Tone::Neutral, "The model has no target that a loss could break.".to_owned());
    }
    let all = study.losses.len();
    let such = |is: fn(&LossSummary) -> bool| -> Vec<&str> {
        study.losses.iter().filter(|loss| is(loss)).map(|loss| loss.design.as_str()).collect()
    };
    let breaking = such(|loss| !loss.broken.is_empty());
    let open = such(|loss| loss.broken.is_empty() && !loss.undecided.is_empty());
    let labels = |targets: Vec<&TargetVerdict>| -> String {
        let labels: Vec<String> = targets.iter().map(|t| single_losses::label(&t.figure)).collect();
        shown(&labels.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let failing = study.targets.iter().filter(|target| target.verdict.fails()).collect();
    let (fails, undecided) = (labels(failing), labels(study.undecided_on_the_good_day().collect()));
    let mut parts = Vec::new();
    match breaking.len() {
        0 if open.is_empty() => parts.push(match all {
            1 => "the single loss breaks no target".to_owned(),
            _ => format!("none of the {all} single losses breaks a target"),
        }),
        0 => {}
        1 => parts.push(format!("1 of {all} single losses breaks a target: {}", shown(&breaking))),
        n => parts.push(format!("{n} of {all} single losses break a target: {}", shown(&breaking))),
    }
    if !open.is_empty() {
        let which = match open.len() {
            _ if all == 1 => format!("the single loss ({}) breaks", open[0]),
            1 => format!("{} breaks", open[0]),
            n => format!("{n} of {all} single losses ({}) break", shown(&open)),
        };
        parts.push(format!(
            "the estimates do not tell whether {which} a target, and more replications decide"
        ));
    }
    if !undecided.is_empty() {
        parts.push(format!("on the good day it is undecided already: {undecided}"));
    }
    if !fails.is_empty() {
        parts.push(format!("on the good day it fails already: {fails}"));
    }
    let (tone, word) =
        match (breaking.is_empty() && fails.is_empty(), open.is_empty() && undecided.is_empty()) {
            (false, _) => (Tone::Bad, "No"),
            (true, false) => (Tone::Open, "Not decided"),
            (true, true) => (Tone::Good, "Yes"),
        };
    (tone, format!("{word}: {}.", parts.join("; ")))
}

/// The first names, and how many more there are. One more is named, too.
fn shown(names: &[&str]) -> String {
    let count = if names.len() == MAX_NAMES + 1 { names.len() } else { names.len().min(MAX_NAMES) };
    let first = names[..count].join(", ");
    match names.len() - count {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}
