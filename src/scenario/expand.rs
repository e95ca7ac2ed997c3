//! Before anything is read: includes, overrides, defaults, `like`, and names that stand for several
//! objects. Afterwards the tree says everything in full.

use super::files::{Files, beside, plain};
use super::node::{Node, Table, Value};
use super::overrides;
use super::pattern::{nearest, range};
use super::tables::{LISTS, default_source_name};
use crate::base::{Diagnostic, Place, SourceFile};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use toml::de::DeTable;

/// Most files one scenario may include, itself counted.
const MOST_FILES: usize = 1_000;

/// The whole tree of a scenario. Nothing is in it where a file is no TOML: what is missing then is
/// not the writer's mistake.
pub(super) fn expand(
    name: &str,
    text: &str,
    files: &dyn Files,
    overrides: &[String],
    hash: &mut Sha256,
    problems: &mut Vec<Diagnostic>,
) -> Table {
    let mut root = Table::default();
    let mut readable = true;
    let mut seen = vec![plain(name)];
    let mut waiting = vec![(name.to_owned(), text.to_owned())];
    while let Some((name, text)) = waiting.pop() {
        hash.update(text.as_bytes());
        let Some(mut table) = parse(&name, text, problems) else {
            readable = false;
            continue;
        };
        let mut further = Vec::new();
        for (file, place) in includes(&mut table, problems) {
            let path = beside(&name, &file);
            match further_text(&path, &mut seen, files) {
                Ok(text) => further.push((path, text)),
                Err(why) => {
                    readable = false;
                    let problem = Diagnostic::error("include", format!("`{path}`: {why}"));
                    problems.push(problem.at(place).hint("a name is relative to this file"));
                }
            }
        }
        // The first of them is read next.
        waiting.extend(further.into_iter().rev());
        merge(&mut root, table, problems);
    }
    overrides.iter().for_each(|text| hash.update(text.as_bytes()));
    if !readable {
        return Table::default();
    }
    schema_version(&mut root, problems);
    expand_ranges(&mut root, problems);
    // What an object copies goes before what every object of its kind has.
    apply_like(&mut root, problems);
    apply_defaults(&mut root, problems);
    problems.extend(overrides.iter().filter_map(|text| overrides::apply(&mut root, text).err()));
    root
}

/// The text of an included file, which may stand in a scenario once.
fn further_text(
    path: &str,
    seen: &mut Vec<std::path::PathBuf>,
    files: &dyn Files,
) -> Result<String, String> {
    if seen.contains(&plain(path)) {
        return Err("this file is part of the scenario already".to_owned());
    }
    if seen.len() >= MOST_FILES {
        return Err(format!("a scenario has at most {MOST_FILES} files"));
    }
    seen.push(plain(path));
    files.read(path)
}

