//! Exchange servers, delivery to the mailbox, and voice-mail preview.

use super::integration::{mode, status};
use super::{Resolver, span};
use crate::base::Id;
use crate::deployment::{Distribution, ExchangeServer, Preview, Site, Version};
use crate::scenario::defaults::{self, DefaultValue};
use crate::scenario::{DistributionText, ExchangeServerTable, Object, RoleText, VersionText};

/// Whether a server has a role: all of its version without `roles`.
fn has_role(server: &ExchangeServerTable, role: RoleText) -> bool {
    server.roles.as_ref().is_none_or(|roles| roles.contains(&role))
}

impl Resolver<'_> {
    pub(super) fn exchange_servers(&mut self, sites: &[Site]) -> Vec<ExchangeServer> {
        let tables = &self.scenario.tables;
        self.unique(&tables.exchange_server, |e| &e.name);
        let mut out = Vec::new();
        for server in &tables.exchange_server {
            let says = &server.says;
            let version = self.version(server);
            let has = |role| has_role(says, role);
            let legacy = version.is_legacy();
            let max_calls = defaults::EXCHANGE_SERVER_MAX_CALLS.or(says.max_calls);
            self.exchange_server_problems(server, version, max_calls);
            let host = self.host(
                server,
                says.cores,
                &defaults::EXCHANGE_SERVER_CORES,
                says.processing.as_ref(),
            );
            let um_service =
                has(if legacy { RoleText::UnifiedMessaging } else { RoleText::Mailbox });
            let takes_calls = um_service && !tables.dial_plan.is_empty();
            let preview = self.preview_share(server, takes_calls, version);
            out.push(ExchangeServer {
                name: says.name.clone(),
                site: self.site_of(server, says.site.as_ref(), sites, None),
                version,
                call_router: !legacy && has(RoleText::ClientAccess),
                um_service,
                mailbox: has(RoleText::Mailbox),
                service_pack: defaults::EXCHANGE_SERVER_SERVICE_PACK.or(says.service_pack),
                status: status(defaults::EXCHANGE_SERVER_STATUS.or(says.status)),
                startup_mode: mode(defaults::EXCHANGE_SERVER_STARTUP_MODE.or(says.startup_mode)),
                restart_pending: defaults::EXCHANGE_SERVER_RESTART_PENDING.or(says.restart_pending),
                max_calls,
                worker_calls: says.worker_calls,
                preview_cores: preview_cores(host.cores, preview),
                pipeline_limit: says.pipeline_limit,
                copies: Vec::new(),
                host,
            });
        }
        self.database_copies(&mut out);
        out
    }

    /// Joins each server with those that hold copies of its databases.
    fn database_copies(&mut self, servers: &mut [ExchangeServer]) {
        let names: Vec<String> = servers.iter().map(|s| s.name.clone()).collect();
        for (i, server) in self.scenario.tables.exchange_server.iter().enumerate() {
            let Some(copies) = &server.says.copies else { continue };
            let others = names.iter().map(String::as_str);
            let mut found = self.find_all((server, "copies"), "Exchange server", copies, others);
            found.retain(|j| *j != i);
            for j in &found {
                let (own, other) = (servers[i].version, servers[*j].version);
                if other != own || !servers[*j].um_service {
                    let message = format!(
                        "`{}` cannot hold copies: it is no Mailbox server of {}",
                        names[*j],
                        own.name()
                    );
                    let hint = "a database availability group has Mailbox servers of one version";
                    self.problem(&server.label, server.place_of("copies"), message, hint);
                }
            }
            servers[i].copies = found.into_iter().map(Id::new).collect();
        }
    }

    /// The version of a server; 2019 is refused.
    fn version(&mut self, server: &Object<ExchangeServerTable>) -> Version {
        match defaults::EXCHANGE_SERVER_VERSION.or(server.says.version) {
            VersionText::Exchange2007 => Version::Exchange2007,
            VersionText::Exchange2010 => Version::Exchange2010,
            VersionText::Exchange2013 => Version::Exchange2013,
            VersionText::Exchange2016 => Version::Exchange2016,
            VersionText::Exchange2019 => {
                let message = "Exchange Server 2019 has no Unified Messaging".to_owned();
                let hint = "voice mail needs mailboxes on exchange-2016 or older; leave out servers that take no calls";
                self.problem(&server.label, server.place_of("version"), message, hint);
                Version::Exchange2016
            }
        }
    }

    /// Settings that the version does not have, and limits out of range.
    fn exchange_server_problems(
        &mut self,
        server: &Object<ExchangeServerTable>,
        version: Version,
        max_calls: u32,
    ) {
        let says = &server.says;
        let has = |role| has_role(says, role);
        let legacy = version.is_legacy();
        if !legacy && says.roles.is_some() && has(RoleText::UnifiedMessaging) {
            let message = format!("{} has no unified-messaging role", version.name());
            let hint = "there the Mailbox role runs Unified Messaging";
            self.problem(&server.label, server.place_of("roles"), message, hint);
        }
        if !legacy && says.roles.is_some() && has(RoleText::HubTransport) {
            let message = format!("{} has no hub-transport role", version.name());
            let hint = "remove it: only exchange-2007 and exchange-2010 have it";
            self.problem(&server.label, server.place_of("roles"), message, hint);
        }
        let one_role = version == Version::Exchange2016
            && has(RoleText::ClientAccess) != has(RoleText::Mailbox);
        if one_role {
            let message = "exchange-2016 always has both roles, client-access and mailbox";
            let hint = "remove `roles`";
            self.problem(&server.label, server.place_of("roles"), message.to_owned(), hint);
        }
        if let Some(pack) = says.service_pack {
            self.range(server, "service_pack", pack, 0, 3);
        }
        for (key, of) in [("status", legacy), ("service_pack", version == Version::Exchange2010)] {
            if server.gives(key) && !of {
                let message = format!("{} has no such setting", version.name());
                let hint = "remove it";
                self.problem(&server.label, server.place_of(key), message, hint);
            }
        }
        self.range(server, "max_calls", max_calls, 0, 100_000);
        if let Some(calls) = says.worker_calls {
            self.range(server, "worker_calls", calls, 0, 100_000);
        }
        if let Some(messages) = says.pipeline_limit {
            self.range(server, "pipeline_limit", messages, 1, 1_000_000);
        }
    }

    /// Share of the cores that make previews.
    fn preview_share(
        &mut self,
        server: &Object<ExchangeServerTable>,
        takes_calls: bool,
        version: Version,
    ) -> f64 {
        let says = &server.says;
        if takes_calls && says.pipeline_limit.is_none() {
            self.assume(&defaults::EXCHANGE_SERVER_PIPELINE_LIMIT);
        }
        let previews = takes_calls && version.has_preview();
        let preview =
            self.assumed_share(&defaults::EXCHANGE_SERVER_PREVIEW, says.preview, previews);
        if preview <= 0.0 {
            let message = "a preview needs cores".to_owned();
            let hint = "to make none, write preview = false in the [[mailbox_policy]]";
            self.problem(&server.label, server.place_of("preview"), message, hint);
        }
        preview
    }

    /// From submission to the mailbox: of notifications, and of voice messages.
    pub(super) fn delivery(&mut self, used: bool) -> (Distribution, Distribution) {
        let table = self.scenario.tables.delivery.as_ref();
        let mut one =
            |default: &DefaultValue, text: Option<&DistributionText>| match table.zip(text) {
                Some((table, text)) => self.given_time(table, default.key_in_table(), text),
                None => {
                    if used {
                        self.assume(default);
                    }
                    Distribution::new(default.key, self.shape_of(default))
                }
            };
        let notification = table.and_then(|t| t.says.notification.as_ref());
        let message = table.and_then(|t| t.says.message.as_ref());
        (
            one(&defaults::DELIVERY_NOTIFICATION, notification),
            one(&defaults::DELIVERY_MESSAGE, message),
        )
    }

    /// Voice-mail preview.
    pub(super) fn preview(&mut self, used: bool) -> Preview {
        let table = self.scenario.tables.preview.as_ref();
        let says = table.map(|t| t.says.clone()).unwrap_or_default();
        let cpu_per_audio = defaults::PREVIEW_CPU_PER_AUDIO.or(says.cpu_per_audio);
        if let Some(table) = table
            && !(0.0..=1_000.0).contains(&cpu_per_audio)
        {
            let message = "`cpu_per_audio` must be between 0 and 1000".to_owned();
            self.problem("preview", table.place_of("cpu_per_audio"), message, "write 2.0");
        }
        if used && says.at_most.is_none() {
            self.assume(&defaults::PREVIEW_AT_MOST);
        }
        let longest = span(says.longest, &defaults::PREVIEW_LONGEST);
        let at_most = span(says.at_most, &defaults::PREVIEW_AT_MOST);
        Preview { cpu_per_audio, longest, at_most }
    }
}

/// A share of the cores in whole cores, at least one.
fn preview_cores(cores: u32, share: f64) -> u32 {
    // A share such as 30 % of 10 is 3.0000000000000004 in binary, which is not 4 cores.
    ((f64::from(cores) * share - 1e-9).ceil() as u32).clamp(1, cores)
}
