//! Pools, Mediation Servers, gateways and trunks as `Get-CsService` and `Get-CsTrunk` list them.

use super::estate::Estate;
use super::objects::{Kind, Object};

/// Adds what an object says, if it is of one of the two cmdlets.
pub(super) fn add(estate: &mut Estate, object: &Object) {
    if !matches!(object.kind, Some(Kind::CsService | Kind::CsTrunk)) {
        return;
    }
    let Some((role, name)) = object.text("identity").and_then(|id| id.split_once(':')) else {
        return;
    };
    let site = object.text("siteid").map(|id| id.split_once(':').map_or(id, |(_, name)| name));
    if let Some(site) = site {
        estate.add_site(site, &format!("{}, SiteId", object.from));
    }
    let site = site.map(str::to_owned);
    match role.to_ascii_lowercase().as_str() {
        "registrar" | "userserver" => estate.name_pool(name, site, &object.from),
        "mediationserver" => estate.name_mediation(name, site, &object.from),
        "pstngateway" => {
            // A trunk of Lync 2013 may have another name than its gateway, which is the pool that it names.
            let gateway = object.text("poolfqdn").unwrap_or(name);
            estate.add_gateway(gateway, site, &object.from);
            if let Some(mediation) = object.text("mediationserver") {
                let mediation = mediation.split_once(':').map_or(mediation, |(_, name)| name);
                estate.name_mediation(mediation, None, &object.from);
                estate.add_trunk(gateway, mediation, transport(object), &object.from);
            }
        }
        _ => {}
    }
}

/// TLS if the gateway has a port for it, TCP if it has one for that only.
fn transport(object: &Object) -> Option<bool> {
    let port = |name| object.number(name).filter(|port| *port != 0);
    match (port("gatewaysipclienttlsport"), port("gatewaysipclienttcpport")) {
        (Some(_), _) => Some(true),
        (None, Some(_)) => Some(false),
        (None, None) => None,
    }
}
