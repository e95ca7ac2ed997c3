//! One file to import: its name, its beginning, and its text in UTF-8, whatever its encoding is.

use crate::base::Error;
use crate::base::limits::EXPORT_BYTES;
#[cfg(feature = "files")]
use crate::base::open_regular;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use std::io::{BufReader, Read};
#[cfg(feature = "files")]
use std::path::{Path, PathBuf};

/// Bytes that are looked at to recognise encoding and format.
const HEAD: usize = 64 << 10;

/// A file to import. Only its beginning is in memory.
#[derive(Debug)]
pub struct Input {
    name: String,
    named: bool,
    source: Source,
    head: String,
    encoding: Option<&'static Encoding>,
}

#[derive(Debug)]
enum Source {
    #[cfg(feature = "files")]
    File(PathBuf),
    Bytes(Vec<u8>),
}

/// Reads the text of an input in UTF-8, without a byte-order mark. Bytes that are no text become U+FFFD.
pub type Reader<'i> = BufReader<DecodeReaderBytes<Box<dyn Read + 'i>, Vec<u8>>>;

impl Input {
    /// A regular file; `named_itself` says whether the user named it, and not only the folder that it is in.
    ///
    /// # Errors
    /// It cannot be read, or is no regular file.
    #[cfg(feature = "files")]
    pub fn file(path: &Path, named_itself: bool) -> Result<Input, Error> {
        let named = |why: String| Error::file(path.display().to_string(), why);
        let mut head = Vec::new();
        let file = open_regular(path).map_err(named)?;
        file.take(HEAD as u64).read_to_end(&mut head).map_err(|e| named(e.to_string()))?;
        // What is said of it names the file, not the way to it.
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Input { named: named_itself, ..Input::new(name, Source::File(path.to_owned()), &head) })
    }

    /// A file that is in memory.
    pub fn bytes(name: impl Into<String>, bytes: Vec<u8>) -> Input {
        let head = bytes[..bytes.len().min(HEAD)].to_vec();
        Input::new(name.into(), Source::Bytes(bytes), &head)
    }

    fn new(name: String, source: Source, head: &[u8]) -> Input {
        let encoding = encoding_of(head);
        let head = encoding.map_or(String::new(), |encoding| encoding.decode(head).0.into_owned());
        Input { name, named: true, source, head, encoding }
    }

    /// The name of the file without its folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the user named this file.
    pub fn is_named(&self) -> bool {
        self.named
    }

    /// The beginning of the text, some ten thousand characters; empty if it is binary.
    pub fn head(&self) -> &str {
        self.head.strip_prefix('\u{feff}').unwrap_or(&self.head)
    }

    /// Whether it is no text, as a spreadsheet or an archive is.
    pub fn is_binary(&self) -> bool {
        self.encoding.is_none()
    }

    /// Reads the whole text from its beginning, a part at a time.
    ///
    /// # Errors
    /// It can no longer be opened.
    pub fn reader(&self) -> Result<Reader<'_>, Error> {
        let source: Box<dyn Read + '_> = match &self.source {
            #[cfg(feature = "files")]
            Source::File(path) => {
                Box::new(open_regular(path).map_err(|why| Error::file(&self.name, why))?)
            }
            Source::Bytes(bytes) => Box::new(&bytes[..]),
        };
        let decoded = DecodeReaderBytesBuilder::new()
            .encoding(Some(self.encoding.unwrap_or(UTF_8)))
            .strip_bom(true)
            .build(source);
        Ok(BufReader::new(decoded))
    }

    /// The whole text.
    ///
    /// # Errors
    /// It cannot be read, or is longer than an export may be.
    pub fn text(&self) -> Result<String, Error> {
        let named = |why: String| Error::file(&self.name, why);
        let mut text = String::new();
        let mut reader = self.reader()?.take(EXPORT_BYTES + 1);
        reader.read_to_string(&mut text).map_err(|e| named(e.to_string()))?;
        if text.len() as u64 > EXPORT_BYTES {
            let mib = EXPORT_BYTES >> 20;
            return Err(named(format!(
                "this export is longer than {mib} MiB, which is all that is read; export fewer properties with Select-Object"
            )));
        }
        Ok(text)
    }
}

/// The encoding by the byte-order mark, or else by where the zeros are; `None` if this is no text.
fn encoding_of(head: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Some(encoding);
    }
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match (even, odd) {
        (0, 0) => {}
        // Most characters of an export are ASCII, with a zero for each in UTF-16.
        (0, odd) if 8 * odd > head.len() => return Some(UTF_16LE),
        (even, 0) if 8 * even > head.len() => return Some(UTF_16BE),
        // One zero at the start of a line is what some collectors of Avaya records write.
        _ if even + odd > 1 + head.len() / 256 => return None,
        _ => {}
    }
    if head.starts_with(b"PK\x03\x04") {
        return None;
    }
    // The last character may be cut.
    let is_text = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(why) => why.error_len().is_none(),
    };
    Some(if is_text { UTF_8 } else { WINDOWS_1252 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufRead as _;

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2], mark: &[u8]) -> Vec<u8> {
        mark.iter().copied().chain(text.encode_utf16().flat_map(bytes)).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "Name : Zürich\r\nVoIPSecurity : Secured\r\n";
        let inputs = [
            text.as_bytes().to_vec(),
            ["\u{feff}".as_bytes(), text.as_bytes()].concat(),
            utf_16(text, u16::to_le_bytes, &[0xff, 0xfe]),
            utf_16(text, u16::to_be_bytes, &[0xfe, 0xff]),
            utf_16(text, u16::to_le_bytes, &[]),
            utf_16(text, u16::to_be_bytes, &[]),
            text.chars().map(|c| c as u8).collect(),
        ];
        for bytes in inputs {
            let input = Input::bytes("a.txt", bytes.clone());
            assert_eq!(input.head(), text, "{bytes:?}");
            assert_eq!(input.text().expect("text"), text, "{bytes:?}");
            let lines: Vec<String> =
                input.reader().expect("opens").lines().map_while(Result::ok).collect();
            assert_eq!(lines.len(), 2);
        }
    }

    #[test]
    fn a_binary_file_is_no_text() {
        assert!(Input::bytes("a.xlsx", b"PK\x03\x04abcdef".to_vec()).is_binary());
        assert!(Input::bytes("a.bin", vec![0, 0, 1, 0, 7, 0, 0, 0]).is_binary());
        assert!(
            !Input::bytes("smdr.txt", b"\0one line with a zero before it".to_vec()).is_binary()
        );
        assert!(!Input::bytes("empty", Vec::new()).is_binary());
    }
}
