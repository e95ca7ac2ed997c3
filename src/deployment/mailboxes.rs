//! Whose mailboxes are where, and which Unified Messaging servers serve them.

use super::{AccessNumber, Deployment, DialPlanId, ExchangeServerId, Mailboxes, UriType, Users};

/// Exchange servers, each with its share of some users or callers; shares add up to 1 where there are any.
pub type ServerShares = Vec<(ExchangeServerId, f64)>;

impl Deployment {
    /// Servers of a group's mailboxes with their shares.
    pub fn mailbox_servers(&self, users: &Users) -> ServerShares {
        let spread = |ids: &[ExchangeServerId], share: f64| -> ServerShares {
            ids.iter().map(|id| (*id, share / ids.len() as f64)).collect()
        };
        match &users.mailboxes {
            None => Vec::new(),
            Some(Mailboxes::Migrating { current, legacy, migrated }) => {
                let mut homes = spread(current, *migrated);
                homes.extend(spread(legacy, 1.0 - migrated));
                homes.retain(|(_, share)| *share > 0.0);
                homes
            }
            Some(Mailboxes::Shares(shares)) => shares.clone(),
        }
    }

    /// Servers of the mailboxes that callers of an access number hear, each with its share of callers.
    pub fn heard_at(&self, number: &AccessNumber) -> ServerShares {
        let users = || number.users.iter().map(|id| &self.users[id.index()]);
        let all: f64 = users().map(|users| f64::from(users.count)).sum();
        let of_group = |users: &Users| {
            let part = f64::from(users.count) / all;
            self.mailbox_servers(users).into_iter().map(move |(id, share)| (id, share * part))
        };
        users().flat_map(of_group).collect()
    }

    /// Whether a UM server can serve a mailbox for a dial plan: its own server from Exchange 2013 on (S20), for
    /// an older mailbox any member of the plan that has its version.
    pub fn can_serve(
        &self,
        server: ExchangeServerId,
        mailbox: ExchangeServerId,
        plan: DialPlanId,
    ) -> bool {
        let (here, there) =
            (&self.exchange_servers[server.index()], &self.exchange_servers[mailbox.index()]);
        if !there.version.is_legacy() {
            return server == mailbox;
        }
        let says = &self.dial_plans[plan.index()];
        let member = says.servers.contains(&server);
        here.um_service && here.version == there.version && member
    }

    /// The UM server that serves a mailbox, of several the first; outside plans of type SIP URI an older mailbox
    /// that no member of the plan can serve is left to its own server.
    pub fn serving(&self, mailbox: ExchangeServerId, plan: DialPlanId) -> Option<ExchangeServerId> {
        if self.can_serve(mailbox, mailbox, plan) {
            return Some(mailbox);
        }
        let says = &self.dial_plans[plan.index()];
        let members = says.servers.iter().find(|id| self.can_serve(**id, mailbox, plan)).copied();
        members.or_else(|| (says.uri_type != UriType::SipUri).then_some(mailbox))
    }

    /// UM services of a plan's newest version: each takes the same share of callers whose mailbox is not known.
    pub fn um_servers(&self, plan: DialPlanId) -> Vec<ExchangeServerId> {
        let server = |id: &ExchangeServerId| &self.exchange_servers[id.index()];
        let members = &self.dial_plans[plan.index()].servers;
        let serves = || members.iter().filter(|id| server(id).um_service).copied();
        let newest = serves().map(|id| server(&id).version.major()).max();
        serves().filter(|id| Some(server(id).version.major()) == newest).collect()
    }

    /// Share of an access number's callers who log on a second time: their mailbox is on an older version than
    /// the server that they are put to first, and their number does not name it (domain 2.3).
    pub fn prompted_twice(&self, number: &AccessNumber) -> f64 {
        let major = |id: &ExchangeServerId| self.exchange_servers[id.index()].version.major();
        let Some(newest) = self.um_servers(number.dial_plan).first().map(major) else { return 0.0 };
        let moved = |(id, _): &(ExchangeServerId, f64)| {
            self.serving(*id, number.dial_plan).is_some_and(|server| major(&server) < newest)
        };
        let moved: f64 = self.heard_at(number).iter().filter(|s| moved(s)).map(|s| s.1).sum();
        (1.0 - number.resolved) * moved
    }
}
