//! Titles and names that a terminal would obey, a reader would not see, or a spreadsheet would calculate: every
//! output of every command shows them escaped.

use crate::program::{busyhour, said, text};
use busyhour::internals::base::is_hidden;
use busyhour::internals::experiment::Record;
use busyhour::internals::report::{chart, csv, json, markdown, table};
use busyhour::{NoFiles, Study};
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// A title with everything, and names that a spreadsheet takes for formulas.
const MODEL: &str = r#"title = "T\u001b]0;PWNED\u0007\u001b[31mred\u009b2J\u202Egpj\u200b\nsecond <script>alert(1)</script> | pipe `x` [x](javascript:alert(1)) http://x"
[study]
duration = "2 min"
warm_up = "10 s"
replications = 2
[[target]]
measure = "blocking"
at_most = "1 %"
[[vary]]
name = "=cmd|'/C calc'!A0 <b>"
key = 'gateway[*].lines.e1'
from = 2
to = 4
cost = "<b> 3 =x|y"
[[gateway]]
name = "@gw|x<b>"
lines = { e1 = 3 }
[[mediation_server]]
name = "=cmd|' /C calc'!A0"
[[pool]]
name = "../../pool"
[[exchange_server]]
name = "@SUM(1+1)"
[[dial_plan]]
name = "UMSIP"
[[users]]
name = "=HYPERLINK(\"http://x\")"
count = 1000
[[traffic]]
name = "-2+3"
class = "voice"
to = "=HYPERLINK(\"http://x\")"
arrivals = { per_user = "0.6/h" }
patience = { exponential = { mean = "70 s" } }
"#;

/// A file name and an argument that a terminal would obey.
const WORD: &str = "x\u{1b}]0;P\u{7}\u{1b}[31m\u{9b}2J\u{202e}\u{200b}\n\ty";

/// Panics at the first character that must not be shown; colours are the program's own.
fn assert_printable(what: &str, shown: &str, colors: bool) {
    let mut rest = shown;
    while let Some(at) = rest.find(|c| is_hidden(c) && c != '\n') {
        let code = &rest[at..];
        let digits = |c: char| c.is_ascii_digit() || c == ';';
        let after = code.strip_prefix("\u{1b}[").map(|code| code.trim_start_matches(digits));
        let is_color = colors && after.is_some_and(|after| after.starts_with('m'));
        let near: String = code.chars().take(20).collect();
        assert!(is_color, "{what}: {near:?} in\n{shown:?}");
        rest = &code[1..];
    }
}

/// Every text file below a folder.
fn assert_files_printable(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
        let path = entry.path();
        if path.is_dir() {
            assert_files_printable(&path);
        } else if path
            .extension()
            .is_some_and(|e| ["json", "csv", "html", "md", "svg"].iter().any(|x| e == *x))
        {
            let what = path.display().to_string();
            assert_printable(&what, &fs::read_to_string(&path).expect("text"), false);
        }
    }
}

