//! Objects as `Export-Clixml` writes them: `<Objs>` with an `<Obj>` for each, whose properties stand in `<Props>` and
//! `<MS>`.

use super::called::Called;
use super::kind::Kind;
use super::object::{Object, Value, is_read};
use crate::base::limits::EXPORT_OBJECTS;
use crate::import::xml::{self, Element};
use std::collections::BTreeMap;

/// The objects of a file.
///
/// # Errors
/// For people: it is no well-formed XML, or has too many objects.
pub(super) fn read(text: &str, file: &str) -> Result<Vec<Object>, String> {
    let mut found = Vec::new();
    let mut types = BTreeMap::new();
    xml::parts(text, 1, |part| top(&part, file, &mut types, &mut found))?;
    Ok(found)
}

/// An object, or a list of objects.
fn top(
    part: &Element,
    file: &str,
    types: &mut BTreeMap<String, Kind>,
    found: &mut Vec<Object>,
) -> Result<(), String> {
    let list = part.child("LST").filter(|_| part.child("Props").is_none());
    if let Some(list) = list {
        return list.children.iter().try_for_each(|item| top(item, file, types, found));
    }
    if found.len() >= EXPORT_OBJECTS {
        return Err(format!("it has more than {EXPORT_OBJECTS} objects"));
    }
    let mut object = Object::new(format!("{file}, object {}", found.len() + 1));
    object.kind = kind(part, types);
    for property in part.all("Props").chain(part.all("MS")).flat_map(|group| &group.children) {
        let Some(name) = property.attribute("N").filter(|name| is_read(name)) else { continue };
        if let Some(value) = value(property) {
            object.set(name, value);
        }
    }
    if !object.is_empty() {
        found.push(object);
    }
    Ok(())
}

/// The cmdlet by the names of the type, which stand once and are referred to afterwards.
fn kind(part: &Element, types: &mut BTreeMap<String, Kind>) -> Option<Kind> {
    if let Some(names) = part.child("TN") {
        let last = |name: &Element| Kind::by_noun(name.text.trim().rsplit('.').next()?);
        let kind = names.all("T").find_map(last);
        if let (Some(kind), Some(id)) = (kind, names.attribute("RefId")) {
            types.insert(id.to_owned(), kind);
        }
        return kind;
    }
    types.get(part.child("TNRef")?.attribute("RefId")?).copied()
}

fn value(element: &Element) -> Option<Value> {
    let text = || unescaped(element.text.trim());
    match element.name.as_str() {
        "Nil" | "Ref" => None,
        "I16" | "I32" | "I64" | "U16" | "U32" | "U64" | "By" | "Db" | "D" | "Sg" => {
            Some(Value::Number(text()))
        }
        "Obj" => object(element),
        _ => Some(Value::Text(text())),
    }
}

/// A list, or what an object is called. Of an enumeration both text and number are there: the text counts.
fn object(element: &Element) -> Option<Value> {
    let lists = ["LST", "IE", "STK", "QUE"];
    if let Some(list) = element.children.iter().find(|child| lists.contains(&child.name.as_str())) {
        let mut all = Vec::new();
        for item in list.children.iter().filter_map(value) {
            match item {
                Value::Text(text) | Value::Number(text) => all.push(text),
                Value::List(texts) => all.extend(texts),
            }
        }
        return Some(Value::List(all));
    }
    if let Some(said) = element.child("ToString") {
        return Some(Value::Text(unescaped(said.text.trim())));
    }
    let mut called = Called::default();
    for property in element.all("Props").flat_map(|group| &group.children) {
        let Some(name) = property.attribute("N").filter(|name| Called::asks(name)) else {
            continue;
        };
        if let Some(Value::Text(text) | Value::Number(text)) = value(property) {
            called.add(name, text);
        }
    }
    called.value()
}

/// Replaces `_x000A_` and the like, by which CLIXML writes characters that XML cannot hold.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        let c = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        let end = if c.is_some() { at + 7 } else { at + 2 };
        out.push_str(&rest[..if c.is_some() { at } else { end }]);
        out.extend(c);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_are_read() {
        assert_eq!(unescaped("a_x000A_b_x_c_x12_"), "a\nb_x_c_x12_");
        assert_eq!(unescaped("_xü___x0041_"), "_xü__A");
    }
}
