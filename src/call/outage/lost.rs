//! Messages that never arrive, and what their senders do when they have waited long enough.

use super::super::engine::{
    CallId, Engine, Flag, Message, Outcome, Parked, Part, Phase, Place, Probe, Route, RoutingHop,
    Step, Where, round_trips,
};
use crate::base::{SimTime, Span};
use crate::kernel::EventQueue;
use crate::network::{OutageId, Service, StationId};

impl<P: Probe> Engine<'_, '_, P> {
    /// Whether a message that arrives now reaches nobody: its receiver is down, or cut off.
    pub(in crate::call) fn is_lost_on_arrival(&self, slot: CallId, message: Message) -> bool {
        let down = |place: Place, service| {
            place.station().index() < self.state.stations.len()
                && self.state.conditions.is_down(place.station(), service)
        };
        let at = |station: StationId, service| self.state.conditions.is_down(station, service);
        match message.step.place() {
            Where::Timer | Where::Caller | Where::Endpoint => false,
            Where::Gateway => down(self.caller_place(slot), Service::Gateway),
            Where::MediationServer => {
                self.call(slot).trunk.is_some()
                    && down(self.mediation_place(slot), Service::MediationServer)
            }
            Where::FrontEnd if self.is_direct(slot) => down(self.hub_place(slot), Service::Gateway),
            Where::FrontEnd => down(self.hub_place(slot), Service::FrontEnd),
            Where::Exchange => {
                let (station, service) = self.exchange_receiver(slot, message);
                at(station, service)
            }
            Where::FaxPartner => {
                let partner = self.group(slot).fax_partner;
                let station = partner.map(|partner| self.state.net.fax_partners[partner].station);
                station.is_some_and(|station| at(station, Service::FaxPartner))
            }
        }
    }

    /// A message is lost, and the one who waits for it notices that later. What is lost of a call that is
    /// over is noticed when nothing else of it is under way.
    pub(in crate::call) fn message_lost(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        message: Message,
    ) {
        let now = queue.now();
        let Message { step, aux } = message;
        if self.state.overload.on && self.is_sent_again(slot, message, now) {
            return;
        }
        let failover = &self.state.net.failover;
        match step {
            Step::SubmitMessage | Step::SubmitNotification | Step::Submitted => {
                self.park(slot, message);
                return;
            }
            Step::RouterInfo | Step::UmInfo => {
                self.probe.notification_lost(&self.state.calls[slot]);
                return;
            }
            _ if self.call(slot).phase.is_over() => return,
            // The Front End goes on without the endpoint: the call rings out, or is cancelled there.
            Step::EndpointInvite | Step::EndpointCancel | Step::EndpointFailureAck => return,
            _ => {}
        }
        self.call_mut(slot).set(Flag::MetOutage, true);
        match step {
            Step::MediationInvite => {
                let at = now + failover.connect_timeout;
                self.wait_in_vain(queue, slot, Step::TrunkTimeout, at);
            }
            Step::RouterInvite => {
                let at = now + failover.um_timeout;
                self.wait_in_vain(queue, slot, Step::RouterTimeout.with(aux), at);
            }
            Step::UmInvite
            | Step::WorkerInvite
            | Step::FrontEndRouterRedirect
            | Step::FrontEndUmRedirect
            | Step::FrontEndUmFailure
            | Step::FrontEndWorkerOk
                if self.is_routing(slot) && !self.is_hub_down(slot) =>
            {
                let at = now + failover.um_timeout;
                self.wait_in_vain(queue, slot, Step::UmTimeout.with(aux), at);
            }
            _ => self.wait_for_set_up(queue, slot),
        }
    }

    /// The attempt waits until `at` for what an outage took. A caller who gives up until then is lost to the outage.
    pub(in crate::call) fn wait_in_vain(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        message: impl Into<Message>,
        at: SimTime,
    ) {
        let call = self.call_mut(slot);
        call.set(Flag::MetOutage, true);
        call.set(Flag::WaitsInVain, true);
        self.schedule(queue, slot, message, at);
    }

    fn is_hub_down(&self, slot: CallId) -> bool {
        let service = if self.is_direct(slot) { Service::Gateway } else { Service::FrontEnd };
        self.state.conditions.is_down(self.hub_station(slot), service)
    }

    /// A submission waits until its server returns.
    pub(in crate::call) fn park(&mut self, slot: CallId, message: Message) {
        let station = self.exchange_station(self.submitting_server(slot));
        // It is still to come, though no event says when.
        let call = self.call_mut(slot);
        call.pending += 1;
        call.set(Flag::Delayed, true);
        self.state.conditions.parked.push(Parked { station, slot, message });
    }

    /// Reports what had to wait because something had failed, and is later than the time that the model states for that.
    pub(in crate::call) fn report_late(&mut self, slot: CallId, is_message: bool, delay: Span) {
        if self.call(slot).has(Flag::Delayed) && delay > self.state.net.failover.late_after {
            let outage = self.outage_of_delay(slot);
            self.probe.late(&self.state.calls[slot], is_message, outage);
        }
    }

