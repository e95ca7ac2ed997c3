//! The network itself: all tables, and what is found by looking into several of them.

use super::access::Access;
use super::connections::{Connection, ConnectionId, ConnectionSetup, Hub, HubId, LinkId, Port};
use super::gateways::{DirectRoute, Gateway, GatewayId, Trunk, TrunkId};
use super::groups::Group;
use super::hosts::{
    ExchangeServer, ExchangeServerId, FaxPartner, FaxPartnerId, FrontEnd, FrontEndId,
    MediationServer, MediationServerId, Resource, Station, StationId, Work, WorkTable,
};
use super::outages::{Outage, Service};
use super::plans::DialPlan;
use super::sources::Source;
use crate::base::{Id, Span};
use crate::deployment::{
    FailoverTimes, MessageKind, OverloadTimes, Role, SecurityCheckedAt, SiteId,
};
use crate::kernel::Variate;
use std::collections::BTreeMap;

/// Everything a replication needs to know of the system.
#[derive(Clone, Debug)]
pub struct Network {
    /// Hosts: gateways, Mediation Servers, Front Ends, Exchange servers, fax partners.
    pub stations: Vec<Station>,
    /// Finite things that calls hold: channels, call slots.
    pub resources: Vec<Resource>,
    /// What messages cost; row 0 is that of most hosts.
    pub work: Vec<WorkTable>,
    /// Number of sites.
    pub sites: usize,
    /// One-way delay, `delays[from * sites + to]`; empty if there are more sites than [`Network::MATRIX_SITES`].
    pub(super) delays: Vec<Variate>,
    /// The link between two sites, `site_links[from * sites + to]`; `None` inside a site and
    /// where the default line is used. Empty as `delays` is.
    pub(super) site_links: Vec<Option<LinkId>>,
    /// The same of many sites.
    pub(super) many_sites: ManySites,
    /// Number of links that carry media.
    pub links: usize,
    /// Gateways.
    pub gateways: Vec<Gateway>,
    /// Trunks, those of one gateway beside each other.
    pub trunks: Vec<Trunk>,
    /// Mediation Servers.
    pub mediation_servers: Vec<MediationServer>,
    /// Front Ends, those of one pool beside each other.
    pub front_ends: Vec<FrontEnd>,
    /// Exchange servers.
    pub exchange: Vec<ExchangeServer>,
    /// Direct routes to Exchange, of gateways and of fax lines.
    pub direct_routes: Vec<DirectRoute>,
    /// Fax partner servers.
    pub fax_partners: Vec<FaxPartner>,
    /// UM dial plans.
    pub plans: Vec<DialPlan>,
    /// Everyone who can be called: user groups in the order of the file, then auto attendants,
    /// access numbers and fax lines.
    pub groups: Vec<Group>,
    /// Traffic sources.
    pub sources: Vec<Source>,
    /// What a new connection costs.
    pub connection_setup: ConnectionSetup,
    /// From submission to the mailbox.
    pub notification_delivery: Variate,
    /// From submission to the mailbox.
    pub message_delivery: Variate,
    /// Voice-mail preview.
    pub preview: Preview,
    /// Time of the measure `service_level`.
    pub service_level_within: Span,
    /// Length of the bins over which targets are judged after an outage, above 0.
    pub bin: Span,
    /// What fails, and when.
    pub outages: Vec<Outage>,
    /// How peers react.
    pub failover: FailoverTimes,
    /// Timers of SIP and TCP, and the limits of Front Ends.
    pub overload: OverloadTimes,
    /// Share of the signalling messages that each link loses.
    pub link_loss: Vec<f64>,
    /// Whether messages can be lost, sent again or held back. All of that is looked at only then.
    pub overload_matters: bool,
    /// Until a user's clients are registered with another Front End.
    pub re_register: Variate,
    /// Where connections and calls fail because the deployment is wrong.
    pub access: Access,
    /// Who refuses a call whose encryption does not fit.
    pub security_checked_at: SecurityCheckedAt,
    /// Share of outgoing calls of Exchange that succeed by a wrong one of several UM IP gateways.
    pub far_outgoing_works: f64,
}

