//! How the UM services of Exchange servers listen.

use super::checker::{Checker, percent};
use super::rule::{Rule, named};
use crate::base::{Id, Severity};
use crate::deployment::{
    DialPlanId, ExchangeServer, ExchangeServerId, PoolId, StartupMode, Status, UriType,
};

pub(super) static RULES: [Rule; 4] = [
    Rule {
        name: "startup-mode-tcp",
        statements: &["S35"],
        severity: Severity::Error,
        title: "a UM service does not listen on TLS",
        why: "Lync calls Exchange by mutual TLS only. The start-up mode of the UM service and of the Call Router has to be Dual (or TLS); TCP, which is \
              what set-up leaves, serves unsecured plans only.",
        effect: "Connections by TLS are refused: another Call Router of the plan is tried. If there is none left, or the server is the mailbox's own, the \
                 call ends with 480, 15030 \"Failed to route to Exchange Server\".",
        cure: "set startup_mode = \"dual\", and restart the service",
        switch: None,
    },
    Rule {
        name: "startup-mode-tls",
        statements: &["S35"],
        severity: Severity::Warning,
        title: "a UM service listens on TLS only",
        why: "The overview asks for Dual on every Client Access and Mailbox server of the plan. TLS alone serves Lync, and no unsecured plan.",
        effect: "Calls by Lync work; calls of an unsecured plan by TCP are refused.",
        cure: "set startup_mode = \"dual\", and restart the service",
        switch: None,
    },
    Rule {
        name: "restart-pending",
        statements: &["S35"],
        severity: Severity::Error,
        title: "a UM service was not restarted after its start-up mode was changed",
        why: "A start-up mode is in force from the next start of the UM service (Mailbox) or the Call Router service (Client Access); until then the \
              service listens as set-up left it, on TCP.",
        effect: "Connections by TLS are refused, as if the mode were TCP.",
        cure: "restart the service, and remove restart_pending",
        switch: None,
    },
    Rule {
        name: "legacy-server-disabled",
        statements: &["domain 7.2"],
        severity: Severity::Error,
        title: "a UM server of Exchange 2007 or 2010 takes no calls",
        why: "Servers of the older versions have a status of their own: disabled, or no new calls.",
        effect: "Calls for mailboxes that only it can serve end with 480, 15030; others are sent to another server.",
        cure: "set status = \"enabled\", or move the mailboxes",
        switch: None,
    },
];

impl Checker<'_> {
    pub(super) fn servers(&mut self) {
        for (i, server) in self.d.exchange_servers.iter().enumerate() {
            if !server.call_router && !server.um_service {
                continue;
            }
            let about = |key: &str| self.about(self.scenario.tables.exchange_server.get(i), key);
            if server.status != Status::Enabled {
                let message = "this UM server takes no new calls";
                let (severity, effect) = self.lost_at(Id::new(i));
                let rule = named(&RULES, "legacy-server-disabled");
                self.find_as(rule, severity, about("status"), message, effect);
                continue;
            }
            self.mode(Id::new(i), server);
        }
    }

    /// The start-up mode against what is called here: TLS by Lync and by secured plans, else TCP.
    fn mode(&mut self, id: ExchangeServerId, server: &ExchangeServer) {
        let about =
            |key: &str| self.about(self.scenario.tables.exchange_server.get(id.index()), key);
        let d = self.d;
        let in_plan = |sip_uri: bool| {
            let fits = move |p: &&crate::deployment::DialPlan| {
                (p.uri_type == UriType::SipUri) == sip_uri && (!sip_uri || p.servers.contains(&id))
            };
            d.dial_plans.iter().filter(fits)
        };
        let direct = d.gateways.iter().any(|g| g.exchange.is_some());
        let by_tls = (d.has_lync() && in_plan(true).next().is_some())
            || (direct && in_plan(false).any(|plan| plan.security.is_tls()));
        let by_tcp = direct && in_plan(false).any(|plan| !plan.security.is_tls());
        if server.restart_pending && server.startup_mode != StartupMode::Tcp {
            let mode = server.startup_mode.name();
            if by_tls {
                let message = format!(
                    "start-up mode {mode} is not in force: the service still listens on TCP only"
                );
                let (severity, lost) = self.lost_at(id);
                let rule = named(&RULES, "restart-pending");
                self.find_as(rule, severity, about("restart_pending"), message, lost);
            }
        } else if server.startup_mode == StartupMode::Tcp && by_tls {
            let message = "start-up mode TCP: no connection by TLS is taken";
            let (severity, lost) = self.lost_at(id);
            let rule = named(&RULES, "startup-mode-tcp");
            self.find_as(rule, severity, about("startup_mode"), message, lost);
        } else if server.startup_mode == StartupMode::Tls && (by_tls || by_tcp) {
            let rule = named(&RULES, "startup-mode-tls");
            let message = "start-up mode is TLS; Microsoft asks for Dual";
            if by_tcp {
                let effect = format!("calls of unsecured plans are refused at `{}`", server.name);
                self.find_as(rule, Severity::Error, about("startup_mode"), message, effect);
            } else {
                let effect = format!(
                    "calls by Lync work at `{}`; a plan that is not secured could not use it",
                    server.name
                );
                self.find(rule, about("startup_mode"), message, effect);
            }
        }
    }

    /// What a server that takes no calls costs: the worst of it, and in words.
    fn lost_at(&self, id: ExchangeServerId) -> (Severity, String) {
        let d = self.d;
        let name = &d.exchange_servers[id.index()].name;
        let failed = "480, 15030 \"Failed to route to Exchange Server\"";
        let mut lost = Vec::new();
        if self.holds_mailboxes(id, None) {
            lost.push(format!("calls for the mailboxes of `{name}` end with {failed}"));
        }
        let shared = |plan: DialPlanId| {
            let servers = d.um_servers(plan);
            servers.contains(&id).then_some(servers.len())
        };
        let attendants = d.auto_attendants.iter().filter(|a| a.pool.is_some());
        let attendants = attendants.map(|a| (&a.name, a.dial_plan, 0.0));
        let numbers = d.access_numbers.iter().filter(|n| n.pool.is_some());
        let numbers = numbers.map(|n| (&n.name, n.dial_plan, n.resolved));
        for (contact, plan, resolved) in attendants.chain(numbers) {
            let Some(n) = shared(plan).filter(|_| resolved < 1.0) else { continue };
            let who = if resolved > 0.0 { " whose number names no mailbox" } else { "" };
            let part = match n {
                1 => "calls".to_owned(),
                n => format!("{} of the calls", percent(1.0 / n as f64)),
            };
            lost.push(format!("{part} to `{contact}`{who} end with {failed}"));
        }
        let severity = if lost.is_empty() { Severity::Warning } else { Severity::Error };
        let homes = d.homes();
        let entry =
            |(pool, plan): &(PoolId, DialPlanId)| d.first_targets(*pool, *plan).contains(&id);
        if homes.iter().any(entry) {
            let alone = homes.iter().filter(|h| entry(h)).any(|(pool, plan)| {
                d.first_targets(*pool, *plan).iter().all(|target| d.listens(*target, true).is_err())
            });
            lost.push(if alone {
                format!("no server of the plan takes a first INVITE: UM calls end with {failed}")
            } else {
                format!("first INVITEs pass over `{name}` to another server of the plan")
            });
            return (if alone { Severity::Error } else { severity }, lost.join("; "));
        }
        if lost.is_empty() {
            lost.push(
                "no call in this file reaches this server; any that did would fail".to_owned(),
            );
        }
        (severity, lost.join("; "))
    }
}
