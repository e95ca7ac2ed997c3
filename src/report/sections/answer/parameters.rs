//! The answers of studies of parameters: sweeps, and which assumptions move a figure.

use super::form::{Answer, Tone, plain};
use crate::experiment::{
    Record, SensitivitySummary, SweepPoint, SweepSummary, Swing, TargetCrossing, TargetVerdict,
};
use crate::report::sections::{sensitivity, sweep};
use crate::report::{key, number};

/// In how many designs of a sweep all targets are met.
fn targets_of_points(sweep: &SweepSummary) -> String {
    let judged = sweep.points.iter().filter(|point| !point.targets.is_empty());
    let judged: Vec<&SweepPoint> = judged.collect();
    let is_met = |target: &TargetVerdict| target.verdict.is_met();
    let met = judged.iter().filter(|point| point.targets.iter().all(is_met)).count();
    match judged.len() {
        0 => "No target was judged".to_owned(),
        all if all == met => format!("All {all} designs meet their targets"),
        all => format!("{met} of {all} designs meet their targets"),
    }
}

/// What changes with the keys, and where targets are first missed.
pub(super) fn of_sweep(sweep: &SweepSummary) -> Answer {
    let keys: Vec<String> = sweep.keys.iter().map(|key| key::in_list(&key.path)).collect();
    let keys = keys.join(" and ");
    let crossings = &sweep.target_crossings;
    let sentence = match (crossings.first(), sweep.keys.len()) {
        (None, _) => {
            format!("{}; the charts show how the figures change.", targets_of_points(sweep))
        }
        (_, 1) => "Where each target is first missed:".to_owned(),
        (Some(crossing), _) => {
            let along = key::in_list(&crossing.key);
            format!("Where each target is first missed, along {along}:")
        }
    };
    let point = |crossing: &TargetCrossing| {
        let (target, certainty) = (sweep::target(crossing), sweep::certainty(crossing));
        let is_sure = sweep::is_confirmed(crossing);
        let place = match crossing.others.is_empty() {
            true => String::new(),
            false => format!(" ({})", sweep::others(crossing)),
        };
        match (&crossing.met, &crossing.missed) {
            (Some(met), Some(missed)) if is_sure => {
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
                if is_sure { Tone::Good } else { Tone::Open },
                format!("{target}{place}: met {}; {certainty}", everywhere(crossing, is_sure)),
            ),
            (None, Some(_)) => (
                if is_sure { Tone::Bad } else { Tone::Open },
                format!("{target}{place}: missed {}; {certainty}", everywhere(crossing, is_sure)),
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

/// Where a target is met, or missed, that never changes.
fn everywhere(crossing: &TargetCrossing, is_sure: bool) -> &'static str {
    match (is_sure, crossing.no_estimate_at.is_empty()) {
        (true, true) => "at every value",
        (true, false) => "wherever it has an estimate",
        (false, _) => "by every estimate",
    }
}

/// Which assumption moves each figure most.
pub(super) fn of_sensitivity(record: &Record, study: &SensitivitySummary) -> Answer {
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
