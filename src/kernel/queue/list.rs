//! The future event list.

use super::event::{Event, Tie};
use super::ring::Ring;
use super::tree::Tree;
use super::wheels::Wheels;
use crate::base::SimTime;

/// The future event list.
#[derive(Debug)]
pub struct EventQueue {
    /// What comes soon, mostly messages. Few are on their way at a time, and most events are among
    /// them.
    near: Ring,
    /// All else, mostly timers: many wait, each for long. Also what comes soon when the ring is full.
    far: Tree,
    /// What would make the tree too large.
    pub(super) farther: Wheels,
    /// Events that come within this time go to the ring, in ns. It shrinks when the ring overflows, and is 0 while the
    /// ring is closed.
    soon: u64,
    /// Events until the ring opens again; 0 while it is open.
    closed: u32,
    /// Events that have come into the ring, modulo 2³².
    came: u32,
    disorder: Disorder,
    now: SimTime,
}

/// The most that [`EventQueue::soon`] grows to, in ns.
const SOON: u64 = 1 << 28;

/// How much out of order events have come into the ring of late.
#[derive(Clone, Copy, Debug, Default)]
struct Disorder {
    /// The sum of how many others an event passed, of events that passed more than [`USUAL`], less one for each event that
    /// has come since.
    passed: u32,
    /// [`EventQueue::came`] when that was last counted.
    came: u32,
}

/// Messages come nearly in the order in which they were sent: they pass no more than this many others in the ring.
const USUAL: usize = 2;

/// A new event in the ring should pass no more than this many others.
const FEW: usize = 8;

/// The disorder at which the ring closes.
const DISORDER: u32 = 256;

/// Leaves of the tree up to which it is quicker without the ring.
const SMALL: usize = 1 << 9;

/// Events for which the ring stays closed.
const CLOSED: u32 = 1 << 15;

/// So few events are quickest in the ring, whenever they come.
const SO_FEW: usize = 3;

/// Leaves of the tree above which it does not grow: a larger tree would not fit the caches.
const LARGE: usize = 1 << 13;

impl Default for EventQueue {
    fn default() -> Self {
        EventQueue::new()
    }
}

impl EventQueue {
    /// Events have to lie before this: some 584 years.
    pub const END: SimTime = SimTime::from_nanos(u64::MAX - (1 << 34));

    /// An empty queue at time 0.
    pub fn new() -> Self {
        EventQueue {
            near: Ring::new(),
            far: Tree::new(),
            farther: Wheels::new(),
            soon: SOON,
            closed: 0,
            came: 0,
            disorder: Disorder::default(),
            now: SimTime::ZERO,
        }
    }

    /// Empties it and sets time back to 0, keeping the memory.
    pub fn reset(&mut self) {
        self.near.reset();
        self.far.reset();
        self.farther.reset();
        self.open();
        self.now = SimTime::ZERO;
    }

    /// An event has passed more others in the ring than usual. Lets fewer into it if they were many, and closes it for some time
    /// if events come in no order: a branch is mispredicted for each of them in the ring, and another where the next event
    /// comes now from the ring and now from the tree, which is quicker alone while it is small. Calls have no disorder then:
    /// where they are few, few of their messages are on their way.
    #[cold]
    #[inline(never)]
    fn narrow(&mut self, passed: usize) {
        if passed > FEW {
            self.soon -= self.soon / 4;
        }
        let since = self.came.wrapping_sub(self.disorder.came);
        let before = self.disorder.passed.saturating_sub(since);
        self.disorder = Disorder { passed: before + passed as u32, came: self.came };
        if self.disorder.passed > DISORDER && self.far.leaves() <= SMALL {
            (self.soon, self.closed, self.disorder.passed) = (0, CLOSED, 0);
        }
    }

    /// Opens the ring.
    fn open(&mut self) {
        (self.soon, self.closed) = (SOON, 0);
    }

