//! Compares several designs on the same callers: their differences, which is best, and how certain that is.

mod pairs;
pub(super) mod race;
mod saved;
mod selection;

pub use pairs::ALL_PAIRS;
pub use saved::NO_TRAFFIC_IN_COMMON;
pub use selection::Selecting;

use super::control::Control;
use super::designs::concurrent::{self, DesignLoader};
use super::designs::effort::{Effort, Replicating};
use super::designs::figure_selection::FigureSelection;
use super::designs::journal::{Log, facts_of};
use super::designs::looks::{race_summary, schedule};
use super::designs::merge_records::merge_records;
use super::designs::runner::Runner;
use super::figures::asked;
use super::record::{
    AssumptionSummary, CompareSummary, FindingSummary, Preference, Record, SelectionSummary,
    StudySummary,
};
use super::study::{Plan, Study};
use super::work::Work;
use crate::base::Error;
use crate::measure::{Direction, Figure};
use pairs::Pairing;
use selection::{Selection, split};

/// What a comparison reports.
#[derive(Clone, Debug, Default)]
pub struct Compare {
    /// Measures such as `post_dial_delay.p95` or `blocking@gateway:*`; empty means those of the targets or, without
    /// targets, the headline measures.
    pub measures: Vec<String>,
    /// The measure that decides which design is best; `None` means the first in which two designs differ.
    pub rank_by: Option<String>,
    /// Whether more is better; false leaves it to the measure's own direction.
    pub highest: bool,
    /// Adds replications until one design is selected; `None` means the plan's number of replications.
    pub selecting: Option<Selecting>,
    /// How many replications each design gets without a selection.
    pub replicating: Replicating,
}

/// A comparison whose designs were all read and are valid.
#[derive(Debug)]
pub struct PreparedComparison {
    names: Vec<String>,
    plan: Plan,
    figures: Vec<Figure>,
    rank_by: Option<Figure>,
    highest: bool,
    selection: Option<Selection>,
    replicating: Replicating,
    base: Study,
    facts: Vec<(String, String)>,
}

impl Compare {
    /// Reads every design once, so that errors are reported before anything is simulated.
    ///
    /// # Errors
    /// An invalid design, fewer than two designs, two with the same name, windows of different length, or a measure
    /// that no design has.
    pub fn prepare(
        self,
        names: Vec<String>,
        load: &DesignLoader<'_>,
        plan: Plan,
    ) -> Result<PreparedComparison, Error> {
        check_names(&names)?;
        let base = load(0)?;
        let named = match &self.selecting {
            Some(selecting) => Some(split(&selecting.indifference)?.0),
            None => self.rank_by.as_deref(),
        };
        let (mut reported, mut deciding) = (FigureSelection::default(), FigureSelection::default());
        let mut hashes = Vec::new();
        let mut work = Work::default();
        let races = matches!(self.replicating, Replicating::Racing);
        let most = match &self.selecting {
            Some(selecting) => selecting.at_most,
            None => self.replicating.at_most(&plan),
        };
        concurrent::each(names.len(), plan.threads, load, |i, study| {
            let one = Work::of(&study, &Plan { replications: most, ..plan });
            // A race has all designs in memory at once.
            let beside = if races { work.bytes } else { 0.0 };
            let bytes = beside + one.bytes;
            work.add(one);
            work.bytes = work.bytes.max(bytes);
            work.check(&plan)?;
            check_window((&names[0], &base), (&names[i], &study))?;
            hashes.push(study.sha256().to_owned());
            reported.add(&study, &self.measures);
            if let Some(named) = named {
                deciding.add(&study, &[named.to_owned()]);
                if self.selecting.is_some() {
                    asked(named, study.labels())?;
                }
            }
            Ok(())
        })?;
        let mut figures = reported.figures()?;
        let rank_by = match named {
            Some(_) => single_figure(deciding.figures()?)?,
            None => None,
        };
        if let Some(first) = &rank_by {
            figures.retain(|figure| figure != first);
            figures.insert(0, first.clone());
        }
        let selection = match (&self.selecting, &rank_by) {
            (Some(selecting), Some(figure)) => {
                Some(Selection::new(selecting, figure.clone(), &base)?)
            }
            _ => None,
        };
        if matches!(self.replicating, Replicating::Racing) && rank_by.is_none() && figures.len() > 1
        {
            return Err(Error::usage(NO_DECIDING_FIGURE));
        }
        let effort = Effort::of(&self.replicating, &figures);
        if let Effort::Precise { .. } = effort {
            concurrent::each(names.len(), plan.threads, load, |i, study| {
                effort.check(&study, &names[i])
            })?;
        }
        let mut facts = facts_of(&base, plan, &figures, ("designs", names.join("; ")), &hashes);
        facts.extend(self.replicating.facts());
        let (highest, replicating) = (self.highest, self.replicating);
        Ok(PreparedComparison {
            names,
            plan,
            figures,
            rank_by,
            highest,
            selection,
            replicating,
            base,
            facts,
        })
    }
}

