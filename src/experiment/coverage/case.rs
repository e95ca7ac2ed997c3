//! A study with exact answers, of which many independent copies are simulated.

use super::tally::{Counted, Coverage, StudyResult};
use crate::base::Error;
use crate::experiment::control::{Control, ProgressCounter};
use crate::experiment::control_variates::KnownCalls;
use crate::experiment::estimate::Rows;
use crate::experiment::figures::row_of;
use crate::experiment::precision::{Precision, Width};
use crate::experiment::replication::Replication;
use crate::experiment::stopping_rule::StoppingRule;
use crate::experiment::study::{Plan, Study};
use crate::experiment::threads::in_order;
use crate::experiment::workspaces::Workspaces;
use crate::kernel::Key;
use crate::measure::Figure;
use crate::recorder::{Estimator, Label};

/// Relative precision at which studies are stopped.
const STOPPED_AT: f64 = 0.1;
/// Maximum replications of a study that stops at a precision.
const MAX_REPLICATIONS: u32 = 500;

/// Seed of the k-th study. Studies are as independent of each other as replications are.
pub(super) fn seed(plan: &Plan, study: u32) -> u64 {
    Key::new(plan.seed).absorb(u64::from(study)).raw()
}

/// Row, figure and value of each exact answer of a study.
pub(super) fn answers(study: &Study) -> Vec<(usize, Figure, f64)> {
    let row = |figure: &Figure| row_of(figure, study.labels());
    let references = &study.deployment().references;
    references
        .iter()
        .filter_map(|r| Some((row(&r.named.figure)?, r.named.figure.clone(), r.value)))
        .collect()
}

/// What one study of fixed length found for one answer.
pub(super) struct Fixed {
    /// The plain interval.
    plain: StudyResult,
    /// With a control variate, and whether a run reports it; `None` where there is none.
    controlled: Option<(StudyResult, bool)>,
}

impl Fixed {
    pub(super) fn new(plain: StudyResult, controlled: Option<(StudyResult, bool)>) -> Self {
        Fixed { plain, controlled }
    }

    /// The interval with a control variate where a run reports it, else the plain one.
    fn shown(&self) -> &StudyResult {
        match &self.controlled {
            Some((controlled, true)) => controlled,
            _ => &self.plain,
        }
    }

    /// The coverage of the plain interval, of that with a control variate, and of the more precise one that is reported.
    pub(super) fn coverage<'r>(
        results: impl Iterator<Item = &'r Fixed> + Clone,
        counted: &dyn Fn(&str) -> Counted<'r>,
        plain: &str,
    ) -> Vec<Coverage> {
        let mut found = vec![counted(plain).of(results.clone().map(|r| &r.plain))];
        let controlled = results.clone().filter_map(|r| Some(&r.controlled.as_ref()?.0));
        if controlled.clone().next().is_some() {
            found.push(counted(&format!("{plain} with control variate")).of(controlled));
            found.push(
                counted(&format!("{plain}, more precise if shown")).of(results.map(Fixed::shown)),
            );
        }
        found
    }
}

/// A study with exact answers, of which many independent copies are simulated.
pub(super) struct Case<'s> {
    study: &'s Study,
    plan: Plan,
    control: &'s dyn Control,
    answers: Vec<(usize, Figure, f64)>,
    known: KnownCalls,
    level: f64,
    /// Rows of the answers among all rows of the study, then those of the controls, and their labels.
    rows: Vec<usize>,
    labels: Vec<Label>,
    workspaces: Workspaces<'s>,
}

impl<'s> Case<'s> {
    pub(super) fn new(study: &'s Study, plan: &Plan, control: &'s dyn Control) -> Self {
        let answers = answers(study);
        let known = KnownCalls::of(study);
        let mut rows: Vec<usize> = answers.iter().map(|(row, ..)| *row).collect();
        known.add_rows(&mut rows, study.labels());
        let labels = rows.iter().map(|row| study.labels()[*row].clone()).collect();
        let level = study.deployment().settings.confidence;
        let (plan, workspaces) = (*plan, Workspaces::new(study));
        Case { study, plan, control, answers, known, level, rows, labels, workspaces }
    }

