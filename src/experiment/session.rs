//! Independent replications on all cores, reduced in the order of their index: the record is the
//! same for any number of threads.

use super::assembly;
use super::control::{Control, ProgressCounter};
use super::estimate::Rows;
use super::record::Record;
use super::replication::Replication;
use super::study::{Plan, Study};
use super::threads::{in_order, lock};
use super::workspaces::Workspaces;
use crate::base::Error;
use crate::recorder::Distributions;
use std::sync::Mutex;

/// Simulates and reduces. Costs the plan's replications; memory grows with calls in progress.
///
/// # Errors
/// A fault of the run (the message names replication and call), or a broken conservation law; and
/// an interruption before the first replication was finished.
pub fn replicate(study: &Study, plan: &Plan, control: &dyn Control) -> Result<Record, Error> {
    let mut session = Session::new(study, *plan);
    session.run_to(plan.replications, control)?;
    session.record()
}

/// Replications of a study that can be gone on with: the first n are the same whatever follows.
pub(super) struct Session<'s> {
    study: &'s Study,
    plan: Plan,
    replications: Vec<Replication>,
    /// Counts are whole numbers: the order in which they are added does not matter.
    histograms: Mutex<Distributions>,
    workspaces: Workspaces<'s>,
}

impl<'s> Session<'s> {
    pub(super) fn new(study: &'s Study, plan: Plan) -> Self {
        let (replications, histograms) = (Vec::new(), Mutex::default());
        Session { study, plan, replications, histograms, workspaces: Workspaces::new(study) }
    }

    /// Replications that are finished.
    pub(super) fn done(&self) -> u32 {
        self.replications.len() as u32
    }

    /// Runs until there are `total` replications; fewer if `control` stops it.
    ///
    /// # Errors
    /// As [`replicate`].
    pub(super) fn run_to(&mut self, total: u32, control: &dyn Control) -> Result<(), Error> {
        self.plan.replications = self.plan.replications.max(total);
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
            let what = "the warm-up is still to be found: give study.warm_up a time";
            return Err(Error::usage(what));
        }
        self.workspaces.lend(|workspace| {
            let found = workspace.replication(self.plan.seed, index, control)?;
            if found.is_some() {
                workspace.recorder.add_to(&mut lock(&self.histograms));
            }
            Ok(found)
        })
    }

    /// No replication is to come for now: the memory that threads reuse is given back.
    pub(super) fn free_idle(&self) {
        self.workspaces.free_idle();
    }

    /// Calls that they simulated.
    pub(super) fn calls(&self) -> u64 {
        self.replications.iter().map(|r| r.ended.calls).sum()
    }

    /// The rows of the first `n` replications.
    pub(super) fn rows(&self, n: u32) -> Rows<'_> {
        Rows::new(self.study.labels(), &self.replications[..n as usize])
    }

    /// All that the replications so far have to say.
    ///
    /// # Errors
    /// If none is finished.
    pub(super) fn record(&self) -> Result<Record, Error> {
        self.record_of(&self.replications)
    }

    /// All that replications of this session have to say which were kept elsewhere.
    ///
    /// # Errors
    /// If there is none.
    pub(super) fn record_of(&self, replications: &[Replication]) -> Result<Record, Error> {
        if replications.is_empty() {
            return Err(Error::fault("stopped before the first replication was finished"));
        }
        Ok(assembly::record(self.study, &self.plan, replications, &lock(&self.histograms)))
    }
}
