//! What all studies of several designs share: which figures are kept of each design, how designs are simulated, and
//! how their records are merged.

pub(super) mod concurrent;
pub(super) mod effort;
pub(super) mod figure_selection;
pub(super) mod journal;
pub(super) mod looks;
pub(super) mod merge_records;
pub(super) mod paired;
pub(super) mod runner;
