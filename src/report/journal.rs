//! The journal of a study of several designs: a line for each finished design, on the disk before the
//! design is reported. A study that was stopped or killed continues from there. Every line has a checksum: what is
//! damaged is said, and its design is simulated again. The last line of a finished study says so; another study then takes
//! its place.

use super::{files, journal_line};
use crate::base::{Error, limits, read_opened};
use crate::experiment::Record;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The version of this format.
const VERSION: u32 = 4;

/// The first line: which study the journal belongs to.
#[derive(Serialize, Deserialize)]
struct Head {
    journal: u32,
    /// What the results depend on, by name.
    facts: Vec<(String, String)>,
}

/// The last line of a finished study.
const FINISHED: &str = "{\"finished\":true}";

/// An open journal. No other process can have it open at the same time, unless the file system has no locks.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    /// Checksum of its first line.
    first: u32,
    /// Whether its last line says that the study is finished.
    finished: bool,
    /// What was different in the finished study whose place it took.
    replaced: Option<String>,
    /// Numbers of the damaged lines that were dropped, an incomplete last line among them.
    dropped: Vec<usize>,
}

/// The lines of a journal behind the first one.
#[derive(Default)]
struct Lines {
    designs: Vec<Record>,
    /// The good lines behind the first damaged one.
    moved: Vec<u8>,
    /// Bytes of the journal before the first damaged line.
    good: usize,
    damaged: Vec<usize>,
    finished: bool,
}

impl Journal {
    /// Opens the journal of a study with these facts, or starts a new one, also in place of a finished study with
    /// other facts. Returns it with the designs that are finished. Damaged lines are dropped. `fresh` deletes earlier
    /// contents.
    ///
    /// # Errors
    /// If the journal belongs to another study that is not finished (the message says what differs), its first line is damaged,
    /// it is in use by another process, or it cannot be written.
    pub fn open(
        path: &Path,
        facts: &[(String, String)],
        fresh: bool,
    ) -> Result<(Journal, Vec<Record>), Error> {
        let file = locked(path)?;
        let (path, dropped) = (path.to_owned(), Vec::new());
        let mut journal =
            Journal { file, path, first: 0, finished: false, replaced: None, dropped };
        if !fresh {
            let bytes = read_opened(&journal.file, limits::JOURNAL_BYTES);
            let bytes = bytes.map_err(|why| journal.error(&why))?;
            if let Some(designs) = journal.known(&bytes, facts)? {
                return Ok((journal, designs));
            }
        }
        journal.begin(facts)?;
        Ok((journal, Vec::new()))
    }

    /// What was different in the finished study whose place this one took; `None` if there was no other.
    pub fn replaced(&self) -> Option<&str> {
        self.replaced.as_deref()
    }

    /// Numbers of the damaged lines that were dropped, an incomplete last line among them. Their designs are simulated
    /// again.
    pub fn dropped(&self) -> &[usize] {
        &self.dropped
    }

