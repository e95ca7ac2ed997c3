//! A deployment into a network. Everything was checked before, so this cannot fail.

use super::variates::variate;
use super::{
    Arrivals, Choose, ConnectionSetup, DialPlan, ExchangeServer, FrontEnd, Gateway, Group, Hop,
    MEDIATION_UNITS, MediationServer, Names, Network, Resource, ResourceId, ResourceKind, Retry,
    Source, Station, StationId, UM_PORTS, Work, WorkTable,
};
use crate::base::Id;
use crate::deployment::{
    self, Deployment, HostProcessing, Mailboxes, MessageKind, Product, Role, Users,
};
use crate::kernel::{RateCurve, Variate, stable_hash};

/// Compiles; costs time in proportion to hosts, and to Front Ends × Exchange servers.
pub fn compile(deployment: &Deployment) -> (Network, Names) {
    let mut build = Builder::new(deployment);
    build.sites(deployment);
    build.pools(deployment);
    build.mediation_servers(deployment);
    build.gateways(deployment);
    build.exchange_servers(deployment);
    build.plans(deployment);
    build.users(deployment);
    build.traffic(deployment);
    let network = &mut build.network;
    network.connections = network.um_connection(0, 0, 0)
        + network.front_ends.len() * network.exchange.len() * UM_PORTS;
    (build.network, build.names)
}

