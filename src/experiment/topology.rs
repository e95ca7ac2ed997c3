//! Draws up the graph of a deployment for its record: who sends calls to whom. Which server takes a single call is for
//! `deployment/access.rs` and its neighbours to decide.

use super::record::{Topology, TopologyLink, TopologyNode, TopologyRole};
use crate::deployment::{
    Deployment, DialPlanId, ExchangeServer, ExchangeServerId, GatewayKind, PoolId, SiteId,
};
use std::collections::BTreeSet;

/// The graph of a deployment.
pub(super) fn of(deployment: &Deployment) -> Topology {
    let graph = Graph::new(deployment);
    let d = deployment;
    let mut nodes = Vec::new();
    for gateway in &d.gateways {
        let hops =
            gateway.next_hops.iter().map(|hop| graph.mediation + hop.mediation_server.index());
        let direct = gateway.exchange.iter().flat_map(|route| graph.entries(&route.servers));
        nodes.push(TopologyNode {
            role: TopologyRole::Gateway,
            name: gateway.name.clone(),
            site: graph.site(gateway.site),
            product: match gateway.kind {
                GatewayKind::MediaGateway => "media gateway",
                GatewayKind::IpPbx => "IP PBX",
                GatewayKind::Sbc => "session border controller",
            }
            .to_owned(),
            hosts: Vec::new(),
            calls: Some(gateway.channels),
            to: numbers(hops.chain(direct)),
        });
    }
    for server in &d.mediation_servers {
        nodes.push(TopologyNode {
            role: TopologyRole::MediationServer,
            name: server.name.clone(),
            site: graph.site(server.site),
            product: "Mediation Server".to_owned(),
            hosts: Vec::new(),
            calls: Some(server.calls),
            to: numbers(std::iter::once(graph.pools + server.pool.index())),
        });
    }
    for (i, pool) in d.pools.iter().enumerate() {
        nodes.push(TopologyNode {
            role: TopologyRole::Pool,
            name: pool.name.clone(),
            site: graph.site(pool.site),
            product: pool.product.name().to_owned(),
            hosts: pool.front_ends.clone(),
            calls: None,
            to: numbers(graph.of_pool(PoolId::new(i)).into_iter()),
        });
    }
    nodes.extend(d.exchange_servers.iter().map(|server| graph.exchange_server(server)));
    let link = |link: &crate::deployment::Link| TopologyLink {
        name: link.name.clone(),
        between: (graph.site(link.between.0), graph.site(link.between.1)),
    };
    Topology {
        design: None,
        sites: d.sites.iter().map(|site| site.name.clone()).collect(),
        nodes,
        links: d.links.iter().map(link).collect(),
    }
}

/// Positions, each once, in order.
fn numbers(positions: impl Iterator<Item = usize>) -> Vec<u32> {
    let unique: BTreeSet<usize> = positions.collect();
    unique.into_iter().map(|position| position as u32).collect()
}

/// Where the nodes of each kind begin.
struct Graph<'d> {
    deployment: &'d Deployment,
    mediation: usize,
    pools: usize,
    exchange: usize,
}

impl<'d> Graph<'d> {
    fn new(deployment: &'d Deployment) -> Self {
        let mediation = deployment.gateways.len();
        let pools = mediation + deployment.mediation_servers.len();
        let exchange = pools + deployment.pools.len();
        Graph { deployment, mediation, pools, exchange }
    }

    fn site(&self, id: SiteId) -> String {
        self.deployment.sites.get(id.index()).map_or_else(String::new, |site| site.name.clone())
    }

    fn server(&self, id: ExchangeServerId) -> &'d ExchangeServer {
        &self.deployment.exchange_servers[id.index()]
    }

    /// Those of some servers that calls meet first: Call Routers, and servers of versions without them.
    fn entries<'g>(&'g self, servers: &'g [ExchangeServerId]) -> impl Iterator<Item = usize> + 'g {
        let first = |id: &&ExchangeServerId| {
            let server = self.server(**id);
            server.call_router || server.version.is_legacy()
        };
        servers.iter().filter(first).map(|id| self.exchange + id.index())
    }

    /// The servers of the dial plans that the users and numbers of a pool have.
    fn of_pool(&self, pool: PoolId) -> BTreeSet<usize> {
        let d = self.deployment;
        let users = d.users.iter().filter(|u| u.pool == Some(pool)).filter_map(|u| u.dial_plan);
        let menus = d.auto_attendants.iter().filter(|a| a.pool == Some(pool)).map(|a| a.dial_plan);
        let access = d.access_numbers.iter().filter(|a| a.pool == Some(pool)).map(|a| a.dial_plan);
        let plans: Vec<DialPlanId> = users.chain(menus).chain(access).collect();
        plans.iter().flat_map(|plan| self.entries(&d.dial_plans[plan.index()].servers)).collect()
    }

    fn exchange_server(&self, server: &ExchangeServer) -> TopologyNode {
        let only_routes = server.call_router && !server.um_service;
        let takes = |s: &ExchangeServer| s.um_service && !s.version.is_legacy();
        let all = self.deployment.exchange_servers.iter().enumerate();
        let to = all.filter(|(_, s)| only_routes && takes(s)).map(|(i, _)| self.exchange + i);
        TopologyNode {
            role: if only_routes { TopologyRole::CallRouter } else { TopologyRole::UmServer },
            name: server.name.clone(),
            site: self.site(server.site),
            product: server.version.name().replace("exchange-", "Exchange "),
            hosts: Vec::new(),
            calls: server.um_service.then_some(server.max_calls),
            to: numbers(to),
        }
    }
}
