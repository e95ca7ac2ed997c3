//! What the exports say of sites, pools, Mediation Servers, gateways and trunks, from whichever file says it.

use super::topology::{Cluster, Role, Service, Topology};
use std::collections::{BTreeMap, BTreeSet};

/// The telephone side of a deployment.
#[derive(Debug, Default)]
pub(super) struct Estate {
    pub sites: Vec<Site>,
    pub pools: Vec<Pool>,
    pub mediation: Vec<Mediation>,
    pub gateways: Vec<Gateway>,
    pub trunks: Vec<Trunk>,
    /// The domain of machines that are named without one.
    pub domain: Option<String>,
    /// Gateways that are connected directly to Exchange.
    pub direct: Vec<String>,
    /// Roles in the exports that the scenario has no place for.
    pub unused: BTreeSet<String>,
}

#[derive(Debug)]
pub(super) struct Site {
    pub name: String,
    pub from: String,
}

#[derive(Debug)]
pub(super) struct Pool {
    pub fqdn: String,
    pub site: Option<String>,
    pub machines: Vec<String>,
    /// As the scenario writes it, as `lync-2013`.
    pub product: Option<&'static str>,
    pub from: String,
}

/// A Mediation Server or a pool of them.
#[derive(Debug)]
pub(super) struct Mediation {
    pub fqdn: String,
    pub site: Option<String>,
    /// The pool to which it sends its calls.
    pub pool: Option<String>,
    pub machines: Vec<String>,
    pub from: String,
}

#[derive(Debug)]
pub(super) struct Gateway {
    pub name: String,
    pub site: Option<String>,
    pub from: String,
}

#[derive(Debug)]
pub(super) struct Trunk {
    pub gateway: String,
    pub mediation: String,
    /// Whether it runs over TLS; `None` if the export does not say so.
    pub tls: Option<bool>,
    pub from: String,
}

impl Estate {
    /// Adds what a topology says; `file` is its name.
    pub fn add(&mut self, topology: &Topology, file: &str) {
        let sites: BTreeMap<&str, &str> =
            topology.sites.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
        for name in sites.values() {
            self.add_site(name, &format!("{file}, site"));
        }
        if self.domain.is_none() {
            self.domain.clone_from(&topology.domain);
        }
        let site = |cluster: &Cluster| sites.get(cluster.site.as_str()).map(|s| (*s).to_owned());
        let clusters: BTreeMap<&str, &Cluster> =
            topology.clusters.iter().map(|c| (c.key.as_str(), c)).collect();
        for service in &topology.services {
            let Some(cluster) = clusters.get(service.cluster.as_str()) else { continue };
            let from = format!("{file}, {} on cluster {}", service.role_name, cluster.key);
            match service.role {
                Role::Registrar | Role::UserServices if !service.is_director => {
                    let product = service.version.and_then(product);
                    self.add_pool(cluster, site(cluster), product, &from);
                }
                Role::Registrar | Role::UserServices => {
                    self.unused.insert("Director".to_owned());
                }
                Role::Mediation => {
                    self.add_mediation(topology, service, cluster, site(cluster), from)
                }
                Role::Gateway | Role::Trunk => {
                    self.add_gateway(&cluster.fqdn, site(cluster), &from);
                    for mediation in mediation_of(topology, service, &clusters) {
                        let tls = transport(&service.ports);
                        self.add_trunk(&cluster.fqdn, &mediation, tls, &from);
                    }
                }
                Role::Other => {
                    self.unused.insert(service.role_name.clone());
                }
            }
        }
    }

    /// Adds a site unless it is known.
    pub fn add_site(&mut self, name: &str, from: &str) {
        if !self.sites.iter().any(|site| site.name.eq_ignore_ascii_case(name)) {
            self.sites.push(Site { name: name.to_owned(), from: from.to_owned() });
        }
    }

    fn add_pool(
        &mut self,
        cluster: &Cluster,
        site: Option<String>,
        product: Option<&'static str>,
        from: &str,
    ) {
        if let Some(known) = self.pools.iter_mut().find(|pool| pool.fqdn == cluster.fqdn) {
            known.product = known.product.or(product);
            return;
        }
        let mut machines = cluster.machines.clone();
        machines.dedup();
        self.pools.push(Pool {
            fqdn: cluster.fqdn.clone(),
            site,
            machines,
            product,
            from: from.to_owned(),
        });
    }

