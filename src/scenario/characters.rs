//! Which characters a name may have: no control characters, and none that has no width or turns the direction of
//! the text. A terminal would obey the first; two names that differ in the second look the same.

use super::node::{Node, Table, Value};
use crate::base::{Diagnostic, is_hidden};

/// The only key whose text may have any character; it is escaped where it is shown.
const FREE: &str = "title";

/// Reports every text of a scenario, and every key, that has such a character.
pub(super) fn check(root: &Table, problems: &mut Vec<Diagnostic>) {
    for (key, place, node) in &root.0 {
        let object = if key.contains(is_hidden) { "" } else { key };
        if let Some(c) = key.chars().find(|c| is_hidden(*c)) {
            problems.push(problem(object, c).at(place.clone()));
        }
        if key != FREE {
            check_node(object, node, problems);
        }
    }
}

fn check_node(object: &str, node: &Node, problems: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Text(text) => {
            let hidden = text.chars().find(|c| is_hidden(*c));
            problems.extend(hidden.map(|c| problem(object, c).at(node.place.clone())));
        }
        Value::List(nodes) => nodes.iter().for_each(|node| check_node(object, node, problems)),
        Value::Table(table) => {
            for (key, place, node) in &table.0 {
                let hidden = key.chars().find(|c| is_hidden(*c));
                problems.extend(hidden.map(|c| problem(object, c).at(place.clone())));
                check_node(object, node, problems);
            }
        }
        Value::Integer(_) | Value::Float(_) | Value::Bool(_) | Value::Datetime(_) => {}
    }
}

fn problem(object: &str, c: char) -> Diagnostic {
    let what = match c {
        '\n' => "a line break".to_owned(),
        '\t' => "a tab".to_owned(),
        c => format!("the invisible character U+{:04X}", u32::from(c)),
    };
    let message = format!("this text has {what}, which no name may have");
    Diagnostic::error(object, message).hint("remove it; only `title` may have any character")
}
