//! `import`: a scenario from exports.

use super::arguments::Import;
use super::outcome::Outcome;
use super::{destinations, terminal};
use crate::base::limits::IMPORT_FILES;
use crate::base::{Error, Severity};
use crate::experiment::Study;
use crate::import::{self, Imported, Input, Options};
use crate::report::output;
use crate::scenario::NoFiles;
use std::path::{Path, PathBuf};

/// `import PATHS… --out FILE`.
pub fn run(args: &Import) -> anyhow::Result<Outcome> {
    let files = files(&args.paths)?;
    let inputs: Vec<PathBuf> = files.iter().map(|(path, _)| path.clone()).collect();
    destinations::check(&[("--out", Some(&args.out))], &inputs)?;
    let opened = files.iter().map(|(path, named)| Input::file(path, *named));
    let opened = opened.collect::<Result<Vec<Input>, Error>>()?;
    let options =
        Options { title: title(&args.out), anonymise: args.anonymise, now: Some(today()) };
    let imported = import::import(&opened, &options)?;
    let write = |path: &Path, bytes: &[u8]| match args.replace {
        true => output::write(path, bytes),
        false => output::write_new(path, bytes),
    };
    match output::is_standard_output(&args.out) {
        true => terminal::data(&imported.text)?,
        false => write(&args.out, imported.text.as_bytes())?,
    }
    // What belongs to the scenario stands beside it.
    let folder = args.out.parent().unwrap_or(Path::new(""));
    for (name, bytes) in &imported.files {
        write(&folder.join(name), bytes)?;
    }
    report(&imported, &args.out);
    Ok(Outcome::Done)
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

/// What was read, what is not known, and what comes next.
fn report(imported: &Imported, out: &Path) {
    imported.said.iter().for_each(|line| terminal::message(line));
    if !imported.unknown.is_empty() {
        terminal::message("not known from these exports:");
        imported.unknown.iter().for_each(|line| terminal::message(&format!("  {line}")));
    }
    let shown = out.display();
    match Study::parse("imported", &imported.text, &NoFiles, &[]) {
        Ok(study) => {
            let count = |severity| study.checked().count(severity);
            let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
            terminal::message(&format!(
                "wrote {shown}; `busyhour check {shown}` finds {errors} errors and {warnings} warnings in it"
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
