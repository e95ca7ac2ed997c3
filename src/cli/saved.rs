//! Commands on saved records; nothing is simulated.

use super::arguments::Saved;
use super::outcome::Outcome;
use super::result_folder::ResultFolder;
use super::{outputs, terminal};
use crate::base::printable;
use crate::experiment::Record;
use crate::report::{chart, json};
use std::path::{Path, PathBuf};

/// `chart RECORD…`: the charts again.
pub fn chart(args: &Saved) -> anyhow::Result<Outcome> {
    for path in &args.records {
        let record = json::read(path)?;
        let folder = ResultFolder::open(&folder(args, path))?;
        let drawn = chart::all(&record)?;
        let number = drawn.len();
        folder.replace(&outputs::charts(drawn), keeps(&folder, &record))?;
        print_written(&record, number, &folder.path().join("charts"));
    }
    Ok(Outcome::Done)
}

/// `report RECORD…`: page and charts again.
pub fn report(args: &Saved) -> anyhow::Result<Outcome> {
    for path in &args.records {
        let record = json::read(path)?;
        let folder = ResultFolder::open(&folder(args, path))?;
        folder.replace(&outputs::report(&record, true)?, keeps(&folder, &record))?;
        terminal::message(&format!("wrote {}", folder.path().join("report.md").display()));
    }
    Ok(Outcome::Done)
}

/// Which files of a folder stay when charts are drawn again: all but charts, and none of the result of another record.
fn keeps(folder: &ResultFolder, record: &Record) -> impl Fn(&str) -> bool {
    let there = json::read(&folder.path().join("record.json"));
    let is_of_another = there.is_ok_and(|there| there != *record);
    move |name| !is_of_another && !name.starts_with("charts/")
}

fn print_written(record: &Record, charts: usize, folder: &Path) {
    terminal::message(&match charts {
        0 => format!("{}: the record holds nothing to draw", printable(&record.title)),
        1 => format!("wrote 1 chart to {}", folder.display()),
        n => format!("wrote {n} charts to {}", folder.display()),
    });
}

/// Beside the record, or in the folder asked for: its own one each when there are several.
fn folder(args: &Saved, record: &Path) -> PathBuf {
    let own = record.parent().unwrap_or(Path::new("")).to_owned();
    match &args.out {
        None if own.as_os_str().is_empty() => PathBuf::from("."),
        None => own,
        Some(out) if args.records.len() == 1 => out.clone(),
        Some(out) => {
            // results/contoso/record.json is known by its folder, contoso.json by its name.
            let stem = record.file_stem().unwrap_or_default();
            let name = if stem == "record" { own.file_name().unwrap_or(stem) } else { stem };
            out.join(name)
        }
    }
}
