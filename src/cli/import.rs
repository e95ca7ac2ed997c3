//! `import`: a scenario from exports.

use super::arguments::{EVERY_ROLE, Import};
use super::outcome::Outcome;
use super::progress::Progress;
use super::result_folder::{CHARTS, PAGE, ResultFolder};
use super::{destinations, terminal};
use crate::base::limits::IMPORT_FILES;
use crate::base::{Error, Severity, Span};
use crate::experiment::{Calibration, ROUTING_ROLES, Study, calibrate};
use crate::import::records::{MappingTable, Reading, Study as CallStudy, Writing};
use crate::import::{self, Imported, Input, Options};
use crate::report::{calibration as calibrated, chart, output, records};
use crate::scenario::Files;
use std::path::{Path, PathBuf};

/// `import PATHS… --out FILE`.
pub fn run(args: &Import) -> anyhow::Result<Outcome> {
    let files = files(&args.paths)?;
    let mut inputs: Vec<PathBuf> = files.iter().map(|(path, _)| path.clone()).collect();
    inputs.extend(args.mapping.clone());
    destinations::check(&[("--out", Some(&args.out))], &inputs)?;
    let opened = files.iter().map(|(path, named)| Input::file(path, *named));
    let opened = opened.collect::<Result<Vec<Input>, Error>>()?;
    let options = options(args)?;
    let mut imported = import::import(&opened, &options)?;
    // Before the work, so that a folder of somebody else does not cost it.
    let is_file = !output::is_standard_output(&args.out);
    let folder = imported.records.as_ref().filter(|_| is_file);
    let folder = folder.map(|_| records_folder(args, &inputs)).transpose()?;
    let calibration = calibration(&mut imported, args)?;
    write(&imported, args)?;
    report(&imported, &args.out);
    if let Some(study) = &imported.records {
        terminal::message(&records::headline(study));
        calibration.iter().for_each(|fitted| terminal::message(&calibrated::headline(fitted)));
        if let Some(folder) = folder {
            page(study, calibration.as_ref(), &folder)?;
        }
    }
    Ok(Outcome::Done)
}

/// Writes the scenario, and what belongs to it beside it.
fn write(imported: &Imported, args: &Import) -> anyhow::Result<()> {
    let folder = args.out.parent().unwrap_or(Path::new(""));
    let beside = imported.files.iter().map(|(name, bytes)| (folder.join(name), bytes.as_slice()));
    let mut files: Vec<(PathBuf, &[u8])> = beside.collect();
    match output::is_standard_output(&args.out) {
        true => terminal::data(&imported.text)?,
        false => files.push((args.out.clone(), imported.text.as_bytes())),
    }
    if let Some((path, _)) = files.iter().find(|(path, _)| !args.replace && path.is_file()) {
        let what =
            "this file exists already and was not changed; choose another name, or add --replace";
        return Err(Error::file(path.display().to_string(), what).into());
    }
    for (path, bytes) in files {
        match args.replace {
            true => output::write(&path, bytes)?,
            false => output::write_new(&path, bytes)?,
        }
    }
    Ok(())
}

/// Fits the delays of hosts to the call records, if that is asked for, and adds them to the scenario.
fn calibration(imported: &mut Imported, args: &Import) -> Result<Option<Calibration>, Error> {
    let Some(role) = &args.calibrate else { return Ok(None) };
    let routing = imported.records.as_ref().and_then(|study| study.routing.as_ref());
    let times = routing.ok_or_else(|| {
        Error::usage(
            "--calibrate needs records of Lync with InviteTime, ResponseTime and ResponseCode of calls that Unified Messaging answered, and \
             there is none; export these columns of the view SessionDetails",
        )
    })?;
    let roles: Vec<&'static str> =
        ROUTING_ROLES.into_iter().filter(|known| role == EVERY_ROLE || role == known).collect();
    let load =
        |set: &[String]| Study::parse("imported", &imported.text, &Beside(&imported.files), set);
    let plan = load(&[])?.plan();
    let fitted = calibrate(&load, times, &roles, plan, &Progress::new("calibration"))?;
    let table = calibrated::table(&fitted, times);
    imported.text.push('\n');
    table.write(&mut imported.text);
    Ok(Some(fitted))
}

fn options(args: &Import) -> Result<Options, Error> {
    let mapping = args.mapping.as_ref().map(|path| {
        MappingTable::read(&crate::report::files::read(path)?)
            .map_err(|why| Error::file(path.display().to_string(), why))
    });
    let reading = Reading {
        zone: args.zone.clone(),
        recorded_in: args.recorded_in.clone(),
        mapping: mapping.transpose()?,
        extension_digits: usize::from(args.extension_digits),
        ring_out: args.ring_out.map(Span::seconds),
    };
    let is_file = !output::is_standard_output(&args.out);
    if args.replay && !is_file {
        return Err(Error::usage(
            "--replay writes a file beside the scenario; name a file with --out",
        ));
    }
    let writing = Writing { replay: args.replay, stem: is_file.then(|| title(&args.out)) };
    let title = title(&args.out);
    Ok(Options { title, anonymise: args.anonymise, now: Some(today()), reading, writing })
}

