//! Units in use over time, and Little's law as an exact identity: the integral of the occupancy equals the sum of the
//! holding times.

use crate::base::SimTime;

/// A period of the run, ns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Period {
    from: u64,
    to: u64,
}

impl Period {
    /// From one instant to another; the end is exclusive.
    pub(super) fn new(from: SimTime, to: SimTime) -> Self {
        Period { from: from.nanos(), to: to.nanos().max(from.nanos()) }
    }

    /// Whether it contains an instant.
    #[inline]
    pub(super) fn contains(self, at: u64) -> bool {
        self.from <= at && at < self.to
    }

    /// Whether it contains all from `start` to `end`.
    #[inline]
    pub(super) fn holds(self, start: u64, end: u64) -> bool {
        self.from <= start && end <= self.to
    }

    /// The nearest instant of the period.
    #[inline]
    fn clip(self, at: u64) -> u64 {
        at.max(self.from).min(self.to)
    }

    /// The overlap with `start` to `end`; nearly always all of it.
    #[inline]
    pub(super) fn within(self, start: u64, end: u64) -> u128 {
        if self.holds(start, end) {
            return u128::from(end - start);
        }
        u128::from(self.clip(end) - self.clip(start))
    }

    /// Start and end.
    pub(super) fn borders(self) -> [u64; 2] {
        [self.from, self.to]
    }
}

/// Exact sums over a period of the run, in unit-nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Integral of occupancy.
    pub area: u128,
    /// Sum of the holding times within the period.
    pub residence: u128,
}

impl Sums {
    /// Whether Little's law holds.
    pub(super) fn hold(&self) -> bool {
        self.area == self.residence
    }
}

/// Occupancy of one resource.
#[derive(Clone, Debug)]
pub struct Occupancy {
    measured: Period,
    in_use: i64,
    last: u64,
    /// Over the whole run.
    pub whole: Sums,
    /// Over the measured window.
    pub window: Sums,
    /// Maximum in use at one instant of the window.
    pub peak: i64,
}

impl Occupancy {
    /// Empty, with the measured window `from` to `to`.
    pub fn new(from: SimTime, to: SimTime) -> Self {
        Occupancy {
            measured: Period::new(from, to),
            in_use: 0,
            last: 0,
            whole: Sums::default(),
            window: Sums::default(),
            peak: 0,
        }
    }

    /// Back to empty.
    pub fn reset(&mut self) {
        let Period { from, to } = self.measured;
        *self = Occupancy::new(SimTime::from_nanos(from), SimTime::from_nanos(to));
    }

    /// Brings the integrals up to `now`.
    #[inline]
    pub fn advance(&mut self, now: SimTime) {
        let now = now.nanos();
        if now > self.last {
            let level = u128::from(self.in_use.unsigned_abs());
            let measured = self.measured.within(self.last, now);
            self.whole.area += level * u128::from(now - self.last);
            self.window.area += level * measured;
            if measured > 0 {
                self.peak = self.peak.max(self.in_use);
            }
            self.last = now;
        }
    }

    /// `delta` units more (or fewer) are in use from `now` on.
    #[inline]
    pub fn change(&mut self, now: SimTime, delta: i64) {
        self.advance(now);
        self.in_use += delta;
        if self.measured.contains(now.nanos()) {
            self.peak = self.peak.max(self.in_use);
        }
    }

    /// `units` were held from `since` to `until`.
    #[inline]
    pub fn held(&mut self, since: SimTime, until: SimTime, units: u32) {
        let (units, since, until) = (u128::from(units), since.nanos(), until.nanos());
        self.whole.residence += units * u128::from(until - since);
        self.window.residence += units * self.measured.within(since, until);
    }

    /// Whether Little's law holds over the whole run and over the window.
    pub fn little_holds(&self) -> bool {
        self.whole.hold() && self.window.hold()
    }

    /// Mean units in use over the window.
    pub fn mean(&self) -> f64 {
        self.window.area as f64 / (self.measured.to - self.measured.from).max(1) as f64
    }
}
