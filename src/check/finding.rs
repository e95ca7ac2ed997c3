//! What was found, and the tool that finds it.

use super::rule::Rule;
use crate::base::{Diagnostic, Place, Severity};
use crate::deployment::{Deployment, Host};
use crate::scenario::{Object, Scenario};

/// One breach of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is: the rule's own severity, unless a switch says otherwise.
    pub severity: Severity,
    /// The object, as ``gateway `gw1` ``.
    pub object: String,
    /// Where it stands in the file.
    pub place: Option<Place>,
    /// What is wrong here.
    pub message: String,
    /// What happens to which calls.
    pub effect: String,
}

impl Finding {
    /// The finding as a diagnostic, with the rule's cure.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic {
            severity: self.severity,
            object: self.object.clone(),
            message: self.message.clone(),
            place: self.place.clone(),
            hint: self.rule.cure.to_owned(),
        }
    }
}

/// All that a check has found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// Worst first, then in the order of the file.
    pub findings: Vec<Finding>,
    /// Families of settings that the file leaves out, and that therefore count as correctly set up.
    pub left_out: Vec<&'static str>,
    /// The first step of a deployment that errors say is not done (S48).
    pub first_missing_step: Option<&'static str>,
}

impl Checked {
    /// How many findings are as bad as this.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

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

    /// Errors found so far, by rule.
    pub(super) fn errors(&self) -> impl Iterator<Item = &'static Rule> + '_ {
        let errors = self.findings.iter().filter(|f| f.severity == Severity::Error);
        errors.map(|finding| finding.rule)
    }

    pub(super) fn done(self) -> Checked {
        let first_missing_step = self.first_missing_step();
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
        let left_out = families.iter().filter(|(told, _)| !told).map(|(_, name)| *name).collect();
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