    /// Writes that the study is finished.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(&mut self) -> Result<(), Error> {
        if !self.finished {
            self.finished = true;
            self.line(FINISHED)?;
        }
        Ok(())
    }

    /// Writes a finished design to the disk.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, design: &Record) -> Result<(), Error> {
        if self.finished {
            self.reopen().map_err(|e| self.error(&e))?;
        }
        self.line(&text(design)?).map(drop)
    }

    /// Removes the line that says that the study is finished, because it goes farther than before.
    fn reopen(&mut self) -> std::io::Result<()> {
        let last = journal_line::seal(FINISHED, self.first).0.len() as u64;
        let end = self.file.metadata()?.len().saturating_sub(last);
        self.file.set_len(end)?;
        self.file.seek(SeekFrom::End(0))?;
        self.finished = false;
        Ok(())
    }

    /// The designs that these bytes keep of the study with these facts; `None` if there are none, and the journal begins
    /// anew.
    fn known(
        &mut self,
        bytes: &[u8],
        facts: &[(String, String)],
    ) -> Result<Option<Vec<Record>>, Error> {
        let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
            return match journal_line::may_begin(bytes) {
                true => Ok(None),
                false => Err(self.damaged_head()),
            };
        };
        let Some((json, first)) = journal_line::open(&bytes[..end], 0) else {
            return self.of_older_format(bytes, end).map(|()| None);
        };
        let head: Head = serde_json::from_slice(json).map_err(|e| self.unreadable(1, &e))?;
        self.first = first;
        let lines = self.lines(bytes, end + 1)?;
        match differs(&head, facts) {
            None => self.continued(bytes.len(), lines).map(Some),
            Some(other) if lines.finished => {
                self.replaced = Some(other);
                Ok(None)
            }
            Some(other) => Err(self.of_another_study(&other)),
        }
    }

    /// Reads the lines from `start` on; the first of them is line 2.
    fn lines(&self, bytes: &[u8], start: usize) -> Result<Lines, Error> {
        let mut lines = Lines { good: start, ..Lines::default() };
        let mut at = start;
        for (number, line) in (2..).zip(bytes[start..].split_inclusive(|byte| *byte == b'\n')) {
            at += line.len();
            // Without its line break a line is incomplete, as after a kill.
            let whole = line.strip_suffix(b"\n");
            let json = whole.and_then(|line| journal_line::open(line, self.first));
            match json {
                // Nothing comes after the line that says so.
                Some((json, _)) if json == FINISHED.as_bytes() && at == bytes.len() => {
                    lines.finished = true;
                }
                Some((json, _)) if json != FINISHED.as_bytes() => {
                    lines.designs.push(self.design(number, json)?);
                    if !lines.damaged.is_empty() {
                        lines.moved.extend(line);
                    }
                }
                _ => lines.damaged.push(number),
            }
            if lines.damaged.is_empty() {
                lines.good = at;
            }
        }
        Ok(lines)
    }

    /// The design of a line that is not damaged.
    fn design(&self, number: usize, json: &[u8]) -> Result<Record, Error> {
        let record: Record =
            serde_json::from_slice(json).map_err(|e| self.unreadable(number, &e))?;
        match record.problem() {
            None => Ok(record),
            Some(why) => Err(self.unreadable(number, &why)),
        }
    }

    /// Continues behind the last good line. Good lines behind a damaged one are written in its place: if that is
    /// interrupted, checksums still tell which lines are good.
    fn continued(&mut self, length: usize, lines: Lines) -> Result<Vec<Record>, Error> {
        let end = (lines.good + lines.moved.len()) as u64;
        let mut write = || {
            self.file.seek(SeekFrom::Start(lines.good as u64))?;
            self.file.write_all(&lines.moved)?;
            if end < length as u64 {
                self.file.set_len(end)?;
                self.file.sync_data()?;
            }
            self.file.seek(SeekFrom::End(0))
        };
        write().map_err(|e| self.error(&e))?;
        self.finished = lines.finished && lines.damaged.is_empty();
        self.dropped = lines.damaged;
        Ok(lines.designs)
    }

    /// Starts anew, with the line of this study.
    fn begin(&mut self, facts: &[(String, String)]) -> Result<(), Error> {
        self.file.set_len(0).and_then(|()| self.file.rewind()).map_err(|e| self.error(&e))?;
        (self.finished, self.first) = (false, 0);
        let head = text(&Head { journal: VERSION, facts: facts.to_vec() })?;
        self.first = self.line(&head)?;
        Ok(())
    }

    /// Writes a line; returns its checksum.
    fn line(&mut self, json: &str) -> Result<u32, Error> {
        let (line, sum) = journal_line::seal(json, self.first);
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        written.map_err(|e| self.error(&e))?;
        Ok(sum)
    }

    /// Takes the place of a finished study in an older format, whose lines have no checksums; any other is refused.
    fn of_older_format(&mut self, bytes: &[u8], end: usize) -> Result<(), Error> {
        let head: Result<Head, _> = serde_json::from_slice(&bytes[..end]);
        let Some(format) = head.ok().map(|head| head.journal).filter(|format| *format < VERSION)
        else {
            return Err(self.damaged_head());
        };
        let what = format!("it has format {format}, this program reads {VERSION}");
        if bytes.trim_ascii_end().ends_with(FINISHED.as_bytes()) {
            self.replaced = Some(what);
            return Ok(());
        }
        Err(self.of_another_study(&what))
    }

    /// Refuses a journal that belongs to another study.
    fn of_another_study(&self, what: &str) -> Error {
        let cure =
            "restore the earlier settings, choose another --out, or start again with --fresh";
        let what =
            format!("this is the journal of another study, which is not finished: {what}; {cure}");
        self.error(&what)
    }

    /// Refuses a journal whose first line is damaged, or a file that is none.
    fn damaged_head(&self) -> Error {
        let what = "this line is damaged, so it is unknown which study this is; start again with --fresh, or choose \
                    another --out";
        Error::file(format!("{}:1", self.path.display()), what)
    }

    /// Refuses a line whose checksum is right, but not its content.
    fn unreadable(&self, number: usize, why: &dyn std::fmt::Display) -> Error {
        let name = format!("{}:{number}", self.path.display());
        Error::file(
            name,
            format!("this program did not write this line: {why}; start again with --fresh"),
        )
    }

    fn error(&self, what: &dyn std::fmt::Display) -> Error {
        Error::file(self.path.display().to_string(), what)
    }
}

/// Opens a journal that no other process writes to, or creates it.
fn locked(path: &Path) -> Result<File, Error> {
    let named = |what: &dyn std::fmt::Display| Error::file(path.display().to_string(), what);
    if let Some(folder) = path.parent() {
        files::create_folder(folder)?;
    }
    if path.exists() && !path.is_file() {
        return Err(named(&"this is no regular file; remove it, or choose another --out"));
    }
    let mut options = OpenOptions::new();
    let file = options.read(true).write(true).create(true).truncate(false).open(path);
    let file = file.map_err(|e| named(&e))?;
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        return Err(named(&"another study is writing here; wait for it, or choose another --out"));
    }
    Ok(file)
}

