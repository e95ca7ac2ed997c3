//! Adds replications until one design is selected. Designs that cannot be the best are dropped on the way.

use crate::base::Error;
use crate::experiment::control::Control;
use crate::experiment::control_variates::KnownCalls;
use crate::experiment::designs::concurrent::{self, DesignLoader, PartialProgress};
use crate::experiment::designs::journal::design_record;
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

/// Minimum replications of every design before the first is dropped.
const FIRST_STAGE: u32 = 10;
/// Replications that each remaining design gets at once, so that all cores are busy. Decisions are still made
/// replication by replication.
const BATCH: u32 = 10;

/// How sure a selection must be.
#[derive(Clone, Debug)]
pub struct Selecting {
    /// `MEASURE=WIDTH`: the measure that decides, and the smallest difference worth detecting.
    pub indifference: String,
    /// Probability of correct selection, in (0, 1); `None` means the first design's confidence.
    pub confidence: Option<f64>,
    /// Maximum replications of a design.
    pub at_most: u32,
}

/// The figure that decides, and how sure the selection must be.
#[derive(Debug)]
pub(super) struct Selection {
    pub(super) figure: Figure,
    indifference: f64,
    confidence: f64,
    at_most: u32,
}

/// A design with the record of its first stage, and the rows of the reported figures and of the controls in all its replications.
struct Candidate {
    head: Record,
    figures: Vec<Figure>,
    known: KnownCalls,
    labels: Vec<Label>,
    /// Positions of `labels` among all rows of the study.
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
        let mut candidates = first_stage((names, figures), (load, plan), control)?;
        let observed = |candidate: &Candidate, name: &str, r: u32| -> Result<f64, Error> {
            // The procedure selects the greatest.
            let value = candidate.value(&self.figure, r).map(|v| if highest { v } else { -v });
            value.ok_or_else(|| self.no_value(name, r))
        };
        let values_of = |(candidate, name): (&Candidate, &String)| {
            (0..first).map(|r| observed(candidate, name, r)).collect::<Result<Vec<f64>, _>>()
        };
        let stage: Vec<Vec<f64>> =
            candidates.iter().zip(names).map(values_of).collect::<Result<_, _>>()?;
        let mut elimination = Elimination::new(&stage, 1.0 - self.confidence, self.indifference)
            .ok_or_else(|| Error::fault("the first replications cannot be compared"))?;
        let mut dropped = Vec::new();
        note_dropped(&elimination, names, &mut dropped);
        while elimination.selected().is_none() && (elimination.rounds() as u32) < self.at_most {
            let from = elimination.rounds() as u32;
            let to = (from + BATCH).min(self.at_most);
            let left = elimination.left().to_vec();
            let state = (&elimination, control);
            if !extend(&mut candidates, &left, from..to, (load, plan), state)? {
                break;
            }
            for r in from..to {
                let mut values = vec![0.0; names.len()];
                for i in elimination.left() {
                    values[*i] = observed(&candidates[*i], &names[*i], r)?;
                }
                elimination.observe(|i| values[i]);
                note_dropped(&elimination, names, &mut dropped);
                if elimination.selected().is_some() {
                    break;
                }
            }
        }
        let summary = SelectionSummary {
            replications: candidates.iter().map(|c| c.replications.len() as u64).sum(),
            two_stages: two_stages(&stage, self.confidence, self.indifference),
            ..self.summary(&elimination, names, first, dropped)
        };
        let level = candidates[0].head.confidence;
        Ok((candidates.into_iter().map(|candidate| candidate.record(level)).collect(), summary))
    }

    fn no_value(&self, name: &str, replication: u32) -> Error {
        Error::fault(format!(
            "replication {replication} of `{name}` has no value of {}: measure longer, --set study.duration=…",
            self.figure.measure
        ))
    }

    /// How the selection went, without the number of replications.
    fn summary(
        &self,
        elimination: &Elimination,
        names: &[String],
        first_stage: u32,
        dropped: Vec<Dropped>,
    ) -> SelectionSummary {
        let name = |i: &usize| names[*i].clone();
        SelectionSummary {
            indifference: self.indifference,
            confidence: self.confidence,
            first_stage,
            at_most: self.at_most,
            selected: elimination.selected().as_ref().map(name),
            left: elimination.left().iter().map(name).collect(),
            dropped,
            replications: 0,
            two_stages: None,
        }
    }
}

