//! A heading with a table under it: what `sections` makes of a record, and what the terminal and the page show.

/// A heading with a table under it.
pub(crate) struct Section {
    pub title: String,
    /// One line under the table; empty for none.
    pub note: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
}

/// A column's heading, whether it holds numbers, and whether it can be missed.
pub(crate) struct Column {
    pub title: String,
    pub number: bool,
    /// 0 never; of the others the lowest goes first where there is no room.
    pub spare: u8,
}

impl Section {
    /// Columns as text; `>` before a title heads numbers, a digit before that tells how soon the
    /// column is dropped.
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
        }
    }
}
