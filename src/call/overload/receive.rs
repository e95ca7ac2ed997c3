//! What becomes of messages on lossy links and at hosts with full queues.

use super::super::engine::{
    CallId, Engine, Exchange, Flag, Message, Outcome, Probe, Purpose, Route, Step, Where,
};
use super::answers::{answered_by, crosses_trunk, is_answered_unseen, repeats};
use crate::base::{SimTime, Span};
use crate::kernel::EventQueue;
use crate::network::StationId;

/// How often TCP sends again at most; after that it would have given up the connection.
const TCP_TRIES: u64 = 15;

impl<P: Probe> Engine<'_, '_, P> {
    /// Whether the link that a message crosses loses it.
    pub(in crate::call) fn is_lost_on_link(
        &self,
        slot: CallId,
        route: Route,
        ordinal: u64,
    ) -> bool {
        let net = self.state.net;
        let Some(link) = net.link(route.from.site(), route.to.site()) else { return false };
        let loss = net.link_loss[link.index()];
        loss > 0.0 && self.key(slot, Purpose::LinkLoss, ordinal).uniform() < loss
    }

    /// How long TCP delays a message because its link loses it, and perhaps what is sent again.
    pub(in crate::call) fn delay_by_loss(
        &self,
        slot: CallId,
        route: Route,
        message: Message,
    ) -> Span {
        let is_lost =
            |time: &u64| self.is_lost_on_link(slot, route, message.ordinal() | time << 16);
        let times = (0..TCP_TRIES).take_while(is_lost).count() as u32;
        let first = self.state.net.overload.tcp_timeout.nanos();
        Span::from_nanos(first.saturating_mul((1 << times) - 1))
    }

    /// The time of a copy on the wire.
    pub(super) fn copy_delay(&self, slot: CallId, ordinal: u64, route: Route) -> Span {
        let delay = self.state.net.delay(route.from.site(), route.to.site());
        self.draw_ordinal(slot, Purpose::Delay, ordinal, delay)
    }

    /// A message has reached its receiver. What came by UDP may find the queue full.
    pub(in crate::call) fn receive(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        message: Message,
    ) {
        let step = message.step;
        if step == Step::FrontEndInvite {
            self.receive_at_front_end(queue, slot, message);
            return;
        }
        let is_datagram = crosses_trunk(step)
            && self.call(slot).trunk.get().is_some_and(|trunk| self.state.net.trunks[trunk].udp);
        if !is_datagram {
            self.dispatch(queue, slot, message);
            return;
        }
        let now = queue.now();
        let call = self.call(slot);
        let place = if step.place() == Where::Gateway { call.caller } else { call.middle };
        if self.drops(now, place.station(), step) {
            return;
        }
        let known = |x: &Exchange| x.message == message && x.delivered && x.until > now;
        if repeats(step).is_some() && self.state.overload.find(slot, known).is_some() {
            // A copy was faster.
            self.serve_copy(slot, now, (message, 0), place.station());
            return;
        }
        let heard = |x: &Exchange| x.answer == Some(message) && x.answered;
        if repeats(step).is_none() && self.state.overload.find(slot, heard).is_some() {
            // The answer to a copy was faster.
            self.serve_copy(slot, now, (message, 0), place.station());
            return;
        }
        self.deliver(queue, slot, message, false);
    }

    /// Whether a host has no room for a message that comes by UDP. A message that needs no core needs no room.
    fn drops(&mut self, now: SimTime, station: StationId, step: Step) -> bool {
        let (role, kind) = step.handled_as();
        let full = self.state.stations[station.index()].is_full(now)
            && !self.state.net.work(station, role, kind).service.is_zero();
        if full {
            self.probe.dropped(now, station);
        }
        full
    }

    /// Whether a copy that has reached a host is read there: the host works, and has room for it.
    fn takes_copy(
        &mut self,
        slot: CallId,
        message: Message,
        (now, station): (SimTime, StationId),
    ) -> bool {
        let lost = self.state.conditions.watched && self.is_lost_on_arrival(slot, message);
        !lost && !self.drops(now, station, message.step)
    }

    /// A message over UDP takes effect, the first time that it arrives: it ends the wait for what it answers.
    fn deliver(&mut self, queue: &mut EventQueue, slot: CallId, message: Message, as_copy: bool) {
        let now = queue.now();
        let answered = answered_by(message.step);
        let overload = &mut self.state.overload;
        overload.served = now;
        overload.each(slot, |x| x.message == message, |x| x.delivered = true);
        if message.step == Step::MediationInvite {
            self.call_mut(slot).set(Flag::WaitsInVain, false);
        }
        let overload = &mut self.state.overload;
        overload.each(slot, |x| x.answer == Some(message), |x| x.answered = true);
        if as_copy {
            self.copy_is_first(queue, slot, message);
        } else {
            self.dispatch(queue, slot, message);
        }
        let served = self.state.overload.served.max(now);
        if is_answered_unseen(message.step) {
            self.answered_unseen(slot, message, served);
        }
        if !answered.is_empty() {
            self.end_wait(queue, slot, answered, served);
        }
    }

