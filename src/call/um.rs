//! What happens after Unified Messaging has answered: greeting and recording, an auto attendant's
//! menu, Outlook Voice Access, and the transfer by REFER with which another leg of the call begins.

use super::engine::{CallId, Engine, Flag, Id16, Outcome, Phase, Probe, Purpose, Step};
use super::obstacle::Obstacle;
use crate::base::{SimTime, Span};
use crate::deployment::Class;
use crate::kernel::EventQueue;
use crate::network::{Callee, ExchangeServerId, GroupId};

impl<P: Probe> Engine<'_, '_, P> {
    /// Unified Messaging has answered the caller: draws how long that lasts.
    pub(super) fn um_answers(&mut self, queue: &mut EventQueue, slot: CallId) {
        match &self.group(slot).callee {
            Callee::AutoAttendant { .. } => self.begin_menu(queue, slot),
            Callee::AccessNumber { .. } if self.keeps_log_on(slot) => {
                self.begin_session(queue, slot);
            }
            Callee::AccessNumber { .. } => self.begin_log_on(queue, slot),
            _ => self.begin_greeting(queue, slot),
        }
    }

    /// The greeting plays, then a message is recorded or the caller hangs up at the tone.
    fn begin_greeting(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        let greeting = self.draw(slot, Purpose::Greeting, &self.group(slot).greeting);
        self.call_mut(slot).greeting_ends = now + greeting;
        if self.class(slot) == Class::Fax {
            return; // The machine hears nothing. When it gives up was drawn at the answer.
        }
        let group = self.group(slot);
        let (early, leaves) = (group.hangs_up_in_greeting, group.leaves_message);
        let longest = self.plan(slot).map_or(Span::MAX, |plan| plan.max_recording);
        let mut cut = false;
        let stays = if self.chance(slot, Purpose::GreetingShare, early) {
            let moment = self.key(slot, Purpose::GreetingMoment, 0).uniform();
            Span::from_nanos((greeting.nanos() as f64 * moment) as u64)
        } else if self.chance(slot, Purpose::MessageShare, leaves) {
            let message = self.draw(slot, Purpose::Message, &self.group(slot).message);
            let leaves = message >= self.group(slot).minimum_message;
            self.call_mut(slot).set(Flag::LeavesMessage, leaves);
            cut = message > longest;
            greeting + message.min(longest)
        } else {
            greeting
        };
        self.leave_um(queue, slot, now + stays, cut);
    }

    /// Schedules the end of the caller's time: the caller hangs up at `at`, or Unified Messaging does
    /// if it cuts the caller off or the call would exceed its longest duration.
    pub(super) fn leave_um(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        at: SimTime,
        cut: bool,
    ) {
        let limit = self.um_limit(slot);
        let leg = self.call(slot).leg;
        let step = if cut || at > limit { Step::CalleeHangUp } else { Step::HangUp };
        self.schedule(queue, slot, step.with(leg), at.min(limit).max(queue.now()));
    }

    /// When Unified Messaging ends this call at the latest; a transfer begins a new one.
    fn um_limit(&self, slot: CallId) -> SimTime {
        let longest = self.plan(slot).map_or(Span::MAX, |plan| plan.max_call_duration);
        self.call(slot).um_since + longest
    }

    /// An auto attendant's menu: the caller is transferred at its end, or leaves.
    fn begin_menu(&mut self, queue: &mut EventQueue, slot: CallId) {
        let Callee::AutoAttendant { menu, transfer } = &self.group(slot).callee else { return };
        let share = *transfer;
        let ends = queue.now() + self.draw(slot, Purpose::Menu, menu);
        let goes_on =
            self.source(slot).parties.len() > 1 && self.chance(slot, Purpose::TransferShare, share);
        if goes_on && ends <= self.um_limit(slot) {
            self.schedule(queue, slot, Step::Transfer, ends);
        } else {
            self.leave_um(queue, slot, ends, false);
        }
    }

    /// Whether an earlier log-on is still valid. A server hands its caller on with the log-on, except
    /// to a server of an older version, which prompts again (domain §2.3).
    fn keeps_log_on(&self, slot: CallId) -> bool {
        let call = self.call(slot);
        let major = |server: ExchangeServerId| self.state.net.exchange[server].version.major();
        call.leg > 0 && major(call.server.id()) >= major(call.left_server.id())
    }

