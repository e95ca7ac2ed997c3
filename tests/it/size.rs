//! `size`: the cheapest design that meets the targets, against exact answers and against trying every design.

use crate::program::{busyhour, said, text};
use busyhour::internals::base::Error;
use busyhour::internals::experiment::{
    Control, Log, NoControl, Plan, Record, Size, SizeSummary, Standing, Study, Verdict,
};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Two gateways with calls of their own, and voice mail that takes few.
pub const TWO: &str = r#"
title = "Two gateways"
[study]
warm_up = "5 min"
duration = "60 min"
replications = 10
[[target]]
measure = "blocking"
scope = "gateway:gw1"
at_most = "2 %"
[[target]]
measure = "blocking"
scope = "gateway:gw2"
at_most = "5 %"
[[vary]]
name = "channels of gw1"
key = 'gateway["gw1"].channels'
from = 2
to = 9
cost = "30 EUR/month"
[[vary]]
name = "channels of gw2"
key = 'gateway["gw2"].channels'
from = 2
to = 9
cost = "20 EUR/month"
[[gateway]]
name = "gw1"
channels = 5
[[gateway]]
name = "gw2"
channels = 5
[[mediation_server]]
name = "med[1-2]"
[[pool]]
name = "pool01"
[[exchange_server]]
name = "ex1"
[[dial_plan]]
name = "plan"
[[users]]
name = "office"
count = 200
registered = "100 %"
busy = "0 %"
do_not_disturb = "0 %"
answers = { share = "100 %", after = "1 s" }
[[traffic]]
name = "one"
class = "voice"
to = "office"
gateways = ["gw1"]
arrivals = "2 erlang"
talk = { exponential = { mean = "60 s" } }
[[traffic]]
name = "two"
class = "voice"
to = "office"
gateways = ["gw2"]
arrivals = "3 erlang"
talk = { exponential = { mean = "60 s" } }
"#;

pub fn written(model: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/reference/base");
    for name in ["instant.toml", "loss.toml", "queue.toml"] {
        fs::copy(base.join(name), folder.path().join(name)).expect("copied");
    }
    let path = folder.path().join("m.toml");
    fs::write(&path, model).expect("written");
    (folder, path)
}

/// The record of a search with a seed.
pub fn sized(path: &Path, seed: u64, at_most: u32) -> Record {
    let size = Size { vary: Vec::new(), confidence: None, at_most, designs: 1000 };
    sized_with(&size, path, seed)
}

/// The record of a search with a seed, and limits of its own.
pub fn sized_with(size: &Size, path: &Path, seed: u64) -> Record {
    let load = |set: &[String]| Study::load(path, set);
    let plan = load(&[]).unwrap_or_else(|e| panic!("{e}")).plan();
    let prepared =
        size.prepare(&load, &[], Plan { seed, ..plan }).unwrap_or_else(|e| panic!("{e}"));
    prepared.run(&load, Vec::new(), &NoControl).unwrap_or_else(|e| panic!("{e}"))
}

pub fn summary(record: &Record) -> &SizeSummary {
    record.size().expect("a search")
}

pub fn answer(record: &Record) -> Vec<u32> {
    summary(record).answer.as_ref().expect("an answer").values.clone()
}

/// The answer is this number, and one less misses the target.
pub fn is_least(record: &Record, number: u32) {
    let found = summary(record);
    assert_eq!(answer(record), [number], "{found:?}");
    assert!(found.is_certified(), "{found:?}");
    let [less] = &found.neighbours[..] else { panic!("one neighbour") };
    assert_eq!((&less.values[..], less.standing), (&[number - 1][..], Standing::Misses));
}

pub fn loss(load: f64, limit: &str) -> String {
    format!(
        r#"
include = ["loss.toml"]
[study]
duration = "5 h"
[[target]]
measure = "blocking"
at_most = "{limit}"
[[gateway]]
name = "gw1"
channels = 30
[[traffic]]
class = "voice"
to = "users"
arrivals = "{load} erlang"
talk = {{ exponential = {{ mean = "60 s" }} }}
[[vary]]
key = 'gateway["gw1"].channels'
from = 1
to = 60
cost = "30/month"
"#
    )
}

