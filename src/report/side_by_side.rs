//! Several records of runs on one page: what was put together, in what the records differ, whether a difference may be read
//! as paired, and targets side by side. The figures and their differences are those of the comparison of the records.

use super::chart::{self, Chart};
use super::number;
use super::section::Section;
use super::sections::compare::sentence_of_callers;
use super::sections::{self, targets};
use crate::base::Error;
use crate::experiment::{Compare, HEADLINE, Record, TargetVerdict};
use crate::measure::Figure;

/// Records of runs with their names, and their comparison.
pub struct SideBySide {
    /// Each with its name, in the order in which they were given.
    pub runs: Vec<(String, Record)>,
    /// The comparison of their main figures.
    pub comparison: Record,
    /// The files of the records, as they were given.
    pub files: Vec<String>,
}

impl SideBySide {
    /// Puts records together, each with its name and its file.
    ///
    /// # Errors
    /// What [`Compare::saved`] refuses: fewer than two records, two with the same name, or a record of another study than a
    /// run; and records whose intervals have different levels.
    pub fn new(runs: Vec<(String, Record)>, files: Vec<String>) -> Result<Self, Error> {
        if let Some((first_name, first)) = runs.first() {
            let other = runs.iter().find(|(_, run)| run.confidence != first.confidence);
            if let Some((name, run)) = other {
                let [a, b] = [first, run].map(|record| number::level(record.confidence));
                return Err(Error::usage(format!(
                    "`{first_name}` has {a} % intervals and `{name}` {b} %, which cannot be compared; run one of them again \
                     with --set study.confidence=…"
                )));
            }
        }
        let measures = main_figures(&runs).iter().map(Figure::to_string).collect();
        let comparison = Compare { measures, ..Compare::default() }.saved(runs.clone())?;
        Ok(SideBySide { runs, comparison, files })
    }

    /// The title of the page: that of the runs, if they have the same.
    pub fn title(&self) -> String {
        let title = &self.comparison.title;
        match self.runs.iter().all(|(_, run)| run.title == *title) {
            true => title.clone(),
            false => {
                let names: Vec<&str> = self.runs.iter().map(|(name, _)| name.as_str()).collect();
                format!("Side by side: {}", names.join(", "))
            }
        }
    }

    /// The charts of the comparison, and the course of the runs over time.
    ///
    /// # Errors
    /// If a chart cannot be drawn, which is a fault of the program.
    pub fn charts(&self) -> Result<Vec<Chart>, Error> {
        let mut charts = chart::all(&self.comparison)?;
        charts.extend(chart::of_several(&self.comparison, &self.runs)?);
        Ok(charts)
    }

    /// The sections of the page in order.
    pub(super) fn sections(&self) -> Vec<Section> {
        let mut all = vec![self.records(), self.targets()];
        all.extend(sections::sections(&self.comparison));
        all.retain(|section| !section.rows.is_empty());
        all
    }

    /// In what the records differ, and how their differences may be read: a sentence each.
    pub(super) fn sentences(&self) -> Vec<String> {
        let mut differing = Vec::new();
        for (what, values) in self.facts() {
            if values.iter().any(|value| *value != values[0]) {
                differing.push(what);
            }
        }
        let first = match &differing[..] {
            [] => "The records do not differ in what was simulated.".to_owned(),
            all => format!("The records differ in {}.", and(all)),
        };
        let compare = self.comparison.comparison();
        let unpaired = compare.and_then(|compare| compare.unpaired.as_ref());
        let second = match unpaired {
            Some(why) => format!(
                "The differences between them are not paired, because {why}: they are read as differences of independent samples."
            ),
            None => "The differences between them may be read as paired by replication: both sides have the same seed, \
                     replications, window and warm-up, and sources of traffic with the same calls."
                .to_owned(),
        };
        let third = compare.filter(|_| unpaired.is_none()).and_then(sentence_of_callers);
        [Some(first), Some(second), third].into_iter().flatten().collect()
    }

    /// What was simulated, by record.
    fn facts(&self) -> Vec<(&'static str, Vec<String>)> {
        let of = |value: &dyn Fn(&Record) -> String| -> Vec<String> {
            self.runs.iter().map(|(_, run)| value(run)).collect()
        };
        vec![
            ("the title", of(&|run| run.title.clone())),
            ("the scenario", of(&|run| run.scenario_sha256.get(..12).unwrap_or("").to_owned())),
            ("what the command line changed", of(&sections::overrides)),
            ("the simulated time of day", of(&|run| run.start.clone())),
            ("the seed", of(&|run| run.seed.to_string())),
            ("the number of replications", of(&|run| number::grouped(u64::from(run.replications)))),
            ("the warm-up", of(&|run| number::span(run.warm_up_seconds))),
            ("the measured window", of(&|run| number::span(run.duration_seconds))),
            ("the version of busyhour", of(&|run| run.program_version.clone())),
        ]
    }

    /// What was put together: a column for each record.
    fn records(&self) -> Section {
        let mut section = self.section("The records", "");
        let files = ("the file", self.files.clone());
        for (what, values) in std::iter::once(files).chain(self.facts()) {
            if values.iter().any(|value| !value.is_empty()) {
                let what = what.trim_start_matches("the ").to_owned();
                section.rows.push(std::iter::once(what).chain(values).collect());
            }
        }
        section
    }

    /// Each target that any of the runs has, with its estimate and verdict in each.
    fn targets(&self) -> Section {
        let mut known: Vec<&TargetVerdict> = Vec::new();
        let same = |a: &TargetVerdict, b: &TargetVerdict| {
            a.figure == b.figure && a.side == b.side && a.limit == b.limit
        };
        for target in self.runs.iter().flat_map(|(_, run)| &run.targets) {
            if !known.iter().any(|other| same(other, target)) {
                known.push(target);
            }
        }
        let mut section = self.section("Targets side by side", "");
        for target in known {
            let cell = |(_, run): &(String, Record)| {
                let found = run.targets.iter().find(|other| same(other, target));
                found.map_or_else(|| "no target".to_owned(), targets::estimate_and_verdict)
            };
            let name = targets::wanted(target);
            section.rows.push(std::iter::once(name).chain(self.runs.iter().map(cell)).collect());
        }
        section
    }

    fn section(&self, title: &str, align: &str) -> Section {
        let heads = self.runs.iter().map(|(name, _)| format!("{align}{name}"));
        let heads: Vec<String> = std::iter::once(String::new()).chain(heads).collect();
        Section::new(title, &heads.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// The figures of all targets, and the headline figures that any of the runs has.
fn main_figures(runs: &[(String, Record)]) -> Vec<Figure> {
    let targets = runs.iter().flat_map(|(_, run)| &run.targets).map(|target| target.figure.clone());
    let headline = HEADLINE.map(|(measure, statistic)| Figure::of_all(measure, statistic));
    let mut found: Vec<Figure> = Vec::new();
    for figure in targets.chain(headline) {
        let is_measured = runs.iter().any(|(_, run)| run.estimate(&figure).is_some());
        if is_measured && !found.contains(&figure) {
            found.push(figure);
        }
    }
    found
}

/// `a, b and c`.
fn and(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}
