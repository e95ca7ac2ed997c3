//! Who takes over: the next trunk, another Front End, the next Call Router, a database copy.

use super::super::engine::{
    Answer, CallId, Engine, Flag, Id16, Message, Outcome, Place, Probe, Route, Step,
};
use crate::base::SimTime;
use crate::base::Span;
use crate::kernel::EventQueue;
use crate::network::{ExchangeServerId, FrontEndId, GatewayId, Port, Service, StationId};

impl<P: Probe> Engine<'_, '_, P> {
    /// Whether a gateway takes new calls.
    pub(in crate::call) fn gateway_takes(&self, gateway: GatewayId) -> bool {
        let conditions = &self.state.conditions;
        let station = self.state.net.gateways[gateway].station;
        !conditions.watched || conditions.answer(station, Service::Gateway) == Answer::Takes
    }

    /// What a host says to a message that comes from a place; it does not answer what cannot reach it.
    pub(super) fn answer_to(&self, from: Place, station: StationId, service: Service) -> Answer {
        let to = self.state.net.stations[station].site;
        if self.state.conditions.is_cut(self.state.net, from.site(), to) {
            return Answer::Gone { at_once: false };
        }
        self.state.conditions.answer(station, service)
    }

    /// Has the gateway pass over the call's trunk if its Mediation Server takes nothing. Returns `None`
    /// if it takes the call; otherwise whether the gateway can go on at once.
    pub(in crate::call) fn pass_over_trunk(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        ready: SimTime,
    ) -> Option<bool> {
        if !self.state.conditions.watched {
            return None;
        }
        let station = self.mediation(slot).station;
        let from = self.caller_place(slot);
        let answer = self.answer_to(from, station, Service::MediationServer);
        let known = self.is_known_down(station, self.gateway(slot).station, queue.now());
        let at_once = match answer {
            Answer::Takes if known => return self.skip(slot),
            Answer::Takes => return self.pass_over_name(queue, slot, ready),
            Answer::LeftOut => return self.skip(slot),
            Answer::Refuses => true,
            Answer::Gone { .. } if known => return self.skip(slot),
            Answer::Gone { at_once } => at_once,
        };
        if self.trunk(slot).udp && !at_once {
            // It sends the INVITE again and again, until it gives up or the server has returned.
            let call = self.call_mut(slot);
            call.set(Flag::MetOutage, true);
            call.set(Flag::WaitsInVain, true);
            return None;
        }
        let route = self.caller_to_mediation(slot);
        let wait = self.wait_for(slot, Step::MediationInvite.into(), route, at_once);
        self.wait_in_vain(queue, slot, Step::TrunkTimeout, ready + wait);
        Some(false)
    }

    /// The same where the gateway does not find a Mediation Server that takes the call, because DNS is down.
    fn pass_over_name(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        ready: SimTime,
    ) -> Option<bool> {
        if self.trunk_in_obstacle(slot).is_none_or(|obstacle| obstacle.is_found()) {
            return None;
        }
        let since = self.unknown_name_of(slot).map_or(ready, |dns| dns.since);
        let failover = &self.state.net.failover;
        let ends = [self.gateway(slot).station, self.mediation(slot).station];
        let services = [Service::Gateway, Service::MediationServer];
        let conditions = &self.state.conditions;
        let back = ends.iter().zip(services).map(|(at, of)| conditions.standing(*at, of).up_since);
        let since = back.filter(|back| *back != SimTime::MAX).fold(since, SimTime::max);
        let polls = |at: SimTime| at.nanos() / failover.options_every.nanos().max(1);
        let missed = polls(queue.now()).saturating_sub(polls(since));
        if missed >= u64::from(failover.options_missed) {
            return self.skip(slot);
        }
        let at = ready + failover.dns_timeout;
        self.wait_in_vain(queue, slot, Step::TrunkTimeout, at);
        Some(false)
    }

    /// Whether an outgoing call cannot take its trunk: Front Ends leave it out.
    pub(in crate::call) fn is_trunk_out_of_service(&mut self, slot: CallId) -> bool {
        let conditions = &self.state.conditions;
        let out = conditions.watched
            && self.answer_to(
                self.caller_place(slot),
                self.mediation(slot).station,
                Service::MediationServer,
            ) != Answer::Takes;
        if out {
            self.call_mut(slot).set(Flag::MetOutage, true);
        }
        out
    }

    fn skip(&mut self, slot: CallId) -> Option<bool> {
        self.call_mut(slot).set(Flag::MetOutage, true);
        Some(true)
    }

