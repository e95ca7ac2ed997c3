//! What the file says: TOML with units and places. It checks form only (keys, types, units), never
//! whether a name exists or a number makes sense together with others; that is `deployment`'s
//! work. A file that parses on one machine parses on every machine.

mod calls;
mod characters;
mod copies;
mod counts;
mod decode;
pub mod defaults;
mod defaults_doc;
mod distribution;
pub mod examples;
mod expand;
mod files;
mod foreign;
mod include;
mod like;
mod names;
mod node;
mod overrides;
mod pattern;
mod quantity;
mod ranges;
mod read;
mod reference_doc;
mod schema;
mod seconds;
mod tables;
mod texts;
mod units;
mod varied;

pub use calls::{RecordedAt, RecordedCall};
pub use defaults_doc::defaults_page;
pub use distribution::{DistributionText, Family};
#[cfg(feature = "files")]
pub use files::Disk;
pub use files::{Files, NoFiles, OVERRIDE};
pub use node::Object;
pub use overrides::unescaped;
pub use pattern::{closest, matches as glob_matches, nearest};
pub use quantity::Quantity;
pub use reference_doc::{reference_page, starter};
pub use schema::schema;
pub use tables::*;
pub use units::{Erlangs, Factor, Growth, PerTime, Share, Time, WarmUpText, rate_or_load};

use crate::base::Error;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// A scenario whose every table has the right form.
#[derive(Debug)]
pub struct Scenario {
    /// The single tables and lists of tables.
    pub tables: Tables,
    /// The first column of every CSV that is named anywhere, sorted by path.
    pub columns: Vec<(String, Vec<f64>)>,
    /// The calls of every list that is replayed, sorted by path.
    pub calls: Vec<(String, Vec<RecordedCall>)>,
    text: String,
    sha256: String,
    files: Vec<PathBuf>,
}

impl Scenario {
    /// The files that it was read from: the model and the further files that it names.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The text of the model's own file, as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 over the texts with includes and overrides, hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The calls of a list that was named, in order.
    pub fn calls(&self, file: &str) -> &[RecordedCall] {
        let at = self.calls.binary_search_by(|(name, _)| name.as_str().cmp(file));
        at.map_or(&[], |at| &self.calls[at].1)
    }

    /// The numbers of a CSV that was named, in order.
    pub fn column(&self, file: &str) -> &[f64] {
        let at = self.columns.binary_search_by(|(name, _)| name.as_str().cmp(file));
        at.map_or(&[], |at| &self.columns[at].1)
    }
}

/// Reads a model and what it includes from disk, and applies `path=value` overrides.
///
/// # Errors
/// The file that cannot be read, or every problem of form at once.
#[cfg(feature = "files")]
pub fn load(path: &Path, overrides: &[String]) -> Result<Scenario, Error> {
    let name = path.display().to_string();
    let text = files::model_text(&name).map_err(|why| Error::file(&name, why))?;
    parse(&name, &text, &files::Disk, overrides)
}

/// Parses a model from its text; `name` is its path, beside which further files are looked for.
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
    let listed = files::Listed::of(name, files);
    let files = &listed;
    let mut root = expand::expand(name, text, files, overrides, &mut hash, &mut problems);
    let (mut columns, mut calls) = files::columns(name, &mut root, files, &mut hash, &mut problems);
    calls.sort_by(|(a, _), (b, _)| a.cmp(b));
    columns.iter().flat_map(|(_, c)| c).for_each(|number| hash.update(number.to_le_bytes()));
    columns.sort_by(|(a, _), (b, _)| a.cmp(b));
    let tables = decode::tables(&root, &mut problems);
    if problems.is_empty() {
        varied::check((name, text, files), overrides, &tables.vary, &mut problems);
    }
    if !problems.is_empty() {
        return Err(Error::problems(problems));
    }
    let (text, sha256, files) = (text.to_owned(), hexadecimal(hash), listed.into_paths());
    Ok(Scenario { tables, columns, calls, text, sha256, files })
}

/// Whether a key stands for a list of tables, as `gateway`.
pub fn is_list(key: &str) -> bool {
    tables::LISTS.contains(&key)
}

/// SHA-256 of a text, hexadecimal.
pub fn sha256_of(text: &str) -> String {
    hexadecimal(Sha256::new_with_prefix(text))
}

fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
