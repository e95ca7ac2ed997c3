//! Which users have which attributes.

use crate::kernel::{Key, Permutation};
use crate::network::{ExchangeServerId, FrontEndId, Group, GroupId, Network, UserFlag};

/// Attributes of users that are fixed by rank, each with its own salt.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(in crate::call) enum Attribute {
    Mailbox = 1,
    MailboxServer,
    FrontEnd,
    Bypass,
    Endpoints,
}

/// The salt of the first flag of users; those of [`Attribute`] lie below.
const FIRST_FLAG_SALT: u64 = 64;

/// Which users have what: for each group and attribute its users in an order on which nothing else
/// depends.
#[derive(Debug)]
pub(in crate::call) struct Shuffles {
    by_attribute: Vec<[Permutation; 5]>,
    /// `None` where all or none of a group's users have the flag.
    by_flag: Vec<[Option<Permutation>; UserFlag::ALL.len()]>,
}

impl Shuffles {
    pub(in crate::call) fn new(net: &Network) -> Self {
        let some_bypass = net.trunks.iter().any(|trunk| (0.0..1.0).contains(&trunk.bypass));
        let by_attribute = net.groups.iter().map(|group| {
            use Attribute::*;
            [Mailbox, MailboxServer, FrontEnd, Bypass, Endpoints].map(|attribute| {
                let needed = match attribute {
                    Mailbox => group.mailboxes.len() > 1,
                    MailboxServer => group.mailboxes.iter().any(|share| share.servers.len() > 1),
                    FrontEnd => group.front_ends.len() > 1,
                    Bypass => group.has_endpoints && some_bypass,
                    Endpoints => group.endpoints.one_more > 0,
                };
                let salt = Key::new(group.salt).absorb(attribute as u64);
                let shuffle = Permutation::new(group.count, salt);
                if needed { shuffle.tabulated() } else { shuffle }
            })
        });
        let by_flag = net.groups.iter().map(|group| {
            UserFlag::ALL.map(|flag| {
                let some = (0.0..1.0).contains(&group.access.shares[flag as usize]);
                let salt = Key::new(group.salt).absorb(FIRST_FLAG_SALT + flag as u64);
                some.then(|| Permutation::new(group.count, salt))
            })
        });
        Shuffles { by_attribute: by_attribute.collect(), by_flag: by_flag.collect() }
    }

    /// The rank of a user in the shuffle of one attribute, 0 to count − 1.
    #[inline]
    pub(in crate::call) fn rank(&self, group: GroupId, attribute: Attribute, user: u32) -> u32 {
        self.by_attribute[group.index()][attribute as usize - 1].rank(user)
    }

    /// The server that holds a user's mailbox, if the user has one.
    pub(in crate::call) fn mailbox(
        &self,
        net: &Network,
        group_id: GroupId,
        user: u32,
    ) -> Option<ExchangeServerId> {
        let group = &net.groups[group_id];
        let share = match &group.mailboxes[..] {
            [] => return None,
            [all] if all.below >= group.count => all,
            several => {
                let rank = self.rank(group_id, Attribute::Mailbox, user);
                several.iter().find(|share| rank < share.below)?
            }
        };
        match share.servers[..] {
            [] => None,
            [server] => Some(server),
            ref servers => {
                let rank = self.rank(group_id, Attribute::MailboxServer, user);
                Some(servers[rank as usize % servers.len()])
            }
        }
    }

    /// The Front End that is a user's home, if the group has a pool.
    #[inline]
    pub(in crate::call) fn front_end(
        &self,
        (id, group): (GroupId, &Group),
        user: u32,
    ) -> Option<FrontEndId> {
        match group.front_ends.len() {
            0 => None,
            1 => Some(group.front_ends.nth(0)),
            n => Some(group.front_ends.nth(self.rank(id, Attribute::FrontEnd, user) % n)),
        }
    }

    /// Whether a user has one endpoint more than every user of the group.
    #[inline]
    pub(in crate::call) fn has_one_more_endpoint(
        &self,
        (id, group): (GroupId, &Group),
        user: u32,
    ) -> bool {
        let one_more = group.endpoints.one_more;
        one_more > 0 && self.rank(id, Attribute::Endpoints, user) < one_more
    }

    /// Whether a user has something that only a share of the group has.
    pub(in crate::call) fn has_flag(
        &self,
        (id, group): (GroupId, &Group),
        flag: UserFlag,
        user: u32,
    ) -> bool {
        let share = group.access.shares[flag as usize];
        if share >= 1.0 {
            return true;
        }
        let rank = || self.by_flag[id.index()][flag as usize].as_ref().map_or(0, |s| s.rank(user));
        let having = (share * f64::from(group.count)).round();
        share > 0.0 && f64::from(rank()) < having
    }
}
