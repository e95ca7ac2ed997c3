//! What the checks of all families share: the scenario beside its deployment, and the list of findings.

use super::finding::{Checked, Finding};
use super::losses::losses;
use super::reach::{Failure, Row, relations, rows};
use super::rule::Rule;
use super::sentence;
use super::shared_losses::shared_losses;
use super::stages;
use super::words::listed;
use crate::base::{Id, Place, Severity};
use crate::deployment::{
    Balance, Deployment, DialPlanId, FaxRoute, Gateway, GatewayId, Host, Party, PoolId,
};
use crate::scenario::{Object, Scenario};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Scenario and deployment side by side: lists of the one are those of the other, place by place.
pub(super) struct Checker<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) d: &'a Deployment,
    /// What the calls of each kind meet.
    pub(super) rows: Vec<Row>,
    /// Which failures of each row a finding explains.
    pub(super) explained: Vec<Vec<bool>>,
    /// Where the rows are that have failures, so that a finding does not read all rows.
    failing: FailingRows,
    findings: Vec<Finding>,
}

/// Rows by what findings ask for.
struct FailingRows {
    /// The rows that have failures, in order.
    all: Vec<usize>,
    /// The same by party.
    by_party: BTreeMap<Party, Vec<usize>>,
    /// Of the parties that have such rows: all their rows, by name.
    by_name: BTreeMap<Arc<str>, Vec<usize>>,
}

impl FailingRows {
    fn of(rows: &[Row]) -> Self {
        let all: Vec<usize> = (0..rows.len()).filter(|i| !rows[*i].failures.is_empty()).collect();
        let mut by_party: BTreeMap<Party, Vec<usize>> = BTreeMap::new();
        let mut by_name: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
        for at in &all {
            by_party.entry(rows[*at].party).or_default().push(*at);
            by_name.entry(rows[*at].name.clone()).or_default();
        }
        if !all.is_empty() {
            for (at, row) in rows.iter().enumerate() {
                if let Some(found) = by_name.get_mut(&row.name) {
                    found.push(at);
                }
            }
        }
        FailingRows { all, by_party, by_name }
    }
}

/// What is said of a fault that no call meets.
pub(super) const UNUSED: &str = "no call of this file fails by it";

/// An object and where it stands.
pub(super) type About = (String, Option<Place>);

