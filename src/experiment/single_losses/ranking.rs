//! The order of losses, the worst first, and whether each is over within the window.

use super::judged::Judged;
use crate::deployment::Loss;
use crate::experiment::designs::paired::paired;
use crate::experiment::record::{BrokenTarget, Change, LossSummary, Record, Recovery, Verdict};
use crate::measure::{Figure, Measure, Scope, ScopeKind, Statistic};

/// A loss before it has its place.
struct Unranked<'r> {
    record: &'r Record,
    broken: usize,
    note: LossSummary,
}

/// Share of the calls after a loss, 1 in 100, that may be lost beyond those of the good day while it counts as recovered.
const RECOVERED_WITHIN: f64 = 0.01;

/// The finished losses: by how many more calls are lost; where that does not tell them apart, by the number of targets that
/// they break. Each comes with whether an outage of the model takes it down in the same time.
pub(super) fn ranked(
    (losses, outages): (&[(Loss, bool)], &[String]),
    judged: &Judged,
    designs: &[Record],
) -> Vec<LossSummary> {
    let Some((good_day, lost)) = designs.split_first() else { return Vec::new() };
    let decides = Figure::of_all(Measure::CallsLost, Statistic::Value);
    let after = Figure::new(Measure::CallsLost, after(), Statistic::Value);
    let level = 1.0 - (1.0 - good_day.confidence) / losses.len().max(1) as f64;
    let change = |a: &Record, b: &Record, figure: &Figure| {
        let found = paired(a, b, figure, level)?;
        Some(Change { difference: found.value, low: found.low, high: found.high, level })
    };
    let mut all: Vec<Unranked<'_>> = Vec::new();
    for ((record, (loss, is_down)), outage) in lost.iter().zip(losses).zip(outages) {
        let broken = judged.broken(good_day, record);
        let outage = outage.clone();
        let more_calls_lost = change(good_day, record, &decides);
        let is_needed = !broken.is_empty()
            || more_calls_lost.is_some_and(|change| change.difference > 0.0)
            || count(record, &affected(&outage)) > 0;
        let recovery = match is_needed {
            true => recovery(record, &broken, change(good_day, record, &after)),
            false if *is_down => Recovery::AlreadyDown,
            false => Recovery::NotNeeded,
        };
        let design = record.first_design().to_owned();
        let kind = loss.kind.name().to_owned();
        let (rank, tied) = (0, false);
        let undecided = judged.undecided(good_day, record);
        let note = LossSummary {
            rank,
            tied,
            design,
            kind,
            outage,
            broken,
            undecided,
            more_calls_lost,
            recovery,
        };
        all.push(Unranked { record, broken: judged.count(good_day, record), note });
    }
    let alike = |a: &Unranked<'_>, b: &Unranked<'_>| match change(a.record, b.record, &decides) {
        // One replication has no interval: only equal values are alike.
        Some(Change { difference, low: None, .. }) => difference == 0.0,
        Some(change) => !change.is_distinct(),
        None => size(a) == size(b),
    };
    placed(all, alike)
}

/// How many more calls are lost than on the good day; a loss without a value comes last.
fn size(loss: &Unranked<'_>) -> f64 {
    loss.note.more_calls_lost.map_or(f64::NEG_INFINITY, |change| change.difference)
}

/// The losses in order, with their places.
fn placed(
    mut all: Vec<Unranked<'_>>,
    alike: impl Fn(&Unranked<'_>, &Unranked<'_>) -> bool,
) -> Vec<LossSummary> {
    // Stable: what is equal stays in the order of the deployment.
    all.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let mut from = 0;
    while from < all.len() {
        let others = all[from + 1..].iter().take_while(|loss| alike(&all[from], loss)).count();
        let group = from..from + 1 + others;
        all[group.clone()].sort_by_key(|loss| std::cmp::Reverse(loss.broken));
        for at in group.clone() {
            let same = |other: &usize| all[*other].broken == all[at].broken;
            let first = group.clone().find(same).unwrap_or(at);
            let tied = group.clone().filter(same).count() > 1;
            all[at].note.rank = first as u32 + 1;
            all[at].note.tied = tied;
        }
        from = group.end;
    }
    all.into_iter().map(|loss| loss.note).collect()
}

/// Attempts that an outage ends.
pub(super) fn affected(outage: &str) -> Figure {
    Figure::new(Measure::Affected, Scope::of(ScopeKind::Outage, outage), Statistic::Count)
}

/// Calls that arrive after the loss.
fn after() -> Scope {
    Scope::of(ScopeKind::Period, "after")
}

fn count(record: &Record, figure: &Figure) -> u64 {
    record.estimate(figure).map_or(0, |estimate| estimate.count)
}

/// Whether a loss is over, as far as calls that arrive after it show; `more` of them are lost than on the good day.
fn recovery(record: &Record, broken: &[BrokenTarget], more: Option<Change>) -> Recovery {
    if count(record, &Figure::new(Measure::Calls, after(), Statistic::Count)) == 0 {
        return Recovery::NotSeen;
    }
    let (low, high) = more.map_or((None, None), |change| (change.low, change.high));
    if broken.iter().any(|b| b.after.is_some_and(Verdict::fails))
        || low.is_some_and(|low| low > RECOVERED_WITHIN)
    {
        return Recovery::NotAtOnce;
    }
    // What only the survivors of the loss met is met again when no more calls are lost.
    let is_met = |broken: &BrokenTarget| match broken.after {
        Some(verdict) => verdict.is_met(),
        None => broken.target.verdict == Verdict::MetBySurvivors,
    };
    let are_served = high.is_some_and(|high| high <= RECOVERED_WITHIN);
    match are_served && broken.iter().all(is_met) {
        true => Recovery::Recovered,
        false => Recovery::Undecided,
    }
}
