//! Writes the files that a user asks for. A regular file is replaced whole or not at all: the new one is written beside
//! it under another name, which is then renamed. Symbolic links are followed, and mode and owner are kept. What is no
//! regular file, as a pipe or a device, is written through.

use super::files::create_folder;
use crate::base::Error;
use std::fs::{self, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Symbolic links in a row that are followed, as Linux does.
const MOST_LINKS: usize = 40;
/// The mode of a new file; the process's mask takes permissions from it.
#[cfg(unix)]
const NEW_MODE: u32 = 0o666;

/// Where the bytes go.
enum Target {
    /// To a file that does not exist yet.
    New(PathBuf),
    /// In place of a regular file.
    Regular(PathBuf, Metadata),
    /// Into a pipe, a device or an open descriptor.
    Stream(PathBuf),
}

/// Writes `bytes` to `path` and creates its folders. Readers of a regular file see either the old one or the new one,
/// never a part of it. Another hard link to the old file keeps the old content. The owner is kept as far as the system
/// allows.
///
/// # Errors
/// If a folder or the file cannot be written, or the file is read-only. The old file is then unchanged.
pub fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), Error> {
    let bytes = bytes.as_ref();
    let written = match target(path)? {
        Target::Stream(place) => through(&place, bytes),
        Target::New(place) => {
            create_parent(path)?;
            beside(&place, None)
                .and_then(|file| filled(file, bytes))
                .and_then(|file| renamed(file, &place))
        }
        Target::Regular(place, old) => beside(&place, Some(&old))
            .and_then(|file| filled(file, bytes))
            .and_then(|file| renamed(file, &place)),
    };
    written.map_err(|e| Error::file(path.display().to_string(), e))
}

/// Writes `bytes` to a file that does not exist yet, or into a pipe or a device.
///
/// # Errors
/// If the file exists, or cannot be written.
pub fn write_new(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), Error> {
    let named = |e: io::Error| Error::file(path.display().to_string(), e);
    let taken = "this file exists already and was not changed; choose another name";
    let taken = || Error::file(path.display().to_string(), taken);
    let place = match target(path)? {
        Target::Stream(place) => return through(&place, bytes.as_ref()).map_err(named),
        Target::Regular(..) => return Err(taken()),
        Target::New(place) => place,
    };
    create_parent(path)?;
    let file = beside(&place, None).and_then(|file| filled(file, bytes.as_ref())).map_err(named)?;
    match file.persist_noclobber(&place) {
        Ok(_) => Ok(()),
        Err(e) if e.error.kind() == ErrorKind::AlreadyExists => Err(taken()),
        Err(e) => Err(named(e.error)),
    }
}

/// Whether `write` could write to `path` now. Creates its folders. A pipe or a device is not opened.
///
/// # Errors
/// Those of `write`.
pub fn check(path: &Path) -> Result<(), Error> {
    let (place, old) = match target(path)? {
        Target::Stream(_) => return Ok(()),
        Target::New(place) => (place, None),
        Target::Regular(place, old) => (place, Some(old)),
    };
    create_parent(path)?;
    let made = beside(&place, old.as_ref());
    made.map(drop).map_err(|e| Error::file(path.display().to_string(), e))
}

/// Whether this stands for standard output.
pub fn is_standard_output(path: &Path) -> bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name))
}

/// What a file is known by, whatever it is called: two paths to one file have the same identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// Device and inode.
    Node(u64, u64),
    /// The absolute path without links, of a file that does not exist, or where files have no other identity.
    Path(PathBuf),
}

/// The identity of a file, whether or not it exists; `None` for a device such as `/dev/null`, which is no file to destroy.
pub fn identity(path: &Path) -> Option<Identity> {
    match fs::metadata(path) {
        Ok(about) => of_existing(path, &about),
        Err(_) => Some(Identity::Path(absolute(&followed(path)))),
    }
}

#[cfg(unix)]
fn of_existing(_path: &Path, about: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::{FileTypeExt, MetadataExt};
    let is_device = about.file_type().is_char_device();
    (!is_device).then(|| Identity::Node(about.dev(), about.ino()))
}

#[cfg(not(unix))]
fn of_existing(path: &Path, about: &Metadata) -> Option<Identity> {
    (about.is_file() || about.is_dir()).then(|| Identity::Path(absolute(path)))
}

/// The absolute path without links, of which the last parts need not exist.
pub fn absolute(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let known = whole.ancestors().find_map(|part| Some((part, fs::canonicalize(part).ok()?)));
    match known {
        Some((part, known)) => whole.strip_prefix(part).map_or(whole.clone(), |rest| {
            // Joining nothing would add a separator.
            if rest.as_os_str().is_empty() { known } else { known.join(rest) }
        }),
        None => whole,
    }
}

