//! The tables that stand once: window, costs, rules, targets.

use super::dice::{Dice, table};
use super::world::{Put, World};
use toml::{Table, Value};

/// The roles of `processing`, and the tables of hosts on which each may differ.
pub const ROLES: [&str; 10] = [
    "gateway",
    "mediation_server",
    "front_end",
    "exum_routing",
    "endpoint",
    "call_router",
    "um_service",
    "worker_process",
    "pipeline",
    "fax_partner",
];

const KINDS: [&str; 13] = [
    "invite", "trying", "ringing", "ok", "redirect", "failure", "ack", "cancel", "bye", "info",
    "reinvite", "refer", "message",
];

/// A start from which every study goes on into the next day.
pub const MIDNIGHT_SOON: &str = "2014-05-10T23:58:30";

/// Window, seed and replications: some hundred calls.
pub fn study(dice: &Dice, w: &mut World) {
    let mut study = Table::new();
    study.put("duration", format!("{} min", dice.number(2, 5)));
    study.put("warm_up", if dice.may() { "1.5 min" } else { "30 s" });
    study.put("replications", 2);
    let seed = dice.number(0, 1_000_000);
    study.put("seed", seed);
    if seed % 3 == 0 {
        study.put("service_level_within", format!("{} ms", seed % 100));
    }
    if seed % 5 == 0 {
        study.put("bin", format!("{} s", 1 + seed % 90));
    }
    start(dice, &mut study);
    study.put("follow_at_most", format!("{} s", dice.number(1, 900)));
    if dice.may() {
        study.put("confidence", format!("{} %", dice.number(60, 99)));
    }
    if seed % 7 == 0 {
        study.put("growth", "3 %/month");
    }
    if dice.may() {
        study.put("wan_delay", dice.span(0.03));
    }
    if dice.may() {
        study.put("lan_delay", dice.span(0.001));
    }
    w.root.put("study", study);
    if dice.may() {
        w.root.put("schema_version", 1);
    }
    if dice.may() {
        w.root.put("title", "A random scenario");
    }
}

/// The load of all sources, where no arrivals are recorded instants.
pub fn load(dice: &Dice, w: &mut World) {
    let is_recorded = w
        .root
        .get("traffic")
        .is_some_and(|t| ["trace", "replay"].iter().any(|key| t.to_string().contains(key)));
    let load = dice.number(50, 150);
    if let (Some(Value::Table(study)), true, false) =
        (w.root.get_mut("study"), load % 5 == 0, is_recorded)
    {
        study.put("load", format!("{load} %"));
    }
}

/// What `size` may choose; a run does not look at it.
pub fn sizing(dice: &Dice, w: &mut World) {
    if !dice.may() {
        return;
    }
    let mut size = Table::new();
    if dice.may() {
        size.put("survive", vec!["any one server"]);
    }
    if dice.may() {
        size.put("confidence", "90 %");
    }
    w.root.put("size", size);
    let mut vary = Table::new();
    vary.put("key", "gateway[*].channels");
    vary.put("from", 1);
    vary.put("to", dice.number(2, 9));
    vary.put("cost", "900 EUR/month");
    if dice.may() {
        vary.put("name", "seeds");
    }
    if dice.may() {
        vary.put("step", 2);
    }
    if dice.may() {
        vary.put("fixed", "4,000");
    }
    w.push("vary", vary);
}

/// When it starts, by which clocks: also a minute or two before they change.
fn start(dice: &Dice, study: &mut Table) {
    match dice.number(0, 5) {
        0 => {
            study.put("start", "2014-03-30T01:58:00");
            study.put("zone", "Europe/Berlin");
        }
        1 => {
            study.put("start", "2014-10-26T02:58:00+02:00");
            study.put("zone", "Europe/Berlin");
        }
        2 | 3 => {
            let (month, day, hour) = (dice.number(1, 9), dice.number(0, 9), dice.number(0, 9));
            study.put("start", format!("2014-0{month}-1{day}T0{hour}:30:00"));
            if dice.may() {
                study.put("zone", "America/New_York");
            }
        }
        4 => study.put("start", MIDNIGHT_SOON),
        _ => {}
    }
}

/// Work of some roles.
pub fn processing(dice: &Dice, roles: &[&str]) -> Value {
    let mut all = Table::new();
    for role in roles {
        if dice.chance(1.5 / roles.len() as f64) {
            all.put(role, work(dice));
        }
    }
    if all.is_empty() {
        all.put(roles[0], work(dice));
    }
    Value::Table(all)
}

fn work(dice: &Dice) -> Value {
    if dice.chance(0.4) {
        return dice.span(0.02);
    }
    let mut work = part(dice);
    for kind in KINDS {
        if dice.chance(0.15) {
            let of_kind = if dice.chance(0.3) { dice.span(0.03) } else { Value::Table(part(dice)) };
            work.put(kind, of_kind);
        }
    }
    Value::Table(work)
}

fn part(dice: &Dice) -> Table {
    let mut part = Table::new();
    if dice.chance(0.6) {
        // Now and then work so long that hosts are the bottleneck.
        part.put("service", dice.span(if dice.chance(0.1) { 0.5 } else { 0.01 }));
    }
    if dice.chance(0.5) {
        part.put("wait", dice.span(0.1));
    }
    part
}

