//! Outages, and who takes over.

use super::super::access::Access;
use super::super::hosts::StationId;
use super::super::names::TargetName;
use super::super::outages::{Outage, OutageTimes, Service, Services};
use super::builder::Builder;
use super::variates::variate;
use crate::base::Id;
use crate::deployment::{self, Deployment, Effect, OutageRole, OutageTarget};
use crate::kernel::stable_hash;
use crate::measure::{Scope, ScopeKind};

impl Builder {
    /// The targets, each under a name of its own.
    pub(super) fn targets(&mut self, deployment: &Deployment) {
        for target in &deployment.targets {
            let figure = target.named.figure.clone();
            let name = figure.as_part();
            let mut scope = Scope::of(ScopeKind::Target, &name);
            for number in 2.. {
                if self.names.targets.iter().all(|known| known.scope != scope) {
                    break;
                }
                scope = Scope::of(ScopeKind::Target, format!("{name} ({number})"));
            }
            self.names.targets.push(TargetName { scope, figure, bound: target.bound });
        }
    }

    pub(super) fn outages(&mut self, deployment: &Deployment) {
        for outage in &deployment.outages {
            self.names.outages.push(Scope::of(ScopeKind::Outage, &outage.name));
            let compiled = self.outage(deployment, outage);
            self.network.outages.push(compiled);
        }
    }

    fn outage(&self, deployment: &Deployment, outage: &deployment::Outage) -> Outage {
        let (mut services, mut sites, mut links) = (Vec::new(), Vec::new(), Vec::new());
        let directory = outage.of.contains(&OutageTarget::Directory);
        let dns = outage.of.contains(&OutageTarget::Dns);
        let mut expired = Access::default();
        for target in &outage.of {
            match *target {
                OutageTarget::Site(site) => {
                    let here = self.network.stations.iter().enumerate();
                    let here = here.filter(|(_, station)| station.site == site);
                    let all = here.map(|(i, _)| (StationId::new(i), Services::ALL));
                    services.extend(all);
                    // Only the loss of all that is there cuts it off.
                    let is_lost = outage.effect == Effect::Down && outage.role.is_none();
                    sites.extend(is_lost.then_some(site));
                }
                OutageTarget::Directory | OutageTarget::Dns => {}
                OutageTarget::Link(link) => links.push(Id::new(link)),
                OutageTarget::Certificate(id) => expired = self.expired(deployment, id),
                other => {
                    services.push(self.host_of(deployment, other));
                    services.extend(self.preview_of(other));
                }
            }
        }
        if let Some(role) = outage.role {
            services.iter_mut().for_each(|(_, which)| *which = Services::only(service(role)));
        }
        let times = match &outage.times {
            deployment::OutageTimes::Once { from, lasts } => {
                OutageTimes::Once(*from, variate(lasts))
            }
            deployment::OutageTimes::Random { every, lasts } => {
                OutageTimes::Random { every: variate(every), lasts: variate(lasts) }
            }
        };
        let hash = stable_hash(&outage.name);
        let effect = outage.effect;
        Outage { hash, services, sites, links, expired, directory, dns, effect, times }
    }

    /// The station of a host that fails, and its services that do.
    fn host_of(&self, deployment: &Deployment, target: OutageTarget) -> (StationId, Services) {
        let net = &self.network;
        match target {
            OutageTarget::Gateway(id) => (net.gateways[id.counterpart()].station, Services::ALL),
            OutageTarget::MediationServer(id) => {
                let collocated = deployment.mediation_servers[id.index()].collocated_with.is_some();
                let role = Services::only(Service::MediationServer);
                let services = if collocated { role } else { Services::ALL };
                (net.mediation_servers[id.counterpart()].station, services)
            }
            OutageTarget::FrontEnd(pool, at) => {
                let front_end = self.pool_front_ends[pool.index()].nth(at as u32);
                (net.front_ends[front_end].station, Services::ALL)
            }
            OutageTarget::ExchangeServer(id) => {
                (net.exchange[id.counterpart()].station, Services::ALL)
            }
            OutageTarget::FaxPartner(id) => {
                (net.fax_partners[id.counterpart()].station, Services::ALL)
            }
            OutageTarget::Site(_)
            | OutageTarget::Link(_)
            | OutageTarget::Certificate(_)
            | OutageTarget::Directory
            | OutageTarget::Dns => {
                unreachable!("no host")
            }
        }
    }

    /// The cores for previews of a host that fails.
    fn preview_of(&self, target: OutageTarget) -> Option<(StationId, Services)> {
        let OutageTarget::ExchangeServer(id) = target else { return None };
        let preview = self.network.exchange[id.counterpart()].preview?;
        Some((preview, Services::ALL))
    }

    /// Joins each Front End with its pool and backup pool, and each Exchange server with its copies.
    pub(super) fn successors(&mut self, deployment: &Deployment) {
        for (i, pool) in deployment.pools.iter().enumerate() {
            let backup = pool.backup.map(|backup| self.pool_front_ends[backup.index()]);
            for front_end in self.pool_front_ends[i].iter() {
                self.network.front_ends[front_end].backup = backup;
            }
        }
        for (i, server) in deployment.exchange_servers.iter().enumerate() {
            let copies = server.copies.iter().map(|id| id.counterpart()).collect();
            self.network.exchange[deployment::ExchangeServerId::new(i).counterpart()].copies =
                copies;
        }
    }
}

const fn service(role: OutageRole) -> Service {
    match role {
        OutageRole::FrontEnd => Service::FrontEnd,
        OutageRole::MediationServer => Service::MediationServer,
        OutageRole::CallRouter => Service::CallRouter,
        OutageRole::UnifiedMessaging => Service::UnifiedMessaging,
    }
}
