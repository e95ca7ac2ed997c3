//! A deployment into a network. Everything was checked before, so this cannot fail.

use super::variates::variate;
use super::{
    Arrivals, Choose, ConnectionSetup, DialPlan, ExchangeServer, ExchangeWay, FaxCalls, FaxPartner,
    FrontEnd, Gateway, Hop, MEDIATION_UNITS, MediationServer, Names, Network, Preview, Resource,
    ResourceId, ResourceKind, Retry, Source, Station, StationId, UNLIMITED, Work, WorkTable,
};
use crate::base::Id;
use crate::deployment::{self, Deployment, GatewayKind, HostProcessing, MessageKind, Role};
use crate::kernel::{RateCurve, Variate, stable_hash};
use crate::measure::{Scope, ScopeKind};

/// Compiles; costs time in proportion to hosts, and to Front Ends × Exchange servers.
///
/// # Panics
/// If a deployment that was not resolved from a scenario, but made by a program, has more hosts or sites than
/// [`Deployment::MOST_HOSTS`].
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
    let network = &mut build.network;
    network.connections = network.partner_connection(network.gateways.len() as u32, 0);
    let most = network.stations.len().max(network.sites);
    assert!(
        most <= Deployment::MOST_HOSTS,
        "{most} hosts (with cores for previews) or sites: more than a call can tell apart"
    );
    (build.network, build.names)
}

