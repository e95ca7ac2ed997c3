//! Commands on saved records; nothing is simulated.

use super::arguments::{Chart, Report, Saved, Theme};
use super::outcome::Outcome;
use super::result_folder::ResultFolder;
use super::{compare_saved, outputs, terminal};
use crate::base::Error;
use crate::base::printable;
use crate::experiment::Record;
use crate::report::chart::{self, Print};
use crate::report::side_by_side::SideBySide;
use crate::report::{json, output};
use std::path::{Path, PathBuf};

/// `chart RECORD…`: the charts again.
pub fn chart(args: &Chart) -> anyhow::Result<Outcome> {
    let theme = match args.theme {
        Theme::Light => chart::Theme::Light,
        Theme::Dark => chart::Theme::Dark,
    };
    let print = Print { theme, paper: args.chart_size };
    let args = &args.saved;
    check_apart(args)?;
    for path in &args.records {
        let record = json::read(path)?;
        let folder = ResultFolder::open(&folder(args, path))?;
        spare(&folder, args)?;
        let drawn = chart::printed(&record, &print)?;
        let number = drawn.len();
        folder.replace(&outputs::charts(drawn), keeps(&folder, &record))?;
        print_written(&record, number, &folder.path().join("charts"));
    }
    Ok(Outcome::Done)
}

/// `report RECORD…`: pages and charts again; of several records one page.
pub fn report(args: &Report) -> anyhow::Result<Outcome> {
    let (args, open) = (&args.saved, args.open);
    let [path] = &args.records[..] else { return report_several(args, open) };
    let record = json::read(path)?;
    let folder = ResultFolder::open(&folder(args, path))?;
    spare(&folder, args)?;
    folder.replace(&outputs::report(&record, true)?, keeps(&folder, &record))?;
    terminal::message(&format!("wrote {}", folder.path().join(outputs::PAGE).display()));
    outputs::show(folder.path(), open);
    Ok(Outcome::Done)
}

/// One page of several records.
fn report_several(args: &Saved, open: bool) -> anyhow::Result<Outcome> {
    let names = compare_saved::names(&args.records);
    let read = |(path, name): (&PathBuf, &String)| Ok((name.clone(), json::read(path)?));
    let runs = args.records.iter().zip(&names).map(read).collect::<Result<Vec<_>, Error>>()?;
    let files = args.records.iter().map(|path| path.display().to_string()).collect();
    let several = SideBySide::new(runs, files)?;
    let target = args.out.clone().unwrap_or_else(|| {
        PathBuf::from(format!("results/{}-report", names[0].replace(['/', '\\'], "-")))
    });
    let folder = ResultFolder::open(&target)?;
    folder.spare(&args.records)?;
    folder.replace(&outputs::report_several(&several)?, |_| false)?;
    terminal::message(&format!("wrote {}", folder.path().join(outputs::PAGE).display()));
    outputs::show(folder.path(), open);
    Ok(Outcome::Done)
}

/// Refuses records whose charts would go to the same folder, where the last would remove those of the others.
fn check_apart(args: &Saved) -> Result<(), Error> {
    let mut known: Vec<(PathBuf, &Path)> = Vec::new();
    for record in &args.records {
        let path = output::absolute(&folder(args, record));
        if let Some((_, other)) = known.iter().find(|(folder, _)| *folder == path) {
            return Err(Error::usage(format!(
                "`{}` and `{}` would both be written to {}; give each its own --out",
                other.display(),
                record.display(),
                path.display()
            )));
        }
        known.push((path, record));
    }
    Ok(())
}

/// Refuses to replace a record that is read. The record of a folder stays when its charts are drawn again.
fn spare(folder: &ResultFolder, args: &Saved) -> Result<(), Error> {
    let own = output::identity(&folder.path().join("record.json"));
    let others = args.records.iter().filter(|record| output::identity(record) != own);
    folder.spare(&others.cloned().collect::<Vec<_>>())
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
