//! How a call arrives, and how it ends: its slot is freed when none of its events are outstanding.

use super::engine::{Call, CallId, Engine, EventWord, FREED, Flag, Outcome, Phase, Probe, Step};
use crate::base::SimTime;
use crate::kernel::{Attempt, Chain, Event, EventQueue, Order, Rank};
use crate::network::{Arrivals, SourceId};

impl<P: Probe> Engine<'_, '_, P> {
    /// Schedules the next call of a source, if there is one.
    pub(super) fn schedule_arrival(&mut self, queue: &mut EventQueue, source: SourceId) {
        let stream = &mut self.state.streams[source.index()];
        let at = match &self.state.net.sources[source].arrivals {
            Arrivals::Poisson(rate) => stream.next_poisson(rate),
            Arrivals::Recorded(instants) => stream.next_recorded(instants),
        };
        if let Some(at) = at {
            let call = self.state.arrived[source.index()];
            let order = Order::new(Attempt { source: source.as_u32(), call, attempt: 0 });
            let message = Step::Arrival.into();
            let word = EventWord { subject: source.as_u32(), generation: 0, message };
            queue.push(Event { at, tie: order.tie(Rank::Arrival, 0), what: word.pack() });
        }
    }

    /// A new call of a source arrives: its first attempt starts, and its successor is scheduled.
    pub(super) fn arrive(&mut self, queue: &mut EventQueue, source: SourceId) {
        let now = queue.now();
        let number = self.state.arrived[source.index()];
        self.state.arrived[source.index()] += 1;
        self.state.ended.calls += 1;
        let window = self.state.window;
        let measured = window.from <= now && now < window.to;
        self.state.measured_live += u64::from(measured);
        let attempt = Attempt { source: source.as_u32(), call: number, attempt: 0 };
        let hash = self.state.net.sources[source].hash;
        let chain = Chain::new(hash, number);
        let slot = self.keep(Call::new(Order::new(attempt), now, chain, measured));
        self.start_attempt(queue, slot);
        if number + 1 < Attempt::CALLS {
            self.schedule_arrival(queue, source);
        } else {
            self.abort(slot, "the most calls that a source may have in a replication".to_owned());
        }
        self.free_if_over(slot);
    }

    /// Keeps a new call in a free slot.
    fn keep(&mut self, mut call: Call) -> CallId {
        let state = &mut *self.state;
        if let Some(slot) = state.free_calls.pop() {
            call.generation = state.calls[slot].generation.wrapping_add(1);
            state.calls[slot] = call;
            return slot;
        }
        state.calls.push(call);
        CallId::new(state.calls.len() - 1)
    }

    /// A call has no event outstanding: it tries again, or is over.
    #[inline(never)]
    pub(super) fn last_event_handled(&mut self, queue: &mut EventQueue, slot: CallId) {
        if self.call_mut(slot).has(Flag::RetryDue) {
            self.start_attempt(queue, slot);
        }
        self.free_if_over(slot);
    }

    /// Counts an event of a call as handled. Returns whether it is an event of this call, and not of an
    /// earlier one in the slot.
    pub(super) fn begin(&mut self, slot: CallId, generation: u16) -> bool {
        let call = self.call_mut(slot);
        if call.generation != generation || call.pending == FREED {
            return false;
        }
        call.pending -= 1;
        true
    }

    /// Frees the slot of a call that is over and has no event outstanding.
    fn free_if_over(&mut self, slot: CallId) {
        let call = &self.state.calls[slot];
        if call.phase != Phase::Over || call.pending > 0 {
            return;
        }
        debug_assert!(!call.has(Flag::HasChannel) && call.mediation_units == 0, "{call:?}");
        debug_assert!(!call.has(Flag::HasUm) && !call.has(Flag::HasWorker), "{call:?}");
        debug_assert!(!call.has(Flag::HasFaxLine) && !call.has(Flag::InPipeline), "{call:?}");
        self.state.ended.digest.add(call.chain);
        self.state.measured_live -= u64::from(call.measured());
        self.state.drop_trace(slot);
        self.state.free_calls.push(slot);
        // So that a freed call is not settled again with the live ones.
        self.call_mut(slot).pending = FREED;
    }

    /// At the stop, live calls give back what they hold, in the order of their slots, and those that
    /// are not over end in flight.
    pub(super) fn settle_live(&mut self, now: SimTime) {
        for slot in (0..self.state.calls.len()).map(CallId::new) {
            let call = self.call(slot);
            if call.pending == FREED {
                continue;
            }
            if call.phase != Phase::Over {
                let was_waiting = call.phase == Phase::Waiting;
                self.call_mut(slot).phase = Phase::Over;
                if !was_waiting {
                    self.disconnect_media(slot, now);
                    let call = &self.state.calls[slot];
                    self.probe.attempt_ended(now, call, Outcome::InFlight);
                }
                self.probe.call_ended(&self.state.calls[slot], Outcome::InFlight);
            }
            let chain = self.call(slot).chain;
            self.state.ended.digest.add(chain);
            self.release_channel(slot, now);
            self.release_mediation(slot, now);
            self.release_um(slot, now);
            self.release_fax_line(slot, now);
            self.leave_pipeline(slot, now);
        }
    }
}
