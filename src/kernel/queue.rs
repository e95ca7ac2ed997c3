//! The future event list: a 4-ary heap over (time, tie) with a lazy hole, so that the usual
//! "pop one, push its successor" costs one walk down instead of two.
//!
//! Ties at one instant are ordered by [`Rank`], then by the call's own identity: never by
//! insertion. Time never goes back; a rank may.

use crate::base::SimTime;

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
        Tie((rank as u64) << 60
            | ((source & 0x3ff) as u64) << 50
            | (call & 0x3_ffff_ffff) << 16
            | ((attempt & 0xf) as u64) << 12
            | (step & 0xfff) as u64)
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
#[derive(Debug, Default)]
pub struct EventQueue {
    heap: Vec<Event>,
    /// Whether the root was popped and its place not yet filled.
    hole: bool,
    now: SimTime,
}

#[inline]
fn key(event: &Event) -> u128 {
    u128::from(event.at.nanos()) << 64 | u128::from(event.tie.0)
}

impl EventQueue {
    /// An empty queue at time 0.
    pub fn new() -> Self {
        EventQueue::default()
    }

    /// Empties it and sets time back to 0, keeping the memory.
    pub fn reset(&mut self) {
        self.heap.clear();
        self.hole = false;
        self.now = SimTime::ZERO;
    }

    /// The time of the last event popped.
    #[inline]
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// Events waiting.
    pub fn len(&self) -> usize {
        self.heap.len() - usize::from(self.hole)
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Schedules an event. O(log n).
    ///
    /// # Panics
    /// If it lies before the present: a bug in the model, kept as an assertion in release.
    #[inline]
    pub fn push(&mut self, event: Event) {
        assert!(event.at >= self.now, "time runs backwards: {} before {}", event.at, self.now);
        if self.hole {
            self.hole = false;
            self.sink(0, event);
        } else {
            self.heap.push(event);
            self.rise(self.heap.len() - 1, event);
        }
    }

    /// The next event, and moves the present to it. O(log n), or O(1) before a push.
    #[inline]
    pub fn pop(&mut self) -> Option<Event> {
        if self.hole {
            self.hole = false;
            let last = self.heap.pop()?;
            if self.heap.is_empty() {
                return None;
            }
            self.sink(0, last);
        }
        let first = *self.heap.first()?;
        self.hole = true;
        self.now = first.at;
        Some(first)
    }

    #[inline]
    fn rise(&mut self, mut at: usize, event: Event) {
        let k = key(&event);
        while at > 0 {
            let parent = (at - 1) / 4;
            if key(&self.heap[parent]) <= k {
                break;
            }
            self.heap[at] = self.heap[parent];
            at = parent;
        }
        self.heap[at] = event;
    }

    /// Fills the hole at `at` with `event`, smaller children moving up.
    #[inline]
    fn sink(&mut self, mut at: usize, event: Event) {
        let heap = self.heap.as_mut_slice();
        let n = heap.len();
        let k = key(&event);
        loop {
            let first = 4 * at + 1;
            let (best, best_key) = if first + 4 <= n {
                let c: &[Event; 4] = heap[first..first + 4].try_into().expect("four children");
                let (k0, k1, k2, k3) = (key(&c[0]), key(&c[1]), key(&c[2]), key(&c[3]));
                let (a, ka) = if k1 < k0 { (1, k1) } else { (0, k0) };
                let (b, kb) = if k3 < k2 { (3, k3) } else { (2, k2) };
                if kb < ka { (first + b, kb) } else { (first + a, ka) }
            } else if first < n {
                let mut best = (first, key(&heap[first]));
                for (i, child) in heap.iter().enumerate().skip(first + 1) {
                    let child_key = key(child);
                    if child_key < best.1 {
                        best = (i, child_key);
                    }
                }
                best
            } else {
                break;
            };
            if k <= best_key {
                break;
            }
            heap[at] = heap[best];
            at = best;
        }
        heap[at] = event;
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
