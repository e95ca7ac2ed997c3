//! A host that handles messages: cores and a first-come-first-served queue. When a message arrives
//! its completion is already known, so it needs no event of its own; should the host's speed change
//! before, what was promised is restated, and the [epoch](Station::epoch) tells the void events.

use crate::base::{SimTime, Span};

/// How a message was handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handled {
    /// When its service began; before, it queued.
    pub started: SimTime,
    /// When its core was free again.
    pub served: SimTime,
    /// When its effects leave the host: served, then waited.
    pub done: SimTime,
}

/// Whether and how a host works.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Condition {
    /// It works at full speed.
    Up,
    /// It finishes what it has, at full speed, and is to get nothing new. A call it has may still
    /// send it messages, so the station serves them: what is new only the sender knows, who asks
    /// [`Condition::takes_new`].
    Draining,
    /// It serves at this share of its full speed, above 0 and up to 1. What messages wait for besides a
    /// core (directory, database, store) is elsewhere, and takes as long as ever.
    Slow(f64),
    /// It does nothing; what it had is lost.
    Down,
}

impl Condition {
    /// The share of its full speed at which it serves.
    pub const fn speed(self) -> f64 {
        match self {
            Condition::Up | Condition::Draining => 1.0,
            Condition::Slow(speed) => speed,
            Condition::Down => 0.0,
        }
    }

    /// Whether something new may be sent there.
    pub const fn takes_new(self) -> bool {
        matches!(self, Condition::Up | Condition::Slow(_))
    }
}

/// What a change of condition made of the messages that the host had.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    at: SimTime,
    /// How much longer than before what is left of a service takes; `None` if it is lost.
    stretch: Option<f64>,
}

impl Change {
    /// How a message is handled that was handled like this before the change; `None` if it is lost,
    /// as is one that would have left at the very instant ([`Rank::Outage`](super::Rank) is first).
    pub fn restate(&self, handled: Handled) -> Option<Handled> {
        let Some(stretch) = self.stretch else {
            return (handled.done < self.at).then_some(handled);
        };
        let served = stretched(handled.served, self.at, stretch);
        Some(Handled {
            started: stretched(handled.started, self.at, stretch),
            served,
            done: served + handled.done.since(handled.served),
        })
    }
}

/// When something happens that was to happen at `at`, if from `now` on all takes `stretch` times as
/// long. Since that is the same for all cores, messages keep their order and their cores.
fn stretched(at: SimTime, now: SimTime, stretch: f64) -> SimTime {
    if at <= now { at } else { now + scaled(at.since(now), stretch) }
}

/// To the nearest nanosecond; too long saturates, which the kernel's clock refuses.
fn scaled(span: Span, factor: f64) -> Span {
    Span::from_nanos((span.nanos() as f64 * factor).round() as u64)
}

/// A host: its cores, their queue, and its condition.
#[derive(Clone, Debug)]
pub struct Station {
    /// When each core is free; of more than [`FEW`] as a heap, the one that is free first in front.
    free_at: Vec<SimTime>,
    /// Of few cores the one after the one that was taken last, of many the first; [`NOT_AT_FULL_SPEED`] while that is so.
    next: usize,
    condition: Condition,
    epoch: u32,
}

/// More cores than this are kept as a heap; fewer are looked through sooner.
const FEW: usize = 16;

/// No core has this index, so that looking for the next core's time finds out whether the station
/// is at full speed: the usual message pays nothing for the unusual condition.
const NOT_AT_FULL_SPEED: usize = usize::MAX;

impl Station {
    /// An idle host that is up, with this many cores, at least 1.
    pub fn new(cores: u32) -> Self {
        Station {
            free_at: vec![SimTime::ZERO; cores.max(1) as usize],
            next: 0,
            condition: Condition::Up,
            epoch: 0,
        }
    }

    /// Back to idle and up at time 0, epoch 0, keeping the memory.
    pub fn reset(&mut self) {
        self.free_at.fill(SimTime::ZERO);
        self.next = 0;
        self.condition = Condition::Up;
        self.epoch = 0;
    }

    /// Serves a message that arrives now and would take `service` at full speed: on a core that is
    /// free, or else on the one that is free first. A message without service passes without
    /// queueing. O(1) while few cores are free in turn, else O(cores); O(log cores) for more than 16.
    ///
    /// # Panics
    /// If the host is down: the sender has to ask before. Without debug assertions, messages
    /// without service are not looked at.
    #[inline]
    pub fn serve(&mut self, now: SimTime, service: Span, wait: Span) -> Handled {
        debug_assert_ne!(self.condition, Condition::Down, "a message for a host that is down");
        if service.is_zero() {
            return Handled { started: now, served: now, done: now + wait };
        }
        // Cores differ in nothing but when they are free, so any free one serves.
        let core = match self.free_at.get(self.next) {
            Some(at) if *at <= now => self.next,
            Some(_) => self.first_free(),
            None => return self.serve_slowly(now, service, wait),
        };
        let handled = self.occupy(core, now, service, wait);
        if self.free_at.len() > FEW {
            self.settle();
        } else {
            self.next = if core + 1 < self.free_at.len() { core + 1 } else { 0 };
        }
        handled
    }

