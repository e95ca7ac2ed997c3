//! Very many events, sorted only when their time comes near.

use super::event::Event;

/// Hierarchical timing wheels (Varghese and Lauck 1987): a wheel for each 6 bits of a time, each with
/// a slot for every value of these bits. An event is on the wheel of the highest bits in which it
/// differs from `base`. When the time of a slot has come, it is sorted if it holds few events; else
/// its events go to smaller wheels. So an event moves a few times, from the end of one list to the
/// end of another, whatever the number of events.
#[derive(Debug)]
pub(super) struct Wheels {
    /// The last chunk of each slot's events, by wheel, then slot; [`NONE`] without. The number of its
    /// events is here too, so that adding an event writes to the chunk and does not wait for a read.
    slots: Vec<Slot>,
    /// By wheel, a bit for each slot that holds events.
    used: [u64; WHEELS],
    /// No event on a wheel is before it, and no new one may be.
    base: u64,
    /// No event on a wheel is before this; after all events while there are none.
    bound: u64,
    /// Events that have left the wheels, the first at the end. All of them are before `bound`.
    sorted: Vec<Event>,
    /// No event comes before this.
    until: u64,
    chunks: Vec<Chunk>,
    /// The first of the chunks without events, each of which knows the next.
    spare: u32,
    len: usize,
}

/// A slot's last chunk, and how many events that has; all before it are full.
#[derive(Clone, Copy, Debug)]
struct Slot {
    last: u32,
    len: u32,
}

/// Some events of one slot.
#[derive(Debug)]
struct Chunk {
    /// The chunk before.
    before: u32,
    events: [Event; CHUNK],
}

const NONE: u32 = u32::MAX;
/// A slot without events: as if its chunk were full.
const EMPTY: Slot = Slot { last: NONE, len: CHUNK as u32 };
/// Events in a chunk, which then takes half a kilobyte.
const CHUNK: usize = 21;

const BITS: u32 = 6;
const SLOTS: usize = 1 << BITS;
/// The number of wheels: 6 bits each for the 64 bits of a time.
const WHEELS: usize = 11;
/// The events of a slot with more chunks than this go to smaller wheels.
const FEW: usize = 3;

impl Wheels {
    pub(super) fn new() -> Self {
        Wheels {
            slots: vec![EMPTY; WHEELS * SLOTS],
            used: [0; WHEELS],
            base: 0,
            bound: u64::MAX,
            sorted: Vec::new(),
            until: u64::MAX,
            chunks: Vec::new(),
            spare: NONE,
            len: 0,
        }
    }

    pub(super) fn reset(&mut self) {
        self.slots.fill(EMPTY);
        self.chunks.clear();
        self.spare = NONE;
        self.sorted.clear();
        (self.used, self.base, self.len) = ([0; WHEELS], 0, 0);
        (self.bound, self.until) = (u64::MAX, u64::MAX);
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// New events from this time on belong here; after all events while there are none on the wheels.
    #[inline]
    pub(super) fn bound(&self) -> u64 {
        self.bound
    }

    /// No event comes before this.
    #[inline]
    pub(super) fn until(&self) -> u64 {
        self.until
    }

    /// Adds an event, unless it is before one that has left the wheels. O(1).
    #[inline(never)]
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
        let place = wheel as usize * SLOTS + slot;
        let Slot { last, len } = self.slots[place];
        if len as usize == CHUNK {
            self.slots[place] = Slot { last: self.new_chunk(last, event), len: 1 };
        } else {
            self.chunks[last as usize].events[len as usize] = event;
            self.slots[place].len += 1;
        }
        self.used[wheel as usize] |= 1 << slot;
    }

    fn new_chunk(&mut self, before: u32, event: Event) -> u32 {
        if self.spare == NONE {
            self.chunks.push(Chunk { before, events: [event; CHUNK] });
            return self.chunks.len() as u32 - 1;
        }
        let spare = self.spare;
        let chunk = &mut self.chunks[spare as usize];
        self.spare = chunk.before;
        (chunk.before, chunk.events[0]) = (before, event);
        spare
    }

    /// Passes on the events of a slot's last chunk, and of the chunks before it.
    fn empty(&mut self, slot: Slot, give: impl Fn(&mut Self, Event)) {
        let (mut chunk, mut len) = (slot.last, slot.len as usize);
        while let Some(Chunk { before, .. }) = self.chunks.get(chunk as usize) {
            let before = *before;
            for i in 0..len {
                give(self, self.chunks[chunk as usize].events[i]);
            }
            self.chunks[chunk as usize].before = self.spare;
            self.spare = chunk;
            (chunk, len) = (before, CHUNK);
        }
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

    /// Takes the first event, which [`first_until`](Self::first_until) has found.
    pub(super) fn take(&mut self) {
        self.sorted.pop();
        self.len -= 1;
        self.look_ahead();
    }

    /// Sorts the events of the slot that is next in time.
    fn turn(&mut self) {
        while let Some(wheel) = self.used.iter().position(|slots| *slots != 0) {
            let slot = self.used[wheel].trailing_zeros();
            self.used[wheel] &= !(1 << slot);
            let events = std::mem::replace(&mut self.slots[wheel * SLOTS + slot as usize], EMPTY);
            let shift = wheel as u32 * BITS;
            let above = self.base.checked_shr(shift + BITS).unwrap_or(0);
            self.base = above.checked_shl(shift + BITS).unwrap_or(0) | u64::from(slot) << shift;
            // Those on the smallest wheel are of one instant.
            if wheel == 0 || self.is_short(events.last) {
                self.empty(events, |wheels, event| wheels.sorted.push(event));
                self.sorted.sort_unstable_by_key(|event| {
                    std::cmp::Reverse(u128::from(event.at.nanos()) << 64 | u128::from(event.tie.0))
                });
                self.bound = self.base.saturating_add(1 << shift);
                return;
            }
            self.empty(events, Self::put);
        }
        self.bound = u64::MAX;
    }

    /// Whether a slot with this last chunk has few events.
    fn is_short(&self, last: u32) -> bool {
        let before = |chunk: &u32| self.chunks.get(*chunk as usize).map(|chunk| chunk.before);
        std::iter::successors(Some(last), before)
            .take_while(|chunk| *chunk != NONE)
            .take(FEW + 1)
            .count()
            <= FEW
    }
}