    /// The time of the last event popped.
    #[inline]
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// Events waiting.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.near.len() + self.far.len() + self.farther.len()
    }

    /// Schedules an event. O(log of the most that ever waited, up to some thousands).
    ///
    /// # Panics
    /// If it lies before the present: a bug in the model, kept as an assertion in release.
    #[inline]
    pub fn push(&mut self, event: Event) {
        let Event { at, tie, what } = event;
        if at < self.now {
            self.refuse(at);
        }
        if at.nanos() - self.now.nanos() < self.soon {
            if !self.near.is_full() {
                let passed = self.near.push(at.nanos(), tie.0, what);
                self.came = self.came.wrapping_add(1);
                if passed > USUAL {
                    self.narrow(passed);
                }
                return;
            }
            self.soon /= 2;
        }
        self.push_far(at, tie, what);
    }

    /// Takes the parts of an event one by one, so that they stay in registers: a read from memory that
    /// was written in pieces of another size has to wait for the writes.
    #[inline(never)]
    fn push_far(&mut self, at: SimTime, tie: Tie, what: u64) {
        if self.near.len() < SO_FEW && self.far.first_at() >= Self::END.nanos() {
            self.near.push(at.nanos(), tie.0, what);
            return;
        }
        if self.closed > 0 {
            self.closed -= 1;
            if self.closed == 0 || self.far.is_full() {
                self.open();
            }
        }
        let is_farther = at.nanos() >= self.farther.bound()
            || (self.far.is_full() && self.far.leaves() >= LARGE);
        if !is_farther || !self.farther.push(Event { at, tie, what }, self.now.nanos()) {
            self.far.push(at, tie, what);
        }
    }

    #[cold]
    #[inline(never)]
    fn refuse(&self, at: SimTime) {
        panic!("time runs backwards: {at} before {}", self.now);
    }

    /// Takes the next event, and moves the present to it. O(1) after a push of its kind, else as a
    /// push.
    #[inline]
    pub fn pop(&mut self) -> Option<Event> {
        self.far.close();
        let (near, far) = (self.near.first_at(), self.far.first_at());
        if near.min(far) >= self.farther.until()
            && let Some(event) = self.pop_farther(near.min(far))
        {
            return Some(event);
        }
        let is_near = if near == far { self.is_near_first_of_tied() } else { near < far };
        let event = if is_near {
            self.near.take()
        } else {
            if self.near.len() == 0 && self.closed == 0 {
                self.soon = (self.soon + self.soon / 8 + 1).min(SOON);
            }
            self.far.take()?
        };
        self.now = event.at;
        Some(event)
    }

    /// Takes the next event if it comes from the wheels; the first of the others comes at `others`.
    #[inline(never)]
    fn pop_farther(&mut self, others: u64) -> Option<Event> {
        let event = self.farther.first_until(others)?;
        let near = (self.near.first_at() == event.at.nanos()).then(|| self.near.first_tie());
        let far = (self.far.first_at() == event.at.nanos()).then(|| self.far.first_tie());
        if near.into_iter().chain(far).any(|tie| tie < event.tie.0) {
            return None;
        }
        self.farther.take();
        self.now = event.at;
        Some(event)
    }

    /// Replaces every event that waits by what `with` makes of it; `None` removes it. O(n log n).
    ///
    /// # Panics
    /// If a replacement lies before the present.
    pub fn rewrite(&mut self, mut with: impl FnMut(Event) -> Option<Event>) {
        let now = self.now;
        let mut kept = Vec::new();
        while let Some(event) = self.pop() {
            kept.extend(with(event));
        }
        self.reset();
        self.now = now;
        kept.into_iter().for_each(|event| self.push(event));
    }

    #[cold]
    #[inline(never)]
    fn is_near_first_of_tied(&self) -> bool {
        self.near.len() > 0 && self.near.first_tie() < self.far.first_tie()
    }
}
