//! Independent replications on all cores, reduced in the order of their index: the record is the
//! same for any number of threads.

use super::estimate::{Rows, distributions};
use super::record::{
    AssumptionSummary, Design, FindingSummary, RECORD_SCHEMA_VERSION, Record, SourceIdentity,
};
use super::study::{Plan, Study};
use super::threads::in_order;
use super::{analytic, control_variates, verdict, warnings};
use crate::base::Error;
use crate::call::{Ended, Simulation};
use crate::check::{Finding, severity};
use crate::kernel::{Digest, EventQueue, Key};
use crate::recorder::{Distributions, Recorder, Value};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Told how far a study is; may ask it to stop.
pub trait Control: Sync {
    /// `done` of `total` replications are finished.
    fn progress(&self, done: u32, total: u32);
    /// Whether to stop; what is finished is kept.
    fn stop_requested(&self) -> bool;
}

/// Listens to nothing and never stops.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoControl;

impl Control for NoControl {
    fn progress(&self, _done: u32, _total: u32) {}
    fn stop_requested(&self) -> bool {
        false
    }
}

/// Counts what all threads have done, and tells of it.
pub(super) struct Counted<'c> {
    control: &'c dyn Control,
    done: Mutex<u32>,
    total: u32,
}

impl<'c> Counted<'c> {
    /// From `done` on, of `total`.
    pub(super) fn new(control: &'c dyn Control, done: u32, total: u32) -> Self {
        Counted { control, done: Mutex::new(done), total }
    }

    pub(super) fn one_more(&self) {
        let mut done = lock(&self.done);
        *done += 1;
        self.control.progress(*done, self.total);
    }
}

/// What one replication leaves.
pub(super) struct Replication {
    /// The value of each row, in the order of the labels.
    pub(super) values: Vec<Value>,
    /// Independent observations of a rare event that it amounts to.
    pub(super) observations: f64,
    pub(super) ended: Ended,
    identities: Vec<(u64, u64)>,
}

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
    states: States<'s>,
}

impl<'s> Session<'s> {
    pub(super) fn new(study: &'s Study, plan: Plan) -> Self {
        let (replications, histograms) = (Vec::new(), Mutex::default());
        Session { study, plan, replications, histograms, states: States::new(study) }
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
        let watch = Counted::new(control, first, total);
        let finished = in_order(self.plan.threads, first..total, |index| {
            let found = self.replication(index, control)?;
            if found.is_some() {
                watch.one_more();
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
        self.states.lend(|state| {
            let found = state.replication(self.plan.seed, index, control)?;
            if found.is_some() {
                state.recorder.add_to(&mut lock(&self.histograms));
            }
            Ok(found)
        })
    }

    /// No replication is to come for now: the memory that threads reuse is given back.
    pub(super) fn rest(&self) {
        self.states.rest();
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
        Ok(record(self.study, &self.plan, replications, &lock(&self.histograms)))
    }
}

impl Replication {
    /// The same with these rows only.
    pub(super) fn thinned(self, rows: &[usize]) -> Self {
        let values = rows.iter().map(|row| self.values[*row]).collect();
        Replication { values, ..self }
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

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
    recorder: Recorder<'n>,
    queue: EventQueue,
    /// Names of the sources, for faults.
    sources: &'n [String],
}

impl<'n> State<'n> {
    fn new(study: &'n Study) -> Self {
        State {
            simulation: Simulation::new(study.network(), study.window()),
            recorder: Recorder::new(study.network(), study.names(), study.window()),
            queue: EventQueue::new(),
            sources: &study.names().sources,
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
                ended.at, fault.call, self.sources[fault.source], fault.attempt, fault.what
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

fn record(
    study: &Study,
    plan: &Plan,
    replications: &[Replication],
    histograms: &Distributions,
) -> Record {
    let deployment = study.deployment();
    let settings = &deployment.settings;
    let totals = Totals::of(replications);
    let rows = Rows::new(study.labels(), replications);
    let (mut estimates, replicates) = rows.reduced(settings.confidence);
    if replications.len() == 1 {
        let from = settings.warm_up.seconds();
        super::long_run::fill(&mut estimates, (from, from + settings.duration.seconds()));
    }
    let analytic = analytic::comparisons(study, &rows);
    let mut warnings = warnings::of(
        &estimates,
        replications.len() as u32,
        plan.replications,
        settings.warm_up.seconds(),
    );
    warnings.extend(warnings::theory(&analytic));
    Record {
        schema_version: RECORD_SCHEMA_VERSION,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        title: deployment.title.clone(),
        scenario_sha256: study.sha256().to_owned(),
        start: settings.start.clone(),
        seed: plan.seed,
        replications: replications.len() as u32,
        warm_up_seconds: settings.warm_up.seconds(),
        duration_seconds: settings.duration.seconds(),
        confidence: settings.confidence,
        digest: totals.digest(),
        calls: totals.calls,
        messages: totals.messages,
        events: totals.events,
        findings: study.checked().findings.iter().map(note).collect(),
        warnings,
        analytic,
        control_variates: control_variates::estimates(study, &rows, settings.confidence),
        assumptions: assumptions(study),
        designs: vec![Design {
            name: String::new(),
            overrides: study.overrides().to_vec(),
            scenario_sha256: study.sha256().to_owned(),
        }],
        sources: sources(study, replications),
        precision: Vec::new(),
        targets: verdict::targets(&deployment.targets, &estimates),
        references: verdict::references(&deployment.references, &rows),
        estimates,
        replicates,
        distributions: distributions(histograms),
        sweep: None,
        sensitivity: None,
        compare: None,
        warm_up: None,
        index: super::Index::default(),
    }
}

/// What replications amount to together.
#[derive(Debug, Default)]
pub(super) struct Totals {
    digest: Digest,
    pub(super) calls: u64,
    pub(super) messages: u64,
    pub(super) events: u64,
}

impl Totals {
    pub(super) fn of(replications: &[Replication]) -> Self {
        let mut totals = Totals::default();
        for (index, replication) in replications.iter().enumerate() {
            totals.digest.merge(index as u32, replication.ended.digest);
            totals.calls += replication.ended.calls;
            totals.messages += replication.ended.messages;
            totals.events += replication.ended.events;
        }
        totals
    }

    /// The digest as a record writes it.
    pub(super) fn digest(&self) -> String {
        format!("{:016x}", self.digest.value())
    }
}

/// What is assumed in a study.
pub(super) fn assumptions(study: &Study) -> Vec<AssumptionSummary> {
    let note = |a: &crate::deployment::Assumption| AssumptionSummary {
        key: a.key.clone(),
        value: a.value.clone(),
        reason: a.reason.clone(),
    };
    study.deployment().assumptions.iter().map(note).collect()
}

fn sources(study: &Study, replications: &[Replication]) -> Vec<SourceIdentity> {
    let identity = |(i, name): (usize, &String)| {
        let mut hash = Key::new(0);
        let mut calls = 0;
        for replication in replications {
            let (n, h) = replication.identities[i];
            calls += n;
            hash = hash.absorb(h);
        }
        SourceIdentity { source: name.clone(), calls, hash: format!("{:016x}", hash.raw()) }
    };
    study.names().sources.iter().enumerate().map(identity).collect()
}

fn note(finding: &Finding) -> FindingSummary {
    FindingSummary {
        rule: finding.rule.name.to_owned(),
        statement: finding.rule.cited(),
        severity: severity(finding.severity).to_owned(),
        object: finding.object.clone(),
        message: finding.message.clone(),
        effect: finding.effect.clone(),
    }
}
