//! Events, and their order at one instant.

use crate::base::SimTime;

/// Which kinds of events come first at one instant, in order. No model has samples yet.
#[cfg_attr(not(feature = "internals"), allow(dead_code))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Rank {
    /// A server goes down, comes back or changes speed.
    Outage,
    /// A channel or slot is freed.
    Release,
    /// A message reaches a server.
    Message,
    /// A person answers.
    Answer,
    /// A caller hangs up.
    HangUp,
    /// Any other timer.
    Timer,
    /// A refused caller tries again.
    Retry,
    /// A new call arrives.
    Arrival,
    /// The state is sampled.
    Sample,
}

/// The order of events at one instant: rank, source, call number, attempt, step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie(pub(super) u64);

/// One attempt of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// The source, below [`Attempt::SOURCES`].
    pub source: u32,
    /// The call's number in its source, below [`Attempt::CALLS`].
    pub call: u64,
    /// The attempt's number in its call, below [`Attempt::ATTEMPTS`].
    pub attempt: u32,
}

impl Attempt {
    /// Most traffic sources that ties can distinguish.
    pub const SOURCES: u32 = 1 << 10;
    /// Most calls of a source that ties can distinguish.
    pub const CALLS: u64 = 1 << 34;
    /// Most attempts of a call that ties can distinguish.
    pub const ATTEMPTS: u32 = 1 << 4;

    /// The place of an event of this attempt in the order of its instant; see [`Order::tie`].
    #[cfg_attr(not(feature = "internals"), allow(dead_code))]
    #[inline]
    #[cfg_attr(not(feature = "internals"), allow(dead_code))] // Tests and benches make events by it.
    pub const fn tie(self, rank: Rank, step: u32) -> Tie {
        Order::new(self).tie(rank, step)
    }
}

/// The order of one attempt's events among those of others, computed once for all of them.
#[derive(Clone, Copy, Debug)]
pub struct Order(u64);

impl Order {
    /// Packs 10 bits of source, 34 of call number, 4 of attempt.
    #[inline]
    pub const fn new(Attempt { source, call, attempt }: Attempt) -> Self {
        Order(
            ((source & (Attempt::SOURCES - 1)) as u64) << 50
                | (call & (Attempt::CALLS - 1)) << 16
                | ((attempt & (Attempt::ATTEMPTS - 1)) as u64) << 12,
        )
    }

    /// The attempt.
    #[inline]
    pub const fn attempt(self) -> Attempt {
        Attempt {
            source: (self.0 >> 50) as u32 & (Attempt::SOURCES - 1),
            call: (self.0 >> 16) & (Attempt::CALLS - 1),
            attempt: (self.0 >> 12) as u32 & (Attempt::ATTEMPTS - 1),
        }
    }

    /// The place of an event of this attempt in the order of its instant: 4 bits of rank, those of the
    /// attempt, and 12 of step.
    #[inline]
    pub const fn tie(self, rank: Rank, step: u32) -> Tie {
        Tie((rank as u64) << 60 | self.0 | (step & 0xfff) as u64)
    }
}

/// One future event: when, in which order, and 64 bits that only the model understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: SimTime,
    /// In which order among those of the same instant.
    pub tie: Tie,
    /// What, packed by the model.
    pub what: u64,
}

const _: () = assert!(std::mem::size_of::<Event>() == 24);
