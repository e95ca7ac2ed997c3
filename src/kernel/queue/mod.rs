//! The future event list, in three rooms by how soon an event comes. A [`Ring`] has what comes soon, mostly messages in
//! the order in which they were sent; a winner [`Tree`] has all else, mostly timers; and what the tree would be too large
//! for waits in [`Wheels`].
//!
//! Ties at one instant are ordered by [`Rank`], then by the call's own identity: never by
//! insertion. Time never goes back; a rank may.

mod ring;
mod tree;
mod wheels;

use crate::base::SimTime;
use ring::Ring;
use tree::Tree;
use wheels::Wheels;

/// What happens first at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Rank {
    /// A server goes down, comes back or changes speed.
    Outage,
    /// A channel or slot is freed.
    Release,
    /// A message reaches a server.
    Message,
    /// A person answers.
    Answer,
    /// A caller hangs up.
    HangUp,
    /// Any other timer.
    Timer,
    /// A refused caller tries again.
    Retry,
    /// A new call arrives.
    Arrival,
    /// A look at the state.
    Sample,
}

/// The order of events at one instant: rank, source, call number, attempt, step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie(u64);

/// One attempt of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// The source, below [`Attempt::SOURCES`].
    pub source: u32,
    /// The call's number in its source, below [`Attempt::CALLS`].
    pub call: u64,
    /// The attempt's number in its call, below [`Attempt::ATTEMPTS`].
    pub attempt: u32,
}

impl Attempt {
    /// Most traffic sources that ties can distinguish.
    pub const SOURCES: u32 = 1 << 10;
    /// Most calls of a source that ties can distinguish.
    pub const CALLS: u64 = 1 << 34;
    /// Most attempts of a call that ties can distinguish.
    pub const ATTEMPTS: u32 = 1 << 4;

    /// An event's place in the order of its instant, from 12 bits of step.
    #[inline]
    pub const fn tie(self, rank: Rank, step: u32) -> Tie {
        Order::new(self).tie(rank, step)
    }
}

/// The order of one attempt's events among those of others, worked out once for all of them.
#[derive(Clone, Copy, Debug)]
pub struct Order(u64);

impl Order {
    /// Packs 10 bits of source, 34 of call number, 4 of attempt.
    #[inline]
    pub const fn new(Attempt { source, call, attempt }: Attempt) -> Self {
        Order(
            ((source & (Attempt::SOURCES - 1)) as u64) << 50
                | (call & (Attempt::CALLS - 1)) << 16
                | ((attempt & (Attempt::ATTEMPTS - 1)) as u64) << 12,
        )
    }

    /// The attempt.
    #[inline]
    pub const fn attempt(self) -> Attempt {
        Attempt {
            source: (self.0 >> 50) as u32 & (Attempt::SOURCES - 1),
            call: (self.0 >> 16) & (Attempt::CALLS - 1),
            attempt: (self.0 >> 12) as u32 & (Attempt::ATTEMPTS - 1),
        }
    }

    /// The place of an event of this attempt in the order of its instant: 4 bits of rank, those of the
    /// attempt, and 12 of step.
    #[inline]
    pub const fn tie(self, rank: Rank, step: u32) -> Tie {
        Tie((rank as u64) << 60 | self.0 | (step & 0xfff) as u64)
    }
}

/// One future event: when, in which order, and 64 bits that only the model understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: SimTime,
    /// In which order among those of the same instant.
    pub tie: Tie,
    /// What, packed by the model.
    pub what: u64,
}

const _: () = assert!(std::mem::size_of::<Event>() == 24);

/// The future event list.
#[derive(Debug)]
pub struct EventQueue {
    /// What comes soon, mostly messages: few at a time are on their way, and most of what happens is one of them.
    near: Ring,
    /// All else, mostly timers: many wait, each for long. What comes soon as well, where that is much.
    far: Tree,
    /// What would make the tree too large.
    farther: Wheels,
    /// How soon what goes to the ring has to come, ns: less where it would overflow.
    soon: u64,
    now: SimTime,
}

/// How soon what goes to the ring has to come at most, ns.
const SOON: u64 = 1 << 28;

/// More than these should not come after one that is new to the ring.
const FEW: usize = 8;

/// Leaves of the tree above which it grows no more: beyond, it would not fit the caches.
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
            now: SimTime::ZERO,
        }
    }

    /// Empties it and sets time back to 0, keeping the memory.
    pub fn reset(&mut self) {
        self.near.reset();
        self.far.reset();
        self.farther.reset();
        self.soon = SOON;
        self.now = SimTime::ZERO;
    }

    /// The time of the last event popped.
    #[inline]
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// Events waiting.
    pub fn len(&self) -> usize {
        self.near.len() + self.far.len() + self.farther.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
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
                if passed > FEW {
                    self.soon -= self.soon / 4;
                }
                return;
            }
            self.soon /= 2;
        }
        self.push_far(at, tie, what);
    }

    /// Takes the parts of an event one by one, so that they stay in registers: what is written to memory in pieces and
    /// read again in others waits until all before it is done.
    #[inline(never)]
    fn push_far(&mut self, at: SimTime, tie: Tie, what: u64) {
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

    /// The next event, and moves the present to it. O(1) after a push of its kind, else as a push.
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
            if self.near.len() == 0 {
                self.soon = (self.soon + self.soon / 8 + 1).min(SOON);
            }
            self.far.take()?
        };
        self.now = event.at;
        Some(event)
    }

    /// The next event, if it comes from the wheels; the first of the others comes at `others`.
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

    #[cold]
    #[inline(never)]
    fn is_near_first_of_tied(&self) -> bool {
        self.near.len() > 0 && self.near.first_tie() < self.far.first_tie()
    }
}

