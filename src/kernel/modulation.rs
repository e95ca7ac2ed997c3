//! Rates that vary at random: a factor for each day (Poisson–gamma), and states that follow each other
//! (Markov-modulated Poisson arrivals). Their draws have keys of their own, so that no call's draw moves.

use super::gamma::gamma_factor;
use super::key::Key;
use super::rate::RateCurve;
use crate::base::{SimTime, Span, whole};
use rand_distr::{Distribution, Exp1, StandardNormal};

/// The families of keys: of days that all sources share, of a source's days, and of its states.
const SHARED_DAYS: u64 = 0x7368_6172_6564_2d64;
const OWN_DAYS: u64 = 0x6f77_6e2d_6461_7973;
const STATES: u64 = 0x7374_6174_6573_2e2e;

/// A rate with factors that are drawn anew in each replication.
#[derive(Clone, Debug)]
pub struct ModulatedRate {
    /// The rate at factor 1.
    pub curve: RateCurve,
    /// A factor for each day.
    pub days: Option<Days>,
    /// A factor for each of several states.
    pub states: Option<States>,
    /// No call arrives from here on.
    pub end: SimTime,
}

/// A gamma-distributed factor of mean 1 for each day. The days' normal scores are an autoregressive process of order 1.
#[derive(Clone, Debug)]
pub struct Days {
    /// When each day but the first begins, in order.
    pub midnights: Vec<SimTime>,
    /// Standard deviation of the factor.
    pub cv: f64,
    /// Correlation of the normal scores of a day and the next, 0 to 1.
    pub correlation: f64,
    /// Share of the variance of the normal score that all sources have in common, 0 to 1.
    pub shared: f64,
}

/// States with exponential times, each with its factor.
#[derive(Clone, Debug)]
pub struct States {
    /// Factor of each state.
    pub factors: Vec<f64>,
    /// Mean time in each state.
    pub means: Vec<Span>,
    /// Cumulative shares of the states that follow each state.
    pub next: Vec<Vec<f64>>,
    /// Cumulative shares of time in each state: the state at the start is drawn from them.
    pub stationary: Vec<f64>,
}

impl States {
    /// Mean factor over a long time.
    pub fn mean_factor(&self) -> f64 {
        let before = std::iter::once(&0.0).chain(&self.stationary);
        let shares = self.stationary.iter().zip(before).map(|(upto, before)| upto - before);
        shares.zip(&self.factors).map(|(share, factor)| share * factor).sum()
    }
}

impl ModulatedRate {
    /// Mean factor over a long time. That of days is 1.
    pub fn mean_factor(&self) -> f64 {
        self.states.as_ref().map_or(1.0, States::mean_factor)
    }

    /// The highest factor of a state; days have none.
    pub fn highest_factor(&self) -> f64 {
        let of = |states: &States| states.factors.iter().copied().fold(0.0, f64::max);
        self.states.as_ref().map_or(1.0, of)
    }
}

/// Where the factors of one source are in one replication.
#[derive(Clone, Debug)]
pub(super) struct Walk {
    shared_key: Key,
    own_key: Key,
    states_key: Key,
    /// The present day, the normal scores of it, its factor, and when it ends.
    day: usize,
    scores: (f64, f64),
    day_factor: f64,
    day_ends: SimTime,
    /// The present state, how many came before it, and when it ends.
    state: usize,
    visits: u64,
    state_ends: SimTime,
    /// Calls expected until the present part begins: at factor 1, and with the factors before it.
    plain: f64,
    done: f64,
    /// The present factor, when it ends, and the calls expected until then at factor 1.
    factor: f64,
    ends: SimTime,
    plain_at_end: f64,
}

