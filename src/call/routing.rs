//! ExumRouting, or without Lync the gateway: leads a diverted call along its redirects to a worker
//! process of Exchange.

use super::engine::{
    CallId, Engine, Flag, Id16, Id32, Latency, Part, Parts, Phase, Place, Probe, Purpose, Route,
    RoutingHop, RoutingTrace, Sending, Step, Transit, Transport,
};
use super::obstacle::Obstacle;
use super::relay::ToCaller;
use crate::base::{SimTime, Span};
use crate::kernel::{EventQueue, Handled};
use crate::network::{ExchangeServerId, LoadBalancer, Port};

impl<P: Probe> Engine<'_, '_, P> {
    /// Starts the clock of routing latency, and sends the first INVITE towards Exchange.
    pub(super) fn begin_routing(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        since: SimTime,
        handled: &Handled,
    ) {
        let trace = self.state.new_trace(RoutingTrace { since, ..RoutingTrace::default() });
        self.call_mut(slot).trace = Id32::some(trace);
        self.call_mut(slot).set(Flag::UmOffered, true);
        if !self.group(slot).callee.is_contact() {
            self.probe.diverted(&self.state.calls[slot]);
        }
        self.add_handled(slot, RoutingHop::ExumRouting, since, handled);
        if let Some(cause) = self.plan_cause(slot) {
            self.routing_fails(queue, slot, Obstacle::wrong(cause), handled.done);
            return;
        }
        let turn = self.next_entry_turn(slot);
        self.call_mut(slot).first_entry = turn as u16;
        self.invite_entry(queue, slot, 0, handled.done);
    }

    /// Sends the diverted INVITE to an entry of the plan.
    pub(super) fn invite_entry(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        entry: u8,
        ready: SimTime,
    ) {
        let mut entry = entry;
        let mut ready = ready;
        let last = self.last_entry(slot);
        // A server that cannot be connected to is passed over. The last failure is that of the call.
        let in_the_way = |engine: &Self, entry| {
            let obstacle = engine.entry_obstacle(slot, engine.entry_server(slot, entry));
            obstacle.filter(Obstacle::is_found)
        };
        while let Some(obstacle) = in_the_way(self, entry) {
            let route = Route { from: self.hub_place(slot), to: self.entry_place(slot, entry) };
            let message = Step::RouterInvite.with(entry);
            let lost = self.failed_connection(slot, message, route, obstacle.cause);
            let transit = Transit { connection: lost, network: Span::ZERO };
            self.add_transit(slot, RoutingHop::CallRouter, transit);
            ready = ready + lost;
            if entry >= last {
                self.routing_fails(queue, slot, obstacle, ready);
                return;
            }
            entry += 1;
        }
        match self.pass_over_entry(queue, slot, (entry, ready)) {
            None => {}
            Some(true) if entry < last => {
                self.invite_entry(queue, slot, entry + 1, ready);
                return;
            }
            Some(true) => {
                self.routing_meets_outage(queue, slot, ready);
                return;
            }
            Some(false) => return,
        }
        let server = self.entry_server(slot, entry);
        if !self.is_router(server) {
            self.call_mut(slot).server = Id16::some(server);
            self.invite_um(queue, slot, entry, ready);
            return;
        }
        let to = self.entry_place(slot, entry);
        let transport = self.um_transport(slot, server, Port::CallRouter);
        self.count_invite(slot);
        let (from, detour) = self.by_balancer(slot, entry);
        let message = Step::RouterInvite.with(entry);
        let sending = Sending { message, ready: ready + detour, route: Route { from, to } };
        let mut transit = self.send_over(queue, slot, sending, transport);
        transit.network += detour;
        self.add_transit(slot, RoutingHop::CallRouter, transit);
    }

    /// The connection that a request to one port of an Exchange server needs.
    pub(super) fn um_transport(
        &self,
        slot: CallId,
        server: ExchangeServerId,
        port: Port,
    ) -> Transport {
        let connection = self.state.net.um_connection(self.hub(slot), server, port);
        Transport { connection, tls: self.um_by_tls(slot) }
    }