impl<'a> Checker<'a> {
    pub(super) fn new(scenario: &'a Scenario, d: &'a Deployment) -> Self {
        let rows = rows(d);
        let explained = rows.iter().map(|row| vec![false; row.failures.len()]).collect();
        let failing = FailingRows::of(&rows);
        Checker { scenario, d, rows, explained, failing, findings: Vec::new() }
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

    /// What happens to which calls, as their rows say it: those of their failures that `by` picks, which a finding so
    /// explains. `None` if there are none.
    pub(super) fn lost(&mut self, by: impl Fn(&Row, &Failure) -> bool) -> Option<String> {
        let all = std::mem::take(&mut self.failing.all);
        let lost = self.lost_in(&all, by);
        self.failing.all = all;
        lost
    }

    /// As [`Self::lost`], of the rows of one party.
    pub(super) fn lost_of(
        &mut self,
        party: Party,
        by: impl Fn(&Row, &Failure) -> bool,
    ) -> Option<String> {
        let rows = self.failing.by_party.remove(&party)?;
        let lost = self.lost_in(&rows, by);
        self.failing.by_party.insert(party, rows);
        lost
    }

    fn lost_in(&mut self, rows: &[usize], by: impl Fn(&Row, &Failure) -> bool) -> Option<String> {
        let mut picked = Vec::new();
        for at in rows {
            let row = &self.rows[*at];
            for (failure, explained) in row.failures.iter().zip(&mut self.explained[*at]) {
                if by(row, failure) {
                    *explained = true;
                    picked.push((row, failure));
                }
            }
        }
        let rows_of = |name: &str| self.failing.by_name.get(name).map_or(&[][..], Vec::as_slice);
        (!picked.is_empty()).then(|| sentence::told(self.d, &self.rows, &rows_of, &picked))
    }

    /// Notes a breach of a rule with what becomes of calls. If no call fails by it, it is no error, and `otherwise` is said.
    pub(super) fn find_failing(
        &mut self,
        rule: &'static Rule,
        about: About,
        message: impl Into<String>,
        by: impl Fn(&Row, &Failure) -> bool,
        otherwise: &str,
    ) {
        let lost = self.lost(by);
        self.find_with(rule, about, message, lost, otherwise);
    }

    /// As [`Self::find_failing`], of the calls of one party.
    pub(super) fn find_failing_of(
        &mut self,
        party: Party,
        (rule, about): (&'static Rule, About),
        message: impl Into<String>,
        by: impl Fn(&Row, &Failure) -> bool,
        otherwise: &str,
    ) {
        let lost = self.lost_of(party, by);
        self.find_with(rule, about, message, lost, otherwise);
    }

    fn find_with(
        &mut self,
        rule: &'static Rule,
        about: About,
        message: impl Into<String>,
        lost: Option<String>,
        otherwise: &str,
    ) {
        match lost {
            Some(effect) => self.find(rule, about, message, effect),
            None => {
                let severity = rule.severity.min(Severity::Warning);
                self.find_as(rule, severity, about, message, otherwise);
            }
        }
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

    /// Gateways for [`Checked::least_loaded`].
    fn least_loaded(&self) -> Vec<String> {
        let by_load = |gateway: &Gateway| {
            gateway.balance == Balance::LeastLoaded && gateway.next_hops.len() > 1
        };
        let fails_in_part = |row: &Row| {
            let lost: f64 = row.failures.iter().map(|failure| failure.share).sum();
            lost > 0.0 && lost < 1.0
        };
        let failing = self.failing.all.iter().map(|at| &self.rows[*at]);
        let some = failing.filter(|row| fails_in_part(row)).filter_map(|row| row.gateway);
        let some: BTreeSet<GatewayId> = some.collect();
        let gateways = self.d.gateways.iter().enumerate().filter(|(_, gateway)| by_load(gateway));
        let gateways = gateways.filter(|(i, _)| some.contains(&Id::new(*i)));
        gateways.map(|(_, gateway)| gateway.name.clone()).collect()
    }

    pub(super) fn done(self) -> Checked {
        let least_loaded = self.least_loaded();
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
        let relations = relations(self.d, &self.rows);
        let mut losses = losses(self.d);
        losses.extend(shared_losses(self.d, &self.rows));
        Checked { findings, left_out, first_missing_step, least_loaded, relations, losses }
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

/// Pool and plan of whom a row's calls are to or from.
pub(super) fn home(d: &Deployment, row: &Row) -> (Option<PoolId>, Option<DialPlanId>) {
    match row.party {
        Party::Users(id) => (d.users[id.index()].pool, d.users[id.index()].dial_plan),
        Party::AutoAttendant(id) => {
            let attendant = &d.auto_attendants[id.index()];
            (attendant.pool, Some(attendant.dial_plan))
        }
        Party::AccessNumber(id) => {
            let number = &d.access_numbers[id.index()];
            (number.pool, Some(number.dial_plan))
        }
        Party::FaxLine(id) => {
            let line = &d.fax_lines[id.index()];
            let plan = match &line.route {
                FaxRoute::UnifiedMessaging { dial_plan, .. }
                | FaxRoute::Direct { dial_plan, .. } => Some(*dial_plan),
                FaxRoute::AnalogueDevice { .. } => None,
            };
            (line.pool, plan)
        }
    }
}

/// Each once, in order.
pub(super) fn distinct<T>(ids: impl Iterator<Item = Id<T>>) -> Vec<Id<T>> {
    let mut all: Vec<Id<T>> = ids.collect();
    all.sort_unstable();
    all.dedup();
    all
}
