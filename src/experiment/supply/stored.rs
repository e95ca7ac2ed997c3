//! What one replication contributes to a study, as bytes: exactly, without rounding.

use crate::base::SimTime;
use crate::call::Ended;
use crate::experiment::replication::Replication;
use crate::kernel::Digest;
use crate::recorder::{DistributionContent, Load, Values};
use serde::{Deserialize, Serialize};

/// The bytes of a replication. The program version says how they are laid out.
#[derive(Serialize, Deserialize)]
struct Stored<'b> {
    #[serde(borrow, with = "serde_bytes")]
    tags: &'b [u8],
    #[serde(borrow, with = "serde_bytes")]
    values: &'b [u8],
    load: Load,
    digest: u64,
    calls: u64,
    messages: u64,
    events: u64,
    ended_at: u64,
    identities: Vec<(u64, u64)>,
    distributions: DistributionContent,
}

/// The bytes of a replication and its distributions.
pub(in crate::experiment) fn pack(
    replication: &Replication,
    distributions: DistributionContent,
) -> Option<Vec<u8>> {
    let (tags, values) = replication.values.parts();
    let ended = &replication.ended;
    let stored = Stored {
        tags,
        values,
        load: replication.load.clone(),
        digest: ended.digest.value(),
        calls: ended.calls,
        messages: ended.messages,
        events: ended.events,
        ended_at: ended.at.nanos(),
        identities: replication.identities.clone(),
        distributions,
    };
    postcard::to_stdvec(&stored).ok()
}

/// The replication in these bytes, and its distributions; `None` if they are not those of a replication with this number of
/// rows and sources.
pub(super) fn unpack(
    bytes: &[u8],
    (rows, sources): (usize, usize),
) -> Option<(Replication, DistributionContent)> {
    let stored: Stored<'_> = postcard::from_bytes(bytes).ok()?;
    let fits = stored.tags.len() == rows && stored.identities.len() == sources;
    let values = Values::of_parts(stored.tags, stored.values).filter(|_| fits)?;
    let ended = Ended {
        digest: Digest::of_value(stored.digest),
        calls: stored.calls,
        messages: stored.messages,
        events: stored.events,
        at: SimTime::from_nanos(stored.ended_at),
        fault: None,
        interrupted: false,
    };
    let (load, identities) = (stored.load, stored.identities);
    Some((Replication { values, load, ended, identities }, stored.distributions))
}
