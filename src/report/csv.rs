//! The estimates as CSV: a row for each estimate, an empty field for each missing value. A spreadsheet takes a
//! field that begins as a formula for one, so that such a text begins with an apostrophe here.

use crate::base::{Error, printable};
use crate::experiment::{ControlVariate, Estimate, Record};
use crate::measure::Figure;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The columns, in order.
pub const COLUMNS: [&str; 18] = [
    "design",
    "measure",
    "scope",
    "statistic",
    "from",
    "to",
    "unit",
    "value",
    "low",
    "high",
    "level",
    "method",
    "replications",
    "count",
    "precise",
    "precise_low",
    "precise_high",
    "gain",
];

/// The columns of texts. All others are numbers, which may be negative.
const TEXTS: [&str; 6] = ["design", "measure", "scope", "statistic", "unit", "method"];

/// How a formula begins, in spreadsheets in English and in East Asian languages.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// All estimates of the record, with series, below a line of column names. Control characters in names are escaped,
/// and no name begins a formula.
///
/// # Errors
/// If a row cannot be written, which is a fault of the program.
pub fn render(record: &Record) -> Result<String, Error> {
    let fault = |what: String| Error::fault(format!("the table cannot be written as CSV: {what}"));
    // The header is written here so that an empty table has one too.
    let mut writer = ::csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(|e| fault(e.to_string()))?;
    let controls: BTreeMap<(&str, &Figure), &ControlVariate> =
        record.control_variates.iter().map(|c| ((c.design.as_str(), &c.figure), c)).collect();
    for estimate in &record.estimates {
        let key = (estimate.design.as_str(), &estimate.figure);
        let control = controls.get(&key).filter(|_| estimate.from.is_none());
        let row = (clean(estimate), precise(control.copied()));
        writer.serialize(row).map_err(|e| fault(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| fault(e.to_string()))?;
    // All other texts are the program's own words.
    let names = record.estimates.iter().flat_map(|e| [e.design.as_str(), e.figure.scope.as_str()]);
    let is_safe = |name: &str| matches!(plain_text(name), Cow::Borrowed(_));
    if names.into_iter().all(is_safe) {
        return String::from_utf8(bytes).map_err(|e| fault(e.to_string()));
    }
    let bytes = safe(&bytes).map_err(|e| fault(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| fault(e.to_string()))
}

/// The estimate with twelve significant digits: more are rounding errors, as in `60.00000000000001`.
fn clean(e: &Estimate) -> Estimate {
    Estimate {
        from: e.from.map(round),
        to: e.to.map(round),
        value: e.value.map(round),
        low: e.low.map(round),
        high: e.high.map(round),
        level: round(e.level),
        ..e.clone()
    }
}

/// A number with twelve significant digits.
fn round(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// The more precise estimate from known arrivals and shares, the ends of its interval, and its gain.
fn precise(control: Option<&ControlVariate>) -> [Option<f64>; 4] {
    control.map_or([None; 4], |c| [c.value, c.low, c.high, c.gain].map(|v| Some(round(v))))
}

/// The table with every text made safe for terminals and spreadsheets.
fn safe(table: &[u8]) -> Result<Vec<u8>, ::csv::Error> {
    let mut writer = ::csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    let mut rows = ::csv::ReaderBuilder::new().has_headers(false).from_reader(table);
    let mut row = ::csv::StringRecord::new();
    while rows.read_record(&mut row)? {
        for (column, field) in COLUMNS.iter().zip(&row) {
            let field = match TEXTS.contains(column) {
                true => plain_text(field),
                false => Cow::Borrowed(field),
            };
            writer.write_field(&*field)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}

/// A text that no spreadsheet takes for a formula. Some of them split a field at a semicolon.
fn plain_text(field: &str) -> Cow<'_, str> {
    let begins = |text: &str| text.trim_start_matches([' ', '"']).starts_with(FORMULA);
    if !field.split(';').any(begins) {
        return printable(field);
    }
    let part = |text: &str| if begins(text) { format!("'{text}") } else { text.to_owned() };
    let safe = field.split(';').map(part).collect::<Vec<_>>().join(";");
    Cow::Owned(printable(&safe).into_owned())
}

/// Reads estimates from CSV text; `name` is the file as the user named it.
#[cfg(test)]
fn parse(name: &str, text: &str) -> Result<Vec<Estimate>, Error> {
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let of_estimate = |row: &::csv::StringRecord| {
        row.iter().take(COLUMNS.len() - precise(None).len()).collect::<::csv::StringRecord>()
    };
    let heads = of_estimate(reader.headers().map_err(|e| Error::file(name, e))?);
    let row = |row: Result<::csv::StringRecord, ::csv::Error>| {
        of_estimate(&row?).deserialize::<Estimate>(Some(&heads))
    };
    reader.records().map(|r| row(r).map_err(|e| Error::file(name, e))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::record;

    #[test]
    fn the_table_survives_csv() {
        let record = record();
        let text = render(&record).unwrap();
        assert_eq!(text.lines().next().unwrap(), COLUMNS.join(","));
        let rows: Vec<Estimate> = record.estimates.iter().map(clean).collect();
        assert_eq!(parse("estimates.csv", &text).unwrap(), rows);
    }

    #[test]
    fn a_more_precise_estimate_is_beside_the_plain_one() {
        let mut record = record();
        let plain = record.single().next().unwrap().clone();
        record.control_variates = vec![ControlVariate {
            design: String::new(),
            figure: plain.figure.clone(),
            method: crate::experiment::ControlMethod::Control,
            plain: 0.5,
            value: 0.25,
            low: 0.125,
            high: 0.375,
            level: 0.95,
            gain: 1.5,
        }];
        let text = render(&record).unwrap();
        let with: Vec<&str> =
            text.lines().filter(|line| line.ends_with(",0.25,0.125,0.375,1.5")).collect();
        let [line] = with[..] else { panic!("{text}") };
        assert!(line.starts_with(&format!(",{},", plain.figure.measure.name())), "{line}");
        assert!(text.lines().skip(1).filter(|l| *l != line).all(|l| l.ends_with(",,,,")), "{text}");
    }

    #[test]
    fn numbers_have_no_binary_dust() {
        let mut record = record();
        let mut rows = record.estimates.into_rows();
        rows.truncate(1);
        (rows[0].value, rows[0].low) = (Some(60.000_000_000_000_01), Some(0.1 + 0.2));
        record.estimates = rows.into();
        let text = render(&record).unwrap();
        assert!(text.contains(",60.0,0.3,"), "{text}");
    }

    #[test]
    fn every_column_is_documented() {
        let page = include_str!("../../docs/estimates.md");
        for column in COLUMNS {
            assert!(page.contains(&format!("\n| `{column}` |")), "{column}");
        }
    }

    #[test]
    fn no_text_begins_a_formula_and_numbers_stay() {
        for (text, expected) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1", "'+1"),
            ("-2+3", "'-2+3"),
            ("@SUM(1+1)", "'@SUM(1+1)"),
            (" =1", "' =1"),
            ("\t=1", "'\\t=1"),
            ("\r1", "'\\r1"),
            ("x;=1", "x;'=1"),
            ("＝1", "'＝1"),
            ("gw-1=a", "gw-1=a"),
            ("a\u{1b}b", "a\\u001bb"),
        ] {
            assert_eq!(plain_text(text), expected);
        }
        let mut record = record();
        let row = record.estimates.iter().next().unwrap().clone();
        let row = Estimate { design: "=1+1".into(), value: Some(-1.0), ..row };
        record.estimates = vec![row].into();
        let text = render(&record).unwrap();
        let line = text.lines().nth(1).unwrap();
        assert!(line.starts_with("'=1+1,") && line.contains(",-1.0,"), "{line}");
    }

    #[test]
    fn an_empty_table_has_its_columns() {
        let mut record = record();
        record.estimates = Vec::new().into();
        assert_eq!(render(&record).unwrap(), COLUMNS.join(",") + "\n");
    }
}
