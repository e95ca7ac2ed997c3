//! Events of calls: when they come, the caller's patience, and the guard against runs that never end.

use super::call::CallId;
use super::packed::Flag;
use super::phase::Phase;
use super::probe::Probe;
use super::purpose::Purpose;
use super::state::{Engine, RunFault};
use super::step::{EventWord, Message, Step};
use crate::base::SimTime;
use crate::kernel::{Event, EventQueue};

/// The number of events of one call after which it is checked whether they were all at one instant.
const STEPS: u16 = 1 << 12;

/// How often that may be at one instant before the run stops as a runaway: after more than 10,000
/// events.
const STEPS_AT_ONE_INSTANT: u32 = 3;

impl<P: Probe> Engine<'_, '_, P> {
    /// Schedules an event of a call. If the caller gives up by then, schedules that as well.
    #[inline]
    pub(in crate::call) fn schedule(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        message: impl Into<Message>,
        at: SimTime,
    ) {
        self.schedule_message(queue, slot, message.into(), at);
    }

    fn schedule_message(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        message: Message,
        at: SimTime,
    ) {
        if at >= EventQueue::END {
            self.refuse_endless(slot);
            return;
        }
        if self.state.conditions.mute && message.step.is_work() {
            return;
        }
        if self.state.calls[slot].deadline <= at {
            self.schedule_abandon(queue, slot, message.step);
        }
        let call = &mut self.state.calls[slot];
        call.pending += 1;
        call.step = call.step.wrapping_add(1);
        let tie = call.order.tie(message.step.rank(), call.step.into());
        if call.step.is_multiple_of(STEPS) {
            self.check_for_runaway(slot, queue.now());
        }
        let generation = self.state.calls[slot].generation;
        let word = EventWord { subject: slot.as_u32(), generation, message };
        let event = Event { at, tie, what: word.pack() };
        if self.state.conditions.watched {
            self.state.conditions.emitted(queue.now(), event);
        }
        queue.push(event);
    }

    /// A call has had many more events. If no time has passed during many of them, the run stops.
    #[cold]
    #[inline(never)]
    fn check_for_runaway(&mut self, slot: CallId, now: SimTime) {
        let (instant, times) = &mut self.state.runaway;
        *times = if *instant == now { *times + 1 } else { 0 };
        *instant = now;
        if *times >= STEPS_AT_ONE_INSTANT {
            self.abort(slot, format!("more than 10,000 events at {now}"));
        }
    }

    #[cold]
    #[inline(never)]
    fn refuse_endless(&mut self, slot: CallId) {
        let key = self.state.overflow.get().map_or("a sum of times", Purpose::key);
        self.abort(slot, format!("`{key}` gave a time beyond 584 years"));
    }

    /// Schedules that the caller gives up, if that comes no later than `until` and is not yet
    /// scheduled.
    #[inline]
    pub(in crate::call) fn guard_patience(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        until: SimTime,
    ) {
        if self.state.calls[slot].deadline <= until {
            self.schedule_abandon(queue, slot, Step::Answer);
        }
    }

    /// Once somebody has answered, the caller waits for the messages that say so, and for nothing else.
    #[inline(never)]
    fn schedule_abandon(&mut self, queue: &mut EventQueue, slot: CallId, before: Step) {
        let waits = match self.state.calls[slot].phase {
            Phase::Setup | Phase::Ringing | Phase::Routing => true,
            _ => before.is_message() && self.has_not_heard(slot),
        };
        let call = &mut self.state.calls[slot];
        if waits && !call.has(Flag::AbandonSet) {
            call.set(Flag::AbandonSet, true);
            let (at, leg) = (call.deadline.max(queue.now()), call.leg);
            self.schedule(queue, slot, Step::Abandon.with(leg), at);
        }
    }

    /// Stops the run: `what` went wrong with the call in `slot`.
    pub(in crate::call) fn abort(&mut self, slot: CallId, what: String) {
        let call = &self.state.calls[slot];
        self.state.ended.fault.get_or_insert(RunFault {
            source: call.source(),
            call: call.number(),
            attempt: call.attempt,
            what,
        });
    }
}
