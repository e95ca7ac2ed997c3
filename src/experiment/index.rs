//! Where an estimate stands in a record, for those who ask for many of them by name.

use super::record::{Estimate, Record};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

/// Positions of the estimates of the first design that are not part of a series, by the hash of
/// their names. Made at the first question; no part of what a record says.
#[derive(Debug, Default)]
pub struct Index(OnceLock<BTreeMap<u64, u32>>);

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
        let is =
            |e: &&Estimate| e.scope == scope && e.statistic == statistic && e.measure == measure;
        let index = self.index.0.get_or_init(|| self.positions());
        let at = *index.get(&hash(measure, scope, statistic))?;
        // Two names of one hash: look at all.
        self.estimates.get(at as usize).filter(is).or_else(|| self.single().find(is))
    }

    /// All estimates of the first design that are not part of a series, in order.
    pub fn single(&self) -> impl Iterator<Item = &Estimate> {
        let design = self.first_design();
        self.estimates.iter().filter(move |e| e.from.is_none() && e.design == design)
    }

    /// Name of the first design; empty for a single run.
    pub fn first_design(&self) -> &str {
        self.designs.first().map_or("", |d| d.name.as_str())
    }

    fn positions(&self) -> BTreeMap<u64, u32> {
        let design = self.first_design();
        let mut positions = BTreeMap::new();
        for (e, at) in self.estimates.iter().zip(0..) {
            if e.from.is_none() && e.design == design {
                positions.entry(hash(&e.measure, &e.scope, &e.statistic)).or_insert(at);
            }
        }
        positions
    }
}

fn hash(measure: &str, scope: &str, statistic: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (measure, scope, statistic).hash(&mut hasher);
    hasher.finish()
}
