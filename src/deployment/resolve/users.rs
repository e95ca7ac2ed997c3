//! Users: who is called, and how they treat calls.

use super::{Resolver, span};
use crate::base::{Id, Span};
use crate::deployment::{
    Answers, Deployment, DialPlanId, ExchangeServerId, MailboxPolicyId, Mailboxes, SiteId, Users,
    VoiceMail, VoicePolicyId,
};
use crate::scenario::defaults::{self, DefaultValue};
use crate::scenario::{EndpointsTable, MailboxesTable, Object, Share, Time, UsersTable};
use std::collections::BTreeSet;

impl Resolver<'_> {
    /// All user groups.
    pub(super) fn users(&mut self, d: &Deployment) -> Vec<Users> {
        let tables = &self.scenario.tables;
        let mut out: Vec<Users> = Vec::new();
        let mut names = BTreeSet::new();
        for users in &tables.users {
            if !names.insert(&users.says.name) {
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
        let lync = says.lync.unwrap_or(!d.pools.is_empty());
        let pool =
            if lync { Some(self.pool_of(users, says.pool.as_ref(), &d.pools)) } else { None };
        let home = pool.and_then(|id| d.pools.get(id.index())).map(|p| p.site);
        let site = self.site_of(users, says.site.as_ref(), &d.sites, home);
        let what = if lync { "users of Lync" } else { "users without Lync" };
        let plan = if says.dial_plan.is_none() && d.dial_plans.is_empty() {
            if d.exchange_servers.iter().any(|s| s.um_service) {
                self.assume(&defaults::NO_DIAL_PLAN);
            }
            None
        } else {
            self.plan_of(users, says.dial_plan.as_ref(), lync, what, &d.dial_plans)
        };
        let policy = self.policy_of(users, says.policy.as_ref(), d);
        self.policy_fits(users, policy, plan, d);
        let mailboxes = self.mailboxes(users, site, plan, d);
        Users {
            name: says.name.clone(),
            count: says.count.max(1),
            site,
            pool,
            missed_call_notifications: defaults::USERS_MISSED_CALL_NOTIFICATIONS
                .or(says.missed_call_notifications),
            fax: defaults::USERS_FAX.or(says.fax),
            dial_plan: plan,
            policy,
            mailboxes,
            voice_policy: self.voice_policy_of(users, lync, d),
            um_enabled: defaults::USERS_UM_ENABLED.or(says.um_enabled).0,
            sip_address_matches: self.lync_share(
                users,
                &defaults::USERS_SIP_ADDRESS_MATCHES,
                says.sip_address_matches,
                lync,
            ),
            enterprise_voice: self.lync_share(
                users,
                &defaults::USERS_ENTERPRISE_VOICE,
                says.enterprise_voice,
                lync,
            ),
            tel_uri: self.lync_share(users, &defaults::USERS_TEL_URI, says.tel_uri, lync),
            phone_edition: says.endpoints.and_then(|e| e.phone_edition).unwrap_or(0.0),
            endpoints: self.endpoints(users, lync),
            registered: match lync {
                true => self.assumed_share(&defaults::USERS_REGISTERED, says.registered, true),
                false => defaults::USERS_REGISTERED_WITHOUT_LYNC.or(says.registered).0,
            },
            busy: self.assumed_share(&defaults::USERS_BUSY, says.busy, true),
            do_not_disturb: self.assumed_share(
                &defaults::USERS_DO_NOT_DISTURB,
                says.do_not_disturb,
                true,
            ),
            ring: self.time(users, &defaults::USERS_RING, says.ring.as_ref()),
            answers: self.answers(users),
            voice_mail: self.voice_mail(users, plan.is_some()),
        }
    }

    /// A policy's plan is that of the users who have it.
    fn policy_fits(
        &mut self,
        users: &Object<UsersTable>,
        policy: Option<MailboxPolicyId>,
        plan: Option<DialPlanId>,
        d: &Deployment,
    ) {
        let of_policy = policy.and_then(|id| d.mailbox_policies[id.index()].dial_plan);
        let (Some(of_policy), Some(plan)) = (of_policy, plan) else { return };
        if of_policy != plan {
            let name = |id: DialPlanId| &d.dial_plans[id.index()].name;
            let message = format!(
                "this policy belongs to dial plan `{}`, and the users are in `{}`",
                name(of_policy),
                name(plan)
            );
            let hint = "give them a policy of their own plan";
            self.problem(&users.label, users.place_of("policy"), message, hint);
        }
    }

    /// A voice policy by name, or the only one.
    fn voice_policy_of(
        &mut self,
        users: &Object<UsersTable>,
        lync: bool,
        d: &Deployment,
    ) -> Option<VoicePolicyId> {
        let policies = &d.integration.voice_policies;
        let Some(name) = &users.says.voice_policy else {
            if lync && policies.len() > 1 {
                let message =
                    "`voice_policy` is missing, and there is no single one to use".to_owned();
                self.problem(&users.label, users.node.place_of("name"), message, "say which");
            }
            return (lync && policies.len() == 1).then(|| Id::new(0));
        };
        self.lync_only(users, "voice_policy", lync);
        let names = policies.iter().map(|p| p.name.as_str());
        self.find((users, "voice_policy"), "voice_policy", name, names).map(Id::new)
    }

    fn lync_only(&mut self, users: &Object<UsersTable>, key: &str, lync: bool) {
        if users.gives(key) && !lync {
            let message = format!("`{key}` is for users of Lync, and these have none");
            let hint = "remove it, or write lync = true";
            self.problem(&users.label, users.place_of(key), message, hint);
        }
    }

    fn lync_share(
        &mut self,
        users: &Object<UsersTable>,
        default: &DefaultValue,
        given: Option<Share>,
        lync: bool,
    ) -> f64 {
        self.lync_only(users, default.key_in_table(), lync);
        default.or(given).0
    }

    /// A mailbox policy by name; `None` is the default policy.
    pub(super) fn policy_of<T>(
        &mut self,
        object: &Object<T>,
        name: Option<&String>,
        d: &Deployment,
    ) -> Option<MailboxPolicyId> {
        let names = d.mailbox_policies.iter().map(|p| p.name.as_str());
        let about = (object, "policy");
        self.find(about, "mailbox_policy", name?, names).map(Id::new)
    }

    /// Endpoints a user; without Lync the one telephone.
    fn endpoints(&mut self, users: &Object<UsersTable>, lync: bool) -> f64 {
        if !lync {
            ["pool", "endpoints"].into_iter().for_each(|key| self.lync_only(users, key, lync));
            return 1.0;
        }
        let sum = |e: EndpointsTable| e.lync.unwrap_or(0.0) + e.phone_edition.unwrap_or(0.0);
        let endpoints = sum(defaults::USERS_ENDPOINTS.or(users.says.endpoints));
        if !(0.0..=100.0).contains(&endpoints) {
            let message = "a user has 0 to 100 endpoints".to_owned();
            self.problem(&users.label, users.place_of("endpoints"), message, "");
        }
        endpoints.clamp(0.0, 100.0)
    }

    fn answers(&mut self, users: &Object<UsersTable>) -> Answers {
        let says = users.says.answers.clone().unwrap_or_default();
        let after = &defaults::USERS_ANSWERS_AFTER;
        Answers {
            share: self.assumed_share(&defaults::USERS_ANSWERS_SHARE, says.share, true),
            after: self.assumed_time(users, after, says.after.as_ref(), true),
        }
    }

    /// What callers do with voice mail. The defaults are listed if there is any.
    fn voice_mail(&mut self, users: &Object<UsersTable>, any: bool) -> VoiceMail {
        use defaults::{
            USERS_VOICE_MAIL_GREETING, USERS_VOICE_MAIL_HANGS_UP_IN_GREETING,
            USERS_VOICE_MAIL_LEAVES_MESSAGE, USERS_VOICE_MAIL_MESSAGE,
            USERS_VOICE_MAIL_MINIMUM_MESSAGE,
        };
        let says = users.says.voice_mail.clone().unwrap_or_default();
        let message = says.message.as_ref();
        let message = self.assumed_time(users, &USERS_VOICE_MAIL_MESSAGE, message, any);
        let minimum = (&USERS_VOICE_MAIL_MINIMUM_MESSAGE, says.minimum_message);
        let minimum_message = self.assumed_span(minimum.0, minimum.1, any);
        let greeting = says.greeting.as_ref();
        let early = (&USERS_VOICE_MAIL_HANGS_UP_IN_GREETING, says.hangs_up_in_greeting);
        let leaves = (&USERS_VOICE_MAIL_LEAVES_MESSAGE, says.leaves_message);
        VoiceMail {
            greeting: self.assumed_time(users, &USERS_VOICE_MAIL_GREETING, greeting, any),
            hangs_up_in_greeting: self.assumed_share(early.0, early.1, any),
            leaves_message: self.assumed_share(leaves.0, leaves.1, any),
            message,
            minimum_message,
        }
    }

    /// A time that the file gives, or an assumption, which is listed if it is `used`.
    pub(super) fn assumed_span(
        &mut self,
        default: &DefaultValue,
        given: Option<Time>,
        used: bool,
    ) -> Span {
        if given.is_none() && used {
            self.assume(default);
        }
        span(given, default)
    }

    /// Where a group's mailboxes are; `None` where it has no dial plan.
    fn mailboxes(
        &mut self,
        users: &Object<UsersTable>,
        site: SiteId,
        plan: Option<DialPlanId>,
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
                let current = self.assumed_mailboxes(users, site, plan, d);
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
        let mut list = |key: &str, wanted: Option<&Vec<String>>| {
            wanted.map_or_else(Vec::new, |wanted| self.mailbox_servers(users, key, wanted, d))
        };
        let current = list("mailboxes.current", table.current.as_ref());
        let legacy = list("mailboxes.legacy", table.legacy.as_ref());
        let mailboxes = if let Some(shares) = &table.shares {
            let mut out = Vec::new();
            for (name, share) in shares {
                let key = "mailboxes.shares";
                let names = d.exchange_servers.iter().map(|e| e.name.as_str());
                let found = self.find((users, key), "exchange_server", name, names);
                let found = self.holding(users, key, found.into_iter().collect(), d);
                out.extend(found.into_iter().map(|id| (id, share.0)));
            }
            let sum: f64 = shares.values().map(|share| share.0).sum();
            if (sum - 1.0).abs() > 1e-9 || table.current.is_some() || table.legacy.is_some() {
                let message = format!("these shares sum to {:.4} %, not to 100 %", 100.0 * sum);
                let hint = "give either shares that sum to 100 %, or current and legacy";
                self.problem(&users.label, place.clone(), message, hint);
            }
            Mailboxes::Shares(out)
        } else {
            let migrated = defaults::USERS_MAILBOXES_MIGRATED.or(table.migrated).0;
            if !legacy.is_empty() && !current.is_empty() && table.migrated.is_none() {
                let message =
                    "`mailboxes.migrated` is missing, and there are servers of both versions";
                let hint = "write migrated = \"100 %\" if every mailbox has moved";
                self.problem(&users.label, place.clone(), message.to_owned(), hint);
            }
            if (migrated > 0.0 && current.is_empty()) || (migrated < 1.0 && legacy.is_empty()) {
                let message = "a share of the mailboxes has no server".to_owned();
                let hint = "give `current`, and `legacy` where migrated is below 100 %";
                self.problem(&users.label, place.clone(), message, hint);
                return None;
            }
            Mailboxes::Migrating { current, legacy, migrated }
        };
        Some(mailboxes)
    }

    /// Servers by name or glob for the mailboxes of an object.
    pub(super) fn mailbox_servers<T>(
        &mut self,
        object: &Object<T>,
        key: &str,
        wanted: &[String],
        d: &Deployment,
    ) -> Vec<ExchangeServerId> {
        let names = d.exchange_servers.iter().map(|e| e.name.as_str());
        let found = self.find_all((object, key), "exchange_server", wanted, names);
        self.holding(object, key, found, d)
    }

    /// These servers; a problem with each that holds no mailboxes.
    fn holding<T>(
        &mut self,
        object: &Object<T>,
        key: &str,
        found: Vec<usize>,
        d: &Deployment,
    ) -> Vec<ExchangeServerId> {
        for server in found.iter().map(|i| &d.exchange_servers[*i]).filter(|s| !s.mailbox) {
            let message = format!("`{}` holds no mailboxes", server.name);
            let hint = "give it the mailbox role";
            self.problem(&object.label, object.place_of(key), message, hint);
        }
        found.into_iter().map(Id::new).collect()
    }

    /// Where the mailboxes of an object at `site` are if nothing is said: on the newest Mailbox
    /// servers of its plan at that site; if there are none, on the newest of the plan.
    pub(super) fn assumed_mailboxes<T>(
        &mut self,
        object: &Object<T>,
        site: SiteId,
        plan: DialPlanId,
        d: &Deployment,
    ) -> Vec<ExchangeServerId> {
        let server = |id: &ExchangeServerId| &d.exchange_servers[id.index()];
        let plan = &d.dial_plans[plan.index()];
        let all = plan.servers.iter().copied().filter(|id| server(id).mailbox);
        let all: Vec<ExchangeServerId> = all.collect();
        if all.is_empty() {
            let message = format!("no server of dial plan `{}` holds mailboxes", plan.name);
            let hint = "add an [[exchange_server]] with the mailbox role";
            self.problem(&object.label, object.node.place_of("name"), message, hint);
        }
        let here = all.iter().copied().filter(|id| server(id).site == site);
        let here: Vec<ExchangeServerId> = here.collect();
        let line = object.kind() == "fax_line";
        let elsewhere = here.is_empty() && d.sites.len() > 1;
        if all.len() > 1 {
            self.assume(match (line, elsewhere) {
                (false, false) => &defaults::USERS_MAILBOXES,
                (false, true) => &defaults::USERS_MAILBOXES_ELSEWHERE,
                (true, false) => &defaults::FAX_LINE_MAILBOXES,
                (true, true) => &defaults::FAX_LINE_MAILBOXES_ELSEWHERE,
            });
        }
        let chosen = if here.is_empty() { all } else { here };
        let newest = chosen.iter().map(|id| server(id).version).max();
        chosen.into_iter().filter(|id| Some(server(id).version) == newest).collect()
    }
}

/// The servers of a group's mailboxes.
pub(super) fn homes(mailboxes: &Mailboxes) -> Vec<ExchangeServerId> {
    match mailboxes {
        Mailboxes::Migrating { current, legacy, .. } => {
            current.iter().chain(legacy).copied().collect()
        }
        Mailboxes::Shares(shares) => shares.iter().map(|(id, _)| *id).collect(),
    }
}
