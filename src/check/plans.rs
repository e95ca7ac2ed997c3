//! Dial plans: their location profiles, their security, their servers, the form of their addresses.

use super::checker::{About, Checker, UNUSED, distinct, home};
use super::reach::{Failure, Row, Why};
use super::rule::{Rule, named};
use super::topology::is_unanswered;
use crate::base::{Id, Severity};
use crate::deployment::{
    Cause, DialPlanId, Encryption, ExchangeServerId, Fit, Host, Party, PoolId, Security, UriType,
    fit,
};

const SECURITY_AT: &str = "which server refuses such a call is not documented: rules.security_checked_at = \"worker-process\" by default; which users the modes \
                           bind: rules.matrix_scope = \"all\" by default, or \"lpe\"";

pub(super) static RULES: [Rule; 11] = [
    Rule {
        name: "location-profile-missing",
        statements: &["S22", "S47"],
        severity: Severity::Error,
        title: "a dial plan has no location profile",
        why: "Each SIP URI dial plan maps to a Lync location profile, which has to be created for it. A file that describes one profile describes all.",
        effect: "Lync does not route UM calls of the plan's users: 480, 15030.",
        cure: "add a [[location_profile]] for the plan",
        switch: None,
    },
    Rule {
        name: "location-profile-not-assigned",
        statements: &["S32", "S47"],
        severity: Severity::Error,
        title: "a dial plan's location profile is not assigned to the pool of its users",
        why: "Location profiles are assigned to Lync pools before users are enabled.",
        effect: "UM calls of the users homed there end with 480, 15030.",
        cure: "add the pool to the location profile's `pools`",
        switch: None,
    },
    Rule {
        name: "location-profile-name",
        statements: &["S31"],
        severity: Severity::Error,
        title: "a location profile does not have its dial plan's name, and an old server needs it",
        why: "The name may differ from the dial plan's fully qualified name from Exchange 2010 SP1 on; older servers are found by it.",
        effect: "UM calls of the plan's users end with 480, 15030.",
        cure: "name the location profile as the dial plan's phone_context, or update the server (service_pack = 1)",
        switch: None,
    },
    Rule {
        name: "dialling-rules",
        statements: &["S24"],
        severity: Severity::Note,
        title: "a SIP URI dial plan has dialling rules of its own",
        why: "Lync routes and translates numbers, including calls that Unified Messaging places for a user, so the dial plan probably needs no rules.",
        effect: "Nothing: Lync does not use them.",
        cure: "remove dialling_rules, but keep all calls allowed on plan and policies",
        switch: None,
    },
    Rule {
        name: "plan-unsecured",
        statements: &["S25"],
        severity: Severity::Error,
        title: "a dial plan that Lync uses is unsecured",
        why: "Lync and Unified Messaging talk by mutual TLS; the SIP URI plan has to be SIP secured or secured.",
        effect: "Every UM call of the plan by Lync fails with 488, \"Incompatible security setting\".",
        cure: "set security = \"secured\", or \"sip-secured\" where the pool does not require encryption",
        switch: Some(SECURITY_AT),
    },
    Rule {
        name: "security-incompatible",
        statements: &["S26", "S28", "S56", "S57"],
        severity: Severity::Error,
        title: "a pool's encryption and a dial plan's security do not go together",
        why: "\"Required\" on a pool means SIP and media; a SIP secured plan encrypts SIP only. A pool without encryption cannot give the SRTP of secured.",
        effect: "Every UM call from that pool fails with 488, \"Incompatible security setting\"; calls that people answer do not.",
        cure: "with encryption \"required\" use security \"secured\"; with \"optional\" either secured mode; with \"none\" \"sip-secured\"",
        switch: Some(SECURITY_AT),
    },
    Rule {
        name: "phone-edition-security",
        statements: &["S28"],
        severity: Severity::Error,
        title: "Lync Phone Edition does not go with a pool's encryption and a dial plan's security",
        why: "Without encryption on the pool, Lync Phone Edition works only with a plan that is SIP secured.",
        effect: "UM calls of users with a Lync Phone Edition fail with 488; others work.",
        cure: "make the plan sip-secured, or the pool's encryption optional",
        switch: Some(SECURITY_AT),
    },
    Rule {
        name: "plan-not-secured",
        statements: &["S27"],
        severity: Severity::Note,
        title: "a dial plan is SIP secured, not secured",
        why: "Secured is recommended, so that Lync Phone Edition works with Lync's default encryption.",
        effect: "Nothing with the pool's present encryption; media of UM calls is in the clear.",
        cure: "set security = \"secured\", where the pool encrypts",
        switch: None,
    },
    Rule {
        name: "server-not-in-plan",
        statements: &["S33"],
        severity: Severity::Error,
        title: "an Exchange server is in no SIP URI dial plan",
        why: "All Client Access and Mailbox servers are added to the SIP URI plan; Lync sends calls to a server, and accepts calls from it, only if it is in the plan.",
        effect: "A Client Access server gets no first INVITE; what a Mailbox server asks of Lync (Play on Phone, transfers, message-waiting) fails with 403.",
        cure: "add the server to the plan's `servers`",
        switch: None,
    },
    Rule {
        name: "server-in-some-plans",
        statements: &["S34"],
        severity: Severity::Error,
        title: "an Exchange server is in some SIP URI dial plans, not in all",
        why: "With several SIP URI plans, all Client Access and Mailbox servers belong to all of them.",
        effect: "It gets no first INVITE for the plans it is not in, and its requests to Lync for their users fail with 403.",
        cure: "add the server to the `servers` of every SIP URI plan",
        switch: None,
    },
    Rule {
        name: "uri-type",
        statements: &["S22", "S30", "domain 2.1"],
        severity: Severity::Error,
        title: "users of Lync are in a dial plan that is not of type SIP URI",
        why: "Users of Lync are called by SIP address, and have to be linked to a SIP URI plan. From Exchange 2010 on Unified Messaging rejects an address whose \
              form is not the plan's; Exchange 2007 accepted other forms, too.",
        effect: "Their UM calls are rejected with 404, \"called URI not valid for the UM dial plan\" (event 1109).",
        cure: "put the users into a plan with uri_type = \"sip-uri\"; the type of a plan cannot be changed later",
        switch: None,
    },
];

