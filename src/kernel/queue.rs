//! The future event list: a winner tree over (time, tie). Each event has a leaf, and each node, with
//! four below it, knows the earliest event of these; an event that is new plays its way up to the
//! root. The place of the event popped last stays open for the next push, so that the usual "pop one,
//! push its successor" costs one way up instead of two.
//!
//! A heap is shorter in text, but its branches depend on the data and are mispredicted twice an
//! event: it takes about twice the time (`docs/performance.md`).
//!
//! Ties at one instant are ordered by [`Rank`], then by the call's own identity: never by
//! insertion. Time never goes back; a rank may.

use crate::base::SimTime;
use std::hint::select_unpredictable;

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

/// The order of events at one instant: rank, source, call number, attempt, step, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie(u64);

impl Tie {
    /// Most traffic sources that a tie can tell apart.
    pub const SOURCES: u32 = 1 << 10;
    /// Most attempts of a call that a tie can tell apart.
    pub const ATTEMPTS: u32 = 1 << 4;

    /// Packs 4 bits of rank, 10 of source, 34 of call number, 4 of attempt and 12 of step.
    #[inline]
    pub const fn new(rank: Rank, source: u32, call: u64, attempt: u32, step: u32) -> Self {
        Order::new(source, call, attempt).of(rank, step)
    }
}

/// The order of one attempt's events among those of others, worked out once for all of them.
#[derive(Clone, Copy, Debug)]
pub struct Order(u64);

impl Order {
    /// Packs 10 bits of source, 34 of call number, 4 of attempt.
    #[inline]
    pub const fn new(source: u32, call: u64, attempt: u32) -> Self {
        Order(
            ((source & 0x3ff) as u64) << 50
                | (call & 0x3_ffff_ffff) << 16
                | ((attempt & 0xf) as u64) << 12,
        )
    }

    /// The tie of an event of this rank, with 12 bits of step.
    #[inline]
    pub const fn of(self, rank: Rank, step: u32) -> Tie {
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
    near: Near,
    /// All else, mostly timers: many wait, each for long. What comes soon as well, where that is much.
    far: Tree,
    /// How soon what goes to the ring has to come, ns: less where it would overflow.
    soon: u64,
    now: SimTime,
}

/// A few events in the order of time, in a ring. What is new is mostly later than the others: it is sought from the end.
#[derive(Debug)]
struct Near {
    first: usize,
    len: usize,
    at: [u64; NEAR],
    tie: [u64; NEAR],
    what: [u64; NEAR],
}

/// How soon what goes to the ring has to come at most, ns.
const SOON: u64 = 1 << 28;

/// More than these should not come after one that is new to the ring.
const FEW: usize = 8;

/// Most events in the ring.
const NEAR: usize = 16;

/// A winner tree.
#[derive(Debug)]
struct Tree {
    /// Quad `q` holds what won at the nodes 4q + 1 to 4q + 4, which are below node q; node 0 is the
    /// root.
    quads: Vec<Quad>,
    /// What won at the root.
    first: Entry,
    /// Order and meaning of the event in each leaf. Leaf 0 never has one.
    leaves: Vec<Leaf>,
    /// The node of leaf 0; those of the other leaves follow.
    base: usize,
    /// Leaves without an event, but for leaf 0 and the hole.
    free: Vec<u32>,
    /// The leaf of the event popped last, until a push fills it or the next pop empties it.
    hole: Option<u32>,
}

/// A leaf as the tree knows it.
#[derive(Clone, Copy, Debug)]
struct Entry {
    at: u64,
    leaf: u32,
}

/// Four entries in one cache line.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Quad {
    at: [u64; 4],
    leaf: [u32; 4],
}

/// What a leaf holds besides its time.
#[derive(Clone, Copy, Debug)]
struct Leaf {
    tie: u64,
    what: u64,
}

/// The entry of a node with no event below it: after every event, and never tied with another.
#[inline]
const fn nobody(node: usize, leaf: u32) -> Entry {
    Entry { at: u64::MAX - node as u64, leaf }
}

