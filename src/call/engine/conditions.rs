//! What works and what has failed, and what is on its way from a host that may fail.

use super::call::CallId;
use super::standing::{Answer, Cut, Hit, InTheWay, Standing};
use super::step::Message;
use crate::base::SimTime;
use crate::kernel::{Condition, Event, Key, Speed};
use crate::network::{
    ConnectionId, Effect, ExchangeServerId, HubId, LinkId, Network, OutageId, Service, Services,
    SiteId, StationId,
};
use std::collections::BTreeMap;

/// An event that a host has caused, and when its work for it is done: lost or stretched if the host
/// fails or slows down before.
#[derive(Clone, Copy, Debug)]
pub(in crate::call) struct Emission {
    pub(in crate::call) station: StationId,
    pub(in crate::call) service: Option<Service>,
    pub(in crate::call) done: SimTime,
    pub(in crate::call) event: Event,
}

/// A submission that waits on the disk of a host that is down.
#[derive(Clone, Copy, Debug)]
pub(in crate::call) struct Parked {
    pub(in crate::call) station: StationId,
    pub(in crate::call) slot: CallId,
    pub(in crate::call) message: Message,
}

/// The work that the current event has caused: where, and until when.
#[derive(Clone, Copy, Debug)]
pub(in crate::call) struct Serving {
    pub(in crate::call) station: StationId,
    pub(in crate::call) service: Option<Service>,
    pub(in crate::call) done: SimTime,
}

/// The condition of everything that can fail. Empty where nothing does.
#[derive(Clone, Debug)]
pub(in crate::call) struct Conditions {
    /// Whether anything can fail. All else is read only then.
    pub(in crate::call) watched: bool,
    /// The present, as of the current event.
    pub(in crate::call) now: SimTime,
    standings: Vec<[Standing; Service::ALL.len()]>,
    sites: Vec<Cut>,
    links: Vec<Cut>,
    /// Certificates that have expired, as outages, and since when.
    pub(in crate::call) expired: Vec<(OutageId, SimTime)>,
    /// Outages of the directory now, and since when.
    pub(in crate::call) directory: Vec<(OutageId, SimTime)>,
    /// Outages of DNS now, and since when.
    pub(in crate::call) dns: Vec<(OutageId, SimTime)>,
    /// Whether DNS can fail; then when a host has looked up the name of another last.
    can_lose_names: bool,
    looked_up: BTreeMap<(StationId, StationId), SimTime>,
    /// Expiries and outages of the directory and of DNS that are over.
    pub(in crate::call) past: Vec<InTheWay>,
    /// Connections that something has used whose messages are not simulated, as outgoing calls.
    pub(in crate::call) used: Vec<bool>,
    /// Keys of each outage, from which its times are drawn.
    pub(in crate::call) keys: Vec<Key>,
    /// Outages of each kind that have begun.
    pub(in crate::call) begun: Vec<u64>,
    /// Until when a hub leaves out an Exchange server.
    left_out: Vec<SimTime>,
    /// Connections that were lost: setting them up again costs a core.
    pub(in crate::call) lost_connections: Vec<bool>,
    pub(in crate::call) serving: Option<Serving>,
    /// Whether the current event wants work of a host that is down: nothing leaves it.
    pub(in crate::call) mute: bool,
    emissions: Vec<Emission>,
    /// Length of `emissions` at which those are dropped that are done.
    purge_at: usize,
    pub(in crate::call) parked: Vec<Parked>,
    /// Calls whose notices wait at branch appliances.
    pub(in crate::call) queued: Vec<CallId>,
}

/// The host that sets up a connection, and the one that it looks for.
pub(in crate::call) type Ends = (StationId, StationId);

/// Fewest emissions at which those are dropped that are done.
const FEW: usize = 1024;

impl Conditions {
    /// Everything works.
    pub(super) fn new(net: &Network) -> Self {
        let watched = !net.outages.is_empty();
        let all = |n: usize| if watched { n } else { 0 };
        Conditions {
            watched,
            now: SimTime::ZERO,
            standings: vec![[const { Standing::NEVER_HIT }; 6]; all(net.stations.len())],
            sites: vec![Cut::default(); all(net.sites)],
            links: vec![Cut::default(); all(net.links)],
            expired: Vec::new(),
            directory: Vec::new(),
            dns: Vec::new(),
            can_lose_names: net.outages.iter().any(|outage| outage.dns),
            looked_up: BTreeMap::new(),
            past: Vec::new(),
            used: vec![false; all(net.connections())],
            keys: Vec::new(),
            begun: vec![0; net.outages.len()],
            left_out: vec![SimTime::ZERO; all(net.hubs() * net.exchange.len())],
            lost_connections: vec![false; all(net.connections())],
            serving: None,
            mute: false,
            emissions: Vec::new(),
            purge_at: FEW,
            parked: Vec::new(),
            queued: Vec::new(),
        }
    }

