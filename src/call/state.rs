//! What is remembered of a live call.

use super::outcome::Outcome;
use crate::base::{SimTime, Span};
use crate::kernel::{Chain, Key, Order};

/// Marks a field that holds no index.
pub(super) const NONE: u32 = u32::MAX;

/// Where a message comes from or goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) site: u32,
    /// `NONE` for endpoints, which are never the same host.
    pub(super) station: u32,
}

impl Place {
    /// A place not yet known.
    const NOWHERE: Place = Place { site: 0, station: NONE };
}

/// How far an attempt has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// On its way to the Front End.
    Setup,
    /// Endpoints ring.
    Ringing,
    /// Diverted, not yet answered by Unified Messaging.
    Routing,
    /// Voice mail has answered.
    VoiceMail,
    /// A person has answered.
    Talking,
    /// Over; the last messages may still be on their way.
    Over,
    /// Refused; the caller will try again.
    Waiting,
}

impl Phase {
    /// Whether the attempt is over, whatever follows.
    pub const fn is_over(self) -> bool {
        matches!(self, Phase::Over | Phase::Waiting)
    }
}

/// Why a call was diverted to voice mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Reason {
    /// Nobody answered in time.
    NoAnswer,
    /// The user's endpoints were busy.
    Busy,
    /// Do-not-disturb.
    DoNotDisturb,
    /// No endpoint was registered; or the number has none, as a fax line's.
    NoEndpoint,
    /// Not diverted: the number is Unified Messaging's own.
    Direct,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Reason; 5] =
        [Reason::NoAnswer, Reason::Busy, Reason::DoNotDisturb, Reason::NoEndpoint, Reason::Direct];

    /// The name used in scopes.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::NoAnswer => "no-answer",
            Reason::Busy => "busy",
            Reason::DoNotDisturb => "do-not-disturb",
            Reason::NoEndpoint => "no-endpoint",
            Reason::Direct => "direct",
        }
    }
}

/// Which of the two ways a missed call becomes a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Path {
    /// Before Unified Messaging connected: the Front End tells Exchange.
    A,
    /// In the greeting or at the tone: the worker process itself.
    B,
}

impl Path {
    /// Both paths.
    pub const ALL: [Path; 2] = [Path::A, Path::B];

    /// The name used in scopes.
    pub const fn name(self) -> &'static str {
        match self {
            Path::A => "A",
            Path::B => "B",
        }
    }
}

/// Stations on the way to voice mail, by which routing latency is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum RoutingHop {
    /// The choice of the UM server on the Front End.
    ExumRouting,
    /// To the Call Router and back, with the Front End's handling of the redirect.
    CallRouter,
    /// To the UM service and back, with the Front End's handling of the redirect.
    UmService,
    /// To the worker process and its 200 back.
    WorkerProcess,
}

impl RoutingHop {
    /// All hops.
    pub const ALL: [RoutingHop; 4] = [
        RoutingHop::ExumRouting,
        RoutingHop::CallRouter,
        RoutingHop::UmService,
        RoutingHop::WorkerProcess,
    ];

    /// The name used in scopes.
    pub const fn name(self) -> &'static str {
        match self {
            RoutingHop::ExumRouting => "exum_routing",
            RoutingHop::CallRouter => "call_router",
            RoutingHop::UmService => "um_service",
            RoutingHop::WorkerProcess => "worker_process",
        }
    }
}

/// What the time of a hop was spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Part {
    /// On the wire.
    Network,
    /// Waiting for a core.
    Queue,
    /// Holding a core.
    Service,
    /// Waiting for a directory, database or store.
    Wait,
    /// Waiting for a connection to be set up.
    Connection,
}

impl Part {
    /// All parts.
    pub const ALL: [Part; 5] =
        [Part::Network, Part::Queue, Part::Service, Part::Wait, Part::Connection];

