//! The Mediation Server: call slots, settled at the INVITE, and the relay between gateway and
//! Front End. A bypass call that ends in voice mail needs the rest of a full slot.

use super::engine::{
    CallId, Engine, Flag, Held, Message, Outcome, Phase, Probe, Sending, Step, Transport,
};
use crate::base::SimTime;
use crate::kernel::EventQueue;
use crate::network::MEDIATION_UNITS;

/// In which direction a message goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    /// To the caller's side.
    Back,
    /// To the Front End.
    On,
}

/// What the Mediation Server sends on for a message that it relays or answers by itself, and where
/// to.
const fn relayed(step: Step) -> Option<(Step, Direction)> {
    use Direction::{Back, On};
    Some(match step {
        Step::MediationRinging => (Step::GatewayRinging, Back),
        Step::MediationAck => (Step::FrontEndAck, On),
        Step::MediationByeOk => (Step::GatewayByeOk, Back),
        Step::MediationCalleeByeOk => (Step::FrontEndCalleeByeOk, On),
        // It refuses a fax by itself.
        Step::MediationReinvite => (Step::GatewayReinviteRefused, Back),
        // It takes a REFER by itself.
        Step::MediationRefer => (Step::FrontEndReferOk, On),
        Step::MediationMachineInvite => (Step::GatewayMachineInvite, Back),
        Step::MediationMachineAck => (Step::GatewayMachineAck, Back),
        Step::MediationMachineBye => (Step::GatewayMachineBye, Back),
        Step::MediationMachineCancel => (Step::GatewayMachineCancel, Back),
        Step::MediationMachineOk => (Step::FrontEndMachineOk, On),
        Step::MediationMachineBusy => (Step::FrontEndMachineBusy, On),
        Step::MediationMachineByeOk => (Step::FrontEndByeOk, On),
        Step::MediationMachineCancelOk => (Step::FrontEndMachineCancelOk, On),
        _ => return None,
    })
}

impl<P: Probe> Engine<'_, '_, P> {
    /// Takes `units` more of the call's Mediation Server.
    pub(super) fn take_mediation(&mut self, slot: CallId, now: SimTime, units: u32) -> bool {
        let slots = self.mediation(slot).slots;
        if !self.seize(slot, now, slots, units) {
            return false;
        }
        let call = self.call_mut(slot);
        call.mediation_units = units as u8;
        call.mediation_since = now;
        true
    }

    /// Frees what the call holds at its Mediation Server.
    pub(super) fn release_mediation(&mut self, slot: CallId, now: SimTime) {
        let call = self.call_mut(slot);
        let units = u32::from(std::mem::take(&mut call.mediation_units));
        if units > 0 {
            let since = call.mediation_since;
            let slots = self.mediation(slot).slots;
            self.release(slot, now, slots, Held { units, since });
        }
    }

    /// A message has reached the Mediation Server.
    pub(super) fn at_mediation(&mut self, queue: &mut EventQueue, slot: CallId, message: Message) {
        let Message { step, aux } = message;
        let now = queue.now();
        let call = self.call(slot);
        if step == Step::MediationInvite && call.phase.is_over() && call.hung_up < call.invited {
            return; // The caller left before the gateway had made its INVITE.
        }
        let station = self.mediation(slot).station;
        let done = self.serve(slot, now, message, station).done;
        let back = self.mediation_to_caller(slot);
        let on = self.mediation_to_hub(slot);
        match step {
            Step::MediationInvite if self.state.overload.on && done > now => {
                // It takes a slot when it is read.
                self.schedule(queue, slot, Step::InviteRead, done);
            }
            Step::MediationInvite => self.mediation_invite(queue, slot, done),
            Step::MediationOk => self.mediation_ok(queue, slot, done),
            Step::MediationFailure => {
                self.release_mediation(slot, now);
                self.send(queue, slot, Step::GatewayFailure, done, back);
                self.send(queue, slot, Step::FrontEndFailureAck, done, on);
            }
            Step::MediationCancel => {
                self.release_mediation(slot, now);
                self.send(queue, slot, Step::GatewayCancelOk, done, back);
                // After voice mail's answer there is nothing to cancel: it crosses a 503 of this server.
                if !self.call(slot).has(Flag::ByVoiceMail) {
                    self.send(queue, slot, Step::FrontEndCancel, done, on);
                }
            }
            Step::MediationTerminated => {
                self.send(queue, slot, Step::GatewayTerminated, done, back);
                self.send(queue, slot, Step::FrontEndFailureAck.with(1), done, on);
            }
            Step::MediationBye => {
                self.release_mediation(slot, now);
                self.send(queue, slot, Step::FrontEndBye, done, on);
            }
            Step::MediationCalleeBye => {
                self.release_mediation(slot, now);
                self.send(queue, slot, Step::GatewayCalleeBye, done, back);
            }
            Step::MediationReferBye => {
                self.send(queue, slot, Step::FrontEndReferByeOk, done, on);
                if self.call(slot).phase == Phase::VoiceMail {
                    self.next_leg(queue, slot, done);
                }
            }
            Step::MediationPlayInvite
            | Step::MediationPlayOk
            | Step::MediationPlayAck
            | Step::MediationPlayFailure => self.mediation_play(queue, slot, message, done),
            _ => {
                if let Some((next, direction)) = relayed(step) {
                    let route = if direction == Direction::Back { back } else { on };
                    self.send(queue, slot, next.with(aux), done, route);
                }
            }
        }
    }

