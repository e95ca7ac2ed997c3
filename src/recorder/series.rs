//! Series over the run, including the warm-up: time averages, and values by the bin of the arrival.

use crate::base::{SimTime, Span};

/// At most 600 bins of a round length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bins {
    /// Length of a bin, ns.
    pub width: u64,
    /// Number of bins.
    pub count: usize,
}

/// Round bin lengths, seconds.
const WIDTHS: [u64; 14] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 86_400];

impl Bins {
    /// The shortest round length for which 200 bins or fewer reach `until`.
    pub fn until(until: SimTime) -> Self {
        let nanos = until.nanos().max(1);
        let fits = |width: &&u64| nanos.div_ceil(**width * 1_000_000_000) <= 200;
        let width = WIDTHS.iter().find(fits).copied().unwrap_or(86_400 * 30) * 1_000_000_000;
        Bins { width, count: nanos.div_ceil(width).min(600) as usize }
    }

    /// The bin of an instant, if it has one.
    #[inline]
    pub fn of(&self, at: SimTime) -> Option<usize> {
        let bin = (at.nanos() / self.width) as usize;
        (bin < self.count).then_some(bin)
    }
}

/// The time average of a level by bin.
#[derive(Clone, Debug)]
pub struct LevelSeries {
    width: u64,
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
        LevelSeries { width: bins.width, level: 0, last: 0, bin: 0, end: bins.width, areas }
    }

    /// Back to level 0.
    pub fn reset(&mut self) {
        (self.level, self.last, self.bin, self.end) = (0, 0, 0, self.width);
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
                self.end += self.width;
            }
        }
    }

    /// Time averages by bin.
    pub fn means(&self) -> impl Iterator<Item = f64> {
        self.areas.iter().map(|area| *area as f64 / self.width as f64)
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
