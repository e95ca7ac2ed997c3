//! Objects as `ConvertTo-Json` writes them: one object, or a list of them. Only properties that are read are kept, so
//! that a long file takes little memory.

use super::called::Called;
use super::object::{Object, Value, is_read};
use crate::base::limits::EXPORT_OBJECTS;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use std::fmt;

/// Levels of objects in an object whose names are read.
const LEVELS: usize = 3;

/// The objects of a file.
///
/// # Errors
/// For people: it is no JSON, or has too many objects.
pub(super) fn read(text: &str, file: &str) -> Result<Vec<Object>, String> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let mut found = Vec::new();
    let top = Top { file, found: &mut found };
    top.deserialize(&mut reader)
        .and_then(|()| reader.end())
        .map_err(|e| format!("this is no JSON: {e}"))?;
    Ok(found)
}

/// One object, a list of objects, or a list inside of `value`, as PowerShell writes some.
struct Top<'a> {
    file: &'a str,
    found: &'a mut Vec<Object>,
}

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list of objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if self.found.len() >= EXPORT_OBJECTS {
            return Err(A::Error::custom(format!("it has more than {EXPORT_OBJECTS} objects")));
        }
        let from = format!("{}, object {}", self.file, self.found.len() + 1);
        let mut object = Object::new(from);
        while let Some(name) = map.next_key::<String>()? {
            if name == "value" {
                map.next_value_seed(Top { file: self.file, found: &mut *self.found })?;
            } else if is_read(&name) {
                if let Some(value) = map.next_value_seed(Part(LEVELS))? {
                    object.set(&name, value);
                }
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if !object.is_empty() {
            self.found.push(object);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Top { file, found } = self;
        while items.next_element_seed(Top { file, found: &mut *found })?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// The value of a property, `None` for null; objects in it become what they are called, down to some levels.
struct Part(usize);

impl<'de> DeserializeSeed<'de> for Part {
    type Value = Option<Value>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<Value>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_bool<E>(self, value: bool) -> Result<Option<Value>, E> {
        Ok(Some(Value::Text(if value { "True" } else { "False" }.to_owned())))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Option<Value>, E> {
        Ok(Some(Value::Number(value.to_string())))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Option<Value>, E> {
        Ok(Some(Value::Number(value.to_string())))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Option<Value>, E> {
        Ok(Some(Value::Number(value.to_string())))
    }
    fn visit_str<E>(self, value: &str) -> Result<Option<Value>, E> {
        Ok(Some(Value::Text(value.to_owned())))
    }
    fn visit_unit<E>(self) -> Result<Option<Value>, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Option<Value>, A::Error> {
        let Some(levels) = self.0.checked_sub(1) else {
            while items.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(None);
        };
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(Part(levels))? {
            match item {
                Some(Value::Text(text) | Value::Number(text)) => all.push(text),
                Some(Value::List(texts)) => all.extend(texts),
                None => {}
            }
        }
        Ok(Some(Value::List(all)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Value>, A::Error> {
        let mut called = Called::default();
        while let Some(name) = map.next_key::<String>()? {
            match self.0.checked_sub(1).filter(|_| Called::asks(&name)) {
                Some(levels) => {
                    if let Some(Value::Text(text) | Value::Number(text)) =
                        map.next_value_seed(Part(levels))?
                    {
                        called.add(&name, text);
                    }
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(called.value())
    }
}
