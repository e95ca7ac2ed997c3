//! The Front End: forks an INVITE to the user's endpoints, decides to divert to voice mail, and as
//! ExumRouting leads the diverted call along its redirects.

use super::draw::Purpose;
use super::outcome::Outcome;
use super::primitives::Transit;
use super::probe::{Latency, Probe};
use super::simulation::Running;
use super::small::{Flag, NONE, Place};
use super::state::{Part, Phase, Reason, RoutingHop, RoutingTrace};
use super::step::Step;
use crate::base::SimTime;
use crate::kernel::{EventQueue, Handled};
use crate::network::StationId;

impl<P: Probe> Running<'_, '_, P> {
    /// Where the callee's home Front End is; the caller's own place without Lync.
    pub(super) fn front_end_place(&self, slot: u32) -> Place {
        self.hub_place(slot)
    }

    /// Whoever routes the call and talks to Exchange: the Front End, or without Lync the gateway.
    pub(super) fn hub_station(&self, slot: u32) -> StationId {
        StationId::new(self.hub_place(slot).station())
    }

    /// Where that is.
    pub(super) fn hub_place(&self, slot: u32) -> Place {
        self.sim.calls[slot as usize].hub
    }

    /// Its number among all hubs.
    pub(super) fn hub(&self, slot: u32) -> u32 {
        let call = &self.sim.calls[slot as usize];
        match call.front_end.get() {
            NONE => self.sim.net.gateway_hub(call.gateway.get()),
            front_end => front_end,
        }
    }

    /// A message has reached the Front End.
    pub(super) fn at_front_end(&mut self, queue: &mut EventQueue, slot: u32, step: Step, aux: u8) {
        let now = queue.now();
        let station = self.hub_station(slot);
        let handled = self.serve(slot, now, (step, aux), station);
        let done = handled.done;
        match step {
            Step::FrontEndInvite => self.front_end_invite(queue, slot, done),
            Step::FrontEndRinging => {
                self.answer_caller(
                    queue,
                    slot,
                    (Step::MediationRinging, Step::CallerRinging),
                    aux,
                    done,
                );
            }
            Step::FrontEndBusy => self.branch_busy(queue, slot, aux, done),
            Step::FrontEndOk => self.person_answered(queue, slot, done),
            Step::FrontEndAck => {
                let steps = (Step::WorkerAck, Step::EndpointAck);
                self.pass_to_answerer(queue, slot, steps, done);
            }
            Step::FrontEndCancel => self.front_end_cancel(queue, slot, done),
            Step::FrontEndBranchTerminated => {
                let way = (self.front_end_place(slot), self.endpoint_place(slot));
                self.send(queue, slot, (Step::EndpointFailureAck, aux), done, way, None);
            }
            Step::FrontEndBye => {
                let steps = (Step::WorkerBye, Step::EndpointBye);
                self.pass_to_answerer(queue, slot, steps, done);
            }
            Step::FrontEndByeOk if self.is_direct(slot) => self.heard_goodbye(slot, now),
            Step::FrontEndByeOk => {
                let steps = (Step::MediationByeOk, Step::CallerByeOk);
                // A BYE of the Mediation Server's own is answered there.
                self.answer_caller(queue, slot, steps, 0, done);
            }
            Step::FrontEndCalleeBye => {
                let steps = (Step::MediationCalleeBye, Step::CallerCalleeBye);
                self.answer_caller(queue, slot, steps, 0, done);
            }
            Step::FrontEndCalleeByeOk => {
                let steps = (Step::WorkerCalleeByeOk, Step::EndpointCalleeByeOk);
                self.pass_to_answerer(queue, slot, steps, done);
            }
            Step::FrontEndRouterRedirect => self.follow_redirect(queue, slot, aux, &handled),
            Step::FrontEndUmRedirect => self.follow_redirect_to_worker(queue, slot, &handled),
            Step::FrontEndUmFailure => self.voice_mail_refused(queue, slot, aux, &handled),
            Step::FrontEndWorkerOk => self.voice_mail_answered(queue, slot, done),
            Step::FrontEndUmTerminated => {
                let way = (self.hub_place(slot), self.um_place(slot));
                self.send(queue, slot, (Step::UmTerminatedAck, 0), done, way, None);
            }
            Step::FrontEndRefer
            | Step::FrontEndReferOk
            | Step::FrontEndReferBye
            | Step::FrontEndReferByeOk => self.pass_transfer(queue, slot, step, done),
            Step::FrontEndPlayInvite
            | Step::FrontEndPlayOk
            | Step::FrontEndPlayAck
            | Step::FrontEndPlayFailure => self.front_end_play(queue, slot, step, aux, done),
            Step::FrontEndMachineOk => {
                let steps = (Step::MediationOk, Step::CallerOk);
                self.answer_caller(queue, slot, steps, 0, done);
            }
            Step::FrontEndMachineBusy => {
                self.fail_towards_caller(queue, slot, Outcome::FaxMachineBusy, done);
            }
            _ => {}
        }
    }

