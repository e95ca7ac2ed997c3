//! Overrides from outside the file, as `users["head office"].mailboxes.migrated=50 %`: a path to a
//! key and its new value. `path?=value` sets the key only where nothing says it: what is assumed
//! changes, and what the file states stays.

use super::distribution::FAMILIES;
use super::files::OVERRIDE;
use super::names::name_of;
use super::node::{Node, Table, Value};
use super::pattern::{matches, nearest, range};
use super::tables::{LISTS, SINGLES};
use super::texts;
use crate::base::limits::{OVERRIDE_BYTES, OVERRIDE_STEPS};
use crate::base::{Diagnostic, Place, SourceFile};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

const FORM: &str = "write path=value, as 'users[\"head office\"].ring=15 s' or study.seed=1";

/// One step of a path: a key, then which of the objects, if it is a list, and where it stands.
#[derive(Debug, PartialEq)]
pub(super) struct Step<'t> {
    pub(super) key: &'t str,
    pub(super) which: Option<&'t str>,
    pub(super) bytes: Range<usize>,
}

/// The new value of a key, and whether it is only for those that do not say one.
struct New {
    value: Node,
    unless_said: bool,
}

/// What is wrong with a path: where, what, and the cure.
struct Wrong {
    bytes: Range<usize>,
    what: String,
    hint: String,
}

impl Wrong {
    fn at(step: &Step<'_>, what: String, hint: impl Into<String>) -> Self {
        Wrong { bytes: step.bytes.clone(), what, hint: hint.into() }
    }
}

/// Sets one key, or adds it.
pub(super) fn apply(root: &mut Table, text: &str) -> Result<(), Diagnostic> {
    if text.len() > OVERRIDE_BYTES {
        let what = format!("an override has at most {OVERRIDE_BYTES} bytes, not {}", text.len());
        return Err(Diagnostic::error(OVERRIDE, what).hint("write long values into the model"));
    }
    let file = Arc::new(SourceFile::new(OVERRIDE, text));
    set_text(root, &file).map_err(|wrong| {
        let place = Place { file, bytes: wrong.bytes };
        Diagnostic::error(OVERRIDE, wrong.what).at(place).hint(wrong.hint)
    })
}

fn set_text(root: &mut Table, file: &Arc<SourceFile>) -> Result<(), Wrong> {
    let text = file.text.as_str();
    let form = |bytes, what: &str| Wrong { bytes, what: what.to_owned(), hint: FORM.to_owned() };
    let (path, value) =
        text.split_once('=').ok_or_else(|| form(0..text.len(), "there is no `=`"))?;
    let value = value_node(file, path.len() + 1, value)?;
    let (path, unless_said) = match path.trim_end().strip_suffix('?') {
        Some(path) => (path, true),
        None => (path, false),
    };
    texts::first_wrong(&value).map_or(Ok(()), |(place, what, hint)| {
        Err(Wrong { bytes: place.bytes, what, hint: hint.to_owned() })
    })?;
    let steps = steps(path).ok_or_else(|| form(0..path.len(), "this is not a path"))?;
    if let Some(deep) = steps.get(OVERRIDE_STEPS) {
        let what = format!("a path has at most {OVERRIDE_STEPS} keys, not {}", steps.len());
        return Err(Wrong::at(deep, what, FORM));
    }
    let new = New { value, unless_said };
    let Some((first, rest)) = steps.split_first() else { return Ok(()) };
    if ["include", "defaults", "schema_version"].contains(&first.key) {
        let hint = "override the keys of the objects, as users[*].ring";
        return Err(Wrong::at(first, format!("`{}` cannot be overridden", first.key), hint));
    }
    if LISTS.contains(&first.key) {
        return set_objects(root, first, rest, &new);
    }
    if !SINGLES.contains(&first.key) {
        let what = format!("there is no `{}`", first.key);
        return Err(Wrong::at(
            first,
            what,
            nearest(first.key, SINGLES.iter().chain(LISTS).copied()),
        ));
    }
    set(root, &steps, &new)
}

