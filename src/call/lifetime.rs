//! How a call arrives, and how it ends: its slot is freed when none of its events are outstanding.

use super::engine::{
    Call, CallId, Engine, EventWord, FREED, Flag, Outcome, Phase, Probe, RunFault, Step,
};
use crate::base::SimTime;
use crate::kernel::{Attempt, Chain, Event, EventQueue, Order, Rank};
use crate::network::{Arrivals, SourceId};

/// Calls in progress at most, in one replication: with their events they take about 3 GB.
const MOST_CALLS: usize = 1 << 22;

/// Events of a call for which there must be memory when the table of calls grows.
const EVENTS_EACH: usize = 8;

/// Doubles the table of calls. Where there is no memory for it and for the events of so many calls, it returns false,
/// while a push would abort the program.
#[cold]
fn make_room(calls: &mut Vec<Call>) -> bool {
    let more = calls.len().max(16);
    let mut events: Vec<[Event; EVENTS_EACH]> = Vec::new();
    calls.len() < MOST_CALLS
        && events.try_reserve_exact(more).is_ok()
        && calls.try_reserve_exact(more).is_ok()
}

impl<P: Probe> Engine<'_, '_, P> {
    /// Schedules the next call of a source, if there is one.
    pub(super) fn schedule_arrival(&mut self, queue: &mut EventQueue, source: SourceId) {
        let stream = &mut self.state.streams[source.index()];
        let at = match &self.state.net.sources[source].arrivals {
            Arrivals::Poisson(rate) => stream.next_poisson(rate),
            Arrivals::Modulated(rate) => stream.next_modulated(rate),
            Arrivals::Recorded(instants) => stream.next_recorded(instants),
        };
        if let Some(at) = at {
            // Where a factor changes, rounding may put two calls into the wrong order by a nanosecond.
            let at = at.max(queue.now());
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
        let Some(slot) = self.keep(Call::new(Order::new(attempt), now, chain, measured)) else {
            self.out_of_room(attempt);
            return;
        };
        self.state.conditions.now = now;
        self.state.conditions.serving = None;
        self.start_attempt(queue, slot);
        if number + 1 < Attempt::CALLS {
            self.schedule_arrival(queue, source);
        } else {
            self.abort(slot, "the most calls that a source may have in a replication".to_owned());
        }
        self.free_if_over(slot);
    }

    /// There is no room for a further call: the run stops.
    #[cold]
    fn out_of_room(&mut self, attempt: Attempt) {
        let there = self.state.calls.len();
        self.state.ended.fault.get_or_insert(RunFault {
            source: SourceId::from_u32(attempt.source),
            call: attempt.call,
            attempt: 0,
            what: format!(
                "out of room: {there} calls are in progress, and there is room for {MOST_CALLS}, or for what the memory \
                 holds; lower the rates or make calls shorter"
            ),
        });
    }

    /// Keeps a new call in a free slot; `None` if there is no room.
    fn keep(&mut self, mut call: Call) -> Option<CallId> {
        let state = &mut *self.state;
        if let Some(slot) = state.free_calls.pop() {
            call.generation = state.calls[slot].generation.wrapping_add(1);
            state.calls[slot] = call;
            return Some(slot);
        }
        let there = state.calls.len();
        if there == state.calls.capacity() && !make_room(&mut state.calls) {
            return None;
        }
        state.calls.push(call);
        Some(CallId::new(there))
    }

    /// The time of the next attempt has come. Mostly the last one is over by then, or its last messages are on their way. Where
    /// something can fail it may still hold something, or wait for a server that is down: then it keeps its slot, and the next
    /// attempt gets a slot of its own.
    pub(super) fn retry_is_due(&mut self, queue: &mut EventQueue, slot: CallId) {
        let is_over = self.call(slot).pending == 0 && !self.holds_something(slot);
        if is_over || !self.state.special {
            self.call_mut(slot).set(Flag::RetryDue, true);
            return;
        }
        let mut next = self.call(slot).clone();
        next.pending = 0;
        self.call_mut(slot).phase = Phase::Over;
        let (attempt, measured) = (next.order.attempt(), next.measured());
        let Some(slot) = self.keep(next) else {
            self.out_of_room(attempt);
            return;
        };
        self.state.measured_live += u64::from(measured);
        self.start_attempt(queue, slot);
        self.free_if_over(slot);
    }

    /// A call has no event outstanding: it tries again, or is over.
    #[inline(never)]
    pub(super) fn last_event_handled(&mut self, queue: &mut EventQueue, slot: CallId) {
        if self.state.special && self.outlives_its_events(queue, slot) {
            return;
        }
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
