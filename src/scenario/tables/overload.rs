//! How hosts behave when they get more messages than they can handle, or when messages get lost.

use crate::scenario::Time;
use schemars::JsonSchema;
use serde::Deserialize;

/// What a host does about too much load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OverloadControlText {
    /// Nothing: it queues.
    None,
    /// It tells its senders which share of new calls to hold back (RFC 7339).
    Loss,
    /// A Front End's own: one transaction at a time on each connection, then 503. Only for a pool.
    Throttling,
}

/// Timers of SIP, and the limits at which a Front End defends itself.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverloadTable {
    /// Time until a message over UDP that was not answered is sent again for the first time; it doubles
    /// from one time to the next. After 64 times as long the sender gives up (Timers B, F and H).
    pub t1: Option<Time>,
    /// Longest time from one copy of a message over UDP to the next, except for an INVITE.
    pub t2: Option<Time>,
    /// Time after which TCP sends again what a link has lost; it doubles from one time to the next.
    pub tcp_timeout: Option<Time>,
    /// Time over which a Front End with throttling averages how long it holds messages.
    pub holding_over: Option<Time>,
    /// Mean holding time above which it begins to throttle.
    pub throttle_above: Option<Time>,
    /// Mean holding time below which it ends to throttle.
    pub throttle_below: Option<Time>,
    /// Mean queueing time from which on it answers 503 to a new call.
    pub refuse_above: Option<Time>,
    /// Time for which a server that got 503 sends no new call there (`Retry-After`).
    pub retry_after: Option<Time>,
}
