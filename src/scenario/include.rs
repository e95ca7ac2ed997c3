//! Reads a scenario and the files that it includes, and joins them into one tree.

use super::files::{Files, beside, plain};
use super::foreign;
use super::node::{Node, Table, Value};
use super::texts;
use crate::base::limits::{MODEL_BYTES, MODEL_FILES, TABLE_KEYS};
use crate::base::{Diagnostic, Place, SourceFile};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use toml::de::DeTable;

/// What is still to be done with a file.
enum Step {
    /// Parse it and the files that it includes: name, text, and where it is included.
    Read(String, String, Option<Place>),
    /// Add its tables after those of the files that it includes.
    Merge(Table),
}

/// The tree of all files together. `None` if a file cannot be read or is not TOML: a key that is
/// missing then may stand in that file.
pub(super) fn read_all(
    name: &str,
    text: &str,
    files: &dyn Files,
    hash: &mut Sha256,
    problems: &mut Vec<Diagnostic>,
) -> Option<Table> {
    let mut root = Table::default();
    let mut readable = true;
    let mut seen = Seen { files: BTreeSet::from([plain(name)]), bytes: text.len() as u64 };
    // The stack is popped from its end: the files that a file includes come before the file itself.
    let mut waiting = vec![Step::Read(name.to_owned(), text.to_owned(), None)];
    while let Some(step) = waiting.pop() {
        let (name, text, included) = match step {
            Step::Read(name, text, included) => (name, text, included),
            Step::Merge(table) => {
                merge(&mut root, table, problems);
                if root.0.len() > TABLE_KEYS {
                    let what = format!("the files together have more than {TABLE_KEYS} tables");
                    problems.push(Diagnostic::error("include", what));
                    return None;
                }
                continue;
            }
        };
        hash.update(text.as_bytes());
        let Some(mut table) = parse(&name, text, included, problems) else {
            readable = false;
            continue;
        };
        schema_version(&mut table, problems);
        let mut further = Vec::new();
        for (file, place) in includes(&mut table, problems) {
            let path = beside(&name, &file);
            match further_text(&path, &mut seen, files) {
                Ok(text) => further.push(Step::Read(path, text, Some(place))),
                Err(why) => {
                    readable = false;
                    let problem = Diagnostic::error("include", format!("`{path}`: {why}"));
                    let hint = "the path is relative to the file that includes it";
                    problems.push(problem.at(place).hint(hint));
                    // Beyond a limit no further file is read.
                    if seen.is_full() {
                        return None;
                    }
                }
            }
        }
        waiting.push(Step::Merge(table));
        waiting.extend(further.into_iter().rev());
    }
    readable.then_some(root)
}

/// The files of a scenario that were read.
struct Seen {
    files: BTreeSet<PathBuf>,
    /// Bytes of all of them.
    bytes: u64,
}

impl Seen {
    fn is_full(&self) -> bool {
        self.files.len() > MODEL_FILES || self.bytes > MODEL_BYTES
    }
}

/// The text of an included file. A scenario may include a file only once.
fn further_text(path: &str, seen: &mut Seen, files: &dyn Files) -> Result<String, String> {
    if !seen.files.insert(plain(path)) {
        return Err("the scenario already includes this file".to_owned());
    }
    if seen.files.len() > MODEL_FILES {
        return Err(format!("a scenario has at most {MODEL_FILES} files"));
    }
    let text = files.read(path)?;
    seen.bytes += text.len() as u64;
    if seen.bytes > MODEL_BYTES {
        let limit = MODEL_BYTES >> 20;
        return Err(format!("with this file the scenario has more than {limit} MiB"));
    }
    Ok(text)
}

/// Takes the version of the vocabulary away from a file's tree; any file may say it.
fn schema_version(table: &mut Table, problems: &mut Vec<Diagnostic>) {
    if let Some(node) = table.take("schema_version")
        && node.value != Value::Integer(1)
    {
        problems.push(
            Diagnostic::error("schema_version", "this program reads version 1")
                .at(node.place)
                .hint("write schema_version = 1, or remove the line"),
        );
    }
}