/// A file as a table, or every place where it is no TOML.
fn parse(name: &str, text: String, problems: &mut Vec<Diagnostic>) -> Option<Table> {
    let file = Arc::new(SourceFile { name: name.to_owned(), text });
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    let twice = |message: &str| message == "duplicate key";
    let mut broken = false;
    for error in &errors {
        // Behind a broken line, tables seem to stand twice that do not.
        if broken && twice(error.message()) {
            continue;
        }
        broken = true;
        let place = Place { file: Arc::clone(&file), bytes: error.span().unwrap_or(0..0) };
        let hint = if twice(error.message()) { "a key stands once in its table" } else { "" };
        problems.push(Diagnostic::error("", error.message().to_owned()).at(place).hint(hint));
    }
    if broken {
        return None;
    }
    let span = table.span();
    let node =
        Node::new(&file, &toml::Spanned::new(span, toml::de::DeValue::Table(table.into_inner())));
    match node.value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

fn includes(table: &mut Table, problems: &mut Vec<Diagnostic>) -> Vec<(String, Place)> {
    let Some(node) = table.take("include") else { return Vec::new() };
    let Value::List(nodes) = node.value else {
        let problem = Diagnostic::error("include", "a list of file names is expected");
        problems.push(problem.at(node.place).hint("write include = [\"sites/leeds.toml\"]"));
        return Vec::new();
    };
    let name = |node: Node| match node.value {
        Value::Text(text) => Ok((text, node.place)),
        _ => Err(Diagnostic::error("include", "a file name is expected").at(node.place)),
    };
    let (names, wrong): (Vec<_>, Vec<_>) = nodes.into_iter().map(name).partition(Result::is_ok);
    problems.extend(wrong.into_iter().filter_map(Result::err));
    names.into_iter().filter_map(Result::ok).collect()
}

/// Lists of tables are joined, tables key by key; any other key stands in one file only.
fn merge(root: &mut Table, table: Table, problems: &mut Vec<Diagnostic>) {
    for (key, place, node) in table.0 {
        match (root.get_mut(&key).map(|node| &mut node.value), node) {
            (None, node) => root.0.push((key, place, node)),
            (Some(Value::List(all)), Node { value: Value::List(more), .. })
                if more.iter().all(|node| node.table().is_some()) =>
            {
                all.extend(more);
            }
            (Some(Value::Table(all)), Node { value: Value::Table(more), .. }) => {
                merge(all, more, problems);
            }
            (Some(_), _) => problems.push(
                Diagnostic::error("include", format!("`{key}` stands in another file already"))
                    .at(place)
                    .hint("say it in one of them; objects of a list may stand in several"),
            ),
        }
    }
}

fn schema_version(root: &mut Table, problems: &mut Vec<Diagnostic>) {
    if let Some(node) = root.take("schema_version")
        && node.value != Value::Integer(1)
    {
        problems.push(
            Diagnostic::error("schema_version", "this program reads version 1")
                .at(node.place)
                .hint("write schema_version = 1"),
        );
    }
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
            let problem = Diagnostic::error("defaults", format!("`{kind}` is no table of keys"));
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
                    Diagnostic::error(*kind, "these are like each other in a circle").at(like.place)
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

/// An object whose name holds a range becomes several.
fn expand_ranges(root: &mut Table, problems: &mut Vec<Diagnostic>) {
    for kind in LISTS {
        let Some(Node { value: Value::List(nodes), .. }) = root.get_mut(kind) else { continue };
        // What is no host may have brackets in its name.
        if matches!(
            *kind,
            "users"
                | "auto_attendant"
                | "access_number"
                | "fax_line"
                | "traffic"
                | "target"
                | "reference"
                | "link"
                | "trunk"
        ) {
            continue;
        }
        let mut all = Vec::with_capacity(nodes.len());
        for node in nodes.drain(..) {
            let name = node.table().and_then(|t| t.get("name")).and_then(Node::text);
            match name.map(range) {
                None => all.push(node),
                Some(None) => {
                    let place = node.place_of("name");
                    all.push(node);
                    problems.push(
                        Diagnostic::error(*kind, "the range in this name is not understood")
                            .at(place)
                            .hint("write it as cas[1-4].contoso.test, at most 10000 names"),
                    );
                }
                Some(Some(names)) => all.extend(names.into_iter().map(|name| {
                    let mut copy = node.clone();
                    if let Value::Table(table) = &mut copy.value
                        && let Some(node) = table.get_mut("name")
                    {
                        node.value = Value::Text(name);
                    }
                    copy
                })),
            }
        }
        *nodes = all;
    }
}

/// What an object is called in messages and paths: its name; a target or reference its measure, a
/// link or trunk its two ends, and a source of calls without a name the one it will have.
pub(super) fn name_of(kind: &str, node: &Node) -> Option<String> {
    let table = node.table()?;
    let text = |key: &str| table.get(key).and_then(Node::text);
    match kind {
        "traffic" => text("name").map(str::to_owned).or_else(|| {
            Some(default_source_name(text("class")?, text("to").or_else(|| text("from"))?))
        }),
        "target" | "reference" => text("measure").map(str::to_owned),
        "trunk" => Some(format!("{} - {}", text("gateway")?, text("mediation_server")?)),
        "link" => match table.get("between").map(|node| &node.value) {
            Some(Value::List(ends)) => match &ends[..] {
                [a, b] => Some(format!("{} - {}", a.text()?, b.text()?)),
                _ => None,
            },
            _ => None,
        },
        _ => text("name").map(str::to_owned),
    }
}

/// ``gateway `gw1` ``, or the kind where there is no name.
pub(super) fn label(kind: &str, node: &Node) -> String {
    name_of(kind, node).map_or_else(|| kind.to_owned(), |name| format!("{kind} `{name}`"))
}
