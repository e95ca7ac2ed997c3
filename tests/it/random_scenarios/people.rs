//! Who is called: users, auto attendants, access numbers and fax lines.

use super::dice::Dice;
use super::exchange::mailboxes;
use super::study::flag;
use super::world::{Contact, FaxLine, Group, Put, World, named};
use toml::{Table, Value};

pub fn users(dice: &Dice, w: &mut World) {
    for i in 0..*dice.pick(&[1, 2, 2, 3]) {
        let lync = if w.has_lync && w.has_pbx { dice.chance(0.5) } else { w.has_lync };
        group(dice, w, &format!("group {i}"), lync);
    }
}

fn group(dice: &Dice, w: &mut World, name: &str, lync: bool) {
    let mut users = named(name);
    users.put("count", *dice.pick(&[1, 2, 20, 100, 1000]));
    let both = w.has_lync && w.has_pbx;
    if (both && !lync) || dice.may() {
        users.put("lync", lync);
    }
    let plan = plan_of(dice, w, &mut users, lync);
    if !lync {
        w.place(dice, &mut users);
    } else {
        if !w.sites.is_empty() && dice.may() {
            users.put("site", dice.pick(&w.sites).clone());
        }
        if w.pools.len() > 1 || dice.may() {
            users.put("pool", dice.pick(&w.pools).clone());
        }
        if w.voice_policies.len() > 1 || (!w.voice_policies.is_empty() && dice.may()) {
            users.put("voice_policy", dice.pick(&w.voice_policies).clone());
        }
        attributes(dice, &mut users);
    }
    let fitting = w.policies.iter().filter(|p| p.plan.is_none() || p.plan == plan);
    let fitting: Vec<String> = fitting.map(|p| p.name.clone()).collect();
    if !fitting.is_empty() && dice.chance(0.6) {
        users.put("policy", dice.pick(&fitting).clone());
    }
    if let (Some(mailboxes), true, true) = (mailboxes(dice, w), plan.is_some(), dice.may()) {
        users.put("mailboxes", mailboxes);
    }
    behaviour(dice, &mut users);
    w.push("users", users);
    w.users.push(Group { name: name.to_owned(), lync, plan });
}

/// Policies that no group and no fax line names would be refused.
pub fn without_idle_policies(w: &mut World) {
    let named = |kind: &str| {
        let tables = w.root.get(kind).and_then(Value::as_array);
        tables.is_some_and(|tables| tables.iter().any(|t| t.get("policy").is_some()))
    };
    if !named("users") && !named("fax_line") {
        w.root.remove("mailbox_policy");
    }
}

fn plan_of(dice: &Dice, w: &World, users: &mut Table, lync: bool) -> Option<String> {
    let plans = w.plans_of(lync);
    if plans.is_empty() || dice.chance(0.04) {
        if !w.plans.is_empty() || dice.may() {
            users.put("dial_plan", "none"); // Without voice mail.
        }
        return None;
    }
    if plans.len() > 1 || dice.may() {
        let plan = dice.pick(&plans).clone();
        users.put("dial_plan", plan.clone());
        return Some(plan);
    }
    plans.first().cloned()
}

fn attributes(dice: &Dice, users: &mut Table) {
    for key in ["um_enabled", "sip_address_matches", "enterprise_voice", "tel_uri"] {
        if dice.fault() {
            users.put(key, dice.share());
        } else if dice.may() {
            users.put(key, "100 %");
        }
    }
    if dice.may() {
        let mut endpoints = Table::new();
        endpoints.put("lync", dice.number(0, 25) as f64 / 10.0);
        if dice.chance(0.5) {
            endpoints.put("phone_edition", dice.number(0, 10) as f64 / 10.0);
        }
        users.put("endpoints", endpoints);
    }
}

fn behaviour(dice: &Dice, users: &mut Table) {
    for key in ["missed_call_notifications", "fax"] {
        if dice.may() {
            users.put(key, flag(dice));
        }
    }
    for key in ["registered", "busy", "do_not_disturb"] {
        if dice.may() {
            users.put(key, dice.share());
        }
    }
    if dice.may() {
        users.put("ring", dice.span(15.0));
    }
    if dice.may() {
        let mut answers = Table::new();
        answers.put("share", dice.share());
        if dice.chance(0.5) {
            answers.put("after", dice.span(6.0));
        }
        users.put("answers", answers);
    }
    let mut voice_mail = Table::new();
    let keys: [(&str, &dyn Fn() -> Value); 5] = [
        ("greeting", &|| dice.span(8.0)),
        ("hangs_up_in_greeting", &|| dice.share()),
        ("leaves_message", &|| dice.share()),
        ("message", &|| dice.span(30.0)),
        ("minimum_message", &|| dice.time(3.0)),
    ];
    for (key, value) in keys {
        if dice.may() {
            voice_mail.put(key, value());
        }
    }
    if !voice_mail.is_empty() {
        users.put("voice_mail", voice_mail);
    }
}

