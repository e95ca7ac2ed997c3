//! A Lync topology: sites, clusters of machines, and the services that run on them, from either file that describes it.
//!
//! `Get-CsTopology -AsXml` and Topology Builder's `.tbxml` have different shapes (`published`, `builder`); both become
//! the same `Topology`. Which names the services of Mediation Servers, gateways and trunks have in these files is not
//! documented; they are taken from the identities that the cmdlets print (`MediationServer:…`, `PstnGateway:…`).

mod builder;
mod model;
mod published;

use super::xml::Element;
pub use model::{Cluster, Role, Service, Topology};

/// Whether the root of a document is that of a topology.
pub(super) fn is_topology(root: &str) -> bool {
    matches!(root, "Topology" | "TopologyBuilder")
}

/// Reads a topology.
///
/// # Errors
/// For people: it describes no cluster.
pub(super) fn read(root: &Element) -> Result<Topology, String> {
    let topology = match root.name.as_str() {
        "TopologyBuilder" => builder::read(root),
        _ => published::read(root),
    };
    if topology.clusters.is_empty() {
        return Err(format!(
            "this is XML of a Lync topology (`{}`) without any cluster of machines",
            root.name
        ));
    }
    Ok(topology)
}
