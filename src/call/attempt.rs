//! An attempt from its start to its outcome: how it begins, how it ends, and whether it is tried
//! again.

use super::engine::{
    Call, CallId, Engine, Flag, Id16, Latency, Outcome, Phase, Probe, Purpose, Step,
};
use crate::base::{SimTime, Span};
use crate::deployment::Class;
use crate::kernel::{Attempt, EventQueue, Order};
use crate::network::GivesUpFrom;

impl<P: Probe> Engine<'_, '_, P> {
    /// Starts the first or a further attempt.
    pub(super) fn start_attempt(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        let call = self.call(slot);
        let attempt = call.attempt + 1;
        let (first, key) = (call.arrived, self.attempt_key(call.source(), call.number(), attempt));
        let order = Order::new(Attempt { attempt: attempt.into(), ..call.order.attempt() });
        let mut fresh = Call::new(order, now, call.chain, call.measured());
        fresh.arrived = first;
        fresh.attempt = attempt;
        fresh.key = key.family();
        fresh.pending = call.pending;
        fresh.step = call.step;
        fresh.generation = call.generation;
        *self.call_mut(slot) = fresh;
        self.draw_callee(slot);
        self.set_gateway(slot, None);
        self.call_mut(slot).counted_mailbox = Id16::from(self.counted_mailbox(slot));
        self.draw_patience(slot, now);
        self.probe.attempt_started(now, &self.state.calls[slot]);
        match self.class(slot) {
            Class::Outbound => self.start_outbound(queue, slot),
            Class::PlayOnPhone => self.start_play(queue, slot),
            _ if self.is_direct(slot) => self.dial_direct(queue, slot),
            Class::Internal => self.dial_internal(queue, slot),
            _ => self.dial(queue, slot),
        }
    }

    /// Draws how long the caller waits for an answer from now on. A fax machine's patience may run
    /// from the end of dialling, and goes on after the answer.
    pub(super) fn draw_patience(&mut self, slot: CallId, now: SimTime) {
        let source = self.source(slot);
        let patience = match (&source.fax, &source.patience) {
            (Some(fax), _) if fax.gives_up_from == GivesUpFrom::Dialling => {
                self.draw(slot, Purpose::GivesUp, &fax.gives_up)
            }
            (None, Some(patience)) => self.draw(slot, Purpose::Patience, patience),
            _ => Span::MAX,
        };
        self.call_mut(slot).deadline =
            if patience == Span::MAX { SimTime::MAX } else { now + patience };
    }

    /// Ends the attempt with `outcome`; a refused caller may try again.
    pub(super) fn finish(&mut self, queue: &mut EventQueue, slot: CallId, outcome: Outcome) {
        let now = queue.now();
        self.disconnect_media(slot, now);
        let call = self.call_mut(slot);
        call.outcome = outcome;
        call.phase = Phase::Over;
        call.chain.fold(now.nanos(), outcome.digested());
        self.probe.attempt_ended(now, &self.state.calls[slot], outcome);
        if outcome.is_by_outage()
            && let Some(outage) = self.outage_of(slot)
        {
            self.probe.affected(now, &self.state.calls[slot], outage, outcome);
        }
        let may_try_again = outcome.is_refusal() || self.call(slot).is_failed_fax(self.state.net);
        if may_try_again && self.tries_again(queue, slot) {
            return;
        }
        if self.state.conditions.watched {
            self.keep_notice(queue, slot);
        }
        self.probe.call_ended(&self.state.calls[slot], outcome);
    }

    fn tries_again(&mut self, queue: &mut EventQueue, slot: CallId) -> bool {
        let attempt = u32::from(self.call(slot).attempt);
        let Some(retry) = &self.source(slot).retry else { return false };
        let is_dropped = self.call(slot).outcome == Outcome::Dropped;
        let share = if is_dropped { retry.after_drop } else { retry.share };
        if attempt > retry.at_most || !self.chance(slot, Purpose::RetryShare, share) {
            return false;
        }
        let after = self.draw(slot, Purpose::RetryAfter, &retry.after);
        self.call_mut(slot).phase = Phase::Waiting;
        self.schedule(queue, slot, Step::Retry, queue.now() + after);
        true
    }

