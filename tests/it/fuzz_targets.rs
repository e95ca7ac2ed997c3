//! What is done with bytes from outside, for the fuzzers in `fuzz/` and for the mutations of `fuzz`. A target panics
//! if the library does, or if an output lets a hidden character through.

use busyhour::internals::base::is_hidden;
use busyhour::internals::import::records::{MappingTable, Reading, RoutingTimes, Writing};
use busyhour::internals::import::{Input, Options, import};
use busyhour::internals::report::records::page;
use busyhour::internals::report::{
    chart, csv, diagnostics, findings, findings_json, journal::Journal, journal_line, json,
    markdown, table,
};
use busyhour::{Error, Files, Record, Study, TableStyle};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// A target: its name, which is the folder of its seeds, and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 7] = [
    ("scenario", scenario),
    ("overrides", overrides),
    ("traces", traces),
    ("journal", journal),
    ("records", records),
    ("exports", exports),
    ("call-records", call_records),
];

/// Separates the files of one input.
const NEXT_FILE: &str = "\n%%%%\n";

const STYLE: TableStyle = TableStyle { width: 80, color: false, assumptions: false };

/// The files of an input after the first: any name that holds the digit `n` is the file `n`.
struct Parts<'t>(Vec<&'t str>);

impl Files for Parts<'_> {
    fn read(&self, path: &str) -> Result<String, String> {
        let digit = path.chars().find_map(|c| c.to_digit(10)).unwrap_or(0) as usize;
        self.0
            .get(digit)
            .map_or(Err("there is no such file".to_owned()), |text| Ok((*text).to_owned()))
    }
}

fn printable(text: &str) {
    if let Some(at) = text.find(|c| is_hidden(c) && c != '\n') {
        panic!("a hidden character: {:?}", text[at..].chars().take(20).collect::<String>());
    }
}

/// A study that was read is checked and shown; an error is shown.
fn show(study: Result<Study, Error>) {
    match study {
        Ok(study) => {
            let checked = study.checked();
            printable(&findings::render("m.toml", checked, &STYLE));
            printable(&findings_json::json(checked).expect("JSON"));
            printable(&findings_json::sarif(checked).expect("JSON"));
        }
        Err(error) => {
            printable(&error.to_string());
            printable(&diagnostics::render(error.diagnostics(), false));
        }
    }
}

/// A scenario, with files that it may include or name, through reading, resolution and check.
pub fn scenario(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut parts = text.split(NEXT_FILE);
    let first = parts.next().unwrap_or_default();
    show(Study::parse("m.toml", first, &Parts(parts.collect()), &[]));
}

/// Overrides, a line each, of a scenario that has most keys.
pub fn overrides(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let set: Vec<String> = text.lines().map(str::to_owned).collect();
    let model = include_str!("../../models/deployments/contoso.toml");
    show(Study::parse("m.toml", model, &Parts(Vec::new()), &set));
}

/// The file of a trace, and that of measured times.
pub fn traces(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut parts: Vec<&str> = text.split(NEXT_FILE).collect();
    parts.resize(2, "1\n2\n");
    show(Study::parse("m.toml", TRACED, &Parts(parts), &[]));
}

/// Exports of Lync and Exchange, and the scenario that they become.
pub fn exports(data: &[u8]) {
    let mut inputs = Vec::new();
    let mut rest = data;
    while let Some(at) = rest.windows(NEXT_FILE.len()).position(|part| part == NEXT_FILE.as_bytes())
    {
        inputs.push(Input::bytes(format!("{}.txt", inputs.len()), rest[..at].to_vec()));
        rest = &rest[at + NEXT_FILE.len()..];
    }
    inputs.push(Input::bytes("last.txt", rest.to_vec()));
    for anonymise in [false, true] {
        match import(&inputs, &Options { anonymise, ..Options::default() }) {
            Ok(imported) => {
                printable(&imported.text);
                imported.said.iter().chain(&imported.unknown).for_each(|line| printable(line));
                show(Study::parse("m.toml", &imported.text, &Parts(Vec::new()), &[]));
            }
            Err(error) => printable(&error.to_string()),
        }
    }
}