impl Walk {
    /// The factors at the start. `root` is the key of (seed, replication), `source` that of the source in it.
    pub(super) fn new(root: Key, source: Key, rate: &ModulatedRate) -> Self {
        let mut walk = Walk {
            shared_key: root.absorb(SHARED_DAYS),
            own_key: source.absorb(OWN_DAYS),
            states_key: source.absorb(STATES),
            day: 0,
            scores: (0.0, 0.0),
            day_factor: 1.0,
            day_ends: SimTime::MAX,
            state: 0,
            visits: 0,
            state_ends: SimTime::MAX,
            plain: 0.0,
            done: 0.0,
            factor: 1.0,
            ends: SimTime::MAX,
            plain_at_end: 0.0,
        };
        if let Some(days) = &rate.days {
            walk.scores = (walk.innovation(walk.shared_key), walk.innovation(walk.own_key));
            walk.begin_day(days);
        }
        if let Some(states) = &rate.states {
            walk.state = drawn(&states.stationary, walk.states_key.absorb(u64::MAX).uniform());
            walk.begin_state(states, SimTime::ZERO);
        }
        walk.begin_part(rate);
        walk
    }

    /// The instant by which `expected` calls are expected with the factors, which must not fall from one
    /// query to the next; `None` if that is not before the end.
    pub(super) fn invert(&mut self, expected: f64, rate: &ModulatedRate) -> Option<SimTime> {
        loop {
            let within = self.factor * (self.plain_at_end - self.plain);
            if within > expected - self.done {
                return rate.curve.invert(self.plain + (expected - self.done) / self.factor);
            }
            if self.ends >= rate.end {
                return None;
            }
            self.done += within;
            self.plain = self.plain_at_end;
            self.next_part(rate);
        }
    }

    fn next_part(&mut self, rate: &ModulatedRate) {
        let now = self.ends;
        if let Some(days) = rate.days.as_ref().filter(|_| self.day_ends == now) {
            self.day += 1;
            let rest = (1.0 - days.correlation * days.correlation).sqrt();
            let next =
                |before: f64, key: Key| days.correlation * before + rest * self.innovation(key);
            self.scores = (next(self.scores.0, self.shared_key), next(self.scores.1, self.own_key));
            self.begin_day(days);
        }
        if let Some(states) = rate.states.as_ref().filter(|_| self.state_ends == now) {
            self.visits += 1;
            let key = self.states_key.absorb(2 * self.visits + 1);
            self.state = drawn(&states.next[self.state], key.uniform());
            self.begin_state(states, now);
        }
        self.begin_part(rate);
    }

    /// The part of a day's normal score that the day before does not explain.
    fn innovation(&self, key: Key) -> f64 {
        StandardNormal.sample(&mut key.absorb(self.day as u64).rng())
    }

    fn begin_day(&mut self, days: &Days) {
        let (all, own) = self.scores;
        let score = days.shared.sqrt() * all + (1.0 - days.shared).sqrt() * own;
        self.day_factor = gamma_factor(days.cv, score);
        self.day_ends = days.midnights.get(self.day).copied().unwrap_or(SimTime::MAX);
    }

    fn begin_state(&mut self, states: &States, now: SimTime) {
        let unit: f64 = Exp1.sample(&mut self.states_key.absorb(2 * self.visits).rng());
        // A nanosecond at least, so that time goes on.
        let nanos = (unit * states.means[self.state].nanos() as f64).max(1.0);
        let room = (SimTime::MAX.nanos() - now.nanos()) as f64;
        self.state_ends = match nanos < room {
            true => SimTime::from_nanos(now.nanos() + whole(nanos)),
            false => SimTime::MAX,
        };
    }

    fn begin_part(&mut self, rate: &ModulatedRate) {
        let of_state = rate.states.as_ref().map_or(1.0, |states| states.factors[self.state]);
        self.factor = self.day_factor * of_state;
        self.ends = self.day_ends.min(self.state_ends);
        self.plain_at_end = rate.curve.expected(self.ends.min(rate.end));
        self.ends = self.ends.min(rate.end);
    }
}

/// The first whose cumulative share is above `uniform`, else the last.
fn drawn(cumulative: &[f64], uniform: f64) -> usize {
    let first = cumulative.partition_point(|upto| *upto <= uniform);
    first.min(cumulative.len().saturating_sub(1))
}
