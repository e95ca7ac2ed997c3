//! The journal of a study of several designs: a line for each finished design, on the disk before the
//! design is reported. A study that was stopped or killed continues from there. An incomplete last
//! line is ignored. The last line of a finished study says so; another study then takes its place.

use super::files;
use crate::base::Error;
use crate::experiment::Record;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The version of this format.
const VERSION: u32 = 2;

/// The first line: which study the journal belongs to.
#[derive(Serialize, Deserialize)]
struct Head {
    journal: u32,
    /// What the results depend on, by name.
    facts: Vec<(String, String)>,
}

/// The last line of a finished study.
const FINISHED: &str = "{\"finished\":true}";

/// An open journal. No other process can have it open at the same time.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    /// Whether its last line says that the study is finished.
    finished: bool,
    /// What was different in the finished study whose place it took.
    replaced: Option<String>,
}

impl Journal {
    /// Opens the journal of a study with these facts, or starts a new one, also in place of a finished study with
    /// other facts. Returns it with the designs that are finished. `fresh` deletes earlier contents.
    ///
    /// # Errors
    /// If the journal belongs to another study that is not finished (the message says what differs), is damaged, is in use by
    /// another process, or cannot be written.
    pub fn open(
        path: &Path,
        facts: &[(String, String)],
        fresh: bool,
    ) -> Result<(Journal, Vec<Record>), Error> {
        let named = |e: std::io::Error| Error::file(path.display().to_string(), e);
        if let Some(folder) = path.parent() {
            files::create_folder(folder)?;
        }
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(named)?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            let what = "another study is writing here; wait for it, or choose another --out";
            return Err(Error::file(path.display().to_string(), what));
        }
        let mut text = String::new();
        if fresh {
            file.set_len(0).map_err(named)?;
        } else {
            file.read_to_string(&mut text).map_err(named)?;
        }
        // Anything after the last line break is incomplete.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        file.set_len(whole as u64).map_err(named)?;
        let (text, finished) = match text[..whole].trim_end().strip_suffix(FINISHED) {
            Some(before) => (before, true),
            None => (&text[..whole], false),
        };
        let mut journal = Journal { file, path: path.to_owned(), finished, replaced: None };
        let mut lines = text.lines();
        if let Some(head) = lines.next() {
            match journal.differs(head, facts)? {
                None => return Ok((journal.at_end()?, journal_designs(path, lines)?)),
                Some(other) if finished => journal.replaced = Some(other),
                Some(other) => return Err(journal.of_another_study(&other)),
            }
        }
        journal.begin(facts)?;
        Ok((journal, Vec::new()))
    }

    /// What was different in the finished study whose place this one took; `None` if there was no other.
    pub fn replaced(&self) -> Option<&str> {
        self.replaced.as_deref()
    }

    /// Writes that the study is finished.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(&mut self) -> Result<(), Error> {
        if !self.finished {
            self.finished = true;
            self.text(FINISHED.to_owned())?;
        }
        Ok(())
    }

    /// Writes a finished design to the disk.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, design: &Record) -> Result<(), Error> {
        self.line(design)
    }

    /// Starts anew, with the line of this study.
    fn begin(&mut self, facts: &[(String, String)]) -> Result<(), Error> {
        let named = |e: std::io::Error| Error::file(self.path.display().to_string(), e);
        self.file.set_len(0).and_then(|()| self.file.rewind()).map_err(named)?;
        self.finished = false;
        self.line(&Head { journal: VERSION, facts: facts.to_vec() })
    }

    /// The journal, to be continued after its last line.
    fn at_end(mut self) -> Result<Journal, Error> {
        let named = |e: std::io::Error| Error::file(self.path.display().to_string(), e);
        self.file.seek(SeekFrom::End(0)).map_err(named)?;
        Ok(self)
    }

    fn line(&mut self, value: &impl Serialize) -> Result<(), Error> {
        let line = serde_json::to_string(value)
            .map_err(|e| Error::fault(format!("the journal cannot be written as JSON: {e}")))?;
        self.text(line)
    }

    fn text(&mut self, line: String) -> Result<(), Error> {
        self.file
            .write_all((line + "\n").as_bytes())
            .and_then(|()| self.file.sync_data())
            .map_err(|e| Error::file(self.path.display().to_string(), e))
    }

    /// What distinguishes the study of this journal from one with these facts; `None` if it is the same.
    fn differs(&self, head: &str, facts: &[(String, String)]) -> Result<Option<String>, Error> {
        let head: Head = read(&self.path, 1, head)?;
        let known = |name: &str| head.facts.iter().find(|(n, _)| n == name).map(|(_, v)| v);
        let other = facts.iter().find(|(name, value)| known(name) != Some(value));
        Ok(match other {
            _ if head.journal != VERSION => {
                Some(format!("it has format {}, this program reads {VERSION}", head.journal))
            }
            None => None,
            // A hash does not help the user.
            Some((name, _)) if name == "scenario" => {
                Some("the scenario, or a file that it names, has changed since".to_owned())
            }
            Some((name, now)) => {
                let before = known(name).map_or("unknown", String::as_str);
                Some(format!("{name}: it was `{before}` there, and is `{now}` now"))
            }
        })
    }

    /// Refuses a journal that belongs to another study.
    fn of_another_study(&self, what: &str) -> Error {
        let cure =
            "restore the earlier settings, choose another --out, or start again with --fresh";
        let what =
            format!("this is the journal of another study, which is not finished: {what}; {cure}");
        Error::file(self.path.display().to_string(), what)
    }
}

