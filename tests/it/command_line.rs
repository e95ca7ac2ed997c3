//! The binary as a new user meets it.

use crate::program::{busyhour, text};
use std::path::Path;

#[test]
fn run_leaves_a_record_charts_and_a_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let output = busyhour()
        .args(["run", "models/tutorial/1-first-call.toml", "--replications", "2", "--out"])
        .arg(&out)
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("Latencies"));
    for file in [
        "record.json",
        "estimates.csv",
        "report.html",
        "report.md",
        "run-info.json",
        "charts/outcomes.svg",
    ] {
        assert!(out.join(file).is_file(), "{file}");
    }
    let record =
        busyhour::internals::report::json::read(&out.join("record.json")).expect("a record");
    assert_eq!(record.replications, 2);
}

#[test]
fn the_record_does_not_depend_on_the_threads() {
    let with = |threads: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let output = busyhour()
            .args(["run", "models/deployments/two-sites.toml", "--replications", "3", "--json"])
            .args(["--no-charts", "--threads", threads, "--set", "study.duration=10 min", "--out"])
            .arg(folder.path())
            .output()
            .expect("runs");
        assert!(output.status.code().is_some_and(|code| code < 2), "{}", text(&output.stderr));
        output.stdout
    };
    let one = with("1");
    assert!(!one.is_empty());
    assert_eq!(one, with("2"));
    assert_eq!(one, with("8"));
}

#[test]
fn validate_adds_replications_until_the_intervals_are_narrow() {
    // A folder of one model and its `base`, which holds no models.
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("base")).expect("writable");
    for file in ["erlang-b-1-1-exponential.toml", "base/loss.toml", "base/instant.toml"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/reference").join(file);
        std::fs::copy(from, folder.path().join(file)).expect("copied");
    }
    let validate = |arguments: &[&str]| {
        let folder = folder.path();
        busyhour().arg("validate").arg(folder).args(arguments).output().expect("runs")
    };
    let output = validate(&["--half-width", "0.5 %", "--set", "study.duration=20 h"]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}{}", text(&output.stderr));
    let replications = said.split(" replications").next().and_then(|t| t.rsplit('(').next());
    assert!(replications.and_then(|n| n.parse::<u32>().ok()).is_some_and(|n| n > 20), "{said}");
    let last = "1 of 1 exact answers compared, each at 99.9 %, so that all hold jointly at 99.9 %: \
                0 outside their interval, 0 less precise than requested\n";
    assert!(said.ends_with(last), "{said}");
    let wrong = validate(&["--replications", "5", "--set", "reference[*].value=60 %"]);
    assert_eq!(wrong.status.code(), Some(1), "{}", text(&wrong.stdout));
    for impossible in [&["--replications", "5", "--half-width", "1 %"][..], &["--half-width", "1"]]
    {
        assert_eq!(validate(impossible).status.code(), Some(2));
    }
}

#[test]
fn an_exact_answer_of_each_kind_holds() {
    // The whole folder takes hours to be precise; this tells when a default adds work to a model.
    let output = busyhour()
        .arg("validate")
        .args(["m-g-1-0_5-hyper", "erlang-c-5-4", "erlang-b-20-20-lognormal"].map(reference))
        .args(["mailbox-servers-apart", "tandem"].map(reference))
        .args(["--replications", "5"])
        .output()
        .expect("runs");
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}{}", text(&output.stderr));
    assert!(said.contains("\n11 of 11 exact answers compared"), "{said}");
}

fn reference(name: &str) -> String {
    format!("models/reference/{name}.toml")
}

