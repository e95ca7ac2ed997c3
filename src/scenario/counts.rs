//! Overrides of the number of servers whose name is a range, as `mediation_server["med[1-3]"].count=5`: the range grows
//! or shrinks wherever the scenario writes it.

use super::files::OVERRIDE;
use super::node::{Node, Table, Value};
use super::overrides::{Step, meant, steps};
use super::pattern::nearest;
use super::ranges::{LISTS_OF_HOSTS, keys_of};
use super::tables::LISTS;
use crate::base::limits::{OVERRIDE_BYTES, RANGE_NAMES};
use crate::base::{Diagnostic, Place, SourceFile};
use std::sync::Arc;

/// Tables of servers, whose number can be set.
const KINDS: [&str; 5] = ["gateway", "mediation_server", "pool", "exchange_server", "fax_partner"];

/// The key that stands for the number of objects.
const COUNT: &str = "count";

/// A range as it is written, and as it is meant.
struct Grown {
    kind: String,
    from: String,
    /// `None` if no server is left.
    to: Option<String>,
}

/// Sets the numbers of servers, and gives the other overrides, in which the ranges are those that are meant.
pub(super) fn apply(
    root: &mut Table,
    overrides: &[String],
    problems: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let (mut grown, mut others): (Vec<Grown>, Vec<String>) = (Vec::new(), Vec::new());
    for text in overrides {
        match counted(root, text) {
            None => others.push(text.clone()),
            Some(Err(problem)) => problems.push(*problem),
            Some(Ok(new)) => {
                // The last one counts.
                grown.retain(|old| (&old.kind, &old.from) != (&new.kind, &new.from));
                grown.push(new);
            }
        }
    }
    for range in &grown {
        set(root, range);
        others = others.iter().filter_map(|text| renamed(text, range)).collect();
    }
    others
}

/// What an override of a number of servers sets; `None` for any other override.
fn counted(root: &Table, text: &str) -> Option<Result<Grown, Box<Diagnostic>>> {
    let (path, value) = text.split_once('=').filter(|_| text.len() <= OVERRIDE_BYTES)?;
    let path = path.trim_end().strip_suffix('?').unwrap_or(path);
    let steps = steps(path)?;
    let [object, Step { key: COUNT, which: None, .. }] = &steps[..] else { return None };
    let which = object.which.filter(|_| KINDS.contains(&object.key))?;
    let number = value.trim().parse::<usize>().ok();
    Some(grown(root, object.key, which, number).map_err(|(what, hint)| {
        let file = Arc::new(SourceFile::new(OVERRIDE, text));
        let bytes = object.bytes.clone();
        Box::new(Diagnostic::error(OVERRIDE, what).at(Place { file, bytes }).hint(hint))
    }))
}

/// The range of this kind with another number of names, or what is wrong and the cure.
fn grown(
    root: &Table,
    kind: &str,
    which: &str,
    number: Option<usize>,
) -> Result<Grown, (String, String)> {
    let Some(number) = number.filter(|n| *n <= RANGE_NAMES) else {
        let what = format!("`count` is a whole number from 0 to {RANGE_NAMES}");
        return Err((what, format!("write {kind}[\"{which}\"].count=3")));
    };
    let known: Vec<&str> = match root.get(kind).map(|node| &node.value) {
        Some(Value::List(nodes)) => {
            nodes.iter().filter_map(|node| node.table()?.get("name")?.text()).collect()
        }
        _ => Vec::new(),
    };
    let which = &*meant(which, known.iter().copied());
    if !known.contains(&which) {
        let what = format!("there is no {kind} whose name is written as `{which}`");
        return Err((what, nearest(which, known.into_iter())));
    }
    let Some((head, first, tail)) = single_range(which) else {
        let what = format!("the name `{which}` cannot grow: it is not one range");
        let hint = "write its name in the scenario as a range, as name = \"med[1-1].contoso.test\"";
        return Err((what, hint.to_owned()));
    };
    let start: usize = first.parse().unwrap_or(1);
    let width = first.len();
    let to = (number > 0).then(|| format!("{head}[{first}-{:0width$}]{tail}", start + number - 1));
    Ok(Grown { kind: kind.to_owned(), from: which.to_owned(), to })
}

/// The text before the only range of a name, its first number, and the text behind it.
fn single_range(name: &str) -> Option<(&str, &str, &str)> {
    let (head, after) = name.split_once('[')?;
    let (inside, tail) = after.split_once(']')?;
    let (first, _) = inside.split_once('-')?;
    let is_number = |text: &str| text.len() <= 9 && text.parse::<u32>().is_ok();
    (!tail.contains('[') && is_number(first)).then_some((head, first, tail))
}

/// Writes the range that is meant wherever the scenario names it.
fn set(root: &mut Table, range: &Grown) {
    for (kind, _, node) in &mut root.0 {
        let Value::List(objects) = &mut node.value else { continue };
        if !LISTS.contains(&kind.as_str()) {
            continue;
        }
        objects.retain_mut(|object| {
            let Value::Table(table) = &mut object.value else { return true };
            let named = keys_of(kind)
                .iter()
                .all(|key| table.get_mut(key).is_none_or(|name| keeps(name, range)));
            if named {
                lists(table, range);
            }
            named
        });
    }
}

/// Writes the range that is meant in every list of hosts of a table.
fn lists(table: &mut Table, range: &Grown) {
    for (key, _, node) in &mut table.0 {
        match &mut node.value {
            Value::List(items) if LISTS_OF_HOSTS.contains(&key.as_str()) => {
                items.retain_mut(|item| keeps(item, range));
            }
            Value::Table(inner) => lists(inner, range),
            _ => {}
        }
    }
}

/// Writes the range that is meant in a name; false if no server is left that it could stand for.
fn keeps(name: &mut Node, range: &Grown) -> bool {
    let Value::Text(text) = &mut name.value else { return true };
    if *text != range.from {
        return true;
    }
    match &range.to {
        Some(to) => text.clone_from(to),
        None => return false,
    }
    true
}

/// An override with the range that is meant; `None` if it is of servers that are not there.
fn renamed(text: &str, range: &Grown) -> Option<String> {
    let written = [range.from.clone(), escaped(&range.from)];
    match &range.to {
        Some(to) => {
            let [plain, quoted] = &written;
            let text = text.replace(plain, to);
            Some(if quoted == plain { text } else { text.replace(quoted, &escaped(to)) })
        }
        None => {
            let of_none =
                |name| text.trim_start().starts_with(&format!("{}[\"{name}\"]", range.kind));
            (!written.iter().any(of_none)).then(|| text.to_owned())
        }
    }
}

/// A name as it stands in the quotes of TOML.
fn escaped(name: &str) -> String {
    name.replace('\\', "\\\\").replace('"', "\\\"")
}
