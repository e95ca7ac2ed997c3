//! What becomes the scenario: its tables in order, what is said on the terminal, and what no export says.

use super::table::{Table, one_line};
use std::fmt::Write as _;

/// A part of a scenario, and what there is to say about it.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Tables of the scenario, in the order in which they are written.
    pub tables: Vec<Table>,
    /// Lines for the terminal: what was read, what was left out and why.
    pub said: Vec<String>,
    /// What these exports do not say, one thing a line, with what was taken instead.
    pub unknown: Vec<String>,
    /// Further files beside the scenario, by name: a page, charts, calls to replay.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Draft {
    /// Adds a table.
    pub fn push(&mut self, table: Table) {
        self.tables.push(table);
    }

    /// Whether it has a table of a list, as `gateway`.
    pub fn has(&self, kind: &str) -> bool {
        self.tables.iter().any(|table| table.is_of_list(kind))
    }

    /// Whether a list has a table with this name.
    pub fn has_named(&self, kind: &str, name: &str) -> bool {
        self.tables.iter().any(|t| t.is_of_list(kind) && t.name().as_deref() == Some(name))
    }

    /// The names of all tables of a list.
    pub fn names_of(&self, kind: &str) -> Vec<String> {
        let tables = self.tables.iter().filter(|table| table.is_of_list(kind));
        tables.filter_map(Table::name).collect()
    }

    /// What the key `count` of all tables of a list says.
    pub(super) fn counts_of(&self, kind: &str) -> Vec<u64> {
        let tables = self.tables.iter().filter(|table| table.is_of_list(kind));
        tables.map(|table| table.number_of("count").unwrap_or(0)).collect()
    }

    /// The names of those tables of a list that do not have a key.
    pub(super) fn names_without(&self, kind: &str, key: &str) -> Vec<String> {
        let tables = self.tables.iter().filter(|table| table.is_of_list(kind));
        tables.filter(|table| !table.has(key)).filter_map(Table::name).collect()
    }

    /// Adds a line for the terminal, once.
    pub fn say(&mut self, line: impl AsRef<str>) {
        add(&mut self.said, line.as_ref());
    }

    /// Adds something that is not known, once.
    pub fn not_known(&mut self, line: impl AsRef<str>) {
        add(&mut self.unknown, line.as_ref());
    }

    /// Adds all of another part behind this one.
    pub fn append(&mut self, other: Draft) {
        self.tables.extend(other.tables);
        other.said.iter().for_each(|line| self.say(line));
        other.unknown.iter().for_each(|line| self.not_known(line));
        self.files.extend(other.files);
    }

    /// The text of the scenario.
    pub fn text(&self, title: &str, files: &[String]) -> String {
        let mut out = String::new();
        let mut line = |text: &str| {
            // Writing to a text cannot fail.
            let _ = writeln!(out, "{text}");
        };
        line(
            "# A scenario that `busyhour import` wrote from exports. Edit it as you like: it is never written again by itself.",
        );
        line(
            "# A comment behind a value says which file and object it is from; \"assumed\" means that no export says it.",
        );
        line(&format!("# Read: {}.", one_line(&files.join(", "))));
        if !self.unknown.is_empty() {
            line("# Not known from these exports:");
            self.unknown.iter().for_each(|what| line(&format!("#   {what}")));
        }
        line("schema_version = 1");
        line(&format!("title = {}", super::table::quoted(title)));
        for table in &self.tables {
            out.push('\n');
            table.write(&mut out);
        }
        out
    }
}

fn add(lines: &mut Vec<String>, line: &str) {
    let line = one_line(line);
    if !lines.contains(&line) {
        lines.push(line);
    }
}
