//! A part of the page, and text in it.

use crate::base::printable;
use maud::Markup;

/// A part of the page with a heading, to which the list of contents leads.
pub(super) struct Part {
    pub id: String,
    pub title: String,
    pub body: Markup,
}

impl Part {
    pub(super) fn new(id: &str, title: &str, body: Markup) -> Part {
        Part { id: id.to_owned(), title: title.to_owned(), body }
    }
}

/// A text with hidden characters escaped; the markup escapes what HTML needs.
pub(super) fn text(text: &str) -> String {
    printable(text).into_owned()
}

/// Units that stand behind a number.
const UNITS: [&str; 9] = ["%", "s", "ms", "µs", "min", "h", "erlang", "points", "MB"];

/// A text to be read: no line ends between a number and its unit, or behind `±`.
pub(super) fn prose(text: &str) -> String {
    let text = printable(text);
    let words: Vec<&str> = text.split(' ').collect();
    let mut joined = String::with_capacity(text.len() + 8);
    for (i, word) in words.iter().enumerate() {
        if i > 0 {
            joined.push(if belongs(words[i - 1], word) { '\u{a0}' } else { ' ' });
        }
        joined.push_str(word);
    }
    joined
}

/// Whether two words are parts of one quantity.
fn belongs(before: &str, word: &str) -> bool {
    let unit = word.trim_end_matches([',', ';', '.', ':', ')', ']']);
    let is_number = before.ends_with(|c: char| c.is_ascii_digit() || c == ']' || c == ')');
    is_number && (UNITS.contains(&unit) || word == "±") || before == "±"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_its_unit() {
        let text = prose(
            "At 8 erlang 4.85 ± 0.03 % (1 of 3) of 20 calls an hour, within 700 ms; 95 % of s",
        );
        let expected =
            "At 8_erlang 4.85_±_0.03_% (1 of 3) of 20 calls an hour, within 700_ms; 95_% of s";
        assert_eq!(text, expected.replace('_', "\u{a0}"));
        assert_eq!(prose(""), "");
    }
}
