//! Gateways: their channels, their trunks to Mediation Servers, and what they do with faxes.

use super::Resolver;
use super::integration::encryption;
use crate::base::Id;
use crate::deployment::{
    Balance, DirectRoute, ExchangeServer, FaxMethod, FaxOnReject, Gateway, GatewayFax, GatewayKind,
    HostProcessing, MediationServer, Pool, Product, Site, SiteId, Trunk,
};
use crate::scenario::{
    self, BalanceText, FaxMethodText, FaxOnRejectText, GatewayKindText, GatewayTable, Object,
    Share, TransportText, defaults, glob_matches,
};
use std::collections::BTreeMap;

/// Channels of one gateway, far above any that is built: their number decides the size of a table.
const MAX_CHANNELS: u32 = 10_000_000;

/// Most next hops of a gateway.
pub(super) const MAX_NEXT_HOPS: usize = 64;

/// What a gateway's calls may go to.
#[derive(Clone, Copy)]
pub(super) struct Targets<'d> {
    pub(super) mediation: &'d [MediationServer],
    pub(super) exchange: &'d [ExchangeServer],
    pub(super) balancers: &'d [DirectRoute],
}

impl Resolver<'_> {
    pub(super) fn gateways(
        &mut self,
        sites: &[Site],
        pools: &[Pool],
        targets: Targets<'_>,
    ) -> Vec<Gateway> {
        let tables = &self.scenario.tables;
        self.unique(&tables.gateway, |g| &g.name);
        self.trunks(pools, targets.mediation);
        let trunks = TrunkTables::of(&tables.trunk);
        let mut out = Vec::new();
        for gateway in &tables.gateway {
            let says = &gateway.says;
            let site = self.site_of(gateway, says.site.as_ref(), sites, None);
            let (hops, exchange) = self.next_hops(gateway, site, targets);
            let balance = match defaults::GATEWAY_BALANCE.or(says.balance) {
                BalanceText::InOrder => Balance::InOrder,
                BalanceText::LeastLoaded => Balance::LeastLoaded,
                BalanceText::RoundRobin => Balance::RoundRobin,
            };
            let router = |route: &DirectRoute| {
                route.servers.iter().any(|id| targets.exchange[id.index()].call_router)
            };
            if balance == Balance::LeastLoaded && exchange.as_ref().is_some_and(router) {
                let message =
                    "\"least-loaded\" does not work for Call Routers, because they hold no calls"
                        .to_owned();
                let hint = "write \"round-robin\" or \"in-order\"";
                self.problem(&gateway.label, gateway.place_of("balance"), message, hint);
            }
            out.push(Gateway {
                name: says.name.clone(),
                site,
                kind: match defaults::GATEWAY_KIND.or(says.kind) {
                    GatewayKindText::IpPbx => GatewayKind::IpPbx,
                    GatewayKindText::Sbc => GatewayKind::Sbc,
                    GatewayKindText::MediaGateway => GatewayKind::MediaGateway,
                },
                channels: self.channels(gateway),
                exchange,
                fax: self.gateway_fax(gateway),
                next_hops: hops
                    .into_iter()
                    .map(|i| self.trunk(&trunks, &says.name, &targets.mediation[i], i))
                    .collect(),
                balance,
                host: HostProcessing {
                    overload: self.host_overload(gateway, (says.queue_limit, None, None), None),
                    ..self.host(
                        gateway,
                        says.cores,
                        &defaults::GATEWAY_CORES,
                        says.processing.as_ref(),
                    )
                },
            });
        }
        out
    }

    /// Both ends of every trunk are there, and none bypasses where media bypass is unknown.
    fn trunks(&mut self, pools: &[Pool], servers: &[MediationServer]) {
        let tables = &self.scenario.tables;
        let old = |server: &MediationServer| {
            pools.get(server.pool.index()).is_some_and(|p| p.product == Product::Ocs2007R2)
        };
        for trunk in &tables.trunk {
            let gateways = tables.gateway.iter().map(|g| g.says.name.as_str());
            let about = (trunk, "gateway");
            self.find_all(about, "gateway", std::slice::from_ref(&trunk.says.gateway), gateways);
            let names = tables.mediation_server.iter().map(|m| m.says.name.as_str());
            let about = (trunk, "mediation_server");
            let wanted = std::slice::from_ref(&trunk.says.mediation_server);
            self.find_all(about, "mediation_server", wanted, names);
            let bypasses = trunk.says.bypass.is_some_and(|share| share.0 > 0.0);
            let without = |server: &&MediationServer| old(server) && is_end(trunk, server);
            if let Some(server) = servers.iter().find(without).filter(|_| bypasses) {
                let message = format!(
                    "the pool of `{}` is OCS 2007 R2: media bypass came with Lync 2010",
                    server.name
                );
                let hint = "remove `bypass`, or name other Mediation Servers";
                self.problem(&trunk.label, trunk.place_of("bypass"), message, hint);
            }
        }
    }

    fn channels(&mut self, gateway: &Object<GatewayTable>) -> u32 {
        let says = &gateway.says;
        let lines = says.lines.unwrap_or_default();
        // 30 bearer channels of an E1, 23 of a T1 with PRI (domain §4.3).
        let by_lines =
            u64::from(lines.e1.unwrap_or(0)) * 30 + u64::from(lines.t1.unwrap_or(0)) * 23;
        let place = gateway.place_of(if says.lines.is_some() { "lines" } else { "channels" });
        let channels = match (says.channels, says.lines) {
            (Some(channels), Some(lines)) => {
                let given = [("e1", lines.e1), ("t1", lines.t1)];
                let given = given.into_iter().filter_map(|(key, n)| Some((key, n?)));
                let given: Vec<String> =
                    given.map(|(key, n)| format!("`lines.{key} = {n}`")).collect();
                let message = format!(
                    "`channels = {channels}` and {} both give the number of channels",
                    given.join(" and ")
                );
                let hint = "remove one of them; to vary it, override the one that the file has, as \
                            gateway[*].lines.e1";
                self.problem(&gateway.label, place, message, hint);
                return 1;
            }
            (Some(channels), None) => u64::from(channels),
            (None, _) => by_lines,
        };
        if channels == 0 || channels > u64::from(MAX_CHANNELS) {
            let message = if channels == 0 {
                "a gateway has at least one channel".to_owned()
            } else {
                format!("a gateway has at most {MAX_CHANNELS} channels, not {channels}")
            };
            let hint = "write lines = { e1 = 4 } or channels = 120";
            self.problem(&gateway.label, place, message, hint);
        }
        channels.clamp(1, u64::from(MAX_CHANNELS)) as u32
    }

    /// Positions of the Mediation Servers a gateway may use, or its direct route to Exchange.
    fn next_hops(
        &mut self,
        gateway: &Object<GatewayTable>,
        site: SiteId,
        targets: Targets<'_>,
    ) -> (Vec<usize>, Option<DirectRoute>) {
        let wanted = gateway.says.next_hops.as_deref();
        let is_hop = |name: &&String| targets.mediation.iter().any(|m| glob_matches(name, base(m)));
        let (hops, others): (Vec<&String>, Vec<&String>) =
            wanted.unwrap_or_default().iter().partition(is_hop);
        let mut route = match wanted {
            None if !targets.mediation.is_empty() => None,
            Some(_) if others.is_empty() => None,
            _ => self.direct_route(gateway, wanted.map(|_| &others[..]), targets),
        };
        if !hops.is_empty() && route.take().is_some() {
            let message = format!("`{}` leads to Lync and `{}` to Exchange", hops[0], others[0]);
            let hint = "a gateway sends its calls to Mediation Servers or to Exchange, not to both";
            self.problem(&gateway.label, gateway.place_of("next_hops"), message, hint);
        }
        let all = || 0..targets.mediation.len();
        let mut hops: Vec<usize> = match wanted {
            // A name also means its collocated instances, `name#1` and so on.
            Some(_) => {
                let chosen = |i: &usize| {
                    hops.iter().any(|name| glob_matches(name, base(&targets.mediation[*i])))
                };
                all().filter(chosen).collect()
            }
            None => {
                let here: Vec<usize> =
                    all().filter(|i| targets.mediation[*i].site == site).collect();
                if here.is_empty() { all().collect() } else { here }
            }
        };
        let n = route.as_ref().map_or(hops.len(), |route| route.servers.len());
        if n == 0 || n > MAX_NEXT_HOPS {
            let message =
                format!("a gateway needs 1 to 64 Mediation Servers or Exchange servers, not {n}");
            let hint = "add a [[mediation_server]], or say `next_hops`";
            self.problem(&gateway.label, gateway.place_of("next_hops"), message, hint);
        }
        hops.truncate(MAX_NEXT_HOPS);
        (hops, route)
    }

    fn trunk(
        &self,
        tables: &TrunkTables<'_>,
        gateway: &str,
        server: &MediationServer,
        at: usize,
    ) -> Trunk {
        let mut trunk = Trunk {
            mediation_server: Id::new(at),
            tls: defaults::TRUNK_TRANSPORT.get::<TransportText>() == TransportText::Tls,
            udp: false,
            srtp: encryption(defaults::TRUNK_SRTP.get()),
            bypass: defaults::TRUNK_BYPASS.get::<Share>().0,
            refer: defaults::TRUNK_REFER.get(),
        };
        for table in tables.of_gateway(gateway) {
            let says = &table.says;
            if glob_matches(&says.gateway, gateway) && is_end(table, server) {
                trunk.tls = says.transport.map_or(trunk.tls, |t| t == TransportText::Tls);
                trunk.udp = says.transport.map_or(trunk.udp, |t| t == TransportText::Udp);
                trunk.srtp = says.srtp.map_or(trunk.srtp, encryption);
                trunk.bypass = says.bypass.map_or(trunk.bypass, |share| share.0);
                trunk.refer = says.refer.unwrap_or(trunk.refer);
            }
        }
        trunk
    }

    /// What a gateway does with faxes. Its defaults are listed by the faxes that meet them.
    fn gateway_fax(&mut self, gateway: &Object<GatewayTable>) -> GatewayFax {
        let says = gateway.says.fax.clone().unwrap_or_default();
        let t38 = defaults::GATEWAY_FAX_T38.or(says.t38);
        let method = says.method.unwrap_or(if t38 {
            FaxMethodText::ReInvite
        } else {
            FaxMethodText::InBand
        });
        let place = || gateway.place_of("fax");
        if method == FaxMethodText::ReInvite && !t38 {
            let message = "a gateway without T.38 sends no re-INVITE for a fax".to_owned();
            let hint = "write method = \"in-band\" or \"rtp-event\", or t38 = true";
            self.problem(&gateway.label, place(), message, hint);
        } else if method != FaxMethodText::ReInvite && says.on_reject.is_some() {
            let message = "without a re-INVITE there is none to refuse: `on_reject` has no effect";
            self.problem(&gateway.label, place(), message.to_owned(), "remove it");
        }
        GatewayFax {
            method: match method {
                FaxMethodText::ReInvite => FaxMethod::ReInvite,
                FaxMethodText::RtpEvent => FaxMethod::RtpEvent,
                FaxMethodText::InBand => FaxMethod::InBand,
            },
            on_reject: match defaults::GATEWAY_FAX_ON_REJECT.or(says.on_reject) {
                FaxOnRejectText::G711Passthrough => FaxOnReject::G711Passthrough,
                FaxOnRejectText::HangUp => FaxOnReject::HangUp,
            },
            cng_detect: self.time(
                gateway,
                &defaults::GATEWAY_FAX_CNG_DETECT,
                says.cng_detect.as_ref(),
            ),
        }
    }
}

