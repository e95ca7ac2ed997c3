//! Missed calls of users with mailboxes before Exchange 2013, and how many the shares of such mailboxes let expect. Both have exactly the
//! same expectation, so the difference tells how much of a loss of notifications is the chance of who was called.

use crate::call::{Call, LegacyShares};
use crate::network::Network;
use std::cell::OnceCell;

/// The numbers of one replication.
#[derive(Debug, Default)]
pub(super) struct LegacyNotices {
    /// Whether there are shares.
    pub(super) is_known: bool,
    /// Counted when the first call needs them.
    shares: OnceCell<LegacyShares>,
    /// Missed calls of users with such mailboxes.
    pub(super) found: u64,
    /// How many of the missed calls are expected to be.
    pub(super) expected: f64,
    /// All of these missed calls.
    pub(super) missed: u64,
}

impl LegacyNotices {
    pub(super) fn new(net: &Network) -> Self {
        LegacyNotices { is_known: LegacyShares::has_any(net), ..LegacyNotices::default() }
    }

    pub(super) fn reset(&mut self) {
        (self.found, self.expected, self.missed) = (0, 0.0, 0);
    }

    /// Adds a missed call of which a notification is due. It counts if nothing before depended on where the mailbox is: the
    /// call was not diverted, is no further attempt, and its user was drawn.
    pub(super) fn add(&mut self, net: &Network, call: &Call) {
        let source = &net.sources[call.source()];
        if call.was_offered_to_um() || !call.is_first_attempt() || source.replay.is_some() {
            return;
        }
        let shares = self.shares.get_or_init(|| LegacyShares::of(net));
        let group = source.parties[call.party()];
        let share = shares.share(group, call.user());
        let Some((share, home)) = share.zip(call.mailbox()) else { return };
        self.found += u64::from(net.exchange[home].version.is_legacy());
        self.expected += share;
        self.missed += 1;
    }
}
