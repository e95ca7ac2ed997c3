//! Messages over UDP, which their senders send again until they are answered.

use super::super::engine::{
    CallId, Engine, Exchange, Flag, Message, Phase, Probe, Route, Sending, Step,
};
use super::answers::{Repeats, answered_by, repeats};
use crate::base::{SimTime, Span};
use crate::kernel::EventQueue;
use crate::network::Service;

impl<P: Probe> Engine<'_, '_, P> {
    /// Whether a route is the call's trunk, and that runs over UDP.
    pub(in crate::call) fn is_by_udp(&self, slot: CallId, route: Route) -> bool {
        let call = self.call(slot);
        let Some(trunk) = call.trunk.get() else { return false };
        let ends = (call.caller, call.middle);
        self.state.net.trunks[trunk].udp
            && ((route.from, route.to) == ends || (route.to, route.from) == ends)
    }

    /// A message goes out over UDP. If it is a request or a final response to an INVITE, its sender begins to wait
    /// for the answer; if it is an answer, its sender remembers it for copies of what it answers.
    pub(in crate::call) fn send_datagram(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        Sending { message, ready, route }: Sending,
    ) {
        if self.state.conditions.mute {
            return; // Its sender is down.
        }
        if repeats(message.step).is_none() {
            let answered = answered_by(message.step);
            self.state.overload.each(
                slot,
                |exchange| answered.contains(&exchange.message.step),
                |exchange| exchange.answers_with(message, ready),
            );
            return;
        }
        let (t1, give_up) = (self.state.net.overload.t1, self.state.net.overload.give_up());
        let exchange = Exchange::new(message, route, t1, ready + give_up);
        match self.state.overload.begin(slot, exchange) {
            Some(number) => self.schedule(queue, slot, Step::Resend.with(number), ready + t1),
            None => self.abort(slot, "more than 256 messages over UDP wait for answers".to_owned()),
        }
    }

    /// The time has come to send a message again, unless it was answered, or its sender gives up.
    pub(in crate::call) fn send_again(&mut self, queue: &mut EventQueue, slot: CallId, number: u8) {
        let now = queue.now();
        let Some(exchange) = self.state.overload.find(slot, |x| x.number == number) else { return };
        exchange.events -= 1;
        let (message, route) = (exchange.message, exchange.route);
        let over = exchange.until <= now;
        let too_late = exchange.deadline <= now;
        if over || too_late || self.is_sender_down(route, message) {
            let exchange = self.state.overload.find(slot, |x| x.number == number);
            let delivered = exchange.is_some_and(|exchange| {
                exchange.until = exchange.until.min(now);
                exchange.delivered
            });
            self.state.overload.forget_if_over(slot, number, now);
            if !over && too_late {
                self.not_answered(queue, slot, message, delivered);
            }
            return;
        }
        let Some(exchange) = self.state.overload.find(slot, |x| x.number == number) else { return };
        exchange.copies += 1;
        exchange.interval = Span::from_nanos(exchange.interval.nanos().saturating_mul(2));
        if repeats(message.step) == Some(Repeats::UpToT2) {
            exchange.interval = exchange.interval.min(self.state.net.overload.t2);
        }
        let next = (now + exchange.interval).min(exchange.deadline);
        let ordinal = message.ordinal() | exchange.copies << 16;
        exchange.events += 1;
        self.probe.sent_again(now, route.from.station());
        self.schedule(queue, slot, Step::Resend.with(number), next);
        self.send_copy(queue, slot, (Step::Copy.with(number), ordinal), (now, route));
    }

    /// Sends a copy of a message, or of an answer, of an exchange.
    pub(super) fn send_copy(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        (event, ordinal): (Message, u64),
        (ready, route): (SimTime, Route),
    ) {
        let cut_off = self.state.conditions.watched && self.is_cut_off(route);
        if cut_off || self.state.conditions.mute || self.is_lost_on_link(slot, route, ordinal) {
            return;
        }
        if let Some(exchange) = self.state.overload.find(slot, |x| x.number == event.aux) {
            exchange.events += 1;
        }
        let delay = self.copy_delay(slot, ordinal, route);
        self.schedule(queue, slot, event, ready + delay);
    }

    /// The host that would send a message again is down.
    fn is_sender_down(&self, route: Route, message: Message) -> bool {
        let service = match message.step.place() {
            super::super::engine::Where::Gateway => Service::MediationServer,
            _ => Service::Gateway,
        };
        self.state.conditions.watched
            && self.state.conditions.is_down(route.from.station(), service)
    }

    /// The sender of a message has given up: the gateway takes its next trunk if the INVITE was never received,
    /// otherwise the call fails.
    fn not_answered(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        message: Message,
        delivered: bool,
    ) {
        let phase = self.call(slot).phase;
        if phase.is_over() {
            return;
        }
        if message.step == Step::MediationInvite && phase == Phase::Setup && !delivered {
            let watched = self.state.conditions.watched;
            let route = self.caller_to_mediation(slot);
            let by_outage =
                watched && (self.is_cut_off(route) || self.is_lost_on_arrival(slot, message));
            let call = self.call_mut(slot);
            call.set(Flag::WaitsInVain, false);
            if by_outage {
                call.set(Flag::MetOutage, true);
            } else {
                call.set(Flag::TimedOut, true);
            }
            self.try_next_trunk(queue, slot, queue.now());
            return;
        }
        self.times_out(queue, slot);
    }

    /// Whether a message that is lost is part of an exchange, whose sender sends it again.
    pub(in crate::call) fn is_sent_again(
        &mut self,
        slot: CallId,
        message: Message,
        now: SimTime,
    ) -> bool {
        let overload = &mut self.state.overload;
        if matches!(message.step, Step::Resend | Step::Copy | Step::CopyRead | Step::AnswerCopy) {
            let number = message.aux;
            if let Some(exchange) = overload.find(slot, |x| x.number == number) {
                exchange.events -= 1;
                if message.step == Step::Resend {
                    // The sender is down.
                    exchange.until = exchange.until.min(now);
                }
            }
            overload.forget_if_over(slot, number, now);
            return message.step != Step::Resend;
        }
        let of =
            |x: &Exchange| x.until > now && (x.message == message || x.answer == Some(message));
        overload.find(slot, of).is_some()
    }

    /// Whether CANCEL has to wait for an answer to the INVITE (RFC 3261, section 9.1).
    pub(in crate::call) fn cancel_waits(&mut self, slot: CallId, now: SimTime) -> bool {
        let is_open = |x: &Exchange| x.message.step == Step::MediationInvite && x.until > now;
        let exchange = self.state.overload.find(slot, is_open);
        exchange.map(|exchange| exchange.cancels = true).is_some()
    }

    /// The caller has left before the gateway had made its INVITE: it is never sent.
    pub(in crate::call) fn take_back_invite(&mut self, slot: CallId, now: SimTime) {
        let is_invite = |x: &Exchange| x.message.step == Step::MediationInvite;
        self.state.overload.each(slot, is_invite, |exchange| exchange.until = now);
    }
}