/// Nothing compared is no success: a file without answers, and an answer without an interval.
#[test]
fn validate_says_what_it_could_not_compare() {
    let folder = tempfile::tempdir().expect("a folder");
    let validate =
        |arguments: &[&str]| busyhour().arg("validate").args(arguments).output().expect("runs");
    let empty = folder.path().to_str().expect("a path");
    for nothing in ["models/tutorial/1-first-call.toml", "models/tutorial", empty] {
        let output = validate(&[nothing, "--replications", "2"]);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
        assert!(text(&output.stderr).contains("no exact answers to compare with"), "{nothing}");
    }
    let model = reference("erlang-b-1-1-exponential");
    let output = validate(&[&model, "--replications", "1"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    assert!(said.contains("\n0 of 1 exact answers compared"), "{said}");
    assert!(
        said.contains("0 outside their interval, 0 less precise than requested; 1 not"),
        "{said}"
    );
}

#[test]
fn two_texts_never_go_to_the_same_place() {
    for arguments in [
        &["run", "models/tutorial/1-first-call.toml", "--json", "--csv"][..],
        &["run", "models/tutorial/1-first-call.toml", "--json=a", "--csv=a"],
        &["check", "models/tutorial/1-first-call.toml", "--json", "--sarif=-"],
    ] {
        let output = busyhour().args(arguments).output().expect("runs");
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        let said = text(&output.stderr);
        assert!(said.contains("both write to") && said.contains("=FILE"), "{said}");
    }
}

/// A folder holds one result: what a former run left goes, and files of someone else stop the run before it begins.
#[test]
fn a_folder_holds_the_charts_of_one_model() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |model: &str, more: &[&str]| {
        let mut command = busyhour();
        let short = ["--replications", "2", "--set", "study.duration=5 min", "--out"];
        command
            .args(["run", model])
            .args(short)
            .arg(folder.path())
            .args(more)
            .output()
            .expect("runs")
    };
    let has = |name: &str| folder.path().join(name).is_file();
    let output = run("models/deployments/contoso.toml", &[]);
    assert!(has("charts/notifications.svg"), "{}", text(&output.stderr));
    let table = text(&output.stdout);
    assert!(table.contains("\nchanged: --set study.duration=5 min\n"), "{table}");
    let report = std::fs::read_to_string(folder.path().join("report.md")).expect("readable");
    assert!(report.contains("Changed: --set study.duration=5 min"), "{report}");
    let output = run("models/tutorial/2-busy-lines.toml", &[]);
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", text(&output.stderr));
    assert!(has("charts/outcomes.svg") && !has("charts/notifications.svg"));
    assert!(!has("charts/notifications.png"));
    let before = std::fs::read(folder.path().join("record.json")).expect("a record");
    std::fs::write(folder.path().join("charts/mine.svg"), "mine").expect("writable");
    let refused = run("models/deployments/contoso.toml", &[]);
    assert_eq!(refused.status.code(), Some(2));
    let said = text(&refused.stderr);
    assert!(said.contains("charts/mine.svg") && said.contains("choose another --out"), "{said}");
    assert!(has("charts/mine.svg") && has("charts/outcomes.svg"));
    assert_eq!(std::fs::read(folder.path().join("record.json")).expect("a record"), before);
    std::fs::remove_file(folder.path().join("charts/mine.svg")).expect("removed");
    run("models/tutorial/2-busy-lines.toml", &["--no-charts"]);
    assert!(!folder.path().join("charts").exists());
}

#[test]
fn an_optional_file_follows_an_equals_sign() {
    let model = "models/tutorial/1-first-call.toml";
    for (arguments, cure) in [
        (&["run", model, "--json", "out.json"][..], "--json=out.json"),
        (&["run", "--csv", "out.txt", model], "--csv=out.txt"),
        (&["compare", model, model, "--json", "out.json"], "--json=out.json"),
        (&["check", model, "--sarif", "a.sarif"], "--sarif=a.sarif"),
    ] {
        let output = busyhour().args(arguments).output().expect("runs");
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(cure), "{}", text(&output.stderr));
    }
    // What follows may be the model.
    let output = busyhour().args(["check", "--json", model]).output().expect("runs");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with('{'));
}

#[test]
fn a_file_that_is_no_toml_is_named_as_what_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    for (content, expected) in [
        (&b"<?xml version=\"1.0\"?>\n<Topology/>"[..], "this file is XML"),
        (b"{ \"title\": 1 }", "this file is JSON"),
        (b"\"2025550101\",\"1001\"\n\"2025550103\",\"1003\"", "this file is CSV"),
        (b"\xff\xfet\0", "UTF-16"),
        (b"PK\x03\x04abc", "this file is binary"),
    ] {
        let path = folder.path().join("model.toml");
        std::fs::write(&path, content).expect("writable");
        let output = busyhour().arg("check").arg(&path).output().expect("runs");
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(expected), "{}", text(&output.stderr));
    }
}

