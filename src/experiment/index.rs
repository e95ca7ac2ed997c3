//! Where an estimate stands in a record, for those who ask for many of them by name.

use super::record::{Estimate, Record};
use std::sync::OnceLock;

/// Positions of the estimates of the first design that are not part of a series, in the order of their
/// names. Made at the first question; no part of what a record says.
#[derive(Debug, Default)]
pub struct Index(OnceLock<Vec<u32>>);

impl Clone for Index {
    fn clone(&self) -> Self {
        Index::default()
    }
}

impl PartialEq for Index {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Record {
    /// The estimate of the first design that is not part of a series; of several with the same names, the
    /// first. O(log n) after the first call. Estimates must not be changed after that.
    pub fn estimate(&self, measure: &str, scope: &str, statistic: &str) -> Option<&Estimate> {
        let index = self.index.0.get_or_init(|| self.by_name());
        let at = |position: &u32| self.estimates.get(*position as usize);
        let wanted = (scope, measure, statistic);
        let first = index.partition_point(|position| at(position).map(names) < Some(wanted));
        index.get(first).and_then(at).filter(|e| names(e) == wanted)
    }

    /// All estimates of the first design that are not part of a series, in order.
    pub fn single(&self) -> impl Iterator<Item = &Estimate> {
        self.positions().map(|(_, e)| e)
    }

    /// Name of the first design; empty for a single run.
    pub fn first_design(&self) -> &str {
        self.designs.first().map_or("", |d| d.name.as_str())
    }

    fn positions(&self) -> impl Iterator<Item = (u32, &Estimate)> {
        let design = self.first_design();
        (0..).zip(&self.estimates).filter(move |(_, e)| e.from.is_none() && e.design == design)
    }

    fn by_name(&self) -> Vec<u32> {
        let mut found: Vec<(u32, &Estimate)> = self.positions().collect();
        // Stable: of several with the same names the first stays first.
        found.sort_by_key(|(_, e)| names(e));
        found.into_iter().map(|(position, _)| position).collect()
    }
}

/// What an estimate is found by; scopes differ most.
fn names(e: &Estimate) -> (&str, &str, &str) {
    (&e.scope, &e.measure, &e.statistic)
}
