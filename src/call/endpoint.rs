//! A user's clients and telephones: a delay without a queue, and the person who answers.

use super::engine::{CallId, Engine, Flag, Message, Phase, Probe, Purpose, Reason, Step};
use crate::kernel::EventQueue;

impl<P: Probe> Engine<'_, '_, P> {
    /// A message has reached an endpoint.
    pub(super) fn at_endpoint(&mut self, queue: &mut EventQueue, slot: CallId, message: Message) {
        let Message { step, aux: branch } = message;
        let now = queue.now();
        let done = self.endpoint_delay(slot, now, message);
        let route = self.endpoint_to_hub(slot);
        match step {
            Step::EndpointInvite => {
                let call = self.call(slot);
                let busy = call.reason == Reason::Busy && call.phase == Phase::Setup;
                let answer = if busy { Step::FrontEndBusy } else { Step::FrontEndRinging };
                if busy || matches!(call.phase, Phase::Ringing | Phase::Talking) {
                    self.send(queue, slot, answer.with(branch), done, route);
                }
            }
            Step::EndpointCancel => {
                self.send(queue, slot, Step::FrontEndBranchCancelOk.with(branch), done, route);
                self.send(queue, slot, Step::FrontEndBranchTerminated.with(branch), done, route);
            }
            Step::EndpointBye => {
                self.send(queue, slot, Step::FrontEndByeOk, done, route);
            }
            Step::EndpointPlayInvite => self.ring_for_play(queue, slot, done),
            _ => {}
        }
    }

    /// A person picks up: the first endpoint sends 200, the conversation begins.
    pub(super) fn endpoint_answers(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        if self.call(slot).phase != Phase::Ringing {
            return;
        }
        if !self.is_direct(slot) && self.is_endpoint_cut_off(slot) {
            // Nobody can answer there; the Front End has lost the connection.
            self.divert(queue, slot);
            return;
        }
        let call = self.call_mut(slot);
        call.phase = Phase::Talking;
        call.answered = now;
        call.set(Flag::Forked, false);
        let past = call.has(Flag::Bypass);
        call.chain.fold(now.nanos(), 0xfd00);
        let leg = self.call(slot).leg;
        let source = self.source(slot);
        let (step, stays) = match &source.fax {
            Some(fax) => {
                let hangs_up = self.draw(slot, Purpose::PersonHangsUp, &fax.person_hangs_up);
                (Step::CalleeHangUp, hangs_up)
            }
            None => (Step::HangUp, self.talk(slot)),
        };
        self.schedule(queue, slot, step.with(leg), now + stays);
        if self.is_direct(slot) {
            self.answered_at_pbx(queue, slot);
            return;
        }
        let route = self.endpoint_to_hub(slot);
        self.connect_media(slot, now, route.from.site(), past);
        self.send(queue, slot, Step::FrontEndOk, now, route);
    }
}