    /// Everything works again, at time 0.
    pub(super) fn reset(&mut self, net: &Network, root: Key) {
        if !self.watched {
            return;
        }
        self.standings.fill([const { Standing::NEVER_HIT }; 6]);
        self.sites.fill(Cut::default());
        self.links.fill(Cut::default());
        self.expired.clear();
        self.directory.clear();
        self.dns.clear();
        self.looked_up.clear();
        self.past.clear();
        self.used.fill(false);
        self.keys.clear();
        self.keys.extend(net.outages.iter().map(|outage| root.absorb(outage.hash)));
        self.begun.fill(0);
        self.left_out.fill(SimTime::ZERO);
        self.lost_connections.fill(false);
        (self.serving, self.mute) = (None, false);
        self.emissions.clear();
        self.parked.clear();
        self.queued.clear();
    }

    /// One service of a host. Only where something can fail.
    pub(in crate::call) fn standing(&self, station: StationId, service: Service) -> &Standing {
        &self.standings[station.index()][service as usize]
    }

    /// What a host says to something new for a service.
    pub(in crate::call) fn answer(&self, station: StationId, service: Service) -> Answer {
        self.standing(station, service).answer()
    }

    /// Whether a service is down.
    pub(in crate::call) fn is_down(&self, station: StationId, service: Service) -> bool {
        self.standing(station, service).is_down()
    }

    /// Whether an outage cuts two sites off from each other.
    pub(in crate::call) fn is_cut(&self, net: &Network, from: SiteId, to: SiteId) -> bool {
        let link = net.link(from, to);
        [from, to].into_iter().any(|site| self.is_site_lost(site))
            || link.is_some_and(|link| self.is_link_cut(link))
    }

    /// The outages that cut two sites off from each other, or did so last.
    pub(in crate::call) fn cuts(
        &self,
        net: &Network,
        (from, to): (SiteId, SiteId),
    ) -> impl Iterator<Item = InTheWay> {
        let link = net.link(from, to).map(|link| &self.links[link.index()]);
        let ends = [&self.sites[from.index()], &self.sites[to.index()]];
        ends.into_iter().chain(link).flat_map(|cut| cut.active.iter().chain(&cut.past)).copied()
    }

    /// The outage that cut two sites off from each other last, if one has.
    pub(in crate::call) fn last_cut(
        &self,
        net: &Network,
        from: SiteId,
        to: SiteId,
    ) -> Option<OutageId> {
        let link = net.link(from, to).and_then(|link| self.links[link.index()].last());
        link.or(self.sites[to.index()].last())
    }

    /// Whether a site is lost.
    pub(in crate::call) fn is_site_lost(&self, site: SiteId) -> bool {
        !self.sites[site.index()].active.is_empty()
    }

    /// Whether a link or one of its ends is cut off.
    pub(in crate::call) fn is_link_cut(&self, link: LinkId) -> bool {
        !self.links[link.index()].active.is_empty()
    }

    /// The condition of a host's cores.
    pub(in crate::call) fn of_host(&self, station: StationId) -> Condition {
        let mut condition = Condition::Up;
        let hits = self.standings[station.index()].iter().flat_map(|s| &s.active);
        for Hit { effect, services, .. } in hits {
            condition = match (*effect, condition) {
                (Effect::Down, _) if services.is_host() => return Condition::Down,
                (Effect::Slow(share), Condition::Slow(speed)) => {
                    Speed::new(share.min(Condition::Slow(speed).speed()))
                        .map_or(condition, Condition::Slow)
                }
                (Effect::Slow(share), _) => Speed::new(share).map_or(condition, Condition::Slow),
                _ => condition,
            };
        }
        condition
    }

    /// An outage hits some services of a host. Returns those that go down by it.
    pub(in crate::call) fn hit(
        &mut self,
        now: SimTime,
        (station, services): (StationId, Services),
        (outage, effect): (OutageId, Effect),
    ) -> Vec<Service> {
        let mut gone = Vec::new();
        let number = self.begun[outage.index()];
        for service in Service::ALL.into_iter().filter(|service| services.has(*service)) {
            let standing = &mut self.standings[station.index()][service as usize];
            let was_down = standing.is_down();
            standing.active.push(Hit { since: now, outage, effect, services });
            standing.last = Some((outage, number));
            if effect == Effect::Down && !was_down {
                (standing.down_since, standing.up_since) = (now, SimTime::MAX);
                gone.push(service);
            }
        }
        gone
    }

    /// An outage of some services of a host ends. Returns those that come back by it.
    pub(in crate::call) fn recover(
        &mut self,
        now: SimTime,
        (station, services): (StationId, Services),
        outage: OutageId,
    ) -> Vec<Service> {
        let mut back = Vec::new();
        for service in Service::ALL.into_iter().filter(|service| services.has(*service)) {
            let standing = &mut self.standings[station.index()][service as usize];
            let was_down = standing.is_down();
            standing.is_over(now, outage);
            if was_down && !standing.is_down() {
                standing.up_since = now;
                back.push(service);
            }
        }
        back
    }

