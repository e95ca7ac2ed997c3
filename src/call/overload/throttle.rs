//! How a Front End defends itself (domain §5.2): it reads one INVITE at a time from each connection while it holds messages
//! for too long, and answers 503 when they queue for too long.

use super::super::engine::{CallId, Engine, Message, Outcome, Probe, Step};
use super::super::relay::ToCaller;
use crate::base::SimTime;
use crate::deployment::OverloadControl;
use crate::kernel::EventQueue;
use crate::network::{FrontEndId, MediationServerId, Service, StationId};

/// The number of an INVITE that has waited at the door.
const LET_IN: u8 = 1;

impl<P: Probe> Engine<'_, '_, P> {
    /// An INVITE has reached a Front End, or waits on its connection until the Front End reads it.
    pub(super) fn receive_at_front_end(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        message: Message,
    ) {
        let station = self.hub_station(slot);
        let throttles = !self.is_direct(slot)
            && self.state.net.stations[station].overload.control == OverloadControl::Throttling;
        if !throttles {
            self.dispatch(queue, slot, message);
            return;
        }
        let now = queue.now();
        let front_end = self.call(slot).front_end.id();
        let limits = self.state.net.overload;
        let holding = self.state.stations[station.index()].holding(now);
        let throttling = &mut self.state.overload.throttling[front_end.index()];
        if holding.held > limits.throttle_above {
            *throttling = true;
        } else if holding.held < limits.throttle_below {
            *throttling = false;
        }
        let throttling = *throttling;
        // Each client has a connection of its own.
        let server = self.call(slot).trunk.get().map(|_| self.trunk(slot).mediation_server);
        if let Some(server) = server
            && message.aux != LET_IN
            && self.waits_at_door(queue, slot, (server, front_end), throttling)
        {
            return;
        }
        self.state.overload.served = now;
        if holding.queued >= limits.refuse_above && !self.call(slot).phase.is_over() {
            self.refuse_for_load(queue, slot, (message, station));
        } else {
            self.dispatch(queue, slot, message);
        }
        if let Some(server) = server {
            let was_called = message.aux == LET_IN;
            let host = &self.state.stations[station.index()];
            let free = host.free_at().iter().copied().min().unwrap_or(now);
            let full = throttling || free >= now + limits.throttle_above;
            self.close_door(queue, (server, front_end), (full, was_called));
        }
    }

    /// Whether an INVITE has to wait until the Front End has answered the one before it.
    fn waits_at_door(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        (server, front_end): (MediationServerId, FrontEndId),
        throttling: bool,
    ) -> bool {
        let now = queue.now();
        let Some(door) = self.state.overload.door(server, front_end) else { return false };
        if door.is_next_called {
            door.waiting.push_back(slot);
            // It is still to come, though no event says when.
            let call = self.call_mut(slot);
            call.pending += 1;
            let deadline = call.deadline;
            if deadline < SimTime::MAX {
                self.guard_patience(queue, slot, deadline);
            }
            return true;
        }
        if !throttling {
            return false;
        }
        let until = door.until;
        if until > now {
            door.is_next_called = true;
            self.schedule(queue, slot, Step::FrontEndInvite.with(LET_IN), until);
        }
        until > now
    }

    /// The Front End has read an INVITE. The next is read when this one is answered, or at once if the Front End is not
    /// `full`.
    fn close_door(
        &mut self,
        queue: &mut EventQueue,
        (server, front_end): (MediationServerId, FrontEndId),
        (full, was_called): (bool, bool),
    ) {
        let now = queue.now();
        let until = if full { self.state.overload.served.max(now) } else { now };
        let Some(door) = self.state.overload.door(server, front_end) else { return };
        if door.is_next_called && !was_called {
            return; // It was not throttled, and passed those who wait.
        }
        door.until = until;
        let next = door.waiting.pop_front();
        door.is_next_called = next.is_some();
        if let Some(slot) = next {
            self.call_mut(slot).pending -= 1;
            self.schedule(queue, slot, Step::FrontEndInvite.with(LET_IN), until);
        }
    }

    /// 503 with Retry-After: the Mediation Server sends no new call for a while.
    fn refuse_for_load(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        (message, station): (Message, StationId),
    ) {
        let now = queue.now();
        let done = self.serve(slot, now, message, station).done;
        self.probe.overload_refused(now, station, &self.state.calls[slot]);
        self.answer_caller(queue, slot, ToCaller::Trying, done);
        self.fail_towards_caller(queue, slot, Outcome::OverloadRefused, done);
        if self.call(slot).trunk.is_some() {
            let server = self.trunk(slot).mediation_server;
            let front_end = self.call(slot).front_end.id();
            let until: SimTime = done + self.state.net.overload.retry_after;
            if let Some(door) = self.state.overload.door(server, front_end) {
                door.left_alone = door.left_alone.max(until);
            }
        }
    }

    /// A Front End is down: what waited on its connections is lost.
    pub(in crate::call) fn lose_waiting(
        &mut self,
        queue: &mut EventQueue,
        station: StationId,
        services: &[Service],
    ) {
        if !self.state.overload.on || !services.contains(&Service::FrontEnd) {
            return;
        }
        let front_ends = self.state.net.front_ends.iter().enumerate();
        let Some((front_end, _)) = front_ends.into_iter().find(|(_, host)| host.station == station)
        else {
            return;
        };
        for slot in self.state.overload.take_waiting(FrontEndId::new(front_end)) {
            self.call_mut(slot).pending -= 1;
            self.message_lost(queue, slot, Step::FrontEndInvite.into());
            if self.call(slot).pending == 0 {
                self.last_event_handled(queue, slot);
            }
        }
    }
}
