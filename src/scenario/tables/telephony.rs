//! Sites, the lines between them, gateways and trunks.

use super::{GatewayFaxTable, ProcessingTable};
use crate::scenario::{DistributionText, Share};
use schemars::JsonSchema;
use serde::Deserialize;

/// A location with a local network. If a scenario has none, everything is at one site.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteTable {
    /// Its name.
    pub name: String,
    /// One-way delay between two hosts of the site.
    pub lan_delay: Option<DistributionText>,
    /// A Survivable Branch Appliance, which serves the site's users while they are cut off from their pool.
    pub branch_appliance: Option<BranchApplianceTable>,
}

/// A Survivable Branch Appliance. It stands or falls with its gateway.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BranchApplianceTable {
    /// The gateway of the site by which its users are called, and call, while they are cut off.
    pub gateway: String,
    /// Gateways of other sites to which it sends unanswered calls over the telephone network, in this order, so that
    /// voice mail takes them. Without any, such calls fail.
    pub voice_mail_by: Option<Vec<String>>,
}

/// A connection between two sites, with the same delay in both directions.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkTable {
    /// Its two sites.
    pub between: Vec<String>,
    /// One-way delay.
    pub delay: DistributionText,
    /// Share of its signalling messages that are lost, at most 50 %.
    pub loss: Option<Share>,
}

/// How a gateway chooses among its next hops.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BalanceText {
    /// In turn.
    RoundRobin,
    /// The first that accepts.
    InOrder,
    /// The one with the most free call slots.
    LeastLoaded,
}

/// Lines by kind.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinesTable {
    /// E1 lines of 30 bearer channels.
    pub e1: Option<u32>,
    /// T1 lines of 23 bearer channels (PRI).
    pub t1: Option<u32>,
}

/// What connects the telephone network with SIP.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GatewayKindText {
    /// Media gateway. If it is connected directly to Exchange, it is behind a PBX, whose telephones
    /// ring first.
    MediaGateway,
    /// IP PBX with its own telephones.
    IpPbx,
    /// Session border controller. If it is connected directly to Exchange, it is behind a PBX as
    /// well.
    Sbc,
}

/// A media gateway, IP PBX or session border controller.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GatewayTable {
    /// Its fully qualified name; a range `gw[1-2]` stands for several.
    pub name: String,
    /// What it is.
    pub kind: Option<GatewayKindText>,
    /// Its site.
    pub site: Option<String>,
    /// Its lines to the telephone network; give either these or `channels`.
    pub lines: Option<LinesTable>,
    /// Its bearer channels.
    pub channels: Option<u32>,
    /// Mediation Servers that it sends calls to, as names or globs. Where users have no Lync, these
    /// are Exchange servers (Call Routers, or UM servers of 2007 and 2010), or one load balancer in
    /// front of them. A glob stands for Mediation Servers if it matches any.
    pub next_hops: Option<Vec<String>>,
    /// How it chooses among them.
    pub balance: Option<BalanceText>,
    /// What it does with faxes.
    pub fax: Option<GatewayFaxTable>,
    /// Its certificate, instead of a certificate that names it in `on`.
    pub certificate: Option<String>,
    /// Cores.
    pub cores: Option<u32>,
    /// How many messages wait for its cores at most. What comes by UDP and does not fit is dropped; what
    /// comes by TCP or TLS waits at its sender.
    pub queue_limit: Option<u32>,
    /// Work that differs on this gateway from `[processing]`.
    pub processing: Option<ProcessingTable>,
}

/// Transport of a trunk's signalling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TransportText {
    /// SIP over TLS.
    Tls,
    /// SIP over TCP.
    Tcp,
    /// SIP over UDP: a message can be lost, and is sent again until it is answered. The Mediation Server
    /// of Lync itself has TLS and TCP only.
    Udp,
}

/// Encryption of a trunk's media.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EncryptionText {
    /// Always.
    Required,
    /// Where the other side can.
    Optional,
    /// Never.
    None,
}

/// Settings of the connections between gateways and Mediation Servers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrunkTable {
    /// Gateway, name or glob.
    pub gateway: String,
    /// Mediation Server, name or glob.
    pub mediation_server: String,
    /// Transport.
    pub transport: Option<TransportText>,
    /// Encryption of its media (`SRTPMode`). Over TCP and UDP there is none.
    pub srtp: Option<EncryptionText>,
    /// Share of answered calls whose media bypass the Mediation Server; not if the pool is OCS 2007
    /// R2.
    pub bypass: Option<Share>,
    /// Whether the gateway accepts REFER (`EnableReferSupport`). If it does not, the media of a
    /// transferred call no longer bypass the Mediation Server.
    pub refer: Option<bool>,
}

/// A load balancer in front of Exchange, for gateways, IP PBXs and session border controllers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoadBalancerTable {
    /// Its fully qualified name; a range stands for several.
    pub name: String,
    /// Its site.
    pub site: Option<String>,
    /// Servers behind it, as names or globs.
    pub servers: Option<Vec<String>>,
    /// Delay that it adds to each message, in both directions.
    pub delay: Option<DistributionText>,
}
