//! How one replication is made, and the memory that threads reuse from one to the next.

use super::control::Control;
use super::replication::Replication;
use super::study::Study;
use super::threads::lock;
use crate::base::Error;
use crate::call::Simulation;
use crate::deployment::Traffic;
use crate::kernel::EventQueue;
use crate::recorder::Recorder;
use std::sync::Mutex;

/// What threads reuse from replication to replication of a study: as many are made as run at once.
pub(super) struct States<'s> {
    study: &'s Study,
    idle: Mutex<Vec<State<'s>>>,
}

impl<'s> States<'s> {
    pub(super) fn new(study: &'s Study) -> Self {
        States { study, idle: Mutex::default() }
    }

    /// Lets `work` have one.
    pub(super) fn lend<T>(&self, work: impl FnOnce(&mut State<'s>) -> T) -> T {
        // The lock is let go before anything is built.
        let waiting = lock(&self.idle).pop();
        let mut state = waiting.unwrap_or_else(|| State::new(self.study));
        let done = work(&mut state);
        lock(&self.idle).push(state);
        done
    }

    /// Gives back the memory of those that nobody has.
    pub(super) fn rest(&self) {
        lock(&self.idle).clear();
    }
}

/// What a thread reuses from replication to replication.
pub(super) struct State<'n> {
    simulation: Simulation<'n>,
    pub(super) recorder: Recorder<'n>,
    queue: EventQueue,
    /// The sources, for faults.
    sources: &'n [Traffic],
}

impl<'n> State<'n> {
    fn new(study: &'n Study) -> Self {
        State {
            simulation: Simulation::new(study.network(), study.window()),
            recorder: Recorder::new(study.network(), study.names(), study.window()),
            queue: EventQueue::new(),
            sources: &study.deployment().traffic,
        }
    }

    /// One replication; `None` if it was interrupted.
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
                "seed {seed}, replication {index}: Little's law or conservation is broken at {}: \
                 this is a bug of busyhour, please report it with the model",
                law.scope
            )));
        }
        let values = self.recorder.values();
        let identities = self.recorder.identities().to_vec();
        let observations = self.recorder.observations();
        Ok(Some(Replication { values, observations, ended, identities }))
    }
}
