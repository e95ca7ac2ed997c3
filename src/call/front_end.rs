//! The Front End: forks an INVITE to the user's endpoints, and decides to divert to voice mail.

use super::engine::{
    CallId, Engine, Flag, Latency, Message, Outcome, Phase, Probe, Purpose, Reason, Step,
};
use super::relay::{ToAnswerer, ToCaller};
use crate::base::SimTime;
use crate::kernel::EventQueue;

impl<P: Probe> Engine<'_, '_, P> {
    /// A message has reached the Front End.
    pub(super) fn at_front_end(&mut self, queue: &mut EventQueue, slot: CallId, message: Message) {
        let Message { step, aux } = message;
        let now = queue.now();
        let station = self.hub_station(slot);
        let handled = self.serve(slot, now, message, station);
        let done = handled.done;
        match step {
            Step::FrontEndInvite => self.front_end_invite(queue, slot, done),
            Step::FrontEndRinging => self.relay_ringing(queue, slot, aux, done),
            Step::FrontEndBusy => self.branch_busy(queue, slot, aux, done),
            Step::FrontEndOk => self.person_answered(queue, slot, done),
            Step::FrontEndAck => self.relay_to_answerer(queue, slot, ToAnswerer::Ack, done),
            Step::FrontEndCancel => self.front_end_cancel(queue, slot, done),
            Step::FrontEndBranchTerminated => {
                let route = self.hub_to_endpoint(slot);
                self.send(queue, slot, Step::EndpointFailureAck.with(aux), done, route);
            }
            Step::FrontEndBye => self.relay_to_answerer(queue, slot, ToAnswerer::Bye, done),
            Step::FrontEndByeOk if self.is_direct(slot) => self.heard_goodbye(slot, now),
            Step::FrontEndByeOk => {
                // The 200 to a BYE that the Mediation Server sent by itself goes there, too.
                self.answer_caller(queue, slot, ToCaller::ByeOk, done);
            }
            Step::FrontEndCalleeBye => self.answer_caller(queue, slot, ToCaller::CalleeBye, done),
            Step::FrontEndCalleeByeOk => {
                self.relay_to_answerer(queue, slot, ToAnswerer::CalleeByeOk, done);
            }
            Step::FrontEndRouterRedirect => self.follow_redirect(queue, slot, aux, &handled),
            Step::FrontEndUmRedirect => self.follow_redirect_to_worker(queue, slot, aux, &handled),
            Step::FrontEndUmFailure => self.voice_mail_refused(queue, slot, aux, &handled),
            Step::FrontEndWorkerOk => self.voice_mail_answered(queue, slot, done),
            Step::FrontEndUmTerminated => {
                let route = self.hub_to_um(slot);
                self.send(queue, slot, Step::UmTerminatedAck, done, route);
            }
            Step::FrontEndRefer
            | Step::FrontEndReferOk
            | Step::FrontEndReferBye
            | Step::FrontEndReferByeOk => self.relay_transfer(queue, slot, step, done),
            Step::FrontEndPlayInvite
            | Step::FrontEndPlayOk
            | Step::FrontEndPlayAck
            | Step::FrontEndPlayFailure => self.front_end_play(queue, slot, message, done),
            Step::FrontEndMachineOk => self.answer_caller(queue, slot, ToCaller::Ok, done),
            Step::FrontEndMachineBusy => {
                self.fail_towards_caller(queue, slot, Outcome::FaxMachineBusy, done);
            }
            _ => {}
        }
    }

    /// Looks the user up and forks the INVITE, or diverts at once.
    fn front_end_invite(&mut self, queue: &mut EventQueue, slot: CallId, done: SimTime) {
        if self.call(slot).phase.is_over() {
            return;
        }
        self.call_mut(slot).set(Flag::AtFrontEnd, true);
        self.answer_caller(queue, slot, ToCaller::Trying, done);
        if let Some(cause) = self.number_cause(slot) {
            self.fail_towards_caller(queue, slot, Outcome::Misconfigured(cause), done);
            return;
        }
        if self.is_for_machine(slot) {
            self.invite_machine(queue, slot, done);
            return;
        }
        if self.group(slot).callee.is_contact() {
            self.call_mut(slot).reason = Reason::Direct;
            self.schedule(queue, slot, Step::RingOut, done);
            return;
        }
        if self.call(slot).has(Flag::ReRouted) {
            // It is for voice mail; the branch appliance has rung the user.
            self.schedule(queue, slot, Step::RingOut, done);
            return;
        }
        let group = self.group(slot);
        let (registered, dnd) = (group.registered, group.do_not_disturb);
        let no_endpoint =
            self.call(slot).endpoints == 0 || !self.chance(slot, Purpose::Registered, registered);
        let no_endpoint = no_endpoint || !self.is_registered_here(slot, queue.now());
        if no_endpoint || self.chance(slot, Purpose::DoNotDisturb, dnd) {
            let reason = if no_endpoint { Reason::NoEndpoint } else { Reason::DoNotDisturb };
            self.call_mut(slot).reason = reason;
            self.schedule(queue, slot, Step::RingOut, done);
            return;
        }
        self.call_mut(slot).set(Flag::Forked, true);
        let route = self.hub_to_endpoint(slot);
        for branch in 0..self.call(slot).endpoints {
            self.send(queue, slot, Step::EndpointInvite.with(branch), done, route);
        }
        if !self.chance(slot, Purpose::Busy, self.group(slot).busy) {
            self.start_ringing(queue, slot, done);
        } else {
            self.call_mut(slot).reason = Reason::Busy;
        }
    }

