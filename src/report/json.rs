//! The record as JSON: writing, reading, and the schema of the format.

use crate::base::{Error, printable_json};
use crate::experiment::{RECORD_SCHEMA_VERSION, Record};
use std::path::Path;

/// The record as indented JSON with a final newline. Control characters are escaped.
///
/// # Errors
/// If the record cannot be written as JSON, which is a fault of the program.
pub fn render(record: &Record) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(record)
        .map_err(|e| Error::fault(format!("the record cannot be written as JSON: {e}")))?;
    text.push('\n');
    Ok(printable_json(text))
}

/// Reads a record from JSON text; `name` is the file as the user named it.
///
/// # Errors
/// If the text is not a record, or has another version of the format.
pub fn parse(name: &str, text: &str) -> Result<Record, Error> {
    let value: serde_json::Value = serde_json::from_str(text)
        .map_err(|e| Error::file(name, format!("this is not JSON: {e}")))?;
    let version = value.get("schema_version").and_then(serde_json::Value::as_u64);
    match version {
        Some(v) if v == u64::from(RECORD_SCHEMA_VERSION) => {}
        Some(v) => {
            let expected = RECORD_SCHEMA_VERSION;
            return Err(Error::file(
                name,
                format!(
                    "the record has format {v}, but this program reads format {expected}; run the model again"
                ),
            ));
        }
        None => return Err(Error::file(name, "this is not a record: it has no `schema_version`")),
    }
    // Parse the text again, so that the message names the line.
    serde_json::from_str(text).map_err(|e| Error::file(name, format!("this is not a record: {e}")))
}

/// Reads a record from a file.
///
/// # Errors
/// If the file cannot be read, or it is not a record of this version.
pub fn read(path: &Path) -> Result<Record, Error> {
    parse(&path.display().to_string(), &super::files::read(path)?)
}

/// The JSON Schema of a record (draft 2020-12), indented, with a final newline.
pub fn record_schema() -> String {
    let schema = schemars::schema_for!(Record);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::record;

    #[test]
    fn a_record_survives_json() {
        let record = record();
        let text = render(&record).unwrap();
        assert_eq!(parse("record.json", &text).unwrap(), record);
    }

    #[test]
    fn other_files_are_refused_with_their_name() {
        for (text, expected) in [
            ("{", "r.json: this is not JSON"),
            ("{}", "r.json: this is not a record: it has no `schema_version`"),
            (r#"{"schema_version": 99}"#, "r.json: the record has format 99"),
            (
                r#"{"schema_version": 1}"#,
                "r.json: the record has format 1, but this program reads format 2",
            ),
            (r#"{"schema_version": 2}"#, "r.json: this is not a record: missing field"),
        ] {
            let error = parse("r.json", text).unwrap_err();
            assert!(error.is_file());
            assert!(error.to_string().starts_with(expected), "{error}");
        }
    }

    #[test]
    fn names_that_the_catalogue_does_not_have_are_refused() {
        let text = render(&record()).unwrap();
        for (from, to, expected) in [
            (
                "\"blocking\"",
                "\"bloking\"",
                "there is no measure `bloking`; did you mean `blocking`",
            ),
            ("\"p95\"", "\"p96\"", "there is no statistic `p96`"),
            ("\"gateway:gw1", "\"gateways:gw1", "`gateways:gw1.contoso.test` is not a scope"),
            ("\"unit\": \"erlang\"", "\"unit\": \"s\"", "has the unit `erlang`, not `s`"),
            ("\"at_most\"", "\"below\"", "unknown variant `below`"),
            ("\"replications-t\"", "\"t\"", "unknown variant `t`"),
        ] {
            let changed = text.replace(from, to);
            assert_ne!(changed, text, "{from}");
            let error = parse("r.json", &changed).unwrap_err().to_string();
            assert!(error.starts_with("r.json: this is not a record: "), "{error}");
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn the_schema_names_every_column() {
        let schema = record_schema();
        for column in crate::report::csv::COLUMNS {
            assert!(schema.contains(&format!("\"{column}\"")), "{column}");
        }
    }
}
