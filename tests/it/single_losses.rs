//! `run --lose`: one thing after the other is lost, on the same callers.

use crate::program::{busyhour, record, said, text};
use busyhour::internals::experiment::{LossSummary, Record, Recovery, Study, Verdict, replicate};
use busyhour::internals::measure::Statistic;
use std::fs;
use std::path::Path;
use std::process::Output;

/// 12 erlang on two gateways of 12 channels; the third gateway, and voice mail, take no call.
const MODEL: &str = r#"
title = "Two gateways"
[study]
warm_up = "5 min"
duration = "30 min"
replications = 5
[[target]]
measure = "blocking"
at_most = "2 %"
[[target]]
measure = "post_dial_delay.p95"
at_most = "30 s"
[[site]]
name = "HQ"
[[gateway]]
name = "gw[1-3]"
site = "HQ"
channels = 12
[[mediation_server]]
name = "med1"
[[trunk]]
gateway = "gw*"
mediation_server = "med1"
[[pool]]
name = "pool01"
site = "HQ"
front_ends = 1
[[exchange_server]]
name = "ex1"
site = "HQ"
[[dial_plan]]
name = "plan"
[[users]]
name = "office"
site = "HQ"
count = 200
registered = "100 %"
busy = "0 %"
do_not_disturb = "0 %"
answers = { share = "100 %", after = "1 s" }
[[traffic]]
name = "calls"
class = "voice"
to = "office"
gateways = ["gw1", "gw2"]
arrivals = { per_user = "3.6/h" }
talk = { exponential = { mean = "60 s" } }
"#;

fn folder(model: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("m.toml"), model).expect("written");
    folder
}

fn run(folder: &Path, words: &[&str]) -> Output {
    let all = ["run", "m.toml", "--out", "out"];
    busyhour().current_dir(folder).args(all).args(words).output().expect("runs")
}

fn losses(folder: &Path) -> (Record, Vec<LossSummary>) {
    let record = record(&folder.join("out"));
    let losses = record.losses().expect("a study of losses").losses.clone();
    (record, losses)
}

fn of<'l>(losses: &'l [LossSummary], design: &str) -> &'l LossSummary {
    losses.iter().find(|loss| loss.design == design).expect("it was lost")
}

