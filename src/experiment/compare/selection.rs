//! Replications until one design is selected, of those that are still in the race.

use crate::base::Error;
use crate::experiment::control::Control;
use crate::experiment::designs::concurrent::{self, DesignLoader, Part};
use crate::experiment::designs::journal::short;
use crate::experiment::estimate::Rows;
use crate::experiment::figures::row_of;
use crate::experiment::precision::absolute;
use crate::experiment::record::{Dropped, Record, SelectionSummary};
use crate::experiment::replication::{Replication, Totals};
use crate::experiment::study::{Plan, Study};
use crate::experiment::threads;
use crate::measure::Figure;
use crate::recorder::Label;
use crate::stats::interval;
use crate::stats::selection::{Elimination, rinott_h};

/// Least replications of every design before the first is dropped.
const FIRST_STAGE: u32 = 10;
/// Replications of each design that is left before the next decisions: whole batches of all of them keep all cores busy,
/// and the decisions are made one replication after another all the same.
const BATCH: u32 = 10;

/// How sure a selection shall be.
#[derive(Clone, Debug)]
pub struct Selecting {
    /// `MEASURE=WIDTH`: what decides, and which difference is worth detecting.
    pub indifference: String,
    /// Probability of correct selection, in (0, 1); none for the first design's confidence.
    pub confidence: Option<f64>,
    /// Most replications of a design.
    pub at_most: u32,
}

/// What decides, and how surely.
#[derive(Debug)]
pub(super) struct Selection {
    pub(super) figure: Figure,
    indifference: f64,
    confidence: f64,
    at_most: u32,
}

/// A design that may still be selected: its first stage as a record, and the rows that are told of all replications.
struct Candidate {
    head: Record,
    labels: Vec<Label>,
    /// Places of `labels` among all rows of the study.
    rows: Vec<usize>,
    replications: Vec<Replication>,
}

impl Selection {
    pub(super) fn new(asked: &Selecting, figure: Figure, base: &Study) -> Result<Self, Error> {
        let (_, text) = split(&asked.indifference)?;
        let indifference = absolute(text, figure.dimension()).map_err(Error::usage)?;
        let confidence = asked.confidence.unwrap_or(base.deployment().settings.confidence);
        Ok(Selection { figure, indifference, confidence, at_most: asked.at_most.max(FIRST_STAGE) })
    }

