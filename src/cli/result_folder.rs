//! The folder of a result. It holds the files of one result and no others: a list of what busyhour wrote stays in the
//! folder, the next result removes what is on that list, and a folder with other files of that kind is refused.

#![expect(
    clippy::disallowed_methods,
    reason = "this is where the files of former results are found and removed"
)]

use crate::base::Error;
use crate::report::files;
use crate::report::output::{self, Identity};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Component, Path, PathBuf};

/// The journal of a study of several designs.
pub const JOURNAL: &str = "journal.jsonl";
/// The list of the files that busyhour wrote.
const LIST: &str = "files.json";
/// What every result has, and the page about call records.
const HEADS: [&str; 6] =
    ["record.json", "estimates.csv", "report.html", "report.md", "run-info.json", PAGE];
/// The page about call records.
pub const PAGE: &str = "records.md";
/// The folder of its charts.
pub const CHARTS: &str = "charts";
/// The file that is locked as long as a command writes to the folder. It stays there, because removing it would let two
/// commands lock different files of this name.
const LOCK: &str = ".busyhour-lock";
/// Names of files in a message.
const SHOWN: usize = 3;

/// What the list holds.
#[derive(Serialize, Deserialize)]
struct List {
    /// Version of the program that wrote it.
    busyhour: String,
    /// Paths below the folder, with `/`.
    files: Vec<String>,
}

/// A folder for a result, and the files that former results left in it. As long as it is open, no other process can open
/// it, unless the file system has no locks.
pub struct ResultFolder {
    path: PathBuf,
    before: Vec<String>,
    /// Locked until it is closed.
    _lock: File,
}

