//! What is remembered of a live call.

use super::outcome::Outcome;
use super::packed::{Flag, Id16, Id32, Place};
use super::phase::{Phase, Reason};
use super::trace::RoutingTrace;
use crate::base::{Id, SimTime};
use crate::deployment::Class;
use crate::kernel::{Chain, Family, Order};
use crate::network::{
    ExchangeServer, ExchangeServerId, FrontEnd, Gateway, Link, Network, SourceId, Trunk,
};

/// Which [`Call`]: its slot in the table of live calls.
pub(in crate::call) type CallId = Id<Call>;

/// The value of [`Call::pending`] in a slot whose call is over and forgotten.
pub(in crate::call) const FREED: u16 = u16::MAX;

/// A call that is not over. Fields are grouped by how often they are read, one cache line to a
/// group: with many calls in progress, most of the cost is in cache lines.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Call {
    // First line: what nearly every event of a call reads.
    /// Key of this leg of this attempt; every draw descends from it.
    pub(in crate::call) key: Family,
    /// The call's part of the digest.
    pub(in crate::call) chain: Chain,
    /// The order of its events among those of one instant; also its source, its number there and
    /// its attempt.
    pub(in crate::call) order: Order,
    /// When the caller gives up.
    pub(in crate::call) deadline: SimTime,
    /// A bit for each [`Flag`].
    flags: u32,
    /// Events outstanding.
    pub(in crate::call) pending: u16,
    pub(in crate::call) step: u16,
    pub(in crate::call) generation: u16,
    /// How far it has come.
    pub phase: Phase,
    /// Leg of the attempt, from 0; a transfer begins another.
    pub(in crate::call) leg: u8,
    /// Attempt, from 1.
    pub attempt: u8,
    pub(in crate::call) endpoints: u8,
    /// Gateway.
    pub(in crate::call) gateway: Id16<Gateway>,
    /// Front End.
    pub(in crate::call) front_end: Id16<FrontEnd>,
    /// UM server.
    pub(in crate::call) server: Id16<ExchangeServer>,
    /// The mailbox's server.
    pub(in crate::call) mailbox: Id16<ExchangeServer>,
    /// Where the hub is: the Front End, or without Lync the gateway.
    pub(in crate::call) hub: Place,
    /// Where the caller's side is (gateway or client).
    pub(in crate::call) caller: Place,
    /// Which of its source's parties the leg is for.
    pub(in crate::call) party: u16,

    // Second line: where its messages go, and how it went.
    /// The Mediation Server (the caller's side where there is none).
    pub(in crate::call) middle: Place,
    /// User in the group.
    pub(in crate::call) user: u32,
    /// Trunk of its gateway.
    pub(in crate::call) trunk: Id32<Trunk>,
    /// Trace of its path to voice mail.
    pub(in crate::call) trace: Id32<RoutingTrace>,
    /// Links that carry its media.
    pub(in crate::call) links: [Id16<Link>; 2],
    /// First entry of the dial plan used; before that, gateways to which the attempt was offered.
    pub(in crate::call) first_entry: u16,
    /// How the attempt ended, once known.
    pub outcome: Outcome,
    /// Start of the first attempt.
    pub arrived: SimTime,
    /// When the gateway sent its first INVITE.
    pub(in crate::call) invited: SimTime,
    /// When a person answered; for a fax, when the gateway learnt of the answer.
    pub(in crate::call) answered: SimTime,
    /// When the answer's 200 reached the caller's side; `MAX` until then.
    pub(in crate::call) established: SimTime,
    /// When either side hung up or gave up.
    pub(in crate::call) hung_up: SimTime,

    // Third line: what is read a few times, or seldom.
    /// Since when its channel is held.
    pub(in crate::call) channel_since: SimTime,
    /// Since when it is held at the Mediation Server.
    pub(in crate::call) mediation_since: SimTime,
    /// Since when by Unified Messaging, and by the worker process.
    pub(in crate::call) um_since: SimTime,
    pub(in crate::call) worker_since: SimTime,
    /// When the greeting ends.
    pub(in crate::call) greeting_ends: SimTime,
    /// Since when a fax partner or machine is held, and later the pipeline.
    pub(in crate::call) held_since: SimTime,
    /// Trunks of the gateway already tried, a bit for each. A gateway has no more than 64.
    pub(in crate::call) tried: u64,
    /// The UM server that it was transferred from.
    pub(in crate::call) left_server: Id16<ExchangeServer>,
    /// The mailbox's server of the first leg, by which the call is counted.
    pub(in crate::call) counted_mailbox: Id16<ExchangeServer>,
    pub(in crate::call) mediation_units: u8,
    pub(in crate::call) busy_answers: u8,
    pub(in crate::call) wrong_log_ons: u8,
    /// Why it was diverted.
    pub reason: Reason,
}

