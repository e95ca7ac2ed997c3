//! Where calls come from.

use super::dice::{Dice, table};
use super::study::{MIDNIGHT_SOON, by_share, word};
use super::world::{Put, World};
use toml::{Table, Value};

/// A source that may be written: its class, whom it is for, and the gateways it may use.
struct Source {
    class: &'static str,
    key: &'static str,
    party: String,
    gateways: Vec<String>,
    counts: bool,
}

pub fn traffic(dice: &Dice, w: &mut World) {
    let sources = sources(w);
    let share = *dice.pick(&[0.2, 0.5, 0.9]);
    let n = sources.len();
    let mut written = 0;
    for (i, source) in sources.into_iter().enumerate() {
        if dice.chance(share) || (written == 0 && i + 1 == n) {
            let one = one(dice, w, source);
            w.push("traffic", one);
            written += 1;
        }
    }
}

/// Every source that this scenario could have.
fn sources(w: &World) -> Vec<Source> {
    let mut out = Vec::new();
    let mut add = |class, key, party: &str, gateways: &[String], counts| {
        let (party, gateways) = (party.to_owned(), gateways.to_vec());
        out.push(Source { class, key, party, gateways, counts });
    };
    let none: [String; 0] = [];
    for group in &w.users {
        let way = if group.lync { &w.lync_gateways } else { &w.exchange_gateways };
        if group.lync || group.plan.is_some() {
            add("voice", "to", &group.name, way, true);
        }
        if group.plan.is_some() {
            add("fax", "to", &group.name, way, true);
            add("play-on-phone", "from", &group.name, way, true);
        }
        if group.lync {
            add("outbound", "from", &group.name, way, true);
            add("internal", "to", &group.name, &none, true);
        } else if !w.pbxs.is_empty() && group.plan.is_some() {
            add("internal", "to", &group.name, &w.pbxs, true);
        }
    }
    for contact in &w.attendants {
        let way = if contact.lync { &w.lync_gateways } else { &w.exchange_gateways };
        add("auto-attendant", "to", &contact.name, way, false);
    }
    for contact in &w.numbers {
        let way = if contact.lync { &w.lync_gateways } else { &w.exchange_gateways };
        add("subscriber-access", "to", &contact.name, way, true);
    }
    for line in &w.fax_lines {
        let way: &[String] = if line.direct { &none } else { &w.lync_gateways };
        add("fax", "to", &line.name, way, true);
    }
    out
}

fn one(dice: &Dice, w: &World, source: Source) -> Table {
    let mut one = Table::new();
    let Source { class, key, party, gateways, counts } = source;
    one.put("class", class);
    one.put(key, party.clone());
    if dice.may() {
        one.put("name", format!("{class} {party} *"));
    }
    let groups: Vec<String> = w.users.iter().map(|u| u.name.clone()).collect();
    if class == "internal" && dice.may() {
        one.put("from", dice.pick(&groups).clone());
    }
    ways(dice, &mut one, gateways);
    let talks = !matches!(class, "fax" | "subscriber-access");
    // A list without classes is replayed by one source.
    let listed = |source: &Value| source.get("arrivals").and_then(|a| a.get("replay")).is_some();
    let written = w.root.get("traffic").and_then(Value::as_array);
    let is_listed = written.is_some_and(|sources| sources.iter().any(listed));
    let talking = talks && class != "auto-attendant";
    let arrivals = match talking && !is_listed && dice.chance(0.1) {
        true => table("replay", "calls.csv"),
        false => arrivals(dice, counts, talking),
    };
    one.put("arrivals", arrivals);
    let start = w.root.get("study").and_then(|study| study.get("start"));
    let several_days = start.and_then(Value::as_str) == Some(MIDNIGHT_SOON);
    let replays =
        one.get("arrivals").is_some_and(|a| a.get("trace").is_some() || a.get("replay").is_some());
    let mut put = |keys: &[(&str, &dyn Fn() -> Value)]| {
        for (key, value) in keys {
            if dice.may() {
                one.put(key, value());
            }
        }
    };
    if talks {
        put(&[("talk", &|| dice.span(40.0))]);
    }
    if matches!(class, "voice" | "internal" | "auto-attendant" | "subscriber-access") {
        let long = *dice.pick(&[0.05, 3.0, 15.0, 40.0, 120.0]);
        put(&[("patience", &|| match dice.chance(0.2) {
            true => "never".into(),
            false => dice.span(long),
        })]);
    }
    put(&[("retry", &|| retry(dice))]);
    if !replays {
        put(&[
            ("surges", &|| surges(dice)),
            ("day_factor", &|| day_factor(dice, several_days)),
            ("rate_states", &|| rate_states(dice)),
        ]);
    }
    if class == "fax" {
        put(&[
            ("gives_up", &|| dice.span(40.0)),
            ("gives_up_from", &|| word(dice, &["dialling", "answer"])),
            ("pages", &|| dice.number(1, 5).into()),
            ("page", &|| dice.span(30.0)),
        ]);
    }
    if class == "fax" && groups.contains(&party) {
        put(&[("person_hangs_up", &|| dice.span(4.0))]);
    }
    if class == "play-on-phone" {
        put(&[("to_telephone_network", &|| dice.share())]);
    }
    let load = one.get("arrivals").and_then(Value::as_str).is_some_and(|a| a.ends_with("erlang"));
    if load && one.contains_key("talk") {
        one.put("talk", "30 s"); // A load needs a conversation of some length.
    }
    one
}

