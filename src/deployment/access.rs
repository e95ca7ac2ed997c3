//! Whether a call may pass from one host to the next. `check` asks before a run, and the compiler asks
//! for the run; each question is answered in one place, with the cause of the failure.

use super::cause::Cause;
use super::integration::{Encryption, Peer, Security, Status, UmIpGateway};
use super::trust::Host;
use super::{
    Deployment, DialPlanId, ExchangeServerId, FaxRoute, GatewayId, MediationServerId, Party,
    PoolId, Product, Traffic, Trunk, UriType, Users, UsersId, Version,
};
use crate::base::Id;

impl Deployment {
    /// A gateway's connection to a Mediation Server. Over TCP there is nothing to secure.
    ///
    /// # Errors
    /// Why it cannot be secured.
    pub fn trunk_in(&self, gateway: GatewayId, trunk: &Trunk) -> Result<(), Cause> {
        let to = self.mediation_host(trunk.mediation_server);
        self.inside_lync(Host::Gateway(gateway), to, trunk.tls)
    }

    /// A Mediation Server's connection to a gateway.
    ///
    /// # Errors
    /// Why it cannot be secured.
    pub fn trunk_out(&self, gateway: GatewayId, trunk: &Trunk) -> Result<(), Cause> {
        let from = self.mediation_host(trunk.mediation_server);
        self.inside_lync(from, Host::Gateway(gateway), trunk.tls)
    }

    /// A Mediation Server's connection to a Front End of its pool or another's, always secured.
    ///
    /// # Errors
    /// Why it cannot be secured.
    pub fn pool_in(&self, from: MediationServerId, pool: PoolId, at: u32) -> Result<(), Cause> {
        self.inside_lync(self.mediation_host(from), Host::FrontEnd(pool, at), true)
    }

    /// A Front End's connection to a Mediation Server, always secured.
    ///
    /// # Errors
    /// Why it cannot be secured.
    pub fn pool_out(&self, pool: PoolId, at: u32, to: MediationServerId) -> Result<(), Cause> {
        self.inside_lync(Host::FrontEnd(pool, at), self.mediation_host(to), true)
    }

    fn inside_lync(&self, from: Host, to: Host, tls: bool) -> Result<(), Cause> {
        if !tls || from == to {
            return Ok(());
        }
        self.handshake(from, to).map_err(Cause::TlsToLync)
    }

    /// Whether Lync finds a dial plan for a pool's users (S22, S31, S32, S38).
    ///
    /// # Errors
    /// Why it does not.
    pub fn reads_plan(&self, pool: PoolId, plan: DialPlanId) -> Result<(), Cause> {
        let i = &self.integration;
        if self.dial_plans[plan.index()].uri_type != UriType::SipUri {
            return Ok(()); // Such a plan shows in the form of the called address.
        }
        let permitted = i.permission.get(plan.index()).copied().unwrap_or(true);
        if !permitted || !i.front_end_restarted {
            return Err(Cause::PlanNotRead);
        }
        if !i.described.location_profiles {
            return Ok(());
        }
        let mut profiles =
            i.location_profiles.iter().filter(|p| p.dial_plan == plan && p.pools.contains(&pool));
        let by_name = self.is_found_by_name(pool, plan);
        let context = &self.dial_plans[plan.index()].phone_context;
        if profiles.any(|p| !by_name || p.name == *context) {
            Ok(())
        } else {
            Err(Cause::NoLocationProfile)
        }
    }

    /// Whether the plan is looked up by the name of the location profile, as it must be if a server
    /// before Exchange 2010 SP1 takes first INVITEs of the pool (S31).
    pub fn is_found_by_name(&self, pool: PoolId, plan: DialPlanId) -> bool {
        self.first_targets(pool, plan).iter().any(|id| {
            let server = &self.exchange_servers[id.index()];
            server.version == Version::Exchange2007
                || (server.version == Version::Exchange2010 && server.service_pack < 1)
        })
    }

    /// Servers that take a plan's first INVITEs from a pool: OCS 2007 R2 does not filter them by version.
    pub fn first_targets(&self, pool: PoolId, plan: DialPlanId) -> Vec<ExchangeServerId> {
        self.entries(plan, self.pools[pool.index()].product == Product::Ocs2007R2)
    }

    /// The UM IP gateway of a peer, which the file gives or the script made.
    pub fn um_ip_gateway(&self, peer: Peer) -> Option<&UmIpGateway> {
        let gateways = &self.integration.um_ip_gateways;
        let of_peer = gateways.iter().filter(|g| g.peer == peer);
        of_peer.clone().find(|g| g.status == Status::Enabled).or_else(|| of_peer.clone().next())
    }

    /// Whether `ExchUcUtil` saw a pool, and so made a UM IP gateway for it.
    pub fn is_covered(&self, pool: PoolId) -> bool {
        self.integration.covered_pools.get(pool.index()).copied().unwrap_or(true)
    }

