//! Independent replications on all cores, reduced in the order of their index: the record is the
//! same for any number of threads.

use super::estimate::{Rows, distributions};
use super::record::{
    AssumptionNote, Design, FindingNote, RECORD_SCHEMA_VERSION, Record, SourceIdentity,
};
use super::study::{Plan, Study};
use super::{sharper, twin, verdict, warnings};
use crate::base::Error;
use crate::call::{Ended, Simulation};
use crate::check::{Finding, severity};
use crate::kernel::{Digest, EventQueue, Key};
use crate::measure::{Distributions, Recorder, Value};
use std::sync::Mutex;

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
    /// What threads reuse from replication to replication.
    idle: Mutex<Vec<State<'s>>>,
}

impl<'s> Session<'s> {
    pub(super) fn new(study: &'s Study, plan: Plan) -> Self {
        let (histograms, idle) = (Mutex::default(), Mutex::default());
        Session { study, plan, replications: Vec::new(), histograms, idle }
    }

    /// Replications that are finished.
    pub(super) fn done(&self) -> u32 {
        self.replications.len() as u32
    }

    /// Runs until there are `total` replications; fewer if `control` stops it, of which those count that
    /// follow each other without a gap where any further run is to follow.
    ///
    /// # Errors
    /// As [`replicate`].
    pub(super) fn run_to(&mut self, total: u32, control: &dyn Control) -> Result<(), Error> {
        if self.study.deployment().settings.find_warm_up {
            let what = "the warm-up is still to be found: give study.warm_up a time";
            return Err(Error::usage(what));
        }
        self.plan.replications = self.plan.replications.max(total);
        let first = self.done();
        let done = Mutex::new(first);
        let one = |state: &mut State<'_>, index: u32| -> Result<Option<Replication>, Error> {
            if control.stop_requested() {
                return Ok(None);
            }
            let Some(replication) = state.replication(self.plan.seed, index, control)? else {
                return Ok(None);
            };
            state.recorder.add_to(&mut lock(&self.histograms));
            let mut done = lock(&done);
            *done += 1;
            control.progress(*done, total);
            Ok(Some(replication))
        };
        let finished = for_each(self.study, self.plan.threads, &self.idle, first..total, one)?;
        self.replications.extend(finished.into_iter().flatten());
        Ok(())
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
    pub(super) fn record(self) -> Result<Record, Error> {
        Ok(self.into_parts()?.0)
    }

    /// The same, and the replications behind it.
    ///
    /// # Errors
    /// If none is finished.
    pub(super) fn into_parts(self) -> Result<(Record, Vec<Replication>), Error> {
        if self.replications.is_empty() {
            return Err(Error::fault("stopped before the first replication was finished"));
        }
        let histograms =
            self.histograms.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let record = record(self.study, &self.plan, &self.replications, &histograms);
        Ok((record, self.replications))
    }
}

impl Replication {
    /// The same with these rows only.
    pub(super) fn thinned(self, rows: &[usize]) -> Self {
        let values = rows.iter().map(|row| self.values[*row]).collect();
        Replication { values, ..self }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
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

/// Runs `one` for every index; results in the order of the index.
#[cfg(feature = "parallel")]
pub(super) fn for_each<'n, T: Send>(
    study: &'n Study,
    threads: usize,
    idle: &Mutex<Vec<State<'n>>>,
    indices: std::ops::Range<u32>,
    one: impl Fn(&mut State<'n>, u32) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    use rayon::prelude::*;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| Error::usage(format!("cannot start {threads} threads: {e}")))?;
    // Replications are handed out one by one, since they differ in length; so rayon's own
    // per-job state would be built anew for each. As many are made as run at once.
    pool.install(|| {
        indices
            .into_par_iter()
            .with_max_len(1)
            .map(|index| {
                // The lock is let go before anything is built.
                let waiting = lock(idle).pop();
                let mut state = waiting.unwrap_or_else(|| State::new(study));
                let done = one(&mut state, index);
                lock(idle).push(state);
                done
            })
            .collect()
    })
}

/// Runs `one` for every index, one after another.
#[cfg(not(feature = "parallel"))]
pub(super) fn for_each<'n, T: Send>(
    study: &'n Study,
    _threads: usize,
    idle: &Mutex<Vec<State<'n>>>,
    mut indices: std::ops::Range<u32>,
    one: impl Fn(&mut State<'n>, u32) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let mut state = lock(idle).pop().unwrap_or_else(|| State::new(study));
    let all = indices.try_fold(Vec::new(), |mut all, index| {
        all.push(one(&mut state, index)?);
        Ok(all)
    });
    lock(idle).push(state);
    all
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
    let mut estimates = rows.estimates(settings.confidence);
    if replications.len() == 1 {
        let from = settings.warm_up.seconds();
        super::long_run::fill(&mut estimates, (from, from + settings.duration.seconds()));
    }
    let twins = twin::twins(study, &rows);
    let mut warnings = warnings::of(
        &estimates,
        replications.len() as u32,
        plan.replications,
        settings.warm_up.seconds(),
    );
    warnings.extend(warnings::theory(&twins));
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
        twins,
        sharper: sharper::sharper(study, &rows, settings.confidence),
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
        replicates: rows.replicates(),
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
pub(super) fn assumptions(study: &Study) -> Vec<AssumptionNote> {
    let note = |a: &crate::deployment::Assumption| AssumptionNote {
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

fn note(finding: &Finding) -> FindingNote {
    FindingNote {
        rule: finding.rule.name.to_owned(),
        statement: finding.rule.cited(),
        severity: severity(finding.severity).to_owned(),
        object: finding.object.clone(),
        message: finding.message.clone(),
        effect: finding.effect.clone(),
    }
}
