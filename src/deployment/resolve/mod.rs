//! From what the file says to what it means: every name looked up, every default filled in, every
//! contradiction reported, all at once.

mod arrivals;
mod call_paths;
mod contacts;
mod direct_routes;
mod exchange;
mod fax;
mod gateways;
mod integration;
mod lync;
mod names;
mod plans;
mod sites;
mod study;
mod traffic;
mod trust;
mod users;
mod work;

use crate::base::{Diagnostic, Error, Place, Span};
use crate::deployment::{
    Assumption, Class, Deployment, DialPlan, Distribution, ExchangeServer, Integration, Processing,
    Shape, Trust, times,
};
use crate::scenario::defaults::{self, DefaultValue};
use crate::scenario::{
    ClassText, DistributionText, Object, Scenario, Share, Time, glob_matches, nearest,
};
use gateways::Targets;

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
        self.names_fit_scopes();
        let sites = self.sites();
        let pools = self.pools(&sites);
        let mediation_servers = self.mediation_servers(&sites, &pools);
        let exchange_servers = self.exchange_servers(&sites);
        let balancers = self.load_balancers(&sites, &exchange_servers);
        let targets = Targets {
            mediation: &mediation_servers,
            exchange: &exchange_servers,
            balancers: &balancers,
        };
        let gateways = self.gateways(&sites, &pools, targets);
        let dial_plans = self.dial_plans(&exchange_servers);
        let fax_partners = self.fax_partners(&sites);
        let mailbox_policies = self.mailbox_policies(&fax_partners, &dial_plans);
        let wan_delay = self.wan_delay();
        let links = self.links(&sites);
        let voice_mail = takes_voice_mail(&dial_plans, &exchange_servers);
        let previews = voice_mail && exchange_servers.iter().any(|s| s.version.has_preview());
        let (notification_delivery, message_delivery) = self.delivery(voice_mail);
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
            fax_partners,
            users: Vec::new(),
            auto_attendants: Vec::new(),
            access_numbers: Vec::new(),
            fax_lines: Vec::new(),
            traffic: Vec::new(),
            processing: Processing { table: Vec::new() },
            connection: self.connection(),
            notification_delivery,
            message_delivery,
            preview: self.preview(previews),
            fax_status: self.fax_status(),
            trust: Trust::default(),
            integration: Integration::default(),
            assumptions: Vec::new(),
        };
        deployment.trust = self.trust(&deployment);
        deployment.settle_trust();
        deployment.integration = self.integration(&deployment);
        deployment.processing = self.processing(&deployment);
        deployment.users = self.users(&deployment);
        self.unique_parties();
        deployment.auto_attendants = self.auto_attendants(&deployment);
        deployment.access_numbers = self.access_numbers(&deployment);
        self.contact_objects(&mut deployment);
        deployment.fax_lines = self.fax_lines(&deployment, &balancers);
        deployment.traffic = self.traffic(&deployment);
        self.general_assumptions(&deployment);
        self.too_many_hosts(&deployment);
        deployment
    }

    /// A call remembers hosts and sites by 16 bits each.
    fn too_many_hosts(&mut self, deployment: &Deployment) {
        let previews = deployment.exchange_servers.iter().filter(|s| s.makes_previews()).count();
        let hosts = deployment.hosts().count() + deployment.fax_partners.len() + previews;
        for (what, count) in [("hosts", hosts), ("sites", deployment.sites.len())] {
            if count > Deployment::MAX_HOSTS {
                let message = format!("more than 65,000 {what}: {count}");
                let hint = "simulate parts that exchange no calls by themselves; a UM server that makes previews \
                            counts as two hosts";
                self.problems.push(Diagnostic::error("deployment", message).hint(hint));
            }
        }
    }

    fn general_assumptions(&mut self, deployment: &Deployment) {
        let outbound = deployment.traffic.iter().any(|t| t.class == Class::Outbound);
        if !outbound && !deployment.gateways.is_empty() {
            self.assume(&defaults::NO_OUTBOUND_TRAFFIC);
        }
        self.plan_assumptions(deployment);
        self.fault_assumptions(deployment);
        self.assume(&defaults::BUSY_INDEPENDENT_OF_LOAD);
        if !deployment.pools.is_empty() {
            self.assume(&defaults::DIRECT_TO_HOME_FRONT_END);
        }
    }

    /// Whether there are calls of this class.
    fn has_traffic(&self, class: ClassText) -> bool {
        self.scenario.tables.traffic.iter().any(|t| t.says.class == class)
    }

    /// Whether calls of this class go to this name.
    fn is_called(&self, class: ClassText, name: &str) -> bool {
        let mut traffic = self.scenario.tables.traffic.iter().map(|t| &t.says);
        traffic.any(|t| t.class == class && t.to.as_deref() == Some(name))
    }

    /// A problem with an object.
    fn problem(&mut self, object: &str, place: Place, message: String, hint: &str) {
        self.problems.push(Diagnostic::error(object, message).at(place).hint(hint));
    }

    /// Lists a default that no source backs.
    fn assume(&mut self, default: &DefaultValue) {
        if self.assumptions.iter().all(|a| a.key != default.key) {
            self.assumptions.push(Assumption {
                key: default.key.to_owned(),
                value: default.words(),
                reason: default.reason.to_owned(),
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

    /// A distribution that the file gives at a key.
    fn given_time<T>(
        &mut self,
        object: &Object<T>,
        key: &str,
        text: &DistributionText,
    ) -> Distribution {
        let path = format!("{}.{key}", object.label);
        times::distribution(&path, text, self.scenario).unwrap_or_else(|why| {
            self.problem(&object.label, object.place_of(key), format!("`{key}`: {why}"), "");
            Distribution::zero(path)
        })
    }

    /// A distribution that the file gives, or the default.
    fn time<T>(
        &mut self,
        object: &Object<T>,
        default: &DefaultValue,
        text: Option<&DistributionText>,
    ) -> Distribution {
        let key = default.key_in_table();
        match text {
            Some(text) => self.given_time(object, key, text),
            None => Distribution::new(format!("{}.{key}", object.label), self.shape_of(default)),
        }
    }

    /// The shape of a default.
    fn shape_of(&self, default: &DefaultValue) -> Shape {
        times::shape(&default.get(), self.scenario).unwrap_or(Shape::Constant(0.0))
    }

    /// As [`Self::time`], for an assumption: the default is listed if it is `used`.
    fn assumed_time<T>(
        &mut self,
        object: &Object<T>,
        default: &DefaultValue,
        text: Option<&DistributionText>,
        used: bool,
    ) -> Distribution {
        if text.is_none() && used {
            self.assume(default);
        }
        self.time(object, default, text)
    }

    /// A share that the file gives, or an assumption, which is listed if it is `used`.
    fn assumed_share(&mut self, default: &DefaultValue, given: Option<Share>, used: bool) -> f64 {
        if given.is_none() && used {
            self.assume(default);
        }
        default.or(given).0
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

/// The time that is given, or the default.
fn span(given: Option<Time>, default: &DefaultValue) -> Span {
    Span::from_seconds(default.or(given).0).unwrap_or_default()
}

/// Whether Unified Messaging takes any call.
fn takes_voice_mail(plans: &[DialPlan], servers: &[ExchangeServer]) -> bool {
    !plans.is_empty() && servers.iter().any(|s| s.um_service)
}
