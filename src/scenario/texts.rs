//! What no value of a scenario may be, whichever key it has: a text of many pages, a number that is not finite, a
//! table of countless keys.

use super::node::{Node, Value};
use crate::base::limits::{TABLE_KEYS, TEXT_CHARS};
use crate::base::{Diagnostic, Place};

/// The first value inside a node that may not be: where, what, and the cure.
pub(super) fn first_wrong(node: &Node) -> Option<(Place, String, &'static str)> {
    let at = |what: String, hint| Some((node.place.clone(), what, hint));
    match &node.value {
        Value::Float(number) if !number.is_finite() => {
            at(format!("`{number}` is not a quantity"), "write a finite number")
        }
        Value::Text(text) if is_long(text) => {
            at(format!("a text has at most {TEXT_CHARS} characters"), "shorten it")
        }
        Value::List(nodes) => nodes.iter().find_map(first_wrong),
        Value::Table(table) if table.0.len() > TABLE_KEYS => {
            at(format!("a table has at most {TABLE_KEYS} keys, not {}", table.0.len()), "")
        }
        Value::Table(table) => table.0.iter().find_map(|(key, place, node)| {
            if is_long(key) {
                let what = format!("a key has at most {TEXT_CHARS} characters");
                return Some((place.clone(), what, "shorten it"));
            }
            first_wrong(node)
        }),
        _ => None,
    }
}

fn is_long(text: &str) -> bool {
    text.len() > TEXT_CHARS && text.chars().nth(TEXT_CHARS).is_some()
}

/// The same as a problem of the file, with only the beginning of a long text marked.
pub(super) fn problem(node: &Node) -> Option<Diagnostic> {
    first_wrong(node).map(|(mut place, what, hint)| {
        place.bytes.end = place.bytes.end.min(place.bytes.start + 1);
        Diagnostic::error("", what).at(place).hint(hint)
    })
}
