//! Runs one replication, in memory that threads reuse from one to the next.

use super::control::Control;
use super::replication::Replication;
use super::study::Study;
use super::threads::lock;
use crate::base::Error;
use crate::call::Simulation;
use crate::deployment::Traffic;
use crate::kernel::EventQueue;
use crate::recorder::{Label, Recorder, Values};
use std::sync::Mutex;

/// The workspaces of a study: as many as run at once.
pub(super) struct Workspaces<'s> {
    study: &'s Study,
    idle: Mutex<Vec<Workspace<'s>>>,
}

impl<'s> Workspaces<'s> {
    pub(super) fn new(study: &'s Study) -> Self {
        Workspaces { study, idle: Mutex::default() }
    }

    /// Lends a workspace to `work`.
    pub(super) fn lend<T>(&self, work: impl FnOnce(&mut Workspace<'s>) -> T) -> T {
        // Release the lock before building a new workspace.
        let waiting = lock(&self.idle).pop();
        let mut workspace = waiting.unwrap_or_else(|| Workspace::new(self.study));
        let done = work(&mut workspace);
        lock(&self.idle).push(workspace);
        done
    }

    /// Frees the memory of the workspaces that are not in use.
    pub(super) fn free_idle(&self) {
        lock(&self.idle).clear();
    }
}

/// Memory for one replication, reused for the next.
pub(super) struct Workspace<'n> {
    simulation: Simulation<'n>,
    pub(super) recorder: Recorder<'n>,
    queue: EventQueue,
    /// The traffic sources, for messages about faults.
    sources: &'n [Traffic],
    /// What the values of a replication are about.
    labels: &'n [Label],
}

impl<'n> Workspace<'n> {
    fn new(study: &'n Study) -> Self {
        Workspace {
            simulation: Simulation::new(study.network(), study.window()),
            recorder: Recorder::new(study.network(), study.names(), study.window()),
            queue: EventQueue::new(),
            sources: &study.deployment().traffic,
            labels: study.labels(),
        }
    }

    /// Runs one replication; `None` if it was interrupted.
    pub(super) fn replication(
        &mut self,
        seed: u64,
        index: u32,
        control: &dyn Control,
    ) -> Result<Option<Replication>, Error> {
        if control.stop_requested() {
            return Ok(None);
        }
        self.recorder.reset();
        let stop = || control.stop_requested();
        let ended = self.simulation.run(seed, index, &mut self.queue, &mut self.recorder, &stop);
        if ended.interrupted {
            return Ok(None);
        }
        if let Some(fault) = &ended.fault {
            return Err(Error::fault(format!(
                "seed {seed}, replication {index}, {}: call {} of source `{}`, attempt {}: {}",
                ended.at,
                fault.call,
                self.sources[fault.source.index()].name,
                fault.attempt,
                fault.what
            )));
        }
        self.recorder.stop(ended.at);
        if let Some(law) = self.recorder.broken_laws().first() {
            return Err(Error::fault(format!(
                "seed {seed}, replication {index}: Little's law or the conservation of calls is broken at {}: \
                 this is a bug in busyhour; please report it with the model",
                law.scope
            )));
        }
        let values = self.recorder.values();
        let mut rows = self.labels.iter().zip(&values);
        if let Some((label, _)) = rows.find(|(label, value)| !label.allows(**value)) {
            return Err(Error::fault(format!(
                "seed {seed}, replication {index}: the share {} is above 1: \
                 this is a bug in busyhour; please report it with the model",
                label.figure
            )));
        }
        let values = Values::pack(values);
        let identities = self.recorder.identities().to_vec();
        let load = self.recorder.load();
        Ok(Some(Replication { values, load, ended, identities }))
    }
}