    /// The next log-on of an Outlook Voice Access caller.
    fn begin_log_on(&mut self, queue: &mut EventQueue, slot: CallId) {
        let Callee::AccessNumber { log_on, .. } = &self.group(slot).callee else { return };
        let tried = u64::from(self.call(slot).wrong_log_ons);
        let at = queue.now() + self.draw_ordinal(slot, Purpose::LogOn, tried, log_on);
        if at > self.um_limit(slot) {
            self.leave_um(queue, slot, at, true);
        } else {
            self.schedule(queue, slot, Step::LogOn, at);
        }
    }

    /// Wrong log-ons after which the caller is disconnected.
    pub(super) fn log_on_limit(&self, slot: CallId) -> u32 {
        self.plan(slot).map_or(u32::MAX, |plan| plan.logon_failures)
    }

    /// A log-on has ended: wrong, right, or right at a server that does not hold the mailbox.
    pub(super) fn logged_on(&mut self, queue: &mut EventQueue, slot: CallId) {
        let call = self.call(slot);
        let Callee::AccessNumber { wrong_pin, .. } = &self.group(slot).callee else { return };
        if call.phase != Phase::VoiceMail {
            return;
        }
        let key = self.key(slot, Purpose::WrongPin, u64::from(call.wrong_log_ons));
        if key.uniform() < *wrong_pin {
            self.call_mut(slot).wrong_log_ons += 1;
            let leg = self.call(slot).leg;
            if u32::from(self.call(slot).wrong_log_ons) >= self.log_on_limit(slot) {
                self.schedule(queue, slot, Step::CalleeHangUp.with(leg), queue.now());
            } else {
                self.begin_log_on(queue, slot);
            }
            return;
        }
        if self.call(slot).leg > 0 {
            self.begin_session(queue, slot);
            return;
        }
        self.call_mut(slot).mailbox = Id16::from(self.listener_mailbox(slot));
        let here = self.call(slot).server.id();
        let elsewhere = self.call(slot).mailbox.is_some()
            && !self.can_serve(slot, here)
            && self.serving_um(slot).is_some();
        if elsewhere { self.refer(queue, slot) } else { self.begin_session(queue, slot) }
    }

    /// The caller listens to the mailbox.
    fn begin_session(&mut self, queue: &mut EventQueue, slot: CallId) {
        let Callee::AccessNumber { session, .. } = &self.group(slot).callee else { return };
        let ends = queue.now() + self.draw(slot, Purpose::Session, session);
        self.leave_um(queue, slot, ends, false);
    }

    /// The server of the mailbox that an Outlook Voice Access caller wants, if there is one. It is the
    /// same in every attempt and leg of a call.
    fn listener_mailbox(&self, slot: CallId) -> Option<ExchangeServerId> {
        let (group, user) = self.listener(slot)?;
        self.mailbox_of(group, user)
    }

    /// The user whose mailbox it is, and the user's group.
    pub(super) fn listener(&self, slot: CallId) -> Option<(GroupId, u32)> {
        let call = self.call(slot);
        let source = self.source(slot);
        let users = source.upto.last().copied().unwrap_or(0);
        let key = self.attempt_key(call.source(), call.number(), 0);
        let user = key.absorb(Purpose::Resolved as u64).below(users.max(1));
        let place = source.upto.partition_point(|upto| *upto <= user);
        let group = *source.parties.get(place + 1)?;
        let before = if place == 0 { 0 } else { source.upto[place - 1] };
        Some((group, user - before))
    }

    /// Whether any UM server can answer: the call is for a contact, and nobody knows the caller's mailbox.
    pub(super) fn is_for_anybody(&self, slot: CallId) -> bool {
        match self.group(slot).callee {
            Callee::AutoAttendant { .. } => true,
            Callee::AccessNumber { resolved, .. } => {
                self.call(slot).leg == 0 && !self.chance(slot, Purpose::Resolved, resolved)
            }
            _ => false,
        }
    }

    /// Draws whether the caller's number identifies the mailbox: then the call goes to its server at
    /// once.
    pub(super) fn draw_listener(&mut self, slot: CallId) {
        let Callee::AccessNumber { resolved, .. } = &self.group(slot).callee else { return };
        if self.call(slot).leg > 0 || self.chance(slot, Purpose::Resolved, *resolved) {
            self.call_mut(slot).mailbox = Id16::from(self.listener_mailbox(slot));
        }
    }

    /// The server of the mailbox by which an attempt is counted.
    pub(super) fn counted_mailbox(&self, slot: CallId) -> Option<ExchangeServerId> {
        match self.group(slot).callee {
            Callee::AccessNumber { .. } => self.listener_mailbox(slot),
            Callee::AutoAttendant { .. } => None,
            _ => self.call(slot).mailbox.get(),
        }
    }

