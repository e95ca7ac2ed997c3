//! The text as a tree in which every key and value knows its place, whichever file it came from.

use crate::base::{Place, SourceFile};
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, Expected, IntoDeserializer, Unexpected, Visitor};
use std::fmt;
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
                digits.parse().map_or_else(|_| Value::Text(digits), Value::Float)
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

    /// Moves it and all inside by so many bytes, where it was read as a part of a longer text.
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

/// A node that does not read, and why.
pub(super) type Rejected = Box<(Node, FormError)>;

/// Why a node has the wrong form, and where.
#[derive(Clone, Debug)]
pub(super) struct FormError {
    pub(super) message: String,
    pub(super) place: Option<Place>,
    /// For an unknown key or variant: it, and what would be known.
    pub(super) unknown: Option<(String, &'static [&'static str])>,
    pub(super) missing: Option<&'static str>,
}

impl FormError {
    fn at(mut self, place: &Place) -> Self {
        self.place.get_or_insert_with(|| place.clone());
        self
    }
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FormError {}

impl de::Error for FormError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        FormError { message: message.to_string(), place: None, unknown: None, missing: None }
    }

    fn invalid_type(given: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format!("{} is expected, not {}", words(expected), found(given)))
    }

    fn invalid_value(given: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(given, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let items = if length == 1 { "item" } else { "items" };
        Self::custom(format!("{} is expected, not {length} {items}", words(expected)))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let mut error = Self::custom(format!("unknown key `{field}`"));
        error.unknown = Some((field.to_owned(), expected));
        error
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let mut error = Self::custom(format!("`{variant}` is not one of the choices"));
        error.unknown = Some((variant.to_owned(), expected));
        error
    }

    fn missing_field(field: &'static str) -> Self {
        let mut error = Self::custom(format!("key `{field}` is missing"));
        error.missing = Some(field);
        error
    }
}

/// What a Rust type is to the writer of a scenario.
fn words(expected: &dyn Expected) -> String {
    let text = expected.to_string();
    let plain = match text.as_str() {
        "u32" => "a whole number from 0 to 4294967295",
        "u64" => "a whole number, 0 or more,",
        "f64" => "a number",
        "a string" => "text in quotes",
        "a boolean" => "true or false",
        "a sequence" => "a list in brackets",
        "a tuple of size 2" => "a pair in brackets",
        "a map" => "a table",
        other if other.starts_with("struct ") => "a table",
        other => other,
    };
    plain.to_owned()
}

/// A value of the wrong type, as the writer sees it.
fn found(given: Unexpected<'_>) -> String {
    match given {
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(number) => format!("`{number}`"),
        Unexpected::Signed(number) => format!("`{number}`"),
        Unexpected::Float(number) => format!("`{number}`"),
        Unexpected::Str(text) => format!("`\"{text}\"`"),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a table".to_owned(),
        other => other.to_string(),
    }
}

/// Reads an enum from a table with one key, its variant. A second key would have no effect.
pub(super) fn variant<'de, T, A>(mut map: A) -> Result<T, A::Error>
where
    T: de::Deserialize<'de>,
    A: de::MapAccess<'de>,
{
    let value = T::deserialize(MapAccessDeserializer::new(&mut map))?;
    match map.next_key::<String>()? {
        Some(key) => Err(de::Error::custom(format!("one choice stands alone; `{key}` is another"))),
        None => Ok(value),
    }
}

/// Reads a `T` from a node.
pub(super) fn read<'n, T: de::Deserialize<'n>>(node: &'n Node) -> Result<T, FormError> {
    T::deserialize(Reader(node))
}

#[derive(Clone, Copy)]
struct Reader<'n>(&'n Node);

impl<'de> de::Deserializer<'de> for Reader<'de> {
    type Error = FormError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        match &self.0.value {
            Value::Text(text) => visitor.visit_str(text),
            Value::Integer(number) => visitor.visit_i64(*number),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Datetime(text) => visitor.visit_str(text),
            Value::List(nodes) => visitor.visit_seq(Items(nodes.iter())),
            Value::Table(table) => visitor.visit_map(Entries { rest: table.0.iter(), value: None }),
        }
        .map_err(|e| e.at(&self.0.place))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FormError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, FormError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FormError> {
        match &self.0.value {
            Value::Text(text) => {
                let text: StrDeserializer<'_, FormError> = text.as_str().into_deserializer();
                text.deserialize_enum(name, variants, visitor)
            }
            Value::Table(table) if table.0.len() == 1 => {
                let entries = Entries { rest: table.0.iter(), value: None };
                MapAccessDeserializer::new(entries).deserialize_enum(name, variants, visitor)
            }
            _ => Err(de::Error::custom(format!("one of {} is expected", variants.join(", ")))),
        }
        .map_err(|e| e.at(&self.0.place))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Items<'n>(std::slice::Iter<'n, Node>);

impl<'n> de::SeqAccess<'n> for Items<'n> {
    type Error = FormError;
    fn next_element_seed<T: DeserializeSeed<'n>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, FormError> {
        let Some(node) = self.0.next() else { return Ok(None) };
        seed.deserialize(Reader(node)).map(Some).map_err(|e| e.at(&node.place))
    }
}

struct Entries<'n> {
    rest: std::slice::Iter<'n, (String, Place, Node)>,
    value: Option<&'n Node>,
}

impl<'n> de::MapAccess<'n> for Entries<'n> {
    type Error = FormError;

    fn next_key_seed<K: DeserializeSeed<'n>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, FormError> {
        let Some((key, place, node)) = self.rest.next() else { return Ok(None) };
        self.value = Some(node);
        let key: StrDeserializer<'_, FormError> = key.as_str().into_deserializer();
        seed.deserialize(key).map(Some).map_err(|e| e.at(place))
    }

    fn next_value_seed<V: DeserializeSeed<'n>>(&mut self, seed: V) -> Result<V::Value, FormError> {
        let Some(node) = self.value.take() else {
            return Err(de::Error::custom("a value is missing"));
        };
        seed.deserialize(Reader(node)).map_err(|e| e.at(&node.place))
    }
}
