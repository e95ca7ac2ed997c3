//! Contradictions among the keys of every topology and every kind of call: each gives its message.

use crate::scenario::{GOOD, check_in, load};
use crate::vocabulary::{EVERY_KEY, PBX};
use proptest::prelude::*;

/// Adds lines to the end of a scenario and expects the messages, as in [`check_in`].
pub fn more(base: &str, lines: &str, expected: &[&str]) {
    let last = "arrivals = \"60/h\"";
    check_in(base, last, &format!("{last}\n{lines}"), expected);
}

#[test]
fn contradictions_of_gateways() {
    let gateway = |lines: &str, expected: &[&str]| {
        check_in(GOOD, "channels = 30", &format!("channels = 30\n{lines}"), expected);
    };
    gateway("fax = { t38 = false, method = \"re-invite\" }", &["5: sends no re-INVITE for a fax"]);
    gateway("fax = { t38 = false, on_reject = \"hang-up\" }", &["5: `on_reject` has no effect"]);
    gateway(
        "next_hops = [\"med1\", \"ex1\"]",
        &["5: to Mediation Servers or to Exchange, not to both"],
    );
    gateway("lines = { e1 = 16 }", &["5: `channels = 30` and `lines.e1 = 16` both give"]);
    gateway("next_hops = [\"ex1\"]", &["17: there is no gateway for these calls"]);
    let lb = "[[load_balancer]]\nname = \"lb1\"";
    more(GOOD, lb, &["21: nothing sends calls to it"]);
    gateway(
        &format!("next_hops = [\"lb1\", \"ex1\"]\n{lb}"),
        &[
            "5: a load balancer must be the only next hop",
            "19: there is no gateway for these calls",
        ],
    );
    let apart = GOOD.replace("name = \"ex[1-2]\"", "name = \"ex[1-2]\"\nroles = [\"mailbox\"]");
    check_in(
        &apart,
        "channels = 30",
        "channels = 30\nnext_hops = [\"ex1\"]",
        &["5: `ex1` is not a Call Router", "18: there is no gateway for these calls"],
    );
    check_in(
        PBX,
        "channels = 30",
        "channels = 30\nbalance = \"least-loaded\"",
        &["6: does not work for Call Routers"],
    );
    let trunk = "[[trunk]]\ngateway = \"*\"\nmediation_server = \"*\"\nbypass = \"65 %\"";
    let old = GOOD.replace("name = \"pool01\"", "name = \"pool01\"\nproduct = \"ocs-2007-r2\"");
    more(&old, trunk, &["24: media bypass came with Lync 2010"]);
}

#[test]
fn contradictions_of_exchange_servers_plans_and_policies() {
    let server = |lines: &str, expected: &[&str]| {
        check_in(GOOD, "name = \"ex[1-2]\"", &format!("name = \"ex1\"\n{lines}"), expected);
    };
    server(
        "version = \"exchange-2016\"\nroles = [\"mailbox\"]",
        &["12: exchange-2016 always has both roles"],
    );
    server("preview = \"0 %\"", &["11: a preview needs cores"]);
    server("pipeline_limit = 0", &["11: outside 1 to 1000000"]);
    let plan = |base: &str, lines: &str, expected: &[&str]| {
        check_in(base, "name = \"plan\"", &format!("name = \"plan\"\n{lines}"), expected);
    };
    plan(GOOD, "max_call_duration = \"2 h 5 min\"", &["13: is not a time"]);
    plan(GOOD, "max_call_duration = \"125 min\"", &["13: between 10 min and 120 min"]);
    plan(GOOD, "max_call_duration = \"15 min\"", &["13: is not below the longest call"]);
    plan(GOOD, "max_recording = \"30 min\"", &["13: is not below the longest call"]);
    plan(GOOD, "logon_failures = 0", &["13: outside 1 to 100"]);
    plan(GOOD, "phone_contect = \"x\"", &["13: unknown key"]);
    plan(PBX, "servers = \"all\"", &["10: cannot be added to a plan of type telephone-extension"]);
    plan(PBX, "legacy_only_plan_notifies = true", &["10: no notification"]);
    plan(
        PBX,
        "uri_type = \"sip-uri\"\n[[users]]\nname = \"more\"\ncount = 1\ndial_plan = \"plan\"",
        &[
            "14: need a plan of type telephone-extension or e164",
            "16: `dial_plan` is missing, and there is no dial plan that fits",
        ],
    );
    more(
        GOOD,
        "[[mailbox_policy]]\nname = \"p\"\nfax_server = \"fax1\"",
        &["22: there is no fax_partner `fax1`", "21: nobody has this policy"],
    );
    more(
        GOOD,
        "[[mailbox_policy]]\nname = \"p\"\nfax_server = \"sip:fax1:x\"",
        &["22: is not a URI of a fax partner", "21: nobody has this policy"],
    );
    more(GOOD, "[fax]\nrefused_with = 200", &["21: outside 400 to 699"]);
    more(GOOD, "[preview]\ncpu_per_audio = -1", &["21: must be between 0 and 1000"]);
}

