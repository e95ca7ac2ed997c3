//! Determines when the series of a record that starts empty have settled, by MSER-5.

use super::record::{Estimate, Record, Settling, WarmUpOutcome, WarmUpSummary};
use super::stability::unstable;
use super::study::Study;
use crate::base::Error;
use crate::measure::{Measure, Scope, Unit};
use crate::stats::{WarmUp, mser5};
use std::collections::BTreeMap;

/// Minimum number of bins.
const MIN_BINS: usize = 50;

/// Latencies that have a series.
const LATENCIES: [Measure; 3] =
    [Measure::PostDialDelay, Measure::VoiceMailRoutingLatency, Measure::TimeToGreeting];

/// How the measures of a pilot run settled, and how long the slowest took.
///
/// # Errors
/// A pilot run with too few bins.
pub(super) fn summary(study: &Study, record: &Record) -> Result<WarmUpSummary, Error> {
    let mut series: Vec<Settling> = Vec::new();
    for bins in all_series(record) {
        series.extend(settling(&bins));
    }
    for bins in occupancies(record) {
        series.extend(settling(&bins).filter(|s| s.seconds != Some(0.0)));
    }
    if series.is_empty() {
        return Err(Error::usage(format!(
            "a run of {} s has too few bins to find the warm-up: raise study.duration, or set study.warm_up to a time",
            record.duration_seconds
        )));
    }
    let grows = !unstable(study, &record.estimates, record.replications).is_empty();
    let too_short = series.iter().any(|s| s.seconds.is_none());
    let found = series.iter().filter_map(|s| s.seconds).fold(0.0, f64::max);
    Ok(WarmUpSummary {
        // If a measure has not settled: the longest warm-up that the criterion considers.
        seconds: if too_short || grows { record.duration_seconds / 2.0 } else { found },
        outcome: match (grows, too_short) {
            (true, _) => WarmUpOutcome::Unstable,
            (false, true) => WarmUpOutcome::TooShort,
            (false, false) => WarmUpOutcome::Found,
        },
        pilot_seconds: record.duration_seconds,
        pilot_replications: record.replications,
        series,
    })
}

/// The series of the calls in progress, and of the latencies with values in nearly every bin.
fn all_series(record: &Record) -> Vec<Vec<&Estimate>> {
    let of = |measure: Measure| {
        let is = |e: &&Estimate| {
            e.from.is_some() && e.figure.scope.is_all() && e.figure.measure == measure
        };
        let bins = whole_bins(record.estimates.iter().filter(is));
        let known = bins.iter().filter(|e| e.value.is_some()).count();
        (bins.len() >= MIN_BINS && 10 * known >= 9 * bins.len()).then_some(bins)
    };
    std::iter::once(Measure::CallsInProgress).chain(LATENCIES).filter_map(of).collect()
}

/// The bins of a series without the last one if that is shorter, because the window ends within it: its mean varies
/// more than those of the others.
pub(super) fn whole_bins<'e>(series: impl Iterator<Item = &'e Estimate>) -> Vec<&'e Estimate> {
    let mut bins: Vec<&Estimate> = series.collect();
    let length = |e: &&Estimate| e.to.zip(e.from).map_or(0.0, |(to, from)| to - from);
    if bins.last().map_or(0.0, length) < bins.first().map_or(0.0, length) - 1e-6 {
        bins.pop();
    }
    bins
}

/// The occupancies of channels, slots and messages not yet submitted, where their beginning differs from the rest by more
/// than chance: there are as many series as servers, and the least point of noise alone lies anywhere.
fn occupancies(record: &Record) -> impl Iterator<Item = Vec<&Estimate>> {
    let mut found: BTreeMap<&Scope, Vec<&Estimate>> = BTreeMap::new();
    let is = |e: &&Estimate| e.from.is_some() && e.figure.measure == Measure::Occupancy;
    let inside = |e: &&Estimate| e.to.is_some_and(|to| to <= record.duration_seconds + 1e-6);
    for e in record.estimates.iter().filter(is).filter(inside) {
        found.entry(&e.figure.scope).or_default().push(e);
    }
    let settles = |bins: &Vec<&Estimate>| {
        let values: Vec<f64> = bins.iter().filter_map(|e| e.value).collect();
        let end = match mser5(&values) {
            WarmUp::Delete(end) => end,
            WarmUp::TooShort => values.len() / 2,
        };
        bins.len() >= MIN_BINS && end > 0 && differs(&bins[..end], &bins[end..])
    };
    found.into_values().filter(settles)
}

fn settling(bins: &[&Estimate]) -> Option<Settling> {
    let (first, width) = (bins.first()?, bins.first()?.to? - bins.first()?.from?);
    // A bin without a value takes the value of the bin before.
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
        // After the transient the criterion is flat and its minimum is random, even at the end of the search. So the
        // series has not settled only if its halves differ by more than chance.
        WarmUp::TooShort => (!differs(&bins[..half], &bins[half..])).then_some(half),
    };
    Some(Settling {
        measure: first.figure.measure,
        scope: first.figure.scope.clone(),
        unit: Unit::of(first.figure.dimension()),
        // The length of a bin is a whole number of seconds.
        seconds: delete.map(|bins| (bins as f64 * width).round()),
        bin_seconds: width,
        means: bins.iter().map(|e| e.value).collect(),
    })
}

/// Whether the mean of the first bins differs from that of the rest by more than the mean half-width of the first bins.
pub(super) fn differs(first: &[&Estimate], rest: &[&Estimate]) -> bool {
    let mean = |bins: &[&Estimate], of: fn(&Estimate) -> Option<f64>| {
        let values: Vec<f64> = bins.iter().filter_map(|e| of(e)).collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    };
    let half = mean(first, |e| e.low.zip(e.high).map(|(low, high)| (high - low) / 2.0));
    let (before, after) = (mean(first, |e| e.value), mean(rest, |e| e.value));
    half.zip(before).zip(after).is_some_and(|((half, before), after)| (before - after).abs() > half)
}
