//! The percentile of a target over the run: from the calls of all replications together, with an interval.

use crate::pages::OFFICE;
use crate::program::{busyhour, said};
use busyhour::internals::experiment::{Estimate, Method, Record};
use busyhour::internals::measure::Figure;
use busyhour::internals::report::json;
use std::fs;

fn record(replications: &str) -> Record {
    record_of(OFFICE, replications)
}

fn record_of(model: &str, replications: &str) -> Record {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("office.toml"), model).expect("written");
    let longer = ["--set", "study.duration=\"30 min\"", "--no-charts", "--out", "run"];
    let mut command = busyhour();
    command.current_dir(folder.path()).args(["run", "office.toml", "--replications", replications]);
    let output = command.args(longer).output().expect("runs");
    let path = folder.path().join("run/record.json");
    json::read(&path).unwrap_or_else(|e| panic!("{e}: {}", said(&output)))
}

fn bins<'r>(record: &'r Record, figure: &str) -> Vec<&'r Estimate> {
    let figure: Figure = figure.parse().expect("a figure");
    record.estimates.iter().filter(|e| e.from.is_some() && e.figure == figure).collect()
}

#[test]
fn a_target_on_a_percentile_has_a_course_that_agrees_with_the_whole() {
    // With and without outages.
    let plain = OFFICE.split("[[outage]]").next().expect("a model");
    let record = record_of(plain, "60");
    let bins = bins(&record, "voice_mail_routing_latency.p95");
    assert!((20..=60).contains(&bins.len()), "{}", bins.len());
    // Each call is in one bin, those of the warm-up included.
    let means = self::bins(&record, "voice_mail_routing_latency.mean");
    let count = |bins: &[&Estimate]| bins.iter().map(|e| e.count).sum::<u64>();
    assert_eq!(count(&bins), count(&means));
    let whole = "voice_mail_routing_latency.p95".parse().expect("a figure");
    let whole = record.estimate(&whole).and_then(|e| e.value).expect("a value");
    let known: Vec<&&Estimate> = bins.iter().filter(|e| e.value.is_some()).collect();
    assert!(known.len() > bins.len() / 2, "{} of {}", known.len(), bins.len());
    let mean = known.iter().filter_map(|e| e.value).sum::<f64>() / known.len() as f64;
    assert!((mean / whole - 1.0).abs() < 0.1, "{mean} {whole}");
    for bin in &known {
        assert_eq!(bin.method, Method::PooledPercentile);
        if let (Some(value), Some(low), Some(high)) = (bin.value, bin.low, bin.high) {
            assert!(0.0 <= low && low <= value && value <= high);
        }
    }
    let holding = known.iter().filter(|e| e.low <= Some(whole) && Some(whole) <= e.high);
    assert!(holding.count() * 10 >= known.len() * 7, "the intervals do not hold the whole");
}

#[test]
fn without_enough_calls_a_bin_has_no_percentile_and_without_a_target_no_course() {
    let record = record("1");
    let course = bins(&record, "voice_mail_routing_latency.p95");
    assert!(course.iter().all(|e| e.low.is_none() && (e.value.is_none() || e.count >= 200)));
    assert!(bins(&record, "post_dial_delay.p95").is_empty());
}
