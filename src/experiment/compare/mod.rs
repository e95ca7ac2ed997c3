//! Several topologies on the same callers: how far they are apart, which is best, and how sure that is.

mod pairs;
mod selection;

pub use pairs::ALL_PAIRS;
pub use selection::Selecting;

use super::control::Control;
use super::designs::concurrent::{self, DesignLoader};
use super::designs::figure_selection::FigureSelection;
use super::designs::journal::{Log, facts_of};
use super::designs::merge_records::merge_records;
use super::designs::runner::Runner;
use super::figures::asked;
use super::record::{
    AssumptionSummary, CompareSummary, FindingSummary, Preference, Record, SelectionSummary,
    StudySummary,
};
use super::study::{Plan, Study};
use crate::base::Error;
use crate::measure::{Direction, Figure};
use selection::{Selection, split};

/// What is to be known of the compared designs.
#[derive(Clone, Debug, Default)]
pub struct Compare {
    /// Measures as `post_dial_delay.p95` or `blocking@gateway:*`; none for the targets' or, without
    /// targets, the headline measures.
    pub measures: Vec<String>,
    /// The measure that decides which is best; none for the first of which two designs differ.
    pub rank_by: Option<String>,
    /// Whether more of it is better; none for what the measure is.
    pub highest: bool,
    /// Replications until one is selected; none for as many as the plan has.
    pub selecting: Option<Selecting>,
}

/// A comparison whose every design was read and found right.
#[derive(Debug)]
pub struct PreparedComparison {
    names: Vec<String>,
    plan: Plan,
    figures: Vec<Figure>,
    rank_by: Option<Figure>,
    highest: bool,
    selection: Option<Selection>,
    base: Study,
    facts: Vec<(String, String)>,
}

impl Compare {
    /// Reads every design once, so that whatever is wrong is said before the first is simulated.
    ///
    /// # Errors
    /// A design that is no scenario, fewer than two, two of one name, windows of different length, or a
    /// measure that no design has.
    pub fn prepare(
        self,
        names: Vec<String>,
        load: &DesignLoader<'_>,
        plan: Plan,
    ) -> Result<PreparedComparison, Error> {
        if names.len() < 2 {
            return Err(Error::usage("one model alone cannot be compared; name two or more"));
        }
        if let Some(twice) = (1..names.len()).find(|i| names[..*i].contains(&names[*i])) {
            return Err(Error::usage(format!("`{}` stands there twice", names[twice])));
        }
        let base = load(0)?;
        let window = base.deployment().settings.duration;
        let (mut chosen, mut hashes) = (FigureSelection::default(), Vec::new());
        let mut decides = FigureSelection::default();
        let named = match &self.selecting {
            Some(selecting) => Some(split(&selecting.indifference)?.0),
            None => self.rank_by.as_deref(),
        };
        concurrent::each(names.len(), plan.threads, load, |i, study| {
            let duration = study.deployment().settings.duration;
            if duration != window {
                return Err(Error::usage(format!(
                    "`{}` measures {} s and `{}` {} s; compare equal windows: --set study.duration=…",
                    names[0],
                    window.seconds(),
                    names[i],
                    duration.seconds()
                )));
            }
            hashes.push(study.sha256().to_owned());
            chosen.add(&study, &self.measures);
            if let Some(named) = named {
                decides.add(&study, &[named.to_owned()]);
                if self.selecting.is_some() {
                    asked(named, study.labels())?;
                }
            }
            Ok(())
        })?;
        let mut figures = chosen.figures()?;
        let rank_by = named.map(|_| decides.figures()).transpose()?;
        let rank_by = match rank_by {
            Some(found) if found.len() > 1 => {
                return Err(Error::usage("one figure decides; name its scope: MEASURE@SCOPE"));
            }
            found => found.and_then(|found| found.into_iter().next()),
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
        let facts = facts_of(&base, plan, &figures, ("designs", names.join("; ")), &hashes);
        let highest = self.highest;
        Ok(PreparedComparison { names, plan, figures, rank_by, highest, selection, base, facts })
    }
}

impl PreparedComparison {
    /// How many designs there are.
    pub fn designs(&self) -> usize {
        self.names.len()
    }

