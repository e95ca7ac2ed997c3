//! Files that the program writes: links, modes, pipes, inputs that are never outputs, and folders that two commands want.

#![cfg(unix)]

use crate::program::{busyhour, record, said};
use busyhour::internals::{report::json, scenario};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Output, Stdio};
use tempfile::TempDir;

/// A folder with a small model that includes a file, which reads a CSV.
fn office() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let short = [("\"100 min\"", "\"2 min\""), ("\"30 min\"", "\"0 s\""), ("= 10 ", "= 2 ")];
    let mut model = "include = [\"base.toml\"]\n".to_owned() + &scenario::starter("Office");
    for (long, short) in short {
        model = model.replacen(long, short, 1);
    }
    fs::write(path("office.toml"), model).expect("written");
    let base = "[connection]\ntls_handshake = { empirical = \"times.csv\" }\n";
    fs::write(path("base.toml"), base).expect("written");
    fs::write(path("times.csv"), "0.1\n0.2\n").expect("written");
    folder
}

/// Runs a command in the folder.
fn command(folder: &Path, words: &[&str]) -> Output {
    busyhour().current_dir(folder).args(words).output().expect("runs")
}

#[track_caller]
fn refused(folder: &Path, words: &[&str], expected: &str) {
    let output = command(folder, words);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
    assert!(said.contains(expected), "{words:?}: {said}");
}

/// Runs the model, without charts, with a file for the record.
fn run(folder: &Path, json: &str) {
    let output = command(folder, &["run", "office.toml", "--no-charts", json]);
    assert!(output.status.code().is_some_and(|code| code < 2), "{json}: {}", said(&output));
}

#[test]
fn an_input_is_never_an_output() {
    let folder = office();
    let path = |name: &str| folder.path().join(name);
    symlink("office.toml", path("link.toml")).expect("linked");
    fs::hard_link(path("base.toml"), path("hard.toml")).expect("linked");
    fs::write(path("more.csv"), "0.3\n").expect("written");
    let texts =
        ["office.toml", "base.toml", "times.csv", "more.csv"].map(|n| (n, fs::read(path(n))));
    let vary = r#"connection.tls_handshake=[{empirical="more.csv"},{empirical="times.csv"}]"#;
    for words in [
        &["run", "office.toml", "--json=office.toml"][..],
        &["run", "office.toml", "--json=./base.toml"],
        &["run", "office.toml", "--csv=link.toml"],
        &["run", "office.toml", "--csv=hard.toml"],
        &["run", "link.toml", "--csv=office.toml"],
        &["sensitivity", "office.toml", "--csv=times.csv"],
        &["compare", "office.toml", "link.toml", "--csv=times.csv"],
        // A file that only one design names.
        &["sweep", "office.toml", "--vary", vary, "--json=more.csv"],
        &["check", "office.toml", "--sarif=link.toml"],
        &["check", "office.toml", "--json=times.csv"],
    ] {
        refused(folder.path(), words, "would overwrite this file, which the command reads");
    }
    for (name, text) in texts {
        assert_eq!(fs::read(path(name)).ok(), text.ok(), "{name}");
    }
    assert!(path("link.toml").is_symlink());
}

#[test]
fn a_result_spares_the_files_that_the_command_reads() {
    let folder = office();
    let (out, path) = (folder.path().join("out"), |name: &str| folder.path().join(name));
    run(folder.path(), "--out=out");
    // The trace of the next run is a file of the former result.
    fs::write(out.join("run-info.json"), "0.1\n0.2\n").expect("written");
    let base = "[connection]\ntls_handshake = { empirical = \"out/run-info.json\" }\n";
    fs::write(path("base.toml"), base).expect("written");
    refused(
        folder.path(),
        &["run", "office.toml", "--out=out"],
        "would replace `out/run-info.json`",
    );
    assert_eq!(fs::read_to_string(out.join("run-info.json")).expect("readable"), "0.1\n0.2\n");
    refused(folder.path(), &["chart", "out/record.json", "out/record.json"], "both be written to");
    fs::rename(out.join("record.json"), out.join("report.md")).expect("renamed");
    refused(folder.path(), &["report", "out/report.md"], "would replace `out/report.md`");
}