#[test]
fn contradictions_of_users_contacts_and_fax_lines() {
    let users = |base: &str, lines: &str, expected: &[&str]| {
        check_in(base, "count = 100", &format!("count = 100\n{lines}"), expected);
    };
    users(
        PBX,
        "pool = \"pool01\"\nendpoints = { lync = 1 }",
        &["13: `pool` is for users of Lync", "14: `endpoints` is for users of Lync"],
    );
    users(
        PBX,
        "lync = true",
        &["11: `pool` is missing", "11: no dial plan that fits", "14: there is no gateway"],
    );
    users(
        GOOD,
        "lync = false",
        &["14: no dial plan that fits", "17: whose `next_hops` are Exchange servers"],
    );
    let attendant = "[[auto_attendant]]\nname = \"Desk\"\n";
    more(
        PBX,
        &format!("{attendant}pool = \"pool01\""),
        &["19: only contacts of a plan of type sip-uri"],
    );
    more(
        GOOD,
        &format!("{attendant}transfer = {{ to = [] }}"),
        &["22: nobody to transfer callers to"],
    );
    more(GOOD, "[[auto_attendant]]\nname = \"office\"", &["21: there is users `office` already"]);
    let other = "[[dial_plan]]\nname = \"other\"\n";
    let several = "14: several fit: `plan`, `other`";
    more(GOOD, &format!("{other}{attendant}"), &[several, "23: say which"]);
    more(
        GOOD,
        &format!(
            "{other}[[access_number]]\nname = \"OVA\"\ndial_plan = \"other\"\nusers = [\"office\"]"
        ),
        &[several, "25: is in another dial plan"],
    );
    more(
        GOOD,
        &format!("{other}[[access_number]]\nname = \"OVA\"\ndial_plan = \"other\""),
        &[several, "22: no users have a mailbox"],
    );
    let line = "[[fax_line]]\nname = \"line\"\n";
    more(GOOD, &format!("{line}answers_after = \"6 s\""), &["22: no effect on a line of route um"]);
    more(
        GOOD,
        &format!("{line}route = \"analogue-device\"\ndial_plan = \"plan\""),
        &["23: no effect on a line of route analogue-device"],
    );
    more(
        GOOD,
        &format!("{line}route = \"direct\""),
        &["21: need one of type telephone-extension or e164"],
    );
    more(
        GOOD,
        &format!("{line}route = \"direct\"\ndial_plan = \"plan\""),
        &["23: need a plan of type telephone-extension or e164"],
    );
    more(PBX, line, &["18: `pool` is missing", "18: need one of type sip-uri"]);
    let direct =
        format!("{other}uri_type = \"e164\"\n{line}route = \"direct\"\nnext_hops = [\"med1\"]");
    more(
        GOOD,
        &direct,
        &["26: `med1` is a Mediation Server", "26: 1 to 64 Exchange servers, not 0"],
    );
    let all = direct.replace("med1", "*");
    more(GOOD, &all, &["26: `med1` is a Mediation Server"]);
}

