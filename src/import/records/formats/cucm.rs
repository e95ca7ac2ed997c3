//! Cisco Unified Communications Manager: columns by name, times in seconds since 1970.

use crate::import::records::call::{Class, Outcome};
use crate::import::records::callers::is_extension;
use crate::import::records::leg::Leg;
use crate::import::records::lines::Fields;
use crate::import::records::moment::epoch;
use crate::import::records::skipped::Reason;
use crate::import::records::tools::{Heading, Layout, Tools, field};

/// Where the columns are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cucm {
    kind: usize,
    cluster: Option<usize>,
    manager: Option<usize>,
    id: usize,
    origination: usize,
    connect: usize,
    disconnect: usize,
    calling: usize,
    original_called: Option<usize>,
    final_called: usize,
    redirect: Option<usize>,
    redirect_reason: Option<usize>,
    orig_cause: usize,
    dest_cause: usize,
    orig_device: Option<usize>,
    dest_device: Option<usize>,
}

/// The columns of release 6.1(1) in their order, which later releases continue at the end (Cisco's handbook of the fields by
/// release): how a file without its heading is read.
const COLUMNS: [&str; 78] = [
    "cdrRecordType",
    "globalCallID_callManagerId",
    "globalCallID_callId",
    "origLegCallIdentifier",
    "dateTimeOrigination",
    "origNodeId",
    "origSpan",
    "origIpAddr",
    "callingPartyNumber",
    "callingPartyUnicodeLoginUserID",
    "origCause_location",
    "origCause_value",
    "origPrecedenceLevel",
    "origMediaTransportAddress_IP",
    "origMediaTransportAddress_Port",
    "origMediaCap_payloadCapability",
    "origMediaCap_maxFramesPerPacket",
    "origMediaCap_g723BitRate",
    "origVideoCap_Codec",
    "origVideoCap_Bandwidth",
    "origVideoCap_Resolution",
    "origVideoTransportAddress_IP",
    "origVideoTransportAddress_Port",
    "origRSVPAudioStat",
    "origRSVPVideoStat",
    "destLegCallIdentifier",
    "destNodeId",
    "destSpan",
    "destIpAddr",
    "originalCalledPartyNumber",
    "finalCalledPartyNumber",
    "finalCalledPartyUnicodeLoginUserID",
    "destCause_location",
    "destCause_value",
    "destPrecedenceLevel",
    "destMediaTransportAddress_IP",
    "destMediaTransportAddress_Port",
    "destMediaCap_payloadCapability",
    "destMediaCap_maxFramesPerPacket",
    "destMediaCap_g723BitRate",
    "destVideoCap_Codec",
    "destVideoCap_Bandwidth",
    "destVideoCap_Resolution",
    "destVideoTransportAddress_IP",
    "destVideoTransportAddress_Port",
    "destRSVPAudioStat",
    "destRSVPVideoStat",
    "dateTimeConnect",
    "dateTimeDisconnect",
    "lastRedirectDn",
    "pkid",
    "originalCalledPartyNumberPartition",
    "callingPartyNumberPartition",
    "finalCalledPartyNumberPartition",
    "lastRedirectDnPartition",
    "duration",
    "origDeviceName",
    "destDeviceName",
    "origCallTerminationOnBehalfOf",
    "destCallTerminationOnBehalfOf",
    "origCalledPartyRedirectOnBehalfOf",
    "lastRedirectRedirectOnBehalfOf",
    "origCalledPartyRedirectReason",
    "lastRedirectRedirectReason",
    "destConversationID",
    "globalCallId_ClusterId",
    "joinOnBehalfOf",
    "Comment",
    "authCodeDescription",
    "authorizationLevel",
    "clientMatterCode",
    "origDTMFMethod",
    "destDTMFMethod",
    "callSecuredStatus",
    "origConversationID",
    "origMediaCap_Bandwidth",
    "destMediaCap_Bandwidth",
    "authorizationCodeValue",
];

/// The cause of a leg that was split for a transfer or conference.
const SPLIT: &str = "393216";

impl Cucm {
    /// By the heading; `None` if it is no heading of call records.
    pub fn by_heading(heading: &Heading) -> Option<Self> {
        let find = |name| heading.find(name);
        Some(Cucm {
            kind: find("cdrRecordType")?,
            cluster: find("globalCallId_ClusterId"),
            manager: find("globalCallID_callManagerId"),
            id: find("globalCallID_callId")?,
            origination: find("dateTimeOrigination")?,
            connect: find("dateTimeConnect")?,
            disconnect: find("dateTimeDisconnect")?,
            calling: find("callingPartyNumber")?,
            original_called: find("originalCalledPartyNumber"),
            final_called: find("finalCalledPartyNumber")?,
            redirect: find("lastRedirectDn"),
            redirect_reason: find("lastRedirectRedirectReason"),
            orig_cause: find("origCause_value")?,
            dest_cause: find("destCause_value")?,
            orig_device: find("origDeviceName"),
            dest_device: find("destDeviceName"),
        })
    }

