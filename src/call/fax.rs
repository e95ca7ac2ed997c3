//! Faxes (domain §2.7). Nothing on the signalling path can tell a fax from a voice call before it is
//! answered: then the calling machine's tone is heard. On a plan of type SIP URI the Mediation Server
//! refuses the gateway's re-INVITE; on other plans Unified Messaging refers the fax to a partner
//! server. A fax line may also be a machine on the gateway, which the pool knows as an analogue device.

use super::draw::Purpose;
use super::outcome::Outcome;
use super::probe::{Latency, Probe};
use super::simulation::Running;
use super::small::{Flag, NONE, Place};
use super::state::Phase;
use super::step::Step;
use crate::base::SimTime;
use crate::deployment::Class;
use crate::kernel::EventQueue;
use crate::network::{Callee, FaxMethod, FaxOnReject, GivesUpFrom, ResourceId};

impl<P: Probe> Running<'_, '_, P> {
    /// The forward path is cut through: whoever answered hears the tone from here on. When the
    /// machine gives up, and when its tone is detected, is settled now.
    pub(super) fn fax_answered(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        self.call(slot).answered = now;
        let leg = self.sim.calls[slot as usize].leg;
        let Some(fax) = &self.source(slot).fax else { return };
        if matches!(self.group(slot).callee, Callee::FaxMachines { .. }) {
            let sent = now + self.draw(slot, Purpose::Transmission, &fax.transmission);
            self.schedule(queue, slot, Step::HangUp, leg, sent);
            return;
        }
        let gives_up = match fax.gives_up_from {
            GivesUpFrom::Dialling => self.sim.calls[slot as usize].deadline.max(now),
            GivesUpFrom::Answer => now + self.draw(slot, Purpose::GivesUp, &fax.gives_up),
        };
        let by_um = self.sim.calls[slot as usize].has(Flag::ByVoiceMail);
        if by_um {
            self.leave_um(queue, slot, gives_up, false);
        } else {
            self.schedule(queue, slot, Step::HangUp, leg, gives_up);
        }
        if self.sim.calls[slot as usize].gateway.get() == NONE {
            return;
        }
        let gateway = self.gateway(slot);
        // Events and tones in the audio do nothing where Unified Messaging has no fax path.
        let heard = gateway.fax_method == FaxMethod::ReInvite || (self.is_direct(slot) && by_um);
        if heard {
            let at = now + self.draw(slot, Purpose::CngDetect, &gateway.cng_detect);
            self.schedule(queue, slot, Step::CngDetected, 0, at);
        }
    }

    /// Gateway or Unified Messaging has detected the tone.
    pub(super) fn cng_detected(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        let call = &self.sim.calls[slot as usize];
        if !matches!(call.phase, Phase::Talking | Phase::VoiceMail) {
            return;
        }
        if !self.is_direct(slot) {
            let way = (self.caller_place(slot), self.mediation_place(slot));
            self.send(queue, slot, (Step::MediationReinvite, 0), now, way, None);
        } else if call.phase == Phase::VoiceMail {
            let way = (self.hub_place(slot), self.um_place(slot));
            match self.gateway(slot).fax_method {
                FaxMethod::ReInvite => {
                    self.send(queue, slot, (Step::WorkerReinvite, 0), now, way, None);
                }
                FaxMethod::RtpEvent => {
                    self.send(queue, slot, (Step::WorkerTone, 0), now, way, None);
                }
                FaxMethod::InBand => self.schedule(queue, slot, Step::WorkerTone, 0, now),
            }
        }
    }

    /// The worker process hears of a fax: by re-INVITE, RTP event or in the audio. If every gate is
    /// open it refers the call to the partner; otherwise it goes on as for a voice.
    pub(super) fn worker_hears_fax(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        step: Step,
        done: SimTime,
    ) {
        if self.sim.calls[slot as usize].phase != Phase::VoiceMail {
            return;
        }
        let open = self.group(slot).fax_partner.is_some();
        if step == Step::WorkerReinvite {
            let way = (self.um_place(slot), self.hub_place(slot));
            let answer = if open { Step::GatewayReinviteOk } else { Step::GatewayReinviteRefused };
            self.send(queue, slot, (answer, 0), done, way, None);
        }
        if open {
            self.schedule(queue, slot, Step::Transfer, 0, done);
        }
    }

