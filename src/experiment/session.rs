//! Runs independent replications on all cores. They are reduced in order of their index, so the record is the same for
//! any number of threads.

use super::assembly;
use super::control::{Control, ProgressCounter};
use super::estimate::Rows;
use super::record::Record;
use super::replication::Replication;
use super::study::{Plan, Study};
use super::threads::{in_order, lock};
use super::work::Work;
use super::workspaces::Workspaces;
use crate::base::Error;
use crate::recorder::Distributions;
use std::sync::Mutex;

/// Simulates the plan's replications and computes the record. Memory grows with the calls in progress.
///
/// # Errors
/// Work beyond the limits of [`Work`]; a fault of the run (the message names replication and call), a broken conservation law, or an interruption before
/// the first replication was finished.
pub fn replicate(study: &Study, plan: &Plan, control: &dyn Control) -> Result<Record, Error> {
    let mut session = Session::new(study, *plan);
    session.run_to(plan.replications, control)?;
    session.record()
}

/// A study to which replications can be added. Adding some does not change earlier ones.
pub(super) struct Session<'s> {
    study: &'s Study,
    plan: Plan,
    replications: Vec<Replication>,
    /// Counts are integers, so the order in which they are added does not matter.
    histograms: Mutex<Distributions>,
    workspaces: Workspaces<'s>,
}

impl<'s> Session<'s> {
    pub(super) fn new(study: &'s Study, plan: Plan) -> Self {
        let (replications, histograms) = (Vec::new(), Mutex::default());
        Session { study, plan, replications, histograms, workspaces: Workspaces::new(study) }
    }

    /// Finished replications.
    pub(super) fn done(&self) -> u32 {
        self.replications.len() as u32
    }

    /// Runs until there are `total` replications; fewer if `control` stops it.
    ///
    /// # Errors
    /// As [`replicate`].
    pub(super) fn run_to(&mut self, total: u32, control: &dyn Control) -> Result<(), Error> {
        self.plan.replications = self.plan.replications.max(total);
        Work::of(self.study, &self.plan).check(&self.plan)?;
        let first = self.done();
        let progress = ProgressCounter::new(control, first, total);
        let finished = in_order(self.plan.threads, first..total, |index| {
            let found = self.replication(index, control)?;
            if found.is_some() {
                progress.increment();
            }
            Ok(found)
        })?;
        self.replications.extend(finished.into_iter().flatten());
        Ok(())
    }

    /// One replication; `None` if `control` stops it.
    pub(super) fn replication(
        &self,
        index: u32,
        control: &dyn Control,
    ) -> Result<Option<Replication>, Error> {
        if self.study.deployment().settings.find_warm_up {
            let what = "the warm-up has not been determined yet: set study.warm_up to a time";
            return Err(Error::usage(what));
        }
        if let Some(supply) = control.supply() {
            let found = supply.replication(self.study, &self.plan, index)?;
            return Ok(found.map(|(replication, content)| {
                lock(&self.histograms).add(index, &content);
                replication
            }));
        }
        self.workspaces.lend(|workspace| {
            let found = workspace.replication(self.plan.seed, index, control)?;
            if found.is_some() {
                workspace.recorder.add_to(&mut lock(&self.histograms), index);
            }
            Ok(found)
        })
    }

    /// Frees the memory that threads reuse, when no replication follows soon.
    pub(super) fn free_idle(&self) {
        self.workspaces.free_idle();
    }

    /// Frees the memory of replications whose record is made.
    pub(super) fn free(&mut self) {
        self.replications = Vec::new();
        self.free_idle();
    }

    /// Calls simulated in all finished replications.
    pub(super) fn calls(&self) -> u64 {
        self.replications.iter().map(|r| r.ended.calls).sum()
    }

    /// The rows of the first `n` replications.
    pub(super) fn rows(&self, n: u32) -> Rows<'_> {
        Rows::new(self.study.labels(), &self.replications[..n as usize])
    }

    /// The record of the replications so far.
    ///
    /// # Errors
    /// If no replication is finished.
    pub(super) fn record(&self) -> Result<Record, Error> {
        self.record_of(&self.replications)
    }

    /// The record of the replications so far, as that of the same study with other settings.
    ///
    /// # Errors
    /// If no replication is finished.
    pub(super) fn record_as(&self, study: &Study) -> Result<Record, Error> {
        let plan = Plan { replications: self.done(), ..self.plan };
        if self.replications.is_empty() {
            return Err(Error::fault("stopped before the first replication was finished"));
        }
        Ok(assembly::record(study, &plan, &self.replications, &lock(&self.histograms)))
    }

    /// Adds a replication that was simulated for this session, the next by its index.
    pub(super) fn add(&mut self, replication: Replication) {
        self.replications.push(replication);
        self.plan.replications = self.plan.replications.max(self.done());
    }

    /// The record of replications of this session that were kept elsewhere.
    ///
    /// # Errors
    /// If there is no replication.
    pub(super) fn record_of(&self, replications: &[Replication]) -> Result<Record, Error> {
        if replications.is_empty() {
            return Err(Error::fault("stopped before the first replication was finished"));
        }
        Ok(assembly::record(self.study, &self.plan, replications, &lock(&self.histograms)))
    }
}
