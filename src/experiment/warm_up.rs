//! How long a system that starts empty takes to settle: found in a pilot before the study, by MSER-5 for each
//! measure that has a series, averaged over replications.

use super::record::{Estimate, Record, Warning};
use super::replicate::{Control, replicate};
use super::study::{Plan, Study};
use crate::base::{Error, Span};
use crate::deployment::Arrivals;
use crate::stats::{WarmUp, mser5};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Bins below which there is nothing to decide on.
pub(super) const MIN_BINS: usize = 50;
/// Replications of the pilot: the noise of a series falls with their number, its transient does not.
const PILOT: u32 = 10;
/// Latencies that have a series.
const LATENCIES: [&str; 3] = ["post_dial_delay", "voice_mail_routing_latency", "time_to_greeting"];

/// How the warm-up was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarmUpSummary {
    /// What is simulated before anything is measured, seconds: the longest that any measure takes.
    pub seconds: f64,
    /// `found`, `too-short` (the pilot was too short for a measure to settle) or `day-profile` (rates change with
    /// the time of day: the run begins where the day does, and nothing is deleted).
    pub outcome: String,
    /// Length of the pilot, seconds; 0 where none was needed.
    pub pilot_seconds: f64,
    /// Its replications.
    pub pilot_replications: u32,
    /// How each measure settled.
    pub series: Vec<Settling>,
}

/// How a measure settled in the pilot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settling {
    /// As in the estimates.
    pub measure: String,
    /// As in the estimates.
    pub scope: String,
    /// Its unit.
    pub unit: String,
    /// What has to be deleted, seconds; absent where the pilot was too short to tell.
    pub seconds: Option<f64>,
    /// Length of a bin, seconds.
    pub bin_seconds: f64,
    /// Mean over the replications by bin, from the empty system on; absent where there was none.
    pub means: Vec<Option<f64>>,
}

/// Finds the warm-up of a study that asks for it, by a pilot as long as its window that starts empty.
///
/// # Errors
/// As [`replicate`]; a window too short to hold bins enough.
pub fn find_warm_up(
    study: &Study,
    plan: &Plan,
    control: &dyn Control,
) -> Result<WarmUpSummary, Error> {
    let deployment = study.deployment();
    let changes = |arrivals: &Arrivals| match arrivals {
        Arrivals::Rate { steps, .. } => steps.len() > 1,
        Arrivals::Trace(_) => true,
    };
    if deployment.traffic.iter().any(|source| changes(&source.arrivals)) {
        let outcome = "day-profile".to_owned();
        let series = Vec::new();
        return Ok(WarmUpSummary {
            seconds: 0.0,
            outcome,
            pilot_seconds: 0.0,
            pilot_replications: 0,
            series,
        });
    }
    let mut deployment = deployment.clone();
    deployment.settings.find_warm_up = false;
    deployment.settings.warm_up = Span::ZERO;
    (deployment.targets, deployment.references) = (Vec::new(), Vec::new());
    let pilot = Study::of_deployment(deployment, study.sha256());
    let replications = plan.replications.max(PILOT);
    let record = replicate(&pilot, &Plan { replications, ..*plan }, control)?;
    note(&record)
}

fn note(record: &Record) -> Result<WarmUpSummary, Error> {
    let mut series: Vec<Settling> = Vec::new();
    for bins in all_series(record) {
        series.extend(settling(&bins));
    }
    if series.is_empty() {
        return Err(Error::usage(format!(
            "{} s hold too few bins to find a warm-up in: raise study.duration, or give study.warm_up a time",
            record.duration_seconds
        )));
    }
    let too_short = series.iter().any(|s| s.seconds.is_none());
    let found = series.iter().filter_map(|s| s.seconds).fold(0.0, f64::max);
    Ok(WarmUpSummary {
        // What has not settled gets what the criterion searches at most.
        seconds: if too_short { record.duration_seconds / 2.0 } else { found },
        outcome: if too_short { "too-short" } else { "found" }.to_owned(),
        pilot_seconds: record.duration_seconds,
        pilot_replications: record.replications,
        series,
    })
}

