//! Compares the saved records of runs, which may have been simulated on different days: paired by replication where they have
//! the same calls, and otherwise as independent samples.

use super::pairs::Pairing;
use super::{Compare, Judging, check_names, judged, single_figure};
use crate::base::Error;
use crate::experiment::designs::figure_selection::FigureSelection;
use crate::experiment::designs::journal::design_record;
use crate::experiment::designs::merge_records::merge;
use crate::experiment::record::{Record, StudySummary};
use crate::measure::{Direction, Figure};
use crate::recorder::{Estimator, Label};

impl Compare {
    /// Compares saved runs, each with its name, without simulating anything.
    ///
    /// # Errors
    /// Fewer than two records, two with the same name, a record of another study than a run, a measure that no record has, or
    /// a selection, which needs further replications.
    pub fn saved(&self, runs: Vec<(String, Record)>) -> Result<Record, Error> {
        let names: Vec<String> = runs.iter().map(|(name, _)| name.clone()).collect();
        check_names(&names)?;
        if self.selecting.is_some() {
            return Err(Error::usage(
                "a selection adds replications, which saved records cannot; compare the models instead",
            ));
        }
        for (name, record) in &runs {
            if !matches!(record.study, StudySummary::Run) {
                return Err(Error::usage(format!(
                    "`{name}` holds a study of several designs; only records of `busyhour run` can be compared"
                )));
            }
        }
        let figures = figures(&runs, &self.measures)?;
        let rank_by = match &self.rank_by {
            Some(named) => single_figure(self::figures(&runs, std::slice::from_ref(named))?)?,
            None => None,
        };
        let mut figures = figures;
        if let Some(first) = &rank_by {
            figures.retain(|figure| figure != first);
            figures.insert(0, first.clone());
        }
        let unpaired = unpaired(&runs);
        let designs: Vec<Record> = runs
            .into_iter()
            .map(|(name, record)| design_record(record, &name, &figures, true))
            .collect();
        let level = designs.first().map_or(0.95, |first| first.confidence);
        let prefers_more = |figure: &Figure| {
            self.highest || figure.measure.definition().direction == Direction::MoreIsBetter
        };
        let judging = Judging {
            figures: &figures,
            rank_by: rank_by.as_ref(),
            prefers_more: &prefers_more,
            level,
            pairing: if unpaired.is_some() { Pairing::Independent } else { Pairing::ByReplication },
            selection: None,
            finished: true,
        };
        let mut record = judged(designs, judging, merge)?;
        if let StudySummary::Comparison(note) = &mut record.study {
            note.unpaired = unpaired;
        }
        Ok(record)
    }
}

/// The figures that are asked for, or those of the targets, or the headline figures.
fn figures(runs: &[(String, Record)], measures: &[String]) -> Result<Vec<Figure>, Error> {
    let mut chosen = FigureSelection::default();
    for (_, record) in runs {
        let label = |e: &crate::experiment::Estimate| Label {
            figure: e.figure.clone(),
            bin: e.from.zip(e.to),
            estimator: Estimator::Mean,
        };
        let labels: Vec<Label> = record.estimates.iter().map(label).collect();
        let targets: Vec<Figure> = record.targets.iter().map(|t| t.figure.clone()).collect();
        chosen.add_measured(&targets, &labels, measures);
    }
    chosen.figures()
}

/// How the reason ends of which other options are no cure.
pub const NO_TRAFFIC_IN_COMMON: &str = "have no traffic in common";

/// Why the runs are not paired by replication; `None` if they are.
fn unpaired(runs: &[(String, Record)]) -> Option<String> {
    let (first_name, first) = runs.first()?;
    for (name, record) in &runs[1..] {
        let both = |what: &str, a: String, b: String| {
            Some(format!("`{first_name}` has {what} {a} and `{name}` {b}"))
        };
        let seconds = |v: f64| format!("{v} s");
        if record.seed != first.seed {
            return both("the seed", first.seed.to_string(), record.seed.to_string());
        }
        if record.replications != first.replications {
            let count = |r: &Record| format!("{} replications", r.replications);
            return both("", count(first), count(record)).map(|text| text.replace("  ", " "));
        }
        if record.duration_seconds != first.duration_seconds {
            let [a, b] = [first, record].map(|r| seconds(r.duration_seconds));
            return both("a window of", a, b);
        }
        if record.warm_up_seconds != first.warm_up_seconds {
            let [a, b] = [first, record].map(|r| seconds(r.warm_up_seconds));
            return both("a warm-up of", a, b);
        }
        if record.program_version != first.program_version {
            let [a, b] = [first, record].map(|r| r.program_version.clone());
            return both("version", a, b);
        }
        if !first.sources.iter().any(|source| record.sources.contains(source)) {
            return Some(format!("`{first_name}` and `{name}` {NO_TRAFFIC_IN_COMMON}"));
        }
    }
    None
}
