//! Lync and Skype for Business: the table or the view `SessionDetails`, and the query that is common. Times are UTC.

use crate::import::records::call::{Class, Outcome, SetUp};
use crate::import::records::leg::Leg;
use crate::import::records::lines::Fields;
use crate::import::records::moment::utc;
use crate::import::records::skipped::Reason;
use crate::import::records::tools::{Heading, Layout, Tools, field};

/// Where the columns are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lync {
    session: usize,
    sequence: Option<usize>,
    invite: Option<usize>,
    response: usize,
    end: usize,
    code: Option<usize>,
    diagnostic: Option<usize>,
    media: Option<usize>,
    from: usize,
    to: usize,
    from_uri: Option<usize>,
    to_uri: Option<usize>,
    target: Option<usize>,
    referred: Option<usize>,
    from_gateway: Option<usize>,
    to_gateway: Option<usize>,
}

/// The bit of audio in `MediaTypes`.
const AUDIO: u32 = 16;

/// "Routes available … but no available gateway".
const NO_GATEWAY: &str = "12000";

impl Lync {
    /// By the heading; `None` if it is none of sessions.
    pub fn by_heading(heading: &Heading) -> Option<Self> {
        let first = |names: &[&str]| names.iter().find_map(|name| heading.find(name));
        let from_uri = first(&["User1Uri", "FromUri"]);
        let to_uri = first(&["User2Uri", "ToUri"]);
        Some(Lync {
            session: first(&["SessionIdTime", "InviteTime"])?,
            sequence: first(&["SessionIdSeq", "DialogId"]),
            invite: first(&["InviteTime"]),
            response: first(&["ResponseTime"])?,
            end: first(&["SessionEndTime", "EndTime"])?,
            code: first(&["ResponseCode"]),
            diagnostic: first(&["DiagnosticId"]),
            media: first(&["MediaTypes"]),
            from: first(&["User1Id"]).or(from_uri)?,
            to: first(&["User2Id"]).or(to_uri)?,
            from_uri,
            to_uri,
            target: first(&["TargetUserId", "TargetUri"]),
            referred: first(&["ReferredById", "ReferredByUri"]),
            from_gateway: first(&["FromGatewayId", "FromGateway"]),
            to_gateway: first(&["ToGatewayId", "ToGateway"]),
        })
    }

    /// Whether the file has the columns that the common query leaves out.
    pub fn has_results(&self) -> bool {
        self.code.is_some()
    }

    /// Whether the file says when the first INVITE was sent.
    pub fn has_invites(&self) -> bool {
        self.invite.is_some()
    }

    /// Whether the call was sent on from another address: `TargetUserId` is the address of the first INVITE.
    fn is_diverted(&self, fields: &Fields) -> bool {
        let target = field(fields, self.target);
        !target.is_empty() && ![fields.get(self.to), field(fields, self.to_uri)].contains(&target)
    }

    fn is_to_unified_messaging(&self, fields: &Fields) -> bool {
        is_unified_messaging(field(fields, self.to_uri))
    }

    /// A call to the address of Unified Messaging itself is one to Outlook Voice Access.
    fn class(&self, fields: &Fields) -> Class {
        if self.is_to_unified_messaging(fields) && !self.is_diverted(fields) {
            return Class::SubscriberAccess;
        }
        let get = |column| field(fields, column);
        let telephone = |uri, gateway| {
            let uri = get(uri);
            let uri = uri.strip_prefix("sip:").unwrap_or(uri);
            uri.starts_with('+') || !get(gateway).is_empty()
        };
        let from = telephone(self.from_uri, self.from_gateway);
        let to = telephone(self.to_uri, self.to_gateway);
        Class::between(!from, !to)
    }

    fn outcome(&self, fields: &Fields, answered: bool) -> Outcome {
        let get = |column| field(fields, column);
        if answered {
            let diverted = self.is_diverted(fields) && self.is_to_unified_messaging(fields);
            return if diverted { Outcome::VoiceMail } else { Outcome::Answered };
        }
        if get(self.diagnostic) == NO_GATEWAY {
            return Outcome::Blocked;
        }
        match get(self.code) {
            "" | "200" => Outcome::Unanswered,
            "486" | "600" | "603" => Outcome::Busy,
            "487" => Outcome::Abandoned,
            "480" | "408" => Outcome::NoAnswer,
            _ => Outcome::Failed,
        }
    }
}