#[test]
fn nothing_is_bought_where_no_design_meets_the_targets() {
    let (folder, path) = written(&loss(20.0, "1 %").replace("to = 60", "to = 25"));
    let record = sized(&path, 1, 100);
    let found = summary(&record);
    assert!(found.answer.is_none());
    let [forbidden] = &found.forbidden[..] else { panic!("{:?}", found.forbidden) };
    assert_eq!((&forbidden.values[..], forbidden.alone), (&[25][..], true));
    assert_eq!(forbidden.evidence.target.verdict, Verdict::Missed);
    assert_eq!(forbidden.limits, ["channels of gw1"]);
    let output = busyhour()
        .current_dir(folder.path())
        .args(["size", "m.toml", "--out", "out", "--at-most", "50"])
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let table = text(&output.stdout);
    assert!(table.contains("No design meets the targets"), "{table}");
    assert!(table.contains("channels of gw1"), "{table}");
}

#[test]
fn the_smallest_design_may_be_the_answer() {
    let (folder, _) =
        written(&loss(2.0, "5 %").replace("from = 1\nto = 60", "from = 6\nto = 9\nstep = 3"));
    let size = |further: &[&str]| {
        let common = ["size", "m.toml", "--out", "out", "--no-charts", "--fresh"];
        let mut command = busyhour();
        command.current_dir(folder.path()).args(common).args(further);
        let output = command.output().expect("runs");
        let said = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
        (output.status.code(), said)
    };
    let (code, table) = size(&[]);
    assert_eq!(code, Some(0), "{table}");
    assert!(table.contains("Buy 6 channels of gw1: 180/month."), "{table}");
    assert!(table.contains("6 to 9 by 3"), "{table}");
    assert!(table.contains("Every number is at its least: lower `from`"), "{table}");
    // Another range, and one with its cost.
    let (code, table) = size(&["--vary", "gateway[\"gw1\"].channels=4..5 at 2/month"]);
    assert_eq!(code, Some(0), "{table}");
    assert!(table.contains("Buy 5 channels of gw1: 10/month."), "{table}");
    let (code, table) = size(&["--vary", "gateway[\"gw1\"].channels=2..3"]);
    assert_eq!(code, Some(1), "{table}");
    assert!(table.contains("blocking at most 5 %") && table.contains("MISSED"), "{table}");
    // The page repeats what was asked for.
    let options =
        ["--replications", "20", "--confidence", "90 %", "--at-most", "40", "--designs", "50"];
    let range = ["--vary", "gateway[\"gw1\"].channels=4..5 at 2/month"];
    size(&[&options[..], &range, &["--seed", "7"]].concat());
    let page = fs::read_to_string(folder.path().join("out/report.html")).expect("a page");
    let command = "busyhour size MODEL.toml --vary 'gateway[&quot;gw1&quot;].channels=4..5 at 2/month' --confidence '90 %' \
                   --replications 20 --at-most 40 --designs 50 --seed 7";
    assert!(page.contains(command), "{page}");
    // More channels can only miss that there is enough blocking.
    let enough = loss(2.0, "5 %").replace("at_most", "at_least").replace("from = 1", "from = 4");
    fs::write(folder.path().join("m.toml"), enough).expect("written");
    let (code, table) = size(&[]);
    assert_eq!(code, Some(0), "{table}");
    assert!(table.contains("Buy 4 channels of gw1") && table.contains("WORSE"), "{table}");
}

/// Keeps what is finished, and stops after a number of designs.
struct Stopping {
    kept: Mutex<Vec<Record>>,
    after: usize,
}

impl Control for Stopping {
    fn progress(&self, _done: u32, _total: u32) {}
    fn stop_requested(&self) -> bool {
        self.kept.lock().expect("one thread at a time").len() >= self.after
    }
}

impl Log for Stopping {
    fn finished(&self, design: &Record, _done: usize, _planned: usize) -> Result<(), Error> {
        self.kept.lock().expect("one thread at a time").push(design.clone());
        Ok(())
    }
}

#[test]
fn a_search_that_was_stopped_goes_on_to_the_same_bytes() {
    let (_folder, path) = written(&TWO.replace("\"60 min\"", "\"10 min\""));
    let load = |set: &[String]| Study::load(&path, set);
    let plan = load(&[]).unwrap_or_else(|e| panic!("{e}")).plan();
    let size = Size { vary: Vec::new(), confidence: None, at_most: 40, designs: 100 };
    let prepared = size.prepare(&load, &[], plan).unwrap_or_else(|e| panic!("{e}"));
    let whole = prepared.run(&load, Vec::new(), &NoControl).unwrap_or_else(|e| panic!("{e}"));
    for after in [1, 4, 9] {
        let log = Stopping { kept: Mutex::default(), after };
        let part = prepared.run(&load, Vec::new(), &log).unwrap_or_else(|e| panic!("{e}"));
        assert!(!part.is_finished());
        let kept = log.kept.into_inner().expect("one thread at a time");
        let again = prepared.run(&load, kept, &NoControl).unwrap_or_else(|e| panic!("{e}"));
        let bytes = |record: &Record| serde_json::to_string(record).expect("JSON");
        assert!(bytes(&again) == bytes(&whole), "after {after} designs");
    }
}