/// A leaf without an event, which loses against every event: no rank reaches this tie.
const EMPTY: Leaf = Leaf { tie: u64::MAX, what: 0 };

/// Leaves to begin with.
const LEAVES: usize = 16;

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
        EventQueue { near: Near::new(), far: Tree::new(), soon: SOON, now: SimTime::ZERO }
    }

    /// Empties it and sets time back to 0, keeping the memory.
    pub fn reset(&mut self) {
        (self.near.first, self.near.len) = (0, 0);
        self.far.reset();
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
        self.near.len + self.far.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Schedules an event. O(log of the most of its kind, messages or others, that ever waited).
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
            if self.near.len < NEAR {
                let passed = self.near.push(at.nanos(), tie.0, what);
                if passed > FEW {
                    self.soon -= self.soon / 4;
                }
                return;
            }
            self.soon /= 2;
        }
        self.far.push(at, tie, what);
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
        let (near, far) = (self.near.first_at(), self.far.first.at);
        let is_near = if near == far { self.is_near_first_of_tied() } else { near < far };
        let event = if is_near {
            self.near.take()
        } else {
            if self.near.len == 0 {
                self.soon = (self.soon + self.soon / 8 + 1).min(SOON);
            }
            self.far.take()?
        };
        self.now = event.at;
        Some(event)
    }

    #[cold]
    #[inline(never)]
    fn is_near_first_of_tied(&self) -> bool {
        self.near.len > 0
            && self.near.tie[self.near.first] < self.far.leaves[self.far.first.leaf as usize].tie
    }
}

impl Near {
    fn new() -> Self {
        Near { first: 0, len: 0, at: [0; NEAR], tie: [0; NEAR], what: [0; NEAR] }
    }

    /// The time of the first event; after all events, if there is none.
    #[inline]
    fn first_at(&self) -> u64 {
        if self.len == 0 { u64::MAX } else { self.at[self.first % NEAR] }
    }

    /// There must be room for it. Returns how many it comes before.
    #[inline]
    fn push(&mut self, at: u64, tie: u64, what: u64) -> usize {
        let end = self.first + self.len;
        let mut place = end;
        while place > self.first {
            let before = (place - 1) % NEAR;
            let (other_at, other_tie) = (self.at[before], self.tie[before]);
            if other_at < at || (other_at == at && other_tie < tie) {
                break;
            }
            let here = place % NEAR;
            (self.at[here], self.tie[here]) = (other_at, other_tie);
            self.what[here] = self.what[before];
            place -= 1;
        }
        let here = place % NEAR;
        (self.at[here], self.tie[here], self.what[here]) = (at, tie, what);
        self.len += 1;
        end - place
    }

    /// Takes the first event; there must be one.
    #[inline]
    fn take(&mut self) -> Event {
        let here = self.first % NEAR;
        self.first = (self.first + 1) % NEAR;
        self.len -= 1;
        let (at, tie) = (SimTime::from_nanos(self.at[here]), Tie(self.tie[here]));
        Event { at, tie, what: self.what[here] }
    }
}

impl Tree {
    fn new() -> Self {
        let mut tree = Tree {
            quads: Vec::new(),
            first: nobody(0, 0),
            leaves: vec![EMPTY],
            base: 0,
            free: Vec::new(),
            hole: None,
        };
        tree.grow(LEAVES);
        tree
    }

    fn reset(&mut self) {
        self.leaves.fill(EMPTY);
        self.free.clear();
        self.free.extend((1..self.leaves.len() as u32).rev());
        self.hole = None;
        self.rebuild(&[]);
    }

    fn len(&self) -> usize {
        self.leaves.len() - 1 - self.free.len() - usize::from(self.hole.is_some())
    }

    /// Takes the parts of an event one by one, so that they stay in registers: what is written to memory in pieces and
    /// read again in others waits until all before it is done.
    #[inline(never)]
    fn push(&mut self, at: SimTime, tie: Tie, what: u64) {
        let leaf = match self.hole.take() {
            Some(hole) => hole,
            None => self.free_leaf(),
        };
        self.leaves[leaf as usize] = Leaf { tie: tie.0, what };
        self.play(Entry { at: at.nanos(), leaf });
    }

