//! Messages: how a host handles one, and how long one is on its way to the next host.

use super::call::CallId;
use super::conditions::Serving;
use super::packed::Route;
use super::probe::{Latency, Probe};
use super::purpose::Purpose;
use super::state::Engine;
use super::step::Message;
use crate::base::{SimTime, Span};
use crate::kernel::{Condition, EventQueue, Handled};
use crate::network::{ConnectionId, Role, Service, StationId, Work};

/// How long a message was on its way.
#[derive(Clone, Copy, Debug)]
pub(in crate::call) struct Transit {
    pub(in crate::call) connection: Span,
    pub(in crate::call) network: Span,
}

/// A connection that a message needs, and whether it is TLS or TCP.
#[derive(Clone, Copy, Debug)]
pub(in crate::call) struct Transport {
    pub(in crate::call) connection: ConnectionId,
    pub(in crate::call) tls: bool,
}

/// A message to be sent: which, when it is ready, and from where to where.
#[derive(Clone, Copy, Debug)]
pub(in crate::call) struct Sending {
    pub(in crate::call) message: Message,
    pub(in crate::call) ready: SimTime,
    pub(in crate::call) route: Route,
}

impl<P: Probe> Engine<'_, '_, P> {
    /// Handles a message at a host; its completion is known at once.
    #[inline]
    pub(in crate::call) fn serve(
        &mut self,
        slot: CallId,
        now: SimTime,
        message: impl Into<Message>,
        station: StationId,
    ) -> Handled {
        let message = message.into();
        let (mut role, kind) = message.step.handled_as();
        if matches!(role, Role::FrontEnd | Role::ExumRouting) && self.is_direct(slot) {
            // Without Lync the gateway does the routing itself.
            role = Role::Gateway;
        }
        let net = self.state.net;
        let work = net.work(station, role, kind);
        let (service, wait) = self.draw_work(slot, message, work);
        if self.state.special {
            return self.serve_specially(now, (station, role), service, wait);
        }
        self.occupy_core(now, station, service, wait)
    }

    /// As [`Self::serve`], where something can fail, get lost or be held back.
    #[inline(never)]
    fn serve_specially(
        &mut self,
        now: SimTime,
        (station, role): (StationId, Role),
        service: Span,
        wait: Span,
    ) -> Handled {
        let handled = if self.state.conditions.watched {
            self.serve_watched(now, (station, role), service, wait)
        } else {
            self.occupy_core(now, station, service, wait)
        };
        self.state.overload.served = self.state.overload.served.max(handled.served);
        handled
    }

    /// Handles a copy of a message that the host has got before: it costs as much, and has no effect but that the
    /// last answer is sent again.
    pub(in crate::call) fn serve_copy(
        &mut self,
        slot: CallId,
        now: SimTime,
        (message, copy): (Message, u64),
        station: StationId,
    ) -> Handled {
        let (role, kind) = message.step.handled_as();
        let net = self.state.net;
        let work = net.work(station, role, kind);
        let ordinal = message.ordinal() | copy << 16;
        let service = self.draw_ordinal(slot, Purpose::Service, ordinal, &work.service);
        let wait = self.draw_ordinal(slot, Purpose::Wait, ordinal, &work.wait);
        self.serve_specially(now, (station, role), service, wait)
    }

    /// As [`Self::serve`], where something can fail: remembers what the work causes. A host that is down
    /// does nothing, and nothing leaves it.
    #[inline(never)]
    fn serve_watched(
        &mut self,
        now: SimTime,
        (station, role): (StationId, Role),
        service: Span,
        wait: Span,
    ) -> Handled {
        let of = Service::of(role);
        let down = of.is_some_and(|of| self.state.conditions.is_down(station, of));
        if down || self.state.stations[station.index()].condition() == Condition::Down {
            self.state.conditions.mute = true;
            return Handled { started: now, served: now, done: now };
        }
        let handled = self.occupy_core(now, station, service, wait);
        self.state.conditions.serving = Some(Serving { station, service: of, done: handled.done });
        handled
    }

    /// The service time of a message at a core, and its wait afterwards.
    #[inline]
    fn draw_work(&self, slot: CallId, message: Message, work: &Work) -> (Span, Span) {
        let ordinal = message.ordinal();
        let service = self.draw_ordinal(slot, Purpose::Service, ordinal, &work.service);
        let wait = self.draw_ordinal(slot, Purpose::Wait, ordinal, &work.wait);
        (service, wait)
    }

    /// Work of a known length reaches a host.
    #[inline]
    pub(in crate::call) fn occupy_core(
        &mut self,
        now: SimTime,
        station: StationId,
        service: Span,
        wait: Span,
    ) -> Handled {
        let handled = self.state.stations[station.index()].serve(now, service, wait);
        self.state.ended.messages += 1;
        self.probe.message(now, station, &handled);
        handled
    }

    /// Handles a message at an endpoint: a delay without a queue.
    pub(in crate::call) fn endpoint_delay(
        &mut self,
        slot: CallId,
        now: SimTime,
        message: Message,
    ) -> SimTime {
        let (role, kind) = message.step.handled_as();
        let net = self.state.net;
        let work = &net.work[0][role as usize][kind as usize];
        let (service, wait) = self.draw_work(slot, message, work);
        self.state.ended.messages += 1;
        now + service + wait
    }