/// The folder beside the scenario for the page about call records. Like every folder of a result, it holds one result.
fn records_folder(args: &Import, inputs: &[PathBuf]) -> Result<ResultFolder, Error> {
    let folder = args.out.with_file_name(format!("{}-records", title(&args.out)));
    let folder = ResultFolder::open(&folder)?;
    folder.spare(inputs)?;
    Ok(folder)
}

/// Writes the page about call records with its charts.
fn page(
    study: &CallStudy,
    calibration: Option<&Calibration>,
    folder: &ResultFolder,
) -> Result<(), Error> {
    let charts = chart::records(study, calibration)?;
    let named =
        |chart: &chart::Chart| (chart.title.clone(), format!("{CHARTS}/{}.svg", chart.name));
    let named: Vec<(String, String)> = charts.iter().map(named).collect();
    let page = records::page(study, calibration, &named);
    let mut files = vec![(PAGE.to_owned(), page.into_bytes())];
    for chart in charts {
        files.push((format!("{CHARTS}/{}.svg", chart.name), chart.svg.into_bytes()));
        files.push((format!("{CHARTS}/{}.png", chart.name), chart.png));
    }
    folder.replace(&files, |_| false)?;
    let path = folder.path().join(PAGE);
    terminal::message(&format!("{} shows how the records were fitted", path.display()));
    Ok(())
}

/// The title of the scenario: the name of its file.
fn title(out: &Path) -> String {
    match out.file_stem() {
        Some(stem) if !output::is_standard_output(out) => stem.to_string_lossy().into_owned(),
        _ => "Imported".to_owned(),
    }
}

/// The morning of the day of the import.
#[expect(clippy::disallowed_methods, reason = "the command line may know the time")]
fn today() -> String {
    jiff::Zoned::now().strftime("%Y-%m-%dT08:00:00").to_string()
}

/// The files that stand beside the scenario.
struct Beside<'f>(&'f [(String, Vec<u8>)]);

impl Files for Beside<'_> {
    fn read(&self, path: &str) -> Result<String, String> {
        let file = self.0.iter().find(|(name, _)| name == path);
        let text = file.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
        text.ok_or_else(|| "there is no such file".to_owned())
    }
}

/// What was read, what is not known, and what comes next.
fn report(imported: &Imported, out: &Path) {
    imported.said.iter().for_each(|line| terminal::message(line));
    if !imported.unknown.is_empty() {
        terminal::message("not known from these exports:");
        imported.unknown.iter().for_each(|line| terminal::message(&format!("  {line}")));
    }
    let shown = match output::is_standard_output(out) {
        true => "the scenario".to_owned(),
        false => out.display().to_string(),
    };
    let check = match output::is_standard_output(out) {
        true => "check".to_owned(),
        false => format!("check {shown}"),
    };
    match Study::parse("imported", &imported.text, &Beside(&imported.files), &[]) {
        Ok(study) => {
            let count = |severity| study.checked().count(severity);
            let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
            let words = |count: usize, what: &str| {
                format!("{count} {what}{}", if count == 1 { "" } else { "s" })
            };
            terminal::message(&format!(
                "wrote {shown}; `busyhour {check}` finds {} and {} in it",
                words(errors, "error"),
                words(warnings, "warning")
            ));
        }
        Err(why) => terminal::message(&format!(
            "wrote {shown}, which cannot be simulated as it is; correct this first:\n{why}"
        )),
    }
}

/// The files as given, and for a folder those in it and below, in order of name; with each, whether it was named itself.
fn files(paths: &[PathBuf]) -> Result<Vec<(PathBuf, bool)>, Error> {
    let mut found = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => inside(path, &mut found)?,
            false => found.push((path.clone(), true)),
        }
    }
    match found.len() > IMPORT_FILES {
        true => Err(Error::usage(format!(
            "these are more than {IMPORT_FILES} files; import them in parts"
        ))),
        false => Ok(found),
    }
}

fn inside(folder: &Path, found: &mut Vec<(PathBuf, bool)>) -> Result<(), Error> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder)
            .and_then(|entries| entries.collect::<Result<Vec<_>, _>>())
            .map_err(|e| Error::file(folder.display().to_string(), e))?;
        let mut here: Vec<PathBuf> = Vec::new();
        for entry in entries {
            // A link may lead back to where it is, and is not followed; nor is what begins with a dot.
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            match entry.file_type() {
                Ok(kind) if kind.is_file() && !hidden => here.push(entry.path()),
                Ok(kind) if kind.is_dir() && !hidden => folders.push(entry.path()),
                _ => {}
            }
        }
        here.sort();
        found.extend(here.into_iter().map(|path| (path, false)));
        folders.sort_by(|a, b| b.cmp(a));
        if found.len() > IMPORT_FILES {
            return Ok(());
        }
    }
    Ok(())
}
