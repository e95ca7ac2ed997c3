//! What happens while Unified Messaging has the caller: greeting and recording, an auto attendant's
//! menu, Outlook Voice Access, and the transfer by REFER with which another leg of the call begins.

use super::draw::Purpose;
use super::outcome::Outcome;
use super::probe::Probe;
use super::simulation::Running;
use super::small::{Flag, Index, NONE, Place};
use super::state::Phase;
use super::step::Step;
use crate::base::{SimTime, Span};
use crate::deployment::Class;
use crate::kernel::EventQueue;
use crate::network::{Callee, Cause};

impl<P: Probe> Running<'_, '_, P> {
    /// Unified Messaging has the caller: how long that lasts is drawn here.
    pub(super) fn um_answers(&mut self, queue: &mut EventQueue, slot: u32) {
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
    fn begin_greeting(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        let greeting = self.draw(slot, Purpose::Greeting, &self.group(slot).greeting);
        self.call(slot).greeting_ends = now + greeting;
        if self.class(slot) == Class::Fax {
            return; // The machine hears nothing; when it gives up was settled at the answer.
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
            self.call(slot).set(Flag::LeavesMessage, leaves);
            cut = message > longest;
            greeting + message.min(longest)
        } else {
            greeting
        };
        self.leave_um(queue, slot, now + stays, cut);
    }

    /// Arranges the end of the caller's time: the caller hangs up at `at`, or Unified Messaging
    /// does if it cuts the caller off or the call would pass its longest duration.
    pub(super) fn leave_um(&mut self, queue: &mut EventQueue, slot: u32, at: SimTime, cut: bool) {
        let limit = self.um_limit(slot);
        let leg = self.sim.calls[slot as usize].leg;
        let step = if cut || at > limit { Step::CalleeHangUp } else { Step::HangUp };
        self.schedule(queue, slot, step, leg, at.min(limit).max(queue.now()));
    }

    /// When Unified Messaging ends the present call; a transfer begins a new one.
    fn um_limit(&self, slot: u32) -> SimTime {
        let longest = self.plan(slot).map_or(Span::MAX, |plan| plan.max_call_duration);
        self.sim.calls[slot as usize].um_since + longest
    }

    /// An auto attendant's menu: the caller is transferred at its end, or leaves.
    fn begin_menu(&mut self, queue: &mut EventQueue, slot: u32) {
        let Callee::AutoAttendant { menu, transfer } = &self.group(slot).callee else { return };
        let share = *transfer;
        let ends = queue.now() + self.draw(slot, Purpose::Menu, menu);
        let goes_on =
            self.source(slot).parties.len() > 1 && self.chance(slot, Purpose::TransferShare, share);
        if goes_on && ends <= self.um_limit(slot) {
            self.schedule(queue, slot, Step::Transfer, 0, ends);
        } else {
            self.leave_um(queue, slot, ends, false);
        }
    }

    /// Whether a caller has logged on before: a server hands its caller on with the log-on, but to an older
    /// version without, which prompts again (domain 2.3).
    fn keeps_log_on(&self, slot: u32) -> bool {
        let call = &self.sim.calls[slot as usize];
        let major = |server: u32| self.sim.net.exchange[server as usize].version.major();
        call.leg > 0 && major(call.server.get()) >= major(call.left_server.get())
    }

    /// The next log-on of an Outlook Voice Access caller.
    fn begin_log_on(&mut self, queue: &mut EventQueue, slot: u32) {
        let Callee::AccessNumber { log_on, .. } = &self.group(slot).callee else { return };
        let tried = u64::from(self.sim.calls[slot as usize].wrong_log_ons);
        let at = queue.now() + self.draw_ordinal(slot, Purpose::LogOn, tried, log_on);
        if at > self.um_limit(slot) {
            self.leave_um(queue, slot, at, true);
        } else {
            self.schedule(queue, slot, Step::LogOn, 0, at);
        }
    }

    /// Wrong log-ons after which the caller is disconnected.
    pub(super) fn log_on_limit(&self, slot: u32) -> u32 {
        self.plan(slot).map_or(u32::MAX, |plan| plan.logon_failures)
    }

    /// A log-on is over: wrong, right, or right at a server that does not hold the mailbox.
    pub(super) fn logged_on(&mut self, queue: &mut EventQueue, slot: u32) {
        let call = &self.sim.calls[slot as usize];
        let Callee::AccessNumber { wrong_pin, .. } = &self.group(slot).callee else { return };
        if call.phase != Phase::VoiceMail {
            return;
        }
        let key = self.key(slot, Purpose::WrongPin, u64::from(call.wrong_log_ons));
        if key.uniform() < *wrong_pin {
            self.call(slot).wrong_log_ons += 1;
            let leg = self.sim.calls[slot as usize].leg;
            if u32::from(self.sim.calls[slot as usize].wrong_log_ons) >= self.log_on_limit(slot) {
                self.schedule(queue, slot, Step::CalleeHangUp, leg, queue.now());
            } else {
                self.begin_log_on(queue, slot);
            }
            return;
        }
        if self.sim.calls[slot as usize].leg > 0 {
            self.begin_session(queue, slot);
            return;
        }
        let (_, home) = self.listener(slot);
        self.call(slot).mailbox = Index::new(home);
        let serving = self.serving_um(slot);
        if serving == NONE || serving == self.sim.calls[slot as usize].server.get() {
            self.begin_session(queue, slot);
        } else {
            self.refer(queue, slot);
        }
    }

    /// The caller hears the mailbox.
    fn begin_session(&mut self, queue: &mut EventQueue, slot: u32) {
        let Callee::AccessNumber { session, .. } = &self.group(slot).callee else { return };
        let ends = queue.now() + self.draw(slot, Purpose::Session, session);
        self.leave_um(queue, slot, ends, false);
    }

    /// Whose mailbox an Outlook Voice Access caller wants: the group's index and the mailbox's
    /// server. The same in every attempt and leg of a call.
    fn listener(&self, slot: u32) -> (u32, u32) {
        let call = &self.sim.calls[slot as usize];
        let source = self.source(slot);
        let users = source.upto.last().copied().unwrap_or(0);
        let key = self.attempt_key(call.source(), call.number(), 0);
        let user = key.absorb(Purpose::Resolved as u64).below(users.max(1));
        let place = source.upto.partition_point(|upto| *upto <= user);
        let Some(group) = source.parties.get(place + 1).copied() else { return (0, NONE) };
        let before = if place == 0 { 0 } else { source.upto[place - 1] };
        (group, self.mailbox_of(group, user - before))
    }

    /// Whether the caller's number names the mailbox: then the call goes to its server at once.
    pub(super) fn draw_listener(&mut self, slot: u32) {
        let Callee::AccessNumber { resolved, .. } = &self.group(slot).callee else { return };
        let resolved = *resolved;
        if self.sim.calls[slot as usize].leg > 0 || self.chance(slot, Purpose::Resolved, resolved) {
            let (_, home) = self.listener(slot);
            self.call(slot).mailbox = Index::new(home);
        }
    }

    /// The mailbox's server by which an attempt is counted.
    pub(super) fn counted_mailbox(&self, slot: u32) -> u32 {
        match self.group(slot).callee {
            Callee::AccessNumber { .. } => self.listener(slot).1,
            Callee::AutoAttendant { .. } => NONE,
            _ => self.sim.calls[slot as usize].mailbox.get(),
        }
    }

    /// The worker process asks the peer, by REFER, to call somebody else.
    pub(super) fn refer(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        let call = &self.sim.calls[slot as usize];
        if call.phase != Phase::VoiceMail {
            return;
        }
        let station = self.sim.net.exchange[call.server.at()].station;
        let done = self.serve(slot, now, (Step::Transfer, 0), station).done;
        if let Some(cause) = self.exchange_request_fault(slot) {
            self.transfer_fails(queue, slot, done, cause);
            return;
        }
        let step = if self.is_direct(slot) { Step::GatewayRefer } else { Step::FrontEndRefer };
        let way = (self.um_place(slot), self.hub_place(slot));
        self.send(queue, slot, (step, 0), done, way, None);
    }

    /// Lync does not take the REFER: the worker process, which has nothing left for the caller, hangs up.
    fn transfer_fails(&mut self, queue: &mut EventQueue, slot: u32, ready: SimTime, cause: Cause) {
        let way = (self.um_place(slot), self.hub_place(slot));
        let failed = ready + self.failed_connection(slot, (Step::FrontEndRefer, 0), way, cause);
        let call = self.call(slot);
        call.outcome = Outcome::TransferFailed;
        let leg = call.leg;
        self.schedule(queue, slot, Step::CalleeHangUp, leg, failed);
    }

    /// 202 to the REFER: the worker process lets go of the caller and says BYE.
    pub(super) fn refer_accepted(&mut self, queue: &mut EventQueue, slot: u32, done: SimTime) {
        if self.sim.calls[slot as usize].phase != Phase::VoiceMail {
            return;
        }
        self.release_um(slot, queue.now());
        let call = self.call(slot);
        call.left_server = call.server;
        let step =
            if self.is_direct(slot) { Step::GatewayReferBye } else { Step::FrontEndReferBye };
        let way = (self.um_place(slot), self.hub_place(slot));
        self.send(queue, slot, (step, 0), done, way, None);
    }

    /// Where the UM server is that the call was transferred from.
    pub(super) fn left_place(&self, slot: u32) -> Place {
        let server = self.sim.calls[slot as usize].left_server.at();
        self.host(self.sim.net.exchange[server].station)
    }

    /// The transfer's new leg: another callee, other draws, the caller waits again.
    pub(super) fn next_leg(&mut self, queue: &mut EventQueue, slot: u32, ready: SimTime) {
        let now = queue.now();
        self.disconnect_media(slot, now);
        let to = match self.group(slot).callee {
            Callee::AutoAttendant { .. } => {
                let others = self.source(slot).parties.len() as u32 - 1;
                1 + self.key(slot, Purpose::TransferTarget, 0).below(others) as u16
            }
            _ => 0,
        };
        let call = self.call(slot);
        call.leg += 1;
        call.key = call.key.absorb((Purpose::Leg as u64) << 32 | u64::from(call.leg)).family();
        call.party = to;
        call.phase = Phase::Setup;
        call.server = Index::new(NONE);
        call.set(Flag::ByVoiceMail, false);
        call.set(Flag::LeavesMessage, false);
        call.set(Flag::AtFrontEnd, false);
        call.set(Flag::Forked, false);
        call.set(Flag::RoutingFailed, false);
        call.busy_answers = 0;
        call.wrong_log_ons = 0;
        call.set(Flag::Rang, true); // The delay after dialling is the first leg's.
        call.set(Flag::AbandonSet, false);
        self.draw_callee(slot);
        self.draw_patience(slot, now);
        self.probe.transferred(&self.sim.calls[slot as usize]);
        if self.is_direct(slot) {
            self.ring_at_pbx(queue, slot, ready);
            return;
        }
        self.invite_front_end(queue, slot, ready);
    }

    /// The worker process has seen the end of the call: what becomes of what it recorded.
    pub(super) fn worker_settles(&mut self, queue: &mut EventQueue, slot: u32, done: SimTime) {
        let call = &self.sim.calls[slot as usize];
        let recorded = call.hung_up.since(call.greeting_ends);
        match call.outcome {
            Outcome::VoiceMessage => self.submit_message(queue, slot, done, false),
            Outcome::HungUpInGreeting => self.tell_path_b(queue, slot, done),
            Outcome::CutOff if !self.group(slot).callee.is_contact() => {
                self.tell_path_b(queue, slot, done);
            }
            outcome if outcome.is_fax_rejection() => {
                if recorded.is_zero() || recorded < self.group(slot).minimum_message {
                    self.tell_path_b(queue, slot, done);
                } else {
                    self.submit_message(queue, slot, done, true);
                }
            }
            _ => {}
        }
    }
}
