//! The one error of the library: opaque, with predicates. Which stage failed is asked, not matched.

use super::limits::PROBLEMS_SHOWN;
use super::printable::{printable, printable_lines};
use crate::base::Diagnostic;
use std::collections::BTreeMap;
use std::fmt;

/// Why something could not be done.
#[derive(Debug)]
pub struct Error(Kind);

#[derive(Debug)]
enum Kind {
    Problems(Vec<Diagnostic>),
    File { path: String, what: String },
    Fault(String),
    Usage(String),
}

impl Error {
    /// The scenario is wrong; every problem that was found. What one line made wrong with several
    /// objects is said once.
    pub fn problems(problems: Vec<Diagnostic>) -> Self {
        Error(Kind::Problems(once(problems)))
    }

    /// A file could not be read or written.
    pub fn file(path: impl Into<String>, what: impl fmt::Display) -> Self {
        Error(Kind::File { path: path.into(), what: what.to_string() })
    }

    /// The run had to stop: the message names simulated time, replication and call.
    pub fn fault(message: impl Into<String>) -> Self {
        Error(Kind::Fault(message.into()))
    }

    /// A call of the library or a command-line argument makes no sense; says which and the cure.
    pub fn usage(message: impl Into<String>) -> Self {
        Error(Kind::Usage(message.into()))
    }

    /// The same error of an object among several; problems of a scenario name theirs.
    #[must_use]
    pub fn of(self, object: &str) -> Self {
        match self.0 {
            Kind::Usage(message) => Error::usage(format!("{object}: {message}")),
            Kind::Fault(message) => Error::fault(format!("{object}: {message}")),
            other => Error(other),
        }
    }

    /// The problems of a scenario, empty for any other error.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match &self.0 {
            Kind::Problems(problems) => problems,
            _ => &[],
        }
    }

    /// Whether the scenario is wrong.
    pub fn is_scenario(&self) -> bool {
        matches!(self.0, Kind::Problems(_))
    }

    /// Whether a file could not be read or written.
    pub fn is_file(&self) -> bool {
        matches!(self.0, Kind::File { .. })
    }

    /// Whether a run had to stop.
    pub fn is_fault(&self) -> bool {
        matches!(self.0, Kind::Fault(_))
    }
}

/// Problems with the same words at the same place become one, which counts the other objects.
fn once(problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut out: Vec<(Diagnostic, usize)> = Vec::new();
    let mut known: BTreeMap<(String, usize, usize, String), usize> = BTreeMap::new();
    for problem in problems {
        if let Some(place) = &problem.place {
            let (start, end) = (place.bytes.start, place.bytes.end);
            let key = (place.file.name.clone(), start, end, problem.message.clone());
            let first = *known.entry(key).or_insert(out.len());
            if first < out.len() {
                out[first].1 += usize::from(out[first].0.object != problem.object);
                continue;
            }
        }
        out.push((problem, 0));
    }
    let counted = |(mut problem, others): (Diagnostic, usize)| {
        if others > 0 {
            problem.object = format!("{} and {others} more", problem.object);
        }
        problem
    };
    out.into_iter().map(counted).collect()
}

impl fmt::Display for Error {
    /// Control characters are escaped; problems stand on lines of their own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Problems(problems) => {
                for (i, problem) in problems.iter().take(PROBLEMS_SHOWN).enumerate() {
                    if i > 0 {
                        f.write_str("\n")?;
                    }
                    write!(f, "{problem}")?;
                }
                match problems.len().saturating_sub(PROBLEMS_SHOWN) {
                    0 => Ok(()),
                    more => write!(f, "\n… and {more} more"),
                }
            }
            Kind::File { path, what } => {
                write!(f, "{}: {}", printable(path), printable_lines(what))
            }
            Kind::Fault(message) | Kind::Usage(message) => f.write_str(&printable_lines(message)),
        }
    }
}

impl std::error::Error for Error {}
