//! Sites, the lines between them, gateways and trunks.

use super::ProcessingTable;
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

/// A media gateway, IP PBX or session border controller.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GatewayTable {
    /// Its fully qualified name; a range `gw[1-2]` stands for several.
    pub name: String,
    /// Where it stands. Default: the only site.
    pub site: Option<String>,
    /// Lines; give these or `channels`.
    pub lines: Option<LinesTable>,
    /// Bearer channels.
    pub channels: Option<u32>,
    /// Mediation Servers it may send calls to, names or globs. Default: all of its site, or all.
    pub next_hops: Option<Vec<String>>,
    /// How it chooses among them. Default: round-robin.
    pub balance: Option<BalanceText>,
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
    /// Share of answered calls whose media pass by the Mediation Server. Default: 0 %.
    pub bypass: Option<Share>,
}