impl Layout for Lync {
    fn leg(&self, fields: &Fields, tools: &mut Tools) -> Result<Leg, Reason> {
        let get = |column| field(fields, column);
        if fields.len() <= self.end.max(self.response) {
            return Err(Reason::NoRecord);
        }
        let media = get(self.media);
        if !media.is_empty() && media.parse::<u32>().is_ok_and(|media| media & AUDIO == 0) {
            return Err(Reason::NoAudio);
        }
        let time = |text: &str| utc(text).ok_or(Reason::BadTime);
        let start = match get(self.invite) {
            "" => time(fields.get(self.session))?,
            invite => time(invite)?,
        };
        let response = match field(fields, Some(self.response)) {
            "" => None,
            text => Some(time(text)?),
        };
        let end = match field(fields, Some(self.end)) {
            "" => response.unwrap_or(start),
            text => time(text)?,
        };
        let code = get(self.code);
        let response = response.filter(|response| match code {
            "" => *response < end,
            code => code == "200",
        });
        let mut leg = Leg::new(start, end, self.class(fields));
        leg.call.answer = response;
        leg.call.outcome = self.outcome(fields, response.is_some());
        leg.call.set_up = match response {
            // A session that ends with its answer is no call: a notification, which is an INFO, is answered, too.
            Some(answer) if answer < end && code == "200" && !get(self.invite).is_empty() => {
                match (leg.call.class, leg.call.outcome) {
                    (Class::SubscriberAccess, _) => SetUp::Direct,
                    (_, Outcome::VoiceMail) => SetUp::Diverted,
                    _ => SetUp::Unknown,
                }
            }
            _ => SetUp::Unknown,
        };
        let (from, to) = (fields.get(self.from), fields.get(self.to));
        let number = get(self.from_uri);
        leg.call.caller = tools.callers.identity(if number.is_empty() { from } else { number });
        let called = match get(self.target) {
            target if self.is_diverted(fields) => target,
            _ => get(self.to_uri),
        };
        leg.groups = tools.groups(get(self.from_uri), called);
        let tie = |party: &str| match party {
            "" => 0,
            party => tools.callers.key(("lync", party, from)),
        };
        leg.ties.party = tie(to);
        leg.ties.by = tie(get(self.referred));
        let session = (fields.get(self.session), get(self.sequence));
        leg.ties.call = match session {
            (_, "") => tools.callers.key(("lync session", session, from, to)),
            session => session_key(tools, session),
        };
        Ok(leg)
    }
}

fn session_key(tools: &Tools, session: (&str, &str)) -> u64 {
    tools.callers.key(("lync session", session))
}

/// The table `VoipDetails`: which sessions came from a gateway or went to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voip {
    session: usize,
    sequence: usize,
    from: Option<usize>,
    to: Option<usize>,
}

impl Voip {
    /// By the heading; `None` if it is none of `VoipDetails`.
    pub fn by_heading(heading: &Heading) -> Option<Self> {
        let first = |names: &[&str]| names.iter().find_map(|name| heading.find(name));
        let (from, to) =
            (first(&["FromGatewayId", "FromGateway"]), first(&["ToGatewayId", "ToGateway"]));
        from.or(to)?;
        let session = first(&["SessionIdTime"])?;
        Some(Voip { session, sequence: first(&["SessionIdSeq", "DialogId"])?, from, to })
    }

    /// The session of a line, and the class that its gateways give it.
    ///
    /// # Errors
    /// The line names no session.
    pub fn session(&self, fields: &Fields, tools: &Tools) -> Result<(u64, Class), Reason> {
        let session = (fields.get(self.session), fields.get(self.sequence));
        if utc(session.0).is_none() || session.1.is_empty() {
            return Err(Reason::NoRecord);
        }
        let gateway = |column| !field(fields, column).is_empty();
        let class = Class::between(!gateway(self.from), !gateway(self.to));
        Ok((session_key(tools, session), class))
    }
}

/// A contact of Unified Messaging: its address is the phone context of a dial plan, as
/// `UMSIP.contoso.test@contoso.test`.
fn is_unified_messaging(uri: &str) -> bool {
    let uri = uri.strip_prefix("sip:").unwrap_or(uri);
    let Some((name, domain)) = uri.split_once('@') else { return false };
    let (name, domain) = (name.to_lowercase(), domain.to_lowercase());
    name.strip_suffix(&domain).is_some_and(|plan| plan.ends_with('.'))
}
