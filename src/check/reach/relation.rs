//! Calls of one kind, from some gateways to some parties, and how they fail.

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
}

/// Where and how some calls of a relation fail.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The hop, as `gw1 → med1`, or the host that refuses; of several that fail alike the first.
    pub hop: String,
    /// How many more hops of the same kind fail alike.
    pub others: usize,
    /// SIP status that the caller's side gets.
    pub status: u16,
    /// `ms-diagnostics`, number and reason, where Lync adds them.
    pub diagnostics: Option<(u16, &'static str)>,
    /// Why, in the words of Microsoft's tools where there are any.
    pub reason: String,
    /// Share of the relation's calls, above 0 to 1.
    pub share: f64,
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
