//! Users, how they treat calls, and where calls come from.

use super::{
    AccessNumberId, AutoAttendantId, DialPlanId, Distribution, ExchangeServerId, FaxLineId,
    GatewayId, MailboxPolicyId, PoolId, Settings, SiteId, UsersId, Variation, VoicePolicyId,
};
use crate::base::{SimTime, Span};

/// A group of users who behave alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Users {
    /// Its name.
    pub name: String,
    /// How many, at least 1.
    pub count: u32,
    /// Where their endpoints are.
    pub site: SiteId,
    /// Their home pool; `None` for the telephones of a PBX, without Lync.
    pub pool: Option<PoolId>,
    /// Their UM dial plan; `None` without voice mail.
    pub dial_plan: Option<DialPlanId>,
    /// Their mailbox policy; `None` is the default policy.
    pub policy: Option<MailboxPolicyId>,
    /// Whether their mailboxes have missed-call notifications on (`MissedCallNotificationEnabled`).
    pub missed_call_notifications: bool,
    /// Whether their mailboxes may receive faxes (`FaxEnabled`).
    pub fax: bool,
    /// Their voice policy; `None` where the file has none.
    pub voice_policy: Option<VoicePolicyId>,
    /// Share enabled for Unified Messaging, 0 to 1.
    pub um_enabled: f64,
    /// Share whose SIP address in Unified Messaging is that of Lync, 0 to 1.
    pub sip_address_matches: f64,
    /// Share enabled for Enterprise Voice, 0 to 1.
    pub enterprise_voice: f64,
    /// Share with a TEL URI, 0 to 1.
    pub tel_uri: f64,
    /// Where their mailboxes are; `None` without voice mail.
    pub mailboxes: Option<Mailboxes>,
    /// Mean number of endpoints of a registered user; a user has the whole number below or above.
    pub endpoints: f64,
    /// Of these, Lync Phone Edition devices.
    pub phone_edition: f64,
    /// Share of calls that find the user registered, 0 to 1.
    pub registered: f64,
    /// Share of calls to registered users that find them busy, 0 to 1.
    pub busy: f64,
    /// Share of calls to registered users that find them on do-not-disturb, 0 to 1.
    pub do_not_disturb: f64,
    /// Ringing until the divert to voice mail.
    pub ring: Distribution,
    /// Who answers, and when.
    pub answers: Answers,
    /// What callers do when voice mail answers.
    pub voice_mail: VoiceMail,
}

/// Answering by a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// Share of ringing calls that would be answered if callers waited for ever, 0 to 1.
    pub share: f64,
    /// From the start of ringing.
    pub after: Distribution,
}

/// A caller's behaviour with voice mail.
#[derive(Clone, Debug, PartialEq)]
pub struct VoiceMail {
    /// Length of the greeting.
    pub greeting: Distribution,
    /// Share of callers who leave at a uniform moment of the greeting, 0 to 1.
    pub hangs_up_in_greeting: f64,
    /// Share of the others who leave a message, 0 to 1; the rest hang up at the tone.
    pub leaves_message: f64,
    /// Length of a message.
    pub message: Distribution,
    /// A recording shorter than this is not a message: it counts as a missed call.
    pub minimum_message: Span,
}

/// On which servers a group's mailboxes are: shares of the group, spread evenly in each list.
#[derive(Clone, Debug, PartialEq)]
pub enum Mailboxes {
    /// A share on current servers, the rest on legacy ones.
    Migrating {
        /// Servers of the new version.
        current: Vec<ExchangeServerId>,
        /// Servers of the old version; empty only if `migrated` is 1.
        legacy: Vec<ExchangeServerId>,
        /// Share already on `current`, 0 to 1.
        migrated: f64,
    },
    /// Exact shares of single servers; they sum to 1.
    Shares(Vec<(ExchangeServerId, f64)>),
}

/// A class of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// From the telephone network to a user.
    Voice,
    /// From a user to the telephone network: holds a channel and a Mediation slot.
    Outbound,
    /// From user to user.
    Internal,
    /// From a fax machine in the telephone network to a user or a fax line.
    Fax,
    /// From the telephone network to an auto attendant.
    AutoAttendant,
    /// From a user in the telephone network to an Outlook Voice Access number.
    SubscriberAccess,
    /// From Unified Messaging to a telephone that the user chose, to play a message.
    PlayOnPhone,
}

impl Class {
    /// All classes, in the order of their numbers.
    pub const ALL: [Class; 7] = [
        Class::Voice,
        Class::Outbound,
        Class::Internal,
        Class::Fax,
        Class::AutoAttendant,
        Class::SubscriberAccess,
        Class::PlayOnPhone,
    ];

