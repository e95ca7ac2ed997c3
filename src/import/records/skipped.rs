//! Lines that tell no call, counted by reason.

use std::collections::BTreeMap;

/// Why a line was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It is no record: too few fields, a heading in the middle, a rule.
    NoRecord,
    /// It names the columns or their types, in a place where records are.
    Heading,
    /// Its fields cannot be separated.
    Quotes,
    /// It is too long.
    TooLong,
    /// A time cannot be read.
    BadTime,
    /// A duration cannot be read.
    BadLength,
    /// The end is before the start, or the answer is not between them.
    WrongOrder,
    /// The call is longer than a day.
    TooLarge,
    /// The session has no audio.
    NoAudio,
    /// The record is about something else: quality, a recording of greetings, a part of another call.
    OtherKind,
    /// The result is none that the format or the mapping knows.
    UnknownOutcome,
}

impl Reason {
    /// What a message says.
    pub fn words(self) -> &'static str {
        match self {
            Reason::NoRecord => "no record of a call",
            Reason::Heading => "names or types of columns",
            Reason::Quotes => "quotation marks that are not closed",
            Reason::TooLong => "longer than 65536 bytes",
            Reason::BadTime => "a time that cannot be read",
            Reason::BadLength => "a duration that cannot be read",
            Reason::WrongOrder => "start, answer and end are not in this order",
            Reason::TooLarge => "longer than a day",
            Reason::NoAudio => "a session without audio",
            Reason::OtherKind => "a record of something other than a call",
            Reason::UnknownOutcome => "an unknown result",
        }
    }
}

/// Counts of lines by reason, each with its first line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped(BTreeMap<Reason, (u64, u64)>);

impl Skipped {
    /// Counts a line.
    pub fn add(&mut self, reason: Reason, line: u64) {
        self.0.entry(reason).or_insert((0, line)).0 += 1;
    }

    /// Reason, number of lines, and the first line.
    pub fn iter(&self) -> impl Iterator<Item = (Reason, u64, u64)> {
        self.0.iter().map(|(reason, (count, first))| (*reason, *count, *first))
    }

    /// Lines that were left out.
    pub fn count(&self) -> u64 {
        self.0.values().map(|(count, _)| count).sum()
    }
}