    /// The name used in scopes.
    pub const fn name(self) -> &'static str {
        match self {
            Part::Network => "network",
            Part::Queue => "queue",
            Part::Service => "service",
            Part::Wait => "wait",
            Part::Connection => "connection",
        }
    }
}

/// The way of one diverted call so far: its parts sum exactly to the time since the divert.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoutingTrace {
    /// When the Front End decided to divert.
    pub since: SimTime,
    /// Time by hop and part.
    pub parts: [[Span; Part::ALL.len()]; RoutingHop::ALL.len()],
    /// Redirects followed.
    pub redirects: u32,
    /// INVITEs sent towards Exchange.
    pub invites: u32,
}

impl RoutingTrace {
    /// The sum of all parts.
    pub fn total(&self) -> Span {
        self.parts.iter().flatten().fold(Span::ZERO, |sum, part| sum + *part)
    }
}

/// A call that is not over. Its fields stand by how often they are asked for, a cache line to each group: with many calls in
/// progress, lines are what costs.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Call {
    // What nearly every event of a call asks for.
    /// Key of this leg of this attempt; every draw descends from it.
    pub(super) key: Key,
    /// Folded happenings.
    pub(super) chain: Chain,
    /// Its events' order among those of an instant.
    pub(super) order: Order,
    /// When the caller gives up.
    pub(super) deadline: SimTime,
    /// Traffic source.
    pub source: u32,
    /// Events outstanding.
    pub(super) pending: u32,
    pub(super) step: u16,
    pub(super) generation: u16,
    /// How far it has come.
    pub phase: Phase,
    /// Leg of the attempt, from 0; a transfer begins another.
    pub(super) leg: u8,
    /// Attempt, from 1.
    pub attempt: u8,
    /// The retry's time has come while the last messages of the attempt were on their way.
    pub(super) retry_due: bool,
    /// Gateway, an index; [`NONE`] where there is none, as with all that follow.
    pub(super) gateway: u32,
    /// Front End.
    pub(super) front_end: u32,

    // Where its messages go, and how far it has come.
    /// Where the caller's side is (gateway or client).
    pub(super) caller: Place,
    /// The Mediation Server (the caller's side where there is none).
    pub(super) middle: Place,
    /// Whoever routes the call (Front End, or without Lync the gateway).
    pub(super) hub: Place,
    /// User in the group.
    pub(super) user: u32,
    /// Hop, of all gateways' hops.
    pub(super) hop: u32,
    /// UM server.
    pub(super) server: u32,
    /// Trace of its way to voice mail.
    pub(super) trace: u32,
    /// The mailbox's server.
    pub(super) mailbox: u32,
    /// Links that carry media, plus one; 0 without.
    pub(super) links: [u16; 2],
    /// Which of its source's parties the leg is for.
    pub(super) party: u16,
    pub(super) endpoints: u8,
    /// Whether it counts.
    pub measured: bool,
    pub(super) bypass: bool,
    pub(super) has_channel: bool,
    pub(super) has_um: bool,
    pub(super) has_worker: bool,
    /// Whether it holds a fax partner's or a fax machine's line.
    pub(super) has_fax_line: bool,
    pub(super) in_pipeline: bool,
    pub(super) abandon_set: bool,
    pub(super) forked: bool,
    pub(super) at_front_end: bool,
    pub(super) rang: bool,
    pub(super) responded: bool,
    pub(super) by_voice_mail: bool,

    // Instants, asked for a few times.
    /// Number in its source.
    pub number: u64,
    /// Start of the first attempt.
    pub arrived: SimTime,
    /// When the gateway sent its first INVITE.
    pub(super) invited: SimTime,
    /// When a person answered; for a fax, when the gateway learnt of the answer.
    pub(super) answered: SimTime,
    /// When the answer's 200 reached the caller's side; `MAX` until then.
    pub(super) established: SimTime,
    /// When the greeting ends.
    pub(super) greeting_ends: SimTime,
    /// When either side hung up or gave up.
    pub(super) hung_up: SimTime,
    /// Since when each resource is held.
    pub(super) channel_since: SimTime,

    // What is seldom asked for.
    /// Since when it is held at the Mediation Server.
    pub(super) mediation_since: SimTime,
    /// By Unified Messaging.
    pub(super) um_since: SimTime,
    /// By the worker process.
    pub(super) worker_since: SimTime,
    /// Since when a fax partner or machine is held, and later the pipeline.
    pub(super) held_since: SimTime,
    /// Hops of the gateway already tried.
    pub(super) tried: u64,
    /// The UM server that it was transferred from.
    pub(super) left_server: u32,
    /// The mailbox's server by which the call is counted: the first leg's.
    pub(super) counted_mailbox: u32,
    /// First entry of the dial plan used.
    pub(super) first_entry: u32,
    pub(super) mediation_units: u8,
    pub(super) busy_answers: u8,
    pub(super) wrong_log_ons: u8,
    pub(super) leaves_message: bool,
    /// Whether the attempt was on its way to Unified Messaging.
    pub(super) um_offered: bool,
    /// Whether the gateway's re-INVITE for a fax was refused.
    pub(super) fax_refused: bool,
    /// Whether no UM server could be found for it, and the failure is on its way to the caller.
    pub(super) routing_failed: bool,
    /// Why it was diverted.
    pub reason: Reason,
    /// How the attempt ended, once known.
    pub outcome: Outcome,
}

