//! Whether a connection can be set up: the deployment is wrong, a certificate has expired since the start, or DNS is
//! down and the address not known. Connections that stand go on.

use super::engine::{CallId, Ends, Engine, InTheWay, Outcome, Probe};
use crate::base::SimTime;
use crate::network::{Access, Cause, ConnectionId, ExchangeServerId, FrontEndId, OutageId, Port};

/// Why a call cannot go on by some way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Obstacle {
    /// What is wrong; `None` if the name of the peer is not found.
    pub(super) cause: Option<Cause>,
    /// How the call ends that has no other way.
    pub(super) outcome: Outcome,
}

impl Obstacle {
    /// The deployment is wrong.
    pub(super) const fn wrong(cause: Cause) -> Self {
        Obstacle { cause: Some(cause), outcome: Outcome::Misconfigured(cause) }
    }

    /// The name of the peer is not found.
    const NO_NAME: Obstacle = Obstacle { cause: None, outcome: Outcome::FailedByOutage };

    /// Whether the peer is found, and something else is wrong.
    pub(super) const fn is_found(&self) -> bool {
        self.cause.is_some()
    }
}

impl<P: Probe> Engine<'_, '_, P> {
    /// Why a connection fails, `by` the table of the deployment, or by that of a certificate that has expired.
    #[inline]
    fn obstacle(
        &self,
        (connection, ends): (ConnectionId, Ends),
        by: impl Fn(&Access) -> Option<Cause>,
    ) -> Option<Obstacle> {
        if let Some(cause) = by(&self.state.net.access) {
            return Some(Obstacle::wrong(cause));
        }
        if self.state.conditions.expired.is_empty() && self.state.conditions.dns.is_empty() {
            return None;
        }
        let expired = self
            .expired_on(connection, by)
            .map(|(_, _, cause)| Obstacle { cause: Some(cause), outcome: Outcome::FailedByOutage });
        expired.or_else(|| self.not_found(connection, ends).map(|_| Obstacle::NO_NAME))
    }

    /// The outage of DNS because of which a connection cannot be set up, unless that stands.
    #[inline(never)]
    pub(super) fn not_found(&self, connection: ConnectionId, ends: Ends) -> Option<InTheWay> {
        let found = self.state.conditions.not_found(self.state.net, ends);
        found.filter(|_| !self.stands(connection))
    }

    /// The expiry of a certificate that prevents a connection, unless that stands: since when, and as what.
    #[inline(never)]
    fn expired_on(
        &self,
        connection: ConnectionId,
        by: impl Fn(&Access) -> Option<Cause>,
    ) -> Option<(SimTime, OutageId, Cause)> {
        if self.stands(connection) {
            return None;
        }
        let found = |(outage, since): &(OutageId, SimTime)| {
            let cause = by(&self.state.net.outages[*outage].expired)?;
            Some((*since, *outage, cause))
        };
        self.state.conditions.expired.iter().rev().find_map(found)
    }

    /// Whether a connection is set up, by a call or by what is not simulated in messages.
    fn stands(&self, connection: ConnectionId) -> bool {
        let at = connection.index();
        self.state.connections[at] != SimTime::MAX || self.state.conditions.used[at]
    }

    /// A request whose messages are not simulated has used a connection.
    fn use_connection(&mut self, connection: ConnectionId, ends: Ends) {
        if self.state.conditions.watched && !self.stands(connection) {
            let (net, now) = (self.state.net, self.state.conditions.now);
            self.state.conditions.look_up(net, now, ends);
        }
        if let Some(used) = self.state.conditions.used.get_mut(connection.index()) {
            *used = true;
        }
    }

    /// Why the gateway cannot connect to the Mediation Server of the call's trunk.
    #[inline]
    pub(super) fn trunk_in_obstacle(&self, slot: CallId) -> Option<Obstacle> {
        let trunk = self.call(slot).trunk.id();
        let connection = self.state.net.trunk_connection(trunk);
        let ends = (self.gateway(slot).station, self.mediation(slot).station);
        self.obstacle((connection, ends), |access| access.trunk_in(trunk))
    }