/// What a race lacks that does not know which figure decides.
const NO_DECIDING_FIGURE: &str =
    "a race needs the measure that decides, since several are reported; name it: --rank-by MEASURE";

/// At least two names, all different.
fn check_names(names: &[String]) -> Result<(), Error> {
    if names.len() < 2 {
        return Err(Error::usage(
            "one model cannot be compared; name two or more, or vary one: --vary 'gateway[*].lines.e1=[4,6]'",
        ));
    }
    match (1..names.len()).find(|i| names[..*i].contains(&names[*i])) {
        Some(i) => Err(Error::usage(format!("`{}` is named twice", names[i]))),
        None => Ok(()),
    }
}

/// All designs must have measured windows of the same length.
fn check_window(
    (first_name, first): (&str, &Study),
    (name, study): (&str, &Study),
) -> Result<(), Error> {
    let duration = |study: &Study| study.deployment().settings.duration;
    if duration(study) == duration(first) {
        return Ok(());
    }
    Err(Error::usage(format!(
        "`{first_name}` measures {} s and `{name}` {} s; compare equal windows: --set study.duration=…",
        duration(first).seconds(),
        duration(study).seconds()
    )))
}

/// The only figure, if there is one.
fn single_figure(figures: Vec<Figure>) -> Result<Option<Figure>, Error> {
    match figures.len() {
        0 | 1 => Ok(figures.into_iter().next()),
        _ => {
            Err(Error::usage("only one figure can decide; name its scope: MEASURE.STATISTIC@SCOPE"))
        }
    }
}

impl PreparedComparison {
    /// The number of designs.
    pub fn designs(&self) -> usize {
        self.names.len()
    }

    /// Everything that the result depends on, by name.
    pub fn facts(&self) -> &[(String, String)] {
        &self.facts
    }

    /// Simulates the designs that `before` lacks, with the same number of replications each. If `log` asks to stop, the
    /// record holds the designs finished so far.
    ///
    /// # Errors
    /// A fault of a run, or of `log`; an interruption before two designs were finished.
    pub fn run(
        &self,
        load: &DesignLoader<'_>,
        before: Vec<Record>,
        log: &dyn Log,
    ) -> Result<Record, Error> {
        if let Replicating::Racing = self.replicating {
            return self.race(load, before, log);
        }
        let runner = Runner::new(self.plan, &self.figures, (before, log), self.designs());
        let mut runner = runner.with_effort(Effort::of(&self.replicating, &self.figures));
        runner.keep_distributions();
        let finished = runner.run(&self.names, load)?;
        self.record(runner.into_done(), None, finished)
    }

    /// Simulates the designs in a race.
    fn race(
        &self,
        load: &DesignLoader<'_>,
        before: Vec<Record>,
        log: &dyn Log,
    ) -> Result<Record, Error> {
        let decides = match (&self.rank_by, &self.figures[..]) {
            (Some(figure), _) => figure,
            (None, [only]) => only,
            _ => return Err(Error::usage(NO_DECIDING_FIGURE)),
        };
        let race = race::Race {
            names: &self.names,
            figures: &self.figures,
            decides,
            highest: self.prefers_more(decides),
            plan: self.plan,
            level: self.base.deployment().settings.confidence,
        };
        let (designs, finished) = race.run(load, before, log)?;
        self.record(designs, None, finished)
    }

    /// Simulates replications until one design is selected. Designs that cannot be the best are dropped on the way.
    ///
    /// # Errors
    /// A fault of a run; a replication without a value of the deciding figure; an interruption before the first
    /// stage of all designs was finished.
    pub fn select(&self, load: &DesignLoader<'_>, control: &dyn Control) -> Result<Record, Error> {
        let Some(selection) = &self.selection else {
            return Err(Error::fault("a selection needs the smallest difference worth detecting"));
        };
        let designs = (&self.names[..], &self.figures[..]);
        let highest = self.prefers_more(&selection.figure);
        let (records, note) = selection.run(designs, (load, self.plan, highest), control)?;
        let finished = !control.stop_requested();
        self.record(records, Some(note), finished)
    }