#[cfg(test)]
mod tests {
    use super::tree::LEAVES;
    use super::*;
    use crate::kernel::Key;
    use std::collections::BTreeSet;

    fn event(at: u64, rank: Rank, call: u64) -> Event {
        Event {
            at: SimTime::from_nanos(at),
            tie: Attempt { call, ..Attempt::default() }.tie(rank, 0),
            what: call,
        }
    }

    #[test]
    fn behaves_like_a_sorted_list() {
        let mut queue = EventQueue::new();
        let mut model: Vec<(u64, u64)> = Vec::new();
        let mut now = 0;
        for i in 0..20_000u64 {
            let draw = Key::new(5).absorb(i);
            if draw.uniform() < 0.55 || model.is_empty() {
                let at = now + u64::from(draw.absorb(1).below(50));
                queue.push(event(at, Rank::Timer, i));
                model.push((at, i));
            } else {
                model.sort_unstable();
                let (at, call) = model.remove(0);
                let got = queue.pop().expect("not empty");
                assert_eq!((got.at.nanos(), got.what), (at, call));
                now = at;
            }
            assert_eq!(queue.len(), model.len());
        }
    }

    /// Up to 30,000 events at distances of nothing to hours, many at one instant: through ring, tree and wheels, twice.
    #[test]
    fn many_events_near_and_far_come_in_order() {
        let mut queue = EventQueue::new();
        for round in 0..2u64 {
            let mut model = BTreeSet::new();
            let (mut now, mut most_on_wheels) = (0, 0);
            for i in 0..120_000u64 {
                let draw = Key::new(round).absorb(i);
                let grows = if i < 60_000 { 0.75 } else { 0.3 };
                if draw.uniform() < grows || model.is_empty() {
                    let bits = draw.absorb(1).below(44);
                    let mut at = now + draw.absorb(2).raw() % (1 << bits);
                    if draw.absorb(3).below(4) == 0 {
                        // With others of the same instant.
                        at = at.next_multiple_of(1 << 32);
                    }
                    queue.push(event(at, Rank::Timer, i));
                    model.insert((at, i));
                } else {
                    let first = model.pop_first();
                    let got = queue.pop().map(|event| (event.at.nanos(), event.what));
                    assert_eq!(got, first);
                    now = first.map_or(now, |(at, _)| at);
                }
                most_on_wheels = most_on_wheels.max(queue.farther.len());
                assert_eq!(queue.len(), model.len());
            }
            assert!(most_on_wheels > 10_000, "{most_on_wheels}");
            if round == 0 {
                queue.reset();
            } else {
                while let Some(first) = model.pop_first() {
                    assert_eq!(
                        queue.pop().map(|event| (event.at.nanos(), event.what)),
                        Some(first)
                    );
                }
            }
            assert_eq!((queue.pop(), queue.len()), (None, 0));
        }
    }

    #[test]
    fn grows_and_is_reset_with_events_of_one_instant_in_it() {
        let mut queue = EventQueue::new();
        for round in 0..3u64 {
            let n = 5 * LEAVES as u64 + round;
            // Two instants, calls backwards: the tie alone puts them in order.
            (0..n).rev().for_each(|call| queue.push(event(call % 2, Rank::Timer, call)));
            assert_eq!(queue.len(), n as usize);
            for call in (0..n).step_by(2).chain((1..n).step_by(2)).take(n as usize / 2) {
                assert_eq!(queue.pop().map(|e| e.what), Some(call));
            }
            queue.reset();
            assert_eq!((queue.pop(), queue.now(), queue.len()), (None, SimTime::ZERO, 0));
        }
    }

    #[test]
    fn ranks_decide_at_one_instant_pair_by_pair() {
        use Rank::*;
        let order = [Outage, Release, Message, Answer, HangUp, Timer, Retry, Arrival, Sample];
        for pair in order.windows(2) {
            let mut queue = EventQueue::new();
            // The later rank has the smaller call number and is pushed first: neither helps it.
            queue.push(event(7, pair[1], 1));
            queue.push(event(7, pair[0], 2));
            assert_eq!(queue.pop().map(|e| e.what), Some(2), "{:?} before {:?}", pair[0], pair[1]);
            assert_eq!(queue.pop().map(|e| e.what), Some(1));
        }
    }

    #[test]
    fn an_earlier_rank_may_be_scheduled_at_the_present_instant() {
        let mut queue = EventQueue::new();
        queue.push(event(7, Rank::Arrival, 1));
        queue.push(event(7, Rank::Arrival, 2));
        assert_eq!(queue.pop().map(|e| e.what), Some(1));
        queue.push(event(7, Rank::Release, 3));
        assert_eq!(queue.pop().map(|e| e.what), Some(3));
        assert_eq!(queue.pop().map(|e| e.what), Some(2));
        assert_eq!(queue.pop(), None);
        assert_eq!(queue.pop(), None);
    }
}
