//! How far a call has come, why it was diverted, and by which path Exchange learns of it.

/// How far an attempt has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// On its way to the Front End.
    Setup,
    /// Endpoints ring.
    Ringing,
    /// Diverted, not yet answered by Unified Messaging.
    Routing,
    /// Voice mail has answered.
    VoiceMail,
    /// A person has answered.
    Talking,
    /// Over; the last messages may still be on their way.
    Over,
    /// Refused; the caller will try again.
    Waiting,
}

impl Phase {
    /// Whether the attempt is over, whatever follows.
    pub const fn is_over(self) -> bool {
        matches!(self, Phase::Over | Phase::Waiting)
    }
}

/// Why a call was diverted to voice mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Reason {
    /// Nobody answered in time.
    NoAnswer,
    /// The user's endpoints were busy.
    Busy,
    /// Do-not-disturb.
    DoNotDisturb,
    /// No endpoint was registered, or the number has none, as that of a fax line.
    NoEndpoint,
    /// Not diverted: the number is Unified Messaging's own.
    Direct,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Reason; 5] =
        [Reason::NoAnswer, Reason::Busy, Reason::DoNotDisturb, Reason::NoEndpoint, Reason::Direct];

    /// The name used in scopes.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::NoAnswer => "no-answer",
            Reason::Busy => "busy",
            Reason::DoNotDisturb => "do-not-disturb",
            Reason::NoEndpoint => "no-endpoint",
            Reason::Direct => "direct",
        }
    }
}

/// Which of two paths makes a notification of a missed call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Path {
    /// Before Unified Messaging connected: the Front End notifies Exchange.
    A,
    /// In the greeting or at the tone: the worker process itself.
    B,
}

impl Path {
    /// Both paths.
    pub const ALL: [Path; 2] = [Path::A, Path::B];

    /// The name used in scopes.
    pub const fn name(self) -> &'static str {
        match self {
            Path::A => "A",
            Path::B => "B",
        }
    }
}
