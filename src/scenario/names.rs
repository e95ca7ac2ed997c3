//! What an object of a list is called in messages and in paths of overrides.

use super::node::{Node, Value};
use super::tables::default_source_name;

/// What an object is called in messages and paths: its name; a target or reference its measure, what
/// may vary its key where it has no name, a
/// link or trunk its two ends, an outage without a name what it hits, with the role if it has one, and a source of calls without a name the one it will have.
pub(super) fn name_of(kind: &str, node: &Node) -> Option<String> {
    let table = node.table()?;
    let text = |key: &str| table.get(key).and_then(Node::text);
    match kind {
        "traffic" => text("name").map(str::to_owned).or_else(|| {
            Some(default_source_name(text("class")?, text("to").or_else(|| text("from"))?))
        }),
        "target" | "reference" => text("measure").map(str::to_owned),
        "vary" => text("name").or_else(|| text("key")).map(str::to_owned),
        "outage" => text("name").map(str::to_owned).or_else(|| {
            let of = text("of")?;
            Some(text("role").map_or_else(|| of.to_owned(), |role| format!("{of} {role}")))
        }),
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
