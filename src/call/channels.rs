//! The choice of a gateway and a trunk, and the channels of gateways.

use super::engine::{Attribute, CallId, Engine, Flag, Held, Id16, Id32, Outcome, Probe, Purpose};
use crate::base::SimTime;
use crate::deployment::{Balance, Class};
use crate::network::{Callee, Choose, GatewayId, MEDIATION_UNITS};
use std::ops::Range;

impl<P: Probe> Engine<'_, '_, P> {
    /// Sets the gateway of a call, or that it has none, and the places that depend on it.
    pub(super) fn set_gateway(&mut self, slot: CallId, gateway: Option<GatewayId>) {
        let place = match gateway {
            Some(gateway) => self.host(self.state.net.gateways[gateway].station),
            None => self.endpoint_place(slot),
        };
        let call = self.call_mut(slot);
        call.gateway = Id16::from(gateway);
        call.caller = place;
        call.middle = place;
        if call.front_end.is_none() {
            call.hub = place;
        }
    }

    /// Offers the attempt to the source's gateways until one has a free channel.
    ///
    /// # Errors
    /// How the attempt ends: blocked, or without a route if it was offered to no gateway.
    pub(super) fn take_channel(&mut self, slot: CallId, now: SimTime) -> Result<(), Outcome> {
        let source_id = self.call(slot).source();
        let source = &self.state.net.sources[source_id];
        let n = source.gateways.len();
        let (first, offers) = match &source.choose {
            Choose::InOrder => (0, n),
            Choose::RoundRobin => {
                let next = &mut self.state.source_turn[source_id.index()];
                let turn = *next as usize;
                *next = ((turn + 1) % n.max(1)) as u32;
                (turn, n)
            }
            Choose::Shares(upto) => (self.drawn_gateway(slot, upto), 1),
        };
        self.offer(slot, now, first, 0..offers)
    }

    /// Which of the source's gateways the attempt draws, by shares that add up to these.
    pub(super) fn drawn_gateway(&self, slot: CallId, upto: &[f64]) -> usize {
        let u = self.key(slot, Purpose::Gateway, 0).uniform();
        upto.partition_point(|share| *share <= u).min(upto.len().saturating_sub(1))
    }

    /// The call's gateway can do nothing with it, because an outage is in the way of all its trunks: it goes to the
    /// source's next gateways, and takes a channel there.
    ///
    /// # Errors
    /// How the attempt ends, which is where it was: blocked if a gateway that works is full, else by the outage.
    pub(super) fn hand_back(&mut self, slot: CallId, now: SimTime) -> Result<(), Outcome> {
        if self.goes_to_next_gateway(slot, now) {
            return Ok(());
        }
        let full = self.call(slot).has(Flag::FoundFull);
        Err(if full { Outcome::Blocked } else { Outcome::FailedByOutage })
    }

    /// Whether one of the source's next gateways has taken a channel for the call.
    fn goes_to_next_gateway(&mut self, slot: CallId, now: SimTime) -> bool {
        let source = self.source(slot);
        let call = self.call(slot);
        let (n, offered) = (source.gateways.len(), usize::from(call.first_entry));
        let here = source.gateways.iter().position(|id| call.gateway.get() == Some(*id));
        let Some(here) = here.filter(|_| offered < n) else { return false };
        if matches!(source.choose, Choose::Shares(_)) || call.has(Flag::ReRouted) {
            return false; // There is no other way for this call.
        }
        let (gateway, trunk, middle, tried) = (call.gateway, call.trunk, call.middle, call.tried);
        self.release_channel(slot, now);
        // The gateway after this one is number `offered`.
        let first = here + 1 + n - offered;
        let call = self.call_mut(slot);
        (call.trunk, call.tried) = (Id32::NONE, 0);
        if self.offer(slot, now, first, offered..n).is_ok() {
            return true;
        }
        self.set_gateway(slot, gateway.get());
        let call = self.call_mut(slot);
        (call.trunk, call.middle, call.tried) = (trunk, middle, tried);
        false
    }