    /// The server has read an INVITE, and what it sends leaves at `done`.
    pub(super) fn mediation_invite(&mut self, queue: &mut EventQueue, slot: CallId, done: SimTime) {
        let now = queue.now();
        let back = self.mediation_to_caller(slot);
        let call = self.call(slot);
        if call.phase.is_over() {
            if self.trunk(slot).udp {
                // The gateway cannot send CANCEL before it gets an answer.
                self.send(queue, slot, Step::GatewayTrying, done, back);
            }
            return;
        }
        let units = if call.has(Flag::Bypass) { 1 } else { MEDIATION_UNITS };
        if !self.take_mediation(slot, now, units) {
            self.send(queue, slot, Step::GatewayRefused, done, back);
            return;
        }
        self.send(queue, slot, Step::GatewayTrying, done, back);
        self.invite_front_end(queue, slot, done);
    }

    /// Sends the INVITE on to the callee's Front End. If that cannot be reached, the call has failed.
    pub(super) fn invite_front_end(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        ready: SimTime,
    ) {
        let from = self.mediation_place(slot);
        if self.turn_to_other_front_end(queue, slot, (from, ready))
            || self.refuses_for_front_end(queue, slot, ready)
        {
            return;
        }
        let (message, route) = (Step::FrontEndInvite.into(), self.mediation_to_hub(slot));
        let Some(obstacle) = self.pool_in_obstacle(slot) else {
            let (server, front_end) =
                (self.trunk(slot).mediation_server, self.call(slot).front_end.id());
            let connection = self.state.net.pool_connection(server, front_end);
            let transport = Transport { connection, tls: true };
            self.send_over(queue, slot, Sending { message, ready, route }, transport);
            return;
        };
        let failed = ready + self.failed_connection(slot, message, route, obstacle.cause);
        self.release_mediation(slot, queue.now());
        self.call_mut(slot).outcome = obstacle.outcome;
        let back = self.mediation_to_caller(slot);
        self.send(queue, slot, Step::GatewayFailure, failed, back);
    }

    /// A 200 to the INVITE. When voice mail sends it, media come to this server, bypass or not.
    fn mediation_ok(&mut self, queue: &mut EventQueue, slot: CallId, done: SimTime) {
        let now = queue.now();
        let back = self.mediation_to_caller(slot);
        let call = self.call(slot);
        if call.mediation_units == 0 && self.is_answered(slot) {
            return; // It was down meanwhile, and does not know the call. The set-up fails.
        }
        if call.has(Flag::ByVoiceMail) && call.phase == Phase::VoiceMail {
            if call.has(Flag::Bypass) && !self.upgrade_bypass(slot, now) {
                self.reject_voice_mail(queue, slot, done);
                return;
            }
            self.um_answers(queue, slot);
        } else if call.leg > 0 && call.phase == Phase::Talking {
            self.return_to_bypass(slot, now);
        }
        self.send(queue, slot, Step::GatewayOk, done, back);
    }

    /// A transferred call gives back all but one unit if its user bypasses and the gateway takes
    /// REFER.
    fn return_to_bypass(&mut self, slot: CallId, now: SimTime) {
        let holds_all = u32::from(self.call(slot).mediation_units) == MEDIATION_UNITS;
        if !self.trunk(slot).refer || !holds_all {
            return;
        }
        if self.mediation_units(slot) == MEDIATION_UNITS {
            return;
        }
        let slots = self.mediation(slot).slots;
        let since = std::mem::replace(&mut self.call_mut(slot).mediation_since, now);
        self.release(slot, now, slots, Held { units: MEDIATION_UNITS, since });
        self.hold_on(now, slots);
        let call = self.call_mut(slot);
        call.mediation_units = 1;
        call.set(Flag::Bypass, true);
    }

    /// Turns the one unit of a bypass call into a full slot, if there is room.
    fn upgrade_bypass(&mut self, slot: CallId, now: SimTime) -> bool {
        let slots = self.mediation(slot).slots;
        if !self.seize(slot, now, slots, MEDIATION_UNITS - 1) {
            return false;
        }
        // From here on the call holds 20 units. The time of the first one so far is settled.
        let since = std::mem::replace(&mut self.call_mut(slot).mediation_since, now);
        self.release(slot, now, slots, Held { units: 1, since });
        self.hold_on(now, slots);
        self.call_mut(slot).mediation_units = MEDIATION_UNITS as u8;
        self.call_mut(slot).set(Flag::Bypass, false);
        true
    }

    /// No room for the media of voice mail: 503 to the gateway, BYE to the worker process.
    fn reject_voice_mail(&mut self, queue: &mut EventQueue, slot: CallId, done: SimTime) {
        let now = queue.now();
        self.release_mediation(slot, now);
        let call = self.call_mut(slot);
        call.outcome = Outcome::MediationRejected;
        call.hung_up = now;
        let back = self.mediation_to_caller(slot);
        let on = self.mediation_to_hub(slot);
        self.send(queue, slot, Step::GatewayFailure, done, back);
        self.send(queue, slot, Step::FrontEndBye, done, on);
    }
}
