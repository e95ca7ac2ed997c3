//! Where an estimate stands in a record, for those who ask for many of them by name.

use super::record::{Estimate, Record};
use std::sync::OnceLock;

/// Positions of the estimates of the first design that are not part of a series, in the order of their
/// names, and in that of their measures. Made at the first question; no part of what a record says.
#[derive(Debug, Default)]
pub struct Index {
    by_name: OnceLock<Vec<u32>>,
    by_measure: OnceLock<Vec<u32>>,
}

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
        let index = self.index.by_name.get_or_init(|| self.sorted_by(names));
        let at = |position: &u32| self.estimates.get(*position as usize);
        let wanted = (scope, measure, statistic);
        let first = index.partition_point(|position| at(position).map(names) < Some(wanted));
        index.get(first).and_then(at).filter(|e| names(e) == wanted)
    }

    /// All estimates of the first design that are not part of a series, in order.
    pub fn single(&self) -> impl Iterator<Item = &Estimate> {
        self.positions().map(|(_, e)| e)
    }

    /// Those of one measure, in order. O(log n) for the first of them after the first call. Estimates must not be changed
    /// after that.
    pub fn of_measure<'a>(&'a self, measure: &'a str) -> impl Iterator<Item = &'a Estimate> {
        let index = self.index.by_measure.get_or_init(|| self.sorted_by(|e| &e.measure));
        let at = |position: &u32| self.estimates.get(*position as usize);
        let is_before = move |position: &u32| at(position).is_some_and(|e| *e.measure < *measure);
        let first = index.partition_point(is_before);
        index[first..].iter().map_while(at).take_while(move |e| e.measure == measure)
    }

    /// Name of the first design; empty for a single run.
    pub fn first_design(&self) -> &str {
        self.designs.first().map_or("", |d| d.name.as_str())
    }

    fn positions(&self) -> impl Iterator<Item = (u32, &Estimate)> {
        let design = self.first_design();
        (0..).zip(&self.estimates).filter(move |(_, e)| e.from.is_none() && e.design == design)
    }

    fn sorted_by<'a, K: Ord>(&'a self, key: impl Fn(&'a Estimate) -> K) -> Vec<u32> {
        let mut found: Vec<(u32, &Estimate)> = self.positions().collect();
        // Stable: of several with the same key the first stays first.
        found.sort_by_key(|(_, e)| key(e));
        found.into_iter().map(|(position, _)| position).collect()
    }
}

/// What an estimate is found by; scopes differ most.
fn names(e: &Estimate) -> (&str, &str, &str) {
    (&e.scope, &e.measure, &e.statistic)
}
