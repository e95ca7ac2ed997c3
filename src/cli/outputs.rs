//! The folder a run leaves behind: record.json, estimates.csv, report.html, report.md, charts, run-info.json.

#![expect(clippy::disallowed_methods, reason = "the name of the machine may be in the environment")]

use super::result_folder::{JOURNAL, ResultFolder};
use crate::base::Error;
use crate::experiment::Record;
use crate::report::chart::{self, Chart};
use crate::report::side_by_side::SideBySide;
use crate::report::{csv, files, json, markdown, output, page};
use std::path::Path;

/// The page for people.
pub const PAGE: &str = "report.html";

/// Files of a result: names and contents.
type Files = Vec<(String, Vec<u8>)>;

/// What is true of this execution and not of the result, so that it stays out of the record.
pub struct RunInfo {
    /// How long the simulation took.
    pub wall_seconds: f64,
    /// Threads asked for; 0 for one a core.
    threads: usize,
    /// Calls, messages and events simulated in that time.
    simulated: [u64; 3],
}

/// Writes a text that an option asks for, to a file, or for `-` and its other names to standard output; whether the
/// latter.
pub fn asked_for(
    target: Option<&Path>,
    text: impl FnOnce() -> Result<String, Error>,
) -> anyhow::Result<bool> {
    match target {
        Some(path) if output::is_standard_output(path) => {
            super::terminal::data(&text()?)?;
            Ok(true)
        }
        Some(path) => {
            output::write(path, text()?)?;
            Ok(false)
        }
        None => Ok(false),
    }
}

/// Writes a result in place of what a former one left in the folder.
pub fn write_all(
    folder: &ResultFolder,
    record: &Record,
    info: &RunInfo,
    charts: bool,
) -> Result<(), Error> {
    folder.replace(&whole(record, info, charts)?, |_| false)
}

/// Writes the result of a study with a journal. A finished journal is part of the result, and goes with it.
pub fn write_study(
    folder: &ResultFolder,
    record: &Record,
    (info, charts): (&RunInfo, bool),
) -> Result<(), Error> {
    let written = whole(record, info, charts)?;
    folder.replace(&written, |name| name == JOURNAL)?;
    folder.claim(JOURNAL, record.is_finished())
}

/// Every file of a result, with its content.
fn whole(record: &Record, info: &RunInfo, charts: bool) -> Result<Files, Error> {
    let mut written = vec![
        ("record.json".to_owned(), json::render(record)?.into_bytes()),
        ("estimates.csv".to_owned(), csv::render(record)?.into_bytes()),
        ("run-info.json".to_owned(), info.json().into_bytes()),
    ];
    written.extend(report(record, charts)?);
    Ok(written)
}

/// The two pages, and the charts that they embed unless they are not wanted.
pub fn report(record: &Record, charts: bool) -> Result<Files, Error> {
    let drawn = if charts { chart::all(record)? } else { Vec::new() };
    let embedded: Vec<(String, String)> =
        drawn.iter().map(|c| (c.title.clone(), format!("charts/{}.svg", c.name))).collect();
    let page = page::render(record, &drawn);
    let mut written = self::charts(drawn);
    written.push((PAGE.to_owned(), page.into_bytes()));
    written.push(("report.md".to_owned(), markdown::render(record, &embedded).into_bytes()));
    Ok(written)
}

/// The page of several records, and the charts that it embeds.
pub fn report_several(several: &SideBySide) -> Result<Files, Error> {
    let drawn = several.charts()?;
    let page = page::render_several(several, &drawn);
    let mut written = charts(drawn);
    written.push((PAGE.to_owned(), page.into_bytes()));
    Ok(written)
}

/// Opens the page of a folder in the browser of the user, if that is wanted. Without one the path is said.
pub fn show(folder: &Path, wanted: bool) {
    if !wanted {
        return;
    }
    let page = folder.join(PAGE);
    if let Err(e) = open::that_detached(&page) {
        let page = page.display();
        super::terminal::message(&format!("no browser opens {page}: {e}; open it by hand"));
    }
}

/// Charts as SVG and PNG.
pub fn charts(drawn: Vec<Chart>) -> Files {
    let both = |chart: Chart| {
        let named = |ending: &str| format!("charts/{}.{ending}", chart.name);
        [(named("svg"), chart.svg.into_bytes()), (named("png"), chart.png)]
    };
    drawn.into_iter().flat_map(both).collect()
}

impl RunInfo {
    /// Nothing done yet, on this number of threads.
    pub fn new(threads: usize) -> Self {
        RunInfo { wall_seconds: 0.0, threads, simulated: [0; 3] }
    }

    /// This was simulated.
    pub fn add(&mut self, record: &Record) {
        let counts = [record.calls, record.messages, record.events];
        self.simulated.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
    }

    fn json(&self) -> String {
        let [calls, messages, events] = self.simulated;
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let threads = if self.threads == 0 { cores } else { self.threads };
        let per_second = |n: u64| (n as f64 / self.wall_seconds.max(1e-9)).round();
        let info = serde_json::json!({
            "wall_seconds": self.wall_seconds,
            "threads": threads,
            "cores": cores,
            "host": host(),
            "system": format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            "calls_per_second": per_second(calls),
            "messages_per_second": per_second(messages),
            "events_per_second": per_second(events),
        });
        format!("{info:#}\n")
    }
}

/// The machine's name, where it tells.
fn host() -> String {
    ["HOSTNAME", "COMPUTERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .or_else(|| files::read(Path::new("/proc/sys/kernel/hostname")).ok())
        .map_or_else(|| "unknown".to_owned(), |name| name.trim().to_owned())
}
