//! Exchange servers, dial plans, mailbox policies and delivery to the mailbox.

use super::Resolver;
use crate::base::{Id, Span};
use crate::deployment::times::lognormal_default;
use crate::deployment::{
    DialPlan, Distribution, ExchangeServer, LegacyNotifications, MailboxPolicy, OlderServer, Site,
    UriType, Version,
};
use crate::scenario::{self, CountOrNames, Object, RoleText};

impl Resolver<'_> {
    pub(super) fn exchange_servers(&mut self, sites: &[Site]) -> Vec<ExchangeServer> {
        let tables = &self.scenario.tables;
        self.unique(&tables.exchange_server, |e| &e.name);
        let mut out = Vec::new();
        for server in &tables.exchange_server {
            let says = &server.says;
            let version = match says.version {
                Some(scenario::VersionText::Exchange2007) => Version::Exchange2007,
                Some(scenario::VersionText::Exchange2010) => Version::Exchange2010,
                Some(scenario::VersionText::Exchange2016) => Version::Exchange2016,
                _ => Version::Exchange2013,
            };
            let has = |role| says.roles.as_ref().is_none_or(|roles| roles.contains(&role));
            let legacy = version.is_legacy();
            if !legacy && says.roles.is_some() && has(RoleText::UnifiedMessaging) {
                let message = format!("{} has no unified-messaging role", version.name());
                let hint = "there the Mailbox role runs Unified Messaging";
                self.problem(&server.label, server.place_of("roles"), message, hint);
            }
            let max_calls = says.max_calls.unwrap_or(100);
            self.range(server, "max_calls", max_calls, 0, 100_000);
            if let Some(calls) = says.worker_calls {
                self.range(server, "worker_calls", calls, 0, 100_000);
            }
            out.push(ExchangeServer {
                name: says.name.clone(),
                site: self.site_of(server, says.site.as_ref(), sites, None),
                version,
                call_router: !legacy && has(RoleText::ClientAccess),
                um_service: has(if legacy {
                    RoleText::UnifiedMessaging
                } else {
                    RoleText::Mailbox
                }),
                mailbox: has(RoleText::Mailbox),
                max_calls,
                worker_calls: says.worker_calls,
                preview_cores: 6,
                pipeline_limit: None,
                host: self.host(server, says.cores, 12, says.processing.as_ref()),
            });
        }
        out
    }

    pub(super) fn dial_plans(&mut self, servers: &[ExchangeServer]) -> Vec<DialPlan> {
        let tables = &self.scenario.tables;
        self.unique(&tables.dial_plan, |p| &p.name);
        let names = || servers.iter().map(|s| s.name.as_str());
        let mut out = Vec::new();
        for plan in &tables.dial_plan {
            let says = &plan.says;
            let mut members: Vec<usize> = match &says.servers {
                Some(CountOrNames::Names(wanted)) if wanted[..] != ["all"] => {
                    self.find_all((plan, "servers"), "exchange_server", wanted, names())
                }
                Some(CountOrNames::Count(_)) => {
                    let message = "names of servers are expected".to_owned();
                    let hint = "write servers = \"all\", or a list";
                    self.problem(&plan.label, plan.place_of("servers"), message, hint);
                    Vec::new()
                }
                _ => (0..servers.len()).collect(),
            };
            if let Some(except) = &says.except {
                let out = self.find_all((plan, "except"), "exchange_server", except, names());
                members.retain(|i| !out.contains(i));
            }
            out.push(DialPlan {
                name: says.name.clone(),
                servers: members.into_iter().map(Id::new).collect(),
                uri_type: UriType::SipUri,
                tls: true,
                retry_after_redirect: says.retry_after_redirect.unwrap_or(false),
                legacy_notifications: match says.legacy_notifications {
                    Some(scenario::LegacyText::None) => LegacyNotifications::None,
                    _ => LegacyNotifications::PathB,
                },
                legacy_only_plan_notifies: true,
                older_server: OlderServer::Refuses,
                fax: true,
                max_call_duration: Span::from_secs(1_800),
                max_recording: Span::from_secs(1_200),
                logon_failures: 3,
            });
        }
        out
    }

    pub(super) fn mailbox_policies(&mut self) -> Vec<MailboxPolicy> {
        let tables = &self.scenario.tables;
        self.unique(&tables.mailbox_policy, |p| &p.name);
        let policy = |p: &Object<scenario::MailboxPolicyTable>| MailboxPolicy {
            name: p.says.name.clone(),
            missed_call_notifications: p.says.missed_call_notifications.unwrap_or(true),
            fax: false,
            fax_partner: None,
            preview: true,
        };
        tables.mailbox_policy.iter().map(policy).collect()
    }

    pub(super) fn notification_delivery(&mut self) -> Distribution {
        let default = lognormal_default(3.0, 1.0);
        let table = self.scenario.tables.delivery.as_ref();
        match table.and_then(|d| d.says.notification.as_ref().map(|n| (d, n))) {
            Some((delivery, text)) => self.time(delivery, "notification", Some(text), default),
            None => {
                let reason = "queue, name resolution, submission and delivery";
                self.assume("delivery.notification", "lognormal, mean 3 s, cv 1", reason);
                Distribution::new("delivery.notification", default)
            }
        }
    }
}
