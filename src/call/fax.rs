//! Faxes (domain §2.7). Nothing on the signalling path can distinguish a fax from a voice call before
//! it is answered: only then the calling machine's tone is heard. On a plan of type SIP URI the Mediation Server
//! refuses the gateway's re-INVITE; on other plans Unified Messaging refers the fax to a partner
//! server. A fax line may also be a machine on the gateway, which the pool knows as an analogue device.

use super::engine::{CallId, Engine, Flag, Held, Latency, Outcome, Phase, Probe, Purpose, Step};
use crate::base::SimTime;
use crate::kernel::EventQueue;
use crate::network::{Callee, FaxMethod, FaxOnReject, GivesUpFrom, ResourceId};

impl<P: Probe> Engine<'_, '_, P> {
    /// The forward path is cut through: from here on the callee hears the tone. When the machine gives
    /// up, and when its tone is detected, is drawn now.
    pub(super) fn fax_answered(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        self.call_mut(slot).answered = now;
        let leg = self.call(slot).leg;
        let Some(fax) = &self.source(slot).fax else { return };
        if matches!(self.group(slot).callee, Callee::FaxMachines { .. }) {
            let sent = now + self.draw(slot, Purpose::Transmission, &fax.transmission);
            self.schedule(queue, slot, Step::HangUp.with(leg), sent);
            return;
        }
        let gives_up = match fax.gives_up_from {
            GivesUpFrom::Dialling => self.call(slot).deadline.max(now),
            GivesUpFrom::Answer => now + self.draw(slot, Purpose::GivesUp, &fax.gives_up),
        };
        let by_um = self.call(slot).has(Flag::ByVoiceMail);
        if by_um {
            self.leave_um(queue, slot, gives_up, false);
        } else {
            self.schedule(queue, slot, Step::HangUp.with(leg), gives_up);
        }
        if self.call(slot).gateway.is_none() {
            return;
        }
        let gateway = self.gateway(slot);
        // Events and tones in the audio do nothing where Unified Messaging has no fax path.
        let heard = gateway.fax_method == FaxMethod::ReInvite || (self.is_direct(slot) && by_um);
        if heard {
            let at = now + self.draw(slot, Purpose::CngDetect, &gateway.cng_detect);
            self.schedule(queue, slot, Step::CngDetected, at);
        }
    }

    /// Gateway or Unified Messaging has detected the tone.
    pub(super) fn cng_detected(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        let call = self.call(slot);
        if !matches!(call.phase, Phase::Talking | Phase::VoiceMail) {
            return;
        }
        if !self.is_direct(slot) {
            let route = self.caller_to_mediation(slot);
            self.send(queue, slot, Step::MediationReinvite, now, route);
        } else if call.phase == Phase::VoiceMail {
            let route = self.hub_to_um(slot);
            match self.gateway(slot).fax_method {
                FaxMethod::ReInvite => {
                    self.send(queue, slot, Step::WorkerReinvite, now, route);
                }
                FaxMethod::RtpEvent => {
                    self.send(queue, slot, Step::WorkerTone, now, route);
                }
                FaxMethod::InBand => self.schedule(queue, slot, Step::WorkerTone, now),
            }
        }
    }

    /// The worker process learns of a fax by re-INVITE, RTP event or in the audio. It refers the call to
    /// the partner if plan, policy and mailbox allow it; otherwise it goes on as with a voice call.
    pub(super) fn worker_hears_fax(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        step: Step,
        done: SimTime,
    ) {
        if self.call(slot).phase != Phase::VoiceMail {
            return;
        }
        let open = self.group(slot).fax_partner.is_some();
        if step == Step::WorkerReinvite {
            let route = self.um_to_hub(slot);
            let answer = if open { Step::GatewayReinviteOk } else { Step::GatewayReinviteRefused };
            self.send(queue, slot, answer, done, route);
        }
        if open {
            self.schedule(queue, slot, Step::Transfer, done);
        }
    }

    /// The re-INVITE was answered: ACK; if it was refused the gateway may hang up at once.
    pub(super) fn reinvite_answered(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        refused: bool,
        done: SimTime,
    ) {
        let (step, route) = if self.is_direct(slot) {
            (Step::WorkerReinviteAck, self.hub_to_um(slot))
        } else {
            (Step::MediationReinviteAck, self.caller_to_mediation(slot))
        };
        self.send(queue, slot, step, done, route);
        if refused && self.gateway(slot).fax_on_reject == FaxOnReject::HangUp {
            let call = self.call_mut(slot);
            call.set(Flag::FaxRefused, true);
            let leg = call.leg;
            self.schedule(queue, slot, Step::HangUp.with(leg), done);
        }
    }

    /// The outcome of a fax whose machine hangs up now.
    pub(super) fn fax_outcome(&self, slot: CallId) -> Outcome {
        let call = self.call(slot);
        if call.has(Flag::HasFaxLine) {
            Outcome::FaxDelivered
        } else if call.has(Flag::FaxRefused) {
            Outcome::FaxRefused
        } else {
            Outcome::FaxGaveUp
        }
    }

    /// Reports the time from the answer of a fax to its failure.
    pub(super) fn report_fax_failure(&mut self, slot: CallId, outcome: Outcome, now: SimTime) {
        if outcome.is_fax_rejection() || outcome == Outcome::FaxPartnerBusy {
            let answered = self.call(slot).answered;
            self.latency(slot, Latency::FaxTimeToFailure, now.since(answered));
        }
    }

    /// Takes one line of a partner or a machine.
    pub(super) fn take_fax_line(&mut self, slot: CallId, now: SimTime, slots: ResourceId) -> bool {
        let taken = self.seize(slot, now, slots, 1);
        if taken {
            let call = self.call_mut(slot);
            call.set(Flag::HasFaxLine, true);
            call.held_since = now;
        }
        taken
    }

    /// Gives back the line, if one is held.
    pub(super) fn release_fax_line(&mut self, slot: CallId, now: SimTime) {
        let call = self.call_mut(slot);
        if !call.take(Flag::HasFaxLine) {
            return;
        }
        let since = call.held_since;
        let group = self.group(slot);
        let slots = match (&group.callee, group.fax_partner) {
            (Callee::FaxMachines { machines, .. }, _) => *machines,
            (_, Some(partner)) => self.state.net.fax_partners[partner].slots,
            _ => return,
        };
        self.release(slot, now, slots, Held { units: 1, since });
    }
}
