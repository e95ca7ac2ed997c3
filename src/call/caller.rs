//! The caller's side, wherever it is: what the caller hears and does.

use super::engine::{CallId, Engine, Flag, Latency, Phase, Probe, Route, Step};
use crate::base::SimTime;
use crate::deployment::Class;
use crate::kernel::EventQueue;

impl<P: Probe> Engine<'_, '_, P> {
    /// A message has reached the caller of an internal call.
    pub(super) fn at_caller(&mut self, queue: &mut EventQueue, slot: CallId, step: Step) {
        let now = queue.now();
        let done = self.endpoint_delay(slot, now, step.into());
        let route = self.caller_to_hub(slot);
        match step {
            Step::CallerRinging => self.heard_ringing(slot, now, done),
            Step::CallerOk => {
                self.heard_answer(queue, slot, done);
                self.send(queue, slot, Step::FrontEndAck, done, route);
            }
            Step::CallerFailure => {
                self.first_response(slot, now, Latency::FailedSessionRequestDelay);
                self.send(queue, slot, Step::FrontEndFailureAck, done, route);
                self.attempt_failed(queue, slot);
            }
            Step::CallerByeOk => self.heard_goodbye(slot, now),
            Step::CallerTerminated => {
                self.send(queue, slot, Step::FrontEndFailureAck, done, route);
            }
            Step::CallerCalleeBye => {
                self.send(queue, slot, Step::FrontEndCalleeByeOk, done, route);
            }
            _ => {}
        }
    }

    /// When the caller began to wait: the start of the attempt.
    fn dialled(&self, slot: CallId) -> SimTime {
        let call = self.call(slot);
        if self.is_direct(slot) {
            // Such a call passes no Mediation Server, so this still says when the attempt began. It may
            // take its channel later.
            call.mediation_since
        } else if call.has(Flag::ReRouted) {
            // The branch appliance has sent it out again; nothing else is held since yet.
            call.held_since
        } else if call.gateway.is_some() {
            // A gateway may have handed it back before. Until somebody hangs up, the other says when it began.
            call.channel_since.min(call.hung_up)
        } else {
            call.invited
        }
    }

    /// Ringing has reached the caller's side, where the caller hears it at `heard`.
    pub(super) fn heard_ringing(&mut self, slot: CallId, now: SimTime, heard: SimTime) {
        self.first_response(slot, now, Latency::SessionRequestDelay);
        let call = self.call_mut(slot);
        // The delay after dialling is the first leg's, and a caller who has gone hears nothing.
        if !call.has(Flag::Rang) && call.leg == 0 && !call.phase.is_over() {
            call.set(Flag::Rang, true);
            let (delay, waits) = (now.since(call.invited), heard <= call.deadline);
            self.latency(slot, Latency::PostDialDelay, delay);
            if waits {
                let delay = heard.since(self.dialled(slot));
                self.latency(slot, Latency::PostSelectionDelay, delay);
            }
        }
    }

    /// An answer's 200 has reached the caller's side, where the caller hears the answer at `heard`.
    pub(super) fn heard_answer(&mut self, queue: &mut EventQueue, slot: CallId, heard: SimTime) {
        let now = queue.now();
        self.first_response(slot, now, Latency::SessionRequestDelay);
        let has_left = self.call(slot).phase.is_over() && self.call(slot).outcome.is_abandoned();
        if has_left || self.leaves_before(queue, slot, heard) {
            return;
        }
        let call = self.call_mut(slot);
        call.established = call.established.min(now);
        // The 200 of a leg may still be on its way when a transfer has begun the next.
        let of_this_leg = call.leg == 0 || call.phase == Phase::Talking;
        if !call.has(Flag::ByVoiceMail) && of_this_leg {
            let delay = now.since(call.answered);
            self.latency(slot, Latency::AnswerDelay, delay);
        }
        let voice_mail = self.call(slot).has(Flag::ByVoiceMail)
            && self.call(slot).phase == Phase::VoiceMail
            && !self.group(slot).callee.is_contact();
        if voice_mail {
            let delay = heard.since(self.dialled(slot));
            self.latency(slot, Latency::GreetingDelay, delay);
        }
    }

    /// Whether somebody has answered, and the caller may give up because the answer is still on its way. What a
    /// machine does for the caller does not give up then.
    pub(super) fn has_not_heard(&self, slot: CallId) -> bool {
        let source = self.source(slot);
        self.is_answered(slot)
            && self.call(slot).deadline != SimTime::MAX
            && source.fax.is_none()
            && !matches!(source.class, Class::Outbound | Class::PlayOnPhone)
    }

