//! Sites, links, gateways and trunks.

use super::Resolver;
use crate::base::Id;
use crate::deployment::times::constant_default;
use crate::deployment::{
    Balance, Distribution, FaxMethod, FaxOnReject, Gateway, GatewayFax, GatewayKind, Hop, Link,
    MediationServer, Shape, Site, SiteId,
};
use crate::scenario::{self, Object, glob_matches};

impl Resolver<'_> {
    pub(super) fn sites(&mut self) -> Vec<Site> {
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
                if self.scenario.tables.site.is_empty() {
                    let message = format!("there is no site `{name}`: this scenario names none");
                    self.problem(&label, object.place_of("site"), message, "add a [[site]]");
                    return Id::new(0);
                }
                let names = sites.iter().map(|s| s.name.as_str());
                Id::new(self.find((object, "site"), "site", name, names).unwrap_or(0))
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

    pub(super) fn links(&mut self, sites: &[Site]) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        for link in &self.scenario.tables.link {
            let names = || sites.iter().map(|s| s.name.as_str());
            let place = link.place_of("between");
            let [a, b] = &link.says.between[..] else {
                let message = "`between` needs exactly two sites".to_owned();
                self.problem(&link.label, place.clone(), message, "");
                continue;
            };
            let ends = (
                self.find((link, "between.0"), "site", a, names()),
                self.find((link, "between.1"), "site", b, names()),
            );
            let (Some(x), Some(y)) = ends else { continue };
            if x == y
                || links.iter().any(|l| {
                    let (p, q) = (l.between.0.index(), l.between.1.index());
                    (p, q) == (x, y) || (p, q) == (y, x)
                })
            {
                let message = format!("`{a}` and `{b}` need one link between two different sites");
                self.problem(&link.label, place.clone(), message, "");
                continue;
            }
            let delay = self.time(link, "delay", Some(&link.says.delay), Shape::Constant(0.0));
            let between = (Id::new(x), Id::new(y));
            links.push(Link { name: format!("{a} - {b}"), between, delay });
        }
        links
    }

    pub(super) fn wan_delay(&mut self) -> Distribution {
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

    pub(super) fn gateways(&mut self, sites: &[Site], servers: &[MediationServer]) -> Vec<Gateway> {
        let tables = &self.scenario.tables;
        self.unique(&tables.gateway, |g| &g.name);
        for trunk in &tables.trunk {
            let gateways = tables.gateway.iter().map(|g| g.says.name.as_str());
            let wanted = std::slice::from_ref(&trunk.says.gateway);
            self.find_all((trunk, "gateway"), "gateway", wanted, gateways);
            let names = tables.mediation_server.iter().map(|m| m.says.name.as_str());
            let wanted = std::slice::from_ref(&trunk.says.mediation_server);
            self.find_all((trunk, "mediation_server"), "mediation_server", wanted, names);
        }
        let mut out = Vec::new();
        for gateway in &tables.gateway {
            let says = &gateway.says;
            let site = self.site_of(gateway, says.site.as_ref(), sites, None);
            let hops = self.next_hops(gateway, site, servers);
            out.push(Gateway {
                name: says.name.clone(),
                site,
                kind: GatewayKind::MediaGateway,
                channels: self.channels(gateway),
                exchange: None,
                fax: GatewayFax {
                    method: FaxMethod::ReInvite,
                    on_reject: FaxOnReject::HangUp,
                    cng_detect: Distribution::new(
                        "gateway.fax.cng_detect",
                        Shape::Uniform { low: 0.5e9, high: 3.5e9 },
                    ),
                },
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
                let names = bases.iter().map(String::as_str);
                let found =
                    self.find_all((gateway, "next_hops"), "mediation_server", wanted, names);
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
        let mut hop =
            Hop { mediation_server: Id::new(server), tls: true, bypass: 0.0, refer: true };
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
}
