//! What is written: the tables of a scenario, each value with a comment that says where it is from.

use crate::base::printable;
use std::fmt::Write as _;

/// Characters before a comment, unless the longest value of the table needs more.
const COLUMN: usize = 34;

/// A table of a scenario, as `[study]`, or one table of a list, as `[[gateway]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    heading: String,
    about: Vec<String>,
    keys: Vec<Key>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    name: String,
    value: String,
    comment: String,
}

impl Table {
    /// A table of a list: `[[kind]]`.
    pub fn of_list(kind: &str) -> Table {
        Table { heading: format!("[[{kind}]]"), about: Vec::new(), keys: Vec::new() }
    }

    /// A single table: `[kind]`.
    pub fn single(kind: &str) -> Table {
        Table { heading: format!("[{kind}]"), about: Vec::new(), keys: Vec::new() }
    }

    /// A line of comment above the table.
    #[must_use]
    pub fn about(mut self, comment: impl AsRef<str>) -> Table {
        self.about.push(one_line(comment.as_ref()));
        self
    }

    /// A key with its value as TOML, as `"20 s"` with its quotes, and where it is from.
    #[must_use]
    pub fn key(mut self, name: &str, value: impl Into<String>, comment: impl AsRef<str>) -> Table {
        self.add(name, value, comment);
        self
    }

    /// The same for a table that stands where it is.
    pub fn add(&mut self, name: &str, value: impl Into<String>, comment: impl AsRef<str>) {
        let comment = one_line(comment.as_ref());
        self.keys.push(Key { name: name.to_owned(), value: value.into(), comment });
    }

    /// A key whose value is a text.
    #[must_use]
    pub fn text(self, name: &str, value: &str, comment: impl AsRef<str>) -> Table {
        self.key(name, quoted(value), comment)
    }

    /// A key whose value is a list of texts.
    #[must_use]
    pub fn list(self, name: &str, values: &[String], comment: impl AsRef<str>) -> Table {
        self.key(name, quoted_list(values), comment)
    }

    /// Whether it is one of a list, as `gateway`.
    pub fn is_of_list(&self, kind: &str) -> bool {
        self.heading.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) == Some(kind)
    }

    /// Whether a key was written.
    pub fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|known| known.name == key)
    }

    /// What the key `name` says.
    pub fn name(&self) -> Option<String> {
        self.text_of("name")
    }

    /// What a key says whose value is a text.
    pub fn text_of(&self, name: &str) -> Option<String> {
        let key = self.keys.iter().find(|key| key.name == name)?;
        let value = format!("value = {}", key.value).parse::<toml::Table>().ok()?;
        value.get("value")?.as_str().map(str::to_owned)
    }

    /// What a key says whose value is a whole number that is not negative.
    pub fn number_of(&self, name: &str) -> Option<u64> {
        self.keys.iter().find(|key| key.name == name)?.value.parse().ok()
    }

    /// Adds the table to a text.
    pub fn write(&self, out: &mut String) {
        self.about.iter().for_each(|line| push(out, format_args!("# {line}")));
        push(out, format_args!("{}", self.heading));
        let width = |key: &Key| key.name.chars().count() + 3 + key.value.chars().count();
        let commented = self.keys.iter().filter(|key| !key.comment.is_empty());
        let column = commented.map(width).filter(|width| *width <= 60).max().unwrap_or(0);
        let column = column.max(COLUMN) + 1;
        for key in &self.keys {
            let pad = " ".repeat(column.saturating_sub(width(key)).max(1));
            match key.comment.is_empty() {
                true => push(out, format_args!("{} = {}", key.name, key.value)),
                false => {
                    push(out, format_args!("{} = {}{pad}# {}", key.name, key.value, key.comment));
                }
            }
        }
    }
}

fn push(out: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "{line}");
}

/// A comment is one line, and has no character that is not shown.
pub(super) fn one_line(text: &str) -> String {
    printable(text).into_owned()
}

/// A text as TOML writes it.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A list of texts as TOML writes it.
pub fn quoted_list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

/// A share as a scenario writes it: `"12.5 %"`, with at most one decimal.
pub fn share(part: usize, whole: usize) -> String {
    let percent = if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 };
    quoted(&format!("{} %", (percent * 10.0).round() / 10.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_its_comments_in_a_column() {
        let mut out = String::new();
        Table::of_list("pool")
            .about("two\nlines")
            .text("name", "pool01.contoso.test", "topology.xml")
            .key("front_ends", "2", "")
            .list("x", &["a\"b".to_owned()], "quoted")
            .write(&mut out);
        let expected = "# two\\nlines\n[[pool]]\nname = \"pool01.contoso.test\"       # topology.xml\nfront_ends = 2\n";
        assert!(out.starts_with(expected), "{out}");
        assert!(toml::from_str::<toml::Table>(&out).is_ok(), "{out}");
    }
}
