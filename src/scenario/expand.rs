//! Before anything is read: includes, overrides, defaults, `like`, and names that stand for several
//! objects. Afterwards the tree says everything in full.

use super::files::{Files, beside, plain};
use super::node::{Node, Table, Value};
use super::pattern::{closest, range};
use super::tables::LISTS;
use crate::base::{Diagnostic, Place, SourceFile};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use toml::de::DeTable;

/// What an override is called where a file would have its name.
pub(super) const OVERRIDE: &str = "--set";

/// Most files one scenario may include, itself counted.
const MOST_FILES: usize = 1_000;

/// The whole tree of a scenario.
pub(super) fn expand(
    name: &str,
    text: &str,
    files: &dyn Files,
    overrides: &[String],
    hash: &mut Sha256,
    problems: &mut Vec<Diagnostic>,
) -> Table {
    let mut root = Table::default();
    let mut seen = vec![plain(name)];
    let mut waiting = vec![(name.to_owned(), text.to_owned())];
    while let Some((name, text)) = waiting.pop() {
        hash.update(text.as_bytes());
        let mut table = parse(&name, text, problems);
        let mut further = Vec::new();
        for (file, place) in includes(&mut table, problems) {
            let path = beside(&name, &file);
            match further_text(&path, &mut seen, files) {
                Ok(text) => further.push((path, text)),
                Err(why) => {
                    let problem = Diagnostic::error("include", format!("`{path}`: {why}"));
                    problems.push(problem.at(place).hint("a name is relative to this file"));
                }
            }
        }
        // The first of them is read next.
        waiting.extend(further.into_iter().rev());
        merge(&mut root, table, problems);
    }
    schema_version(&mut root, problems);
    apply_defaults(&mut root, problems);
    apply_like(&mut root, problems);
    for text in overrides {
        hash.update(text.as_bytes());
        if let Err(problem) = apply_override(&mut root, text) {
            problems.push(*problem);
        }
    }
    expand_ranges(&mut root, problems);
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

fn parse(name: &str, text: String, problems: &mut Vec<Diagnostic>) -> Table {
    let file = Arc::new(SourceFile { name: name.to_owned(), text });
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    for error in &errors {
        let bytes = error.span().unwrap_or(0..0);
        let place = Place { file: Arc::clone(&file), bytes };
        problems.push(Diagnostic::error("", error.message().to_owned()).at(place));
    }
    if !errors.is_empty() {
        return Table::default();
    }
    let span = table.span();
    let node =
        Node::new(&file, &toml::Spanned::new(span, toml::de::DeValue::Table(table.into_inner())));
    match node.value {
        Value::Table(table) => table,
        _ => Table::default(),
    }
}

fn includes(table: &mut Table, problems: &mut Vec<Diagnostic>) -> Vec<(String, Place)> {
    let Some(node) = table.take("include") else { return Vec::new() };
    let Value::List(nodes) = node.value else {
        problems
            .push(Diagnostic::error("include", "a list of file names is expected").at(node.place));
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

/// Lists of tables are joined; anything else may stand in one file only.
fn merge(root: &mut Table, table: Table, problems: &mut Vec<Diagnostic>) {
    for (key, place, node) in table.0 {
        match (root.get_mut(&key), node) {
            (None, node) => root.0.push((key, place, node)),
            (Some(Node { value: Value::List(all), .. }), Node { value: Value::List(more), .. }) => {
                all.extend(more);
            }
            (Some(_), _) => problems.push(
                Diagnostic::error(&key, "this stands in another file of the scenario already")
                    .at(place),
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
        if !LISTS.contains(&kind.as_str()) {
            let hint = closest(&kind, LISTS.iter().copied());
            problems.push(
                Diagnostic::error("defaults", format!("there are no tables of kind `{kind}`"))
                    .at(place)
                    .hint(hint.map_or_else(String::new, |near| format!("did you mean `{near}`?"))),
            );
            continue;
        }
        if let (Some(keys), Some(Node { value: Value::List(nodes), .. })) =
            (keys.table(), root.get_mut(&kind))
        {
            nodes.iter_mut().for_each(|node| fill(node, keys));
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

/// Copies the keys of the object that `like` names, except its name.
fn apply_like(root: &mut Table, problems: &mut Vec<Diagnostic>) {
    for kind in LISTS {
        let Some(Node { value: Value::List(nodes), .. }) = root.get_mut(kind) else { continue };
        for i in 0..nodes.len() {
            let Value::Table(table) = &mut nodes[i].value else { continue };
            let Some(like) = table.take("like") else { continue };
            let named = |node: &Node| {
                let name = node.table().and_then(|t| t.get("name")).and_then(Node::text);
                name.is_some() && name == like.text()
            };
            let Some(model) = nodes.iter().position(named).filter(|j| *j != i) else {
                let names: Vec<&str> =
                    nodes.iter().filter_map(|n| n.table()?.get("name")?.text()).collect();
                let near = closest(like.text().unwrap_or_default(), names);
                problems.push(
                    Diagnostic::error(*kind, "`like` names no other table of this kind")
                        .at(like.place)
                        .hint(near.map_or_else(String::new, |n| format!("did you mean `{n}`?"))),
                );
                continue;
            };
            if let Value::Table(mut keys) = nodes[model].value.clone() {
                keys.take("name");
                keys.take("like");
                fill(&mut nodes[i], &keys);
            }
        }
    }
}

/// An object whose name holds a range becomes several.
fn expand_ranges(root: &mut Table, problems: &mut Vec<Diagnostic>) {
    for kind in LISTS {
        let Some(Node { value: Value::List(nodes), .. }) = root.get_mut(kind) else { continue };
        // Users and traffic may have brackets in their names.
        if matches!(*kind, "users" | "traffic" | "target" | "reference" | "link" | "trunk") {
            continue;
        }
        let mut all = Vec::with_capacity(nodes.len());
        for node in nodes.drain(..) {
            let name = node.table().and_then(|t| t.get("name")).and_then(Node::text);
            match name.map(range) {
                None => all.push(node),
                Some(None) => {
                    let place = node.place_of("name");
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

/// One step of a path: a key, then which of the objects, if it is a list.
#[derive(Debug, PartialEq)]
struct Step {
    key: String,
    which: Option<String>,
}

/// `users["head office"].mailboxes.migrated` in steps.
fn steps(path: &str) -> Option<Vec<Step>> {
    let mut out = Vec::new();
    let mut rest = path.trim();
    loop {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let key = rest[..end].trim().to_owned();
        if key.is_empty() {
            return None;
        }
        rest = &rest[end..];
        let mut which = None;
        if let Some(inside) = rest.strip_prefix('[') {
            let (name, after) = match inside.strip_prefix('"') {
                Some(quoted) => quoted.split_once("\"]")?,
                None => inside.split_once(']')?,
            };
            which = Some(name.to_owned());
            rest = after;
        }
        out.push(Step { key, which });
        match rest.strip_prefix('.') {
            Some(more) => rest = more,
            None if rest.is_empty() => return Some(out),
            None => return None,
        }
    }
}

/// Sets one key, or adds it.
fn apply_override(root: &mut Table, text: &str) -> Result<(), Box<Diagnostic>> {
    let file = Arc::new(SourceFile { name: OVERRIDE.to_owned(), text: text.to_owned() });
    let place = Place { file: Arc::clone(&file), bytes: 0..text.len() };
    let wrong = |what: String| {
        Box::new(
            Diagnostic::error(format!("--set {text}"), what)
                .at(place.clone())
                .hint("write path=value, as 'users[\"head office\"].ring=15 s' or study.seed=1"),
        )
    };
    let (path, value) = text.split_once('=').ok_or_else(|| wrong("there is no `=`".into()))?;
    let steps = steps(path).ok_or_else(|| wrong(format!("`{path}` is no path")))?;
    let at = path.len() + 1..text.len();
    let value = override_value(&file, value.trim(), at);
    set(root, &steps, &value, &place).map_err(wrong)
}

/// The value as TOML; what is no TOML is text.
fn override_value(file: &Arc<SourceFile>, text: &str, bytes: std::ops::Range<usize>) -> Node {
    let place = Place { file: Arc::clone(file), bytes };
    let mut node = match toml::de::DeValue::parse(text) {
        Ok(value) => Node::new(file, &value),
        Err(_) => Node { value: Value::Text(text.to_owned()), place: place.clone() },
    };
    node.place = place;
    node
}

fn set(table: &mut Table, steps: &[Step], value: &Node, place: &Place) -> Result<(), String> {
    let Some((step, rest)) = steps.split_first() else { return Ok(()) };
    if let Some(which) = &step.which {
        let kind = &step.key;
        let Some(Node { value: Value::List(nodes), .. }) = table.get_mut(kind) else {
            let near = closest(kind, LISTS.iter().copied());
            let hint = near.map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
            return Err(format!("there is no `{kind}`{hint}"));
        };
        let chosen = |node: &Node| {
            let name = node.table().and_then(|t| t.get("name")).and_then(Node::text);
            which == "*" || name == Some(which)
        };
        let mut any = false;
        for node in nodes.iter_mut().filter(|node| chosen(node)) {
            any = true;
            if let Value::Table(inner) = &mut node.value {
                set(inner, rest, value, place)?;
            }
        }
        return if any { Ok(()) } else { Err(format!("there is no {kind} `{which}`")) };
    }
    if rest.is_empty() {
        match table.get_mut(&step.key) {
            Some(node) => *node = value.clone(),
            None => table.0.push((step.key.clone(), place.clone(), value.clone())),
        }
        return Ok(());
    }
    if table.get(&step.key).is_none() {
        let empty = Node { value: Value::Table(Table::default()), place: place.clone() };
        table.0.push((step.key.clone(), place.clone(), empty));
    }
    match table.get_mut(&step.key) {
        Some(Node { value: Value::Table(inner), .. }) => set(inner, rest, value, place),
        Some(node @ Node { value: Value::Text(_), .. }) => {
            // A constant gives way to a table, as talk="60 s" to talk.exponential.mean.
            node.value = Value::Table(Table::default());
            match &mut node.value {
                Value::Table(inner) => set(inner, rest, value, place),
                _ => Ok(()),
            }
        }
        _ => Err(format!("`{}` has nothing inside", step.key)),
    }
}
