//! Reads files of results, and creates folders.

use crate::base::{Error, limits, read_regular};
use std::path::Path;

/// The whole text of a regular file of at most [`limits::RECORD_BYTES`].
///
/// # Errors
/// If it cannot be read, is larger, is a folder, pipe or device, or is not UTF-8.
pub fn read(path: &Path) -> Result<String, Error> {
    let named = |what: &dyn std::fmt::Display| Error::file(path.display().to_string(), what);
    let bytes = read_regular(path, limits::RECORD_BYTES).map_err(|why| named(&why))?;
    String::from_utf8(bytes).map_err(|e| named(&format!("this is no text in UTF-8: {e}")))
}

/// Creates a folder and its parents.
///
/// # Errors
/// If it cannot be created, for example because a file has its name.
#[expect(clippy::disallowed_methods, reason = "this is where folders are created")]
pub fn create_folder(path: &Path) -> Result<(), Error> {
    if path.as_os_str().is_empty() {
        return Ok(());
    }
    std::fs::create_dir_all(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists | std::io::ErrorKind::NotADirectory => {
            Error::file(path.display().to_string(), "this is no folder; name one, or a new name")
        }
        _ => Error::file(path.display().to_string(), e),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_of_a_sane_size_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let error = read(folder.path()).unwrap_err().to_string();
        assert!(error.contains("this is a folder"), "{error}");
        // A hole takes no room on the disk.
        let path = folder.path().join("large");
        let file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).open(&path);
        file.unwrap().set_len(limits::RECORD_BYTES + 1).unwrap();
        let error = read(&path).unwrap_err().to_string();
        assert!(error.contains("at most 256 MiB are read"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_refused_at_once() {
        let error = read(Path::new("/dev/zero")).unwrap_err().to_string();
        assert!(error.contains("/dev/zero: this is a pipe or device"), "{error}");
    }
}
