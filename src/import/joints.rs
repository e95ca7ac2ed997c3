//! What joins Lync and Exchange: UM IP gateways and UM hunt groups.

use super::draft::Draft;
use super::estate::Estate;
use super::names::{Kind as Name, Names, clean, is_number};
use super::objects::enumerations::STATUS;
use super::objects::{Kind, Object, short};
use super::plans::{Plan, name_of, of_kind};
use super::table::{Table, quoted_list};

/// The dial plan that stands for none, where a UM IP gateway has no hunt group.
const NO_PLAN: &str = "no hunt group";

/// A UM IP gateway.
#[derive(Debug)]
struct Peer<'o> {
    /// Its name in lower case, by which hunt groups name it.
    key: String,
    /// The host that it stands for, in lower case.
    address: String,
    object: &'o Object,
}

/// A UM hunt group.
#[derive(Debug)]
struct Hunt<'o> {
    /// The key of its UM IP gateway.
    peer: String,
    plan: Option<String>,
    object: &'o Object,
}

fn peers(objects: &[Object]) -> Vec<Peer<'_>> {
    let peer = |object| {
        let key = key_of(object)?;
        let address = object.text("address").map_or_else(|| key.clone(), str::to_lowercase);
        Some(Peer { key, address, object })
    };
    of_kind(objects, Kind::UmIpGateway).filter_map(peer).collect()
}

fn key_of(object: &Object) -> Option<String> {
    let name = object.text("name").or_else(|| object.text("identity").map(short))?;
    Some(name.to_lowercase())
}

fn hunts(objects: &[Object]) -> Vec<Hunt<'_>> {
    let hunt = |object: &'_ Object| {
        // Its identity is `gateway\name`.
        let by_identity = || object.text("identity")?.rsplit_once('\\').map(|(peer, _)| peer);
        let peer = object.text("umipgateway").or_else(by_identity)?;
        Some((short(peer).to_lowercase(), object.text("umdialplan").map(|plan| clean(short(plan)))))
    };
    let all = of_kind(objects, Kind::UmHuntGroup);
    all.filter_map(|object| hunt(object).map(|(peer, plan)| Hunt { peer, plan, object })).collect()
}

/// Adds the pools and gateways that only UM IP gateways name. Those of plans of type SIP URI are Lync pools, because
/// `ExchUcUtil` makes a UM IP gateway for each; others are connected directly to Exchange.
pub(super) fn add_peers(
    estate: &mut Estate,
    objects: &[Object],
    plans: &[Plan],
    draft: &mut Draft,
) {
    let hunts = hunts(objects);
    let with_lync = !estate.pools.is_empty();
    for peer in peers(objects) {
        if estate.pool(&peer.address).is_some() {
            continue;
        }
        if estate.gateways.iter().any(|gateway| gateway.name == peer.address) {
            estate.direct.push(peer.address);
            continue;
        }
        let sip =
            |plan: &String| plans.iter().any(|p| p.name.eq_ignore_ascii_case(plan) && p.is_sip());
        let mut of_peer = hunts.iter().filter(|hunt| hunt.peer == peer.key).peekable();
        let is_sip = match of_peer.peek() {
            Some(_) => of_peer.any(|hunt| hunt.plan.as_ref().is_some_and(sip)),
            None => plans.iter().any(Plan::is_sip),
        };
        let from = format!("Address of {}", peer.object.from);
        match (is_sip, with_lync) {
            (false, _) => {
                estate.add_gateway(&peer.address, None, &from);
                estate.direct.push(peer.address);
            }
            (true, false) => {
                let from = format!("{from}: ExchUcUtil makes a UM IP gateway for each pool");
                estate.name_pool(&peer.address, None, &from);
            }
            (true, true) => draft.say(format!(
                "{}: this UM IP gateway is neither a Lync pool nor a gateway of the exports; left out",
                peer.object.from
            )),
        }
    }
}