    /// The caller gives up, unless something else came first. A caller who gives up while the attempt waits for
    /// something that an outage took is lost to that outage.
    pub(super) fn abandon(&mut self, queue: &mut EventQueue, slot: CallId, leg: u8) {
        let now = queue.now();
        let call = self.call(slot);
        if call.leg != leg {
            return;
        }
        let waits = matches!(call.phase, Phase::Setup | Phase::Ringing | Phase::Routing);
        let answered = !waits && self.has_not_heard(slot);
        if !waits && !answered {
            return;
        }
        let by_outage = self.state.conditions.watched && self.call(slot).has(Flag::WaitsInVain);
        let call = self.call_mut(slot);
        // The Mediation Server has refused what voice mail answered, and ends it by itself.
        let answered = answered && call.outcome != Outcome::MediationRejected;
        call.hung_up = now;
        call.set(
            Flag::LeftRouting,
            matches!(call.phase, Phase::Routing | Phase::VoiceMail) && !answered,
        );
        let outcome = match call.phase {
            _ if by_outage => Outcome::FailedByOutage,
            Phase::Routing | Phase::VoiceMail => Outcome::AbandonedRouting,
            _ => Outcome::AbandonedRinging,
        };
        self.finish(queue, slot, outcome);
        self.release_channel(slot, now);
        if answered {
            self.caller_says_bye(queue, slot);
        } else {
            self.caller_cancels(queue, slot);
        }
    }

    /// The conversation, greeting, message or fax is over: the caller hangs up.
    pub(super) fn hang_up(&mut self, queue: &mut EventQueue, slot: CallId, leg: u8) {
        let now = queue.now();
        let call = self.call(slot);
        if call.leg != leg || !matches!(call.phase, Phase::Talking | Phase::VoiceMail) {
            return;
        }
        let outcome = match self.class(slot) {
            Class::Fax => self.fax_outcome(slot),
            Class::PlayOnPhone => Outcome::Carried,
            _ if call.phase == Phase::Talking => Outcome::Answered,
            _ if self.group(slot).callee.is_contact() => Outcome::Served,
            _ if call.has(Flag::LeavesMessage) => Outcome::VoiceMessage,
            _ => Outcome::HungUpInGreeting,
        };
        self.call_mut(slot).hung_up = now;
        self.report_fax_failure(slot, outcome, now);
        let established = self.call(slot).established;
        // A caller who hangs up before the 200 arrives has no session.
        if established <= now {
            self.latency(slot, Latency::SessionDuration, now.since(established));
        }
        self.finish(queue, slot, outcome);
        self.release_channel(slot, now);
        self.caller_says_bye(queue, slot);
    }

    /// The person who answered, or Unified Messaging, hangs up first: BYE goes the other way.
    pub(super) fn callee_hangs_up(&mut self, queue: &mut EventQueue, slot: CallId, leg: u8) {
        let now = queue.now();
        let call = self.call(slot);
        if call.leg != leg || !matches!(call.phase, Phase::Talking | Phase::VoiceMail) {
            return;
        }
        let outcome = match (self.class(slot), call.phase) {
            (Class::Fax, Phase::Talking) => Outcome::FaxAnsweredByPerson,
            (Class::Fax, _) => Outcome::FaxGaveUp,
            (_, Phase::Talking) => Outcome::Answered,
            _ if matches!(call.outcome, Outcome::TransferFailed | Outcome::Dropped) => call.outcome,
            _ if u32::from(call.wrong_log_ons) >= self.log_on_limit(slot) => Outcome::LogOnFailed,
            _ if call.has(Flag::LeavesMessage) => Outcome::VoiceMessage,
            _ => Outcome::CutOff,
        };
        self.call_mut(slot).hung_up = now;
        self.report_fax_failure(slot, outcome, now);
        self.finish(queue, slot, outcome);
        self.callee_says_bye(queue, slot);
    }
}