/// `users["head office"].mailboxes.migrated` in steps.
pub(super) fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let mut out = Vec::new();
    let mut at = path.len() - path.trim_start().len();
    let stop = path.trim_end().len();
    loop {
        let rest = path.get(at..stop)?;
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let key = rest[..end].trim();
        if key.is_empty() {
            return None;
        }
        let (mut which, mut after) = (None, &rest[end..]);
        if let Some(inside) = after.strip_prefix('[') {
            let (name, behind) = match inside.strip_prefix('"') {
                Some(quoted) => {
                    let end = end_of_name(quoted)?;
                    (&quoted[..end], &quoted[end + 2..])
                }
                None => inside.split_once(']')?,
            };
            which = Some(name);
            after = behind;
        }
        out.push(Step { key, which, bytes: at..stop - after.len() });
        if after.is_empty() {
            return Some(out);
        }
        at = stop - after.strip_prefix('.')?.len();
    }
}

/// Where a name in quotes ends, before `"]`: a quote that is escaped ends it only if no other one does.
fn end_of_name(quoted: &str) -> Option<usize> {
    let is_escaped = |at: usize| {
        let before = quoted[..at].bytes().rev().take_while(|byte| *byte == b'\\').count();
        before % 2 == 1
    };
    let mut ends = quoted.match_indices("\"]").map(|(at, _)| at);
    ends.clone().find(|at| !is_escaped(*at)).or_else(|| ends.next())
}

/// A name in a path as TOML reads it, without its escapes: `gw 1 "x"` of `gw 1 \"x\"`. What is no TOML stays as it is.
pub fn unescaped(name: &str) -> Cow<'_, str> {
    if !name.contains('\\') {
        return Cow::Borrowed(name);
    }
    match toml::de::DeValue::parse(&format!("\"{name}\"")).map(|value| value.into_inner()) {
        Ok(toml::de::DeValue::String(text)) => Cow::Owned(text.into_owned()),
        _ => Cow::Borrowed(name),
    }
}

/// What a name in a path means: the name of one of these as it is written, or else without its escapes.
pub(super) fn meant<'n>(name: &'n str, mut known: impl Iterator<Item = &'n str>) -> Cow<'n, str> {
    match known.any(|known| known == name) {
        true => Cow::Borrowed(name),
        false => unescaped(name),
    }
}

/// The value as TOML; what is no TOML is text, unless it begins as a list, table or string does.
fn value_node(file: &Arc<SourceFile>, from: usize, text: &str) -> Result<Node, Wrong> {
    let start = from + (text.len() - text.trim_start().len());
    let text = text.trim();
    let bytes = start..start + text.len();
    let mut node = match toml::de::DeValue::parse(text) {
        Ok(value) => Node::new(file, &value),
        Err(error) if text.starts_with(['[', '{', '"', '\'']) => {
            let span = error.span().unwrap_or(0..text.len());
            return Err(Wrong {
                bytes: start + span.start..start + span.end,
                what: format!("this value is not valid TOML: {}", error.message()),
                hint: "quote it for the shell, as 'path=[\"a\", \"b\"]'".to_owned(),
            });
        }
        Err(_) => {
            let place = Place { file: Arc::clone(file), bytes: bytes.clone() };
            return Ok(Node { value: Value::Text(text.to_owned()), place });
        }
    };
    node.shift(start);
    node.place.bytes = bytes;
    Ok(node)
}

