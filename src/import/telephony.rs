//! Writes sites, pools, Mediation Servers, gateways and trunks.

use super::draft::Draft;
use super::estate::{Estate, Gateway, Mediation, Trunk};
use super::names::{Kind, Names};
use super::settings::Settings;
use super::table::Table;

/// What a gateway has if no export says it: the starter's lines.
const LINES: &str = "{ e1 = 4 }";

/// Adds the tables; `routers` are the Exchange servers to which gateways send their calls that do not pass Lync.
pub(super) fn write(
    estate: &Estate,
    settings: &Settings,
    routers: &[String],
    names: &Names,
    draft: &mut Draft,
) {
    for site in &estate.sites {
        let table = Table::of_list("site");
        draft.push(table.text("name", &names.of(Kind::Site, &site.name), &site.from));
    }
    if estate.sites.len() > 1 {
        draft.not_known("the delay between sites: the default of study.wan_delay is taken");
    }
    for gateway in &estate.gateways {
        draft.push(gateway_table(gateway, estate, routers, names));
    }
    if !estate.gateways.is_empty() {
        draft.not_known(format!("the channels of gateways: lines = {LINES} is assumed for each"));
    }
    for mediation in &estate.mediation {
        mediation_tables(mediation, estate, names, draft);
    }
    for pool in &estate.pools {
        let mut table =
            Table::of_list("pool").text("name", &names.of(Kind::Pool, &pool.fqdn), &pool.from);
        if let Some(site) = &pool.site {
            table = table.text("site", &names.of(Kind::Site, site), "the site of its cluster");
        }
        if let Some(product) = pool.product {
            table = table.text("product", product, "ServiceVersion");
        }
        draft.push(settings.of_pool(pool_machines(table, pool, names), pool.site.as_deref()));
    }
    for trunk in &estate.trunks {
        trunk_tables(trunk, estate, settings, names, draft);
    }
    if estate.trunks.is_empty() && settings.knows_trunks() && !estate.mediation.is_empty() {
        let table =
            Table::of_list("trunk").text("gateway", "*", "no export says which trunks there are");
        draft.push(settings.of_trunk(table.text("mediation_server", "*", ""), "", None));
    }
}

fn pool_machines(table: Table, pool: &super::estate::Pool, names: &Names) -> Table {
    let machines: Vec<String> =
        pool.machines.iter().map(|machine| names.of(Kind::FrontEnd, machine)).collect();
    match machines.as_slice() {
        [] => table,
        // The cluster of a Standard Edition server has the server's own name.
        [only] if pool.machines[0] == pool.fqdn => table
            .text("edition", "standard", "its only machine has the name of the pool")
            .list("front_ends", std::slice::from_ref(only), ""),
        all => table.list("front_ends", all, "the machines of its cluster"),
    }
}

fn gateway_table(gateway: &Gateway, estate: &Estate, routers: &[String], names: &Names) -> Table {
    let mut table = Table::of_list("gateway").text(
        "name",
        &names.of(Kind::Gateway, &gateway.name),
        &gateway.from,
    );
    if let Some(site) = &gateway.site {
        table = table.text("site", &names.of(Kind::Site, site), "the site of its cluster");
    }
    table = table.key("lines", LINES, "assumed: no export has the lines of a gateway");
    if estate.direct.contains(&gateway.name) {
        let routers: Vec<String> =
            routers.iter().map(|host| names.of(Kind::Exchange, host)).collect();
        return match routers.is_empty() {
            true => table,
            false => {
                table.list("next_hops", &routers, "it is a UM IP gateway of a plan without Lync")
            }
        };
    }
    let hops = estate.trunks.iter().filter(|trunk| trunk.gateway == gateway.name);
    let hops: Vec<String> =
        hops.flat_map(|trunk| mediation_names(&trunk.mediation, estate, names)).collect();
    match hops.is_empty() {
        true => table,
        false => table.list("next_hops", &hops, "the Mediation Servers of its trunks"),
    }
}

/// Whether it runs on the Front Ends of a pool.
fn is_collocated(mediation: &Mediation, estate: &Estate) -> bool {
    estate.pool(&mediation.fqdn).is_some()
}

/// The names that a Mediation Server has in the scenario: one for each machine if it stands alone.
fn mediation_names(fqdn: &str, estate: &Estate, names: &Names) -> Vec<String> {
    let Some(mediation) = estate.mediation.iter().find(|known| known.fqdn == fqdn) else {
        return Vec::new();
    };
    if is_collocated(mediation, estate) {
        return vec![format!("{} mediation", names.of(Kind::Pool, fqdn))];
    }
    match mediation.machines.as_slice() {
        [] => vec![names.of(Kind::Mediation, fqdn)],
        machines => machines.iter().map(|machine| names.of(Kind::Mediation, machine)).collect(),
    }
}

fn mediation_tables(mediation: &Mediation, estate: &Estate, names: &Names, draft: &mut Draft) {
    let collocated = is_collocated(mediation, estate);
    let own = collocated.then_some(&mediation.fqdn);
    let pool = own.or(mediation.pool.as_ref()).or_else(|| pool_of_site(mediation, estate));
    for name in mediation_names(&mediation.fqdn, estate, names) {
        let mut table = Table::of_list("mediation_server").text("name", &name, &mediation.from);
        if let Some(site) = mediation.site.as_ref().filter(|_| !collocated) {
            table = table.text("site", &names.of(Kind::Site, site), "the site of its cluster");
        }
        if let Some(pool) = pool {
            let why = match (collocated, mediation.pool.is_some()) {
                (true, _) => "it runs on the pool's Front Ends",
                (false, true) => "the registrar that it depends on",
                (false, false) => "assumed: a pool of its site",
            };
            table = table.text("pool", &names.of(Kind::Pool, pool), why);
        }
        if collocated {
            table = table.key("collocated", "true", "its cluster is that of the pool");
        }
        draft.push(table);
    }
}

fn pool_of_site<'e>(mediation: &Mediation, estate: &'e Estate) -> Option<&'e String> {
    let here = estate.pools.iter().find(|pool| pool.site == mediation.site);
    here.or(estate.pools.first()).map(|pool| &pool.fqdn)
}

fn trunk_tables(
    trunk: &Trunk,
    estate: &Estate,
    settings: &Settings,
    names: &Names,
    draft: &mut Draft,
) {
    let servers = mediation_names(&trunk.mediation, estate, names);
    if servers.is_empty() {
        draft.say(format!("{}: its Mediation Server is in no export; left out", trunk.from));
    }
    for server in servers {
        let mut table = Table::of_list("trunk")
            .text("gateway", &names.of(Kind::Gateway, &trunk.gateway), &trunk.from)
            .text("mediation_server", &server, "");
        if let Some(tls) = trunk.tls {
            let why = "the ports on which it listens";
            table = table.text("transport", if tls { "tls" } else { "tcp" }, why);
        }
        let site = estate.gateways.iter().find(|g| g.name == trunk.gateway);
        let site = site.and_then(|gateway| gateway.site.as_deref());
        draft.push(settings.of_trunk(table, &trunk.gateway, site));
    }
}
