//! What the file says: TOML with units and places. It checks form only (keys, types, units), never
//! whether a name exists or a number makes sense together with others; that is `deployment`'s
//! work. A file that parses on one machine parses on every machine.

mod decode;
mod distribution;
mod expand;
mod node;
mod page;
mod pattern;
mod tables;
mod units;

pub use distribution::{DistributionText, Family};
pub use node::Object;
pub use page::{reference_page, schema, starter};
pub use pattern::{closest, matches as glob_matches};
pub use tables::*;
pub use units::{Erlangs, PerTime, Quantity, Share, Time, rate_or_load};

use crate::base::{Diagnostic, Error};
use sha2::{Digest as _, Sha256};
use std::path::Path;

/// Where further files come from: the file system, or a test.
pub trait Files {
    /// The text of a file named relative to the model.
    ///
    /// # Errors
    /// Why it cannot be read, for people.
    fn read(&self, name: &str) -> Result<String, String>;
}

/// Files below a folder.
struct Folder<'p>(&'p Path);

impl Files for Folder<'_> {
    fn read(&self, name: &str) -> Result<String, String> {
        std::fs::read_to_string(self.0.join(name)).map_err(|e| e.to_string())
    }
}

/// A scenario whose every table has the right form.
#[derive(Debug)]
pub struct Scenario {
    /// The single tables and lists of tables.
    pub tables: Tables,
    /// CSV columns that were named, by file name.
    pub columns: Vec<(String, Vec<f64>)>,
    sha256: String,
}

impl Scenario {
    /// SHA-256 over the texts with includes and overrides, hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The numbers of a CSV that was named, in order.
    pub fn column(&self, file: &str) -> &[f64] {
        self.columns.iter().find(|(name, _)| name == file).map_or(&[], |(_, column)| column)
    }
}

/// Reads a model and what it includes from disk, and applies `path=value` overrides.
///
/// # Errors
/// The file that cannot be read, or every problem of form at once.
pub fn load(path: &Path, overrides: &[String]) -> Result<Scenario, Error> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|e| Error::file(&name, e))?;
    parse(&name, &text, &Folder(path.parent().unwrap_or(Path::new(""))), overrides)
}

/// Parses a model from its text.
///
/// # Errors
/// Every problem of form at once.
pub fn parse(
    name: &str,
    text: &str,
    files: &dyn Files,
    overrides: &[String],
) -> Result<Scenario, Error> {
    let mut problems = Vec::new();
    let mut hash = Sha256::new();
    let root = expand::expand(name, text, files, overrides, &mut hash, &mut problems);
    let tables = decode::tables(&root, &mut problems);
    let mut columns = Vec::new();
    for (file, place) in tables.csv_files() {
        match files.read(&file).and_then(|text| column(&text)) {
            Ok(numbers) => {
                numbers.iter().for_each(|n| hash.update(n.to_le_bytes()));
                columns.push((file, numbers));
            }
            Err(why) => problems.push(Diagnostic::error("", format!("`{file}`: {why}")).at(place)),
        }
    }
    if !problems.is_empty() {
        return Err(Error::problems(problems));
    }
    let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Scenario { tables, columns, sha256 })
}

/// The first column of a CSV as numbers; a first line that is no number is a heading.
fn column(text: &str) -> Result<Vec<f64>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let mut numbers = Vec::new();
    for (line, record) in reader.records().enumerate() {
        let record = record.map_err(|e| e.to_string())?;
        match record.get(0).map(|field| field.trim().parse::<f64>()) {
            Some(Ok(number)) if number.is_finite() && number >= 0.0 => numbers.push(number),
            Some(Err(_)) if line == 0 => {}
            _ => return Err(format!("line {}: seconds expected, not negative", line + 1)),
        }
    }
    if numbers.is_empty() { Err("no numbers in its first column".to_owned()) } else { Ok(numbers) }
}
