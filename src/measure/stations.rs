//! Hosts: messages, busy cores, queueing time, and messages present over time.

use super::occupancy::Occupancy;
use crate::base::{SimTime, Span};
use crate::call::Handled;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What is kept of one host.
#[derive(Clone, Debug)]
pub struct StationStatistics {
    /// Messages present, queued or in service.
    pub present: Occupancy,
    /// Departures of messages present, in order.
    departures: BinaryHeap<Reverse<u64>>,
    from: SimTime,
    to: SimTime,
    /// Messages that arrived in the window.
    pub messages: u64,
    /// Core time spent in the window, ns.
    pub busy: u128,
    /// Those of them that needed a core.
    pub served: u64,
    /// Their queueing time, ns.
    pub waited: u128,
    /// Longest of them.
    pub longest_wait: Span,
}

impl StationStatistics {
    /// Empty, for a window.
    pub fn new(from: SimTime, to: SimTime) -> Self {
        StationStatistics {
            present: Occupancy::new(from, to),
            departures: BinaryHeap::new(),
            from,
            to,
            messages: 0,
            served: 0,
            busy: 0,
            waited: 0,
            longest_wait: Span::ZERO,
        }
    }

    /// Back to empty, keeping the memory.
    pub fn reset(&mut self) {
        self.present.reset();
        self.departures.clear();
        (self.messages, self.served, self.busy, self.waited) = (0, 0, 0, 0);
        self.longest_wait = Span::ZERO;
    }

    /// A message arrives now; its completion is known.
    #[inline]
    pub fn message(&mut self, now: SimTime, handled: &Handled) {
        if self.from <= now && now < self.to {
            let wait = handled.started.since(now);
            self.messages += 1;
            self.served += u64::from(handled.served > handled.started);
            self.waited += u128::from(wait.nanos());
            self.longest_wait = self.longest_wait.max(wait);
        }
        if handled.served > now {
            let clipped = handled.served.min(self.to).since(handled.started.max(self.from));
            self.busy += u128::from(clipped.nanos());
            self.leave_until(now);
            self.present.change(now, 1);
            self.departures.push(Reverse(handled.served.nanos()));
            self.present.held(now, handled.served, 1);
        }
    }

    /// Lets go whoever has left by `now`.
    fn leave_until(&mut self, now: SimTime) {
        while let Some(Reverse(at)) = self.departures.peek().copied() {
            if at > now.nanos() {
                break;
            }
            self.departures.pop();
            self.present.change(SimTime::from_nanos(at), -1);
        }
    }

    /// The run has stopped at `now`: those still present are clipped to it.
    pub fn stop(&mut self, now: SimTime) {
        self.leave_until(now);
        self.present.advance(now);
        for Reverse(at) in self.departures.drain() {
            self.present.whole.residence -= u128::from(at - now.nanos());
            let clip = |t: u64| t.clamp(self.from.nanos(), self.to.nanos());
            self.present.window.residence -= u128::from(clip(at) - clip(now.nanos()));
        }
    }
}
