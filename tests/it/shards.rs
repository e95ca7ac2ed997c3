//! A study in shards gives the bytes of one machine, whatever happens to its shards on the way.

use crate::program::{busyhour, said, text};
use crate::size::TWO;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

const BUSY: &str = "models/tutorial/2-busy-lines.toml";
const SHORT: [&str; 4] = ["--set", "study.duration=3 min", "--set", "study.warm_up=1 min"];

fn started(words: &[&str]) -> Output {
    busyhour().args(words).output().expect("runs")
}

/// A study in a folder of its own, beside the result of one machine.
struct Sharded {
    folder: tempfile::TempDir,
    single: tempfile::TempDir,
}

impl Sharded {
    /// Plans a study, and runs it on one machine.
    fn plan(words: &[&str], shards: &str) -> Sharded {
        let folder = || tempfile::tempdir().expect("a folder");
        let study = Sharded { folder: folder(), single: folder() };
        let single = busyhour().args(words).arg("--out").arg(study.single.path()).output();
        assert_ne!(single.expect("runs").status.code(), Some(2));
        let planned = study.planned(words, shards);
        assert_eq!(planned.status.code(), Some(0), "{}", said(&planned));
        study
    }

    fn planned(&self, words: &[&str], shards: &str) -> Output {
        let mut command = busyhour();
        command.arg("plan").args(words).args(["--shards", shards, "--out"]).arg(self.path());
        command.output().expect("runs")
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn shard(&self, index: usize, more: &[&str]) -> Output {
        let index = index.to_string();
        busyhour().arg("shard").arg(self.path()).arg(index).args(more).output().expect("runs")
    }

    fn merge(&self) -> Output {
        busyhour().arg("merge").arg(self.path()).output().expect("runs")
    }

    fn missing(&self) -> Vec<usize> {
        let output = busyhour().arg("shard").arg(self.path()).arg("--missing").output();
        let listed = text(&output.expect("runs").stdout);
        listed.lines().map(|line| line.parse().expect("a number")).collect()
    }

    /// Runs all shards that are missing, from the last to the first.
    fn run_missing(&self) {
        for shard in self.missing().into_iter().rev() {
            let output = self.shard(shard, &["--threads", if shard % 2 == 0 { "1" } else { "3" }]);
            assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        }
    }

    /// Runs and merges until the study needs no more; how many times it was merged.
    fn finish(&self) -> usize {
        for times in 1..60 {
            self.run_missing();
            let output = self.merge();
            assert_ne!(output.status.code(), Some(2), "{}", said(&output));
            if !said(&output).contains("the study needs more") {
                return times;
            }
        }
        panic!("the study needs more without end");
    }

    fn part(&self, shard: usize) -> PathBuf {
        self.path().join(format!("parts/shard-{shard:05}.part"))
    }

    fn check(&self) {
        let (single, merged) = (result(self.single.path()), result(self.path()));
        assert_eq!(merged.keys().collect::<Vec<_>>(), single.keys().collect::<Vec<_>>());
        for (name, bytes) in &single {
            assert!(merged[name] == *bytes, "{name} differs");
        }
    }
}

/// Every file of a result but what is true of the execution only.
fn result(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for name in ["record.json", "estimates.csv", "report.html", "report.md"] {
        found.insert(name.to_owned(), fs::read(folder.join(name)).expect(name));
    }
    for chart in fs::read_dir(folder.join("charts")).into_iter().flatten().flatten() {
        let bytes = fs::read(chart.path()).expect("readable");
        found.insert(chart.file_name().to_string_lossy().into_owned(), bytes);
    }
    found
}

fn with_short<'a>(words: &[&'a str]) -> Vec<&'a str> {
    words.iter().copied().chain(SHORT).collect()
}

#[test]
fn a_run_in_3_7_and_64_shards_gives_the_bytes_of_one_machine() {
    for shards in ["3", "7", "64"] {
        let study = Sharded::plan(&with_short(&["run", BUSY, "--replications", "40"]), shards);
        assert_eq!(study.finish(), 1);
        study.check();
        // Merged again, it is the same.
        assert_ne!(study.merge().status.code(), Some(2));
        study.check();
    }
}

#[test]
fn a_sweep_in_3_7_and_64_shards_gives_the_bytes_of_one_machine() {
    let words =
        ["sweep", BUSY, "--vary", "gateway[\"gw1\"].channels=10,20,23", "--replications", "6"];
    for shards in ["3", "7", "64"] {
        let study = Sharded::plan(&with_short(&words), shards);
        study.finish();
        study.check();
    }
}

