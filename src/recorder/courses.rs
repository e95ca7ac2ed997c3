//! Percentiles over the run: a histogram of a latency for each bin of the calls' arrivals, of those latencies alone whose
//! percentile has a target. One replication has too few calls in a bin, so the study adds the histograms of all of them.

use super::series::Bins;
use crate::base::{SimTime, Span};
use crate::call::{Latency, Window};
use crate::measure::{Figure, Statistic};
use crate::network::Names;
use crate::stats::LatencyCounts;

/// Bins at most: fewer than those of means, because a percentile needs more calls.
const MOST: u64 = 60;

/// A figure whose course is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// A percentile of a latency of all calls.
    pub figure: Figure,
    /// The percentile as a share.
    pub p: f64,
    /// Its place among the latencies that are kept.
    pub latency: usize,
}

/// The histograms of one replication. They are allocated as far as latencies reach, and kept for the next replication.
#[derive(Clone, Debug)]
pub(super) struct Courses {
    of: Vec<Course>,
    bins: Bins,
    /// By latency, its place among those that are kept.
    kept: [Option<u8>; Latency::ALL.len()],
    /// By kept latency, then bin.
    histograms: Vec<LatencyCounts>,
}

impl Courses {
    /// The courses of the targets of a network, up to `until`.
    pub(super) fn new(names: &Names, until: SimTime) -> Self {
        let bins = Bins::at_most(MOST, until);
        let (mut of, mut kept, mut n): (Vec<Course>, _, u8) =
            (Vec::new(), [None; Latency::ALL.len()], 0);
        for figure in names.targets.iter().map(|target| &target.figure) {
            let Figure { measure, scope, statistic } = figure;
            let percentile = Statistic::PERCENTILES.into_iter().find(|(is, _)| is == statistic);
            let latency = Latency::ALL.into_iter().find(|latency| latency.measure() == *measure);
            let (Some((_, p)), Some(latency), true) = (percentile, latency, scope.is_all()) else {
                continue;
            };
            if of.iter().any(|known| known.figure == *figure) {
                continue;
            }
            let place = *kept[latency as usize].get_or_insert_with(|| {
                n += 1;
                n - 1
            });
            of.push(Course { figure: figure.clone(), p, latency: usize::from(place) });
        }
        let histograms = vec![LatencyCounts::new(); usize::from(n) * bins.count];
        Courses { of, bins, kept, histograms }
    }

    /// By kept latency, then bin.
    pub(super) fn histograms(&self) -> &[LatencyCounts] {
        &self.histograms
    }

    /// Nothing counted.
    pub(super) fn reset(&mut self) {
        self.histograms.iter_mut().for_each(LatencyCounts::reset);
    }

    /// A call that arrived at `arrived` has a value of a latency.
    #[inline]
    pub(super) fn add(&mut self, arrived: SimTime, latency: Latency, value: Span) {
        let Some(place) = self.kept[latency as usize] else { return };
        if let Some(bin) = self.bins.of(arrived) {
            self.histograms[usize::from(place) * self.bins.count + bin].record(value.nanos());
        }
    }
}

/// The percentiles whose course is kept, and the bins of all.
pub fn courses(names: &Names, window: Window) -> (Vec<Course>, Bins) {
    let Courses { of, bins, .. } = Courses::new(names, window.to);
    (of, bins)
}
