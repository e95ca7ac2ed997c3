//! Sites, the lines between them, gateways and trunks.

use super::{GatewayFaxTable, ProcessingTable};
use crate::scenario::{DistributionText, Share};
use schemars::JsonSchema;
use serde::Deserialize;

/// A place with a local network.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteTable {
    /// Its name.
    pub name: String,
    /// One-way delay between two hosts of the site. Default: 0.5 ms.
    pub lan_delay: Option<DistributionText>,
}

/// A line between two sites, the same both ways.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkTable {
    /// Its two sites.
    pub between: Vec<String>,
    /// One-way delay.
    pub delay: DistributionText,
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

/// What stands between the telephone network and SIP.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GatewayKindText {
    /// Media gateway. Connected to Exchange it stands behind a PBX, whose telephones ring first.
    MediaGateway,
    /// IP PBX, which has the telephones itself.
    IpPbx,
    /// Session border controller. Connected to Exchange it stands behind a PBX as well.
    Sbc,
}

/// A media gateway, IP PBX or session border controller.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GatewayTable {
    /// Its fully qualified name; a range `gw[1-2]` stands for several.
    pub name: String,
    /// What it is. Default: media-gateway.
    pub kind: Option<GatewayKindText>,
    /// Where it stands. Default: the only site.
    pub site: Option<String>,
    /// Lines; give these or `channels`.
    pub lines: Option<LinesTable>,
    /// Bearer channels.
    pub channels: Option<u32>,
    /// Mediation Servers it may send calls to, names or globs; or, where its users have no Lync,
    /// Exchange servers (Call Routers, or UM servers of 2007 and 2010), or one load balancer in
    /// front of them. A glob means Mediation Servers if it matches any. Default: the Mediation
    /// Servers of its site, or all; without any, all Call Routers, or all UM servers of 2007 and
    /// 2010.
    pub next_hops: Option<Vec<String>>,
    /// How it chooses among them. Default: round-robin.
    pub balance: Option<BalanceText>,
    /// What it does with faxes.
    pub fax: Option<GatewayFaxTable>,
    /// Its certificate, instead of one that names it in `on`.
    pub certificate: Option<String>,
    /// Cores. Default: 4 (assumption).
    pub cores: Option<u32>,
    /// Work that differs here.
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

/// Settings of one gateway and Mediation Server pair.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrunkTable {
    /// Gateway, name or glob.
    pub gateway: String,
    /// Mediation Server, name or glob.
    pub mediation_server: String,
    /// Transport. Default: tls.
    pub transport: Option<TransportText>,
    /// Encryption of its media (`SRTPMode`); over TCP there is none. Default: required over tls.
    pub srtp: Option<EncryptionText>,
    /// Share of answered calls whose media pass by the Mediation Server; not where the pool is
    /// OCS 2007 R2. Default: 0 %.
    pub bypass: Option<Share>,
    /// Whether the gateway takes REFER (`EnableReferSupport`); without it a transferred call no
    /// longer bypasses. Default: true.
    pub refer: Option<bool>,
}

/// A load balancer in front of Exchange, for gateways, IP PBXs and session border controllers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoadBalancerTable {
    /// Its fully qualified name; a range stands for several.
    pub name: String,
    /// Where it stands. Default: the only site.
    pub site: Option<String>,
    /// Servers behind it, names or globs. Default: all Call Routers, or all UM servers of 2007 and
    /// 2010.
    pub servers: Option<Vec<String>>,
    /// What it adds to a message, each way. Default: 0.5 ms (assumption).
    pub delay: Option<DistributionText>,
}
