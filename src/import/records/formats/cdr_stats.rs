//! The CSV of CDR-Stats, which collects the records of several switches.

use crate::import::records::call::Outcome;
use crate::import::records::leg::Leg;
use crate::import::records::lines::Fields;
use crate::import::records::moment::{civil, length};
use crate::import::records::skipped::Reason;
use crate::import::records::tools::{Heading, Layout, Tools, field};

/// Where the columns are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CdrStats {
    call: Option<usize>,
    caller: usize,
    called: usize,
    start: usize,
    duration: usize,
    billsec: usize,
    cause: usize,
}

impl CdrStats {
    /// By the heading.
    pub fn by_heading(heading: &Heading) -> Option<Self> {
        let find = |name| heading.find(name);
        Some(CdrStats {
            call: find("callid"),
            caller: find("caller_id_number")?,
            called: find("destination_number")?,
            start: find("starting_date")?,
            duration: find("duration")?,
            billsec: find("billsec")?,
            cause: find("hangup_cause_id")?,
        })
    }
}

impl Layout for CdrStats {
    fn leg(&self, fields: &Fields, tools: &mut Tools) -> Result<Leg, Reason> {
        if fields.len() <= self.cause {
            return Err(Reason::NoRecord);
        }
        let start = civil(fields.get(self.start)).ok_or(Reason::BadTime)?;
        let start = tools.times.anchor(start).ok_or(Reason::BadTime)?;
        let duration = length(fields.get(self.duration)).ok_or(Reason::BadLength)?;
        let talk = length(fields.get(self.billsec)).ok_or(Reason::BadLength)?;
        let (caller, called) = (fields.get(self.caller), fields.get(self.called));
        let mut leg = Leg::new(start, start + duration, tools.class(caller, called));
        leg.call.answer = (talk > 0).then_some(start + duration - talk);
        // Q.850.
        leg.call.outcome = match fields.get(self.cause) {
            _ if talk > 0 => Outcome::Answered,
            "17" => Outcome::Busy,
            "18" | "19" => Outcome::NoAnswer,
            "34" | "42" | "44" => Outcome::Blocked,
            "16" if duration > 0 => Outcome::Abandoned,
            _ => Outcome::Failed,
        };
        leg.call.caller = tools.callers.identity(caller);
        leg.groups = tools.groups(caller, called);
        let id = field(fields, self.call);
        leg.ties.call = if id.is_empty() { 0 } else { tools.callers.key(("cdr-stats", id)) };
        Ok(leg)
    }
}
