//! The share of mailboxes before Exchange 2013 among users who are alike in everything else. Callers choose users evenly, so until a
//! call is diverted nothing tells where the mailbox of its user is, but what the user has in common with others: the share
//! replaces the chance of who was called.

use super::shuffles::{Attribute, Shuffles};
use crate::network::{Callee, Group, GroupId, Network, UserFlag};
use std::collections::BTreeMap;

/// The shares, for each group that has mailboxes of both kinds.
#[derive(Debug)]
pub struct LegacyShares {
    by_group: Vec<Option<Alike>>,
}

/// The users of a group by what calls to them meet before the divert.
#[derive(Debug)]
struct Alike {
    /// By user.
    class: Vec<u32>,
    /// By class, the share of mailboxes before Exchange 2013.
    share: Vec<f64>,
}

impl LegacyShares {
    /// Whether a network has a group for which there are shares. There are none with outages, which treat users apart.
    pub fn has_any(net: &Network) -> bool {
        net.outages.is_empty() && net.groups.iter().any(|group| has_both_kinds(net, group))
    }

    /// Counts the users. O(users of such groups).
    pub fn of(net: &Network) -> Self {
        if !LegacyShares::has_any(net) {
            return LegacyShares { by_group: Vec::new() };
        }
        let shuffles = Shuffles::new(net);
        let of = |(id, group): (usize, &Group)| {
            has_both_kinds(net, group).then(|| Alike::of(net, &shuffles, GroupId::new(id)))
        };
        LegacyShares { by_group: net.groups.iter().enumerate().map(of).collect() }
    }

    /// The share among the users who are like this one, 0 to 1; `None` where the group has none.
    pub fn share(&self, group: GroupId, user: u32) -> Option<f64> {
        let alike = self.by_group.get(group.index())?.as_ref()?;
        Some(alike.share[alike.class[user as usize] as usize])
    }
}

impl Alike {
    fn of(net: &Network, shuffles: &Shuffles, id: GroupId) -> Self {
        let classes = Classes::of(net, shuffles, id);
        let mut numbers: BTreeMap<[u32; 4], u32> = BTreeMap::new();
        // Users, and those whose mailbox is older.
        let mut counts: Vec<[u32; 2]> = Vec::new();
        let of = |user| {
            let next = numbers.len() as u32;
            let class = *numbers.entry(classes.class(user)).or_insert(next);
            if class == next {
                counts.push([0, 0]);
            }
            let home = shuffles.mailbox(net, id, user);
            let is_legacy = home.is_some_and(|server| net.exchange[server].version.is_legacy());
            let count = &mut counts[class as usize];
            *count = [count[0] + 1, count[1] + u32::from(is_legacy)];
            class
        };
        let class = (0..net.groups[id].count).map(of).collect();
        let share = |[all, legacy]: [u32; 2]| f64::from(legacy) / f64::from(all);
        Alike { class, share: counts.into_iter().map(share).collect() }
    }
}

/// What tells users of a group apart before a call to them is diverted.
struct Classes<'n> {
    shuffles: &'n Shuffles,
    id: GroupId,
    group: &'n Group,
    /// The numbers of users whose media bypass the Mediation Server, of the trunks that differ.
    bypassing: Vec<u64>,
}

impl<'n> Classes<'n> {
    fn of(net: &'n Network, shuffles: &'n Shuffles, id: GroupId) -> Self {
        let group = &net.groups[id];
        let some = |bypassing: &u64| (1..u64::from(group.count)).contains(bypassing);
        let of_trunks = net.trunks.iter().map(|trunk| trunk.bypassing(group.count));
        let mut bypassing: Vec<u64> = of_trunks.filter(some).collect();
        bypassing.sort_unstable();
        bypassing.dedup();
        Classes { shuffles, id, group, bypassing }
    }

    /// Front End, endpoints, trunks that are bypassed, flags.
    fn class(&self, user: u32) -> [u32; 4] {
        let group = (self.id, self.group);
        let front_end = self.shuffles.front_end(group, user).map_or(0, |id| id.index() as u32);
        let endpoints = u32::from(self.shuffles.has_one_more_endpoint(group, user));
        let bypass = match self.bypassing.is_empty() {
            true => 0,
            false => {
                let rank = u64::from(self.shuffles.rank(self.id, Attribute::Bypass, user));
                self.bypassing.partition_point(|below| *below <= rank) as u32
            }
        };
        let bit =
            |flag: &UserFlag| u32::from(self.shuffles.has_flag(group, *flag, user)) << *flag as u32;
        let flags = UserFlag::ALL.iter().map(bit).sum();
        [front_end, endpoints, bypass, flags]
    }
}

/// Whether Lync rings users of whom some, and not all, have a mailbox before Exchange 2013, and notifies those who miss calls.
fn has_both_kinds(net: &Network, group: &Group) -> bool {
    let is_of_people = matches!(group.callee, Callee::People);
    let mut before = 0;
    let (mut legacy, mut newer) = (false, false);
    for share in &group.mailboxes {
        let is_used = share.below > before;
        before = before.max(share.below);
        for server in share.servers.iter().filter(|_| is_used) {
            let is_legacy = net.exchange[*server].version.is_legacy();
            (legacy, newer) = (legacy || is_legacy, newer || !is_legacy);
        }
    }
    is_of_people && group.has_lync() && group.notifications && legacy && newer
}