#[test]
fn two_outputs_are_two_files() {
    let folder = office();
    symlink("a.json", folder.path().join("b.json")).expect("linked");
    let run = |words: &[&'static str]| [&["run", "office.toml", "--out=out"], words].concat();
    for (words, expected) in [
        (&["--json=a.json", "--csv=./a.json"][..], "--json and --csv both write to `a.json`"),
        (&["--json=a.json", "--csv=b.json"], "--json and --csv both write to `a.json`"),
        (&["--json", "--csv=/dev/stdout"], "both write to standard output"),
        (&["--json=out/record.json"], "--json and the result in out both write this file"),
        (&["--csv=out/charts/a.svg"], "--csv and the result in out both write this file"),
    ] {
        refused(folder.path(), &run(words), expected);
    }
    // The table would go to the same file.
    let table = fs::File::create(folder.path().join("table")).expect("created");
    let mut program = std::process::Command::new(assert_cmd::cargo::cargo_bin!("busyhour"));
    program.current_dir(&folder).args(run(&["--json=table"])).stdout(table);
    let output = program.output().expect("runs");
    assert!(said(&output).contains("--json and standard output both write"), "{}", said(&output));
}

#[test]
fn links_are_followed_and_modes_are_kept() {
    let folder = office();
    let path = |name: &str| folder.path().join(name);
    let mode = |name: &str| fs::metadata(path(name)).expect("there").permissions().mode() & 0o777;
    for (name, bits) in [("private", 0o600), ("read-only", 0o444), ("plain", 0o640)] {
        fs::write(path(name), "before").expect("written");
        fs::set_permissions(path(name), fs::Permissions::from_mode(bits)).expect("set");
    }
    symlink("private", path("link")).expect("linked");
    symlink("new", path("dangling")).expect("linked");
    symlink("none/new", path("astray")).expect("linked");
    refused(folder.path(), &["run", "office.toml", "--json=read-only"], "this file is read-only");
    assert_eq!(fs::read_to_string(path("read-only")).expect("readable"), "before");
    refused(folder.path(), &["run", "office.toml", "--json=astray"], "No such file");
    refused(folder.path(), &["run", "office.toml", "--json=results"], "this is a folder");
    for name in ["link", "plain", "dangling"] {
        run(folder.path(), &format!("--json={name}"));
        json::read(&path(name)).expect("a record");
    }
    assert!(path("link").is_symlink() && path("dangling").is_symlink());
    let modes = ["private", "plain", "read-only"].map(mode);
    assert_eq!(modes, [0o600, 0o640, 0o444]);
    // A new file has the mode of any new file.
    fs::write(path("other"), "").expect("written");
    assert_eq!(mode("new"), mode("other"));
    let left = fs::read_dir(&folder).expect("readable").flatten();
    assert!(!left.into_iter().any(|file| file.file_name().to_string_lossy().ends_with(".partial")));
}

#[test]
fn a_read_only_result_is_found_before_the_work() {
    let folder = office();
    run(folder.path(), "--out=out");
    let report = folder.path().join("out/report.md");
    fs::set_permissions(&report, fs::Permissions::from_mode(0o444)).expect("set");
    let long = ["run", "office.toml", "--out=out", "--replications=1000000", "--allow-large"];
    refused(folder.path(), &long, "out/report.md: this file is read-only");
}

#[test]
fn what_is_no_regular_file_is_written_through() {
    let folder = office();
    let path = |name: &str| folder.path().join(name);
    let made = std::process::Command::new("mkfifo").arg(path("pipe")).status().expect("runs");
    assert!(made.success());
    let got = fs::File::create(path("got")).expect("created");
    let mut reader = std::process::Command::new("cat");
    let mut reader = reader.arg(path("pipe")).stdout(got).spawn().expect("starts");
    run(folder.path(), "--json=pipe");
    assert!(reader.wait().expect("over").success());
    json::read(&path("got")).expect("a record");
    let kind = fs::metadata(path("pipe")).expect("there").file_type();
    assert!(!kind.is_file());
    // Standard output by its other names, to which the shell appends.
    fs::write(path("log"), "before\n").expect("written");
    let log = fs::OpenOptions::new().append(true).open(path("log")).expect("open");
    let mut program = std::process::Command::new(assert_cmd::cargo::cargo_bin!("busyhour"));
    program.current_dir(&folder).args(["run", "office.toml", "--json=/dev/stdout", "--no-charts"]);
    assert!(program.stdout(log).stderr(Stdio::null()).status().is_ok());
    let log = fs::read_to_string(path("log")).expect("readable");
    json::parse("log", log.strip_prefix("before\n").expect("kept")).expect("only the record");
}

#[test]
fn what_a_killed_program_left_of_a_file_goes_with_the_next_one() {
    let folder = office();
    let out = folder.path().join("out");
    fs::create_dir_all(out.join("charts")).expect("made");
    let left = [".record.json.partial", ".files.json.partial"];
    let leave = || left.iter().for_each(|name| fs::write(out.join(name), "{").expect("written"));
    leave();
    run(folder.path(), "--out=out");
    let all = || fs::read_dir(&out).expect("a folder").flatten().map(|entry| entry.file_name());
    let partial = || all().filter(|name| name.to_string_lossy().contains("partial")).count();
    assert_eq!(partial(), 0, "{:?}", all().collect::<Vec<_>>());
    // A file that another program still writes to stays.
    leave();
    let other = fs::File::open(out.join(left[0])).expect("there");
    other.lock().expect("locked");
    run(folder.path(), "--out=out");
    assert_eq!(partial(), 1, "{:?}", all().collect::<Vec<_>>());
    assert_eq!(fs::read_to_string(out.join(left[0])).expect("there"), "{");
    assert!(fs::read_to_string(out.join("record.json")).expect("there").len() > 1000);
}

#[test]
fn one_command_at_a_time_writes_to_a_folder() {
    let folder = office();
    run(folder.path(), "--out=out");
    let lock = fs::File::open(folder.path().join("out/.busyhour-lock")).expect("there");
    lock.lock().expect("locked");
    let vary = "gateway[*].lines.e1=[4, 5]";
    for words in [
        &["run", "office.toml", "--out=out"][..],
        &["sweep", "office.toml", "--vary", vary, "--out=out"],
        &["sensitivity", "office.toml", "--out=out"],
        &["compare", "office.toml", "--vary", vary, "--out=out"],
        &["compare", "office.toml", "--vary", vary, "--out=out", "--indifference=blocking=1 %"],
        &["chart", "out/record.json"],
        &["report", "out/record.json"],
    ] {
        refused(folder.path(), words, "out: another command is writing to this folder");
    }
    drop(lock);
    run(folder.path(), "--out=out");
}

#[test]
fn two_runs_into_one_folder_do_not_mix() {
    let folder = office();
    for _ in 0..5 {
        let runs = ["1", "2"].map(|seed| {
            let mut program = std::process::Command::new(assert_cmd::cargo::cargo_bin!("busyhour"));
            program.current_dir(&folder).args(["run", "office.toml", "--out=out", "--seed", seed]);
            program.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("starts")
        });
        let over = runs.map(|run| run.wait_with_output().expect("over"));
        let refused = over.iter().filter(|output| output.status.code() == Some(2));
        for output in refused.clone() {
            assert!(said(output).contains("another command is writing"), "{}", said(output));
        }
        assert!(refused.count() < 2);
        let out = folder.path().join("out");
        let seed = format!("seed {}", record(&out).seed);
        let report = fs::read_to_string(out.join("report.md")).expect("readable");
        let chart = fs::read_to_string(out.join("charts/outcomes.svg")).expect("readable");
        assert!(report.contains(&seed) && chart.contains(&seed), "{seed}");
    }
}

#[test]
fn a_damaged_line_of_a_journal_is_said_and_its_design_simulated_again() {
    let folder = office();
    let path = |name: &str| folder.path().join("out").join(name);
    let words = ["sweep", "office.toml", "--vary", "gateway[*].lines.e1=[4, 5, 6]", "--no-refine"];
    let sweep = || command(folder.path(), &[&words[..], &["--no-charts", "--out=out"]].concat());
    let said_first = said(&sweep());
    let read =
        |name: &str| fs::read(path(name)).unwrap_or_else(|e| panic!("{name}: {e}: {said_first}"));
    let (record, journal) = (read("record.json"), read("journal.jsonl"));
    let mut damaged = journal.clone();
    let place = String::from_utf8_lossy(&journal).rfind("\"value\":").expect("an estimate") + 8;
    damaged[place] ^= 1;
    fs::write(path("journal.jsonl"), damaged).expect("written");
    let again = said(&sweep());
    let line = "journal.jsonl: line 4 is damaged or incomplete, and its design is simulated again";
    assert!(again.contains(line) && again.contains("2 designs are already finished"), "{again}");
    assert!(read("record.json") == record);
    assert!(!said(&sweep()).contains("damaged"));
    // A journal of an older format, of a study that is not finished.
    fs::write(path("journal.jsonl"), "{\"journal\":2,\"facts\":[]}\n").expect("written");
    let old = said(&sweep());
    assert!(old.contains("it has format 2, this program reads 4"), "{old}");
}
