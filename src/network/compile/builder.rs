//! Sites and hosts into the tables of a network.

use super::super::access::Access;
use super::super::connections::ConnectionSetup;
use super::super::gateways::{DirectRoute, DirectRouteId, Gateway, LoadBalancer, Trunk};
use super::super::hosts::{
    ExchangeServer, FaxPartner, FrontEnd, FrontEndId, MEDIATION_UNITS, MediationServer, Resource,
    ResourceId, ResourceKind, Station, StationId, UNLIMITED, Work, WorkTable,
};
use super::super::names::Names;
use super::super::tables::{ManySites, Network, Preview};
use super::variates::variate;
use crate::base::{Id, IdRange};
use crate::deployment::{self, Deployment, HostOverload, HostProcessing, MessageKind, Role};
use crate::kernel::Variate;
use crate::measure::{Scope, ScopeKind};

/// Compiles a deployment. Takes time in proportion to hosts, and to Front Ends × Exchange servers.
///
/// # Panics
/// If there are more hosts or sites than [`Deployment::MAX_HOSTS`]. A scenario with more is refused when
/// it is resolved, so only a program that builds a deployment itself can see this.
pub fn compile(deployment: &Deployment) -> (Network, Names) {
    let mut build = Builder::new(deployment);
    build.sites(deployment);
    build.pools(deployment);
    build.mediation_servers(deployment);
    build.exchange_servers(deployment);
    build.fax_partners(deployment);
    build.gateways(deployment);
    build.plans(deployment);
    build.groups(deployment);
    build.traffic(deployment);
    build.access(deployment);
    build.successors(deployment);
    build.targets(deployment);
    build.outages(deployment);
    build.network.overload_matters = build.network.can_overload();
    let network = &build.network;
    let most = network.stations.len().max(network.sites);
    assert!(
        most <= Deployment::MAX_HOSTS,
        "{most} hosts (with cores for previews) or sites: more than a call can distinguish"
    );
    (build.network, build.names)
}

fn many_sites(deployment: &Deployment) -> ManySites {
    let links = deployment.links.iter().enumerate();
    let both_ways = links.flat_map(|(i, link)| {
        let (a, b) = link.between;
        [(a, b), (b, a)].map(|pair| (pair, (Id::new(i), variate(&link.delay))))
    });
    ManySites {
        inside: deployment.sites.iter().map(|site| variate(&site.lan_delay)).collect(),
        without_link: vec![variate(&deployment.wan_delay)],
        links: both_ways.collect(),
    }
}

pub(super) struct Builder {
    pub(super) network: Network,
    pub(super) names: Names,
    /// The Front Ends of each pool.
    pub(super) pool_front_ends: Vec<IdRange<FrontEnd>>,
}

impl Builder {
    fn new(deployment: &Deployment) -> Self {
        let table = |role: Role| {
            MessageKind::ALL.map(|kind| compile_work(deployment.processing.work(role, kind)))
        };
        let connection = &deployment.connection;
        let network = Network {
            stations: Vec::new(),
            resources: Vec::new(),
            work: vec![Role::ALL.map(table)],
            sites: deployment.sites.len(),
            delays: Vec::new(),
            site_links: Vec::new(),
            many_sites: ManySites::default(),
            links: deployment.links.len(),
            gateways: Vec::new(),
            trunks: Vec::new(),
            mediation_servers: Vec::new(),
            front_ends: Vec::new(),
            exchange: Vec::new(),
            direct_routes: Vec::new(),
            fax_partners: Vec::new(),
            plans: Vec::new(),
            groups: Vec::new(),
            sources: Vec::new(),
            connection_setup: ConnectionSetup {
                tcp_round_trips: connection.tcp_round_trips,
                tls_round_trips: connection.tcp_round_trips + connection.tls_round_trips,
                tls_handshake: variate(&connection.tls_handshake),
            },
            notification_delivery: variate(&deployment.notification_delivery),
            message_delivery: variate(&deployment.message_delivery),
            preview: Preview {
                cpu_per_audio: deployment.preview.cpu_per_audio,
                longest: deployment.preview.longest,
                at_most: deployment.preview.at_most,
            },
            service_level_within: deployment.settings.service_level_within,
            bin: deployment.settings.bin,
            outages: Vec::new(),
            failover: deployment.failover.times,
            re_register: variate(&deployment.failover.re_register),
            overload: deployment.overload,
            link_loss: deployment.links.iter().map(|link| link.loss).collect(),
            overload_matters: false,
            access: Access::default(),
            security_checked_at: deployment.trust.rules.security_checked_at,
            far_outgoing_works: deployment.trust.rules.far_outgoing_works,
        };
        Builder { network, names: Names::default(), pool_front_ends: Vec::new() }
    }

