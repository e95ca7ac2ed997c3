//! Further files that a scenario names: where they are, and the numbers of its CSVs. A path is
//! relative to the file that names it, so that a folder of files can be moved as a whole.

use super::calls::{RecordedCall, calls};
#[cfg(feature = "files")]
use super::foreign;
use super::node::{Node, Table, Value};
use super::seconds::seconds;
use crate::base::Diagnostic;
use crate::base::limits::{CSV_BYTES, CSV_FILES, MODEL_BYTES};
#[cfg(feature = "files")]
use crate::base::read_regular;
use sha2::{Digest as _, Sha256};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

/// The name that stands for a file in the place of an override.
pub const OVERRIDE: &str = "--set";

/// Where further files come from: the file system, or a test.
pub trait Files {
    /// The text of a file, by the folder of the file that names it and the name it gives.
    ///
    /// # Errors
    /// Why it cannot be read, for people.
    fn read(&self, path: &str) -> Result<String, String>;
}

/// The file system.
#[cfg(feature = "files")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

#[cfg(feature = "files")]
impl Files for Disk {
    fn read(&self, path: &str) -> Result<String, String> {
        // The caller knows whether this is TOML or CSV, and limits all files of a kind together.
        foreign::text(read_regular(Path::new(path), CSV_BYTES.max(MODEL_BYTES))?)
    }
}

/// The text of the model itself.
#[cfg(feature = "files")]
pub(super) fn model_text(path: &str) -> Result<String, String> {
    foreign::text(read_regular(Path::new(path), MODEL_BYTES)?)
}

/// No further files: for a scenario that includes nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Result<String, String> {
        Err("this scenario may not name further files".to_owned())
    }
}

/// Lists the files that are read, so that no result overwrites them.
pub(super) struct Listed<'a> {
    files: &'a dyn Files,
    paths: RefCell<Vec<PathBuf>>,
}

impl<'a> Listed<'a> {
    /// The list of a model, which comes first.
    pub(super) fn of(model: &str, files: &'a dyn Files) -> Self {
        Listed { files, paths: RefCell::new(vec![PathBuf::from(model)]) }
    }

    pub(super) fn into_paths(self) -> Vec<PathBuf> {
        self.paths.into_inner()
    }
}

impl Files for Listed<'_> {
    fn read(&self, path: &str) -> Result<String, String> {
        self.paths.borrow_mut().push(PathBuf::from(path));
        self.files.read(path)
    }
}

/// The path of a file that the file `by` calls `name`.
pub(super) fn beside(by: &str, name: &str) -> String {
    Path::new(by).parent().unwrap_or(Path::new("")).join(name).display().to_string()
}

/// The same path for every way to write it, as far as the text can tell.
pub(super) fn plain(path: &str) -> PathBuf {
    let mut out = PathBuf::new();
    for part in Path::new(path).components() {
        match (part, out.components().next_back()) {
            (Component::ParentDir, Some(Component::Normal(_))) => {
                out.pop();
            }
            (Component::CurDir, _) => {}
            _ => out.push(part),
        }
    }
    out
}

/// What the CSVs of a scenario hold, by their paths: numbers, and lists of calls.
type Contents = (Vec<(String, Vec<f64>)>, Vec<(String, Vec<RecordedCall>)>);

/// Reads every CSV that the tree names, wherever `empirical`, or the `trace` or `replay` of arrivals may stand,
/// each once; its name in the tree becomes its path. Lists of calls go into the hash as they are.
pub(super) fn columns(
    model: &str,
    root: &mut Table,
    files: &dyn Files,
    hash: &mut Sha256,
    problems: &mut Vec<Diagnostic>,
) -> Contents {
    let (mut columns, mut lists) = Contents::default();
    let mut seen: BTreeSet<(bool, String)> = BTreeSet::new();
    let mut bytes = 0;
    named(root, &mut |key, node| {
        let Value::Text(name) = &mut node.value else { return };
        // An override stands in no file: it speaks of the model.
        let by =
            if node.place.file.name == OVERRIDE { model } else { node.place.file.name.as_str() };
        *name = beside(by, name);
        let is_list = key == "replay";
        if seen.len() > CSV_FILES || bytes > CSV_BYTES || !seen.insert((is_list, name.clone())) {
            return;
        }
        let mut read = || {
            if seen.len() > CSV_FILES {
                return Err(format!("a scenario names at most {CSV_FILES} CSV files"));
            }
            let text = files.read(name)?;
            bytes += text.len() as u64;
            if bytes > CSV_BYTES {
                let limit = CSV_BYTES >> 20;
                return Err(format!("with it the CSV files have more than {limit} MiB"));
            }
            if is_list {
                hash.update(text.as_bytes());
                lists.push((name.clone(), calls(&text)?));
            } else {
                columns.push((name.clone(), column(&text)?));
            }
            Ok(())
        };
        if let Err(why) = read() {
            let hint = match is_list {
                true => {
                    "name a CSV with the columns at, talk, user and class, relative to the scenario's file"
                }
                false => {
                    "name a CSV with seconds in its first column, relative to the scenario's file"
                }
            };
            let problem = Diagnostic::error(key, format!("`{name}`: {why}"));
            problems.push(problem.at(node.place.clone()).hint(hint));
        }
    });
    (columns, lists)
}