    /// Empties the leaf of the event popped last, if nothing has filled it; then `first` is true.
    #[inline]
    fn close(&mut self) {
        if let Some(hole) = self.hole.take() {
            self.leaves[hole as usize] = EMPTY;
            self.free.push(hole);
            self.play(nobody(self.base + hole as usize, hole));
        }
    }

    /// Takes the first event, and leaves a hole; the tree has none.
    #[inline]
    fn take(&mut self) -> Option<Event> {
        let Entry { at, leaf } = self.first;
        let Leaf { tie, what } = self.leaves[leaf as usize];
        if tie == EMPTY.tie {
            return None;
        }
        self.hole = Some(leaf);
        Some(Event { at: SimTime::from_nanos(at), tie: Tie(tie), what })
    }

    /// Lets an entry that is new at its leaf play its way up to the root. The path is known
    /// beforehand, so nothing waits for loads, and winners are selected, not branched to.
    #[inline]
    fn play(&mut self, mut best: Entry) {
        let mut node = self.base + best.leaf as usize;
        while node > 0 {
            node -= 1;
            let side = node % 4;
            node /= 4;
            let quad = &mut self.quads[node];
            quad.at[side] = best.at;
            quad.leaf[side] = best.leaf;
            let quad = &self.quads[node];
            let other = |i: usize| quad.entry(side ^ i);
            // The three others settle it among themselves first: that needs not wait for `best`.
            let others = self.better(self.better(other(1), other(2)), other(3));
            best = self.better(others, best);
        }
        self.first = best;
    }

    /// The earlier of two. Written with the two selections in one arm, it compiles to conditional
    /// moves; most other ways to say it become a branch, mispredicted half of the time.
    #[inline(always)]
    fn better(&self, a: Entry, b: Entry) -> Entry {
        if a.at == b.at {
            self.first_of_tied(a, b)
        } else {
            let a_first = a.at < b.at;
            Entry {
                at: select_unpredictable(a_first, a.at, b.at),
                leaf: select_unpredictable(a_first, a.leaf, b.leaf),
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn first_of_tied(&self, a: Entry, b: Entry) -> Entry {
        let tie = |entry: Entry| self.leaves[entry.leaf as usize].tie;
        if tie(a) < tie(b) { a } else { b }
    }

    #[inline]
    fn free_leaf(&mut self) -> u32 {
        if self.free.is_empty() {
            self.grow(2 * self.leaves.len());
        }
        self.free.pop().unwrap_or_default()
    }

    /// Makes room for `leaves` − 1 events.
    #[cold]
    fn grow(&mut self, leaves: usize) {
        let old = self.leaves.len();
        let at = |node: usize| self.quads[(node - 1) / 4].at[(node - 1) % 4];
        let times: Vec<u64> = (1..old).map(|leaf| at(self.base + leaf)).collect();
        self.leaves.resize(leaves, EMPTY);
        self.free.extend((old as u32..leaves as u32).rev());
        self.rebuild(&times);
    }

    /// Plays the whole tree anew, with these times at the leaves from 1 on, and none at the rest.
    fn rebuild(&mut self, times: &[u64]) {
        let mut level = 1;
        self.base = 0;
        while level < self.leaves.len() {
            self.base += level;
            level *= 4;
        }
        let quads = (self.base + self.leaves.len() - 1).div_ceil(4);
        self.quads.clear();
        self.quads.extend((0..quads).map(|quad| Quad {
            at: std::array::from_fn(|side| nobody(4 * quad + 1 + side, 0).at),
            leaf: [0; 4],
        }));
        self.first = nobody(0, 0);
        for (leaf, at) in (1..).zip(times) {
            self.play(Entry { at: *at, leaf });
        }
    }
}

impl Quad {
    #[inline]
    fn entry(&self, side: usize) -> Entry {
        Entry { at: self.at[side], leaf: self.leaf[side] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Key;

    fn event(at: u64, rank: Rank, call: u64) -> Event {
        Event { at: SimTime::from_nanos(at), tie: Tie::new(rank, 0, call, 0, 0), what: call }
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