    /// The name used in scenarios and scopes.
    pub const fn name(self) -> &'static str {
        match self {
            Class::Voice => "voice",
            Class::Outbound => "outbound",
            Class::Internal => "internal",
            Class::Fax => "fax",
            Class::AutoAttendant => "auto-attendant",
            Class::SubscriberAccess => "subscriber-access",
            Class::PlayOnPhone => "play-on-phone",
        }
    }
}

/// At whom calls are aimed; for outbound calls and Play on Phone, from whom they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// A group of users.
    Users(UsersId),
    /// An auto attendant.
    AutoAttendant(AutoAttendantId),
    /// An Outlook Voice Access number.
    AccessNumber(AccessNumberId),
    /// A fax line.
    FaxLine(FaxLineId),
}

/// A source of calls.
#[derive(Clone, Debug, PartialEq)]
pub struct Traffic {
    /// Unique; part of every random key of its calls.
    pub name: String,
    /// What kind of calls.
    pub class: Class,
    /// Whom they are for; for outbound calls and Play on Phone, whom they are from.
    pub party: Party,
    /// Who calls, for internal calls whose callers are known to be one group.
    pub callers: Option<UsersId>,
    /// Gateways they arrive at or leave by; empty for internal calls of Lync users.
    pub gateways: Vec<GatewayId>,
    /// How a gateway is chosen.
    pub choose: Choice,
    /// When they arrive.
    pub arrivals: Arrivals,
    /// How their rate moves, besides the steps of `arrivals`.
    pub variation: Variation,
    /// Conversation with a person; for Play on Phone, how long the user listens.
    pub talk: Distribution,
    /// From dialling until the caller gives up unanswered; `None` waits for ever.
    pub patience: Option<Distribution>,
    /// Whether refused callers try again.
    pub retry: Option<Retry>,
    /// What the calling machine does, for class fax only.
    pub fax: Option<FaxCalls>,
    /// Share of Play on Phone calls that go to the telephone network, 0 to 1; the rest ring the
    /// user's own telephone.
    pub to_telephone_network: f64,
}

/// How a calling fax machine behaves (domain §2.7).
#[derive(Clone, Debug, PartialEq)]
pub struct FaxCalls {
    /// How long it sends its tone until it gives up.
    pub gives_up: Distribution,
    /// From when that counts.
    pub gives_up_from: GivesUpFrom,
    /// From a person's answer until the person, hearing the tone, hangs up.
    pub person_hangs_up: Distribution,
    /// Time a delivered fax takes, from the answer of the receiver to the hang-up.
    pub transmission: Distribution,
}

/// From when a fax machine's patience runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivesUpFrom {
    /// From the end of dialling: an analogue line has no answer supervision.
    Dialling,
    /// From the answer.
    Answer,
}

/// How a call finds its gateway.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// The first with a free channel, in order.
    InOrder,
    /// In turn; when full, the next ones.
    RoundRobin,
    /// One gateway, drawn with these shares (one per gateway, summing to 1); no overflow.
    Shares(Vec<f64>),
}

/// When calls arrive.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// A Poisson process whose rate is constant between the given instants.
    Rate {
        /// (from, calls per second), in order, the first at time 0. After the last instant the
        /// steps repeat with this period; without one the last rate goes on.
        steps: Vec<(SimTime, f64)>,
        /// Period of repetition, a day for a profile.
        period: Option<Span>,
    },
    /// Exactly these instants, in order.
    Trace(Vec<SimTime>),
    /// These recorded calls.
    Replay(Replay),
}

/// Recorded calls, by time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replay {
    /// When each arrives.
    pub instants: Vec<SimTime>,
    /// Length of each conversation; `None` is drawn.
    pub talk: Vec<Option<Span>>,
    /// Number of each called user, from 1; 0 is drawn.
    pub users: Vec<u32>,
}

impl Arrivals {
    /// How many recorded instants lie before, in and after the measured window; `None` where calls
    /// do not come from a trace. While the warm-up is to be found, the window begins at the start.
    pub fn around(&self, settings: &Settings) -> Option<[usize; 3]> {
        let (Arrivals::Trace(instants) | Arrivals::Replay(Replay { instants, .. })) = self else {
            return None;
        };
        let from = if settings.find_warm_up { Span::ZERO } else { settings.warm_up };
        let from = SimTime::ZERO + from;
        let to = SimTime::ZERO + settings.warm_up + settings.duration;
        let before = instants.partition_point(|at| *at < from);
        let upto = instants.partition_point(|at| *at < to);
        Some([before, upto - before, instants.len() - upto])
    }
}

/// Trying again after a refusal.
#[derive(Clone, Debug, PartialEq)]
pub struct Retry {
    /// Share of refused callers who try again, 0 to 1.
    pub share: f64,
    /// The same of callers whom an outage has cut off.
    pub after_drop: f64,
    /// From the refusal to the next attempt.
    pub after: Distribution,
    /// Most further attempts of a call, 1 to 15.
    pub at_most: u32,
}