#[test]
fn a_finished_search_goes_farther_with_more_replications() {
    let (folder, _) =
        written(&loss(2.0, "5 %").replace("to = 60", "to = 8").replace("\"5 h\"", "\"20 min\""));
    let size = |further: &[&str]| {
        let mut command = busyhour();
        command.current_dir(folder.path()).args(["size", "m.toml", "--no-charts"]).args(further);
        command.output().expect("runs")
    };
    let record = |out: &str| {
        fs::read_to_string(folder.path().join(out).join("record.json")).expect("a record")
    };
    size(&["--out", "a", "--at-most", "25"]);
    let more = size(&["--out", "a", "--at-most", "200"]);
    assert!(said(&more).contains("simulations are already finished"), "{}", said(&more));
    let whole = size(&["--out", "b", "--at-most", "200"]);
    assert_eq!(more.status.code(), whole.status.code());
    assert!(record("a") == record("b"), "it went on to other bytes");
    // Again nothing is left to do.
    let again = size(&["--out", "a", "--at-most", "200"]);
    let is_idle = !text(&again.stderr).contains(" replications of seed ");
    assert!(record("a") == record("b") && is_idle, "{}", said(&again));
    let other = size(&["--out", "a", "--vary", "gateway[\"gw1\"].channels=4..5"]);
    assert!(said(&other).contains("what may vary: it was `channels of gw1"), "{}", said(&other));
    let few = size(&["--replications", "1"]);
    assert_eq!(few.status.code(), Some(2));
    assert!(said(&few).contains("needs at least 5 of each design"), "{}", said(&few));
}

#[test]
fn a_range_without_a_valid_design_is_said_in_the_words_in_which_it_was_given() {
    let size = |model: &str, further: &[&str]| {
        let (folder, _) = written(model);
        let mut command = busyhour();
        command.current_dir(folder.path()).args(["size", "m.toml"]).args(further);
        let output = command.output().expect("runs");
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        said(&output)
    };
    let model = loss(2.0, "5 %");
    let words = size(&model.replace("from = 1", "from = 0"), &[]);
    let none = "it cannot be 0: gateway `gw1`: a gateway has at least one channel";
    assert!(
        words.contains(&format!("[[vary]] `channels of gw1`: {none}; raise `from`")),
        "{words}"
    );
    for (vary, expected) in [
        ("gateway[\"gw1\"].channels=0..4", none),
        (
            "gateway[\"gw1\"].chanels=1..4 at 3/month",
            "unknown key `chanels`; did you mean `channels`?",
        ),
        ("gateway[\"gw9\"].channels=1..4 at 3/month", "no gateway `gw9`; did you mean `gw1`?"),
    ] {
        let words = size(&model, &["--vary", vary]);
        let own = format!("--vary '{vary}': ");
        assert!(words.contains(&own) && words.contains(expected), "{words}");
        assert!(!words.contains("--set"), "{words}");
    }
}