    /// Sends a response towards the caller: by the Mediation Server, or straight to an internal one.
    fn answer_caller(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        (from_outside, internal): (Step, Step),
        aux: u8,
        ready: SimTime,
    ) {
        let outside = self.sim.calls[slot as usize].gateway.get() != NONE;
        let step = if outside { from_outside } else { internal };
        let to = if outside { self.mediation_place(slot) } else { self.caller_place(slot) };
        let way = (self.front_end_place(slot), to);
        self.send(queue, slot, (step, aux), ready, way, None);
    }

    /// Relays what belongs to a transfer between the worker process and the Mediation Server.
    fn pass_transfer(&mut self, queue: &mut EventQueue, slot: u32, step: Step, done: SimTime) {
        let here = self.front_end_place(slot);
        let (next, to) = match step {
            Step::FrontEndRefer => (Step::MediationRefer, self.mediation_place(slot)),
            Step::FrontEndReferOk => (Step::WorkerReferOk, self.um_place(slot)),
            Step::FrontEndReferBye => (Step::MediationReferBye, self.mediation_place(slot)),
            _ => (Step::WorkerReferByeOk, self.left_place(slot)),
        };
        self.send(queue, slot, (next, 0), done, (here, to), None);
    }

    /// Looks the user up and forks the INVITE, or diverts at once.
    fn front_end_invite(&mut self, queue: &mut EventQueue, slot: u32, done: SimTime) {
        if self.sim.calls[slot as usize].phase.is_over() {
            return;
        }
        self.call(slot).set(Flag::AtFrontEnd, true);
        self.answer_caller(queue, slot, (Step::MediationTrying, Step::CallerTrying), 0, done);
        if let Some(cause) = self.number_fault(slot) {
            self.fail_towards_caller(queue, slot, Outcome::of(cause), done);
            return;
        }
        if self.is_for_machine(slot) {
            self.invite_machine(queue, slot, done);
            return;
        }
        if self.group(slot).callee.is_contact() {
            self.call(slot).reason = Reason::Direct;
            self.schedule(queue, slot, Step::RingOut, 0, done);
            return;
        }
        let group = self.group(slot);
        let (registered, dnd) = (group.registered, group.do_not_disturb);
        let no_endpoint = self.sim.calls[slot as usize].endpoints == 0
            || !self.chance(slot, Purpose::Registered, registered);
        if no_endpoint || self.chance(slot, Purpose::DoNotDisturb, dnd) {
            let reason = if no_endpoint { Reason::NoEndpoint } else { Reason::DoNotDisturb };
            self.call(slot).reason = reason;
            self.schedule(queue, slot, Step::RingOut, 0, done);
            return;
        }
        self.call(slot).set(Flag::Forked, true);
        let way = (self.front_end_place(slot), self.endpoint_place(slot));
        for branch in 0..self.sim.calls[slot as usize].endpoints {
            self.send(queue, slot, (Step::EndpointInvite, branch), done, way, None);
        }
        if !self.chance(slot, Purpose::Busy, self.group(slot).busy) {
            self.start_ringing(queue, slot, done);
        } else {
            self.call(slot).reason = Reason::Busy;
        }
    }

