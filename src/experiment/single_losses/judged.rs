//! The targets of every design: those of the scenario and, where their measure is counted by period, the same for the
//! calls that arrive during and after the loss.

use crate::deployment::Target;
use crate::experiment::figures;
use crate::experiment::record::{BrokenTarget, Record, TargetVerdict, Verdict};
use crate::experiment::study::Study;
use crate::measure::{Figure, ScopeKind};

/// The targets, and which belong together.
#[derive(Debug)]
pub(in crate::experiment) struct Judged {
    targets: Vec<Target>,
    places: Vec<Places>,
}

/// Positions of one target of the scenario in the list of all.
#[derive(Clone, Copy, Debug)]
struct Places {
    whole: usize,
    during: Option<usize>,
    after: Option<usize>,
}

impl Judged {
    /// The targets of a study that is counted by period.
    pub(in crate::experiment) fn of(study: &Study) -> Self {
        let mut targets = study.deployment().targets.clone();
        let mut places = Vec::new();
        for whole in 0..targets.len() {
            let mut add = |period: &str| {
                let Figure { measure, scope, statistic } = &targets[whole].named.figure;
                let scope = scope.and(ScopeKind::Period, period);
                let figure = Figure::new(*measure, scope, *statistic);
                figures::row_of(&figure, study.labels())?;
                let mut target = targets[whole].clone();
                target.named.figure = figure;
                targets.push(target);
                Some(targets.len() - 1)
            };
            let (during, after) = (add("during"), add("after"));
            places.push(Places { whole, during, after });
        }
        Judged { targets, places }
    }

    /// All of them: those of the scenario first.
    pub(in crate::experiment) fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// The targets that a loss breaks. One that is broken over the whole window and during the loss is there twice.
    pub(super) fn broken(&self, good_day: &Record, lost: &Record) -> Vec<BrokenTarget> {
        self.with_loss(good_day, lost, |before, with| breaks(before.verdict, with.verdict))
    }

    /// The targets of which the estimates do not tell whether a loss breaks them. One that a loss surely breaks, over the
    /// window or during the loss, is not among them.
    pub(super) fn undecided(&self, good_day: &Record, lost: &Record) -> Vec<BrokenTarget> {
        let mut found = self.with_loss(good_day, lost, is_open);
        let is_broken = |places: &&Places| self.breaks_at(places, good_day, lost);
        let broken: Vec<&Places> = self.places.iter().filter(is_broken).collect();
        let figure = |at: usize| self.targets.get(at).map(|target| &target.named.figure);
        found.retain(|open| {
            let of = |at: Option<usize>| at.and_then(figure) == Some(&open.target.figure);
            !broken.iter().any(|places| of(Some(places.whole)) || of(places.during))
        });
        found
    }

    /// The targets, over the window and during the loss, of which this holds for the good day and the loss.
    fn with_loss(
        &self,
        good_day: &Record,
        lost: &Record,
        holds: impl Fn(&TargetVerdict, &TargetVerdict) -> bool,
    ) -> Vec<BrokenTarget> {
        let mut found = Vec::new();
        for places in &self.places {
            let after = places.after.and_then(|at| lost.targets.get(at));
            for at in [Some(places.whole), places.during].into_iter().flatten() {
                let both = good_day.targets.get(at).zip(lost.targets.get(at));
                let Some((before, with)) = both else { continue };
                if holds(before, with) {
                    found.push(BrokenTarget {
                        target: with.clone(),
                        good_day: before.value,
                        after: after.map(|after| after.verdict),
                    });
                }
            }
        }
        found
    }

    /// How many targets of the scenario a loss breaks.
    pub(super) fn count(&self, good_day: &Record, lost: &Record) -> usize {
        self.places.iter().filter(|places| self.breaks_at(places, good_day, lost)).count()
    }

    /// Whether a loss breaks a target of the scenario, over the window or during the loss.
    fn breaks_at(&self, places: &Places, good_day: &Record, lost: &Record) -> bool {
        let is_broken = |at: usize| {
            let both = good_day.targets.get(at).zip(lost.targets.get(at));
            both.is_some_and(|(before, with)| breaks(before.verdict, with.verdict))
        };
        is_broken(places.whole) || places.during.is_some_and(is_broken)
    }
}

/// Whether a loss breaks a target: it fails, or no call gets as far as its measure, and neither is so on the good day.
fn breaks(good_day: Verdict, lost: Verdict) -> bool {
    let fails = |verdict: Verdict| verdict.fails() || verdict == Verdict::NotEstimable;
    fails(lost) && !fails(good_day)
}

/// Whether the estimates leave open whether a loss breaks a target. Where the loss leaves the estimate as it is, it breaks
/// nothing, whatever the estimate says of the good day.
fn is_open(good_day: &TargetVerdict, lost: &TargetVerdict) -> bool {
    let estimate = |target: &TargetVerdict| (target.value, target.low, target.high);
    lost.verdict == Verdict::Undecided
        && !good_day.verdict.fails()
        && estimate(good_day) != estimate(lost)
}