impl Checker<'_> {
    pub(super) fn plans(&mut self) {
        let homes = self.d.homes();
        for (pool, plan) in &homes {
            self.location_profile(*pool, *plan);
            self.security(*pool, *plan);
        }
        for (i, plan) in self.d.dial_plans.iter().enumerate() {
            if plan.uri_type == UriType::SipUri && !plan.dialling_rules.is_empty() {
                let about = self.about(self.scenario.tables.dial_plan.get(i), "dialling_rules");
                self.find(
                    named(&RULES, "dialling-rules"),
                    about,
                    "Lync routes and translates the numbers of this plan",
                    "no call fails by it: Lync does not use them",
                );
            }
        }
        self.members(distinct(homes.iter().map(|h| h.1)));
        self.addresses();
    }

    fn location_profile(&mut self, pool: PoolId, plan: DialPlanId) {
        let d = self.d;
        let i = &d.integration;
        // What is wrong with permission is another rule's.
        if !i.described.location_profiles
            || d.reads_plan(pool, plan) != Err(Cause::NoLocationProfile)
        {
            return;
        }
        let tables = &self.scenario.tables;
        let (pool_name, name) = (&d.pools[pool.index()].name, &d.dial_plans[plan.index()].name);
        let here = |row: &Row| home(d, row) == (Some(pool), Some(plan));
        let by =
            |row: &Row, f: &Failure| f.why == Why::Wrong(Cause::NoLocationProfile) && here(row);
        let of_plan: Vec<usize> = (0..i.location_profiles.len())
            .filter(|p| i.location_profiles[*p].dial_plan == plan)
            .collect();
        let assigned = of_plan.iter().find(|p| i.location_profiles[**p].pools.contains(&pool));
        match (of_plan.first(), assigned) {
            (None, _) => {
                let message = format!("dial plan `{name}` has no location profile");
                let about = self.about(tables.dial_plan.get(plan.index()), "name");
                if !self.has_found_at("location-profile-missing", &about) {
                    let rule = named(&RULES, "location-profile-missing");
                    let of_plan = |row: &Row, f: &Failure| {
                        f.why == Why::Wrong(Cause::NoLocationProfile)
                            && home(d, row).1 == Some(plan)
                    };
                    self.find_failing(rule, about, message, of_plan, UNUSED);
                }
            }
            (Some(first), None) => {
                let message = format!(
                    "it is not assigned to pool `{pool_name}`, where users of dial plan `{name}` are"
                );
                let about = self.about(tables.location_profile.get(*first), "pools");
                let rule = named(&RULES, "location-profile-not-assigned");
                self.find_failing(rule, about, message, by, UNUSED);
            }
            (_, Some(at)) => {
                let context = &d.dial_plans[plan.index()].phone_context;
                let message = format!(
                    "its name is not the plan's phone_context `{context}`, by which the plan's servers before Exchange 2010 SP1 are found"
                );
                let about = self.about(tables.location_profile.get(*at), "name");
                self.find_failing(
                    named(&RULES, "location-profile-name"),
                    about,
                    message,
                    by,
                    UNUSED,
                );
            }
        }
    }

    fn security(&mut self, pool: PoolId, plan: DialPlanId) {
        let d = self.d;
        let (says, is) = (&d.pools[pool.index()], &d.dial_plans[plan.index()]);
        if is.uri_type != UriType::SipUri {
            return; // The type is what is wrong.
        }
        let tables = &self.scenario.tables;
        let about = self.about(tables.dial_plan.get(plan.index()), "security");
        let of = |pool: Option<PoolId>| {
            move |row: &Row, f: &Failure| {
                let (there, of_plan) = home(d, row);
                f.why == Why::Wrong(Cause::SecurityMismatch)
                    && of_plan == Some(plan)
                    && pool.is_none_or(|pool| there == Some(pool))
            }
        };
        let (encryption, security) = (says.encryption.name(), is.security.name());
        let both =
            format!("it is {security}, and pool `{}` has encryption = \"{encryption}\"", says.name);
        match fit(says.encryption, is.security) {
            Fit::Fits if is.security == Security::SipSecured => {
                let message = format!("it is {security}, and secured is recommended");
                let media = if says.encryption == Encryption::None {
                    "no call fails by it: the pool does not encrypt"
                } else {
                    "no call fails by it, but their media is in the clear"
                };
                if !self.has_found_at("plan-not-secured", &about) {
                    self.find(named(&RULES, "plan-not-secured"), about, message, media);
                }
            }
            Fit::Fits => {}
            _ if is.security == Security::Unsecured => {
                if !self.has_found_at("plan-unsecured", &about) {
                    let message =
                        "Lync and Unified Messaging talk by mutual TLS, and this plan is unsecured";
                    self.find_failing(
                        named(&RULES, "plan-unsecured"),
                        about,
                        message,
                        of(None),
                        UNUSED,
                    );
                }
            }
            Fit::PhoneEditionDoesNot if d.trust.rules.phone_edition_only => {
                self.phone_edition(about, both, (pool, plan));
            }
            _ => {
                let rule = named(&RULES, "security-incompatible");
                self.find_failing(rule, about, both, of(Some(pool)), UNUSED);
            }
        }
    }

    /// Users of a pool and plan who have a Lync Phone Edition, which cannot encrypt as both ask for.
    fn phone_edition(&mut self, about: About, both: String, (pool, plan): (PoolId, DialPlanId)) {
        let d = self.d;
        let rule = named(&RULES, "phone-edition-security");
        let by = |row: &Row, f: &Failure| {
            f.why == Why::Wrong(Cause::SecurityMismatch) && home(d, row) == (Some(pool), Some(plan))
        };
        match self.lost(by) {
            Some(effect) => self.find(rule, about, both, effect),
            None => {
                let effect = "no call fails by it: nobody here has a Lync Phone Edition";
                self.find_as(rule, Severity::Note, about, both, effect);
            }
        }
    }

    /// All servers in all plans of type SIP URI that Lync uses.
    fn members(&mut self, used: Vec<DialPlanId>) {
        let d = self.d;
        let plans: Vec<DialPlanId> = d.sip_uri_plans().filter(|p| used.contains(p)).collect();
        for (i, server) in d.exchange_servers.iter().enumerate() {
            if plans.is_empty() || !(server.call_router || server.um_service) {
                continue;
            }
            let id: ExchangeServerId = Id::new(i);
            let lacks = |plan: &&DialPlanId| !d.dial_plans[plan.index()].servers.contains(&id);
            let lacking: Vec<&DialPlanId> = plans.iter().filter(lacks).collect();
            let Some(first) = lacking.first() else { continue };
            let name = &server.name;
            let plan = &d.dial_plans[first.index()].name;
            let entry = server
                .takes_first_invites()
                .then(|| format!("Lync sends `{name}` no first INVITE"));
            let lacking: Vec<DialPlanId> = lacking.into_iter().copied().collect();
            let by = |row: &Row, f: &Failure| {
                let from = |c: &(Host, Host)| c.0 == Host::Exchange(id);
                let asks =
                    f.why == Why::Wrong(Cause::ServerNotTrusted) && f.connections.iter().any(from);
                let of_plan = home(d, row).1.is_some_and(|plan| lacking.contains(&plan));
                of_plan && (asks || is_unanswered(f.why))
            };
            let lost = self.lost(by);
            let contacts = server
                .um_service
                .then(|| format!("callers without a known mailbox are never sent to `{name}`"));
            // A server whose absence fails no call is not missed: others take its calls.
            let severity = if lost.is_some() { Severity::Error } else { Severity::Warning };
            let none = lost.is_none().then(|| UNUSED.to_owned());
            let effect = [entry, lost, none, contacts].into_iter().flatten();
            let effect = effect.collect::<Vec<_>>().join("; ");
            let about = self.about(self.scenario.tables.exchange_server.get(i), "name");
            if lacking.len() == plans.len() {
                let message = format!("`{name}` is in no dial plan of type SIP URI");
                self.find_as(named(&RULES, "server-not-in-plan"), severity, about, message, effect);
            } else {
                let message = format!("`{name}` is not in dial plan `{plan}`, and is in another");
                let rule = named(&RULES, "server-in-some-plans");
                self.find_as(rule, severity, about, message, effect);
            }
        }
    }

    /// The form of addresses.
    fn addresses(&mut self) {
        let d = self.d;
        for (i, users) in d.users.iter().enumerate() {
            let Some(plan) = users.dial_plan else { continue };
            if d.fits_uri_type(users).is_ok() {
                continue;
            }
            let is = &d.dial_plans[plan.index()];
            let message = format!(
                "they are users of Lync, and dial plan `{}` is of type {}",
                is.name,
                is.uri_type.name()
            );
            let about = self.about(self.scenario.tables.users.get(i), "dial_plan");
            let rule = named(&RULES, "uri-type");
            let party = Party::Users(Id::new(i));
            let by = |row: &Row, f: &Failure| {
                f.why == Why::Wrong(Cause::UriTypeMismatch) && row.party == party
            };
            let otherwise = "no call fails by it while all servers of the plan are Exchange 2007";
            self.find_failing(rule, about, message, by, otherwise);
        }
    }
}