fn target(path: &Path) -> Result<Target, Error> {
    let named = |what: &dyn std::fmt::Display| Error::file(path.display().to_string(), what);
    if path.file_name().is_none() {
        return Err(named(&"this is not the name of a file"));
    }
    let place = followed(path);
    let old = match fs::metadata(path) {
        Ok(old) if old.is_dir() => return Err(named(&"this is a folder; name a file")),
        Ok(old) if !old.is_file() || is_descriptor(&place) => return Ok(Target::Stream(place)),
        Ok(old) => old,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Target::New(place)),
        Err(e) => return Err(named(&e)),
    };
    let open = OpenOptions::new().write(true).open(&place);
    // The administrator may open a read-only file, but its owner made it read-only to keep it.
    if old.permissions().readonly() || open.is_err_and(|e| e.kind() == ErrorKind::PermissionDenied)
    {
        let what = "this file is read-only and was not changed; allow writing to it, or choose another name";
        return Err(named(&what));
    }
    Ok(Target::Regular(place, old))
}

/// Where the symbolic links from `path` lead, as far as an open descriptor.
fn followed(path: &Path) -> PathBuf {
    let mut place = path.to_owned();
    for _ in 0..MOST_LINKS {
        if is_descriptor(&place) {
            break;
        }
        match fs::read_link(&place) {
            Ok(to) => place = place.parent().unwrap_or(Path::new("")).join(to),
            Err(_) => break,
        }
    }
    place
}

/// Whether a path is that of an open descriptor. The file behind it was opened by someone else, perhaps to append to it.
fn is_descriptor(path: &Path) -> bool {
    let folder = path.parent().unwrap_or(Path::new(""));
    folder == Path::new("/dev/fd") || (folder.starts_with("/proc") && folder.ends_with("fd"))
}

fn through(place: &Path, bytes: &[u8]) -> io::Result<()> {
    OpenOptions::new().append(true).open(place)?.write_all(bytes)
}

fn create_parent(path: &Path) -> Result<(), Error> {
    path.parent().map_or(Ok(()), create_folder)
}

/// An empty file in the folder of `place`, with mode and owner of the `old` one. It is removed unless it is renamed. One
/// that a killed program left behind is replaced.
fn beside(place: &Path, old: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    // A name may have 255 bytes, some of which the rest needs.
    let prefix: String = name.chars().take(40).collect();
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let file = match partial(folder, &format!(".{prefix}"), 0, old) {
        Err(e) if e.kind() == ErrorKind::AlreadyExists => {
            remove_abandoned(&folder.join(format!(".{prefix}{PARTIAL}")));
            partial(folder, &format!(".{prefix}"), 0, old)
        }
        made => made,
    };
    // Another program writes to it, or the file system has no locks: any name that is free.
    let file = match file.ok().filter(is_locked) {
        Some(file) => file,
        None => partial(folder, &format!(".{prefix}."), 8, old)?,
    };
    if let Some(old) = old {
        keep_owner(&file, old);
        file.as_file().set_permissions(old.permissions())?;
    }
    Ok(file)
}

/// How the name of a file ends that is not whole yet.
const PARTIAL: &str = ".partial";

/// A new file with this many random letters in its name.
fn partial(
    folder: &Path,
    prefix: &str,
    random: usize,
    old: Option<&Metadata>,
) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).rand_bytes(random).suffix(PARTIAL);
    #[cfg(unix)]
    if old.is_none() {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(NEW_MODE));
    }
    builder.tempfile_in(folder)
}

/// Locks the file, so that no other program takes it for abandoned, and says whether it is still there.
fn is_locked(file: &NamedTempFile) -> bool {
    let path = file.path();
    let held = file.as_file().metadata().ok().and_then(|about| of_existing(path, &about));
    file.as_file().try_lock().is_ok() && path.exists() && identity(path) == held
}

/// Removes a file that no program has locked: the one that wrote to it was killed.
#[expect(clippy::disallowed_methods, reason = "this is where unfinished files are replaced")]
fn remove_abandoned(path: &Path) {
    let is_file = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
    let file = is_file.then(|| OpenOptions::new().write(true).open(path).ok()).flatten();
    if file.is_some_and(|file| file.try_lock().is_ok()) {
        let _ = fs::remove_file(path);
    }
}

/// Gives a file the owner and the group of the old one, as far as the system allows: only an administrator may give files
/// away.
#[cfg(unix)]
fn keep_owner(file: &NamedTempFile, old: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    if fchown(file.as_file(), Some(old.uid()), Some(old.gid())).is_err() {
        let _ = fchown(file.as_file(), None, Some(old.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_file: &NamedTempFile, _old: &Metadata) {}

fn filled(mut file: NamedTempFile, bytes: &[u8]) -> io::Result<NamedTempFile> {
    file.write_all(bytes)?;
    Ok(file)
}

fn renamed(file: NamedTempFile, place: &Path) -> io::Result<()> {
    file.persist(place).map(drop).map_err(|e| e.error)
}
