//! Users: how they are enabled, what they may dial, and what works as designed but is missed.

use super::checker::{Checker, percent};
use super::rule::{Rule, named};
use crate::base::{Id, Severity};
use crate::deployment::{Class, FaxRoute, Mailboxes, Party, UriType, Users};

pub(super) static RULES: [Rule; 10] = [
    Rule {
        name: "sip-address-differs",
        statements: &["S30"],
        severity: Severity::Error,
        title: "users have another SIP address in Unified Messaging than in Lync",
        why: "A user gets a SIP address when enabled for voice mail; normally it is the one of Enterprise Voice, and it has to be valid.",
        effect: "Their UM calls are rejected with 404, \"user not UM-enabled\".",
        cure: "give them the SIP address that they have in Lync",
        switch: None,
    },
    Rule {
        name: "not-um-enabled",
        statements: &["S45"],
        severity: Severity::Error,
        title: "users with a mailbox are not enabled for Unified Messaging",
        why: "Users are enabled for both Unified Messaging and Enterprise Voice.",
        effect: "Calls that are diverted from them end with 404, and they get no missed-call notification.",
        cure: "enable them (um_enabled), or remove their dial plan",
        switch: None,
    },
    Rule {
        name: "enterprise-voice-missing",
        statements: &["S45"],
        severity: Severity::Error,
        title: "users are not enabled for Enterprise Voice",
        why: "Users are enabled for Enterprise Voice, and then have a TEL URI and a SIP address.",
        effect: "Calls to them by telephone end with 404, 4005, and their outbound calls are not allowed.",
        cure: "enable them for Enterprise Voice",
        switch: None,
    },
    Rule {
        name: "tel-uri-missing",
        statements: &["S45"],
        severity: Severity::Error,
        title: "users have no TEL URI",
        why: "The Front End finds the callee of a call by telephone by reverse lookup of the TEL URI.",
        effect: "Calls to them by telephone end with 404, 4005.",
        cure: "give them a TEL URI",
        switch: None,
    },
    Rule {
        name: "no-route",
        statements: &["S46"],
        severity: Severity::Error,
        title: "no route of the users' voice policy leads to a gateway",
        why: "Phone usages, voice policies and outbound routes have to be defined: a call takes a route that shares a usage with the user's policy.",
        effect: "Outbound calls, and Play on Phone calls to the telephone network, end with 404, 12004 \"No route found\".",
        cure: "give the voice policy a usage of a route that leads to the gateway",
        switch: None,
    },
    Rule {
        name: "play-on-phone-forbidden",
        statements: &["domain 2.9"],
        severity: Severity::Note,
        title: "a mailbox policy forbids Play on Phone",
        why: "Mailbox policies allow it unless it is switched off.",
        effect: "Play on Phone calls of its users are not placed.",
        cure: "set play_on_phone = true, if it is wanted",
        switch: None,
    },
    Rule {
        name: "sip-line-missing",
        statements: &["S53", "S54"],
        severity: Severity::Warning,
        title: "the directory lacks msRTC-SIPLine, and callers come from another dial plan",
        why: "Installing Lync adds the attribute. Without it, names of callers from other dial plans are not found, unless UM proxy addresses are configured.",
        effect: "Messages and notifications of such calls have the caller's number only; routing is not affected.",
        cure: "extend the directory's schema (lync_schema), or configure UM proxy addresses (proxy_addresses)",
        switch: Some(
            "how often a name is found all the same is not documented: directory.resolved_without, 0 % by default",
        ),
    },
    Rule {
        name: "fax-on-sip-uri",
        statements: &["S49", "S50"],
        severity: Severity::Note,
        title: "faxes come for users of a SIP URI dial plan",
        why: "Calls of a SIP URI plan pass a Mediation Server, which does not support fax. It works as designed.",
        effect: "No fax is delivered; each holds a channel, a Mediation slot and a UM call until it fails.",
        cure: "define the numbers as analogue devices, or route them past Lync with a plan of extensions (route = \"analogue-device\" or \"direct\")",
        switch: None,
    },
    Rule {
        name: "legacy-missed-calls",
        statements: &["S51", "S52"],
        severity: Severity::Note,
        title: "mailboxes are still on Exchange 2007 or 2010, and newer servers are in the plan",
        why: "Missed-call notifications are not available to them: Lync sends the notice to the newest servers, which cannot pass it on.",
        effect: "Notifications of callers who hang up before Unified Messaging answers are lost.",
        cure: "move the mailboxes; `busyhour sweep` over the migrated share tells how many notifications each step saves",
        switch: Some(
            "whether notifications of a hang-up in the greeting are lost as well: dial_plan.legacy_notifications, \"path-b\" by default",
        ),
    },
    Rule {
        name: "callers-prompted-twice",
        statements: &["domain 2.3"],
        severity: Severity::Note,
        title: "callers of Outlook Voice Access log on at a newer server and again at an older one",
        why: "A caller whose number names a mailbox is redirected to its server before the answer. Any other caller is sent to a server of the plan's newest \
              version, is prompted there, and moved by REFER; a server of an older version prompts again.",
        effect: "Such a caller logs on twice, and holds a channel, a Mediation slot and a UM call longer.",
        cure: "move the mailboxes, or have Unified Messaging find more callers by their numbers (resolved)",
        switch: Some(
            "documented for Exchange 2010 with 2007, assumed for 2013 with either; access_number.resolved is the share of callers found by their number",
        ),
    },
];