const _: () = assert!(std::mem::size_of::<Call>() == 192);

impl Call {
    /// An attempt of a call that begins now; `order` says which attempt of which call.
    pub(in crate::call) fn new(order: Order, now: SimTime, chain: Chain, measured: bool) -> Self {
        Call {
            key: Family::default(),
            chain,
            order,
            deadline: SimTime::MAX,
            flags: u32::from(measured) << Flag::Measured as u32,
            pending: 0,
            step: 0,
            generation: 0,
            phase: Phase::Setup,
            leg: 0,
            attempt: 0,
            endpoints: 0,
            gateway: Id16::NONE,
            front_end: Id16::NONE,
            server: Id16::NONE,
            mailbox: Id16::NONE,
            hub: Place::NOWHERE,
            caller: Place::NOWHERE,
            party: 0,
            middle: Place::NOWHERE,
            user: 0,
            trunk: Id32::NONE,
            trace: Id32::NONE,
            links: [Id16::NONE; 2],
            first_entry: 0,
            outcome: Outcome::InFlight,
            arrived: now,
            invited: now,
            answered: now,
            established: SimTime::MAX,
            hung_up: now,
            channel_since: now,
            mediation_since: now,
            um_since: now,
            worker_since: now,
            greeting_ends: now,
            held_since: now,
            tried: 0,
            left_server: Id16::NONE,
            counted_mailbox: Id16::NONE,
            mediation_units: 0,
            busy_answers: 0,
            wrong_log_ons: 0,
            reason: Reason::NoAnswer,
        }
    }

    /// Its traffic source.
    #[inline]
    pub fn source(&self) -> SourceId {
        SourceId::from_u32(self.order.attempt().source)
    }

    /// Number in its source, from 0.
    #[inline]
    pub fn number(&self) -> u64 {
        self.order.attempt().call
    }

    /// Whether it is measured.
    #[inline]
    pub fn measured(&self) -> bool {
        self.has(Flag::Measured)
    }

    /// Whether this is the first attempt of its call.
    #[inline]
    pub fn is_first_attempt(&self) -> bool {
        self.attempt <= 1
    }

    /// Whether the attempt was on its way to Unified Messaging: diverted, or to the number of a contact.
    #[inline]
    pub fn was_offered_to_um(&self) -> bool {
        self.has(Flag::UmOffered)
    }

    /// Whether the caller heard ringing, in the first leg of the attempt.
    #[inline]
    pub fn heard_ringing(&self) -> bool {
        self.has(Flag::Rang)
    }

    #[inline]
    pub(in crate::call) fn has(&self, flag: Flag) -> bool {
        self.flags >> flag as u32 & 1 != 0
    }

    #[inline]
    pub(in crate::call) fn set(&mut self, flag: Flag, is: bool) {
        self.flags = self.flags & !(1 << flag as u32) | u32::from(is) << flag as u32;
    }

    /// Clears a flag. Returns whether it was set.
    #[inline]
    pub(in crate::call) fn take(&mut self, flag: Flag) -> bool {
        let was = self.has(flag);
        self.set(flag, false);
        was
    }

    /// The server that holds the mailbox of this leg's user.
    #[inline]
    pub fn mailbox(&self) -> Option<ExchangeServerId> {
        self.mailbox.get()
    }

    /// The mailbox's server of the first leg, by which the call and its outcome are counted.
    #[inline]
    pub fn counted_mailbox(&self) -> Option<ExchangeServerId> {
        self.counted_mailbox.get()
    }

    /// The position among its source's parties of the one that this leg is for.
    #[inline]
    pub fn party(&self) -> usize {
        usize::from(self.party)
    }

    /// The user in that party's group.
    #[inline]
    pub fn user(&self) -> u32 {
        self.user
    }
}

impl Call {
    /// Whether it is a fax that has ended, and was not delivered.
    pub(in crate::call) fn is_failed_fax(&self, net: &Network) -> bool {
        net.sources[self.source()].class == Class::Fax
            && !matches!(self.outcome, Outcome::FaxDelivered | Outcome::InFlight)
    }
}
