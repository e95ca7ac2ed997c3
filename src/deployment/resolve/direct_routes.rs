//! Direct routes: from a gateway, IP PBX or session border controller to Exchange, without Lync.

use super::Resolver;
use super::gateways::Targets;
use crate::base::Id;
use crate::deployment::{DirectRoute, ExchangeServer, ExchangeServerId, LoadBalancer, Site};
use crate::scenario::{Object, defaults, glob_matches};

impl Resolver<'_> {
    /// Load balancers, each with the servers behind it.
    pub(super) fn load_balancers(
        &mut self,
        sites: &[Site],
        servers: &[ExchangeServer],
    ) -> Vec<DirectRoute> {
        let tables = &self.scenario.tables;
        self.unique(&tables.load_balancer, |l| &l.name);
        let mut out = Vec::new();
        for balancer in &tables.load_balancer {
            let says = &balancer.says;
            let chosen = match &says.servers {
                Some(wanted) => {
                    let about = (balancer, "servers");
                    let names = servers.iter().map(|s| s.name.as_str());
                    let found = self.find_all(about, "exchange_server", wanted, names);
                    self.entries(balancer, "servers", found, servers)
                }
                None => all_entries(servers),
            };
            if chosen.is_empty() {
                let message = "there is no server behind it".to_owned();
                let hint = "add an [[exchange_server]] with a Call Router, or name one";
                self.problem(&balancer.label, balancer.place_of("servers"), message, hint);
            }
            let gateways = tables.gateway.iter().filter_map(|g| g.says.next_hops.as_ref());
            let lines = tables.fax_line.iter().filter_map(|l| l.says.next_hops.as_ref());
            if !gateways.chain(lines).flatten().any(|wanted| glob_matches(wanted, &says.name)) {
                let message = "nothing sends calls to it".to_owned();
                let hint = "name it in the `next_hops` of a gateway or a direct fax line";
                self.problem(&balancer.label, balancer.place_of("name"), message, hint);
            }
            let delay = &defaults::LOAD_BALANCER_DELAY;
            let delay = self.assumed_time(balancer, delay, says.delay.as_ref(), true);
            let site = self.site_of(balancer, says.site.as_ref(), sites, None);
            let name = says.name.clone();
            let load_balancer = Some(LoadBalancer { name, site, delay });
            out.push(DirectRoute { servers: chosen, load_balancer });
        }
        out
    }

    /// The route to the servers or the load balancer that `next_hops` names; by default to all.
    pub(super) fn direct_route<T>(
        &mut self,
        object: &Object<T>,
        wanted: Option<&[&String]>,
        targets: Targets<'_>,
    ) -> Option<DirectRoute> {
        let Some(wanted) = wanted else {
            let servers = all_entries(targets.exchange);
            return Some(DirectRoute { servers, load_balancer: None });
        };
        let name = |route: &DirectRoute| route.load_balancer.as_ref().map(|l| l.name.clone());
        let balancers: Vec<String> = targets.balancers.iter().filter_map(name).collect();
        let n = targets.exchange.len();
        // Mediation Servers are among the names so that a misspelt one is recognised too.
        let names = targets.exchange.iter().map(|s| s.name.as_str());
        let names = names.chain(balancers.iter().map(String::as_str));
        let names = names.chain(targets.mediation.iter().map(|m| m.name.as_str()));
        let wanted: Vec<String> = wanted.iter().map(|name| (*name).clone()).collect();
        let about = (object, "next_hops");
        let mut found = self.find_all(about, "next hop", &wanted, names);
        let past = n + balancers.len();
        for server in found.iter().filter_map(|i| targets.mediation.get(i.checked_sub(past)?)) {
            let message = format!("`{}` is a Mediation Server", server.name);
            let hint = "a direct route leads to Exchange: name Exchange servers or a load balancer";
            self.problem(&object.label, object.place_of("next_hops"), message, hint);
        }
        found.retain(|i| *i < past);
        let balancer = found.iter().find_map(|i| targets.balancers.get(i.checked_sub(n)?));
        match balancer {
            Some(route) if found.len() == 1 => Some(route.clone()),
            Some(route) => {
                let message = "a load balancer must be the only next hop".to_owned();
                let hint = "name the other servers behind the load balancer";
                self.problem(&object.label, object.place_of("next_hops"), message, hint);
                Some(route.clone())
            }
            // What was meant is unknown; without Mediation Servers it can only be Exchange.
            None if found.is_empty() && !targets.mediation.is_empty() => None,
            None => {
                let servers = self.entries(object, "next_hops", found, targets.exchange);
                Some(DirectRoute { servers, load_balancer: None })
            }
        }
    }

    /// These servers; a problem with each that takes no calls from outside.
    fn entries<T>(
        &mut self,
        object: &Object<T>,
        key: &str,
        found: Vec<usize>,
        servers: &[ExchangeServer],
    ) -> Vec<ExchangeServerId> {
        for server in found.iter().map(|i| &servers[*i]).filter(|s| !is_entry(s)) {
            let message =
                format!("`{}` is not a Call Router, nor a UM server of 2007 or 2010", server.name);
            let hint = "name servers with the client-access role";
            self.problem(&object.label, object.place_of(key), message, hint);
        }
        found.into_iter().map(Id::new).collect()
    }
}

/// Whether a peer of Exchange sends its calls there first.
fn is_entry(server: &ExchangeServer) -> bool {
    if server.version.is_legacy() { server.um_service } else { server.call_router }
}

/// All Call Routers; without any, all UM servers of 2007 and 2010.
fn all_entries(servers: &[ExchangeServer]) -> Vec<ExchangeServerId> {
    let routers = servers.iter().any(|s| s.call_router);
    let all = servers.iter().enumerate();
    all.filter(|(_, s)| is_entry(s) && (s.call_router || !routers))
        .map(|(i, _)| Id::new(i))
        .collect()
}
