//! From the tree to tables, every problem at once: an object that does not read is read again
//! without the key that was wrong, until it reads or nothing can be taken away.

use super::distribution::FAMILIES;
use super::names::label;
use super::node::{Node, Object, Table, Value};
use super::pattern::nearest;
use super::read::{FormError, Rejected, read};
use super::tables::{LISTS, SINGLES, Tables};
use crate::base::Diagnostic;
use crate::base::limits::TABLE_MISTAKES;

/// Reads all tables of the expanded tree.
pub(super) fn tables(root: &Table, problems: &mut Vec<Diagnostic>) -> Tables {
    let mut tables = Tables::default();
    for (key, place, node) in &root.0 {
        let known = SINGLES.contains(&key.as_str()) || LISTS.contains(&key.as_str());
        if !known {
            let hint = nearest(key, SINGLES.iter().chain(LISTS).copied());
            problems.push(
                Diagnostic::error("", format!("unknown table `{key}`"))
                    .at(place.clone())
                    .hint(hint),
            );
        } else if key == "title" {
            match node.text() {
                Some(text) => tables.title = text.to_owned(),
                None => problems
                    .push(Diagnostic::error("", "the title is not text").at(node.place.clone())),
            }
        }
    }
    tables.study = single(root, "study", problems);
    tables.processing = single(root, "processing", problems);
    tables.connection = single(root, "connection", problems);
    tables.delivery = single(root, "delivery", problems);
    tables.preview = single(root, "preview", problems);
    tables.fax = single(root, "fax", problems);
    tables.failover = single(root, "failover", problems);
    tables.overload = single(root, "overload", problems);
    tables.directory = single(root, "directory", problems);
    tables.rules = single(root, "rules", problems);
    tables.size = single(root, "size", problems);
    tables.read_lists(|kind, push| {
        for node in objects(root, kind, problems) {
            let label = label(kind, &node);
            repeat(node, &label, problems, |node| push(node, label.clone()));
        }
    });
    tables
}

/// The objects of a list of tables.
fn objects(root: &Table, kind: &str, problems: &mut Vec<Diagnostic>) -> Vec<Node> {
    match root.get(kind).map(|node| (&node.value, node)) {
        None => Vec::new(),
        Some((Value::List(nodes), _)) => nodes.clone(),
        Some((_, node)) => {
            problems.push(
                Diagnostic::error(kind, "this is a list of tables")
                    .at(node.place.clone())
                    .hint(format!("write [[{kind}]] in double brackets")),
            );
            Vec::new()
        }
    }
}

fn single<T: for<'n> serde::Deserialize<'n>>(
    root: &Table,
    key: &str,
    problems: &mut Vec<Diagnostic>,
) -> Option<Object<T>> {
    let node = root.get(key)?.clone();
    if !matches!(node.value, Value::Table(_)) {
        problems.push(
            Diagnostic::error(key, "this is one table")
                .at(node.place)
                .hint(format!("write [{key}] in single brackets, once")),
        );
        return None;
    }
    let mut object = None;
    repeat(node, key, problems, |node| match read::<T>(&node) {
        Ok(says) => {
            object = Some(Object { says, label: key.to_owned(), node });
            Ok(())
        }
        Err(error) => Err(Box::new((node, error))),
    });
    object
}

/// Reads, and after each error reads again without the key that was wrong.
fn repeat(
    node: Node,
    label: &str,
    problems: &mut Vec<Diagnostic>,
    mut attempt: impl FnMut(Node) -> Result<(), Rejected>,
) {
    let mut node = node;
    match &mut node.value {
        Value::Table(table) if label != "processing" => {
            table.get_mut("processing").into_iter().for_each(normalize_processing);
        }
        _ => normalize_processing(&mut node),
    }
    let mut removed: Vec<String> = Vec::new();
    while let Err(rejected) = attempt(node) {
        let (back, error) = *rejected;
        node = back;
        let wrong = wrong_key(&node, &error);
        // A key that was taken away for being wrong is not missing as well.
        let echo = error.missing.is_some_and(|key| removed.iter().any(|r| r == key));
        if !echo {
            problems.push(diagnostic(label, &node, error));
        }
        let Some(key) = wrong else { return };
        if removed.len() + 1 >= TABLE_MISTAKES {
            let what = format!("this table has {TABLE_MISTAKES} mistakes or more");
            let hint = "correct those that are shown first";
            problems.push(Diagnostic::error(label, what).at(node.place).hint(hint));
            return;
        }
        if let Value::Table(table) = &mut node.value {
            table.take(&key);
        }
        removed.push(key);
    }
}

/// The key of the object inside which the error lies.
fn wrong_key(node: &Node, error: &FormError) -> Option<String> {
    let place = error.place.as_ref()?;
    let inside = |other: &crate::base::Place| {
        other.file == place.file
            && other.bytes.start <= place.bytes.start
            && place.bytes.end <= other.bytes.end
    };
    let entries = &node.table()?.0;
    entries
        .iter()
        .find(|(_, key, value)| inside(key) || inside(&value.place))
        .map(|(key, _, _)| key.clone())
}

fn diagnostic(label: &str, node: &Node, error: FormError) -> Diagnostic {
    let place = error.place.clone().unwrap_or_else(|| node.place.clone());
    let hint = match (&error.unknown, error.missing) {
        (Some((word, known)), _) => nearest(word, known.iter().copied()),
        (None, Some(key)) => format!("add {key} = …"),
        _ => String::new(),
    };
    Diagnostic::error(label, error.message).at(place).hint(hint)
}

/// In `processing`, a bare time or distribution means `service`.
fn normalize_processing(node: &mut Node) {
    const ROLES: [&str; 10] = [
        "gateway",
        "mediation_server",
        "front_end",
        "exum_routing",
        "endpoint",
        "call_router",
        "um_service",
        "worker_process",
        "pipeline",
        "fax_partner",
    ];
    const NOT_KINDS: [&str; 2] = ["service", "wait"];
    let Value::Table(table) = &mut node.value else { return };
    for (key, _, role) in &mut table.0 {
        if !ROLES.contains(&key.as_str()) || matches!(&role.value, Value::List(_)) {
            continue;
        }
        wrap_service(role);
        if let Value::Table(kinds) = &mut role.value {
            let kinds = kinds.0.iter_mut();
            kinds.filter(|(k, _, _)| !NOT_KINDS.contains(&k.as_str())).for_each(|(_, _, kind)| {
                wrap_service(kind);
            });
        }
    }
}

/// A bare time or distribution becomes `{ service = … }`.
fn wrap_service(node: &mut Node) {
    let bare = match &node.value {
        Value::Table(table) => matches!(&table.0[..], [(k, _, _)] if FAMILIES.contains(&&**k)),
        Value::List(_) => false,
        _ => true,
    };
    if bare {
        let place = node.place.clone();
        let inner = node.clone();
        let entry = ("service".to_owned(), place, inner);
        node.value = Value::Table(Table(vec![entry]));
    }
}
