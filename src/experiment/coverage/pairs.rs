//! Differences of two cases with the same callers.

use super::case::{Fixed, answers, seed};
use super::tally::{Counted, Coverage, StudyResult};
use crate::base::Error;
use crate::experiment::compare::race::Race;
use crate::experiment::control::{Control, NoControl, ProgressCounter};
use crate::experiment::control_variates::{KnownCalls, MIN_GAIN, controlled_difference};
use crate::experiment::designs::looks::{schedule, shown_level};
use crate::experiment::designs::paired;
use crate::experiment::estimate::Rows;
use crate::experiment::record::{Method, Stopped};
use crate::experiment::replication::Replication;
use crate::experiment::study::{Plan, Study};
use crate::experiment::threads::in_order;
use crate::experiment::workspaces::Workspaces;
use crate::measure::Figure;
use crate::recorder::Label;

/// Two cases with the same callers, and the first answer that both have.
pub(super) struct Pair<'s> {
    cases: [&'s Study; 2],
    rows: [usize; 2],
    figure: Figure,
    /// The second answer minus the first.
    exact: f64,
    title: String,
    level: f64,
    plan: Plan,
}

impl<'s> Pair<'s> {
    /// `None` if they have no answer in common, or other callers.
    pub(super) fn new(cases: [&'s Study; 2], plan: &Plan) -> Option<Self> {
        let [one, other] = cases.map(KnownCalls::of);
        if one != other {
            return None;
        }
        let [first, second] = cases.map(answers);
        let (rows, figure, exact) = first.iter().find_map(|(row, figure, exact)| {
            let same = second.iter().find(|(_, other, _)| other == figure)?;
            Some(([*row, same.0], figure.clone(), same.2 - exact))
        })?;
        let [one, other] = cases.map(|case| case.deployment().title.as_str());
        let title = format!("{other} minus {one}");
        let level = cases[0].deployment().settings.confidence;
        Some(Pair { cases, rows, figure, exact, title, level, plan: *plan })
    }

    /// Studies with the plan's replications of both.
    pub(super) fn fixed_studies(
        &self,
        studies: u32,
        control: &dyn Control,
    ) -> Result<Vec<Coverage>, Error> {
        let progress = ProgressCounter::new(control, 0, studies);
        let workspaces = self.cases.map(Workspaces::new);
        let known = KnownCalls::of(self.cases[0]);
        let rows = [0, 1].map(|i| {
            let mut rows = vec![self.rows[i]];
            known.add_rows(&mut rows, self.cases[i].labels());
            rows
        });
        let labels: [Vec<Label>; 2] = [0, 1]
            .map(|i| rows[i].iter().map(|row| self.cases[i].labels()[*row].clone()).collect());
        let found = in_order(self.plan.threads, 0..studies, |k| {
            let mut both = [Vec::new(), Vec::new()];
            for (i, replications) in both.iter_mut().enumerate() {
                for index in 0..self.plan.replications {
                    let seed = seed(&self.plan, k);
                    let one = workspaces[i]
                        .lend(|workspace| workspace.replication(seed, index, control))?;
                    let Some(replication) = one else { return Ok(None) };
                    replications.push(replication.thinned(&rows[i]));
                }
            }
            progress.increment();
            Ok(self.fixed(&both, &labels, &known))
        })?;
        let found: Vec<Fixed> = found.into_iter().flatten().collect();
        let counted = |kind: &str| self.counted(kind, false);
        Ok(Fixed::coverage(found.iter(), &counted, "paired difference"))
    }

    /// The result of one study; `None` without calls.
    fn fixed(
        &self,
        both: &[Vec<Replication>; 2],
        labels: &[Vec<Label>; 2],
        known: &KnownCalls,
    ) -> Option<Fixed> {
        let rows = [0, 1].map(|i| Rows::new(&labels[i], &both[i]));
        let (before, after) =
            paired::paired_replicates(&rows[0].replicates(0), &rows[1].replicates(0))?;
        let found = paired::difference(&before, &after, self.level)?;
        let events = rows.iter().map(|rows| rows.count(0)).sum::<u64>() / 2;
        let of = (self.plan.replications, events);
        let plain = StudyResult::of((found.low, found.high), of, Method::ReplicationsT);
        let calls = known.numbers(&rows[0]).into_iter().find(|c| c.scope == self.figure.scope);
        let controlled = calls.and_then(|calls| {
            let values = (&before[..], &after[..]);
            let c = controlled_difference(values, &calls, self.level)?;
            Some((plain.with(c.low, c.high), c.gain >= MIN_GAIN))
        });
        Some(Fixed::new(plain, controlled))
    }

    /// Races of both, of at most `most` replications: the difference at the level that a comparison shows, and which design
    /// was called worse.
    pub(super) fn races(
        &self,
        studies: u32,
        most: u32,
        control: &dyn Control,
    ) -> Result<Coverage, Error> {
        let progress = ProgressCounter::new(control, 0, studies);
        let names = ["first", "second"].map(str::to_owned);
        let figures = [self.figure.clone()];
        let found = in_order(self.plan.threads, 0..studies, |k| {
            if control.stop_requested() {
                return Ok(None);
            }
            let seed = seed(&self.plan, k);
            let race = Race {
                names: &names,
                figures: &figures,
                decides: &self.figure,
                highest: false,
                plan: Plan { seed, replications: most, threads: 1, ..self.plan },
                level: self.level,
            };
            let load = |i: usize| Ok::<Study, Error>(self.cases[i].clone());
            let (designs, _) = race.run(&load, Vec::new(), &NoControl)?;
            progress.increment();
            let [a, b] = &designs[..] else { return Ok(None) };
            let level = shown_level(self.level, schedule(most).len());
            let Some(found) = paired::paired(a, b, &self.figure, level) else { return Ok(None) };
            let stopped = |i: usize| designs[i].designs.first()?.effort.as_ref().map(|e| e.stopped);
            let worse = if self.exact < 0.0 { 1 } else { 0 };
            let count = |i: usize| designs[i].estimate(&self.figure).map_or(0, |e| e.count);
            let of = (a.replications.min(b.replications), (count(0) + count(1)) / 2);
            Ok(Some(StudyResult {
                wrong: stopped(worse) == Some(Stopped::Worse),
                ..StudyResult::of((found.low, found.high), of, Method::ReplicationsT)
            }))
        })?;
        let found: Vec<StudyResult> = found.into_iter().flatten().collect();
        Ok(self.counted(&format!("race of at most {most}"), true).of(found.iter()))
    }

    fn counted(&self, kind: &str, races: bool) -> Counted<'_> {
        Counted {
            title: &self.title,
            figure: &self.figure,
            kind: kind.to_owned(),
            exact: self.exact,
            level: self.level,
            races,
        }
    }
}
