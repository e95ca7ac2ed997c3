//! The smallest units in which calls are counted, and how they add up to scopes.

use crate::base::Span;
use crate::call::{Latency, Loss, Outcome, Reason};

/// Count, exact sum and maximum of a latency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Number of values.
    pub count: u64,
    /// Their sum, ns.
    pub sum: u128,
    /// Greatest value.
    pub max: Span,
}

impl Tally {
    /// Adds a value.
    #[inline]
    pub fn add(&mut self, value: Span) {
        self.count += 1;
        self.sum += u128::from(value.nanos());
        self.max = self.max.max(value);
    }

    /// Adds all values of another tally.
    pub fn merge(&mut self, other: &Tally) {
        self.count += other.count;
        self.sum += other.sum;
        self.max = self.max.max(other.max);
    }

    /// Mean in seconds.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64 * 1e-9)
    }
}

/// Counts by [`Outcome`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByOutcome(pub [u64; Outcome::ALL.len()]);

impl Default for ByOutcome {
    fn default() -> Self {
        ByOutcome([0; Outcome::ALL.len()])
    }
}

/// Counts of the measured calls of one source to one party (group) whose mailboxes have the same version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Whether anything was counted.
    pub used: bool,
    /// Calls.
    pub calls: u64,
    /// Attempts.
    pub attempts: u64,
    /// Attempts by outcome.
    pub outcomes: ByOutcome,
    /// Attempts of fax machines.
    pub fax_attempts: u64,
    /// First attempts that were blocked.
    pub first_blocked: u64,
    /// Calls none of whose attempts succeeded.
    pub lost: u64,
    /// Calls that have ended or are in flight at the end of the run.
    pub ended: u64,
    /// Missed calls by path.
    pub missed: [u64; 2],
    /// Notifications due by path.
    pub due: [u64; 2],
    /// Notifications sent by path.
    pub sent: [u64; 2],
    /// Notifications lost, by cause.
    pub lost_by: [u64; Loss::ALL.len()],
    /// Attempts offered to Unified Messaging.
    pub um_offered: u64,
    /// Transfers by REFER.
    pub transfers: u64,
    /// Voice messages left by faxes.
    pub junk_messages: u64,
    /// Previews by result: made, throttled, and not attempted because the message was too long.
    pub previews: [u64; 3],
    /// Holding time of undelivered faxes, ns: channels, Mediation slots, UM calls.
    pub wasted: [u128; 3],
    /// Message-waiting notices: all, and those that did not reach Lync.
    pub notices: [u64; 2],
    /// Messages and notifications that show only the caller's number.
    pub not_named: u64,
    /// Latencies.
    pub latencies: [Tally; Latency::ALL.len()],
    /// Routing latency by reason.
    pub by_reason: [Tally; Reason::ALL.len()],
    /// Redirects followed by attempts that voice mail answered.
    pub redirects: u64,
    /// INVITEs sent towards Exchange for these attempts.
    pub invites: u64,
}

impl Cell {
    /// Attempts with this outcome.
    pub fn outcome(&self, outcome: Outcome) -> u64 {
        self.outcomes.0[outcome.code()]
    }

    /// Attempts with one of these outcomes.
    pub fn any_of(&self, outcomes: &[Outcome]) -> u64 {
        outcomes.iter().map(|outcome| self.outcome(*outcome)).sum()
    }

    /// Faxes that were answered but not delivered.
    pub fn fax_rejected(&self) -> u64 {
        self.that(Outcome::is_fax_rejection)
    }

    /// Attempts whose outcome satisfies `is`.
    pub fn that(&self, is: fn(Outcome) -> bool) -> u64 {
        let outcomes = Outcome::ALL.into_iter().filter(|outcome| is(*outcome));
        outcomes.map(|outcome| self.outcome(outcome)).sum()
    }

    /// Attempts that sent an INVITE.
    pub fn invited(&self) -> u64 {
        self.attempts - self.any_of(&[Outcome::Blocked, Outcome::Carried])
    }

    /// Adds the counts of another cell.
    pub fn merge(&mut self, other: &Cell) {
        self.used |= other.used;
        self.calls += other.calls;
        self.fax_attempts += other.fax_attempts;
        self.um_offered += other.um_offered;
        self.transfers += other.transfers;
        self.junk_messages += other.junk_messages;
        self.wasted.iter_mut().zip(&other.wasted).for_each(|(a, b)| *a += b);
        self.attempts += other.attempts;
        self.first_blocked += other.first_blocked;
        self.lost += other.lost;
        self.ended += other.ended;
        self.redirects += other.redirects;
        self.invites += other.invites;
        let add = |to: &mut [u64], from: &[u64]| to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
        add(&mut self.outcomes.0, &other.outcomes.0);
        add(&mut self.notices, &other.notices);
        self.not_named += other.not_named;
        add(&mut self.missed, &other.missed);
        add(&mut self.due, &other.due);
        add(&mut self.sent, &other.sent);
        add(&mut self.lost_by, &other.lost_by);
        add(&mut self.previews, &other.previews);
        self.latencies.iter_mut().zip(&other.latencies).for_each(|(a, b)| a.merge(b));
        self.by_reason.iter_mut().zip(&other.by_reason).for_each(|(a, b)| a.merge(b));
    }
}