    /// The re-INVITE was answered: ACK; if it was refused the gateway may hang up at once.
    pub(super) fn reinvite_answered(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        refused: bool,
        done: SimTime,
    ) {
        let (step, way) = if self.is_direct(slot) {
            (Step::WorkerReinviteAck, (self.hub_place(slot), self.um_place(slot)))
        } else {
            let way = (self.caller_place(slot), self.mediation_place(slot));
            (Step::MediationReinviteAck, way)
        };
        self.send(queue, slot, (step, 0), done, way, None);
        if refused && self.gateway(slot).fax_on_reject == FaxOnReject::HangUp {
            let call = self.call(slot);
            call.set(Flag::FaxRefused, true);
            let leg = call.leg;
            self.schedule(queue, slot, Step::HangUp, leg, done);
        }
    }

    /// How a fax ends whose machine hangs up now.
    pub(super) fn fax_outcome(&self, slot: u32) -> Outcome {
        let call = &self.sim.calls[slot as usize];
        if call.has(Flag::HasFaxLine) {
            Outcome::FaxDelivered
        } else if call.has(Flag::FaxRefused) {
            Outcome::FaxRefused
        } else {
            Outcome::FaxGaveUp
        }
    }

    /// The time from the answer of a fax to its failure.
    pub(super) fn tell_fax_failure(&mut self, slot: u32, outcome: Outcome, now: SimTime) {
        if outcome.is_fax_rejection() || outcome == Outcome::FaxPartnerBusy {
            let answered = self.sim.calls[slot as usize].answered;
            self.latency(slot, Latency::FaxTimeToFailure, now.since(answered));
        }
    }

    /// The gateway calls the fax partner that Unified Messaging named.
    pub(super) fn invite_partner(&mut self, queue: &mut EventQueue, slot: u32, ready: SimTime) {
        let now = queue.now();
        let Some(partner) = self.group(slot).fax_partner else { return };
        self.disconnect_media(slot, now);
        let call = self.call(slot);
        call.leg += 1;
        call.phase = Phase::Setup;
        // The machine hears ringing: it waits for the partner.
        call.deadline = SimTime::MAX;
        let gateway = call.gateway.get();
        let way = (self.hub_place(slot), self.partner_place(slot));
        let tls = self.plan(slot).is_some_and(|plan| plan.tls);
        let needs = Some((self.sim.net.partner_connection(gateway, partner), tls));
        self.send(queue, slot, (Step::PartnerInvite, 0), ready, way, needs);
    }

    fn partner_place(&self, slot: u32) -> Place {
        let partner = self.group(slot).fax_partner.unwrap_or(0) as usize;
        self.host(self.sim.net.fax_partners[partner].station)
    }

    /// A message has reached the fax partner.
    pub(super) fn at_partner(&mut self, queue: &mut EventQueue, slot: u32, step: Step) {
        let now = queue.now();
        let partner = self.group(slot).fax_partner.unwrap_or(0) as usize;
        let partner = &self.sim.net.fax_partners[partner];
        let (station, slots) = (partner.station, partner.slots);
        let done = self.serve(slot, now, (step, 0), station).done;
        let back = (self.partner_place(slot), self.hub_place(slot));
        match step {
            Step::PartnerInvite => {
                let taken = self.take_fax_line(slot, now, slots);
                let answer = if taken { Step::GatewayPartnerOk } else { Step::GatewayPartnerBusy };
                self.send(queue, slot, (answer, 0), done, back, None);
            }
            Step::PartnerBye => {
                self.release_fax_line(slot, now);
                self.send(queue, slot, (Step::GatewayPartnerByeOk, 0), done, back, None);
            }
            _ => {}
        }
    }

    /// The partner's answer at the gateway: pages are sent, or the fax has failed.
    pub(super) fn partner_answered(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        taken: bool,
        done: SimTime,
    ) {
        let now = queue.now();
        let way = (self.hub_place(slot), self.partner_place(slot));
        self.send(queue, slot, (Step::PartnerAck, 0), done, way, None);
        if !taken {
            self.call(slot).hung_up = now;
            self.tell_fax_failure(slot, Outcome::FaxPartnerBusy, now);
            self.finish(queue, slot, Outcome::FaxPartnerBusy);
            self.release_channel(slot, now);
            return;
        }
        self.call(slot).phase = Phase::Talking;
        let leg = self.sim.calls[slot as usize].leg;
        let to = way.1.site();
        self.connect_media(slot, now, to, true);
        let Some(fax) = &self.source(slot).fax else { return };
        let sent = now + self.draw(slot, Purpose::Transmission, &fax.transmission);
        self.schedule(queue, slot, Step::HangUp, leg, sent);
    }