#[test]
fn the_losses_are_ranked_and_say_which_targets_break() {
    let folder = folder(MODEL);
    let output = run(folder.path(), &["--lose", "each"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let table = text(&output.stdout);
    for words in ["What a single loss costs", "recovered", "NOT AT ONCE", "MISSED"] {
        assert!(table.contains(words), "{words}: {table}");
    }
    let (record, losses) = losses(folder.path());
    // The pool has one Front End, which is the same loss.
    let mut names: Vec<&str> = losses.iter().map(|loss| loss.design.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["HQ", "ex1", "gw1", "gw2", "gw3", "med1", "pool01#1"]);
    // The third of the window in which the site is down: every call is lost.
    assert!(of(&losses, "HQ").rank <= 2);
    let lost = of(&losses, "HQ").more_calls_lost.expect("a difference").difference;
    assert!((0.25..0.42).contains(&lost), "{lost}");
    // 12 erlang on 12 channels: up to 20 % are blocked (Erlang B), on 24 hardly any.
    for name in ["gw1", "gw2"] {
        let loss = of(&losses, name);
        assert_eq!(loss.recovery, Recovery::Recovered, "{loss:?}");
        let during = |b: &&busyhour::internals::experiment::BrokenTarget| {
            b.target.figure.scope.as_str() == "period:during"
        };
        let broken = loss.broken.iter().find(during).expect("blocking is counted by period");
        assert_eq!((broken.target.verdict, broken.after), (Verdict::Missed, Some(Verdict::Met)));
        let blocked = broken.target.value.expect("a value");
        assert!((0.1..0.25).contains(&blocked), "{blocked}");
    }
    // Neither takes a call: they tie at the end, and there is nothing to recover from.
    for name in ["gw3", "ex1"] {
        let loss = of(&losses, name);
        assert!(loss.broken.is_empty() && loss.tied && loss.rank == 6, "{loss:?}");
        assert_eq!(loss.recovery, Recovery::NotNeeded);
    }
    assert!(losses.is_sorted_by_key(|loss| loss.rank));
    let out = folder.path().join("out");
    assert!(out.join("charts/single-losses.svg").is_file());
    let report = fs::read_to_string(out.join("report.md")).expect("a report");
    assert!(report.contains("| =6 | gw3 | none |"), "{report}");
    let csv = fs::read_to_string(out.join("estimates.csv")).expect("a table");
    assert!(csv.contains("gw1,affected,outage:gw1,count,"), "{csv}");
    assert_eq!(record.sources.len(), 1, "the calls are the same in every design");
}

#[test]
fn every_design_has_the_callers_of_the_plain_run_and_the_good_day_its_digest() {
    let folder = folder(MODEL);
    let plain = Study::load(&folder.path().join("m.toml"), &[]).expect("a model");
    let control = busyhour::internals::experiment::NoControl;
    let plain = replicate(&plain, &plain.plan(), &control).expect("runs");
    let output = run(folder.path(), &["--lose", "gateway", "--lose", "med*", "--no-charts"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let journal = fs::read_to_string(folder.path().join("out/journal.jsonl")).expect("a journal");
    let source = &plain.sources[0];
    let hash = format!("\"hash\":\"{}\"", source.hash);
    // A line for each design, after the line of the facts.
    assert_eq!(journal.matches(&hash).count(), 5, "{journal}");
    assert_eq!(journal.matches(&plain.digest).count(), 2, "good day and the idle gateway");
    let (record, _) = losses(folder.path());
    assert_eq!(record.sources, plain.sources);
}

#[test]
fn the_result_is_the_same_for_any_number_of_threads_and_after_an_interruption() {
    let folder = folder(MODEL);
    let path = folder.path();
    let bytes = || fs::read(path.join("out/record.json")).expect("a record");
    let arguments = |threads| ["--lose", "each", "--no-charts", "--threads", threads];
    run(path, &arguments("1"));
    let one = bytes();
    run(path, &[&arguments("3")[..], &["--fresh"]].concat());
    assert_eq!(bytes(), one);
    let journal = path.join("out/journal.jsonl");
    let text = fs::read_to_string(&journal).expect("a journal");
    let some: Vec<&str> = text.lines().take(4).collect();
    fs::write(&journal, some.join("\n") + "\n").expect("written");
    let output = run(path, &arguments("2"));
    assert!(said(&output).contains("3 designs are already finished"), "{}", said(&output));
    assert_eq!(bytes(), one);
}

#[test]
fn a_loss_that_breaks_nothing_ends_with_status_0() {
    let folder = folder(MODEL);
    let output = run(folder.path(), &["--lose", "gw3", "--lose", "ex1", "--no-charts"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let (_, losses) = losses(folder.path());
    assert!(losses.iter().all(|loss| loss.rank == 1 && loss.tied), "{losses:?}");
}

/// Without an interval nothing is certain of what a loss changes; what it leaves as it is it does not break.
#[test]
fn what_the_estimates_leave_open_is_not_called_met() {
    let folder = folder(MODEL);
    let lose = |words: &[&str]| {
        let output = run(folder.path(), &[words, &["--replications", "1", "--no-charts"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        (text(&output.stdout), losses(folder.path()).1)
    };
    let (table, found) = lose(&["--lose", "gw1"]);
    assert!(found[0].broken.is_empty() && !found[0].undecided.is_empty(), "{found:?}");
    let blocking = |b: &busyhour::internals::experiment::BrokenTarget| {
        b.target.figure.measure.name() == "blocking" && b.target.verdict == Verdict::Undecided
    };
    assert!(found[0].undecided.iter().any(blocking), "{found:?}");
    for words in [
        "Not decided: the estimates do not tell whether the single loss",
        "undecided: ",
        "undecided already: ",
    ] {
        assert!(table.contains(words), "{words}: {table}");
    }
    let (table, found) = lose(&["--lose", "gw3", "--fresh"]);
    assert!(found[0].broken.is_empty() && found[0].undecided.is_empty(), "{found:?}");
    assert!(
        table.contains("Not decided: the single loss breaks no target; on the good day"),
        "{table}"
    );
}

/// A target on what outages end can be judged in a model in which nothing fails.
#[test]
fn a_target_on_the_availability_needs_no_outage() {
    let target = "[[target]]\nmeasure = \"service_availability\"\nat_least = \"99 %\"\n";
    let folder = folder(&MODEL.replacen("[[site]]", &format!("{target}[[site]]"), 1));
    let output = run(folder.path(), &["--lose", "HQ", "--no-charts"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let (record, found) = losses(folder.path());
    let is = |t: &busyhour::internals::experiment::TargetVerdict| {
        t.figure.measure.name() == "service_availability"
    };
    assert!(found[0].broken.iter().any(|broken| is(&broken.target)), "{found:?}");
    let note = record.losses().expect("a study");
    assert!(note.targets.iter().any(|t| is(t) && t.verdict == Verdict::Met), "{:?}", note.targets);
}

#[test]
fn a_loss_happens_when_it_is_asked_for() {
    let folder = folder(MODEL);
    let words = ["--lose", "gw1", "--lose-from", "10 min", "--lose-for", "25 min", "--no-charts"];
    run(folder.path(), &words);
    let (record, losses) = losses(folder.path());
    let note = record.losses().expect("a study");
    assert_eq!((note.from_seconds, note.to_seconds), (600.0, 2_100.0));
    // It lasts to the end of the window, so nobody sees whether it is over.
    assert_eq!(losses[0].recovery, Recovery::NotSeen);
    let calls = record.estimates.iter().find(|e| {
        e.design == "gw1"
            && e.figure.statistic == Statistic::Count
            && e.figure.scope.as_str() == "period:before"
    });
    assert!(calls.is_some_and(|e| e.count > 0));
}

#[test]
fn what_cannot_be_lost_is_refused_before_anything_runs() {
    let folder = folder(MODEL);
    for (words, message) in [
        (&["--lose", "gw7"][..], "nothing is named `gw7`: did you mean `gw1`?"),
        (&["--lose", "link"], "this model has no link"),
        (&["--lose", "each", "--lose-from", "2 h"], "does not touch the measured window"),
        (&["--lose", "each", "--lose-for", "0 s"], "--lose-for is 0"),
        (&["--lose", "each", "--lose-for", "soon"], "--lose-for"),
        (&["--lose", "each", "--precision", "2%"], "cannot be used with"),
        (&["--lose-from", "2 h"], "--lose"),
    ] {
        let output = run(folder.path(), words);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", said(&output));
        assert!(said(&output).contains(message), "{words:?}: {}", said(&output));
    }
}

/// What the model's own outage takes at the time of the loss is not called harmless.
#[test]
fn a_loss_of_what_is_down_already_says_so() {
    let own = "[[outage]]\nname = \"work\"\nof = \"gw1\"\nfrom = \"10 min\"\nlasts = \"20 min\"\n";
    let folder = folder(&format!("{MODEL}{own}"));
    let output = run(folder.path(), &["--lose", "gateway gw1", "--lose", "HQ"]);
    let table = text(&output.stdout);
    let (_, losses) = losses(folder.path());
    assert_eq!(of(&losses, "gw1").recovery, Recovery::AlreadyDown, "{table}");
    let lines = table.replace('\n', " ");
    assert!(lines.contains("choose another time by --lose-from"), "{table}");
}
