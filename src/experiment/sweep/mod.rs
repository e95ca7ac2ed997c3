//! Parameter studies: keys and their values, designs with common random numbers, and the values at which a target
//! changes between met and missed.

mod axis;
mod layout;
mod steps;
mod target_crossing;

pub use axis::Axis;
pub use layout::{Layout, MAX_DESIGNS, combinations};

use super::designs::concurrent::{self, DesignLoader};
use super::designs::effort::{Effort, Replicating};
use super::designs::figure_selection::FigureSelection;
use super::designs::journal::{Log, facts_of};
use super::designs::looks::Race;
use super::designs::merge_records::merge_records;
use super::designs::runner::{Loader, Runner};
use super::record::{
    Form, RaceSummary, Record, StudySummary, SweepLayout, SweepPoint, SweepSummary, TargetCrossing,
    TargetVerdict, VariedKey,
};
use super::study::{Plan, Study};
use super::work::Work;
use crate::base::Error;
use crate::measure::Figure;
use target_crossing::Probe;

/// What a sweep varies and reports.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The keys.
    pub axes: Vec<Axis>,
    /// How their values are combined.
    pub layout: Layout,
    /// Measures such as `post_dial_delay.p95` or `blocking@gateway:*`; empty means those of the targets or, without
    /// targets, those of a run's headline.
    pub measures: Vec<String>,
    /// Maximum distance between the values that meet and miss a target, as a share of the key's range; `None` reads
    /// the crossings off the grid.
    pub tolerance: Option<f64>,
    /// How many replications each design gets.
    pub replicating: Replicating,
}

/// A sweep whose designs were all read and are valid.
#[derive(Debug)]
pub struct PreparedSweep {
    sweep: Sweep,
    plan: Plan,
    set: Vec<String>,
    combinations: Vec<Vec<String>>,
    figures: Vec<Figure>,
    base: Study,
    facts: Vec<(String, String)>,
}

impl Sweep {
    /// Reads the model once for every design, so that errors are reported before anything is simulated. `set` are
    /// overrides common to all designs.
    ///
    /// # Errors
    /// An invalid design, a measure that no design has, or keys that cannot be combined.
    pub fn prepare(
        self,
        load: &Loader<'_>,
        set: &[String],
        plan: Plan,
    ) -> Result<PreparedSweep, Error> {
        let combinations = combinations(&self.axes, self.layout)?;
        let mut studies = Vec::new();
        let mut selection = FigureSelection::default();
        let read = |i: usize| load(&overrides(&self.axes, set, &combinations[i]));
        let mut work = Work::default();
        let most = Plan { replications: self.replicating.at_most(&plan), ..plan };
        concurrent::each(combinations.len(), plan.threads, &read, |_, study| {
            work.add(Work::of(&study, &most));
            work.check(&plan)?;
            selection.add(&study, &self.measures);
            studies.push(study.sha256().to_owned());
            Ok(())
        })?;
        let figures = selection.figures()?;
        let base = load(set)?;
        self.check_effort((&base, &read), &combinations, &figures, plan)?;
        let facts = facts(&self, (&base, plan), &studies, &figures);
        Ok(PreparedSweep {
            sweep: self,
            plan,
            set: set.to_vec(),
            combinations,
            figures,
            base,
            facts,
        })
    }
}

impl Sweep {
    /// Refuses a precision that a design cannot be asked for, and a race without a target.
    fn check_effort(
        &self,
        (base, read): (&Study, &DesignLoader<'_>),
        combinations: &[Vec<String>],
        figures: &[Figure],
        plan: Plan,
    ) -> Result<(), Error> {
        match &self.replicating {
            Replicating::Planned => Ok(()),
            Replicating::Precise { .. } => {
                let effort = Effort::of(&self.replicating, figures);
                concurrent::each(combinations.len(), plan.threads, read, |i, study| {
                    effort.check(&study, &name(&self.axes, &combinations[i]))
                })
            }
            Replicating::Racing => {
                let targets = &base.deployment().targets;
                if targets.iter().any(|target| figures.contains(&target.named.figure)) {
                    return Ok(());
                }
                Err(Error::usage(
                    "a race decides targets, and the model has none of the measures that the sweep reports; add a [[target]], or                      leave --race out",
                ))
            }
        }
    }
}

impl PreparedSweep {
    /// The number of designs of the grid or sample. Locating target crossings adds further designs.
    pub fn designs(&self) -> usize {
        self.combinations.len()
    }