const TRACED: &str = r#"
[study]
duration = "1 h"
[[gateway]]
name = "gw"
lines = { e1 = 1 }
[[mediation_server]]
name = "med"
[[pool]]
name = "pool"
[[exchange_server]]
name = "ex"
[[dial_plan]]
name = "plan"
[[users]]
name = "u"
count = 100
[[traffic]]
class = "voice"
to = "u"
arrivals = { trace = "0.csv" }
patience = { empirical = "1.csv" }
"#;

/// What the study of the journals depends on.
pub fn facts() -> [(String, String); 2] {
    [("scenario", "abc"), ("seed", "1")].map(|(name, value)| (name.to_owned(), value.to_owned()))
}

/// The journal of a study that was stopped: as it is, and with the right checksum on every line.
pub fn journal(data: &[u8]) {
    open_journal(data);
    open_journal(&sealed(&String::from_utf8_lossy(data)));
}

/// The lines with the checksums that they need to be read.
fn sealed(text: &str) -> Vec<u8> {
    let mut first = 0;
    let mut lines = String::new();
    for line in text.lines() {
        let json = match line.split_once("\"line\":") {
            Some((_, json)) => json.strip_suffix('}').unwrap_or(json),
            None => line,
        };
        let (line, sum) = journal_line::seal(json, first);
        if lines.is_empty() {
            first = sum;
        }
        lines.push_str(&line);
    }
    lines.into_bytes()
}

fn open_journal(data: &[u8]) {
    static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
        // A folder in memory, where there is one: the journal waits for its disk.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        tempfile::tempdir_in(folder).expect("a folder")
    });
    let path = FOLDER.path().join(format!("{:?}.jsonl", std::thread::current().id()));
    fs::write(&path, data).expect("written");
    match Journal::open(&path, &facts(), false) {
        Ok((_, designs)) => designs.iter().for_each(shown),
        Err(error) => printable(&error.to_string()),
    }
    let _ = fs::remove_file(&path);
}

/// A record, and everything that `report` and `chart` make of it.
pub fn records(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match json::parse("record.json", &text) {
        Ok(record) => shown(&record),
        Err(error) => printable(&error.to_string()),
    }
}

fn shown(record: &Record) {
    printable(&table::render(record, &STYLE));
    printable(&csv::render(record).expect("a table"));
    printable(&json::render(record).expect("JSON"));
    let charts = chart::all(record).expect("drawn");
    let paths: Vec<(String, String)> = charts
        .iter()
        .map(|chart| (chart.title.clone(), format!("charts/{}.svg", chart.name)))
        .collect();
    printable(&markdown::render(record, &paths));
    charts.iter().for_each(|chart| printable(&chart.svg));
}

/// Call records: with and without a mapping, as a profile and replayed. What stands before [`NEXT_FILE`] is a mapping.
pub fn call_records(data: &[u8]) {
    let at = data.windows(NEXT_FILE.len()).position(|part| part == NEXT_FILE.as_bytes());
    let (own, data) = match at {
        Some(at) => (Some(&data[..at]), &data[at + NEXT_FILE.len()..]),
        None => (None, data),
    };
    let fixed = "[columns]\nstart = 1\nend = 2\ntalk = 3\ncaller = 4\n";
    let mut mappings = vec![None, Some(MappingTable::read(fixed).expect("a mapping"))];
    match own.map(|own| MappingTable::read(&String::from_utf8_lossy(own))) {
        Some(Ok(mapping)) => mappings.push(Some(mapping)),
        Some(Err(why)) => printable(&Error::file("mapping.toml", why).to_string()),
        None => {}
    }
    for mapping in mappings {
        let reading = Reading {
            zone: Some("Europe/Berlin".to_owned()),
            mapping: mapping.clone(),
            ring_out: Some(20.0),
            ..Reading::default()
        };
        let writing = Writing { replay: mapping.is_some(), stem: Some("m".to_owned()) };
        let options = Options { reading, writing, ..Options::default() };
        match import(&[Input::bytes("calls.csv", data.to_vec())], &options) {
            Ok(imported) => {
                printable(&imported.text);
                imported.said.iter().chain(&imported.unknown).for_each(|line| printable(line));
                imported.records.iter().for_each(|study| printable(&page(study, None, &[])));
                let routing = imported.records.iter().filter_map(|study| study.routing.as_ref());
                routing.filter_map(RoutingTimes::lacks).for_each(|why| printable(&why));
            }
            Err(error) => printable(&error.to_string()),
        }
    }
}
