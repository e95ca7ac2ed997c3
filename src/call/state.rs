//! What is remembered of a live call, and how an attempt can end.

use crate::base::{SimTime, Span};
use crate::kernel::{Chain, Key};

/// Marks a field that holds no index.
pub(super) const NONE: u32 = u32::MAX;

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

/// How an attempt ended. Every attempt has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Outcome {
    /// By a person.
    Answered,
    /// By voice mail, and a message was left.
    VoiceMessage,
    /// By voice mail, but the caller left in the greeting or at the tone (path B).
    HungUpInGreeting,
    /// The caller gave up before or while it rang (path A).
    AbandonedRinging,
    /// The caller gave up between the divert and the answer of voice mail (path A).
    AbandonedRouting,
    /// No free channel on any gateway offered.
    Blocked,
    /// No Mediation Server had a free slot.
    MediationRejected,
    /// The UM server had no free call.
    UmRejected,
    /// The worker processes had no free call.
    WorkerRejected,
    /// Not answered by a person, and the user has no voice mail.
    Unanswered,
    /// An outbound call that was carried.
    Carried,
    /// Still live when the run stopped.
    InFlight,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Outcome; 12] = [
        Outcome::Answered,
        Outcome::VoiceMessage,
        Outcome::HungUpInGreeting,
        Outcome::AbandonedRinging,
        Outcome::AbandonedRouting,
        Outcome::Blocked,
        Outcome::MediationRejected,
        Outcome::UmRejected,
        Outcome::WorkerRejected,
        Outcome::Unanswered,
        Outcome::Carried,
        Outcome::InFlight,
    ];

    /// The name used in scopes.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Answered => "answered",
            Outcome::VoiceMessage => "voice-message",
            Outcome::HungUpInGreeting => "hung-up-in-greeting",
            Outcome::AbandonedRinging => "abandoned-ringing",
            Outcome::AbandonedRouting => "abandoned-routing",
            Outcome::Blocked => "blocked",
            Outcome::MediationRejected => "mediation-rejected",
            Outcome::UmRejected => "um-rejected",
            Outcome::WorkerRejected => "worker-rejected",
            Outcome::Unanswered => "unanswered",
            Outcome::Carried => "carried",
            Outcome::InFlight => "in-flight",
        }
    }

    /// Whether the caller reached somebody or something.
    pub const fn is_success(self) -> bool {
        use Outcome::*;
        matches!(self, Answered | VoiceMessage | HungUpInGreeting | Carried)
    }

    /// Whether the system turned the caller away, who may try again.
    pub const fn is_refusal(self) -> bool {
        use Outcome::*;
        matches!(self, Blocked | MediationRejected | UmRejected | WorkerRejected)
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
    /// No endpoint was registered.
    NoEndpoint,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Reason; 4] =
        [Reason::NoAnswer, Reason::Busy, Reason::DoNotDisturb, Reason::NoEndpoint];

    /// The name used in scopes.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::NoAnswer => "no-answer",
            Reason::Busy => "busy",
            Reason::DoNotDisturb => "do-not-disturb",
            Reason::NoEndpoint => "no-endpoint",
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

/// A call that is not over.
#[derive(Clone, Debug)]
pub struct Call {
    /// Key of this attempt; every draw descends from it.
    pub(super) key: Key,
    /// Folded happenings.
    pub(super) chain: Chain,
    /// Number in its source.
    pub number: u64,
    /// Start of the first attempt.
    pub arrived: SimTime,
    /// Start of this attempt.
    pub attempt_at: SimTime,
    /// When the caller gives up.
    pub(super) deadline: SimTime,
    /// When the gateway sent its first INVITE.
    pub(super) invited: SimTime,
    /// When a person answered.
    pub(super) answered: SimTime,
    /// When the answer's 200 reached the caller's side; `MAX` until then.
    pub(super) established: SimTime,
    /// When the caller hung up or gave up.
    pub(super) hung_up: SimTime,
    pub(super) channel_since: SimTime,
    pub(super) mediation_since: SimTime,
    pub(super) um_since: SimTime,
    pub(super) worker_since: SimTime,
    /// Hops of the gateway already tried.
    pub(super) tried: u64,
    /// Traffic source.
    pub source: u32,
    /// User in the group.
    pub(super) user: u32,
    /// Gateway, hop (absolute), Front End, mailbox's server, UM server, trace; `NONE` where there is none.
    pub(super) gateway: u32,
    pub(super) hop: u32,
    pub(super) front_end: u32,
    pub(super) mailbox: u32,
    pub(super) server: u32,
    pub(super) trace: u32,
    /// First entry of the dial plan used.
    pub(super) first_entry: u32,
    /// Links that carry media, plus one; 0 without.
    pub(super) links: [u16; 2],
    /// Events outstanding.
    pub(super) pending: u32,
    pub(super) step: u16,
    pub(super) generation: u16,
    /// Events at the present instant.
    pub(super) at_instant: u16,
    pub(super) last_event: SimTime,
    /// Attempt, from 1.
    pub attempt: u8,
    pub(super) mediation_units: u8,
    pub(super) endpoints: u8,
    pub(super) busy_answers: u8,
    /// Whether it counts.
    pub measured: bool,
    pub(super) bypass: bool,
    pub(super) has_channel: bool,
    pub(super) has_um: bool,
    pub(super) has_worker: bool,
    pub(super) abandon_set: bool,
    pub(super) forked: bool,
    pub(super) at_front_end: bool,
    pub(super) rang: bool,
    /// The retry's time has come while the last messages of the attempt were on their way.
    pub(super) retry_due: bool,
    pub(super) responded: bool,
    pub(super) by_voice_mail: bool,
    pub(super) leaves_message: bool,
    /// How far it has come.
    pub phase: Phase,
    /// Why it was diverted.
    pub reason: Reason,
    /// How the attempt ended, once known.
    pub outcome: Outcome,
}

impl Call {
    /// The server that holds the user's mailbox, an index of the network's Exchange servers.
    #[inline]
    pub fn mailbox(&self) -> Option<usize> {
        (self.mailbox != NONE).then_some(self.mailbox as usize)
    }
}
