//! What runs: the deployment compiled into dense tables, indexed by small numbers. Names stay
//! behind, in [`Names`], for whoever reports; no table here is looked up by name.

mod access;
mod compile;
mod groups;
mod names;
mod variates;

pub use access::{Access, GroupAccess, UserFlag};
pub use compile::compile;
pub use names::Names;

use crate::base::{Id, SimTime, Span};
use crate::deployment::{Balance, Class, LegacyNotifications, Version};
pub use crate::deployment::{Cause, SecurityCheckedAt, TlsProblem};
pub use crate::deployment::{FaxMethod, FaxOnReject, GatewayKind, GivesUpFrom, OlderServer};
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
    /// Ways straight to Exchange, of gateways and of fax lines.
    pub ways: Vec<ExchangeWay>,
    /// Fax partner servers.
    pub fax_partners: Vec<FaxPartner>,
    /// What each UM dial plan means for each product of pool.
    pub plans: Vec<DialPlan>,
    /// Whoever can be called: user groups in the order of the file, then auto attendants, access
    /// numbers and fax lines.
    pub groups: Vec<Group>,
    /// Traffic sources.
    pub sources: Vec<Source>,
    /// Number of connection slots; see the `…_connection` methods.
    pub connections: usize,
    /// What a new connection costs.
    pub connection_setup: ConnectionSetup,
    /// From submission to the mailbox.
    pub notification_delivery: Variate,
    /// From submission to the mailbox.
    pub message_delivery: Variate,
    /// Voice-mail preview.
    pub preview: Preview,
    /// Where connections and calls fail because the deployment is wrong.
    pub access: Access,
    /// Who refuses a call whose encryption does not fit.
    pub security_checked_at: SecurityCheckedAt,
    /// Share of outgoing calls of Exchange that work by a wrong one of several UM IP gateways.
    pub far_outgoing_works: f64,
}

/// Voice-mail preview.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Processor time per time of audio.
    pub cpu_per_audio: f64,
    /// Exchange 2010 attempts none of longer messages.
    pub longest: Span,
    /// Skipped if it would be ready later than this.
    pub at_most: Span,
}

/// `table[role][kind]`.
pub type WorkTable = [[Work; MessageKind::ALL.len()]; Role::ALL.len()];
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
    /// Messages and notifications that a UM server has not yet submitted.
    Pipeline,
    /// Faxes that a partner server takes at once.
    FaxSlots,
    /// Machines of a fax line.
    FaxMachines,
}

/// Units of a resource without a limit.
pub const UNLIMITED: u32 = u32::MAX;

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
    /// Range of [`Network::hops`]; empty where it is connected to Exchange.
    pub hops: std::ops::Range<u32>,
    /// Its way to Exchange, an index of [`Network::ways`].
    pub way: Option<u32>,
    /// How a hop or an Exchange server is chosen.
    pub balance: Balance,
    /// What it is.
    pub kind: GatewayKind,
    /// How it tells of a fax.
    pub fax_method: FaxMethod,
    /// What it does with a fax that was refused.
    pub fax_on_reject: FaxOnReject,
    /// From the answer until a fax tone is detected.
    pub cng_detect: Variate,
}

/// A way straight to Exchange.
#[derive(Clone, Debug)]
pub struct ExchangeWay {
    /// First targets, Exchange server indices, at least one.
    pub entries: Vec<u32>,
    /// A load balancer in front of them: its site and what it adds to a message.
    pub balancer: Option<(u32, Variate)>,
}

/// A fax partner server.
#[derive(Clone, Debug)]
pub struct FaxPartner {
    /// Its host.
    pub station: StationId,
    /// Faxes at once.
    pub slots: ResourceId,
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
    /// Whether the gateway takes REFER.
    pub refer: bool,
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
    /// What it has not yet submitted.
    pub pipeline: ResourceId,
    /// The cores for voice-mail preview, where its version has it.
    pub preview: Option<StationId>,
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
    /// UM services of the newest version, where callers without a mailbox may be served.
    pub um_servers: Vec<u32>,
    /// Whether SIP from a gateway runs over TLS.
    pub tls: bool,
    /// Whether a refusal after the redirect is tried at the next entry.
    pub retry_after_redirect: bool,
    /// What legacy mailboxes get.
    pub legacy_notifications: LegacyNotifications,
    /// Whether path A reaches legacy mailboxes where the plan has only legacy servers.
    pub legacy_only_plan_notifies: bool,
    /// What an older server does with a call for a newer mailbox.
    pub older_server: OlderServer,
    /// Longest UM call.
    pub max_call_duration: Span,
    /// Longest recording.
    pub max_recording: Span,
    /// Wrong log-ons until a caller is disconnected.
    pub logon_failures: u32,
}