struct Builder {
    network: Network,
    names: Names,
    /// First Front End of each pool, and one past the last.
    pool_front_ends: Vec<std::ops::Range<u32>>,
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
            work: vec![Role::ALL.iter().map(|role| table(*role)).collect()],
            sites: deployment.sites.len(),
            delays: Vec::new(),
            site_links: Vec::new(),
            links: deployment.links.len(),
            gateways: Vec::new(),
            hops: Vec::new(),
            mediation_servers: Vec::new(),
            front_ends: Vec::new(),
            exchange: Vec::new(),
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
        };
        Builder { network, names: Names::default(), pool_front_ends: Vec::new() }
    }

    fn sites(&mut self, deployment: &Deployment) {
        let n = deployment.sites.len();
        self.names.sites = deployment.sites.iter().map(|s| s.name.clone()).collect();
        self.names.links = deployment.links.iter().map(|l| l.name.clone()).collect();
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
        name: &str,
        site: deployment::SiteId,
        host: &HostProcessing,
    ) -> StationId {
        let work = self.work_row(host);
        let site = site.index() as u32;
        self.network.stations.push(Station { cores: host.cores, work, site });
        self.names.stations.push(name.to_owned());
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

    fn resource(
        &mut self,
        scope: String,
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
            self.names.pools.push(pool.name.clone());
            let first = self.network.front_ends.len() as u32;
            for name in &pool.front_ends {
                let station = self.station(name, pool.site, &pool.host);
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
                None => self.station(&server.name, server.site, &server.host),
            };
            let slots = self.resource(
                format!("server:{}+slots:mediation", server.name),
                server.calls.saturating_mul(MEDIATION_UNITS),
                MEDIATION_UNITS,
                ResourceKind::MediationSlots,
            );
            self.network.mediation_servers.push(MediationServer { station, slots });
        }
    }

    fn gateways(&mut self, deployment: &Deployment) {
        for gateway in &deployment.gateways {
            let station = self.station(&gateway.name, gateway.site, &gateway.host);
            let scope = format!("gateway:{}", gateway.name);
            let channels = self.resource(scope, gateway.channels, 1, ResourceKind::Channels);
            let first = self.network.hops.len() as u32;
            self.network.hops.extend(gateway.next_hops.iter().map(|hop| Hop {
                mediation_server: hop.mediation_server.index() as u32,
                tls: hop.tls,
                bypass: hop.bypass,
            }));
            let hops = first..self.network.hops.len() as u32;
            let balance = gateway.balance;
            self.network.gateways.push(Gateway { station, channels, hops, balance });
        }
    }

    fn exchange_servers(&mut self, deployment: &Deployment) {
        for server in &deployment.exchange_servers {
            let station = self.station(&server.name, server.site, &server.host);
            let um_slots = self.resource(
                format!("server:{}+slots:um", server.name),
                server.max_calls,
                1,
                ResourceKind::UmSlots,
            );
            let worker_slots = server.worker_calls.map(|calls| {
                let scope = format!("server:{}+slots:worker", server.name);
                self.resource(scope, calls, 1, ResourceKind::WorkerSlots)
            });
            self.network.exchange.push(ExchangeServer {
                station,
                um_slots,
                worker_slots,
                version: server.version,
                um_service: server.um_service,
            });
        }
    }

    fn plans(&mut self, deployment: &Deployment) {
        for plan in &deployment.dial_plans {
            self.names.plans.push(plan.name.clone());
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
                retry_after_redirect: plan.retry_after_redirect,
                legacy_notifications: plan.legacy_notifications,
            });
        }
    }

    fn users(&mut self, deployment: &Deployment) {
        for users in &deployment.users {
            self.names.groups.push(users.name.clone());
            let Some(pool) = users.pool else { continue };
            self.names.group_places.push((
                users.site.index(),
                pool.index(),
                users.dial_plan.map(|p| p.index()),
            ));
            let pool_front_ends = self.pool_front_ends[pool.index()].clone();
            let pool = &deployment.pools[pool.index()];
            let policy = users.policy.map(|id| &deployment.mailbox_policies[id.index()]);
            self.network.groups.push(Group {
                salt: stable_hash(&users.name),
                count: users.count,
                site: users.site.index() as u32,
                front_ends: pool_front_ends,
                version_filter: pool.product != Product::Ocs2007R2,
                plan: users.dial_plan.map(|p| p.index() as u32),
                mailboxes: mailbox_ranks(users),
                notifications: policy.is_none_or(|p| p.missed_call_notifications),
                endpoints: users.endpoints,
                registered: users.registered,
                busy: users.busy,
                do_not_disturb: users.do_not_disturb,
                ring: variate(&users.ring),
                answer_share: users.answers.share,
                answer_after: variate(&users.answers.after),
                greeting: variate(&users.voice_mail.greeting),
                hangs_up_in_greeting: users.voice_mail.hangs_up_in_greeting,
                leaves_message: users.voice_mail.leaves_message,
                message: variate(&users.voice_mail.message),
            });
        }
    }

    fn traffic(&mut self, deployment: &Deployment) {
        for traffic in &deployment.traffic {
            let deployment::Party::Users(users) = traffic.party else { continue };
            self.names.sources.push(traffic.name.clone());
            self.network.sources.push(Source {
                hash: stable_hash(&traffic.name),
                class: traffic.class,
                group: users.index() as u32,
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
            });
        }
    }
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

/// Users below the first rank are spread over the first servers, and so on; exact shares.
fn mailbox_ranks(users: &Users) -> Vec<(u32, Vec<u32>)> {
    let upto =
        |share: f64| (share * f64::from(users.count)).round().min(f64::from(users.count)) as u32;
    let indices = |ids: &[deployment::ExchangeServerId]| -> Vec<u32> {
        ids.iter().map(|id| id.index() as u32).collect()
    };
    match &users.mailboxes {
        None => Vec::new(),
        Some(Mailboxes::Migrating { current, legacy, migrated }) => {
            vec![(upto(*migrated), indices(current)), (users.count, indices(legacy))]
        }
        Some(Mailboxes::Shares(shares)) => {
            let mut sum = 0.0;
            let mut ranks: Vec<(u32, Vec<u32>)> = shares
                .iter()
                .map(|(id, share)| {
                    sum += share;
                    (upto(sum), indices(&[*id]))
                })
                .collect();
            if let Some(last) = ranks.last_mut() {
                last.0 = users.count;
            }
            ranks
        }
    }
}