    /// The worker process asks the peer, by REFER, to call somebody else.
    pub(super) fn refer(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        let call = self.call(slot);
        if call.phase != Phase::VoiceMail {
            return;
        }
        let station = self.state.net.exchange[call.server.id()].station;
        let done = self.serve(slot, now, Step::Transfer, station).done;
        if let Some(obstacle) = self.exchange_request_obstacle(slot) {
            self.transfer_fails(queue, slot, done, obstacle);
            return;
        }
        self.use_exchange_request(slot);
        let step = if self.is_direct(slot) { Step::GatewayRefer } else { Step::FrontEndRefer };
        let route = self.um_to_hub(slot);
        self.send(queue, slot, step, done, route);
    }

    /// Lync does not take the REFER: the worker process, which can do nothing else for the caller, hangs
    /// up.
    fn transfer_fails(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        ready: SimTime,
        Obstacle { cause, outcome }: Obstacle,
    ) {
        let route = self.um_to_hub(slot);
        let failed = ready + self.failed_connection(slot, Step::FrontEndRefer.into(), route, cause);
        let call = self.call_mut(slot);
        // The caller has heard the menu or the prompt.
        let by_outage = outcome.is_by_outage();
        call.outcome = if by_outage { Outcome::Dropped } else { Outcome::TransferFailed };
        let leg = call.leg;
        self.schedule(queue, slot, Step::CalleeHangUp.with(leg), failed);
    }

    /// 202 to the REFER: the worker process lets go of the caller and says BYE.
    pub(super) fn refer_accepted(&mut self, queue: &mut EventQueue, slot: CallId, done: SimTime) {
        if self.call(slot).phase != Phase::VoiceMail {
            return;
        }
        self.release_um(slot, queue.now());
        let call = self.call_mut(slot);
        call.left_server = call.server;
        let step =
            if self.is_direct(slot) { Step::GatewayReferBye } else { Step::FrontEndReferBye };
        let route = self.um_to_hub(slot);
        self.send(queue, slot, step, done, route);
    }

    /// Begins the next leg after a transfer: another callee, other draws, and the caller waits again.
    pub(super) fn next_leg(&mut self, queue: &mut EventQueue, slot: CallId, ready: SimTime) {
        let now = queue.now();
        self.disconnect_media(slot, now);
        let to = match self.group(slot).callee {
            Callee::AutoAttendant { .. } => {
                let others = self.source(slot).parties.len() as u32 - 1;
                1 + self.key(slot, Purpose::TransferTarget, 0).below(others) as u16
            }
            _ => 0,
        };
        let call = self.call_mut(slot);
        call.leg += 1;
        call.key = call.key.absorb((Purpose::Leg as u64) << 32 | u64::from(call.leg)).family();
        call.party = to;
        call.phase = Phase::Setup;
        call.server = Id16::NONE;
        call.set(Flag::ByVoiceMail, false);
        call.set(Flag::LeavesMessage, false);
        call.set(Flag::AtFrontEnd, false);
        call.set(Flag::Forked, false);
        call.set(Flag::RoutingFailed, false);
        call.busy_answers = 0;
        call.wrong_log_ons = 0;
        call.set(Flag::AbandonSet, false);
        self.draw_callee(slot);
        self.draw_patience(slot, now);
        self.probe.transferred(&self.state.calls[slot]);
        if self.is_direct(slot) {
            self.ring_at_pbx(queue, slot, ready);
            return;
        }
        self.invite_front_end(queue, slot, ready);
    }

    /// The worker process has seen the end of the call: decides what becomes of the recording.
    pub(super) fn worker_settles(&mut self, queue: &mut EventQueue, slot: CallId, done: SimTime) {
        let call = self.call(slot);
        let recorded = call.hung_up.since(call.greeting_ends);
        match call.outcome {
            Outcome::VoiceMessage => self.submit_message(queue, slot, done, false),
            // The caller left before hearing the greeting.
            Outcome::AbandonedRouting
                if !call.has(Flag::LeftRouting) && !self.group(slot).callee.is_contact() =>
            {
                self.notify_on_path_b(queue, slot, done);
            }
            Outcome::HungUpInGreeting => self.notify_on_path_b(queue, slot, done),
            Outcome::CutOff if !self.group(slot).callee.is_contact() => {
                self.notify_on_path_b(queue, slot, done);
            }
            outcome if outcome.is_fax_rejection() => {
                if recorded.is_zero() || recorded < self.group(slot).minimum_message {
                    self.notify_on_path_b(queue, slot, done);
                } else {
                    self.submit_message(queue, slot, done, true);
                }
            }
            _ => {}
        }
    }
}
