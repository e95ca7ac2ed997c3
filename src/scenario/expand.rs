//! Expands the tree before it is read: overrides, defaults, `like`, and names that stand for several
//! objects. Afterwards every object has all its keys.

use super::characters;
use super::files::Files;
use super::include;
use super::names::{label, name_of};
use super::node::{Node, Table, Value};
use super::overrides;
use super::pattern::{nearest, range};
use super::ranges;
use super::tables::LISTS;
use crate::base::Diagnostic;
use sha2::{Digest as _, Sha256};

/// The whole tree of a scenario; empty if a file cannot be read or is not TOML.
pub(super) fn expand(
    name: &str,
    text: &str,
    files: &dyn Files,
    overrides: &[String],
    hash: &mut Sha256,
    problems: &mut Vec<Diagnostic>,
) -> Table {
    let root = include::read_all(name, text, files, hash, problems);
    overrides.iter().for_each(|text| hash.update(text.as_bytes()));
    let Some(mut root) = root else { return Table::default() };
    ranges::objects(&mut root, problems);
    // Keys from `like` take precedence over keys from `defaults`.
    apply_like(&mut root, problems);
    apply_defaults(&mut root, problems);
    problems.extend(overrides.iter().filter_map(|text| overrides::apply(&mut root, text).err()));
    characters::check(&root, problems);
    ranges::lists(&mut root, problems);
    root
}

/// Gives the keys of `[defaults.KIND]` to every table of the kind that does not say them itself.
fn apply_defaults(root: &mut Table, problems: &mut Vec<Diagnostic>) {
    let Some(defaults) = root.take("defaults") else { return };
    let Value::Table(kinds) = defaults.value else {
        problems.push(Diagnostic::error("defaults", "tables are expected").at(defaults.place));
        return;
    };
    for (kind, place, keys) in kinds.0 {
        let known = LISTS.contains(&kind.as_str());
        let Value::Table(keys) = keys.value else {
            let problem = Diagnostic::error("defaults", format!("`{kind}` is not a table of keys"));
            let hint = "write [defaults.exchange_server] and keys below it";
            problems.push(problem.at(place).hint(hint));
            continue;
        };
        if !known {
            let message = format!("there are no tables of kind `{kind}`");
            let problem = Diagnostic::error("defaults", message).at(place);
            problems.push(problem.hint(nearest(&kind, LISTS.iter().copied())));
        } else if let Some(Node { value: Value::List(nodes), .. }) = root.get_mut(&kind) {
            nodes.iter_mut().for_each(|node| fill(node, &keys));
        }
    }
}

/// Adds the keys that are missing.
fn fill(node: &mut Node, keys: &Table) {
    let Value::Table(table) = &mut node.value else { return };
    for entry in &keys.0 {
        if table.get(&entry.0).is_none() {
            table.0.push(entry.clone());
        }
    }
}

/// Copies the keys of the object that `like` names, except its name. An object that is itself like
/// another is completed first, wherever it stands.
fn apply_like(root: &mut Table, problems: &mut Vec<Diagnostic>) {
    for kind in LISTS {
        let Some(Node { value: Value::List(nodes), .. }) = root.get_mut(kind) else { continue };
        let mut waiting: Vec<(usize, Node)> = Vec::new();
        for (i, node) in nodes.iter_mut().enumerate() {
            if let Value::Table(table) = &mut node.value {
                waiting.extend(table.take("like").map(|like| (i, like)));
            }
        }
        while !waiting.is_empty() {
            let pending: Vec<usize> = waiting.iter().map(|(i, _)| *i).collect();
            let before = waiting.len();
            waiting.retain(|(i, like)| match model_of(kind, nodes, *i, like) {
                Ok(model) if pending.contains(&model) => true,
                Ok(model) => {
                    if let Value::Table(mut keys) = nodes[model].value.clone() {
                        keys.take("name");
                        fill(&mut nodes[*i], &keys);
                    }
                    false
                }
                Err(problem) => {
                    problems.push(*problem);
                    false
                }
            });
            if waiting.len() == before {
                problems.extend(waiting.drain(..).map(|(_, like)| {
                    Diagnostic::error(*kind, "their `like` keys refer to each other in a circle")
                        .at(like.place)
                }));
            }
        }
    }
}

/// Which object of its kind the one at `i` is like.
fn model_of(kind: &str, nodes: &[Node], i: usize, like: &Node) -> Result<usize, Box<Diagnostic>> {
    let wanted = like.text().unwrap_or_default();
    let first = range(wanted).and_then(|names| names.into_iter().next()).unwrap_or_default();
    let name = |node: &Node| name_of(kind, node).unwrap_or_default();
    let others = || nodes.iter().enumerate().filter(|(j, _)| *j != i);
    let found =
        others().find(|(_, n)| name(n) == wanted).or(others().find(|(_, n)| name(n) == first));
    found.map(|(j, _)| j).ok_or_else(|| {
        let names: Vec<String> = others().map(|(_, node)| name(node)).collect();
        let label = label(kind, &nodes[i]);
        let problem = Diagnostic::error(label, format!("`like` names no other {kind}"));
        let hint = nearest(wanted, names.iter().map(String::as_str));
        Box::new(problem.at(like.place.clone()).hint(hint))
    })
}