#[test]
fn the_number_of_servers_follows_their_range() {
    let (_folder, path) = written(&TWO.replace(
        "channels = 5\n[[gateway]]",
        "channels = 5\nnext_hops = [\"med[1-2]\"]\n[[gateway]]",
    ));
    let with = |set: &[&str]| {
        let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
        Study::load(&path, &set)
    };
    let names = |set: &[&str]| -> Vec<String> {
        let study = with(set).unwrap_or_else(|e| panic!("{e}"));
        let deployment = study.deployment();
        assert_eq!(deployment.gateways[0].next_hops.len(), deployment.mediation_servers.len());
        deployment.mediation_servers.iter().map(|server| server.name.clone()).collect()
    };
    const COUNT: &str = "mediation_server[\"med[1-2]\"].count";
    assert_eq!(names(&[&format!("{COUNT}=3")]), ["med1", "med2", "med3"]);
    assert_eq!(names(&[&format!("{COUNT}=1")]), ["med1"]);
    // Other overrides of the range follow, whatever their order; the last count holds.
    let calls = "mediation_server[\"med[1-2]\"].calls=7";
    let all = [calls, &format!("{COUNT}=2"), &format!("{COUNT}=4")];
    let study = with(&all).unwrap_or_else(|e| panic!("{e}"));
    let servers = &study.deployment().mediation_servers;
    assert!(servers.len() == 4 && servers.iter().all(|server| server.calls == 7));
    for (set, expected) in [
        ("mediation_server[\"med[1-3]\"].count=2", "no mediation_server whose name is written as"),
        ("mediation_server[*].count=2", "no mediation_server whose name is written as `*`"),
        ("gateway[\"gw1\"].count=2", "the name `gw1` cannot grow"),
        (&format!("{COUNT}=many"), "`count` is a whole number"),
    ] {
        let error = with(&[set]).expect_err(set).to_string();
        assert!(error.contains(expected), "{set}: {error}");
    }
}

#[test]
fn what_cannot_be_varied_is_said() {
    const KEY: &str = "key = 'gateway[\"gw1\"].channels'";
    let changed = |from: &str, to: &str| {
        assert!(TWO.contains(from), "{from}");
        TWO.replacen(from, to, 1)
    };
    for (model, expected) in [
        (
            changed(KEY, "key = 'gateway[\"gw9\"].channels'"),
            "cannot be set to 2: there is no gateway `gw9`",
        ),
        (
            changed(KEY, "key = 'gateway[\"gw1\"].chanels'"),
            "cannot be set to 2: unknown key `chanels`",
        ),
        (changed(KEY, "key = 'study.duration'"), "`key` cannot be set to 2"),
        (
            changed(KEY, "key = 'mediation_server[\"med1\"].count'"),
            "whose name is written as `med1`",
        ),
        (changed("from = 2", "from = 20"), "`from` is 20, above `to`, 9"),
        (
            changed("to = 9", "to = 9\nstep = 8"),
            "`step` is 8, more than from `from` to `to`: 2 is the only number",
        ),
        (changed("to = 9", "to = 9\nstep = 3"), "steps of 3 from 2 do not reach `to`, 9"),
        (changed("cost = \"30 EUR/month\"", "cost = \"30 EUR/month\"\nstep = 0"), "`step` is 0"),
        (changed("30 EUR/month", "thirty"), "`thirty` is not a cost"),
        (changed("20 EUR/month", "20 USD/month"), "they cannot be added"),
        (changed("gateway[\"gw2\"].channels", "gateway[\"gw1\"].channels"), "is varied twice"),
        (changed("channels of gw2", "channels of gw1"), "two tables have the name"),
        (format!("{TWO}[size]\nsurvive = [\"any one thing\"]\n"), "names nothing that can be lost"),
        (format!("{TWO}[size]\nsurvive = [\"server med7\"]\n"), "there is no server med7"),
        (
            format!("{TWO}[size]\nsurvive = [\"any one link\"]\n"),
            "there is no link that could be lost",
        ),
        (format!("{TWO}[size]\nconfidence = \"100 %\"\n"), "`confidence` must be above 0 %"),
    ] {
        let (_folder, path) = written(&model);
        let error = Study::load(&path, &[]).expect_err(expected).to_string();
        assert!(error.contains(expected), "{expected}: {error}");
        // A link has no number that one buys.
        assert!(!error.contains("or a link"), "{error}");
    }
    let (_folder, path) = written(TWO);
    let load = |set: &[String]| Study::load(&path, set);
    let size = Size { vary: Vec::new(), confidence: None, at_most: 10, designs: 10 };
    for (without, expected) in
        [("[[vary]]", "give it [[vary]] tables"), ("[[target]]", "give it [[target]]")]
    {
        let keep = |table: &&str| !table.starts_with(without.trim_start_matches('['));
        let text: Vec<&str> = TWO.split("[[").filter(keep).collect();
        let text =
            text.iter().filter(|t| !t.starts_with(&without[2..])).copied().collect::<Vec<_>>();
        let (_other, path) = written(&text.join("[["));
        let load = |set: &[String]| Study::load(&path, set);
        let plan = load(&[]).unwrap_or_else(|e| panic!("{e}")).plan();
        let error = size.prepare(&load, &[], plan).expect_err(expected).to_string();
        assert!(error.contains(expected), "{error}");
    }
    assert!(load(&[]).is_ok());
}
