//! Which format a file has, by what is in it, and what each format cannot hold.

use super::formats::asterisk::Asterisk;
use super::formats::avaya::Avaya;
use super::formats::cdr_stats::CdrStats;
use super::formats::cucm::Cucm;
use super::formats::exchange::Exchange;
use super::formats::freeswitch::FreeSwitch;
use super::formats::lync::{Lync, Voip};
use super::lines::{Fields, Separation};
use super::mapping::Mapped;
use super::tools::{Heading, Layout};

/// A format with the places of its columns.
#[derive(Clone, Debug)]
pub enum Format {
    /// Asterisk `cdr-csv`.
    AsteriskCsv(Asterisk),
    /// Asterisk `cdr-custom`.
    AsteriskCustom(Asterisk),
    /// The table of FreePBX.
    FreePbx(Asterisk),
    /// FreeSWITCH `cdr-csv`.
    FreeSwitch(FreeSwitch),
    /// Cisco Unified Communications Manager.
    Cucm(Cucm),
    /// Avaya IP Office SMDR.
    Avaya(Avaya),
    /// Lync sessions.
    Lync(Lync),
    /// Lync `VoipDetails`.
    Voip(Voip),
    /// Exchange `um_cdr`.
    Exchange(Exchange),
    /// CDR-Stats.
    CdrStats(CdrStats),
    /// Any other CSV by a mapping.
    Mapped(Mapped),
}

/// Lines at the beginning of a file by which its format is found.
pub const LOOKED_AT: usize = 200;

impl Format {
    /// Finds the format of a file by its first lines; with a heading, how many lines end with it.
    ///
    /// # Errors
    /// What the file looks like.
    pub fn of(lines: &[String]) -> Result<(Format, Separation, usize), String> {
        let mut fields = Fields::default();
        for (number, line) in lines.iter().enumerate().take(5) {
            let how = Separation::of(line);
            if line.starts_with('#') || !fields.separate(line, how) {
                continue;
            }
            if let Some(format) = by_heading(&Heading::of(&fields)) {
                return Ok((format, how, number + 1));
            }
        }
        let plain = Separation { delimiter: b',', quotes: false };
        let cucm = Cucm::in_order().map(|cucm| (Format::Cucm(cucm), Separation::COMMA));
        let candidates = [
            (Format::AsteriskCsv(Asterisk::csv()), Separation::COMMA),
            (Format::AsteriskCustom(Asterisk::custom()), Separation::COMMA),
            (Format::FreePbx(Asterisk::table()), Separation::COMMA),
            (Format::FreeSwitch(FreeSwitch::Example), Separation::COMMA),
            (Format::FreeSwitch(FreeSwitch::Sql), Separation::COMMA),
            (Format::FreeSwitch(FreeSwitch::Asterisk), Separation::COMMA),
            (Format::Avaya(Avaya), plain),
        ];
        let votes = candidates.into_iter().chain(cucm).map(|(format, how)| {
            let mut fields = Fields::default();
            let is_one = |line: &&String| fields.separate(line, how) && fits(&format, &fields);
            let votes = lines.iter().filter(is_one).count();
            (votes, format, how)
        });
        match votes.max_by_key(|(votes, _, _)| *votes) {
            Some((votes, format, how)) if votes > 0 => Ok((format, how, 0)),
            _ => Err(looks_like(lines)),
        }
    }

    /// What reads its lines; `None` for `VoipDetails`, whose lines are no calls.
    pub fn layout(&self) -> Option<&dyn Layout> {
        match self {
            Format::AsteriskCsv(it) | Format::AsteriskCustom(it) | Format::FreePbx(it) => Some(it),
            Format::FreeSwitch(it) => Some(it),
            Format::Cucm(it) => Some(it),
            Format::Avaya(it) => Some(it),
            Format::Lync(it) => Some(it),
            Format::Voip(_) => None,
            Format::Exchange(it) => Some(it),
            Format::CdrStats(it) => Some(it),
            Format::Mapped(it) => Some(it),
        }
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Format::AsteriskCsv(_) => "Asterisk cdr-csv",
            Format::AsteriskCustom(_) => "Asterisk cdr-custom",
            Format::FreePbx(_) => "FreePBX table cdr",
            Format::FreeSwitch(FreeSwitch::Example) => "FreeSWITCH cdr-csv",
            Format::FreeSwitch(FreeSwitch::Sql) => "FreeSWITCH cdr-csv, template sql",
            Format::FreeSwitch(FreeSwitch::Asterisk) => "FreeSWITCH cdr-csv, template asterisk",
            Format::Cucm(_) => "Cisco Unified Communications Manager",
            Format::Avaya(_) => "Avaya IP Office SMDR",
            Format::Lync(_) => "Lync SessionDetails",
            Format::Voip(_) => "Lync VoipDetails",
            Format::Exchange(_) => "Exchange um_cdr",
            Format::CdrStats(_) => "CDR-Stats",
            Format::Mapped(_) => "CSV by a mapping",
        }
    }

    /// Whether its times are local times that name no zone.
    pub fn has_local_times(&self) -> bool {
        !matches!(self, Format::Cucm(_) | Format::Lync(_) | Format::Voip(_) | Format::Exchange(_))
    }

    /// Whether Lync writes it.
    pub fn is_of_lync(&self) -> bool {
        matches!(self, Format::Lync(_) | Format::Voip(_))
    }

    /// What its records cannot tell.
    pub fn lacks(&self) -> Vec<&'static str> {
        match self {
            Format::AsteriskCsv(_) | Format::AsteriskCustom(_) | Format::FreePbx(_) => vec![
                "blocked calls are missing, unless cdr.conf has congestion = yes: blocking cannot be estimated, and the load is more than the records say",
                "calls that reached no telephone are missing, unless cdr.conf has unanswered = yes",
                "a call that rang shorter than the timeout of Dial counts as given up by the caller",
            ],
            Format::FreeSwitch(FreeSwitch::Asterisk) => {
                vec![
                    "calls that voice mail answered cannot be told from calls that a person answered",
                ]
            }
            Format::FreeSwitch(_) => {
                vec![
                    "a call that was answered without a second leg counts as answered by voice mail",
                ]
            }
            Format::Cucm(_) => vec![
                "calls of no duration are missing, unless CdrLogCallsWithZeroDurationFlag is set: abandoned and blocked calls may be missing",
            ],
            Format::Avaya(_) => vec![
                "blocked calls are missing: blocking cannot be estimated, and the load is more than the records say",
                "busy, refused and failed calls, and callers who gave up within a second, cannot be told apart: all count as failed",
                "a call that rang and was not answered counts as given up by the caller",
            ],
            Format::Lync(lync) => lync_lacks(lync),
            Format::Voip(_) => Vec::new(),
            Format::Exchange(_) => vec![
                "only calls that reached Unified Messaging are there, from the moment at which they did: calls that a person answered, busy calls, blocked calls and the time of ringing are missing",
            ],
            Format::CdrStats(_) => {
                vec![
                    "calls that voice mail answered cannot be told from calls that a person answered",
                ]
            }
            Format::Mapped(_) => {
                vec![
                    "the mapping decides which calls are there; nobody checked whether blocked calls are",
                ]
            }
        }
    }
}