#[test]
fn a_run_and_a_check_say_how_much_of_a_trace_is_measured() {
    let folder = tempfile::tempdir().expect("a folder");
    let minutes: String = (0..60).map(|minute| format!("{}\n", minute * 60)).collect();
    std::fs::write(folder.path().join("minutes.csv"), minutes).expect("writable");
    let model = folder.path().join("model.toml");
    let text = crate::scenario::GOOD
        .replace("arrivals = \"60/h\"", "arrivals = { trace = \"minutes.csv\" }");
    let study = "[study]\nwarm_up = \"0 s\"\nduration = \"20 min\"\nreplications = 2\n";
    std::fs::write(&model, format!("{study}{text}")).expect("writable");
    let said = |command: &str, more: &[&str]| {
        let output = busyhour().arg(command).arg(&model).args(more).output().expect("runs");
        text_of(&output)
    };
    let expected = "20 of 60 instants fall into the measured window";
    assert!(said("check", &[]).contains(expected), "{}", said("check", &[]));
    let out = folder.path().join("out").display().to_string();
    let run = said("run", &["--no-charts", "--out", &out]);
    assert!(run.contains(expected) && run.contains("only 20 of the 60 instants"), "{run}");
}

/// What never ends is not read.
#[cfg(unix)]
#[test]
fn an_included_device_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model.toml");
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe")).status();
    assert!(made.is_ok_and(|status| status.success()));
    let device = "this is a pipe or device; name a regular file";
    let folder_said = "this is a folder; name a regular file";
    for (file, expected) in [("/dev/zero", device), ("pipe", device), (".", folder_said)] {
        let text = format!("include = [\"{file}\"]\n{}", crate::scenario::GOOD);
        std::fs::write(&path, text).expect("writable");
        let output = busyhour().arg("check").arg(&path).output().expect("runs");
        assert_eq!(output.status.code(), Some(2));
        let said = text_of(&output);
        assert!(said.contains(expected) && said.contains("model.toml:1"), "{said}");
    }
    for (model, expected) in [
        ("/dev/zero", device),
        (&*folder.path().join("pipe").to_string_lossy(), device),
        ("/", folder_said),
    ] {
        let output = busyhour().args(["check", model]).output().expect("runs");
        assert_eq!(output.status.code(), Some(2));
        assert!(text_of(&output).contains(expected), "{}", text_of(&output));
    }
}

/// A call every minute, each of a minute, on one channel: none is blocked.
#[test]
fn a_call_takes_the_channel_of_one_that_ends_at_that_instant() {
    let folder = tempfile::tempdir().expect("a folder");
    let minutes: String = (0..60).map(|minute| format!("{}\n", minute * 60)).collect();
    std::fs::write(folder.path().join("minutes.csv"), minutes).expect("writable");
    let model = folder.path().join("model.toml");
    let text = r#"
[study]
warm_up = "0 s"
duration = "60 min"
replications = 2
[[site]]
name = "HQ"
lan_delay = "0 s"
[processing]
gateway = "0 s"
endpoint = "0 s"
[[gateway]]
name = "pbx"
kind = "ip-pbx"
channels = 1
[[exchange_server]]
name = "ex1"
[[dial_plan]]
name = "Extensions"
[[users]]
name = "staff"
count = 50
answers = { share = "100 %", after = "0 s" }
busy = "0 %"
do_not_disturb = "0 %"
[[traffic]]
class = "voice"
to = "staff"
arrivals = { trace = "minutes.csv" }
talk = "60 s"
"#;
    std::fs::write(&model, text).expect("writable");
    let out = folder.path().join("out");
    let output =
        busyhour().arg("run").arg(&model).args(["--no-charts", "--out"]).arg(&out).output();
    assert_eq!(output.expect("runs").status.code(), Some(0));
    let record =
        busyhour::internals::report::json::read(&out.join("record.json")).expect("a record");
    assert_eq!(record.calls, 120);
    let text = std::fs::read_to_string(out.join("report.md")).expect("readable");
    assert!(text.contains("| blocking | never seen"), "{text}");
}

