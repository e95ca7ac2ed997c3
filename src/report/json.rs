//! The record as JSON: writing, reading, and the schema of the format.

use crate::base::{Error, printable_json};
use crate::experiment::{RECORD_SCHEMA_VERSION, Record};
use serde::{Deserialize, Serialize as _};
use serde_json::ser::{CompactFormatter, Formatter};
use std::io;

/// The record as JSON: indented, but each row of a list on a line of its own, with a final newline. Control characters are
/// escaped.
///
/// # Errors
/// If the record cannot be written as JSON, which is a fault of the program.
pub fn render(record: &Record) -> Result<String, Error> {
    let fault = |e: &dyn std::fmt::Display| {
        Error::fault(format!("the record cannot be written as JSON: {e}"))
    };
    let mut bytes = Vec::new();
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, Rows::default());
    record.serialize(&mut writer).map_err(|e| fault(&e))?;
    bytes.push(b'\n');
    Ok(printable_json(String::from_utf8(bytes).map_err(|e| fault(&e))?))
}

/// Writes the fields of a record and the rows of its lists on lines of their own, and each row without spaces: indenting
/// the fields of all rows would make the file half as large again.
#[derive(Default)]
struct Rows {
    depth: usize,
    /// Whether the innermost list or object that is open has a value.
    has_value: bool,
}

/// Fields of the record are at depth 1, rows of its lists at depth 2.
const ROW: usize = 2;

impl Rows {
    fn begin<W: ?Sized + io::Write>(&mut self, writer: &mut W, mark: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        writer.write_all(mark)
    }

    fn separate<W: ?Sized + io::Write>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { &b""[..] } else { b"," })?;
        self.line(writer)
    }

    fn end<W: ?Sized + io::Write>(&mut self, writer: &mut W, mark: &[u8]) -> io::Result<()> {
        let is_row = self.depth > ROW;
        self.depth -= 1;
        if !is_row && self.has_value {
            self.line(writer)?;
        }
        writer.write_all(mark)
    }

    /// A new line at this depth, unless it is within a row.
    fn line<W: ?Sized + io::Write>(&self, writer: &mut W) -> io::Result<()> {
        match self.depth <= ROW {
            true => write!(writer, "\n{:1$}", "", 2 * self.depth),
            false => Ok(()),
        }
    }
}

impl Formatter for Rows {
    /// A whole number without its decimal point.
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if value.fract() == 0.0 && value.abs() < EXACT && (value != 0.0 || value.is_sign_positive())
        {
            return write!(writer, "{value:.0}");
        }
        CompactFormatter.write_f64(writer, value)
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.separate(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.separate(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(if self.depth <= ROW { &b": "[..] } else { b":" })
    }
}

/// The version of the format of a record, whatever else it holds.
#[derive(Deserialize)]
struct Version {
    schema_version: Option<u64>,
}

/// Reads a record from JSON text; `name` is the file as the user named it.
///
/// # Errors
/// If the text is not a record, has another version of the format, or has a number that no study can have; the message
/// names the field by its path.
pub fn parse(name: &str, text: &str) -> Result<Record, Error> {
    check_version(name, text)?;
    let not_a_record = |path: &str, why: &dyn std::fmt::Display| {
        let field = if path == "." { String::new() } else { format!("{path}: ") };
        Error::file(name, format!("this is not a record: {field}{why}"))
    };
    let mut reader = serde_json::Deserializer::from_str(text);
    let record: Record = serde_path_to_error::deserialize(&mut reader)
        .map_err(|e| not_a_record(&e.path().to_string(), e.inner()))?;
    reader.end().map_err(|e| not_a_record(".", &e))?;
    match record.problem() {
        None => Ok(record),
        Some(why) => Err(not_a_record(".", &format!("{why}; run the model again"))),
    }
}

fn check_version(name: &str, text: &str) -> Result<(), Error> {
    let expected = u64::from(RECORD_SCHEMA_VERSION);
    match serde_json::from_str(text) {
        Ok(Version { schema_version: Some(version) }) if version == expected => Ok(()),
        Ok(Version { schema_version: Some(version) }) => Err(Error::file(
            name,
            format!(
                "the record has format {version}, but this program reads format {expected}; run the model again"
            ),
        )),
        Err(e) if !e.is_data() => Err(Error::file(
            name,
            format!("this is not JSON: {e}; name the `record.json` of a study, or its folder"),
        )),
        _ => Err(Error::file(name, "this is not a record: it has no `schema_version`")),
    }
}

/// Reads a record from a file, or from the folder of a study.
///
/// # Errors
/// If the file cannot be read, or it is not a record of this version.
#[cfg(feature = "files")]
pub fn read(path: &std::path::Path) -> Result<Record, Error> {
    let path = if path.is_dir() { path.join("record.json") } else { path.to_owned() };
    parse(&path.display().to_string(), &super::files::read(&path)?)
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
    fn every_row_has_a_line() {
        let record = record();
        let text = render(&record).unwrap();
        let is_estimate = |line: &&str| {
            line.starts_with("    {\"measure\":") && line.contains(",\"replications\":")
        };
        let lines: Vec<&str> = text.lines().filter(is_estimate).collect();
        assert_eq!(lines.len(), record.estimates.iter().count());
        // What a row does not have, it leaves out.
        assert!(lines.iter().all(|line| !line.contains("null") && !line.contains("\"design\"")));
        assert!(text.starts_with("{\n  \"schema_version\": "), "{}", &text[..60]);
        assert!(text.ends_with("\n}\n") && text.contains("\n  \"precision\": [],\n"), "{text}");
        let pretty = serde_json::to_string_pretty(&record).unwrap();
        // Whole numbers of both are the same.
        assert_eq!(parse("r.json", &text).unwrap(), parse("r.json", &pretty).unwrap());
        assert!(text.len() * 3 < pretty.len() * 2 + 2_000, "{} {}", text.len(), pretty.len());
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
            ("\"unit\":\"erlang\"", "\"unit\":\"s\"", "has the unit `erlang`, not `s`"),
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
        // The more precise estimates stand in a table of their own, as `value`, `low` and `high`.
        let own = crate::report::csv::COLUMNS.iter().filter(|name| !name.starts_with("precise"));
        for column in own {
            assert!(schema.contains(&format!("\"{column}\"")), "{column}");
        }
    }
}
