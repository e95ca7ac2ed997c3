//! Parameter studies from the command line: what they find, that they go on where they were killed,
//! and what they refuse.

use crate::program::{busyhour, record, said, text};
use busyhour::internals::experiment::Verdict;
use std::path::Path;
use std::process::Output;

const MIGRATION: &str = "models/deployments/migration-from-2010.toml";
const BUSY: &str = "models/tutorial/2-busy-lines.toml";

fn sweep(model: &str, out: &Path, arguments: &[&str]) -> Output {
    busyhour().args(["sweep", model, "--out"]).arg(out).args(arguments).output().expect("runs")
}

/// Every file of a result but what is true of the execution only.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for name in ["record.json", "estimates.csv", "report.html", "report.md", "journal.jsonl"] {
        found.push((name.to_owned(), std::fs::read(folder.join(name)).expect(name)));
    }
    let charts = std::fs::read_dir(folder.join("charts")).expect("charts").flatten();
    found.extend(charts.map(|chart| {
        let name = chart.file_name().to_string_lossy().into_owned();
        (name, std::fs::read(chart.path()).expect("readable"))
    }));
    found.sort();
    found
}

#[test]
fn the_migration_study_finds_how_many_mailboxes_must_have_moved() {
    let folder = tempfile::tempdir().expect("a folder");
    let vary = "users[*].mailboxes.migrated=0%..100%:25%";
    let output = sweep(MIGRATION, folder.path(), &["--vary", vary]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let table = text(&output.stdout);
    assert!(table.contains("Where targets are first missed"), "{table}");
    assert!(table.contains("share of notifications lost, %"), "{table}");
    let record = record(folder.path());
    let note = record.sweep().expect("a sweep");
    let values: Vec<&str> = note.points.iter().take(5).map(|p| p.values[0].as_str()).collect();
    assert_eq!(values, ["0 %", "25 %", "50 %", "75 %", "100 %"]);
    // 38.5 % are lost before anything has moved, and all the loss goes with the share that has not:
    // 1 % is lost at 97.4 % moved.
    let [crossing] = &note.target_crossings[..] else { panic!("{:?}", note.target_crossings) };
    let number = |value: &Option<String>| {
        let text = value.as_deref().expect("a value");
        text.trim_end_matches(" %").parse::<f64>().expect("a number")
    };
    let (met, missed) = (number(&crossing.met), number(&crossing.missed));
    assert!(
        crossing.located && crossing.monotone && missed < met && met - missed <= 1.0,
        "{crossing:?}"
    );
    assert!((96.0..97.5).contains(&missed) || (97.4..98.5).contains(&met), "{crossing:?}");
    assert!(
        number(&crossing.surely_missed) < met && number(&crossing.surely_met) > missed,
        "{crossing:?}"
    );
    // The same callers at every value, and the difference known better than the figures themselves.
    assert!(record.sources.iter().any(|source| source.source == "voice to staff"));
    let step = &note.steps[0];
    let single = record.estimates.iter().find(|e| e.design == step.from).expect("an estimate");
    let width = |low: Option<f64>, high: Option<f64>| high.expect("high") - low.expect("low");
    assert!(step.difference < 0.0);
    assert!(width(step.low, step.high) < width(single.low, single.high), "{step:?}");
    assert_eq!(note.points[0].targets[0].verdict, Verdict::Missed);
    assert!(folder.path().join("charts/sweep-missed-call-notification-loss.png").is_file());
}

#[test]
fn a_killed_sweep_goes_on_to_the_same_bytes() {
    let arguments = ["--vary", "users[*].mailboxes.migrated=10%..100%:10%", "--threads"];
    let whole = tempfile::tempdir().expect("a folder");
    let output = sweep(MIGRATION, whole.path(), &[&arguments[..], &["1"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let expected = files(whole.path());

    let killed = tempfile::tempdir().expect("a folder");
    let journal = killed.path().join("journal.jsonl");
    let lines = || std::fs::read(&journal).map_or(0, |t| t.iter().filter(|b| **b == b'\n').count());
    let mut kills = 0;
    // Killed again and again, each time after at least one more design.
    for enough in [2, 5, 8] {
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("busyhour"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["sweep", MIGRATION, "--out"])
            .arg(killed.path())
            .args(arguments)
            .arg("2")
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("starts");
        while lines() < enough && child.try_wait().expect("asked").is_none() {
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        kills += usize::from(child.try_wait().expect("asked").is_none());
        child.kill().expect("killed");
        child.wait().expect("over");
    }
    assert!(kills > 0 && !killed.path().join("record.json").exists(), "it was never killed");
    // As if the power had failed in the middle of a line.
    let mut bytes = std::fs::read(&journal).expect("readable");
    bytes.extend_from_slice(b"{\"schema_version\":1,\"prog");
    std::fs::write(&journal, bytes).expect("writable");
    let output = sweep(MIGRATION, killed.path(), &[&arguments[..], &["8"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("designs are already finished"), "{}", said(&output));
    let found = files(killed.path());
    for ((name, expected), (_, found)) in expected.iter().zip(&found) {
        assert!(expected == found, "{name} differs");
    }
    assert_eq!(expected.len(), found.len());
}

#[test]
fn integers_are_located_exactly_and_each_line_has_a_crossing() {
    let folder = tempfile::tempdir().expect("a folder");
    let short = ["--set", "study.duration=20 min", "--replications", "4"];
    let vary = ["--vary", "gateway[*].channels=4..64:20", "--vary", "traffic[*].talk=60 s,120 s"];
    let output = sweep(BUSY, folder.path(), &[&short[..], &vary[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let record = record(folder.path());
    let note = record.sweep().expect("a sweep");
    assert_eq!(note.points.iter().filter(|p| !p.refined).count(), 8);
    let located: Vec<u32> = note
        .target_crossings
        .iter()
        .filter(|crossing| crossing.located)
        .map(|crossing| {
            let number = |v: &Option<String>| v.as_deref().and_then(|v| v.parse::<u32>().ok());
            let (met, missed) =
                number(&crossing.met).zip(number(&crossing.missed)).expect("numbers");
            assert_eq!(met, missed + 1, "{crossing:?}");
            met
        })
        .collect();
    assert!(located.len() >= 2, "{:?}", note.target_crossings);
    assert!(folder.path().join("charts/map-blocking.png").is_file());
}

/// A sweep of some measures judges these, each by its own target, and says which targets it leaves out.
#[test]
fn a_sweep_shows_the_verdicts_of_its_own_measures() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("two-targets.toml");
    let busy = Path::new(env!("CARGO_MANIFEST_DIR")).join(BUSY);
    let target = |measure: &str, most: &str| {
        format!("[[target]]\nmeasure = \"{measure}\"\nat_most = \"{most}\"\n")
    };
    let slow = target("post_dial_delay.p95", "1 ms");
    let text = format!("include = [{:?}]\n{slow}", busy.display().to_string());
    std::fs::write(&model, text).expect("writable");
    let run = |arguments: &[&str]| {
        let vary = ["--vary", "gateway[*].channels=60,90", "--replications", "3", "--fresh"];
        let all = [&vary[..], &["--no-charts"], arguments].concat();
        let output = sweep(model.to_str().expect("a path"), folder.path(), &all);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let table = text_of(&output);
        (table, record(folder.path()))
    };
    let (table, found) = run(&[]);
    assert_eq!(found.sweep().expect("a sweep").figures.len(), 2, "{table}");
    // A narrow column may break the name at its hyphen.
    assert!(table.contains("MISSED: post-"), "{table}");
    let (table, found) = run(&["--measure", "blocking"]);
    assert!(!table.contains("MISSED"), "{table}");
    let note = found.sweep().expect("a sweep");
    assert!(note.target_crossings.iter().all(|c| c.figure.to_string().starts_with("blocking")));
    assert!(table.contains("not judged here: post-dial delay p95"), "{table}");
    let (table, found) = run(&["--measure", "utilization@gateway:*"]);
    assert!(found.sweep().expect("a sweep").target_crossings.is_empty());
    assert!(!table.contains("MISSED") && !table.contains(" met "), "{table}");
}

/// The table as one line.
fn text_of(output: &Output) -> String {
    text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_latin_hypercube_and_any_measure() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = [
        "--set",
        "study.duration=5 min",
        "--replications",
        "2",
        "--latin-hypercube",
        "5",
        "--vary",
        "gateway[*].channels=10..30",
        "--vary",
        "traffic[*].talk=60 s..120 s",
        "--measure",
        "utilization@gateway:*",
        "--measure",
        "post_dial_delay.p95",
        "--csv",
    ];
    let output = sweep(BUSY, folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let rows = text(&output.stdout);
    assert_eq!(rows.lines().filter(|line| line.contains(",post_dial_delay,all,p95,")).count(), 5);
    assert!(rows.contains(",utilization,gateway:"), "{rows}");
}

#[test]
fn what_cannot_be_varied_is_said_before_anything_is_simulated() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    for (arguments, expected) in [
        (&["--vary", "gatway[*].channels=1,2"][..], "did you mean `gateway`?"),
        (&["--vary", "gateway[\"nowhere\"].channels=1,2"], "there is no gateway `nowhere`"),
        (&["--vary", "gateway[*].chanels=1,2"], "unknown key `chanels`"),
        (&["--vary", "gateway[*].channels=10..1:1"], "lower end first"),
        (&["--vary", "gateway[*].channels=1..9"], "the step is missing"),
        (&["--vary", "gateway[*].channels"], "there is no `=`"),
        (&["--vary", "gateway[*].channels=10 %..20 %:5 %"], "10 %"),
        (&["--vary", "users[*].ring=5 %..10 %:5 %"], "not a time"),
        (&["--vary", "gateway[*].channels="], "a value is missing"),
        (&["--vary", "gateway[*].channels=1..9000:1"], "more than 2000"),
        (
            &["--vary", "gateway[*].channels=1,2", "--measure", "bloking"],
            "did you mean `blocking`?",
        ),
        (&["--vary", "gateway[*].channels=1,2", "--measure", "blocking.p96"], "no statistic `p96`"),
        (&["--vary", "gateway[*].channels=1,2", "--latin-hypercube", "0"], "at least one design"),
        (&["--vary", "study.seed=1,2"], "all designs of a study share it"),
        (&[], "--vary"),
    ] {
        let output = sweep(BUSY, &out, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(expected), "{arguments:?}: {}", said(&output));
    }
    assert!(!out.exists(), "nothing was begun");
}

#[test]
fn another_study_takes_the_place_of_a_finished_one_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("mine.toml");
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join(BUSY);
    let original = std::fs::read_to_string(model).expect("readable");
    std::fs::write(&copy, &original).expect("writable");
    let run = |arguments: &[&str]| {
        let short = ["--set", "study.duration=5 min", "--replications", "2", "--no-charts"];
        let vary = ["--no-refine", "--vary", "gateway[*].channels=10,20"];
        let all = [&short[..], &vary[..], arguments].concat();
        sweep(copy.to_str().expect("a path"), folder.path(), &all)
    };
    assert_eq!(run(&[]).status.code(), Some(0));
    let again = run(&[]);
    assert!(said(&again).contains("2 designs are already finished"), "{}", said(&again));
    let other = run(&["--seed", "7"]);
    assert_eq!(other.status.code(), Some(0), "{}", said(&other));
    assert!(said(&other).contains("the finished study of other content is replaced"));
    assert_eq!(record(folder.path()).seed, 7);
    // As if it had been stopped before its last design.
    let journal = folder.path().join("journal.jsonl");
    let lines = std::fs::read_to_string(&journal).expect("readable");
    let kept: Vec<&str> = lines.lines().take(2).collect();
    std::fs::write(&journal, kept.join("\n") + "\n").expect("writable");
    let refused = run(&[]);
    assert_eq!(refused.status.code(), Some(2));
    let words = said(&refused);
    assert!(words.contains("seed: it was `7` there, and is `2013` now"), "{words}");
    assert!(words.contains("which is not finished") && words.contains("--fresh"), "{words}");
    std::fs::write(&copy, format!("{original}\n# changed\n")).expect("writable");
    let changed = run(&["--seed", "7"]);
    assert_eq!(changed.status.code(), Some(2));
    assert!(said(&changed).contains("the scenario, or a file that it names, has changed"));
    assert_eq!(run(&["--fresh"]).status.code(), Some(0));
    // A single run in this folder leaves nothing of the finished study.
    let path = copy.to_str().expect("a path");
    let short = ["--set", "study.duration=5 min", "--replications", "2", "--no-charts", "--out"];
    let mut command = busyhour();
    let one = command.args(["run", path]).args(short).arg(folder.path()).output().expect("runs");
    assert!(one.status.code().is_some_and(|code| code < 2), "{}", said(&one));
    assert!(!journal.exists() && copy.exists());
}

#[test]
fn the_assumption_that_moves_the_answer_most_comes_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |threads: &str| {
        let output = busyhour()
            .args([
                "sensitivity",
                MIGRATION,
                "--replications",
                "5",
                "--threads",
                threads,
                "--fresh",
            ])
            .args(["--measure", "voice_mail_routing_latency", "--only", "processing.*", "--out"])
            .arg(folder.path())
            .output()
            .expect("runs");
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        (text(&output.stdout), std::fs::read(folder.path().join("record.json")).expect("a record"))
    };
    let (table, bytes) = run("1");
    assert!(table.contains("What moves voice-mail routing latency mean"), "{table}");
    let record = record(folder.path());
    let study = record.sensitivity().expect("a study of assumptions");
    assert!(study.finished && study.swings.len() == study.assumptions.len());
    // An INVITE waits 250 ms at the worker process, and its range is by far the widest.
    let first = &study.swings[0];
    assert_eq!((first.key.as_str(), first.distinct), ("processing.worker_process", true));
    // 130 to 380 ms once a call: 250 ms between the ends.
    assert!((0.24..0.27).contains(&first.swing.difference), "{first:?}");
    let distinct: Vec<f64> =
        study.swings.iter().filter(|s| s.distinct).map(|s| s.swing.difference.abs()).collect();
    assert!(distinct.len() > 2 && distinct.is_sorted_by(|a, b| a >= b), "{distinct:?}");
    // What happens after the call does not move it.
    let pipeline = study.swings.iter().find(|s| s.key == "processing.pipeline").expect("varied");
    assert!(!pipeline.distinct && pipeline.swing.difference.abs() < 1e-3, "{pipeline:?}");
    assert!(folder.path().join("charts/tornado-voice-mail-routing-latency-mean.png").is_file());
    assert_eq!(run("3").1, bytes);
}

#[test]
fn a_study_of_assumptions_goes_on_and_says_what_it_cannot_vary() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| {
        let short = ["--set", "study.duration=5 min", "--replications", "2", "--no-charts"];
        busyhour()
            .args(["sensitivity", MIGRATION, "--out"])
            .arg(folder.path())
            .args(short)
            .args(arguments)
            .output()
            .expect("runs")
    };
    let only = ["--only", "users.busy", "--only", "routing*"];
    let output = run(&only);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(text(&output.stdout).contains("the model has no alternative"), "{}", said(&output));
    let again = run(&only);
    assert!(said(&again).contains("3 designs are already finished"), "{}", said(&again));
    assert_eq!(output.stdout, again.stdout);
    for (arguments, expected) in [
        (["--only", "users.bussy"], "did you mean `users.busy`?"),
        (["--only", "routing*"], "no assumption that can be varied"),
        (["--measure", "bloking"], "did you mean `blocking`?"),
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(expected), "{}", said(&output));
    }
    // Five minutes are too few for this percentile, and an empty table would say nothing.
    let none = run(&["--only", "users.busy", "--measure", "post_dial_delay.p99.9"]);
    assert!(text(&none.stdout).contains("no two designs have a value"), "{}", said(&none));
    let other = run(&["--only", "users.answers.*"]);
    assert_eq!(other.status.code(), Some(0), "{}", said(&other));
    assert!(said(&other).contains("the finished study of other content is replaced"));
}
