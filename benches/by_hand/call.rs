//! What is remembered of a call in progress, and the messages that it can have.

use busyhour::internals::call::Phase;
use busyhour::internals::kernel::{Chain, Family};

/// A call in progress: one cache line.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct Call {
    /// All its draws descend from it.
    pub key: Family,
    /// Its part of the digest.
    pub chain: Chain,
    /// When the caller gives up.
    pub deadline: u64,
    /// When the gateway sends its INVITE.
    pub invited: u64,
    /// When somebody hung up or gave up.
    pub hung_up: u64,
    /// When the greeting ends.
    pub greeting_ends: u64,
    /// Since when it is a call of Unified Messaging.
    pub um_since: u64,
    flags: u32,
    /// Its direction (0 inbound, 1 outbound) and number, in 1 and 14 bits.
    pub tie: u16,
    /// Events to come.
    pub pending: u8,
    /// How far it has come.
    pub phase: Phase,
}

const _: () = assert!(size_of::<Call>() == 64);

/// What a call is, has or has done.
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum Flag {
    /// It counts.
    Measured,
    /// By the second gateway, and not by the first.
    SecondGateway,
    /// The mailbox is on the second Exchange server.
    SecondMailbox,
    /// The second Exchange server got the first INVITE, or the INFO.
    SecondEntry,
    /// The user has two endpoints.
    TwoEndpoints,
    /// Its media bypass the Mediation Server.
    Bypass,
    /// It holds a channel.
    HasChannel,
    /// It holds units of the Mediation Server.
    HasSlot,
    /// It holds a call of Unified Messaging.
    HasUm,
    /// It is scheduled that the caller gives up.
    AbandonSet,
    /// The caller has given up.
    Abandoned,
    /// Endpoints ring, or will.
    Forked,
    /// The Front End has taken it.
    AtFrontEnd,
    /// The Front End knows its UM service.
    Redirected,
    /// Voice mail has answered.
    ByVoiceMail,
    /// The caller leaves a message.
    LeavesMessage,
    /// The caller gave up on the way to voice mail.
    LeftRouting,
    /// One endpoint has answered that it is busy.
    OneWasBusy,
    /// Why it is diverted, if not because nobody answers.
    Busy,
    /// See there.
    DoNotDisturb,
    /// See there.
    NoEndpoint,
    /// The caller has heard ringing.
    Rang,
    /// The gateway has got a response.
    Responded,
    /// It was on its way to voice mail.
    UmOffered,
}

impl Call {
    /// No call.
    pub fn none() -> Self {
        Call {
            key: Family::default(),
            chain: Chain::new(0, 0),
            deadline: 0,
            invited: 0,
            hung_up: 0,
            greeting_ends: 0,
            um_since: 0,
            flags: 0,
            tie: 0,
            pending: 0,
            phase: Phase::Over,
        }
    }

    /// A call that begins.
    #[inline]
    pub fn new(key: Family, chain: Chain, tie: u16, now: u64) -> Self {
        let fresh = Call { key, chain, tie, phase: Phase::Setup, ..Call::none() };
        Call { deadline: u64::MAX, hung_up: now, ..fresh }
    }

    /// Whether it has it.
    #[inline]
    pub fn has(&self, flag: Flag) -> bool {
        self.flags >> flag as u32 & 1 != 0
    }

    /// 1 if it has it, else 0.
    #[inline]
    pub fn which(&self, flag: Flag) -> usize {
        (self.flags >> flag as u32 & 1) as usize
    }

    /// Sets a flag.
    #[inline]
    pub fn set(&mut self, flag: Flag) {
        self.flags |= 1 << flag as u32;
    }

    /// Sets a flag that is not set, if so.
    #[inline]
    pub fn set_if(&mut self, flag: Flag, is: bool) {
        self.flags |= u32::from(is) << flag as u32;
    }

    /// Clears a flag.
    #[inline]
    pub fn clear(&mut self, flag: Flag) {
        self.flags &= !(1 << flag as u32);
    }

    /// Clears a flag. Returns whether it was set.
    #[inline]
    pub fn take(&mut self, flag: Flag) -> bool {
        let was = self.has(flag);
        self.clear(flag);
        was
    }

