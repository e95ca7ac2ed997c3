//! Traffic sources: who calls whom, when, and what the caller does.

use super::gateways::GatewayId;
use super::groups::GroupId;
use crate::base::{Id, SimTime};
use crate::deployment::{Class, GivesUpFrom, Replay};
use crate::kernel::{ModulatedRate, RateCurve, Variate};

/// Which [`Source`].
pub type SourceId = Id<Source>;

/// A traffic source.
#[derive(Clone, Debug)]
pub struct Source {
    /// Stable hash of its name: part of every key.
    pub hash: u64,
    /// Class of its calls.
    pub class: Class,
    /// Groups that its calls may reach. First the group that they are to (from, for outbound calls and
    /// Play on Phone), then those to which they may be transferred or whose mailboxes they hear.
    pub parties: Vec<GroupId>,
    /// Cumulative numbers of users of the parties after the first, from which the mailbox is drawn that
    /// a caller of an access number hears.
    pub upto: Vec<u32>,
    /// Whether a PBX in front of the gateway rings first, so that a channel is taken only when the
    /// call is diverted.
    pub rings_before_gateway: bool,
    /// Gateways.
    pub gateways: Vec<GatewayId>,
    /// How a gateway is chosen.
    pub choose: Choose,
    /// When calls arrive.
    pub arrivals: Arrivals,
    /// Recorded calls, of which some conversations and called users are given.
    pub replay: Option<Box<Replay>>,
    /// Length of a conversation.
    pub talk: Variate,
    /// Time until a caller gives up.
    pub patience: Option<Variate>,
    /// Whether and when refused callers try again.
    pub retry: Option<Retry>,
    /// What the calling machine does, for class fax.
    pub fax: Option<FaxCalls>,
    /// Share of Play on Phone calls that go to the telephone network.
    pub to_telephone_network: f64,
    /// Share of its callers whose name Unified Messaging finds. It is below 1 for callers of another
    /// dial plan where the directory lacks `msRTC-SIPLine`.
    pub named: f64,
}

impl Source {
    /// Whether calls that one gateway refuses are offered to the next.
    pub fn has_overflow(&self) -> bool {
        self.gateways.len() > 1 && !matches!(self.choose, Choose::Shares(_))
    }
}

/// How a calling fax machine behaves.
#[derive(Clone, Debug)]
pub struct FaxCalls {
    /// How long it sends its tone.
    pub gives_up: Variate,
    /// From when that time counts.
    pub gives_up_from: GivesUpFrom,
    /// From a person's answer to the person's hang-up.
    pub person_hangs_up: Variate,
    /// Time of a delivered fax.
    pub transmission: Variate,
}

/// How a gateway is chosen.
#[derive(Clone, Debug)]
pub enum Choose {
    /// In order, overflowing.
    InOrder,
    /// In turn, overflowing.
    RoundRobin,
    /// Cumulative shares, no overflow.
    Shares(Vec<f64>),
}

/// When calls arrive.
#[derive(Clone, Debug)]
pub enum Arrivals {
    /// A Poisson process of this rate.
    Poisson(RateCurve),
    /// A Poisson process whose rate varies at random.
    Modulated(Box<ModulatedRate>),
    /// At recorded instants.
    Recorded(Vec<SimTime>),
}

impl Arrivals {
    /// Calls that arrive on average between two instants; `None` where they are recorded.
    pub fn expected(&self, from: SimTime, to: SimTime) -> Option<f64> {
        let (rate, factor) = match self {
            Arrivals::Poisson(rate) => (rate, 1.0),
            Arrivals::Modulated(rate) => (&rate.curve, rate.mean_factor()),
            Arrivals::Recorded(_) => return None,
        };
        Some(factor * (rate.expected(to) - rate.expected(from)))
    }
}

/// How refused callers try again.
#[derive(Clone, Debug)]
pub struct Retry {
    /// Share of refused callers who try again.
    pub share: f64,
    /// The same of callers whom an outage has cut off.
    pub after_drop: f64,
    /// Time until then.
    pub after: Variate,
    /// Most further attempts of a call.
    pub at_most: u32,
}
