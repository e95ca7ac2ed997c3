//! Which rows a study keeps, and what all of its calls have in common.

use crate::deployment::Class;
use crate::network::{GroupId, Home, Names, Network};

/// Groups, sites, pools, plans, channels and slots from which on a study keeps fewer rows. Each object has 10 to 80 rows,
/// and a series up to 200 more, of some 400 bytes each: 10,000 hosts would take 1.5 GB.
pub const MANY_OBJECTS: usize = 1_000;

/// Which rows are kept.
#[derive(Debug)]
pub(super) struct Kept {
    /// By group, whether a source calls it; empty where the rows of all groups are kept.
    called: Vec<bool>,
    /// Whether each channel group and slot has a series.
    pub(super) series: bool,
}

impl Kept {
    /// What is kept of a network's rows.
    pub(super) fn of(net: &Network, names: &Names) -> Self {
        if !has_many_objects(net, names) {
            return Kept { called: Vec::new(), series: true };
        }
        let mut called = vec![false; net.groups.len()];
        let parties = net.sources.iter().flat_map(|source| &source.parties);
        parties.for_each(|group| called[group.index()] = true);
        Kept { called, series: false }
    }

    /// Whether a group has rows.
    pub(super) fn group(&self, group: usize) -> bool {
        self.called.get(group).is_none_or(|called| *called)
    }

    /// Which of `n` sites, pools or plans have rows; `place` names that of a group.
    pub(super) fn homes(
        &self,
        n: usize,
        homes: &[Home],
        place: impl Fn(&Home) -> Option<usize>,
    ) -> Vec<bool> {
        let mut kept = vec![self.called.is_empty(); n];
        let called = homes.iter().zip(&self.called).filter(|(_, called)| **called);
        called.filter_map(|(home, _)| place(home)).for_each(|home| kept[home] = true);
        kept
    }
}

/// Whether a network has more than [`MANY_OBJECTS`], so that its record has no series of single channel groups and slots,
/// and no rows of groups that no source calls and of sites, pools and plans without any other group.
pub fn has_many_objects(net: &Network, names: &Names) -> bool {
    let Names { sites, pools, plans, groups, .. } = names;
    let homes = sites.len() + pools.len() + plans.len();
    groups.len() + homes + net.resources.len() > MANY_OBJECTS
}

/// What calls of the sources can meet.
#[derive(Clone, Debug)]
pub(super) struct Kinds {
    /// Whether a caller tries again.
    pub(super) retry: bool,
    /// Whether a source sends faxes.
    pub(super) fax: bool,
    /// Whether an auto attendant or access number is called.
    pub(super) contacts: bool,
    /// Whether names of callers may not be found.
    pub(super) not_named: bool,
    /// By resource: the classes offered to a gateway whose channels these are.
    pub(super) offered: Vec<[bool; Class::ALL.len()]>,
}

impl Kinds {
    /// What the sources of a network have.
    pub(super) fn of(net: &Network) -> Self {
        let contact = |group: &GroupId| net.groups[*group].callee.is_contact();
        let sources = || net.sources.iter();
        let mut offered = vec![[false; Class::ALL.len()]; net.resources.len()];
        for source in sources() {
            for gateway in &source.gateways {
                offered[net.gateways[*gateway].channels.index()][source.class as usize] = true;
            }
        }
        Kinds {
            retry: sources().any(|source| source.retry.is_some()),
            fax: sources().any(|source| source.class == Class::Fax),
            contacts: sources().any(|source| source.parties.first().is_some_and(contact)),
            not_named: sources().any(|source| source.named < 1.0),
            offered,
        }
    }
}
