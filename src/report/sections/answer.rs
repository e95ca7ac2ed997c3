//! The question of a study and its answer in sentences, for readers who read nothing else.

use super::{conclusion, headroom, single_losses, size, sweep, targets, year};
use crate::deployment::Class;
use crate::experiment::{
    Estimate, LossSummary, LossesSummary, Record, SensitivitySummary, StudySummary, SweepPoint,
    SweepSummary, Swing, TargetCrossing, TargetVerdict, Verdict, Warning,
};
use crate::measure::{Measure, ScopeKind, Statistic};
use crate::report::lookup::of_all;
use crate::report::sections::rows::plain as plain_number;
use crate::report::sections::sensitivity;
use crate::report::{key, number};

/// Names that a sentence lists at most.
const MAX_NAMES: usize = 5;

/// Whether an answer is good news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// What was asked for is met.
    Good,
    /// Something is missed.
    Bad,
    /// It is not decided.
    Open,
    /// Nothing was judged.
    Neutral,
}

/// The question of a study, and its answer.
pub(crate) struct Answer {
    pub question: String,
    pub tone: Tone,
    /// The answer, in whole sentences.
    pub sentences: Vec<String>,
    /// What the answer rests on, a line each.
    pub points: Vec<(Tone, String)>,
}

/// The answer of a record.
pub(crate) fn answer(record: &Record) -> Answer {
    match &record.study {
        StudySummary::Run => of_run(record),
        StudySummary::Sweep(sweep) => of_sweep(sweep),
        StudySummary::Sensitivity(study) => of_sensitivity(record, study),
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
        StudySummary::Losses(study) => of_losses(record, study),
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

fn plain(question: &str, tone: Tone, sentence: String) -> Answer {
    let (question, sentences) = (question.to_owned(), vec![sentence]);
    Answer { question, tone, sentences, points: Vec::new() }
}

/// How a verdict is taken.
pub(crate) fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Met | Verdict::MetByTheory => Tone::Good,
        Verdict::Missed => Tone::Bad,
        Verdict::MetBySurvivors
        | Verdict::Unstable
        | Verdict::Undecided
        | Verdict::NotEstimable => Tone::Open,
    }
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
            .map(|t| (self::tone(t.verdict), targets::in_words(t)))
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

/// In how many designs of a sweep all targets are met.
fn targets_of_points(sweep: &SweepSummary) -> String {
    let judged = sweep.points.iter().filter(|point| !point.targets.is_empty());
    let judged: Vec<&SweepPoint> = judged.collect();
    let is_met =
        |target: &TargetVerdict| matches!(target.verdict, Verdict::Met | Verdict::MetByTheory);
    let met = judged.iter().filter(|point| point.targets.iter().all(is_met)).count();
    match judged.len() {
        0 => "No target was judged".to_owned(),
        all if all == met => format!("All {all} designs meet their targets"),
        all => format!("{met} of {all} designs meet their targets"),
    }
}

fn of_sweep(sweep: &SweepSummary) -> Answer {
    let keys: Vec<String> = sweep.keys.iter().map(|key| key::in_list(&key.path)).collect();
    let keys = keys.join(" and ");
    let crossings = &sweep.target_crossings;
    let sentence = match crossings.len() {
        0 => format!("{}; the charts show how the figures change.", targets_of_points(sweep)),
        _ => match sweep.keys.len() {
            1 => "Where each target is first missed:".to_owned(),
            _ => format!("Where each target is first missed, along {}:", along(crossings)),
        },
    };
    let point = |crossing: &TargetCrossing| {
        let (target, certainty) = (sweep::target(crossing), sweep::certainty(crossing));
        let place = match crossing.others.is_empty() {
            true => String::new(),
            false => format!(" ({})", sweep::others(crossing)),
        };
        match (&crossing.met, &crossing.missed) {
            (Some(met), Some(missed)) if sweep::is_confirmed(crossing) => {
                let text =
                    format!("{target}{place}: met at {met}, missed at {missed}; {certainty}");
                (Tone::Neutral, text)
            }
            // What is certain comes first.
            (Some(met), Some(missed)) => {
                let estimates = format!("by the estimates met at {met}, missed at {missed}");
                (Tone::Neutral, format!("{target}{place}: {certainty}; {estimates}"))
            }
            (Some(_), None) => (
                if sweep::is_confirmed(crossing) { Tone::Good } else { Tone::Open },
                format!("{target}{place}: met {}; {certainty}", everywhere(crossing)),
            ),
            (None, Some(_)) => (
                if sweep::is_confirmed(crossing) { Tone::Bad } else { Tone::Open },
                format!("{target}{place}: missed {}; {certainty}", everywhere(crossing)),
            ),
            (None, None) => (Tone::Open, format!("{target}{place}: {certainty}")),
        }
    };
    Answer {
        question: format!("What changes with {keys}?"),
        tone: Tone::Neutral,
        sentences: vec![sentence],
        points: crossings.iter().map(point).collect(),
    }
}

/// The key along which crossings were searched for.
fn along(crossings: &[TargetCrossing]) -> String {
    crossings.first().map_or_else(String::new, |crossing| key::in_list(&crossing.key))
}

/// Where a target is met, or missed, that never changes.
fn everywhere(crossing: &TargetCrossing) -> &'static str {
    match (sweep::is_confirmed(crossing), crossing.no_estimate_at.is_empty()) {
        (true, true) => "at every value",
        (true, false) => "wherever it has an estimate",
        (false, _) => "by every estimate",
    }
}

fn of_sensitivity(record: &Record, study: &SensitivitySummary) -> Answer {
    let mut points = Vec::new();
    let mut any = false;
    for figure in &study.figures {
        let swings = sensitivity::of(study, figure);
        let known = swings.iter().find(|swing| swing.distinct);
        let Some((largest, assumption)) =
            known.and_then(|swing| Some((swing, sensitivity::assumption(study, &swing.key)?)))
        else {
            let label = figure.label();
            points.push((Tone::Neutral, format!("{label}: no assumption moves it significantly")));
            continue;
        };
        any = true;
        let scale = sensitivity::scale(record, figure);
        let size = |swing: &Swing| {
            let size = sensitivity::size(figure, &swing.swing, &scale);
            number::join(&size, scale.of_difference())
        };
        let larger = sensitivity::larger_but_open(&swings, largest);
        let most = if larger.is_some() { "most of those that are significant" } else { "most" };
        let mut text = format!(
            "{}: {} moves it {most}, by {} over {}",
            figure.label(),
            key::with_key(&largest.key),
            size(largest),
            sensitivity::range(assumption)
        );
        if let Some(larger) = larger {
            text.push_str(&format!(
                "; {} may move it more ({}), which more replications decide",
                key::with_key(&larger.key),
                size(larger)
            ));
        }
        points.push((Tone::Neutral, text));
    }
    let sentence = match any {
        false => "No assumption moves a figure significantly.",
        true => "The assumption that moves each figure most:",
    };
    let mut answer =
        plain("Which assumptions move the answer?", Tone::Neutral, sentence.to_owned());
    answer.points = points;
    answer
}

fn of_losses(record: &Record, study: &LossesSummary) -> Answer {
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
