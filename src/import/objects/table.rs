//! Objects as `Export-Csv` writes them: a line of names, and a line for each object.

use super::kind::Kind;
use super::object::{Object, Value};
use crate::base::limits::EXPORT_OBJECTS;
use csv::ReaderBuilder;

/// The objects of a table.
///
/// # Errors
/// For people: it is no CSV, or has too many objects.
pub(super) fn read(text: &str, file: &str) -> Result<Vec<Object>, String> {
    let mut text = text;
    let mut kind = None;
    if let Some(rest) = text.strip_prefix("#TYPE ") {
        let (name, rest) = rest.split_once('\n').unwrap_or((rest, ""));
        kind = name.trim().rsplit('.').next().and_then(Kind::by_noun);
        text = rest;
    }
    let first = text.lines().next().unwrap_or_default();
    let count = |by: char| first.matches(by).count();
    let by = [',', ';', '\t'].into_iter().max_by_key(|by| count(*by)).unwrap_or(',');
    let mut reader =
        ReaderBuilder::new().delimiter(by as u8).flexible(true).from_reader(text.as_bytes());
    let named = |e: csv::Error| format!("this is no CSV: {e}");
    let names = reader.headers().map_err(named)?.clone();
    let mut found = Vec::new();
    for row in reader.records() {
        let row = row.map_err(named)?;
        if found.len() >= EXPORT_OBJECTS {
            return Err(format!("it has more than {EXPORT_OBJECTS} objects"));
        }
        let mut object = Object::new(format!("{file}, object {}", found.len() + 1));
        object.kind = kind;
        for (name, value) in names.iter().zip(&row) {
            // Where a property has several values, `Export-Csv` writes the name of their type.
            if !value.starts_with("Microsoft.") && !value.starts_with("System.") {
                object.set(name.trim(), Value::Text(value.to_owned()));
            }
        }
        if !object.is_empty() {
            found.push(object);
        }
    }
    Ok(found)
}
