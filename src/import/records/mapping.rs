//! Any other CSV, by a mapping file that names its columns.

use super::call::{Class, Outcome};
use super::leg::Leg;
use super::lines::{Fields, Separation};
use super::moment;
use super::skipped::Reason;
use super::tools::{Heading, Layout, Tools, field, plain};
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a mapping file says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingTable {
    /// Which column holds what: a name of the heading, or a number from 1.
    pub columns: BTreeMap<Column, Place>,
    /// How times are written, in signs of strftime, or `"epoch"`; without it `2026-11-02 08:59:41`.
    pub time: Option<String>,
    /// Whether times are UTC.
    #[serde(default)]
    pub utc: bool,
    /// `","`, `";"` or `"\t"`.
    pub delimiter: Option<String>,
    /// Which texts of the column `outcome` mean which outcome.
    #[serde(default)]
    pub outcomes: BTreeMap<OutcomeWord, Vec<String>>,
    /// Which texts of the column `class` mean which class.
    #[serde(default)]
    pub classes: BTreeMap<ClassWord, Vec<String>>,
}

/// A column by its name in the heading, or by its number from 1.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Place {
    /// The number.
    Number(usize),
    /// The name.
    Name(String),
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    /// When the call arrived.
    Start,
    /// When it was answered.
    Answer,
    /// When it ended.
    End,
    /// Time until the answer.
    Ring,
    /// Time from the answer.
    Talk,
    /// Time from start to end.
    Duration,
    /// The result.
    Outcome,
    /// The direction or class.
    Class,
    /// Who called.
    Caller,
    /// Who was called.
    Called,
    /// What the lines of one call have in common.
    Call,
}

/// An outcome in a mapping file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeWord {
    Answered,
    VoiceMail,
    Busy,
    NoAnswer,
    Abandoned,
    Blocked,
    Failed,
}

/// A class in a mapping file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClassWord {
    Voice,
    Outbound,
    Internal,
    Fax,
    AutoAttendant,
    SubscriberAccess,
    PlayOnPhone,
}

/// A mapping whose columns were found in a file.
#[derive(Clone, Debug)]
pub struct Mapped {
    at: BTreeMap<Column, usize>,
    time: Option<String>,
    utc: bool,
    outcomes: BTreeMap<String, Outcome>,
    classes: BTreeMap<String, Class>,
}

impl MappingTable {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// What is wrong with it, for people.
    pub fn read(text: &str) -> Result<MappingTable, String> {
        let table: MappingTable = toml::from_str(text).map_err(|e| e.message().to_owned())?;
        let has = |column| table.columns.contains_key(&column);
        if !has(Column::Start) {
            return Err(
                "`columns` names no `start`; write start = \"name of the column\"".to_owned()
            );
        }
        if ![Column::End, Column::Duration, Column::Talk, Column::Ring].into_iter().any(has) {
            let hint = "name one of `end`, `duration`, `talk` and `ring`";
            return Err(format!("`columns` does not say how long calls last; {hint}"));
        }
        if table.columns.values().any(|place| matches!(place, Place::Number(0))) {
            return Err("columns count from 1".to_owned());
        }
        Ok(table)
    }

    /// How fields are separated, if the mapping says so.
    ///
    /// # Errors
    /// The delimiter is none that is known.
    pub fn separation(&self) -> Result<Option<Separation>, String> {
        match self.delimiter.as_deref() {
            None => Ok(None),
            Some(text @ ("," | ";" | "\t")) => {
                Ok(Some(Separation { delimiter: text.as_bytes()[0], quotes: true }))
            }
            Some(_) => Err("`delimiter` is none of \",\", \";\" and \"\\t\"".to_owned()),
        }
    }

    /// Whether a column is named, so that the file has to have a heading.
    pub fn has_heading(&self) -> bool {
        self.columns.values().any(|place| matches!(place, Place::Name(_)))
    }

    /// Finds the columns in a heading.
    ///
    /// # Errors
    /// A column that the file does not have.
    pub fn find(&self, heading: &Heading) -> Result<Mapped, String> {
        let mut at = BTreeMap::new();
        for (column, place) in &self.columns {
            let index = match place {
                Place::Number(number) => number - 1,
                Place::Name(name) => heading.find(name).ok_or_else(|| {
                    format!("the mapping names the column `{name}`, which is not in its heading")
                })?,
            };
            at.insert(*column, index);
        }
        Ok(Mapped {
            at,
            time: self.time.clone(),
            utc: self.utc,
            outcomes: words(&self.outcomes, outcome),
            classes: words(&self.classes, class),
        })
    }
}

fn words<K: Copy, V>(table: &BTreeMap<K, Vec<String>>, value: fn(K) -> V) -> BTreeMap<String, V> {
    let pairs = table.iter().flat_map(|(word, texts)| texts.iter().map(move |text| (text, *word)));
    pairs.map(|(text, word)| (plain(text), value(word))).collect()
}

