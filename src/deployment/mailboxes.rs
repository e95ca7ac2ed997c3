//! Whose mailboxes are where, and which Unified Messaging servers take their calls. `check` asks before a run, and
//! the compiler and the calls ask for the run, so that both have the same answer.

use super::{
    AccessNumber, Deployment, DialPlanId, ExchangeServer, ExchangeServerId, FaxPartnerId,
    MailboxPolicyId, Mailboxes, OlderServer, Users, Version,
};
use std::collections::BTreeMap;

/// The users of a group whose rank is below a number, and who are in no entry before: their mailboxes are spread
/// evenly over some servers.
pub type MailboxRanks = Vec<(u32, Vec<ExchangeServerId>)>;

/// A share of some users or callers whose mailboxes are treated alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServedMailboxes {
    /// Where their mailboxes are; of servers before 2013, one of that version.
    pub home: ExchangeServerId,
    /// The UM server that serves them; `None` if the plan has none that can.
    pub by: Option<ExchangeServerId>,
    /// Their share, above 0 to 1.
    pub share: f64,
}

/// What a UM server of Exchange 2007 or 2010 does with a call that reaches it first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    /// It takes the call itself.
    Serves,
    /// It redirects the call to a server that can serve the mailbox.
    HandsOn,
    /// It refuses the call.
    Refuses,
}

/// What a UM server of Exchange 2007 or 2010 does with a call for a mailbox of some version, or for a contact, whose
/// callers any UM server can answer (domain 2.3, 2.5). A newer server redirects to an older one; the other way round it is
/// a choice of the plan.
pub const fn taking(server: Version, mailbox: Option<Version>, older: OlderServer) -> Taking {
    match mailbox {
        None => Taking::Serves,
        Some(mailbox) if mailbox as u8 == server as u8 => Taking::Serves,
        Some(mailbox) if mailbox.major() < server.major() => Taking::HandsOn,
        Some(_) => match older {
            OlderServer::Redirects => Taking::HandsOn,
            OlderServer::Refuses => Taking::Refuses,
        },
    }
}

/// Why the notice of a missed call, which Lync sends to a first target of the plan, makes no notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeLoss {
    /// The Call Router proxies to servers of its own version only, and the mailbox is older.
    LegacyMailbox,
    /// A legacy UM server got it for a mailbox of another version (OCS 2007 R2).
    OtherVersion,
    /// A switch of the plan says that it is not made.
    Switch,
}

/// Whether the notice of a missed call is lost, by the versions of the server that it reaches and of the mailbox
/// (S51, S52). `newer` is whether the plan has Call Routers, `legacy_only_notifies` the plan's switch for plans without.
pub const fn notice_loss(
    entry: Version,
    mailbox: Version,
    newer: bool,
    legacy_only_notifies: bool,
) -> Option<NoticeLoss> {
    if !entry.is_legacy() {
        return if mailbox.is_legacy() { Some(NoticeLoss::LegacyMailbox) } else { None };
    }
    if entry as u8 != mailbox as u8 {
        return Some(NoticeLoss::OtherVersion);
    }
    if newer || legacy_only_notifies { None } else { Some(NoticeLoss::Switch) }
}

impl Deployment {
    /// The version of an Exchange server.
    pub fn version(&self, id: ExchangeServerId) -> Version {
        self.exchange_servers[id.index()].version
    }

    /// Where the mailboxes of a group are, by rising ranks; exact. Empty without voice mail.
    pub fn mailbox_ranks(&self, users: &Users) -> MailboxRanks {
        let count = users.count;
        let upto = |share: f64| (share * f64::from(count)).round().min(f64::from(count)) as u32;
        match &users.mailboxes {
            None => Vec::new(),
            Some(Mailboxes::Migrating { current, legacy, migrated }) => {
                vec![(upto(*migrated), current.clone()), (count, legacy.clone())]
            }
            Some(Mailboxes::Shares(shares)) => {
                let mut sum = 0.0;
                let mut ranks: MailboxRanks = shares
                    .iter()
                    .map(|(id, part)| {
                        sum += part;
                        (upto(sum), vec![*id])
                    })
                    .collect();
                if let Some(last) = ranks.last_mut() {
                    last.0 = count;
                }
                ranks
            }
        }
    }

    /// The mailboxes of a group with the servers that serve them for a plan.
    pub fn served(&self, users: &Users, plan: DialPlanId) -> Vec<ServedMailboxes> {
        self.served_of(users.count, &self.mailbox_ranks(users), plan)
    }

    /// The mailboxes that callers of an access number hear, with the servers that serve them.
    pub fn heard(&self, number: &AccessNumber) -> Vec<ServedMailboxes> {
        let users = || number.users.iter().map(|id| &self.users[id.index()]);
        let all: f64 = users().map(|users| f64::from(users.count)).sum();
        let of_group = |users: &Users| {
            let part = f64::from(users.count) / all;
            let served = self.served(users, number.dial_plan).into_iter();
            served.map(move |s| ServedMailboxes { share: s.share * part, ..s })
        };
        users().flat_map(of_group).collect()
    }