    /// Everything that the result depends on, by name. Two sweeps with the same facts give the same record, byte for
    /// byte.
    pub fn facts(&self) -> &[(String, String)] {
        &self.facts
    }

    /// Simulates the designs that `before` lacks. If `log` asks to stop, the record holds the designs finished so far.
    /// A complete record does not depend on `before`.
    ///
    /// # Errors
    /// A fault of a run, or of `log`; an interruption before the first design was finished.
    pub fn run(
        &self,
        load: &Loader<'_>,
        before: Vec<Record>,
        log: &dyn Log,
    ) -> Result<Record, Error> {
        let runner = Runner::new(self.plan, &self.figures, (before, log), self.designs());
        let mut runner = runner.with_effort(self.effort());
        let names: Vec<String> =
            self.combinations.iter().map(|values| name(&self.sweep.axes, values)).collect();
        let mut finished = runner.run(&names, &|i| load(&self.overrides(&self.combinations[i])))?;
        let point = |values: &Vec<String>| self.point(&runner, values, false);
        let mut points: Vec<SweepPoint> = self.combinations.iter().map_while(point).collect();
        let mut target_crossings = Vec::new();
        if finished && self.sweep.layout == Layout::Factorial {
            finished =
                self.target_crossings((&mut runner, load), &mut points, &mut target_crossings)?;
        }
        let designs = runner.into_done();
        let keys: Vec<VariedKey> = self.sweep.axes.iter().map(Axis::varied).collect();
        let race = self.race_summary();
        let level = self.base.deployment().settings.confidence;
        let level = race.as_ref().map_or(level, |race| race.shown_level);
        let steps = steps::steps(&points, &designs, &self.figures, level);
        let layout = match self.sweep.layout {
            Layout::Factorial => SweepLayout::Factorial,
            Layout::LatinHypercube { .. } => SweepLayout::LatinHypercube,
        };
        let figures = self.figures.clone();
        let note =
            SweepSummary { keys, layout, figures, points, steps, target_crossings, finished };
        let record = merge_records(&self.base, designs)?;
        Ok(Record { study: StudySummary::Sweep(note), race, ..record })
    }

    /// When a design has enough replications.
    fn effort(&self) -> Effort {
        let sweep = &self.sweep;
        match &sweep.replicating {
            Replicating::Racing => Effort::Racing(self.race()),
            other => Effort::of(other, &self.figures),
        }
    }

    fn race(&self) -> Race {
        let sweep = &self.sweep;
        let grows = sweep.layout == Layout::Factorial && sweep.tolerance.is_some();
        Race::new(self.plan.replications, &self.figures, self.designs(), grows)
    }

    /// How the designs race, if they do.
    fn race_summary(&self) -> Option<RaceSummary> {
        let level = self.base.deployment().settings.confidence;
        let races = matches!(self.sweep.replicating, Replicating::Racing);
        races.then(|| self.race().summary(level))
    }

    /// The overrides of the design with these values.
    fn overrides(&self, values: &[String]) -> Vec<String> {
        overrides(&self.sweep.axes, &self.set, values)
    }

    /// A design that was run.
    fn point(&self, runner: &Runner<'_>, values: &[String], refined: bool) -> Option<SweepPoint> {
        let design = name(&self.sweep.axes, values);
        let targets = runner.found(&design)?.targets.clone();
        Some(SweepPoint { design, values: values.to_vec(), refined, targets })
    }