/// Voice-mail preview.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Processor time per time of audio.
    pub cpu_per_audio: f64,
    /// Exchange 2010 makes no preview of a longer message.
    pub longest: Span,
    /// A preview is skipped if it would be ready later than this.
    pub at_most: Span,
}

/// Delays and links between so many sites that a table of all pairs would be too large.
#[derive(Clone, Debug, Default)]
pub(super) struct ManySites {
    /// Delay inside each site.
    pub(super) inside: Vec<Variate>,
    /// Delay between sites without a link; one, or none if there is no need of it.
    pub(super) without_link: Vec<Variate>,
    /// The links, by their sites in either order.
    pub(super) links: BTreeMap<(SiteId, SiteId), (LinkId, Variate)>,
}

impl ManySites {
    #[cold]
    fn delay(&self, from: SiteId, to: SiteId) -> &Variate {
        match self.link(from, to) {
            Some((_, delay)) => delay,
            None if from == to => &self.inside[from.index()],
            None => &self.without_link[0],
        }
    }

    #[cold]
    fn link(&self, from: SiteId, to: SiteId) -> Option<(LinkId, &Variate)> {
        self.links.get(&(from, to)).map(|(link, delay)| (*link, delay))
    }
}

impl Network {
    /// Most sites for which delays are a table of all pairs. Such a table takes about 3 MB; of 10,000 sites it would take
    /// 5 GB, and a search among the links costs a message only some 50 ns more.
    pub(super) const MATRIX_SITES: usize = 256;

    /// The one-way delay from a host at one site to a host at another, or at the same.
    #[inline]
    pub fn delay(&self, from: SiteId, to: SiteId) -> &Variate {
        match self.delays.get(from.index() * self.sites + to.index()) {
            Some(delay) => delay,
            None => self.many_sites.delay(from, to),
        }
    }

    /// The link between two sites, if media between them takes one.
    #[inline]
    pub fn link(&self, from: SiteId, to: SiteId) -> Option<LinkId> {
        match self.site_links.get(from.index() * self.sites + to.index()) {
            Some(link) => *link,
            None => self.many_sites.link(from, to).map(|(link, _)| link),
        }
    }

    /// The work of a message of `kind` for `role` on `station`.
    #[inline]
    pub fn work(&self, station: StationId, role: Role, kind: MessageKind) -> &Work {
        &self.work[self.stations[station].work][role as usize][kind as usize]
    }

    /// Whether a request of an Exchange server to Lync can fail, from the start or once a certificate has expired.
    pub fn is_one_way(&self) -> bool {
        self.access.is_one_way() || self.outages.iter().any(|outage| outage.expired.is_one_way())
    }

    /// The hub that a Front End is.
    #[inline]
    pub fn front_end_hub(&self, front_end: FrontEndId) -> HubId {
        front_end.counterpart::<Hub>()
    }

    /// The hub that a gateway is.
    #[inline]
    pub fn gateway_hub(&self, gateway: GatewayId) -> HubId {
        HubId::from_u32(self.front_ends.len() as u32 + gateway.as_u32())
    }

    /// Number of hubs.
    #[inline]
    pub fn hubs(&self) -> usize {
        self.front_ends.len() + self.gateways.len()
    }

    /// Number of connections. They are numbered in five blocks, one after the other: trunks, pools,
    /// hubs to Exchange, Exchange to hubs, gateways to fax partners.
    pub fn connections(&self) -> usize {
        self.first_to_partners() + self.gateways.len() * self.fax_partners.len()
    }

    /// The connection of a trunk.
    #[inline]
    pub fn trunk_connection(&self, trunk: TrunkId) -> ConnectionId {
        trunk.counterpart::<Connection>()
    }

    /// The connection between a Mediation Server and a Front End, used both ways.
    #[inline]
    pub fn pool_connection(
        &self,
        server: MediationServerId,
        front_end: FrontEndId,
    ) -> ConnectionId {
        let pair = server.index() * self.front_ends.len() + front_end.index();
        numbered(self.trunks.len() + pair)
    }

