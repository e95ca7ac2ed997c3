//! Inputs that were changed at random, through everything that reads: no panic, and none takes long. `BUSYHOUR_FUZZ=60`
//! runs cargo-fuzz instead, which learns from coverage, for that many seconds each.

use crate::fuzz_targets::TARGETS;
use crate::program::busyhour;
use busyhour::Record;
use busyhour::internals::report::{journal::Journal, json};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// No input of a few kilobytes takes longer, also without optimisation.
const LONGEST: Duration = Duration::from_secs(5);
/// Inputs of each target.
const INPUTS: usize = 400;
/// The longest input, bytes.
const MAX_LENGTH: usize = 16_384;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The seeds of a target: its folder, and for scenarios the shipped models.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    let mut folders = vec![root().join("fuzz/seeds").join(name)];
    if name == "scenario" {
        folders.push(root().join("models"));
    }
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => paths.push(path),
            }
        }
    }
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("readable")).collect()
}

/// The words of `fuzz/words.dict`, without their quotes.
fn words() -> Vec<Vec<u8>> {
    let text = fs::read_to_string(root().join("fuzz/words.dict")).expect("readable");
    let quoted = text.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    quoted.map(|word| word.replace("\\\"", "\"").replace("\\\\", "\\").into_bytes()).collect()
}

/// A seed with one to eight changes.
fn changed(random: &mut SmallRng, seeds: &[Vec<u8>], words: &[Vec<u8>]) -> Vec<u8> {
    let mut data = seeds[random.random_range(0..seeds.len())].clone();
    for _ in 0..random.random_range(1..=8) {
        let from = random.random_range(0..=data.len());
        let to = (from + random.random_range(0..32)).min(data.len());
        match random.random_range(0..6) {
            0 => drop(data.drain(from..to)),
            1 => drop(data.splice(from..from, data[from..to].to_vec())),
            2 => drop(data.splice(from..to, words[random.random_range(0..words.len())].clone())),
            3 => data[from..to].iter_mut().take(1).for_each(|byte| *byte = random.random()),
            4 => {
                let other = &seeds[random.random_range(0..seeds.len())];
                let begin = random.random_range(0..=other.len());
                let end = (begin + random.random_range(0..400)).min(other.len());
                drop(data.splice(from..to, other[begin..end].to_vec()));
            }
            // The same words many times.
            _ => {
                let piece = data[from..to].repeat(random.random_range(1..50));
                drop(data.splice(from..from, piece));
            }
        }
    }
    data.truncate(MAX_LENGTH);
    data
}

#[test]
fn no_changed_input_makes_it_panic_or_takes_long() {
    if std::env::var("BUSYHOUR_FUZZ").is_ok() {
        return;
    }
    let words = words();
    for (name, target) in TARGETS {
        let seeds = seeds(name);
        let mut random = SmallRng::seed_from_u64(2013);
        for number in 0..INPUTS {
            let data = changed(&mut random, &seeds, &words);
            let begun = Instant::now();
            target(&data);
            let took = begun.elapsed();
            assert!(
                took < LONGEST,
                "{name} {number}: {took:?}\n{}",
                String::from_utf8_lossy(&data)
            );
        }
    }
}

/// Every seed goes through its target, and those of records and journals are still of the format.
#[test]
fn every_seed_is_read() {
    if std::env::var("UPDATE_SEEDS").is_ok() {
        write_records();
    }
    for (name, target) in TARGETS {
        seeds(name).iter().for_each(|seed| target(seed));
    }
    for seed in seeds("records") {
        json::parse("seed", &String::from_utf8_lossy(&seed))
            .expect("of this format; UPDATE_SEEDS=1 cargo test --test it fuzz writes them again");
    }
    for seed in seeds("journal") {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal.jsonl");
        fs::write(&path, seed).expect("written");
        Journal::open(&path, &crate::fuzz_targets::facts(), false)
            .expect("of this format; UPDATE_SEEDS=1 cargo test --test it fuzz writes them again");
    }
}

/// Writes a small record of each kind of study, and journals of them.
fn write_records() {
    let model = root().join("models/tutorial/1-first-call.toml");
    let vary = ["--vary", "gateway[*].lines.e1=[1, 2]"];
    let studies: [(&str, &[&str]); 4] = [
        ("run", &[]),
        ("sweep", &vary),
        ("sensitivity", &["--only", "pool.*"]),
        ("compare", &vary),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let mut records = Vec::new();
    for (command, more) in studies {
        let mut command_line = busyhour();
        command_line.arg(command).arg(&model).args(more).args(["--no-charts", "--replications=2"]);
        command_line
            .args(["--set", "study.duration=2 min"])
            .arg("--out")
            .arg(folder.path().join(command));
        let output = command_line.output().expect("runs");
        let path = folder.path().join(command).join("record.json");
        let record =
            json::read(&path).unwrap_or_else(|e| panic!("{e} {}", crate::program::said(&output)));
        let record = short(record);
        let text = serde_json::to_string(&record).expect("JSON");
        fs::write(root().join(format!("fuzz/seeds/records/{command}.json")), text)
            .expect("written");
        records.push(record);
    }
    for finished in [false, true] {
        let path = root().join(format!("fuzz/seeds/journal/{finished}.jsonl"));
        let (mut journal, _) =
            Journal::open(&path, &crate::fuzz_targets::facts(), true).expect("a journal");
        for record in &records[..2] {
            journal.add(record).expect("written");
        }
        if finished {
            journal.finish().expect("written");
        }
    }
}

/// The record with so few estimates that a fuzzer can change all of it.
fn short(mut record: Record) -> Record {
    let rows = record.estimates.into_rows();
    let step = rows.len().div_ceil(40).max(1);
    record.estimates = rows.into_iter().step_by(step).collect();
    record.replicates.truncate(6);
    record.distributions.truncate(1);
    record.assumptions.truncate(3);
    record.findings.truncate(2);
    record
}

/// cargo-fuzz on every target, for as many seconds as `BUSYHOUR_FUZZ` says.
#[test]
fn the_fuzzers_find_nothing() {
    let Ok(seconds) = std::env::var("BUSYHOUR_FUZZ") else { return };
    for (name, _) in TARGETS {
        fuzz(name, &seconds);
    }
}

fn fuzz(name: &str, seconds: &str) {
    let fuzz = root().join("fuzz");
    let corpus = Path::new("corpus").join(name);
    fs::create_dir_all(fuzz.join(&corpus)).expect("a folder");
    let mut command = Command::new("cargo");
    command.current_dir(&fuzz).args(["+nightly", "fuzz", "run", "-s", "none", name]).arg(&corpus);
    command.arg(Path::new("seeds").join(name));
    if name == "scenario" {
        command.arg("../models");
    }
    let limits = ["-timeout=5", "-rss_limit_mb=1024", "-max_len=16384", "-dict=words.dict"];
    let status = command.arg("--").args(limits).arg(format!("-max_total_time={seconds}")).status();
    let done = status.is_ok_and(|status| status.success());
    assert!(done, "{name}: see above; it needs a nightly toolchain and `cargo install cargo-fuzz`");
}