#[test]
fn a_sensitivity_study_in_shards_gives_the_bytes_of_one_machine() {
    let words = ["sensitivity", BUSY, "--only", "processing.*", "--replications", "3"];
    let words = with_short(&words);
    let study = Sharded::plan(&words, "5");
    assert_eq!(study.finish(), 1);
    study.check();
}

#[test]
fn a_refining_sweep_adds_shards_until_the_crossing_is_located() {
    let vary = "gateway[\"gw1\"].channels=20..60:20";
    let words = ["sweep", BUSY, "--vary", vary, "--tolerance", "10 %", "--replications", "3"];
    let study = Sharded::plan(&with_short(&words), "2");
    assert!(study.finish() > 1);
    study.check();
}

#[test]
fn a_comparison_in_3_7_and_64_shards_gives_the_bytes_of_one_machine() {
    let words = ["compare", BUSY, "models/tutorial/1-first-call.toml", "--replications", "8"];
    for shards in ["3", "7", "64"] {
        let study = Sharded::plan(&with_short(&words), shards);
        assert_eq!(study.finish(), 1);
        study.check();
    }
}

#[test]
fn a_selection_adds_shards_until_one_design_is_selected() {
    let vary = "gateway[\"gw1\"].channels=10,20,23";
    let words = ["compare", BUSY, "--vary", vary, "--indifference", "blocking=2 %"];
    let study = Sharded::plan(&with_short(&words), "3");
    study.finish();
    study.check();
}

#[test]
fn a_precision_is_reached_with_the_replications_of_one_machine() {
    let words = ["run", BUSY, "--precision", "blocking=10%", "--at-most", "200"];
    let study = Sharded::plan(&with_short(&words), "3");
    assert!(study.finish() > 1);
    study.check();
}

#[test]
fn designs_stop_in_shards_as_on_one_machine() {
    let vary = ["--vary", "gateway[\"gw1\"].channels=10,23,40", "--measure", "blocking"];
    for words in [
        ["sweep", BUSY, "--no-refine", "--precision", "20%"],
        ["sweep", BUSY, "--race", "--replications", "20"],
        ["compare", BUSY, "--race", "--replications", "20"],
    ] {
        let study = Sharded::plan(&with_short(&[&words[..], &vary[..]].concat()), "3");
        assert!(study.finish() > 1, "{words:?}");
        study.check();
    }
}

/// The search decides by what is there what it needs next: every design on the good day and through each loss.
#[test]
fn a_search_adds_shards_until_its_answer_is_certified() {
    let folder = tempfile::tempdir().expect("a folder");
    let losses = TWO.replacen("[[vary]]", "[size]\nsurvive = [\"any one server\"]\n[[vary]]", 1);
    let [two, losses] = [("two.toml", TWO), ("losses.toml", &losses)].map(|(name, model)| {
        let path = folder.path().join(name);
        fs::write(&path, model).expect("written");
        path.to_str().expect("text").to_owned()
    });
    for (model, shards) in [(&two, "3"), (&losses, "7")] {
        let study = Sharded::plan(&["size", model, "--at-most", "40"], shards);
        let times = study.finish();
        assert!(times > 2 && times < 40, "{times}");
        study.check();
    }
}

#[test]
fn a_validation_prints_what_one_machine_prints() {
    let words =
        ["validate", "models/reference/erlang-b-10-5-exponential.toml", "--replications", "5"];
    let folder = tempfile::tempdir().expect("a folder");
    let study = Sharded { folder, single: tempfile::tempdir().expect("a folder") };
    let single = started(&words);
    assert_eq!(study.planned(&words, "3").status.code(), Some(0));
    study.run_missing();
    let merged = study.merge();
    assert_eq!(
        (text(&merged.stdout), merged.status.code()),
        (text(&single.stdout), single.status.code())
    );
}

#[test]
fn shards_may_be_killed_and_run_twice_and_a_part_is_whole_or_not_there() {
    let study = Sharded::plan(&with_short(&["run", BUSY, "--replications", "30"]), "3");
    // Killed at once, and after a while.
    for pause in [0, 30, 200] {
        let program = assert_cmd::cargo::cargo_bin("busyhour");
        let mut child = std::process::Command::new(program)
            .arg("shard")
            .arg(study.path())
            .args(["1", "--again"])
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("starts");
        std::thread::sleep(std::time::Duration::from_millis(pause));
        let _ = child.kill();
        let _ = child.wait();
        if study.part(1).exists() {
            fs::remove_file(study.part(1)).expect("removed");
        }
    }
    study.shard(0, &[]);
    study.shard(2, &[]);
    let refused = study.merge();
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("are missing: 1;"), "{}", said(&refused));
    assert_eq!(study.missing(), [1]);
    study.shard(1, &["--threads", "1"]);
    let before = fs::read(study.part(1)).expect("a part");
    assert!(said(&study.shard(1, &[])).contains("is there already"));
    study.shard(1, &["--again", "--threads", "4"]);
    assert!(before == fs::read(study.part(1)).expect("a part"));
    study.finish();
    study.check();
}