    /// Sends a message that is ready at `ready`, in a dialog whose connection is open. It arrives as
    /// an event at the end of its route.
    #[inline]
    pub(in crate::call) fn send(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        message: impl Into<Message>,
        ready: SimTime,
        route: Route,
    ) -> Transit {
        self.transmit(queue, slot, Sending { message: message.into(), ready, route }, None)
    }

    /// Sends a message that needs a connection, which is set up if this is its first use.
    #[inline]
    pub(in crate::call) fn send_over(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        sending: Sending,
        transport: Transport,
    ) -> Transit {
        self.transmit(queue, slot, sending, Some(transport))
    }

    fn transmit(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        sending: Sending,
        mut transport: Option<Transport>,
    ) -> Transit {
        let Sending { message, ready, route } = sending;
        let mut late = Span::ZERO;
        if self.state.special {
            match self.send_specially(queue, slot, sending, &mut transport) {
                Some(by) => late = by,
                None => return Transit { connection: Span::ZERO, network: Span::ZERO },
            }
        }
        let network = self.one_way_delay(slot, message, route) + late;
        let connection = match transport {
            None => Span::ZERO,
            Some(transport) => {
                let known = self.state.connections[transport.connection.index()];
                if known == SimTime::MAX {
                    self.connect(slot, (message, route.to.station()), ready, transport, network)
                } else {
                    known.since(ready)
                }
            }
        };
        self.schedule(queue, slot, message, ready + connection + network);
        Transit { connection, network }
    }

    /// What a message meets on its way where something can fail or get lost: by how much TCP delays it; `None` if it is
    /// lost. Over UDP there is no connection, and its sender may have to send it again.
    #[inline(never)]
    fn send_specially(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        sending: Sending,
        transport: &mut Option<Transport>,
    ) -> Option<Span> {
        let Sending { message, route, .. } = sending;
        let udp = self.state.overload.on && self.is_by_udp(slot, route);
        if let Some(Transport { connection, .. }) = *transport
            && self.state.conditions.watched
            && (udp || self.state.connections[connection.index()] == SimTime::MAX)
        {
            let ends = (route.from.station(), route.to.station());
            self.state.conditions.look_up(self.state.net, sending.ready, ends);
        }
        if udp {
            *transport = None;
            self.send_datagram(queue, slot, sending);
        }
        if self.state.conditions.watched && self.is_cut_off(route) {
            self.message_lost(queue, slot, message);
            return None;
        }
        if !self.state.overload.on || self.state.conditions.mute {
            return Some(Span::ZERO);
        }
        if udp {
            return (!self.is_lost_on_link(slot, route, message.ordinal())).then_some(Span::ZERO);
        }
        Some(self.delay_by_loss(slot, route, message))
    }

    /// Whether an outage cuts the ends of a route off from each other.
    pub(in crate::call) fn is_cut_off(&self, Route { from, to }: Route) -> bool {
        let conditions = &self.state.conditions;
        conditions.is_cut(self.state.net, from.site(), to.site())
    }

    /// The time of a message on the wire.
    #[inline]
    pub(in crate::call) fn one_way_delay(
        &self,
        slot: CallId,
        message: Message,
        Route { from, to }: Route,
    ) -> Span {
        if from.is_same_host(to) {
            return Span::ZERO;
        }
        let delay = self.state.net.delay(from.site(), to.site());
        self.draw_ordinal(slot, Purpose::Delay, message.ordinal(), delay)
    }

    /// Sets up the connection that a message to `to` waits for, which is ready; how long it waits.
    fn connect(
        &mut self,
        slot: CallId,
        (message, to): (Message, StationId),
        ready: SimTime,
        transport: Transport,
        one_way: Span,
    ) -> Span {
        let setup = &self.state.net.connection_setup;
        let trips = if transport.tls { setup.tls_round_trips } else { setup.tcp_round_trips };
        let mut span = round_trips(trips, one_way);
        if transport.tls {
            let handshake = &setup.tls_handshake;
            let handshake =
                self.draw_ordinal(slot, Purpose::Handshake, message.ordinal(), handshake);
            span += handshake;
            if self.state.conditions.watched {
                span += self.wait_for_handshake(transport.connection, to, ready, handshake);
            }
        }
        self.state.connections[transport.connection.index()] = ready + span;
        span
    }

    /// How long the handshake of a connection that was lost waits for a core of the host that has
    /// returned: all its peers come at once. The first handshakes of a run cost no core.
    #[inline(never)]
    fn wait_for_handshake(
        &mut self,
        connection: ConnectionId,
        to: StationId,
        ready: SimTime,
        handshake: Span,
    ) -> Span {
        let was_lost = self.state.conditions.reconnects(connection);
        match self.state.stations.get_mut(to.index()) {
            Some(host) if was_lost && host.condition() != Condition::Down => {
                host.serve(ready, handshake, Span::ZERO).started.since(ready)
            }
            _ => Span::ZERO,
        }
    }

    /// Reports a latency that has ended.
    pub(in crate::call) fn latency(&mut self, slot: CallId, latency: Latency, value: Span) {
        self.probe.latency(&self.state.calls[slot], latency, value);
    }
}

/// The time of some round trips.
pub(in crate::call) const fn round_trips(trips: u32, one_way: Span) -> Span {
    Span::from_nanos(2 * trips as u64 * one_way.nanos())
}
