//! Sites, links, and everything from the telephone network to the pool.

use super::dice::Dice;
use super::study::{flag, host, word};
use super::world::{Put, World, named};
use toml::{Table, Value};

const ENCRYPTION: [&str; 3] = ["required", "optional", "none"];

pub fn sites(dice: &Dice, w: &mut World) {
    let n = *dice.pick(&[0, 0, 1, 2, 2, 3]);
    for i in 0..n {
        let name = ["London", "Leeds", "head office"][i];
        let mut site = named(name);
        if dice.may() {
            site.put("lan_delay", dice.span(0.0005));
        }
        w.push("site", site);
        w.sites.push(name.to_owned());
    }
    for a in 0..n {
        for b in a + 1..n {
            if dice.may() {
                let mut link = Table::new();
                link.put("between", vec![w.sites[a].clone(), w.sites[b].clone()]);
                link.put("delay", dice.span(0.02));
                w.push("link", link);
            }
        }
    }
}

pub fn pools(dice: &Dice, w: &mut World) {
    let n = if w.has_lync { *dice.pick(&[1, 1, 1, 2]) } else { 0 };
    for i in 1..=n {
        let name = format!("pool{i}.contoso.test");
        let mut pool = named(&name);
        w.place(dice, &mut pool);
        if dice.may() {
            let product = *dice.pick(&[
                "ocs-2007-r2",
                "lync-2010",
                "lync-2013",
                "skype-for-business-2015",
                "skype-for-business-2019",
            ]);
            pool.put("product", product);
            w.has_ocs |= product == "ocs-2007-r2";
        }
        let standard = dice.chance(0.3) && dice.may();
        if standard {
            pool.put("edition", "standard");
            w.standard_pools.push(name.clone());
        } else if dice.may() {
            pool.put("edition", "enterprise");
        }
        if !standard && dice.chance(0.6) {
            let names = vec![format!("fe{i}[1-2].contoso.test"), format!("fe{i}x.contoso.test")];
            let front_ends: Value =
                if dice.may() { names.into() } else { dice.number(1, 4).into() };
            pool.put("front_ends", front_ends);
        }
        if dice.faulty && dice.may() {
            pool.put("encryption", word(dice, &ENCRYPTION));
        } else if dice.may() {
            pool.put("encryption", word(dice, &ENCRYPTION[..2]));
        }
        if dice.may() {
            pool.put("update", format!("CU{}", dice.number(1, 12)));
        }
        host(dice, &mut pool, &["front_end", "exum_routing"]);
        w.push("pool", pool);
        w.pools.push(name);
    }
}

pub fn mediation_servers(dice: &Dice, w: &mut World) {
    if w.pools.is_empty() {
        return;
    }
    let n = *dice.pick(&[1, 1, 2]);
    for i in 1..=n {
        let collocated = dice.chance(0.3) && dice.may();
        let ranged = !collocated && dice.chance(0.2);
        let name = if ranged {
            format!("med{i}[1-2].contoso.test")
        } else {
            format!("med{i}.contoso.test")
        };
        let mut server = named(&name);
        let pool = if w.pools.len() > 1 && i <= w.pools.len() {
            w.pools[i - 1].clone()
        } else {
            dice.pick(&w.pools).clone()
        };
        if w.pools.len() > 1 || dice.may() {
            server.put("pool", pool.clone());
        }
        if collocated {
            server.put("collocated", true);
        } else {
            if dice.may() {
                server.put("collocated", false);
            }
            if !w.sites.is_empty() && dice.may() {
                server.put("site", dice.pick(&w.sites).clone());
            }
            host(dice, &mut server, &["mediation_server"]);
        }
        if dice.may() {
            server.put("calls", *dice.pick(&[1, 3, 8, 30, 500]));
        }
        w.push("mediation_server", server);
        w.mediation.extend(match (collocated, ranged) {
            (true, _) => vec![name],
            (_, true) => vec![format!("med{i}1.contoso.test"), format!("med{i}2.contoso.test")],
            _ => vec![name],
        });
    }
}

fn lines(dice: &Dice, gateway: &mut Table) {
    if dice.chance(0.5) {
        gateway.put("channels", *dice.pick(&[1, 2, 5, 15, 30, 60, 200]));
        return;
    }
    let mut lines = Table::new();
    if dice.chance(0.7) {
        lines.put("e1", dice.number(1, 4));
    }
    if lines.is_empty() || dice.may() {
        lines.put("t1", dice.number(1, 3));
    }
    gateway.put("lines", lines);
}

