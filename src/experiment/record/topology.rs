//! The deployment as it is drawn: what calls pass, where it stands, and what sends calls to what.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The deployment as a graph, as the model says it before anything is varied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topology {
    /// The sites.
    pub sites: Vec<String>,
    /// What calls pass.
    pub nodes: Vec<TopologyNode>,
    /// Links between sites.
    pub links: Vec<TopologyLink>,
}

/// A gateway, a server or a pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TopologyNode {
    /// Its part in a call.
    pub role: TopologyRole,
    /// Its name.
    pub name: String,
    /// Its site.
    pub site: String,
    /// What it is, as `Lync Server 2013`.
    pub product: String,
    /// The hosts of a pool; empty for what is one host.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    /// Its channels or calls; absent without a limit of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls: Option<u32>,
    /// Where it sends calls: positions in the list of nodes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<u32>,
}

/// The part of a node in a call, in the order in which a call meets them.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum TopologyRole {
    /// Between the telephone network and SIP.
    Gateway,
    /// A Mediation Server.
    MediationServer,
    /// A Lync pool.
    Pool,
    /// An Exchange server that only sends calls on to Unified Messaging.
    CallRouter,
    /// An Exchange server with Unified Messaging.
    UmServer,
}

/// A link between two sites.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TopologyLink {
    /// Its name.
    pub name: String,
    /// The sites at its ends.
    pub between: (String, String),
}
