//! Ranges in names, as `ex[1-4]`: an object whose name holds one becomes several objects, and in a
//! list of names it becomes several names.

use super::copies::Copies;
use super::names::label;
use super::node::{Node, Table, Value};
use super::pattern::range;
use super::tables::LISTS;
use crate::base::Diagnostic;

const HINT: &str = "write it as cas[1-4].contoso.test";

/// Lists whose items name hosts, sites or dial plans. Whatever else has a name may have brackets in
/// it: a group of users, a contact, a source of calls.
pub(super) const LISTS_OF_HOSTS: [&str; 12] = [
    "servers",
    "except",
    "current",
    "legacy",
    "mailboxes",
    "next_hops",
    "gateways",
    "pools",
    "dial_plans",
    "trusted_by",
    "on",
    "san",
];

/// Tables whose keys name hosts, each with its own value.
const TABLES_OF_HOSTS: [&str; 2] = ["share", "shares"];

/// The key of an object that may hold a range; none where the name of anything but a host stands.
pub(super) fn keys_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "trunk" => &["gateway", "mediation_server"],
        "users" | "auto_attendant" | "access_number" | "fax_line" | "traffic" | "target"
        | "reference" | "link" | "vary" => &[],
        _ => &["name"],
    }
}

/// An object whose name holds a range becomes several; a trunk becomes one for each pair of ends.
pub(super) fn objects(root: &mut Table, copies: &mut Copies, problems: &mut Vec<Diagnostic>) {
    for kind in LISTS {
        let Some(Node { value: Value::List(nodes), .. }) = root.get_mut(kind) else { continue };
        for key in keys_of(kind) {
            let mut all = Vec::with_capacity(nodes.len());
            nodes.drain(..).for_each(|node| each((kind, key), node, &mut all, copies, problems));
            *nodes = all;
        }
    }
}

/// Adds the objects that one stands for.
fn each(
    (kind, key): (&str, &str),
    node: Node,
    all: &mut Vec<Node>,
    copies: &mut Copies,
    problems: &mut Vec<Diagnostic>,
) {
    let name = node.table().and_then(|t| t.get(key)).and_then(Node::text);
    match name.map(range) {
        None => all.push(node),
        Some(Err(why)) => {
            let what = format!("the range in this name is not understood: {why}");
            problems.push(Diagnostic::error(kind, what).at(node.place_of(key)).hint(HINT));
            all.push(node);
        }
        Some(Ok(names)) if !copies.may(node.count(), names.len() - 1) => all.push(node),
        Some(Ok(names)) => all.extend(names.into_iter().map(|name| {
            let mut copy = node.clone();
            if let Value::Table(table) = &mut copy.value
                && let Some(node) = table.get_mut(key)
            {
                node.value = Value::Text(name);
            }
            copy
        })),
    }
}

/// In every list of hosts, a name with a range becomes several names. Each keeps the place where the
/// range is written.
pub(super) fn lists(root: &mut Table, copies: &mut Copies, problems: &mut Vec<Diagnostic>) {
    for (kind, _, node) in &mut root.0 {
        let Value::List(objects) = &mut node.value else { continue };
        for object in objects {
            let label = label(kind, object);
            if let Value::Table(table) = &mut object.value {
                lists_in(table, &label, copies, problems);
            }
        }
    }
}

fn lists_in(table: &mut Table, label: &str, copies: &mut Copies, problems: &mut Vec<Diagnostic>) {
    for (key, _, node) in &mut table.0 {
        match &mut node.value {
            Value::List(items) if LISTS_OF_HOSTS.contains(&key.as_str()) => {
                let each = |item| names(item, label, copies, problems);
                *items = items.drain(..).flat_map(each).collect();
            }
            Value::Table(inner) if TABLES_OF_HOSTS.contains(&key.as_str()) => {
                let ranges = inner.0.iter().filter(|(name, ..)| name.contains('['));
                problems.extend(ranges.map(|(name, place, _)| {
                    let message = format!("`{name}`: a range cannot have a share");
                    let hint = "give each name its own share";
                    Diagnostic::error(label, message).at(place.clone()).hint(hint)
                }));
                inner.0.retain(|(name, ..)| !name.contains('['));
            }
            Value::Table(inner) => lists_in(inner, label, copies, problems),
            _ => {}
        }
    }
}

/// The names that an item of a list stands for.
fn names(
    item: Node,
    label: &str,
    copies: &mut Copies,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Node> {
    match item.text().map(range) {
        None => vec![item],
        Some(Err(why)) => {
            let what = item.text().unwrap_or_default();
            let message = format!("the range in `{what}` is not understood: {why}");
            problems.push(Diagnostic::error(label, message).at(item.place).hint(HINT));
            Vec::new()
        }
        Some(Ok(names)) if !copies.may(1, names.len() - 1) => Vec::new(),
        Some(Ok(names)) => {
            let node = |name| Node { value: Value::Text(name), place: item.place.clone() };
            names.into_iter().map(node).collect()
        }
    }
}