    /// Whether a gateway knows by OPTIONS that a Mediation Server is down: enough polls went unanswered,
    /// and none since was answered. Polls are at the multiples of their period. A gateway that was down
    /// itself begins anew.
    fn is_known_down(&self, station: StationId, gateway: StationId, now: SimTime) -> bool {
        let conditions = &self.state.conditions;
        let standing = conditions.standing(station, Service::MediationServer);
        if standing.down_since == SimTime::MAX {
            return false;
        }
        let failover = &self.state.net.failover;
        let polls = |at: SimTime| at.nanos() / failover.options_every.nanos().max(1);
        let restarted = conditions.standing(gateway, Service::Gateway).up_since;
        let polled_from = match restarted {
            SimTime::MAX => standing.down_since,
            restarted => restarted.max(standing.down_since),
        };
        let back = standing.up_since;
        let missed = polls(back.min(now)).saturating_sub(polls(polled_from));
        let answered = back != SimTime::MAX && polls(now) > polls(back);
        missed >= u64::from(failover.options_missed) && !answered
    }

    /// Leads the INVITE of a call to another Front End if its own takes nothing. Returns whether it did,
    /// or the call has failed.
    pub(in crate::call) fn turn_to_other_front_end(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        (from, ready): (Place, SimTime),
    ) -> bool {
        if !self.state.conditions.watched {
            return false;
        }
        let station = self.hub_station(slot);
        let message: Message = Step::FrontEndInvite.into();
        let route = Route { from, to: self.hub_place(slot) };
        let wait = match self.answer_to(from, station, Service::FrontEnd) {
            Answer::Takes if self.finds_front_end(slot, self.call(slot).front_end.id()) => {
                return false;
            }
            Answer::Takes => self.state.net.failover.dns_timeout,
            Answer::LeftOut => Span::ZERO,
            Answer::Refuses => self.wait_for(slot, message, route, true),
            Answer::Gone { at_once } => {
                let standing = self.state.conditions.standing(station, Service::FrontEnd);
                let known = standing.is_down().then(|| {
                    let known = standing.down_since + self.state.net.failover.detect;
                    if known > ready { known.since(ready) } else { Span::ZERO }
                });
                let wait = self.wait_for(slot, message, route, at_once);
                known.map_or(wait, |known| known.min(wait))
            }
        };
        self.call_mut(slot).set(Flag::MetOutage, true);
        if let Some(front_end) = self.other_front_end(slot, from, ready + wait) {
            let place = self.host(self.state.net.front_ends[front_end].station);
            let call = self.call_mut(slot);
            call.front_end = Id16::some(front_end);
            call.hub = place;
            self.wait_in_vain(queue, slot, Step::FrontEndTimeout, ready + wait);
            return true;
        }
        let call = self.call_mut(slot);
        call.outcome = Outcome::FailedByOutage;
        call.set(Flag::WaitsInVain, true);
        if self.call(slot).gateway.is_some() {
            self.release_mediation(slot, queue.now());
            let back = self.mediation_to_caller(slot);
            self.send(queue, slot, Step::GatewayFailure, ready + wait, back);
        } else {
            self.schedule(queue, slot, Step::ConnectionFailed, ready + wait);
        }
        true
    }

    /// Whether the one that looks for a Front End knows its address, or can ask DNS. Clients know where their pool is.
    pub(super) fn finds_front_end(&self, slot: CallId, front_end: FrontEndId) -> bool {
        self.state.conditions.dns.is_empty()
            || self.call(slot).trunk.is_none()
            || self
                .front_end_in_obstacle(slot, front_end)
                .is_none_or(|obstacle| obstacle.is_found())
    }

    /// Whether an entry of the plan takes calls. If not, ExumRouting goes on to the next, after a wait
    /// or at once. Returns `None` if it takes the call, otherwise whether it can go on at once.
    pub(in crate::call) fn pass_over_entry(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        (entry, ready): (u8, SimTime),
    ) -> Option<bool> {
        if !self.state.conditions.watched {
            return None;
        }
        let net = self.state.net;
        let server = self.entry_server(slot, entry);
        let pair = (self.hub(slot), server);
        if self.state.conditions.leaves_out(net, ready, pair)
            && self.another_is_not_left_out(slot, ready)
        {
            return self.skip(slot);
        }
        let service = self.service_of_entry(server);
        let answer = self.answer_to(self.hub_place(slot), self.exchange_station(server), service);
        let found = self.entry_obstacle(slot, server).is_none_or(|obstacle| obstacle.is_found());
        let at_once = match answer {
            Answer::Takes if found => return None,
            Answer::Takes => false,
            Answer::LeftOut => return self.skip(slot),
            Answer::Refuses => true,
            Answer::Gone { at_once } => at_once,
        };
        let wait = match answer {
            Answer::Takes => net.failover.dns_timeout,
            _ => self.wait_for_exchange(slot, server, Step::RouterInvite.with(entry), at_once),
        };
        let until = ready + wait + net.failover.um_retry_after;
        self.state.conditions.leave_out(net, until, pair);
        self.wait_in_vain(queue, slot, Step::RouterTimeout.with(entry), ready + wait);
        Some(false)
    }