fn outcome(word: OutcomeWord) -> Outcome {
    match word {
        OutcomeWord::Answered => Outcome::Answered,
        OutcomeWord::VoiceMail => Outcome::VoiceMail,
        OutcomeWord::Busy => Outcome::Busy,
        OutcomeWord::NoAnswer => Outcome::NoAnswer,
        OutcomeWord::Abandoned => Outcome::Abandoned,
        OutcomeWord::Blocked => Outcome::Blocked,
        OutcomeWord::Failed => Outcome::Failed,
    }
}

fn class(word: ClassWord) -> Class {
    match word {
        ClassWord::Voice => Class::Voice,
        ClassWord::Outbound => Class::Outbound,
        ClassWord::Internal => Class::Internal,
        ClassWord::Fax => Class::Fax,
        ClassWord::AutoAttendant => Class::AutoAttendant,
        ClassWord::SubscriberAccess => Class::SubscriberAccess,
        ClassWord::PlayOnPhone => Class::PlayOnPhone,
    }
}

impl Mapped {
    fn text<'f>(&self, fields: &'f Fields, column: Column) -> &'f str {
        field(fields, self.at.get(&column).copied())
    }

    fn civil(&self, text: &str) -> Option<DateTime> {
        match &self.time {
            None => moment::civil(text.strip_suffix(['Z', 'z']).unwrap_or(text)),
            Some(format) if format == "epoch" => {
                let milliseconds = moment::epoch(text)?;
                let instant = Timestamp::from_millisecond(milliseconds).ok()?;
                Some(instant.to_zoned(jiff::tz::TimeZone::UTC).datetime())
            }
            Some(format) => DateTime::strptime(format, text).ok(),
        }
    }

    /// Whether the times of the file are UTC.
    pub fn is_utc(&self) -> bool {
        self.utc || self.time.as_deref() == Some("epoch")
    }

    fn instant(&self, text: &str, end: Option<i64>, tools: &mut Tools) -> Result<i64, Reason> {
        let civil = self.civil(text).ok_or(Reason::BadTime)?;
        let instant = match (self.is_utc(), end) {
            (true, _) => civil
                .to_zoned(jiff::tz::TimeZone::UTC)
                .ok()
                .map(|at| at.timestamp().as_millisecond()),
            (false, Some(end)) => tools.times.before(civil, end),
            (false, None) => tools.times.anchor(civil),
        };
        instant.ok_or(Reason::BadTime)
    }

    /// Start, answer and end, from whichever of them and of the lengths between them the file has.
    fn times(&self, fields: &Fields, tools: &mut Tools) -> Result<(i64, Option<i64>, i64), Reason> {
        let length = |column| match self.text(fields, column) {
            "" => Ok(None),
            text => moment::length(text).map(Some).ok_or(Reason::BadLength),
        };
        let (ring, talk) = (length(Column::Ring)?, length(Column::Talk)?);
        let duration = length(Column::Duration)?;
        let end = match self.text(fields, Column::End) {
            "" => None,
            text => Some(self.instant(text, None, tools)?),
        };
        let start = match (end, duration) {
            (Some(end), Some(duration)) => end - duration,
            _ => self.instant(self.text(fields, Column::Start), end, tools)?,
        };
        let spoken = ring.unwrap_or(0).saturating_add(talk.unwrap_or(0));
        let end = end.unwrap_or(start + duration.unwrap_or(spoken));
        let answer = match (self.text(fields, Column::Answer), talk, ring) {
            ("", Some(0), _) => None,
            ("", Some(talk), _) => Some(end - talk),
            ("", None, Some(ring)) if !self.at.contains_key(&Column::Answer) => Some(start + ring),
            ("", _, _) => None,
            (text, _, _) => Some(self.instant(text, Some(end), tools)?),
        };
        Ok((start, answer, end))
    }
}

impl Layout for Mapped {
    fn leg(&self, fields: &Fields, tools: &mut Tools) -> Result<Leg, Reason> {
        let most = self.at.values().copied().max().unwrap_or(0);
        if fields.len() <= most {
            return Err(Reason::NoRecord);
        }
        let (start, answer, end) = self.times(fields, tools)?;
        let outcome = match plain(self.text(fields, Column::Outcome)) {
            _ if self.outcomes.is_empty() && answer.is_some() => Some(Outcome::Answered),
            _ if self.outcomes.is_empty() => Some(Outcome::Unanswered),
            text => self.outcomes.get(&text).copied(),
        };
        let outcome = outcome.ok_or(Reason::UnknownOutcome)?;
        let (caller, called) =
            (self.text(fields, Column::Caller), self.text(fields, Column::Called));
        let by_number = tools.class(caller, called);
        let class = match plain(self.text(fields, Column::Class)) {
            text if self.classes.is_empty() || text.is_empty() => by_number,
            text => *self.classes.get(&text).ok_or(Reason::UnknownOutcome)?,
        };
        let mut leg = Leg::new(start, end, class);
        leg.call.answer = answer.filter(|_| outcome.is_answer());
        leg.call.outcome = outcome;
        leg.call.caller = tools.callers.identity(caller);
        leg.groups = tools.groups(caller, called);
        let call = self.text(fields, Column::Call);
        leg.ties.call = if call.is_empty() { 0 } else { tools.callers.key(("mapped", call)) };
        Ok(leg)
    }
}