    #[cold]
    #[inline(never)]
    fn serve_slowly(&mut self, now: SimTime, service: Span, wait: Span) -> Handled {
        assert_ne!(self.condition, Condition::Down, "a message for a host that is down");
        let service = scaled(service, self.condition.speed().recip());
        let handled = self.occupy(self.first_free(), now, service, wait);
        if self.free_at.len() > FEW {
            self.settle();
        }
        handled
    }

    #[inline]
    fn occupy(&mut self, core: usize, now: SimTime, service: Span, wait: Span) -> Handled {
        let started = now.max(self.free_at[core]);
        let served = started + service;
        self.free_at[core] = served;
        Handled { started, served, done: served + wait }
    }

    /// When a message that arrives now would begin its service, unless the host is down.
    pub fn free_from(&self, now: SimTime) -> SimTime {
        now.max(self.free_at[self.first_free()])
    }

    /// Whether and how it works.
    pub fn condition(&self) -> Condition {
        self.condition
    }

    /// How often its speed has changed, outages included. An event that was scheduled for a message
    /// in an older epoch is void.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// From now on the host is in this condition. If that changes its speed, a new epoch begins, and
    /// the caller restates with the [`Change`] the messages it still had, each for a new event. A
    /// host that comes up is idle.
    ///
    /// # Panics
    /// If a slow speed is not above 0 and at most 1: whoever reads it has to refuse it.
    pub fn change(&mut self, now: SimTime, condition: Condition) -> Change {
        let (before, after) = (self.condition.speed(), condition.speed());
        let usable = condition == Condition::Down || (after > 0.0 && after <= 1.0);
        assert!(usable, "{after} is no share of a speed");
        self.condition = condition;
        if before == after {
            return Change { at: now, stretch: Some(1.0) };
        }
        self.epoch += 1;
        self.next = if after == 1.0 { 0 } else { NOT_AT_FULL_SPEED };
        let stretch = (before > 0.0 && after > 0.0).then(|| before / after);
        for at in &mut self.free_at {
            *at = stretch.map_or(now, |stretch| stretched(*at, now, stretch));
        }
        Change { at: now, stretch }
    }

    /// The core that is free first.
    fn first_free(&self) -> usize {
        if self.free_at.len() > FEW {
            return 0;
        }
        let mut first = 0;
        for (core, at) in self.free_at.iter().enumerate() {
            let earlier = *at < self.free_at[first];
            first = std::hint::select_unpredictable(earlier, core, first);
        }
        first
    }

    /// Puts the first of many cores, which was taken, where it belongs: parents are free before their children, four
    /// to each.
    fn settle(&mut self) {
        let (mut at, taken) = (0, self.free_at[0]);
        loop {
            let from = 4 * at + 1;
            let children = self.free_at.get(from..self.free_at.len().min(from + 4)).unwrap_or(&[]);
            let Some((least, free)) = children.iter().enumerate().min_by_key(|(_, free)| **free)
            else {
                break;
            };
            if *free >= taken {
                break;
            }
            self.free_at[at] = *free;
            at = from + least;
        }
        self.free_at[at] = taken;
    }
}

#[cfg(test)]
mod tests {
    use super::Condition::*;
    use super::*;

    const WAIT: u64 = 5;

    fn at(nanos: u64) -> SimTime {
        SimTime::from_nanos(nanos)
    }

    fn handled(started: u64, served: u64) -> Handled {
        Handled { started: at(started), served: at(served), done: at(served + WAIT) }
    }

    fn serve(station: &mut Station, now: u64, service: u64) -> Handled {
        station.serve(at(now), Span::from_nanos(service), Span::from_nanos(WAIT))
    }

    #[test]
    fn two_cores_serve_in_order_of_arrival() {
        let mut station = Station::new(2);
        assert_eq!(serve(&mut station, 0, 10), handled(0, 10));
        assert_eq!(serve(&mut station, 1, 4), handled(1, 5));
        assert_eq!(serve(&mut station, 2, 4), handled(5, 9));
        assert_eq!(serve(&mut station, 3, 1), handled(9, 10));
        // A message that needs no core passes at once.
        assert_eq!(serve(&mut station, 3, 0), handled(3, 3));
    }