fn fax(dice: &Dice) -> Value {
    let mut fax = Table::new();
    let t38 = dice.chance(0.6);
    if !t38 || dice.may() {
        fax.put("t38", t38);
    }
    let methods =
        if t38 { &["re-invite", "rtp-event", "in-band"][..] } else { &["rtp-event", "in-band"] };
    let method = *dice.pick(methods);
    if dice.chance(0.6) {
        fax.put("method", method);
    }
    let invites = t38 && fax.get("method").is_none_or(|m| m.as_str() == Some("re-invite"));
    if invites && dice.chance(0.6) {
        fax.put("on_reject", word(dice, &["hang-up", "g711-passthrough"]));
    }
    if dice.chance(0.5) {
        fax.put("cng_detect", dice.span(2.0));
    }
    Value::Table(fax)
}

pub fn gateways(dice: &Dice, w: &mut World) {
    let lync = if w.pools.is_empty() { 0 } else { *dice.pick(&[1, 1, 2]) };
    for i in 1..=lync {
        let ranged = dice.chance(0.2);
        let name =
            if ranged { format!("gw{i}[1-2].contoso.test") } else { format!("gw{i}.contoso.test") };
        let mut gateway = named(&name);
        gateway.put("next_hops", dice.names(&dice.some(&w.mediation, 0.7), "med*"));
        if w.sites.len() <= 1 && !w.has_pbx && dice.chance(0.4) {
            gateway.remove("next_hops");
        }
        common(dice, w, &mut gateway, &["media-gateway", "sbc", "ip-pbx"]);
        if dice.may() {
            gateway.put("balance", word(dice, &["round-robin", "in-order", "least-loaded"]));
        }
        w.push("gateway", gateway);
        w.lync_gateways.extend(match ranged {
            true => vec![format!("gw{i}1.contoso.test"), format!("gw{i}2.contoso.test")],
            false => vec![name],
        });
    }
    trunks(dice, w);
}

fn common(dice: &Dice, w: &World, gateway: &mut Table, kinds: &[&str]) {
    w.place(dice, gateway);
    lines(dice, gateway);
    if !kinds.is_empty() && dice.may() {
        gateway.put("kind", word(dice, kinds));
    }
    if dice.may() {
        gateway.put("fax", fax(dice));
    }
    host(dice, gateway, &["gateway"]);
}

/// Gateways that are connected to Exchange, and load balancers in front of it.
pub fn exchange_gateways(dice: &Dice, w: &mut World) {
    let entries = w.entries();
    if !w.has_pbx || entries.is_empty() {
        return;
    }
    if dice.chance(0.4) {
        balancers(dice, w, &entries);
    }
    for i in 1..=w.balancers.len().max(*dice.pick(&[1, 1, 2])) {
        let name = format!("pbx{i}.contoso.test");
        let mut gateway = named(&name);
        common(dice, w, &mut gateway, &[]);
        let kind = *dice.pick(&["media-gateway", "sbc", "ip-pbx", "ip-pbx"]);
        gateway.put("kind", kind);
        if let Some(balancer) = w.balancers.get(i - 1) {
            gateway.put("next_hops", vec![balancer.clone()]);
        } else if w.has_lync || dice.chance(0.6) {
            gateway.put("next_hops", dice.some(&entries, 0.6));
        }
        if dice.may() {
            gateway.put("balance", word(dice, &["round-robin", "in-order"]));
        }
        w.push("gateway", gateway);
        w.exchange_gateways.push(name.clone());
        if kind == "ip-pbx" {
            w.pbxs.push(name);
        }
    }
}

fn balancers(dice: &Dice, w: &mut World, entries: &[String]) {
    for i in 1..=*dice.pick(&[1, 1, 2]) {
        let name = format!("lb{i}.contoso.test");
        let mut balancer = named(&name);
        w.place(dice, &mut balancer);
        if dice.may() {
            balancer.put("servers", dice.some(entries, 0.7));
        }
        if dice.may() {
            balancer.put("delay", dice.span(0.001));
        }
        w.push("load_balancer", balancer);
        w.balancers.push(name);
    }
}

fn trunks(dice: &Dice, w: &mut World) {
    for gateway in w.lync_gateways.clone() {
        if !dice.may() {
            continue;
        }
        let mut trunk = Table::new();
        trunk.put("gateway", if dice.chance(0.2) { "gw*".to_owned() } else { gateway });
        trunk.put("mediation_server", "med*");
        let tcp = dice.chance(0.3);
        if dice.may() {
            trunk.put("transport", if tcp { "tcp" } else { "tls" });
        }
        if dice.may() {
            trunk.put("srtp", word(dice, &ENCRYPTION));
        }
        if !w.has_ocs && dice.may() {
            trunk.put("bypass", dice.share());
        }
        if dice.may() {
            trunk.put("refer", flag(dice));
        }
        w.push("trunk", trunk);
    }
}
