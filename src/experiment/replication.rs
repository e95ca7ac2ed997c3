//! The result of one replication, and the totals of several.

use crate::call::Ended;
use crate::kernel::Digest;
use crate::recorder::{Load, Values};

/// The result of one replication.
pub(super) struct Replication {
    /// The value of each row, in the order of the labels.
    pub(super) values: Values,
    /// How busy it was.
    pub(super) load: Load,
    pub(super) ended: Ended,
    /// Calls of each source, and the hash of their arrival times.
    pub(super) identities: Vec<(u64, u64)>,
}

impl Replication {
    /// The same result with these rows only.
    pub(super) fn thinned(self, rows: &[usize]) -> Self {
        let values = Values::pack(rows.iter().map(|row| self.values.get(*row)));
        Replication { values, ..self }
    }
}

/// The totals of several replications.
#[derive(Debug, Default)]
pub(super) struct Totals {
    digest: Digest,
    pub(super) calls: u64,
    pub(super) messages: u64,
    pub(super) events: u64,
}

impl Totals {
    pub(super) fn of(replications: &[Replication]) -> Self {
        let mut totals = Totals::default();
        for (index, replication) in replications.iter().enumerate() {
            totals.digest.merge(index as u32, replication.ended.digest);
            totals.calls += replication.ended.calls;
            totals.messages += replication.ended.messages;
            totals.events += replication.ended.events;
        }
        totals
    }

    /// The digest as it is written in a record.
    pub(super) fn digest(&self) -> String {
        format!("{:016x}", self.digest.value())
    }
}