    /// Whether connections with Exchange are secured: those of Lync always are, those of a gateway if
    /// the plan says so.
    pub(super) fn um_by_tls(&self, slot: CallId) -> bool {
        !self.is_direct(slot) || self.plan(slot).is_some_and(|plan| plan.tls)
    }

    /// Where a message to a Call Router leaves the load balancer between, if there is one, and the
    /// time until then.
    fn by_balancer(&self, slot: CallId, entry: u8) -> (Place, Span) {
        let here = self.hub_place(slot);
        let balancer = self.direct_route(slot).and_then(|route| route.balancer.as_ref());
        let Some(LoadBalancer { site, delay }) = balancer.filter(|_| self.is_direct(slot)) else {
            return (here, Span::ZERO);
        };
        let line = self.state.net.delay(here.site(), *site);
        let ordinal = u64::from(entry);
        let there = self.draw_ordinal(slot, Purpose::Balancer, ordinal << 1, line);
        let inside = self.draw_ordinal(slot, Purpose::Balancer, ordinal << 1 | 1, delay);
        (Place::endpoint(*site), there + inside)
    }

    /// Sends the INVITE to the UM service that the Call Router named: that of the mailbox's own
    /// server, or for a legacy mailbox of a legacy UM server of the plan.
    pub(super) fn invite_um_service(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        entry: u8,
        ready: SimTime,
    ) {
        self.call_mut(slot).server = Id16::from(self.serving_um(slot));
        self.invite_um(queue, slot, entry, ready);
    }

    fn invite_um(&mut self, queue: &mut EventQueue, slot: CallId, entry: u8, ready: SimTime) {
        let server = self.call(slot).server.id();
        let (message, route) = (Step::UmInvite.with(entry), self.hub_to_um(slot));
        let obstacle = self.exchange_obstacle(slot, server, Port::UmService);
        if let Some(obstacle) = obstacle.filter(Obstacle::is_found) {
            // Only this server can serve the mailbox.
            let failed = ready + self.failed_connection(slot, message, route, obstacle.cause);
            self.routing_fails(queue, slot, obstacle, failed);
            return;
        }
        if self.um_takes_nothing(queue, slot, (entry, ready)) {
            return;
        }
        let transport = self.um_transport(slot, server, Port::UmService);
        self.count_invite(slot);
        let sending = Sending { message, ready, route };
        let transit = self.send_over(queue, slot, sending, transport);
        self.add_transit(slot, RoutingHop::UmService, transit);
    }

    /// Sends the INVITE to the worker process that the UM service named. It carries the number of the
    /// try, as its answers do.
    fn invite_worker(&mut self, queue: &mut EventQueue, slot: CallId, entry: u8, ready: SimTime) {
        let server = self.call(slot).server.id();
        let (message, route) = (Step::WorkerInvite.with(entry), self.hub_to_um(slot));
        if let Some(obstacle) = self.exchange_obstacle(slot, server, Port::WorkerProcess) {
            // Its certificate has expired after the UM service was connected.
            let failed = ready + self.failed_connection(slot, message, route, obstacle.cause);
            self.release_um(slot, queue.now());
            self.routing_fails(queue, slot, obstacle, failed);
            return;
        }
        let transport = self.um_transport(slot, server, Port::WorkerProcess);
        self.count_invite(slot);
        let sending = Sending { message, ready, route };
        let transit = self.send_over(queue, slot, sending, transport);
        self.add_transit(slot, RoutingHop::WorkerProcess, transit);
    }

    fn count_invite(&mut self, slot: CallId) {
        if let Some(trace) = self.state.trace(slot) {
            trace.invites += 1;
        }
    }

    /// Adds the time a message spent at a host to a hop of the trace.
    pub(super) fn add_handled(&mut self, slot: CallId, hop: RoutingHop, now: SimTime, h: &Handled) {
        if let Some(parts) = self.parts(slot, hop) {
            parts[Part::Queue as usize] += h.started.since(now);
            parts[Part::Service as usize] += h.served.since(h.started);
            parts[Part::Wait as usize] += h.done.since(h.served);
        }
    }

    /// Adds the time a message was on its way to a hop of the trace.
    pub(super) fn add_transit(&mut self, slot: CallId, hop: RoutingHop, transit: Transit) {
        if let Some(parts) = self.parts(slot, hop) {
            parts[Part::Network as usize] += transit.network;
            parts[Part::Connection as usize] += transit.connection;
        }
    }