    /// Whether Unified Messaging knows the caller and the plan (domain §2.1; S39, S41).
    ///
    /// # Errors
    /// Why it does not.
    pub fn knows_peer(&self, peer: Peer, plan: DialPlanId) -> Result<(), Cause> {
        match (peer, self.um_ip_gateway(peer)) {
            (Peer::Pool(pool), None) if !self.is_covered(pool) => {
                return Err(Cause::NoUmIpGateway);
            }
            (_, Some(g)) if g.status != Status::Enabled => return Err(Cause::UmIpGatewayDisabled),
            _ => {}
        }
        if self.has_hunt_group(peer, plan) { Ok(()) } else { Err(Cause::NoHuntGroup) }
    }

    /// Whether a peer's UM IP gateway has a hunt group with the pilot and plan of a call. It is one that
    /// the file gives, or, where the file gives none, the script's.
    pub fn has_hunt_group(&self, peer: Peer, plan: DialPlanId) -> bool {
        let says = &self.dial_plans[plan.index()];
        let mut written = self.integration.hunt_groups.iter().filter(|h| h.peer == peer).peekable();
        if written.peek().is_none() {
            // A plan that the script did not see cannot be read either, which is found first.
            return true;
        }
        // A PBX is configured with the pilot; Lync sends the plan's name.
        let knows_pilot = matches!(peer, Peer::Gateway(_));
        written.any(|h| h.dial_plan == plan && (knows_pilot || h.pilot == says.name))
    }

    /// Whether the pool's encryption fits the plan's security (domain §1.6; S26, S28).
    ///
    /// # Errors
    /// That it does not.
    pub fn fits_security(
        &self,
        pool: PoolId,
        plan: DialPlanId,
        phone_edition: bool,
    ) -> Result<(), Cause> {
        let encryption = self.pools[pool.index()].encryption;
        let security = self.dial_plans[plan.index()].security;
        match fit(encryption, security) {
            Fit::Fits => Ok(()),
            Fit::PhoneEditionDoesNot if self.trust.rules.phone_edition_only && !phone_edition => {
                Ok(())
            }
            _ => Err(Cause::SecurityMismatch),
        }
    }

    /// Whether a server's UM services take a connection by TLS or TCP (S35).
    ///
    /// # Errors
    /// Why they do not.
    pub fn listens(&self, server: ExchangeServerId, tls: bool) -> Result<(), Cause> {
        let server = &self.exchange_servers[server.index()];
        if server.status != Status::Enabled {
            return Err(Cause::ServerDisabled);
        }
        if server.mode_in_force().listens(tls) { Ok(()) } else { Err(Cause::NotListening) }
    }

    /// A connection from a Front End or gateway to an Exchange server.
    ///
    /// # Errors
    /// Why there is none.
    pub fn reaches_exchange(
        &self,
        from: Host,
        server: ExchangeServerId,
        tls: bool,
    ) -> Result<(), Cause> {
        self.listens(server, tls)?;
        if !tls {
            return Ok(());
        }
        self.handshake(from, Host::Exchange(server)).map_err(Cause::TlsToExchange)
    }

    /// A call, transfer or notice of an Exchange server to a Front End or gateway: the connection, and whether
    /// Lync takes it from this server (S33).
    ///
    /// # Errors
    /// Why it fails.
    pub fn exchange_reaches(
        &self,
        server: ExchangeServerId,
        to: Host,
        plan: DialPlanId,
    ) -> Result<(), Cause> {
        let says = &self.dial_plans[plan.index()];
        let lync = to.is_lync();
        if lync || says.security.is_tls() {
            self.handshake(Host::Exchange(server), to).map_err(Cause::TlsFromExchange)?;
        }
        if lync && !says.servers.contains(&server) {
            return Err(Cause::ServerNotTrusted);
        }
        Ok(())
    }

    /// The pools to which Exchange may send a plan's outgoing calls (S40). There should be one.
    pub fn outgoing_pools(&self, plan: DialPlanId) -> Vec<PoolId> {
        let takes = |g: &&UmIpGateway| {
            g.outgoing_calls && g.status == Status::Enabled && self.has_hunt_group(g.peer, plan)
        };
        let pool = |g: &UmIpGateway| match g.peer {
            Peer::Pool(pool) => Some(pool),
            Peer::Gateway(_) => None,
        };
        let gateways = &self.integration.um_ip_gateways;
        if gateways.is_empty() && self.integration.covered_pools.is_empty() {
            return (0..self.pools.len().min(1)).map(Id::new).collect();
        }
        gateways.iter().filter(takes).filter_map(pool).collect()
    }