    /// Decides how ringing ends. Answer and ring-out are drawn once each, patience was drawn at
    /// dialling; only the earliest of the three is scheduled.
    pub(super) fn start_ringing(&mut self, queue: &mut EventQueue, slot: CallId, from: SimTime) {
        self.call_mut(slot).phase = Phase::Ringing;
        self.call_mut(slot).reason = Reason::NoAnswer;
        let ring = self.draw(slot, Purpose::Ring, &self.group(slot).ring);
        let share = self.group(slot).answer_share;
        let after = self.draw(slot, Purpose::AnswerAfter, &self.group(slot).answer_after);
        let answers = self.chance(slot, Purpose::AnswerShare, share) && after <= ring;
        let (step, at) =
            if answers { (Step::Answer, from + after) } else { (Step::RingOut, from + ring) };
        if self.call(slot).deadline < at {
            self.guard_patience(queue, slot, at);
        } else {
            self.schedule(queue, slot, step, at);
        }
    }

    /// 486 from one endpoint. After the last one, the call is diverted.
    fn branch_busy(&mut self, queue: &mut EventQueue, slot: CallId, aux: u8, done: SimTime) {
        let route = self.hub_to_endpoint(slot);
        self.send(queue, slot, Step::EndpointFailureAck.with(aux), done, route);
        let call = self.call_mut(slot);
        call.busy_answers += 1;
        if call.busy_answers == call.endpoints && call.phase == Phase::Setup {
            call.set(Flag::Forked, false);
            self.schedule(queue, slot, Step::RingOut, done);
        }
    }

    /// A person's 200: on to the caller, CANCEL to the other branches.
    fn person_answered(&mut self, queue: &mut EventQueue, slot: CallId, done: SimTime) {
        self.answer_caller(queue, slot, ToCaller::Ok, done);
        self.cancel_branches(queue, slot, 1, done);
    }

    fn cancel_branches(&mut self, queue: &mut EventQueue, slot: CallId, from: u8, ready: SimTime) {
        let route = self.hub_to_endpoint(slot);
        for branch in from..self.call(slot).endpoints {
            self.send(queue, slot, Step::EndpointCancel.with(branch), ready, route);
        }
    }

    /// Diverts a call after ring-out, busy, do-not-disturb, or for lack of an endpoint.
    pub(super) fn divert(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        if !matches!(self.call(slot).phase, Phase::Setup | Phase::Ringing) {
            return;
        }
        self.call_mut(slot).phase = Phase::Routing;
        let call = self.call_mut(slot);
        call.chain.fold(now.nanos(), 0xfe00 | call.reason as u64);
        if call.take(Flag::Forked) {
            self.cancel_branches(queue, slot, 0, now);
        }
        if self.is_direct(slot) {
            match self.call(slot).has(Flag::AtAppliance) {
                true => self.divert_at_appliance(queue, slot),
                false => self.divert_at_pbx(queue, slot),
            }
            return;
        }
        if !self.has_mailbox(slot) {
            self.fail_towards_caller(queue, slot, Outcome::Unanswered, now);
            return;
        }
        let station = self.hub_station(slot);
        let handled = self.serve(slot, now, Step::RingOut, station);
        self.begin_routing(queue, slot, now, &handled);
    }

    /// Sends the final failure to the caller; the outcome counts when it arrives.
    pub(super) fn fail_towards_caller(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        outcome: Outcome,
        ready: SimTime,
    ) {
        if self.is_direct(slot) {
            self.first_response(slot, queue.now(), Latency::FailedSessionRequestDelay);
            self.end_at_pbx(queue, slot, outcome);
            return;
        }
        self.call_mut(slot).outcome = outcome;
        self.state.drop_trace(slot);
        self.answer_caller(queue, slot, ToCaller::Failure, ready);
    }

    /// CANCEL from the caller's side: all that is pending is cancelled, and Exchange is notified of
    /// the missed call.
    fn front_end_cancel(&mut self, queue: &mut EventQueue, slot: CallId, done: SimTime) {
        self.answer_caller(queue, slot, ToCaller::CancelOk, done);
        self.answer_caller(queue, slot, ToCaller::Terminated, done);
        let call = self.call_mut(slot);
        if call.take(Flag::Forked) {
            self.cancel_branches(queue, slot, 0, done);
        }
        if !self.call(slot).has(Flag::AtFrontEnd) {
            return;
        }
        if self.is_for_machine(slot) {
            let route = self.hub_to_mediation(slot);
            self.send(queue, slot, Step::MediationMachineCancel, done, route);
            return;
        }
        if self.call(slot).has(Flag::RoutingFailed) {
            return; // Nothing is pending, and Exchange was notified of the missed call.
        }
        if self.call(slot).has(Flag::LeftRouting) {
            self.cancel_voice_mail(queue, slot, done);
        }
        self.notify_missed_call(queue, slot, done);
    }
}
