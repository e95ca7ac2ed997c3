//! Statistics of hosts: messages, busy cores, queueing time, and messages present over time.

use super::occupancy::{Period, Sums};
use crate::base::{SimTime, Span};
use crate::kernel::{Change, Handled};
use crate::stats::LatencyCounts;
use std::collections::VecDeque;

/// The statistics of one host.
#[derive(Clone, Debug)]
pub struct StationStatistics {
    measured: Period,
    instants: Instants,
    /// Of a host that may change its speed, in place of `instants`.
    presence: Option<Box<Presence>>,
    /// Messages that arrived in the window.
    pub messages: u64,
    /// Messages of them that needed a core.
    pub served: u64,
    /// Sum of their queueing times, ns.
    pub waited: u128,
    /// Longest queueing time.
    pub longest_wait: Span,
    /// Queueing times of the messages that needed a core.
    pub waits: LatencyCounts,
    /// The messages of them that waited no longer than the time of the service level.
    pub prompt: u64,
    /// That time, ns.
    promptly: u64,
    /// Sum of their core times, ns, and of the squares, ns².
    pub service: (f64, f64),
    /// Messages that it sent again in the window, messages over UDP that found its queue full, and new calls that were
    /// refused because of its load.
    pub sent_again: u64,
    /// See there.
    pub dropped: u64,
    /// See there.
    pub refused: u64,
}

/// Sums of the instants of messages whose completion is final when they arrive, in ns, modulo 2⁶⁴. The integral of the
/// number of messages present is the sum of the instants at which they leave less that of those at which they arrive.
#[derive(Clone, Copy, Debug, Default)]
struct Instants {
    /// Of the parts of their stays that are in the window.
    window: Stays,
    /// Of the other parts.
    outside: Stays,
    /// Messages present when the window ended.
    left: usize,
}

/// Sums over stays of messages.
#[derive(Clone, Copy, Debug, Default)]
struct Stays {
    /// Instants at which they begin, and end.
    begin: u64,
    end: u64,
    /// Lengths of their two parts: in the queue, and at a core.
    queued: u64,
    served: u64,
}

/// Messages present (queued or in service), and the integral of their number, at a host whose messages may leave at other
/// times than was known when they arrived.
#[derive(Clone, Debug)]
struct Presence {
    /// Departure times of the messages present, in order.
    departures: VecDeque<u64>,
    /// Sum of the departure times of messages that have left − sum of all arrival times, modulo 2¹²⁸. Add the current
    /// time once for each message present to get the integral of their number.
    gone: u128,
    /// Sum of the times in the system of all messages that have arrived.
    residence: u128,
    /// Start and end of the window, and the sums up to each.
    borders: [(u64, Sums); 2],
    /// Number of borders passed.
    passed: usize,
    /// Messages present when the last of them was passed.
    left: usize,
    /// Core time spent in the window, ns.
    busy: u128,
}

impl StationStatistics {
    /// Empty, for a window and the time of the service level.
    pub fn new(from: SimTime, to: SimTime, promptly: Span) -> Self {
        StationStatistics {
            waits: LatencyCounts::new(),
            prompt: 0,
            promptly: promptly.nanos(),
            measured: Period::new(from, to),
            instants: Instants::default(),
            presence: None,
            messages: 0,
            served: 0,
            waited: 0,
            longest_wait: Span::ZERO,
            service: (0.0, 0.0),
            sent_again: 0,
            dropped: 0,
            refused: 0,
        }
    }

    /// The same for a host that may change its speed.
    pub fn of_changing_host(self) -> Self {
        StationStatistics { presence: Some(Box::new(Presence::new(self.measured))), ..self }
    }

    /// Back to empty, keeping the memory.
    pub fn reset(&mut self) {
        self.instants = Instants::default();
        if let Some(presence) = &mut self.presence {
            let mut departures = std::mem::take(&mut presence.departures);
            departures.clear();
            **presence = Presence { departures, ..Presence::new(self.measured) };
        }
        (self.messages, self.served, self.waited) = (0, 0, 0);
        self.longest_wait = Span::ZERO;
        self.service = (0.0, 0.0);
        self.waits.reset();
        self.prompt = 0;
        (self.sent_again, self.dropped, self.refused) = (0, 0, 0);
    }

