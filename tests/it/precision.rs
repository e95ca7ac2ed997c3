//! As many replications as a precision needs: reached, capped, never seen, and the same for any number of
//! threads.

use crate::system::{exponential, once, rate, small};
use busyhour::internals::deployment::Deployment;
use busyhour::internals::experiment::{
    NoControl, Plan, Precision, Record, Study, replicate, replicate_until,
};

/// An Erlang loss system: 20 channels, 16 erlang, holding times of 1 s; about 130 of 2,000 calls are blocked.
fn loss() -> Deployment {
    let mut d = small();
    once(&mut d, 125);
    d.settings.warm_up = busyhour::internals::base::Span::from_secs(10);
    d.gateways[0].channels = 20;
    d.traffic[0].talk = exponential(1.0);
    d.traffic[0].arrivals = rate(16.0);
    d
}

fn asked(
    study: &Study,
    texts: &[&str],
    at_most: u32,
) -> Result<Precision, busyhour::internals::base::Error> {
    let texts: Vec<String> = texts.iter().map(|t| (*t).to_owned()).collect();
    Precision::asked(study, &texts, at_most)
}

fn until(texts: &[&str], at_most: u32, threads: usize) -> Record {
    let study = Study::of_deployment(loss(), "test");
    let precision = asked(&study, texts, at_most).unwrap_or_else(|e| panic!("{e}"));
    let plan = Plan { threads, ..study.plan() };
    replicate_until(&study, &plan, &precision, &NoControl).expect("runs")
}

#[test]
fn replications_are_added_until_it_is_reached_and_stays_so() {
    let record = until(&["blocking=5 %", "carried_load@gateway:gw1=1 %"], 1_000, 1);
    assert!(record.precision.iter().all(|p| p.met), "{:?}", record.precision);
    assert!((15..200).contains(&record.replications), "{}", record.replications);
    let [blocking, carried] = &record.precision[..] else { panic!("two") };
    let relative = |p: &busyhour::internals::experiment::PrecisionSummary| {
        p.half_width.unwrap() / p.value.unwrap()
    };
    assert!(relative(blocking) <= 0.05 / 1.05 && relative(carried) <= 0.01 / 1.01);
    // Two figures share the error: 97.5 % each.
    assert!((blocking.level - 0.975).abs() < 1e-12);
    // A tighter goal takes about four times as many for half the width.
    let twice = until(&["blocking=2.5 %"], 1_000, 1).replications;
    let once = until(&["blocking=5 %"], 1_000, 1).replications;
    assert!(twice > 2 * once, "{twice} {once}");
}

#[test]
fn the_record_is_that_of_so_many_replications_on_any_number_of_threads() {
    let record = until(&["blocking=5 %"], 1_000, 1);
    assert_eq!(record, until(&["blocking=5 %"], 1_000, 3));
    let study = Study::of_deployment(loss(), "test");
    let plan = Plan { replications: record.replications, ..study.plan() };
    let plain = replicate(&study, &plan, &NoControl).expect("runs");
    assert_eq!((plain.estimates, plain.digest), (record.estimates, record.digest));
}

#[test]
fn what_cannot_be_reached_ends_at_the_cap_and_what_is_never_seen_is_not_waited_for() {
    let record = until(&["blocking=0.1 %"], 30, 1);
    assert_eq!((record.replications, record.precision[0].met), (30, false));
    let record = until(&["um_rejected=1 %", "blocking=20 %"], 1_000, 1);
    let [never, blocking] = &record.precision[..] else { panic!("two") };
    assert!(!never.met && blocking.met && record.replications < 100);
    let record = until(&["mediation_rejected=10 %"], 1_000, 1);
    assert!(record.precision[0].never_seen && !record.precision[0].met);
    assert_eq!(record.replications, 15);
    // An absolute width is reached by the limit.
    let record = until(&["mediation_rejected=1 points"], 1_000, 1);
    assert!(record.precision[0].met, "{:?}", record.precision);
}

#[test]
fn what_is_no_precision_is_told_with_its_cure() {
    let study = Study::of_deployment(loss(), "test");
    for (text, expected) in [
        ("blocknig=2 %", "did you mean `blocking`"),
        ("blocking=fast", "is not a quantity"),
        ("blocking=0 %", "above 0 %"),
        ("blocking=100 %", "below 100 %"),
        ("blocking=500 %", "`500 %` is not a relative width; write one above 0 % and below 100 %"),
        ("blocking=-2 %", "`-2 %` is not a relative width"),
        ("blocking=500 points", "write percentage points above 0 and at most 100"),
        ("blocking=-1 points", "`-1 points` is not a width of a share; write one above 0"),
        ("post_dial_delay=-2 s", "`-2 s` is not a width of a time; write one above 0"),
        ("carried_load@gateway:gw1=x", "\"10 Mbit/s\", \"20 calls\" or \"20 users\""),
        ("blocking=2 s", "`2 s` is a time, but the measure is a share"),
        ("blocking=0.01", "write \"1 %\" for a relative width, or \"0.1 points\""),
        ("post_dial_delay=2 erlang", "`2 erlang` is a load, but the measure is a time"),
        ("post_dial_delay=0.1", "`0.1` is a number without a unit"),
        ("post_dial_delay=nan", "is not a quantity"),
        ("blocking@gateway:gw2=2 %", "not measured over `gateway:gw2`"),
    ] {
        let error = asked(&study, &[text], 100).expect_err(text).to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
    // Who names a measure says more than who names none.
    let precision = asked(&study, &["2 %", "post_dial_delay=0.1 s"], 100).expect("fine");
    assert_eq!(precision.goals.len(), 2);
}
