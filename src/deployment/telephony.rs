//! Sites, links and the gateways with their trunks.

use super::{Distribution, HostProcessing, MediationServerId, SiteId};

/// A place with a local network.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// One-way delay between two hosts of the site.
    pub lan_delay: Distribution,
}

/// A line between two sites, the same both ways.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// `A - B`, as the file gives them.
    pub name: String,
    /// Its ends, two different sites.
    pub between: (SiteId, SiteId),
    /// One-way delay.
    pub delay: Distribution,
}

/// A media gateway, IP PBX or session border controller.
#[derive(Clone, Debug, PartialEq)]
pub struct Gateway {
    /// Its fully qualified name.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// Bearer channels towards the telephone network, at least 1.
    pub channels: u32,
    /// Mediation Servers it may send calls to, at least one, in the order of the file.
    pub next_hops: Vec<Hop>,
    /// How it chooses among them.
    pub balance: Balance,
    /// Cores, and what is processed differently here.
    pub host: HostProcessing,
}

/// One gateway's way to one Mediation Server: the trunk.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    /// The Mediation Server.
    pub mediation_server: MediationServerId,
    /// Whether SIP runs over TLS (else TCP).
    pub tls: bool,
    /// Share of users whose answered calls bypass the Mediation Server's media, 0 to 1.
    pub bypass: f64,
}

/// How one of several next hops is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Balance {
    /// In turn.
    RoundRobin,
    /// The first that accepts, in the order of the file.
    InOrder,
    /// The one with the most free call slots; the earlier one of equals.
    LeastLoaded,
}
