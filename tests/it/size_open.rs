//! `size` where something stays open: what is undecided, what has no estimate, what is not valid, and what nothing is known of.

use crate::program::{busyhour, said};
use crate::size::{TWO, answer, loss, sized, summary, written};
use busyhour::internals::experiment::{Size, Standing, Study, Verdict};
use std::fs;

/// One gateway with 6 erlang: 10 channels block 4.31 %.
fn one(limit: &str, measured: &str) -> String {
    loss(6.0, limit)
        .replace("\"5 h\"", &format!("\"{measured}\""))
        .replace("from = 1\nto = 60", "from = 8\nto = 13")
}

/// `size` of a model: its exit status, its report, and its folder.
fn size(model: &str, further: &[&str]) -> (Option<i32>, String, tempfile::TempDir) {
    let (folder, _) = written(model);
    let mut command = busyhour();
    command.current_dir(folder.path()).args(["size", "m.toml", "--out", "out"]).args(further);
    let output = command.output().expect("runs");
    let report = fs::read_to_string(folder.path().join("out/report.md"));
    let report = report.unwrap_or_else(|e| panic!("{e}: {}", said(&output)));
    (output.status.code(), report, folder)
}

#[test]
fn what_stays_undecided_had_all_replications_that_it_may_have() {
    let (_folder, path) = written(&one("4.31 %", "1 h"));
    for most in [30, 150] {
        let record = sized(&path, 1, most);
        let found = summary(&record);
        let own = found.answer.iter().flat_map(|answer| &answer.evidence);
        let neighbours = found.neighbours.iter().filter_map(|n| n.evidence.as_ref());
        let all: Vec<_> = own.chain(neighbours).collect();
        let open = all.iter().filter(|e| e.target.verdict == Verdict::Undecided);
        assert!(open.clone().count() > 0, "{all:?}");
        assert!(open.clone().all(|e| e.replications == most), "{all:?}");
    }
}

#[test]
fn what_is_undecided_is_not_shown_as_met_or_missed() {
    let (_, table, folder) = size(&one("4.31 %", "1 h"), &["--at-most", "30"]);
    let (_, bought) = table.split_once("What money buys").expect("a table");
    assert!(bought.contains("UNDECIDED"), "{bought}");
    let record = fs::read_to_string(folder.path().join("out/record.json")).expect("a record");
    let record: serde_json::Value = serde_json::from_str(&record).expect("JSON");
    let designs = record["study"]["size"]["designs"].as_array().expect("designs");
    let mut open = 0;
    for design in designs {
        let worst = &design["worst"]["target"]["verdict"];
        let standing = match worst.as_str().expect("a verdict") {
            "met" | "met-by-theory" => "meets",
            "missed" | "met-by-survivors" => "misses",
            _ => "undecided",
        };
        assert_eq!(design["standing"], standing, "{design}");
        open += usize::from(standing == "undecided");
    }
    assert!(open > 0, "{designs:?}");
    let chart = folder.path().join("out/charts/cost-against-service.svg");
    assert!(fs::read_to_string(chart).expect("a chart").contains("undecided"));
}

#[test]
fn what_has_no_estimate_forbids_nothing() {
    // Too few calls for a percentile.
    let target = "measure = \"blocking\"\nat_most = \"5 %\"";
    let model = one("5 %", "20 min");
    assert!(model.contains(target));
    let percentile = "measure = \"post_dial_delay.p99.9\"\nat_most = \"3 s\"";
    let (code, table, _) = size(&model.replace(target, percentile), &["--no-charts"]);
    assert_eq!(code, Some(1), "{table}");
    assert!(table.contains("UNDECIDED") && table.contains("not estimable"), "{table}");
    assert!(table.contains("too few values") && table.contains("study.duration"), "{table}");
    assert!(!table.contains("No design meets") && !table.contains("a greater"), "{table}");
    // Nobody has voice mail.
    let none = "measure = \"um_rejected\"\nat_most = \"3 %\"";
    let (code, table, _) = size(&model.replace(target, none), &["--no-charts"]);
    assert_eq!(code, Some(1), "{table}");
    assert!(table.contains("UNDECIDED") && table.contains("nothing of it was measured"), "{table}");
    assert!(!table.contains("No design meets"), "{table}");
}

