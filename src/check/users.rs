//! Users: how they are enabled, what they may dial, and what works as designed but is missed.

use super::checker::{Checker, UNUSED};
use super::reach::{CallKind, Failure, Row, Why};
use super::rule::{Rule, named};
use super::words::percent;
use crate::base::{Id, Severity};
use crate::deployment::{Cause, Class, NoticeLoss, Party, ServedMailboxes, Traffic, Users};

pub(super) static RULES: [Rule; 11] = [
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
        cure: "define the numbers as analogue devices (route = \"analogue-device\"), or route them past Lync (route = \"direct\") with a plan of extensions and \
               a mailbox policy whose fax_server names a fax partner",
        switch: None,
    },
    Rule {
        name: "fax-without-partner",
        statements: &["domain 2.7"],
        severity: Severity::Error,
        title: "faxes come for mailboxes that Unified Messaging has no fax partner for",
        why: "Unified Messaging receives no fax itself: it refers the call to a fax partner server, if dial plan, mailbox policy and mailbox allow faxes and \
              the policy names the partner.",
        effect: "No fax is delivered; each holds a channel and a UM call until it fails.",
        cure: "give the users or the fax line a mailbox policy whose fax_server names a fax partner, and leave fax on at plan, policy and mailbox",
        switch: None,
    },
    Rule {
        name: "legacy-missed-calls",
        statements: &["S51", "S52"],
        severity: Severity::Note,
        title: "missed-call notifications of mailboxes on Exchange 2007 or 2010 are lost",
        why: "Lync sends the notice to the newest servers, which cannot pass it on to older ones. OCS 2007 R2 sends it to servers of any version, and each makes \
              notifications for mailboxes of its own version only.",
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
        for (i, users) in d.users.iter().enumerate() {
            self.enabled(i, users);
            self.routes(i, users);
            self.plays(i, users);
            self.legacy(i, users);
        }
        self.prompts();
        self.names();
        self.faxes();
    }

    fn enabled(&mut self, i: usize, users: &Users) {
        let (lync, voice_mail) = (users.pool.is_some(), users.dial_plan.is_some());
        type Picks = fn(&Row, &Failure) -> bool;
        let number: Picks = |_, f| f.why == Why::Wrong(Cause::NumberUnknown);
        let dials: Picks = |row, f| {
            let out = row.kind == CallKind::Outbound && f.why == Why::Wrong(Cause::NotAllowed);
            out || f.why == Why::Wrong(Cause::NumberUnknown)
        };
        let cases: [(&str, &str, f64, bool, &str, Picks); 4] = [
            (
                "sip-address-differs",
                "sip_address_matches",
                users.sip_address_matches,
                lync && voice_mail,
                "have another SIP address in Unified Messaging than in Lync",
                |_, f| f.why == Why::OtherAddress,
            ),
            (
                "not-um-enabled",
                "um_enabled",
                users.um_enabled,
                voice_mail,
                "are not enabled for Unified Messaging",
                |_, f| f.why == Why::Wrong(Cause::NotUmEnabled),
            ),
            (
                "enterprise-voice-missing",
                "enterprise_voice",
                users.enterprise_voice,
                true,
                "are not enabled for Enterprise Voice",
                dials,
            ),
            ("tel-uri-missing", "tel_uri", users.tel_uri, lync, "have no TEL URI", number),
        ];
        let party = Party::Users(Id::new(i));
        for (rule, key, share, concerns, what, picks) in cases {
            if concerns && share < 1.0 {
                let message = format!("{} of them {what}", percent(1.0 - share));
                let about = self.about(self.scenario.tables.users.get(i), key);
                self.find_failing_of(party, (named(&RULES, rule), about), message, picks, UNUSED);
            }
        }
    }

    /// Routes of outbound calls.
    fn routes(&mut self, i: usize, users: &Users) {
        let d = self.d;
        let party = Party::Users(Id::new(i));
        let policies = &self.scenario.tables.voice_policy;
        let about = match users.voice_policy {
            Some(id) => self.about(policies.get(id.index()), "usages"),
            None => self.about(self.scenario.tables.users.get(i), "name"),
        };
        let rule = named(&RULES, "no-route");
        let of_row = self.lost_of(party, |_, f| f.why == Why::Wrong(Cause::NoRoute));
        let dials = |t: &&Traffic| {
            let outside = t.class == Class::PlayOnPhone && t.to_telephone_network > 0.0;
            t.party == party && (t.class == Class::Outbound || outside)
        };
        let none = |t: &&Traffic| {
            !t.gateways.is_empty() && !t.gateways.iter().any(|g| d.has_route(users, *g))
        };
        let source = d.traffic.iter().filter(dials).find(none);
        let of_source = source.map(|source| {
            format!(
                "calls of `{}` to the telephone network end with 404, 12004 \"No route found\"",
                source.name
            )
        });
        let message = match source {
            Some(source) => format!("it has no usage of a route to a gateway of `{}`", source.name),
            None => "it has no usage of a route to a gateway".to_owned(),
        };
        let effect: Vec<String> = of_row.into_iter().chain(of_source).collect();
        if !effect.is_empty() {
            self.find(rule, about, message, effect.join("; "));
        }
    }

    /// The right to Play on Phone.
    fn plays(&mut self, i: usize, users: &Users) {
        let Some(policy) = users.policy else { return };
        let party = Party::Users(Id::new(i));
        let by = |row: &Row, f: &Failure| {
            let forbidden = f.why == Why::Wrong(Cause::NotAllowed);
            forbidden && row.kind == CallKind::PlayOnPhone
        };
        if let Some(effect) = self.lost_of(party, by) {
            let about = self
                .about(self.scenario.tables.mailbox_policy.get(policy.index()), "play_on_phone");
            let rule = named(&RULES, "play-on-phone-forbidden");
            self.find(rule, about, "it forbids Play on Phone", effect);
        }
    }

    /// Notifications of missed calls that are lost by the versions of servers and mailboxes.
    fn legacy(&mut self, i: usize, users: &Users) {
        let d = self.d;
        let party = Party::Users(Id::new(i));
        let about = self.about(self.scenario.tables.users.get(i), "mailboxes");
        let older = |plan| {
            let of_old = |s: &&ServedMailboxes| d.version(s.home).is_legacy();
            let share: f64 = d.served(users, plan).iter().filter(of_old).map(|s| s.share).sum();
            format!("{} of their mailboxes are on Exchange 2007 or 2010", percent(share))
        };
        for loss in [NoticeLoss::LegacyMailbox, NoticeLoss::OtherVersion, NoticeLoss::Switch] {
            let by = |_: &Row, f: &Failure| f.why == Why::Notice(loss);
            let lost = self.lost_of(party, by);
            let (Some(lost), Some(plan)) = (lost, users.dial_plan) else { continue };
            let message = match loss {
                NoticeLoss::LegacyMailbox => older(plan),
                NoticeLoss::OtherVersion => "the notice goes to servers of another version, too".to_owned(),
                NoticeLoss::Switch => {
                    "their plan has only servers of Exchange 2007 or 2010, and makes no notifications of this kind".to_owned()
                }
            };
            let effect =
                format!("{lost} where the caller hangs up before Unified Messaging answers");
            self.find(named(&RULES, "legacy-missed-calls"), about.clone(), message, effect);
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
            let about = self.about(self.scenario.tables.traffic.get(i), "to");
            let of = |why: Why| move |_: &Row, f: &Failure| f.why == why;
            if let Some(effect) = self.lost_of(source.party, of(Why::NoFaxByLync)) {
                let effect = format!("{effect}; each holds what it took until it fails");
                let message = "these faxes pass a Mediation Server, which supports none";
                self.find(named(&RULES, "fax-on-sip-uri"), about.clone(), message, effect);
            }
            if let Some(effect) = self.lost_of(source.party, of(Why::NoFaxPartner)) {
                let effect = format!("{effect}; each holds what it took until it fails");
                let message = "their dial plan, mailbox policy or mailbox allows no fax, or the policy names no fax partner";
                self.find(named(&RULES, "fax-without-partner"), about, message, effect);
            }
        }
    }
}
