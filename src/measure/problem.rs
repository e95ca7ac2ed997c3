//! A problem with a name or a quantity, and its cure.

use std::fmt;

/// A problem with a text, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// The cure.
    pub hint: String,
}

impl Problem {
    /// A problem with its cure.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Problem { message: message.into(), hint: hint.into() }
    }
}

/// One sentence.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.hint.is_empty() {
            true => f.write_str(&self.message),
            false => write!(f, "{}; {}", self.message, self.hint),
        }
    }
}
