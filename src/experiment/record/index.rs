//! Where an estimate stands in a record, for those who ask for many of them by name.

use std::sync::OnceLock;

/// Positions of the estimates of the first design that are not part of a series, in the order of their
/// names, and in that of their measures. Made at the first question; no part of what a record says.
#[derive(Debug, Default)]
pub struct Index {
    pub(super) by_name: OnceLock<Vec<u32>>,
    pub(super) by_measure: OnceLock<Vec<u32>>,
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