    #[inline]
    fn first_to_exchange(&self) -> usize {
        self.trunks.len() + self.mediation_servers.len() * self.front_ends.len()
    }

    /// The connection from a hub to one port of an Exchange server.
    #[inline]
    pub fn um_connection(&self, hub: HubId, server: ExchangeServerId, port: Port) -> ConnectionId {
        let pair = hub.index() * self.exchange.len() + server.index();
        numbered(self.first_to_exchange() + pair * Port::COUNT + port as usize)
    }

    #[inline]
    fn first_from_exchange(&self) -> usize {
        self.first_to_exchange() + self.hubs() * self.exchange.len() * Port::COUNT
    }

    /// The connection from a worker process to a hub, for calls that Exchange makes.
    #[inline]
    pub fn outgoing_connection(&self, hub: HubId, server: ExchangeServerId) -> ConnectionId {
        let pair = hub.index() * self.exchange.len() + server.index();
        numbered(self.first_from_exchange() + pair)
    }

    #[inline]
    fn first_to_partners(&self) -> usize {
        self.first_from_exchange() + self.hubs() * self.exchange.len()
    }

    /// Every connection, with the host and service at either end.
    pub fn each_connection(&self, mut each: impl FnMut(ConnectionId, [(StationId, Service); 2])) {
        for gateway in &self.gateways {
            for trunk in gateway.trunks.iter() {
                let server = &self.mediation_servers[self.trunks[trunk].mediation_server];
                let ends = [
                    (gateway.station, Service::Gateway),
                    (server.station, Service::MediationServer),
                ];
                each(self.trunk_connection(trunk), ends);
            }
        }
        let hubs: Vec<(HubId, StationId, Service)> = self.each_hub().collect();
        for (server, mediation) in self.mediation_servers.iter().enumerate() {
            for (front_end, host) in self.front_ends.iter().enumerate() {
                let connection = self.pool_connection(Id::new(server), Id::new(front_end));
                let ends = [
                    (mediation.station, Service::MediationServer),
                    (host.station, Service::FrontEnd),
                ];
                each(connection, ends);
            }
        }
        for (hub, station, service) in &hubs {
            for (server, host) in self.exchange.iter().enumerate() {
                let near = (*station, *service);
                let um = (host.station, Service::UnifiedMessaging);
                let router = (host.station, Service::CallRouter);
                let server = Id::new(server);
                each(self.um_connection(*hub, server, Port::CallRouter), [near, router]);
                each(self.um_connection(*hub, server, Port::UmService), [near, um]);
                each(self.um_connection(*hub, server, Port::WorkerProcess), [near, um]);
                each(self.outgoing_connection(*hub, server), [um, near]);
            }
        }
        for (gateway, host) in self.gateways.iter().enumerate() {
            for (partner, far) in self.fax_partners.iter().enumerate() {
                let connection = self.partner_connection(Id::new(gateway), Id::new(partner));
                let ends = [(host.station, Service::Gateway), (far.station, Service::FaxPartner)];
                each(connection, ends);
            }
        }
    }

    fn each_hub(&self) -> impl Iterator<Item = (HubId, StationId, Service)> + '_ {
        let front_ends = self.front_ends.iter().enumerate().map(|(i, front_end)| {
            (self.front_end_hub(Id::new(i)), front_end.station, Service::FrontEnd)
        });
        let gateways =
            self.gateways.iter().enumerate().map(|(i, gateway)| {
                (self.gateway_hub(Id::new(i)), gateway.station, Service::Gateway)
            });
        front_ends.chain(gateways)
    }

    /// The connection from a gateway to a fax partner.
    #[inline]
    pub fn partner_connection(&self, gateway: GatewayId, partner: FaxPartnerId) -> ConnectionId {
        let pair = gateway.index() * self.fax_partners.len() + partner.index();
        numbered(self.first_to_partners() + pair)
    }
}

/// Tables of connections are far below 2³² long.
#[inline]
const fn numbered(index: usize) -> ConnectionId {
    ConnectionId::from_u32(index as u32)
}
