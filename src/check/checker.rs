//! What the checks of all families share: the scenario beside its deployment, and the list of findings.

use super::finding::{Checked, Finding};
use super::rule::Rule;
use super::stages;
use crate::base::{Id, Place, Severity};
use crate::deployment::{Deployment, DialPlanId, ExchangeServerId, Host};
use crate::scenario::{Object, Scenario};

/// Scenario and deployment side by side: lists of the one are those of the other, place by place.
pub(super) struct Checker<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) d: &'a Deployment,
    findings: Vec<Finding>,
}

/// An object and where it stands.
pub(super) type About = (String, Option<Place>);

impl<'a> Checker<'a> {
    pub(super) fn new(scenario: &'a Scenario, d: &'a Deployment) -> Self {
        Checker { scenario, d, findings: Vec::new() }
    }

    /// Notes a breach of a rule.
    pub(super) fn find(
        &mut self,
        rule: &'static Rule,
        about: About,
        message: impl Into<String>,
        effect: impl Into<String>,
    ) {
        self.find_as(rule, rule.severity, about, message, effect);
    }

    /// Notes a breach whose severity a switch has chosen.
    pub(super) fn find_as(
        &mut self,
        rule: &'static Rule,
        severity: Severity,
        (object, place): About,
        message: impl Into<String>,
        effect: impl Into<String>,
    ) {
        let (message, effect) = (message.into(), effect.into());
        self.findings.push(Finding { rule, severity, object, place, message, effect });
    }

    /// Whether a rule was found broken at this very place.
    pub(super) fn has_found_at(&self, name: &str, about: &About) -> bool {
        let here = |f: &Finding| f.rule.name == name && f.object == about.0 && f.place == about.1;
        self.findings.iter().any(here)
    }

    /// Whether a rule was found broken.
    pub(super) fn has_found(&self, name: &str) -> bool {
        self.findings.iter().any(|finding| finding.rule.name == name)
    }

    pub(super) fn done(self) -> Checked {
        let first_missing_step = stages::first_missing(&self.findings);
        let mut findings = self.findings;
        let at = |f: &Finding| f.place.as_ref().map_or(0, |place| place.bytes.start);
        findings.sort_by_key(|f| (std::cmp::Reverse(f.severity), at(f)));
        let described = self.d.integration.described;
        let families = [
            (self.d.trust.knows_certificates(), "certificates"),
            (described.location_profiles, "location profiles"),
            (described.um_ip_gateways, "UM IP gateways"),
            (described.hunt_groups, "hunt groups"),
            (described.exchucutil, "runs of ExchUcUtil"),
            (described.ocsumutil, "runs of OcsUmUtil"),
            (described.routes, "voice policies and routes"),
        ];
        let left_out = families.iter().filter(|(known, _)| !known).map(|(_, name)| *name).collect();
        Checked { findings, left_out, first_missing_step }
    }

    /// A table of the file, at a key of its or around it.
    pub(super) fn about<T>(&self, object: Option<&Object<T>>, key: &str) -> About {
        match object {
            Some(object) => (object.label.clone(), Some(object.place_of(key))),
            None => (String::new(), None),
        }
    }

    /// A host's table, at its certificate or its name.
    pub(super) fn about_host(&self, host: Host, key: &str) -> About {
        let tables = &self.scenario.tables;
        match host {
            Host::Gateway(id) => self.about(tables.gateway.get(id.index()), key),
            Host::MediationServer(id) => {
                let name = &self.d.mediation_servers[id.index()].name;
                let found = tables.mediation_server.iter().find(|m| m.says.name == *name);
                self.about(found, key)
            }
            Host::FrontEnd(pool, _) => self.about(tables.pool.get(pool.index()), key),
            Host::Exchange(id) => self.about(tables.exchange_server.get(id.index()), key),
        }
    }

    /// The names of some hosts, shortened where there are many.
    pub(super) fn names_of(&self, hosts: &[Host]) -> String {
        listed(hosts.iter().map(|host| self.d.own_name(*host)))
    }

    /// The members of a plan, for messages.
    pub(super) fn users_in(&self, plan: DialPlanId) -> String {
        let users =
            self.d.users.iter().filter(|u| u.dial_plan == Some(plan)).map(|u| u.name.as_str());
        let attendants =
            self.d.auto_attendants.iter().filter(|a| a.dial_plan == plan).map(|a| a.name.as_str());
        let numbers =
            self.d.access_numbers.iter().filter(|n| n.dial_plan == plan).map(|n| n.name.as_str());
        listed(users.chain(attendants).chain(numbers))
    }

    /// Whether users have mailboxes that this server serves; of one plan, or of any.
    pub(super) fn holds_mailboxes(&self, id: ExchangeServerId, only: Option<DialPlanId>) -> bool {
        let d = self.d;
        d.users.iter().any(|users| {
            let Some(plan) = users.dial_plan.filter(|p| only.is_none_or(|o| o == *p)) else {
                return false;
            };
            d.served(users, plan).iter().any(|s| s.home == id || s.by == Some(id))
        })
    }
}

/// Each once, in order.
pub(super) fn distinct<T>(ids: impl Iterator<Item = Id<T>>) -> Vec<Id<T>> {
    let mut all: Vec<Id<T>> = ids.collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// `a`, `b` and 3 more.
pub(super) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [all @ .., last] if all.len() < 4 => format!("{} and {last}", all.join(", ")),
        [a, b, c, rest @ ..] => format!("{a}, {b}, {c} and {} more", rest.len()),
        _ => names.join(", "),
    }
}

/// A share of a group that is not full, as text.
pub(super) fn percent(share: f64) -> String {
    format!("{:.4}", 100.0 * share).trim_end_matches('0').trim_end_matches('.').to_owned() + " %"
}
