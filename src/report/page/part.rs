//! A part of the page, and text in it.

use crate::base::printable;
use crate::report::code_spans::code_spans;
use maud::{Markup, html};

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

/// A text to be read: no line ends between a number and its unit, or behind `±`; what stands between backticks is code.
pub(super) fn prose(text: &str) -> Markup {
    let text = printable(text);
    let words: Vec<&str> = text.split(' ').collect();
    let mut joined = String::with_capacity(text.len() + 8);
    for (i, word) in words.iter().enumerate() {
        if i > 0 {
            joined.push(if belongs(words[i - 1], word) { '\u{a0}' } else { ' ' });
        }
        joined.push_str(word);
    }
    coded(&joined)
}

/// A text in which what stands between backticks is code.
pub(super) fn coded(text: &str) -> Markup {
    html! {
        @for (part, is_code) in code_spans(text) {
            @if is_code { code { (part) } } @else { (part) }
        }
    }
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
        assert_eq!(text.into_string(), expected.replace('_', "\u{a0}"));
        assert_eq!(prose("").into_string(), "");
        let code = prose("see `check <model>`; 5 % of `a");
        assert_eq!(code.into_string(), "see `check &lt;model&gt;`; 5\u{a0}% of `a");
        assert_eq!(
            prose("see `check`, `a`").into_string(),
            "see <code>check</code>, <code>a</code>"
        );
    }
}
