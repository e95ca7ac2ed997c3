//! From what the file says to what it means: every name looked up, every default filled in, every
//! contradiction reported, all at once.

mod arrivals;
mod branch_appliances;
mod call_paths;
mod choices;
mod contacts;
mod direct_routes;
mod exchange;
mod expiries;
mod fax;
mod gateways;
mod integration;
mod lync;
mod names;
mod outages;
mod overload;
mod plans;
mod replay;
mod resolver;
mod sites;
mod sizing;
mod study;
mod traffic;
mod trust;
mod users;
mod variation;
mod work;

use crate::base::{Diagnostic, Error, limits};
use crate::deployment::{
    Class, Deployment, DialPlan, DirectRoute, ExchangeServer, Integration, Processing, Sizing,
    Trust,
};
use crate::scenario::Scenario;
use crate::scenario::defaults;
use gateways::Targets;
use resolver::{Resolver, span};

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

impl Resolver<'_> {
    fn deployment(&mut self) -> Deployment {
        self.names_fit_scopes();
        let (mut deployment, balancers) = self.infrastructure();
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
        self.too_many_pairs(&deployment);
        deployment.traffic = self.traffic(&deployment);
        self.branch_appliances(&mut deployment);
        deployment.outages = self.outages(&deployment);
        deployment.sizing = self.sizing(&deployment);
        self.general_assumptions(&deployment);
        self.too_many_hosts(&deployment);
        deployment
    }

    /// Sites, hosts, plans and policies, without anything that refers to the whole deployment, and the routes of the load balancers.
    fn infrastructure(&mut self) -> (Deployment, Vec<DirectRoute>) {
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
        let deployment = Deployment {
            title: self.scenario.tables.title.clone(),
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
            outages: Vec::new(),
            sizing: Sizing::default(),
            failover: self.failover(),
            overload: self.overload_times(),
            assumptions: Vec::new(),
        };
        (deployment, balancers)
    }

    /// `check` follows the calls of every pair of a gateway and somebody who is called.
    fn too_many_pairs(&mut self, d: &Deployment) {
        let contacts = d.auto_attendants.len() + d.access_numbers.len() + d.fax_lines.len();
        let (gateways, called) = (d.gateways.len(), d.users.len() + contacts);
        if gateways.saturating_mul(called) > limits::PAIRS {
            let message = format!(
                "{gateways} gateways and {called} groups of users and contacts are more than {} pairs",
                limits::PAIRS
            );
            let hint = "join gateways of one site, or groups that behave alike, or split the deployment into parts \
                        that exchange no calls";
            self.problems.push(Diagnostic::error("deployment", message).hint(hint));
        }
    }

    /// A call remembers hosts and sites by 16 bits each.
    fn too_many_hosts(&mut self, deployment: &Deployment) {
        let previews = deployment.exchange_servers.iter().filter(|s| s.makes_previews()).count();
        let hosts = deployment.hosts().count() + deployment.fax_partners.len() + previews;
        for (what, count) in [("hosts", hosts), ("sites", deployment.sites.len())] {
            if count > Deployment::MAX_HOSTS {
                let message = format!("more than 65,000 {what}: {count}");
                let hint = "split the deployment into parts that exchange no calls; a UM server that makes previews \
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
        self.open_choices(deployment);
        self.assume(&defaults::BUSY_INDEPENDENT_OF_LOAD);
        if !deployment.pools.is_empty() {
            self.assume(&defaults::DIRECT_TO_HOME_FRONT_END);
        }
    }
}

/// Whether Unified Messaging takes any call.
fn takes_voice_mail(plans: &[DialPlan], servers: &[ExchangeServer]) -> bool {
    !plans.is_empty() && servers.iter().any(|s| s.um_service)
}