    /// Whether ExumRouting has an entry that it does not leave out; if not, it tries them all.
    fn another_is_not_left_out(&self, slot: CallId, now: SimTime) -> bool {
        let net = self.state.net;
        let hub = self.hub(slot);
        self.entries(slot)
            .iter()
            .any(|server| !self.state.conditions.leaves_out(net, now, (hub, *server)))
    }

    /// The service of an Exchange server that takes the first INVITE.
    pub(in crate::call) fn service_of_entry(&self, server: ExchangeServerId) -> Service {
        if self.is_router(server) { Service::CallRouter } else { Service::UnifiedMessaging }
    }

    fn wait_for_exchange(
        &self,
        slot: CallId,
        server: ExchangeServerId,
        message: Message,
        at_once: bool,
    ) -> Span {
        let to = self.host(self.exchange_station(server));
        let route = Route { from: self.hub_place(slot), to };
        match at_once {
            true => self.wait_for(slot, message, route, true),
            false => self.state.net.failover.um_timeout,
        }
    }

    /// Whether the UM service that the Call Router named takes nothing; then the INVITE waits in vain.
    pub(in crate::call) fn um_takes_nothing(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        (entry, ready): (u8, SimTime),
    ) -> bool {
        if !self.state.conditions.watched {
            return false;
        }
        let server = self.call(slot).server.id();
        let station = self.exchange_station(server);
        let message = Step::UmInvite.with(entry);
        let answer = self.answer_to(self.hub_place(slot), station, Service::UnifiedMessaging);
        let obstacle = self.exchange_obstacle(slot, server, Port::UmService);
        let wait = match answer {
            Answer::Takes if obstacle.is_none_or(|obstacle| obstacle.is_found()) => return false,
            Answer::Takes => self.state.net.failover.dns_timeout,
            Answer::LeftOut | Answer::Refuses => {
                self.wait_for_exchange(slot, server, message, true)
            }
            Answer::Gone { at_once } => self.wait_for_exchange(slot, server, message, at_once),
        };
        self.wait_in_vain(queue, slot, Step::UmTimeout.with(entry), ready + wait);
        true
    }

    /// The server where the databases of a mailbox's server are active: itself, or one with copies once
    /// it has been down for long enough, or is being drained.
    pub(in crate::call) fn active_copy(&self, mailbox: ExchangeServerId) -> ExchangeServerId {
        let conditions = &self.state.conditions;
        if !conditions.watched {
            return mailbox;
        }
        let (net, now) = (self.state.net, conditions.now);
        let answer = |id: ExchangeServerId| {
            conditions.answer(net.exchange[id].station, Service::UnifiedMessaging)
        };
        let moved = match answer(mailbox) {
            Answer::Takes | Answer::Refuses => false,
            Answer::LeftOut => true,
            Answer::Gone { .. } => {
                let standing =
                    conditions.standing(net.exchange[mailbox].station, Service::UnifiedMessaging);
                standing.down_since + net.failover.database_failover <= now
            }
        };
        let copies = &net.exchange[mailbox].copies;
        let active = copies.iter().find(|id| answer(**id) == Answer::Takes).filter(|_| moved);
        active.copied().unwrap_or(mailbox)
    }

    /// The first of some UM servers, from a position on, that Call Routers do not know to be lost.
    pub(in crate::call) fn first_in_service(
        &self,
        servers: &[ExchangeServerId],
        first: usize,
    ) -> ExchangeServerId {
        let conditions = &self.state.conditions;
        let known = |server: &ExchangeServerId| {
            let station = self.exchange_station(*server);
            let standing = conditions.standing(station, Service::UnifiedMessaging);
            let wait = self.state.net.failover.database_failover;
            standing.is_down() && standing.down_since + wait <= conditions.now
        };
        let in_turn = (0..servers.len()).map(|i| servers[(first + i) % servers.len()]);
        in_turn
            .clone()
            .find(|server| !conditions.watched || !known(server))
            .unwrap_or(servers[first])
    }

    /// Whether an Exchange server takes a notice, as its hub sees it.
    pub(in crate::call) fn takes_notice(
        &self,
        slot: CallId,
        server: ExchangeServerId,
        service: Service,
    ) -> bool {
        let station = self.exchange_station(server);
        let conditions = &self.state.conditions;
        !conditions.watched
            || matches!(
                self.answer_to(self.hub_place(slot), station, service),
                Answer::Takes | Answer::LeftOut
            )
    }
}