fn lync_lacks(lync: &Lync) -> Vec<&'static str> {
    let mut lacks = vec![
        "calls that a gateway blocked are missing: blocking cannot be estimated, and the load is more than the records say",
    ];
    if !lync.has_results() {
        lacks.push("ResponseCode is missing, so nobody knows why calls were not answered, and patience cannot be estimated: export ResponseCode and DiagnosticId, too");
    }
    if !lync.has_invites() {
        lacks.push(
            "InviteTime is missing: the time of the session counts as the arrival of the call",
        );
    }
    lacks
}

fn fits(format: &Format, fields: &Fields) -> bool {
    match format {
        Format::AsteriskCsv(it) => fields.len() >= 16 && it.fits(fields),
        Format::AsteriskCustom(it) | Format::FreePbx(it) => it.fits(fields),
        Format::FreeSwitch(it) => it.fits(fields),
        Format::Avaya(_) => Avaya::fits(fields),
        Format::Cucm(it) => it.fits(fields),
        _ => false,
    }
}

fn by_heading(heading: &Heading) -> Option<Format> {
    if let Some(it) = Cucm::by_heading(heading) {
        return Some(Format::Cucm(it));
    }
    if let Some(it) = Exchange::by_heading(heading) {
        return Some(Format::Exchange(it));
    }
    if let Some(it) = Asterisk::by_heading(heading) {
        return Some(Format::FreePbx(it));
    }
    if let Some(it) = CdrStats::by_heading(heading) {
        return Some(Format::CdrStats(it));
    }
    let lync = Lync::by_heading(heading).map(Format::Lync);
    lync.or_else(|| Voip::by_heading(heading).map(Format::Voip))
}

/// Records of Cisco whose columns nobody can know.
const HEADLESS: &str = "records of Cisco Unified Communications Manager without their heading, whose columns are not in the documented \
                        order; export them with the first line, which names the columns";

/// What records of calls without a known format look like, if that is certain enough to say.
pub fn looks_like_records(first: &str) -> Option<&'static str> {
    let mut fields = Fields::default();
    let separated = fields.separate(first, Separation::COMMA);
    (separated && Cucm::looks_like(&fields)).then_some(HEADLESS)
}

/// What a file looks like that has no known format. It quotes nothing of the file, which may be any.
fn looks_like(lines: &[String]) -> String {
    let hint = "if it holds call records, write a mapping that names its columns (--mapping)";
    let Some(first) = lines.iter().find(|line| !line.trim().is_empty()) else {
        return "it is empty".to_owned();
    };
    let start = first.trim_start();
    if start.starts_with('<') {
        return "it looks like XML, which holds no call records".to_owned();
    }
    if start.starts_with(['{', '[']) {
        return "it looks like JSON, which holds no call records".to_owned();
    }
    if lines.iter().any(|line| line.contains('\0')) {
        return "it looks like a binary file".to_owned();
    }
    let how = Separation::of(first);
    let mut fields = Fields::default();
    let count = if fields.separate(first, how) { fields.len() } else { 0 };
    match count {
        _ if Cucm::looks_like(&fields) => format!("it looks like {HEADLESS}; {hint}"),
        0 | 1 => format!("it looks like text without columns; {hint}"),
        count => {
            let name = match how.delimiter {
                b';' => "semicolons",
                b'\t' => "tabs",
                _ => "commas",
            };
            format!(
                "it looks like a table of {count} columns between {name}, but neither its heading nor its lines are those of a format that is known; {hint}"
            )
        }
    }
}
