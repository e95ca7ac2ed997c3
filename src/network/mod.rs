//! What runs: the deployment compiled into dense tables, indexed by small numbers. Names stay
//! behind, in [`Names`], for whoever reports; no table here is looked up by name.

mod compile;
mod names;
mod variates;

pub use compile::compile;
pub use names::Names;

use crate::base::{Id, SimTime};
use crate::deployment::{Balance, Class, LegacyNotifications, Version};
pub use crate::deployment::{MessageKind, Role};
use crate::kernel::{RateCurve, Variate};

/// Everything a replication needs to know of the system.
#[derive(Clone, Debug)]
pub struct Network {
    /// Hosts: cores and the row of their work. Gateways, Mediation Servers, Front Ends, Exchange.
    pub stations: Vec<Station>,
    /// Finite things that calls hold: channels, call slots.
    pub resources: Vec<Resource>,
    /// Work by row: `work[row][role as usize][kind as usize]`; row 0 is the common one.
    pub work: Vec<WorkTable>,
    /// Sites.
    pub sites: usize,
    /// One-way delay, `delays[from * sites + to]`.
    pub delays: Vec<Variate>,
    /// The link between two sites, `site_links[from * sites + to]`; `None` inside a site and
    /// where the default line is used.
    pub site_links: Vec<Option<LinkId>>,
    /// Links that carry media.
    pub links: usize,
    /// Gateways.
    pub gateways: Vec<Gateway>,
    /// Trunks, each a range of [`Gateway::hops`].
    pub hops: Vec<Hop>,
    /// Mediation Servers.
    pub mediation_servers: Vec<MediationServer>,
    /// Front Ends, those of one pool beside each other.
    pub front_ends: Vec<FrontEnd>,
    /// Exchange servers.
    pub exchange: Vec<ExchangeServer>,
    /// What each UM dial plan means for each product of pool.
    pub plans: Vec<DialPlan>,
    /// User groups.
    pub groups: Vec<Group>,
    /// Traffic sources.
    pub sources: Vec<Source>,
    /// Number of connection slots; see the `…_connection` methods.
    pub connections: usize,
    /// What a new connection costs.
    pub connection_setup: ConnectionSetup,
    /// From hand-over to the mailbox.
    pub notification_delivery: Variate,
}

/// `table[role][kind]`.
pub type WorkTable = Vec<[Work; MessageKind::ALL.len()]>;
/// Which [`Station`].
pub type StationId = Id<Station>;
/// Which [`Resource`].
pub type ResourceId = Id<Resource>;
/// Marks link identities.
#[derive(Debug)]
pub struct Link;
/// Which link.
pub type LinkId = Id<Link>;

/// A host.
#[derive(Clone, Debug)]
pub struct Station {
    /// Cores.
    pub cores: u32,
    /// Row of [`Network::work`].
    pub work: u32,
    /// Its site.
    pub site: u32,
}

/// Something finite.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Units there are.
    pub units: u32,
    /// Units that one call usually takes; reports divide by it.
    pub units_per_call: u32,
    /// What it is.
    pub kind: ResourceKind,
}

/// Kinds of finite things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceKind {
    /// Bearer channels of a gateway.
    Channels,
    /// Call slots of a Mediation Server.
    MediationSlots,
    /// Concurrent calls of a UM server.
    UmSlots,
    /// Calls that a server's worker processes take.
    WorkerSlots,
}

/// Units a non-bypass call takes at a Mediation Server; a bypass call takes one [ASSUME 5 %].
pub const MEDIATION_UNITS: u32 = 20;

/// What one message costs.
#[derive(Clone, Debug)]
pub struct Work {
    /// Holds a core.
    pub service: Variate,
    /// Delays the message afterwards.
    pub wait: Variate,
}

/// A gateway.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// Its host.
    pub station: StationId,
    /// Its channels.
    pub channels: ResourceId,
    /// Range of [`Network::hops`].
    pub hops: std::ops::Range<u32>,
    /// How a hop is chosen.
    pub balance: Balance,
}

/// A trunk.
#[derive(Clone, Debug)]
pub struct Hop {
    /// The Mediation Server, index.
    pub mediation_server: u32,
    /// Whether SIP runs over TLS.
    pub tls: bool,
    /// Share of users whose calls bypass.
    pub bypass: f64,
}

/// A Mediation Server.
#[derive(Clone, Debug)]
pub struct MediationServer {
    /// Its host, its own or a Front End's.
    pub station: StationId,
    /// Its call slots, in units.
    pub slots: ResourceId,
}

/// A Front End.
#[derive(Clone, Debug)]
pub struct FrontEnd {
    /// Its host.
    pub station: StationId,
}

/// An Exchange server.
#[derive(Clone, Debug)]
pub struct ExchangeServer {
    /// Its host.
    pub station: StationId,
    /// Concurrent UM calls.
    pub um_slots: ResourceId,
    /// Calls of its worker processes, if they have a limit of their own.
    pub worker_slots: Option<ResourceId>,
    /// Its version.
    pub version: Version,
    /// Whether the UM service runs here.
    pub um_service: bool,
}