    fn prefers_more(&self, figure: &Figure) -> bool {
        self.highest || figure.measure.definition().direction == Direction::MoreIsBetter
    }

    fn record(
        &self,
        designs: Vec<Record>,
        selection: Option<SelectionSummary>,
        finished: bool,
    ) -> Result<Record, Error> {
        if designs.len() < 2 {
            return Err(Error::fault("stopped before two designs were finished"));
        }
        let level = self.base.deployment().settings.confidence;
        let races = matches!(self.replicating, Replicating::Racing);
        let race = races.then(|| race_summary(&schedule(self.plan.replications), level));
        let judging = Judging {
            figures: &self.figures,
            rank_by: self.rank_by.as_ref(),
            prefers_more: &|figure| self.prefers_more(figure),
            level: race.as_ref().map_or(level, |race| race.shown_level),
            pairing: Pairing::ByReplication,
            selection,
            finished,
        };
        let record = judged(designs, judging, |designs| merge_records(&self.base, designs))?;
        Ok(Record { race, ..record })
    }
}

/// How designs are judged.
struct Judging<'a> {
    figures: &'a [Figure],
    /// The figure that decides, if it was named.
    rank_by: Option<&'a Figure>,
    prefers_more: &'a dyn Fn(&Figure) -> bool,
    level: f64,
    pairing: Pairing,
    selection: Option<SelectionSummary>,
    finished: bool,
}

/// One record of all designs, with their differences and their order.
fn judged(
    designs: Vec<Record>,
    judging: Judging<'_>,
    merge: impl FnOnce(Vec<Record>) -> Result<Record, Error>,
) -> Result<Record, Error> {
    let Judging { figures, prefers_more, level, pairing, selection, finished, .. } = judging;
    let rank_by = match judging.rank_by {
        Some(figure) => Some(figure),
        None => pairs::first_differing_figure(&designs, figures, pairing),
    };
    let mut ranking = Vec::new();
    if let Some(figure) = rank_by {
        ranking = pairs::ranking(&designs, figure, prefers_more(figure));
    }
    pairs::order_by_race(&mut ranking, &designs);
    if let Some(selection) = &selection {
        pairs::order_by_selection(&mut ranking, selection);
    }
    let best = match &selection {
        Some(selection) => selection.selected.as_deref(),
        None => ranking.first().map(|ranked| ranked.design.as_str()),
    };
    let note = CompareSummary {
        figures: figures.to_vec(),
        decides: rank_by.cloned(),
        prefers: match rank_by {
            Some(figure) if prefers_more(figure) => Preference::Highest,
            _ => Preference::Lowest,
        },
        callers: pairs::differing_callers(&designs),
        missing: pairs::missing(&designs, figures),
        differences: pairs::differences(&designs, figures, (level, best), pairing),
        unpaired: None,
        ranking,
        selection,
        finished,
    };
    let (assumptions, findings) = (assumptions(&designs), findings(&designs));
    let hashes: String = designs.iter().map(|d| d.scenario_sha256.as_str()).collect();
    let title = title(&designs);
    let record = merge(designs)?;
    let scenario_sha256 = crate::scenario::sha256_of(&hashes);
    Ok(Record {
        title,
        scenario_sha256,
        assumptions,
        findings,
        study: StudySummary::Comparison(note),
        ..record
    })
}

fn title(designs: &[Record]) -> String {
    let names: Vec<&str> = designs.iter().map(Record::first_design).collect();
    match names[..] {
        [a, b] => format!("{a} or {b}"),
        [a, b, c] => format!("{a}, {b} or {c}"),
        _ => format!("{} designs compared", names.len()),
    }
}

/// The assumptions of all designs, each once.
fn assumptions(designs: &[Record]) -> Vec<AssumptionSummary> {
    let mut all: Vec<AssumptionSummary> = Vec::new();
    for note in designs.iter().flat_map(|design| &design.assumptions) {
        if !all.contains(note) {
            all.push(note.clone());
        }
    }
    all
}

/// The findings of all designs; each object is preceded by the name of its design.
fn findings(designs: &[Record]) -> Vec<FindingSummary> {
    let of = |design: &Record| {
        let name = design.first_design().to_owned();
        let named = move |f: &FindingSummary| FindingSummary {
            object: format!("{name}: {}", f.object),
            ..f.clone()
        };
        design.findings.iter().map(named).collect::<Vec<_>>()
    };
    designs.iter().flat_map(of).collect()
}