    /// The UM IP gateways to which Exchange may send a plan's outgoing calls, for users of a pool: their
    /// number, and the number of wrong ones. A single one is right if it stands for a pool. Of several,
    /// those are wrong that stand for no pool, or for a pool at another site, where media may not cross
    /// the firewall (domain §2.9).
    pub fn outgoing(&self, pool: PoolId, plan: DialPlanId) -> (u32, u32) {
        let pools = self.outgoing_pools(plan);
        let written = |g: &&UmIpGateway| {
            let hunts = &self.integration.hunt_groups;
            matches!(g.peer, Peer::Gateway(_))
                && g.outgoing_calls
                && g.status == Status::Enabled
                && hunts.iter().any(|h| h.peer == g.peer && h.dial_plan == plan)
        };
        let others = self.integration.um_ip_gateways.iter().filter(written).count();
        let site = |id: &PoolId| self.pools[id.index()].site;
        let far = match pools.len() + others {
            0 | 1 => 0,
            _ => pools.iter().filter(|id| site(id) != site(&pool)).count(),
        };
        ((pools.len() + others) as u32, (far + others) as u32)
    }

    /// Whether a user group's voice policy has a route to a gateway (S46).
    pub fn has_route(&self, users: &Users, gateway: GatewayId) -> bool {
        let i = &self.integration;
        let usages = users.voice_policy.map(|id| &i.voice_policies[id.index()].usages);
        if i.routes.is_empty() {
            return usages.is_none_or(|usages| !usages.is_empty());
        }
        let shares = |route: &&super::integration::Route| {
            usages.is_none_or(|usages| usages.iter().any(|u| route.usages.contains(u)))
        };
        i.routes.iter().filter(shares).any(|route| route.gateways.contains(&gateway))
    }

    /// Whether the plan's URI type fits its users: users of Lync are called by SIP address (domain
    /// §2.1).
    ///
    /// # Errors
    /// That the plan has another type.
    pub fn fits_uri_type(&self, users: &Users) -> Result<(), Cause> {
        let plan = users.dial_plan.map(|id| &self.dial_plans[id.index()]);
        let wrong = users.pool.is_some() && plan.is_some_and(|p| p.uri_type != UriType::SipUri);
        if wrong { Err(Cause::UriTypeMismatch) } else { Ok(()) }
    }

    /// Share of a source's callers whose name Unified Messaging finds by their number, 0 to 1. Between dial
    /// plans it needs `msRTC-SIPLine`, or UM proxy addresses (S53, S54).
    pub fn named_callers(&self, traffic: &Traffic) -> f64 {
        let plan = |id: UsersId| self.users[id.index()].dial_plan;
        let crosses = match (traffic.callers, traffic.party) {
            (Some(from), Party::Users(to)) => plan(from) != plan(to),
            _ => false,
        };
        let i = &self.integration;
        let found = !crosses || i.lync_schema || i.proxy_addresses;
        if found { 1.0 } else { i.resolved_without }
    }

    /// Every pair of a pool and the dial plan of a user, contact or fax line that is homed there; each
    /// once, sorted.
    pub fn homes(&self) -> Vec<(PoolId, DialPlanId)> {
        let users = self.users.iter().map(|u| (u.pool, u.dial_plan));
        let attendants = self.auto_attendants.iter().map(|a| (a.pool, Some(a.dial_plan)));
        let numbers = self.access_numbers.iter().map(|n| (n.pool, Some(n.dial_plan)));
        let lines = self.fax_lines.iter().map(|line| match &line.route {
            FaxRoute::UnifiedMessaging { dial_plan, .. } => (line.pool, Some(*dial_plan)),
            _ => (None, None),
        });
        let all = users.chain(attendants).chain(numbers).chain(lines);
        let mut homes: Vec<_> = all.filter_map(|(pool, plan)| pool.zip(plan)).collect();
        homes.sort_unstable();
        homes.dedup();
        homes
    }

    /// All dial plans of type SIP URI.
    pub fn sip_uri_plans(&self) -> impl Iterator<Item = DialPlanId> + '_ {
        let is = |i: &usize| self.dial_plans[*i].uri_type == UriType::SipUri;
        (0..self.dial_plans.len()).filter(is).map(Id::new)
    }
}

/// Whether a pool's encryption fits a plan's security.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It does.
    Fits,
    /// Every call fails.
    Fails,
    /// Calls of Lync Phone Edition fail; by a more general reading of the source, all calls fail.
    PhoneEditionDoesNot,
}

/// The matrix of domain §1.6.
pub const fn fit(encryption: Encryption, security: Security) -> Fit {
    match (encryption, security) {
        (_, Security::Unsecured) | (Encryption::Required, Security::SipSecured) => Fit::Fails,
        (Encryption::None, Security::Secured) => Fit::PhoneEditionDoesNot,
        _ => Fit::Fits,
    }
}
