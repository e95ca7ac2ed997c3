//! The question of a study and its answer in sentences, for readers who read nothing else.

mod form;
mod losses;
mod parameters;

pub(crate) use form::{Answer, Tone, tone};

use self::form::plain;
use super::{conclusion, headroom, size, targets, year};
use crate::deployment::Class;
use crate::experiment::{Estimate, Record, StudySummary, TargetVerdict, Warning};
use crate::measure::{Measure, ScopeKind, Statistic};
use crate::report::lookup::of_all;
use crate::report::number;
use crate::report::sections::rows::plain as plain_number;

/// The answer of a record.
pub(crate) fn answer(record: &Record) -> Answer {
    match &record.study {
        StudySummary::Run => of_run(record),
        StudySummary::Sweep(sweep) => parameters::of_sweep(sweep),
        StudySummary::Sensitivity(study) => parameters::of_sensitivity(record, study),
        StudySummary::Comparison(compare) => {
            let fails = compare.ranking.first().is_some_and(|first| !first.fails.is_empty());
            let tone = if fails { Tone::Bad } else { Tone::Neutral };
            let question = match &compare.decides {
                Some(figure) if compare.missing(figure).is_some() => "How do the designs differ?",
                Some(figure) if conclusion::is_merely_lowest(compare, figure) => {
                    "Which design has the lowest value?"
                }
                Some(_) => "Which design is best?",
                None => "How do the designs differ?",
            };
            plain(question, tone, conclusion::sentence(record, compare))
        }
        StudySummary::Losses(study) => losses::of_losses(record, study),
        StudySummary::Headroom(study) => {
            let tone = if study.fails() { Tone::Bad } else { Tone::Neutral };
            plain("How much more load does it carry?", tone, headroom::sentence(study))
        }
        StudySummary::Year(study) => Answer {
            question: "What do outages cost in a year?".to_owned(),
            tone: Tone::Neutral,
            sentences: year::sentences(record, study),
            points: Vec::new(),
        },
        StudySummary::Size(study) => {
            let tone = match (study.is_certified(), &study.answer) {
                (true, _) => Tone::Good,
                (_, Some(_)) => Tone::Open,
                (_, None) if study.forbidden.is_empty() || size::sentence::is_open(study) => {
                    Tone::Open
                }
                (_, None) => Tone::Bad,
            };
            let question = "Which design is the cheapest that meets the targets?";
            let mut answer = plain(question, tone, size::sentence::answer(study) + ".");
            match &study.answer {
                Some(_) => answer.sentences.push(size::sentence::verdict(record, study)),
                None => answer.sentences.push(capital(&size::sentence::without_answer(study))),
            }
            answer.sentences.retain(|sentence| !sentence.is_empty());
            answer
        }
    }
}

/// A note as a sentence.
fn capital(note: &str) -> String {
    let mut letters = note.chars();
    letters
        .next()
        .map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

fn of_run(record: &Record) -> Answer {
    let (mut tone, mut sentence) = judged(&record.targets);
    if record.warnings.iter().any(Warning::is_not_seen) && !record.targets.is_empty() {
        sentence.push_str(" But the measured window has no call during an outage or surge that the model describes.");
        tone = if tone == Tone::Good { Tone::Open } else { tone };
    }
    Answer {
        question: match record.targets.is_empty() {
            true => "What happens to the calls?".to_owned(),
            false => "Does it meet its targets?".to_owned(),
        },
        tone,
        sentences: std::iter::once(sentence).chain(of_calls(record)).collect(),
        points: record
            .targets
            .iter()
            .map(|t| (form::tone(t.verdict), targets::in_words(t)))
            .collect(),
    }
}

/// How many of the targets are met, in a sentence.
fn judged(targets: &[TargetVerdict]) -> (Tone, String) {
    let count = |wanted| targets.iter().filter(|t| tone(t.verdict) == wanted).count();
    let (all, missed, open) = (targets.len(), count(Tone::Bad), count(Tone::Open));
    let of = |n: usize| match (n, all) {
        (1, 1) => "the target is".to_owned(),
        (1, _) => format!("1 of {all} targets is"),
        (2, 2) => "both targets are".to_owned(),
        (n, _) if n == all => format!("all {all} targets are"),
        (n, _) => format!("{n} of {all} targets are"),
    };
    match (all, missed, open) {
        (0, ..) => {
            let what = "The model has no targets, so nothing is judged; [[target]] gives it one.";
            (Tone::Neutral, what.to_owned())
        }
        (_, 0, 0) => (Tone::Good, format!("Yes: {} met.", of(all))),
        (_, 0, _) => (Tone::Open, format!("Not decided: {} not plainly met or missed.", of(open))),
        _ => (Tone::Bad, format!("No: {} missed.", of(missed))),
    }
}

/// What happened to the calls, in a sentence.
fn of_calls(record: &Record) -> Option<String> {
    let find = |measure, statistic| {
        of_all(record, measure, statistic).filter(|e| e.value.is_some()).map(number::estimate)
    };
    let calls = of_all(record, Measure::Calls, Statistic::PerHour).filter(|e| e.value.is_some())?;
    let outbound = |e: &&Estimate| {
        e.figure.scope.get(ScopeKind::Class) == Some(Class::Outbound.name()) && e.count > 0
    };
    let both_ways = record.of_measure(Measure::Calls).find(outbound).is_some();
    let ways = if both_ways { ", outbound ones among them" } else { "" };
    let mut parts = vec![format!("{} calls an hour{ways}", plain_number(calls))];
    let shares = [
        (Measure::Blocking, Statistic::Value, "blocking"),
        (Measure::CallsLost, Statistic::Value, "calls lost"),
        (
            Measure::PostDialDelay,
            Statistic::P95,
            "95 % of the callers who hear ringing hear it within",
        ),
        (
            Measure::VoiceMailRoutingLatency,
            Statistic::P95,
            "95 % of the diverted calls that reach voice mail reach it within",
        ),
    ];
    for (measure, statistic, words) in shares {
        parts.extend(find(measure, statistic).map(|value| format!("{words} {value}")));
    }
    Some(parts.join("; ") + ".")
}
