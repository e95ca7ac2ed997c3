//! Writes files whole or not at all: to a temporary file in the same folder, which is then renamed.

#![expect(clippy::disallowed_methods, reason = "this is where files are written")]

use crate::base::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes `bytes` to `path` and creates its folders. Readers see either the old file or the new one,
/// never a part of it.
///
/// # Errors
/// If a folder or the file cannot be written. The old file is then unchanged.
pub fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), Error> {
    let named = |e: std::io::Error| Error::file(path.display().to_string(), e);
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    let temporary = temporary(path)?;
    let written = fs::File::create(&temporary)
        .and_then(|mut file| file.write_all(bytes.as_ref()))
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // Report the first error; at worst the temporary file remains.
        let _ = fs::remove_file(&temporary);
    }
    written.map_err(named)
}

/// Writes `bytes` to a file that does not exist yet.
///
/// # Errors
/// If the file exists, or cannot be written.
pub fn write_new(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), Error> {
    let named = |e: std::io::Error| {
        let taken = e.kind() == std::io::ErrorKind::AlreadyExists;
        let what = if taken {
            "this file exists already and was not changed; choose another name".to_owned()
        } else {
            e.to_string()
        };
        Error::file(path.display().to_string(), what)
    };
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    let mut file = fs::File::create_new(path).map_err(named)?;
    file.write_all(bytes.as_ref()).map_err(named)
}

/// Creates a folder and its parents.
///
/// # Errors
/// If it cannot be created, for example because a file has its name.
pub fn create_folder(path: &Path) -> Result<(), Error> {
    if path.as_os_str().is_empty() {
        return Ok(());
    }
    fs::create_dir_all(path).map_err(|e| Error::file(path.display().to_string(), e))
}

/// The whole text of a file.
///
/// # Errors
/// If it cannot be read or is not UTF-8.
pub fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|e| Error::file(path.display().to_string(), e))
}

fn temporary(path: &Path) -> Result<PathBuf, Error> {
    let Some(name) = path.file_name() else {
        return Err(Error::file(path.display().to_string(), "this is not the name of a file"));
    };
    let name = format!(".{}.{}.partial", name.to_string_lossy(), std::process::id());
    Ok(path.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_no_temporary_file_remains() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/record.json");
        write(&path, "one").unwrap();
        write(&path, "two").unwrap();
        assert_eq!(read(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        let error = write_new(&path, "three").unwrap_err();
        assert!(error.is_file() && error.to_string().contains("was not changed"), "{error}");
        assert_eq!(read(&path).unwrap(), "two");
    }

    #[test]
    fn a_folder_in_the_way_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let error = write(folder.path(), "x").unwrap_err();
        assert!(error.to_string().contains(&folder.path().display().to_string()));
        assert!(write(&folder.path().join(".."), "x").unwrap_err().is_file());
    }
}