/// What a command prints, to standard output and standard error.
fn text_of(output: &std::process::Output) -> String {
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_model_has_a_name() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["", " ", ".toml", "/"] {
        let output = busyhour().args(["new", name]).current_dir(&folder).output().expect("runs");
        assert_eq!(output.status.code(), Some(2), "`{name}`");
        assert!(text(&output.stderr).contains("is not a name of a model"), "`{name}`");
    }
    assert_eq!(std::fs::read_dir(&folder).expect("readable").count(), 0);
}

/// Ctrl-C keeps what is finished, and no script takes a part for the whole.
#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_exits_with_1() {
    let folder = tempfile::tempdir().expect("a folder");
    let child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("busyhour"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["run", "models/tutorial/1-first-call.toml", "--replications", "1000000"])
        .arg("--allow-large")
        .args(["--threads", "1", "--no-charts", "--out"])
        .arg(folder.path())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("starts");
    std::thread::sleep(std::time::Duration::from_secs(1));
    let id = child.id().to_string();
    let sent = std::process::Command::new("kill").args(["-INT", &id]).status().expect("runs");
    assert!(sent.success());
    let output = child.wait_with_output().expect("over");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("stopped after"), "{said}");
}

#[test]
fn a_broken_scenario_exits_with_2_and_says_everything() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("broken.toml");
    std::fs::write(&path, "[[gatway]]\nname = \"gw\"\n[[users]]\nname = \"u\"\ncount = \"x\"\n")
        .expect("writable");
    let output = busyhour().arg("run").arg(&path).output().expect("runs");
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("did you mean `gateway`?") && said.contains("broken.toml:5"), "{said}");
}

#[test]
fn a_missed_target_exits_with_1() {
    let folder = tempfile::tempdir().expect("a folder");
    let status = busyhour()
        .args(["run", "models/tutorial/2-busy-lines.toml", "--no-charts", "--out"])
        .arg(folder.path())
        .output()
        .expect("runs")
        .status;
    assert_eq!(status.code(), Some(1));
}

#[test]
fn new_writes_a_scenario_that_checks_clean_and_never_overwrites() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.toml");
    let new = || busyhour().args(["new", "mine", "--out"]).arg(&path).output().expect("runs");
    assert_eq!(new().status.code(), Some(0));
    assert_eq!(new().status.code(), Some(2));
    let check = busyhour().arg("check").arg(&path).output().expect("runs");
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stderr));
    assert!(Path::new(&path).is_file());
    // The ending may be said or not.
    for name in ["a", "b.toml"] {
        let said = busyhour().args(["new", name]).current_dir(&folder).output().expect("runs");
        assert_eq!(said.status.code(), Some(0), "{}", text(&said.stderr));
    }
    assert!(folder.path().join("a.toml").is_file() && folder.path().join("b.toml").is_file());
}

/// An estate of any size is right: it checks clean, and its day runs.
#[test]
fn new_sizes_an_estate() {
    let folder = tempfile::tempdir().expect("a folder");
    for (users, sites) in [("30", "3"), ("10000", "1"), ("250000", "12")] {
        let file = folder.path().join(format!("{users}.toml"));
        let output = busyhour()
            .args(["new", "estate", "--users", users, "--sites", sites, "--out"])
            .arg(&file)
            .output()
            .expect("runs");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let checked = busyhour().arg("check").arg(&file).output().expect("runs");
        assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stdout));
        assert!(text(&checked.stdout).contains("no findings"), "{}", text(&checked.stdout));
    }
    let file = folder.path().join("10000.toml");
    let day = busyhour()
        .arg("run")
        .arg(&file)
        .args(["--replications", "2", "--no-charts", "--out"])
        .arg(folder.path())
        .output()
        .expect("runs");
    assert_eq!(day.status.code(), Some(0), "{}", text(&day.stderr));
    let few =
        busyhour().args(["new", "x", "--users", "15", "--sites", "2"]).output().expect("runs");
    assert_eq!(few.status.code(), Some(2));
    assert!(text(&few.stderr).contains("fewer than ten users per site"), "{}", text(&few.stderr));
}
