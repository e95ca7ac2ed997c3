//! The text as a tree in which every key and value knows its place, whichever file it came from.

use crate::base::{Place, SourceFile};
use std::sync::Arc;
use toml::Spanned;
use toml::de::DeValue;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub(super) value: Value,
    pub(super) place: Place,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Bool(bool),
    Datetime(String),
    List(Vec<Node>),
    Table(Table),
}

/// Keys in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table(pub(super) Vec<(String, Place, Node)>);

impl Table {
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|(k, _, _)| k == key).map(|(_, _, node)| node)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.0.iter_mut().find(|(k, _, _)| k == key).map(|(_, _, node)| node)
    }

    pub(super) fn take(&mut self, key: &str) -> Option<Node> {
        let at = self.0.iter().position(|(k, _, _)| k == key)?;
        Some(self.0.remove(at).2)
    }
}

impl Node {
    /// A tree from parsed TOML.
    pub(super) fn new(file: &Arc<SourceFile>, value: &Spanned<DeValue<'_>>) -> Self {
        let place = |bytes| Place { file: Arc::clone(file), bytes };
        let tree = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => {
                let digits = number.as_str().replace('_', "");
                i64::from_str_radix(&digits, number.radix())
                    .map_or_else(|_| Value::Text(digits), Value::Integer)
            }
            DeValue::Float(number) => {
                let digits = number.as_str().replace('_', "");
                // Adding 0 makes 0 of -0.
                digits
                    .parse::<f64>()
                    .map_or_else(|_| Value::Text(digits), |n| Value::Float(n + 0.0))
            }
            DeValue::Boolean(value) => Value::Bool(*value),
            DeValue::Datetime(value) => Value::Datetime(value.to_string()),
            DeValue::Array(values) => {
                Value::List(values.iter().map(|v| Node::new(file, v)).collect())
            }
            DeValue::Table(table) => {
                let mut entries: Vec<_> = table
                    .iter()
                    .map(|(key, v)| {
                        (key.get_ref().to_string(), place(key.span()), Node::new(file, v))
                    })
                    .collect();
                entries.sort_by_key(|(_, place, _)| place.bytes.start);
                Value::Table(Table(entries))
            }
        };
        Node { value: tree, place: place(value.span()) }
    }

    /// How many keys and values it has, itself counted.
    pub(super) fn count(&self) -> usize {
        1 + match &self.value {
            Value::List(nodes) => nodes.iter().map(Node::count).sum(),
            Value::Table(table) => table.0.iter().map(|(_, _, node)| node.count()).sum::<usize>(),
            _ => 0,
        }
    }

    pub(super) fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Moves it and everything inside by this number of bytes, if it was read as a part of a longer text.
    pub(super) fn shift(&mut self, bytes: usize) {
        let shift = |place: &mut Place| {
            place.bytes = place.bytes.start + bytes..place.bytes.end + bytes;
        };
        shift(&mut self.place);
        match &mut self.value {
            Value::List(nodes) => nodes.iter_mut().for_each(|node| node.shift(bytes)),
            Value::Table(table) => table.0.iter_mut().for_each(|(_, place, node)| {
                shift(place);
                node.shift(bytes);
            }),
            _ => {}
        }
    }

    /// Where the value of a path such as `answers.after` or `next_hops.0` stands, or the nearest
    /// around it.
    pub fn place_of(&self, path: &str) -> Place {
        let mut here = self;
        for step in path.split('.') {
            let inside = match &here.value {
                Value::Table(table) => table.get(step),
                Value::List(nodes) => step.parse::<usize>().ok().and_then(|i| nodes.get(i)),
                _ => None,
            };
            let Some(inside) = inside else { break };
            here = inside;
        }
        here.place.clone()
    }
}

/// A table of the file with what it says and where.
#[derive(Clone, Debug)]
pub struct Object<T> {
    /// What it says.
    pub says: T,
    /// ``gateway `gw1` ``, for messages.
    pub label: String,
    /// Where.
    pub node: Node,
}

impl<T> Object<T> {
    /// The kind of table, as `gateway`.
    pub fn kind(&self) -> &str {
        self.label.split(' ').next().unwrap_or_default()
    }

    /// Where the value of a path such as `answers.after` stands, or the nearest around it.
    pub fn place_of(&self, path: &str) -> Place {
        self.node.place_of(path)
    }

    /// The path of the item `i` of the list at `key`; the list's where it was not written in as
    /// many items as it has, because ranges stand for several.
    pub fn item(&self, key: &str, i: usize, items: usize) -> String {
        let written = |n: usize| self.place_of(&format!("{key}.{n}")) != self.place_of(key);
        let as_written = items > 0 && written(items - 1) && !written(items);
        if as_written { format!("{key}.{i}") } else { key.to_owned() }
    }

    /// Whether the file (or a default or `like`) gives this key.
    pub fn gives(&self, key: &str) -> bool {
        self.node.table().is_some_and(|table| table.get(key).is_some())
    }
}
