//! The shape of `Get-CsTopology -AsXml`.

use super::model::{Cluster, Role, Service, Topology, domain, is_director, ports};
use crate::import::xml::Element;

pub(super) fn read(root: &Element) -> Topology {
    let mut found = Topology { domain: domain(root), ..Topology::default() };
    for site in root.child("Sites").into_iter().flat_map(|sites| &sites.children) {
        let Some(id) = site.attribute("SiteId") else { continue };
        let name = site.child("Name").map(|name| name.text.trim()).filter(|name| !name.is_empty());
        found.sites.push((id.to_owned(), name.unwrap_or(id).to_owned()));
    }
    let clusters = root.child("Clusters");
    found.clusters =
        clusters.into_iter().flat_map(|all| all.all("Cluster")).filter_map(cluster).collect();
    let services = root.child("Services");
    found.services =
        services.into_iter().flat_map(|all| all.all("Service")).filter_map(service).collect();
    found
}

fn cluster(says: &Element) -> Option<Cluster> {
    let id = says.child("ClusterId")?;
    let machines: Vec<&Element> = says.all("Machine").collect();
    let named = says.attribute("Fqdn").or_else(|| machines.first()?.attribute("Fqdn"))?;
    let fqdn = named.to_lowercase();
    // A Machine without a name is the only one of its cluster.
    let machine = |m: &&Element| m.attribute("Fqdn").unwrap_or(&fqdn).to_lowercase();
    Some(Cluster {
        key: cluster_key(id)?,
        machines: machines.iter().map(machine).collect(),
        fqdn,
        site: id.attribute("SiteId")?.to_owned(),
    })
}

fn service(says: &Element) -> Option<Service> {
    let id = says.child("ServiceId")?;
    let role_name = id.attribute("RoleName")?.to_owned();
    let place = says.child("InstalledOn")?;
    // Databases stand in an SqlInstanceId, which names the cluster.
    let cluster = place.child("ClusterId").or_else(|| place.at(&["SqlInstanceId", "ClusterId"]))?;
    let depends = says.child("DependsOn").into_iter().flat_map(|all| all.all("Dependency"));
    Some(Service {
        role: Role::of(&role_name),
        role_name,
        cluster: cluster_key(cluster)?,
        id: service_key(id),
        depends: depends.filter_map(|d| service_key(d.child("ServiceId")?)).collect(),
        ports: ports(says),
        version: says.attribute("ServiceVersion").and_then(|version| version.parse().ok()),
        is_director: is_director(says),
    })
}

fn cluster_key(id: &Element) -> Option<String> {
    Some(format!("{}/{}", id.attribute("SiteId")?, id.attribute("Number")?))
}

fn service_key(id: &Element) -> Option<String> {
    let role = id.attribute("RoleName")?.to_lowercase();
    let instance = id.attribute("Instance").unwrap_or("1");
    Some(format!("{}-{role}-{instance}", id.attribute("SiteId")?))
}
