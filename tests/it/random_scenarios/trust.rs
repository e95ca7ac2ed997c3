//! Certificates, and what the scripts and administrators set up in Lync and Unified Messaging.

use super::dice::Dice;
use super::study::{flag, word};
use super::world::{Put, World, named};
use toml::{Table, Value};

/// Certificates for all hosts, or for all but some; or none at all.
pub fn certificates(dice: &Dice, w: &mut World) {
    if !dice.chance(0.35) {
        return;
    }
    let several = dice.chance(0.3);
    for name in ["CA", "Other CA"].iter().take(1 + usize::from(several)) {
        let mut authority = named(name);
        if dice.may() {
            let kinds = ["private", "public", "self-signed"];
            authority.put("kind", word(dice, &kinds[..if dice.faulty { 3 } else { 2 }]));
        }
        if dice.fault() {
            authority.put("trusted_by", vec![dice.pick(&["*", "ex*", "gw*"]).to_owned()]);
        } else if dice.may() {
            authority.put("trusted_by", vec!["*"]);
        }
        w.push("authority", authority);
    }
    let stems: Vec<String> = host_globs(w);
    if dice.chance(0.4) {
        certificate(dice, w, ("all", vec!["*".to_owned()]), several);
        return;
    }
    for stem in stems {
        if !dice.faulty || dice.chance(0.9) {
            certificate(dice, w, (&stem, vec![stem.clone()]), several);
        }
    }
}

/// Globs that together match every host.
fn host_globs(w: &World) -> Vec<String> {
    let mut globs: Vec<String> = w.pools.clone();
    let collocated = |name: &String| !name.contains("[");
    globs.extend(w.mediation.iter().filter(|name| collocated(name)).cloned());
    globs.extend([&w.lync_gateways[..], &w.exchange_gateways[..]].concat());
    globs.extend(w.servers.iter().map(|server| server.name.clone()));
    globs
}

fn certificate(dice: &Dice, w: &mut World, (name, on): (&str, Vec<String>), several: bool) {
    let mut certificate = named(name);
    let host = on[0].clone();
    let own = dice.chance(0.2) && attach(w, &host, name);
    if !own {
        certificate.put("on", on);
    }
    let first = w.pools.first().cloned().unwrap_or_else(|| "host.contoso.test".into());
    let good = if host == "*" { first } else { host.clone() };
    certificate.put("subject", if dice.fault() { "*.contoso.test".to_owned() } else { good });
    match dice.number(0, 3) {
        0 if dice.may() => certificate.put("san", "hosts"),
        1 if dice.may() => certificate.put("san", vec!["*.contoso.test".to_owned(), host]),
        _ => {}
    }
    if several || dice.may() {
        let name = if several && dice.fault() { "Other CA" } else { "CA" };
        certificate.put("issuer", name);
    }
    if dice.may() {
        let year = if dice.fault() { 2012 } else { 2031 };
        let date = format!("{year}-01-31").parse::<toml::value::Datetime>();
        certificate.put("expires", date.map_or(Value::from("2031-01-31"), Value::Datetime));
    }
    for (key, good) in [("revoked", false), ("server_authentication", true)] {
        if dice.may() {
            certificate.put(key, if dice.fault() { !good } else { good });
        }
    }
    w.push("certificate", certificate);
    w.certificates.push(name.to_owned());
}

/// Names the certificate at the host itself, if a table has just this name.
fn attach(w: &mut World, host: &str, certificate: &str) -> bool {
    for kind in ["gateway", "mediation_server", "pool", "exchange_server"] {
        for one in w.root.get_mut(kind).and_then(Value::as_array_mut).into_iter().flatten() {
            let Some(one) = one.as_table_mut() else { continue };
            if one.get("name").and_then(Value::as_str) == Some(host)
                && !one.contains_key("collocated")
            {
                one.put("certificate", certificate);
                return true;
            }
        }
    }
    false
}