    /// Whether the caller gives up before hearing the answer at `heard`. If not, the caller's patience is over with
    /// the answer.
    pub(super) fn leaves_before(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        heard: SimTime,
    ) -> bool {
        if !self.has_not_heard(slot) {
            return false;
        }
        let call = self.call_mut(slot);
        let (deadline, leg) = (call.deadline, call.leg);
        if heard <= deadline {
            call.deadline = SimTime::MAX;
            return false;
        }
        if !call.has(Flag::AbandonSet) {
            call.set(Flag::AbandonSet, true);
            self.schedule(queue, slot, Step::Abandon.with(leg), deadline.max(queue.now()));
        }
        true
    }

    /// Whether a person or voice mail has answered.
    pub(super) fn is_answered(&self, slot: CallId) -> bool {
        matches!(self.call(slot).phase, Phase::Talking | Phase::VoiceMail)
    }

    /// The 200 to the caller's BYE has reached the caller's side.
    pub(super) fn heard_goodbye(&mut self, slot: CallId, now: SimTime) {
        let call = self.call(slot);
        if call.outcome.is_abandoned() {
            return; // The caller had no session.
        }
        let delay = now.since(call.hung_up);
        self.latency(slot, Latency::SessionDisconnectDelay, delay);
    }

    /// A response other than 100 has reached the caller's side; the first is the request delay.
    pub(super) fn first_response(&mut self, slot: CallId, now: SimTime, latency: Latency) {
        let call = self.call_mut(slot);
        if !call.has(Flag::Responded) {
            call.set(Flag::Responded, true);
            let delay = now.since(call.invited);
            self.latency(slot, latency, delay);
        }
    }

    /// The final failure has reached the caller; the outcome was set where the call failed.
    pub(super) fn attempt_failed(&mut self, queue: &mut EventQueue, slot: CallId) {
        let call = self.call(slot);
        if !call.phase.is_over() {
            let outcome = call.outcome;
            self.finish(queue, slot, outcome);
            self.release_channel(slot, queue.now());
        }
    }

    /// The caller gave up: CANCEL follows the INVITE, if that has left.
    pub(super) fn caller_cancels(&mut self, queue: &mut EventQueue, slot: CallId) {
        if self.is_direct(slot) {
            self.cancel_at_pbx(queue, slot);
            return;
        }
        let call = self.call(slot);
        let now = queue.now();
        if self.state.overload.on && call.invited > now {
            self.take_back_invite(slot, now);
        }
        let call = self.call(slot);
        if call.gateway.is_none() {
            let route = self.caller_to_hub(slot);
            self.send(queue, slot, Step::FrontEndCancel, now, route);
        } else if call.trunk.is_some() && call.invited <= now && self.has_sent_invite(slot) {
            if self.state.overload.on && self.cancel_waits(slot, now) {
                return;
            }
            let route = self.caller_to_mediation(slot);
            self.send(queue, slot, Step::MediationCancel, now, route);
        }
    }

    /// Whether the gateway could send the INVITE: its address may have run out since, but not while it waits for DNS.
    fn has_sent_invite(&self, slot: CallId) -> bool {
        let waits = self.call(slot).has(Flag::WaitsInVain);
        self.trunk_in_obstacle(slot).is_none_or(|obstacle| !obstacle.is_found() && !waits)
    }

    /// The caller hung up an answered call.
    pub(super) fn caller_says_bye(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        if self.is_direct(slot) {
            self.direct_bye(queue, slot);
            return;
        }
        let (step, to) = if self.call(slot).gateway.is_none() {
            (Step::FrontEndBye, self.hub_place(slot))
        } else {
            (Step::MediationBye, self.mediation_place(slot))
        };
        let route = Route { from: self.caller_place(slot), to };
        self.send(queue, slot, step, now, route);
    }

    /// The person who answered, or the worker process, says BYE towards the caller.
    pub(super) fn callee_says_bye(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        let direct = self.is_direct(slot);
        let by_um = self.call(slot).has(Flag::ByVoiceMail);
        if direct && !by_um {
            self.release_channel(slot, now);
            return;
        }
        let from = if by_um { self.um_place(slot) } else { self.endpoint_place(slot) };
        let step = if direct { Step::GatewayCalleeBye } else { Step::FrontEndCalleeBye };
        let route = Route { from, to: self.hub_place(slot) };
        self.send(queue, slot, step, now, route);
        if by_um {
            self.release_um(slot, now);
            self.worker_settles(queue, slot, now);
        }
    }

    /// The caller of a call without Lync has hung up.
    fn direct_bye(&mut self, queue: &mut EventQueue, slot: CallId) {
        let call = self.call(slot);
        if call.has(Flag::HasFaxLine) {
            self.partner_bye(queue, slot);
        } else if call.has(Flag::ByVoiceMail) {
            let route = self.hub_to_um(slot);
            self.send(queue, slot, Step::WorkerBye, queue.now(), route);
        }
    }
}