    /// The race of ringing: answer and ring-out are drawn once each, patience was at dialling; the
    /// earliest wins, and only the winner is scheduled.
    pub(super) fn start_ringing(&mut self, queue: &mut EventQueue, slot: u32, from: SimTime) {
        self.call(slot).phase = Phase::Ringing;
        self.call(slot).reason = Reason::NoAnswer;
        let ring = self.draw(slot, Purpose::Ring, &self.group(slot).ring);
        let share = self.group(slot).answer_share;
        let after = self.draw(slot, Purpose::AnswerAfter, &self.group(slot).answer_after);
        let answers = self.chance(slot, Purpose::AnswerShare, share) && after <= ring;
        let (step, at) =
            if answers { (Step::Answer, from + after) } else { (Step::RingOut, from + ring) };
        if self.sim.calls[slot as usize].deadline < at {
            self.guard_patience(queue, slot, at);
        } else {
            self.schedule(queue, slot, step, 0, at);
        }
    }

    /// 486 from one endpoint; after the last the call is diverted.
    fn branch_busy(&mut self, queue: &mut EventQueue, slot: u32, aux: u8, done: SimTime) {
        let way = (self.front_end_place(slot), self.endpoint_place(slot));
        self.send(queue, slot, (Step::EndpointFailureAck, aux), done, way, None);
        let call = self.call(slot);
        call.busy_answers += 1;
        if call.busy_answers == call.endpoints && call.phase == Phase::Setup {
            call.set(Flag::Forked, false);
            self.schedule(queue, slot, Step::RingOut, 0, done);
        }
    }

    /// A person's 200: on to the caller, CANCEL to the other branches.
    fn person_answered(&mut self, queue: &mut EventQueue, slot: u32, done: SimTime) {
        self.answer_caller(queue, slot, (Step::MediationOk, Step::CallerOk), 0, done);
        self.cancel_branches(queue, slot, 1, done);
    }

    fn cancel_branches(&mut self, queue: &mut EventQueue, slot: u32, from: u8, ready: SimTime) {
        let way = (self.front_end_place(slot), self.endpoint_place(slot));
        for branch in from..self.sim.calls[slot as usize].endpoints {
            self.send(queue, slot, (Step::EndpointCancel, branch), ready, way, None);
        }
    }

    /// The caller's request goes on to whoever answered.
    fn pass_to_answerer(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        (at_worker, at_endpoint): (Step, Step),
        done: SimTime,
    ) {
        let by_voice_mail = self.sim.calls[slot as usize].has(Flag::ByVoiceMail);
        let (step, to) = if self.is_for_machine(slot) {
            let step = if at_endpoint == Step::EndpointAck {
                Step::MediationMachineAck
            } else {
                Step::MediationMachineBye
            };
            (step, self.mediation_place(slot))
        } else if by_voice_mail {
            (at_worker, self.um_place(slot))
        } else {
            (at_endpoint, self.endpoint_place(slot))
        };
        let way = (self.front_end_place(slot), to);
        self.send(queue, slot, (step, 0), done, way, None);
    }

    /// The decision to divert: ring-out, busy, do-not-disturb or no endpoint.
    pub(super) fn divert(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        if !matches!(self.sim.calls[slot as usize].phase, Phase::Setup | Phase::Ringing) {
            return;
        }
        self.call(slot).phase = Phase::Routing;
        let call = self.call(slot);
        call.chain.fold(now.nanos(), 0xfe00 | call.reason as u64);
        if call.take(Flag::Forked) {
            self.cancel_branches(queue, slot, 0, now);
        }
        if self.is_direct(slot) {
            self.divert_at_pbx(queue, slot);
            return;
        }
        if !self.has_mailbox(slot) {
            self.fail_towards_caller(queue, slot, Outcome::Unanswered, now);
            return;
        }
        let station = self.hub_station(slot);
        let handled = self.serve(slot, now, (Step::RingOut, 0), station);
        self.begin_routing(queue, slot, now, &handled);
    }

