//! How many replications each design of a sweep or comparison gets: until a precision is reached, or in a race. Decisions are
//! the same on any number of threads, and a study goes on where it was stopped.

use crate::program::{busyhour, record, said, text};
use busyhour::internals::base::Error;
use busyhour::internals::experiment::{
    Axis, Compare, Control, Layout, Log, NoControl, Plan, Precision, Record, Replicating, Stopped,
    Study, Sweep, Verdict, replicate, replicate_until,
};
use std::path::Path;
use std::sync::Mutex;

const BUSY: &str = "models/tutorial/2-busy-lines.toml";
const SHORT: [&str; 3] =
    ["study.duration=20 min", "study.warm_up=5 min", "traffic[*].retry.share=0 %"];

fn load(overrides: &[String]) -> Result<Study, Error> {
    let short = SHORT.map(str::to_owned).into_iter();
    let all: Vec<String> = short.chain(overrides.iter().cloned()).collect();
    Study::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join(BUSY), &all)
}

fn plan(replications: u32, threads: usize) -> Plan {
    let study = load(&[]).expect("a model");
    Plan { replications, threads, ..study.plan() }
}

const CHANNELS: &str = "gateway[*].channels=[16, 24, 32, 48]";

fn sweep(replicating: Replicating, plan: Plan, before: Vec<Record>, log: &dyn Log) -> Record {
    let axes = vec![Axis::parse(CHANNELS).expect("an axis")];
    let measures = vec!["blocking".to_owned()];
    let (layout, tolerance) = (Layout::Factorial, None);
    let sweep = Sweep { axes, layout, measures, tolerance, replicating };
    let prepared = sweep.prepare(&load, &[], plan).unwrap_or_else(|e| panic!("{e}"));
    prepared.run(&load, before, log).unwrap_or_else(|e| panic!("{e}"))
}

fn compare(plan: Plan, before: Vec<Record>, log: &dyn Log) -> Record {
    let names: Vec<String> = ["16", "24", "25", "48"].map(str::to_owned).to_vec();
    let read = |i: usize| load(&[format!("gateway[*].channels={}", names[i])]);
    let measures = vec!["blocking".to_owned()];
    let compare = Compare { measures, replicating: Replicating::Racing, ..Compare::default() };
    let prepared = compare.prepare(names.clone(), &read, plan).unwrap_or_else(|e| panic!("{e}"));
    prepared.run(&read, before, log).unwrap_or_else(|e| panic!("{e}"))
}

fn efforts(record: &Record) -> Vec<(u32, Stopped)> {
    let effort = |d: &busyhour::internals::experiment::Design| d.effort.clone().expect("an effort");
    record.designs.iter().map(effort).map(|e| (e.replications, e.stopped)).collect()
}

/// Keeps what is finished, and asks to stop after some designs.
#[derive(Default)]
struct Stopping {
    after: usize,
    kept: Mutex<Vec<Record>>,
}

impl Control for Stopping {
    fn progress(&self, _done: u32, _total: u32) {}
    fn stop_requested(&self) -> bool {
        self.kept.lock().expect("no panic").len() >= self.after
    }
}

impl Log for Stopping {
    fn finished(&self, design: &Record, _done: usize, _planned: usize) -> Result<(), Error> {
        self.kept.lock().expect("no panic").push(design.clone());
        Ok(())
    }
}

#[test]
fn each_design_of_a_sweep_gets_what_its_precision_needs() {
    let widths = vec!["10 %".to_owned()];
    let asked = Replicating::of(widths.clone(), 60, false);
    let start = asked.plan(plan(1, 1), None);
    let found = sweep(asked.clone(), start, Vec::new(), &NoControl);
    let efforts = efforts(&found);
    assert!(efforts[0].1 == Stopped::Precise && efforts[0].0 < 60, "{efforts:?}");
    // With 24 channels 10 % would take more; with 48 no call is blocked, and a relative width is not waited for.
    assert_eq!((efforts[1], efforts[3]), ((60, Stopped::AtMost), (15, Stopped::Precise)));
    // As `run --precision` of the design alone.
    let alone = load(&["gateway[*].channels=24".to_owned()]).expect("a model");
    let texts = ["blocking=10 %".to_owned()];
    let precision = Precision::asked(&alone, &texts, 60).expect("a precision");
    let alone = replicate_until(&alone, &plan(1, 1), &precision, &NoControl).expect("runs");
    assert_eq!(alone.replications, efforts[1].0);
    let (ours, own) = (&found.precision[1], &alone.precision[0]);
    assert_eq!((ours.value, ours.half_width, ours.met), (own.value, own.half_width, own.met));
    assert_eq!(ours.design, found.designs[1].name);
    // On three threads, and stopped on the way.
    let threads = Plan { threads: 3, ..start };
    assert_eq!(found, sweep(asked.clone(), threads, Vec::new(), &NoControl));
    let stopping = Stopping { after: 2, ..Stopping::default() };
    let part = sweep(asked.clone(), start, Vec::new(), &stopping);
    assert!(!part.is_finished());
    let before = stopping.kept.into_inner().expect("no panic");
    assert!(before.len() >= 2 && before.len() < 4);
    assert_eq!(found, sweep(asked, start, before, &NoControl));
}

