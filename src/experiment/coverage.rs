//! Checks the coverage of intervals: simulates many independent studies of a case with an exact answer, and counts
//! how often their intervals contain it. A 95 % interval that contains it in 90 % of studies is too narrow; one that
//! contains it in 99 % is too wide.

use super::control::{Control, ProgressCounter};
use super::designs::paired;
use super::estimate::Rows;
use super::figures::row_of;
use super::precision::{Precision, Width};
use super::record::Method;
use super::replication::Replication;
use super::stopping_rule::StoppingRule;
use super::study::{Plan, Study};
use super::threads::in_order;
use super::workspaces::Workspaces;
use crate::base::Error;
use crate::kernel::Key;
use crate::measure::{Figure, Statistic};
use crate::recorder::{Estimator, Label, Value};
use crate::stats::interval;

/// The lowest and highest acceptable coverage of 95 % intervals.
pub const COVERED: (f64, f64) = (0.93, 0.97);
/// Relative precision at which studies are stopped.
const STOPPED_AT: f64 = 0.1;
/// Maximum replications of a study that stops at a precision.
const MAX_REPLICATIONS: u32 = 500;

/// How often the intervals of one figure contained its exact value.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// The title of the case's model.
    pub title: String,
    /// The figure, as `blocking` or `time_to_greeting.p95`.
    pub figure: String,
    /// What kind of interval.
    pub kind: &'static str,
    /// The exact value.
    pub exact: f64,
    /// Level of the intervals.
    pub level: f64,
    /// Number of studies.
    pub studies: u32,
    /// Studies whose interval contains the exact value.
    pub covered: u32,
    /// Studies whose whole interval lies below the exact value: they would call a target at most a little less met.
    pub below: u32,
    /// Studies whose interval rests on few events. It is at least as wide as promised, and may be wider.
    pub few: u32,
    /// Mean replications of a study.
    pub replications: f64,
    /// Mean events (of a share) or observations per replication.
    pub events: f64,
}

impl Coverage {
    /// The share of studies whose interval contains the exact value.
    pub fn share(&self) -> f64 {
        f64::from(self.covered) / f64::from(self.studies.max(1))
    }

    /// The 95 % interval of that share (Wilson 1927); studies are independent.
    pub fn interval(&self) -> (f64, f64) {
        let found = interval::wilson(u64::from(self.covered), u64::from(self.studies), 0.95);
        found.unwrap_or((0.0, 1.0))
    }

    /// Whether the share lies within [`COVERED`]. Intervals that rest on few events may contain the exact value more often.
    pub fn is_fine(&self) -> bool {
        let most = if self.few > 0 { 1.0 } else { COVERED.1 };
        (COVERED.0..=most).contains(&self.share())
    }
}

/// What one study found for one figure.
struct StudyResult {
    covered: bool,
    below: bool,
    few: bool,
    replications: u32,
    events: u64,
}

/// Row, figure and value of each exact answer of a study.
fn figures(study: &Study) -> Vec<(usize, Figure, f64)> {
    let row = |figure: &Figure| row_of(figure, study.labels());
    let references = &study.deployment().references;
    references
        .iter()
        .filter_map(|r| Some((row(&r.named.figure)?, r.named.figure.clone(), r.value)))
        .collect()
}

fn named(figure: &Figure) -> String {
    match figure.statistic {
        Statistic::Value => figure.measure.to_string(),
        statistic => format!("{}.{statistic}", figure.measure),
    }
}

/// Seed of the k-th study. Studies are as independent of each other as replications are.
fn seed(plan: &Plan, study: u32) -> u64 {
    Key::new(plan.seed).absorb(u64::from(study)).raw()
}

/// Simulates many independent studies of a case with exact answers. For each answer it counts how often the interval
/// contains the answer, first in studies with the plan's replications, then in studies that stop at a relative
/// precision of 10 %.
///
/// # Errors
/// As [`super::replicate`].
pub fn coverage(
    study: &Study,
    plan: &Plan,
    studies: u32,
    control: &dyn Control,
) -> Result<Vec<Coverage>, Error> {
    let mut found = fixed_coverage(study, plan, studies, control)?;
    let case = Case::new(study, plan, control);
    let stopped = case.stopped_studies(studies, &ProgressCounter::new(control, 0, studies))?;
    let answers = 0..case.answers.len();
    found.extend(answers.map(|i| case.summary(&stopped, i, "stopped at 10 %")));
    Ok(found)
}

/// The first part of [`coverage`]: studies with the plan's replications.
///
/// # Errors
/// As [`super::replicate`].
pub fn fixed_coverage(
    study: &Study,
    plan: &Plan,
    studies: u32,
    control: &dyn Control,
) -> Result<Vec<Coverage>, Error> {
    let case = Case::new(study, plan, control);
    let found = case.fixed_studies(studies, &ProgressCounter::new(control, 0, studies))?;
    Ok((0..case.answers.len()).map(|i| case.summary(&found, i, case.kind(i))).collect())
}

/// A study with exact answers, of which many independent copies are simulated.
struct Case<'s> {
    study: &'s Study,
    plan: Plan,
    control: &'s dyn Control,
    answers: Vec<(usize, Figure, f64)>,
    level: f64,
    /// Rows of the answers among all rows of the study, and their labels.
    rows: Vec<usize>,
    labels: Vec<Label>,
    workspaces: Workspaces<'s>,
}