    /// The first INVITE towards Exchange, and the clock of routing latency.
    pub(super) fn begin_routing(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        since: SimTime,
        handled: &Handled,
    ) {
        let trace = self.sim.new_trace(RoutingTrace { since, ..RoutingTrace::default() });
        self.call(slot).trace = trace;
        if !self.call(slot).has(Flag::UmOffered) {
            self.call(slot).set(Flag::UmOffered, true);
            self.probe.um_offered(&self.sim.calls[slot as usize]);
        }
        self.add_handled(slot, RoutingHop::ExumRouting, since, handled);
        if let Some(cause) = self.plan_fault(slot) {
            self.routing_fails(queue, slot, cause, handled.done);
            return;
        }
        let turn = self.next_entry_turn(slot);
        self.call(slot).first_entry = turn as u16;
        self.invite_entry(queue, slot, 0, handled.done);
    }

    /// Adds the time a message spent at a host to a hop of the trace.
    pub(super) fn add_handled(&mut self, slot: u32, hop: RoutingHop, now: SimTime, h: &Handled) {
        if let Some(parts) = self.parts(slot, hop) {
            parts[Part::Queue as usize] += h.started.since(now);
            parts[Part::Service as usize] += h.served.since(h.started);
            parts[Part::Wait as usize] += h.done.since(h.served);
        }
    }

    /// Adds a message's way to a hop of the trace.
    pub(super) fn add_transit(&mut self, slot: u32, hop: RoutingHop, transit: Transit) {
        if let Some(parts) = self.parts(slot, hop) {
            parts[Part::Network as usize] += transit.network;
            parts[Part::Connection as usize] += transit.connection;
        }
    }

    fn parts(&mut self, slot: u32, hop: RoutingHop) -> Option<&mut [crate::base::Span; 5]> {
        let trace = self.sim.calls[slot as usize].trace as usize;
        self.sim.traces.get_mut(trace).map(|trace| &mut trace.parts[hop as usize])
    }

    /// Whether the diverted call is still wanted and on its way.
    pub(super) fn is_routing(&self, slot: u32) -> bool {
        self.sim.calls[slot as usize].phase == Phase::Routing
    }

    /// The Call Router's 302: on to the UM service it names.
    fn follow_redirect(&mut self, queue: &mut EventQueue, slot: u32, entry: u8, h: &Handled) {
        let way = (self.hub_place(slot), self.entry_place(slot, entry));
        self.send(queue, slot, (Step::RouterAck, entry), h.done, way, None);
        if !self.is_routing(slot) {
            return;
        }
        self.add_handled(slot, RoutingHop::CallRouter, queue.now(), h);
        self.count_redirect(slot);
        self.invite_um_service(queue, slot, entry, h.done);
    }

    /// The UM service's 302: on to its worker process.
    fn follow_redirect_to_worker(&mut self, queue: &mut EventQueue, slot: u32, h: &Handled) {
        let way = (self.hub_place(slot), self.um_place(slot));
        self.send(queue, slot, (Step::UmAck, 0), h.done, way, None);
        if !self.is_routing(slot) {
            return;
        }
        self.add_handled(slot, RoutingHop::UmService, queue.now(), h);
        self.count_redirect(slot);
        self.invite_worker(queue, slot, h.done);
    }

    fn count_redirect(&mut self, slot: u32) {
        let trace = self.sim.calls[slot as usize].trace as usize;
        if let Some(trace) = self.sim.traces.get_mut(trace) {
            trace.redirects += 1;
        }
    }

