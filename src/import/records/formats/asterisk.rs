//! Asterisk `cdr-csv`, `cdr-custom`, and the table of FreePBX. A line is a leg; legs of a call have one `uniqueid`.

use crate::import::records::call::{Class, Outcome};
use crate::import::records::leg::Leg;
use crate::import::records::lines::Fields;
use crate::import::records::moment::{civil, length};
use crate::import::records::skipped::Reason;
use crate::import::records::tools::{Heading, Layout, Tools, field};

/// Where the columns are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asterisk {
    src: usize,
    dst: usize,
    channel: usize,
    app: usize,
    data: usize,
    start: usize,
    /// None in the table of FreePBX, whose calls are answered at start + duration − billsec.
    answer: Option<usize>,
    duration: usize,
    billsec: usize,
    disposition: usize,
    unique: Option<usize>,
}

/// The dispositions.
const DISPOSITIONS: [&str; 5] = ["ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION"];

impl Asterisk {
    /// `cdr-csv/Master.csv`: 16 to 18 columns.
    pub fn csv() -> Self {
        Asterisk {
            src: 1,
            dst: 2,
            channel: 5,
            app: 7,
            data: 8,
            start: 9,
            answer: Some(10),
            duration: 12,
            billsec: 13,
            disposition: 14,
            unique: Some(16),
        }
    }

    /// `cdr-custom/Master.csv` in its default order.
    pub fn custom() -> Self {
        Asterisk {
            src: 1,
            dst: 2,
            channel: 4,
            app: 6,
            data: 7,
            start: 8,
            answer: Some(9),
            duration: 11,
            billsec: 12,
            disposition: 13,
            unique: Some(16),
        }
    }

    /// The table of FreePBX without its heading.
    pub fn table() -> Self {
        Asterisk {
            src: 2,
            dst: 3,
            channel: 5,
            app: 7,
            data: 8,
            start: 0,
            answer: None,
            duration: 9,
            billsec: 10,
            disposition: 11,
            unique: Some(14),
        }
    }

    /// The table of FreePBX by its heading.
    pub fn by_heading(heading: &Heading) -> Option<Self> {
        let find = |name| heading.find(name);
        Some(Asterisk {
            src: find("src")?,
            dst: find("dst")?,
            channel: find("channel")?,
            app: find("lastapp")?,
            data: find("lastdata")?,
            start: find("calldate")?,
            answer: None,
            duration: find("duration")?,
            billsec: find("billsec")?,
            disposition: find("disposition")?,
            unique: find("uniqueid"),
        })
    }

    /// Whether a line has a time and a disposition where this layout has them.
    pub fn fits(&self, fields: &Fields) -> bool {
        civil(fields.get(self.start)).is_some()
            && DISPOSITIONS.contains(&fields.get(self.disposition))
            && self
                .answer
                .is_none_or(|at| fields.get(at).is_empty() || civil(fields.get(at)).is_some())
    }
}

impl Layout for Asterisk {
    fn leg(&self, fields: &Fields, tools: &mut Tools) -> Result<Leg, Reason> {
        if fields.len() <= self.disposition {
            return Err(Reason::NoRecord);
        }
        let duration = length(fields.get(self.duration)).ok_or(Reason::BadLength)?;
        let talk = length(fields.get(self.billsec)).ok_or(Reason::BadLength)?;
        let start = civil(fields.get(self.start)).ok_or(Reason::BadTime)?;
        let (start, end) = match self.answer {
            // The line has its end, by which the lines are ordered.
            Some(answer) => {
                let end = civil(fields.get(answer + 1)).ok_or(Reason::BadTime)?;
                let end = tools.times.anchor(end).ok_or(Reason::BadTime)?;
                (end - duration, end)
            }
            None => {
                let start = tools.times.anchor(start).ok_or(Reason::BadTime)?;
                (start, start + duration)
            }
        };
        let (src, dst) = (fields.get(self.src), fields.get(self.dst));
        let app = fields.get(self.app);
        let class = match app {
            _ if app.eq_ignore_ascii_case("VoiceMailMain") => Class::SubscriberAccess,
            _ if app.eq_ignore_ascii_case("ReceiveFAX") => Class::Fax,
            _ => tools.class(src, dst),
        };
        let mut leg = Leg::new(start, end, class);
        leg.call.outcome = match fields.get(self.disposition) {
            "ANSWERED" if app.eq_ignore_ascii_case("VoiceMail") => Outcome::VoiceMail,
            "ANSWERED" => Outcome::Answered,
            "BUSY" => Outcome::Busy,
            "FAILED" => Outcome::Failed,
            "CONGESTION" => Outcome::Blocked,
            "NO ANSWER" => unanswered(app, fields.get(self.data), duration),
            _ => return Err(Reason::UnknownOutcome),
        };
        leg.call.answer = leg.call.outcome.is_answer().then(|| end - talk);
        leg.call.caller = tools.callers.identity(src);
        leg.groups = tools.groups(src, dst);
        let unique = field(fields, self.unique);
        let channel = fields.get(self.channel);
        let call = if unique.is_empty() { channel } else { unique };
        leg.ties.call = if call.is_empty() { 0 } else { tools.callers.key(("asterisk", call)) };
        Ok(leg)
    }
}

/// `Dial(party,timeout,…)`: a call that rang shorter than the timeout ended because the caller hung up.
fn unanswered(app: &str, data: &str, rang: i64) -> Outcome {
    let timeout = data.split(',').nth(1).and_then(length);
    match timeout {
        Some(timeout) if app.eq_ignore_ascii_case("Dial") && rang + 1_000 > timeout => {
            Outcome::NoAnswer
        }
        _ => Outcome::Abandoned,
    }
}