/// Calls in progress, and latencies of which nearly every bin has a value.
fn all_series(record: &Record) -> Vec<Vec<&Estimate>> {
    let of = |measure: &str| {
        let is = |e: &&Estimate| e.from.is_some() && e.scope == "all" && e.measure == measure;
        // The last bin may reach beyond the window.
        let inside = |e: &&Estimate| e.to.is_some_and(|to| to <= record.duration_seconds + 1e-6);
        let bins: Vec<&Estimate> = record.estimates.iter().filter(is).filter(inside).collect();
        let known = bins.iter().filter(|e| e.value.is_some()).count();
        (bins.len() >= MIN_BINS && 10 * known >= 9 * bins.len()).then_some(bins)
    };
    std::iter::once("calls_in_progress").chain(LATENCIES).filter_map(of).collect()
}

fn settling(bins: &[&Estimate]) -> Option<Settling> {
    let (first, width) = (bins.first()?, bins.first()?.to? - bins.first()?.from?);
    // A bin without a value is as the one before.
    let mut last = bins.iter().find_map(|e| e.value)?;
    let values: Vec<f64> = bins
        .iter()
        .map(|e| {
            last = e.value.unwrap_or(last);
            last
        })
        .collect();
    let half = values.len() / 2;
    let delete = match mser5(&values) {
        WarmUp::Delete(bins) => Some(bins),
        // Once the transient is over the criterion is flat, and its least point may lie anywhere, at the end of
        // the search as well: only what differs by more than chance has not settled.
        WarmUp::TooShort => (!differs(&bins[..half], &bins[half..])).then_some(half),
    };
    Some(Settling {
        measure: first.measure.clone(),
        scope: first.scope.clone(),
        unit: first.unit.clone(),
        // Bins are whole seconds long.
        seconds: delete.map(|bins| (bins as f64 * width).round()),
        bin_seconds: width,
        means: bins.iter().map(|e| e.value).collect(),
    })
}

/// Whether the mean of the first bins differs from that of the rest by more than their half-widths.
pub(super) fn differs(first: &[&Estimate], rest: &[&Estimate]) -> bool {
    let mean = |bins: &[&Estimate], of: fn(&Estimate) -> Option<f64>| {
        let values: Vec<f64> = bins.iter().filter_map(|e| of(e)).collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    };
    let half = mean(first, |e| e.low.zip(e.high).map(|(low, high)| (high - low) / 2.0));
    let (before, after) = (mean(first, |e| e.value), mean(rest, |e| e.value));
    half.zip(before).zip(after).is_some_and(|((half, before), after)| (before - after).abs() > half)
}

impl WarmUpSummary {
    /// Whether every measure has settled, or none has to.
    pub fn is_found(&self) -> bool {
        self.outcome != "too-short"
    }

    /// The override that gives a study this warm-up.
    pub fn set(&self) -> String {
        format!("study.warm_up={} s", self.seconds)
    }

    /// What to know before trusting a study whose warm-up could not be found.
    pub fn warning(&self) -> Option<Warning> {
        let slow: Vec<&str> = self
            .series
            .iter()
            .filter(|s| s.seconds.is_none())
            .map(|s| s.measure.as_str())
            .collect();
        (!self.is_found()).then(|| Warning {
            code: "run-too-short".to_owned(),
            message: format!(
                "{} had not settled after {:.0} min from empty (MSER-5): the run is too short for a steady \
                 state, and no warm-up is long enough; raise study.duration",
                slow.join(", "),
                self.pilot_seconds / 60.0
            ),
        })
    }
}

impl Record {
    /// The record of a study whose warm-up was found.
    pub fn with_warm_up(mut self, note: Option<WarmUpSummary>) -> Self {
        if let Some(warning) = note.as_ref().and_then(WarmUpSummary::warning) {
            self.warnings.insert(0, warning);
        }
        self.warm_up = note;
        self
    }
}