#[test]
fn contradictions_of_traffic() {
    let traffic = |base: &str, lines: &str, expected: &[&str]| {
        more(base, &format!("[[traffic]]\n{lines}"), expected)
    };
    traffic(
        GOOD,
        "class = \"fax\"\nto = \"office\"\narrivals = \"1/h\"\npatience = \"60 s\"",
        &["24: the patience of a fax machine is `gives_up`"],
    );
    traffic(
        GOOD,
        "class = \"fax\"\nto = \"office\"\narrivals = \"2 erlang\"",
        &["23: needs a conversation"],
    );
    traffic(
        GOOD,
        "class = \"fax\"\nto = \"office\"\narrivals = \"1/h\"\npages = 0",
        &["24: outside 1 to 1000"],
    );
    traffic(
        GOOD,
        "class = \"fax\"\nto = \"line\"\narrivals = \"1/h\"\nperson_hangs_up = \"1 s\"\n[[fax_line]]\nname = \"line\"",
        &["24: no person answers a fax line"],
    );
    traffic(
        GOOD,
        "class = \"fax\"\nto = \"ofice\"\narrivals = \"1/h\"",
        &["22: there is no users or fax_line `ofice`"],
    );
    traffic(
        GOOD,
        "class = \"voice\"\nname = \"x\"\nto = \"office\"\narrivals = \"1/h\"\npage = \"1 s\"",
        &["25: `page` has no effect on voice calls"],
    );
    traffic(
        GOOD,
        "class = \"subscriber-access\"\nto = \"OVA\"\narrivals = \"1/h\"\ntalk = \"1 s\"\n[[access_number]]\nname = \"OVA\"",
        &["24: `talk` has no effect"],
    );
    traffic(
        GOOD,
        "class = \"auto-attendant\"\nto = \"Desk\"\narrivals = { per_user = \"1/h\" }\n[[auto_attendant]]\nname = \"Desk\"",
        &["23: no users to count"],
    );
    traffic(
        GOOD,
        "class = \"play-on-phone\"\nto = \"office\"\narrivals = \"1/h\"",
        &["22: play-on-phone calls have no `to`", "21: `from` is missing"],
    );
    traffic(
        GOOD,
        "class = \"play-on-phone\"\nfrom = \"office\"\narrivals = \"1/h\"\npatience = \"1 s\"",
        &["24: `patience` has no effect"],
    );
    traffic(
        GOOD,
        "class = \"play-on-phone\"\nfrom = \"office\"\narrivals = \"1/h\"\nto_telephone_network = \"0 %\"\ngateways = [\"gw1\"]",
        &["25: these calls take no gateway"],
    );
    let media = PBX.replace("kind = \"ip-pbx\"", "kind = \"sbc\"");
    traffic(
        &media,
        "class = \"internal\"\nto = \"works\"\narrivals = \"1/h\"",
        &["17: of kind \"ip-pbx\""],
    );
    let mixed = "class = \"voice\"\nname = \"x\"\nto = \"office\"\ngateways = [\"pbx1\"]\narrivals = \"1/h\"\n[[gateway]]\nname = \"pbx1\"\nchannels = 1\nnext_hops = [\"ex1\"]";
    traffic(GOOD, mixed, &["24: gateway `pbx1` does not lead there"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_line_that_is_missing_makes_it_panic(gone in prop::collection::vec(0..300usize, 1..8)) {
        let lines = EVERY_KEY.lines().enumerate().filter(|(i, _)| !gone.contains(i));
        let _ = load(&lines.map(|(_, line)| format!("{line}\n")).collect::<String>());
    }

    #[test]
    fn no_line_of_another_makes_it_panic(from in 0..300usize, to in 0..300usize) {
        let mut lines: Vec<&str> = EVERY_KEY.lines().collect();
        let (from, to) = (from % lines.len(), to % lines.len());
        lines[to] = lines[from];
        let _ = load(&lines.join("\n"));
    }
}

/// Adds keys to the traffic of the good scenario, in line 20, and expects the messages.
fn moving(lines: &str, expected: &[&str]) {
    let last = "arrivals = \"60/h\"";
    check_in(GOOD, last, &format!("{last}\n{lines}"), expected);
}

#[test]
fn contradictions_of_surges() {
    moving(
        "surges = [{ from = \"1 h\", factor = -1 }, { from = \"1 h\", factor = 1001 }]",
        &["20: must be between 0 and 1000", "20: must be between 0 and 1000"],
    );
    moving(
        "surges = [{ from = \"1 h\", to = \"2 h\", lasts = \"1 h\", factor = 2 }]",
        &["20: `to` and `lasts` both say when it ends"],
    );
    moving(
        "surges = [{ from = \"1 h\", to = \"30 min\", factor = 2 }, { from = \"1 h\", lasts = \"0 s\", factor = 2 }]",
        &["20: ends before it begins", "20: ends before it begins"],
    );
    moving("surges = [{ factor = 2 }]", &["20: `from` is missing"]);
    let many = vec!["{ from = \"1 h\", factor = 2 }"; 1_001].join(", ");
    moving(&format!("surges = [{many}]"), &["20: 1001 surges; a source has at most 1000"]);
}

#[test]
fn contradictions_of_the_study() {
    for bin in ["0 s", "1 ms"] {
        more(
            GOOD,
            &format!("[study]\nbin = \"{bin}\""),
            &["21: study: `bin` must be above 0 and at least a 100000th of warm-up and duration"],
        );
    }
}

#[test]
fn contradictions_of_rates_that_vary_at_random() {
    for cv in ["0", "-1", "2.1"] {
        moving(&format!("day_factor = {{ cv = {cv} }}"), &["20: above 0 and at most 2"]);
    }
    moving(
        "day_factor = { cv = 0.2, correlation = \"40 %\" }",
        &["20: `correlation` has no effect: the simulation ends on its first day"],
    );
    let week = "\n[study]\nduration = \"7 d\"";
    moving(
        &format!("day_factor = {{ cv = 0.2, correlation = \"100 %\" }}{week}"),
        &["20: must be below 100 %"],
    );
    moving("rate_states = [{ factor = 2, lasts = \"5 min\" }]", &["20: 1 states; a source has"]);
    let many = vec!["{ lasts = \"1 min\", factor = 2 }"; 51].join(", ");
    moving(&format!("rate_states = [{many}]"), &["20: 51 states; a source has at most 50"]);
    let states = |first: &str, second: &str, expected: &[&str]| {
        moving(&format!("rate_states = [{{ {first} }}, {{ {second} }}]"), expected);
    };
    let good = "factor = 1, lasts = \"1 min\"";
    states(good, "factor = -1, lasts = \"1 min\"", &["20: must be between 0 and 1000"]);
    states(good, "factor = 1, lasts = \"0.5 s\"", &["20: must be at least 1 s"]);
    for (next, message) in [
        ("[\"100 %\"]", "20: has 1 shares for 2 states"),
        ("[\"50 %\", \"50 %\"]", "20: `next` of state 1 leads to itself"),
        ("[\"0 %\", \"50 %\"]", "20: sum to 50.0000 %, not 100 %"),
    ] {
        states(&format!("{good}, next = {next}"), good, &[message]);
    }
    let third = format!("{good}, next = [\"100 %\", \"0 %\", \"0 %\"]");
    let second = format!("{good}, next = [\"100 %\", \"0 %\", \"0 %\"] }}, {{ {third}");
    states(
        &format!("{good}, next = [\"0 %\", \"100 %\", \"0 %\"]"),
        &second,
        &["20: state 3 is never reached from state 1"],
    );
}

#[test]
fn contradictions_of_overload() {
    let gateway = |lines: &str, expected: &[&str]| {
        check_in(GOOD, "channels = 30", &format!("channels = 30\n{lines}"), expected);
    };
    gateway("queue_limit = 0", &["5: `queue_limit` is 0, outside 1 to 10000000"]);
    let pool = |lines: &str, expected: &[&str]| {
        check_in(GOOD, "name = \"pool01\"", &format!("name = \"pool01\"\n{lines}"), expected);
    };
    pool(
        "target_utilization = \"80 %\"",
        &["9: without loss-based control there is no target of it"],
    );
    pool(
        "overload_control = \"loss\"\ntarget_utilization = \"0 %\"",
        &["10: `target_utilization` must be above 0"],
    );
    let server = |lines: &str, expected: &[&str]| {
        check_in(GOOD, "name = \"med1\"", &format!("name = \"med1\"\n{lines}"), expected);
    };
    server("overload_control = \"throttling\"", &["7: only Front Ends throttle"]);
    server(
        "collocated = true\nqueue_limit = 5",
        &["8: a collocated Mediation Server has no `queue_limit` of its own"],
    );
    more(GOOD, "[overload]\nt1 = \"0 s\"", &["21: `t1` must be above 0"]);
    more(GOOD, "[overload]\nt2 = \"0.1 s\"", &["21: `t2` is below `t1`"]);
    more(
        GOOD,
        "[overload]\nthrottle_below = \"7 s\"",
        &["21: `throttle_below` is above `throttle_above`"],
    );
    let link = "[[site]]\nname = \"a\"\n[[site]]\nname = \"b\"\n[defaults.gateway]\nsite = \"a\"\n\
                [defaults.pool]\nsite = \"a\"\n[defaults.exchange_server]\nsite = \"a\"\n\
                [[link]]\nbetween = [\"a\", \"b\"]\ndelay = \"1 ms\"\nloss = \"60 %\"";
    more(GOOD, link, &["33: a link that loses more than 50 % carries no signalling"]);
}
