//! Everything in a deployment that can be lost, by name.

use super::loss_kind::LossKind;
use super::{Deployment, OutageTarget};
use crate::base::Id;

/// One thing that can be lost.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// Its name in the scenario.
    pub name: String,
    /// What it is.
    pub kind: LossKind,
    /// What an outage of it hits.
    pub of: Vec<OutageTarget>,
}

impl Deployment {
    /// Everything that can be lost: gateways, other hosts, pools, sites, links, then roles that fail without their host.
    pub fn losses(&self) -> Vec<Loss> {
        let mut out = Vec::new();
        let mut add = |name: &str, kind, of: Vec<OutageTarget>| {
            out.push(Loss { name: name.to_owned(), kind, of });
        };
        for (i, gateway) in self.gateways.iter().enumerate() {
            add(&gateway.name, LossKind::Gateway, vec![OutageTarget::Gateway(Id::new(i))]);
        }
        let mediation = || self.mediation_servers.iter().enumerate();
        for (i, server) in mediation().filter(|(_, server)| server.collocated_with.is_none()) {
            add(&server.name, LossKind::Host, vec![OutageTarget::MediationServer(Id::new(i))]);
        }
        for (i, pool) in self.pools.iter().enumerate() {
            for (at, name) in pool.front_ends.iter().enumerate() {
                add(name, LossKind::Host, vec![OutageTarget::FrontEnd(Id::new(i), at)]);
            }
        }
        for (i, server) in self.exchange_servers.iter().enumerate() {
            add(&server.name, LossKind::Host, vec![OutageTarget::ExchangeServer(Id::new(i))]);
        }
        for (i, partner) in self.fax_partners.iter().enumerate() {
            add(&partner.name, LossKind::Host, vec![OutageTarget::FaxPartner(Id::new(i))]);
        }
        for (i, pool) in self.pools.iter().enumerate() {
            let of = (0..pool.front_ends.len()).map(|at| OutageTarget::FrontEnd(Id::new(i), at));
            add(&pool.name, LossKind::Pool, of.collect());
        }
        for (i, site) in self.sites.iter().enumerate() {
            add(&site.name, LossKind::Site, vec![OutageTarget::Site(Id::new(i))]);
        }
        for (i, link) in self.links.iter().enumerate() {
            add(&link.name, LossKind::Link, vec![OutageTarget::Link(i)]);
        }
        for (i, server) in mediation().filter(|(_, server)| server.collocated_with.is_some()) {
            add(&server.name, LossKind::Role, vec![OutageTarget::MediationServer(Id::new(i))]);
        }
        out
    }
}