/// Costs and rules.
pub fn settings(dice: &Dice, w: &mut World) {
    if dice.may() {
        w.root.put("processing", processing(dice, &ROLES));
    }
    let mut one = |name: &str, keys: &[(&str, &dyn Fn() -> Value)]| {
        let mut table = Table::new();
        for (key, value) in keys {
            if dice.may() {
                table.put(key, value());
            }
        }
        if !table.is_empty() {
            w.root.put(name, table);
        }
    };
    let flag = || Value::Boolean(dice.chance(0.5));
    let word = |words: &[&str]| Value::from(*dice.pick(words));
    one(
        "connection",
        &[
            ("tcp_round_trips", &|| dice.number(0, 3).into()),
            ("tls_round_trips", &|| dice.number(0, 3).into()),
            ("tls_handshake", &|| dice.span(0.01)),
        ],
    );
    one("delivery", &[("notification", &|| dice.span(3.0)), ("message", &|| dice.span(3.0))]);
    one(
        "preview",
        &[
            ("cpu_per_audio", &|| (dice.number(0, 40) as f64 / 10.0).into()),
            ("longest", &|| dice.time(60.0)),
            ("at_most", &|| dice.time(60.0)),
        ],
    );
    one("fax", &[("refused_with", &|| dice.number(400, 699).into())]);
    one(
        "directory",
        &[
            ("lync_schema", &flag),
            ("proxy_addresses", &flag),
            ("resolved_without", &|| dice.share()),
        ],
    );
    one(
        "rules",
        &[
            ("authorities", &|| word(&["same-ca", "mutual-trust"])),
            ("subject_name", &|| word(&["cn-or-san", "cn"])),
            ("san_wildcard", &|| word(&["allowed", "same-server"])),
            ("matrix_scope", &|| word(&["all", "lpe"])),
            ("security_checked_at", &|| word(&["call-router", "um-service", "worker-process"])),
            ("far_outgoing_works", &|| dice.share()),
        ],
    );
}

/// Targets and exact answers.
pub fn figures(dice: &Dice, w: &mut World) {
    const MEASURES: [(&str, &str); 10] = [
        ("blocking", "1 %"),
        ("calls_lost", "2 %"),
        ("voice_mail_failed", "1 %"),
        ("missed_call_notification_loss", "0.1 %"),
        ("post_dial_delay", "3 s"),
        ("post_dial_delay.p90", "3 s"),
        ("voice_mail_routing_latency.mean", "2 s"),
        ("answered.per_hour", "100/h"),
        ("attempts.count", "100"),
        ("ser", "50 %"),
    ];
    let traffic = w.root.get("traffic").and_then(Value::as_array).into_iter().flatten();
    let classes = traffic.filter_map(|t| Some(format!("class:{}", t.get("class")?.as_str()?)));
    let scopes: Vec<String> = [String::from("all")]
        .into_iter()
        .chain(classes)
        .chain(w.plans.iter().map(|p| format!("dial_plan:{}", p.name)))
        .chain(w.pools.iter().map(|p| format!("pool:{p}")))
        .chain(w.users.iter().map(|u| format!("users:{}", u.name)))
        .collect();
    for (measure, limit) in MEASURES {
        let quantity = || -> Value {
            match limit.parse::<i64>() {
                Ok(number) => number.into(),
                Err(_) => limit.into(),
            }
        };
        if !limit.contains("/h") && dice.chance(0.3) && dice.may() {
            let mut target = Table::new();
            target.put("measure", measure);
            target.put(if dice.chance(0.7) { "at_most" } else { "at_least" }, quantity());
            if dice.may() && !measure.contains(".p") {
                target.put("scope", dice.pick(&scopes).clone());
            }
            w.push("target", target);
        }
        if !limit.contains("/h") && dice.chance(0.15) && dice.may() {
            let mut reference = Table::new();
            reference.put("measure", measure);
            reference.put("value", quantity());
            reference.put("source", "a formula");
            if dice.may() && !measure.contains(".p") {
                reference.put("scope", dice.pick(&scopes).clone());
            }
            w.push("reference", reference);
        }
    }
}

/// Keys that a table of a host may have besides its own.
pub fn host(dice: &Dice, table: &mut Table, roles: &[&str]) {
    if dice.may() {
        table.put("cores", dice.number(1, 12));
    }
    if dice.chance(0.4) && dice.may() {
        table.put("processing", processing(dice, roles));
    }
}

/// A flag.
pub fn flag(dice: &Dice) -> Value {
    Value::Boolean(dice.chance(0.5))
}

/// A word.
pub fn word(dice: &Dice, words: &[&str]) -> Value {
    Value::from(*dice.pick(words))
}

/// Shares of names that sum to 100 %.
pub fn shares(dice: &Dice, names: &[String]) -> Value {
    let mut left = 100;
    let mut out = Table::new();
    for (i, name) in names.iter().enumerate() {
        let part = if i + 1 == names.len() { left } else { dice.number(0, left) };
        left -= part;
        out.put(name, format!("{part} %"));
    }
    Value::Table(out)
}

/// A table of one share by name.
pub fn by_share(dice: &Dice, names: &[String]) -> Value {
    table("share", shares(dice, names))
}