    fn parts(&mut self, slot: CallId, hop: RoutingHop) -> Option<&mut Parts> {
        self.state.trace(slot).map(|trace| &mut trace.parts[hop as usize])
    }

    /// Whether the diverted call is still wanted and on its way.
    pub(super) fn is_routing(&self, slot: CallId) -> bool {
        self.call(slot).phase == Phase::Routing
    }

    /// The Call Router's 302: on to the UM service it names.
    pub(super) fn follow_redirect(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        entry: u8,
        h: &Handled,
    ) {
        let route = Route { from: self.hub_place(slot), to: self.entry_place(slot, entry) };
        self.send(queue, slot, Step::RouterAck.with(entry), h.done, route);
        if !self.is_routing(slot) {
            return;
        }
        self.add_handled(slot, RoutingHop::CallRouter, queue.now(), h);
        self.count_redirect(slot);
        self.invite_um_service(queue, slot, entry, h.done);
    }

    /// The UM service's 302: on to its worker process.
    pub(super) fn follow_redirect_to_worker(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        entry: u8,
        h: &Handled,
    ) {
        let route = self.hub_to_um(slot);
        self.send(queue, slot, Step::UmAck, h.done, route);
        if !self.is_routing(slot) {
            return;
        }
        self.add_handled(slot, RoutingHop::UmService, queue.now(), h);
        self.count_redirect(slot);
        self.invite_worker(queue, slot, entry, h.done);
    }

    fn count_redirect(&mut self, slot: CallId) {
        if let Some(trace) = self.state.trace(slot) {
            trace.redirects += 1;
        }
    }

    /// The worker process's 200: the end of routing latency.
    pub(super) fn voice_mail_answered(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        done: SimTime,
    ) {
        let now = queue.now();
        if !self.is_routing(slot) {
            return;
        }
        self.settle_answered_trace(slot, now);
        let call = self.call_mut(slot);
        call.phase = Phase::VoiceMail;
        call.set(Flag::ByVoiceMail, true);
        let (trace, invited) = (call.trace.id(), call.invited);
        let trace = self.state.traces[trace];
        debug_assert_eq!(trace.total(), now.since(trace.since), "the parts must sum to the total");
        if self.group(slot).callee.is_contact() {
            self.latency(slot, Latency::ContactRouting, now.since(trace.since));
        } else {
            self.latency(slot, Latency::VoiceMailRouting, now.since(trace.since));
            self.latency(slot, Latency::TimeToGreeting, now.since(invited));
            self.probe.routed(&self.state.calls[slot], &trace);
        }
        self.state.drop_trace(slot);
        let to = self.um_place(slot).site();
        self.connect_media(slot, now, to, self.is_direct(slot));
        if self.is_direct(slot) {
            self.voice_mail_answered_at_pbx(queue, slot, done);
            return;
        }
        if self.call(slot).gateway.is_none() {
            self.um_answers(queue, slot);
        }
        self.answer_caller(queue, slot, ToCaller::Ok, done);
    }

    /// 503 from Exchange: final, unless the plan allows a try at the next entry.
    pub(super) fn voice_mail_refused(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        entry: u8,
        h: &Handled,
    ) {
        let route = self.hub_to_um(slot);
        self.send(queue, slot, Step::UmAck.with(entry.saturating_add(1)), h.done, route);
        if !self.is_routing(slot) {
            return;
        }
        self.add_handled(slot, RoutingHop::UmService, queue.now(), h);
        if self.may_try_after(slot, entry) {
            self.turn_to_next_um_server(slot);
            self.invite_entry(queue, slot, entry + 1, h.done);
            return;
        }
        let outcome = self.call(slot).outcome;
        self.fail_towards_caller(queue, slot, outcome, h.done);
    }

    /// The caller gave up on the way to voice mail: CANCEL to the UM server, if one was reached.
    pub(super) fn cancel_voice_mail(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        ready: SimTime,
    ) {
        if self.call(slot).server.is_some() {
            let route = self.hub_to_um(slot);
            self.send(queue, slot, Step::UmCancel, ready, route);
        }
    }
}