/// The name in the file: a collocated Mediation Server is several entries, `name#1` and so on.
fn base(server: &MediationServer) -> &str {
    match server.collocated_with {
        Some(_) => server.name.rsplit_once('#').map_or("", |(base, _)| base),
        None => &server.name,
    }
}

/// Whether a trunk ends at this Mediation Server.
/// The tables of trunks by the gateway that they name, so that not every gateway reads them all.
struct TrunkTables<'s> {
    all: &'s [Object<scenario::TrunkTable>],
    named: BTreeMap<&'s str, Vec<usize>>,
    globs: Vec<usize>,
}

impl<'s> TrunkTables<'s> {
    fn of(all: &'s [Object<scenario::TrunkTable>]) -> Self {
        let mut tables = TrunkTables { all, named: BTreeMap::new(), globs: Vec::new() };
        for (i, table) in all.iter().enumerate() {
            let gateway = table.says.gateway.as_str();
            match gateway.contains('*') {
                true => tables.globs.push(i),
                false => tables.named.entry(gateway).or_default().push(i),
            }
        }
        tables
    }

    /// The tables that may be about a gateway, in the order of the file.
    fn of_gateway(&self, gateway: &str) -> impl Iterator<Item = &'s Object<scenario::TrunkTable>> {
        let named = self.named.get(gateway).map_or(&[][..], Vec::as_slice);
        let mut found = [named, &self.globs[..]].concat();
        found.sort_unstable();
        let all = self.all;
        found.into_iter().map(move |i| &all[i])
    }
}

fn is_end(trunk: &Object<scenario::TrunkTable>, server: &MediationServer) -> bool {
    let wanted = &trunk.says.mediation_server;
    glob_matches(wanted, base(server)) || glob_matches(wanted, &server.name)
}