    /// Why the call's Mediation Server cannot connect to its Front End.
    #[inline]
    pub(super) fn pool_in_obstacle(&self, slot: CallId) -> Option<Obstacle> {
        self.front_end_in_obstacle(slot, self.call(slot).front_end.id())
    }

    /// The same for any Front End.
    pub(super) fn front_end_in_obstacle(
        &self,
        slot: CallId,
        front_end: FrontEndId,
    ) -> Option<Obstacle> {
        let server = self.trunk(slot).mediation_server;
        let connection = self.state.net.pool_connection(server, front_end);
        let ends = (self.mediation(slot).station, self.state.net.front_ends[front_end].station);
        self.obstacle((connection, ends), |access| access.pool_in(server, front_end))
    }

    /// Why the connections from the Front End out by the call's trunk fail: to the Mediation Server, or on to the
    /// gateway.
    pub(super) fn trunk_out_obstacle(&self, slot: CallId) -> Option<Obstacle> {
        let (net, trunk) = (self.state.net, self.call(slot).trunk.id());
        let (server, front_end) =
            (self.trunk(slot).mediation_server, self.call(slot).front_end.id());
        let [near_ends, far_ends] = self.ends_out(slot);
        let pool = (net.pool_connection(server, front_end), near_ends);
        let near = self.obstacle(pool, |access| access.pool_out(server, front_end));
        near.or_else(|| {
            let far = (net.trunk_connection(trunk), far_ends);
            self.obstacle(far, |access| access.trunk_out(trunk))
        })
    }

    /// The hosts that an outgoing call passes: from the Front End to the Mediation Server, and on to the gateway.
    fn ends_out(&self, slot: CallId) -> [Ends; 2] {
        let front_end = self.state.net.front_ends[self.call(slot).front_end.id()].station;
        let server = self.mediation(slot).station;
        [(front_end, server), (server, self.gateway(slot).station)]
    }

    /// An outgoing call leaves by the connections of its trunk.
    pub(super) fn use_trunk_out(&mut self, slot: CallId) {
        let trunk = self.call(slot).trunk.id();
        let (server, front_end) =
            (self.trunk(slot).mediation_server, self.call(slot).front_end.id());
        let [near, far] = self.ends_out(slot);
        self.use_connection(self.state.net.pool_connection(server, front_end), near);
        self.use_connection(self.state.net.trunk_connection(trunk), far);
    }

    /// Why the call's hub does not reach a port of an Exchange server.
    #[inline]
    pub(super) fn exchange_obstacle(
        &self,
        slot: CallId,
        server: ExchangeServerId,
        port: Port,
    ) -> Option<Obstacle> {
        let (hub, tls) = (self.hub(slot), self.um_by_tls(slot));
        let connection = self.state.net.um_connection(hub, server, port);
        let ends = (self.hub_station(slot), self.exchange_station(server));
        self.obstacle((connection, ends), |access| access.to_exchange(hub, server, tls))
    }

    /// Why the call's hub does not reach an Exchange server that takes the first INVITE.
    pub(super) fn entry_obstacle(
        &self,
        slot: CallId,
        server: ExchangeServerId,
    ) -> Option<Obstacle> {
        let port = if self.is_router(server) { Port::CallRouter } else { Port::UmService };
        self.exchange_obstacle(slot, server, port)
    }

    /// Why a request of the call's UM server to the Front End fails. A gateway's calls run in the
    /// dialog that the gateway has opened.
    pub(super) fn exchange_request_obstacle(&self, slot: CallId) -> Option<Obstacle> {
        let plan = self.group(slot).plan.filter(|_| !self.is_direct(slot))?;
        let (hub, server) = (self.hub(slot), self.call(slot).server.id());
        let connection = self.state.net.outgoing_connection(hub, server);
        let ends = (self.exchange_station(server), self.hub_station(slot));
        self.obstacle((connection, ends), |access| access.exchange_request(server, hub, plan))
    }

