//! From what the file says to what it means: every name looked up, every default filled in, every
//! contradiction reported, all at once.

mod exchange;
mod lync;
mod study;
mod telephony;
mod traffic;
mod users;
mod work;

use crate::base::{Diagnostic, Error, Place, Span};
use crate::deployment::{Assumption, Class, Deployment, Distribution, Preview, Shape, times};
use crate::scenario::{DistributionText, Object, Scenario, glob_matches, nearest};

/// Resolves a scenario.
///
/// # Errors
/// Every problem at once, each with its place and cure.
pub fn resolve(scenario: &Scenario) -> Result<Deployment, Error> {
    let mut resolver = Resolver { scenario, problems: Vec::new(), assumptions: Vec::new() };
    let deployment = resolver.deployment();
    if resolver.problems.is_empty() {
        Ok(Deployment { assumptions: resolver.assumptions, ..deployment })
    } else {
        Err(Error::problems(resolver.problems))
    }
}

/// What is kept while resolving.
struct Resolver<'s> {
    scenario: &'s Scenario,
    problems: Vec<Diagnostic>,
    assumptions: Vec<Assumption>,
}

impl Resolver<'_> {
    fn deployment(&mut self) -> Deployment {
        let tables = &self.scenario.tables;
        let sites = self.sites();
        let pools = self.pools(&sites);
        let mediation_servers = self.mediation_servers(&sites, &pools);
        let gateways = self.gateways(&sites, &mediation_servers);
        let exchange_servers = self.exchange_servers(&sites);
        let dial_plans = self.dial_plans(&exchange_servers);
        let mailbox_policies = self.mailbox_policies();
        let wan_delay = self.wan_delay();
        let links = self.links(&sites);
        let mut deployment = Deployment {
            title: tables.title.clone(),
            settings: self.settings(),
            targets: self.targets(),
            references: self.references(),
            sites,
            links,
            wan_delay,
            gateways,
            mediation_servers,
            pools,
            exchange_servers,
            dial_plans,
            mailbox_policies,
            users: Vec::new(),
            traffic: Vec::new(),
            processing: self.processing(),
            connection: self.connection(),
            notification_delivery: self.notification_delivery(),
            fax_partners: Vec::new(),
            auto_attendants: Vec::new(),
            access_numbers: Vec::new(),
            fax_lines: Vec::new(),
            message_delivery: Distribution::new(
                "delivery.message",
                times::lognormal_default(3.0, 1.0),
            ),
            preview: Preview {
                cpu_per_audio: 2.0,
                longest: Span::from_secs(75),
                at_most: Span::from_secs(300),
            },
            fax_status: 488,
            assumptions: Vec::new(),
        };
        deployment.users = self.users(&deployment);
        deployment.traffic = self.traffic(&deployment);
        self.general_assumptions(&deployment);
        deployment
    }

    fn general_assumptions(&mut self, deployment: &Deployment) {
        let outbound = deployment.traffic.iter().any(|t| t.class == Class::Outbound);
        if !outbound && !deployment.gateways.is_empty() {
            let reason = "there is no outbound source: channels carry inbound calls only";
            self.assume("traffic (outbound)", "none", reason);
        }
        let reason = "a user's own calls are not tracked: busy is a share of calls";
        self.assume("users.busy", "independent of load", reason);
        let reason = "an INVITE goes straight to the callee's home Front End";
        self.assume("routing between Front Ends", "direct", reason);
    }

    /// A problem with an object.
    fn problem(&mut self, object: &str, place: Place, message: String, hint: &str) {
        self.problems.push(Diagnostic::error(object, message).at(place).hint(hint));
    }

    /// Lists a default that no source backs.
    fn assume(&mut self, key: &str, value: &str, reason: &str) {
        if self.assumptions.iter().all(|a| a.key != key) {
            self.assumptions.push(Assumption {
                key: key.to_owned(),
                value: value.to_owned(),
                reason: reason.to_owned(),
            });
        }
    }

    /// The position of a name that a key gives, or a problem with the nearest name.
    fn find<'n, T>(
        &mut self,
        (object, key): (&Object<T>, &str),
        kind: &str,
        name: &str,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<usize> {
        let found = names.clone().position(|n| n == name);
        if found.is_none() {
            let message = format!("there is no {kind} `{name}`");
            self.problem(&object.label, object.place_of(key), message, &nearest(name, names));
        }
        found
    }

    /// The positions of the names and globs that a key gives, in order, each once.
    fn find_all<'n, T>(
        &mut self,
        (object, key): (&Object<T>, &str),
        kind: &str,
        wanted: &[String],
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Vec<usize> {
        let mut out = Vec::new();
        for (i, pattern) in wanted.iter().enumerate() {
            let item = object.item(key, i, wanted.len());
            if pattern.contains('*') {
                let hits = names.clone().enumerate().filter(|(_, n)| glob_matches(pattern, n));
                let hits: Vec<usize> = hits.map(|(i, _)| i).collect();
                if hits.is_empty() {
                    let (message, hint) =
                        (format!("no {kind} matches `{pattern}`"), nearest(pattern, names.clone()));
                    self.problem(&object.label, object.place_of(&item), message, &hint);
                }
                out.extend(hits);
            } else {
                out.extend(self.find((object, &item), kind, pattern, names.clone()));
            }
        }
        let mut seen = Vec::new();
        out.retain(|i| {
            !seen.contains(i) && {
                seen.push(*i);
                true
            }
        });
        out
    }

    /// A distribution that the file gives, or a default.
    fn time<T>(
        &mut self,
        object: &Object<T>,
        key: &str,
        text: Option<&DistributionText>,
        default: Shape,
    ) -> Distribution {
        let path = format!("{}.{key}", object.label);
        let Some(text) = text else { return Distribution::new(path, default) };
        match times::distribution(&path, text, self.scenario) {
            Ok(distribution) => distribution,
            Err(why) => {
                self.problem(&object.label, object.place_of(key), format!("`{key}`: {why}"), "");
                Distribution::new(path, default)
            }
        }
    }

    /// Reports objects of one kind with the same name.
    fn unique<T>(&mut self, objects: &[Object<T>], name: impl Fn(&T) -> &str) {
        for (i, object) in objects.iter().enumerate() {
            if objects[..i].iter().any(|other| name(&other.says) == name(&object.says)) {
                let message = "there is another of this name".to_owned();
                self.problem(&object.label, object.place_of("name"), message, "names are unique");
            }
        }
    }

    /// Reports a number outside its range.
    fn range<T>(&mut self, object: &Object<T>, key: &str, value: u32, low: u32, high: u32) {
        if !(low..=high).contains(&value) {
            let message = format!("`{key}` is {value}, outside {low} to {high}");
            self.problem(&object.label, object.place_of(key), message, "");
        }
    }
}