    fn sites(&mut self, deployment: &Deployment) {
        let n = deployment.sites.len();
        let (sites, links) = (deployment.sites.iter(), deployment.links.iter());
        self.names.sites = sites.map(|s| Scope::of(ScopeKind::Site, &s.name)).collect();
        self.names.links = links.map(|l| Scope::of(ScopeKind::Link, &l.name)).collect();
        if n > Network::MATRIX_SITES {
            self.network.many_sites = many_sites(deployment);
            return;
        }
        self.network.delays = vec![variate(&deployment.wan_delay); n * n];
        self.network.site_links = vec![None; n * n];
        for (i, site) in deployment.sites.iter().enumerate() {
            self.network.delays[i * n + i] = variate(&site.lan_delay);
        }
        for (i, link) in deployment.links.iter().enumerate() {
            let (a, b) = (link.between.0.index(), link.between.1.index());
            for cell in [a * n + b, b * n + a] {
                self.network.delays[cell] = variate(&link.delay);
                self.network.site_links[cell] = Some(Id::new(i));
            }
        }
    }

    fn station(
        &mut self,
        scope: Scope,
        site: deployment::SiteId,
        host: &HostProcessing,
    ) -> StationId {
        let work = self.work_row(host);
        self.network.stations.push(Station {
            cores: host.cores,
            work,
            site,
            overload: host.overload,
        });
        self.names.stations.push(scope);
        Id::new(self.network.stations.len() - 1)
    }

    /// The row of a host's work: the common one, unless the host differs.
    fn work_row(&mut self, host: &HostProcessing) -> Id<WorkTable> {
        if host.overrides.is_empty() {
            return Id::new(0);
        }
        let mut table: WorkTable = self.network.work[0].clone();
        for (role, kind, work) in &host.overrides {
            table[*role as usize][*kind as usize] = compile_work(work);
        }
        self.network.work.push(table);
        Id::new(self.network.work.len() - 1)
    }

    pub(super) fn resource(
        &mut self,
        scope: Scope,
        units: u32,
        per_call: u32,
        kind: ResourceKind,
    ) -> ResourceId {
        self.network.resources.push(Resource { units, units_per_call: per_call, kind });
        self.names.resources.push(scope);
        Id::new(self.network.resources.len() - 1)
    }

    fn pools(&mut self, deployment: &Deployment) {
        for pool in &deployment.pools {
            self.names.pools.push(Scope::of(ScopeKind::Pool, &pool.name));
            let first = FrontEndId::new(self.network.front_ends.len());
            let all = IdRange::new(first, pool.front_ends.len() as u32);
            for name in &pool.front_ends {
                let station = self.station(server_scope(name), pool.site, &pool.host);
                self.network.front_ends.push(FrontEnd { station, pool: all, backup: None });
            }
            self.pool_front_ends.push(all);
        }
    }

    fn mediation_servers(&mut self, deployment: &Deployment) {
        for server in &deployment.mediation_servers {
            let station = match server.collocated_with {
                Some(position) => {
                    let front_ends = self.pool_front_ends[server.pool.index()];
                    self.network.front_ends[front_ends.nth(position as u32)].station
                }
                None => self.station(server_scope(&server.name), server.site, &server.host),
            };
            let slots = self.resource(
                slots_scope(&server.name, "mediation"),
                server.calls.saturating_mul(MEDIATION_UNITS),
                MEDIATION_UNITS,
                ResourceKind::MediationSlots,
            );
            self.network.mediation_servers.push(MediationServer { station, slots });
        }
    }

