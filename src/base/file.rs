//! Reads files that somebody else may have written: regular files only, and never more than a limit. A pipe or
//! device may never end, and opening a pipe may wait for ever.

#![expect(clippy::disallowed_methods, reason = "this is where files are opened for reading")]

use std::fs::{self, File, FileType};
use std::io::Read;
use std::path::Path;

/// The bytes of a regular file.
///
/// # Errors
/// For people: the file cannot be opened, is no regular file, or has more than `limit` bytes.
pub fn read_regular(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
    read_opened(&open_regular(path)?, limit)
}

/// A regular file, opened to be read in parts.
///
/// # Errors
/// For people: the file cannot be opened, or is no regular file.
pub fn open_regular(path: &Path) -> Result<File, String> {
    // The type is known before the file is opened: to open a pipe waits for its other end.
    let kind = fs::metadata(path).map_err(|e| e.to_string())?.file_type();
    refuse_special(kind)?;
    File::open(path).map_err(|e| e.to_string())
}

/// The bytes of a regular file that is already open, from where it stands.
///
/// # Errors
/// For people: it cannot be read, is no regular file, or has more than `limit` bytes.
pub fn read_opened(file: &File, limit: u64) -> Result<Vec<u8>, String> {
    let metadata = file.metadata().map_err(|e| e.to_string())?;
    refuse_special(metadata.file_type())?;
    let too_long =
        |bytes: u64| format!("this file has {}; at most {} are read", size(bytes), size(limit));
    if metadata.len() > limit {
        return Err(too_long(metadata.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    // A file may grow while it is read, and those of /proc do not know their size.
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    if bytes.len() as u64 > limit {
        return Err(format!("this file has more than {}, which is all that is read", size(limit)));
    }
    Ok(bytes)
}

fn refuse_special(kind: FileType) -> Result<(), String> {
    if kind.is_file() {
        return Ok(());
    }
    let what = if kind.is_dir() { "a folder" } else { "a pipe or device" };
    Err(format!("this is {what}; name a regular file"))
}

/// Bytes in a unit that people read.
fn size(bytes: u64) -> String {
    match bytes {
        bytes if bytes >= 10 << 30 => format!("{} GiB", bytes >> 30),
        bytes if bytes >= 1 << 20 => format!("{} MiB", bytes.div_ceil(1 << 20)),
        bytes => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_within_the_limit_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        fs::write(&path, "twelve bytes").expect("written");
        assert_eq!(read_regular(&path, 12).as_deref(), Ok(&b"twelve bytes"[..]));
        let said = |path: &Path, limit| read_regular(path, limit).expect_err("refused");
        assert_eq!(said(&path, 11), "this file has 12 bytes; at most 11 bytes are read");
        assert!(said(folder.path(), 12).contains("folder"));
        assert!(said(&folder.path().join("b.txt"), 12).contains("No such file"));
        // A file of this size on a disk that does not have it.
        File::create(&path).and_then(|file| file.set_len(3 << 40)).expect("a sparse file");
        assert_eq!(said(&path, 32 << 20), "this file has 3072 GiB; at most 32 MiB are read");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_or_device_is_refused_and_not_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.is_ok_and(|status| status.success()));
        for path in [&pipe, Path::new("/dev/zero")] {
            let said = read_regular(path, 1 << 20).expect_err("refused");
            assert_eq!(said, "this is a pipe or device; name a regular file");
        }
    }
}
