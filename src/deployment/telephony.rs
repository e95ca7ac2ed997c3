//! Sites, links, and gateways with their trunks and direct routes.

use super::{
    Distribution, Encryption, ExchangeServerId, GatewayId, HostProcessing, MediationServerId,
    SiteId,
};

/// A place with a local network.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// One-way delay between two hosts of the site.
    pub lan_delay: Distribution,
    /// What serves its users while they are cut off from their pool.
    pub branch_appliance: Option<BranchAppliance>,
}

/// A Survivable Branch Appliance: registrar and gateway in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchAppliance {
    /// The gateway of the site by which users are called, and call.
    pub gateway: GatewayId,
    /// Gateways of other sites by which unanswered calls come to voice mail, in this order.
    pub voice_mail_by: Vec<GatewayId>,
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
    /// Share of its signalling messages that are lost, 0 to 0.5.
    pub loss: f64,
}

/// A media gateway, IP PBX or session border controller.
#[derive(Clone, Debug, PartialEq)]
pub struct Gateway {
    /// Its fully qualified name.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// What it is.
    pub kind: GatewayKind,
    /// Bearer channels towards the telephone network, at least 1.
    pub channels: u32,
    /// Mediation Servers it may send calls to, in the order of the file; empty where it is
    /// connected to Exchange.
    pub next_hops: Vec<Trunk>,
    /// Its direct route to Exchange where there is no Lync; `None` where it has next hops.
    pub exchange: Option<DirectRoute>,
    /// How it chooses among its next hops or Exchange servers.
    pub balance: Balance,
    /// What it does with faxes.
    pub fax: GatewayFax,
    /// Cores, and what is processed differently here.
    pub host: HostProcessing,
}

/// A trunk: what one gateway and one Mediation Server have agreed on.
#[derive(Clone, Debug, PartialEq)]
pub struct Trunk {
    /// The Mediation Server.
    pub mediation_server: MediationServerId,
    /// Whether SIP runs over TLS (else TCP or UDP).
    pub tls: bool,
    /// Whether it runs over UDP.
    pub udp: bool,
    /// Encryption of media (`SRTPMode`), as the file says it; over TCP and UDP there is none.
    pub srtp: Encryption,
    /// Share of users whose answered calls bypass the Mediation Server's media, 0 to 1.
    pub bypass: f64,
    /// Whether the gateway takes REFER (`EnableReferSupport`); without it a transferred call no
    /// longer bypasses.
    pub refer: bool,
}

/// What stands between the telephone network and SIP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewayKind {
    /// Media gateway. Connected to Exchange it stands behind a PBX, whose telephones ring first.
    MediaGateway,
    /// IP PBX: has the telephones itself.
    IpPbx,
    /// Session border controller. Connected to Exchange it stands behind a PBX as well.
    Sbc,
}

/// How a gateway treats faxes (domain §2.7).
#[derive(Clone, Debug, PartialEq)]
pub struct GatewayFax {
    /// How it signals the fax to the answerer.
    pub method: FaxMethod,
    /// What it does when its re-INVITE is refused.
    pub on_reject: FaxOnReject,
    /// From the answer until the tone is detected, by gateway or Unified Messaging.
    pub cng_detect: Distribution,
}

/// How Unified Messaging learns that a caller is a fax machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaxMethod {
    /// The gateway sends a re-INVITE with fax media.
    ReInvite,
    /// The gateway sends the tone as an RTP event.
    RtpEvent,
    /// Unified Messaging hears the tone in the audio.
    InBand,
}

/// What a gateway does with a fax whose re-INVITE was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaxOnReject {
    /// Hangs up at once.
    HangUp,
    /// Lets the tones through until the machine gives up.
    G711Passthrough,
}

/// The route of a gateway, IP PBX or SBC straight to Exchange.
#[derive(Clone, Debug, PartialEq)]
pub struct DirectRoute {
    /// First targets: Call Routers, or UM servers of Exchange 2007 and 2010; at least one.
    pub servers: Vec<ExchangeServerId>,
    /// A load balancer in front of them.
    pub load_balancer: Option<LoadBalancer>,
}

/// A load balancer in front of Call Routers.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadBalancer {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// What it adds to a message, each way.
    pub delay: Distribution,
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
