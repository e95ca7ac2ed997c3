//! `sweep` and `sensitivity`: studies of many designs, with their journal.

use super::arguments::{Outputs, Sensitivity, Sweep};
use super::outcome::Outcome;
use super::outputs::{self, RunInfo};
use super::progress::{self, Progress};
use super::result_folder::{JOURNAL, ResultFolder};
use super::session::{
    default_folder, find_warm_up, has_warm_up, planned, print, replicating, stem, timed,
    warn_of_findings,
};
use super::source::Source;
use super::{destinations, terminal};
use crate::base::Error;
use crate::experiment::{
    self, Assumptions, Axis, Control, Layout, Log, Plan, Record, Study, Supply,
};
use crate::report::journal::Journal;
use crate::report::{number, table};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// `sweep MODEL --vary …`.
pub fn run(args: &Sweep) -> anyhow::Result<Outcome> {
    let axes = args.vary.iter().map(|text| Axis::parse(text)).collect::<Result<Vec<_>, _>>()?;
    let inputs = Inputs::of(&args.simulation.source);
    let load = |overrides: &[String]| inputs.load(&args.model, overrides);
    let base = load(&args.simulation.set)?;
    // Before the pilot, so that a bad path does not cost its time.
    destinations::check(&destinations::of(&args.outputs), &inputs.paths())?;
    let settled = find_warm_up(base, &args.model, &args.simulation)?;
    let base = settled.study;
    let given = args.simulation.replications;
    let plan = planned(&base, &args.simulation);
    let (replicating, plan) = replicating(plan, &args.replicating, args.at_most, given);
    let layout = match args.latin_hypercube {
        Some(points) => Layout::LatinHypercube { points, seed: plan.seed },
        None => Layout::Factorial,
    };
    let tolerance = (!args.no_refine).then_some(args.tolerance.0);
    let sweep =
        experiment::Sweep { axes, layout, measures: args.measure.clone(), tolerance, replicating };
    let prepared = sweep.prepare(&load, &settled.set, plan)?;
    warn_of_findings(&base, &args.model);
    let folder = folder(&args.outputs, &args.model, "sweep")?;
    let (facts, planned) = (prepared.facts(), prepared.designs());
    let (fresh, unit) = (args.fresh, "design");
    let is_search = false;
    let designs = Designs { folder, inputs: &inputs, facts, planned, is_search, plan, fresh, unit };
    designs.run(&args.model, &args.outputs, |before, log| {
        Ok(prepared.run(&load, before, log)?.with_warm_up(settled.warm_up))
    })
}

/// `sensitivity MODEL`.
pub fn sensitivity(args: &Sensitivity) -> anyhow::Result<Outcome> {
    let inputs = Inputs::of(&args.simulation.source);
    let load = |overrides: &[String]| inputs.load(&args.model, overrides);
    let base = load(&args.simulation.set)?;
    // Before the pilot, so that a bad path does not cost its time.
    destinations::check(&destinations::of(&args.outputs), &inputs.paths())?;
    let settled = find_warm_up(base, &args.model, &args.simulation)?;
    let base = settled.study;
    let plan = planned(&base, &args.simulation);
    let prepared = Assumptions::prepare(&load, &settled.set, plan, &args.measure, &args.only)?;
    warn_of_findings(&base, &args.model);
    let folder = folder(&args.outputs, &args.model, "sensitivity")?;
    let (facts, planned) = (prepared.facts(), prepared.designs());
    let (fresh, unit) = (args.fresh, "design");
    let is_search = false;
    let designs = Designs { folder, inputs: &inputs, facts, planned, is_search, plan, fresh, unit };
    designs.run(&args.model, &args.outputs, |before, log| {
        Ok(prepared.run(&load, before, log)?.with_warm_up(settled.warm_up))
    })
}

/// Reads studies, and lists the files that they are read from.
#[derive(Default)]
pub(super) struct Inputs {
    known: Mutex<BTreeSet<PathBuf>>,
    source: Source,
}

impl Inputs {
    /// Reads from this source.
    pub(super) fn of(source: &Source) -> Self {
        Inputs { source: source.clone(), ..Inputs::default() }
    }

    /// Reads a model, and lists its files.
    pub(super) fn load(&self, model: &Path, overrides: &[String]) -> Result<Study, Error> {
        let study = self.source.load(model, overrides)?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.extend(study.files().iter().cloned());
        Ok(study)
    }

    /// The files so far.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

/// Opens the folder of a study of several designs.
pub(super) fn folder(
    outputs: &Outputs,
    model: &Path,
    command: &str,
) -> Result<ResultFolder, Error> {
    let path = outputs.out.clone().unwrap_or_else(|| {
        // Not where `run` writes, whose result this is not.
        PathBuf::from(format!("{}-{command}", default_folder(model).display()))
    });
    ResultFolder::open(&path)
}

/// A study of many designs, whatever they are for.
pub(super) struct Designs<'a> {
    /// Where the result goes.
    pub(super) folder: ResultFolder,
    /// What was read for the designs.
    pub(super) inputs: &'a Inputs,
    /// What the journal depends on.
    pub(super) facts: &'a [(String, String)],
    /// How many there are at least.
    pub(super) planned: usize,
    /// Whether what is found decides what is simulated next, so that nobody knows how many there will be.
    pub(super) is_search: bool,
    /// The same for each.
    pub(super) plan: Plan,
    /// Whether to forget what was finished before.
    pub(super) fresh: bool,
    /// What one of the finished records is of, in words.
    pub(super) unit: &'static str,
}

