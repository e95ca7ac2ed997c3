//! Avaya IP Office SMDR: no heading, no quotation marks, one line for each segment of a call.

use crate::import::records::call::{Class, Outcome};
use crate::import::records::leg::Leg;
use crate::import::records::lines::Fields;
use crate::import::records::moment::{civil, length};
use crate::import::records::skipped::Reason;
use crate::import::records::tools::{Layout, Tools};

/// The format has one layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Avaya;

impl Avaya {
    /// Whether a line has a time, a direction and the flag of internal calls.
    pub fn fits(fields: &Fields) -> bool {
        fields.len() >= 30
            && civil(fields.get(0)).is_some()
            && matches!(fields.get(4), "I" | "O")
            && matches!(fields.get(8), "0" | "1")
    }
}

impl Layout for Avaya {
    fn leg(&self, fields: &Fields, tools: &mut Tools) -> Result<Leg, Reason> {
        if fields.len() < 17 {
            return Err(Reason::NoRecord);
        }
        let start = civil(fields.get(0)).ok_or(Reason::BadTime)?;
        let start = tools.times.anchor(start).ok_or(Reason::BadTime)?;
        let time = |at: usize| match fields.get(at) {
            "" => Ok(0),
            text => length(text).ok_or(Reason::BadLength),
        };
        let (connected, rang, held, parked) = (time(1)?, time(2)?, time(15)?, time(16)?);
        let class = match (fields.get(4), fields.get(8)) {
            (_, "1") => Class::Internal,
            ("O", _) => Class::Outbound,
            _ => Class::Voice,
        };
        let end = start + rang + connected + held + parked;
        let mut leg = Leg::new(start, end, class);
        leg.call.answer = (connected > 0).then_some(start + rang);
        leg.call.outcome = match (connected > 0, rang > 0) {
            (true, _) if fields.get(11).starts_with('V') => Outcome::VoiceMail,
            (true, _) => Outcome::Answered,
            (false, true) => Outcome::Abandoned,
            (false, false) => Outcome::Failed,
        };
        leg.call.caller = tools.callers.identity(fields.get(3));
        leg.groups = tools.groups(fields.get(3), fields.get(5));
        let id = fields.get(9);
        leg.ties.call = if id.is_empty() { 0 } else { tools.callers.key(("avaya", id)) };
        leg.ties.is_segment = true;
        Ok(leg)
    }
}
