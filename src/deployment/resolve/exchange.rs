//! Exchange servers, delivery to the mailbox, and voice-mail preview.

use super::integration::{mode, status};
use super::{Resolver, span};
use crate::deployment::times::lognormal_default;
use crate::deployment::{
    Distribution, ExchangeServer, Preview, Site, StartupMode, Status, Version,
};
use crate::scenario::{self, DistributionText, RoleText};

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
            let one_role = version == Version::Exchange2016
                && has(RoleText::ClientAccess) != has(RoleText::Mailbox);
            if one_role {
                let message = "exchange-2016 has client-access and mailbox together only";
                let hint = "take `roles` away";
                self.problem(&server.label, server.place_of("roles"), message.to_owned(), hint);
            }
            if let Some(pack) = says.service_pack {
                self.range(server, "service_pack", pack, 0, 3);
            }
            for (key, of) in
                [("status", legacy), ("service_pack", version == Version::Exchange2010)]
            {
                if server.gives(key) && !of {
                    let message = format!("{} has no such setting", version.name());
                    let hint = "take it away";
                    self.problem(&server.label, server.place_of(key), message, hint);
                }
            }
            let max_calls = says.max_calls.unwrap_or(100);
            self.range(server, "max_calls", max_calls, 0, 100_000);
            if let Some(calls) = says.worker_calls {
                self.range(server, "worker_calls", calls, 0, 100_000);
            }
            if let Some(messages) = says.pipeline_limit {
                self.range(server, "pipeline_limit", messages, 1, 1_000_000);
            }
            let host = self.host(server, says.cores, 12, says.processing.as_ref());
            let um_service =
                has(if legacy { RoleText::UnifiedMessaging } else { RoleText::Mailbox });
            let takes_calls = um_service && !tables.dial_plan.is_empty();
            if takes_calls && says.pipeline_limit.is_none() {
                let reason = "\"pipeline full\" is documented, its limit is not";
                self.assume("exchange_server.pipeline_limit", "none", reason);
            }
            let previews = takes_calls && version.has_preview();
            let preview = self.assumed_share(server, "preview", says.preview, 0.5, previews);
            if preview <= 0.0 {
                let message = "a preview needs cores".to_owned();
                let hint = "to make none, write preview = false in the [[mailbox_policy]]";
                self.problem(&server.label, server.place_of("preview"), message, hint);
            }
            out.push(ExchangeServer {
                name: says.name.clone(),
                site: self.site_of(server, says.site.as_ref(), sites, None),
                version,
                call_router: !legacy && has(RoleText::ClientAccess),
                um_service,
                mailbox: has(RoleText::Mailbox),
                service_pack: says.service_pack.unwrap_or(3),
                status: says.status.map_or(Status::Enabled, status),
                startup_mode: says.startup_mode.map_or(StartupMode::Dual, mode),
                restart_pending: says.restart_pending.unwrap_or(false),
                max_calls,
                worker_calls: says.worker_calls,
                preview_cores: preview_cores(host.cores, preview),
                pipeline_limit: says.pipeline_limit,
                host,
            });
        }
        out
    }

    /// From submission to the mailbox: of notifications, and of voice messages.
    pub(super) fn delivery(&mut self, used: bool) -> (Distribution, Distribution) {
        let table = self.scenario.tables.delivery.as_ref();
        let mut one = |key: &str, text: Option<&DistributionText>, reason: &str| {
            let default = lognormal_default(3.0, 1.0);
            match table.zip(text) {
                Some((table, text)) => self.time(table, key, Some(text), default),
                None => {
                    let path = format!("delivery.{key}");
                    if used {
                        self.assume(&path, "lognormal, mean 3 s, cv 1", reason);
                    }
                    Distribution::new(path, default)
                }
            }
        };
        let notification = table.and_then(|t| t.says.notification.as_ref());
        let message = table.and_then(|t| t.says.message.as_ref());
        let reason = "queue, name resolution, submission and delivery";
        (one("notification", notification, reason), one("message", message, "as a notification's"))
    }

    /// Voice-mail preview.
    pub(super) fn preview(&mut self, used: bool) -> Preview {
        let table = self.scenario.tables.preview.as_ref();
        let says = table.map(|t| t.says.clone()).unwrap_or_default();
        // Twice the audio's length, and 75 s: domain §4.4.
        let cpu_per_audio = says.cpu_per_audio.unwrap_or(2.0);
        if let Some(table) = table
            && !(0.0..=1_000.0).contains(&cpu_per_audio)
        {
            let message = "`cpu_per_audio` lies between 0 and 1000".to_owned();
            self.problem("preview", table.place_of("cpu_per_audio"), message, "write 2.0");
        }
        if used && says.at_most.is_none() {
            self.assume("preview.at_most", "5 min", "previews are skipped when late: no figure");
        }
        let (longest, at_most) = (span(says.longest, 75), span(says.at_most, 300));
        Preview { cpu_per_audio, longest, at_most }
    }
}

/// A share of the cores in whole cores, at least one.
fn preview_cores(cores: u32, share: f64) -> u32 {
    // A share such as 30 % of 10 is 3.0000000000000004 in binary, which is not 4 cores.
    ((f64::from(cores) * share - 1e-9).ceil() as u32).clamp(1, cores)
}
