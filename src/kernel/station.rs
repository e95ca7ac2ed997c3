//! A host that handles messages: cores and a first-come-first-served queue. When a message arrives
//! its completion is already known, so it needs no event of its own. If the host's speed changes
//! before that, the completion is restated, and the [epoch](Station::epoch) shows which events are
//! void.

use super::entrance::{Entrance, Holding};
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
    /// It finishes what it has, at full speed, and should get nothing new. Calls that it has may still
    /// send it messages, so the station serves all messages. Only the sender knows what is new, and
    /// asks [`Condition::takes_new`].
    #[cfg_attr(not(feature = "internals"), allow(dead_code))]
    // The model asks its own conditions.
    Draining,
    /// It serves at this share of its full speed. Waits for something other than a core (directory,
    /// database, store) are elsewhere, and take as long as before.
    Slow(Speed),
    /// It does nothing; what it had is lost.
    Down,
}

/// A share of the full speed of a host, above 0 and up to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed(f64);

impl Speed {
    /// This share, if it is above 0 and up to 1.
    pub fn new(share: f64) -> Option<Self> {
        (share > 0.0 && share <= 1.0).then_some(Speed(share))
    }
}

impl Condition {
    /// The share of its full speed at which it serves.
    pub const fn speed(self) -> f64 {
        match self {
            Condition::Up | Condition::Draining => 1.0,
            Condition::Slow(Speed(speed)) => speed,
            Condition::Down => 0.0,
        }
    }

    /// Whether something new may be sent there.
    #[cfg_attr(not(feature = "internals"), allow(dead_code))] // The model asks its own conditions.
    pub const fn takes_new(self) -> bool {
        matches!(self, Condition::Up | Condition::Slow(_))
    }
}

/// What a change of condition does to the messages that the host had.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    at: SimTime,
    /// How much longer than before what is left of a service takes; `None` if it is lost.
    stretch: Option<f64>,
}

impl Change {
    /// When a message leaves its core that was to leave at `served`: now, if it is lost.
    pub fn served(&self, served: SimTime) -> SimTime {
        let handled = Handled { started: served, served, done: served };
        self.restate(handled).map_or(self.at.min(served), |restated| restated.served)
    }

    /// How a message is handled now that was handled like this before the change; `None` if it is
    /// lost. A message that would have left at the very instant of an outage is lost too, since
    /// [`Rank::Outage`](super::Rank) comes first.
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

/// When something happens that was to happen at `at`, if from `now` on everything takes `stretch`
/// times as long. Since that is the same for all cores, messages keep their order and their cores.
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
    /// When each core is free. With more than [`FEW`] cores it is a heap: the core that is free first
    /// is in front.
    free_at: Vec<SimTime>,
    /// With few cores the one after the core that was taken last, with many the first one;
    /// [`OUT_OF_THE_ORDINARY`] while the host is slow or down, or has an entrance.
    next: usize,
    condition: Condition,
    epoch: u32,
    /// Its queue, where somebody asks for it.
    entrance: Option<Box<Entrance>>,
}

/// More cores than this are kept as a heap; a search through fewer is faster: the core that was taken longest ago is mostly
/// free, and all are looked at only while none is.
const FEW: usize = 128;

/// No core has this index, so that looking for the next core's time finds out whether the station
/// is an ordinary one at full speed: the usual message pays nothing for the unusual condition.
const OUT_OF_THE_ORDINARY: usize = usize::MAX;

impl Station {
    /// An idle host that is up, with this many cores, at least 1.
    pub fn new(cores: u32) -> Self {
        Station {
            free_at: vec![SimTime::ZERO; cores.max(1) as usize],
            next: 0,
            condition: Condition::Up,
            epoch: 0,
            entrance: None,
        }
    }

    /// The same host, whose queue is watched.
    pub fn with_entrance(self, entrance: Entrance) -> Self {
        Station { next: OUT_OF_THE_ORDINARY, entrance: Some(Box::new(entrance)), ..self }
    }

    /// Back to idle and up at time 0, epoch 0, keeping the memory.
    pub fn reset(&mut self) {
        self.free_at.fill(SimTime::ZERO);
        self.next = self.usual_next();
        self.condition = Condition::Up;
        self.epoch = 0;
        if let Some(entrance) = &mut self.entrance {
            entrance.reset();
        }
    }

