//! What the Front End relays between the caller's side and the answerer.

use super::engine::{CallId, Engine, Flag, Probe, Route, Step};
use crate::base::SimTime;
use crate::kernel::EventQueue;

/// What goes to the caller's side: by the Mediation Server, or straight to an internal caller.
#[derive(Clone, Copy, Debug)]
pub(super) enum ToCaller {
    Trying,
    Ringing,
    Ok,
    Failure,
    CancelOk,
    Terminated,
    ByeOk,
    CalleeBye,
}

impl ToCaller {
    const fn at_mediation(self) -> Step {
        match self {
            ToCaller::Trying => Step::MediationTrying,
            ToCaller::Ringing => Step::MediationRinging,
            ToCaller::Ok => Step::MediationOk,
            ToCaller::Failure => Step::MediationFailure,
            ToCaller::CancelOk => Step::MediationCancelOk,
            ToCaller::Terminated => Step::MediationTerminated,
            ToCaller::ByeOk => Step::MediationByeOk,
            ToCaller::CalleeBye => Step::MediationCalleeBye,
        }
    }

    const fn at_caller(self) -> Step {
        match self {
            ToCaller::Trying => Step::CallerTrying,
            ToCaller::Ringing => Step::CallerRinging,
            ToCaller::Ok => Step::CallerOk,
            ToCaller::Failure => Step::CallerFailure,
            ToCaller::CancelOk => Step::CallerCancelOk,
            ToCaller::Terminated => Step::CallerTerminated,
            ToCaller::ByeOk => Step::CallerByeOk,
            ToCaller::CalleeBye => Step::CallerCalleeBye,
        }
    }
}

/// What goes to the answerer: the worker process, an endpoint, or a fax machine on the gateway.
#[derive(Clone, Copy, Debug)]
pub(super) enum ToAnswerer {
    Ack,
    Bye,
    CalleeByeOk,
}

impl<P: Probe> Engine<'_, '_, P> {
    /// Sends a response, or the callee's BYE, from the Front End to the caller's side.
    pub(super) fn answer_caller(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        what: ToCaller,
        ready: SimTime,
    ) {
        self.answer_caller_for(queue, slot, what, 0, ready);
    }

    /// Sends the ringing of endpoint `branch` from the Front End to the caller's side.
    pub(super) fn relay_ringing(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        branch: u8,
        ready: SimTime,
    ) {
        self.answer_caller_for(queue, slot, ToCaller::Ringing, branch, ready);
    }

    fn answer_caller_for(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        what: ToCaller,
        aux: u8,
        ready: SimTime,
    ) {
        let (step, to) = if self.call(slot).gateway.is_some() {
            (what.at_mediation(), self.mediation_place(slot))
        } else {
            (what.at_caller(), self.caller_place(slot))
        };
        let route = Route { from: self.hub_place(slot), to };
        self.send(queue, slot, step.with(aux), ready, route);
    }

    /// Sends the caller's request on to the answerer.
    pub(super) fn relay_to_answerer(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        what: ToAnswerer,
        ready: SimTime,
    ) {
        let (step, to) = if self.is_for_machine(slot) {
            let step = match what {
                ToAnswerer::Ack => Step::MediationMachineAck,
                _ => Step::MediationMachineBye,
            };
            (step, self.mediation_place(slot))
        } else if self.call(slot).has(Flag::ByVoiceMail) {
            let step = match what {
                ToAnswerer::Ack => Step::WorkerAck,
                ToAnswerer::Bye => Step::WorkerBye,
                ToAnswerer::CalleeByeOk => Step::WorkerCalleeByeOk,
            };
            (step, self.um_place(slot))
        } else {
            let step = match what {
                ToAnswerer::Ack => Step::EndpointAck,
                ToAnswerer::Bye => Step::EndpointBye,
                ToAnswerer::CalleeByeOk => Step::EndpointCalleeByeOk,
            };
            (step, self.endpoint_place(slot))
        };
        let route = Route { from: self.hub_place(slot), to };
        self.send(queue, slot, step, ready, route);
    }

    /// Relays what belongs to a transfer between the worker process and the Mediation Server.
    pub(super) fn relay_transfer(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        step: Step,
        done: SimTime,
    ) {
        let (next, to) = match step {
            Step::FrontEndRefer => (Step::MediationRefer, self.mediation_place(slot)),
            Step::FrontEndReferOk => (Step::WorkerReferOk, self.um_place(slot)),
            Step::FrontEndReferBye => (Step::MediationReferBye, self.mediation_place(slot)),
            _ => (Step::WorkerReferByeOk, self.left_place(slot)),
        };
        let route = Route { from: self.hub_place(slot), to };
        self.send(queue, slot, next, done, route);
    }
}
