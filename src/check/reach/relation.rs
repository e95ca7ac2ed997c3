//! Calls of one kind, from some gateways to some parties, and how they fail.

use crate::deployment::{Cause, GatewayId, Host, NoticeLoss, Party};
use std::sync::Arc;

/// A kind of call, or of message that belongs to calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallKind {
    /// From the telephone network to a person.
    Answered,
    /// From the telephone network to voice mail.
    VoiceMail,
    /// The notification of a caller who hung up before voice mail answered.
    MissedCall,
    /// A fax to users.
    Fax,
    /// From the telephone network to an auto attendant.
    AutoAttendant,
    /// From an auto attendant to a person.
    Transfer,
    /// From the telephone network to Outlook Voice Access.
    SubscriberAccess,
    /// From user to user, diverted to voice mail.
    Internal,
    /// The message-waiting notice of a voice message.
    MessageWaiting,
    /// Play on Phone to the user's own telephone.
    PlayOnPhone,
    /// From a user to the telephone network.
    Outbound,
}

impl CallKind {
    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            CallKind::Answered => "voice",
            CallKind::VoiceMail => "voice mail",
            CallKind::MissedCall => "missed-call notification",
            CallKind::Fax => "fax",
            CallKind::AutoAttendant => "auto attendant",
            CallKind::Transfer => "transfer by the attendant",
            CallKind::SubscriberAccess => "Outlook Voice Access",
            CallKind::Internal => "internal, to voice mail",
            CallKind::MessageWaiting => "message waiting",
            CallKind::PlayOnPhone => "Play on Phone",
            CallKind::Outbound => "outbound",
        }
    }

    /// What its calls are called in a sentence.
    pub const fn calls(self) -> &'static str {
        match self {
            CallKind::Answered => "calls that people answer",
            CallKind::VoiceMail => "calls to voice mail",
            CallKind::MissedCall => "missed-call notifications",
            CallKind::Fax => "faxes",
            CallKind::AutoAttendant => "calls to the auto attendant",
            CallKind::Transfer => "transfers by the auto attendant",
            CallKind::SubscriberAccess => "calls to Outlook Voice Access",
            CallKind::Internal => "internal calls to voice mail",
            CallKind::MessageWaiting => "message-waiting notices",
            CallKind::PlayOnPhone => "Play on Phone",
            CallKind::Outbound => "outbound calls",
        }
    }
}

/// Why calls fail, apart from a lack of capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The deployment is wrong.
    Wrong(Cause),
    /// The user has another SIP address in Unified Messaging than in Lync.
    OtherAddress,
    /// No UM server that takes the call can serve the mailbox.
    NoUmServer,
    /// The plan has no UM server at all for a contact's callers.
    NoAnswer,
    /// A Mediation Server takes no fax.
    NoFaxByLync,
    /// Unified Messaging has nobody to refer a fax to.
    NoFaxPartner,
    /// The notice of a missed call makes no notification.
    Notice(NoticeLoss),
}

impl Why {
    /// The reason, in the words of Microsoft's tools where there are any.
    pub const fn reason(self) -> &'static str {
        match self {
            Why::Wrong(cause) => cause.reason(),
            Why::OtherAddress => Cause::NotUmEnabled.reason(),
            Why::NoUmServer => "no UM server of the plan for the mailbox",
            Why::NoAnswer => "no UM server of the plan answers",
            Why::NoFaxByLync => "fax is not supported where a Mediation Server is used",
            Why::NoFaxPartner => {
                "fax not allowed by dial plan, policy or mailbox, or no fax partner"
            }
            Why::Notice(NoticeLoss::LegacyMailbox) => {
                "the Call Router hands the notice to servers of its own version only"
            }
            Why::Notice(NoticeLoss::OtherVersion) => {
                "the UM server makes notifications for mailboxes of its own version only"
            }
            Why::Notice(NoticeLoss::Switch) => "the plan makes no such notification",
        }
    }

    /// The SIP status that the caller's side gets; 488 of a fax by Lync is the deployment's choice.
    pub const fn status(self) -> u16 {
        match self {
            Why::Wrong(cause) => cause.status(),
            Why::OtherAddress => Cause::NotUmEnabled.status(),
            Why::NoUmServer => 404,
            Why::NoAnswer => 480,
            Why::NoFaxByLync | Why::NoFaxPartner => 488,
            Why::Notice(_) => 404,
        }
    }
}

/// Where and how some calls of a relation fail.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// Why.
    pub why: Why,
    /// The hop, as `gw1 → med1`, or the host that refuses; of several that fail alike the first.
    pub hop: String,
    /// How many more hops of the same kind fail alike.
    pub others: usize,
    /// The connections that fail, each from one host to another; empty where no connection does.
    pub connections: Vec<(Host, Host)>,
    /// SIP status that the caller's side gets.
    pub status: u16,
    /// `ms-diagnostics`, number and reason, where Lync adds them.
    pub diagnostics: Option<(u16, &'static str)>,
    /// Why, in the words of Microsoft's tools where there are any.
    pub reason: String,
    /// Share of the relation's calls, above 0 to 1.
    pub share: f64,
}

/// Calls of one kind between one gateway and one party.
#[derive(Clone, Debug)]
pub struct Row {
    pub kind: CallKind,
    pub gateway: Option<GatewayId>,
    pub party: Party,
    pub name: Arc<str>,
    pub failures: Vec<Failure>,
}

/// Calls of one kind between some gateways and some parties, as in ITU-T E.600.
#[derive(Clone, Debug, PartialEq)]
pub struct TrafficRelation {
    /// Kind of call.
    pub kind: CallKind,
    /// Gateways they come from or leave by; empty inside.
    pub gateways: Vec<String>,
    /// The parties they are for, or from: users and contacts by name.
    pub parties: Vec<String>,
    /// How they fail, in the order in which calls meet it; empty where all get through.
    pub failures: Vec<Failure>,
}

impl TrafficRelation {
    /// Share of its calls that get through, 0 to 1.
    pub fn works(&self) -> f64 {
        (1.0 - self.failures.iter().map(|f| f.share).sum::<f64>()).max(0.0)
    }
}
