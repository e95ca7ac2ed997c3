//! One design after the other on the same callers, each kept as its own short record: what was
//! finished before is taken from there, so that a study can be continued.

use crate::base::Error;
use crate::deployment::Figure;
use crate::experiment::record::{Estimate, LatencyDistribution, Record, Replicates};
use crate::experiment::replicate::{Control, replicate};
use crate::experiment::study::{Plan, Study};
use std::collections::BTreeMap;

/// Reads the model with `path=value` overrides.
pub type Loader<'a> = dyn Fn(&[String]) -> Result<Study, Error> + 'a;

/// Told of designs, and asked whether to stop.
pub trait Log: Control {
    /// A design begins: `done` are finished, `planned` at least will be.
    fn begins(&self, name: &str, done: usize, planned: usize);

    /// A design is finished; what is kept of it. An error stops the study.
    ///
    /// # Errors
    /// If it cannot be kept.
    fn finished(&self, design: &Record) -> Result<(), Error>;
}

/// Runs designs in order.
pub(crate) struct Runner<'a> {
    plan: Plan,
    figures: &'a [Figure],
    log: &'a dyn Log,
    /// Finished in an earlier run, by name.
    before: BTreeMap<String, Record>,
    done: Vec<Record>,
    planned: usize,
    shapes: bool,
}

impl<'a> Runner<'a> {
    pub(crate) fn new(
        plan: Plan,
        figures: &'a [Figure],
        (before, log): (Vec<Record>, &'a dyn Log),
        planned: usize,
    ) -> Self {
        let before = before.into_iter().map(|r| (r.first_design().to_owned(), r)).collect();
        Runner { plan, figures, log, before, done: Vec::new(), planned, shapes: false }
    }

    /// Keeps the distributions of the latencies among the figures as well.
    pub(crate) fn keep_shapes(&mut self) {
        self.shapes = true;
    }

    /// The short record of a design, read by `load`; `None` when asked to stop before it was finished.
    pub(crate) fn run(
        &mut self,
        name: &str,
        load: impl FnOnce() -> Result<Study, Error>,
    ) -> Result<Option<&Record>, Error> {
        if let Some(i) = self.done.iter().position(|r| r.first_design() == name) {
            return Ok(self.done.get(i));
        }
        let study = load()?;
        let known = self.before.remove(name);
        let record = match known.filter(|r| r.scenario_sha256 == study.sha256()) {
            Some(record) => record,
            None => match self.simulated(name, &study)? {
                Some(record) => record,
                None => return Ok(None),
            },
        };
        self.done.push(record);
        Ok(self.done.last())
    }

    fn simulated(&self, name: &str, study: &Study) -> Result<Option<Record>, Error> {
        if self.log.stop_requested() {
            return Ok(None);
        }
        let done = self.done.len();
        self.log.begins(name, done, self.planned.max(done + 1));
        let record = match replicate(study, &self.plan, self.log) {
            // A design with some of its replications is no design of this plan.
            Ok(record) if record.replications < self.plan.replications => return Ok(None),
            Err(_) if self.log.stop_requested() => return Ok(None),
            record => short(record?, name, self.figures, self.shapes),
        };
        self.log.finished(&record)?;
        Ok(Some(record))
    }

    /// All finished designs, in the order in which they were asked for.
    pub(crate) fn into_done(self) -> Vec<Record> {
        self.done
    }
}

/// What is kept of a design: its header, the figures, and the values behind them; of the latencies among
/// them the distributions, if `shapes` are wanted.
pub(crate) fn short(record: Record, name: &str, figures: &[Figure], shapes: bool) -> Record {
    let design = || name.to_owned();
    let mut designs = record.designs.clone();
    designs.iter_mut().for_each(|d| d.name = design());
    let estimates =
        figures.iter().filter_map(|f| record.estimate(&f.measure, &f.scope, &f.statistic));
    let estimates = estimates.map(|e| Estimate { design: design(), ..e.clone() }).collect();
    let of = |f: &Figure| {
        let is = |r: &&Replicates| {
            (&r.measure, &r.scope, &r.statistic) == (&f.measure, &f.scope, &f.statistic)
        };
        record.replicates.iter().find(is).map(|r| Replicates { design: design(), ..r.clone() })
    };
    let replicates = figures.iter().filter_map(of).collect();
    let told = |d: &&LatencyDistribution| shapes && figures.iter().any(|f| f.measure == d.measure);
    let distributions = record.distributions.iter().filter(told);
    let distributions =
        distributions.map(|d| LatencyDistribution { design: design(), ..d.clone() }).collect();
    Record {
        designs,
        estimates,
        replicates,
        references: Vec::new(),
        distributions,
        twins: Vec::new(),
        sharper: Vec::new(),
        index: Default::default(),
        ..record
    }
}
