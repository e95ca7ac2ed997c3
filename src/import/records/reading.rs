//! Reads files of call records of any format, line by line, and joins them.

use super::call::{CallRecord, Class};
use super::callers::Callers;
use super::format::{Format, LOOKED_AT};
use super::leg::{Joined, Leg, join};
use super::lines::{Fields, Line, Lines, Separation};
use super::mapping::MappingTable;
use super::moment::LocalTimes;
use super::routing_times::RoutingTimes;
use super::shared_calls;
use super::skipped::{Reason, Skipped};
use super::tools::{Heading, Tools};
use crate::base::Error;
use crate::base::limits::CALL_RECORDS;
use crate::import::Directory;
use jiff::tz::TimeZone;
use std::io::BufRead;

/// A call that lasts longer is a mistake of the switch.
const LONGEST: i64 = 86_400_000;

/// How records are read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Zone in which the profile of the day is wanted, by its IANA name; without it clocks never change.
    pub zone: Option<String>,
    /// Zone of the times in files that name none; without it `zone`.
    pub recorded_in: Option<String>,
    /// For files of no known format.
    pub mapping: Option<MappingTable>,
    /// Digits that an extension has at most.
    pub extension_digits: usize,
    /// Seconds that telephones ring before voice mail gets the call, if they are known; with it, calls that rang tell how long
    /// routing takes, too.
    pub ring_out: Option<f64>,
}

impl Default for Reading {
    fn default() -> Self {
        Reading {
            zone: None,
            recorded_in: None,
            mapping: None,
            extension_digits: 6,
            ring_out: None,
        }
    }
}

/// What was in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// Its name, as the caller gave it.
    pub name: String,
    /// Its format.
    pub format: &'static str,
    /// Its lines.
    pub lines: u64,
    /// Lines that tell a call or a part of one.
    pub legs: u64,
    /// Lines that do not.
    pub skipped: Skipped,
    /// Times that the zone has twice.
    pub twice: u64,
    /// Times that the zone skips.
    pub missing_hour: u64,
    /// Whether its times are local times that name no zone.
    pub is_local: bool,
    /// What its format cannot hold.
    pub lacks: Vec<&'static str>,
}

/// The calls of all files.
#[derive(Clone, Debug)]
pub struct Calls {
    /// In order of their start.
    pub calls: Vec<CallRecord>,
    /// What was in each file.
    pub files: Vec<FileRead>,
    /// What the joining of legs did.
    pub joined: Joined,
    /// The zone of the profile; UTC if none was given.
    pub zone: TimeZone,
    /// Its name, if one was given.
    pub zone_name: Option<String>,
    /// How long Unified Messaging takes to answer, where records have the time of the INVITE and of the answer.
    pub routing: Option<RoutingTimes>,
}

/// Reads files, one after another.
pub struct Reader {
    how: Reading,
    tools: Tools,
    zone: TimeZone,
    legs: Vec<Leg>,
    files: Vec<FileRead>,
    sessions: Vec<(u64, Class)>,
}

impl Reader {
    /// A reader that has read nothing.
    ///
    /// # Errors
    /// A zone is unknown.
    #[cfg_attr(not(feature = "internals"), allow(dead_code))] // The command knows the groups of users.
    pub fn new(how: Reading) -> Result<Reader, Error> {
        Reader::with_directory(how, Directory::default())
    }

    /// A reader that knows to which group of users addresses and numbers belong.
    ///
    /// # Errors
    /// A zone is unknown.
    pub fn with_directory(how: Reading, directory: Directory) -> Result<Reader, Error> {
        let named = |name: &Option<String>| name.as_deref().map(zone_of).transpose();
        let zone = named(&how.zone)?;
        let recorded = named(&how.recorded_in)?.or_else(|| zone.clone()).unwrap_or(TimeZone::UTC);
        let tools = Tools {
            callers: Callers::default(),
            times: LocalTimes::new(recorded),
            extension_digits: how.extension_digits,
            directory,
        };
        let zone = zone.unwrap_or(TimeZone::UTC);
        let (legs, files, sessions) = Default::default();
        Ok(Reader { how, tools, zone, legs, files, sessions })
    }