    /// What a result depends on, by name.
    pub fn facts(&self) -> &[(String, String)] {
        &self.facts
    }

    /// Simulates what `before` does not hold yet, the same number of replications of each. The record holds
    /// what was finished when `log` asks to stop.
    ///
    /// # Errors
    /// A fault of a run, or of `log`; an interruption before two designs were finished.
    pub fn run(
        &self,
        load: &DesignLoader<'_>,
        before: Vec<Record>,
        log: &dyn Log,
    ) -> Result<Record, Error> {
        let mut runner = Runner::new(self.plan, &self.figures, (before, log), self.designs());
        runner.keep_distributions();
        let finished = runner.run(&self.names, load)?;
        self.record(runner.into_done(), None, finished)
    }

    /// Simulates replications until one design is selected, only of those that are still in the race.
    ///
    /// # Errors
    /// A fault of a run; a replication without a value of what decides; an interruption before the first
    /// stage of all designs was finished.
    pub fn select(&self, load: &DesignLoader<'_>, control: &dyn Control) -> Result<Record, Error> {
        let Some(selection) = &self.selection else {
            return Err(Error::fault("nothing says which difference is worth detecting"));
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
        let few = || Error::fault("stopped before two designs were finished");
        if designs.len() < 2 {
            return Err(few());
        }
        let level = self.base.deployment().settings.confidence;
        let rank_by = match &self.rank_by {
            Some(figure) => Some(figure),
            None => pairs::first_differing_figure(&designs, &self.figures),
        };
        let mut ranking = Vec::new();
        if let Some(figure) = rank_by {
            ranking = pairs::ranking(&designs, figure, self.prefers_more(figure));
        }
        if let Some(selection) = &selection {
            pairs::order_by_selection(&mut ranking, selection);
        }
        let best = match &selection {
            Some(selection) => selection.selected.as_deref(),
            None => ranking.first().map(|ranked| ranked.design.as_str()),
        };
        let note = CompareSummary {
            figures: self.figures.clone(),
            decides: rank_by.cloned(),
            prefers: match rank_by {
                Some(figure) if self.prefers_more(figure) => Preference::Highest,
                _ => Preference::Lowest,
            },
            callers: pairs::differing_callers(&designs),
            differences: pairs::differences(&designs, &self.figures, (level, best)),
            ranking,
            selection,
            finished,
        };
        let (assumptions, findings) = (assumptions(&designs), findings(&designs));
        let hashes: String = designs.iter().map(|d| d.scenario_sha256.as_str()).collect();
        let title = title(&designs);
        let record = merge_records(&self.base, designs).ok_or_else(few)?;
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
}

fn title(designs: &[Record]) -> String {
    let names: Vec<&str> = designs.iter().map(Record::first_design).collect();
    match names[..] {
        [a, b] => format!("{a} or {b}"),
        [a, b, c] => format!("{a}, {b} or {c}"),
        _ => format!("{} designs compared", names.len()),
    }
}

/// What is assumed in any design, each once.
fn assumptions(designs: &[Record]) -> Vec<AssumptionSummary> {
    let mut all: Vec<AssumptionSummary> = Vec::new();
    for note in designs.iter().flat_map(|design| &design.assumptions) {
        if !all.contains(note) {
            all.push(note.clone());
        }
    }
    all
}

/// What a check found of any design, with its name.
fn findings(designs: &[Record]) -> Vec<FindingSummary> {
    let of = |design: &Record| {
        let name = design.first_design().to_owned();
        let told = move |f: &FindingSummary| FindingSummary {
            object: format!("{name}: {}", f.object),
            ..f.clone()
        };
        design.findings.iter().map(told).collect::<Vec<_>>()
    };
    designs.iter().flat_map(of).collect()
}
