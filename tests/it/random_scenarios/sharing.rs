//! Keys that tables share by `like` and `[defaults.KIND]`, and tables that stand in an included file.

use super::Written;
use super::dice::{Dice, table};
use super::world::{Put, named};
use toml::{Table, Value};

/// Keys that every table of its kind may have.
const SHARED: [&str; 8] = [
    "cores",
    "lan_delay",
    "fax",
    "balance",
    "ring",
    "max_calls",
    "patience",
    "retry_after_redirect",
];

/// Shares keys in each list of tables, as long as the reader takes it.
pub fn shared(dice: &Dice, written: Written) -> Written {
    // Not `exchucutil` and `ocsumutil`: they have no name that `like` could give.
    let kinds: Vec<String> =
        written.root.iter().filter(|(_, v)| v.is_array()).map(|(k, _)| k.clone()).collect();
    let mut out = written;
    for kind in kinds {
        if dice.may() {
            out = or(out, |w| like(dice, w, &kind));
        }
        if dice.may() {
            out = or(out, |w| default(dice, w, &kind));
        }
    }
    if dice.may() { or(out, |w| include(dice, w)) } else { out }
}

/// The changed scenario, or the one before where the reader refuses the change.
fn or(before: Written, change: impl Fn(&mut Written) -> Option<()>) -> Written {
    let mut after = before.clone();
    match change(&mut after) {
        Some(()) if after.study(&[]).is_ok() => after,
        _ => before,
    }
}

fn tables<'w>(written: &'w mut Written, kind: &str) -> Option<&'w mut Vec<Value>> {
    written.root.get_mut(kind)?.as_array_mut()
}

/// The last table takes keys of the first; a table that is alone gets a twin.
fn like(dice: &Dice, written: &mut Written, kind: &str) -> Option<()> {
    let list = tables(written, kind)?;
    if let [Value::Table(only)] = &list[..]
        && let Some(name) = only.get("name").and_then(Value::as_str)
    {
        list.push(Value::Table(named(&format!("{name} twin"))));
    }
    let (last, rest) = tables(written, kind)?.split_last_mut()?;
    let (last, first) = (last.as_table_mut()?, rest.first()?.as_table()?);
    let name = match kind {
        "target" | "reference" => first.get("measure")?.as_str()?.to_owned(),
        "trunk" => format!(
            "{} - {}",
            first.get("gateway")?.as_str()?,
            first.get("mediation_server")?.as_str()?
        ),
        "link" => {
            let ends = first.get("between")?.as_array()?;
            format!("{} - {}", ends.first()?.as_str()?, ends.get(1)?.as_str()?)
        }
        "traffic" if !first.contains_key("name") => {
            let (to, from) = (first.get("to"), first.get("from"));
            let (word, party) = if let Some(to) = to { ("to", to) } else { ("from", from?) };
            format!("{} {word} {}", first.get("class")?.as_str()?, party.as_str()?)
        }
        _ => first.get("name")?.as_str()?.replace("[1-2]", "1"),
    };
    // A Front End is in one pool.
    if kind == "pool" && !last.contains_key("front_ends") {
        last.put("front_ends", 1);
    }
    let own = ["name", "measure", "gateway", "mediation_server", "between", "front_ends"];
    let same: Vec<String> = first
        .keys()
        .filter(|key| !own.contains(&key.as_str()) && last.contains_key(*key) && dice.chance(0.5))
        .cloned()
        .collect();
    for key in same {
        last.remove(&key);
    }
    last.put("like", name);
    Some(())
}

/// A key of the first table becomes the default of all.
fn default(dice: &Dice, written: &mut Written, kind: &str) -> Option<()> {
    let first = tables(written, kind)?.first_mut()?.as_table_mut()?;
    let keys: Vec<&str> = SHARED.into_iter().filter(|key| first.contains_key(*key)).collect();
    let key = *dice.pick(if keys.is_empty() { return None } else { &keys });
    let value = first.remove(key)?;
    let defaults = written.root.entry("defaults").or_insert_with(|| Value::Table(Table::new()));
    defaults.as_table_mut()?.put(kind, table(key, value));
    Some(())
}

/// Some tables stand in another file.
fn include(dice: &Dice, written: &mut Written) -> Option<()> {
    let mut part = Table::new();
    for kind in ["site", "users", "exchange_server", "delivery", "certificate"] {
        if dice.chance(0.5)
            && let Some(tables) = written.root.remove(kind)
        {
            part.insert(kind.to_owned(), tables);
        }
    }
    written.included = Some(part);
    written.root.put("include", vec!["more.toml"]);
    Some(())
}