    /// Reads one file.
    ///
    /// # Errors
    /// It cannot be read, has no known format, or holds too many records.
    pub fn read(&mut self, name: &str, text: impl BufRead) -> Result<(), Error> {
        let failed = |why: String| Error::file(name, why);
        self.tools.times = LocalTimes::new(self.tools.times.zone().clone());
        let mut lines = Lines::new(text);
        let mut line = Line { number: 0, text: None };
        let mut first: Vec<Line> = Vec::new();
        while first.len() < LOOKED_AT && lines.next_into(&mut line).map_err(failed)? {
            first.push(line.clone());
        }
        let (format, how, heading) = self.format(&first).map_err(failed)?;
        let mut file = FileRead {
            name: name.to_owned(),
            format: format.name(),
            lines: 0,
            legs: 0,
            skipped: Skipped::default(),
            twice: 0,
            missing_hour: 0,
            is_local: format.has_local_times(),
            lacks: format.lacks(),
        };
        let mut fields = Fields::default();
        for line in first.iter().skip(heading) {
            self.line(line, &format, how, &mut fields, &mut file).map_err(failed)?;
        }
        drop(first);
        while lines.next_into(&mut line).map_err(failed)? {
            self.line(&line, &format, how, &mut fields, &mut file).map_err(failed)?;
        }
        file.lines += heading as u64;
        (file.twice, file.missing_hour) = (self.tools.times.twice, self.tools.times.skipped);
        self.files.push(file);
        Ok(())
    }

    /// All calls, their legs joined.
    pub fn finish(mut self) -> Calls {
        self.sessions.sort_unstable_by_key(|(session, _)| *session);
        for leg in &mut self.legs {
            let found = self.sessions.binary_search_by_key(&leg.ties.call, |(session, _)| *session);
            // A gateway does not change that a call is to Unified Messaging itself.
            let known = leg.call.class == Class::SubscriberAccess;
            if let Some(at) = found.ok().filter(|_| !known) {
                leg.call.class = self.sessions[at].1;
            }
        }
        for leg in &mut self.legs {
            let [caller, called] = leg.groups;
            leg.call.group = match leg.call.class {
                Class::Outbound | Class::PlayOnPhone => caller,
                _ => called,
            };
        }
        let (mut calls, mut joined) = join(self.legs);
        // What is left out says how long routing took, too.
        let routing = RoutingTimes::of(&calls, self.how.ring_out);
        joined.elsewhere = shared_calls::leave_out(&mut calls);
        Calls {
            calls,
            files: self.files,
            joined,
            zone: self.zone,
            zone_name: self.how.zone,
            routing,
        }
    }

    fn format(&self, first: &[Line]) -> Result<(Format, Separation, usize), String> {
        let texts: Vec<String> =
            first.iter().map(|line| line.text.clone().unwrap_or_default()).collect();
        let known = Format::of(&texts);
        let Some(mapping) = self.how.mapping.as_ref().filter(|_| known.is_err()) else {
            return known;
        };
        let is_comment = |line: &&String| line.trim().is_empty() || line.starts_with('#');
        let before = texts.iter().take_while(is_comment).count();
        let heading = texts.get(before).map_or("", String::as_str);
        let how = mapping.separation()?.unwrap_or_else(|| Separation::of(heading));
        let mut fields = Fields::default();
        fields.separate(heading, how);
        let mapped = mapping.find(&Heading::of(&fields))?;
        let skip = if mapping.has_heading() { before + 1 } else { before };
        Ok((Format::Mapped(mapped), how, skip))
    }

    fn line(
        &mut self,
        line: &Line,
        format: &Format,
        how: Separation,
        fields: &mut Fields,
        file: &mut FileRead,
    ) -> Result<(), String> {
        file.lines += 1;
        let text = match line.text.as_deref() {
            Some(text) if text.trim().is_empty() => return Ok(()),
            Some(text) => text,
            None => {
                file.skipped.add(Reason::TooLong, line.number);
                return Ok(());
            }
        };
        if !fields.separate(text, how) {
            file.skipped.add(Reason::Quotes, line.number);
            return Ok(());
        }
        match self.told(format, fields) {
            Ok(leg) => {
                file.legs += 1;
                self.legs.extend(leg);
            }
            Err(reason) => file.skipped.add(reason, line.number),
        }
        if self.legs.len().max(self.sessions.len()) > CALL_RECORDS {
            return Err(format!(
                "at most {CALL_RECORDS} records are read; import a part of the time"
            ));
        }
        Ok(())
    }

    /// The leg of a line; none if it only says more about another one.
    fn told(&mut self, format: &Format, fields: &Fields) -> Result<Option<Leg>, Reason> {
        let layout = match format {
            Format::Voip(voip) => {
                self.sessions.push(voip.session(fields, &self.tools)?);
                return Ok(None);
            }
            format => format.layout().ok_or(Reason::NoRecord)?,
        };
        let leg = layout.leg(fields, &mut self.tools)?;
        let call = &leg.call;
        let answer = call.answer.unwrap_or(call.start);
        if !(call.start <= answer && answer <= call.end) {
            return Err(Reason::WrongOrder);
        }
        if call.end - call.start > LONGEST {
            return Err(Reason::TooLarge);
        }
        Ok(Some(leg))
    }
}

fn zone_of(name: &str) -> Result<TimeZone, Error> {
    TimeZone::get(name).map_err(|_| {
        let hint = "write a name of the IANA database, as Europe/Berlin";
        Error::usage(format!("there is no time zone `{name}`; {hint}"))
    })
}
