//! A fax machine on the gateway, which the pool knows as an analogue device (domain §2.7).

use super::engine::{CallId, Engine, Phase, Probe, Purpose, Step};
use crate::base::SimTime;
use crate::deployment::Class;
use crate::kernel::EventQueue;
use crate::network::Callee;

impl<P: Probe> Engine<'_, '_, P> {
    /// The Front End knows the number as an analogue device, and calls the gateway that the call came
    /// from.
    pub(super) fn invite_machine(&mut self, queue: &mut EventQueue, slot: CallId, ready: SimTime) {
        let route = self.hub_to_mediation(slot);
        self.send(queue, slot, Step::MediationMachineInvite, ready, route);
    }

    /// The INVITE for the machine has reached the gateway. Which of the line's numbers is called is
    /// not kept: with k of n machines in use, a number drawn at random is in use with chance k/n.
    pub(super) fn gateway_machine_invite(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        done: SimTime,
    ) {
        let now = queue.now();
        let Callee::FaxMachines { answers_after, machines } = &self.group(slot).callee else {
            return;
        };
        if self.call(slot).phase != Phase::Setup {
            return; // The caller has given up, and CANCEL is on its way.
        }
        let n = f64::from(self.group(slot).count);
        let in_use = f64::from(self.state.in_use[machines.index()]);
        let busy = self.key(slot, Purpose::MachineBusy, 0).uniform() * n < in_use;
        if busy || !self.take_fax_line(slot, now, *machines) {
            if busy {
                self.refuse(slot, now, *machines, 1);
            }
            let route = self.caller_to_mediation(slot);
            self.send(queue, slot, Step::MediationMachineBusy, done, route);
            return;
        }
        let at = done + self.draw(slot, Purpose::MachineAnswers, answers_after);
        self.schedule(queue, slot, Step::MachineAnswers, at);
    }

    /// The machine takes the call.
    pub(super) fn machine_answers(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        if self.call(slot).phase != Phase::Setup {
            return;
        }
        let call = self.call_mut(slot);
        call.phase = Phase::Talking;
        call.answered = now;
        call.chain.fold(now.nanos(), 0xfd01);
        let route = self.caller_to_mediation(slot);
        self.send(queue, slot, Step::MediationMachineOk, now, route);
    }

    /// A message about the machine has reached the gateway.
    pub(super) fn gateway_machine_ends(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        step: Step,
        done: SimTime,
    ) {
        self.release_fax_line(slot, queue.now());
        let answer = match step {
            Step::GatewayMachineBye => Step::MediationMachineByeOk,
            _ => Step::MediationMachineCancelOk,
        };
        let route = self.caller_to_mediation(slot);
        self.send(queue, slot, answer, done, route);
    }

    /// Whether the call is for a fax machine on the gateway.
    pub(super) fn is_for_machine(&self, slot: CallId) -> bool {
        self.class(slot) == Class::Fax
            && matches!(self.group(slot).callee, Callee::FaxMachines { .. })
    }
}
