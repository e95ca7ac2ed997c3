//! Commands on saved records; nothing is simulated.

use super::arguments::Saved;
use super::outcome::Outcome;
use super::{outputs, terminal};
use crate::experiment::Record;
use crate::report::json;
use std::path::{Path, PathBuf};

/// `chart RECORD…`: the charts again.
pub fn chart(args: &Saved) -> anyhow::Result<Outcome> {
    for path in &args.records {
        let record = json::read(path)?;
        let folder = folder(args, path).join("charts");
        let written = outputs::write_charts(&folder, &record)?;
        print_written(&record, written.len(), &folder);
    }
    Ok(Outcome::Done)
}

/// `report RECORD…`: page and charts again.
pub fn report(args: &Saved) -> anyhow::Result<Outcome> {
    for path in &args.records {
        let record = json::read(path)?;
        let folder = folder(args, path);
        outputs::write_report(&folder, &record, true)?;
        terminal::message(&format!("wrote {}", folder.join("report.md").display()));
    }
    Ok(Outcome::Done)
}

fn print_written(record: &Record, charts: usize, folder: &Path) {
    terminal::message(&match charts {
        0 => format!("{}: the record holds nothing to draw", record.title),
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
