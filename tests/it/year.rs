//! `run --year`: what outages cost in a year.

use crate::outages::{GATEWAY, outage};
use crate::program::{busyhour, record, said, text};
use crate::system::*;
use busyhour::internals::base::Id;
use busyhour::internals::deployment::*;
use busyhour::internals::experiment::{NoControl, Plan, Study, Year, YearSummary, YearlyValue};

/// One gateway with more channels than calls, 0.5 calls a second of 60 s each, and outages that come every `every` seconds
/// and last `lasts`.
fn year(outages: Vec<Outage>) -> YearSummary {
    let mut d = small();
    d.traffic[0].arrivals = rate(0.5);
    d.traffic[0].talk = exponential(60.0);
    d.settings.confidence = 0.999;
    d.settings.replications = 30;
    d.outages = outages;
    let study = Study::of_deployment(d, "test");
    let plan: Plan = study.plan();
    let year = Year::prepare(&study, plan).expect("rates");
    let record = year.run(Vec::new(), &NoControl).expect("runs");
    record.year().expect("a year").clone()
}

fn random(of: OutageTarget, every: f64, lasts: f64) -> Outage {
    let times = OutageTimes::Random { every: exponential(every), lasts: exponential(lasts) };
    Outage { times, ..outage(of, 0, 1) }
}

/// The exact value lies in the 99.9 % interval, which is no wider than `precision` of it.
fn holds(found: Option<&YearlyValue>, exact: f64, precision: f64) {
    let found = found.expect("an estimate");
    let (low, high) = (found.low.expect("low"), found.high.expect("high"));
    assert!(low <= exact && exact <= high, "[{low}, {high}], exact {exact}");
    assert!((high - low) / 2.0 < precision * exact, "[{low}, {high}] is too wide");
}

const HOURS: f64 = 8_766.0;

/// A gateway that fails at random for times with this mean, as the study refuses or accepts it.
fn prepared(lasts: f64, change: impl FnOnce(&mut Deployment)) -> Result<YearSummary, String> {
    let mut d = small();
    d.traffic[0].arrivals = rate(0.5);
    d.traffic[0].talk = exponential(60.0);
    d.settings.confidence = 0.999;
    d.settings.replications = 30;
    d.outages = vec![random(GATEWAY, UP, lasts)];
    change(&mut d);
    let study = Study::of_deployment(d, "test");
    let year = Year::prepare(&study, study.plan()).map_err(|why| why.to_string())?;
    let record = year.run(Vec::new(), &NoControl).expect("runs");
    assert_eq!(record.problem(), None);
    Ok(record.year().expect("a year").clone())
}

const UP: f64 = 30.0 * 86_400.0;

/// How long a call of a minute holds its channel.
fn held() -> f64 {
    let mut d = small();
    d.traffic[0].talk = exponential(60.0);
    d.traffic[0].arrivals = rate(0.5);
    value(&run(d), "holding_time", "gateway:gw1", "mean")
}

/// Each outage costs the calls in progress when it begins, λ·h, and those that arrive while it lasts, λ·L.
#[test]
fn one_gateway_costs_what_the_closed_form_says() {
    let lasts = 600.0;
    let year = prepared(lasts, |_| ()).expect("short outages");
    let a_year = HOURS * 3_600.0 / (UP + lasts);
    let [found] = &year.outages[..] else { panic!("one kind") };
    near(found.outages_a_year, a_year);
    // One in twenty is longer than half of the window of an hour.
    let unseen = lasts * libm::exp(-1_800.0 / lasts);
    assert!((found.unseen_seconds - unseen).abs() < 0.1 * unseen, "{}", found.unseen_seconds);
    let each = 0.5 * (held() + lasts);
    holds(found.calls_lost_each.as_ref(), each, 0.2);
    holds(found.calls_lost_a_year.as_ref(), each * a_year, 0.2);
    let calls = 0.5 * 3_600.0 * HOURS;
    holds(year.calls_a_year.as_ref(), calls, 0.05);
    holds(year.availability_in_calls.as_ref(), 1.0 - each * a_year / calls, 0.01);
    // Every whole minute of it has calls, and those before and after it may lose some.
    let minutes = found.minutes_affected_a_year.as_ref().expect("minutes").value / a_year;
    assert!((lasts / 60.0 - 1.0..lasts / 60.0 + 6.0).contains(&minutes), "{minutes}");
}

/// Callers who try again after a > 0 are lost only by outages that last longer than a: λ·E[(L − a)⁺] of those who come while it
/// lasts and λ·h·P(L > a) of those whom it cuts off. The mean length is below a, so that an outage of that length costs nothing.
#[test]
fn the_cost_is_the_mean_over_the_lengths_of_outages() {
    let (mean, again) = (480.0, 600.0);
    let year = prepared(mean, |d| {
        let after = seconds(again);
        d.traffic[0].retry = Some(Retry { share: 1.0, after_drop: 1.0, after, at_most: 1 });
    });
    let year = year.expect("short outages");
    let longer = libm::exp(-again / mean);
    let each = 0.5 * longer * (mean + held());
    holds(year.outages[0].calls_lost_each.as_ref(), each, 0.4);
}

