//! How a command ends when nothing goes wrong.

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did what was asked: exit status 0.
    Done,
    /// It did what was asked, and there is something to look at, such as a finding or a missed
    /// target, or Ctrl-C ended it before it was complete: exit status 1.
    Findings,
}
