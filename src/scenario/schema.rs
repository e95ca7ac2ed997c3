//! The vocabulary as JSON Schema, with the default of every key.

use super::defaults::{self, Basis, DefaultValue};
use super::tables::{LISTS, ScenarioSchema};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};

/// The JSON Schema of a scenario, for editors.
pub fn schema() -> String {
    serde_json::to_string_pretty(&schema_value()).unwrap_or_default() + "\n"
}

/// The same as a tree.
pub(super) fn schema_value() -> Value {
    let mut schema = schemars::schema_for!(ScenarioSchema).to_value();
    for kind in LISTS {
        let reference = schema["properties"][kind]["items"]["$ref"].as_str().unwrap_or_default();
        let table = reference.rsplit('/').next().unwrap_or_default().to_owned();
        // No struct has `like`, because it is applied before any table is read.
        schema["$defs"][table]["properties"]["like"] = json!({
            "type": ["string", "null"],
            "description": "Another table of the same kind, whose keys this one takes over except where it sets them itself."
        });
    }
    for (definition, path) in table_paths(&schema) {
        let properties = schema["$defs"][&definition]["properties"].as_object_mut();
        for (key, property) in properties.into_iter().flatten() {
            add_default(property, &format!("{path}.{key}"));
        }
    }
    schema
}

/// The default of a key in words, as `95 % (assumption); without Lync: 100 %`; empty if it has none.
pub(super) fn default_words(path: &str) -> String {
    let one = |default: &DefaultValue| {
        let mark = if default.basis == Basis::Assumption { " (assumption)" } else { "" };
        let condition = default.condition().map_or(String::new(), |c| format!("{c}: "));
        format!("{condition}{}{mark}", default.words())
    };
    defaults::at(path).map(one).collect::<Vec<_>>().join("; ")
}

fn add_default(property: &mut Value, path: &str) {
    let words = default_words(path);
    if words.is_empty() {
        return;
    }
    let about = property["description"].as_str().unwrap_or_default();
    property["description"] = format!("{about} Default: {words}.").into();
    let mut defaults = defaults::at(path);
    if let (Some(default), None) = (defaults.next(), defaults.next())
        && !default.text().is_empty()
    {
        property["default"] = default.get();
    }
}

/// The path of the keys of each definition: `users.voice_mail` for `VoiceMailTable`. A definition
/// that stands in several places has the first path.
pub(super) fn table_paths(schema: &Value) -> BTreeMap<String, String> {
    let mut paths = BTreeMap::new();
    let mut waiting = VecDeque::from([(schema, String::new())]);
    while let Some((table, prefix)) = waiting.pop_front() {
        for (key, property) in table["properties"].as_object().into_iter().flatten() {
            let Some(name) = referred(property) else { continue };
            let definition = &schema["$defs"][name];
            if definition["properties"].is_object() && !paths.contains_key(name) {
                let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                paths.insert(name.to_owned(), path.clone());
                waiting.push_back((definition, path));
            }
        }
    }
    paths
}

/// The definition that a property, or each item of it, refers to.
pub(super) fn referred(property: &Value) -> Option<&str> {
    let any = property["anyOf"].as_array().into_iter().flatten();
    let all = [property, &property["items"]].into_iter().chain(any);
    all.filter_map(|value| value["$ref"].as_str()).find_map(|path| path.rsplit('/').next())
}
