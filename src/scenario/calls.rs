//! A list of recorded calls: a CSV whose heading names its columns. An error names the line and the column and never
//! quotes the file, which may be any file of this machine.

use super::seconds::seconds;
use jiff::civil::{DateTime, Time};

/// The columns that a list of calls may have.
const COLUMNS: [&str; 4] = ["at", "talk", "user", "class"];

/// When a recorded call arrived.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RecordedAt {
    /// Seconds from the start of the simulation.
    Seconds(f64),
    /// Time on the day of `study.start`.
    Time(Time),
    /// Date and time.
    DateTime(DateTime),
}

/// A recorded call.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedCall {
    /// Its line in the file, from 1.
    pub line: u64,
    /// When it arrived.
    pub at: RecordedAt,
    /// Length of its conversation in seconds.
    pub talk: Option<f64>,
    /// Number of the called user in the group, from 1.
    pub user: Option<u32>,
    /// Its class as the file names it.
    pub class: Option<String>,
}

/// The calls of a file, in its order.
///
/// # Errors
/// The first line and column that cannot be read, and the cure.
pub(super) fn calls(text: &str) -> Result<Vec<RecordedCall>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_said = |(_, line): &(u64, &str)| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    };
    // What remains, with the lines of the file: the reader counts only what it is given.
    let (numbers, lines): (Vec<u64>, Vec<&str>) = (1..).zip(text.lines()).filter(is_said).unzip();
    let number = |at: Option<&csv::Position>| {
        let line = at.map_or(1, csv::Position::line).max(1) - 1;
        numbers.get(line as usize).copied().unwrap_or(0)
    };
    let unreadable = |error: &csv::Error| {
        let line = number(error.position());
        format!("line {line} has another number of columns than the heading, or is not CSV")
    };
    let first = lines.first().copied().unwrap_or_default();
    let parts = [';', '\t', ','].into_iter().find(|c| first.contains(*c)).unwrap_or(',');
    let clean = lines.join("\n");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(parts as u8)
        .trim(csv::Trim::All)
        .from_reader(clean.as_bytes());
    let headings = reader.headers().map_err(|e| unreadable(&e))?.clone();
    let place = |column: &str| headings.iter().position(|h| h.eq_ignore_ascii_case(column));
    let is_known = |h: &str| COLUMNS.iter().any(|c| h.eq_ignore_ascii_case(c));
    if let Some(i) = headings.iter().position(|h| !is_known(h)) {
        let known = COLUMNS.join(", ");
        return Err(format!(
            "column {} of its heading is none of {known}; remove it or rename it",
            i + 1
        ));
    }
    let times = |column: &&str| headings.iter().filter(|h| h.eq_ignore_ascii_case(column)).count();
    if let Some(column) = COLUMNS.iter().find(|column| times(column) > 1) {
        let line = numbers.first().copied().unwrap_or(1);
        return Err(format!(
            "line {line}: its heading has column `{column}` twice; remove or rename one of them"
        ));
    }
    let places = COLUMNS.map(place);
    let Some(at) = places[0] else {
        return Err(
            "its heading has no column `at`; write at,talk,user,class in its first line".to_owned()
        );
    };
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| unreadable(&e))?;
        let line = number(record.position());
        let wrong = |column: &str, why: &str| format!("line {line}, column `{column}`: {why}");
        let field = |i: usize| {
            let text = places[i].and_then(|place| record.get(place)).unwrap_or_default();
            (!text.is_empty()).then_some(text)
        };
        let talk = match field(1) {
            Some(text) => Some(seconds(text).map_err(|why| wrong("talk", &format!("it {why}")))?),
            None => None,
        };
        let user = |text: &str| {
            let why = "it is not the number of a user, 1 or more";
            text.parse::<u32>().ok().filter(|n| *n > 0).ok_or_else(|| wrong("user", why))
        };
        out.push(RecordedCall {
            line,
            at: instant(record.get(at).unwrap_or_default()).map_err(|why| wrong("at", &why))?,
            talk,
            user: field(2).map(user).transpose()?,
            class: field(3).map(str::to_owned),
        });
    }
    if out.is_empty() { Err("it has no calls below its heading".to_owned()) } else { Ok(out) }
}

fn instant(text: &str) -> Result<RecordedAt, String> {
    if !text.contains(':') {
        let why = |why: String| format!("it {why}, or a time of day, or a date and time");
        return seconds(text).map(RecordedAt::Seconds).map_err(why);
    }
    if let Ok(time) = text.parse::<DateTime>() {
        return Ok(RecordedAt::DateTime(time));
    }
    let why = "it is neither seconds, nor a time of day as 08:31:05, nor a date and time as 2013-11-18 08:31:05";
    text.parse::<Time>().map(RecordedAt::Time).map_err(|_| why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_have_times_of_three_kinds_and_errors_name_line_and_column() {
        let read =
            calls("at;Talk;class\n# night\n12.5;30;fax\n08:31:05;;voice\n2013-11-19 00:10:00;5;\n");
        let read = read.expect("a list");
        assert_eq!(read[0].at, RecordedAt::Seconds(12.5));
        assert_eq!(
            (read[0].talk, read[0].class.as_deref(), read[0].line),
            (Some(30.0), Some("fax"), 3)
        );
        assert!(matches!(read[1].at, RecordedAt::Time(_)) && read[1].talk.is_none());
        assert!(matches!(read[2].at, RecordedAt::DateTime(_)) && read[2].class.is_none());
        for (text, expected) in [
            ("", "no column `at`"),
            ("at\n", "no calls below"),
            ("when\n1\n", "column 1 of its heading"),
            ("# calls\nat,talk,Talk\n1,2,3\n", "line 2: its heading has column `talk` twice"),
            ("at,talk\n1,2\n5\n", "line 3 has another number of columns"),
            ("at,talk\n1,two\n", "line 2, column `talk`: it is not seconds"),
            ("at,user\n1,0\n", "line 2, column `user`: it is not the number of a user"),
            ("at\nnoon\n", "line 2, column `at`: it is not seconds"),
            ("at\n25:00\n", "line 2, column `at`: it is neither seconds"),
            ("at\n2025550101\n", "a telephone number"),
        ] {
            let said = calls(text).expect_err(text);
            assert!(said.contains(expected), "{text}: {said}");
        }
    }
}