    /// The worker process's 200: the end of routing latency.
    fn voice_mail_answered(&mut self, queue: &mut EventQueue, slot: u32, done: SimTime) {
        let now = queue.now();
        if !self.is_routing(slot) {
            return;
        }
        let call = self.call(slot);
        call.phase = Phase::VoiceMail;
        call.set(Flag::ByVoiceMail, true);
        let (trace, invited) = (call.trace as usize, call.invited);
        let trace = self.sim.traces[trace];
        debug_assert_eq!(trace.total(), now.since(trace.since), "the parts must sum to the total");
        if self.group(slot).callee.is_contact() {
            self.latency(slot, Latency::ContactRouting, now.since(trace.since));
        } else {
            self.latency(slot, Latency::VoiceMailRouting, now.since(trace.since));
            self.latency(slot, Latency::TimeToGreeting, now.since(invited));
            self.probe.routed(&self.sim.calls[slot as usize], &trace);
        }
        self.sim.drop_trace(slot);
        let to = self.um_place(slot).site();
        self.connect_media(slot, now, to, self.is_direct(slot));
        if self.is_direct(slot) {
            self.voice_mail_answered_at_pbx(queue, slot, done);
            return;
        }
        if self.sim.calls[slot as usize].gateway.get() == NONE {
            self.um_answers(queue, slot);
        }
        self.answer_caller(queue, slot, (Step::MediationOk, Step::CallerOk), 0, done);
    }

    /// 503 from Exchange: final, unless the plan lets the next entry be tried.
    fn voice_mail_refused(&mut self, queue: &mut EventQueue, slot: u32, entry: u8, h: &Handled) {
        let way = (self.hub_place(slot), self.um_place(slot));
        self.send(queue, slot, (Step::UmAck, 1), h.done, way, None);
        if !self.is_routing(slot) {
            return;
        }
        self.add_handled(slot, RoutingHop::UmService, queue.now(), h);
        if self.may_try_entry(slot, entry + 1) {
            self.invite_entry(queue, slot, entry + 1, h.done);
            return;
        }
        let outcome = self.sim.calls[slot as usize].outcome;
        self.fail_towards_caller(queue, slot, outcome, h.done);
    }

    /// Sends the final failure to the caller; the outcome counts when it arrives.
    pub(super) fn fail_towards_caller(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        outcome: Outcome,
        ready: SimTime,
    ) {
        if self.is_direct(slot) {
            self.first_response(slot, queue.now(), Latency::FailedSessionRequestDelay);
            self.end_at_pbx(queue, slot, outcome);
            return;
        }
        self.call(slot).outcome = outcome;
        self.sim.drop_trace(slot);
        self.answer_caller(queue, slot, (Step::MediationFailure, Step::CallerFailure), 0, ready);
    }

    /// CANCEL from the caller's side: whatever is pending is cancelled, and the missed call told.
    fn front_end_cancel(&mut self, queue: &mut EventQueue, slot: u32, done: SimTime) {
        self.answer_caller(queue, slot, (Step::MediationCancelOk, Step::CallerCancelOk), 0, done);
        self.answer_caller(
            queue,
            slot,
            (Step::MediationTerminated, Step::CallerTerminated),
            0,
            done,
        );
        let call = self.call(slot);
        if call.take(Flag::Forked) {
            self.cancel_branches(queue, slot, 0, done);
        }
        if !self.sim.calls[slot as usize].has(Flag::AtFrontEnd) {
            return;
        }
        if self.is_for_machine(slot) {
            let way = (self.front_end_place(slot), self.mediation_place(slot));
            self.send(queue, slot, (Step::MediationMachineCancel, 0), done, way, None);
            return;
        }
        if self.sim.calls[slot as usize].has(Flag::RoutingFailed) {
            return; // Nothing is pending, and the missed call was told.
        }
        if self.sim.calls[slot as usize].outcome == Outcome::AbandonedRouting {
            self.cancel_voice_mail(queue, slot, done);
        }
        self.tell_missed_call(queue, slot, done);
    }
}