    /// A request of the call's UM server has reached the Front End.
    pub(super) fn use_exchange_request(&mut self, slot: CallId) {
        if !self.is_direct(slot) {
            let (hub, server) = (self.hub(slot), self.call(slot).server.id());
            let ends = (self.exchange_station(server), self.hub_station(slot));
            self.use_connection(self.state.net.outgoing_connection(hub, server), ends);
        }
    }

    /// The outage of DNS that is in the way of a call: one of its hosts does not find another.
    pub(super) fn unknown_name_of(&self, slot: CallId) -> Option<InTheWay> {
        if self.state.conditions.dns.is_empty() {
            return None;
        }
        let (net, call) = (self.state.net, self.call(slot));
        let mut connections: Vec<(ConnectionId, Ends)> = Vec::new();
        let mut both = |connection, (from, to): Ends| {
            connections.extend([(connection, (from, to)), (connection, (to, from))]);
        };
        let front_end = call.front_end.get().map(|id| (id, net.front_ends[id].station));
        let gateway = call.gateway.get().map(|gateway| &net.gateways[gateway]);
        for trunk in gateway.iter().flat_map(|gateway| gateway.trunks.iter()) {
            let server = net.trunks[trunk].mediation_server;
            let station = net.mediation_servers[server].station;
            both(net.trunk_connection(trunk), (self.gateway(slot).station, station));
            if let Some((front_end, hub)) = front_end {
                both(net.pool_connection(server, front_end), (station, hub));
            }
        }
        if gateway.is_some() || front_end.is_some() {
            let (hub, here) = (self.hub(slot), self.hub_station(slot));
            let servers = [call.server.get(), call.mailbox.get()].into_iter().flatten();
            for server in servers.chain(self.entries(slot).iter().copied()) {
                let ends = (here, self.exchange_station(server));
                for port in [Port::CallRouter, Port::UmService, Port::WorkerProcess] {
                    both(net.um_connection(hub, server, port), ends);
                }
                both(net.outgoing_connection(hub, server), ends);
            }
            if let (Some(gateway), Some(partner)) =
                (call.gateway.get(), self.group(slot).fax_partner)
            {
                let ends = (here, net.fax_partners[partner].station);
                both(net.partner_connection(gateway, partner), ends);
            }
        }
        connections.into_iter().find_map(|(connection, ends)| self.not_found(connection, ends))
    }

    /// The certificate whose expiry is in the way of a call, and since when; of several the last.
    pub(super) fn expiry_of(&self, slot: CallId) -> Option<(SimTime, OutageId)> {
        if self.state.conditions.expired.is_empty() {
            return None;
        }
        let (net, call) = (self.state.net, self.call(slot));
        let mut found: Vec<(SimTime, OutageId)> = Vec::new();
        let mut look = |connection, by: &dyn Fn(&Access) -> Option<Cause>| {
            found.extend(self.expired_on(connection, by).map(|(since, outage, _)| (since, outage)));
        };
        let gateway = call.gateway.get().map(|gateway| net.gateways[gateway].trunks);
        for trunk in gateway.iter().flat_map(|trunks| trunks.iter()) {
            look(net.trunk_connection(trunk), &|a| a.trunk_in(trunk).or(a.trunk_out(trunk)));
            if let Some(front_end) = call.front_end.get() {
                let server = net.trunks[trunk].mediation_server;
                let by =
                    |a: &Access| a.pool_in(server, front_end).or(a.pool_out(server, front_end));
                look(net.pool_connection(server, front_end), &by);
            }
        }
        if call.gateway.is_some() || call.front_end.is_some() {
            let hub = self.hub(slot);
            let servers = [call.server.get(), call.mailbox.get()];
            for server in servers.into_iter().flatten().chain(self.entries(slot).iter().copied()) {
                for port in [Port::CallRouter, Port::UmService, Port::WorkerProcess] {
                    let by = |a: &Access| a.to_exchange(hub, server, true);
                    look(net.um_connection(hub, server, port), &by);
                }
                look(net.outgoing_connection(hub, server), &|a| a.back_from_exchange(hub, server));
            }
        }
        found.into_iter().max_by_key(|(since, outage)| (*since, std::cmp::Reverse(*outage)))
    }
}
