//! The Mediation Server: call slots, settled at the INVITE, and the relay between gateway and
//! Front End. A bypass call that ends in voice mail needs the rest of a full slot.

use super::outcome::Outcome;
use super::probe::Probe;
use super::simulation::Running;
use super::small::{Flag, Place};
use super::state::Phase;
use super::step::Step;
use crate::base::SimTime;
use crate::kernel::EventQueue;
use crate::network::{MEDIATION_UNITS, MediationServer};

impl<P: Probe> Running<'_, '_, P> {
    pub(super) fn mediation(&self, slot: u32) -> &MediationServer {
        let hop = &self.sim.net.hops[self.sim.calls[slot as usize].hop as usize];
        &self.sim.net.mediation_servers[hop.mediation_server as usize]
    }

    /// Where the call's Mediation Server is; the gateway's own place where none was tried.
    pub(super) fn mediation_place(&self, slot: u32) -> Place {
        self.sim.calls[slot as usize].middle
    }

    /// Takes `units` more of the call's Mediation Server.
    pub(super) fn take_mediation(&mut self, slot: u32, now: SimTime, units: u32) -> bool {
        let slots = self.mediation(slot).slots;
        if !self.seize(slot, now, slots, units) {
            return false;
        }
        let call = self.call(slot);
        call.mediation_units = units as u8;
        call.mediation_since = now;
        true
    }

    /// Frees what the call holds at its Mediation Server.
    pub(super) fn release_mediation(&mut self, slot: u32, now: SimTime) {
        let call = self.call(slot);
        let units = u32::from(std::mem::take(&mut call.mediation_units));
        if units > 0 {
            let since = call.mediation_since;
            let slots = self.mediation(slot).slots;
            self.release(slot, now, slots, (units, since));
        }
    }

    /// A message has reached the Mediation Server.
    pub(super) fn at_mediation(&mut self, queue: &mut EventQueue, slot: u32, step: Step, aux: u8) {
        let now = queue.now();
        let call = &self.sim.calls[slot as usize];
        if step == Step::MediationInvite && call.phase.is_over() && call.hung_up < call.invited {
            return; // The caller left before the gateway had made its INVITE.
        }
        let station = self.mediation(slot).station;
        let done = self.serve(slot, now, (step, aux), station).done;
        let back = (self.mediation_place(slot), self.caller_place(slot));
        let on = (self.mediation_place(slot), self.front_end_place(slot));
        match step {
            Step::MediationInvite => self.mediation_invite(queue, slot, done),
            Step::MediationRinging => {
                self.send(queue, slot, (Step::GatewayRinging, aux), done, back, None);
            }
            Step::MediationOk => self.mediation_ok(queue, slot, done),
            Step::MediationAck => {
                self.send(queue, slot, (Step::FrontEndAck, 0), done, on, None);
            }
            Step::MediationFailure => {
                self.release_mediation(slot, now);
                self.send(queue, slot, (Step::GatewayFailure, 0), done, back, None);
                self.send(queue, slot, (Step::FrontEndFailureAck, 0), done, on, None);
            }
            Step::MediationCancel => {
                self.release_mediation(slot, now);
                self.send(queue, slot, (Step::GatewayCancelOk, 0), done, back, None);
                self.send(queue, slot, (Step::FrontEndCancel, 0), done, on, None);
            }
            Step::MediationTerminated => {
                self.send(queue, slot, (Step::GatewayTerminated, 0), done, back, None);
                self.send(queue, slot, (Step::FrontEndFailureAck, 1), done, on, None);
            }
            Step::MediationBye => {
                self.release_mediation(slot, now);
                self.send(queue, slot, (Step::FrontEndBye, 0), done, on, None);
            }
            Step::MediationCalleeBye => {
                self.release_mediation(slot, now);
                self.send(queue, slot, (Step::GatewayCalleeBye, 0), done, back, None);
            }
            Step::MediationCalleeByeOk => {
                self.send(queue, slot, (Step::FrontEndCalleeByeOk, 0), done, on, None);
            }
            Step::MediationReinvite => {
                self.send(queue, slot, (Step::GatewayReinviteRefused, 0), done, back, None);
            }
            Step::MediationRefer => {
                self.send(queue, slot, (Step::FrontEndReferOk, 0), done, on, None);
            }
            Step::MediationReferBye => {
                self.send(queue, slot, (Step::FrontEndReferByeOk, 0), done, on, None);
                if self.sim.calls[slot as usize].phase == Phase::VoiceMail {
                    self.next_leg(queue, slot, done);
                }
            }
            Step::MediationPlayInvite
            | Step::MediationPlayOk
            | Step::MediationPlayAck
            | Step::MediationPlayFailure => self.mediation_play(queue, slot, step, aux, done),
            s if s as u8 >= Step::MediationMachineInvite as u8 => {
                self.pass_for_machine(queue, slot, s, done);
            }
            Step::MediationByeOk => {
                self.send(queue, slot, (Step::GatewayByeOk, 0), done, back, None);
            }
            _ => {}
        }
    }

    fn mediation_invite(&mut self, queue: &mut EventQueue, slot: u32, done: SimTime) {
        let now = queue.now();
        let back = (self.mediation_place(slot), self.caller_place(slot));
        let call = &self.sim.calls[slot as usize];
        if call.phase.is_over() {
            return;
        }
        let units = if call.has(Flag::Bypass) { 1 } else { MEDIATION_UNITS };
        if !self.take_mediation(slot, now, units) {
            self.send(queue, slot, (Step::GatewayRefused, 0), done, back, None);
            return;
        }
        self.send(queue, slot, (Step::GatewayTrying, 0), done, back, None);
        self.invite_front_end(queue, slot, done);
    }

