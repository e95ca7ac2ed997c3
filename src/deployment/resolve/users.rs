//! Users: who is called, and how they treat calls.

use super::Resolver;
use crate::base::{Id, Span};
use crate::deployment::times::{constant_default, lognormal_default};
use crate::deployment::{Answers, Deployment, ExchangeServerId, Mailboxes, Users, VoiceMail};
use crate::scenario::{MailboxesTable, Object, UsersTable};

impl Resolver<'_> {
    /// All user groups.
    pub(super) fn users(&mut self, d: &Deployment) -> Vec<Users> {
        let tables = &self.scenario.tables;
        let mut out: Vec<Users> = Vec::new();
        for users in &tables.users {
            if out.iter().any(|other| other.name == users.says.name) {
                let message = "there is another group of this name".to_owned();
                self.problem(&users.label, users.place_of("name"), message, "names are unique");
            }
            out.push(self.group(users, d));
        }
        out
    }

    fn group(&mut self, users: &Object<UsersTable>, d: &Deployment) -> Users {
        let says = &users.says;
        self.range(users, "count", says.count, 1, 100_000_000);
        let pool = self.pool_of(users, says.pool.as_ref(), &d.pools);
        let home = d.pools.get(pool.index()).map(|p| p.site);
        let site = self.site_of(users, says.site.as_ref(), &d.sites, home);
        let plan = self.optional(users, "dial_plan", says.dial_plan.as_ref(), {
            d.dial_plans.iter().map(|p| p.name.as_str())
        });
        let plan = plan.or((says.dial_plan.is_none() && d.dial_plans.len() == 1).then_some(0));
        let policies = d.mailbox_policies.iter().map(|p| p.name.as_str());
        let policy = self.optional(users, "policy", says.policy.as_ref(), policies);
        let mailboxes = self.mailboxes(users, plan, d);
        let endpoints =
            says.endpoints.map_or(1.5, |e| e.lync.unwrap_or(0.0) + e.phone_edition.unwrap_or(0.0));
        if !(0.0..=100.0).contains(&endpoints) {
            let message = "a user has 0 to 100 endpoints".to_owned();
            self.problem(&users.label, users.place_of("endpoints"), message, "");
        }
        let registered = self.share("registered", says.registered, 0.95);
        let busy = self.share("busy", says.busy, 0.05);
        let do_not_disturb = self.share("do_not_disturb", says.do_not_disturb, 0.03);
        Users {
            name: says.name.clone(),
            count: says.count.max(1),
            site,
            pool: Some(pool),
            missed_call_notifications: true,
            fax: true,
            dial_plan: plan.map(Id::new),
            policy: policy.map(Id::new),
            mailboxes,
            endpoints: endpoints.clamp(0.0, 100.0),
            registered,
            busy,
            do_not_disturb,
            ring: self.time(users, "ring", says.ring.as_ref(), constant_default(20.0)),
            answers: self.answers(users),
            voice_mail: self.voice_mail(users),
        }
    }

    fn optional<'n>(
        &mut self,
        users: &Object<UsersTable>,
        kind: &str,
        name: Option<&String>,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<usize> {
        self.find((users, kind), kind, name?, names)
    }

    fn share(&mut self, key: &str, given: Option<crate::scenario::Share>, default: f64) -> f64 {
        given.map_or_else(
            || {
                let value = format!("{:.0} %", 100.0 * default);
                let path = format!("users.{key}");
                self.assume(&path, &value, "no source says; stated for every group that is silent");
                default
            },
            |share| share.0,
        )
    }

    fn answers(&mut self, users: &Object<UsersTable>) -> Answers {
        let says = users.says.answers.clone().unwrap_or_default();
        let share = self.share("answers.share", says.share, 0.7);
        let default = lognormal_default(8.0, 0.6);
        if says.after.is_none() {
            self.assume("users.answers.after", "lognormal, mean 8 s, cv 0.6", "no source says");
        }
        Answers { share, after: self.time(users, "answers.after", says.after.as_ref(), default) }
    }

    fn voice_mail(&mut self, users: &Object<UsersTable>) -> VoiceMail {
        let says = users.says.voice_mail.clone().unwrap_or_default();
        if says.greeting.is_none() {
            self.assume("users.voice_mail.greeting", "12 s", "no source says");
        }
        if says.message.is_none() {
            let reason = "mean of a vendor's default; the shape is assumed";
            self.assume("users.voice_mail.message", "lognormal, mean 40 s, cv 1", reason);
        }
        let early = says.hangs_up_in_greeting;
        let (greeting, message) = (says.greeting.as_ref(), says.message.as_ref());
        VoiceMail {
            greeting: self.time(users, "voice_mail.greeting", greeting, constant_default(12.0)),
            hangs_up_in_greeting: self.share("voice_mail.hangs_up_in_greeting", early, 0.25),
            leaves_message: self.share("voice_mail.leaves_message", says.leaves_message, 0.5),
            message: self.time(users, "voice_mail.message", message, lognormal_default(40.0, 1.0)),
            minimum_message: Span::from_secs(2),
        }
    }

    /// Where a group's mailboxes are; `None` where it has no dial plan.
    fn mailboxes(
        &mut self,
        users: &Object<UsersTable>,
        plan: Option<usize>,
        d: &Deployment,
    ) -> Option<Mailboxes> {
        let Some(plan) = plan else {
            if users.says.mailboxes.is_some() {
                let message = "mailboxes without a dial plan take no voice mail".to_owned();
                let hint = "add a [[dial_plan]] or name one";
                self.problem(&users.label, users.place_of("mailboxes"), message, hint);
            }
            return None;
        };
        let mailboxes = match &users.says.mailboxes {
            Some(table) => self.stated_mailboxes(users, table, d)?,
            None => {
                let members = &d.dial_plans[plan].servers;
                let holds = |id: &&ExchangeServerId| d.exchange_servers[id.index()].mailbox;
                let version = |id: &ExchangeServerId| d.exchange_servers[id.index()].version;
                let newest = members.iter().filter(holds).map(version).max()?;
                let current =
                    members.iter().filter(holds).filter(|id| version(id) == newest).copied();
                let current = current.collect();
                Mailboxes::Migrating { current, legacy: Vec::new(), migrated: 1.0 }
            }
        };
        Some(mailboxes)
    }

    fn stated_mailboxes(
        &mut self,
        users: &Object<UsersTable>,
        table: &MailboxesTable,
        d: &Deployment,
    ) -> Option<Mailboxes> {
        let place = users.place_of("mailboxes");
        let names = || d.exchange_servers.iter().map(|e| e.name.as_str());
        let mut list = |key: &str, wanted: Option<&Vec<String>>| -> Vec<ExchangeServerId> {
            let wanted = wanted.map_or(&[][..], |w| w);
            let found = self.find_all((users, key), "exchange_server", wanted, names());
            found.into_iter().map(Id::new).collect()
        };
        let current = list("mailboxes.current", table.current.as_ref());
        let legacy = list("mailboxes.legacy", table.legacy.as_ref());
        let mailboxes = if let Some(shares) = &table.shares {
            let mut out = Vec::new();
            for (name, share) in shares {
                let found =
                    self.find((users, "mailboxes.shares"), "exchange_server", name, names());
                out.extend(found.map(|i| (Id::new(i), share.0)));
            }
            let sum: f64 = shares.values().map(|share| share.0).sum();
            if (sum - 1.0).abs() > 1e-9 || table.current.is_some() || table.legacy.is_some() {
                let message = format!("these shares sum to {:.4} %, not to 100 %", 100.0 * sum);
                let hint = "give either shares that sum to 100 %, or current and legacy";
                self.problem(&users.label, place.clone(), message, hint);
            }
            Mailboxes::Shares(out)
        } else {
            let migrated = table.migrated.map_or(1.0, |share| share.0);
            if (migrated > 0.0 && current.is_empty()) || (migrated < 1.0 && legacy.is_empty()) {
                let message = "a share of the mailboxes has no server".to_owned();
                let hint = "give `current`, and `legacy` where migrated is below 100 %";
                self.problem(&users.label, place.clone(), message, hint);
                return None;
            }
            Mailboxes::Migrating { current, legacy, migrated }
        };
        let servers: Vec<ExchangeServerId> = match &mailboxes {
            Mailboxes::Migrating { current, legacy, .. } => {
                current.iter().chain(legacy).copied().collect()
            }
            Mailboxes::Shares(shares) => shares.iter().map(|(id, _)| *id).collect(),
        };
        for id in servers {
            let server = &d.exchange_servers[id.index()];
            if !server.mailbox {
                let message = format!("`{}` holds no mailboxes", server.name);
                let hint = "give it the mailbox role";
                self.problem(&users.label, place.clone(), message, hint);
            }
        }
        Some(mailboxes)
    }
}
