//! A race of designs on the same callers: at a few looks, a design that is worse than another for sure gets no more
//! replications. Each look at each pair has the same part of the error (Bonferroni's inequality), so that all decisions are
//! right together with the stated probability.

use crate::base::Error;
use crate::experiment::designs::concurrent::{self, DesignLoader};
use crate::experiment::designs::journal::{Log, design_record};
use crate::experiment::designs::looks::{schedule, shown_level};
use crate::experiment::designs::paired;
use crate::experiment::figures::row_of;
use crate::experiment::record::{EffortSummary, Record, Replicates, Stopped};
use crate::experiment::session::Session;
use crate::experiment::study::{Plan, Study};
use crate::experiment::threads;
use crate::measure::Figure;

/// What a race is about.
pub(in crate::experiment) struct Race<'a> {
    pub(in crate::experiment) names: &'a [String],
    /// The figures that are reported.
    pub(in crate::experiment) figures: &'a [Figure],
    /// The figure that decides.
    pub(in crate::experiment) decides: &'a Figure,
    /// Whether more of it is better.
    pub(in crate::experiment) highest: bool,
    pub(in crate::experiment) plan: Plan,
    /// The level of the study.
    pub(in crate::experiment) level: f64,
}

/// A design in the race.
struct Runner<'s> {
    session: Session<'s>,
    study: &'s Study,
    /// Its record, if an earlier run finished it.
    known: Option<Record>,
    done: Option<Record>,
}

impl Runner<'_> {
    /// The values of a figure in the first `n` replications.
    fn values(&self, figure: &Figure, n: u32) -> Option<Replicates> {
        let mut found = match &self.known {
            Some(record) => record.replicates_of(figure)?.clone(),
            None => self.session.rows(n).replicates(row_of(figure, self.study.labels())?),
        };
        found.values.truncate(n as usize);
        found.trials.truncate(n as usize);
        Some(found)
    }

    /// Whether it must be simulated to have `n` replications.
    fn lacks(&self, n: u32) -> bool {
        self.known.is_none() && self.session.done() < n
    }
}

impl Race<'_> {
    /// The records of the designs that are finished, in order, and whether all are.
    pub(in crate::experiment) fn run(
        &self,
        load: &DesignLoader<'_>,
        mut before: Vec<Record>,
        log: &dyn Log,
    ) -> Result<(Vec<Record>, bool), Error> {
        let looks = schedule(self.plan.replications);
        let shown = shown_level(self.level, looks.len());
        let read = |i: usize| Ok(load(i)?.with_confidence(shown));
        let studies = threads::in_order(self.plan.threads, 0..self.names.len(), read)?;
        let runner = |(study, name): (_, &String)| self.runner(study, name, &mut before);
        let mut runners: Vec<Runner<'_>> = studies.iter().zip(self.names).map(runner).collect();
        let mut simulated = 0;
        for (at, n) in looks.iter().enumerate() {
            let left: Vec<usize> =
                (0..runners.len()).filter(|i| runners[*i].done.is_none()).collect();
            if left.is_empty() {
                break;
            }
            simulated = grow(&mut runners, *n, &self.plan, log, simulated)?;
            if left.iter().any(|i| runners[*i].lacks(*n)) {
                break; // Stopped.
            }
            let is_last = at + 1 == looks.len();
            for (i, stopped, because) in self.decisions(&runners, &left, (*n, is_last), shown)? {
                let effort = EffortSummary { replications: *n, stopped, because };
                self.finish(&mut runners, i, effort, log)?;
            }
        }
        let are_all = runners.iter().all(|runner| runner.done.is_some());
        Ok((runners.into_iter().filter_map(|runner| runner.done).collect(), are_all))
    }

    fn runner<'s>(&self, study: &'s Study, name: &str, before: &mut Vec<Record>) -> Runner<'s> {
        let is_it = |record: &Record| {
            record.first_design() == name && record.scenario_sha256 == study.sha256()
        };
        let known = before.iter().position(is_it).map(|place| before.swap_remove(place));
        Runner { session: Session::new(study, self.plan), study, known, done: None }
    }

    /// Which designs get no more replications after `n`, and why.
    fn decisions(
        &self,
        runners: &[Runner<'_>],
        left: &[usize],
        (n, is_last): (u32, bool),
        shown: f64,
    ) -> Result<Vec<(usize, Stopped, Option<String>)>, Error> {
        let pairs = (self.names.len() * (self.names.len() - 1) / 2) as f64;
        let level = 1.0 - (1.0 - shown) / pairs;
        let values: Vec<(usize, Option<Replicates>)> =
            left.iter().map(|i| (*i, runners[*i].values(self.decides, n))).collect();
        // The design that is ahead of it by most standard errors decides that a design is worse.
        let better = |b: &Option<Replicates>| -> Option<usize> {
            let ahead = values.iter().filter_map(|(i, a)| {
                let (from, to) = paired::paired_replicates(a.as_ref()?, b.as_ref()?)?;
                let found = paired::difference(&from, &to, level)?;
                let (low, high) = found.low.zip(found.high)?;
                let by = if self.highest { -high } else { low };
                (by > 0.0).then_some((*i, by))
            });
            ahead.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(i, _)| i)
        };
        let worse: Vec<Option<usize>> = values.iter().map(|(_, b)| better(b)).collect();
        let staying = worse.iter().filter(|by| by.is_none()).count();
        let mut found = Vec::new();
        for ((i, _), by) in values.iter().zip(&worse) {
            match by {
                Some(by) => {
                    let because = format!("{} is better", self.names[*by]);
                    found.push((*i, Stopped::Worse, Some(because)));
                }
                None if staying == 1 => found.push((*i, Stopped::Best, None)),
                None if is_last => found.push((*i, Stopped::AtMost, None)),
                None => {}
            }
        }
        Ok(found)
    }

    /// Keeps the record of a design that gets no more replications.
    fn finish(
        &self,
        runners: &mut [Runner<'_>],
        i: usize,
        effort: EffortSummary,
        log: &dyn Log,
    ) -> Result<(), Error> {
        let finished = runners.iter().filter(|runner| runner.done.is_some()).count() + 1;
        let runner = &mut runners[i];
        runner.done = match runner.known.take() {
            Some(record) => Some(record),
            None => {
                let record = runner.session.record_as(runner.study)?.with_effort(effort);
                let record = Record { confidence: self.level, ..record };
                let record = design_record(record, &self.names[i], self.figures, true);
                runner.session.free();
                log.finished(&record, finished, self.names.len())?;
                Some(record)
            }
        };
        Ok(())
    }
}

/// Simulates the designs that are left up to `n` replications; gives the replications simulated so far.
fn grow(
    runners: &mut [Runner<'_>],
    n: u32,
    plan: &Plan,
    log: &dyn Log,
    simulated: u32,
) -> Result<u32, Error> {
    let left = runners.iter_mut().filter(|runner| runner.done.is_none() && runner.known.is_none());
    let sessions = left.map(|runner| (&mut runner.session, n)).collect();
    concurrent::grow(sessions, plan, log, simulated)
}
