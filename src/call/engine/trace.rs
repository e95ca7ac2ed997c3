//! Where a diverted call spends its time on the path to voice mail.

use crate::base::{SimTime, Span};

/// The parts of the path to voice mail by which routing latency is split.
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

/// The path of one diverted call so far. Its parts sum exactly to the time since the divert.
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

/// Time spent on one hop, by part.
pub(in crate::call) type Parts = [Span; Part::ALL.len()];

impl RoutingTrace {
    /// The sum of all parts.
    pub fn total(&self) -> Span {
        self.parts.iter().flatten().fold(Span::ZERO, |sum, part| sum + *part)
    }
}