    /// Of `count` users, by the ranks of their mailboxes. From Exchange 2013 on the mailbox's own server serves it
    /// (S20). For an older one it is a member of the plan that has its version: the mailboxes of each list are spread
    /// evenly over those members, by the same rank as over the list.
    pub fn served_of(
        &self,
        count: u32,
        ranks: &MailboxRanks,
        plan: DialPlanId,
    ) -> Vec<ServedMailboxes> {
        let mut shares: BTreeMap<(ExchangeServerId, Option<ExchangeServerId>), f64> =
            BTreeMap::new();
        let mut before = 0;
        for (below, servers) in ranks.iter().filter(|(_, servers)| !servers.is_empty()) {
            let part = f64::from(below.saturating_sub(before)) / f64::from(count.max(1));
            before = before.max(*below);
            if part <= 0.0 {
                continue;
            }
            self.spread(count, servers, plan, |home, by, share| {
                *shares.entry((home, by)).or_default() += part * share;
            });
        }
        let served = |((home, by), share)| ServedMailboxes { home, by, share };
        shares.into_iter().map(served).collect()
    }

    /// Homes and servers of users whose mailboxes are spread evenly over `servers`.
    fn spread(
        &self,
        count: u32,
        servers: &[ExchangeServerId],
        plan: DialPlanId,
        mut add: impl FnMut(ExchangeServerId, Option<ExchangeServerId>, f64),
    ) {
        let by_version = Version::ALL.map(|version| self.legacy_um(plan, version));
        let n = servers.len();
        let legacy = |i: usize| &by_version[self.version(servers[i]) as usize];
        let period = by_version.iter().fold(n, |period, list| match list.len() {
            0 => period,
            k => period / divisor(period, k) * k,
        });
        let all_new = servers.iter().all(|id| !self.version(*id).is_legacy());
        let period = if all_new { n } else { period }.min(count.max(1) as usize);
        for rank in 0..period {
            let home = servers[rank % n];
            let list = legacy(rank % n);
            let (home, by) = match self.version(home).is_legacy() {
                false => (home, Some(home)),
                // Older servers of one version are alike, and the first stands for all.
                true => {
                    let version = self.version(home);
                    let first = servers.iter().find(|id| self.version(**id) == version);
                    (*first.unwrap_or(&home), list.get(rank % list.len().max(1)).copied())
                }
            };
            add(home, by, 1.0 / period as f64);
        }
    }

    /// UM servers of a version before 2013 in a plan: any of them serves a mailbox of that version.
    pub fn legacy_um(&self, plan: DialPlanId, version: Version) -> Vec<ExchangeServerId> {
        let serves = |id: &ExchangeServerId| {
            let server = &self.exchange_servers[id.index()];
            version.is_legacy() && server.um_service && server.version == version
        };
        self.dial_plans[plan.index()].servers.iter().copied().filter(serves).collect()
    }

    /// Servers that take a plan's first INVITEs: Call Routers, and UM servers of 2007 and 2010; by default those of the
    /// highest version only, `unfiltered` all of them (OCS 2007 R2).
    pub fn entries(&self, plan: DialPlanId, unfiltered: bool) -> Vec<ExchangeServerId> {
        let server = |id: &ExchangeServerId| &self.exchange_servers[id.index()];
        let members = self.dial_plans[plan.index()].servers.iter().copied();
        let all = members.filter(|id| server(id).takes_first_invites());
        let highest = all.clone().map(|id| self.version(id).major()).max();
        all.filter(|id| unfiltered || Some(self.version(*id).major()) == highest).collect()
    }

    /// UM services of the version that takes the plan's first INVITEs: a Call Router sends each the same share of
    /// callers whose mailbox is not known.
    pub fn um_servers(&self, plan: DialPlanId) -> Vec<ExchangeServerId> {
        let server = |id: &ExchangeServerId| &self.exchange_servers[id.index()];
        let newest = self.entries(plan, false).first().map(|id| self.version(*id).major());
        let runs = |id: &ExchangeServerId| {
            server(id).um_service && Some(self.version(*id).major()) == newest
        };
        self.dial_plans[plan.index()].servers.iter().copied().filter(runs).collect()
    }

    /// Share of an access number's callers who log on a second time: their mailbox is on an older version than
    /// the server that they are put to first, and their number does not name it (domain 2.3).
    pub fn prompted_twice(&self, number: &AccessNumber) -> f64 {
        let servers = self.um_servers(number.dial_plan);
        let Some(newest) = servers.first().map(|id| self.version(*id).major()) else { return 0.0 };
        let moved = |s: &&ServedMailboxes| s.by.is_some_and(|by| self.version(by).major() < newest);
        let moved: f64 = self.heard(number).iter().filter(moved).map(|s| s.share).sum();
        (1.0 - number.resolved) * moved
    }
}

impl Deployment {
    /// The partner to which Unified Messaging refers faxes, if plan, policy and mailbox all allow it (domain 2.7).
    pub fn fax_partner_of(
        &self,
        plan: DialPlanId,
        policy: Option<MailboxPolicyId>,
        mailbox: bool,
    ) -> Option<FaxPartnerId> {
        let policy = policy.map(|id| &self.mailbox_policies[id.index()]);
        let partner = policy.filter(|p| p.fax && mailbox).and_then(|p| p.fax_partner);
        partner.filter(|_| self.dial_plans[plan.index()].fax)
    }
}

/// Greatest common divisor.
const fn divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { divisor(b, a % b) }
}

impl ExchangeServer {
    /// Whether ExumRouting sends it first INVITEs: a Call Router, or a UM server of 2007 or 2010.
    pub const fn takes_first_invites(&self) -> bool {
        if self.version.is_legacy() { self.um_service } else { self.call_router }
    }
}
