//! Exchange: servers, dial plans, policies, fax partners.

use super::dice::Dice;
use super::study::{flag, host, word};
use super::world::{Plan, Policy, Put, Server, World, named};
use toml::{Table, Value};

const VERSIONS: [&str; 4] = ["exchange-2007", "exchange-2010", "exchange-2013", "exchange-2016"];
/// 2007 and 2010.
pub const OLD: [&str; 2] = ["exchange-2007", "exchange-2010"];
/// 2013 and 2016.
pub const NEW: [&str; 2] = ["exchange-2013", "exchange-2016"];
const STATUS: [&str; 3] = ["enabled", "disabled", "no-new-calls"];

pub fn servers(dice: &Dice, w: &mut World) {
    let n = *dice.pick(&[1, 1, 2, 2, 3]);
    let usual = if dice.chance(0.6) { "exchange-2013" } else { *dice.pick(&VERSIONS) };
    let mixed = dice.chance(0.5);
    for i in 0..n {
        let version = if mixed { *dice.pick(&VERSIONS) } else { usual };
        if version == "exchange-2013" && dice.chance(0.3) {
            one(dice, w, &format!("cas{i}"), version, Some(&["client-access"]));
            one(dice, w, &format!("mbx{i}"), version, Some(&["mailbox"]));
        } else if OLD.contains(&version) && dice.chance(0.3) {
            one(dice, w, &format!("um{i}"), version, Some(&["unified-messaging"]));
            one(dice, w, &format!("old{i}"), version, Some(&["mailbox"]));
            if dice.chance(0.5) {
                let roles = ["client-access", "hub-transport"];
                one(dice, w, &format!("cas{i}"), version, Some(&roles));
            }
        } else {
            one(dice, w, &format!("ex{i}"), version, None);
        }
    }
}

fn one(dice: &Dice, w: &mut World, stem: &str, version: &'static str, roles: Option<&[&str]>) {
    let old = OLD.contains(&version);
    let ranged = dice.chance(0.2);
    let name =
        if ranged { format!("{stem}[1-2].contoso.test") } else { format!("{stem}.contoso.test") };
    let mut server = named(&name);
    w.place(dice, &mut server);
    if version != "exchange-2013" || dice.may() {
        server.put("version", version);
    }
    let all: &[&str] =
        if old { &["mailbox", "unified-messaging"] } else { &["client-access", "mailbox"] };
    match roles {
        Some(roles) => server.put("roles", roles.to_vec()),
        None if dice.may() => server.put("roles", all.to_vec()),
        None => {}
    }
    let roles = roles.unwrap_or(all);
    let um = roles.contains(&"unified-messaging") || (!old && roles.contains(&"mailbox"));
    let router = !old && roles.contains(&"client-access");
    if version == "exchange-2010" && dice.may() {
        server.put("service_pack", dice.number(0, 3));
    }
    if old && um && (dice.fault() || dice.chance(0.05)) {
        server.put("status", word(dice, &STATUS));
    }
    if dice.fault() {
        server.put("startup_mode", word(dice, &["tcp", "tls", "dual"]));
    } else if dice.may() {
        server.put("startup_mode", "dual");
    }
    if dice.fault() {
        server.put("restart_pending", flag(dice));
    }
    if um {
        if dice.may() {
            server.put("max_calls", *dice.pick(&[1, 2, 5, 20, 100]));
        }
        if dice.may() {
            server.put("worker_calls", *dice.pick(&[1, 3, 10, 50]));
        }
        if version != "exchange-2007" && dice.may() {
            server.put("preview", dice.most());
        }
        if dice.may() {
            server.put("pipeline_limit", *dice.pick(&[1, 2, 10]));
        }
    }
    host(dice, &mut server, &["call_router", "um_service", "worker_process", "pipeline"]);
    w.push("exchange_server", server);
    let names = match ranged {
        true => vec![format!("{stem}1.contoso.test"), format!("{stem}2.contoso.test")],
        false => vec![name],
    };
    let mailbox = roles.contains(&"mailbox");
    let entry = router || (old && um);
    w.servers.extend(names.into_iter().map(|name| Server { name, version, entry, mailbox }));
}

pub fn dial_plans(dice: &Dice, w: &mut World) {
    if w.has_lync {
        for i in 1..=*dice.pick(&[1, 1, 1, 2]) {
            plan(dice, w, &format!("UMSIP{i}"), true);
        }
    }
    if w.has_pbx {
        plan(dice, w, "PBX", false);
    }
}

