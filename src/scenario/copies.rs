//! How much ranges, `like` and `defaults` may copy: a model of a few bytes could otherwise fill the memory.

use super::node::{Node, Table, Value};
use crate::base::Diagnostic;
use crate::base::limits::COPIED_VALUES;
use std::collections::BTreeSet;

/// What may still be copied.
pub(super) struct Copies {
    left: Option<usize>,
}

impl Copies {
    pub(super) fn new() -> Self {
        Copies { left: Some(COPIED_VALUES) }
    }

    /// Whether so many keys and values may be copied this often. Once they may not, nothing more may.
    pub(super) fn may(&mut self, values: usize, times: usize) -> bool {
        self.left = self.left.and_then(|left| left.checked_sub(values.saturating_mul(times)));
        self.left.is_some()
    }

    /// The problem, if there was more to copy.
    pub(super) fn problem(&self) -> Option<Diagnostic> {
        let what = format!(
            "ranges in names, `like` and `defaults` copy more than {COPIED_VALUES} keys and values"
        );
        let hint = "write shorter ranges, or fewer keys that are copied";
        self.left.is_none().then(|| Diagnostic::error("", what).hint(hint))
    }
}

/// Adds the keys that are missing.
pub(super) fn fill(node: &mut Node, keys: &Table, copies: &mut Copies) {
    let Value::Table(table) = &mut node.value else { return };
    let said: BTreeSet<&str> = table.0.iter().map(|(key, _, _)| key.as_str()).collect();
    let missing: Vec<_> =
        keys.0.iter().filter(|(key, _, _)| !said.contains(key.as_str())).collect();
    if copies.may(missing.iter().map(|(_, _, node)| node.count()).sum(), 1) {
        table.0.extend(missing.into_iter().cloned());
    }
}