    /// Records a message that arrives now and whose completion is known.
    #[inline]
    pub fn message(&mut self, now: SimTime, handled: &Handled) {
        let (arrived, started, served) =
            (now.nanos(), handled.started.nanos(), handled.served.nanos());
        if self.measured.contains(arrived) {
            self.messages += 1;
            if served > started {
                self.count_served(started - arrived, served - started);
            }
        }
        // A message that needs no core passes immediately and is never present.
        if served > arrived {
            match &mut self.presence {
                None if self.measured.holds(arrived, served) => {
                    self.instants.window.add([arrived, started, served]);
                }
                None => self.instants.cross(self.measured, [arrived, started, served]),
                Some(presence) => {
                    presence.busy += self.measured.within(started, served);
                    presence.leave_until(arrived);
                    presence.enter(arrived, served);
                }
            }
        }
    }

    /// A message of the window needs a core; ns.
    #[inline]
    fn count_served(&mut self, wait: u64, service: u64) {
        self.served += 1;
        self.prompt += u64::from(wait <= self.promptly);
        self.waits.record(wait);
        if wait > 0 {
            self.waited += u128::from(wait);
            self.longest_wait = self.longest_wait.max(Span::from_nanos(wait));
        }
        let service = service as f64;
        self.service.0 += service;
        self.service.1 += service * service;
    }

    /// Core time spent in the window, ns.
    pub fn busy(&self) -> u128 {
        match &self.presence {
            Some(presence) => presence.busy,
            None => u128::from(self.instants.window.served),
        }
    }

    /// The host changes its speed, or fails: what is left of its work is served at other times. Its cores
    /// were free at `before`, and are free at `after`.
    pub fn change(
        &mut self,
        now: SimTime,
        change: &Change,
        (before, after): (&[SimTime], &[SimTime]),
    ) {
        let now = now.nanos();
        let ahead = |cores: &[SimTime]| -> u128 {
            let left = cores.iter().map(|at| self.measured.within(now, at.nanos().max(now)));
            left.sum()
        };
        if let Some(presence) = &mut self.presence {
            presence.busy = presence.busy + ahead(after) - ahead(before);
            presence.leave_until(now);
            presence.change(|served| change.served(SimTime::from_nanos(served)).nanos());
        }
    }

    /// Completes the statistics when the run stops at `now`. Messages still present are counted up to then.
    pub fn stop(&mut self, now: SimTime) {
        if let Some(presence) = &mut self.presence {
            presence.leave_until(now.nanos());
            presence.empty(now.nanos());
        }
    }

    /// Messages that it had at the end of the window.
    pub fn left(&self) -> usize {
        self.presence.as_ref().map_or(self.instants.left, |presence| presence.left)
    }

    /// Whether an instant is in the window.
    pub fn measures(&self, now: SimTime) -> bool {
        self.measured.contains(now.nanos())
    }

    /// Whether Little's law holds over the whole run and over the window.
    pub fn little_holds(&self) -> bool {
        match &self.presence {
            Some(presence) => presence.whole().hold() && presence.window().hold(),
            None => self.instants.hold(),
        }
    }
}

impl StationStatistics {
    /// Mean core time of a message that needs a core, seconds, and its squared coefficient of variation.
    pub fn service_time(&self) -> Option<(f64, f64)> {
        let n = self.served as f64;
        let (mean, square) = (self.service.0 / n, self.service.1 / n);
        (n > 0.0).then(|| (mean * 1e-9, (square / (mean * mean) - 1.0).max(0.0)))
    }
}

impl Stays {
    #[inline]
    fn add(&mut self, [arrived, started, served]: [u64; 3]) {
        self.begin = self.begin.wrapping_add(arrived);
        self.end = self.end.wrapping_add(served);
        self.queued = self.queued.wrapping_add(started - arrived);
        self.served = self.served.wrapping_add(served - started);
    }

    /// The integral of the number of messages present.
    fn area(&self) -> u64 {
        self.end.wrapping_sub(self.begin)
    }

    /// Whether it equals the sum of the times that they stay.
    fn hold(&self) -> bool {
        self.area() == self.queued.wrapping_add(self.served)
    }
}

impl Instants {
    /// Adds a message that is not only there in the window.
    #[inline(never)]
    fn cross(&mut self, window: Period, instants: [u64; 3]) {
        let [from, to] = window.borders();
        let [arrived, _, served] = instants;
        if served <= from || to <= arrived {
            self.outside.add(instants);
            return;
        }
        self.window.add(instants.map(|at| at.clamp(from, to)));
        self.outside.add(instants.map(|at| at.min(from)));
        self.outside.add(instants.map(|at| at.max(to)));
        self.left += usize::from(arrived < to && to < served);
    }

    /// Whether Little's law holds over the whole run and over the window.
    fn hold(&self) -> bool {
        self.window.hold() && self.outside.hold()
    }
}

