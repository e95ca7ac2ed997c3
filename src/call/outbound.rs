//! Outbound calls, which only hold a channel and a Mediation slot.

use super::engine::{CallId, Engine, Flag, Outcome, Phase, Probe, Step};
use crate::base::SimTime;
use crate::kernel::EventQueue;
use crate::network::{Cause, GatewayId, MEDIATION_UNITS, UserFlag};

impl<P: Probe> Engine<'_, '_, P> {
    /// Starts an outbound call. It holds a channel and a Mediation slot for its talk time; its messages
    /// are not simulated.
    pub(super) fn start_outbound(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        if let Some(cause) = self.outbound_cause(slot) {
            self.finish(queue, slot, Outcome::Misconfigured(cause));
            return;
        }
        let left = self.calls_out_by_appliance(slot, now).and_then(|leaves| match leaves {
            true => Ok(()),
            false if self.cannot_call_out(slot, now) => Err(Outcome::FailedByOutage),
            false => self.take_channel(slot, now),
        });
        if let Err(outcome) = left {
            self.finish(queue, slot, outcome);
            return;
        }
        if let Err(outcome) = self.leave_by_trunk(slot, now) {
            self.finish(queue, slot, outcome);
            self.release_channel(slot, now);
            return;
        }
        let talk = self.talk(slot);
        let to = self.endpoint_place(slot).site();
        let past = self.call(slot).has(Flag::Bypass) || self.is_direct(slot);
        self.call_mut(slot).phase = Phase::Talking;
        self.connect_media(slot, now, to, past);
        self.schedule(queue, slot, Step::OutboundEnd, now + talk);
    }

    /// Takes a trunk of the call's gateway, and a slot of its Mediation Server. Where an outage is in the way of all its
    /// trunks, the Front End goes on to the source's next gateways.
    ///
    /// # Errors
    /// How the attempt ends.
    fn leave_by_trunk(&mut self, slot: CallId, now: SimTime) -> Result<(), Outcome> {
        let mut outcome = None;
        while !self.is_direct(slot) {
            if !self.choose_trunk(slot) {
                let ended = outcome.unwrap_or(Outcome::MediationRejected);
                if !ended.is_by_outage() {
                    return Err(ended);
                }
                self.hand_back(slot, now)?;
                outcome = None;
                continue;
            }
            if self.is_trunk_out_of_service(slot) {
                if outcome != Some(Outcome::MediationRejected) {
                    outcome = Some(Outcome::FailedByOutage);
                }
                continue;
            }
            if let Some(obstacle) = self.trunk_out_obstacle(slot) {
                outcome.get_or_insert(obstacle.outcome);
                continue;
            }
            self.use_trunk_out(slot);
            outcome = Some(Outcome::MediationRejected);
            let units = self.mediation_units(slot);
            self.call_mut(slot).set(Flag::Bypass, units < MEDIATION_UNITS);
            if self.take_mediation(slot, now, units) {
                break;
            }
        }
        Ok(())
    }

    /// Why an outbound call may not leave at all: its caller, or no gateway has a route.
    fn outbound_cause(&self, slot: CallId) -> Option<Cause> {
        if !self.has_flag(slot, UserFlag::EnterpriseVoice) {
            return Some(Cause::NotAllowed);
        }
        let mut routes =
            self.source(slot).gateways.iter().map(|gateway| self.route_cause(slot, *gateway));
        let first = routes.next()?;
        first.filter(|_| routes.all(|cause| cause.is_some()))
    }

    /// Why the call's users have no route to a gateway.
    pub(super) fn route_cause(&self, slot: CallId, gateway: GatewayId) -> Option<Cause> {
        self.state.net.access.route(self.group_id(slot), gateway)
    }

    /// The outbound call is over.
    pub(super) fn end_outbound(&mut self, slot: CallId, now: SimTime) {
        self.release_mediation(slot, now);
        self.release_channel(slot, now);
        self.disconnect_media(slot, now);
        let call = self.call_mut(slot);
        call.phase = Phase::Over;
        call.outcome = Outcome::Carried;
        call.chain.fold(now.nanos(), Outcome::Carried.digested());
        let call = &self.state.calls[slot];
        self.probe.attempt_ended(now, call, Outcome::Carried);
        self.probe.call_ended(call, Outcome::Carried);
    }
}
