//! Runs designs on the same callers, several at once to keep all threads busy. Each finished design is kept as its
//! own record, so that an interrupted study can continue.

use crate::base::Error;
use crate::experiment::designs::concurrent::{self, DesignLoader, PartialProgress};
use crate::experiment::designs::effort::{Effort, Rule};
use crate::experiment::designs::journal::{Log, design_record};
use crate::experiment::record::Record;
use crate::experiment::study::{Plan, Study};
use crate::experiment::threads::{self, lock};
use crate::measure::Figure;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Reads the model with `path=value` overrides.
pub type Loader<'a> = dyn Fn(&[String]) -> Result<Study, Error> + Sync + 'a;

/// Runs designs, and collects their records in order.
pub(crate) struct Runner<'a> {
    plan: Plan,
    figures: &'a [Figure],
    log: &'a dyn Log,
    /// Finished in an earlier run, by name.
    before: BTreeMap<String, Record>,
    done: Vec<Record>,
    planned: usize,
    /// Replications of the finished designs.
    replications: u32,
    distributions: bool,
    effort: Effort,
}

impl<'a> Runner<'a> {
    pub(crate) fn new(
        plan: Plan,
        figures: &'a [Figure],
        (before, log): (Vec<Record>, &'a dyn Log),
        planned: usize,
    ) -> Self {
        let before = before.into_iter().map(|r| (r.first_design().to_owned(), r)).collect();
        let (done, replications, distributions) = (Vec::new(), 0, false);
        let effort = Effort::Planned;
        Runner { plan, figures, log, before, done, planned, replications, distributions, effort }
    }

    /// Gives each design as many replications as this asks for.
    pub(crate) fn with_effort(mut self, effort: Effort) -> Self {
        self.effort = effort;
        self
    }

    /// Also keeps the distributions of the latencies among the figures.
    pub(crate) fn keep_distributions(&mut self) {
        self.distributions = true;
    }

    /// Runs the designs that follow with another plan.
    pub(crate) fn change_plan(&mut self, plan: Plan) {
        self.plan = plan;
    }

    /// Keeps these figures of the designs that follow.
    pub(crate) fn change_figures(&mut self, figures: &'a [Figure]) {
        self.figures = figures;
    }

    /// What keeps the finished designs.
    pub(crate) fn log(&self) -> &'a dyn Log {
        self.log
    }

    /// The record of a design that was run.
    pub(crate) fn found(&self, name: &str) -> Option<&Record> {
        self.done.iter().find(|r| r.first_design() == name)
    }

    /// Runs designs by name; `load` reads each one shortly before it runs. Returns false when asked to stop before
    /// all were finished: then every design before the first unfinished one is kept.
    ///
    /// # Errors
    /// Problems of a design, a fault of its run, or an error of the log; of several, that of the first design.
    pub(crate) fn run(&mut self, names: &[String], load: &DesignLoader<'_>) -> Result<bool, Error> {
        let is_new =
            |i: &usize| self.found(&names[*i]).is_none() && !names[..*i].contains(&names[*i]);
        let wanted: Vec<usize> = (0..names.len()).filter(is_new).collect();
        let mut are_all = true;
        let first = self.effort.first(self.plan.replications);
        for group in concurrent::groups(wanted.len(), first, self.plan.threads) {
            if self.log.stop_requested() {
                return Ok(false);
            }
            are_all &= self.run_group(names, &wanted[group], load)?;
            // What the further groups lack is noted, too.
            if !are_all && self.log.supply().is_none() {
                return Ok(false);
            }
        }
        Ok(are_all)
    }

    /// Runs the designs with these numbers at once.
    fn run_group(
        &mut self,
        names: &[String],
        group: &[usize],
        load: &DesignLoader<'_>,
    ) -> Result<bool, Error> {
        let read = |i: &usize| match self.log.stop_requested() {
            true => Ok(None),
            false => load(*i).map(Some),
        };
        let studies = threads::in_order(self.plan.threads, group, read)?;
        let Some(studies) = studies.into_iter().collect::<Option<Vec<Study>>>() else {
            return Ok(false);
        };
        let mut known: Vec<Option<Record>> = Vec::new();
        let (mut places, mut unknown) = (Vec::new(), Vec::new());
        for (place, (i, study)) in group.iter().zip(studies).enumerate() {
            let before = self.before.remove(&names[*i]);
            known.push(before.filter(|r| r.scenario_sha256 == study.sha256()));
            if known[place].is_none() {
                places.push(place);
                unknown.push(study);
            }
        }
        let before = self.done.len() + group.len() - unknown.len();
        let planned = self.planned.max(before + unknown.len());
        let all = |designs: usize| designs as u32 * self.plan.replications;
        let so_far = self.replications + all(before - self.done.len());
        let total = self.replications + all(planned - self.done.len());
        let progress = PartialProgress { control: self.log, done: so_far, total };
        let done = Mutex::new(before);
        let finished = |at: usize, record| {
            let name = &names[group[places[at]]];
            let record = design_record(record, name, self.figures, self.distributions);
            let mut done = lock(&done);
            *done += 1;
            self.log.finished(&record, *done, planned)?;
            Ok(record)
        };
        let rule =
            |(study, place): (&Study, &usize)| self.effort.rule(study, self.done.len() + place);
        let rules: Vec<Option<Rule>> =
            unknown.iter().zip(&places).map(rule).collect::<Result<_, _>>()?;
        let simulated = match rules.into_iter().collect::<Option<Vec<Rule>>>() {
            Some(rules) if !rules.is_empty() => {
                concurrent::simulate_until((&unknown, rules), &self.plan, &progress, finished)?
            }
            _ => concurrent::simulate(&unknown, &self.plan, &progress, |at, record, _| {
                finished(at, record)
            })?,
        };
        for (place, record) in places.into_iter().zip(simulated) {
            known[place] = record;
        }
        let wanted = known.len();
        let finished: Vec<Record> = known.into_iter().map_while(|record| record).collect();
        let are_all = finished.len() == wanted;
        self.replications += finished.iter().map(|record| record.replications).sum::<u32>();
        self.done.extend(finished);
        Ok(are_all)
    }

    /// The records of all finished designs, in the order in which they were asked for.
    pub(crate) fn into_done(self) -> Vec<Record> {
        self.done
    }
}