/// Simulates the first stage of every design.
fn first_stage(
    (names, figures): (&[String], &[Figure]),
    (load, plan): (&DesignLoader<'_>, Plan),
    control: &dyn Control,
) -> Result<Vec<Candidate>, Error> {
    let first = plan.replications;
    let mut candidates = Vec::new();
    let mut are_all = true;
    for group in concurrent::groups(names.len(), first, plan.threads) {
        let (done, total) = (group.start as u32 * first, names.len() as u32 * first);
        let progress = PartialProgress { control, done, total };
        let studies = threads::in_order(plan.threads, group.clone(), load)?;
        let candidate = |at: usize, record, replications| {
            let named = (&names[group.start + at][..], figures);
            Ok(Candidate::new(&studies[at], named, record, replications))
        };
        let found = concurrent::simulate(&studies, &plan, &progress, candidate)?;
        candidates.extend(found.into_iter().map_while(|candidate| candidate));
        are_all &= candidates.len() == group.end;
        // What the further groups lack is noted, too.
        if !are_all && control.supply().is_none() {
            break;
        }
    }
    let stopped = "stopped before the first stage of every design was finished";
    if are_all { Ok(candidates) } else { Err(Error::fault(stopped)) }
}

/// `MEASURE=WIDTH`.
pub(super) fn split(text: &str) -> Result<(&str, &str), Error> {
    text.rsplit_once('=').map(|(measure, width)| (measure.trim(), width.trim())).ok_or_else(|| {
        Error::usage(format!(
            "`{text}` names no measure; write MEASURE=WIDTH, for example voice_mail_routing_latency.p95=0.1 s"
        ))
    })
}

/// Notes the designs that have been dropped since the last call.
fn note_dropped(elimination: &Elimination, names: &[String], dropped: &mut Vec<Dropped>) {
    for (i, name) in names.iter().enumerate() {
        let is_noted = dropped.iter().any(|d| d.design == *name);
        if !is_noted && !elimination.left().contains(&i) {
            dropped.push(Dropped { design: name.clone(), after: elimination.rounds() as u32 });
        }
    }
}

/// Simulates more replications of the remaining designs; false when asked to stop.
fn extend(
    candidates: &mut [Candidate],
    left: &[usize],
    range: std::ops::Range<u32>,
    (load, plan): (&DesignLoader<'_>, Plan),
    (elimination, control): (&Elimination, &dyn Control),
) -> Result<bool, Error> {
    let max_rounds = elimination.rounds_at_most().min(f64::from(u32::MAX / 2)) as u32;
    let had = |r: &Candidate| r.replications.len() as u32;
    let all: u32 = candidates.iter().map(had).sum();
    let remaining = max_rounds.saturating_sub(range.start).saturating_mul(left.len() as u32);
    let mut are_all = true;
    for group in concurrent::groups(left.len(), range.len() as u32, plan.threads) {
        let done = all + (group.start * range.len()) as u32;
        let progress = PartialProgress { control, done, total: all.saturating_add(remaining) };
        let left = &left[group];
        let studies = threads::in_order(plan.threads, left, |i| load(*i))?;
        let kept =
            |at: usize, replication: Replication| replication.thinned(&candidates[left[at]].rows);
        let found = concurrent::extend(&studies, (&plan, range.clone()), &progress, kept)?;
        for (i, replications) in left.iter().zip(found) {
            are_all &= replications.is_some();
            candidates[*i].replications.extend(replications.into_iter().flatten());
        }
        // What the further groups lack is noted, too.
        if !are_all && control.supply().is_none() {
            break;
        }
    }
    Ok(are_all)
}

/// Replications that Rinott's two-stage procedure would need with independent designs.
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
        let known = KnownCalls::of(study);
        let mut rows: Vec<usize> =
            figures.iter().filter_map(|figure| row_of(figure, labels)).collect();
        known.add_rows(&mut rows, labels);
        let labels = rows.iter().map(|row| labels[*row].clone()).collect();
        let replications = replications.into_iter().map(|r| r.thinned(&rows)).collect();
        let head = design_record(record, name, figures, true);
        Candidate { head, figures: figures.to_vec(), known, labels, rows, replications }
    }

    fn value(&self, figure: &Figure, replication: u32) -> Option<f64> {
        let rows = Rows::new(&self.labels, &self.replications);
        let row = rows.find(figure)?;
        rows.value(row, replication as usize)
    }

    /// The design's record over all its replications. Warnings and callers are those of the first stage, which all
    /// designs have in common.
    fn record(self, level: f64) -> Record {
        let rows = Rows::new(&self.labels, &self.replications);
        let name = self.head.first_design().to_owned();
        let (mut estimates, replicates) = rows.reduced(level);
        estimates.iter_mut().for_each(|e| e.design.clone_from(&name));
        let totals = Totals::of(&self.replications);
        let record = Record {
            replications: self.replications.len() as u32,
            digest: totals.digest(),
            calls: totals.calls,
            messages: totals.messages,
            events: totals.events,
            estimates: estimates.into(),
            replicates,
            control_variates: self.known.estimates(&rows, level),
            expected_calls: self.known.numbers(&rows),
            ..self.head
        };
        design_record(record, &name, &self.figures, true)
    }
}
