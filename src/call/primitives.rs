//! What every station does: it handles a message, sends one, and takes and gives back what is finite.

use super::draw::Purpose;
use super::probe::{Latency, Probe, Waste};
use super::simulation::Running;
use super::small::Place;
use super::step::Step;
use crate::base::{SimTime, Span};
use crate::kernel::{EventQueue, Handled};
use crate::network::{ResourceId, Role, StationId};

/// How long a message was on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Transit {
    pub(super) connection: Span,
    pub(super) network: Span,
}

/// A connection a message needs: its slot in the table, and whether it is TLS.
pub(super) type Needs = Option<(usize, bool)>;

impl<P: Probe> Running<'_, '_, P> {
    /// Handles a message at a host; its completion is known at once.
    #[inline]
    pub(super) fn serve(
        &mut self,
        slot: u32,
        now: SimTime,
        (step, aux): (Step, u8),
        station: StationId,
    ) -> Handled {
        let (mut role, kind) = step.message();
        if matches!(role, Role::FrontEnd | Role::ExumRouting) && self.is_direct(slot) {
            // Without Lync the gateway does the routing itself.
            role = Role::Gateway;
        }
        let ordinal = (step as u64) << 8 | u64::from(aux);
        let net = self.sim.net;
        let work = net.work(station, role, kind);
        let service = self.draw_ordinal(slot, Purpose::Service, ordinal, &work.service);
        let wait = self.draw_ordinal(slot, Purpose::Wait, ordinal, &work.wait);
        self.occupy_core(now, station, service, wait)
    }

    /// Something with a known service reaches a host.
    #[inline]
    pub(super) fn occupy_core(
        &mut self,
        now: SimTime,
        station: StationId,
        service: Span,
        wait: Span,
    ) -> Handled {
        let handled = self.sim.stations[station.index()].serve(now, service, wait);
        self.sim.ended.messages += 1;
        self.probe.message(now, station, &handled);
        handled
    }

    /// Handles a message at an endpoint: a delay without a queue.
    pub(super) fn endpoint_delay(
        &mut self,
        slot: u32,
        now: SimTime,
        step: Step,
        aux: u8,
    ) -> SimTime {
        let (role, kind) = step.message();
        let ordinal = (step as u64) << 8 | u64::from(aux);
        let net = self.sim.net;
        let work = &net.work[0][role as usize][kind as usize];
        let service = self.draw_ordinal(slot, Purpose::Service, ordinal, &work.service);
        let wait = self.draw_ordinal(slot, Purpose::Wait, ordinal, &work.wait);
        self.sim.ended.messages += 1;
        now + service + wait
    }

    /// Sends a message that is ready at `ready`; it arrives as event `step` at `to`.
    pub(super) fn send(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        (step, aux): (Step, u8),
        ready: SimTime,
        (from, to): (Place, Place),
        needs: Needs,
    ) -> Transit {
        let ordinal = (step as u64) << 8 | u64::from(aux);
        let same_host = from.is_same_host(to);
        let net = self.sim.net;
        let delay = &net.delays[from.site() as usize * net.sites + to.site() as usize];
        let network = if same_host {
            Span::ZERO
        } else {
            self.draw_ordinal(slot, Purpose::Delay, ordinal, delay)
        };
        let connection = match needs {
            None => Span::ZERO,
            Some((index, tls)) => self.connect(slot, ordinal, ready, (index, tls), network),
        };
        self.schedule(queue, slot, step, aux, ready + connection + network);
        Transit { connection, network }
    }

    /// How long a message that is ready waits for its connection; sets it up on first use.
    fn connect(
        &mut self,
        slot: u32,
        ordinal: u64,
        ready: SimTime,
        (index, tls): (usize, bool),
        one_way: Span,
    ) -> Span {
        let known = self.sim.connections[index];
        if known != SimTime::MAX {
            return known.since(ready);
        }
        let setup = &self.sim.net.connection_setup;
        let trips = if tls { setup.tls_round_trips } else { setup.tcp_round_trips };
        let mut span = Span::from_nanos(2 * u64::from(trips) * one_way.nanos());
        if tls {
            let handshake = &self.sim.net.connection_setup.tls_handshake;
            span += self.draw_ordinal(slot, Purpose::Handshake, ordinal, handshake);
        }
        self.sim.connections[index] = ready + span;
        span
    }

    /// Takes `units` of a resource, or tells that there are too few.
    pub(super) fn seize(
        &mut self,
        slot: u32,
        now: SimTime,
        resource: ResourceId,
        units: u32,
    ) -> bool {
        let index = resource.index();
        let free = self.sim.net.resources[index].units.saturating_sub(self.sim.in_use[index]);
        let granted = units <= free;
        if granted {
            self.take(slot, now, resource, units);
        } else {
            self.refuse(slot, now, resource, units);
        }
        granted
    }

    /// Takes `units` of a resource, whether or not they are free.
    #[inline]
    pub(super) fn take(&mut self, slot: u32, now: SimTime, resource: ResourceId, units: u32) {
        self.sim.in_use[resource.index()] += units;
        let call = &mut self.sim.calls[slot as usize];
        call.chain.fold(now.nanos(), (resource.index() as u64) << 32 | u64::from(units) << 1 | 1);
        self.probe.seized(now, resource, units, call);
    }

    /// Turns a call away that wanted `units` of a resource, whether or not there are any left.
    #[inline]
    pub(super) fn refuse(&mut self, slot: u32, now: SimTime, resource: ResourceId, units: u32) {
        let call = &mut self.sim.calls[slot as usize];
        call.chain.fold(now.nanos(), (resource.index() as u64) << 32 | u64::from(units) << 1);
        self.probe.refused(now, resource, call);
    }

    /// Gives back `units` held since `since`.
    pub(super) fn release(
        &mut self,
        slot: u32,
        now: SimTime,
        resource: ResourceId,
        (units, since): (u32, SimTime),
    ) {
        self.sim.in_use[resource.index()] -= units;
        let call = &mut self.sim.calls[slot as usize];
        call.chain.fold(now.nanos(), (resource.index() as u64) << 32 | u64::from(units) << 1);
        self.probe.released(now, resource, units, since);
        let call = &self.sim.calls[slot as usize];
        if call.measured() && call.is_failed_fax(self.sim.net) {
            self.probe.wasted(call, Waste { resource, units, since, until: now });
        }
    }

    /// Tells a latency that has ended.
    pub(super) fn latency(&mut self, slot: u32, latency: Latency, value: Span) {
        self.probe.latency(&self.sim.calls[slot as usize], latency, value);
    }
}
