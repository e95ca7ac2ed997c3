//! Shares of a record: ratios of sums, and limits for what was never or always seen.

use crate::scenario::load;
use crate::system::run;
use busyhour::internals::experiment::{
    Estimate, Method, NoControl, Plan, Record, Study, Verdict, replicate,
};
use std::path::Path;

pub fn record(model: &str, replications: u32, set: &[&str]) -> Record {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("models/{model}.toml"));
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    let study = Study::load(&path, &set).unwrap_or_else(|e| panic!("{e}"));
    let plan = Plan { replications, ..study.plan() };
    replicate(&study, &plan, &NoControl).unwrap_or_else(|e| panic!("{e}"))
}

pub fn one<'r>(record: &'r Record, measure: &str, statistic: &str) -> &'r Estimate {
    over(record, measure, "all", statistic)
}

pub fn over<'r>(record: &'r Record, measure: &str, scope: &str, statistic: &str) -> &'r Estimate {
    let found = record.estimates.iter().find(|e| {
        e.figure.measure.name() == measure
            && e.figure.scope.as_str() == scope
            && e.figure.statistic.name() == statistic
            && e.from.is_none()
    });
    found.unwrap_or_else(|| panic!("{measure} {scope} {statistic}"))
}

#[test]
fn a_share_is_a_ratio_of_sums() {
    let record = record("tutorial/2-busy-lines", 4, &["study.duration=4 h"]);
    let (blocking, attempts) =
        (one(&record, "blocking", "value"), one(&record, "attempts", "count"));
    assert_eq!(blocking.method, Method::RatioDelta);
    let expected = blocking.count as f64 / attempts.count as f64;
    assert!(blocking.count > 0 && (blocking.value.expect("seen") - expected).abs() < 1e-15);
    assert!(blocking.low < blocking.value && blocking.value < blocking.high);
}

#[test]
fn what_was_never_seen_has_a_limit_that_shrinks_with_the_run() {
    let plenty = ["gateway[\"gw1\"].channels=90", "study.duration=20 min"];
    let limit = |replications: u32| {
        let record = record("tutorial/2-busy-lines", replications, &plenty);
        let blocking = one(&record, "blocking", "value");
        assert_eq!((blocking.value, blocking.low, blocking.count), (Some(0.0), Some(0.0), 0));
        assert_eq!(blocking.method, Method::ZeroSeenUpperLimit);
        // Never better than if every call were an observation of its own.
        let calls = one(&record, "attempts", "count").count;
        let high = blocking.high.expect("a limit");
        assert!(high * calls as f64 > 3.688, "{high} of {calls}");
        (high, record.targets[0].verdict)
    };
    let (few, many) = (limit(2), limit(40));
    assert!(many.0 < few.0 / 10.0, "{few:?} {many:?}");
    assert_eq!((few.1, many.1), (Verdict::Undecided, Verdict::Met));
}

#[test]
fn one_replication_has_no_limit() {
    let plenty = ["gateway[\"gw1\"].channels=90", "study.duration=20 min"];
    let record = record("tutorial/2-busy-lines", 1, &plenty);
    let blocking = one(&record, "blocking", "value");
    assert_eq!((blocking.value, blocking.high), (Some(0.0), None));
    assert_eq!(record.targets[0].verdict, Verdict::Undecided);
}

/// Calls that are diverted, and as many times more by Play on Phone, which are on nobody's way to voice mail.
const WITH_PLAY_ON_PHONE: &str = r#"
[study]
duration = "10 min"
warm_up = "1 min"
replications = 3
[[target]]
measure = "voice_mail_failed"
scope = "dial_plan:UMSIP"
at_most = "1 %"
[[gateway]]
name = "gw1"
lines = { e1 = 3 }
[[mediation_server]]
name = "med1"
[[pool]]
name = "pool01"
encryption = "none"
[[exchange_server]]
name = "ex1"
[[dial_plan]]
name = "UMSIP"
[[users]]
name = "office"
count = 1000
[[traffic]]
class = "voice"
to = "office"
arrivals = { per_user = "0.6/h" }
patience = "never"
[[traffic]]
class = "play-on-phone"
from = "office"
arrivals = { per_user = "3/h" }
"#;

#[test]
fn a_share_has_its_events_from_the_attempts_it_is_of() {
    let record = run(load(WITH_PLAY_ON_PHONE).unwrap_or_else(|e| panic!("{e}")));
    let refused = |class: &str| {
        over(&record, "outcome", &format!("class:{class}+outcome:security-mismatch"), "value").count
    };
    assert!(refused("voice") > 50 && refused("play-on-phone") > 1_000);
    // Every diverted call fails, and they alone are offered to voice mail.
    for scope in ["all", "dial_plan:UMSIP", "class:voice"] {
        let failed = over(&record, "voice_mail_failed", scope, "value");
        assert_eq!((failed.value, failed.high), (Some(1.0), Some(1.0)), "{scope}");
        assert_eq!(failed.count, refused("voice"), "{scope}");
    }
    assert_eq!(record.targets[0].verdict, Verdict::Missed);
    // Of Play on Phone nothing is offered, nothing diverted, and no caller sends an INVITE.
    for measure in [
        "voice_mail_failed",
        "um_rejected",
        "ser",
        "isa",
        "post_dial_delay.left_out",
        "voice_mail_routing_latency.left_out",
    ] {
        let none = over(&record, measure, "class:play-on-phone", "value");
        assert_eq!((none.value, none.low, none.high), (None, None, None), "{measure}");
    }
    // What Play on Phone does changes no share of the calls that come in.
    let without = WITH_PLAY_ON_PHONE.replace("per_user = \"3/h\"", "per_user = \"0.1/h\"");
    let other = run(load(&without).unwrap_or_else(|e| panic!("{e}")));
    for measure in
        ["voice_mail_failed", "ser", "seer", "isa", "voice_mail_routing_latency.left_out"]
    {
        let value = |record| one(record, measure, "value").value;
        assert_eq!(value(&record), value(&other), "{measure}");
    }
}