fn text(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value)
        .map_err(|e| Error::fault(format!("the journal cannot be written as JSON: {e}")))
}

/// What distinguishes the study of a journal from one with these facts; `None` if it is the same.
fn differs(head: &Head, facts: &[(String, String)]) -> Option<String> {
    let known = |name: &str| head.facts.iter().find(|(n, _)| n == name).map(|(_, v)| v);
    if head.journal != VERSION {
        return Some(format!("it has format {}, this program reads {VERSION}", head.journal));
    }
    let (name, now) = facts.iter().find(|(name, value)| known(name) != Some(value))?;
    // A hash does not help the user.
    Some(match name == "scenario" {
        true => "the scenario, or a file that it names, has changed since".to_owned(),
        false => {
            let before = known(name).map_or("unknown", String::as_str);
            format!("{name}: it was `{before}` there, and is `{now}` now")
        }
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
        let (journal, before) = open().unwrap();
        assert_eq!((before, journal.dropped()), (vec![record()], &[3][..]));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }

    /// A journal of three designs that differ in their seed.
    fn kept(path: &Path) -> Vec<u8> {
        let mut journal = Journal::open(path, &facts("1"), true).unwrap().0;
        (0..3).for_each(|seed| journal.add(&design(seed)).unwrap());
        journal.finish().unwrap();
        drop(journal);
        std::fs::read(path).unwrap()
    }

    /// A design with few rows, so that a test can read it often.
    fn design(seed: u64) -> Record {
        let estimates = record().estimates.iter().take(2).cloned().collect();
        let (replicates, distributions) = (Vec::new(), Vec::new());
        Record { seed, estimates, replicates, distributions, ..record() }
    }

    /// Every kind of byte, at random places: the wrapping, the checksum, the content, the line break.
    #[test]
    fn a_flipped_bit_is_found_wherever_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let whole = kept(&path);
        let starts: Vec<usize> = std::iter::once(0)
            .chain(whole.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i + 1))
            .collect();
        let mut places: Vec<usize> = starts[..5].iter().flat_map(|s| *s..s + 30).collect();
        places.extend(starts[1..].iter().flat_map(|s| [s - 3, s - 2, s - 1]));
        // A fixed sequence of places in between (Knuth's multiplier).
        places.extend((1..400).map(|i: usize| i.wrapping_mul(2_654_435_761) % whole.len()));
        for (turn, at) in places.into_iter().enumerate() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1 << (turn % 8);
            std::fs::write(&path, &damaged).unwrap();
            let line = whole[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            match Journal::open(&path, &facts("1"), false) {
                Err(error) => {
                    let error = error.to_string();
                    assert!(
                        line == 1 && error.contains("journal.jsonl:1: this line is damaged"),
                        "{at}: {error}"
                    );
                }
                Ok((journal, designs)) => {
                    assert!(
                        line > 1 && journal.dropped().contains(&line),
                        "byte {at} of line {line}"
                    );
                    assert!(designs.iter().all(|found| (0..3).any(|seed| *found == design(seed))));
                }
            }
        }
    }

    #[test]
    fn the_lines_behind_a_damaged_one_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let whole = String::from_utf8(kept(&path)).unwrap();
        let lines: Vec<&str> = whole.lines().collect();
        let changed = lines[2].replace("\"seed\":1", "\"seed\":7");
        assert_ne!(changed, lines[2]);
        std::fs::write(&path, whole.replace(lines[2], &changed)).unwrap();
        let (mut journal, designs) = Journal::open(&path, &facts("1"), false).unwrap();
        assert_eq!((designs, journal.dropped()), (vec![design(0), design(2)], &[3][..]));
        journal.add(&design(1)).unwrap();
        journal.finish().unwrap();
        drop(journal);
        let (journal, designs) = Journal::open(&path, &facts("1"), false).unwrap();
        assert_eq!((designs, journal.dropped()), (vec![design(0), design(2), design(1)], &[][..]));
        drop(journal);
        // Lines of another study do not pass, although nothing of them is damaged.
        let other = folder.path().join("other.jsonl");
        drop(Journal::open(&other, &facts("2"), false).unwrap());
        let mixed = std::fs::read_to_string(&other).unwrap() + lines[1] + "\n";
        std::fs::write(&other, mixed).unwrap();
        let (journal, designs) = Journal::open(&other, &facts("2"), false).unwrap();
        assert_eq!((designs.len(), journal.dropped()), (0, &[2][..]));
    }

    #[test]
    fn a_file_that_is_no_journal_is_not_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        for text in ["title = \"x\"", "title = \"x\"\nseed = 1", "\0\0\0", "{\n"] {
            std::fs::write(&path, text).unwrap();
            let error = Journal::open(&path, &facts("1"), false).unwrap_err().to_string();
            assert!(error.contains("journal.jsonl:1: this line is damaged"), "{error}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        let error = Journal::open(folder.path(), &facts("1"), false).unwrap_err().to_string();
        assert!(error.contains("this is no regular file"), "{error}");
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
        assert!(error.contains("it has format 1, this program reads 4"), "{error}");
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
