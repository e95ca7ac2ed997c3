//! What is wrong with a file or unwise in a deployment: one type for both, with its place in the
//! text. Drawing it for people is `report`'s work.

use super::printable::printable;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// How bad a [`Diagnostic`] is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// It runs, but look at it before you trust the result.
    Warning,
    /// It cannot run, or calls will fail.
    Error,
}

/// A file that was read, kept so that its lines can be shown.
#[derive(Debug)]
pub struct SourceFile {
    /// As the user named it; for overrides, `--set`.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Where its lines begin, so that the line of a place is found without reading the text again.
    lines: OnceLock<Vec<usize>>,
}

impl SourceFile {
    /// A file by its name and text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        SourceFile { name: name.into(), text: text.into(), lines: OnceLock::new() }
    }

    /// The line, from 1, of a byte, and the byte at which this line begins.
    pub fn line_of(&self, byte: usize) -> (usize, usize) {
        let lines = self.lines.get_or_init(|| {
            let after = self.text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(after).collect()
        });
        let line = lines.partition_point(|start| *start <= byte);
        (line, lines[line - 1])
    }
}

impl PartialEq for SourceFile {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.text == other.text
    }
}

impl Eq for SourceFile {}

/// A stretch of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Bytes of its text, start to end.
    pub bytes: Range<usize>,
}

impl Place {
    /// Line and column, both from 1; the column counts characters.
    pub fn line_column(&self) -> (usize, usize) {
        let at = self.bytes.start.min(self.file.text.len());
        let (line, start) = self.file.line_of(at);
        let before = self.file.text.get(start..at).unwrap_or_default();
        let column = before.chars().count() + 1;
        (line, column)
    }
}

/// One problem or finding: what, about which object, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The object it is about, as ``gateway `gw1` ``; empty when it is about the file.
    pub object: String,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// Where; `None` when the text has no such place, as for a key that is missing everywhere.
    pub place: Option<Place>,
    /// The cure, one sentence; empty when the message is cure enough.
    pub hint: String,
}

impl Diagnostic {
    /// An error about `object`.
    pub fn error(object: impl Into<String>, message: impl Into<String>) -> Self {
        Diagnostic {
            severity: Severity::Error,
            object: object.into(),
            message: message.into(),
            place: None,
            hint: String::new(),
        }
    }

    /// The same, at a place.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same, with a cure.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

impl std::fmt::Display for Diagnostic {
    /// One line: `file:line:column: object: message. hint: …`. Control characters are escaped.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(place) = &self.place {
            let (line, column) = place.line_column();
            write!(f, "{}:{line}:{column}: ", printable(&place.file.name))?;
        }
        if !self.object.is_empty() {
            write!(f, "{}: ", printable(&self.object))?;
        }
        f.write_str(&printable(&self.message))?;
        if !self.hint.is_empty() {
            write!(f, ". hint: {}", printable(&self.hint))?;
        }
        Ok(())
    }
}
