//! Gateways, and the routes by which calls leave them: trunks to Mediation Servers, or direct
//! routes to Exchange.

use super::hosts::{ExchangeServerId, MediationServerId, ResourceId, StationId};
use crate::base::{Id, IdRange, whole};
use crate::deployment::{Balance, FaxMethod, FaxOnReject, GatewayKind, SiteId};
use crate::kernel::Variate;

/// Which [`Gateway`].
pub type GatewayId = Id<Gateway>;
/// Which [`Trunk`].
pub type TrunkId = Id<Trunk>;
/// Which [`DirectRoute`].
pub type DirectRouteId = Id<DirectRoute>;

/// A gateway.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// Its host.
    pub station: StationId,
    /// Its channels.
    pub channels: ResourceId,
    /// Its trunks to Mediation Servers, at most 64; empty where it is connected to Exchange.
    pub trunks: IdRange<Trunk>,
    /// Its direct route to Exchange.
    pub direct_route: Option<DirectRouteId>,
    /// How a trunk or an Exchange server is chosen.
    pub balance: Balance,
    /// What it is.
    pub kind: GatewayKind,
    /// How it signals a fax.
    pub fax_method: FaxMethod,
    /// What it does with a fax that was refused.
    pub fax_on_reject: FaxOnReject,
    /// From the answer until a fax tone is detected.
    pub cng_detect: Variate,
}

/// A trunk: what a gateway and a Mediation Server have agreed on.
#[derive(Clone, Debug)]
pub struct Trunk {
    /// The Mediation Server.
    pub mediation_server: MediationServerId,
    /// Whether SIP runs over TLS.
    pub tls: bool,
    /// Whether it runs over UDP; if neither, over TCP.
    pub udp: bool,
    /// Share of users whose calls bypass.
    pub bypass: f64,
    /// Whether the gateway takes REFER.
    pub refer: bool,
}

impl Trunk {
    /// How many of a number of users have calls that bypass.
    #[inline]
    pub fn bypassing(&self, users: u32) -> u64 {
        whole(self.bypass * f64::from(users))
    }
}

/// A route of a gateway or a fax line straight to Exchange.
#[derive(Clone, Debug)]
pub struct DirectRoute {
    /// First targets, at least one.
    pub entries: Vec<ExchangeServerId>,
    /// A load balancer in front of them.
    pub balancer: Option<LoadBalancer>,
}

/// A load balancer.
#[derive(Clone, Debug)]
pub struct LoadBalancer {
    /// Where it stands.
    pub site: SiteId,
    /// What it adds to the time of a message.
    pub delay: Variate,
}