    /// Serves a message that arrives now and would take `service` at full speed: on a core that is
    /// free, or else on the one that is free first. A message without service passes without
    /// queueing, in any condition. While the host is down, a message with service is never served:
    /// all its instants are [`SimTime::MAX`].
    ///
    /// O(1) while the cores are free in turn, else O(cores); O(log cores) for more than 128.
    #[inline]
    pub fn serve(&mut self, now: SimTime, service: Span, wait: Span) -> Handled {
        if service.is_zero() {
            return Handled { started: now, served: now, done: now + wait };
        }
        // Cores differ in nothing but when they are free, so any free one serves.
        let core = match self.free_at.get(self.next) {
            Some(at) if *at <= now => self.next,
            Some(_) => self.any_free(now).unwrap_or_else(|| self.first_free()),
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
        if self.condition == Condition::Down {
            return Handled { started: SimTime::MAX, served: SimTime::MAX, done: SimTime::MAX };
        }
        let stretched = scaled(service, self.condition.speed().recip());
        let handled = self.occupy(self.first_free(), now, stretched, wait);
        if let Some(entrance) = &mut self.entrance {
            let rest = handled.done.since(handled.started);
            entrance.enter(now, (handled.started, rest), service);
        }
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

    /// When a message that arrives now would begin its service, if the host is not down.
    pub fn free_from(&self, now: SimTime) -> SimTime {
        let at = |core: usize| now.max(self.free_at[core]);
        at(self.any_free(now).unwrap_or_else(|| self.first_free()))
    }

    /// Whether and how it works.
    pub fn condition(&self) -> Condition {
        self.condition
    }

    /// The number of changes of its speed so far, outages included. An event that was scheduled for a
    /// message in an older epoch is void.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Sets the condition of the host from now on. If that changes its speed, a new epoch begins, and
    /// the caller restates with the [`Change`] each message that the host still had, for a new event.
    /// A host that comes up is idle.
    pub fn change(&mut self, now: SimTime, condition: Condition) -> Change {
        let (before, after) = (self.condition.speed(), condition.speed());
        self.condition = condition;
        if before == after {
            return Change { at: now, stretch: Some(1.0) };
        }
        self.epoch += 1;
        self.next = if after == 1.0 { self.usual_next() } else { OUT_OF_THE_ORDINARY };
        let stretch = (before > 0.0 && after > 0.0).then(|| before / after);
        for at in &mut self.free_at {
            *at = stretch.map_or(now, |stretch| stretched(*at, now, stretch));
        }
        if let Some(entrance) = &mut self.entrance {
            entrance.change(now, |at| stretch.map(|stretch| stretched(at, now, stretch)));
        }
        Change { at: now, stretch }
    }

    /// Whether its queue is finite and full. Whoever sends by TCP or TLS waits; the order of service is that of
    /// arrival all the same, so that such a message is served as if it had got a place.
    pub fn is_full(&mut self, now: SimTime) -> bool {
        self.entrance.as_mut().is_some_and(|entrance| entrance.is_full(now))
    }

    /// How long it has held messages of late; zero without an [`Entrance`].
    pub fn holding(&mut self, now: SimTime) -> Holding {
        self.entrance.as_mut().map_or(Holding::default(), |entrance| entrance.holding(now))
    }

    /// Core time of all messages that have arrived, at full speed; zero without an [`Entrance`].
    pub fn offered_work(&self) -> Span {
        self.entrance.as_ref().map_or(Span::ZERO, |entrance| entrance.work())
    }

    /// Core time of what it has now.
    pub fn backlog(&self, now: SimTime) -> Span {
        let left = self.free_at.iter().filter(|at| **at > now).map(|at| at.since(now).nanos());
        Span::from_nanos(left.sum())
    }

    fn usual_next(&self) -> usize {
        if self.entrance.is_some() { OUT_OF_THE_ORDINARY } else { 0 }
    }

    /// When each core is free, in any order. With work in the queue, a core is busy until then.
    pub fn free_at(&self) -> &[SimTime] {
        &self.free_at
    }

    /// The first core that is free, from the one after the core that was taken last on.
    #[inline]
    fn any_free(&self, now: SimTime) -> Option<usize> {
        let next = if self.next < self.free_at.len() { self.next } else { 0 };
        if self.free_at.len() > FEW {
            return None;
        }
        let (before, after) = self.free_at.split_at(next);
        let is_free = |at: &SimTime| *at <= now;
        let found = after.iter().position(is_free).map(|place| next + place);
        found.or_else(|| before.iter().position(is_free))
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

    /// Restores the heap after its first core was taken: each core is free before its four children.
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
#[path = "station_tests.rs"]
mod tests;
