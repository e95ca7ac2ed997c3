//! What a topology holds, and what both of its shapes have in common.

use crate::import::xml::Element;

/// What a topology holds.
#[derive(Debug, Default)]
pub struct Topology {
    /// Number and name of each site.
    pub sites: Vec<(String, String)>,
    pub clusters: Vec<Cluster>,
    pub services: Vec<Service>,
    /// The domain of machines that are named without one.
    pub domain: Option<String>,
}

/// Machines that serve together: a pool, or a single server.
#[derive(Debug)]
pub struct Cluster {
    /// By what services name it.
    pub key: String,
    pub fqdn: String,
    /// Number of its site.
    pub site: String,
    pub machines: Vec<String>,
}

/// What runs on a cluster.
#[derive(Debug)]
pub struct Service {
    pub role: Role,
    /// The role as the file writes it.
    pub role_name: String,
    /// The key of its cluster.
    pub cluster: String,
    /// By what other services name it.
    pub id: Option<String>,
    /// The services that it depends on.
    pub depends: Vec<String>,
    /// Protocol in lower case and port of each place where it listens.
    pub ports: Vec<(String, u16)>,
    /// `ServiceVersion`: 5 is Lync 2010, 6 Lync 2013, 7 Skype for Business 2015, 8 that of 2019.
    pub version: Option<u32>,
    pub is_director: bool,
}

/// Role of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Registrar,
    UserServices,
    Mediation,
    Gateway,
    Trunk,
    Other,
}

impl Role {
    /// By its name in any case.
    pub fn of(name: &str) -> Role {
        match name.to_ascii_lowercase().as_str() {
            "registrar" => Role::Registrar,
            "userservices" | "userserver" => Role::UserServices,
            "mediationserver" => Role::Mediation,
            "pstngateway" => Role::Gateway,
            "trunk" => Role::Trunk,
            _ => Role::Other,
        }
    }
}

/// Ports, wherever below a service they stand.
pub(super) fn ports(service: &Element) -> Vec<(String, u16)> {
    let mut found = Vec::new();
    service.walk(&mut |element| {
        if element.name == "Port" {
            let number = element.attribute("ConfiguredPort").or(element.attribute("Port"));
            let number = number.and_then(|number| number.parse().ok());
            let protocol = element.attribute("Protocol").unwrap_or_default().to_ascii_lowercase();
            found.extend(number.map(|number| (protocol, number)));
        }
    });
    found
}

/// Whether a registrar is a director, which has no users.
pub(super) fn is_director(service: &Element) -> bool {
    let mut found = false;
    service.walk(&mut |element| {
        found |= element.attribute("IsDirector").is_some_and(|is| is.eq_ignore_ascii_case("true"));
    });
    found
}

/// The default domain, wherever it stands.
pub(super) fn domain(root: &Element) -> Option<String> {
    let mut found = None;
    root.walk(&mut |element| {
        if element.name == "InternalDomains" && found.is_none() {
            found = element.attribute("DefaultDomain").map(str::to_owned);
        }
    });
    found
}
