//! The shape of Topology Builder's `.tbxml`: clusters stand inside their sites, and services name them by an identity.

use super::model::{Cluster, Role, Service, Topology, domain, is_director, ports};
use crate::import::xml::Element;

pub(super) fn read(root: &Element) -> Topology {
    let mut found = Topology { domain: domain(root), ..Topology::default() };
    // The new topology; a file may also hold the one that is in force.
    let new = root.child("NewTopology").unwrap_or(root);
    let Some(part) = new.child("PartialTopology") else { return found };
    for site in part.child("CentralSites").into_iter().flat_map(|sites| &sites.children) {
        let Some(id) = site.attribute("SiteId") else { continue };
        let name = site.child("Name").map(|name| name.text.trim()).filter(|name| !name.is_empty());
        found.sites.push((id.to_owned(), name.unwrap_or(id).to_owned()));
        let clusters = site.child("Clusters").into_iter().flat_map(|all| all.all("Cluster"));
        found.clusters.extend(clusters.filter_map(|says| cluster(says, id)));
    }
    let services = part.child("Services");
    found.services =
        services.into_iter().flat_map(|all| all.all("Service")).filter_map(service).collect();
    found
}

fn cluster(says: &Element, site: &str) -> Option<Cluster> {
    let machines: Vec<&Element> =
        says.child("Machines").into_iter().flat_map(|all| all.all("Machine")).collect();
    let named = says.attribute("Fqdn").or_else(|| machines.first()?.attribute("Fqdn"))?;
    let fqdn = named.to_lowercase();
    let machine = |m: &&Element| m.attribute("Fqdn").unwrap_or(&fqdn).to_lowercase();
    Some(Cluster {
        key: says.attribute("UniqueId")?.to_lowercase(),
        machines: machines.iter().map(machine).collect(),
        fqdn,
        site: site.to_owned(),
    })
}

fn service(says: &Element) -> Option<Service> {
    let role_name = says.attribute("RoleName")?.to_owned();
    let depends = says.child("DependsOn").into_iter().flat_map(|all| all.all("Dependency"));
    Some(Service {
        role: Role::of(&role_name),
        role_name,
        cluster: says.attribute("InstalledOn")?.to_lowercase(),
        id: says.attribute("UniqueId").map(str::to_lowercase),
        depends: depends.filter_map(|d| Some(d.attribute("ServiceId")?.to_lowercase())).collect(),
        ports: ports(says),
        version: says.attribute("ServiceVersion").and_then(|version| version.parse().ok()),
        is_director: is_director(says),
    })
}
