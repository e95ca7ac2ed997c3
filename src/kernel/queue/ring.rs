//! A few events in the order of time.

use super::event::{Event, Tie};
use crate::base::SimTime;

/// Events in the order of time, in a ring. A new event is mostly later than the others, so its place
/// is searched from the end.
#[derive(Debug)]
pub(super) struct Ring {
    first: usize,
    len: usize,
    at: [u64; Ring::ROOM],
    tie: [u64; Ring::ROOM],
    what: [u64; Ring::ROOM],
}

impl Ring {
    /// Most events in it. With more, an event that is out of order would cost more than in a tree.
    pub(super) const ROOM: usize = 16;

    pub(super) fn new() -> Self {
        Ring { first: 0, len: 0, at: [0; Ring::ROOM], tie: [0; Ring::ROOM], what: [0; Ring::ROOM] }
    }

    pub(super) fn reset(&mut self) {
        (self.first, self.len) = (0, 0);
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.len == Ring::ROOM
    }

    /// The time of the first event; after all events, if there is none.
    #[inline]
    pub(super) fn first_at(&self) -> u64 {
        if self.len == 0 { u64::MAX } else { self.at[self.first % Ring::ROOM] }
    }

    /// The order of the first event; there must be one.
    pub(super) fn first_tie(&self) -> u64 {
        self.tie[self.first % Ring::ROOM]
    }

    /// Adds an event, for which there must be room. Returns the number of events that it precedes.
    #[inline]
    pub(super) fn push(&mut self, at: u64, tie: u64, what: u64) -> usize {
        let end = self.first + self.len;
        let mut place = end;
        while place > self.first {
            let before = (place - 1) % Ring::ROOM;
            let (other_at, other_tie) = (self.at[before], self.tie[before]);
            if other_at < at || (other_at == at && other_tie < tie) {
                break;
            }
            let here = place % Ring::ROOM;
            (self.at[here], self.tie[here]) = (other_at, other_tie);
            self.what[here] = self.what[before];
            place -= 1;
        }
        let here = place % Ring::ROOM;
        (self.at[here], self.tie[here], self.what[here]) = (at, tie, what);
        self.len += 1;
        end - place
    }

    /// Takes the first event; there must be one.
    #[inline]
    pub(super) fn take(&mut self) -> Event {
        let here = self.first % Ring::ROOM;
        self.first = (self.first + 1) % Ring::ROOM;
        self.len -= 1;
        let (at, tie) = (SimTime::from_nanos(self.at[here]), Tie(self.tie[here]));
        Event { at, tie, what: self.what[here] }
    }
}
