//! How a call comes, and how it is over: its slot is freed when nothing of it is to come.

use super::outcome::Outcome;
use super::probe::Probe;
use super::simulation::Running;
use super::small::Flag;
use super::state::{Call, FREED, Phase};
use super::step::Step;
use crate::base::SimTime;
use crate::kernel::{Chain, Event, EventQueue, Order, Rank, Tie};
use crate::network::Arrivals;

impl<P: Probe> Running<'_, '_, P> {
    /// The next call of a source, if there is one more.
    pub(super) fn schedule_arrival(&mut self, queue: &mut EventQueue, source: u32) {
        let stream = &mut self.sim.streams[source as usize];
        let at = match &self.sim.net.sources[source as usize].arrivals {
            Arrivals::Poisson(rate) => stream.next_poisson(rate),
            Arrivals::Recorded(instants) => stream.next_recorded(instants),
        };
        if let Some(at) = at {
            let number = self.sim.arrived[source as usize];
            let tie = Tie::new(Rank::Arrival, source, number, 0, 0);
            queue.push(Event { at, tie, what: Step::Arrival.pack(source, 0, 0) });
        }
    }

    /// A new call of a source: its successor is arranged, then its first attempt starts.
    pub(super) fn arrive(&mut self, queue: &mut EventQueue, source: u32) {
        let now = queue.now();
        let number = self.sim.arrived[source as usize];
        self.sim.arrived[source as usize] += 1;
        self.sim.ended.calls += 1;
        let window = self.sim.window;
        let measured = window.from <= now && now < window.to;
        self.sim.measured_live += u64::from(measured);
        let slot = self.new_call(source, number, now, measured);
        self.start_attempt(queue, slot);
        if number + 1 < Tie::CALLS {
            self.schedule_arrival(queue, source);
        } else {
            self.fault(slot, "the most calls that a source may have in a replication".to_owned());
        }
        self.free_if_over(slot);
    }

    fn new_call(&mut self, source: u32, number: u64, now: SimTime, measured: bool) -> u32 {
        let sim = &mut *self.sim;
        let hash = sim.net.sources[source as usize].hash;
        let generation = |old: Option<u16>| old.map_or(0, |g| g.wrapping_add(1));
        let order = Order::new(source, number, 0);
        let mut call = Call::new(order, now, Chain::new(hash, number), measured);
        if let Some(slot) = sim.free_calls.pop() {
            call.generation = generation(Some(sim.calls[slot as usize].generation));
            sim.calls[slot as usize] = call;
            return slot;
        }
        sim.calls.push(call);
        sim.calls.len() as u32 - 1
    }

    /// A call has no event outstanding: it tries again, or is over.
    #[inline(never)]
    pub(super) fn nothing_is_to_come(&mut self, queue: &mut EventQueue, slot: u32) {
        if self.call(slot).has(Flag::RetryDue) {
            self.start_attempt(queue, slot);
        }
        self.free_if_over(slot);
    }

    /// Takes an event off a call's account; false if it is stale.
    pub(super) fn begin(&mut self, slot: u32, generation: u16) -> bool {
        let call = self.call(slot);
        if call.generation != generation || call.pending == FREED {
            return false;
        }
        call.pending -= 1;
        true
    }

    /// Frees the slot of a call that is over and has no event outstanding.
    fn free_if_over(&mut self, slot: u32) {
        let call = &self.sim.calls[slot as usize];
        if call.phase != Phase::Over || call.pending > 0 {
            return;
        }
        debug_assert!(!call.has(Flag::HasChannel) && call.mediation_units == 0, "{call:?}");
        debug_assert!(!call.has(Flag::HasUm) && !call.has(Flag::HasWorker), "{call:?}");
        debug_assert!(!call.has(Flag::HasFaxLine) && !call.has(Flag::InPipeline), "{call:?}");
        self.sim.ended.digest.add(call.chain);
        self.sim.measured_live -= u64::from(call.measured());
        self.sim.drop_trace(slot);
        self.sim.free_calls.push(slot);
        // A freed call must not look over again at the settlement of live ones.
        self.sim.calls[slot as usize].pending = FREED;
    }

    /// At the stop: live calls give back what they hold, in the order of their slots, and measured
    /// ones that are not over end in flight.
    pub(super) fn settle_live(&mut self, now: SimTime) {
        for slot in 0..self.sim.calls.len() as u32 {
            let call = &self.sim.calls[slot as usize];
            if call.pending == FREED {
                continue;
            }
            if call.phase != Phase::Over {
                let was_waiting = call.phase == Phase::Waiting;
                self.call(slot).phase = Phase::Over;
                if !was_waiting {
                    self.disconnect_media(slot, now);
                    let call = &self.sim.calls[slot as usize];
                    self.probe.attempt_ended(now, call, Outcome::InFlight);
                }
                self.probe.call_ended(&self.sim.calls[slot as usize], Outcome::InFlight);
            }
            let chain = self.sim.calls[slot as usize].chain;
            self.sim.ended.digest.add(chain);
            self.release_channel(slot, now);
            self.release_mediation(slot, now);
            self.release_um(slot, now);
            self.release_fax_line(slot, now);
            self.leave_pipeline(slot, now);
        }
    }
}