    /// Locates the crossings of every target along the first key that has numbers, for each combination of the other
    /// keys. Returns false when asked to stop before all were located.
    fn target_crossings(
        &self,
        (runner, load): (&mut Runner<'_>, &Loader<'_>),
        points: &mut Vec<SweepPoint>,
        target_crossings: &mut Vec<TargetCrossing>,
    ) -> Result<bool, Error> {
        let forms = self.sweep.axes.iter().map(|axis| axis.varied().form);
        let Some((along, form)) = forms.enumerate().find_map(|(i, f)| Some((i, f?))) else {
            return Ok(true);
        };
        let (grid, mut are_all) = (points.clone(), true);
        let targets = grid.first().map_or(0, |point| point.targets.len());
        for line in steps::lines(&grid, along) {
            for target in (0..targets).filter(|target| self.is_judged(&grid, *target)) {
                let mut stopped = false;
                let mut further = |text: &str| -> Result<Option<TargetVerdict>, Error> {
                    let mut values = line[0].values.clone();
                    values[along] = text.to_owned();
                    let Some(point) = self.refine((runner, load), &values)? else {
                        stopped = true;
                        return Ok(None);
                    };
                    let verdict = point.targets.get(target).cloned();
                    if points.iter().all(|p| p.design != point.design) {
                        points.push(point);
                    }
                    Ok(verdict)
                };
                let probes = probes(&line, along, target, &form);
                let tolerance = self.sweep.tolerance.map(|share| share * span(&probes));
                let key = (self.sweep.axes[along].path(), &form, self.others(along, line[0]));
                let found = target_crossing::locate(probes, key, tolerance, &mut further)?;
                target_crossings.extend(found);
                are_all &= !stopped;
                // What the search on the other lines lacks is noted, too.
                if stopped && runner.log().supply().is_none() {
                    return Ok(false);
                }
            }
        }
        Ok(are_all)
    }

    /// Whether the sweep reports the figure of the target with this number: a sweep of other measures does not look for it.
    fn is_judged(&self, grid: &[SweepPoint], target: usize) -> bool {
        let figures = grid.iter().filter_map(|point| point.targets.get(target)).map(|t| &t.figure);
        figures.clone().count() > 0
            && figures.into_iter().all(|figure| self.figures.contains(figure))
    }

    /// Simulates a design between those of the grid; `None` when asked to stop.
    fn refine(
        &self,
        (runner, load): (&mut Runner<'_>, &Loader<'_>),
        values: &[String],
    ) -> Result<Option<SweepPoint>, Error> {
        let names = [name(&self.sweep.axes, values)];
        runner.run(&names, &|_| load(&self.overrides(values)))?;
        Ok(self.point(runner, values, true))
    }

    /// The values of all keys but one.
    fn others(&self, along: usize, point: &SweepPoint) -> Vec<String> {
        let of = |(i, axis): (usize, &Axis)| {
            (i != along).then(|| format!("{}={}", axis.path(), point.values[i]))
        };
        self.sweep.axes.iter().enumerate().filter_map(of).collect()
    }
}

/// A target's verdicts at the points of a line, with the numbers of the key.
fn probes(line: &[&SweepPoint], along: usize, target: usize, form: &Form) -> Vec<Probe> {
    let probe = |point: &&SweepPoint| {
        let text = point.values[along].clone();
        let verdict = point.targets.get(target)?.clone();
        Some(Probe { number: form.number(&text)?, text, verdict })
    };
    line.iter().filter_map(probe).collect()
}

/// Difference between the greatest and the least number.
fn span(probes: &[Probe]) -> f64 {
    let numbers = || probes.iter().map(|p| p.number);
    numbers().fold(f64::NEG_INFINITY, f64::max) - numbers().fold(f64::INFINITY, f64::min)
}

/// The name of a design: `users[*].ring=10 s, study.seed=1`.
fn name(axes: &[Axis], values: &[String]) -> String {
    overrides(axes, &[], values).join(", ")
}

/// The common overrides, then one for each key.
fn overrides(axes: &[Axis], set: &[String], values: &[String]) -> Vec<String> {
    let varied = axes.iter().zip(values).map(|(axis, value)| format!("{}={value}", axis.path()));
    set.iter().cloned().chain(varied).collect()
}

/// Everything that the result of this sweep depends on.
fn facts(
    sweep: &Sweep,
    (base, plan): (&Study, Plan),
    designs: &[String],
    figures: &[Figure],
) -> Vec<(String, String)> {
    let keys = sweep.axes.iter().map(|axis| format!("{}={:?}", axis.path(), axis.varied().values));
    let tolerance = sweep.tolerance.map_or("none".to_owned(), |t| format!("{t}"));
    let keys = ("keys and values", keys.collect::<Vec<_>>().join("; "));
    let mut facts = facts_of(base, plan, figures, keys, designs);
    facts.push(("layout".to_owned(), format!("{:?}", sweep.layout)));
    facts.extend(sweep.replicating.facts());
    facts.push(("tolerance of target_crossings".to_owned(), tolerance));
    facts
}