pub(super) struct Builder {
    pub(super) network: Network,
    pub(super) names: Names,
    /// First Front End of each pool, and one past the last.
    pub(super) pool_front_ends: Vec<std::ops::Range<u32>>,
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
            links: deployment.links.len(),
            gateways: Vec::new(),
            hops: Vec::new(),
            mediation_servers: Vec::new(),
            front_ends: Vec::new(),
            exchange: Vec::new(),
            ways: Vec::new(),
            fax_partners: Vec::new(),
            plans: Vec::new(),
            groups: Vec::new(),
            sources: Vec::new(),
            connections: 0,
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
            access: super::Access::default(),
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
        let site = site.index() as u32;
        self.network.stations.push(Station { cores: host.cores, work, site });
        self.names.stations.push(scope);
        Id::new(self.network.stations.len() - 1)
    }

    /// The row of a host's work: the common one unless something differs here.
    fn work_row(&mut self, host: &HostProcessing) -> u32 {
        if host.overrides.is_empty() {
            return 0;
        }
        let mut table: WorkTable = self.network.work[0].clone();
        for (role, kind, work) in &host.overrides {
            table[*role as usize][*kind as usize] = compile_work(work);
        }
        self.network.work.push(table);
        self.network.work.len() as u32 - 1
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
            let first = self.network.front_ends.len() as u32;
            for name in &pool.front_ends {
                let station = self.station(server_scope(name), pool.site, &pool.host);
                self.network.front_ends.push(FrontEnd { station });
            }
            self.pool_front_ends.push(first..self.network.front_ends.len() as u32);
        }
    }

    fn mediation_servers(&mut self, deployment: &Deployment) {
        for server in &deployment.mediation_servers {
            let station = match server.collocated_with {
                Some(position) => {
                    let first = self.pool_front_ends[server.pool.index()].start as usize;
                    self.network.front_ends[first + position].station
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
            let first = self.network.hops.len() as u32;
            self.network.hops.extend(gateway.next_hops.iter().map(|hop| Hop {
                mediation_server: hop.mediation_server.index() as u32,
                tls: hop.tls,
                bypass: hop.bypass,
                refer: hop.refer,
            }));
            let hops = first..self.network.hops.len() as u32;
            let way = gateway.exchange.as_ref().map(|way| self.way(way));
            self.network.gateways.push(Gateway {
                station,
                channels,
                hops,
                way,
                balance: gateway.balance,
                kind: gateway.kind,
                fax_method: gateway.fax.method,
                fax_on_reject: gateway.fax.on_reject,
                cng_detect: variate(&gateway.fax.cng_detect),
            });
        }
    }

    /// Adds a way straight to Exchange; its index.
    pub(super) fn way(&mut self, way: &deployment::ExchangeWay) -> u32 {
        let balancer = way.load_balancer.as_ref();
        self.network.ways.push(ExchangeWay {
            entries: way.servers.iter().map(|id| id.index() as u32).collect(),
            balancer: balancer.map(|b| (b.site.index() as u32, variate(&b.delay))),
        });
        self.network.ways.len() as u32 - 1
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
                let cores = HostProcessing { cores: server.preview_cores, overrides: Vec::new() };
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
            });
        }
    }

    fn plans(&mut self, deployment: &Deployment) {
        for plan in &deployment.dial_plans {
            self.names.plans.push(Scope::of(ScopeKind::DialPlan, &plan.name));
            let server =
                |id: &deployment::ExchangeServerId| &deployment.exchange_servers[id.index()];
            // Call Routers from 2013 on; before, the UM servers themselves.
            let is_entry = |id: &deployment::ExchangeServerId| {
                let s = server(id);
                if s.version.is_legacy() { s.um_service } else { s.call_router }
            };
            let all: Vec<_> = plan.servers.iter().filter(|id| is_entry(id)).collect();
            let newest = all.iter().map(|id| server(id).version.major()).max();
            let index = |id: &deployment::ExchangeServerId| id.index() as u32;
            self.network.plans.push(DialPlan {
                entries: all
                    .iter()
                    .filter(|id| Some(server(id).version.major()) == newest)
                    .map(|id| index(id))
                    .collect(),
                unfiltered_entries: all.iter().map(|id| index(id)).collect(),
                legacy_um: plan
                    .servers
                    .iter()
                    .filter(|id| server(id).version.is_legacy() && server(id).um_service)
                    .map(index)
                    .collect(),
                um_servers: {
                    let runs = |id: &&deployment::ExchangeServerId| {
                        server(id).um_service && Some(server(id).version.major()) == newest
                    };
                    plan.servers.iter().filter(runs).map(index).collect()
                },
                tls: plan.security.is_tls(),
                retry_after_redirect: plan.retry_after_redirect,
                legacy_notifications: plan.legacy_notifications,
                legacy_only_plan_notifies: plan.legacy_only_plan_notifies,
                older_server: plan.older_server,
                max_call_duration: plan.max_call_duration,
                max_recording: plan.max_recording,
                logon_failures: plan.logon_failures,
            });
        }
    }

    fn traffic(&mut self, deployment: &Deployment) {
        for traffic in &deployment.traffic {
            self.names.sources.push(Scope::of(ScopeKind::Source, &traffic.name));
            let parties = self.parties(deployment, traffic);
            let mut users = 0;
            let upto = parties.iter().skip(1).map(|group| {
                users += self.network.groups[*group as usize].count;
                users
            });
            let upto = upto.collect();
            let direct = !self.network.groups[parties[0] as usize].has_lync();
            let has_phones = |id: &deployment::GatewayId| {
                deployment.gateways[id.index()].kind == GatewayKind::IpPbx
            };
            self.network.sources.push(Source {
                hash: stable_hash(&traffic.name),
                class: traffic.class,
                rings_before_gateway: direct && !traffic.gateways.iter().all(has_phones),
                parties,
                upto,
                gateways: traffic.gateways.iter().map(|g| g.index() as u32).collect(),
                choose: match &traffic.choose {
                    deployment::Choice::InOrder => Choose::InOrder,
                    deployment::Choice::RoundRobin => Choose::RoundRobin,
                    deployment::Choice::Shares(shares) => Choose::Shares(cumulative(shares)),
                },
                arrivals: match &traffic.arrivals {
                    deployment::Arrivals::Rate { steps, period } => {
                        Arrivals::Poisson(RateCurve::new(steps, *period))
                    }
                    deployment::Arrivals::Trace(instants) => Arrivals::Recorded(instants.clone()),
                },
                talk: variate(&traffic.talk),
                patience: traffic.patience.as_ref().map(variate),
                retry: traffic.retry.as_ref().map(|retry| Retry {
                    share: retry.share,
                    after: variate(&retry.after),
                    at_most: retry.at_most,
                }),
                fax: traffic.fax.as_ref().map(|fax| FaxCalls {
                    gives_up: variate(&fax.gives_up),
                    gives_up_from: fax.gives_up_from,
                    person_hangs_up: variate(&fax.person_hangs_up),
                    transmission: variate(&fax.transmission),
                }),
                to_telephone_network: traffic.to_telephone_network,
                named: deployment.named_callers(traffic),
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

fn cumulative(shares: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    shares
        .iter()
        .map(|share| {
            sum += share;
            sum
        })
        .collect()
}
