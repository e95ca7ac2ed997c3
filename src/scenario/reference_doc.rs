//! The vocabulary for people and editors: JSON Schema, a reference page made from it, and a
//! commented scenario to start from.

// Only a test writes `docs/scenario.md`.
#![cfg_attr(not(feature = "internals"), allow(dead_code))]

use super::tables::{LISTS, ScenarioSchema};
use serde_json::Value;
use std::fmt::Write as _;

/// The JSON Schema of a scenario, for editors.
pub fn schema() -> String {
    let mut schema = schemars::schema_for!(ScenarioSchema);
    // `like` is gone before any table is read, so no struct has it.
    let root = schema.ensure_object();
    for kind in LISTS {
        let reference = root["properties"][kind]["items"]["$ref"].as_str().unwrap_or_default();
        let table = reference.rsplit('/').next().unwrap_or_default().to_owned();
        root["$defs"][table]["properties"]["like"] = serde_json::json!({
            "type": ["string", "null"],
            "description": "Another of these, whose keys count where this one does not say them."
        });
    }
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

/// `docs/scenario.md`: every table and key, from the same doc comments.
pub fn reference_page() -> String {
    let schema: Value = serde_json::from_str(&schema()).unwrap_or_default();
    let mut page = String::from(
        "# The scenario file\n\n\
         Generated from the doc comments of the tables; do not edit. Quantities are text with their \
         unit: `\"20 s\"`, `\"1200/h\"`, `\"90 erlang\"`, `\"65 %\"`. Wherever a time is expected, a \
         distribution may stand.\n\n\
         A range in a name stands for several objects (`ex[1-4].contoso.test`, `[01-12]` keeps its \
         zeros), a `*` in a list of names for any text. `like` copies the keys of another object of \
         the same kind, then `[defaults.KIND]` gives what is still not said. Paths of files are \
         relative to the file that names them.\n\n\
         `--set PATH=VALUE` overrides a key: `study.seed=1`, `users[*].ring=15 s`, \
         `gateway[\"gw1\"].lines.e1=12`, `users[\"head office\"].mailboxes.migrated=50 %`, \
         `users[*].ring={ lognormal = { mean = \"20 s\", cv = 0.5 } }`. Ranges and `*` may stand in the \
         quotes. A target or reference goes by its measure, a link or trunk by its two ends, as \
         `trunk[\"gw1 - med1\"]`. A value that is no TOML is text. \
         `path?=value` sets a key only where nothing says it.\n\n## Top level\n\n",
    );
    keys(&mut page, &schema);
    let definitions = schema["$defs"].as_object().cloned().unwrap_or_default();
    for (name, definition) in &definitions {
        let _ = write!(page, "## {}\n\n", name.trim_end_matches("Table").trim_end_matches("Text"));
        if let Some(about) = definition["description"].as_str() {
            let _ = write!(page, "{}\n\n", one_line(about));
        }
        keys(&mut page, definition);
        choices(&mut page, definition);
    }
    page
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn keys(page: &mut String, table: &Value) {
    let Some(properties) = table["properties"].as_object() else { return };
    let required: Vec<&str> =
        table["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    page.push_str("| key | is | meaning |\n| --- | --- | --- |\n");
    for (key, value) in properties {
        let must = if required.contains(&key.as_str()) { ", required" } else { "" };
        let about = one_line(value["description"].as_str().unwrap_or_default());
        let _ = writeln!(page, "| `{key}` | {}{must} | {about} |", kind(value));
    }
    page.push('\n');
}

/// What a value is, in a word.
fn kind(value: &Value) -> String {
    if let Some(reference) = value["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return name.trim_end_matches("Table").trim_end_matches("Text").to_owned();
    }
    if let Some(any) = value["anyOf"].as_array() {
        let kinds: Vec<String> = any.iter().filter(|v| v["type"] != "null").map(kind).collect();
        return kinds.join(" or ");
    }
    if value["items"].is_object() {
        return format!("list of {}", kind(&value["items"]));
    }
    match &value["type"] {
        Value::String(one) => one.clone(),
        Value::Array(several) => {
            let named = several.iter().filter_map(Value::as_str).filter(|t| *t != "null");
            let named: Vec<&str> = named.collect();
            if named == ["array"] { "list".to_owned() } else { named.join(" or ") }
        }
        _ => "table".to_owned(),
    }
}

fn choices(page: &mut String, definition: &Value) {
    let Some(choices) = definition["oneOf"].as_array() else { return };
    for choice in choices {
        let about = one_line(choice["description"].as_str().unwrap_or_default());
        if let Some(name) = choice["const"].as_str() {
            let _ = writeln!(page, "- `\"{name}\"`: {about}");
        } else if let Some((name, inner)) =
            choice["properties"].as_object().and_then(|p| p.iter().next())
        {
            let inside: Vec<String> = inner["properties"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(key, value)| format!("`{key}` ({})", kind(value)))
                .collect();
            let inside = if inside.is_empty() { kind(inner) } else { inside.join(", ") };
            let _ = writeln!(page, "- `{{ {name} = … }}`: {about} Takes {inside}.");
        }
    }
    page.push('\n');
}

/// A small scenario that runs, every line explained.
pub fn starter(name: &str) -> String {
    let title = name.replace(['\\', '"'], "");
    STARTER.replace("@TITLE@", &title)
}

const STARTER: &str = include_str!("starter.toml");
