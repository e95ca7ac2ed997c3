//! How much of something finite is in use over time, and Little's law as an exact identity: the
//! integral of occupancy equals the sum of the times that its holders held it.

use crate::base::SimTime;

/// A stretch of the run, with exact sums over it in unit-nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Integral of occupancy.
    pub area: u128,
    /// Sum over holders of the time they held, clipped to the stretch.
    pub residence: u128,
}

/// Occupancy of one resource.
#[derive(Clone, Debug)]
pub struct Occupancy {
    from: u64,
    to: u64,
    in_use: i64,
    last: u64,
    /// Over the whole run.
    pub whole: Sums,
    /// Over the measured window.
    pub window: Sums,
    /// Most in use at one instant of the window.
    pub peak: i64,
}

impl Occupancy {
    /// Empty, with the measured window `from` to `to`.
    pub fn new(from: SimTime, to: SimTime) -> Self {
        Occupancy {
            from: from.nanos(),
            to: to.nanos(),
            in_use: 0,
            last: 0,
            whole: Sums::default(),
            window: Sums::default(),
            peak: 0,
        }
    }

    /// Back to empty.
    pub fn reset(&mut self) {
        *self = Occupancy::new(SimTime::from_nanos(self.from), SimTime::from_nanos(self.to));
    }

    #[inline]
    fn overlap(&self, start: u64, end: u64) -> u128 {
        u128::from(end.min(self.to).saturating_sub(start.max(self.from)))
    }

    /// Brings the integrals up to `now`.
    #[inline]
    pub fn advance(&mut self, now: SimTime) {
        let now = now.nanos();
        if now > self.last {
            let level = self.in_use.unsigned_abs() as u128;
            self.whole.area += level * u128::from(now - self.last);
            let overlap = self.overlap(self.last, now);
            self.window.area += level * overlap;
            if overlap > 0 {
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
        if (self.from..self.to).contains(&now.nanos()) {
            self.peak = self.peak.max(self.in_use);
        }
    }

    /// `units` were held from `since` to `until`.
    #[inline]
    pub fn held(&mut self, since: SimTime, until: SimTime, units: u32) {
        let units = u128::from(units);
        self.whole.residence += units * u128::from(until.since(since).nanos());
        self.window.residence += units * self.overlap(since.nanos(), until.nanos());
    }

    /// Whether both identities hold.
    pub fn little_holds(&self) -> bool {
        self.whole.area == self.whole.residence && self.window.area == self.window.residence
    }

    /// Mean units in use over the window.
    pub fn mean(&self) -> f64 {
        self.window.area as f64 / (self.to - self.from).max(1) as f64
    }
}
