//! A call as a record tells it.

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A person answered.
    Answered,
    /// Voice mail, or another application of the switch, answered.
    VoiceMail,
    /// The called party was busy.
    Busy,
    /// Nobody answered until a timer ended the call.
    NoAnswer,
    /// The caller hung up before an answer.
    Abandoned,
    /// There was no free channel.
    Blocked,
    /// It failed for another reason.
    Failed,
    /// Nobody answered, and the record does not say why.
    Unanswered,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 8] = [
        Outcome::Answered,
        Outcome::VoiceMail,
        Outcome::Busy,
        Outcome::NoAnswer,
        Outcome::Abandoned,
        Outcome::Blocked,
        Outcome::Failed,
        Outcome::Unanswered,
    ];

    /// What a table says.
    pub fn words(self) -> &'static str {
        match self {
            Outcome::Answered => "answered by a person",
            Outcome::VoiceMail => "answered by voice mail",
            Outcome::Busy => "busy",
            Outcome::NoAnswer => "no answer in time",
            Outcome::Abandoned => "caller gave up",
            Outcome::Blocked => "no free channel",
            Outcome::Failed => "failed",
            Outcome::Unanswered => "not answered, reason unknown",
        }
    }

    /// Whether somebody or something answered.
    pub fn is_answer(self) -> bool {
        matches!(self, Outcome::Answered | Outcome::VoiceMail)
    }

    /// Whether the call was refused, so that the caller may try again.
    pub fn is_refusal(self) -> bool {
        matches!(self, Outcome::Busy | Outcome::Blocked | Outcome::Failed)
    }
}

/// Class of a call, as scenarios name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// From the telephone network to a user.
    Voice,
    /// From a user to the telephone network.
    Outbound,
    /// From user to user.
    Internal,
    /// A fax.
    Fax,
    /// To an auto attendant.
    AutoAttendant,
    /// To Outlook Voice Access.
    SubscriberAccess,
    /// A message that is played on a telephone.
    PlayOnPhone,
}

impl Class {
    /// All of them, in the order of tables.
    pub const ALL: [Class; 7] = [
        Class::Voice,
        Class::Outbound,
        Class::Internal,
        Class::Fax,
        Class::AutoAttendant,
        Class::SubscriberAccess,
        Class::PlayOnPhone,
    ];

    /// The word of a scenario.
    pub fn key(self) -> &'static str {
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

    /// The class of a call between two parties.
    pub fn between(caller_is_user: bool, called_is_user: bool) -> Class {
        match (caller_is_user, called_is_user) {
            (true, false) => Class::Outbound,
            (true, true) => Class::Internal,
            (false, _) => Class::Voice,
        }
    }
}

/// What the time from the first INVITE to the answer is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum SetUp {
    /// It is not known, or a person answered, so that it is mostly ringing.
    #[default]
    Unknown,
    /// Routing alone: Unified Messaging answered a call to its own address, which rings nowhere.
    Direct,
    /// Ringing, and then routing: voice mail answered a diverted call.
    Diverted,
}

/// One call, its legs joined. All instants are milliseconds since 1970 in UTC.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CallRecord {
    /// When it arrived.
    pub start: i64,
    /// When it was answered.
    pub answer: Option<i64>,
    /// When it ended.
    pub end: i64,
    /// How it ended.
    pub outcome: Outcome,
    /// Its class.
    pub class: Class,
    /// Who called: a number that means something only in this run; `None` if the caller is withheld.
    pub caller: Option<u64>,
    /// Whether the record says how long the call rang. Exchange records begin after that.
    pub rings: bool,
    /// What the time until its answer is made of.
    pub set_up: SetUp,
    /// Number of the group of users that is called, or of a call to the telephone network that calls; 0 if it is not known.
    pub group: u16,
}

impl CallRecord {
    /// Seconds until the answer, or until the end if there is none; `None` if the record does not say.
    pub fn ring(&self) -> Option<f64> {
        self.rings.then(|| seconds(self.answer.unwrap_or(self.end) - self.start))
    }

    /// Seconds from the answer to the end.
    pub fn talk(&self) -> Option<f64> {
        self.answer.map(|answer| seconds(self.end - answer))
    }
}

/// Milliseconds as seconds.
pub fn seconds(milliseconds: i64) -> f64 {
    milliseconds as f64 / 1_000.0
}
