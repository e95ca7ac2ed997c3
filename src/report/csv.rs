//! The estimates as CSV: a row for each estimate, an empty field for each missing value.

use crate::base::Error;
use crate::experiment::Record;

/// The columns, in order.
pub const COLUMNS: [&str; 14] = [
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
];

/// All estimates of the record, with series, below a line of column names.
///
/// # Errors
/// If a row cannot be written, which is a fault of the program.
pub fn render(record: &Record) -> Result<String, Error> {
    let fault = |what: String| Error::fault(format!("the table cannot be written as CSV: {what}"));
    // The header is written here so that an empty table has one too.
    let mut writer = ::csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(|e| fault(e.to_string()))?;
    for estimate in &record.estimates {
        writer.serialize(estimate).map_err(|e| fault(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| fault(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| fault(e.to_string()))
}

/// Reads estimates from CSV text; `name` is the file as the user named it.
#[cfg(test)]
fn parse(name: &str, text: &str) -> Result<Vec<crate::experiment::Estimate>, Error> {
    ::csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .map(|row| row.map_err(|e| Error::file(name, e)))
        .collect()
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
        assert_eq!(parse("estimates.csv", &text).unwrap(), record.estimates.into_rows());
    }

    #[test]
    fn an_empty_table_has_its_columns() {
        let mut record = record();
        record.estimates = Vec::new().into();
        assert_eq!(render(&record).unwrap(), COLUMNS.join(",") + "\n");
    }
}