#[test]
fn that_nothing_helps_in_a_range_does_not_mean_that_nothing_does() {
    // With at most 4 channels no more than 4 calls come to voice mail, which takes 4: more channels cannot be seen to help.
    let second = "[[target]]\nmeasure = \"blocking\"\nscope = \"gateway:gw2\"\nat_most = \"5 %\"\n";
    let model = TWO
        .replace(second, "")
        .replace("\"blocking\"\nscope = \"gateway:gw1\"", "\"um_rejected\"")
        .replace("share = \"100 %\", after", "share = \"0 %\", after")
        .replace("name = \"ex1\"", "name = \"ex1\"\nmax_calls = 4")
        .replace("\"2 erlang\"", "\"9/min\"")
        .replace("\"3 erlang\"", "\"9/min\"");
    let narrow = [
        "--no-charts",
        "--vary",
        "gateway[\"gw1\"].channels=1..2",
        "--vary",
        "gateway[\"gw2\"].channels=1..2",
    ];
    let (code, table, _) = size(&model, &narrow);
    assert_eq!(code, Some(1), "{table}");
    assert!(!table.contains("nothing that varies helps"), "{table}");
    assert!(table.contains("no number was seen to help in its range; a greater"), "{table}");
}

/// E1 or T1 lines of one gateway.
fn either() -> String {
    loss(10.0, "2 %")
        .replace("\"5 h\"", "\"1 h\"")
        .replace("channels = 30", "lines = { e1 = 1 }")
        .replace(
            "key = 'gateway[\"gw1\"].channels'\nfrom = 1\nto = 60\ncost = \"30/month\"",
            "name = \"E1\"\nkey = 'gateway[\"gw1\"].lines.e1'\nfrom = 0\nto = 2\ncost = \"30/month\"\n\
             [[vary]]\nname = \"T1\"\nkey = 'gateway[\"gw1\"].lines.t1'\nfrom = 0\nto = 2\ncost = \"25/month\"",
        )
}

#[test]
fn either_of_two_kinds_of_lines_may_be_bought() {
    let (folder, path) = written(&either());
    let record = sized(&path, 1, 300);
    let found = summary(&record);
    assert_eq!(answer(&record), [0, 1], "{found:?}");
    assert!(found.is_certified(), "{found:?}");
    let [none] = &found.neighbours[..] else { panic!("{:?}", found.neighbours) };
    assert_eq!((&none.values[..], none.standing), (&[0, 0][..], Standing::NotValid));
    let not_valid = found.not_valid.as_ref().expect("one is not valid");
    assert_eq!((not_valid.designs, &not_valid.values[..]), (1, &[0, 0][..]));
    drop(folder);
    let (code, table, _) = size(&either(), &["--no-charts"]);
    assert_eq!(code, Some(0), "{table}");
    assert!(table.contains("Buy 1 T1: 25/month"), "{table}");
    assert!(table.contains("1, e.g. 0 E1, 0 T1: m.toml"), "{table}");
    assert!(table.contains("not valid: m.toml"), "{table}");
}

#[test]
fn a_range_whose_end_no_valid_design_has_is_refused() {
    // T1 lines do not help a gateway of another name.
    let model = either().replace("gateway[\"gw1\"].lines.t1", "mediation_server[\"med1\"].calls");
    let (_folder, path) = written(&model);
    let load = |set: &[String]| Study::load(&path, set);
    let plan = load(&[]).unwrap_or_else(|e| panic!("{e}")).plan();
    let size = Size { vary: Vec::new(), confidence: None, at_most: 30, designs: 10 };
    let error = size.prepare(&load, &[], plan).expect_err("0 lines").to_string();
    assert!(error.contains("[[vary]] `E1`: it cannot be 0: "), "{error}");
    assert!(error.contains("a gateway has at least one channel; raise `from`"), "{error}");
}

/// One gateway with 6.6 erlang, of which all calls that get through succeed. Erlang B: 10 channels block 6.3 %, 11 block 3.7 %.
fn successful() -> String {
    loss(6.6, "5 %")
        .replace("\"5 h\"", "\"1 h\"")
        .replace(
            "measure = \"blocking\"\nat_most = \"5 %\"",
            "measure = \"scr\"\nat_least = \"97 %\"",
        )
        .replace("from = 1\nto = 60", "from = 8\nto = 13")
}

#[test]
fn whether_few_calls_are_lost_before_a_target_is_decided_by_an_interval() {
    let model = successful();
    assert!(model.contains("\"scr\"") && model.contains("to = 13"), "{model}");
    let (_folder, path) = written(&model);
    let mut certified = 0;
    for seed in 1..=5 {
        let record = sized(&path, seed, 400);
        let found = summary(&record);
        let answer = answer(&record);
        if found.is_certified() {
            certified += 1;
            assert_eq!(answer, [11], "seed {seed}: {found:?}");
        }
        let evidence = found.answer.iter().flat_map(|answer| &answer.evidence);
        for target in evidence.map(|evidence| &evidence.target) {
            let is_open = target.left_out.is_some();
            assert_eq!(target.verdict.is_met(), !is_open, "seed {seed}: {target:?}");
        }
    }
    assert!(certified >= 3, "{certified} of 5");
}
