//! What has to be there at all, and how far the deployment has come.

use super::checker::Checker;
use super::reach::{Failure, Row, Why};
use super::rule::{Rule, named};
use crate::base::Severity;
use crate::deployment::{Cause, Product, UriType};

pub(super) static RULES: [Rule; 4] = [
    Rule {
        name: "no-pool",
        statements: &["S4"],
        severity: Severity::Error,
        title: "a dial plan of type SIP URI, and no Lync pool",
        why: "Users of a SIP URI plan are called by Lync. At least one pool has to exist, in the same organisation as the Client Access and \
              Mailbox servers, before anything can be integrated with it.",
        effect: "Nobody can be in the plan: it takes no call.",
        cure: "add a [[pool]], or make the plan uri_type = \"telephone-extension\" or \"e164\"",
        switch: None,
    },
    Rule {
        name: "no-call-router",
        statements: &["S5"],
        severity: Severity::Error,
        title: "no server runs the UM Call Router",
        why: "From Exchange 2013 on, every call for Unified Messaging arrives at the Call Router of a Client Access server, which redirects it to \
              the server of the mailbox.",
        effect: "Lync finds no server for the first INVITE: every UM call ends with 480, 15030 \"Failed to route to Exchange Server\".",
        cure: "add an [[exchange_server]] with the client-access role to the plan",
        switch: None,
    },
    Rule {
        name: "no-um-service",
        statements: &["S5"],
        severity: Severity::Error,
        title: "no server runs the UM service",
        why: "The worker processes that answer calls run under the UM service: on Mailbox servers from Exchange 2013 on, before that on servers \
              with the Unified Messaging role.",
        effect: "No UM call is answered.",
        cure: "add an [[exchange_server]] with the mailbox role, or unified-messaging for Exchange 2007 and 2010",
        switch: None,
    },
    Rule {
        name: "update-missing",
        statements: &["S3"],
        severity: Severity::Warning,
        title: "the pool's product is too old for Exchange 2013",
        why: "With Exchange 2013, Office Communications Server 2007 R2 needs cumulative update 10 or later, Lync Server 2010 needs 3 or later, Lync \
              Server 2013 none.",
        effect: "Microsoft does not support it; which calls fail is not documented, so none fail in the run.",
        cure: "install the update, and write update = \"CU10\" (OCS 2007 R2) or \"CU3\" (Lync 2010)",
        switch: None,
    },
];

/// Whether a call fails because no server takes it.
pub(super) const fn is_unanswered(why: Why) -> bool {
    matches!(why, Why::NoUmServer | Why::NoAnswer | Why::Wrong(Cause::NoServerInPlan))
}

impl Checker<'_> {
    pub(super) fn topology(&mut self) {
        let d = self.d;
        let tables = &self.scenario.tables;
        for (i, plan) in d.dial_plans.iter().enumerate() {
            if plan.uri_type == UriType::SipUri && d.pools.is_empty() {
                let message = "users of this plan are called by Lync, and there is no pool";
                let effect =
                    format!("nobody can be in dial plan `{}`: it takes no call", plan.name);
                self.find(
                    named(&RULES, "no-pool"),
                    self.about(tables.dial_plan.get(i), "uri_type"),
                    message,
                    effect,
                );
            }
        }
        self.roles();
        for (i, pool) in d.pools.iter().enumerate() {
            let needed = match pool.product {
                Product::Ocs2007R2 => 10,
                Product::Lync2010 => 3,
                Product::Lync2013
                | Product::SkypeForBusiness2015
                | Product::SkypeForBusiness2019 => continue,
            };
            let product = pool.product.name();
            if pool.update.is_some_and(|update| update < needed) {
                let message = format!("{product} needs cumulative update {needed} or later");
                let effect = format!(
                    "calls between pool `{}` and Exchange 2013 are not supported; which fail is not documented",
                    pool.name
                );
                self.find(
                    named(&RULES, "update-missing"),
                    self.about(tables.pool.get(i), "update"),
                    message,
                    effect,
                );
            }
        }
    }

    /// Roles that every call for Unified Messaging needs.
    fn roles(&mut self) {
        let d = self.d;
        if d.dial_plans.is_empty() || d.exchange_servers.is_empty() {
            return;
        }
        let servers = &d.exchange_servers;
        let first = self.about(self.scenario.tables.exchange_server.first(), "roles");
        if !servers.iter().any(|s| s.um_service) {
            let rule = named(&RULES, "no-um-service");
            let message = "no Exchange server runs the UM service";
            let unanswered = |_: &Row, f: &Failure| is_unanswered(f.why);
            self.find_failing(rule, first, message, unanswered, "no call of this file needs it");
            return;
        }
        let modern = servers.iter().any(|s| !s.version.is_legacy() && s.um_service);
        if modern && !servers.iter().any(|s| s.call_router) {
            let rule = named(&RULES, "no-call-router");
            let message = "no Exchange server runs the UM Call Router";
            let unanswered = |_: &Row, f: &Failure| is_unanswered(f.why);
            self.find_failing(rule, first, message, unanswered, "no call of this file needs it");
        }
    }
}
