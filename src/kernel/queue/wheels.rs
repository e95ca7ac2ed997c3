//! Very many events, sorted only as far as they have come near.

use super::Event;

/// Hierarchical timing wheels (Varghese and Lauck 1987): a wheel for each 6 bits of a time, each with a slot for every
/// value of these bits. An event stands on the wheel of the highest bits in which it differs from `base`; what stands in
/// the slot next in time goes to smaller wheels when its time comes. So an event is moved a few times, each from one end of
/// a list to the end of another, whatever their number.
#[derive(Debug)]
pub(super) struct Wheels {
    /// No event lies before it.
    base: u64,
    /// By wheel, then slot.
    slots: Vec<Vec<Event>>,
    /// By wheel, a bit for each slot that holds events.
    used: [u64; WHEELS],
    /// Room that other slots have had.
    spare: Vec<Vec<Event>>,
    len: usize,
}

const BITS: u32 = 6;
const SLOTS: usize = 1 << BITS;
/// 6 bits each for the 64 of a time.
const WHEELS: usize = 11;

impl Wheels {
    pub(super) fn new() -> Self {
        let slots = vec![Vec::new(); WHEELS * SLOTS];
        Wheels { base: 0, slots, used: [0; WHEELS], spare: Vec::new(), len: 0 }
    }

    /// Empties it; from now on no event lies before `base`.
    pub(super) fn reset(&mut self, base: u64) {
        self.slots.iter_mut().for_each(Vec::clear);
        (self.base, self.used, self.len) = (base, [0; WHEELS], 0);
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// No event to come may lie before this.
    #[inline]
    pub(super) fn base(&self) -> u64 {
        self.base
    }

    /// Takes an event in. O(1).
    pub(super) fn push(&mut self, event: Event) {
        let at = event.at.nanos();
        debug_assert!(at >= self.base);
        let wheel = (63 - ((at ^ self.base) | 1).leading_zeros()) / BITS;
        let slot = (at >> (wheel * BITS)) as usize % SLOTS;
        let wheel = wheel as usize;
        let list = &mut self.slots[wheel * SLOTS + slot];
        if list.capacity() == 0 {
            *list = self.spare.pop().unwrap_or_default();
        }
        list.push(event);
        self.used[wheel] |= 1 << slot;
        self.len += 1;
    }

    /// Gives the events next in time, about `few` at most unless they are of one instant, and until when there is no other.
    /// O(1) for each event and wheel.
    pub(super) fn next(&mut self, few: usize, mut give: impl FnMut(Event)) -> u64 {
        while let Some(wheel) = self.used.iter().position(|slots| *slots != 0) {
            let slot = self.used[wheel].trailing_zeros();
            self.used[wheel] &= !(1 << slot);
            let mut list = std::mem::take(&mut self.slots[wheel * SLOTS + slot as usize]);
            self.len -= list.len();
            let shift = wheel as u32 * BITS;
            let above = self.base.checked_shr(shift + BITS).unwrap_or(0);
            self.base = above.checked_shl(shift + BITS).unwrap_or(0) | u64::from(slot) << shift;
            let given = list.len() <= few || wheel == 0;
            if given {
                list.drain(..).for_each(&mut give);
            } else {
                list.drain(..).for_each(|event| self.push(event));
            }
            self.spare.push(list);
            if given {
                return self.base.saturating_add(1 << shift);
            }
        }
        u64::MAX
    }
}