impl Checker<'_> {
    pub(super) fn users(&mut self) {
        let d = self.d;
        for i in 0..d.users.len() {
            let users = &d.users[i];
            if users.pool.is_some() {
                self.enabled(i, users);
                self.may_dial(i, users);
                self.legacy(i, users);
            }
        }
        self.prompts();
        self.names();
        self.faxes();
    }

    fn enabled(&mut self, i: usize, users: &Users) {
        let table = self.scenario.tables.users.get(i);
        let name = &users.name;
        let voice_mail = users.dial_plan.is_some();
        let cases = [
            (
                "sip-address-differs",
                "sip_address_matches",
                users.sip_address_matches,
                voice_mail,
                "have another SIP address in Unified Messaging than in Lync",
                format!(
                    "UM calls of these users of `{name}` are rejected with 404, \"user not UM-enabled\""
                ),
            ),
            (
                "not-um-enabled",
                "um_enabled",
                users.um_enabled,
                voice_mail,
                "are not enabled for Unified Messaging",
                format!(
                    "calls diverted from these users of `{name}` end with 404, and they get no missed-call notification"
                ),
            ),
            (
                "enterprise-voice-missing",
                "enterprise_voice",
                users.enterprise_voice,
                true,
                "are not enabled for Enterprise Voice",
                format!(
                    "calls by telephone to these users of `{name}` end with 404, 4005, and their outbound calls with 403"
                ),
            ),
            (
                "tel-uri-missing",
                "tel_uri",
                users.tel_uri,
                true,
                "have no TEL URI",
                format!("calls by telephone to these users of `{name}` end with 404, 4005"),
            ),
        ];
        for (rule, key, share, concerns, what, effect) in cases {
            if concerns && share < 1.0 {
                let message = format!("{} of them {what}", percent(1.0 - share));
                self.find(named(&RULES, rule), self.about(table, key), message, effect);
            }
        }
    }

    /// Routes of outbound calls, and the right to Play on Phone.
    fn may_dial(&mut self, i: usize, users: &Users) {
        let d = self.d;
        let of = |class: Class| {
            d.traffic
                .iter()
                .filter(move |t| t.class == class && t.party == Party::Users(Id::new(i)))
        };
        let outside = of(Class::PlayOnPhone).filter(|t| t.to_telephone_network > 0.0);
        let mut dial = of(Class::Outbound).chain(outside);
        let none = |t: &&crate::deployment::Traffic| {
            !t.gateways.is_empty() && !t.gateways.iter().any(|g| d.has_route(users, *g))
        };
        if let Some(source) = dial.find(none) {
            let policies = &self.scenario.tables.voice_policy;
            let about = match users.voice_policy {
                Some(id) => self.about(policies.get(id.index()), "usages"),
                None => self.about(self.scenario.tables.users.get(i), "name"),
            };
            let message = format!("it has no usage of a route to a gateway of `{}`", source.name);
            let effect = format!(
                "calls of `{}` to the telephone network end with 404, 12004 \"No route found\"",
                users.name
            );
            self.find(named(&RULES, "no-route"), about, message, effect);
        }
        let forbids = users.policy.filter(|id| !d.mailbox_policies[id.index()].play_on_phone);
        if let (Some(policy), Some(_)) = (forbids, of(Class::PlayOnPhone).next()) {
            let about = self
                .about(self.scenario.tables.mailbox_policy.get(policy.index()), "play_on_phone");
            let effect = format!("Play on Phone calls of `{}` are not placed", users.name);
            self.find(
                named(&RULES, "play-on-phone-forbidden"),
                about,
                "it forbids Play on Phone",
                effect,
            );
        }
    }

    fn legacy(&mut self, i: usize, users: &Users) {
        let d = self.d;
        let Some(plan) = users.dial_plan.map(|id| &d.dial_plans[id.index()]) else { return };
        let legacy = |id: &crate::deployment::ExchangeServerId| {
            d.exchange_servers[id.index()].version.is_legacy()
        };
        let newer =
            plan.servers.iter().any(|id| !legacy(id) && d.exchange_servers[id.index()].call_router);
        let share = match &users.mailboxes {
            Some(Mailboxes::Migrating { legacy: old, migrated, .. }) if old.iter().any(legacy) => {
                1.0 - migrated
            }
            Some(Mailboxes::Migrating { current, .. }) if current.iter().all(legacy) => 1.0,
            Some(Mailboxes::Shares(shares)) => {
                shares.iter().filter(|(id, _)| legacy(id)).map(|(_, share)| share).sum()
            }
            _ => 0.0,
        };
        let notified = users.missed_call_notifications
            && users
                .policy
                .is_none_or(|id| d.mailbox_policies[id.index()].missed_call_notifications);
        if newer && notified && share > 0.0 && plan.uri_type == UriType::SipUri {
            let message =
                format!("{} of their mailboxes are on Exchange 2007 or 2010", percent(share));
            let effect = format!(
                "missed-call notifications of these users of `{}` are lost where the caller hangs up before Unified Messaging answers",
                users.name
            );
            let about = self.about(self.scenario.tables.users.get(i), "mailboxes");
            self.find(named(&RULES, "legacy-missed-calls"), about, message, effect);
        }
    }

    /// Callers who log on at one server and again at an older one.
    fn prompts(&mut self) {
        let d = self.d;
        for (i, number) in d.access_numbers.iter().enumerate() {
            let share = d.prompted_twice(number);
            if share > 0.0 {
                let about = self.about(self.scenario.tables.access_number.get(i), "name");
                let message = "mailboxes that its callers hear are on an older version than the servers that answer";
                let effect = format!("{} of its callers log on twice", percent(share));
                self.find(named(&RULES, "callers-prompted-twice"), about, message, effect);
            }
        }
    }

    /// Callers whose names are not found.
    fn names(&mut self) {
        let d = self.d;
        let Some(source) = d.traffic.iter().find(|t| d.named_callers(t) < 1.0) else { return };
        let about = match &self.scenario.tables.directory {
            Some(table) => self.about(Some(table), "lync_schema"),
            None => ("directory".to_owned(), None),
        };
        let message = "there is neither the attribute msRTC-SIPLine nor UM proxy addresses";
        let effect = format!(
            "messages and notifications of `{}` have the caller's number only",
            source.name
        );
        self.find(named(&RULES, "sip-line-missing"), about, message, effect);
    }

    fn faxes(&mut self) {
        let d = self.d;
        for (i, source) in d.traffic.iter().enumerate().filter(|(_, t)| t.class == Class::Fax) {
            let by_lync = match source.party {
                Party::Users(id) => d.users[id.index()].pool.is_some(),
                Party::FaxLine(id) => {
                    matches!(&d.fax_lines[id.index()].route, FaxRoute::UnifiedMessaging { .. })
                        && d.fax_lines[id.index()].pool.is_some()
                }
                _ => false,
            };
            if by_lync {
                let about = self.about(self.scenario.tables.traffic.get(i), "to");
                let effect = format!(
                    "no fax of `{}` is delivered; each holds what it took until it fails",
                    source.name
                );
                self.find(
                    named(&RULES, "fax-on-sip-uri"),
                    about,
                    "these faxes pass a Mediation Server, which supports none",
                    effect,
                );
            }
        }
    }
}