const _: () = assert!(std::mem::size_of::<Call>() == 256);

impl Call {
    /// A call that arrives now.
    pub(super) fn new(
        source: u32,
        number: u64,
        now: SimTime,
        chain: Chain,
        measured: bool,
    ) -> Self {
        Call {
            key: Key::default(),
            chain,
            number,
            arrived: now,
            deadline: SimTime::MAX,
            invited: now,
            answered: now,
            established: SimTime::MAX,
            greeting_ends: now,
            hung_up: now,
            channel_since: now,
            mediation_since: now,
            um_since: now,
            worker_since: now,
            held_since: now,
            tried: 0,
            order: Order::new(source, number, 0),
            source,
            user: 0,
            gateway: NONE,
            hop: NONE,
            front_end: NONE,
            mailbox: NONE,
            server: NONE,
            left_server: NONE,
            trace: NONE,
            caller: Place::NOWHERE,
            middle: Place::NOWHERE,
            hub: Place::NOWHERE,
            counted_mailbox: NONE,
            first_entry: 0,
            pending: 0,
            links: [0; 2],
            step: 0,
            generation: 0,
            party: 0,
            attempt: 0,
            leg: 0,
            mediation_units: 0,
            endpoints: 0,
            busy_answers: 0,
            wrong_log_ons: 0,
            measured,
            bypass: false,
            has_channel: false,
            has_um: false,
            has_worker: false,
            has_fax_line: false,
            in_pipeline: false,
            abandon_set: false,
            forked: false,
            at_front_end: false,
            rang: false,
            retry_due: false,
            responded: false,
            by_voice_mail: false,
            leaves_message: false,
            um_offered: false,
            fax_refused: false,
            routing_failed: false,
            phase: Phase::Setup,
            reason: Reason::NoAnswer,
            outcome: Outcome::InFlight,
        }
    }

    /// The server that holds the mailbox of this leg's user, an index of the network's Exchange
    /// servers.
    #[inline]
    pub fn mailbox(&self) -> Option<usize> {
        (self.mailbox != NONE).then_some(self.mailbox as usize)
    }

    /// The mailbox's server by which the call and its outcome are counted: that of the first leg.
    #[inline]
    pub fn counted_mailbox(&self) -> Option<usize> {
        (self.counted_mailbox != NONE).then_some(self.counted_mailbox as usize)
    }

    /// Which of its source's parties the present leg is for.
    #[inline]
    pub fn party(&self) -> usize {
        usize::from(self.party)
    }

    /// The user in that party's group.
    #[inline]
    pub fn user(&self) -> u32 {
        self.user
    }
}
