//! Which service of which host each resource needs.

use super::hosts::{ResourceId, StationId};
use super::outages::Service;
use super::tables::Network;

impl Network {
    /// By resource: the service of a host without which there is none of it.
    pub fn services_behind_resources(&self) -> Vec<Option<(StationId, Service)>> {
        let mut behind = vec![None; self.resources.len()];
        let mut set = |resource: ResourceId, station, service| {
            behind[resource.index()] = Some((station, service));
        };
        for gateway in self.gateways.iter() {
            set(gateway.channels, gateway.station, Service::Gateway);
        }
        for server in self.mediation_servers.iter() {
            set(server.slots, server.station, Service::MediationServer);
        }
        for server in self.exchange.iter() {
            let all = [Some(server.um_slots), server.worker_slots, Some(server.pipeline)];
            for resource in all.into_iter().flatten() {
                set(resource, server.station, Service::UnifiedMessaging);
            }
        }
        for partner in self.fax_partners.iter() {
            set(partner.slots, partner.station, Service::FaxPartner);
        }
        behind
    }
}
