//! Which Exchange servers a call may go to: the entries of its dial plan or direct route, and the UM
//! servers that can serve its mailbox.

use super::engine::{Attribute, CallId, Engine, Id16, Place, Probe, Purpose};
use crate::deployment::{Balance, taking};
use crate::network::{Callee, DirectRoute, ExchangeServerId, StationId, Taking};

impl<'n, P: Probe> Engine<'_, 'n, P> {
    /// The route straight to Exchange, of the fax line or the gateway.
    pub(super) fn direct_route(&self, slot: CallId) -> Option<&'n DirectRoute> {
        let net = self.state.net;
        let of_gateway = || net.gateways[self.call(slot).gateway.get()?].direct_route;
        let route = self.group(slot).direct_route.or_else(of_gateway);
        route.map(|route| &net.direct_routes[route])
    }

    /// First targets: of the plan as this pool's product sees them, or of the direct route.
    pub(super) fn entries(&self, slot: CallId) -> &'n [ExchangeServerId] {
        if self.is_direct(slot) {
            return self.direct_route(slot).map_or(&[], |route| &route.entries);
        }
        match self.plan(slot) {
            None => &[],
            Some(plan) if self.group(slot).version_filter => &plan.entries,
            Some(plan) => &plan.unfiltered_entries,
        }
    }

    /// Whether Unified Messaging is expected to answer for the callee: it has a mailbox, or is a
    /// contact, even one whose plan no server can serve.
    pub(super) fn has_mailbox(&self, slot: CallId) -> bool {
        let group = self.group(slot);
        let unserved = group.callee.is_contact() && group.access.plan.is_some();
        self.call(slot).mailbox.is_some() || unserved
    }

    /// The first entry, counted from that of the call's first try, that the hub reaches, if it reaches any.
    pub(super) fn reachable_entry(&self, slot: CallId) -> Option<u8> {
        let reaches = |entry: &u8| {
            let server = self.entry_server(slot, *entry);
            self.entry_obstacle(slot, server).is_none()
        };
        (0..=self.last_entry(slot)).find(reaches)
    }

    /// The turn of this hub's round robin over the plan's entries. Routes of different lengths share the count, so that
    /// it is not reduced to the length of one. A gateway may always begin with the first.
    pub(super) fn next_entry_turn(&mut self, slot: CallId) -> u32 {
        let plans = self.state.net.plans.len();
        if self.is_direct(slot) && self.gateway(slot).balance == Balance::InOrder {
            return 0;
        }
        let plan = self.group(slot).plan.map_or(0, |plan| plan.index());
        let at = self.hub(slot).index() * plans + plan;
        let turn = self.state.router_turn[at];
        self.state.router_turn[at] = turn.wrapping_add(1);
        turn % (self.entries(slot).len() as u32).max(1)
    }

    /// The entry for try number `entry` of this call.
    pub(super) fn entry_server(&self, slot: CallId, entry: u8) -> ExchangeServerId {
        let entries = self.entries(slot);
        let first = self.call(slot).first_entry as usize;
        entries[(first + usize::from(entry)) % entries.len()]
    }

    /// Any UM server of the plan's newest version, for a caller without a mailbox: each is equally
    /// likely.
    pub(super) fn any_um_server(&self, slot: CallId) -> Option<ExchangeServerId> {
        let servers = &self.plan(slot)?.um_servers;
        if servers.is_empty() {
            return None;
        }
        let key = self.key(slot, Purpose::AnyServer, 0);
        let first = key.below(servers.len() as u32) as usize;
        Some(self.first_in_service(servers, first))
    }

    /// Has the next Call Router name the UM server after the one that refused, if any server may take
    /// the call.
    pub(super) fn turn_to_next_um_server(&mut self, slot: CallId) {
        if !self.is_for_anybody(slot) {
            return;
        }
        let Some(plan) = self.plan(slot) else { return };
        let refused = self.call(slot).mailbox.get();
        let at = plan.um_servers.iter().position(|server| Some(*server) == refused);
        if let Some(at) = at {
            let next = plan.um_servers[(at + 1) % plan.um_servers.len()];
            self.call_mut(slot).mailbox = Id16::some(next);
        }
    }

    /// The host of an Exchange server.
    pub(super) fn exchange_station(&self, server: ExchangeServerId) -> StationId {
        self.state.net.exchange[server].station
    }

    /// Where the entry of a try is.
    pub(super) fn entry_place(&self, slot: CallId, entry: u8) -> Place {
        self.host(self.exchange_station(self.entry_server(slot, entry)))
    }

    /// The number of the last try that a call may make: each entry once, and no more than 256.
    pub(super) fn last_entry(&self, slot: CallId) -> u8 {
        (self.entries(slot).len().clamp(1, 256) - 1) as u8
    }

    /// Whether a further entry may be tried after a refusal in try number `entry`.
    pub(super) fn may_try_after(&self, slot: CallId, entry: u8) -> bool {
        self.plan(slot).is_some_and(|plan| plan.retry_after_redirect)
            && entry < self.last_entry(slot)
    }

    /// Whether an entry is a Call Router. UM servers before 2013 take the call themselves.
    pub(super) fn is_router(&self, server: ExchangeServerId) -> bool {
        !self.state.net.exchange[server].version.is_legacy()
    }

    /// The UM server that can serve the mailbox of the user or of the listener, if there is a mailbox and the
    /// plan has one.
    pub(super) fn serving_um(&self, slot: CallId) -> Option<ExchangeServerId> {
        let call = self.call(slot);
        let mailbox = call.mailbox.get()?;
        if self.is_router(mailbox) {
            return Some(self.active_copy(mailbox));
        }
        let version = self.state.net.exchange[mailbox].version;
        let (group, user) = match self.group(slot).callee {
            Callee::AccessNumber { .. } => self.listener(slot)?,
            _ => (self.group_id(slot), call.user),
        };
        let rank = self.state.shuffles.rank(group, Attribute::MailboxServer, user) as usize;
        let legacy = &self.plan(slot)?.legacy_um;
        let net = self.state.net;
        let serves = |server: &&ExchangeServerId| net.exchange[**server].version == version;
        let n = legacy.iter().filter(serves).count();
        legacy.iter().filter(serves).nth(rank % n.max(1)).copied()
    }

    /// Whether a UM server can serve the call's mailbox. From 2013 on that is the mailbox's own
    /// server, before 2013 any of the same version.
    pub(super) fn can_serve(&self, slot: CallId, server: ExchangeServerId) -> bool {
        let mailbox = self.call(slot).mailbox.id();
        let version = |server: ExchangeServerId| self.state.net.exchange[server].version;
        if self.is_router(mailbox) {
            server == mailbox || server == self.active_copy(mailbox)
        } else {
            version(server) == version(mailbox)
        }
    }

    /// What a UM server does with the call: one of 2013 or later gets only calls that it serves; an older one
    /// also those that Lync or a gateway sends it first.
    pub(super) fn taking(&self, slot: CallId, server: ExchangeServerId) -> Taking {
        let Some(plan) = self.plan(slot).filter(|_| !self.is_router(server)) else {
            return Taking::Serves;
        };
        let version = |server: ExchangeServerId| self.state.net.exchange[server].version;
        let mailbox = self.call(slot).mailbox.get().filter(|_| !self.is_for_anybody(slot));
        taking(version(server), mailbox.map(version), plan.older_server)
    }
}