/// Auto attendants and access numbers.
pub fn contacts(dice: &Dice, w: &mut World) {
    for (i, plan) in w.plans.clone().into_iter().enumerate() {
        let on_pool = |dice: &Dice, w: &World, contact: &mut Table| {
            if w.plans.len() > 1 || dice.may() {
                contact.put("dial_plan", plan.name.clone());
            }
            if plan.sip && (w.pools.len() > 1 || dice.may()) {
                contact.put("pool", dice.pick(&w.pools).clone());
            }
        };
        let here = w.users.iter().filter(|u| u.plan.as_ref() == Some(&plan.name));
        let here: Vec<String> = here.map(|u| u.name.clone()).collect();
        if dice.chance(0.5) {
            let name = format!("Reception {i}");
            let mut attendant = named(&name);
            on_pool(dice, w, &mut attendant);
            if dice.may() {
                attendant.put("menu", dice.span(10.0));
            }
            let mut transfer = Table::new();
            if here.is_empty() {
                transfer.put("share", "0 %");
            } else if dice.may() {
                transfer.put("share", dice.share());
            }
            let reached = w.users.iter().filter(|u| u.lync == plan.sip);
            let reached: Vec<String> = reached.map(|u| u.name.clone()).collect();
            if !reached.is_empty() && dice.may() {
                transfer.put("to", dice.some(&reached, 0.6));
            }
            if !transfer.is_empty() {
                attendant.put("transfer", transfer);
            }
            w.push("auto_attendant", attendant);
            w.attendants.push(Contact { name, lync: plan.sip });
        }
        if !here.is_empty() && dice.chance(0.5) {
            let name = format!("OVA {i}");
            let mut number = named(&name);
            on_pool(dice, w, &mut number);
            if dice.may() {
                number.put("users", dice.some(&here, 0.6));
            }
            let keys: [(&str, &dyn Fn() -> Value); 4] = [
                ("resolved", &|| dice.share()),
                ("log_on", &|| dice.span(8.0)),
                ("wrong_pin", &|| format!("{} %", dice.number(0, 60)).into()),
                ("session", &|| dice.span(40.0)),
            ];
            for (key, value) in keys {
                if dice.may() {
                    number.put(key, value());
                }
            }
            w.push("access_number", number);
            w.numbers.push(Contact { name, lync: plan.sip });
        }
    }
}

pub fn fax_lines(dice: &Dice, w: &mut World) {
    for i in 0..*dice.pick(&[0, 0, 1, 2]) {
        let routes: &[&str] = match (w.has_lync, w.plans_of(false).is_empty()) {
            (true, true) => &["um", "analogue-device"],
            (true, false) => &["um", "analogue-device", "direct"],
            _ => &["direct"],
        };
        let route = *dice.pick(routes);
        let name = format!("fax line {i}");
        let mut line = named(&name);
        if dice.may() {
            line.put("numbers", dice.number(1, 8));
        }
        if route != "um" || dice.may() {
            line.put("route", route);
        }
        if route == "direct" || (!w.sites.is_empty() && dice.may()) {
            w.place(dice, &mut line);
        }
        if route != "direct" && (w.pools.len() > 1 || dice.may()) {
            line.put("pool", dice.pick(&w.pools).clone());
        }
        if route == "analogue-device" {
            if dice.may() {
                line.put("answers_after", dice.span(5.0));
            }
        } else {
            mailbox_line(dice, w, &mut line, route == "direct");
        }
        w.push("fax_line", line);
        w.fax_lines.push(FaxLine { name, direct: route == "direct" });
    }
}

fn mailbox_line(dice: &Dice, w: &World, line: &mut Table, direct: bool) {
    let plans = w.plans_of(!direct);
    let mut plan = plans.first().cloned();
    if plans.len() > 1 || (!plans.is_empty() && dice.may()) {
        let chosen = dice.pick(&plans).clone();
        line.put("dial_plan", chosen.clone());
        plan = Some(chosen);
    }
    let fitting = w.policies.iter().filter(|p| p.plan.is_none() || p.plan == plan);
    let fitting: Vec<String> = fitting.map(|p| p.name.clone()).collect();
    if !fitting.is_empty() && dice.chance(0.6) {
        line.put("policy", dice.pick(&fitting).clone());
    }
    let homes: Vec<String> =
        w.servers.iter().filter(|s| s.mailbox).map(|s| s.name.clone()).collect();
    if !homes.is_empty() && dice.may() {
        line.put("mailboxes", dice.some(&homes, 0.6));
    }
    if dice.may() {
        line.put("greeting", dice.span(8.0));
    }
    if dice.may() {
        line.put("minimum_message", dice.time(3.0));
    }
    if direct && dice.may() {
        let to = if w.balancers.is_empty() { w.entries() } else { w.balancers.clone() };
        if !to.is_empty() {
            let to = if w.balancers.is_empty() { dice.some(&to, 0.6) } else { vec![to[0].clone()] };
            line.put("next_hops", to);
        }
    }
}
