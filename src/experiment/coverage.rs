//! Whether intervals keep what they promise: many independent studies of a case with a known answer, and how
//! often their intervals hold it. An interval of 95 % that holds it in 90 % of studies is too narrow, and one
//! that holds it in 99 % too wide.

use super::control::{Control, Counted};
use super::estimate::{FEW_EVENTS, Rows};
use super::figures::row_of;
use super::precision::{Precision, Width};
use super::replication::Replication;
use super::states::{State, States};
use super::stopping_rule::Stop;
use super::study::{Plan, Study};
use super::threads::in_order;
use crate::base::Error;
use crate::kernel::Key;
use crate::measure::{Figure, Statistic};
use crate::stats::interval;

/// Shares of studies between which the coverage of intervals at 95 % has to lie.
pub const COVERED: (f64, f64) = (0.93, 0.97);
/// Relative precision at which studies are stopped.
const STOPPED_AT: f64 = 0.1;
/// Most replications of a study that is stopped at a precision.
const MOST: u32 = 500;

/// How often the intervals of one figure held its exact value.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// The case, as the title of its model.
    pub title: String,
    /// The figure, as `blocking` or `time_to_greeting.p95`.
    pub figure: String,
    /// What kind of interval.
    pub kind: &'static str,
    /// The exact value.
    pub exact: f64,
    /// Level of the intervals.
    pub level: f64,
    /// Studies made.
    pub studies: u32,
    /// Those whose interval held the exact value.
    pub covered: u32,
    /// Replications of a study, mean.
    pub replications: f64,
    /// Events (of a share), or observations, of a replication, mean.
    pub events: f64,
}

impl Coverage {
    /// The share of studies covered.
    pub fn share(&self) -> f64 {
        f64::from(self.covered) / f64::from(self.studies.max(1))
    }

    /// Its own interval at 95 %: studies are independent (Wilson 1927).
    pub fn interval(&self) -> (f64, f64) {
        let found = interval::wilson(u64::from(self.covered), u64::from(self.studies), 0.95);
        found.unwrap_or((0.0, 1.0))
    }

    /// Whether the share lies where that of an honest interval does.
    pub fn is_fine(&self) -> bool {
        (COVERED.0..=COVERED.1).contains(&self.share())
    }

    /// Whether so few events were seen in a replication that nothing is promised.
    pub fn is_thin(&self) -> bool {
        self.events < FEW_EVENTS
    }
}

/// What a study says of one figure.
struct Said {
    covered: bool,
    replications: u32,
    events: u64,
}

/// The rows and exact values of a study's exact answers.
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

/// Seed of the k-th study: studies are as independent as replications.
fn seed(plan: &Plan, study: u32) -> u64 {
    Key::new(plan.seed).absorb(u64::from(study)).raw()
}

