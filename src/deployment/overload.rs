//! What happens to messages where a host has too many of them, or a link loses some.

use crate::base::Span;

/// How a host behaves under load.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HostOverload {
    /// Messages that may wait for its cores; `None` is no limit.
    pub queue_limit: Option<u32>,
    /// What it does about too much load.
    pub control: OverloadControl,
}

/// What a host does about too much load.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum OverloadControl {
    /// Nothing.
    #[default]
    None,
    /// It has its senders hold back a share of new calls, so that its load stays at `target` of its capacity,
    /// above 0 and up to 1.
    Loss {
        /// Share of its capacity.
        target: f64,
    },
    /// A Front End's own limits.
    Throttling,
}

/// Timers of SIP and TCP, and the limits of Front Ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverloadTimes {
    /// T1 of SIP, above 0.
    pub t1: Span,
    /// T2 of SIP, at least T1.
    pub t2: Span,
    /// After which TCP sends again for the first time, above 0.
    pub tcp_timeout: Span,
    /// Over which a Front End averages, above 0.
    pub holding_over: Span,
    /// Mean holding time above which it begins to throttle.
    pub throttle_above: Span,
    /// And below which it ends to.
    pub throttle_below: Span,
    /// Mean queueing time from which on it answers 503.
    pub refuse_above: Span,
    /// How long its peers leave it alone then.
    pub retry_after: Span,
}

impl OverloadTimes {
    /// How long a sender over UDP waits for an answer in all: Timers B, F and H of SIP.
    pub fn give_up(&self) -> Span {
        Span::from_nanos(self.t1.nanos().saturating_mul(64))
    }
}