    /// The outage for which the call's notice waited at a branch appliance, or its submission on a server.
    fn outage_of_delay(&self, slot: CallId) -> Option<OutageId> {
        let conditions = &self.state.conditions;
        if !self.call(slot).has(Flag::AtAppliance) {
            let station = self.exchange_station(self.submitting_server(slot));
            return conditions.standing(station, Service::UnifiedMessaging).last.map(|(id, _)| id);
        }
        let station = self.state.net.front_ends[self.home_front_end(slot)].station;
        let (here, pool) = (self.endpoint_place(slot).site(), self.host(station).site());
        let cut = conditions.last_cut(self.state.net, here, pool);
        cut.or_else(|| conditions.standing(station, Service::FrontEnd).last.map(|(id, _)| id))
    }

    /// Whether a submission has to wait for its server.
    pub(in crate::call) fn must_park(&self, slot: CallId) -> bool {
        self.state.conditions.watched && {
            let station = self.exchange_station(self.submitting_server(slot));
            self.state.conditions.is_down(station, Service::UnifiedMessaging)
        }
    }

    /// A wait that an outage has caused is over.
    pub(in crate::call) fn waited_in_vain(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        Message { step, aux }: Message,
    ) {
        let now = queue.now();
        let phase = self.call(slot).phase;
        if !matches!(step, Step::MediaTimeout | Step::CleanUp) {
            self.call_mut(slot).set(Flag::WaitsInVain, false);
        }
        match step {
            Step::TrunkTimeout if phase == Phase::Setup => self.try_next_trunk(queue, slot, now),
            Step::FrontEndTimeout if phase == Phase::Setup => {
                if self.call(slot).gateway.is_some() {
                    self.invite_front_end(queue, slot, now);
                } else {
                    self.dial_internal(queue, slot);
                }
            }
            Step::RouterTimeout if phase == Phase::Routing => {
                self.release_um(slot, now);
                self.settle_trace(slot, (RoutingHop::CallRouter, Part::Connection), now);
                if aux < self.last_entry(slot) {
                    self.invite_entry(queue, slot, aux + 1, now);
                } else {
                    self.routing_meets_outage(queue, slot, now);
                }
            }
            Step::UmTimeout if phase == Phase::Routing => {
                self.release_um(slot, now);
                self.settle_trace(slot, (RoutingHop::UmService, Part::Connection), now);
                if self.may_try_after(slot, aux) {
                    self.turn_to_next_um_server(slot);
                    self.invite_entry(queue, slot, aux + 1, now);
                } else {
                    self.routing_meets_outage(queue, slot, now);
                }
            }
            Step::SetUpTimeout | Step::MediaTimeout => self.peer_gives_up(queue, slot, step, aux),
            Step::CleanUp => self.clean_up(queue, slot),
            _ => {}
        }
    }

    /// Voice mail has answered: what slow hosts have added to the time of the last hop.
    pub(in crate::call) fn settle_answered_trace(&mut self, slot: CallId, now: SimTime) {
        if self.state.conditions.watched {
            self.settle_trace(slot, (RoutingHop::WorkerProcess, Part::Service), now);
        }
    }

    /// The time that a hop has cost so far, lost messages included, becomes part of the trace.
    fn settle_trace(&mut self, slot: CallId, (hop, part): (RoutingHop, Part), now: SimTime) {
        let Some(trace) = self.state.trace(slot) else { return };
        let (so_far, elapsed) = (trace.total(), now.since(trace.since));
        if so_far <= elapsed {
            let missing = Span::from_nanos(elapsed.nanos() - so_far.nanos());
            trace.parts[hop as usize][part as usize] += missing;
            return;
        }
        // What a lost message would have taken did not happen.
        let mut excess = so_far.nanos() - elapsed.nanos();
        for part in trace.parts.iter_mut().rev().flatten() {
            let less = part.nanos().min(excess);
            *part = Span::from_nanos(part.nanos() - less);
            excess -= less;
        }
    }

    /// No server of Unified Messaging could be reached: the caller hears a failure, and Exchange is
    /// notified of the missed call, as of a caller who hung up.
    pub(in crate::call) fn routing_meets_outage(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        ready: SimTime,
    ) {
        let call = self.call_mut(slot);
        call.hung_up = ready;
        call.set(Flag::RoutingFailed, true);
        call.set(Flag::WaitsInVain, true);
        call.outcome = Outcome::FailedByOutage;
        let notifies = !self.is_direct(slot);
        self.fail_towards_caller(queue, slot, Outcome::FailedByOutage, ready);
        if notifies {
            self.notify_missed_call(queue, slot, ready);
        }
    }

    /// How long a sender waits for the answer of a host that is gone, or that refuses.
    pub(super) fn wait_for(
        &self,
        slot: CallId,
        message: Message,
        route: Route,
        at_once: bool,
    ) -> Span {
        if at_once {
            round_trips(1, self.one_way_delay(slot, message, route))
        } else {
            self.state.net.failover.connect_timeout
        }
    }
}