/// A window that shows too little of an outage says how long it must be; nothing is guessed.
#[test]
fn outages_that_the_window_does_not_show_are_refused() {
    let why = prepared(14_400.0, |_| ()).expect_err("an hour does not show four");
    assert!(why.contains("lasts 4 h on average") && why.contains("study.duration = \"1"), "{why}");
    // 13 minutes: 10 % of the time out of service is beyond half an hour; what it may cost is in the interval.
    let year = prepared(780.0, |_| ()).expect("hardly longer than the window shows");
    let each = 0.5 * (held() + 780.0);
    holds(year.outages[0].calls_lost_each.as_ref(), each, 0.2);
}

/// Outages that follow each other at once take no more than all minutes and all calls.
#[test]
fn a_year_has_no_more_minutes_than_it_has() {
    let year = prepared(600.0, |d| d.outages = vec![random(GATEWAY, 1.0, 600.0)]).expect("short");
    let minutes = year.outages[0].minutes_affected_a_year.as_ref().expect("minutes");
    assert!(minutes.value <= HOURS * 60.0 && minutes.high.is_none_or(|high| high <= HOURS * 60.0));
    let available = year.availability_in_calls.as_ref().expect("a share");
    assert!((0.0..0.1).contains(&available.value), "{available:?}");
}

#[test]
fn two_outages_add_up_and_their_pair_has_a_bound() {
    let mut second = random(OutageTarget::MediationServer(Id::new(0)), 9e5, 600.0);
    second.name = "second".into();
    let year = year(vec![random(GATEWAY, 1.8e6, 600.0), second, outage(GATEWAY, 700, 800)]);
    let down = |up: f64| 600.0 / (up + 600.0);
    near(year.hours_of_two_at_once, HOURS * down(1.8e6) * down(9e5));
    let lost = |i: usize| year.outages[i].calls_lost_a_year.as_ref().expect("calls").value;
    let all = year.all.as_ref().expect("all").calls_lost.value;
    assert!((all - lost(0) - lost(1)).abs() < 1e-6 * all);
    // The planned outage is not part of a year, and servers have no rate.
    assert_eq!(year.not_counted[0], "the planned outage Gateway(#0) 700");
    assert!(year.not_counted.iter().any(|name| name == "ex1"), "{:?}", year.not_counted);
    assert!(!year.not_counted.iter().any(|name| name == "gw1"), "{:?}", year.not_counted);
}

const MODEL: &str = r#"
title = "A gateway that fails"
[study]
warm_up = "5 min"
duration = "30 min"
replications = 3
[[gateway]]
name = "gw1"
channels = 30
[[mediation_server]]
name = "med1"
[[pool]]
name = "pool01"
front_ends = 1
[[exchange_server]]
name = "ex1"
[[dial_plan]]
name = "plan"
[[users]]
name = "office"
count = 200
[[traffic]]
class = "voice"
to = "office"
arrivals = { per_user = "3.6/h" }
"#;

#[test]
fn the_command_prints_and_writes_a_year() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("m.toml");
    let run = |words: &[&str]| {
        let all = ["run", "m.toml", "--year", "--no-charts", "--out", "out"];
        busyhour().current_dir(folder.path()).args(all).args(words).output().expect("runs")
    };
    std::fs::write(&path, MODEL).expect("written");
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--year needs failure rates"), "{}", said(&output));
    let rate = "[[outage]]\nof = \"gw1\"\nevery = { exponential = { mean = \"365 d\" } }\nlasts = \"10 min\"\n";
    std::fs::write(&path, format!("{MODEL}{rate}")).expect("written");
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let table = text(&output.stdout);
    for words in ["What outages cost in a year", "10 min", "in calls", "not counted", "med1"] {
        assert!(table.contains(words), "{words}: {table}");
    }
    // Equal counts of minutes by chance are not exact.
    assert!(!table.contains("exactly"), "{table}");
    let record = record(&folder.path().join("out"));
    // All outages are of the same length.
    assert_eq!(record.designs.len(), 2);
    assert_eq!(record.problem(), None);
    // One replication has no interval, and yet no availability of 100 % while calls are lost.
    let output = run(&["--fresh", "--replications", "1"]);
    let table = text(&output.stdout);
    let shares: Vec<&str> = table.lines().filter(|line| line.contains("in calls")).collect();
    assert!(shares.iter().all(|line| line.contains("99.99")), "{table}");
    // What differs from the journal is in plain words.
    std::fs::write(&path, format!("{MODEL}{}", rate.replace("10 min", "9 min"))).expect("written");
    let output = run(&[]);
    assert!(!said(&output).contains("Span("), "{}", said(&output));
    assert!(said(&output).contains("gw1 (10 min on average)"), "{}", said(&output));
    let output = run(&["--fresh"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let output = run(&["--lose", "each"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}
