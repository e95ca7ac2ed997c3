//! Where a command writes: never to a file that it reads, and never twice to the same file.

use super::arguments::{Command, Outputs};
use super::result_folder::ResultFolder;
use crate::base::Error;
use crate::report::output::{self, Identity};
use std::path::{Path, PathBuf};

/// Options that name a file, with the file, if it was given.
type Options<'a> = [(&'static str, Option<&'a Path>)];

/// The options of a command that simulates.
pub fn of(outputs: &Outputs) -> [(&'static str, Option<&Path>); 2] {
    [("--json", outputs.json.as_deref()), ("--csv", outputs.csv.as_deref())]
}

/// Refuses two options of a command that write to the same place, where their texts would be mixed or one would replace
/// the other.
pub fn check_apart(command: &Command) -> Result<(), Error> {
    let options = match command {
        Command::Run(args) => of(&args.outputs),
        Command::Compare(args) => of(&args.outputs),
        Command::Sweep(args) => of(&args.outputs),
        Command::Sensitivity(args) => of(&args.outputs),
        Command::Size(args) => of(&args.outputs),
        Command::Merge(args) => of(&args.outputs),
        Command::Check(args) => {
            [("--json", args.json.as_deref()), ("--sarif", args.sarif.as_deref())]
        }
        Command::Measures(args) => [("--json", args.json.as_deref()), ("", None)],
        _ => return Ok(()),
    };
    let mut known: Vec<(&str, &Path)> =
        options.into_iter().filter_map(|(option, path)| Some((option, path?))).collect();
    if !known.iter().any(|(_, path)| output::is_standard_output(path)) {
        // The table goes there, and standard output may be a file.
        known.push(("standard output", Path::new("/dev/stdout")));
    }
    let pairs =
        known.iter().enumerate().flat_map(|(i, a)| known[i + 1..].iter().map(move |b| (a, b)));
    let twice = pairs.into_iter().find(|((_, a), (_, b))| is_same(a, b));
    let Some(((one, path), (other, _))) = twice else { return Ok(()) };
    let place = match output::is_standard_output(path) {
        true => "standard output".to_owned(),
        false => format!("`{}`", path.display()),
    };
    let cure = if other.starts_with("--") { other } else { one };
    Err(Error::usage(format!(
        "{one} and {other} both write to {place}; name a file for one of them, as {cure}=FILE"
    )))
}

/// Refuses an option that would overwrite a file that the command reads, or that cannot be written: before the work, so
/// that a bad path does not cost an hour.
pub fn check(options: &Options<'_>, inputs: &[PathBuf]) -> Result<(), Error> {
    let inputs: Vec<Identity> = inputs.iter().filter_map(|path| output::identity(path)).collect();
    for (option, path) in options {
        let Some(path) = path.filter(|path| !output::is_standard_output(path)) else { continue };
        if output::identity(path).is_some_and(|identity| inputs.contains(&identity)) {
            let what = format!(
                "{option} would overwrite this file, which the command reads; choose another name"
            );
            return Err(Error::file(path.display().to_string(), what));
        }
        output::check(path)?;
    }
    Ok(())
}

/// The same for the folder of a result, which no option may write into.
pub fn check_with_folder(
    options: &Options<'_>,
    folder: &ResultFolder,
    inputs: &[PathBuf],
) -> Result<(), Error> {
    check(options, inputs)?;
    folder.spare(inputs)?;
    for (option, path) in options {
        let Some(path) = path.filter(|path| !output::is_standard_output(path)) else { continue };
        if folder.holds(path) {
            let what = format!(
                "{option} and the result in {} both write this file; choose another name for {option}",
                folder.path().display()
            );
            return Err(Error::file(path.display().to_string(), what));
        }
    }
    Ok(())
}

/// Whether two paths lead to the same file or stream.
fn is_same(a: &Path, b: &Path) -> bool {
    match (output::is_standard_output(a), output::is_standard_output(b)) {
        (true, true) => true,
        _ if a == Path::new("-") || b == Path::new("-") => false,
        _ => output::identity(a).is_some_and(|identity| output::identity(b) == Some(identity)),
    }
}