impl Designs<'_> {
    /// Simulates with journal and progress, and writes and prints what came out.
    pub(super) fn run(
        self,
        model: &Path,
        outputs: &Outputs,
        simulate: impl FnOnce(Vec<Record>, &dyn Log) -> Result<Record, Error>,
    ) -> anyhow::Result<Outcome> {
        let folder = self.folder;
        // The values of the designs may name further files.
        let inputs = self.inputs.paths();
        destinations::check_with_folder(&destinations::of(outputs), &folder, &inputs)?;
        let path = folder.path().join(JOURNAL);
        let (journal, before) = Journal::open(&path, self.facts, self.fresh)?;
        // Until the study is finished, no other command may remove its journal.
        folder.claim(JOURNAL, false)?;
        if let Some(other) = journal.replaced() {
            terminal::message(&format!(
                "{}: the finished study of other content is replaced ({other})",
                folder.path().display()
            ));
        }
        if !journal.dropped().is_empty() {
            let numbers: Vec<String> = journal.dropped().iter().map(usize::to_string).collect();
            let (lines, designs) = match numbers.len() {
                1 => ("line", "is damaged or incomplete, and its design is"),
                _ => ("lines", "are damaged or incomplete, and their designs are"),
            };
            terminal::message(&format!(
                "{}: {lines} {} {designs} simulated again",
                path.display(),
                numbers.join(", ")
            ));
        }
        let known: BTreeSet<&str> = before.iter().map(Record::first_design).collect();
        if !known.is_empty() {
            terminal::message(&match known.len() {
                1 => format!("one {} is already finished and is not repeated", self.unit),
                known => {
                    format!("{known} {}s are already finished and are not repeated", self.unit)
                }
            });
        }
        let mut bar = Progress::new(&stem(model)).with(&self.inputs.source);
        if self.is_search {
            bar = bar.without_end();
        }
        let replications = |designs: usize| designs as u32 * self.plan.replications;
        bar.set(replications(before.len().min(self.planned)), replications(self.planned));
        let now = Mutex::new((RunInfo::new(self.plan.threads), journal));
        let expected = if self.is_search { 0 } else { self.planned };
        let watch = Watch { bar, now, expected, unit: self.unit };
        progress::keep_work();
        let (record, took) = timed(|| simulate(before, &watch));
        self.inputs.source.check_complete()?;
        let record = record?;
        let (mut info, mut journal) = watch.into_parts();
        info.wall_seconds = took.as_secs_f64();
        if record.is_finished() {
            journal.finish()?;
        }
        outputs::write_study(
            &folder,
            &record,
            (&info, !outputs.no_charts && !progress::stop_requested()),
        )?;
        print(outputs, &record)?;
        let finished = record.is_finished();
        terminal::message(&format!(
            "{}{} in {:.1} s; wrote {}",
            if finished { "" } else { "stopped (repeat the command to continue); " },
            self.inputs.source.verb(),
            info.wall_seconds,
            folder.path().display()
        ));
        outputs::show(folder.path(), outputs.open);
        let fails = record.losses().is_some_and(|l| l.breaks() || l.fails_on_the_good_day());
        let fails = fails || record.headroom().is_some_and(|h| h.fails());
        let fails = fails || record.size().is_some_and(|size| !size.is_certified());
        let is_precise = record.precision.iter().all(|precision| precision.met);
        let is_done = finished && has_warm_up(&record) && is_precise && !fails;
        Ok(if is_done { Outcome::Done } else { Outcome::Findings })
    }
}

struct Watch {
    bar: Progress,
    now: Mutex<(RunInfo, Journal)>,
    /// How many designs there are as far as was known before; zero for a search.
    expected: usize,
    unit: &'static str,
}

impl Watch {
    fn into_parts(self) -> (RunInfo, Journal) {
        self.now.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Control for Watch {
    fn progress(&self, done: u32, total: u32) {
        self.bar.progress(done, total);
    }

    fn stop_requested(&self) -> bool {
        self.bar.stop_requested()
    }

    fn supply(&self) -> Option<&Supply> {
        self.bar.supply()
    }
}

impl Log for Watch {
    fn finished(&self, design: &Record, done: usize, _planned: usize) -> Result<(), Error> {
        {
            let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
            now.1.add(design)?;
            now.0.add(design);
        }
        let first = design.estimates.first();
        let first = first.map(|e| format!(": {} {}", table::figure_name(e), number::estimate(e)));
        let place = place(done, self.expected, self.unit);
        self.bar.message(&format!("{place}{}{}", design.first_design(), first.unwrap_or_default()));
        Ok(())
    }
}

/// Which of the designs is finished. Once there are more than expected, nobody knows how many more will come.
fn place(done: usize, expected: usize, unit: &str) -> String {
    match done <= expected {
        true => format!("{done} of {expected}, "),
        false => format!("{unit} {done}: "),
    }
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_total_is_stated_only_while_it_holds() {
        assert_eq!(place(3, 3, "design"), "3 of 3, ");
        assert_eq!(place(4, 3, "design"), "design 4: ");
        assert_eq!(place(46, 0, "simulation"), "simulation 46: ");
    }
}
