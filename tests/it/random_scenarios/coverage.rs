//! Which keys of the reference scenarios say, by the schema of the program itself.

use super::Written;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};
use toml::Value;

/// Every key of the reference as `Gateway.lines`, and every word and form of a choice as `Choose=in-order`.
pub struct Vocabulary {
    schema: Json,
}

impl Vocabulary {
    pub fn new() -> Self {
        let text = busyhour::internals::scenario::schema();
        Vocabulary { schema: serde_json::from_str(&text).expect("JSON") }
    }

    /// All there are.
    pub fn all(&self) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        all_of("Top", &self.schema, &mut out);
        for (name, definition) in self.schema["$defs"].as_object().into_iter().flatten() {
            all_of(name, definition, &mut out);
        }
        out
    }

    /// Those that a scenario says.
    pub fn said(&self, written: &Written) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        for root in std::iter::once(&written.root).chain(&written.included) {
            let root = Value::Table(root.clone());
            self.look("Top", &self.schema, &root, &mut out);
            for (kind, keys) in root.get("defaults").and_then(Value::as_table).into_iter().flatten()
            {
                let items = &self.schema["properties"][kind]["items"];
                self.look("Top", items, keys, &mut out);
            }
        }
        out
    }

    /// Walks a value beside the schema of its place.
    fn look(&self, name: &str, schema: &Json, value: &Value, out: &mut BTreeSet<String>) {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap_or_default();
            self.look(name, &self.schema["$defs"][name], value, out);
        }
        for form in forms(schema) {
            if let (Some(word), Some(text)) = (form["const"].as_str(), value.as_str()) {
                if word == text {
                    out.insert(format!("{name}={word}"));
                }
                continue;
            }
            self.look(name, form, value, out);
        }
        match value {
            Value::Table(table) => {
                for (key, inner) in table {
                    let at = &schema["properties"][key];
                    if at.is_object() {
                        out.insert(format!("{name}.{key}"));
                        self.look(&format!("{name}.{key}"), at, inner, out);
                    } else if schema["additionalProperties"].is_object() {
                        self.look(name, &schema["additionalProperties"], inner, out);
                    }
                }
            }
            Value::Array(list) if schema["items"].is_object() => {
                list.iter().for_each(|one| self.look(name, &schema["items"], one, out));
            }
            _ => {}
        }
    }
}

/// The alternatives of a place.
fn forms(schema: &Json) -> impl Iterator<Item = &Json> {
    ["anyOf", "oneOf"].into_iter().flat_map(|key| schema[key].as_array().into_iter().flatten())
}

fn all_of(name: &str, schema: &Json, out: &mut BTreeSet<String>) {
    let empty = Map::new();
    for (key, inner) in schema["properties"].as_object().unwrap_or(&empty) {
        out.insert(format!("{name}.{key}"));
        all_of(&format!("{name}.{key}"), inner, out);
    }
    for form in forms(schema) {
        if let Some(word) = form["const"].as_str() {
            out.insert(format!("{name}={word}"));
        }
        all_of(name, form, out);
    }
}

/// In how many scenarios each key, and each pair of keys, was said.
#[derive(Default)]
pub struct Coverage {
    pub scenarios: usize,
    keys: BTreeMap<String, usize>,
    pairs: BTreeMap<(String, String), usize>,
}

impl Coverage {
    pub fn add(&mut self, said: &BTreeSet<String>) {
        self.scenarios += 1;
        for key in said {
            *self.keys.entry(key.clone()).or_default() += 1;
        }
        let said: Vec<&String> = said.iter().collect();
        for (i, a) in said.iter().enumerate() {
            for b in &said[i + 1..] {
                *self.pairs.entry(((*a).clone(), (*b).clone())).or_default() += 1;
            }
        }
    }

    /// Keys that no scenario said.
    pub fn missing(&self, all: &BTreeSet<String>) -> Vec<String> {
        all.iter().filter(|key| !self.keys.contains_key(*key)).cloned().collect()
    }

    /// Share of all pairs of keys that some scenario said.
    pub fn pairs_reached(&self, all: &BTreeSet<String>) -> f64 {
        let n = all.len() as f64;
        self.pairs.len() as f64 / (n * (n - 1.0) / 2.0)
    }

    /// A line for each key, the rarest first, and the pairs never seen at the end.
    pub fn table(&self, all: &BTreeSet<String>) -> String {
        let seen = |key: &String| self.keys.get(key).copied().unwrap_or(0);
        let mut keys: Vec<(usize, &String)> = all.iter().map(|key| (seen(key), key)).collect();
        keys.sort();
        let lines = keys.iter().map(|(n, key)| format!("{n:6} {key}\n")).collect::<String>();
        let reached = 100.0 * self.pairs_reached(all);
        format!("{} scenarios, {reached:.1} % of the pairs of keys\n{lines}", self.scenarios)
    }
}
