//! A user's clients and telephones: a delay without a queue, and the person who answers.

use super::draw::Purpose;
use super::probe::Probe;
use super::simulation::Running;
use super::small::Flag;
use super::state::{Phase, Reason};
use super::step::Step;
use crate::kernel::EventQueue;

impl<P: Probe> Running<'_, '_, P> {
    /// A message has reached endpoint `branch`.
    pub(super) fn at_endpoint(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        step: Step,
        branch: u8,
    ) {
        let now = queue.now();
        let done = self.endpoint_delay(slot, now, step, branch);
        let way = (self.endpoint_place(slot), self.front_end_place(slot));
        match step {
            Step::EndpointInvite => {
                let call = &self.sim.calls[slot as usize];
                let busy = call.reason == Reason::Busy && call.phase == Phase::Setup;
                let answer = if busy { Step::FrontEndBusy } else { Step::FrontEndRinging };
                if busy || matches!(call.phase, Phase::Ringing | Phase::Talking) {
                    self.send(queue, slot, (answer, branch), done, way, None);
                }
            }
            Step::EndpointCancel => {
                self.send(queue, slot, (Step::FrontEndBranchCancelOk, branch), done, way, None);
                self.send(queue, slot, (Step::FrontEndBranchTerminated, branch), done, way, None);
            }
            Step::EndpointBye => {
                self.send(queue, slot, (Step::FrontEndByeOk, 0), done, way, None);
            }
            Step::EndpointPlayInvite => self.ring_for_play(queue, slot, done),
            _ => {}
        }
    }

    /// A person picks up: the first endpoint sends 200, the conversation begins.
    pub(super) fn endpoint_answers(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        if self.sim.calls[slot as usize].phase != Phase::Ringing {
            return;
        }
        let call = self.call(slot);
        call.phase = Phase::Talking;
        call.answered = now;
        call.set(Flag::Forked, false);
        let past = call.has(Flag::Bypass);
        call.chain.fold(now.nanos(), 0xfd00);
        let leg = self.sim.calls[slot as usize].leg;
        let source = self.source(slot);
        let (step, stays) = match &source.fax {
            Some(fax) => {
                let hangs_up = self.draw(slot, Purpose::PersonHangsUp, &fax.person_hangs_up);
                (Step::CalleeHangUp, hangs_up)
            }
            None => (Step::HangUp, self.draw(slot, Purpose::Talk, &source.talk)),
        };
        self.schedule(queue, slot, step, leg, now + stays);
        if self.is_direct(slot) {
            self.answered_at_pbx(queue, slot);
            return;
        }
        let way = (self.endpoint_place(slot), self.front_end_place(slot));
        let to = way.0.site();
        self.connect_media(slot, now, to, past);
        self.send(queue, slot, (Step::FrontEndOk, 0), now, way, None);
    }
}