/// Sets a key of every object that the step chooses.
fn set_objects(
    root: &mut Table,
    step: &Step<'_>,
    rest: &[Step<'_>],
    new: &New,
) -> Result<(), Wrong> {
    let kind = step.key;
    let none = || Wrong::at(step, format!("this scenario has no `{kind}`"), "");
    let Some(Node { value: Value::List(nodes), .. }) = root.get_mut(kind) else {
        return Err(none());
    };
    let names: Vec<String> = nodes.iter().filter_map(|node| name_of(kind, node)).collect();
    let example = names.first().map_or("*".to_owned(), |name| format!("\"{name}\""));
    let hint = format!("write {kind}[*] for all, or {kind}[{example}]");
    let Some(which) = step.which else {
        return Err(Wrong::at(step, format!("say which `{kind}`"), hint));
    };
    if rest.is_empty() {
        let hint = format!("write {kind}[{example}].key=value");
        return Err(Wrong::at(step, "a key must follow this".to_owned(), hint));
    }
    let which = &*meant(which, names.iter().map(String::as_str));
    let patterns = range(which).unwrap_or_default();
    let chosen = |name: &str| name == which || patterns.iter().any(|p| matches(p, name));
    let mut any = false;
    for node in nodes {
        let is_chosen = match name_of(kind, node) {
            Some(name) => chosen(&name),
            None => which == "*",
        };
        if let (true, Value::Table(inner)) = (is_chosen, &mut node.value) {
            any = true;
            set(inner, rest, new)?;
        }
    }
    let missing = || {
        let hint = nearest(which, names.iter().map(String::as_str));
        Wrong::at(step, format!("there is no {kind} `{which}`"), hint)
    };
    if any { Ok(()) } else { Err(missing()) }
}

/// Sets a key of a table, or of a table inside it.
fn set(table: &mut Table, steps: &[Step<'_>], new: &New) -> Result<(), Wrong> {
    let Some((step, rest)) = steps.split_first() else { return Ok(()) };
    if step.which.is_some() {
        let hint = format!("write {} without brackets; a list is set as a whole", step.key);
        return Err(Wrong::at(step, format!("`{}` is not several objects", step.key), hint));
    }
    let said = table.get(step.key).is_some_and(|node| {
        // What is inside a table may still be missing there.
        rest.is_empty() || node.table().is_none()
    });
    if new.unless_said && said {
        return Ok(());
    }
    // One family of distributions gives way to another.
    if FAMILIES.contains(&step.key)
        && matches!(&table.0[..], [(k, _, _)] if FAMILIES.contains(&&**k))
    {
        table.0.retain(|(key, _, _)| key == step.key);
    }
    let place = Place { file: Arc::clone(&new.value.place.file), bytes: step.bytes.clone() };
    if rest.is_empty() {
        match table.get_mut(step.key) {
            Some(node) => *node = new.value.clone(),
            None => table.0.push((step.key.to_owned(), place, new.value.clone())),
        }
        return Ok(());
    }
    let empty = || Value::Table(Table::default());
    if table.get(step.key).is_none() {
        let node = Node { value: empty(), place: place.clone() };
        table.0.push((step.key.to_owned(), place, node));
    }
    let Some(node) = table.get_mut(step.key) else { return Ok(()) };
    if matches!(node.value, Value::Text(_)) {
        // A constant gives way to a table, as talk="60 s" to talk.exponential.mean.
        node.value = empty();
    }
    match &mut node.value {
        Value::Table(inner) => set(inner, rest, new),
        _ => {
            Err(Wrong::at(step, format!("`{}` has no keys inside", step.key), "set it as a whole"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_step_by_step_with_their_places() {
        let steps = steps("users[\"head. office\"].mailboxes.migrated").expect("a path");
        let keys: Vec<&str> = steps.iter().map(|step| step.key).collect();
        assert_eq!(keys, ["users", "mailboxes", "migrated"]);
        assert_eq!(steps[0].which, Some("head. office"));
        assert_eq!(steps[1].bytes, 22..31);
        for (path, which) in [
            (r#"gateway["gw 1 \"x\""].channels"#, r#"gw 1 \"x\""#),
            (r#"gateway["gw 1 "x""].channels"#, r#"gw 1 "x""#),
            (r#"gateway["a\"]b"].channels"#, r#"a\"]b"#),
            (r#"gateway["a\"].channels"#, r"a\"),
        ] {
            let steps = super::steps(path).expect("a path");
            assert_eq!((steps[0].which, steps[1].key), (Some(which), "channels"), "{path}");
        }
        for wrong in ["", "a..b", "a[\"x", "a]b.", "a.", "a[*]b"] {
            assert_eq!(super::steps(wrong).filter(|s| s[0].key != "a]b"), None, "{wrong}");
        }
    }

    #[test]
    fn names_in_paths_may_have_the_escapes_of_toml() {
        let quoted = r#"gw 1 "x""#;
        for (name, expected) in [
            (r#"gw 1 \"x\""#, quoted),
            (quoted, quoted),
            (r"a\\b", r"a\b"),
            (r"\u00e9", "é"),
            // No escape of TOML.
            (r"DOMAIN\site", r"DOMAIN\site"),
        ] {
            assert_eq!(unescaped(name), expected, "{name}");
        }
        // A name that is written so is meant first.
        assert_eq!(meant(r"a\\b", [r"a\\b", r"a\b"].into_iter()), r"a\\b");
        assert_eq!(meant(r"a\\b", [r"a\b"].into_iter()), r"a\b");
    }
}
