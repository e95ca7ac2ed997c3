//! Values of Python as the overrides of `--set`.

use crate::errors::usage;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};

/// `path=value` for every entry of a mapping, in order.
pub fn of(set: Option<&Bound<'_, PyMapping>>) -> PyResult<Vec<String>> {
    let Some(set) = set else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for item in set.items()?.iter() {
        let (path, value): (String, Bound<'_, PyAny>) = item.extract()?;
        found.push(format!("{path}={}", text(&value)?));
    }
    Ok(found)
}

/// `path=values` of a key to vary: a text as `0%..100%:10%`, or a list of values.
pub fn axes(vary: &Bound<'_, PyMapping>) -> PyResult<Vec<String>> {
    let mut found = Vec::new();
    for item in vary.items()?.iter() {
        let (path, values): (String, Bound<'_, PyAny>) = item.extract()?;
        if values.is_instance_of::<PyString>() {
            found.push(format!("{path}={}", values.extract::<String>()?));
            continue;
        }
        let mut list = Vec::new();
        for value in values.try_iter()? {
            list.push(inner(&value?)?);
        }
        found.push(format!("{path}=[{}]", list.join(", ")));
    }
    Ok(found)
}

/// A value as `--set` takes it: a text stands as it is.
pub fn text(value: &Bound<'_, PyAny>) -> PyResult<String> {
    match value.cast::<PyString>() {
        Ok(text) => text.extract(),
        Err(_) => inner(value),
    }
}

/// A value as TOML writes it.
fn inner(value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(is) = value.cast::<PyBool>() {
        return Ok(is.is_true().to_string());
    }
    if value.is_instance_of::<PyInt>() {
        return value.str()?.extract();
    }
    if value.is_instance_of::<PyFloat>() {
        let number: f64 = value.extract()?;
        return Ok(if number.is_nan() { "nan".to_owned() } else { format!("{number:?}") });
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(quoted(&text.extract::<String>()?));
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let items = value.try_iter()?.map(|item| inner(&item?)).collect::<PyResult<Vec<_>>>()?;
        return Ok(format!("[{}]", items.join(", ")));
    }
    if let Ok(table) = value.cast::<PyDict>() {
        let mut items = Vec::new();
        for (key, value) in table.iter() {
            items.push(format!("{} = {}", quoted(&key.extract::<String>()?), inner(&value)?));
        }
        return Ok(format!("{{ {} }}", items.join(", ")));
    }
    // Whole and other numbers of NumPy and the like say what they are.
    for method in ["__index__", "__float__"] {
        if value.hasattr(method)? {
            return inner(&value.call_method0(method)?);
        }
    }
    let what = value.get_type().name()?;
    Err(usage(
        value.py(),
        format!("a `{what}` is no value of a key; give a text, a number, a list or a dict"),
    ))
}

/// A basic string of TOML, which escapes as JSON does.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
