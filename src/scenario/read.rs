//! From the tree to any type that serde reads, with errors that know their place and speak to the
//! writer of a scenario.

use super::node::{Node, Value};
use crate::base::Place;
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, Expected, IntoDeserializer, Unexpected, Visitor};
use std::fmt;

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
        Some(key) => {
            Err(de::Error::custom(format!("give only one of the choices; `{key}` is a second one")))
        }
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
            Value::List(nodes) => {
                let mut items = Items(nodes.iter());
                visitor.visit_seq(&mut items).and_then(|read| match items.0.next() {
                    None => Ok(read),
                    Some(extra) => {
                        let many = "this item is one too many; remove it";
                        Err(<FormError as de::Error>::custom(many).at(&extra.place))
                    }
                })
            }
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
