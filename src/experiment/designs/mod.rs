//! What all studies of several designs share: which figures are kept of a design, how designs are simulated together
//! and one after the other, and how their records become one.

pub(super) mod concurrent;
pub(super) mod figure_selection;
pub(super) mod journal;
pub(super) mod merge_records;
pub(super) mod paired;
pub(super) mod runner;