#[test]
fn a_raced_sweep_stops_what_is_clear_and_its_verdicts_are_those_of_more_replications() {
    let found = sweep(Replicating::Racing, plan(80, 1), Vec::new(), &NoControl);
    let race = found.race.as_ref().expect("a race");
    assert_eq!(race.looks, [5, 10, 20, 40, 80]);
    assert!((race.level - 0.95).abs() < 1e-12 && (race.shown_level - 0.99).abs() < 1e-12);
    let efforts = efforts(&found);
    // Far from the limit of 1 %: 16 channels block more, 48 nothing.
    assert_eq!(efforts[0].1, Stopped::Missed);
    assert!(efforts[0].0 < 80 && efforts[3].1 == Stopped::Met && efforts[3].0 < 80, "{efforts:?}");
    let note = found.sweep().expect("a sweep");
    assert_eq!(note.points[0].targets[0].verdict, Verdict::Missed);
    assert_eq!(note.points[3].targets[0].verdict, Verdict::Met);
    assert!(found.estimates.iter().all(|e| (e.level - race.shown_level).abs() < 1e-12));
    // The same replications as without a race.
    let alone = load(&["gateway[*].channels=16".to_owned()]).expect("a model");
    let alone = replicate(&alone, &plan(efforts[0].0, 1), &NoControl).expect("runs");
    let figure = &note.figures[0];
    let values = |r: &Record| r.estimate(figure).and_then(|e| e.value);
    assert_eq!(values(&found), values(&alone));
    assert_eq!(found, sweep(Replicating::Racing, plan(80, 3), Vec::new(), &NoControl));
    let stopping = Stopping { after: 1, ..Stopping::default() };
    let part = sweep(Replicating::Racing, plan(80, 1), Vec::new(), &stopping);
    assert!(!part.is_finished());
    let before = stopping.kept.into_inner().expect("no panic");
    assert_eq!(found, sweep(Replicating::Racing, plan(80, 1), before, &NoControl));
}

#[test]
fn a_raced_comparison_drops_what_is_worse_for_sure() {
    let found = compare(plan(40, 1), Vec::new(), &NoControl);
    let efforts = efforts(&found);
    assert_eq!(efforts[0].1, Stopped::Worse, "{efforts:?}");
    assert!(efforts[0].0 < 40, "{efforts:?}");
    assert!(matches!(efforts[3].1, Stopped::Best | Stopped::AtMost), "{efforts:?}");
    let note = found.comparison().expect("a comparison");
    assert_eq!(note.ranking[0].design, "48");
    assert_eq!(note.ranking[3].design, "16");
    assert_eq!(found, compare(plan(40, 3), Vec::new(), &NoControl));
    // Stopped after the first design is dropped.
    let stopping = Stopping { after: 2, ..Stopping::default() };
    let part = compare(plan(40, 1), Vec::new(), &stopping);
    assert!(!part.is_finished() || stopping.kept.lock().expect("no panic").len() == 4);
    let before = stopping.kept.into_inner().expect("no panic");
    assert_eq!(found, compare(plan(40, 1), before, &NoControl));
}

#[test]
fn the_commands_say_what_each_design_got_and_refuse_what_makes_no_sense() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |words: &[&str]| {
        let set = SHORT.iter().flat_map(|set| ["--set", set]);
        let mut command = busyhour();
        command.args(words).args(set).arg("--out").arg(folder.path()).arg("--no-charts");
        command.output().expect("runs")
    };
    let vary = ["--vary", "gateway[*].channels=16,48"];
    let output = run(&[&["sweep", BUSY, "--race", "--replications", "20"], &vary[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let table = text(&output.stdout);
    assert!(table.contains("Replications of each design"), "{table}");
    assert!(record(folder.path()).race.is_some());
    let unmet = ["compare", BUSY, "--precision", "blocking=1 %", "--at-most", "10", "--fresh"];
    let output = run(&[&unmet, &vary[..]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(text(&output.stdout).contains("NOT REACHED"), "{}", text(&output.stdout));
    for (words, what) in [
        (vec!["sweep", BUSY, "--race", "--measure", "post_dial_delay"], "a race decides targets"),
        (vec!["compare", BUSY, "--race", "--measure", "blocking", "--measure", "ser"], "--rank-by"),
        (vec!["sweep", BUSY, "--precision", "blocking=0 %"], "gateway[*].channels=16"),
        (vec!["sweep", BUSY, "--precision", "5 %", "--race"], "cannot be used with"),
    ] {
        let output = run(&[&words[..], &vary[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(said(&output).contains(what), "{}", said(&output));
    }
}