/// Studies of a case with exact answers, each of the plan's replications: how often the interval of each answer
/// holds it; then, for each answer, how often that of a study does which is stopped at a relative precision of 10 %.
///
/// # Errors
/// As [`super::replicate`].
pub fn coverage(
    study: &Study,
    plan: &Plan,
    studies: u32,
    control: &dyn Control,
) -> Result<Vec<Coverage>, Error> {
    let figures = figures(study);
    let level = study.deployment().settings.confidence;
    let title = &study.deployment().title;
    let rows: Vec<usize> = figures.iter().map(|(row, ..)| *row).collect();
    let labels: Vec<_> = rows.iter().map(|row| study.labels()[*row].clone()).collect();
    let told = |said: &[Vec<Said>], i: usize, kind: &'static str| {
        let of = || said.iter().map(|figures| &figures[i]);
        let replications: u64 = of().map(|s| u64::from(s.replications)).sum();
        Coverage {
            title: title.clone(),
            figure: named(&figures[i].1),
            kind,
            exact: figures[i].2,
            level,
            studies: said.len() as u32,
            covered: of().filter(|s| s.covered).count() as u32,
            replications: replications as f64 / said.len().max(1) as f64,
            events: of().map(|s| s.events).sum::<u64>() as f64 / replications.max(1) as f64,
        }
    };
    let say = |replications: &[Replication], i: usize, level: f64| {
        let found = Rows::new(&labels, replications).compute(i, level);
        let exact = figures[i].2;
        Said {
            covered: found
                .low
                .zip(found.high)
                .is_some_and(|(low, high)| low <= exact && exact <= high),
            replications: replications.len() as u32,
            events: replications.iter().map(|r| r.values[i].count).sum(),
        }
    };
    let one = |state: &mut State<'_>, replications: &mut Vec<Replication>, seed, upto: u32| {
        while (replications.len() as u32) < upto {
            let Some(next) = state.replication(seed, replications.len() as u32, control)? else {
                return Ok(false);
            };
            replications.push(next.thinned(&rows));
        }
        Ok::<bool, Error>(true)
    };
    let states = States::new(study);
    let watch = Counted::new(control, 0, 2 * studies);
    let fixed = in_order(plan.threads, 0..studies, |k| {
        let mut replications = Vec::new();
        let whole =
            states.lend(|state| one(state, &mut replications, seed(plan, k), plan.replications))?;
        watch.one_more();
        let all = || (0..figures.len()).map(|i| say(&replications, i, level)).collect::<Vec<_>>();
        Ok(whole.then(all))
    })?;
    let stopped = in_order(plan.threads, 0..studies, |k| {
        let (mut replications, mut all) = (Vec::new(), Vec::new());
        for (i, (_, figure, _)) in figures.iter().enumerate() {
            let goals = vec![(figure.clone(), Width::Relative(STOPPED_AT))];
            let precision = Precision { goals, at_most: MOST };
            let mut stop = Stop::new(&precision, level);
            let mut next = stop.first(1);
            loop {
                // Other studies than those of fixed length.
                let seed = seed(plan, studies + k);
                if !states.lend(|state| one(state, &mut replications, seed, next))? {
                    return Ok(None);
                }
                match stop.after(next, |n| Rows::new(&labels, &replications[..n as usize])) {
                    Some(further) => next = further,
                    None => break,
                }
            }
            all.push(say(&replications[..next as usize], i, level));
        }
        watch.one_more();
        Ok(Some(all))
    })?;
    let kind = |i: usize| match labels[i].estimator {
        crate::recorder::Estimator::Share => "ratio",
        _ if labels[i].figure.statistic.is_percentile() => "quantile",
        _ => "mean",
    };
    let (fixed, stopped): (Vec<_>, Vec<_>) =
        (fixed.into_iter().flatten().collect(), stopped.into_iter().flatten().collect());
    let mut found: Vec<Coverage> = (0..figures.len()).map(|i| told(&fixed, i, kind(i))).collect();
    found.extend((0..figures.len()).map(|i| told(&stopped, i, "stopped at 10 %")));
    Ok(found)
}

/// How often the interval of the paired difference of two cases with the same callers holds that of their exact
/// answers: the first answer of the first case that the second has as well.
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
    let watch = Counted::new(control, 0, 2 * studies);
    let values = |i: usize| -> Result<Vec<Vec<(f64, u64)>>, Error> {
        let states = States::new(cases[i]);
        in_order(plan.threads, 0..studies, |k| {
            let mut values = Vec::new();
            for index in 0..plan.replications {
                let one = states.lend(|state| state.replication(seed(plan, k), index, control))?;
                let Some(replication) = one else { break };
                let value = replication.values[rows[i]];
                let number = cases[i].labels()[rows[i]].value(value).unwrap_or(f64::NAN);
                values.push((number, value.count));
            }
            watch.one_more();
            Ok(values)
        })
    };
    let (a, b) = (values(0)?, values(1)?);
    let (mut covered, mut events) = (0, 0);
    for (a, b) in a.iter().zip(&b) {
        let number = |values: &[(f64, u64)]| values.iter().map(|v| v.0).collect::<Vec<f64>>();
        let found = interval::paired_difference(&number(a), &number(b), level);
        covered += u32::from(found.is_some_and(|i| i.contains(exact)));
        events += a.iter().chain(b).map(|v| v.1).sum::<u64>();
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
        replications: f64::from(plan.replications),
        events: events as f64 / (2.0 * f64::from(studies) * f64::from(plan.replications)).max(1.0),
    }))
}