fn ways(dice: &Dice, one: &mut Table, gateways: Vec<String>) {
    if gateways.is_empty() {
        return;
    }
    let mut chosen = gateways.clone();
    if dice.may() {
        chosen = dice.some(&gateways, 0.6);
        one.put("gateways", chosen.clone());
    }
    if dice.may() {
        let choose: Value = match dice.number(0, 3) {
            0 => by_share(dice, &chosen),
            1 => "by-channels".into(),
            2 => "round-robin".into(),
            _ => "in-order".into(),
        };
        one.put("choose", choose);
    }
}

/// Some 10 to 100 calls in the window.
fn arrivals(dice: &Dice, counts: bool, talks: bool) -> Value {
    let rate = |low, high| format!("{}/h", dice.number(low, high));
    match dice.number(0, 9) {
        0 | 1 if counts => table("per_user", rate(1, 20)),
        2 => {
            let steps =
                [("00:00", rate(60, 600)), ("08:02", rate(60, 1500)), ("09:31:30", rate(0, 900))];
            let steps = steps.map(|(at, rate)| Value::from(vec![at.to_owned(), rate]));
            table("profile", Value::Array(steps.to_vec()))
        }
        3 => table("trace", "instants.csv"),
        4 if talks => format!("{} erlang", dice.number(1, 12)).into(),
        5 => format!("{}/min", dice.number(2, 25)).into(),
        _ => rate(150, 1200).into(),
    }
}

/// One to three surges, which may overlap.
fn surges(dice: &Dice) -> Value {
    let surge = |_| {
        let mut one = Table::new();
        let from = dice.number(0, 300);
        one.put("from", format!("{from} s"));
        match dice.number(0, 2) {
            0 => one.put("to", format!("{} s", from + dice.number(1, 300))),
            1 => one.put("lasts", format!("{} s", dice.number(1, 300))),
            _ => {}
        }
        one.put("factor", *dice.pick(&[0.0, 0.3, 1.0, 2.0, 4.0]));
        Value::Table(one)
    };
    Value::Array((0..dice.number(1, 3)).map(surge).collect())
}

/// Days that differ.
fn day_factor(dice: &Dice, several: bool) -> Value {
    let mut one = Table::new();
    one.put("cv", *dice.pick(&[0.05, 0.2, 0.5, 1.0, 2.0]));
    if dice.may() {
        one.put("shared", dice.share());
    }
    if several && dice.may() {
        one.put("correlation", format!("{} %", dice.number(0, 99)));
    }
    Value::Table(one)
}

/// Two to four states, short enough that several are met.
fn rate_states(dice: &Dice) -> Value {
    let n = dice.number(2, 4) as usize;
    let chosen = dice.may();
    let state = |i: usize| {
        let mut one = Table::new();
        one.put("factor", *dice.pick(&[0.0, 0.5, 1.0, 3.0]));
        one.put("lasts", format!("{} s", dice.number(1, 90)));
        if chosen {
            // In turn, so that each is reached.
            let share = |to| Value::from(if to == (i + 1) % n { "100 %" } else { "0 %" });
            one.put("next", Value::Array((0..n).map(share).collect()));
        }
        Value::Table(one)
    };
    Value::Array((0..n).map(state).collect())
}

fn retry(dice: &Dice) -> Value {
    let mut retry = Table::new();
    retry.put("share", dice.share());
    retry.put("after", dice.span(15.0));
    if dice.chance(0.5) {
        retry.put("at_most", dice.number(1, 14));
    }
    if dice.may() {
        retry.put("after_drop", dice.share());
    }
    Value::Table(retry)
}