#[test]
fn no_command_lets_a_control_character_through() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = format!("{WORD}.toml");
    fs::write(folder.path().join(&name), MODEL).expect("written");
    fs::write(folder.path().join("broken.toml"), MODEL.replace("per_user", "x\\u001b\\u009b"))
        .expect("written");
    let broken = MODEL.replace("class = \"voice\"", "class = \"\u{9b}vo\u{202e}ice\" # \u{200b}");
    fs::write(folder.path().join("quoted.toml"), broken).expect("written");
    let set = format!("gateway[\"{WORD}\"].lines.e1=1");
    let vary = "gateway[*].lines.e1=[1, 2]";
    let commands: &[&[&str]] = &[
        &["run", &name, "--out", "run"],
        &["run", &name, "--out", "run", "--json", "--no-charts"],
        &["run", &name, "--out", "run", "--csv", "--no-charts"],
        &["run", &name, "--no-charts"],
        &["run", &name, "--precision", WORD],
        &["run", &name, "--lose", "each", "--out", "lose"],
        &["run", &name, "--lose", WORD],
        &["run", &name, "--headroom", "--out", "headroom"],
        &["run", &name, "--set", &set],
        &["run", "--threads", WORD],
        &["run", "--seed", WORD, &name],
        &["run", "broken.toml"],
        &["run", "quoted.toml"],
        &["run", WORD],
        &["sweep", &name, "--vary", vary, "--out", "sweep", "--no-refine"],
        &["sweep", &name, "--vary", WORD],
        &["sweep", &name, "--vary", vary, "--measure", WORD],
        &["sensitivity", &name, "--only", "pool.*", "--out", "sensitivity"],
        &["sensitivity", &name, "--only", WORD],
        &["size", &name, "--out", "size", "--at-most", "10", "--designs", "5"],
        &["compare", &name, "--vary", vary, "--out", "compare"],
        &["compare", &name, "--vary", vary, "--rank-by", WORD],
        &["compare", &name, "--vary", vary, "--indifference", WORD],
        &["check", &name],
        &["check", &name, "--json"],
        &["check", &name, "--sarif"],
        &["check", "broken.toml"],
        &["check", "quoted.toml"],
        &["check", &name, "--set", WORD],
        &["explain", WORD],
        &["measures", WORD],
        &["validate", &name],
        &["validate", WORD],
        &["erlang", "b", "--load", WORD],
        &["new", WORD],
        &["new", WORD, "--out=-"],
        &["new", WORD, "--out=-", "--users", "1000"],
        &["report", "run/record.json", "--out", WORD],
        &["chart", "run/record.json", "sweep/record.json", "compare/record.json", "--out", WORD],
        &["report", "sensitivity/record.json", WORD],
        &["schema", WORD],
        &["completions", WORD],
        &[WORD],
        &["--\u{9b}x"],
    ];
    for colors in [false, true] {
        for arguments in commands {
            let mut command = busyhour();
            command.current_dir(folder.path()).args(*arguments);
            if colors {
                command.env("CLICOLOR_FORCE", "1");
            }
            let output = command.output().expect("runs");
            assert!(output.status.code().is_some_and(|code| code <= 2), "{arguments:?}");
            assert_printable(&format!("{arguments:?}"), &said(&output), colors);
        }
        // Both times every command writes what it wrote before.
        fs::remove_file(folder.path().join(format!("{WORD}.toml"))).expect("a model");
        fs::write(folder.path().join(&name), MODEL).expect("written");
    }
    assert_files_printable(folder.path());
    for study in ["run", "lose", "headroom", "sweep", "sensitivity", "size", "compare"] {
        let page = fs::read_to_string(folder.path().join(study).join("report.html"));
        let page = page.expect("a page");
        // Those of the program, which its policy names by their hash, and the figures of charts.
        let own =
            page.matches("'sha256-").count() + page.matches("<script class=\"figures\"").count();
        assert_eq!(page.matches("<script").count(), own, "{study}");
        assert!(!page.contains("<b>"), "{study}");
        assert!(!page.contains("<script>alert"), "{study}");
        // A comparison is called after its designs.
        let title = "&lt;script&gt;alert(1)&lt;/script&gt;";
        assert!(study == "compare" || page.contains(title), "{study}");
    }
    let csv = fs::read_to_string(folder.path().join("run/estimates.csv")).expect("a table");
    assert!(csv.contains("gateway:@gw|x<b>"), "{csv}");
}

#[test]
fn a_generated_model_with_a_strange_name_can_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    for more in [&[][..], &["--users", "1000"]] {
        let output = busyhour().args(["new", WORD, "--out=-"]).args(more).output().expect("runs");
        let path = folder.path().join("m.toml");
        fs::write(&path, &output.stdout).expect("written");
        let checked = busyhour().arg("check").arg(&path).output().expect("runs");
        assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
        assert!(text(&output.stdout).contains("\\u001b]0;P\\u0007"), "{}", said(&output));
    }
}

#[test]
fn a_name_with_a_control_character_is_refused_at_its_line() {
    for (from, to, expected) in [
        (
            "@gw|x<b>",
            "gw1\\u001b(0|x",
            "m.toml:16:8: gateway: this text has the invisible character U+001B",
        ),
        (
            "../../pool",
            "a\\nb",
            "m.toml:21:8: pool: this text has a line break, which no name may have",
        ),
        ("UMSIP", "a\\tb", "m.toml:25:8: dial_plan: this text has a tab"),
        ("-2+3", "a\\u202eb", "the invisible character U+202E"),
        ("-2+3", "a\\u200bb", "the invisible character U+200B"),
        ("-2+3", "a\u{200b}b", "the invisible character U+200B"),
        ("to = ", "\"a\\u0085\" = ", "the invisible character U+0085"),
    ] {
        let error = Study::parse("m.toml", &MODEL.replace(from, to), &NoFiles, &[]);
        let error = error.expect_err(to).to_string();
        assert!(error.contains(expected), "{error}");
    }
    let set = ["users[*].name=\"a\\u001bb\"".to_owned()];
    let error = Study::parse("m.toml", MODEL, &NoFiles, &set).expect_err("refused").to_string();
    assert!(error.contains("this text has the invisible character U+001B"), "{error}");
    Study::parse("m.toml", MODEL, &NoFiles, &[]).expect("a title may have any character");
}

/// Records of every kind of study, as JSON.
static RECORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("m.toml"), MODEL).expect("written");
    let vary = "gateway[*].lines.e1=[1, 2]";
    let studies: [&[&str]; 4] = [
        &["run", "m.toml"],
        &["sweep", "m.toml", "--vary", vary, "--no-refine"],
        &["sensitivity", "m.toml", "--only", "pool.*"],
        &["compare", "m.toml", "--vary", vary],
    ];
    let record = |arguments: &[&str]| {
        let mut command = busyhour();
        command.current_dir(folder.path()).args(arguments);
        let output = command.args(["--json", "--no-charts"]).output().expect("runs");
        assert!(!output.stdout.is_empty(), "{}", said(&output));
        text(&output.stdout)
    };
    studies.iter().map(|arguments| record(arguments)).collect()
});