    /// The machine has sent its pages to the partner: BYE.
    pub(super) fn partner_bye(&mut self, queue: &mut EventQueue, slot: u32) {
        let way = (self.hub_place(slot), self.partner_place(slot));
        self.send(queue, slot, (Step::PartnerBye, 0), queue.now(), way, None);
    }

    /// Takes one line of a partner or a machine.
    fn take_fax_line(&mut self, slot: u32, now: SimTime, slots: ResourceId) -> bool {
        let taken = self.seize(slot, now, slots, 1);
        if taken {
            let call = self.call(slot);
            call.set(Flag::HasFaxLine, true);
            call.held_since = now;
        }
        taken
    }

    /// Gives back the line, if one is held.
    pub(super) fn release_fax_line(&mut self, slot: u32, now: SimTime) {
        let call = self.call(slot);
        if !call.take(Flag::HasFaxLine) {
            return;
        }
        let since = call.held_since;
        let group = self.group(slot);
        let slots = match (&group.callee, group.fax_partner) {
            (Callee::FaxMachines { machines, .. }, _) => *machines,
            (_, Some(partner)) => self.sim.net.fax_partners[partner as usize].slots,
            _ => return,
        };
        self.release(slot, now, slots, (1, since));
    }

    /// The Front End knows the number as an analogue device: a call of its own straight back to the
    /// gateway that the call came from.
    pub(super) fn invite_machine(&mut self, queue: &mut EventQueue, slot: u32, ready: SimTime) {
        let way = (self.front_end_place(slot), self.mediation_place(slot));
        self.send(queue, slot, (Step::MediationMachineInvite, 0), ready, way, None);
    }

    /// The INVITE for the machine has reached the gateway. Which of the line's numbers is called is
    /// not kept: with k of n machines in use, a number drawn at random is in use with chance k/n.
    pub(super) fn gateway_machine_invite(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        done: SimTime,
    ) {
        let now = queue.now();
        let Callee::FaxMachines { answers_after, machines } = &self.group(slot).callee else {
            return;
        };
        if self.sim.calls[slot as usize].phase != Phase::Setup {
            return; // The caller has given up, and CANCEL is on its way.
        }
        let n = f64::from(self.group(slot).count);
        let in_use = f64::from(self.sim.in_use[machines.index()]);
        let busy = self.key(slot, Purpose::MachineBusy, 0).uniform() * n < in_use;
        if busy || !self.take_fax_line(slot, now, *machines) {
            if busy {
                self.refuse(slot, now, *machines, 1);
            }
            let way = (self.caller_place(slot), self.mediation_place(slot));
            self.send(queue, slot, (Step::MediationMachineBusy, 0), done, way, None);
            return;
        }
        let at = done + self.draw(slot, Purpose::MachineAnswers, answers_after);
        self.schedule(queue, slot, Step::MachineAnswers, 0, at);
    }

    /// The machine takes the call.
    pub(super) fn machine_answers(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        if self.sim.calls[slot as usize].phase != Phase::Setup {
            return;
        }
        let call = self.call(slot);
        call.phase = Phase::Talking;
        call.answered = now;
        call.chain.fold(now.nanos(), 0xfd01);
        let way = (self.caller_place(slot), self.mediation_place(slot));
        self.send(queue, slot, (Step::MediationMachineOk, 0), now, way, None);
    }

    /// A message about the machine has reached the gateway.
    pub(super) fn gateway_machine_ends(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        step: Step,
        done: SimTime,
    ) {
        self.release_fax_line(slot, queue.now());
        let answer = match step {
            Step::GatewayMachineBye => Step::MediationMachineByeOk,
            _ => Step::MediationMachineCancelOk,
        };
        let way = (self.caller_place(slot), self.mediation_place(slot));
        self.send(queue, slot, (answer, 0), done, way, None);
    }

    /// Whether the call is for a fax machine on the gateway.
    pub(super) fn is_for_machine(&self, slot: u32) -> bool {
        self.class(slot) == Class::Fax
            && matches!(self.group(slot).callee, Callee::FaxMachines { .. })
    }
}
