//! How the UM services of Exchange servers listen.

use super::checker::{About, Checker};
use super::reach::{Failure, Row, Why};
use super::rule::{Rule, named};
use crate::base::{Id, Severity};
use crate::deployment::{
    Cause, ExchangeServer, ExchangeServerId, Host, StartupMode, Status, UriType,
};

pub(super) static RULES: [Rule; 5] = [
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
    Rule {
        name: "mailbox-not-served",
        statements: &["domain 2.3"],
        severity: Severity::Error,
        title: "a server that takes calls cannot serve every mailbox, or none serves some of them",
        why: "A mailbox on Exchange 2007 or 2010 is served by a UM server of its version in the dial plan, a newer one by its own server. OCS 2007 R2, and \
              gateways that are connected to Exchange, send calls to servers of all versions in turn; a newer server redirects to an older one, not the other \
              way round. Auto attendants and callers to Outlook Voice Access need some UM server of the plan.",
        effect: "The call is refused with 404, or with 480 where no server answers at all.",
        cure: "add a UM server of the mailbox's version to the plan, and let calls go to the newest servers: name only these in the gateway's next_hops, or \
               take older ones out of the plan when their mailboxes are moved",
        switch: Some(
            "what an older server does with a call for a newer mailbox is not documented: dial_plan.older_server, \"refuses\" by default",
        ),
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
                let about = about("status");
                self.closed(named(&RULES, "legacy-server-disabled"), about, message, Id::new(i));
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
                let about = about("restart_pending");
                self.closed(named(&RULES, "restart-pending"), about, message, id);
            }
        } else if server.startup_mode == StartupMode::Tcp && by_tls {
            let message = "start-up mode TCP: no connection by TLS is taken";
            let about = about("startup_mode");
            self.closed(named(&RULES, "startup-mode-tcp"), about, message, id);
        } else if server.startup_mode == StartupMode::Tls && (by_tls || by_tcp) {
            let rule = named(&RULES, "startup-mode-tls");
            let message = "start-up mode is TLS; Microsoft asks for Dual";
            let about = about("startup_mode");
            match self.lost(closed_at(id)) {
                Some(effect) => self.find_as(rule, Severity::Error, about, message, effect),
                None => {
                    let effect = "no call of this file fails by it; a plan that is not secured could not use the server";
                    self.find(rule, about, message, effect);
                }
            }
        }
    }

    /// A server that does not take calls: an error if one needs it.
    fn closed(
        &mut self,
        rule: &'static Rule,
        about: About,
        message: impl Into<String>,
        id: ExchangeServerId,
    ) {
        let d = self.d;
        let mut homes = d.homes().into_iter();
        let passed = homes.any(|(pool, plan)| d.first_targets(pool, plan).contains(&id));
        let unused = match passed {
            true => {
                "no call of this file fails by it: first INVITEs pass over the server to another of the plan"
            }
            false => "no call of this file fails by it: none needs this server",
        };
        self.find_failing(rule, about, message, closed_at(id), unused);
    }
}

/// Whether a call fails because a server does not take the connection.
fn closed_at(id: ExchangeServerId) -> impl Fn(&Row, &Failure) -> bool {
    move |_, failure| {
        let closed = Why::Wrong(Cause::NotListening) == failure.why
            || Why::Wrong(Cause::ServerDisabled) == failure.why;
        closed && failure.connections.iter().any(|(_, to)| *to == Host::Exchange(id))
    }
}
