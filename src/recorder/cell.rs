//! The smallest units in which calls are counted, and how they add up to scopes.

use crate::base::Span;
use crate::call::{Latency, Loss, Outcome, Reason};
use crate::deployment::Version;
use crate::network::{GroupId, SourceId};

/// Which calls a cell counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct CellPlace {
    pub(super) source: SourceId,
    pub(super) group: GroupId,
    /// As by [`version_index`].
    pub(super) version: usize,
    /// When they arrived, in respect of outages.
    pub(super) period: usize,
}

/// 1 or more by version; 0 means no mailbox.
pub(super) const fn version_index(version: Version) -> usize {
    version as usize + 1
}

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

/// Some attempts, counted by [`Outcome`]. A share of them has its numerator and denominator from here, so no share is
/// above 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByOutcome(pub [u64; Outcome::ALL.len()]);

impl Default for ByOutcome {
    fn default() -> Self {
        ByOutcome([0; Outcome::ALL.len()])
    }
}

impl ByOutcome {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Those with this outcome.
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.0[outcome.code()]
    }

    /// Those whose outcome satisfies `is`.
    pub fn that(&self, is: impl Fn(Outcome) -> bool) -> u64 {
        let outcomes = Outcome::ALL.into_iter().filter(|outcome| is(*outcome));
        outcomes.map(|outcome| self.of(outcome)).sum()
    }

    /// Counts one that has ended so.
    #[inline]
    pub(super) fn add(&mut self, outcome: Outcome) {
        self.0[outcome.code()] += 1;
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
    /// Those of them whose caller's side sent an INVITE.
    pub invited: ByOutcome,
    /// Those of them that were on their way to Unified Messaging: diverted, or to a contact's number.
    pub um_offered: ByOutcome,
    /// Attempts that sent an INVITE and never heard ringing.
    pub not_rung: u64,
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
    /// Notifications and messages that were late because they had to wait for the end of an outage.
    pub late: [u64; 2],
    /// Notifications lost, by cause.
    pub lost_by: [u64; Loss::ALL.len()],
    /// Diverted attempts that were on their way to a user's voice mail.
    pub diverted: u64,
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
        self.outcomes.of(outcome)
    }

    /// Diverted attempts that voice mail answered.
    pub fn routed(&self) -> u64 {
        self.latencies[Latency::VoiceMailRouting as usize].count
    }

    /// Whether all attempts and calls have ended as one of their kind, and each part is of its whole.
    pub fn is_balanced(&self) -> bool {
        self.attempts == self.outcomes.total()
            && self.calls == self.ended
            && self.routed() <= self.diverted
            && self.not_rung + self.latencies[Latency::PostDialDelay as usize].count
                == self.invited.total()
    }

    /// Adds the counts of another cell.
    pub fn merge(&mut self, other: &Cell) {
        self.used |= other.used;
        self.calls += other.calls;
        self.fax_attempts += other.fax_attempts;
        self.not_rung += other.not_rung;
        for (sum, late) in self.late.iter_mut().zip(other.late) {
            *sum += late;
        }
        self.diverted += other.diverted;
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
        add(&mut self.invited.0, &other.invited.0);
        add(&mut self.um_offered.0, &other.um_offered.0);
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