    /// Studies with the plan's replications: for each, the result for every answer.
    pub(super) fn fixed_studies(&self, studies: u32) -> Result<Vec<Coverage>, Error> {
        let progress = ProgressCounter::new(self.control, 0, studies);
        let found = in_order(self.plan.threads, 0..studies, |k| {
            let mut replications = Vec::new();
            let seed = seed(&self.plan, k);
            let finished = self.extend(&mut replications, seed, self.plan.replications)?;
            progress.increment();
            Ok(finished.then(|| self.fixed(&replications)))
        })?;
        let found: Vec<Vec<Fixed>> = found.into_iter().flatten().collect();
        let of = |i: usize| {
            let results = found.iter().map(move |answers| &answers[i]);
            Fixed::coverage(results, &|kind| self.counted(i, kind), self.kind(i))
        };
        Ok((0..self.answers.len()).flat_map(of).collect())
    }

    /// The results of one study for every answer.
    fn fixed(&self, replications: &[Replication]) -> Vec<Fixed> {
        let rows = Rows::new(&self.labels, replications);
        let controlled = self.known.every_estimate(&rows, self.level);
        let reported = self.known.estimates(&rows, self.level);
        let of = |(i, (_, figure, _)): (usize, &(usize, Figure, f64))| {
            let plain = self.result(replications, i);
            let found = controlled.iter().find(|c| c.figure == *figure).map(|c| {
                let is_shown = reported.iter().any(|r| r.figure == *figure);
                (plain.with(c.low, c.high), is_shown)
            });
            Fixed::new(plain, found)
        };
        self.answers.iter().enumerate().map(of).collect()
    }

    /// Studies that stop at a relative precision: for each, the result for every answer.
    pub(super) fn stopped_studies(&self, studies: u32) -> Result<Vec<Coverage>, Error> {
        let progress = ProgressCounter::new(self.control, 0, studies);
        let found = in_order(self.plan.threads, 0..studies, |k| {
            // Seeds that the studies of fixed length do not use.
            let seed = seed(&self.plan, studies + k);
            let (mut replications, mut all) = (Vec::new(), Vec::new());
            for i in 0..self.answers.len() {
                let Some(result) = self.stopped_study(&mut replications, seed, i)? else {
                    return Ok(None);
                };
                all.push(result);
            }
            progress.increment();
            Ok(Some(all))
        })?;
        let found: Vec<Vec<StudyResult>> = found.into_iter().flatten().collect();
        let of = |i: usize| {
            self.counted(i, "stopped at 10 %").of(found.iter().map(|answers| &answers[i]))
        };
        Ok((0..self.answers.len()).map(of).collect())
    }

    /// The result for one answer when its own precision stops the study. Reuses and extends the replications that
    /// earlier answers needed; `None` if `control` stops it.
    fn stopped_study(
        &self,
        replications: &mut Vec<Replication>,
        seed: u64,
        i: usize,
    ) -> Result<Option<StudyResult>, Error> {
        let goals = vec![(self.answers[i].1.clone(), Width::Relative(STOPPED_AT))];
        let precision = Precision { goals, at_most: MAX_REPLICATIONS };
        let mut stop = StoppingRule::new(precision, self.level);
        let mut next = stop.first(1);
        loop {
            if !self.extend(replications, seed, next)? {
                return Ok(None);
            }
            match stop.after(next, |n| Rows::new(&self.labels, &replications[..n as usize])) {
                Some(further) => next = further,
                None => return Ok(Some(self.result(&replications[..next as usize], i))),
            }
        }
    }

    /// Simulates until there are `total` replications; false if `control` stops it.
    fn extend(
        &self,
        replications: &mut Vec<Replication>,
        seed: u64,
        total: u32,
    ) -> Result<bool, Error> {
        self.workspaces.lend(|workspace| {
            while (replications.len() as u32) < total {
                let index = replications.len() as u32;
                let Some(next) = workspace.replication(seed, index, self.control)? else {
                    return Ok(false);
                };
                replications.push(next.thinned(&self.rows));
            }
            Ok(true)
        })
    }

    fn result(&self, replications: &[Replication], i: usize) -> StudyResult {
        let found = Rows::new(&self.labels, replications).compute(i, self.level);
        let events = replications.iter().map(|r| r.values.get(i).count).sum();
        let of = (replications.len() as u32, events);
        StudyResult::of((found.low, found.high), of, found.method)
    }

    fn counted(&self, i: usize, kind: &str) -> Counted<'_> {
        let (_, figure, exact) = &self.answers[i];
        Counted {
            title: &self.study.deployment().title,
            figure,
            kind: kind.to_owned(),
            exact: *exact,
            level: self.level,
            races: false,
        }
    }

    /// What kind of interval an answer has.
    fn kind(&self, i: usize) -> &'static str {
        match self.labels[i].estimator {
            Estimator::Share(_) => "ratio",
            _ if self.labels[i].figure.statistic.is_percentile() => "quantile",
            _ => "mean",
        }
    }
}