/// Where ExumRouting sends calls of a plan.
#[derive(Clone, Debug)]
pub struct DialPlan {
    /// First targets, highest version only: Call Routers, or legacy UM servers where there is
    /// nothing newer. Exchange server indices.
    pub entries: Vec<u32>,
    /// First targets without a version filter (OCS 2007 R2).
    pub unfiltered_entries: Vec<u32>,
    /// UM servers older than 2013, where a Call Router hands legacy users on to.
    pub legacy_um: Vec<u32>,
    /// Whether a refusal after the redirect is tried at the next entry.
    pub retry_after_redirect: bool,
    /// What legacy mailboxes get.
    pub legacy_notifications: LegacyNotifications,
}

/// A group of users.
#[derive(Clone, Debug)]
pub struct Group {
    /// Stable hash of its name: the salt of its users' attributes.
    pub salt: u64,
    /// Users.
    pub count: u32,
    /// Site of the endpoints.
    pub site: u32,
    /// Their pool's Front Ends, a range of [`Network::front_ends`].
    pub front_ends: std::ops::Range<u32>,
    /// Whether their pool filters UM servers by version.
    pub version_filter: bool,
    /// Their plan, index.
    pub plan: Option<u32>,
    /// (users below this rank, servers that share them evenly); empty without voice mail.
    pub mailboxes: Vec<(u32, Vec<u32>)>,
    /// Whether the policy allows notifications.
    pub notifications: bool,
    /// Mean endpoints.
    pub endpoints: f64,
    /// Share registered.
    pub registered: f64,
    /// Share busy.
    pub busy: f64,
    /// Share on do-not-disturb.
    pub do_not_disturb: f64,
    /// Until the divert.
    pub ring: Variate,
    /// Share answered.
    pub answer_share: f64,
    /// Until the answer.
    pub answer_after: Variate,
    /// Greeting.
    pub greeting: Variate,
    /// Share leaving in it.
    pub hangs_up_in_greeting: f64,
    /// Share of the others leaving a message.
    pub leaves_message: f64,
    /// Message.
    pub message: Variate,
}

/// A traffic source.
#[derive(Clone, Debug)]
pub struct Source {
    /// Stable hash of its name: part of every key.
    pub hash: u64,
    /// Class.
    pub class: Class,
    /// Group, index.
    pub group: u32,
    /// Gateways, indices.
    pub gateways: Vec<u32>,
    /// How one is chosen.
    pub choose: Choose,
    /// When.
    pub arrivals: Arrivals,
    /// Conversation.
    pub talk: Variate,
    /// Until giving up.
    pub patience: Option<Variate>,
    /// Trying again.
    pub retry: Option<Retry>,
}

/// How a gateway is chosen.
#[derive(Clone, Debug)]
pub enum Choose {
    /// In order, overflowing.
    InOrder,
    /// In turn, overflowing.
    RoundRobin,
    /// Cumulative shares, no overflow.
    Shares(Vec<f64>),
}

/// When calls arrive.
#[derive(Clone, Debug)]
pub enum Arrivals {
    /// Poisson.
    Poisson(RateCurve),
    /// Recorded.
    Recorded(Vec<SimTime>),
}

/// Trying again.
#[derive(Clone, Debug)]
pub struct Retry {
    /// Share.
    pub share: f64,
    /// Delay.
    pub after: Variate,
    /// Most further attempts.
    pub at_most: u32,
}

/// What a new connection costs.
#[derive(Clone, Debug)]
pub struct ConnectionSetup {
    /// Round trips over TCP.
    pub tcp_round_trips: u32,
    /// Round trips over TLS, those of TCP included.
    pub tls_round_trips: u32,
    /// Time of the handshake's computations.
    pub tls_handshake: Variate,
}

/// Ports of an Exchange server that a Front End connects to.
pub const UM_PORTS: usize = 3;

impl Network {
    /// The connection of a trunk: first in the table.
    #[inline]
    pub fn trunk_connection(&self, hop: u32) -> usize {
        hop as usize
    }

    /// The connection between a Mediation Server and a Front End, used both ways.
    #[inline]
    pub fn pool_connection(&self, mediation_server: u32, front_end: u32) -> usize {
        self.hops.len() + mediation_server as usize * self.front_ends.len() + front_end as usize
    }

    /// The connection between a Front End and one port of an Exchange server (0 Call Router,
    /// 1 UM service, 2 worker process).
    #[inline]
    pub fn um_connection(&self, front_end: u32, exchange: u32, port: usize) -> usize {
        self.hops.len()
            + self.mediation_servers.len() * self.front_ends.len()
            + (front_end as usize * self.exchange.len() + exchange as usize) * UM_PORTS
            + port
    }

    /// The work of a message of `kind` for `role` on `station`.
    #[inline]
    pub fn work(&self, station: StationId, role: Role, kind: MessageKind) -> &Work {
        &self.work[self.stations[station.index()].work as usize][role as usize][kind as usize]
    }
}
