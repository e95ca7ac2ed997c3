//! How the rate of a source moves: surges, days and states.

use super::Resolver;
use crate::base::{SimTime, Span, limits};
use crate::deployment::{Arrivals, DayFactor, Deployment, RateState, Surge, Variation};
use crate::scenario::{Object, RateStateTable, Share, SurgeTable, TrafficTable, defaults};

/// The highest factor by which a rate is multiplied.
const FACTOR: f64 = 1_000.0;

impl Resolver<'_> {
    /// How the rate of a source moves. Recorded instants have no rate.
    pub(super) fn variation(
        &mut self,
        traffic: &Object<TrafficTable>,
        arrivals: &Arrivals,
        d: &Deployment,
    ) -> Variation {
        if matches!(arrivals, Arrivals::Trace(_) | Arrivals::Replay(_)) {
            let keys = ["surges", "day_factor", "rate_states"];
            for key in keys.into_iter().filter(|key| traffic.gives(key)) {
                let message = format!("`{key}` has no effect on recorded calls");
                let hint = "remove it, or give `arrivals` as a rate, a load or a profile";
                self.problem(&traffic.label, traffic.place_of(key), message, hint);
            }
            return Variation::default();
        }
        Variation {
            surges: self.surges(traffic),
            day_factor: self.day_factor(traffic, d),
            states: self.rate_states(traffic),
        }
    }

    fn day_factor(&mut self, traffic: &Object<TrafficTable>, d: &Deployment) -> Option<DayFactor> {
        let says = traffic.says.day_factor.as_ref()?;
        let mut problem = |key: &str, message: &str, hint: &str| {
            let place = traffic.place_of(&format!("day_factor.{key}"));
            self.problem(&traffic.label, place, message.to_owned(), hint);
        };
        if !(says.cv > 0.0 && says.cv <= 2.0) {
            problem("cv", "`cv` must be above 0 and at most 2", "write cv = 0.2");
            return None;
        }
        let correlation = defaults::TRAFFIC_DAY_FACTOR_CORRELATION.or(says.correlation).0;
        if correlation >= 1.0 {
            let hint = "write \"90 %\"; days that are all alike are one day";
            problem("correlation", "`correlation` must be below 100 %", hint);
        }
        let end = SimTime::ZERO + d.settings.warm_up + d.settings.duration;
        if says.correlation.is_some() && d.settings.clock.midnights(end).is_empty() {
            let message = "`correlation` has no effect: the simulation ends on its first day";
            let hint =
                "remove it, or raise study.duration; replications are independent of each other";
            problem("correlation", message, hint);
        }
        let shared = defaults::TRAFFIC_DAY_FACTOR_SHARED.or(says.shared).0;
        Some(DayFactor { cv: says.cv, correlation, shared })
    }

    fn rate_states(&mut self, traffic: &Object<TrafficTable>) -> Vec<RateState> {
        let Some(tables) = &traffic.says.rate_states else { return Vec::new() };
        let n = tables.len();
        if !(2..=limits::RATE_STATES).contains(&n) {
            let most = limits::RATE_STATES;
            let message = format!("{n} states; a source has at most {most}, and at least 2");
            let place = traffic.place_of("rate_states");
            self.problem(&traffic.label, place, message, "a rate with one state is `arrivals`");
            return Vec::new();
        }
        let found = tables.iter().enumerate().map(|(i, t)| self.rate_state(traffic, i, n, t));
        let states: Vec<RateState> = found.collect();
        if let Some((from, to)) = unreachable(&states) {
            let message = format!("state {} is never reached from state {}", to + 1, from + 1);
            let place = traffic.place_of("rate_states");
            self.problem(&traffic.label, place, message, "give it a share in `next` of another");
            return Vec::new();
        }
        states
    }

    fn rate_state(
        &mut self,
        traffic: &Object<TrafficTable>,
        i: usize,
        n: usize,
        table: &RateStateTable,
    ) -> RateState {
        let item = traffic.item("rate_states", i, n);
        let mut problem = |key: &str, message: String, hint: &str| {
            let place = traffic.place_of(&format!("{item}.{key}"));
            self.problem(&traffic.label, place, message, hint);
        };
        if !(0.0..=FACTOR).contains(&table.factor) {
            let message = "`factor` must be between 0 and 1000".to_owned();
            problem("factor", message, "write factor = 3");
        }
        let lasts = Span::from_seconds(table.lasts.0).filter(|lasts| *lasts >= Span::from_secs(1));
        if lasts.is_none() {
            problem("lasts", "`lasts` must be at least 1 s".to_owned(), "write \"5 min\"");
        }
        let others = 1.0 / (n - 1) as f64;
        let equal = || (0..n).map(|j| if i == j { 0.0 } else { others }).collect();
        let given = |shares: &Vec<Share>| shares.iter().map(|share| share.0).collect();
        let next: Vec<f64> = table.next.as_ref().map_or_else(equal, given);
        let sum: f64 = next.iter().sum();
        let state = i + 1;
        let wrong = if next.len() != n {
            format!("`next` has {} shares for {n} states", next.len())
        } else if next[i] > 0.0 {
            format!("`next` of state {state} leads to itself")
        } else if (sum - 1.0).abs() > 1e-9 {
            format!("the shares of `next` sum to {:.4} %, not 100 %", 100.0 * sum)
        } else {
            let lasts = lasts.unwrap_or(Span::from_secs(1));
            return RateState { factor: table.factor, lasts, next };
        };
        problem("next", wrong, "give a share for every state, 0 % for this one");
        RateState { factor: table.factor, lasts: Span::from_secs(1), next: equal() }
    }

    fn surges(&mut self, traffic: &Object<TrafficTable>) -> Vec<Surge> {
        let tables = traffic.says.surges.as_deref().unwrap_or_default();
        if tables.len() > limits::SURGES {
            let message =
                format!("{} surges; a source has at most {}", tables.len(), limits::SURGES);
            let hint = "give a profile, or several sources";
            self.problem(&traffic.label, traffic.place_of("surges"), message, hint);
            return Vec::new();
        }
        let n = tables.len();
        tables.iter().enumerate().filter_map(|(i, t)| self.surge(traffic, i, n, t)).collect()
    }

    fn surge(
        &mut self,
        traffic: &Object<TrafficTable>,
        i: usize,
        n: usize,
        table: &SurgeTable,
    ) -> Option<Surge> {
        let item = traffic.item("surges", i, n);
        let mut problem = |key: &str, message: &str, hint: &str| {
            let place = traffic.place_of(&format!("{item}.{key}"));
            self.problem(&traffic.label, place, message.to_owned(), hint);
        };
        if !(0.0..=FACTOR).contains(&table.factor) {
            problem("factor", "`factor` must be between 0 and 1000", "write factor = 3");
        }
        if table.to.is_some() && table.lasts.is_some() {
            problem("lasts", "`to` and `lasts` both say when it ends", "remove one of them");
        }
        let instant = |seconds: f64| Some(SimTime::ZERO + Span::from_seconds(seconds)?);
        let from = instant(table.from.0)?;
        let to = table.to.map(|to| to.0).or(table.lasts.map(|lasts| table.from.0 + lasts.0));
        if to.is_some_and(|to| to <= table.from.0) {
            let key = if table.to.is_some() { "to" } else { "lasts" };
            problem(key, "the surge ends before it begins, or at once", "write a later end");
        }
        let to = match to {
            Some(to) => Some(instant(to)?),
            None => None,
        };
        Some(Surge { from, to, factor: table.factor })
    }
}

/// Two states, of which the second is never reached from the first.
fn unreachable(states: &[RateState]) -> Option<(usize, usize)> {
    let n = states.len();
    (0..n).find_map(|from| {
        let mut reached = vec![false; n];
        let mut open = vec![from];
        while let Some(state) = open.pop() {
            if !std::mem::replace(&mut reached[state], true) {
                open.extend((0..n).filter(|to| states[state].next[*to] > 0.0));
            }
        }
        reached.iter().position(|reached| !reached).map(|to| (from, to))
    })
}