    fn gateways(&mut self, deployment: &Deployment) {
        for gateway in &deployment.gateways {
            let station = self.station(server_scope(&gateway.name), gateway.site, &gateway.host);
            let scope = Scope::of(ScopeKind::Gateway, &gateway.name);
            let channels = self.resource(scope, gateway.channels, 1, ResourceKind::Channels);
            let first = Id::new(self.network.trunks.len());
            self.network.trunks.extend(gateway.next_hops.iter().map(|trunk| Trunk {
                mediation_server: trunk.mediation_server.counterpart(),
                tls: trunk.tls,
                udp: trunk.udp,
                bypass: trunk.bypass,
                refer: trunk.refer,
            }));
            let trunks = IdRange::new(first, gateway.next_hops.len() as u32);
            let direct_route = gateway.exchange.as_ref().map(|route| self.direct_route(route));
            self.network.gateways.push(Gateway {
                station,
                channels,
                trunks,
                direct_route,
                balance: gateway.balance,
                kind: gateway.kind,
                fax_method: gateway.fax.method,
                fax_on_reject: gateway.fax.on_reject,
                cng_detect: variate(&gateway.fax.cng_detect),
            });
        }
    }

    /// Adds a direct route to Exchange.
    pub(super) fn direct_route(&mut self, route: &deployment::DirectRoute) -> DirectRouteId {
        let balancer = route.load_balancer.as_ref();
        self.network.direct_routes.push(DirectRoute {
            entries: route.servers.iter().map(|id| id.counterpart()).collect(),
            balancer: balancer.map(|b| LoadBalancer { site: b.site, delay: variate(&b.delay) }),
        });
        Id::new(self.network.direct_routes.len() - 1)
    }

    fn fax_partners(&mut self, deployment: &Deployment) {
        for partner in &deployment.fax_partners {
            let station = self.station(server_scope(&partner.name), partner.site, &partner.host);
            let scope = slots_scope(&partner.name, "fax");
            let slots = self.resource(scope, partner.calls, 1, ResourceKind::FaxSlots);
            self.network.fax_partners.push(FaxPartner { station, slots });
        }
    }

    fn exchange_servers(&mut self, deployment: &Deployment) {
        for server in &deployment.exchange_servers {
            let scope = server_scope(&server.name);
            let station = self.station(scope.clone(), server.site, &server.host);
            let um_slots = self.resource(
                slots_scope(&server.name, "um"),
                server.max_calls,
                1,
                ResourceKind::UmSlots,
            );
            let worker_slots = server.worker_calls.map(|calls| {
                self.resource(
                    slots_scope(&server.name, "worker"),
                    calls,
                    1,
                    ResourceKind::WorkerSlots,
                )
            });
            let units = server.pipeline_limit.unwrap_or(UNLIMITED);
            let pipeline = scope.with(ScopeKind::Pipeline);
            let pipeline = self.resource(pipeline, units, 1, ResourceKind::Pipeline);
            let preview = server.makes_previews().then(|| {
                let cores = HostProcessing {
                    cores: server.preview_cores,
                    overrides: Vec::new(),
                    overload: HostOverload::default(),
                };
                self.station(scope.with(ScopeKind::Preview), server.site, &cores)
            });
            self.network.exchange.push(ExchangeServer {
                station,
                um_slots,
                worker_slots,
                pipeline,
                preview,
                version: server.version,
                um_service: server.um_service,
                copies: Vec::new(),
            });
        }
    }
}

/// A server as a scope.
fn server_scope(name: &str) -> Scope {
    Scope::of(ScopeKind::Server, name)
}

/// Slots of one kind on a server.
fn slots_scope(name: &str, slots: &str) -> Scope {
    server_scope(name).and(ScopeKind::Slots, slots)
}

fn compile_work(work: &deployment::Work) -> Work {
    let (service, wait) = (variate(&work.service), variate(&work.wait));
    debug_assert!(!matches!(&service, Variate::Empirical(values) if values.is_empty()));
    Work { service, wait }
}
