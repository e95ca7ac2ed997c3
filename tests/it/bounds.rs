//! What a study may take: the estimate before the work, threads, and what is said of it.

use crate::program::{busyhour, said, text};
use busyhour::internals::experiment::{NoControl, Plan, Study, Work, replicate};
use busyhour::internals::scenario::NoFiles;
use std::path::{Path, PathBuf};

/// A small deployment whose calls arrive at this rate.
fn model(arrivals: &str) -> String {
    format!(
        r#"[study]
duration = "10 min"
warm_up = "1 min"
replications = 2
[[gateway]]
name = "gw1"
lines = {{ e1 = 3 }}
[[mediation_server]]
name = "med1"
[[pool]]
name = "pool01"
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
arrivals = {arrivals}
patience = {{ exponential = {{ mean = "70 s" }} }}
"#
    )
}

fn written(folder: &Path, arrivals: &str) -> PathBuf {
    let path = folder.join("m.toml");
    std::fs::write(&path, model(arrivals)).expect("writable");
    path
}

#[test]
fn a_huge_rate_is_refused_before_the_work_by_every_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = written(folder.path(), "\"1000000000/s\"");
    let small = written(
        &{
            let f = folder.path().join("s");
            std::fs::create_dir(&f).expect("made");
            f
        },
        "\"1/min\"",
    );
    let (huge, small) = (path.to_str().expect("text"), small.to_str().expect("text"));
    let vary = "traffic[*].arrivals=1/s,1000000000/s";
    let set = "traffic[*].arrivals=1000000000/s";
    for arguments in [
        &["run", huge][..],
        &["run", huge, "--precision", "5%"],
        &["run", small, "--set", set],
        &["sweep", small, "--vary", vary],
        &["compare", small, "--vary", vary],
        &["sensitivity", huge],
    ] {
        let out = folder.path().join("out");
        let output = busyhour().args(arguments).arg("--out").arg(&out).output().expect("runs");
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        for part in [
            "a replication would have about 6.6e11 calls",
            "more than 100,000,000",
            "1.0e9 per second",
            "--allow-large",
        ] {
            assert!(said.contains(part), "{arguments:?}: {part}: {said}");
        }
    }
    let output = busyhour().args(["check", huge]).output().expect("runs");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("a run would be refused") && said.contains("m.toml:21"), "{said}");
}

#[test]
fn the_library_refuses_too_unless_the_plan_allows_it() {
    let study = |rate: &str| Study::parse("m.toml", &model(rate), &NoFiles, &[]).expect("valid");
    let (large, small) = (study("\"1000000000/s\""), study("\"1/s\""));
    let plan = large.plan();
    let error = replicate(&large, &plan, &NoControl).expect_err("refused").to_string();
    assert!(error.contains("Plan::allow_large"), "{error}");
    let allowed = Plan { allow_large: true, ..plan };
    Work::of(&large, &allowed).check(&allowed).expect("allowed");
    let work = Work::of(&small, &small.plan());
    assert!((work.calls - 660.0).abs() < 1.0 && work.excess().is_none(), "{work}");
    // A million replications keep their rows in memory.
    let many = Plan { replications: 10_000_000, ..small.plan() };
    let excess = Work::of(&small, &many).excess().expect("too much").to_string();
    assert!(
        excess.contains("of memory, more than 4") || excess.contains("on one core"),
        "{excess}"
    );
}

#[test]
fn threads_are_capped_and_the_bytes_are_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = written(folder.path(), "\"1/s\"");
    let run = |out: &str, threads: Option<&str>, variable: Option<&str>| {
        let mut command = busyhour();
        command.arg("run").arg(&path).args(["--no-charts", "--out"]).arg(folder.path().join(out));
        command.args(threads.iter().flat_map(|n| ["--threads", n]));
        command.env_remove("RAYON_NUM_THREADS");
        variable.iter().for_each(|value| drop(command.env("RAYON_NUM_THREADS", value)));
        let output = command.output().expect("runs");
        let record = std::fs::read(folder.path().join(out).join("record.json"));
        (record.expect("a record"), text(&output.stderr))
    };
    let (one, quiet) = run("1", Some("1"), None);
    assert!(!quiet.contains("threads"), "{quiet}");
    for (threads, variable, expected) in [
        (Some("100000"), None, "--threads asks for 100000 threads"),
        (None, Some("100000"), "RAYON_NUM_THREADS asks for 100000 threads"),
        (None, Some("many"), "RAYON_NUM_THREADS is no number of threads and is ignored"),
        (None, Some("0"), "wrote"),
        (Some("0"), None, "wrote"),
    ] {
        let (bytes, said) = run("2", threads, variable);
        assert!(said.contains(expected), "{said}");
        assert!(bytes == one, "{threads:?} {variable:?}");
    }
}
