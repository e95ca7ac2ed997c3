//! What the readers of all formats share.

use super::call::Class;
use super::callers::{Callers, is_extension};
use super::leg::Leg;
use super::lines::Fields;
use super::moment::LocalTimes;
use super::skipped::Reason;
use crate::import::Directory;
use std::collections::BTreeMap;

/// What the readers of all formats need.
#[derive(Clone, Debug)]
pub struct Tools {
    /// Makes identities of numbers.
    pub callers: Callers,
    /// Makes instants of local times.
    pub times: LocalTimes,
    /// Digits that an extension has at most.
    pub extension_digits: usize,
    /// Groups of users by address and number.
    pub directory: Directory,
}

impl Tools {
    /// The class of a call by its two numbers: short numbers are extensions.
    pub fn class(&self, caller: &str, called: &str) -> Class {
        let digits = self.extension_digits;
        Class::between(is_extension(caller, digits), is_extension(called, digits))
    }

    /// The groups of users of a caller and of a called party.
    pub fn groups(&self, caller: &str, called: &str) -> [u16; 2] {
        [self.directory.group(caller), self.directory.group(called)]
    }
}

/// Reads the lines of one format.
pub trait Layout {
    /// The leg that a line tells.
    ///
    /// # Errors
    /// Why it tells none.
    fn leg(&self, fields: &Fields, tools: &mut Tools) -> Result<Leg, Reason>;
}

/// The columns of a heading by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading(BTreeMap<String, usize>);

impl Heading {
    /// The columns of a line.
    pub fn of(fields: &Fields) -> Heading {
        let mut columns = BTreeMap::new();
        for (at, name) in fields.iter().enumerate() {
            columns.entry(plain(name)).or_insert(at);
        }
        Heading(columns)
    }

    /// Columns with these names, in this order.
    pub fn named(names: &[&str]) -> Heading {
        let mut columns = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            columns.entry(plain(name)).or_insert(at);
        }
        Heading(columns)
    }

    /// Where a column is; case, blanks and punctuation do not count.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.0.get(&plain(name)).copied()
    }
}

/// A name in small letters and digits only.
pub fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The field of a column that may be missing; `NULL` is empty.
pub fn field(fields: &Fields, column: Option<usize>) -> &str {
    let text = column.map_or("", |at| fields.get(at));
    if text.eq_ignore_ascii_case("null") { "" } else { text }
}