/// Whoever can be called: a group of users, or a contact that stands for something else.
#[derive(Clone, Debug)]
pub struct Group {
    /// Stable hash of its name: the salt of its users' attributes.
    pub salt: u64,
    /// Who answers.
    pub callee: Callee,
    /// Users, or numbers of a fax line.
    pub count: u32,
    /// Site of the endpoints.
    pub site: u32,
    /// Their pool's Front Ends, a range of [`Network::front_ends`]; empty without Lync.
    pub front_ends: std::ops::Range<u32>,
    /// Whether their pool filters UM servers by version.
    pub version_filter: bool,
    /// Why calls to it fail because the deployment is wrong.
    pub access: GroupAccess,
    /// A fax line's own way to Exchange, an index of [`Network::ways`].
    pub way: Option<u32>,
    /// Their plan, index.
    pub plan: Option<u32>,
    /// (users below this rank, servers that share them evenly); empty without voice mail.
    pub mailboxes: Vec<(u32, Vec<u32>)>,
    /// Whether policy and mailbox allow notifications.
    pub notifications: bool,
    /// Where their faxes are referred to, if every gate is open (plan, policy, partner, mailbox).
    pub fax_partner: Option<u32>,
    /// Whether the policy allows voice-mail preview.
    pub preview: bool,
    /// Endpoints that every user has, and how many users have one more.
    pub endpoints: (u8, u32),
    /// Whether there are endpoints at all.
    pub has_endpoints: bool,
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
    /// A recording shorter than this is a missed call.
    pub minimum_message: Span,
}

/// Whether a pool's encryption fits a plan's security.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecurityFit {
    /// It does.
    #[default]
    Fits,
    /// No UM call is answered.
    Fails,
    /// No UM call of a user with a Lync Phone Edition is answered.
    FailsPhoneEdition,
}

/// Who answers the calls to a [`Group`].
#[derive(Clone, Debug)]
pub enum Callee {
    /// People, and Unified Messaging for them.
    People,
    /// An auto attendant.
    AutoAttendant {
        /// Time in the menu.
        menu: Variate,
        /// Share transferred.
        transfer: f64,
    },
    /// An Outlook Voice Access number.
    AccessNumber {
        /// Share of callers whose mailbox is known before they log on.
        resolved: f64,
        /// Time of a log-on.
        log_on: Variate,
        /// Share of log-ons that fail.
        wrong_pin: f64,
        /// Time in the mailbox.
        session: Variate,
    },
    /// Fax machines on the gateway that the call came from.
    FaxMachines {
        /// From the INVITE to the answer.
        answers_after: Variate,
        /// Machines in use.
        machines: ResourceId,
    },
}

impl Callee {
    /// Whether Unified Messaging answers at once, as a contact of its own.
    pub const fn is_contact(&self) -> bool {
        matches!(self, Callee::AutoAttendant { .. } | Callee::AccessNumber { .. })
    }
}

impl Group {
    /// Whether its calls go by way of a Lync pool.
    pub fn has_lync(&self) -> bool {
        !self.front_ends.is_empty()
    }
}

/// A traffic source.
#[derive(Clone, Debug)]
pub struct Source {
    /// Stable hash of its name: part of every key.
    pub hash: u64,
    /// Class.
    pub class: Class,
    /// Groups that its calls may reach, indices: whom they are for (from, for outbound calls and
    /// Play on Phone) first, then whom they may be transferred to or whose mailbox they hear.
    pub parties: Vec<u32>,
    /// Users of the parties after the first, summed up to each: whose mailbox a caller of an access
    /// number hears.
    pub upto: Vec<u32>,
    /// Whether a PBX in front of the gateway rings first, so that a channel is taken only when the
    /// call is diverted.
    pub rings_before_gateway: bool,
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
    /// What the calling machine does, for class fax.
    pub fax: Option<FaxCalls>,
    /// Share of Play on Phone calls that go to the telephone network.
    pub to_telephone_network: f64,
    /// Share of its callers whose name Unified Messaging finds: below 1 for callers of another dial plan
    /// where the directory lacks `msRTC-SIPLine`.
    pub named: f64,
}

/// How a calling fax machine behaves.
#[derive(Clone, Debug)]
pub struct FaxCalls {
    /// How long it sends its tone.
    pub gives_up: Variate,
    /// From when that counts.
    pub gives_up_from: GivesUpFrom,
    /// From a person's answer to the person's hang-up.
    pub person_hangs_up: Variate,
    /// Time of a delivered fax.
    pub transmission: Variate,
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

    /// Whoever talks to Exchange, as one number: Front Ends first, then gateways.
    #[inline]
    pub fn gateway_hub(&self, gateway: u32) -> u32 {
        self.front_ends.len() as u32 + gateway
    }

    /// Hubs there are.
    #[inline]
    pub fn hubs(&self) -> usize {
        self.front_ends.len() + self.gateways.len()
    }

    /// The connection from a hub to one port of an Exchange server (0 Call Router, 1 UM service,
    /// 2 worker process).
    #[inline]
    pub fn um_connection(&self, hub: u32, exchange: u32, port: usize) -> usize {
        self.pool_connection(self.mediation_servers.len() as u32, 0)
            + (hub as usize * self.exchange.len() + exchange as usize) * UM_PORTS
            + port
    }

    /// The connection from a worker process to a hub, for calls that Exchange makes.
    #[inline]
    pub fn outgoing_connection(&self, hub: u32, exchange: u32) -> usize {
        self.um_connection(self.hubs() as u32, 0, 0)
            + hub as usize * self.exchange.len()
            + exchange as usize
    }

    /// The connection from a gateway to a fax partner; one past the last table for as many
    /// gateways as there are.
    #[inline]
    pub fn partner_connection(&self, gateway: u32, partner: u32) -> usize {
        self.outgoing_connection(self.hubs() as u32, 0)
            + gateway as usize * self.fax_partners.len()
            + partner as usize
    }

    /// The work of a message of `kind` for `role` on `station`.
    #[inline]
    pub fn work(&self, station: StationId, role: Role, kind: MessageKind) -> &Work {
        &self.work[self.stations[station.index()].work as usize][role as usize][kind as usize]
    }
}