    #[test]
    fn draining_only_says_that_nothing_new_may_come() {
        let mut station = Station::new(1);
        let first = serve(&mut station, 0, 10);
        let change = station.change(at(4), Draining);
        assert!(!station.condition().takes_new());
        assert_eq!((station.epoch(), change.restate(first)), (0, Some(first)));
        assert_eq!(serve(&mut station, 4, 10), handled(10, 20));
        station.change(at(5), Up);
        assert!(station.condition().takes_new());
        assert_eq!((station.epoch(), station.free_from(at(5))), (0, at(20)));
    }

    #[test]
    fn a_change_of_speed_stretches_what_is_left() {
        let mut station = Station::new(1);
        let (in_wait, in_service, queued) =
            (serve(&mut station, 0, 2), serve(&mut station, 0, 6), serve(&mut station, 0, 8));
        let change = station.change(at(4), Slow(0.5));
        assert_eq!(station.epoch(), 1);
        // The first had only its wait before it, which is elsewhere.
        assert_eq!(change.restate(in_wait), Some(in_wait));
        let (in_service, queued) = (change.restate(in_service), change.restate(queued));
        assert_eq!((in_service, queued), (Some(handled(2, 12)), Some(handled(12, 28))));
        assert_eq!(serve(&mut station, 5, 1), handled(28, 30));
        // A message without service passes at any speed.
        assert_eq!(serve(&mut station, 5, 0), handled(5, 5));
        let change = station.change(at(20), Up);
        assert_eq!(change.restate(queued.expect("not lost")), Some(handled(12, 24)));
        assert_eq!((station.epoch(), station.free_from(at(20))), (2, at(25)));
        assert_eq!(serve(&mut station, 20, 1), handled(25, 26));
    }

    #[test]
    fn an_outage_loses_what_is_there_and_frees_the_cores() {
        let mut station = Station::new(2);
        let (gone, leaving, queued) =
            (serve(&mut station, 0, 1), serve(&mut station, 0, 5), serve(&mut station, 0, 50));
        let change = station.change(at(10), Down);
        assert_eq!((station.epoch(), station.condition().takes_new()), (1, false));
        assert_eq!(change.restate(gone), Some(gone));
        assert_eq!((change.restate(leaving), change.restate(queued)), (None, None));
        station.change(at(30), Up);
        assert_eq!(station.epoch(), 2);
        assert_eq!(serve(&mut station, 30, 4), handled(30, 34));
        assert_eq!(serve(&mut station, 30, 4), handled(30, 34));
        assert_eq!(serve(&mut station, 30, 4), handled(34, 38));
    }

    #[test]
    fn the_same_speed_again_is_no_new_epoch() {
        let mut station = Station::new(1);
        let changes =
            [(Slow(1.0), 0), (Slow(0.5), 1), (Slow(0.5), 1), (Down, 2), (Down, 2), (Up, 3)];
        for (condition, epoch) in changes {
            station.change(at(1), condition);
            assert_eq!(station.epoch(), epoch, "{condition:?}");
        }
        station.change(at(2), Slow(0.25));
        serve(&mut station, 2, 100);
        station.reset();
        assert_eq!((station.epoch(), station.condition()), (0, Up));
        assert_eq!(serve(&mut station, 0, 1), handled(0, 1));
    }

    #[test]
    #[should_panic(expected = "down")]
    fn a_host_that_is_down_serves_nothing() {
        let mut station = Station::new(1);
        station.change(at(0), Down);
        serve(&mut station, 1, 1);
    }

    #[test]
    #[should_panic(expected = "no share of a speed")]
    fn a_speed_is_a_share() {
        Station::new(1).change(at(0), Slow(0.0));
    }

    /// Many cores are kept as a heap: every message is handled as if all were looked through.
    #[test]
    fn many_cores_are_as_if_looked_through() {
        use crate::kernel::Key;
        for cores in [17u32, 40, 100] {
            let (mut station, mut free) = (Station::new(cores), vec![0u64; cores as usize]);
            let mut now = 0;
            for i in 0..20_000u64 {
                let draw = Key::new(u64::from(cores)).absorb(i);
                now += u64::from(draw.absorb(0).below(10));
                let service = u64::from(draw.absorb(1).below(9 * cores)) + 1;
                let first = free.iter().copied().enumerate().min_by_key(|(_, at)| *at);
                let (core, at_free) = first.expect("a core");
                let started = now.max(at_free);
                free[core] = started + service;
                let handled = serve(&mut station, now, service);
                assert_eq!((handled.started, handled.served), (at(started), at(started + service)));
                assert_eq!(
                    station.free_from(at(now)).nanos(),
                    now.max(*free.iter().min().expect("one"))
                );
            }
        }
    }
}
