//! What a study in shards costs beside one machine, by the commands that people run: plan, shards, merge.

use super::Wanted;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

/// Runs what is wanted.
pub fn run(wanted: &Wanted) {
    let smoke = wanted.smoke;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if wanted.is("shards/overhead") {
        let model = root.join("models/tutorial/2-busy-lines.toml");
        let (replications, shards) = if smoke { (8, 4) } else { (10_000, 64) };
        println!("{replications} busy hours of a small office, on two cores");
        study("shards/overhead", &model, &[], (replications, shards));
    }
    // Tens of minutes: only by its name.
    if wanted.is("shards/million") && (smoke || !wanted.words.is_empty()) {
        let (users, sites) = if smoke { (2_000, 1) } else { (1_000_000, 20) };
        let (replications, shards) = if smoke { (4, 4) } else { (64, 64) };
        println!("{replications} days of {users} users, on two cores");
        let folder = scratch("estate");
        let model = folder.join("estate.toml");
        let (users, sites) = (format!("--users={users}"), format!("--sites={sites}"));
        program(&["new", "estate", &users, &sites, "--out", &text(&model)]);
        study("shards/million", &model, &["--allow-large"], (replications, shards));
        let _ = std::fs::remove_dir_all(folder);
    }
}

/// Times a study on one machine, and in shards that run two at a time.
fn study(name: &str, model: &Path, options: &[&str], (replications, shards): (u32, u32)) {
    let folder = scratch("study");
    let (model, number) = (text(model), format!("--replications={replications}"));
    let (one, all) = (text(&folder.join("one")), text(&folder.join("all")));
    let run = [&["run", &model, &number][..], options].concat();
    let alone =
        timed(|| program(&[&run[..], &["--threads=2", "--no-charts", "--out", &one]].concat()));
    let parts = format!("--shards={shards}");
    let plan = timed(|| program(&[&["plan"], &run[..], &[&parts, "--out", &all]].concat()));
    let next = AtomicU32::new(0);
    let simulate = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= shards {
                break;
            }
            program(&["shard", &all, &index.to_string(), "--threads=1"]);
        }
    };
    let simulated = timed(|| {
        std::thread::scope(|scope| {
            (0..2).for_each(|_| drop(scope.spawn(simulate)));
        });
    });
    let merge = timed(|| program(&["merge", &all, "--no-charts"]));
    let same = ["one", "all"].map(|which| std::fs::read(folder.join(which).join("record.json")));
    let same = same.map(|record| record.unwrap_or_else(|e| panic!("{e}")));
    assert!(same[0] == same[1], "the records differ");
    let whole = plan + simulated + merge;
    println!(
        "  {name}: one machine {alone:.1} s; plan {plan:.2} s, {shards} shards {simulated:.1} s, merge {merge:.2} s: {:+.1} %",
        100.0 * (whole / alone - 1.0)
    );
    let _ = std::fs::remove_dir_all(folder);
}

/// Runs the program. A missed target is no failure.
fn program(words: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_busyhour"));
    command.args(words).stdout(Stdio::null()).stderr(Stdio::piped());
    let done = command.output().unwrap_or_else(|e| panic!("{e}"));
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(matches!(done.status.code(), Some(0 | 1)), "{words:?}: {said}");
}

fn timed(work: impl FnOnce()) -> f64 {
    let begin = Instant::now();
    work();
    begin.elapsed().as_secs_f64()
}

/// An empty folder of this process.
fn scratch(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("busyhour-bench-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("{e}"));
    folder
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
