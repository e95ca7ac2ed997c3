//! Very many events, sorted only as far as they have come near.

use super::Event;

/// Hierarchical timing wheels (Varghese and Lauck 1987): a wheel for each 6 bits of a time, each with a slot for every
/// value of these bits. An event stands on the wheel of the highest bits in which it differs from `base`. A slot whose time
/// has come is sorted if it holds few events, and else goes to smaller wheels: so an event is moved a few times, each from
/// one end of a list to the end of another, whatever their number.
#[derive(Debug)]
pub(super) struct Wheels {
    /// By wheel, then slot.
    slots: Vec<Vec<Event>>,
    /// By wheel, a bit for each slot that holds events.
    used: [u64; WHEELS],
    /// No event on a wheel lies before it, nor may a new one.
    base: u64,
    /// All events on wheels come at this or later; after all events while there are none.
    bound: u64,
    /// Events that have left the wheels, the first at the end: all of them come before `bound`.
    sorted: Vec<Event>,
    /// No event comes before this.
    until: u64,
    /// Room that other slots have had.
    spare: Vec<Vec<Event>>,
    len: usize,
}

const BITS: u32 = 6;
const SLOTS: usize = 1 << BITS;
/// 6 bits each for the 64 of a time.
const WHEELS: usize = 11;
/// A slot with more events than these goes to smaller wheels.
const FEW: usize = 64;

impl Wheels {
    pub(super) fn new() -> Self {
        Wheels {
            slots: vec![Vec::new(); WHEELS * SLOTS],
            used: [0; WHEELS],
            base: 0,
            bound: u64::MAX,
            sorted: Vec::new(),
            until: u64::MAX,
            spare: Vec::new(),
            len: 0,
        }
    }

    pub(super) fn reset(&mut self) {
        self.slots.iter_mut().for_each(Vec::clear);
        self.sorted.clear();
        (self.used, self.base, self.len) = ([0; WHEELS], 0, 0);
        (self.bound, self.until) = (u64::MAX, u64::MAX);
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// From here on new events belong here; after all events while there are none on the wheels.
    #[inline]
    pub(super) fn bound(&self) -> u64 {
        self.bound
    }

    /// No event comes before this.
    #[inline]
    pub(super) fn until(&self) -> u64 {
        self.until
    }

    /// Takes an event in, unless it comes before what has left the wheels. O(1).
    pub(super) fn push(&mut self, event: Event, now: u64) -> bool {
        let at = event.at.nanos();
        if self.bound == u64::MAX {
            self.base = now;
        }
        if at < self.base || (at < self.bound && !self.sorted.is_empty()) {
            return false;
        }
        self.bound = self.bound.min(at);
        self.len += 1;
        self.put(event);
        self.look_ahead();
        true
    }

    fn put(&mut self, event: Event) {
        let at = event.at.nanos();
        let wheel = (63 - ((at ^ self.base) | 1).leading_zeros()) / BITS;
        let slot = (at >> (wheel * BITS)) as usize % SLOTS;
        let list = &mut self.slots[wheel as usize * SLOTS + slot];
        if list.capacity() == 0 {
            *list = self.spare.pop().unwrap_or_default();
        }
        list.push(event);
        self.used[wheel as usize] |= 1 << slot;
    }

    fn look_ahead(&mut self) {
        self.until = self.sorted.last().map_or(self.bound, |first| first.at.nanos());
    }

    /// The first event, if it comes no later than `at`. O(1) for each event and wheel, and a sort of a few.
    pub(super) fn first_until(&mut self, at: u64) -> Option<Event> {
        while self.sorted.is_empty() && self.bound <= at && self.bound < u64::MAX {
            self.turn();
        }
        self.look_ahead();
        self.sorted.last().copied().filter(|first| first.at.nanos() <= at)
    }

    /// Takes the first event; [`first_until`](Self::first_until) has told it.
    pub(super) fn take(&mut self) {
        self.sorted.pop();
        self.len -= 1;
        self.look_ahead();
    }

    /// Sorts the events of the slot next in time, which no other event on a wheel comes before.
    fn turn(&mut self) {
        while let Some(wheel) = self.used.iter().position(|slots| *slots != 0) {
            let slot = self.used[wheel].trailing_zeros();
            self.used[wheel] &= !(1 << slot);
            let mut list = std::mem::take(&mut self.slots[wheel * SLOTS + slot as usize]);
            let shift = wheel as u32 * BITS;
            let above = self.base.checked_shr(shift + BITS).unwrap_or(0);
            self.base = above.checked_shl(shift + BITS).unwrap_or(0) | u64::from(slot) << shift;
            // Those on the smallest wheel are of one instant.
            let sorts = list.len() <= FEW || wheel == 0;
            if sorts {
                self.sorted.append(&mut list);
                self.sorted.sort_unstable_by_key(|event| std::cmp::Reverse((event.at, event.tie)));
            } else {
                list.drain(..).for_each(|event| self.put(event));
            }
            self.spare.push(list);
            if sorts {
                self.bound = self.base.saturating_add(1 << shift);
                return;
            }
        }
        self.bound = u64::MAX;
    }
}