/// Adds the tables.
pub(super) fn write(
    objects: &[Object],
    estate: &Estate,
    plans: &[Plan],
    names: &Names,
    draft: &mut Draft,
) {
    let peers = peers(objects);
    let hunts = hunts(objects);
    let mut written: Vec<(&Peer<'_>, String)> = Vec::new();
    for peer in &peers {
        let Some(shown) = shown(peer, estate, names) else { continue };
        if written.iter().any(|(other, _)| other.address == peer.address) {
            draft.say(format!(
                "{}: a second UM IP gateway for one host; left out",
                peer.object.from
            ));
            continue;
        }
        draft.push(gateway_table(peer, &shown, names));
        written.push((peer, shown));
    }
    if !peers.is_empty() {
        uncovered(&written, estate, names, draft);
    }
    for (peer, shown) in &written {
        let of_peer: Vec<&Hunt<'_>> = hunts.iter().filter(|hunt| hunt.peer == peer.key).collect();
        hunt_tables(peer, shown, &of_peer, plans, !hunts.is_empty(), draft);
    }
}

/// The name of the host in the scenario, if it is there.
fn shown(peer: &Peer<'_>, estate: &Estate, names: &Names) -> Option<String> {
    if estate.pool(&peer.address).is_some() {
        return Some(names.of(Name::Pool, &peer.address));
    }
    let is_gateway = estate.gateways.iter().any(|gateway| gateway.name == peer.address);
    is_gateway.then(|| names.of(Name::Gateway, &peer.address))
}

fn gateway_table(peer: &Peer<'_>, shown: &str, names: &Names) -> Table {
    let object = peer.object;
    let own = name_of(object).filter(|_| !names.anonymise() && peer.key != peer.address);
    let mut table = Table::of_list("um_ip_gateway")
        .text("name", &own.unwrap_or_else(|| shown.to_owned()), &object.from)
        .text("address", shown, "Address");
    if let Some(at) = STATUS.of(object) {
        table = table.text("status", ["enabled", "disabled", "no-new-calls"][at], "Status");
    }
    match object.flag("outcallsallowed") {
        Some(allowed) => table.key("outgoing_calls", allowed.to_string(), "OutcallsAllowed"),
        None => table,
    }
}

/// Says which pools have no UM IP gateway: `ExchUcUtil` did not cover them.
fn uncovered(written: &[(&Peer<'_>, String)], estate: &Estate, names: &Names, draft: &mut Draft) {
    let has =
        |pool: &&super::estate::Pool| written.iter().any(|(peer, _)| peer.address == pool.fqdn);
    let (with, without): (Vec<_>, Vec<_>) = estate.pools.iter().partition(|pool| has(pool));
    if without.is_empty() {
        return;
    }
    let with: Vec<String> = with.iter().map(|pool| names.of(Name::Pool, &pool.fqdn)).collect();
    let covers = format!("{{ pools = {} }}", quoted_list(&with));
    let why = "Get-UMIPGateway has no UM IP gateway for the other pools";
    draft.push(Table::of_list("exchucutil").key("covers", covers, why));
}

fn hunt_tables(
    peer: &Peer<'_>,
    shown: &str,
    hunts: &[&Hunt<'_>],
    plans: &[Plan],
    exported: bool,
    draft: &mut Draft,
) {
    let gateway = |table: Table| table.text("um_ip_gateway", shown, "");
    let mut count = 0;
    for hunt in hunts {
        let plan = hunt
            .plan
            .as_ref()
            .and_then(|name| plans.iter().find(|p| p.name.eq_ignore_ascii_case(name)));
        let Some(plan) = plan else {
            draft.say(format!("{}: its dial plan is in no export; left out", hunt.object.from));
            continue;
        };
        count += 1;
        let name = format!("{shown} hunt group {count}");
        let mut table =
            gateway(Table::of_list("hunt_group").text("name", &name, &hunt.object.from));
        table = table.text("dial_plan", &plan.name, "UMDialPlan");
        if let Some(pilot) = hunt.object.text("pilotidentifier").filter(|_| plan.is_sip()) {
            // Numbers are not shown; what matters is whether it is the name of the plan.
            let pilot = if is_number(pilot) { "a number".to_owned() } else { clean(pilot) };
            table = table.text("pilot", &pilot, "PilotIdentifier");
        }
        draft.push(table);
    }
    if count == 0 && exported {
        if !draft.has_named("dial_plan", NO_PLAN) {
            let about = "Stands for no plan: hunt groups with it have none in reality.";
            draft.push(Table::of_list("dial_plan").about(about).text("name", NO_PLAN, ""));
        }
        let name = format!("{shown} without a hunt group");
        let from = format!("Get-UMHuntGroup has none for {}", peer.object.from);
        let table = gateway(Table::of_list("hunt_group").text("name", &name, from));
        draft.push(table.text("dial_plan", NO_PLAN, ""));
    }
}
