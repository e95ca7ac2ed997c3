//! Connections between hosts, which are set up when a message first needs them, and links between sites.

use crate::base::Id;
use crate::kernel::Variate;

/// A connection between two hosts.
#[derive(Debug)]
pub struct Connection;
/// Which connection.
pub type ConnectionId = Id<Connection>;

/// A line between two sites that carries media.
#[derive(Debug)]
pub struct Link;
/// Which link.
pub type LinkId = Id<Link>;

/// A host that routes calls and talks to Exchange: a Front End, or without Lync a gateway.
#[derive(Clone, Debug)]
pub struct Hub;
/// Which hub.
pub type HubId = Id<Hub>;

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

/// Ports of an Exchange server that a hub connects to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Port {
    /// The Call Router's.
    CallRouter,
    /// The UM service's.
    UmService,
    /// The worker process's.
    WorkerProcess,
}

impl Port {
    /// How many there are.
    pub const COUNT: usize = 3;
}
