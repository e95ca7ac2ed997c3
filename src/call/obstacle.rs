//! Whether a connection can be set up: the deployment is wrong, or a certificate has expired since the start.
//! Connections that stand go on.

use super::engine::{CallId, Engine, Outcome, Probe};
use crate::base::SimTime;
use crate::network::{Access, Cause, ConnectionId, ExchangeServerId, OutageId, Port};

/// Why a call cannot go on by some way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Obstacle {
    /// What is wrong.
    pub(super) cause: Cause,
    /// How the call ends that has no other way.
    pub(super) outcome: Outcome,
}

impl Obstacle {
    /// The deployment is wrong.
    pub(super) const fn wrong(cause: Cause) -> Self {
        Obstacle { cause, outcome: Outcome::Misconfigured(cause) }
    }
}

impl<P: Probe> Engine<'_, '_, P> {
    /// Why a connection fails, `by` the table of the deployment, or by that of a certificate that has expired.
    #[inline]
    fn obstacle(
        &self,
        connection: ConnectionId,
        by: impl Fn(&Access) -> Option<Cause>,
    ) -> Option<Obstacle> {
        if let Some(cause) = by(&self.state.net.access) {
            return Some(Obstacle::wrong(cause));
        }
        if self.state.conditions.expired.is_empty() {
            return None;
        }
        self.expired_on(connection, by)
            .map(|(_, _, cause)| Obstacle { cause, outcome: Outcome::FailedByOutage })
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
    fn use_connection(&mut self, connection: ConnectionId) {
        if let Some(used) = self.state.conditions.used.get_mut(connection.index()) {
            *used = true;
        }
    }

    /// Why the gateway cannot connect to the Mediation Server of the call's trunk.
    #[inline]
    pub(super) fn trunk_in_obstacle(&self, slot: CallId) -> Option<Obstacle> {
        let trunk = self.call(slot).trunk.id();
        let connection = self.state.net.trunk_connection(trunk);
        self.obstacle(connection, |access| access.trunk_in(trunk))
    }

    /// Why the call's Mediation Server cannot connect to its Front End.
    #[inline]
    pub(super) fn pool_in_obstacle(&self, slot: CallId) -> Option<Obstacle> {
        let (server, front_end) =
            (self.trunk(slot).mediation_server, self.call(slot).front_end.id());
        let connection = self.state.net.pool_connection(server, front_end);
        self.obstacle(connection, |access| access.pool_in(server, front_end))
    }

    /// Why the connections from the Front End out by the call's trunk fail: to the Mediation Server, or on to the
    /// gateway.
    pub(super) fn trunk_out_obstacle(&self, slot: CallId) -> Option<Obstacle> {
        let (net, trunk) = (self.state.net, self.call(slot).trunk.id());
        let (server, front_end) =
            (self.trunk(slot).mediation_server, self.call(slot).front_end.id());
        let pool = net.pool_connection(server, front_end);
        let near = self.obstacle(pool, |access| access.pool_out(server, front_end));
        near.or_else(|| {
            self.obstacle(net.trunk_connection(trunk), |access| access.trunk_out(trunk))
        })
    }

    /// An outgoing call leaves by the connections of its trunk.
    pub(super) fn use_trunk_out(&mut self, slot: CallId) {
        let trunk = self.call(slot).trunk.id();
        let (server, front_end) =
            (self.trunk(slot).mediation_server, self.call(slot).front_end.id());
        self.use_connection(self.state.net.pool_connection(server, front_end));
        self.use_connection(self.state.net.trunk_connection(trunk));
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
        self.obstacle(connection, |access| access.to_exchange(hub, server, tls))
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
        self.obstacle(connection, |access| access.exchange_request(server, hub, plan))
    }

    /// A request of the call's UM server has reached the Front End.
    pub(super) fn use_exchange_request(&mut self, slot: CallId) {
        if !self.is_direct(slot) {
            let (hub, server) = (self.hub(slot), self.call(slot).server.id());
            self.use_connection(self.state.net.outgoing_connection(hub, server));
        }
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
