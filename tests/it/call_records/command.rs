//! `busyhour import` of call records: the scenario, the page, the charts, and what none of them says.

use super::generator::{self, Random, TRUTH, Written};
use super::samples;
use assert_cmd::Command;
use std::fs;
use std::path::Path;

pub fn busyhour(folder: &Path, arguments: &[&str]) -> (bool, String, String) {
    let mut command = Command::cargo_bin("busyhour").expect("the program");
    let output = command.current_dir(folder).args(arguments).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

/// All files of a folder and below, with what is in them.
fn all_files(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all_files(&path, found);
        } else {
            let bytes = fs::read(&path).expect("readable");
            found.push((path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
}

#[test]
fn records_become_a_scenario_that_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let records = generator::write(Written::Asterisk, &generator::days(&TRUTH, 5, &mut Random(1)));
    fs::write(folder.path().join("Master.csv"), records).expect("written");
    let zone = "--zone=America/New_York";
    let (done, _, said) =
        busyhour(folder.path(), &["import", "Master.csv", "--out", "model.toml", zone]);
    assert!(done, "{said}");
    assert!(said.contains("blocked calls are missing"), "{said}");
    assert!(said.contains("the busy hour begins at"), "{said}");
    assert!(said.contains("finds 0 errors"), "{said}");
    let scenario = fs::read_to_string(folder.path().join("model.toml")).expect("written");
    for expected in [
        "zone = \"America/New_York\"",
        "duration = \"60 min\"",
        "talk = { lognormal = { mean = \"1",
        "patience = { exponential = { mean = \"",
        "retry = { share = \"",
        "busy = \"",
        "# Kaplan-Meier: ",
        "calls on 5 days from Monday to Friday; a Poisson process fits",
    ] {
        assert!(scenario.contains(expected), "{expected} is not in\n{scenario}");
    }
    let page = folder.path().join("model-records/records.md");
    let page = fs::read_to_string(page).expect("a page");
    assert!(page.contains("![When voice calls arrive](charts/voice-profile.svg)"), "{page}");
    let run = ["run", "model.toml", "--replications", "2", "--no-charts"];
    let (done, _, said) = busyhour(folder.path(), &run);
    assert!(done, "{said}");
}

#[test]
fn recorded_calls_are_replayed_one_by_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let calls = generator::days(&TRUTH, 2, &mut Random(2));
    let records = generator::write(Written::Cucm, &calls);
    fs::write(folder.path().join("cdr"), records).expect("written");
    let zone = "--zone=America/New_York";
    let (done, _, said) =
        busyhour(folder.path(), &["import", "cdr", "--out", "model.toml", "--replay", zone]);
    assert!(done, "{said}");
    let list = fs::read_to_string(folder.path().join("model-calls.csv")).expect("written");
    assert_eq!(list.lines().count(), calls.len() + 1);
    let (done, out, said) = busyhour(folder.path(), &["check", "model.toml"]);
    assert!(done, "{out}{said}");
    let (done, _, said) = busyhour(folder.path(), &["import", "cdr", "--out", "-", "--replay"]);
    assert!(!done && said.contains("--replay writes a file"), "{said}");
}

#[test]
fn nothing_says_who_called() {
    let folder = tempfile::tempdir().expect("a folder");
    let records = folder.path().join("records");
    fs::create_dir(&records).expect("a folder");
    for (name, text) in samples::all() {
        fs::write(records.join(name), text).expect("written");
    }
    let many = generator::write(Written::FreeSwitch, &generator::days(&TRUTH, 2, &mut Random(3)));
    fs::write(records.join("many.csv"), many).expect("written");
    // A line that is left out must not be quoted, either.
    fs::write(records.join("more.csv"), "\"A\",\"2025550101\",\"1001\",\"public\",\"2026-11-02 08:59:41\",\"\",\"2026-11-02 08:59:53\",\"12\",\"0\",\"USER_BUSY\",\"u1\",\"\",\"\"\n\"Mallory\",\"2025550199\",\"1001\",\"public\",\"noon\",\"x\",\"y\",\"z\",\"0\",\"USER_BUSY\",\"u1\",\"\",\"\"\n").expect("written");
    fs::create_dir(folder.path().join("made")).expect("a folder");
    let (done, out, said) = busyhour(folder.path(), &["import", "records", "--out", "made/m.toml"]);
    assert!(done, "{said}");
    let mut written = Vec::new();
    all_files(&folder.path().join("made"), &mut written);
    assert!(written.len() > 4, "a scenario, a page and charts");
    assert!(said.contains("left out: 1 line, a duration that cannot be read"), "{said}");
    assert!(said.contains("; the first is line 2 of more.csv"), "{said}");
    // A line of types is in every file of Cisco, and is not worth a word.
    assert!(said.contains("_1: 10 lines of Cisco"), "{said}");
    assert_eq!(said.matches("left out: ").count(), 2, "{said}");
    written.push(("messages".to_owned(), format!("{out}{said}")));
    for (name, text) in &written {
        for secret in [
            "20255501",
            "2025000",
            "55555501",
            "Mallory",
            "Caller A",
            "User B",
            "a@contoso",
            "+1202",
            "\"1001\"",
        ] {
            assert!(!text.contains(secret), "{name} says {secret}");
        }
    }
}

#[test]
fn a_folder_of_somebody_else_is_not_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let records = generator::write(Written::Asterisk, &generator::days(&TRUTH, 1, &mut Random(4)));
    fs::write(folder.path().join("Master.csv"), records).expect("written");
    let run = |more: &[&str]| {
        busyhour(folder.path(), &[&["import", "Master.csv", "--out", "model.toml"], more].concat())
    };
    fs::create_dir(folder.path().join("model-records")).expect("a folder");
    let page = folder.path().join("model-records/records.md");
    fs::write(&page, "mine").expect("written");
    let (done, _, said) = run(&[]);
    assert!(!done && said.contains("did not list as its own"), "{said}");
    assert_eq!(fs::read_to_string(&page).expect("kept"), "mine");
    assert!(!folder.path().join("model.toml").exists());
    // Its own folder is replaced, as that of any result is.
    fs::remove_file(&page).expect("removed");
    let (done, _, said) = run(&[]);
    assert!(done, "{said}");
    let stale = folder.path().join("model-records/charts/voice-profile.svg");
    assert!(stale.exists());
    let (done, _, said) = run(&["--replace"]);
    assert!(done && stale.exists(), "{said}");
}