impl ResultFolder {
    /// Opens the folder, or creates it. No result in it is changed yet.
    ///
    /// # Errors
    /// If another command writes to it, if it holds charts or parts of a result that busyhour did not list as its own, or
    /// if it or one of its files cannot be read or written.
    pub fn open(path: &Path) -> Result<ResultFolder, Error> {
        files::create_folder(path)?;
        let lock = locked(path)?;
        let before = listed(path)?;
        let foreign: Vec<String> =
            found(path)?.into_iter().filter(|name| !before.contains(name)).collect();
        if foreign.is_empty() {
            let folder = ResultFolder { path: path.to_owned(), before, _lock: lock };
            // What is read-only is found before the work.
            folder
                .files()
                .iter()
                .filter(|file| file.exists())
                .try_for_each(|f| output::check(f))?;
            return Ok(folder);
        }
        let more = foreign.len().saturating_sub(SHOWN);
        let mut names = foreign[..foreign.len() - more].join(", ");
        if more > 0 {
            names.push_str(&format!(" and {more} more"));
        }
        let what = format!(
            "this folder holds {names}, which busyhour did not list as its own and would mix with the new result; move \
             or delete them, or choose another --out"
        );
        Err(Error::file(path.display().to_string(), what))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The files that a result writes or removes, except charts that are not there yet.
    fn files(&self) -> Vec<PathBuf> {
        let fixed = HEADS.iter().chain([&LIST, &JOURNAL]);
        let names = fixed.copied().chain(self.before.iter().map(String::as_str));
        names.map(|name| self.path.join(name)).collect()
    }

    /// Refuses to replace or remove a file that the command reads.
    ///
    /// # Errors
    /// If one of `inputs` is among the files of this folder.
    pub fn spare(&self, inputs: &[PathBuf]) -> Result<(), Error> {
        let own: Vec<Identity> = self.files().iter().filter_map(|f| output::identity(f)).collect();
        let is_own = |path: &&PathBuf| output::identity(path).is_some_and(|i| own.contains(&i));
        let Some(input) = inputs.iter().find(is_own) else { return Ok(()) };
        let what = format!(
            "the new result would replace `{}`, which the command reads; choose another --out",
            input.display()
        );
        Err(Error::file(self.path.display().to_string(), what))
    }

    /// Whether a result writes to this path, or may write to it.
    pub fn holds(&self, path: &Path) -> bool {
        let identity = output::identity(path);
        let is_own = |file: &PathBuf| output::identity(file) == identity;
        let charts = output::absolute(&self.path).join(CHARTS);
        identity.is_some()
            && (self.files().iter().any(is_own) || output::absolute(path).starts_with(charts))
    }

    /// Writes the files of a result, pairs of name and content, and removes those of former results that are not
    /// among them, unless `keeps` their names. The list has all files at every moment, so that nothing is lost from
    /// it where the program is killed.
    ///
    /// # Errors
    /// If a file cannot be written or removed.
    pub fn replace(
        &self,
        written: &[(String, Vec<u8>)],
        keeps: impl Fn(&str) -> bool,
    ) -> Result<(), Error> {
        let mut now: Vec<String> = written.iter().map(|(name, _)| name.clone()).collect();
        now.extend(self.before.iter().filter(|name| keeps(name)).cloned());
        now.sort();
        now.dedup();
        let stale = || self.before.iter().filter(|name| !now.contains(name));
        self.list(stale().chain(&now).cloned().collect())?;
        for name in stale() {
            self.remove(name)?;
        }
        for (name, bytes) in written {
            output::write(&self.path.join(name), bytes)?;
        }
        self.list(now)
    }

    /// Adds a file that was written by other means to the list, or takes it off, so that it is nobody's to remove.
    ///
    /// # Errors
    /// If the list cannot be written.
    pub fn claim(&self, name: &str, is_own: bool) -> Result<(), Error> {
        let mut now = listed(&self.path)?;
        now.retain(|known| known != name);
        if is_own {
            now.push(name.to_owned());
        }
        self.list(now)
    }

    fn list(&self, files: Vec<String>) -> Result<(), Error> {
        let list = List { busyhour: env!("CARGO_PKG_VERSION").to_owned(), files };
        let text = serde_json::to_string_pretty(&list).map_err(|e| {
            Error::fault(format!("the list of files cannot be written as JSON: {e}"))
        })?;
        output::write(&self.path.join(LIST), text + "\n")
    }

    /// Removes a file, and the folder of the charts after the last of them.
    fn remove(&self, name: &str) -> Result<(), Error> {
        let path = self.path.join(name);
        if let Err(e) = std::fs::remove_file(&path)
            && e.kind() != std::io::ErrorKind::NotFound
        {
            return Err(Error::file(path.display().to_string(), e));
        }
        // Fails as long as it is not empty.
        let _ = path.parent().filter(|_| name.contains('/')).map(std::fs::remove_dir);
        Ok(())
    }
}

/// Locks the folder for this command.
fn locked(folder: &Path) -> Result<File, Error> {
    let path = folder.join(LOCK);
    let named = |what: &dyn std::fmt::Display| Error::file(path.display().to_string(), what);
    if path.exists() && !path.is_file() {
        return Err(named(&"this is no regular file; remove it, or choose another --out"));
    }
    let mut options = OpenOptions::new();
    let lock = options.read(true).write(true).create(true).truncate(false).open(&path);
    let lock = lock.map_err(|e| named(&e))?;
    if let Err(TryLockError::WouldBlock) = lock.try_lock() {
        let what =
            "another command is writing to this folder; wait for it, or choose another --out";
        return Err(Error::file(folder.display().to_string(), what));
    }
    Ok(lock)
}

/// The files that the list of this folder names. A result of a program that kept no list is known by its record; its
/// charts are those of its report.
fn listed(folder: &Path) -> Result<Vec<String>, Error> {
    let path = folder.join(LIST);
    if !path.exists() {
        return Ok(if is_result(folder) { without_list(folder) } else { Vec::new() });
    }
    let list: Option<List> = serde_json::from_str(&files::read(&path)?).ok();
    let names = list.map(|list| list.files).filter(|names| names.iter().all(|name| is_own(name)));
    names.ok_or_else(|| {
        let what =
            "this is not a list that busyhour wrote; delete the folder, or choose another --out";
        Error::file(path.display().to_string(), what)
    })
}

/// Whether this may be the name of a file of a result: in the folder itself or among its charts, and nowhere else.
fn is_own(name: &str) -> bool {
    let path = Path::new(name);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    let parent = path.parent().unwrap_or(Path::new(""));
    plain && (parent == Path::new("") || parent == Path::new(CHARTS)) && path.file_name().is_some()
}

/// Whether a record of busyhour lies in the folder.
fn is_result(folder: &Path) -> bool {
    /// What a record begins with, of any version of the format.
    #[derive(Deserialize)]
    struct Head {
        schema_version: Option<u32>,
        program_version: Option<String>,
    }
    let text = files::read(&folder.join(HEADS[0])).unwrap_or_default();
    let head: Option<Head> = serde_json::from_str(&text).ok();
    head.is_some_and(|head| head.schema_version.is_some() && head.program_version.is_some())
}

fn without_list(folder: &Path) -> Vec<String> {
    let mut names = HEADS.map(str::to_owned).to_vec();
    let report = files::read(&folder.join("report.md")).unwrap_or_default();
    for rest in report.split(&format!("]({CHARTS}/")).skip(1) {
        if let Some((name, _)) = rest.split_once(".svg)") {
            names.extend(["svg", "png"].map(|ending| format!("{CHARTS}/{name}.{ending}")));
        }
    }
    names.retain(|name| is_own(name));
    names
}

/// The files in the folder that look like parts of a result.
fn found(folder: &Path) -> Result<Vec<String>, Error> {
    let mut found: Vec<String> =
        HEADS.iter().filter(|name| folder.join(name).exists()).map(|n| (*n).to_owned()).collect();
    let charts = folder.join(CHARTS);
    if charts.is_dir() {
        let named = |e: std::io::Error| Error::file(charts.display().to_string(), e);
        for entry in std::fs::read_dir(&charts).map_err(named)? {
            let name = entry.map_err(named)?.file_name().to_string_lossy().into_owned();
            if name.ends_with(".svg") || name.ends_with(".png") {
                found.push(format!("{CHARTS}/{name}"));
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(names: &[&str]) -> Vec<(String, Vec<u8>)> {
        names.iter().map(|name| ((*name).to_owned(), name.as_bytes().to_vec())).collect()
    }

    fn names(folder: &Path) -> Vec<String> {
        found(folder).unwrap()
    }

    #[test]
    fn the_files_of_a_former_result_go_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let open = || ResultFolder::open(path).unwrap();
        open().replace(&result(&["record.json", "charts/a.svg"]), |_| false).unwrap();
        std::fs::write(path.join("notes.txt"), "mine").unwrap();
        open().replace(&result(&["record.json", "charts/b.svg"]), |_| false).unwrap();
        assert_eq!(names(path), ["charts/b.svg", "record.json"]);
        open().replace(&result(&["charts/c.svg"]), |name| name == "record.json").unwrap();
        assert_eq!(names(path), ["charts/c.svg", "record.json"]);
        open().replace(&result(&["record.json"]), |_| false).unwrap();
        assert!(!path.join("charts").exists() && path.join("notes.txt").exists());
    }

    #[test]
    fn files_of_someone_else_are_never_removed() {
        for name in ["charts/mine.png", "report.md"] {
            let folder = tempfile::tempdir().unwrap();
            output::write(&folder.path().join(name), "mine").unwrap();
            let error = ResultFolder::open(folder.path()).err().unwrap().to_string();
            assert!(error.contains(name) && error.contains("another --out"), "{error}");
        }
        for list in
            ["{", r#"{"busyhour":"1","files":["../x"]}"#, r#"{"busyhour":"1","files":["/x"]}"#]
        {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join(LIST), list).unwrap();
            let error = ResultFolder::open(folder.path()).err().unwrap().to_string();
            assert!(error.contains("not a list that busyhour wrote"), "{error}");
        }
    }

    #[test]
    fn a_result_without_a_list_is_known_by_its_record_and_report() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        output::write(&path.join("record.json"), r#"{"schema_version":1,"program_version":"0"}"#)
            .unwrap();
        output::write(&path.join("report.md"), "![A](charts/a.svg)").unwrap();
        output::write(&path.join("charts/a.svg"), "").unwrap();
        ResultFolder::open(path).unwrap().replace(&result(&["record.json"]), |_| false).unwrap();
        assert_eq!(names(path), ["record.json"]);
        output::write(&path.join("charts/b.svg"), "").unwrap();
        assert!(ResultFolder::open(path).is_err());
    }
}
