//! `report` of several records: one page that says what differs, whether differences are paired, and what cannot be put
//! together.

use crate::pages::OFFICE;
use crate::program::{busyhour, said};
use std::fs;
use std::path::Path;
use std::process::Output;

fn busyhour_in(folder: &Path, arguments: &[&str]) -> Output {
    busyhour().current_dir(folder).args(arguments).output().expect("runs")
}

/// A folder with the results of runs under their names.
fn runs(all: &[(&str, &[&str])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("office.toml"), OFFICE).expect("written");
    for (name, more) in all {
        let arguments = [&["run", "office.toml", "--no-charts", "--out", name], *more].concat();
        let output = busyhour_in(folder.path(), &arguments);
        assert!(folder.path().join(name).join("record.json").is_file(), "{}", said(&output));
    }
    folder
}

fn page_of(folder: &Path, records: &[&str]) -> String {
    let output = busyhour_in(folder, &[&["report", "--out", "page"], records].concat());
    assert!(output.status.success(), "{}", said(&output));
    fs::read_to_string(folder.join("page/report.html")).expect("a page")
}

#[test]
fn runs_with_the_same_seed_are_paired_and_stand_side_by_side() {
    let folder = runs(&[("three", &[]), ("two", &["--set", "gateway[*].lines.e1=2"])]);
    let page = page_of(folder.path(), &["three/record.json", "two/record.json"]);
    for words in [
        "The records differ in the scenario and what the command line changed.",
        "may be read as paired by replication",
        "The records</h2>",
        "Targets side by side</h2>",
        "blocking at most 1 %",
        "busyhour report three/record.json two/record.json",
        "id=\"chart-over-time-title\"",
        "id=\"chart-distributions-voice-mail-routing-latency-title\"",
    ] {
        assert!(page.contains(words), "{words}");
    }
    // The page is made of the records alone.
    let again = page_of(folder.path(), &["three/record.json", "two/record.json"]);
    assert_eq!(page, again);
    assert!(!folder.path().join("page/record.json").exists());
}

#[test]
fn runs_with_other_seeds_are_independent() {
    let folder = runs(&[("monday", &[]), ("tuesday", &["--seed", "7"])]);
    let page = page_of(folder.path(), &["monday/record.json", "tuesday/record.json"]);
    assert!(page.contains("The records differ in the seed."), "{page}");
    let why =
        "are not paired, because <code>monday</code> has the seed 2013 and <code>tuesday</code> 7";
    assert!(page.contains(why));
    assert!(page.contains("independent samples · busyhour"));
}

#[test]
fn what_cannot_be_put_together_is_refused() {
    let folder = runs(&[("one", &[]), ("sure", &["--set", "study.confidence=\"99 %\""])]);
    let sweep = ["sweep", "office.toml", "--vary", "gateway[*].lines.e1=[1, 2]", "--no-refine"];
    busyhour_in(folder.path(), &[&sweep[..], &["--no-charts", "--out", "swept"]].concat());
    for (records, words) in [
        (["one/record.json", "one/record.json"], "is named twice"),
        (["one/record.json", "swept/record.json"], "`swept` holds a study of several designs"),
        (["one/record.json", "sure/record.json"], "`one` has 95 % intervals and `sure` 99 %"),
    ] {
        let output = busyhour_in(folder.path(), &[&["report"], &records[..]].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains(words), "{words}: {}", said(&output));
    }
    assert!(!folder.path().join("results").exists());
}
