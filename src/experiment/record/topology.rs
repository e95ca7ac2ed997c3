//! The deployment as it is drawn: what calls pass, where it stands, and what sends calls to what.

use crate::measure::{Figure, Measure, Scope, ScopeKind, Statistic};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The deployment as a graph: as the model says it before anything is varied, or of a search for a design that of its answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topology {
    /// The design that this is, if it is that of an answer; its estimates have the load of each node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub design: Option<String>,
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

/// The figures of what takes calls at a node: its channels, or the calls that a server takes at once.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotFigures {
    /// How much of them is used.
    pub used: Figure,
    /// The load that is offered to them.
    pub offered: Figure,
    /// The share of calls that they refuse.
    pub refused: Figure,
}

impl Topology {
    /// All figures that say how loaded the deployment is.
    pub fn figures(&self) -> Vec<Figure> {
        let of = |node: &TopologyNode| {
            let slots = node.slots().map(|f| [f.used, f.offered, f.refused]);
            slots.into_iter().flatten().chain(node.cores()).collect::<Vec<_>>()
        };
        let arriving = Figure::of_all(Measure::Calls, Statistic::PerHour);
        let nodes = self.nodes.iter().flat_map(of);
        std::iter::once(arriving)
            .chain(nodes)
            .chain(self.links.iter().map(TopologyLink::bandwidth))
            .collect()
    }
}

impl TopologyNode {
    /// The figures of its channels or calls; `None` for a node that has no limit of its own.
    pub fn slots(&self) -> Option<SlotFigures> {
        let of = |kind| Scope::of(ScopeKind::Server, &self.name).and(ScopeKind::Slots, kind);
        let (scope, refused) = match self.role {
            TopologyRole::Gateway => (Scope::of(ScopeKind::Gateway, &self.name), Measure::Blocking),
            TopologyRole::MediationServer => (of("mediation"), Measure::Rejected),
            TopologyRole::UmServer => (of("um"), Measure::Rejected),
            TopologyRole::Pool | TopologyRole::CallRouter => return None,
        };
        let figure = |measure| Figure::new(measure, scope.clone(), Statistic::Value);
        let (used, offered) = (figure(Measure::Utilization), figure(Measure::OfferedLoad));
        Some(SlotFigures { used, offered, refused: figure(refused) })
    }

    /// How busy the cores of each of its hosts are.
    pub fn cores(&self) -> impl Iterator<Item = Figure> {
        let own = std::slice::from_ref(&self.name);
        let hosts = if self.hosts.is_empty() { own } else { &self.hosts };
        let scope = |host: &String| Scope::of(ScopeKind::Server, host);
        hosts
            .iter()
            .map(move |host| Figure::new(Measure::Utilization, scope(host), Statistic::Value))
    }
}

impl TopologyLink {
    /// The mean bandwidth of the media on it.
    pub fn bandwidth(&self) -> Figure {
        Figure::new(Measure::Bandwidth, Scope::of(ScopeKind::Link, &self.name), Statistic::Mean)
    }
}
