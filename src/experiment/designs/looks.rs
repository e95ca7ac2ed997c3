//! A race: each design is looked at a few times, and gets no more replications when all its targets are decided. Each look at
//! each target has a part of the error (Bonferroni's inequality), so that all verdicts are right together with the stated
//! probability, whenever a design stops.

use crate::base::Error;
use crate::experiment::record::{
    EffortSummary, RaceSummary, Record, Stopped, TargetVerdict, Verdict,
};
use crate::experiment::session::Session;
use crate::experiment::study::Study;
use crate::measure::Figure;

/// Looks at a design at most; each doubles the replications.
const LOOKS: u32 = 5;

/// Replications at the first look at least: with fewer, the error of a variance is too great for the level of a race.
const FIRST: u32 = 5;

/// The numbers of replications at which a design is looked at: `most`, and half, a quarter and so on of it.
pub(crate) fn schedule(most: u32) -> Vec<u32> {
    let all = (0..LOOKS).rev().map(|k| most >> k);
    let mut looks: Vec<u32> = all.filter(|n| *n >= FIRST.min(most)).collect();
    looks.dedup();
    looks
}

/// The level of an interval that is shown of a design that may have stopped at any of this number of looks: it holds with the
/// probability `level` at least.
pub(crate) fn shown_level(level: f64, looks: usize) -> f64 {
    1.0 - (1.0 - level) / looks.max(1) as f64
}

/// A race with these looks, at this level.
pub(crate) fn race_summary(schedule: &[u32], level: f64) -> RaceSummary {
    RaceSummary { looks: schedule.to_vec(), level, shown_level: shown_level(level, schedule.len()) }
}

/// A race of designs against their targets.
pub(crate) struct Race {
    /// Replications at each look.
    schedule: Vec<u32>,
    /// The figures whose targets are decided.
    figures: Vec<Figure>,
    /// Designs that are known in advance.
    designs: usize,
    /// Whether further designs are added on the way.
    grows: bool,
}

impl Race {
    pub(crate) fn new(most: u32, figures: &[Figure], designs: usize, grows: bool) -> Self {
        Race { schedule: schedule(most), figures: figures.to_vec(), designs, grows }
    }

    /// Replications at the first look.
    pub(crate) fn first(&self) -> u32 {
        self.schedule.first().copied().unwrap_or(1)
    }

    /// How the designs race, at this level.
    pub(crate) fn summary(&self, level: f64) -> RaceSummary {
        race_summary(&self.schedule, level)
    }

    /// The part of the whole error that the design at this place may have. Designs that are known in advance share the error
    /// equally, or half of it where others are added; of the other half the k-th of these has the part 1 ÷ (k (k + 1)).
    fn part(&self, place: usize) -> f64 {
        let known = 1.0 / self.designs.max(1) as f64;
        match place.checked_sub(self.designs) {
            None if self.grows => known / 2.0,
            None => known,
            Some(k) => 0.5 / ((k + 1) * (k + 2)) as f64,
        }
    }

    /// The looks at the design at this place, from 0.
    pub(crate) fn looks(&self, study: &Study, place: usize) -> Looks {
        let level = study.deployment().settings.confidence;
        let is_decided = |figure: &Figure| self.figures.contains(figure);
        let targets = study.deployment().targets.iter();
        let targets = targets.filter(|target| is_decided(&target.named.figure)).count();
        let comparisons = (targets * self.schedule.len()).max(1) as f64;
        // A target is met or missed in truth, so that only one end of an interval can be wrong.
        let one_sided = (1.0 - level) * self.part(place) / comparisons;
        Looks {
            level,
            schedule: self.schedule.clone(),
            figures: self.figures.clone(),
            judged: study.clone().with_confidence(1.0 - 2.0 * one_sided),
            shown: study.clone().with_confidence(shown_level(level, self.schedule.len())),
            targets: Vec::new(),
        }
    }
}

/// The looks at one design.
pub(crate) struct Looks {
    /// The level of the study.
    level: f64,
    schedule: Vec<u32>,
    figures: Vec<Figure>,
    /// The study with intervals at the level that decides.
    judged: Study,
    /// The study with the intervals that are shown.
    shown: Study,
    /// The verdicts of the last look.
    targets: Vec<TargetVerdict>,
}

impl Looks {
    pub(crate) fn first(&self) -> u32 {
        self.schedule.first().copied().unwrap_or(1)
    }

    /// Replications at the next look; `None` after the last, and when all targets are decided.
    pub(crate) fn after(&mut self, n: u32, session: &Session<'_>) -> Result<Option<u32>, Error> {
        self.targets = session.record_as(&self.judged)?.targets;
        let next = self.schedule.iter().copied().find(|look| *look > n);
        Ok(next.filter(|_| self.undecided().is_some()))
    }

    fn of_figures(&self) -> impl Iterator<Item = &TargetVerdict> {
        self.targets.iter().filter(|target| self.figures.contains(&target.figure))
    }

    /// A target that the intervals do not decide.
    fn undecided(&self) -> Option<&TargetVerdict> {
        // What a formula or a growing queue says has no part in the error.
        self.of_figures().find(|t| !matches!(t.verdict, Verdict::Met | Verdict::Missed))
    }

    /// The record of the design, with the verdicts of the last look.
    pub(crate) fn record(&self, session: &Session<'_>) -> Result<Record, Error> {
        let record = session.record_as(&self.shown)?;
        let is_missed = |t: &&TargetVerdict| t.verdict == Verdict::Missed;
        let (stopped, decisive) = match (self.undecided(), self.of_figures().find(is_missed)) {
            (Some(open), _) => (Stopped::AtMost, Some(open)),
            (None, Some(missed)) => (Stopped::Missed, Some(missed)),
            (None, None) => (Stopped::Met, None),
        };
        let because = decisive.map(|target| match stopped {
            Stopped::Missed => format!("{} is missed", target.figure.label()),
            _ => format!("{} is not decided", target.figure.label()),
        });
        let effort = EffortSummary { replications: session.done(), stopped, because };
        let record = Record { confidence: self.level, targets: self.targets.clone(), ..record };
        Ok(record.with_effort(effort))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_double_and_end_with_the_most() {
        assert_eq!(schedule(100), [6, 12, 25, 50, 100]);
        assert_eq!(schedule(10), [5, 10]);
        assert_eq!((schedule(7), schedule(3), schedule(1)), (vec![7], vec![3], vec![1]));
        assert_eq!(schedule(1_000), [62, 125, 250, 500, 1_000]);
    }

    #[test]
    fn the_parts_of_the_error_are_together_no_more_than_all_of_it() {
        let sum = |designs: usize, grows: bool, all: usize| -> f64 {
            let race = Race::new(100, &[], designs, grows);
            (0..all).map(|place| race.part(place)).sum()
        };
        assert!((sum(11, false, 11) - 1.0).abs() < 1e-12);
        let grown = sum(11, true, 1_000);
        assert!(grown < 1.0 && grown > 0.99, "{grown}");
    }
}
