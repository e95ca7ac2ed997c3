//! All that the call records of one import say.

use super::fit::{self, Arrivals, Fit};
use super::leg::Joined;
use super::reading::{Calls, FileRead};
use super::routing_times::RoutingTimes;
use super::skipped::Reason;
use std::collections::BTreeMap;

/// What the call records say, without any caller.
#[derive(Clone, Debug)]
pub struct Study {
    /// What was in each file.
    pub files: Vec<FileRead>,
    /// What the joining of legs did.
    pub joined: Joined,
    /// Name of the zone of the profile, if one was given.
    pub zone_name: Option<String>,
    /// Calls.
    pub calls: usize,
    /// Most calls at one instant.
    pub peak: usize,
    /// Arrivals of all classes together.
    pub all: Option<Arrivals>,
    /// Days that the records hold only in part.
    pub partial: Vec<jiff::civil::Date>,
    /// Each class.
    pub fits: Vec<Fit>,
    /// How long Unified Messaging takes to answer, where records have the time of the INVITE and of the answer.
    pub routing: Option<RoutingTimes>,
}

impl Study {
    /// Fits everything.
    pub fn of(calls: &Calls) -> Study {
        let (all, partial) = fit::all(calls);
        Study {
            files: calls.files.clone(),
            joined: calls.joined,
            zone_name: calls.zone_name.clone(),
            calls: calls.calls.len(),
            peak: fit::peak(&calls.calls),
            all,
            partial,
            fits: fit::fits(calls),
            routing: calls.routing.clone(),
        }
    }

    /// What was read, a line for each format, and what was left out, a line for each reason with the first place.
    pub fn said(&self) -> Vec<String> {
        let mut formats: Vec<&str> = Vec::new();
        for file in &self.files {
            if !formats.contains(&file.format) {
                formats.push(file.format);
            }
        }
        formats.into_iter().flat_map(|format| self.said_of(format)).collect()
    }

    fn said_of(&self, format: &str) -> Vec<String> {
        let files: Vec<&FileRead> =
            self.files.iter().filter(|file| file.format == format).collect();
        let sum = |of: fn(&FileRead) -> u64| files.iter().map(|file| of(file)).sum::<u64>();
        let name = match files[..] {
            [file] => file.name.clone(),
            _ => format!("{} files", files.len()),
        };
        let (lines, records) = (sum(|file| file.lines), sum(|file| file.legs));
        let plural = |count: u64| if count == 1 { "" } else { "s" };
        let mut out = vec![format!(
            "{name}: {lines} line{} of {format}, {records} record{} of calls",
            plural(lines),
            plural(records)
        )];
        let mut reasons: BTreeMap<Reason, (u64, u64, &str)> = BTreeMap::new();
        for file in &files {
            for (reason, count, first) in file.skipped.iter() {
                reasons.entry(reason).or_insert((0, first, file.name.as_str())).0 += count;
            }
        }
        // A heading is no record that is missing.
        reasons.remove(&Reason::Heading);
        for (reason, (count, first, file)) in reasons {
            let words = reason.words();
            out.push(format!(
                "left out: {count} line{}, {words}; the first is line {first} of {file}",
                plural(count)
            ));
        }
        out
    }

    /// What the formats of its files cannot hold, each once, with what the zone leaves open.
    pub fn lacks(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for file in &self.files {
            for lack in &file.lacks {
                let line = format!("{}: {lack}", file.format);
                if !out.contains(&line) {
                    out.push(line);
                }
            }
        }
        let mut formats: Vec<&str> = self.files.iter().map(|file| file.format).collect();
        formats.sort_unstable();
        formats.dedup();
        formats.retain(|format| !matches!(*format, "Exchange um_cdr" | "Lync VoipDetails"));
        if formats.len() > 1 {
            out.push(format!(
                "a call that several of these systems recorded counts several times: {}",
                formats.join(", ")
            ));
        }
        if self.zone_name.is_none() {
            let local = self.files.iter().any(|file| file.is_local);
            let utc = self.files.iter().any(|file| !file.is_local);
            out.extend(local.then(|| "the zone of local times is not known: they are taken as times of a clock that never changes; give --zone".to_owned()));
            out.extend(utc.then(|| {
                "the profile of the day is by UTC, because no zone was given; give --zone"
                    .to_owned()
            }));
        }
        let count = |of: fn(&FileRead) -> u64| self.files.iter().map(of).sum::<u64>();
        let (twice, missing) = (count(|file| file.twice), count(|file| file.missing_hour));
        if twice > 0 {
            out.push(format!("{twice} times are in an hour that the clocks have twice: the order of the lines decides which is meant"));
        }
        if missing > 0 {
            out.push(format!("{missing} times are in an hour that the clocks skip: the zone is wrong, or the switch does not change its clock"));
        }
        for day in &self.partial {
            out.push(format!("{day} is there only in part, and is left out of the profile"));
        }
        out
    }
}