#[test]
fn parts_of_another_plan_or_version_and_damaged_ones_are_refused_and_can_be_run_again() {
    let words = with_short(&["run", BUSY, "--replications", "9"]);
    let study = Sharded::plan(&words, "3");
    study.run_missing();
    let good = fs::read(study.part(2)).expect("a part");
    let other =
        Sharded::plan(&with_short(&["run", BUSY, "--replications", "9", "--seed", "7"]), "3");
    other.run_missing();
    let of_another = fs::read(other.part(2)).expect("a part");
    let neighbour = fs::read(study.part(1)).expect("a part");
    let version = |bytes: &[u8]| {
        let end = bytes.iter().position(|b| *b == b'\n').expect("a head");
        let head = text(&bytes[..end]).replacen(env!("CARGO_PKG_VERSION"), "9.9.9", 1);
        [head.as_bytes(), &bytes[end..]].concat()
    };
    let mut flipped = good.clone();
    let last = flipped.len() - 1;
    flipped[last] ^= 1;
    for (bytes, why) in [
        (of_another, "another plan"),
        (neighbour, "another plan or shard"),
        (good[..good.len() - 1].to_vec(), "incomplete or damaged"),
        (good[..10].to_vec(), "incomplete or damaged"),
        (Vec::new(), "incomplete or damaged"),
        (flipped, "incomplete or damaged"),
        (version(&good), "of busyhour 9.9.9"),
    ] {
        fs::write(study.part(2), bytes).expect("written");
        let refused = study.merge();
        assert_eq!(refused.status.code(), Some(2));
        assert!(said(&refused).contains(why), "{}", said(&refused));
        assert!(!study.path().join("record.json").exists());
        assert_eq!(study.shard(2, &[]).status.code(), Some(0));
        assert!(good == fs::read(study.part(2)).expect("a part"));
    }
    // Parts of the same plan that was made elsewhere are the same.
    let twin = Sharded::plan(&words, "3");
    fs::create_dir(twin.path().join("parts")).expect("created");
    for shard in 0..3 {
        fs::copy(study.part(shard), twin.part(shard)).expect("copied");
    }
    twin.finish();
    twin.check();
}

#[test]
fn what_cannot_be_planned_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().to_str().expect("text");
    let losses = "models/deployments/migration-from-2010.toml";
    for (words, why) in [
        (&["run", losses, "--lose", "each"][..], "--lose cannot be planned"),
        (&["run", losses, "--headroom"], "--headroom cannot be planned"),
        (&["run", losses, "--year"], "--year cannot be planned"),
        (&["validate", "models/deployments/size-head-office.toml"], "validated by `size`"),
        (&["run", losses, "--json=x.json"], "give --json to `busyhour merge DIR`"),
        (&["validate", "models/reference", "--coverage", "10"], "--coverage cannot be planned"),
        (&["run", "models/missing.toml"], "models/missing.toml"),
    ] {
        let all: Vec<&str> =
            ["plan"].iter().chain(words).chain(&["--shards", "2", "--out", out]).copied().collect();
        let output = started(&all);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(said(&output).contains(why), "{words:?}: {}", said(&output));
        assert!(fs::read_dir(folder.path()).expect("a folder").next().is_none());
    }
    let study = Sharded::plan(&with_short(&["run", BUSY, "--replications", "2"]), "2");
    let kept = study.planned(&with_short(&["run", BUSY, "--replications", "2"]), "2");
    assert!(said(&kept).contains("planned before, and kept"), "{}", said(&kept));
    let refused = study.planned(&with_short(&["run", BUSY, "--replications", "3"]), "2");
    assert!(said(&refused).contains("the plan of another study"), "{}", said(&refused));
    let beyond = study.shard(2, &[]);
    assert!(said(&beyond).contains("no shard 2; its last is 1"), "{}", said(&beyond));
    let plan = study.path().join("plan.json");
    let changed = fs::read_to_string(&plan).expect("a plan").replace("3 min", "4 min");
    fs::write(&plan, changed).expect("written");
    let damaged = study.shard(0, &[]);
    assert!(said(&damaged).contains("changed or damaged"), "{}", said(&damaged));
}