    /// Whether it is an outbound call.
    #[inline]
    pub fn is_outbound(&self) -> bool {
        self.tie >> 14 != 0
    }

    /// Number of endpoints.
    #[inline]
    pub fn endpoints(&self) -> u32 {
        1 + self.which(Flag::TwoEndpoints) as u32
    }

    /// Units that it takes at the Mediation Server.
    #[inline]
    pub fn units(&self) -> u32 {
        if self.has(Flag::Bypass) { 1 } else { 20 }
    }

    /// Why it was diverted, as a number.
    #[inline]
    pub fn reason(&self) -> u64 {
        let rare = self.which(Flag::Busy) + 2 * self.which(Flag::DoNotDisturb);
        rare as u64 + 3 * self.which(Flag::NoEndpoint) as u64
    }
}

/// The steps of a call that are events, by the numbers that are part of keys and of the digest.
pub mod step {
    macro_rules! steps {
        ($($name:ident $number:literal)*) => { $(pub const $name: u32 = $number;)* };
    }

    steps! {
        DIAL 1 RING_OUT 4 ABANDON 2 SUBMIT_MESSAGE 13 SUBMIT_NOTIFICATION 14 SUBMITTED 15
        GATEWAY_TRYING 16 GATEWAY_RINGING 17 GATEWAY_OK 18 GATEWAY_CANCEL_OK 21
        GATEWAY_TERMINATED 22 GATEWAY_BYE_OK 23
        MEDIATION_INVITE 46 MEDIATION_TRYING 47 MEDIATION_RINGING 48 MEDIATION_OK 49
        MEDIATION_ACK 50 MEDIATION_CANCEL 53 MEDIATION_CANCEL_OK 54 MEDIATION_TERMINATED 55
        MEDIATION_FAILURE_ACK 56 MEDIATION_BYE 57 MEDIATION_BYE_OK 58
        FRONT_END_INVITE 77 FRONT_END_RINGING 78 FRONT_END_BUSY 79 FRONT_END_OK 80
        FRONT_END_ACK 81 FRONT_END_FAILURE_ACK 82 FRONT_END_CANCEL 83
        FRONT_END_BRANCH_CANCEL_OK 84 FRONT_END_BRANCH_TERMINATED 85 FRONT_END_BYE 86
        FRONT_END_BYE_OK 87 FRONT_END_ROUTER_REDIRECT 90 FRONT_END_UM_REDIRECT 91
        FRONT_END_UM_FAILURE 92 FRONT_END_WORKER_TRYING 93 FRONT_END_WORKER_OK 94
        FRONT_END_UM_CANCEL_OK 95 FRONT_END_UM_TERMINATED 96 FRONT_END_INFO_OK 97
        ENDPOINT_INVITE 110 ENDPOINT_ACK 111 ENDPOINT_FAILURE_ACK 112 ENDPOINT_CANCEL 113
        ENDPOINT_BYE 114
        ROUTER_INVITE 117 ROUTER_ACK 118 ROUTER_INFO 119 ROUTER_INFO_OK 120 UM_INVITE 121
        UM_ACK 122 UM_CANCEL 123 UM_TERMINATED_ACK 124 UM_INFO 125 WORKER_INVITE 126
        WORKER_ACK 127 WORKER_BYE 128
    }
}

/// What a draw is for, by the numbers that are part of keys.
pub mod purpose {
    pub const SERVICE: u64 = 1;
    pub const WAIT: u64 = 2;
    pub const USER: u64 = 5;
    pub const PATIENCE: u64 = 7;
    pub const REGISTERED: u64 = 8;
    pub const DO_NOT_DISTURB: u64 = 9;
    pub const BUSY: u64 = 10;
    pub const ANSWER_SHARE: u64 = 11;
    pub const ANSWER_AFTER: u64 = 12;
    pub const TALK: u64 = 14;
    pub const GREETING_SHARE: u64 = 15;
    pub const GREETING_MOMENT: u64 = 16;
    pub const MESSAGE_SHARE: u64 = 18;
    pub const MESSAGE: u64 = 19;
    pub const DELIVERY: u64 = 22;
}
