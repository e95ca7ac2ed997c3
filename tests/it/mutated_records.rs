//! Records whose numbers somebody has changed: they are refused with the field's path, or shown without a panic, a hang or a
//! picture that fills the memory. `BUSYHOUR_MUTATIONS=2000` tries as many of each kind of study.

use crate::program::{busyhour, said, text};
use busyhour::internals::report::{chart, csv, json, markdown, table};
use busyhour::internals::scenario;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

/// Mutations of each kind of study without the variable of the environment.
const MUTATIONS: u32 = 16;
/// How long a record may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most pixels of a picture: three bytes each are far below 1 GB.
const MOST_PIXELS: u64 = 100_000_000;

const ABSURD: &[&str] = &[
    "-1",
    "0",
    "1",
    "2",
    "1.5",
    "-0.0",
    "1e999",
    "NaN",
    "1e300",
    "-1e300",
    "1e-300",
    "5e-324",
    "1e18",
    "-1e18",
    "1e12",
    "1e9",
    "99999999",
    "4294967295",
    "1000000000000000000",
    "18446744073709551615",
    "1e-9",
    "0.999999",
];

/// The record of a study of the starter's model.
fn study(folder: &Path, words: &[&str]) -> String {
    // A search refuses fewer than five.
    let replications = if words[0] == "size" { "--replications=5" } else { "--replications=3" };
    let short = ["--set", "study.duration=3 min", "--set", "study.warm_up=1 min", replications];
    let mut command = busyhour();
    command.current_dir(folder).args(words).args(short).args(["--json", "--no-charts"]);
    let output = command.output().expect("runs");
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", said(&output));
    text(&output.stdout)
}

/// A real record of each kind.
fn records() -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    std::fs::write(path.join("m.toml"), scenario::starter("M")).expect("written");
    let vary = ["--vary", "gateway[*].lines.e1=[2, 3]"];
    vec![
        study(path, &["run", "m.toml"]),
        study(path, &["run", "m.toml", "--set", "study.warm_up=\"auto\""]),
        study(path, &[&["sweep", "m.toml"], &vary[..]].concat()),
        study(path, &[&["compare", "m.toml"], &vary[..]].concat()),
        study(path, &["sensitivity", "m.toml", "--only", "users.*"]),
        study(path, &["run", "m.toml", "--lose", "each"]),
        study(path, &["run", "m.toml", "--headroom"]),
        study(path, &["size", "m.toml", "--vary", "gateway[*].lines.e1=1..4 at 300/month"]),
    ]
}

/// The places of the numbers in JSON, by the key before them.
fn numbers(json: &str) -> Vec<Vec<Range<usize>>> {
    let mut found: BTreeMap<&str, Vec<Range<usize>>> = BTreeMap::new();
    let (bytes, mut at, mut key) = (json.as_bytes(), 0, "");
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'"' => {
                at += 1;
                while bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
                if bytes.get(at) == Some(&b':') {
                    key = &json[start..at];
                }
            }
            b'-' | b'0'..=b'9' => {
                let is_part = |b: &u8| b.is_ascii_digit() || b"+-.eE".contains(b);
                at += bytes[at..].iter().take_while(|b| is_part(b)).count();
                found.entry(key).or_default().push(start..at);
            }
            _ => at += 1,
        }
    }
    found.into_values().collect()
}

/// A fixed sequence of numbers below `end` (xorshift).
fn next(state: &mut u64, end: usize) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state % end as u64) as usize
}

fn mutated(json: &str, numbers: &[Vec<Range<usize>>], state: &mut u64) -> String {
    let mut places: Vec<Range<usize>> = Vec::new();
    for _ in 0..=next(state, 3) {
        // Every key as often as any other: most numbers are estimates.
        let of_key = &numbers[next(state, numbers.len())];
        places.push(of_key[next(state, of_key.len())].clone());
    }
    places.sort_by_key(|place| std::cmp::Reverse(place.start));
    places.dedup();
    let mut text = json.to_owned();
    for place in places {
        text.replace_range(place, ABSURD[next(state, ABSURD.len())]);
    }
    text
}

