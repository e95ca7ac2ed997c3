//! A host that handles messages: cores and a first-come-first-served queue. When a message
//! arrives its completion is already known, so it needs no event of its own.

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

/// Whether a host works. The foundation uses only `Up`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Up,
}

/// The cores of one host.
#[derive(Clone, Debug)]
pub(super) struct Cores {
    /// When each core is free.
    free_at: Vec<SimTime>,
    /// The core after the one that was taken last.
    next: usize,
    pub(super) condition: Condition,
}

impl Cores {
    pub(super) fn new(cores: u32) -> Self {
        Cores {
            free_at: vec![SimTime::ZERO; cores.max(1) as usize],
            next: 0,
            condition: Condition::Up,
        }
    }

    pub(super) fn reset(&mut self) {
        self.free_at.fill(SimTime::ZERO);
        self.next = 0;
    }

    /// Serves a message that arrives now: on a core that is free, or else on the one that is free
    /// first. O(1) while the cores are free in turn, else O(cores).
    #[inline]
    pub(super) fn serve(&mut self, now: SimTime, service: Span, wait: Span) -> Handled {
        debug_assert_eq!(self.condition, Condition::Up);
        if service.is_zero() {
            return Handled { started: now, served: now, done: now + wait };
        }
        // Cores differ in nothing but when they are free, so any free one serves.
        let core = if self.free_at[self.next] <= now { self.next } else { self.first_free() };
        let started = now.max(self.free_at[core]);
        let served = started + service;
        self.free_at[core] = served;
        self.next = if core + 1 < self.free_at.len() { core + 1 } else { 0 };
        Handled { started, served, done: served + wait }
    }

    /// When a message that arrives now would begin its service.
    pub(super) fn free_from(&self, now: SimTime) -> SimTime {
        now.max(self.free_at[self.first_free()])
    }

    /// The core that is free first.
    fn first_free(&self) -> usize {
        let mut first = 0;
        for (core, at) in self.free_at.iter().enumerate() {
            let earlier = *at < self.free_at[first];
            first = std::hint::select_unpredictable(earlier, core, first);
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_cores_serve_in_order_of_arrival() {
        let mut cores = Cores::new(2);
        let at = SimTime::from_nanos;
        let serve = |cores: &mut Cores, now, service| {
            let h = cores.serve(at(now), Span::from_nanos(service), Span::from_nanos(5));
            (h.started.nanos(), h.served.nanos(), h.done.nanos())
        };
        assert_eq!(serve(&mut cores, 0, 10), (0, 10, 15));
        assert_eq!(serve(&mut cores, 1, 4), (1, 5, 10));
        assert_eq!(serve(&mut cores, 2, 4), (5, 9, 14));
        assert_eq!(serve(&mut cores, 3, 1), (9, 10, 15));
        // A message that needs no core passes at once.
        assert_eq!(serve(&mut cores, 3, 0), (3, 3, 8));
    }
}