/// What belongs to Lync and Unified Messaging together.
pub fn integration(dice: &Dice, w: &mut World) {
    let sip = w.plans_of(true);
    if w.pools.is_empty() || sip.is_empty() {
        return;
    }
    if dice.may() {
        for (i, plan) in sip.iter().enumerate() {
            let wrong = dice.fault();
            let name = if wrong { format!("Voice{i}") } else { format!("{plan}.contoso.test") };
            let mut profile = named(&name);
            if sip.len() > 1 || dice.may() {
                profile.put("dial_plan", plan.clone());
            }
            if dice.may() {
                let pools = if dice.faulty { dice.some(&w.pools, 0.5) } else { vec!["*".into()] };
                profile.put("pools", pools);
            }
            w.push("location_profile", profile);
        }
    }
    um_ip_gateways(dice, w, &sip);
    if dice.may() {
        let mut run = Table::new();
        let plans = if dice.fault() { Vec::new() } else { sip.clone() };
        let pools = if dice.fault() { Vec::new() } else { vec!["*".to_owned()] };
        let mut covers = Table::new();
        if dice.chance(0.6) {
            covers.put("dial_plans", plans);
        }
        if dice.chance(0.6) {
            covers.put("pools", pools);
        }
        if dice.chance(0.8) {
            run.put("covers", covers);
        }
        if dice.may() {
            run.put("front_end_restarted", !dice.fault());
        }
        w.push("exchucutil", run);
    }
    voice_policies(dice, w);
}

fn um_ip_gateways(dice: &Dice, w: &mut World, sip: &[String]) {
    let peers = [&w.pools[..], &w.exchange_gateways[..]].concat();
    for (i, peer) in peers.iter().enumerate() {
        if !dice.may() {
            continue;
        }
        let own = dice.chance(0.5);
        let name = if own { format!("peer {i}") } else { peer.clone() };
        let mut gateway = named(&name);
        if own {
            gateway.put("address", peer.clone());
        }
        if dice.fault() {
            gateway.put("status", word(dice, &["enabled", "disabled", "no-new-calls"]));
        } else if dice.may() {
            gateway.put("status", "enabled");
        }
        if dice.may() {
            gateway.put("outgoing_calls", flag(dice));
        }
        if dice.may() {
            gateway.put("by_script", flag(dice));
        }
        w.push("um_ip_gateway", gateway);
        if dice.may() && i < w.pools.len() {
            for plan in sip {
                let mut hunt = named(&format!("hunt {i} {plan}"));
                hunt.put("um_ip_gateway", name.clone());
                hunt.put("dial_plan", plan.clone());
                if dice.may() {
                    let pilot = if dice.fault() { "9000".to_owned() } else { plan.clone() };
                    hunt.put("pilot", pilot);
                }
                w.push("hunt_group", hunt);
            }
        }
    }
}

/// Runs of `OcsUmUtil`, once there are contacts.
pub fn contacts(dice: &Dice, w: &mut World) {
    if w.pools.is_empty() || !dice.may() {
        return;
    }
    let mut covers = Table::new();
    for (key, there) in [("auto_attendants", &w.attendants), ("access_numbers", &w.numbers)] {
        if there.iter().any(|contact| contact.lync) && dice.chance(0.7) {
            let names = if dice.fault() { Vec::new() } else { vec!["*".to_owned()] };
            covers.put(key, names);
        }
    }
    let run = match dice.chance(0.9) {
        true => Table::from_iter([("covers".to_owned(), Value::Table(covers))]),
        false => Table::new(),
    };
    w.push("ocsumutil", run);
}

fn voice_policies(dice: &Dice, w: &mut World) {
    if !dice.may() {
        return;
    }
    for (i, usage) in ["local", "far"].iter().enumerate().take(*dice.pick(&[1, 1, 2])) {
        let mut policy = named(&format!("voice {i}"));
        policy.put("usages", vec!["any", usage]);
        w.push("voice_policy", policy);
        w.voice_policies.push(format!("voice {i}"));
    }
    let mut route = named("out");
    let any = if dice.fault() { "nothing" } else { "any" };
    route.put("usages", vec![any]);
    let gateways = if dice.fault() { dice.some(&w.lync_gateways, 0.5) } else { vec!["gw*".into()] };
    route.put("gateways", gateways);
    w.push("route", route);
}