    /// Sends the INVITE on to the callee's Front End; where that cannot be reached, the call has failed.
    pub(super) fn invite_front_end(&mut self, queue: &mut EventQueue, slot: u32, ready: SimTime) {
        let net = self.sim.net;
        let call = &self.sim.calls[slot as usize];
        let (server, front_end) =
            (net.hops[call.hop as usize].mediation_server, call.front_end.get());
        let way = (self.mediation_place(slot), self.front_end_place(slot));
        let message = (Step::FrontEndInvite, 0);
        let Some(cause) = net.access.pool_in(server, front_end) else {
            let needs = Some((net.pool_connection(server, front_end), true));
            self.send(queue, slot, message, ready, way, needs);
            return;
        };
        let failed = ready + self.failed_connection(slot, message, way, cause);
        self.release_mediation(slot, queue.now());
        self.call(slot).outcome = Outcome::of(cause);
        let back = (way.0, self.caller_place(slot));
        self.send(queue, slot, (Step::GatewayFailure, 0), failed, back, None);
    }

    /// A 200 to the INVITE. When voice mail sends it, media comes to this server, bypass or not.
    fn mediation_ok(&mut self, queue: &mut EventQueue, slot: u32, done: SimTime) {
        let now = queue.now();
        let back = (self.mediation_place(slot), self.caller_place(slot));
        let call = &self.sim.calls[slot as usize];
        if call.has(Flag::ByVoiceMail) && call.phase == Phase::VoiceMail {
            if call.has(Flag::Bypass) && !self.upgrade_bypass(slot, now) {
                self.reject_voice_mail(queue, slot, done);
                return;
            }
            self.um_answers(queue, slot);
        } else if call.leg > 0 && call.phase == Phase::Talking {
            self.return_to_bypass(slot, now);
        }
        self.send(queue, slot, (Step::GatewayOk, 0), done, back, None);
    }

    /// Relays a message about a fax machine on the gateway, to whoever it is for.
    fn pass_for_machine(&mut self, queue: &mut EventQueue, slot: u32, step: Step, done: SimTime) {
        let out = (self.mediation_place(slot), self.caller_place(slot));
        let on = (self.mediation_place(slot), self.front_end_place(slot));
        let (next, way) = match step {
            Step::MediationMachineInvite => (Step::GatewayMachineInvite, out),
            Step::MediationMachineAck => (Step::GatewayMachineAck, out),
            Step::MediationMachineBye => (Step::GatewayMachineBye, out),
            Step::MediationMachineCancel => (Step::GatewayMachineCancel, out),
            Step::MediationMachineOk => (Step::FrontEndMachineOk, on),
            Step::MediationMachineBusy => (Step::FrontEndMachineBusy, on),
            Step::MediationMachineByeOk => (Step::FrontEndByeOk, on),
            _ => (Step::FrontEndMachineCancelOk, on),
        };
        self.send(queue, slot, (next, 0), done, way, None);
    }

    /// A transferred call whose user bypasses gives back all but one unit, if the gateway takes REFER.
    fn return_to_bypass(&mut self, slot: u32, now: SimTime) {
        let call = &self.sim.calls[slot as usize];
        let refer = self.sim.net.hops[call.hop as usize].refer;
        if !refer || u32::from(call.mediation_units) != MEDIATION_UNITS {
            return;
        }
        if self.mediation_units(slot) == MEDIATION_UNITS {
            return;
        }
        let slots = self.mediation(slot).slots;
        let since = std::mem::replace(&mut self.call(slot).mediation_since, now);
        self.release(slot, now, slots, (MEDIATION_UNITS, since));
        self.sim.in_use[slots.index()] += 1;
        self.probe.held_on(now, slots, 1);
        let call = self.call(slot);
        call.mediation_units = 1;
        call.set(Flag::Bypass, true);
    }

    /// Turns the one unit of a bypass call into a full slot, if there is room.
    fn upgrade_bypass(&mut self, slot: u32, now: SimTime) -> bool {
        let slots = self.mediation(slot).slots;
        if !self.seize(slot, now, slots, MEDIATION_UNITS - 1) {
            return false;
        }
        // From here the call holds 20 units; the first one's time so far is settled.
        let since = std::mem::replace(&mut self.call(slot).mediation_since, now);
        self.release(slot, now, slots, (1, since));
        self.sim.in_use[slots.index()] += 1;
        self.probe.held_on(now, slots, 1);
        self.call(slot).mediation_units = MEDIATION_UNITS as u8;
        self.call(slot).set(Flag::Bypass, false);
        true
    }

    /// No room for the media of voice mail: 503 to the gateway, BYE to the worker process.
    fn reject_voice_mail(&mut self, queue: &mut EventQueue, slot: u32, done: SimTime) {
        let now = queue.now();
        self.release_mediation(slot, now);
        let call = self.call(slot);
        call.outcome = Outcome::MediationRejected;
        call.hung_up = now;
        let back = (self.mediation_place(slot), self.caller_place(slot));
        let on = (self.mediation_place(slot), self.front_end_place(slot));
        self.send(queue, slot, (Step::GatewayFailure, 0), done, back, None);
        self.send(queue, slot, (Step::FrontEndBye, 0), done, on, None);
    }
}
