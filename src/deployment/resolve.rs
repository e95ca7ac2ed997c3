//! From what the file says to what it means: every name looked up, every default filled in, every
//! contradiction reported, all at once.

use super::times::{self, constant_default, lognormal_default};
use super::*;
use crate::base::{Diagnostic, Error, Place, Span};
use crate::scenario::{
    self, CountOrNames, DistributionText, Object, Scenario, Share, closest, glob_matches,
};

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
pub(super) struct Resolver<'s> {
    pub(super) scenario: &'s Scenario,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) assumptions: Vec<Assumption>,
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
            assumptions: Vec::new(),
        };
        deployment.users = self.users(&deployment);
        deployment.traffic = self.traffic(&deployment);
        self.general_assumptions(&deployment);
        deployment
    }

    /// A problem with an object.
    pub(super) fn problem(&mut self, object: &str, place: Place, message: String, hint: &str) {
        self.problems.push(Diagnostic::error(object, message).at(place).hint(hint));
    }

    /// Lists a default that no source backs.
    pub(super) fn assume(&mut self, key: &str, value: &str, reason: &str) {
        if self.assumptions.iter().all(|a| a.key != key) {
            self.assumptions.push(Assumption {
                key: key.to_owned(),
                value: value.to_owned(),
                reason: reason.to_owned(),
            });
        }
    }

    /// The position of a name, or a problem with the nearest name.
    pub(super) fn find<'n>(
        &mut self,
        (object, place): (&str, Place),
        kind: &str,
        name: &str,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<usize> {
        let found = names.clone().position(|n| n == name);
        if found.is_none() {
            let hint = match closest(name, names.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there is: {}", names.take(5).collect::<Vec<_>>().join(", ")),
            };
            self.problem(object, place, format!("there is no {kind} `{name}`"), &hint);
        }
        found
    }

    /// The positions of names and globs, in order, each once.
    pub(super) fn find_all<'n>(
        &mut self,
        (object, place): (&str, Place),
        kind: &str,
        wanted: &[String],
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Vec<usize> {
        let mut out = Vec::new();
        for pattern in wanted {
            if pattern.contains('*') {
                let hits = names.clone().enumerate().filter(|(_, n)| glob_matches(pattern, n));
                let hits: Vec<usize> = hits.map(|(i, _)| i).collect();
                if hits.is_empty() {
                    let message = format!("no {kind} matches `{pattern}`");
                    self.problem(object, place.clone(), message, "");
                }
                out.extend(hits);
            } else {
                out.extend(self.find((object, place.clone()), kind, pattern, names.clone()));
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
    pub(super) fn time<T>(
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
                let top = key.split('.').next().unwrap_or(key);
                self.problem(&object.label, object.place_of(top), format!("`{key}`: {why}"), "");
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

    fn sites(&mut self) -> Vec<Site> {
        let tables = &self.scenario.tables;
        self.unique(&tables.site, |s| &s.name);
        let lan = || constant_default(0.0005);
        if tables.site.is_empty() {
            let lan_delay = Distribution::new("site.lan_delay", lan());
            return vec![Site { name: "site".to_owned(), lan_delay }];
        }
        let site = |site: &Object<scenario::SiteTable>| Site {
            name: site.says.name.clone(),
            lan_delay: self.time(site, "lan_delay", site.says.lan_delay.as_ref(), lan()),
        };
        tables.site.iter().map(site).collect()
    }

    /// A site by name, or the only one.
    pub(super) fn site_of<T>(
        &mut self,
        object: &Object<T>,
        name: Option<&String>,
        sites: &[Site],
        otherwise: Option<SiteId>,
    ) -> SiteId {
        let label = object.label.clone();
        match name {
            Some(name) => {
                let about = (label.as_str(), object.place_of("site"));
                let names = sites.iter().map(|s| s.name.as_str());
                Id::new(self.find(about, "site", name, names).unwrap_or(0))
            }
            None => otherwise.unwrap_or_else(|| {
                if sites.len() > 1 {
                    let message = "`site` is missing, and there are several".to_owned();
                    self.problem(&label, object.node.place_of("name"), message, "say which");
                }
                Id::new(0)
            }),
        }
    }

    fn links(&mut self, sites: &[Site]) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        for link in &self.scenario.tables.link {
            let names = || sites.iter().map(|s| s.name.as_str());
            let place = link.place_of("between");
            let about = || ("link", place.clone());
            let [a, b] = &link.says.between[..] else {
                let message = "`between` needs exactly two sites".to_owned();
                self.problem("link", place.clone(), message, "");
                continue;
            };
            let ends =
                (self.find(about(), "site", a, names()), self.find(about(), "site", b, names()));
            let (Some(x), Some(y)) = ends else { continue };
            if x == y
                || links.iter().any(|l| {
                    let (p, q) = (l.between.0.index(), l.between.1.index());
                    (p, q) == (x, y) || (p, q) == (y, x)
                })
            {
                let message = format!("`{a}` and `{b}` need one link between two different sites");
                self.problem("link", place.clone(), message, "");
                continue;
            }
            let delay = self.time(link, "delay", Some(&link.says.delay), Shape::Constant(0.0));
            let between = (Id::new(x), Id::new(y));
            links.push(Link { name: format!("{a} - {b}"), between, delay });
        }
        links
    }

    fn wan_delay(&mut self) -> Distribution {
        let default = constant_default(0.02);
        let study = self.scenario.tables.study.as_ref();
        let given = study.and_then(|s| s.says.wan_delay.as_ref().map(|d| (s, d)));
        match given {
            Some((study, text)) => self.time(study, "wan_delay", Some(text), default),
            None => {
                if self.scenario.tables.site.len() > 1 {
                    let reason = "half of a round trip of 40 ms between sites";
                    self.assume("study.wan_delay", "20 ms", reason);
                }
                Distribution::new("study.wan_delay", default)
            }
        }
    }

    fn pools(&mut self, sites: &[Site]) -> Vec<Pool> {
        let tables = &self.scenario.tables;
        self.unique(&tables.pool, |p| &p.name);
        let mut out = Vec::new();
        for pool in &tables.pool {
            let says = &pool.says;
            let names = match &says.front_ends {
                Some(CountOrNames::Names(names)) => names.clone(),
                Some(CountOrNames::Count(n)) => front_end_names(&says.name, *n),
                None => front_end_names(&says.name, 1),
            };
            let n = names.len();
            let standard = says.edition == Some(scenario::EditionText::Standard);
            if n == 0 || (standard && n > 1) {
                let message = if standard {
                    format!("a Standard Edition pool is one server, not {n}")
                } else {
                    format!("a pool has at least one Front End, not {n}")
                };
                let hint = "Microsoft's limit is 12 in an Enterprise pool";
                self.problem(&pool.label, pool.place_of("front_ends"), message, hint);
            }
            let product = match says.product {
                Some(scenario::ProductText::Ocs2007R2) => Product::Ocs2007R2,
                Some(scenario::ProductText::Lync2010) => Product::Lync2010,
                _ => Product::Lync2013,
            };
            out.push(Pool {
                name: says.name.clone(),
                site: self.site_of(pool, says.site.as_ref(), sites, None),
                product,
                front_ends: names,
                host: self.host(pool, says.cores, 12, says.processing.as_ref()),
            });
        }
        out
    }

    /// A pool by name, or the only one.
    pub(super) fn pool_of<T>(
        &mut self,
        object: &Object<T>,
        name: Option<&String>,
        pools: &[Pool],
    ) -> PoolId {
        if let Some(name) = name {
            let about = (object.label.as_str(), object.place_of("pool"));
            let names = pools.iter().map(|p| p.name.as_str());
            return Id::new(self.find(about, "pool", name, names).unwrap_or(0));
        }
        if pools.len() != 1 {
            let message = "`pool` is missing, and there is not exactly one".to_owned();
            self.problem(&object.label, object.node.place_of("name"), message, "say which");
        }
        Id::new(0)
    }

    fn mediation_servers(&mut self, sites: &[Site], pools: &[Pool]) -> Vec<MediationServer> {
        let tables = &self.scenario.tables;
        self.unique(&tables.mediation_server, |m| &m.name);
        let mut out = Vec::new();
        for server in &tables.mediation_server {
            let says = &server.says;
            let pool_id = self.pool_of(server, says.pool.as_ref(), pools);
            let Some(pool) = pools.get(pool_id.index()) else { continue };
            let collocated = says.collocated == Some(true);
            let calls = says.calls.unwrap_or(if collocated { 150 } else { 1_100 });
            self.range(server, "calls", calls, 1, 1_000_000);
            if collocated {
                for key in ["cores", "processing", "site"] {
                    if server.gives(key) {
                        let message = format!("`{key}` is the Front End's where it is collocated");
                        let hint = "give it at the pool";
                        self.problem(&server.label, server.place_of(key), message, hint);
                    }
                }
            }
            let site = self.site_of(server, says.site.as_ref(), sites, Some(pool.site));
            let host = self.host(server, says.cores, 12, says.processing.as_ref());
            let one = |name: String, position| MediationServer {
                name,
                site: if collocated { pool.site } else { site },
                pool: pool_id,
                calls,
                collocated_with: position,
                host: host.clone(),
            };
            if collocated {
                let n = pool.front_ends.len();
                out.extend((0..n).map(|i| one(format!("{}#{}", says.name, i + 1), Some(i))));
            } else {
                out.push(one(says.name.clone(), None));
            }
        }
        out
    }

    fn gateways(&mut self, sites: &[Site], servers: &[MediationServer]) -> Vec<Gateway> {
        let tables = &self.scenario.tables;
        self.unique(&tables.gateway, |g| &g.name);
        for trunk in &tables.trunk {
            let gateways = tables.gateway.iter().map(|g| g.says.name.as_str());
            let about = ("trunk", trunk.place_of("gateway"));
            self.find_all(about, "gateway", std::slice::from_ref(&trunk.says.gateway), gateways);
            let names = tables.mediation_server.iter().map(|m| m.says.name.as_str());
            let about = ("trunk", trunk.place_of("mediation_server"));
            let wanted = std::slice::from_ref(&trunk.says.mediation_server);
            self.find_all(about, "mediation_server", wanted, names);
        }
        let mut out = Vec::new();
        for gateway in &tables.gateway {
            let says = &gateway.says;
            let site = self.site_of(gateway, says.site.as_ref(), sites, None);
            let hops = self.next_hops(gateway, site, servers);
            out.push(Gateway {
                name: says.name.clone(),
                site,
                channels: self.channels(gateway),
                next_hops: hops.into_iter().map(|i| self.hop(&says.name, i, servers)).collect(),
                balance: match says.balance {
                    Some(scenario::BalanceText::InOrder) => Balance::InOrder,
                    Some(scenario::BalanceText::LeastLoaded) => Balance::LeastLoaded,
                    _ => Balance::RoundRobin,
                },
                host: self.host(gateway, says.cores, 4, says.processing.as_ref()),
            });
        }
        out
    }

    fn channels(&mut self, gateway: &Object<scenario::GatewayTable>) -> u32 {
        let says = &gateway.says;
        let lines = says.lines.unwrap_or_default();
        // 30 bearer channels of an E1, 23 of a T1 with PRI (domain §4.3).
        let by_lines = lines
            .e1
            .unwrap_or(0)
            .saturating_mul(30)
            .saturating_add(lines.t1.unwrap_or(0).saturating_mul(23));
        let place = gateway.place_of(if says.lines.is_some() { "lines" } else { "channels" });
        let channels = match (says.channels, says.lines) {
            (Some(_), Some(_)) => {
                let message = "`lines` and `channels` both say how many there are".to_owned();
                self.problem(&gateway.label, place, message, "give one of them");
                return 1;
            }
            (Some(channels), None) => channels,
            (None, _) => by_lines,
        };
        if channels == 0 || channels > 10_000_000 {
            let message = "a gateway has at least one channel".to_owned();
            let hint = "write lines = { e1 = 4 } or channels = 120";
            self.problem(&gateway.label, place, message, hint);
        }
        channels.clamp(1, 10_000_000)
    }

    /// Positions of the Mediation Servers a gateway may use. A collocated one is several.
    fn next_hops(
        &mut self,
        gateway: &Object<scenario::GatewayTable>,
        site: SiteId,
        servers: &[MediationServer],
    ) -> Vec<usize> {
        // A name also means its collocated instances, `name#1` and so on.
        let base = |server: &MediationServer| match server.collocated_with {
            Some(_) => server.name.rsplit_once('#').map_or("", |(base, _)| base).to_owned(),
            None => server.name.clone(),
        };
        let bases: Vec<String> = servers.iter().map(base).collect();
        let hops: Vec<usize> = match &gateway.says.next_hops {
            Some(wanted) => {
                let about = (gateway.label.as_str(), gateway.place_of("next_hops"));
                let names = bases.iter().map(String::as_str);
                let found = self.find_all(about, "mediation_server", wanted, names);
                let chosen: Vec<&String> = found.iter().map(|i| &bases[*i]).collect();
                (0..servers.len()).filter(|i| chosen.contains(&&bases[*i])).collect()
            }
            None => {
                let here: Vec<usize> =
                    (0..servers.len()).filter(|i| servers[*i].site == site).collect();
                if here.is_empty() { (0..servers.len()).collect() } else { here }
            }
        };
        if hops.is_empty() || hops.len() > 64 {
            let message = format!("a gateway needs 1 to 64 Mediation Servers, not {}", hops.len());
            let hint = "add a [[mediation_server]], or say `next_hops`";
            self.problem(&gateway.label, gateway.place_of("next_hops"), message, hint);
        }
        hops
    }

    fn hop(&mut self, gateway: &str, server: usize, servers: &[MediationServer]) -> Hop {
        let name = &servers[server].name;
        let base = name.rsplit_once('#').map_or(name.as_str(), |(base, _)| base);
        let mut hop = Hop { mediation_server: Id::new(server), tls: true, bypass: 0.0 };
        for trunk in &self.scenario.tables.trunk {
            let says = &trunk.says;
            let of_server = glob_matches(&says.mediation_server, base)
                || glob_matches(&says.mediation_server, name);
            if glob_matches(&says.gateway, gateway) && of_server {
                hop.tls = says.transport.map_or(hop.tls, |t| t == scenario::TransportText::Tls);
                hop.bypass = says.bypass.map_or(hop.bypass, |share| share.0);
            }
        }
        hop
    }

    fn exchange_servers(&mut self, sites: &[Site]) -> Vec<ExchangeServer> {
        use scenario::RoleText;
        let tables = &self.scenario.tables;
        self.unique(&tables.exchange_server, |e| &e.name);
        let mut out = Vec::new();
        for server in &tables.exchange_server {
            let says = &server.says;
            let version = match says.version {
                Some(scenario::VersionText::Exchange2007) => Version::Exchange2007,
                Some(scenario::VersionText::Exchange2010) => Version::Exchange2010,
                Some(scenario::VersionText::Exchange2016) => Version::Exchange2016,
                _ => Version::Exchange2013,
            };
            let has = |role| says.roles.as_ref().is_none_or(|roles| roles.contains(&role));
            let legacy = version.is_legacy();
            if !legacy && says.roles.is_some() && has(RoleText::UnifiedMessaging) {
                let message = format!("{} has no unified-messaging role", version.name());
                let hint = "there the Mailbox role runs Unified Messaging";
                self.problem(&server.label, server.place_of("roles"), message, hint);
            }
            let max_calls = says.max_calls.unwrap_or(100);
            self.range(server, "max_calls", max_calls, 0, 100_000);
            if let Some(calls) = says.worker_calls {
                self.range(server, "worker_calls", calls, 0, 100_000);
            }
            out.push(ExchangeServer {
                name: says.name.clone(),
                site: self.site_of(server, says.site.as_ref(), sites, None),
                version,
                call_router: !legacy && has(RoleText::ClientAccess),
                um_service: has(if legacy {
                    RoleText::UnifiedMessaging
                } else {
                    RoleText::Mailbox
                }),
                mailbox: has(RoleText::Mailbox),
                max_calls,
                worker_calls: says.worker_calls,
                host: self.host(server, says.cores, 12, says.processing.as_ref()),
            });
        }
        out
    }

    /// Reports a number outside its range.
    pub(super) fn range<T>(
        &mut self,
        object: &Object<T>,
        key: &str,
        value: u32,
        low: u32,
        high: u32,
    ) {
        if !(low..=high).contains(&value) {
            let message = format!("`{key}` is {value}, outside {low} to {high}");
            self.problem(&object.label, object.place_of(key), message, "");
        }
    }

    fn dial_plans(&mut self, servers: &[ExchangeServer]) -> Vec<DialPlan> {
        let tables = &self.scenario.tables;
        self.unique(&tables.dial_plan, |p| &p.name);
        let names = || servers.iter().map(|s| s.name.as_str());
        let mut out = Vec::new();
        for plan in &tables.dial_plan {
            let says = &plan.says;
            let mut members: Vec<usize> = match &says.servers {
                Some(CountOrNames::Names(wanted)) if wanted[..] != ["all"] => {
                    let about = (plan.label.as_str(), plan.place_of("servers"));
                    self.find_all(about, "exchange_server", wanted, names())
                }
                Some(CountOrNames::Count(_)) => {
                    let message = "names of servers are expected".to_owned();
                    let hint = "write servers = \"all\", or a list";
                    self.problem(&plan.label, plan.place_of("servers"), message, hint);
                    Vec::new()
                }
                _ => (0..servers.len()).collect(),
            };
            if let Some(except) = &says.except {
                let about = (plan.label.as_str(), plan.place_of("except"));
                let out = self.find_all(about, "exchange_server", except, names());
                members.retain(|i| !out.contains(i));
            }
            out.push(DialPlan {
                name: says.name.clone(),
                servers: members.into_iter().map(Id::new).collect(),
                retry_after_redirect: says.retry_after_redirect.unwrap_or(false),
                legacy_notifications: match says.legacy_notifications {
                    Some(scenario::LegacyText::None) => LegacyNotifications::None,
                    _ => LegacyNotifications::PathB,
                },
            });
        }
        out
    }

    fn mailbox_policies(&mut self) -> Vec<MailboxPolicy> {
        let tables = &self.scenario.tables;
        self.unique(&tables.mailbox_policy, |p| &p.name);
        let policy = |p: &Object<scenario::MailboxPolicyTable>| MailboxPolicy {
            name: p.says.name.clone(),
            missed_call_notifications: p.says.missed_call_notifications.unwrap_or(true),
        };
        tables.mailbox_policy.iter().map(policy).collect()
    }

    fn notification_delivery(&mut self) -> Distribution {
        let default = lognormal_default(3.0, 1.0);
        let table = self.scenario.tables.delivery.as_ref();
        match table.and_then(|d| d.says.notification.as_ref().map(|n| (d, n))) {
            Some((delivery, text)) => self.time(delivery, "notification", Some(text), default),
            None => {
                let reason = "queue, name resolution, submission and delivery";
                self.assume("delivery.notification", "lognormal, mean 3 s, cv 1", reason);
                Distribution::new("delivery.notification", default)
            }
        }
    }

    fn settings(&mut self) -> Settings {
        let table = self.scenario.tables.study.as_ref();
        let says = table.map(|s| s.says.clone()).unwrap_or_default();
        let span = |time: Option<scenario::Time>, default: u64| {
            time.and_then(|t| Span::from_seconds(t.0)).unwrap_or(Span::from_secs(default))
        };
        let start = says.start.unwrap_or_else(|| "2013-11-18T08:00:00".to_owned());
        let civil = start.parse::<jiff::civil::DateTime>();
        let settings = Settings {
            start_second_of_day: civil.as_ref().map_or(0, |c| {
                u32::try_from(
                    i32::from(c.hour()) * 3600 + i32::from(c.minute()) * 60 + i32::from(c.second()),
                )
                .unwrap_or(0)
            }),
            start,
            warm_up: span(says.warm_up, 1_800),
            duration: span(says.duration, 6_000),
            follow_at_most: span(says.follow_at_most, 3_600),
            replications: says.replications.unwrap_or(10),
            seed: says.seed.unwrap_or(2013),
            confidence: says.confidence.unwrap_or(Share(0.95)).0,
        };
        if let Some(study) = table {
            if civil.is_err() {
                let message = format!("`{}` is no date and time", settings.start);
                let hint = "write start = 2013-11-18T08:00:00";
                self.problem("study", study.place_of("start"), message, hint);
            }
            if settings.duration.is_zero() {
                let message = "nothing is measured in no time".to_owned();
                self.problem("study", study.place_of("duration"), message, "write \"100 min\"");
            }
            self.range(study, "replications", settings.replications, 1, 1_000_000);
            if settings.confidence <= 0.0 || settings.confidence >= 1.0 {
                let message = "a confidence lies between 0 % and 100 %".to_owned();
                self.problem("study", study.place_of("confidence"), message, "write \"95 %\"");
            }
        }
        settings
    }

    fn targets(&mut self) -> Vec<Target> {
        let mut out = Vec::new();
        for target in &self.scenario.tables.target {
            let says = &target.says;
            let bound = match (says.at_most, says.at_least) {
                (Some(limit), None) => Bound::AtMost(limit.0),
                (None, Some(limit)) => Bound::AtLeast(limit.0),
                _ => {
                    let message = "give exactly one of `at_most` and `at_least`".to_owned();
                    self.problem("target", target.place_of("measure"), message, "");
                    continue;
                }
            };
            let figure = figure(target, &says.measure, says.scope.as_deref());
            out.push(Target { figure, bound });
        }
        out
    }

    fn references(&mut self) -> Vec<Reference> {
        let reference = |r: &Object<scenario::ReferenceTable>| Reference {
            figure: figure(r, &r.says.measure, r.says.scope.as_deref()),
            value: r.says.value.0,
            source: r.says.source.clone(),
        };
        self.scenario.tables.reference.iter().map(reference).collect()
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
}

/// `pool#1` and so on; at most 10,000.
fn front_end_names(pool: &str, n: u32) -> Vec<String> {
    (1..=n.min(10_000)).map(|i| format!("{pool}#{i}")).collect()
}

/// The figure that a target or an exact answer names: `voice_mail_routing_latency.p95` is measure
/// and statistic.
fn figure<T>(object: &Object<T>, named: &str, scope: Option<&str>) -> Figure {
    const STATISTICS: [&str; 10] =
        ["value", "mean", "p50", "p90", "p95", "p99", "p99.9", "max", "count", "per_hour"];
    let split = |statistic: &'static str| {
        let measure = named.strip_suffix(statistic)?.strip_suffix('.')?;
        Some((measure, statistic))
    };
    let (measure, statistic) = STATISTICS.into_iter().find_map(split).unwrap_or((named, ""));
    Figure {
        measure: measure.to_owned(),
        scope: scope.unwrap_or("all").to_owned(),
        statistic: statistic.to_owned(),
        place: Some(object.place_of("measure")),
        scope_place: Some(object.place_of("scope")),
    }
}