/// Puts `name` into every text of a record that the format leaves free.
fn renamed(value: &mut serde_json::Value, name: &str) {
    match value {
        serde_json::Value::String(text) => {
            for known in
                ["@gw|x<b>", "=cmd|' /C calc'!A0", "-2+3", "UMSIP", "lines.e1", "E1 lines", "PWNED"]
            {
                *text = text.replace(known, name);
            }
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(|v| renamed(v, name)),
        serde_json::Value::Object(values) => {
            values.values_mut().for_each(|value| renamed(value, name));
        }
        _ => {}
    }
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "\u{1b}[2J",
        "\u{1b}]0;x\u{7}",
        "\u{9b}31m",
        "\u{202e}",
        "\u{2066}",
        "\u{200b}",
        "\u{feff}",
        "\n",
        "\r",
        "\t",
        "\u{7f}",
        "\0",
        "=1+1",
        "+1",
        "-1",
        "@x",
        "|",
        "`",
        "<script>",
        "[x](javascript:x)",
        "&lt;",
        "**",
        "$x$",
        "\"",
        ",",
        ";=1",
        "  ",
        "ä",
        "日本",
        "\u{e0041}",
        "\u{2028}",
    ]);
    let any = any::<char>().prop_map(String::from);
    prop::collection::vec(prop_oneof![3 => piece.prop_map(str::to_owned), 1 => any], 1..12)
        .prop_map(|pieces| pieces.concat())
}

/// Every output of a record.
fn outputs(record: &Record) -> Vec<(String, String, bool)> {
    let mut shown = Vec::new();
    for (width, color) in [(40, false), (100, true), (140, false)] {
        let style = table::TableStyle { width, color, assumptions: true };
        shown.push(("table".to_owned(), table::render(record, &style), color));
    }
    let charts = chart::all(record).expect("drawn");
    let embedded: Vec<(String, String)> =
        charts.iter().map(|c| (c.title.clone(), format!("charts/{}.svg", c.name))).collect();
    shown.push(("report".to_owned(), markdown::render(record, &embedded), false));
    shown.push(("csv".to_owned(), csv::render(record).expect("a table"), false));
    shown.push(("json".to_owned(), json::render(record).expect("JSON"), false));
    for chart in charts {
        assert!(
            !chart.name.contains(|c: char| is_hidden(c) || "/\\.".contains(c)),
            "{}",
            chart.name
        );
        shown.push((chart.name, chart.svg, false));
    }
    shown
}

#[test]
fn a_record_with_control_characters_in_every_name_is_shown() {
    for json in RECORDS.iter() {
        let mut value: serde_json::Value = serde_json::from_str(json).expect("JSON");
        renamed(&mut value, "a\u{1b}[2J\u{202e}\u{9b}b");
        let record = json::parse("r.json", &value.to_string()).expect("a record");
        for (what, shown, colors) in outputs(&record) {
            assert_printable(&what, &shown, colors);
            assert!(
                what != "report" || shown.contains("a\\\\u001b\\[2J\\\\u202e\\\\u009bb"),
                "{shown}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]
    #[test]
    fn every_output_of_a_hostile_record_is_printable(name in hostile()) {
        for json in RECORDS.iter() {
            let mut value: serde_json::Value = serde_json::from_str(json).expect("JSON");
            renamed(&mut value, &name);
            // Not every name leaves a record whole; those that do must be shown.
            let Ok(record) = json::parse("r.json", &value.to_string()) else { continue };
            for (what, shown, colors) in outputs(&record) {
                assert_printable(&what, &shown, colors);
                if what == "csv" {
                    assert_no_formula(&shown);
                }
                if what == "report" {
                    // Keys stand in code, where nothing has a meaning.
                    let plain = shown.lines().filter(|line| !line.starts_with("| `"));
                    for line in plain.map(|line| line.replace("\\\\", "")) {
                        prop_assert!(!line.replace("\\<", "").contains('<'), "{}", line);
                        prop_assert!(!line.contains("[x]("), "{}", line);
                    }
                }
            }
        }
    }
}

/// No field begins as a formula does, but for numbers; also not where a spreadsheet splits it at a semicolon.
fn assert_no_formula(table: &str) {
    for row in ::csv::Reader::from_reader(table.as_bytes()).records() {
        let row = row.expect("a row");
        for part in row.iter().flat_map(|field| field.split(';')) {
            let formula = part.trim_start_matches([' ', '"']).starts_with(['=', '+', '-', '@']);
            assert!(!formula || part.parse::<f64>().is_ok(), "{part:?}");
        }
    }
}