    /// Offers the attempt to some of the source's gateways in turn, from number `first` on.
    fn offer(
        &mut self,
        slot: CallId,
        now: SimTime,
        first: usize,
        offers: Range<usize>,
    ) -> Result<(), Outcome> {
        let source = self.source(slot);
        let outbound = source.class == Class::Outbound;
        let n = source.gateways.len();
        let mut refused = None;
        for offer in offers {
            let gateway = source.gateways[(first + offer) % n];
            if let Some(cause) = self.route_cause(slot, gateway).filter(|_| outbound) {
                refused.get_or_insert(Outcome::Misconfigured(cause));
                continue;
            }
            if !self.gateway_takes(gateway) {
                refused.get_or_insert(Outcome::FailedByOutage);
                self.set_gateway(slot, Some(gateway));
                continue;
            }
            self.set_gateway(slot, Some(gateway));
            if self.take_own_channel(slot, now) {
                self.call_mut(slot).first_entry = (offer + 1) as u16;
                return Ok(());
            }
            self.call_mut(slot).set(Flag::FoundFull, true);
            refused = Some(Outcome::Blocked);
        }
        self.set_gateway(slot, None);
        Err(refused.unwrap_or(Outcome::Blocked))
    }

    /// Takes a channel of the call's own gateway, if one is free.
    pub(super) fn take_own_channel(&mut self, slot: CallId, now: SimTime) -> bool {
        let channels = self.gateway(slot).channels;
        let taken = self.seize(slot, now, channels, 1);
        if taken {
            let call = self.call_mut(slot);
            call.set(Flag::HasChannel, true);
            call.channel_since = now;
        }
        taken
    }

    /// Frees the channel, if one is held.
    pub(super) fn release_channel(&mut self, slot: CallId, now: SimTime) {
        let call = self.call_mut(slot);
        if call.take(Flag::HasChannel) {
            let since = call.channel_since;
            let channels = self.gateway(slot).channels;
            self.release(slot, now, channels, Held { units: 1, since });
            self.release_branch(slot, now);
        }
    }

    /// Chooses the trunk to try next, by the gateway's balance, among those not yet tried. Returns
    /// whether there is one.
    pub(super) fn choose_trunk(&mut self, slot: CallId) -> bool {
        let call = self.call(slot);
        let (id, tried) = (call.gateway.id(), call.tried);
        let gateway = self.gateway(slot);
        let trunks = gateway.trunks;
        let n = trunks.len().min(64);
        let untried = |i: &u32| tried & (1 << i) == 0;
        let chosen = match gateway.balance {
            Balance::InOrder => (0..n).find(untried),
            Balance::RoundRobin => {
                let turn = self.state.gateway_turn[id.index()];
                let next = (0..n).map(|i| (turn + i) % n).find(untried);
                if let Some(i) = next {
                    self.state.gateway_turn[id.index()] = (i + 1) % n;
                }
                next
            }
            Balance::LeastLoaded => {
                let free = |i: &u32| {
                    let server = self.state.net.trunks[trunks.nth(*i)].mediation_server;
                    self.free_units(self.state.net.mediation_servers[server].slots)
                };
                (0..n).filter(untried).max_by_key(|i| (free(i), std::cmp::Reverse(*i)))
            }
        };
        let Some(chosen) = chosen else { return false };
        let call = self.call_mut(slot);
        call.tried |= 1 << chosen;
        call.trunk = Id32::some(trunks.nth(chosen));
        self.call_mut(slot).middle = self.host(self.mediation(slot).station);
        true
    }

    /// Units that the call would take at its Mediation Server. Bypass is fixed by user and trunk.
    /// Media of Unified Messaging never bypass; those of a fax machine on the gateway always do.
    pub(super) fn mediation_units(&self, slot: CallId) -> u32 {
        let group = self.group(slot);
        if self.call(slot).has(Flag::ReRouted) {
            return MEDIATION_UNITS;
        }
        match group.callee {
            Callee::FaxMachines { .. } => return 1,
            Callee::People if group.has_endpoints => {}
            _ => return MEDIATION_UNITS,
        }
        let bypassing = self.trunk(slot).bypassing(group.count);
        let rank = || {
            let (group, user) = (self.group_id(slot), self.call(slot).user);
            self.state.shuffles.rank(group, Attribute::Bypass, user)
        };
        let all_bypass = bypassing >= u64::from(group.count);
        let bypasses = bypassing > 0 && (all_bypass || u64::from(rank()) < bypassing);
        if bypasses { 1 } else { MEDIATION_UNITS }
    }
}