    /// An outage cuts off sites and links (`begins`), or no longer does.
    pub(in crate::call) fn cut_off(
        &mut self,
        now: SimTime,
        (sites, links): (&[SiteId], &[LinkId]),
        (outage, begins): (OutageId, bool),
    ) {
        let change = |cut: &mut Cut| {
            if begins {
                cut.active.push(InTheWay { outage, since: now, until: SimTime::MAX });
            } else if let Some(at) = cut.active.iter().position(|of| of.outage == outage) {
                cut.past = Some(InTheWay { until: now, ..cut.active.remove(at) });
            }
        };
        sites.iter().for_each(|site| change(&mut self.sites[site.index()]));
        links.iter().for_each(|link| change(&mut self.links[link.index()]));
    }

    /// Certificates are renewed, or the directory or DNS is back.
    pub(in crate::call) fn renew(&mut self, now: SimTime, over: OutageId) {
        let lasting = self.expired.iter().chain(&self.directory).chain(&self.dns);
        let past = lasting.filter(|(outage, _)| *outage == over);
        let past =
            past.map(|(outage, since)| InTheWay { outage: *outage, since: *since, until: now });
        self.past.extend(past);
        self.directory.retain(|(directory, _)| *directory != over);
        self.dns.retain(|(dns, _)| *dns != over);
        self.expired.retain(|(expired, _)| *expired != over);
    }

    /// A host wants to set up a connection with another at an instant. It looks up the name, unless it still knows the
    /// address.
    pub(in crate::call) fn look_up(&mut self, net: &Network, at: SimTime, ends: Ends) {
        if self.can_lose_names && self.dns.is_empty() && self.known_until(net, ends) <= at {
            self.looked_up.insert(ends, at);
        }
    }

    /// Until when a host knows the address of another.
    pub(in crate::call) fn known_until(&self, net: &Network, ends: Ends) -> SimTime {
        self.looked_up.get(&ends).map_or(SimTime::ZERO, |at| *at + net.failover.dns_ttl)
    }

    /// Whether a host does not find another, because DNS is down: since when.
    pub(in crate::call) fn not_found(&self, net: &Network, ends: Ends) -> Option<InTheWay> {
        let (outage, since) = *self.dns.last()?;
        let known = self.known_until(net, ends);
        let lost = ends.0 != ends.1 && known <= self.now;
        lost.then_some(InTheWay { outage, since: since.max(known), until: SimTime::MAX })
    }

    /// Whether a hub leaves out an Exchange server that did not answer it.
    pub(in crate::call) fn leaves_out(
        &self,
        net: &Network,
        now: SimTime,
        (hub, server): (HubId, ExchangeServerId),
    ) -> bool {
        now < self.left_out[hub.index() * net.exchange.len() + server.index()]
    }

    /// Has a hub leave out an Exchange server until an instant.
    pub(in crate::call) fn leave_out(
        &mut self,
        net: &Network,
        until: SimTime,
        (hub, server): (HubId, ExchangeServerId),
    ) {
        self.left_out[hub.index() * net.exchange.len() + server.index()] = until;
    }

    /// Whether a connection was lost, and is set up again now.
    pub(in crate::call) fn reconnects(&mut self, connection: ConnectionId) -> bool {
        std::mem::take(&mut self.lost_connections[connection.index()])
    }

    /// A connection was lost.
    pub(in crate::call) fn lose_connection(&mut self, connection: ConnectionId) {
        self.lost_connections[connection.index()] = true;
    }

    /// Remembers an event that the work of the current one has caused.
    pub(in crate::call) fn emitted(&mut self, now: SimTime, event: Event) {
        let Some(Serving { station, service, done }) = self.serving else { return };
        if event.at < done || done <= now {
            return;
        }
        if self.emissions.len() >= self.purge_at {
            self.emissions.retain(|emission| emission.done >= now);
            self.purge_at = FEW.max(2 * self.emissions.len());
        }
        self.emissions.push(Emission { station, service, done, event });
    }

    /// Takes out what a host has caused and not done yet; of the services in `of` only.
    pub(in crate::call) fn take_emissions(
        &mut self,
        now: SimTime,
        station: StationId,
        of: impl Fn(Option<Service>) -> bool,
    ) -> Vec<Emission> {
        let mut taken = Vec::new();
        self.emissions.retain(|emission| {
            let is_taken =
                emission.station == station && emission.done >= now && of(emission.service);
            if is_taken {
                taken.push(*emission);
            }
            !is_taken
        });
        taken
    }

    /// Puts back what was taken out, as it is now.
    pub(in crate::call) fn put_back(&mut self, emission: Emission) {
        self.emissions.push(emission);
    }
}