    fn add_mediation(
        &mut self,
        topology: &Topology,
        service: &Service,
        cluster: &Cluster,
        site: Option<String>,
        from: String,
    ) {
        if self.mediation.iter().any(|known| known.fqdn == cluster.fqdn) {
            return;
        }
        let of_pool = |key: &String| {
            let other = topology.services.iter().find(|s| s.id.as_ref() == Some(key))?;
            let pool = matches!(other.role, Role::Registrar | Role::UserServices);
            let cluster = topology.clusters.iter().find(|c| c.key == other.cluster)?;
            pool.then(|| cluster.fqdn.clone())
        };
        let pool = service.depends.iter().find_map(of_pool);
        let machines = cluster.machines.clone();
        self.mediation.push(Mediation { fqdn: cluster.fqdn.clone(), site, pool, machines, from });
    }

    /// Adds a pool of which only the name is known, unless it is known.
    pub fn name_pool(&mut self, name: &str, site: Option<String>, from: &str) {
        let fqdn = name.trim().to_lowercase();
        if self.pool(&fqdn).is_none() {
            let machines = Vec::new();
            self.pools.push(Pool { fqdn, site, machines, product: None, from: from.to_owned() });
        }
    }

    /// Adds a Mediation Server of which only the name is known, unless it is known.
    pub fn name_mediation(&mut self, name: &str, site: Option<String>, from: &str) {
        let fqdn = name.trim().to_lowercase();
        match self.mediation.iter_mut().find(|known| known.fqdn == fqdn) {
            Some(known) => known.site = known.site.take().or(site),
            None => self.mediation.push(Mediation {
                fqdn,
                site,
                pool: None,
                machines: Vec::new(),
                from: from.to_owned(),
            }),
        }
    }

    /// Adds a gateway unless it is known.
    pub fn add_gateway(&mut self, name: &str, site: Option<String>, from: &str) {
        let name = name.to_lowercase();
        match self.gateways.iter_mut().find(|known| known.name == name) {
            Some(known) => known.site = known.site.take().or(site),
            None => self.gateways.push(Gateway { name, site, from: from.to_owned() }),
        }
    }

    /// Adds a trunk, or what is newly known of it.
    pub fn add_trunk(&mut self, gateway: &str, mediation: &str, tls: Option<bool>, from: &str) {
        let (gateway, mediation) = (gateway.to_lowercase(), mediation.to_lowercase());
        let same = |t: &&mut Trunk| t.gateway == gateway && t.mediation == mediation;
        match self.trunks.iter_mut().find(same) {
            Some(known) => known.tls = known.tls.or(tls),
            None => self.trunks.push(Trunk { gateway, mediation, tls, from: from.to_owned() }),
        }
    }

    /// Whether a name is that of a pool.
    pub fn pool(&self, name: &str) -> Option<&Pool> {
        self.pools.iter().find(|pool| pool.fqdn.eq_ignore_ascii_case(name.trim()))
    }
}

/// The clusters of the Mediation Servers that a gateway or trunk depends on.
fn mediation_of(
    topology: &Topology,
    service: &Service,
    clusters: &BTreeMap<&str, &Cluster>,
) -> Vec<String> {
    let found = service.depends.iter().filter_map(|key| {
        let other = topology.services.iter().find(|s| s.id.as_ref() == Some(key))?;
        let cluster = clusters.get(other.cluster.as_str())?;
        (other.role == Role::Mediation).then(|| cluster.fqdn.clone())
    });
    found.collect()
}

/// TLS if a port says so, TCP if only such ports are there.
fn transport(ports: &[(String, u16)]) -> Option<bool> {
    let has = |names: &[&str]| ports.iter().any(|(protocol, _)| names.contains(&protocol.as_str()));
    match (has(&["tls", "mtls"]), has(&["tcp"])) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    }
}

/// The product by `ServiceVersion`, as the scenario writes it.
const fn product(version: u32) -> Option<&'static str> {
    match version {
        5 => Some("lync-2010"),
        6 => Some("lync-2013"),
        7 => Some("skype-for-business-2015"),
        8 => Some("skype-for-business-2019"),
        _ => None,
    }
}