    /// The documented order, for a file without a heading.
    pub fn in_order() -> Option<Self> {
        Cucm::by_heading(&Heading::named(&COLUMNS))
    }

    /// Whether a line of a file without a heading has these columns: what is an instant, an identity or a number there must be
    /// one.
    pub fn fits(&self, fields: &Fields) -> bool {
        let is_number = |at: usize| !fields.get(at).is_empty() && is_digits(fields.get(at));
        let known = |name: &str| COLUMNS.iter().position(|column| *column == name);
        let numbers = ["origLegCallIdentifier", "destLegCallIdentifier", "duration"];
        fields.len() >= COLUMNS.len()
            && fields.get(self.kind) == "1"
            && is_instant(fields.get(self.origination))
            && is_instant(fields.get(self.disconnect))
            && (fields.get(self.connect) == "0" || is_instant(fields.get(self.connect)))
            && [self.id, self.orig_cause, self.dest_cause].into_iter().all(is_number)
            && numbers.into_iter().filter_map(known).all(is_number)
            && known("pkid").is_some_and(|at| is_identity(fields.get(at)))
    }

    /// Whether a line looks like one of a file without a heading, in whichever columns.
    pub fn looks_like(fields: &Fields) -> bool {
        let count = |is: fn(&str) -> bool| fields.iter().filter(|text| is(text)).count();
        fields.len() >= 20
            && matches!(fields.get(0), "1" | "2")
            && count(is_instant) >= 2
            && count(is_identity) >= 1
    }

    fn is_user(&self, fields: &Fields, number: &str, device: Option<usize>, digits: usize) -> bool {
        let is_telephone = field(fields, device).starts_with("SEP");
        is_telephone || is_extension(number, digits)
    }

    /// Diverted from a user, because the user was busy (1) or did not answer (2).
    fn is_diverted(&self, fields: &Fields) -> bool {
        let final_called = fields.get(self.final_called);
        let user = field(fields, self.redirect);
        let reason = field(fields, self.redirect_reason);
        let original = field(fields, self.original_called);
        let elsewhere = !user.is_empty() && user != final_called && original != final_called;
        elsewhere && matches!(reason, "1" | "2")
    }
}

impl Layout for Cucm {
    fn leg(&self, fields: &Fields, tools: &mut Tools) -> Result<Leg, Reason> {
        match fields.get(self.kind) {
            "1" => {}
            "2" => return Err(Reason::OtherKind),
            // Every file has a line of types; files that were put together have their headings, too.
            "INTEGER" | "cdrRecordType" => return Err(Reason::Heading),
            _ => return Err(Reason::NoRecord),
        }
        let start = epoch(fields.get(self.origination)).ok_or(Reason::BadTime)?;
        let end = epoch(fields.get(self.disconnect)).ok_or(Reason::BadTime)?;
        let connect = match fields.get(self.connect) {
            "0" | "" => None,
            text => Some(epoch(text).ok_or(Reason::BadTime)?),
        };
        let (calling, called) = (fields.get(self.calling), fields.get(self.final_called));
        let digits = tools.extension_digits;
        let class = Class::between(
            self.is_user(fields, calling, self.orig_device, digits),
            self.is_user(fields, called, self.dest_device, digits),
        );
        let mut leg = Leg::new(start, end, class);
        let (orig, dest) = (fields.get(self.orig_cause), fields.get(self.dest_cause));
        leg.call.answer = connect;
        leg.call.outcome = match connect {
            Some(_) if self.is_diverted(fields) => Outcome::VoiceMail,
            Some(_) => Outcome::Answered,
            None => unanswered(orig, dest),
        };
        leg.call.caller = tools.callers.identity(calling);
        // Of a diverted call the user who was called first.
        let first = match field(fields, self.original_called) {
            "" => called,
            original => original,
        };
        leg.groups = tools.groups(calling, first);
        let call =
            ("cucm", field(fields, self.cluster), field(fields, self.manager), fields.get(self.id));
        leg.ties.call = tools.callers.key(call);
        let party = |number: &str| tools.callers.key(("cucm party", number));
        leg.ties.by = party(calling);
        if orig == SPLIT || dest == SPLIT {
            leg.ties.party = party(called);
        }
        Ok(leg)
    }
}

/// By Q.850. The side that ended the call has a cause, the other one 0.
fn unanswered(orig: &str, dest: &str) -> Outcome {
    match (orig, dest) {
        ("17", _) | (_, "17") => Outcome::Busy,
        ("18" | "19", _) | (_, "18" | "19") => Outcome::NoAnswer,
        ("34" | "42" | "44", _) | (_, "34" | "42" | "44") => Outcome::Blocked,
        ("16", "0" | "") => Outcome::Abandoned,
        ("0" | "", "0" | "") => Outcome::Unanswered,
        _ => Outcome::Failed,
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Seconds since 1970 of a time since September 2001.
fn is_instant(text: &str) -> bool {
    text.len() == 10 && is_digits(text) && !text.starts_with('0')
}

/// A UUID.
fn is_identity(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}
