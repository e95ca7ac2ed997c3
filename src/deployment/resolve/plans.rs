//! Dial plans and mailbox policies.

use super::Resolver;
use super::resolver::quoted;
use super::users::homes;
use crate::base::{Id, Span};
use crate::deployment::{
    Deployment, DialPlan, DialPlanId, ExchangeServer, ExchangeServerId, FaxPartner, FaxPartnerId,
    LegacyNotifications, MailboxPolicy, OlderServer, Product, Security, UriType,
};
use crate::scenario::defaults::{self, DefaultValue};
use crate::scenario::{
    CountOrNames, DialPlanTable, LegacyText, MailboxPolicyTable, Object, OlderServerText,
    SecurityText, Time, UriTypeText,
};

/// What users without voice mail write as their dial plan.
const NO_PLAN: &str = "none";

impl Resolver<'_> {
    pub(super) fn dial_plans(&mut self, servers: &[ExchangeServer]) -> Vec<DialPlan> {
        let tables = &self.scenario.tables;
        self.unique(&tables.dial_plan, |p| &p.name);
        let mut out = Vec::new();
        for plan in &tables.dial_plan {
            let says = &plan.says;
            if says.name == NO_PLAN {
                let message = "a dial plan cannot have the name `none`".to_owned();
                let hint = "choose another: users without voice mail write dial_plan = \"none\"";
                self.problem(&plan.label, plan.place_of("name"), message, hint);
            }
            let uri_type = match says.uri_type {
                Some(UriTypeText::SipUri) => UriType::SipUri,
                Some(UriTypeText::TelephoneExtension) => UriType::TelephoneExtension,
                Some(UriTypeText::E164) => UriType::E164,
                None if tables.pool.is_empty() => UriType::TelephoneExtension,
                None => UriType::SipUri,
            };
            let logon_failures = defaults::DIAL_PLAN_LOGON_FAILURES.or(says.logon_failures);
            self.range(plan, "logon_failures", logon_failures, 1, 100);
            let (max_call_duration, max_recording) = self.limits(plan);
            out.push(DialPlan {
                name: says.name.clone(),
                servers: self.members(plan, uri_type, servers),
                security: match says.security {
                    Some(SecurityText::Unsecured) => Security::Unsecured,
                    Some(SecurityText::SipSecured) => Security::SipSecured,
                    None if uri_type != UriType::SipUri => Security::Unsecured,
                    _ => Security::Secured,
                },
                phone_context: says.phone_context.clone().unwrap_or_else(|| says.name.clone()),
                dialling_rules: says.dialling_rules.clone().unwrap_or_default(),
                uri_type,
                retry_after_redirect: defaults::DIAL_PLAN_RETRY_AFTER_REDIRECT
                    .or(says.retry_after_redirect),
                legacy_notifications: match defaults::DIAL_PLAN_LEGACY_NOTIFICATIONS
                    .or(says.legacy_notifications)
                {
                    LegacyText::None => LegacyNotifications::None,
                    LegacyText::PathB => LegacyNotifications::PathB,
                },
                legacy_only_plan_notifies: defaults::DIAL_PLAN_LEGACY_ONLY_PLAN_NOTIFIES
                    .or(says.legacy_only_plan_notifies),
                older_server: match defaults::DIAL_PLAN_OLDER_SERVER.or(says.older_server) {
                    OlderServerText::Redirects => OlderServer::Redirects,
                    OlderServerText::Refuses => OlderServer::Refuses,
                },
                fax: defaults::DIAL_PLAN_FAX.or(says.fax),
                max_call_duration,
                max_recording,
                logon_failures,
            });
        }
        out
    }

    /// Servers of a plan: of type SIP URI those that were added, else every one (domain §2.10).
    fn members(
        &mut self,
        plan: &Object<DialPlanTable>,
        uri_type: UriType,
        servers: &[ExchangeServer],
    ) -> Vec<ExchangeServerId> {
        if uri_type != UriType::SipUri {
            for key in ["servers", "except"].into_iter().filter(|key| plan.gives(key)) {
                let message =
                    format!("servers cannot be added to a plan of type {}", uri_type.name());
                let hint = "remove it: every server answers for such a plan";
                self.problem(&plan.label, plan.place_of(key), message, hint);
            }
            let key = "legacy_only_plan_notifies";
            if plan.gives(key) {
                let message =
                    "without Lync there is no notification of a call that ends while ringing";
                self.problem(&plan.label, plan.place_of(key), message.to_owned(), "remove it");
            }
            return (0..servers.len()).map(Id::new).collect();
        }
        let names = || servers.iter().map(|s| s.name.as_str());
        let mut members: Vec<usize> = match &plan.says.servers {
            Some(CountOrNames::Names(wanted)) if wanted[..] != ["all"] => {
                let about = (plan, "servers");
                self.find_all(about, "exchange_server", wanted, names())
            }
            Some(CountOrNames::Count(_)) => {
                let message = "names of servers are expected".to_owned();
                let hint = "write servers = \"all\", or a list";
                self.problem(&plan.label, plan.place_of("servers"), message, hint);
                Vec::new()
            }
            _ => (0..servers.len()).collect(),
        };
        if let Some(except) = &plan.says.except {
            let about = (plan, "except");
            let out = self.find_all(about, "exchange_server", except, names());
            members.retain(|i| !out.contains(i));
        }
        members.into_iter().map(Id::new).collect()
    }

    /// Longest call and longest recording.
    fn limits(&mut self, plan: &Object<DialPlanTable>) -> (Span, Span) {
        let says = &plan.says;
        let (call, recording) =
            (&defaults::DIAL_PLAN_MAX_CALL_DURATION, &defaults::DIAL_PLAN_MAX_RECORDING);
        let call = self.minutes(plan, call, says.max_call_duration, 10..=120);
        let recording = self.minutes(plan, recording, says.max_recording, 1..=100);
        if recording >= call {
            let message = "the longest recording is not below the longest call".to_owned();
            let key =
                if plan.gives("max_recording") { "max_recording" } else { "max_call_duration" };
            let hint = "by default they are 20 min and 30 min; say both";
            self.problem(&plan.label, plan.place_of(key), message, hint);
        }
        (call, recording)
    }

    /// A time with a default and a range in minutes.
    fn minutes(
        &mut self,
        plan: &Object<DialPlanTable>,
        default: &DefaultValue,
        given: Option<Time>,
        range: std::ops::RangeInclusive<u32>,
    ) -> Span {
        let (key, seconds) = (default.key_in_table(), default.or(given).0);
        let (low, high) = (*range.start(), *range.end());
        if !(60.0 * f64::from(low)..=60.0 * f64::from(high)).contains(&seconds) {
            let message = format!("`{key}` must be between {low} min and {high} min");
            self.problem(&plan.label, plan.place_of(key), message, "");
        }
        Span::from_seconds(seconds).unwrap_or_default()
    }

    /// The plan an object names, or the only one of its kind: of type SIP URI for what Lync
    /// serves, of another type for the rest. If none is named, and not exactly one fits, the file is asked to name
    /// one. `what` says whose plan it is.
    pub(super) fn plan_of<T>(
        &mut self,
        object: &Object<T>,
        name: Option<&String>,
        sip_uri: bool,
        what: &str,
        plans: &[DialPlan],
    ) -> Option<DialPlanId> {
        let fits = |plan: &DialPlan| (plan.uri_type == UriType::SipUri) == sip_uri;
        let Some(name) = name else {
            let fitting: Vec<usize> = (0..plans.len()).filter(|i| fits(&plans[*i])).collect();
            if let [only] = fitting[..] {
                return Some(Id::new(only));
            }
            let names = fitting.iter().map(|i| plans[*i].name.as_str());
            self.ask_for_plan(object, sip_uri, what, names);
            return None;
        };
        if object.kind() == "users" && name == NO_PLAN {
            return None;
        }
        let about = (object, "dial_plan");
        let names = plans.iter().map(|p| p.name.as_str());
        let found = self.find(about, "dial_plan", name, names)?;
        // Users of Lync on a plan of another type are called all the same, and fail (domain §2.1).
        if !(fits(&plans[found]) || sip_uri && object.kind() == "users") {
            let message = format!("`{name}` is of type {}", plans[found].uri_type.name());
            let hint = if sip_uri {
                format!("{what} need a plan of type sip-uri")
            } else {
                format!("{what} need a plan of type telephone-extension or e164")
            };
            self.problem(&object.label, object.place_of("dial_plan"), message, &hint);
        }
        Some(Id::new(found))
    }

    /// Asks for the plan of an object that names none, although several fit, or none does.
    fn ask_for_plan<'n, T>(
        &mut self,
        object: &Object<T>,
        sip_uri: bool,
        what: &str,
        fitting: impl Iterator<Item = &'n str>,
    ) {
        let fitting: Vec<&str> = fitting.collect();
        let message = match fitting[..] {
            [] => "`dial_plan` is missing, and there is no dial plan that fits".to_owned(),
            _ => format!("`dial_plan` is missing, and several fit: {}", quoted(&fitting)),
        };
        let types = if sip_uri { "sip-uri" } else { "telephone-extension or e164" };
        let mut hint = match fitting[..] {
            [] => format!("{what} need one of type {types}"),
            _ => "name one".to_owned(),
        };
        if object.kind() == "users" {
            hint += "; or write dial_plan = \"none\" if they have no voice mail";
        }
        self.problem(&object.label, object.node.place_of("name"), message, &hint);
    }

    /// Lists what no source says of plans, where the run meets it.
    pub(super) fn plan_assumptions(&mut self, d: &Deployment) {
        let server = |id: &ExchangeServerId| &d.exchange_servers[id.index()];
        let old = |id: &ExchangeServerId| server(id).version.is_legacy() && server(id).um_service;
        let newer =
            |id: &ExchangeServerId| !server(id).version.is_legacy() && server(id).um_service;
        // An older server is asked for a newer mailbox by OCS 2007 R2, or by a gateway connected
        // to it.
        let ways = d.gateways.iter().filter_map(|g| g.exchange.as_ref());
        let old_asked = ways.flat_map(|way| &way.servers).any(old)
            || d.pools.iter().any(|p| p.product == Product::Ocs2007R2);
        for (i, table) in self.scenario.tables.dial_plan.iter().enumerate() {
            let (says, plan) = (&table.says, &d.dial_plans[i]);
            let (any_old, any_newer) =
                (plan.servers.iter().any(old), plan.servers.iter().any(newer));
            let used = plan.servers.iter().any(|id| server(id).um_service);
            if says.retry_after_redirect.is_none() && used {
                self.assume(&defaults::DIAL_PLAN_RETRY_AFTER_REDIRECT);
            }
            if says.older_server.is_none() && any_old && any_newer && old_asked {
                self.assume(&defaults::DIAL_PLAN_OLDER_SERVER);
            }
            let of_plan = d.users.iter().filter(|u| u.dial_plan == Some(Id::new(i)));
            let mut homes = of_plan.filter_map(|u| u.mailboxes.as_ref()).flat_map(homes);
            let left = homes.any(|id| server(&id).version.is_legacy());
            if says.legacy_notifications.is_none() && left && any_newer {
                self.assume(&defaults::DIAL_PLAN_LEGACY_NOTIFICATIONS);
            }
        }
    }

    pub(super) fn mailbox_policies(
        &mut self,
        partners: &[FaxPartner],
        plans: &[DialPlan],
    ) -> Vec<MailboxPolicy> {
        let tables = &self.scenario.tables;
        self.unique(&tables.mailbox_policy, |p| &p.name);
        self.policies_have_users();
        let mut out = Vec::new();
        for policy in &tables.mailbox_policy {
            let says = &policy.says;
            let names = plans.iter().map(|p| p.name.as_str());
            let named = says.dial_plan.as_ref();
            let dial_plan =
                named.and_then(|n| self.find((policy, "dial_plan"), "dial_plan", n, names));
            out.push(MailboxPolicy {
                name: says.name.clone(),
                dial_plan: dial_plan.map(Id::new),
                play_on_phone: defaults::MAILBOX_POLICY_PLAY_ON_PHONE.or(says.play_on_phone),
                missed_call_notifications: defaults::MAILBOX_POLICY_MISSED_CALL_NOTIFICATIONS
                    .or(says.missed_call_notifications),
                fax: says.fax.unwrap_or(says.fax_server.is_some()),
                fax_partner: self.fax_server(policy, partners),
                preview: defaults::MAILBOX_POLICY_PREVIEW.or(says.preview),
            });
        }
        out
    }

    /// Reports policies that nobody has, because no group and no fax line names any.
    fn policies_have_users(&mut self) {
        let tables = &self.scenario.tables;
        let Some(first) = tables.mailbox_policy.first() else { return };
        let named = tables.users.iter().any(|u| u.says.policy.is_some())
            || tables.fax_line.iter().any(|l| l.says.policy.is_some());
        if !named {
            let message = "nobody has this policy".to_owned();
            let hint = "name it in the `policy` of users or a fax line";
            self.problem(&first.label, first.place_of("name"), message, hint);
        }
    }

    /// The fax partner that a policy's `FaxServerURI` names.
    fn fax_server(
        &mut self,
        policy: &Object<MailboxPolicyTable>,
        partners: &[FaxPartner],
    ) -> Option<FaxPartnerId> {
        let text = policy.says.fax_server.as_ref()?;
        let place = policy.place_of("fax_server");
        let Some(host) = uri_host(text) else {
            let message = format!("`{text}` is not a URI of a fax partner");
            let hint = "write sip:fax1.contoso.test:5060;transport=tcp";
            self.problem(&policy.label, place, message, hint);
            return None;
        };
        let names = partners.iter().map(|p| p.name.as_str());
        self.find((policy, "fax_server"), "fax_partner", host, names).map(Id::new)
    }
}

/// The host of `sip:host:port;transport=udp|tcp|tls`, where port and transport may be missing; of a
/// bare name the name.
fn uri_host(text: &str) -> Option<&str> {
    let Some(rest) = text.strip_prefix("sip:") else { return Some(text) };
    let (address, transport) = match rest.split_once(';') {
        Some((address, parameter)) => (address, parameter.strip_prefix("transport=")?),
        None => (rest, "tcp"),
    };
    let (host, port) = address.split_once(':').unwrap_or((address, "5060"));
    let known = ["udp", "tcp", "tls"].contains(&transport) && !host.is_empty();
    (known && port.parse::<u16>().is_ok_and(|port| port > 0)).then_some(host)
}
