//! A heading with a table below it: `sections` makes them, the terminal and the Markdown page show them.

use crate::base::printable;

/// A heading with a table below it.
pub(crate) struct Section {
    pub title: String,
    /// The text below the table, without a full stop; can be empty.
    pub note: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
    /// Commands that tell more, each with what it tells: below the note, on one line each, so that they can be copied.
    pub commands: Vec<(String, String)>,
}

/// The heading of a column, whether it holds numbers, and whether it is optional.
pub(crate) struct Column {
    pub title: String,
    pub number: bool,
    /// 0: always shown. Otherwise optional: the lowest number is left out first on a narrow terminal.
    pub spare: u8,
}

impl Section {
    /// A section without rows. `>` before the title of a column means numbers; a digit before that
    /// makes the column optional ([`Column::spare`]).
    pub(crate) fn new(title: &str, columns: &[&str]) -> Section {
        let column = |text: &&str| {
            let spare = text.chars().next().and_then(|c| c.to_digit(10)).unwrap_or(0) as u8;
            let text = if spare > 0 { &text[1..] } else { text };
            let number = text.starts_with('>');
            Column { title: text.trim_start_matches('>').to_owned(), number, spare }
        };
        Section {
            title: title.to_owned(),
            note: String::new(),
            columns: columns.iter().map(column).collect(),
            rows: Vec::new(),
            commands: Vec::new(),
        }
    }

    /// The same with control characters escaped; a cell is one line.
    pub(super) fn printable(&self) -> Section {
        let text = |text: &String| printable(text).into_owned();
        let column = |c: &Column| Column { title: text(&c.title), ..*c };
        Section {
            title: text(&self.title),
            note: text(&self.note),
            columns: self.columns.iter().map(column).collect(),
            rows: self.rows.iter().map(|row| row.iter().map(text).collect()).collect(),
            commands: self.commands.iter().map(|(what, line)| (text(what), text(line))).collect(),
        }
    }
}
