//! What a study of several designs keeps so that it can be continued: the facts that its result depends on, and
//! a record of every finished design.

use crate::base::Error;
use crate::experiment::control::{Control, NoControl};
use crate::experiment::record::{
    ControlVariate, Estimate, ExpectedCalls, LatencyDistribution, PrecisionSummary, Record,
    Replicates,
};
use crate::experiment::study::{Plan, Study};
use crate::measure::Figure;

/// Keeps finished designs, and says whether to stop. Progress is in replications of all designs.
pub trait Log: Control {
    /// Keeps the record of a finished design; `done` of at least `planned` are finished. An error stops the study.
    /// Designs may finish in any order.
    ///
    /// # Errors
    /// If the record cannot be kept.
    fn finished(&self, design: &Record, done: usize, planned: usize) -> Result<(), Error>;
}

impl Log for NoControl {
    fn finished(&self, _design: &Record, _done: usize, _planned: usize) -> Result<(), Error> {
        Ok(())
    }
}

/// Everything that the result of a study of several designs depends on, by name. The machine is no part of it.
pub(crate) fn facts_of(
    base: &Study,
    plan: Plan,
    figures: &[Figure],
    (what, varied): (&str, String),
    designs: &[String],
) -> Vec<(String, String)> {
    let figures = figures.iter().map(|f| format!("{}.{}@{}", f.measure, f.statistic, f.scope));
    // The hashes cover includes and CSV files; a design's own hash covers the files that its values name.
    let hashes = std::iter::once(base.sha256()).chain(designs.iter().map(String::as_str));
    [
        ("version of busyhour", env!("CARGO_PKG_VERSION").to_owned()),
        (what, varied),
        ("seed", plan.seed.to_string()),
        ("replications", plan.replications.to_string()),
        ("measures", figures.collect::<Vec<_>>().join(", ")),
        ("scenario", crate::scenario::sha256_of(&hashes.collect::<Vec<_>>().concat())),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

/// The record that is kept of a design: its header, the figures and the values behind them; with
/// `keep_distributions` also the distributions of the latencies among the figures.
pub(crate) fn design_record(
    record: Record,
    name: &str,
    figures: &[Figure],
    keep_distributions: bool,
) -> Record {
    let design = || name.to_owned();
    let mut designs = record.designs.clone();
    designs.iter_mut().for_each(|d| d.name = design());
    let estimates = figures.iter().filter_map(|figure| record.estimate(figure));
    let estimates = estimates.map(|e| Estimate { design: design(), ..e.clone() }).collect();
    let of = |figure: &Figure| {
        record.replicates_of(figure).map(|r| Replicates { design: design(), ..r.clone() })
    };
    let replicates = figures.iter().filter_map(of).collect();
    let is_kept = |d: &&LatencyDistribution| {
        keep_distributions && figures.iter().any(|f| f.measure == d.measure)
    };
    let distributions = record.distributions.iter().filter(is_kept);
    let distributions =
        distributions.map(|d| LatencyDistribution { design: design(), ..d.clone() }).collect();
    let controls = record.control_variates.iter().filter(|c| figures.contains(&c.figure));
    let control_variates =
        controls.map(|c| ControlVariate { design: design(), ..c.clone() }).collect();
    let is_reported = |calls: &&ExpectedCalls| {
        calls.scope.is_all() || figures.iter().any(|figure| figure.scope == calls.scope)
    };
    let expected_calls = record.expected_calls.iter().filter(is_reported);
    let expected_calls =
        expected_calls.map(|c| ExpectedCalls { design: design(), ..c.clone() }).collect();
    let named = |p: &PrecisionSummary| PrecisionSummary { design: design(), ..p.clone() };
    Record {
        precision: record.precision.iter().map(named).collect(),
        designs,
        estimates,
        replicates,
        references: Vec::new(),
        distributions,
        analytic: Vec::new(),
        control_variates,
        expected_calls,
        ..record
    }
}