impl<'s> Case<'s> {
    fn new(study: &'s Study, plan: &Plan, control: &'s dyn Control) -> Self {
        let answers = figures(study);
        let rows: Vec<usize> = answers.iter().map(|(row, ..)| *row).collect();
        let labels = rows.iter().map(|row| study.labels()[*row].clone()).collect();
        let level = study.deployment().settings.confidence;
        let (plan, workspaces) = (*plan, Workspaces::new(study));
        Case { study, plan, control, answers, level, rows, labels, workspaces }
    }

    /// Studies with the plan's replications: for each, the result for every answer.
    fn fixed_studies(
        &self,
        studies: u32,
        progress: &ProgressCounter<'_>,
    ) -> Result<Vec<Vec<StudyResult>>, Error> {
        let found = in_order(self.plan.threads, 0..studies, |k| {
            let mut replications = Vec::new();
            let seed = seed(&self.plan, k);
            let finished = self.extend(&mut replications, seed, self.plan.replications)?;
            progress.increment();
            let all = || (0..self.answers.len()).map(|i| self.result(&replications, i)).collect();
            Ok(finished.then(all))
        })?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Studies that stop at a relative precision: for each, the result for every answer.
    fn stopped_studies(
        &self,
        studies: u32,
        progress: &ProgressCounter<'_>,
    ) -> Result<Vec<Vec<StudyResult>>, Error> {
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
        Ok(found.into_iter().flatten().collect())
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
        let exact = self.answers[i].2;
        let contains = |(low, high)| low <= exact && exact <= high;
        StudyResult {
            covered: found.low.zip(found.high).is_some_and(contains),
            below: found.high.is_some_and(|high| high < exact),
            few: found.method == Method::FewEvents || found.method.is_limit(),
            replications: replications.len() as u32,
            events: replications.iter().map(|r| r.values.get(i).count).sum(),
        }
    }

    fn summary(&self, results: &[Vec<StudyResult>], i: usize, kind: &'static str) -> Coverage {
        let of = || results.iter().map(|answers| &answers[i]);
        let replications: u64 = of().map(|s| u64::from(s.replications)).sum();
        let (_, figure, exact) = &self.answers[i];
        Coverage {
            title: self.study.deployment().title.clone(),
            figure: named(figure),
            kind,
            exact: *exact,
            level: self.level,
            studies: results.len() as u32,
            covered: of().filter(|s| s.covered).count() as u32,
            below: of().filter(|s| s.below).count() as u32,
            few: of().filter(|s| s.few).count() as u32,
            replications: replications as f64 / results.len().max(1) as f64,
            events: of().map(|s| s.events).sum::<u64>() as f64 / replications.max(1) as f64,
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

/// How often the interval of the paired difference of two cases with the same callers contains the difference of
/// their exact answers. It uses the first answer that both cases have; `None` if there is none.
///
/// # Errors
/// As [`super::replicate`].
pub fn paired_coverage(
    cases: [&Study; 2],
    plan: &Plan,
    studies: u32,
    control: &dyn Control,
) -> Result<Option<Coverage>, Error> {
    let [first, second] = cases.map(figures);
    let both = first.iter().find_map(|(row, figure, exact)| {
        let same = second.iter().find(|(_, other, _)| other == figure)?;
        Some(([*row, same.0], figure.clone(), exact - same.2))
    });
    let Some((rows, figure, exact)) = both else { return Ok(None) };
    let level = cases[0].deployment().settings.confidence;
    let progress = ProgressCounter::new(control, 0, 2 * studies);
    let values = |i: usize| -> Result<Vec<Vec<Value>>, Error> {
        let workspaces = Workspaces::new(cases[i]);
        in_order(plan.threads, 0..studies, |k| {
            let mut values = Vec::new();
            for index in 0..plan.replications {
                let one = workspaces
                    .lend(|workspace| workspace.replication(seed(plan, k), index, control))?;
                let Some(replication) = one else { break };
                values.push(replication.values.get(rows[i]));
            }
            progress.increment();
            Ok(values)
        })
    };
    let (a, b) = (values(0)?, values(1)?);
    let (mut covered, mut below, mut events) = (0, 0, 0);
    let numbers = |i: usize, values: &[Value]| -> Option<Vec<f64>> {
        let label = &cases[i].labels()[rows[i]];
        if let Estimator::Share(_) = label.estimator {
            let parts: Vec<(f64, f64)> = values.iter().map(|v| v.events_and_trials()).collect();
            return paired::of_ratio(&parts);
        }
        Some(values.iter().map(|v| label.value(*v).unwrap_or(f64::NAN)).collect())
    };
    for (a, b) in a.iter().zip(&b) {
        let found = numbers(0, a).zip(numbers(1, b));
        let found = found.and_then(|(a, b)| interval::paired_difference(&a, &b, level));
        covered += u32::from(found.is_some_and(|i| i.contains(exact)));
        below += u32::from(found.is_some_and(|i| i.high.is_some_and(|high| high < exact)));
        events += a.iter().chain(b).map(|v| v.count).sum::<u64>();
    }
    let title = format!("{} against {}", cases[0].deployment().title, cases[1].deployment().title);
    Ok(Some(Coverage {
        title,
        figure: named(&figure),
        kind: "paired difference",
        exact,
        level,
        studies,
        covered,
        below,
        few: 0,
        replications: f64::from(plan.replications),
        events: events as f64 / (2.0 * f64::from(studies) * f64::from(plan.replications)).max(1.0),
    }))
}