impl Presence {
    fn new(window: Period) -> Self {
        let borders = window.borders().map(|at| (at, Sums::default()));
        Presence {
            departures: VecDeque::new(),
            gone: 0,
            residence: 0,
            borders,
            passed: 0,
            left: 0,
            busy: 0,
        }
    }

    #[inline]
    fn enter(&mut self, now: u64, until: u64) {
        self.gone = self.gone.wrapping_sub(u128::from(now));
        self.residence += u128::from(until - now);
        // First come, first served: a new message is nearly always the last to leave.
        let mut place = self.departures.len();
        self.departures.push_back(until);
        while place > 0 && self.departures[place - 1] > until {
            self.departures.swap(place - 1, place);
            place -= 1;
        }
    }

    /// Removes the messages that leave by `now`, and passes the borders on the way.
    #[inline]
    fn leave_until(&mut self, now: u64) {
        while self.passed < 2 && self.borders[self.passed].0 <= now {
            self.pass_border();
        }
        self.remove_departed(now);
    }

    #[cold]
    #[inline(never)]
    fn pass_border(&mut self) {
        let border = self.borders[self.passed].0;
        self.remove_departed(border);
        self.borders[self.passed].1 = self.sums(border);
        self.left = self.departures.len();
        self.passed += 1;
    }

    #[inline]
    fn remove_departed(&mut self, now: u64) {
        while let Some(at) = self.departures.front().copied().filter(|at| *at <= now) {
            self.gone = self.gone.wrapping_add(u128::from(at));
            self.departures.pop_front();
        }
    }

    /// Has the messages that are present leave at other times, in the same order.
    fn change(&mut self, with: impl Fn(u64) -> u64) {
        for at in &mut self.departures {
            let changed = with(*at);
            self.residence = self.residence + u128::from(changed) - u128::from(*at);
            *at = changed;
        }
    }

    /// Removes all messages when the run has stopped.
    fn empty(&mut self, now: u64) {
        let Sums { area, residence } = self.sums(now);
        (self.gone, self.residence) = (area, residence);
        self.departures.clear();
    }

    /// The sums up to `now`. Messages that leave by then must have been removed.
    fn sums(&self, now: u64) -> Sums {
        let present = self.departures.len() as u128 * u128::from(now);
        let ahead: u128 = self.departures.iter().map(|at| u128::from(at - now)).sum();
        Sums { area: self.gone.wrapping_add(present), residence: self.residence - ahead }
    }

    /// The sums over the whole run, after it has stopped.
    fn whole(&self) -> Sums {
        Sums { area: self.gone, residence: self.residence }
    }

    /// The sums over the window, or the simulated part of it, after the run has stopped.
    fn window(&self) -> Sums {
        let at = |border: usize| {
            if border < self.passed { self.borders[border].1 } else { self.whole() }
        };
        let (from, to) = (at(0), at(1));
        Sums { area: to.area - from.area, residence: to.residence - from.residence }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Key;

    /// Random messages on two cores, which may leave in another order than they arrive: the sums equal those over the
    /// single messages.
    #[test]
    fn sums_equal_those_over_single_messages() {
        let (from, to, stop) = (2_000u64, 9_000u64, 9_500u64);
        let at = SimTime::from_nanos;
        let mut station = StationStatistics::new(at(from), at(to), Span::ZERO);
        let mut lefts = [vec![], vec![]];
        let inside = |a: u64, b: u64| (a.max(from)..b.min(to)).count() as u128;
        for round in 0..4u64 {
            if round == 2 {
                station = station.of_changing_host();
            }
            let (mut now, mut busy, mut present, mut messages) = (0, 0, 0, 0);
            for i in 0.. {
                let draw = Key::new(round % 2).absorb(i);
                now += u64::from(draw.absorb(0).below(20));
                if now > stop {
                    break;
                }
                let started = now + u64::from(draw.absorb(1).below(5));
                let served = started + u64::from(draw.absorb(2).below(90).saturating_sub(20));
                station.message(
                    at(now),
                    &Handled { started: at(started), served: at(served), done: at(served) },
                );
                messages += u64::from(from <= now && now < to);
                busy += inside(started, served);
                present += inside(now, served);
            }
            station.stop(at(stop));
            assert!(station.little_holds());
            assert_eq!((station.messages, station.busy()), (messages, busy));
            let area = match &station.presence {
                None => u128::from(station.instants.window.area()),
                Some(presence) => presence.window().area,
            };
            assert_eq!(area, present);
            lefts[round as usize % 2].push(station.left());
            station.reset();
        }
        assert!(lefts.iter().all(|left| left[0] > 0 && left[0] == left[1]), "{lefts:?}");
    }
}
