//! The beginning of a run: a warm-up that is found, one that cannot be, and what a run says of too little.

use crate::program::{busyhour, record};
use busyhour::internals::experiment::{
    Method, NoControl, Plan, Record, Study, WarmUpOutcome, find_warm_up, replicate,
};
use std::path::Path;
use std::process::Output;

const BUSY: &str = "models/tutorial/2-busy-lines.toml";
const CONTOSO: &str = "models/deployments/contoso.toml";

fn study(model: &str, set: &[&str]) -> Study {
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(model);
    Study::load(&path, &set).unwrap_or_else(|e| panic!("{e}"))
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    busyhour().args(arguments).arg("--out").arg(folder).output().expect("runs")
}

#[test]
fn a_found_warm_up_ends_when_calls_in_progress_have_settled() {
    let study = study(CONTOSO, &["study.warm_up=found"]);
    let found = find_warm_up(&study, &study.plan(), &NoControl).expect("found");
    // Calls hold three minutes on average, so after ten the level is within 4 % of its end.
    assert_eq!(found.outcome, WarmUpOutcome::Found);
    assert!((300.0..2_400.0).contains(&found.seconds), "{}", found.seconds);
    let calls = &found.series[0];
    assert_eq!(calls.measure.name(), "calls_in_progress");
    let bins = (calls.seconds.expect("settled") / calls.bin_seconds) as usize;
    let mean = |values: &[Option<f64>]| values.iter().flatten().sum::<f64>() / values.len() as f64;
    let (before, after) = (mean(&calls.means[..bins / 4]), mean(&calls.means[bins..]));
    assert!(before < 0.7 * after, "{before} {after}");
    // The same for any number of threads.
    let plan = Plan { threads: 1, ..study.plan() };
    assert_eq!(find_warm_up(&study, &plan, &NoControl).expect("found"), found);
    // Nobody measures before it is found.
    let refused = replicate(&study, &study.plan(), &NoControl).expect_err("refused");
    assert!(refused.to_string().contains("study.warm_up"), "{refused}");
}

#[test]
fn the_study_after_it_is_that_of_the_same_warm_up_given() {
    let (found, given) = (tempfile::tempdir().expect("one"), tempfile::tempdir().expect("two"));
    let output = run(found.path(), &["run", CONTOSO, "--set", "study.warm_up=found"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let with = record(found.path());
    let note = with.warm_up.as_ref().expect("a note");
    assert_eq!(note.seconds, with.warm_up_seconds);
    let set = format!("study.warm_up={} s", note.seconds);
    run(given.path(), &["run", CONTOSO, "--no-charts", "--set", &set]);
    let without = record(given.path());
    assert_eq!((&with.digest, &with.estimates), (&without.digest, &without.estimates));
    assert!(found.path().join("charts/warm-up.png").is_file());
    assert!(String::from_utf8_lossy(&output.stdout).contains("settled after"));
}

#[test]
fn a_run_that_is_too_short_is_never_accepted_silently() {
    let folder = tempfile::tempdir().expect("a folder");
    let short = ["--set", "study.warm_up=found", "--set", "study.duration=6 min", "--no-charts"];
    let output = run(folder.path(), &[&["run", CONTOSO][..], &short].concat());
    assert_eq!(output.status.code(), Some(1));
    let record = record(folder.path());
    assert_eq!(record.warnings[0].code, "run-too-short");
    assert_eq!(record.warm_up.as_ref().expect("a note").outcome, WarmUpOutcome::TooShort);
    // And one of seconds says so at once.
    let seconds = ["--set", "study.warm_up=found", "--set", "study.duration=20 s"];
    let output = run(folder.path(), &[&["run", BUSY][..], &seconds].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("raise study.duration"), "{said}");
}

#[test]
fn a_day_profile_deletes_nothing() {
    let profile = "traffic[*].arrivals={profile=[[\"00:00\",\"60/h\"],[\"09:00\",\"600/h\"]]}";
    let study = study(BUSY, &[profile, "study.warm_up=found"]);
    let found = find_warm_up(&study, &study.plan(), &NoControl).expect("found");
    assert_eq!(
        (found.outcome, found.seconds, found.series.len()),
        (WarmUpOutcome::DayProfile, 0.0, 0)
    );
}

#[test]
fn every_study_of_several_designs_takes_one_warm_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let more = ["--set", "study.warm_up=found", "--replications", "3", "--no-charts"];
    let vary = ["--vary", "gateway[*].channels=[20,30]"];
    for command in ["sweep", "compare"] {
        let output = run(folder.path(), &[&[command, BUSY, "--fresh"][..], &vary, &more].concat());
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let found = record(folder.path());
        let note = found.warm_up.as_ref().expect("a note");
        let set = format!("study.warm_up={} s", note.seconds);
        assert!(found.designs.iter().all(|d| d.overrides.contains(&set)), "{command}: {set}");
    }
}

/// One long run knows how far off its means are: of 40 runs of 20 h nearly all intervals hold the mean of all.
#[test]
fn one_long_run_has_intervals_by_overlapping_batches() {
    let study = study(BUSY, &["study.duration=20 h", "study.warm_up=20 min"]);
    let of = |record: &Record| {
        let found = record.estimates.iter().find(|e| {
            (e.figure.measure.name(), e.figure.statistic.name()) == ("occupancy", "mean")
                && e.from.is_none()
                && e.figure.scope.as_str().starts_with("gateway:")
        });
        found.expect("an occupancy").clone()
    };
    let run = |seed: u64| {
        let plan = Plan { seed, replications: 1, ..study.plan() };
        of(&replicate(&study, &plan, &NoControl).expect("runs"))
    };
    let all =
        of(&replicate(&study, &Plan { replications: 40, ..study.plan() }, &NoControl)
            .expect("runs"));
    let truth = all.value.expect("a value");
    let runs: Vec<_> = (1..=40).map(run).filter(|e| e.low.is_some()).collect();
    let held = runs.iter().filter(|e| e.low <= Some(truth) && Some(truth) <= e.high).count();
    assert!(runs.len() >= 30, "{}", runs.len());
    assert!(runs.iter().all(|e| e.method == Method::OverlappingBatchMeans));
    assert!(held * 100 >= runs.len() * 85, "{held} of {}", runs.len());
}

/// Fewer than 100 events a replication: that is as far down as the coverage of intervals is proved.
#[test]
fn too_few_events_are_warned_of() {
    let warned = |duration: &str| {
        let study = study(BUSY, &[&format!("study.duration={duration}")]);
        let plan = Plan { replications: 4, ..study.plan() };
        let record = replicate(&study, &plan, &NoControl).expect("runs");
        let blocked = record.estimate(&"blocking".parse().expect("a figure")).expect("blocking");
        let warned = record
            .warnings
            .iter()
            .any(|w| w.code == "too-few-events" && w.message.starts_with("blocking rests on"));
        (blocked.count / 4, warned)
    };
    let (few, says) = warned("30 min");
    assert!((1..100).contains(&few) && says, "{few}");
    let (many, says) = warned("10 h");
    assert!(many > 100 && !says, "{many}");
}
