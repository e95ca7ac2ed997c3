//! Exchange Unified Messaging `um_cdr`: only what reached Unified Messaging, from the moment at which it did.

use crate::import::directory;
use crate::import::records::call::{Class, Outcome};
use crate::import::records::leg::Leg;
use crate::import::records::lines::Fields;
use crate::import::records::moment::{length, utc};
use crate::import::records::skipped::Reason;
use crate::import::records::tools::{Heading, Layout, Tools, field, plain};

/// Where the columns are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    start: usize,
    kind: usize,
    id: Option<usize>,
    parent: Option<usize>,
    duration: usize,
    caller: Option<usize>,
    result: Option<usize>,
    plan: Option<usize>,
    attendant: Option<usize>,
}

impl Exchange {
    /// By the heading, whatever its case, blanks and punctuation.
    pub fn by_heading(heading: &Heading) -> Option<Self> {
        let find = |name| heading.find(name);
        Some(Exchange {
            start: find("CallStartTime")?,
            kind: find("CallType")?,
            id: find("CallIdentity"),
            parent: find("ParentCallIdentity"),
            duration: find("CallDuration")?,
            caller: find("CallerPhoneNumber"),
            result: find("OfferResult"),
            plan: find("DialPlanName"),
            attendant: find("AutoAttendantName"),
        })
    }
}

impl Layout for Exchange {
    fn leg(&self, fields: &Fields, tools: &mut Tools) -> Result<Leg, Reason> {
        if fields.len() <= self.kind.max(self.start).max(self.duration) {
            return Err(Reason::NoRecord);
        }
        let start = utc(fields.get(self.start)).ok_or(Reason::BadTime)?;
        let duration = length(fields.get(self.duration)).ok_or(Reason::BadLength)?;
        let (class, outcome) = match plain(fields.get(self.kind)).as_str() {
            "callansweringvoicemessage" => (Class::Voice, Outcome::VoiceMail),
            "callansweringmissedcall" => (Class::Voice, Outcome::Abandoned),
            "subscriberaccess" | "unauthenticatedpilotnumber" => {
                (Class::SubscriberAccess, Outcome::Answered)
            }
            "autoattendant" => (Class::AutoAttendant, Outcome::Answered),
            "fax" => (Class::Fax, Outcome::Answered),
            "playonphone" => (Class::PlayOnPhone, Outcome::Answered),
            "none" if field(fields, self.parent).is_empty() => (Class::Voice, Outcome::Failed),
            // Parts of other calls, and recordings of greetings and prompts.
            _ => return Err(Reason::OtherKind),
        };
        let mut leg = Leg::new(start, start + duration, class);
        let offer = plain(field(fields, self.result));
        leg.call.rings = false;
        leg.call.outcome = match offer.as_str() {
            "failed" | "rejected" if outcome.is_answer() => Outcome::Failed,
            _ => outcome,
        };
        leg.call.answer = leg.call.outcome.is_answer().then_some(start);
        leg.call.caller = tools.callers.identity(field(fields, self.caller));
        let called = match class {
            Class::AutoAttendant => directory::ATTENDANT.to_owned() + field(fields, self.attendant),
            Class::SubscriberAccess => directory::ACCESS.to_owned() + field(fields, self.plan),
            _ => String::new(),
        };
        leg.groups = tools.groups("", &called);
        let id = field(fields, self.id);
        leg.ties.call = if id.is_empty() { 0 } else { tools.callers.key(("exchange", id)) };
        Ok(leg)
    }
}