/// Everything that `chart` and `report` do with a record; whether it was accepted.
fn shown(text: &str) -> bool {
    let record = match json::parse("r.json", text) {
        Ok(record) => record,
        Err(error) => {
            assert!(error.to_string().starts_with("r.json: "), "{error}");
            return false;
        }
    };
    table::render(&record, &table::TableStyle { width: 100, color: false, assumptions: false });
    csv::render(&record).expect("written");
    markdown::render(&record, &[]);
    for chart in chart::all(&record).expect("drawn") {
        let side = |at: usize| {
            u64::from(u32::from_be_bytes(chart.png[at..at + 4].try_into().expect("four")))
        };
        assert!(side(16) * side(20) < MOST_PIXELS, "{}", chart.name);
    }
    true
}

#[test]
fn changed_numbers_do_no_harm() {
    let turns = std::env::var("BUSYHOUR_MUTATIONS").ok().and_then(|n| n.parse().ok());
    let (mut state, mut accepted, mut tried) = (2013, 0, 0);
    for json in records() {
        assert!(shown(&json), "the record itself");
        let numbers = numbers(&json);
        assert!(numbers.len() > 15, "{}", numbers.len());
        for turn in 0..turns.unwrap_or(MUTATIONS) {
            let text = mutated(&json, &numbers, &mut state);
            let (send, receive) = mpsc::channel();
            let copy = text.clone();
            std::thread::spawn(move || send.send(shown(&copy)));
            match receive.recv_timeout(PATIENCE) {
                Ok(is_accepted) => accepted += u32::from(is_accepted),
                Err(why) => {
                    let kept = std::env::temp_dir().join("busyhour-mutated-record.json");
                    std::fs::write(&kept, text).expect("written");
                    panic!("mutation {turn}: {why}; the record is {}", kept.display());
                }
            }
            tried += 1;
        }
    }
    assert!(accepted > 0 && accepted < tried, "{accepted} of {tried}");
}

#[test]
fn absurd_numbers_are_refused_with_their_path() {
    let json = &records()[0];
    for (from, to, expected) in [
        ("\"confidence\": 0.95", "\"confidence\": 1.5", "confidence is 1.5, which is not between"),
        ("\"calls\": ", "\"calls\": -", "calls: invalid value: integer `-"),
        ("\"duration_seconds\": 180", "\"duration_seconds\": 1e300", "duration_seconds is 1e300"),
        (
            "\"duration_seconds\": 180",
            "\"duration_seconds\": 1e999",
            "duration_seconds: number out of range",
        ),
        ("\"duration_seconds\": 180", "\"duration_seconds\": NaN", "this is not JSON"),
        ("\"replications\": 3", "\"replications\": 1000000000", "replications is 1000000000"),
        (
            "\"replications\": 3",
            "\"replications\": 1000000000000000000",
            "replications: invalid value",
        ),
        ("\"to\":60", "\"to\":-60.0", "to is -60, which is not between"),
        ("\"level\":0.95", "\"level\":95", ".level is 95, which is not between 0 and 1"),
    ] {
        let text = json.replacen(from, to, 1);
        assert_ne!(&text, json, "{from}");
        let error = json::parse("r.json", &text).expect_err(to).to_string();
        assert!(error.starts_with("r.json: ") && error.contains(expected), "{error}");
    }
    // A share above 1, by its row.
    let table = json.find("\"estimates\": [").expect("a table");
    let utilization = json[table..].find("\"measure\":\"utilization\"").expect("a row") + table;
    let value = json[utilization..].find("\"value\":").expect("a value") + utilization;
    let text = format!("{}\"value\": 1{}", &json[..value], &json[value + 8..]);
    let error = json::parse("r.json", &text).expect_err("a share above 1").to_string();
    assert!(error.contains("estimates[") && error.contains("].value is 1"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_record_is_a_regular_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("runs").success());
    // A folder stands for its record.
    let folders = folder.path().join("folders");
    std::fs::create_dir_all(folders.join("record.json")).expect("a folder");
    for record in [Path::new("/dev/zero"), &pipe, &folders] {
        for command in ["chart", "report"] {
            let mut program = busyhour();
            program.arg(command).arg(record).timeout(PATIENCE);
            let output = program.output().expect("in time");
            assert_eq!(output.status.code(), Some(2), "{}", said(&output));
            assert!(said(&output).contains("name a regular file"), "{}", said(&output));
        }
    }
}
