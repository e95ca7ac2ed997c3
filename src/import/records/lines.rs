//! The lines of a file and their fields, one line at a time, so that a file of any length takes little memory. A line is
//! a record: a quotation mark that nobody closes spoils its own line only.

use csv_core::{ReadRecordResult, ReaderBuilder};
use std::io::{BufRead, Read};

/// Bytes of a line. A longer one is no record.
pub const LINE_BYTES: usize = 65_536;

/// Lines of a text in UTF-8.
pub struct Lines<R> {
    input: R,
    number: u64,
    bytes: Vec<u8>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its text without the line break; `None` if it is longer than [`LINE_BYTES`].
    pub text: Option<String>,
}

impl<R: BufRead> Lines<R> {
    /// The lines of a text.
    pub fn new(input: R) -> Self {
        Lines { input, number: 0, bytes: Vec::new() }
    }

    /// Reads the next line into `line`; `false` at the end.
    ///
    /// # Errors
    /// The file cannot be read, for people.
    pub fn next_into(&mut self, line: &mut Line) -> Result<bool, String> {
        self.bytes.clear();
        let most = LINE_BYTES as u64 + 1;
        let read = self.input.by_ref().take(most).read_until(b'\n', &mut self.bytes);
        if read.map_err(|e| e.to_string())? == 0 {
            return Ok(false);
        }
        self.number += 1;
        line.number = self.number;
        if self.bytes.last() != Some(&b'\n') && self.bytes.len() > LINE_BYTES {
            line.text = None;
            return self.skip_line().map(|()| true);
        }
        let text = line.text.get_or_insert_default();
        text.clear();
        // Files of a stream may begin with zeros.
        let read = String::from_utf8_lossy(&self.bytes);
        text.push_str(read.trim_start_matches('\0').trim_end_matches(['\n', '\r']));
        Ok(true)
    }

    fn skip_line(&mut self) -> Result<(), String> {
        loop {
            let buffer = self.input.fill_buf().map_err(|e| e.to_string())?;
            if buffer.is_empty() {
                return Ok(());
            }
            let end = buffer.iter().position(|b| *b == b'\n');
            let used = end.map_or(buffer.len(), |at| at + 1);
            self.input.consume(used);
            if end.is_some() {
                return Ok(());
            }
        }
    }
}

/// How the fields of a line are separated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Separation {
    /// Comma, semicolon or tab.
    pub delimiter: u8,
    /// Whether quotation marks hold a field together.
    pub quotes: bool,
}

impl Separation {
    /// Comma and quotation marks.
    pub const COMMA: Separation = Separation { delimiter: b',', quotes: true };

    /// By the character of which a line has most outside of quotation marks.
    pub fn of(line: &str) -> Separation {
        let count = |delimiter: u8| {
            let mut inside = false;
            line.bytes()
                .filter(|b| {
                    inside ^= *b == b'"';
                    !inside && *b == delimiter
                })
                .count()
        };
        let delimiter = [b';', b'\t', b','].into_iter().max_by_key(|d| count(*d)).unwrap_or(b',');
        Separation { delimiter, quotes: true }
    }
}

fn reader(how: Separation) -> csv_core::Reader {
    ReaderBuilder::new().delimiter(how.delimiter).quoting(how.quotes).build()
}

/// The fields of a line.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// Its tables take far longer to make than a line to read.
    reader: Option<(Separation, csv_core::Reader)>,
    text: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
}

impl Fields {
    /// Separates a line; `false` if a quotation mark is not closed, or if there are more than 1,000 fields.
    pub fn separate(&mut self, line: &str, how: Separation) -> bool {
        const MOST: usize = 1_000;
        self.count = 0;
        self.ends.resize(MOST, 0);
        self.text.resize(line.len() + 1, 0);
        if how.quotes && line.bytes().filter(|b| *b == b'"').count() % 2 == 1 {
            return false;
        }
        let known = self.reader.take().filter(|(for_this, _)| *for_this == how);
        let (_, reader) = self.reader.insert(known.unwrap_or_else(|| (how, reader(how))));
        reader.reset();
        let (mut read, mut written) = (0, 0);
        loop {
            let input = &line.as_bytes()[read..];
            let ends = &mut self.ends[self.count..];
            let (result, taken, out, fields) =
                reader.read_record(input, &mut self.text[written..], ends);
            read += taken;
            written += out;
            self.count += fields;
            match result {
                ReadRecordResult::InputEmpty if taken > 0 => {}
                ReadRecordResult::Record | ReadRecordResult::End => return true,
                _ if input.is_empty() => return true,
                _ => return false,
            }
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// A field without blanks around it; empty if there is none.
    pub fn get(&self, index: usize) -> &str {
        if index >= self.count {
            return "";
        }
        let from = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        let field = self.text.get(from..self.ends[index]).unwrap_or_default();
        std::str::from_utf8(field).unwrap_or_default().trim()
    }

    /// A field counted from the last, 0.
    pub fn last(&self, index: usize) -> &str {
        self.count.checked_sub(index + 1).map_or("", |at| self.get(at))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.count).map(|index| self.get(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<Option<String>> {
        let mut lines = Lines::new(bytes);
        let mut line = Line { number: 0, text: None };
        let mut out = Vec::new();
        while lines.next_into(&mut line).expect("readable") {
            out.push(line.text.clone());
        }
        out
    }

    fn fields(line: &str, how: Separation) -> Option<Vec<String>> {
        let mut fields = Fields::default();
        fields.separate(line, how).then(|| fields.iter().map(str::to_owned).collect())
    }

    #[test]
    fn lines_end_anyhow_and_never_grow_too_long() {
        let plain = vec![Some("a".to_owned()), Some("é".to_owned())];
        assert_eq!(lines("a\r\né".as_bytes()), plain);
        assert_eq!(lines(b"a\xff\n"), [Some("a\u{fffd}".to_owned())]);
        assert_eq!(lines(b"\0\0a\n"), [Some("a".to_owned())]);
        let long = [vec![b'x'; LINE_BYTES + 5], b"\nb".to_vec()].concat();
        assert_eq!(lines(&long), [None, Some("b".to_owned())]);
    }

    #[test]
    fn fields_are_separated_as_switches_write_them() {
        let text = |list: &[&str]| Some(list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>());
        let how = Separation::COMMA;
        assert_eq!(
            fields("\"a,b\",,\"\"\"x\"\" <1>\",3", how),
            text(&["a,b", "", "\"x\" <1>", "3"])
        );
        assert_eq!(fields("\"a", how), None);
        assert_eq!(fields("a,", how), text(&["a", ""]));
        let plain = Separation { delimiter: b',', quotes: false };
        assert_eq!(fields("a\",b", plain), text(&["a\"", "b"]));
        assert_eq!(Separation::of("a;\"b,c,d\";e").delimiter, b';');
    }
}
