//! Series over the run, including the warm-up: time averages, and values by the bin of the arrival.

use crate::base::{SimTime, Span};

/// At most 600 bins of a round length. The last one ends where the window ends, and may be shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bins {
    /// Length of a bin, ns.
    pub width: u64,
    /// Number of bins.
    pub count: usize,
    /// End of the last, ns.
    until: u64,
}

/// Round bin lengths, seconds.
const WIDTHS: [u64; 14] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 86_400];

impl Bins {
    /// The shortest round length for which 200 bins or fewer reach `until`.
    pub fn until(until: SimTime) -> Self {
        Bins::at_most(200, until)
    }

    /// The shortest round length for which so many bins or fewer reach `until`.
    pub fn at_most(most: u64, until: SimTime) -> Self {
        let nanos = until.nanos().max(1);
        let fits = |width: &&u64| nanos.div_ceil(**width * 1_000_000_000) <= most;
        let width = WIDTHS.iter().find(fits).copied().unwrap_or(86_400 * 30) * 1_000_000_000;
        let count = nanos.div_ceil(width).min(600);
        Bins { width, count: count as usize, until: nanos.min(count * width) }
    }

    /// No bins, for a series that is not kept.
    pub fn none(self) -> Self {
        Bins { count: 0, until: 0, ..self }
    }

    /// The bin of an instant, if it has one.
    #[inline]
    pub fn of(&self, at: SimTime) -> Option<usize> {
        (at.nanos() < self.until).then(|| (at.nanos() / self.width) as usize)
    }

    /// Where a bin begins and ends, ns.
    fn edges(&self, bin: usize) -> (u64, u64) {
        let from = bin as u64 * self.width;
        (from, self.until.min(from + self.width))
    }

    /// Where a bin begins and ends, seconds: the nearest numbers to the exact ones.
    pub fn seconds(&self, bin: usize) -> (f64, f64) {
        let (from, to) = self.edges(bin);
        (SimTime::from_nanos(from).seconds(), SimTime::from_nanos(to).seconds())
    }
}

/// The time average of a level by bin.
#[derive(Clone, Debug)]
pub struct LevelSeries {
    bins: Bins,
    level: i64,
    last: u64,
    /// The bin of `last`, and where it ends.
    bin: usize,
    end: u64,
    /// Integral by bin, unit-ns.
    areas: Vec<u128>,
}

impl LevelSeries {
    /// Level 0 from time 0.
    pub fn new(bins: Bins) -> Self {
        let areas = vec![0; bins.count];
        LevelSeries { bins, level: 0, last: 0, bin: 0, end: bins.edges(0).1, areas }
    }

    /// Back to level 0.
    pub fn reset(&mut self) {
        (self.level, self.last, self.bin, self.end) = (0, 0, 0, self.bins.edges(0).1);
        self.areas.fill(0);
    }

    /// Changes the level by `delta` now.
    #[inline]
    pub fn change(&mut self, now: SimTime, delta: i64) {
        self.advance(now);
        self.level += delta;
    }

    /// Brings the integrals up to `now`.
    #[inline]
    pub fn advance(&mut self, now: SimTime) {
        let now = now.nanos();
        while self.last < now && self.bin < self.areas.len() {
            let until = now.min(self.end);
            self.areas[self.bin] +=
                u128::from(self.level.unsigned_abs()) * u128::from(until - self.last);
            self.last = until;
            if until == self.end {
                self.bin += 1;
                self.end = self.bins.edges(self.bin).1;
            }
        }
    }

    /// Time averages by bin.
    pub fn means(&self) -> impl Iterator<Item = f64> {
        let length = |bin: usize| {
            let (from, to) = self.bins.edges(bin);
            (to - from) as f64
        };
        self.areas.iter().enumerate().map(move |(bin, area)| *area as f64 / length(bin))
    }
}

/// Mean of a value by bin of the call's arrival.
#[derive(Clone, Debug)]
pub struct ValueSeries {
    bins: Bins,
    /// (sum in ns, count) by bin.
    pub sums: Vec<(u128, u64)>,
}

impl ValueSeries {
    /// No values yet.
    pub fn new(bins: Bins) -> Self {
        ValueSeries { bins, sums: vec![(0, 0); bins.count] }
    }

    /// No values again.
    pub fn reset(&mut self) {
        self.sums.fill((0, 0));
    }

    /// Adds a value of a call that arrived at `arrived`.
    #[inline]
    pub fn add(&mut self, arrived: SimTime, value: Span) {
        if let Some(bin) = self.bins.of(arrived) {
            self.sums[bin].0 += u128::from(value.nanos());
            self.sums[bin].1 += 1;
        }
    }
}
