//! How long after an outage calls get through as before it.

use crate::base::SimTime;
use crate::call::Window;

/// One minute, ns.
pub(super) const MINUTE: u64 = 60_000_000_000;

/// Minutes in turn that have to be good: one may be so by chance.
const GOOD_MINUTES: usize = 5;

/// A minute is good in which this share of the attempts is not ended by an outage, or the share before the first
/// outage, if that is less.
const GOOD: f64 = 0.99;

/// Attempts of the calls that arrived in a minute of the clock, and those of them that an outage ended.
#[derive(Clone, Copy, Debug, Default)]
struct Arrived {
    attempts: u32,
    ended: u32,
}

/// Attempts by the minute of their call's arrival.
#[derive(Clone, Debug, Default)]
pub(super) struct Recovery {
    minutes: Vec<Arrived>,
    before: Arrived,
}

/// What became of the outages of one kind after their ends.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Recovered {
    /// Outages that ended in the window.
    pub(super) ended: u64,
    /// Those of them after which what is asked for was not reached within the window.
    pub(super) not: u64,
    /// Sum of the times that the others took, seconds.
    pub(super) seconds: f64,
}

impl Recovered {
    /// What became of outages that ended at these instants; `next_good` has for each bin of this `width` (ns) the first good
    /// one from there on.
    pub(super) fn after(ends: &[SimTime], next_good: &[Option<usize>], width: u64) -> Recovered {
        let mut recovered = Recovered::default();
        for end in ends {
            recovered.ended += 1;
            let first_whole = end.nanos().div_ceil(width) as usize;
            match next_good.get(first_whole).copied().flatten() {
                None => recovered.not += 1,
                Some(good) if good == first_whole => {}
                Some(good) => {
                    let from = good as u64 * width;
                    recovered.seconds += (from - end.nanos()) as f64 / 1e9;
                }
            }
        }
        recovered
    }

    /// The mean time, of the outages with one.
    pub(super) fn mean(&self) -> Option<f64> {
        let with = self.ended - self.not;
        (with > 0).then(|| self.seconds / with as f64)
    }
}

impl Arrived {
    fn add(&mut self, by_outage: bool) {
        self.attempts += 1;
        self.ended += u32::from(by_outage);
    }

    /// Share that no outage ended.
    fn through(self) -> Option<f64> {
        (self.attempts > 0).then(|| 1.0 - f64::from(self.ended) / f64::from(self.attempts))
    }
}

impl Recovery {
    pub(super) fn reset(&mut self) {
        self.minutes.clear();
        self.before = Arrived::default();
    }

    /// A measured attempt is over.
    pub(super) fn attempt_ended(&mut self, arrived: SimTime, before: bool, by_outage: bool) {
        if before {
            self.before.add(by_outage);
        }
        let minute = (arrived.nanos() / MINUTE) as usize;
        if minute >= self.minutes.len() {
            self.minutes.resize(minute + 1, Arrived::default());
        }
        self.minutes[minute].add(by_outage);
    }

    /// Minutes in which more than the tolerated share of the attempts was ended.
    pub(super) fn affected(&self) -> u64 {
        let is_affected = |minute: &&Arrived| minute.through().is_some_and(|share| share < GOOD);
        self.minutes.iter().filter(is_affected).count() as u64
    }

    /// For each minute of the clock up to the end of the window: the first from there on that begins enough
    /// good ones.
    pub(super) fn next_good(&self, window: Window) -> Vec<Option<usize>> {
        let enough = self.before.through().map_or(GOOD, |before| before.min(GOOD));
        let whole = (window.to.nanos() / MINUTE) as usize;
        let mut next = vec![None; whole];
        let (mut in_turn, mut first) = (0, None);
        for minute in (0..whole).rev() {
            let arrived = self.minutes.get(minute).copied().unwrap_or_default();
            let is_good = arrived.through().is_none_or(|through| through >= enough);
            in_turn = if is_good { in_turn + 1 } else { 0 };
            if in_turn >= GOOD_MINUTES {
                first = Some(minute);
            }
            next[minute] = first;
        }
        next
    }
}