    /// The answer to a message, which is not simulated, comes back.
    fn answered_unseen(&mut self, slot: CallId, message: Message, served: SimTime) {
        let of = |x: &Exchange| x.message == message;
        let Some(route) = self.state.overload.find(slot, of).map(|x| x.route) else { return };
        let way = self.copy_delay(slot, message.ordinal(), route);
        self.state.overload.each(slot, of, |x| x.until = x.until.min(served + way));
    }

    /// The sender of what is answered has read the answer at `served`. If the caller has given up meanwhile, CANCEL
    /// follows.
    fn end_wait(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        answered: &[Step],
        served: SimTime,
    ) {
        let mut cancels = false;
        self.state.overload.each(
            slot,
            |exchange| answered.contains(&exchange.message.step),
            |exchange| {
                exchange.until = exchange.until.min(served);
                cancels |= std::mem::take(&mut exchange.cancels);
            },
        );
        if cancels {
            let route = self.caller_to_mediation(slot);
            self.send(queue, slot, Step::MediationCancel, served, route);
        }
    }

    /// A copy of a message has reached the receiver. If the message itself was lost, it takes effect now; otherwise it
    /// costs work, and the receiver sends its last answer again.
    pub(in crate::call) fn copy_arrives(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        number: u8,
    ) {
        let now = queue.now();
        let Some(exchange) = self.state.overload.find(slot, |x| x.number == number) else { return };
        exchange.events -= 1;
        let Exchange { message, route, copies, delivered, until, .. } = *exchange;
        let station = route.to.station();
        if !self.takes_copy(slot, message, (now, station)) {
            self.state.overload.forget_if_over(slot, number, now);
            return;
        }
        if !delivered && until > now {
            self.deliver(queue, slot, message, true);
            return;
        }
        let done = self.serve_copy(slot, now, (message, copies), station).done;
        if done <= now {
            self.answer_copy(queue, slot, number);
            return;
        }
        if let Some(exchange) = self.state.overload.find(slot, |x| x.number == number) {
            exchange.events += 1;
        }
        self.schedule(queue, slot, Step::CopyRead.with(number), done);
    }

    /// A copy that waited in a queue has been handled.
    pub(in crate::call) fn copy_is_read(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        number: u8,
    ) {
        if let Some(exchange) = self.state.overload.find(slot, |x| x.number == number) {
            exchange.events -= 1;
        }
        self.answer_copy(queue, slot, number);
    }

    /// The receiver of a copy sends again the last answer that it has given.
    fn answer_copy(&mut self, queue: &mut EventQueue, slot: CallId, number: u8) {
        let now = queue.now();
        let Some(exchange) = self.state.overload.find(slot, |x| x.number == number) else { return };
        let route = exchange.route;
        if let Some(answer) = exchange.answer_at(now) {
            exchange.answers += 1;
            let ordinal = answer.ordinal() | exchange.answers << 16;
            let back = Route { from: route.to, to: route.from };
            self.probe.sent_again(now, route.to.station());
            self.send_copy(queue, slot, (Step::AnswerCopy.with(number), ordinal), (now, back));
        }
        self.state.overload.forget_if_over(slot, number, now);
    }

    /// An answer that was sent again has reached the sender of what it answers.
    pub(in crate::call) fn answer_copy_arrives(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        number: u8,
    ) {
        let now = queue.now();
        let Some(exchange) = self.state.overload.find(slot, |x| x.number == number) else { return };
        exchange.events -= 1;
        let Exchange { answers, route, .. } = *exchange;
        let answered = exchange.has_answer(now);
        let station = route.from.station();
        if let Some(answer) = exchange.answer_at(now)
            && self.takes_copy(slot, answer, (now, station))
        {
            if answered {
                self.serve_copy(slot, now, (answer, answers), station);
            } else {
                self.deliver(queue, slot, answer, true);
            }
        }
        self.state.overload.forget_if_over(slot, number, now);
    }

    /// A message over UDP was not answered, and the call fails. What hosts hold of it is freed when they miss its
    /// media.
    pub(super) fn times_out(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        self.call_mut(slot).hung_up = now;
        self.state.drop_trace(slot);
        self.finish(queue, slot, Outcome::TimedOut);
        self.release_channel(slot, now);
        // Messages of it may wait in queues for longer than that.
        self.clean_up_later(queue, slot);
    }
}