fn plan(dice: &Dice, w: &mut World, name: &str, sip: bool) {
    let mut plan = named(name);
    let form = if sip { "sip-uri" } else { *dice.pick(&["telephone-extension", "e164"]) };
    if sip == w.has_lync && (sip || form == "telephone-extension") {
        if dice.may() {
            plan.put("uri_type", form);
        }
    } else {
        plan.put("uri_type", form);
    }
    if (dice.faulty || !sip) && dice.may() {
        plan.put("security", word(dice, &["unsecured", "sip-secured", "secured"]));
    }
    let servers: Vec<String> = w.servers.iter().map(|s| s.name.clone()).collect();
    if sip && dice.may() {
        let members: Value = match dice.chance(0.4) {
            true => "all".into(),
            false if dice.fault() => dice.some(&servers, 0.6).into(),
            false => vec!["*"].into(),
        };
        plan.put("servers", members);
    }
    if sip && servers.len() > 1 && (dice.fault() || dice.chance(0.05)) {
        plan.put("except", vec![dice.pick(&servers).clone()]);
    }
    let optional: [(&str, &dyn Fn() -> Value); 8] = [
        ("phone_context", &|| format!("{name}.contoso.test").into()),
        ("dialling_rules", &|| vec!["Anywhere"].into()),
        ("retry_after_redirect", &|| true.into()),
        ("legacy_notifications", &|| word(dice, &["path-b", "none"])),
        ("older_server", &|| word(dice, &["refuses", "redirects"])),
        ("fax", &|| flag(dice)),
        ("max_call_duration", &|| format!("{} min", dice.number(21, 120)).into()),
        ("logon_failures", &|| dice.number(1, 5).into()),
    ];
    for (key, value) in optional {
        if dice.may() {
            plan.put(key, value());
        }
    }
    if sip && dice.may() {
        plan.put("legacy_only_plan_notifies", flag(dice));
    }
    if dice.may() {
        plan.put("max_recording", format!("{} min", dice.number(1, 9)));
        plan.put("max_call_duration", format!("{} min", dice.number(10, 12)));
    }
    w.push("dial_plan", plan);
    w.plans.push(Plan { name: name.to_owned(), sip });
}

pub fn policies(dice: &Dice, w: &mut World) {
    if dice.chance(0.5) {
        let mut partner = named("fax1.contoso.test");
        w.place(dice, &mut partner);
        if dice.may() {
            partner.put("calls", *dice.pick(&[1, 2, 48]));
        }
        host(dice, &mut partner, &["fax_partner"]);
        w.push("fax_partner", partner);
        w.partners.push("fax1.contoso.test".into());
    }
    for i in 0..*dice.pick(&[0, 1, 2]) {
        let name = format!("policy {i}");
        let mut policy = named(&name);
        let plan = if dice.chance(0.3) && !w.plans.is_empty() {
            Some(dice.pick(&w.plans).name.clone())
        } else {
            None
        };
        if let Some(plan) = &plan {
            policy.put("dial_plan", plan.clone());
        }
        for key in ["missed_call_notifications", "preview"] {
            if dice.may() {
                policy.put(key, flag(dice));
            }
        }
        if dice.fault() || dice.chance(0.05) {
            policy.put("play_on_phone", flag(dice));
        }
        if let (Some(partner), true) = (w.partners.first(), dice.chance(0.7)) {
            let uri = format!("sip:{partner}:5060;transport=tcp");
            policy.put("fax_server", if dice.chance(0.5) { partner.clone() } else { uri });
            if dice.may() {
                policy.put("fax", flag(dice));
            }
        }
        w.push("mailbox_policy", policy);
        w.policies.push(Policy { name, plan });
    }
}

/// Where mailboxes are.
pub fn mailboxes(dice: &Dice, w: &World) -> Option<Value> {
    let mut out = Table::new();
    let (old, new) = (w.homes(&OLD), w.homes(&NEW));
    let all = [old.clone(), new.clone()].concat();
    if all.is_empty() {
        return None;
    }
    if dice.chance(0.4) {
        out.put("shares", super::study::shares(dice, &dice.some(&all, 0.7)));
        return Some(Value::Table(out));
    }
    let current = if new.is_empty() { &old } else { &new };
    out.put("current", dice.some(current, 0.7));
    if !old.is_empty() && !new.is_empty() && dice.chance(0.7) {
        out.put("legacy", dice.some(&old, 0.7));
        out.put("migrated", dice.share());
    }
    Some(Value::Table(out))
}
