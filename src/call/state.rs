//! What is remembered of a live call.

use super::outcome::Outcome;
use super::small::{Flag, Index, NONE, Place};
use crate::base::{SimTime, Span};
use crate::kernel::{Chain, Family, Order};

/// What [`Call::pending`] is of a call that is over and forgotten.
pub(super) const FREED: u16 = u16::MAX;

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
    pub(super) key: Family,
    /// Folded happenings.
    pub(super) chain: Chain,
    /// Its events' order among those of an instant: also its source, its number in it, and its attempt.
    pub(super) order: Order,
    /// When the caller gives up.
    pub(super) deadline: SimTime,
    /// A bit for each [`Flag`].
    flags: u32,
    /// Events outstanding.
    pub(super) pending: u16,
    pub(super) step: u16,
    pub(super) generation: u16,
    /// How far it has come.
    pub phase: Phase,
    /// Leg of the attempt, from 0; a transfer begins another.
    pub(super) leg: u8,
    /// Attempt, from 1.
    pub attempt: u8,
    pub(super) endpoints: u8,
    /// Gateway.
    pub(super) gateway: Index,
    /// Front End.
    pub(super) front_end: Index,
    /// UM server.
    pub(super) server: Index,
    /// The mailbox's server.
    pub(super) mailbox: Index,
    /// Whoever routes the call (Front End, or without Lync the gateway).
    pub(super) hub: Place,
    /// Where the caller's side is (gateway or client).
    pub(super) caller: Place,
    /// Which of its source's parties the leg is for.
    pub(super) party: u16,

    // Where its messages go, and how far it has come.
    /// The Mediation Server (the caller's side where there is none).
    pub(super) middle: Place,
    /// User in the group.
    pub(super) user: u32,
    /// Hop, of all gateways' hops; [`NONE`] where there is none, as with the trace.
    pub(super) hop: u32,
    /// Trace of its way to voice mail.
    pub(super) trace: u32,
    /// Links that carry media, plus one; 0 without.
    pub(super) links: [u16; 2],
    /// First entry of the dial plan used.
    pub(super) first_entry: u16,
    /// Why it was diverted.
    pub reason: Reason,
    /// How the attempt ended, once known.
    pub outcome: Outcome,
    /// Start of the first attempt.
    pub arrived: SimTime,
    /// When the gateway sent its first INVITE.
    pub(super) invited: SimTime,
    /// When a person answered; for a fax, when the gateway learnt of the answer.
    pub(super) answered: SimTime,
    /// When the answer's 200 reached the caller's side; `MAX` until then.
    pub(super) established: SimTime,
    /// When either side hung up or gave up.
    pub(super) hung_up: SimTime,

    // Instants, asked for a few times, and what is seldom asked for.
    /// Since when its channel is held.
    pub(super) channel_since: SimTime,
    /// Since when it is held at the Mediation Server.
    pub(super) mediation_since: SimTime,
    /// Since when by Unified Messaging, and by the worker process.
    pub(super) um_since: SimTime,
    pub(super) worker_since: SimTime,
    /// When the greeting ends.
    pub(super) greeting_ends: SimTime,
    /// Since when a fax partner or machine is held, and later the pipeline.
    pub(super) held_since: SimTime,
    /// Hops of the gateway already tried. A gateway has no more than 64.
    pub(super) tried: u64,
    /// The UM server that it was transferred from.
    pub(super) left_server: Index,
    /// The mailbox's server by which the call is counted: the first leg's.
    pub(super) counted_mailbox: Index,
    pub(super) mediation_units: u8,
    pub(super) busy_answers: u8,
    pub(super) wrong_log_ons: u8,
}

const _: () = assert!(std::mem::size_of::<Call>() == 192);

impl Call {
    /// An attempt of a call that begins now; `order` tells which.
    pub(super) fn new(order: Order, now: SimTime, chain: Chain, measured: bool) -> Self {
        Call {
            key: Family::default(),
            chain,
            order,
            deadline: SimTime::MAX,
            flags: u32::from(measured) << Flag::Measured as u32,
            pending: 0,
            step: 0,
            generation: 0,
            phase: Phase::Setup,
            leg: 0,
            attempt: 0,
            endpoints: 0,
            gateway: Index::new(NONE),
            front_end: Index::new(NONE),
            server: Index::new(NONE),
            mailbox: Index::new(NONE),
            hub: Place::NOWHERE,
            caller: Place::NOWHERE,
            party: 0,
            middle: Place::NOWHERE,
            user: 0,
            hop: NONE,
            trace: NONE,
            links: [0; 2],
            first_entry: 0,
            reason: Reason::NoAnswer,
            outcome: Outcome::InFlight,
            arrived: now,
            invited: now,
            answered: now,
            established: SimTime::MAX,
            hung_up: now,
            channel_since: now,
            mediation_since: now,
            um_since: now,
            worker_since: now,
            greeting_ends: now,
            held_since: now,
            tried: 0,
            left_server: Index::new(NONE),
            counted_mailbox: Index::new(NONE),
            mediation_units: 0,
            busy_answers: 0,
            wrong_log_ons: 0,
        }
    }

    /// Traffic source, an index.
    #[inline]
    pub fn source(&self) -> u32 {
        self.order.source()
    }

    /// Number in its source, from 0.
    #[inline]
    pub fn number(&self) -> u64 {
        self.order.call()
    }

    /// Whether it counts.
    #[inline]
    pub fn measured(&self) -> bool {
        self.has(Flag::Measured)
    }

    #[inline]
    pub(super) fn has(&self, flag: Flag) -> bool {
        self.flags >> flag as u32 & 1 != 0
    }

    #[inline]
    pub(super) fn set(&mut self, flag: Flag, is: bool) {
        self.flags = self.flags & !(1 << flag as u32) | u32::from(is) << flag as u32;
    }

    /// Clears a flag, and tells whether it was set.
    #[inline]
    pub(super) fn take(&mut self, flag: Flag) -> bool {
        let was = self.has(flag);
        self.set(flag, false);
        was
    }

    /// The server that holds the mailbox of this leg's user, an index of the network's Exchange
    /// servers.
    #[inline]
    pub fn mailbox(&self) -> Option<usize> {
        (self.mailbox.get() != NONE).then_some(self.mailbox.at())
    }

    /// The mailbox's server by which the call and its outcome are counted: that of the first leg.
    #[inline]
    pub fn counted_mailbox(&self) -> Option<usize> {
        (self.counted_mailbox.get() != NONE).then_some(self.counted_mailbox.at())
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