    /// The records of all designs in order, and how the selection went.
    pub(super) fn run(
        &self,
        (names, figures): (&[String], &[Figure]),
        (load, plan, highest): (&DesignLoader<'_>, Plan, bool),
        control: &dyn Control,
    ) -> Result<(Vec<Record>, SelectionSummary), Error> {
        let first = plan.replications.max(FIRST_STAGE);
        let plan = Plan { replications: first, ..plan };
        let mut candidates = Vec::new();
        for group in concurrent::groups(names.len(), first, plan.threads) {
            let (done, total) = (group.start as u32 * first, names.len() as u32 * first);
            let watch = Part { control, done, total };
            let studies = threads::in_order(plan.threads, group.clone(), load)?;
            let candidate = |at: usize, record, replications| {
                let named = (&names[group.start + at][..], figures);
                Ok(Candidate::new(&studies[at], named, record, replications))
            };
            let found = concurrent::simulate(&studies, &plan, &watch, candidate)?;
            candidates.extend(found.into_iter().map_while(|candidate| candidate));
            if candidates.len() < group.end {
                break;
            }
        }
        if candidates.len() < names.len() {
            return Err(Error::fault(
                "stopped before the first stage of every design was finished",
            ));
        }
        let observed = |candidates: &[Candidate], i: usize, r: u32| -> Result<f64, Error> {
            let value = candidates[i].value(&self.figure, r);
            // The procedure selects the greatest.
            value.map(|v| if highest { v } else { -v }).ok_or_else(|| {
                Error::fault(format!(
                    "replication {r} of `{}` gives no value of {}: measure longer, --set study.duration=…",
                    names[i], self.figure.measure
                ))
            })
        };
        let mut stage: Vec<Vec<f64>> = Vec::new();
        for i in 0..candidates.len() {
            stage.push((0..first).map(|r| observed(&candidates, i, r)).collect::<Result<_, _>>()?);
        }
        let alpha = 1.0 - self.confidence;
        let mut race = Elimination::new(&stage, alpha, self.indifference)
            .ok_or_else(|| Error::fault("the first replications cannot be compared"))?;
        let mut dropped = Vec::new();
        let mut out = vec![false; names.len()];
        note_dropped(&race, names, &mut out, &mut dropped);
        while race.selected().is_none() && (race.rounds() as u32) < self.at_most {
            let from = race.rounds() as u32;
            let to = (from + BATCH).min(self.at_most);
            let left = race.left().to_vec();
            if !extend(&mut candidates, &left, from..to, (load, plan), (&race, control))? {
                break;
            }
            for r in from..to {
                let mut values = vec![0.0; names.len()];
                for i in race.left() {
                    values[*i] = observed(&candidates, *i, r)?;
                }
                race.observe(|i| values[i]);
                note_dropped(&race, names, &mut out, &mut dropped);
                if race.selected().is_some() {
                    break;
                }
            }
        }
        let named = |i: &usize| names[*i].clone();
        let note = SelectionSummary {
            indifference: self.indifference,
            confidence: self.confidence,
            first_stage: first,
            at_most: self.at_most,
            selected: race.selected().as_ref().map(named),
            left: race.left().iter().map(named).collect(),
            dropped,
            replications: candidates.iter().map(|r| r.replications.len() as u64).sum(),
            two_stages: two_stages(&stage, self.confidence, self.indifference),
        };
        let level = candidates[0].head.confidence;
        Ok((candidates.into_iter().map(|candidate| candidate.record(level)).collect(), note))
    }
}

/// `MEASURE=WIDTH`.
pub(super) fn split(text: &str) -> Result<(&str, &str), Error> {
    text.rsplit_once('=').map(|(measure, width)| (measure.trim(), width.trim())).ok_or_else(|| {
        Error::usage(format!(
            "`{text}` does not say of what; write MEASURE=WIDTH, as voice_mail_routing_latency.p95=0.1 s"
        ))
    })
}

fn note_dropped(race: &Elimination, names: &[String], out: &mut [bool], told: &mut Vec<Dropped>) {
    for (i, name) in names.iter().enumerate() {
        if !out[i] && !race.left().contains(&i) {
            out[i] = true;
            told.push(Dropped { design: name.clone(), after: race.rounds() as u32 });
        }
    }
}

/// More replications of those that are left; false when asked to stop.
fn extend(
    candidates: &mut [Candidate],
    left: &[usize],
    range: std::ops::Range<u32>,
    (load, plan): (&DesignLoader<'_>, Plan),
    (race, control): (&Elimination, &dyn Control),
) -> Result<bool, Error> {
    let most = race.rounds_at_most().min(f64::from(u32::MAX / 2)) as u32;
    let had = |r: &Candidate| r.replications.len() as u32;
    let all: u32 = candidates.iter().map(had).sum();
    let to_come = most.saturating_sub(range.start).saturating_mul(left.len() as u32);
    for group in concurrent::groups(left.len(), range.len() as u32, plan.threads) {
        let done = all + (group.start * range.len()) as u32;
        let watch = Part { control, done, total: all.saturating_add(to_come) };
        let left = &left[group];
        let studies = threads::in_order(plan.threads, left, |i| load(*i))?;
        let kept =
            |at: usize, replication: Replication| replication.thinned(&candidates[left[at]].rows);
        let found = concurrent::extend(&studies, (&plan, range.clone()), &watch, kept)?;
        for (i, replications) in left.iter().zip(found) {
            let Some(replications) = replications else { return Ok(false) };
            candidates[*i].replications.extend(replications);
        }
    }
    Ok(true)
}

/// Replications that Rinott's two stages would take, if the designs ran independently.
fn two_stages(stage: &[Vec<f64>], confidence: f64, indifference: f64) -> Option<u64> {
    let n = stage.first()?.len();
    let h = rinott_h(stage.len(), n, confidence)?;
    let needed = |values: &Vec<f64>| {
        let error = interval::replications(values, confidence)?.standard_error?;
        let variance = error * error * n as f64;
        Some(((h / indifference).powi(2) * variance).ceil().max(n as f64))
    };
    let needed: Option<Vec<f64>> = stage.iter().map(needed).collect();
    Some(needed?.iter().sum::<f64>().min(u64::MAX as f64) as u64)
}

impl Candidate {
    /// A design with its first stage.
    fn new(
        study: &Study,
        (name, figures): (&str, &[Figure]),
        record: Record,
        replications: Vec<Replication>,
    ) -> Self {
        let labels = study.labels();
        let rows: Vec<usize> = figures.iter().filter_map(|figure| row_of(figure, labels)).collect();
        let labels = rows.iter().map(|row| labels[*row].clone()).collect();
        let replications = replications.into_iter().map(|r| r.thinned(&rows)).collect();
        Candidate { head: short(record, name, figures, true), labels, rows, replications }
    }

    fn value(&self, figure: &Figure, replication: u32) -> Option<f64> {
        let rows = Rows::new(&self.labels, &self.replications);
        let row = rows.find(figure)?;
        rows.value(row, replication as usize)
    }

    /// The design's short record over all its replications; its warnings and callers are those of the first
    /// stage, which every design has.
    fn record(self, level: f64) -> Record {
        let rows = Rows::new(&self.labels, &self.replications);
        let name = self.head.first_design().to_owned();
        let (mut estimates, mut replicates) = rows.reduced(level);
        estimates.iter_mut().for_each(|e| e.design.clone_from(&name));
        replicates.iter_mut().for_each(|r| r.design.clone_from(&name));
        let totals = Totals::of(&self.replications);
        Record {
            replications: self.replications.len() as u32,
            digest: totals.digest(),
            calls: totals.calls,
            messages: totals.messages,
            events: totals.events,
            estimates: estimates.into(),
            replicates,
            ..self.head
        }
    }
}