/// The designs of a journal, from its second line on.
fn journal_designs<'l>(
    path: &Path,
    lines: impl Iterator<Item = &'l str>,
) -> Result<Vec<Record>, Error> {
    (2..).zip(lines).map(|(number, line)| read(path, number, line)).collect()
}

fn read<'l, T: Deserialize<'l>>(path: &Path, number: usize, line: &'l str) -> Result<T, Error> {
    serde_json::from_str(line).map_err(|e| {
        let name = format!("{}:{number}", path.display());
        Error::file(name, format!("this line is damaged: {e}; start again with --fresh"))
    })
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests damage files")]
mod tests {
    use super::*;
    use crate::report::sample::record;

    fn facts(seed: &str) -> Vec<(String, String)> {
        vec![("scenario".into(), "abc".into()), ("seed".into(), seed.into())]
    }

    #[test]
    fn finished_designs_are_read_again_and_half_a_line_is_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/journal.jsonl");
        let open = || Journal::open(&path, &facts("1"), false);
        let (mut journal, before) = open().unwrap();
        assert!(before.is_empty());
        journal.add(&record()).unwrap();
        let error = open().unwrap_err().to_string();
        assert!(error.contains("another study is writing"), "{error}");
        drop(journal);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{text}{{\"schema_ver")).unwrap();
        let (_, before) = open().unwrap();
        assert_eq!(before, [record()]);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }

    #[test]
    fn the_journal_of_another_study_is_refused_with_what_differs() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        drop(Journal::open(&path, &facts("1"), false).unwrap());
        let error = Journal::open(&path, &facts("2"), false).unwrap_err().to_string();
        assert!(error.contains("seed: it was `1` there, and is `2` now"), "{error}");
        let mut changed = facts("1");
        changed[0].1 = "abd".into();
        let error = Journal::open(&path, &changed, false).unwrap_err().to_string();
        assert!(error.contains("the scenario, or a file that it names, has changed"), "{error}");
        let old = "{\"journal\":1,\"facts\":[[\"scenario\",\"abc\"],[\"seed\",\"2\"]]}\n";
        std::fs::write(&path, old).unwrap();
        let error = Journal::open(&path, &facts("2"), false).unwrap_err().to_string();
        assert!(error.contains("it has format 1, this program reads 2"), "{error}");
        assert!(error.contains("start again with --fresh"), "{error}");
        let mut journal = Journal::open(&path, &facts("2"), true).unwrap().0;
        journal.add(&record()).unwrap();
        journal.finish().unwrap();
        drop(journal);
        // Finished: the same study is known, another one takes its place.
        let (mut journal, before) = Journal::open(&path, &facts("2"), false).unwrap();
        assert_eq!((before.len(), journal.replaced()), (1, None));
        let text = std::fs::read_to_string(&path).unwrap();
        journal.finish().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        drop(journal);
        let (journal, before) = Journal::open(&path, &facts("3"), false).unwrap();
        assert_eq!(journal.replaced(), Some("seed: it was `2` there, and is `3` now"));
        assert!(before.is_empty() && std::fs::read_to_string(&path).unwrap().lines().count() == 1);
        drop(journal);
        drop(Journal::open(&path, &facts("2"), true).unwrap());
        drop(Journal::open(&path, &facts("2"), false).unwrap());
        std::fs::write(&path, "{\n").unwrap();
        let error = Journal::open(&path, &facts("2"), false).unwrap_err().to_string();
        assert!(error.contains("journal.jsonl:1: this line is damaged"), "{error}");
    }
}