/// Every value that names a CSV.
fn named(table: &mut Table, found: &mut impl FnMut(&str, &mut Node)) {
    for (key, _, node) in &mut table.0 {
        match &mut node.value {
            Value::Text(_) if matches!(key.as_str(), "empirical" | "trace" | "replay") => {
                found(key, node)
            }
            // The keys of these are names of servers and gateways.
            Value::Table(_) if key == "share" || key == "shares" => {}
            Value::Table(inner) => named(inner, found),
            Value::List(nodes) => nodes.iter_mut().for_each(|node| {
                if let Value::Table(inner) = &mut node.value {
                    named(inner, found);
                }
            }),
            _ => {}
        }
    }
}

/// The first column of a CSV as seconds; a first line without any number is a heading. Lines that
/// are empty or begin with `#` say nothing. A semicolon or tab parts fields before a comma does, so
/// that a decimal comma is refused and not read as the end of the number. An error never quotes a line: the file may
/// be any file of this machine.
fn column(text: &str) -> Result<Vec<f64>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().enumerate().map(|(i, line)| (i + 1, line.trim()));
    let lines = lines.filter(|(_, l)| !l.is_empty() && !l.starts_with('#'));
    let mut numbers = Vec::new();
    for (i, (number, line)) in lines.enumerate() {
        let parts = [';', '\t', ','].into_iter().find(|c| line.contains(*c)).unwrap_or(',');
        let mut fields = line.split(parts).map(|field| field.trim().trim_matches('"'));
        if i == 0 && is_heading(fields.clone()) {
            continue;
        }
        let field = fields.next().unwrap_or_default();
        let seconds =
            seconds(field).map_err(|why| format!("line {number}: its first field {why}"))?;
        numbers.push(seconds);
    }
    if numbers.is_empty() { Err("no numbers in its first column".to_owned()) } else { Ok(numbers) }
}

/// Whether a line names the columns: its first field is a word without a digit, and no field is a
/// number, a time or a date.
fn is_heading<'f>(mut fields: impl Iterator<Item = &'f str> + Clone) -> bool {
    let datum = |field: &str| {
        field.trim_start_matches(['+', '-', '.', '(']).starts_with(|c: char| c.is_ascii_digit())
    };
    let numberless = !fields.clone().any(datum);
    let first = fields.next().unwrap_or_default();
    // Rust reads `nan` and `inf` as numbers.
    let word = first.contains(char::is_alphabetic) && first.parse::<f64>().is_err();
    numberless && word && !first.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_file_that_names_them() {
        assert_eq!(beside("models/a.toml", "b.csv"), "models/b.csv");
        assert_eq!(beside("a.toml", "sub/b.csv"), "sub/b.csv");
        assert_eq!(beside("models/a.toml", "/b.csv"), "/b.csv");
        assert_eq!(plain("a/./b/../c.toml"), plain("a/c.toml"));
        assert_eq!(plain("../c.toml"), PathBuf::from("../c.toml"));
    }

    #[test]
    fn a_column_says_which_line_is_wrong() {
        assert_eq!(column("seconds,note\n1.5,x\n2\n"), Ok(vec![1.5, 2.0]));
        assert_eq!(column("\u{feff}7\n"), Ok(vec![7.0]));
        assert!(column("# a comment\n1\n\n-2\n").is_err_and(|e| e.starts_with("line 4")));
        assert_eq!(column("\"3\";x,y\n"), Ok(vec![3.0]));
        assert_eq!(column("length in s;p95\n3;4\n"), Ok(vec![3.0]));
        for bad in [
            "seconds\n",
            "1\n1,5;x\n",
            "1\ninf\n",
            "",
            "5 s\n6\n",
            "nan\n1\n",
            "t0\n1\n",
            "\"\",\"2025550101\",\"x\"\n1\n",
            "acc,2026-11-02 08:59:41\n1\n",
            "+49301234\n",
            "0301234\n",
            "2025550101\n",
            "1761379200\n",
            "20255501012\n",
            "2026-11-02 08:59:41\n",
        ] {
            assert!(column(bad).is_err(), "{bad}");
        }
    }
}
