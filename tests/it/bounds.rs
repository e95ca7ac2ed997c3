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
    let said = crate::program::text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("a run would be refused") && said.contains("m.toml:22"), "{said}");
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
        command.envs(variable.map(|value| ("RAYON_NUM_THREADS", value)));
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

/// The codes of the warnings of a short run of this text.
fn warned(text: &str) -> Vec<String> {
    let study = Study::parse("m.toml", text, &NoFiles, &[]).expect("valid");
    let record = replicate(&study, &study.plan(), &NoControl).expect("runs");
    record.warnings.into_iter().map(|warning| warning.code).collect()
}

#[test]
fn silence_is_broken() {
    let has = |text: &str, code: &str| warned(text).iter().any(|c| c == code);
    let usual = model("\"1/s\"");
    for code in ["no-calls", "target-without-values", "no-warm-up", "mean-not-estimable"] {
        assert!(!has(&usual, code), "{code}");
    }
    let target = "[[target]]\nmeasure = \"blocking\"\nat_most = \"1 %\"\n[[gateway]]";
    let none = model("{ per_user = \"0/h\" }").replace("[[gateway]]", target);
    assert!(has(&none, "no-calls") && has(&none, "target-without-values"), "{:?}", warned(&none));
    let no_warm_up = usual.replace("warm_up = \"1 min\"", "warm_up = \"0 s\"");
    assert!(has(&no_warm_up, "no-warm-up"));
    for shape in [
        "talk = { weibull = { mean = \"60 s\", shape = 0.05 } }",
        "talk = { lognormal = { mean = \"60 s\", cv = 99.0 } }",
    ] {
        assert!(has(&format!("{usual}{shape}\n"), "mean-not-estimable"), "{shape}");
    }
}

#[test]
fn numbers_of_the_command_line_have_ranges() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = written(folder.path(), "\"1/s\"");
    let path = path.to_str().expect("text");
    for (arguments, expected) in [
        (&["run", path, "--replications", "4000000000"][..], "1..=1000000"),
        (&["run", path, "--precision", "5%", "--at-most", "4000000000"], "10..=1000000"),
        (&["validate", path, "--coverage", "4000000000"], "10..=100000"),
        (&["sweep", path, "--vary", "users[*].count=1..1000000000:1"], "designs, more than 2000"),
        (
            &["sweep", path, "--vary", "users[*].count=1..9", "--latin-hypercube", "1000000000"],
            "more than 2000",
        ),
    ] {
        let output = busyhour().args(arguments).output().expect("runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said(&output).contains(expected), "{arguments:?}: {}", said(&output));
    }
}

