//! What fails, and how the rest reacts.

use super::dice::Dice;
use super::world::{Put, World};
use toml::{Table, Value};

const ROLES: [&str; 4] = ["front-end", "mediation-server", "call-router", "um"];

/// Now and then something fails, seldom more.
pub fn outages(dice: &Dice, w: &mut World) {
    copies_and_backups(dice, w);
    appliances(dice, w);
    if dice.may() {
        failover(dice, w);
    }
    if !dice.chance(0.35) {
        return;
    }
    expiries(dice, w);
    let names = names(w);
    if names.is_empty() {
        return;
    }
    for number in 0..dice.number(1, 4) {
        let mut outage = Table::new();
        outage.put("name", format!("outage {number}"));
        if dice.chance(0.15) {
            outage.put("of", *dice.pick(&["directory", "dns"]));
            times(dice, &mut outage);
            w.push("outage", outage);
            continue;
        }
        outage.put("of", dice.pick(&names).clone());
        if dice.chance(0.2) {
            outage.put("role", *dice.pick(&ROLES));
        }
        times(dice, &mut outage);
        match dice.number(0, 6) {
            0 => outage.put("effect", "draining"),
            1 => outage.put("effect", "refuses"),
            2 => {
                outage.put("effect", "slow");
                outage.put("speed", format!("{} %", dice.number(1, 99)));
            }
            3 => outage.put("effect", "down"),
            _ => {}
        }
        w.push("outage", outage);
    }
}

/// Now and then a certificate expires within the run, or would after it, and may be renewed.
fn expiries(dice: &Dice, w: &mut World) {
    for name in w.certificates.clone() {
        if !dice.chance(0.4) {
            continue;
        }
        let mut outage = Table::new();
        outage.put("of", format!("certificate:{name}"));
        let from = dice.number(0, 400);
        outage.put("from", format!("{from} s"));
        match dice.number(0, 2) {
            0 => outage.put("lasts", dice.span(60.0)),
            1 => outage.put("to", format!("{} s", from + dice.number(0, 200))),
            _ => {}
        }
        let certificates = w.root.get_mut("certificate").and_then(Value::as_array_mut);
        let named =
            |table: &&mut Table| table.get("name").and_then(Value::as_str) == Some(name.as_str());
        for table in
            certificates.into_iter().flatten().filter_map(Value::as_table_mut).filter(named)
        {
            table.remove("expires");
        }
        w.push("outage", outage);
    }
}

fn times(dice: &Dice, outage: &mut Table) {
    if dice.chance(0.3) {
        outage.put("every", dice.span(80.0));
        outage.put("lasts", dice.span(20.0));
        return;
    }
    let from = dice.number(0, 300);
    outage.put("from", format!("{from} s"));
    if dice.may() {
        outage.put("lasts", dice.span(60.0));
    } else {
        outage.put("to", format!("{} s", from + dice.number(0, 200)));
    }
}

/// Everything that can fail, by name.
fn names(w: &World) -> Vec<String> {
    let servers = w.servers.iter().map(|server| server.name.clone());
    let lists =
        [&w.sites, &w.pools, &w.mediation, &w.lync_gateways, &w.exchange_gateways, &w.partners];
    let mut names: Vec<String> = lists.into_iter().flatten().cloned().chain(servers).collect();
    names.extend(w.servers.first().map(|server| format!("{}*", &server.name[..1])));
    names
}

fn copies_and_backups(dice: &Dice, w: &mut World) {
    let servers = w.servers.clone();
    for (i, server) in servers.iter().enumerate().filter(|(_, server)| server.mailbox) {
        let same = |(j, other): &(usize, &super::world::Server)| {
            *j != i && other.mailbox && other.version == server.version
        };
        let others: Vec<String> =
            servers.iter().enumerate().filter(same).map(|(_, s)| s.name.clone()).collect();
        if !others.is_empty() && dice.may() {
            give(w, "exchange_server", &server.name, "copies", dice.some(&others, 0.6));
        }
    }
    let pools = w.pools.clone();
    for pool in &pools {
        let others: Vec<String> = pools.iter().filter(|other| *other != pool).cloned().collect();
        if !others.is_empty() && dice.may() {
            give(w, "pool", pool, "backup", dice.pick(&others).clone());
        }
    }
}

/// Sites with users and a gateway may have a branch appliance.
fn appliances(dice: &Dice, w: &mut World) {
    let says = |kind: &str, name: &str, site: &str| {
        let tables = w.root.get(kind).and_then(Value::as_array).into_iter().flatten();
        let text = |table: &Table, key| table.get(key).and_then(Value::as_str) == Some(name);
        tables.filter_map(Value::as_table).any(|table| {
            text(table, "name") && table.get("site").and_then(Value::as_str) == Some(site)
        })
    };
    let mut found = Vec::new();
    for site in &w.sites {
        let (here, elsewhere): (Vec<String>, Vec<String>) =
            w.lync_gateways.iter().cloned().partition(|name| says("gateway", name, site));
        let users = w.users.iter().any(|group| group.lync && says("users", &group.name, site));
        if !here.is_empty() && users && dice.chance(0.7) {
            let mut appliance = Table::new();
            appliance.put("gateway", dice.pick(&here).clone());
            let elsewhere: Vec<String> = elsewhere
                .into_iter()
                .filter(|name| w.sites.iter().any(|other| says("gateway", name, other)))
                .collect();
            if !elsewhere.is_empty() && dice.chance(0.8) {
                appliance.put("voice_mail_by", dice.some(&elsewhere, 0.7));
            }
            found.push((site.clone(), appliance));
        }
    }
    for (site, appliance) in found {
        give(w, "site", &site, "branch_appliance", appliance);
    }
}

/// Gives a key to the object of this kind and name, if it stands in the file.
fn give(w: &mut World, kind: &str, name: &str, key: &str, value: impl Into<Value>) {
    let tables = w.root.get_mut(kind).and_then(Value::as_array_mut).into_iter().flatten();
    let named = |table: &&mut Table| table.get("name").and_then(Value::as_str) == Some(name);
    if let Some(table) = tables.filter_map(Value::as_table_mut).find(named) {
        table.put(key, value);
    }
}

fn failover(dice: &Dice, w: &mut World) {
    let mut failover = Table::new();
    let times = [
        ("connect_timeout", 21.0),
        ("options_every", 60.0),
        ("detect", 10.0),
        ("backup_registrar_after", 60.0),
        ("um_timeout", 10.0),
        ("um_retry_after", 30.0),
        ("directory_timeout", 10.0),
        ("dns_ttl", 60.0),
        ("dns_timeout", 10.0),
        ("database_failover", 30.0),
        ("rtcp_timeout", 30.0),
        ("late_after", 60.0),
    ];
    for (key, seconds) in times {
        if dice.may() {
            failover.put(key, dice.time(seconds));
        }
    }
    if dice.may() {
        failover.put("re_register", dice.span(60.0));
    }
    if dice.may() {
        failover.put("options_missed", dice.number(1, 6));
    }
    if dice.may() {
        failover.put("partial_message", *dice.pick(&["lost", "kept"]));
    }
    w.root.put("failover", failover);
}