/// Parses a file; reports every place where it is not TOML. Of an included file that is no TOML nothing is shown: it
/// may be any file of this machine.
fn parse(
    name: &str,
    text: String,
    included: Option<Place>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Table> {
    let file = Arc::new(SourceFile::new(name, text));
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    if let Some(other) = errors.first().and_then(|_| foreign::format(&file.text)) {
        let place = Place { file: Arc::clone(&file), bytes: 0..0 };
        let this = if included.is_some() { format!("`{name}`") } else { "this file".to_owned() };
        let problem = Diagnostic::error("", format!("{this} is {other}, and a scenario is TOML"));
        let place = included.unwrap_or(place);
        problems.push(problem.at(place).hint(foreign::hint(other)));
        return None;
    }
    let twice = |message: &str| message == "duplicate key";
    let mut broken = false;
    for error in &errors {
        // After a broken line the parser reports duplicate tables that are not there.
        if broken && twice(error.message()) {
            continue;
        }
        broken = true;
        let place = Place { file: Arc::clone(&file), bytes: error.span().unwrap_or(0..0) };
        if let Some(by) = &included {
            let (line, column) = place.line_column();
            let message = format!("`{name}` is not valid TOML in line {line}, column {column}");
            let hint = "correct the line, or name a scenario's file; `busyhour check` of the file alone shows the line";
            problems.push(Diagnostic::error("include", message).at(by.clone()).hint(hint));
            return None;
        }
        let deep = error.message().contains("recursion limit");
        let hint = if deep {
            "nest fewer tables in each other"
        } else if twice(error.message()) {
            "write each key once in its table"
        } else {
            ""
        };
        problems.push(Diagnostic::error("", error.message().to_owned()).at(place).hint(hint));
    }
    if broken {
        return None;
    }
    let span = table.span();
    let node =
        Node::new(&file, &toml::Spanned::new(span, toml::de::DeValue::Table(table.into_inner())));
    if let Some(problem) = texts::problem(&node) {
        problems.push(problem);
        return None;
    }
    match node.value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

fn includes(table: &mut Table, problems: &mut Vec<Diagnostic>) -> Vec<(String, Place)> {
    let Some(node) = table.take("include") else { return Vec::new() };
    let Value::List(nodes) = node.value else {
        let problem = Diagnostic::error("include", "a list of file names is expected");
        problems.push(problem.at(node.place).hint("write include = [\"sites/leeds.toml\"]"));
        return Vec::new();
    };
    let name = |node: Node| match node.value {
        Value::Text(text) => Ok((text, node.place)),
        _ => Err(Diagnostic::error("include", "a file name is expected").at(node.place)),
    };
    let (names, wrong): (Vec<_>, Vec<_>) = nodes.into_iter().map(name).partition(Result::is_ok);
    problems.extend(wrong.into_iter().filter_map(Result::err));
    names.into_iter().filter_map(Result::ok).collect()
}

/// Adds a file to the tree. Lists of tables are joined, tables are joined key by key; any other key
/// may stand in one file only.
fn merge(root: &mut Table, table: Table, problems: &mut Vec<Diagnostic>) {
    for (key, place, node) in table.0 {
        match (root.get_mut(&key).map(|node| &mut node.value), node) {
            (None, node) => root.0.push((key, place, node)),
            (Some(Value::List(all)), Node { value: Value::List(more), .. })
                if more.iter().all(|node| node.table().is_some()) =>
            {
                all.extend(more);
            }
            (Some(Value::Table(all)), Node { value: Value::Table(more), .. }) => {
                merge(all, more, problems);
            }
            (Some(_), _) => problems.push(
                Diagnostic::error("include", format!("another file already sets `{key}`"))
                    .at(place)
                    .hint("set it in one file only; a list of tables may be spread over several files"),
            ),
        }
    }
}
