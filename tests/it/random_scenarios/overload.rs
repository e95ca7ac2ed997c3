//! UDP, finite queues, lossy links and overload control.

use super::dice::Dice;
use super::world::{Put, World};
use toml::{Table, Value};

/// Now and then a trunk runs over UDP, a link loses messages, or a host has a limit or control.
pub fn overload(dice: &Dice, w: &mut World) {
    each(w, "trunk", |trunk| {
        if !trunk.contains_key("srtp") && !trunk.contains_key("transport") && dice.may() {
            trunk.put("transport", "udp");
        }
    });
    each(w, "link", |link| {
        if dice.may() {
            link.put("loss", format!("{} %", dice.number(0, 50)));
        }
    });
    for (kind, controls) in [
        ("gateway", &[][..]),
        ("mediation_server", &["none", "loss"]),
        ("pool", &["none", "loss", "throttling"]),
    ] {
        each(w, kind, |host| {
            if host.get("collocated").and_then(Value::as_bool) != Some(true) {
                limits(dice, host, controls);
            }
        });
    }
    if dice.may() {
        times(dice, w);
    }
}

fn each(w: &mut World, kind: &str, mut act: impl FnMut(&mut Table)) {
    let tables = w.root.get_mut(kind).and_then(Value::as_array_mut).into_iter().flatten();
    tables.filter_map(Value::as_table_mut).for_each(&mut act);
}

fn limits(dice: &Dice, host: &mut Table, controls: &[&str]) {
    if dice.may() {
        host.put("queue_limit", *dice.pick(&[1, 2, 10, 100, 1_000]));
    }
    if controls.is_empty() || !dice.may() {
        return;
    }
    let control = *dice.pick(controls);
    host.put("overload_control", control);
    if control == "loss" && dice.may() {
        host.put("target_utilization", format!("{} %", dice.number(1, 100)));
    }
}

fn times(dice: &Dice, w: &mut World) {
    let mut overload = Table::new();
    if dice.may() {
        overload.put("t1", dice.time(0.5));
    }
    if dice.may() {
        overload.put("t2", "1 h");
    }
    for (key, seconds) in
        [("tcp_timeout", 1.0), ("holding_over", 10.0), ("refuse_above", 0.1), ("retry_after", 10.0)]
    {
        if dice.may() {
            overload.put(key, dice.time(seconds));
        }
    }
    if dice.may() {
        overload.put("throttle_below", "5 ms");
        overload.put("throttle_above", "20 ms");
    }
    w.root.put("overload", overload);
}
