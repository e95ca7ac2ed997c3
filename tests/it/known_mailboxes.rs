//! The share of notifications lost with the known shares of mailboxes as a control: it is right as often as it promises, its control
//! has the expectation zero whatever else tells users apart, and it is more precise.

use crate::program::{busyhour, record, text};
use busyhour::internals::experiment::{ControlMethod, ControlVariate, Estimate, Record};
use busyhour::internals::measure::{Figure, Measure, Statistic};
use std::fs;
use std::path::Path;

/// Users that differ in their Front End, endpoints, bypass and flags, on busy channels, so that callers try again.
const MODEL: &str = r#"
title = "Mailboxes move"
study = { warm_up = "2 min", duration = "20 min" }
gateway = [{ name = "gw1", channels = 24 }]
mediation_server = [{ name = "med1", calls = 30 }]
pool = [{ name = "pool01", front_ends = 3 }]
trunk = [{ gateway = "gw1", mediation_server = "med1", bypass = "40 %" }]
exchange_server = [
    { name = "ex1", max_calls = 6 },
    { name = "old1", version = "exchange-2010", roles = ["mailbox", "unified-messaging"], max_calls = 3 },
]
dial_plan = [{ name = "UMSIP", uri_type = "sip-uri", security = "secured" }]
[[users]]
name = "staff"
count = 120
dial_plan = "UMSIP"
um_enabled = "80 %"
endpoints = { lync = 1.5 }
mailboxes = { current = ["ex1"], legacy = ["old1"], migrated = "70 %" }
[[traffic]]
class = "voice"
to = "staff"
arrivals = "900/h"
patience = { exponential = { mean = "30 s" } }
retry = { share = "60 %", after = "30 s", at_most = 3 }
"#;

fn run(folder: &Path, more: &[&str]) -> Record {
    let model = folder.join("model.toml");
    fs::write(&model, MODEL).expect("a file");
    let out = folder.join("out");
    let output = busyhour()
        .args(["run", "--no-charts", "--out"])
        .args([&out, &model])
        .args(more)
        .output()
        .expect("runs");
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", text(&output.stderr));
    record(&out)
}

fn loss() -> Figure {
    Figure::of_all(Measure::MissedCallNotificationLoss, Statistic::Value)
}

fn by_mailboxes(record: &Record) -> Option<&ControlVariate> {
    let is = |c: &&ControlVariate| c.figure == loss() && c.method == ControlMethod::Mailboxes;
    record.control_variates.iter().find(is)
}

fn estimate<'r>(record: &'r Record, figure: &Figure) -> &'r Estimate {
    record.estimate(figure).expect("an estimate")
}

#[test]
fn the_control_has_the_expectation_zero_and_the_loss_is_more_precise() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = run(folder.path(), &["--replications", "4000"]);
    let of = |measure| estimate(&long, &Figure::of_all(measure, Statistic::Count));
    let [notices, expected] = [Measure::LegacyNotices, Measure::LegacyNoticesExpected].map(of);
    let [value, share] = [notices, expected].map(|e| e.value.expect("a value"));
    // 200,000 missed calls, a third of them of such users: the standard error of the difference is at most 0.06 a replication.
    assert!((value - share).abs() < 0.15 && value > 10.0, "{notices:?} {expected:?}");
    let truth = estimate(&long, &loss()).value.expect("a value");
    let found = by_mailboxes(&long).expect("a more precise estimate");
    assert!(found.gain > 2.0, "{found:?}");
    assert!((found.value - truth).abs() < 0.003, "{truth} {found:?}");
    let (mut shown, mut covered, mut gains) = (0, 0, 0.0);
    for seed in 1..=100 {
        let record = run(folder.path(), &["--replications", "10", "--seed", &seed.to_string()]);
        let Some(c) = by_mailboxes(&record) else { continue };
        shown += 1;
        covered += u32::from(c.low <= found.value && found.value <= c.high);
        gains += c.gain;
    }
    // Of 100 intervals of 95 %, 88 or fewer hold the true value in one of 300 trials.
    assert!(shown >= 95 && covered * 100 >= shown * 89, "{covered} of {shown}, gains {gains}");
}

#[test]
fn without_two_kinds_of_mailboxes_there_is_no_control() {
    let folder = tempfile::tempdir().expect("a folder");
    for moved in ["0 %", "100 %"] {
        let set = format!("users[staff].mailboxes.migrated=\"{moved}\"");
        let record = run(folder.path(), &["--replications", "10", "--set", &set]);
        let is = |e: &Estimate| e.figure.measure == Measure::LegacyNotices;
        assert!(!record.single().any(is), "{moved}");
        assert!(by_mailboxes(&record).is_none(), "{moved}");
    }
}