#[cfg(unix)]
mod stopped {
    use super::{model, written};
    use crate::program::text;
    use std::path::Path;
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};

    fn start(arguments: &[&str]) -> Child {
        Command::new(assert_cmd::cargo::cargo_bin!("busyhour"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts")
    }

    fn send(signal: &str, child: &Child) {
        let id = child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().expect("runs").success());
    }

    /// How long it takes from a signal to the end, and what the program said.
    fn end(child: Child, signals: &[&str]) -> (Duration, Option<i32>, String) {
        let begin = Instant::now();
        for signal in signals {
            send(signal, &child);
            std::thread::sleep(Duration::from_millis(20));
        }
        let output = child.wait_with_output().expect("over");
        (begin.elapsed(), output.status.code(), text(&output.stderr))
    }

    const SOON: Duration = Duration::from_secs(5);

    #[test]
    fn one_signal_stops_a_long_replication_and_a_second_one_the_program() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = written(folder.path(), "\"100000/s\"");
        let (path, out) = (path.to_str().expect("text"), folder.path().join("out"));
        let out = out.to_str().expect("text");
        let run = ["run", path, "--allow-large", "--set", "study.duration=50 h", "--out", out];
        for (signals, codes) in [
            (&["-INT"][..], &[Some(2)][..]),
            (&["-TERM"], &[Some(2)]),
            (&["-INT", "-INT"], &[Some(130), Some(2)]),
        ] {
            let child = start(&run);
            std::thread::sleep(Duration::from_millis(700));
            let (took, code, said) = end(child, signals);
            assert!(took < SOON && codes.contains(&code), "{signals:?} {took:?} {code:?} {said}");
        }
    }

    #[test]
    fn a_signal_while_designs_are_read_ends_the_program() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = written(folder.path(), "\"1/s\"");
        let (path, out) = (path.to_str().expect("text"), folder.path().join("out"));
        let out = out.to_str().expect("text");
        let child = start(&[
            "sweep",
            path,
            "--vary",
            "users[*].count=1..2000:1",
            "--threads",
            "1",
            "--out",
            out,
        ]);
        std::thread::sleep(Duration::from_millis(150));
        let (took, code, said) = end(child, &["-INT"]);
        assert!(took < SOON && matches!(code, Some(130 | 2 | 1)), "{took:?} {code:?} {said}");
    }

    /// Every file below a folder, with its content.
    fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                found.extend(files(&path));
            } else {
                let mut bytes = std::fs::read(&path).expect("readable");
                if path.ends_with("journal.jsonl") {
                    // Designs come in the order in which threads finish them.
                    let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
                    lines.sort();
                    bytes = lines.concat();
                }
                found.push((path.display().to_string(), bytes));
            }
        }
        found.sort();
        found
    }

    const SIZED: &str = "gateway[\"gw1\"].lines.e1=1..6 at 300/month";

    /// Each file that is whole when a command is left alone is absent or whole after a kill; the next run gives
    /// the same bytes, and leaves nothing else behind. `BUSYHOUR_KILLS=200` for an hour.
    #[test]
    fn a_killed_command_leaves_no_half_file_and_can_be_repeated() {
        let kills =
            std::env::var("BUSYHOUR_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(2u64);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("m.toml");
        let reference = "[[reference]]\nmeasure = \"blocking\"\nvalue = \"1 %\"\nsource = \"none\"\n[[gateway]]";
        let text = model("\"2/s\"").replacen("[[gateway]]", reference, 1);
        let text = format!("{text}[[target]]\nmeasure = \"blocking\"\nat_most = \"2 %\"\n");
        std::fs::write(&path, text).expect("writable");
        let path = path.to_str().expect("text");
        let record = folder.path().join("run/record.json");
        let record = record.to_str().expect("text").to_owned();
        let out = |name: &str| folder.path().join(name).display().to_string();
        let outs: Vec<String> = [
            "run",
            "sweep",
            "compare",
            "sensitivity",
            "size",
            "chart",
            "report",
            "check.json",
            "estate.toml",
        ]
        .map(out)
        .to_vec();
        let json = format!("--json={}", outs[7]);
        let vary = ["--vary", "users[*].count=500,1000"];
        let commands: Vec<Vec<&str>> = vec![
            vec!["run", path, "--out", &outs[0]],
            vec!["sweep", path, vary[0], vary[1], "--no-refine", "--out", &outs[1]],
            vec!["compare", path, vary[0], vary[1], "--out", &outs[2]],
            vec!["sensitivity", path, "--only", "users.*", "--out", &outs[3]],
            vec!["size", path, "--vary", SIZED, "--at-most", "20", "--out", &outs[4]],
            vec!["chart", &record, "--out", &outs[5]],
            vec!["report", &record, "--out", &outs[6]],
            vec!["check", path, &json],
            vec!["validate", path, "--replications", "3"],
        ];
        for (number, command) in commands.iter().enumerate() {
            let begin = Instant::now();
            let output = start(command).wait_with_output().expect("over");
            let took = begin.elapsed();
            assert!(matches!(output.status.code(), Some(0 | 1)), "{command:?} {output:?}");
            let place =
                folder.path().join(Path::new(&outs[number.min(8)]).file_name().expect("a name"));
            let read = || match place.is_dir() {
                true => files(&place),
                false => {
                    std::fs::read(&place).into_iter().map(|bytes| (String::new(), bytes)).collect()
                }
            };
            let differs = |name: &str| name.ends_with("run-info.json");
            let expected: Vec<_> = read().into_iter().filter(|(name, _)| !differs(name)).collect();
            for kill in 0..kills {
                if number > 0 || kill > 0 {
                    let _ = std::fs::remove_dir_all(&place);
                    let _ = std::fs::remove_file(&place);
                }
                let draw =
                    busyhour::internals::kernel::Key::new(number as u64).absorb(kill).uniform();
                let mut child = start(command);
                std::thread::sleep(took.mul_f64(draw));
                child.kill().expect("killed");
                child.wait().expect("over");
                for (name, bytes) in read() {
                    let whole = expected.iter().find(|(known, _)| *known == name);
                    let is_journal = name.ends_with("journal.jsonl");
                    // The list of a folder's files grows while they are written.
                    let is_list = name.ends_with("files.json");
                    assert!(
                        !is_list || serde_json::from_slice::<serde_json::Value>(&bytes).is_ok()
                    );
                    if let Some((_, whole)) = whole.filter(|_| !is_journal && !is_list) {
                        assert!(bytes == *whole, "{command:?}: {name} is half");
                    }
                }
                let output = start(command).wait_with_output().expect("over");
                let said = crate::program::text(&output.stderr);
                assert!(matches!(output.status.code(), Some(0 | 1)), "{command:?}: {said}");
                let again: Vec<_> = read().into_iter().filter(|(name, _)| !differs(name)).collect();
                let names =
                    |all: &[(String, Vec<u8>)]| all.iter().map(|f| f.0.clone()).collect::<Vec<_>>();
                assert_eq!(names(&again), names(&expected), "{command:?}");
                assert!(again == expected, "{command:?}: other bytes after a kill");
            }
        }
    }
}
