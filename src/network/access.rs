//! Where calls fail because the deployment is wrong, as tables: what `deployment` answers by name,
//! asked once for every pair that can meet. A table in which nothing fails is empty, so that a
//! correct deployment costs a look at a length.

use super::compile::Builder;
use super::{Group, SecurityFit};
use crate::base::Id;
use crate::deployment::{
    Cause, Deployment, DialPlanId, Fit, GatewayId, Host, Peer, PoolId, UriType, Users, Version, fit,
};

/// By place in a table, why what is asked there fails; empty if nothing does.
type Faults = Vec<Option<Cause>>;

/// Why connections and calls fail.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Gateway to Mediation Server, by hop.
    trunk_in: Faults,
    /// Mediation Server to gateway, by hop.
    trunk_out: Faults,
    /// Mediation Server to Front End, `[mediation_server * front_ends + front_end]`.
    pool_in: Faults,
    /// Front End to Mediation Server, indexed alike.
    pool_out: Faults,
    /// Hub to Exchange server by TCP and by TLS, `[tls][hub * servers + server]`.
    to_exchange: [Faults; 2],
    /// Exchange server to hub by TLS, `[hub * servers + server]`.
    from_exchange: Faults,
    /// Whether Lync takes calls of a server for a plan, `[plan * servers + server]`: those whose
    /// calls it does not take.
    outsiders: Faults,
    /// What Unified Messaging says to a gateway's calls for a plan, `[gateway * plans + plan]`.
    peers: Faults,
    /// Outbound calls of a group to a gateway, `[group * gateways + gateway]`.
    routes: Faults,
    /// Every cause that can occur, sorted.
    causes: Vec<Cause>,
    front_ends: usize,
    servers: usize,
    plans: usize,
    gateways: usize,
}

#[inline]
fn at(faults: &Faults, index: usize) -> Option<Cause> {
    faults.get(index).copied().flatten()
}

impl Access {
    /// A gateway's connection to a Mediation Server.
    #[inline]
    pub fn trunk_in(&self, hop: u32) -> Option<Cause> {
        at(&self.trunk_in, hop as usize)
    }

    /// A Front End's way out by a trunk: to the Mediation Server, and on to the gateway.
    pub fn way_out(&self, front_end: u32, mediation_server: u32, hop: u32) -> Option<Cause> {
        let index = mediation_server as usize * self.front_ends + front_end as usize;
        at(&self.pool_out, index).or_else(|| at(&self.trunk_out, hop as usize))
    }

    /// A Mediation Server's connection to a Front End.
    #[inline]
    pub fn pool_in(&self, mediation_server: u32, front_end: u32) -> Option<Cause> {
        at(&self.pool_in, mediation_server as usize * self.front_ends + front_end as usize)
    }

    /// A hub's connection to an Exchange server.
    #[inline]
    pub fn to_exchange(&self, hub: u32, server: u32, tls: bool) -> Option<Cause> {
        at(&self.to_exchange[usize::from(tls)], hub as usize * self.servers + server as usize)
    }

    /// A request of an Exchange server to a Front End: the connection, and whether Lync takes it from
    /// a server that may not belong to the plan.
    #[inline]
    pub fn from_exchange(&self, server: u32, front_end: u32, plan: u32) -> Option<Cause> {
        at(&self.from_exchange, front_end as usize * self.servers + server as usize)
            .or_else(|| at(&self.outsiders, plan as usize * self.servers + server as usize))
    }

    /// What Unified Messaging says to a call for a plan that comes from a gateway.
    #[inline]
    pub fn peer(&self, gateway: u32, plan: u32) -> Option<Cause> {
        at(&self.peers, gateway as usize * self.plans + plan as usize)
    }

    /// Whether a group's outbound calls may take a gateway.
    #[inline]
    pub fn route(&self, group: u32, gateway: u32) -> Option<Cause> {
        at(&self.routes, group as usize * self.gateways + gateway as usize)
    }

    /// Every cause that can occur, sorted; nothing where the deployment is as it should be.
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// Whether a request of an Exchange server to Lync can fail.
    pub fn is_one_way(&self) -> bool {
        !self.from_exchange.is_empty() || !self.outsiders.is_empty()
    }
}

/// What is asked of a group's calls, apart from connections.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupAccess {
    /// The number itself.
    pub number: Option<Cause>,
    /// What ExumRouting finds of the dial plan.
    pub plan: Option<Cause>,
    /// What Unified Messaging finds of the call, where its first INVITE arrives.
    pub entry: Option<Cause>,
    /// Whether the pool's encryption fits the plan's security.
    pub security: SecurityFit,
    /// Play on Phone.
    pub play: Option<Cause>,
    /// UM IP gateways that outgoing calls may take, and those among them that are wrong.
    pub outgoing: (u32, u32),
    /// Share of the users who have each [`UserFlag`], 0 to 1.
    pub shares: [f64; UserFlag::ALL.len()],
}

/// What some users of a group have and others have not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum UserFlag {
    /// Enabled for Enterprise Voice.
    EnterpriseVoice,
    /// A TEL URI.
    TelUri,
    /// Enabled for Unified Messaging.
    UmEnabled,
    /// The same SIP address in Lync and in Unified Messaging.
    SipAddress,
    /// A Lync Phone Edition.
    PhoneEdition,
}

impl UserFlag {
    /// All of them.
    pub const ALL: [UserFlag; 5] = [
        UserFlag::EnterpriseVoice,
        UserFlag::TelUri,
        UserFlag::UmEnabled,
        UserFlag::SipAddress,
        UserFlag::PhoneEdition,
    ];
}

impl Builder {
    /// Fills the tables; hosts, plans and groups are there.
    pub(super) fn access(&mut self, d: &Deployment) {
        let front_ends: Vec<(PoolId, u32)> = d
            .pools
            .iter()
            .enumerate()
            .flat_map(|(i, p)| (0..p.front_ends.len() as u32).map(move |at| (Id::new(i), at)))
            .collect();
        let mut access = Access {
            front_ends: front_ends.len(),
            servers: d.exchange_servers.len(),
            plans: d.dial_plans.len(),
            gateways: d.gateways.len(),
            ..Access::default()
        };
        if !d.secures_everything() {
            trunks(&mut access, d);
            inside_lync(&mut access, d, &front_ends);
        }
        with_exchange(&mut access, d, &front_ends);
        access.outsiders = outsiders(d);
        access.peers = table(d.gateways.iter().enumerate().flat_map(|(gateway, _)| {
            let peer = Peer::Gateway(Id::new(gateway));
            ids::<_>(d.dial_plans.len()).map(move |plan| d.knows_peer(peer, plan).err())
        }));
        access.routes = table(self.network.groups.iter().enumerate().flat_map(|(group, _)| {
            let users = d.users.get(group);
            let route = move |gateway: GatewayId| {
                let has = users.is_none_or(|users| d.has_route(users, gateway));
                (!has).then_some(Cause::NoRoute)
            };
            ids(d.gateways.len()).map(route)
        }));
        access.causes = causes(&access, &self.network.groups);
        self.network.access = access;
    }
}

fn ids<T>(n: usize) -> impl Iterator<Item = Id<T>> {
    (0..n).map(Id::new)
}

/// The answers as a table, empty if nothing fails.
fn table(answers: impl Iterator<Item = Option<Cause>>) -> Faults {
    let faults: Faults = answers.collect();
    if faults.iter().any(Option::is_some) { faults } else { Faults::new() }
}

fn trunks(access: &mut Access, d: &Deployment) {
    let hops = || {
        let gateways = d.gateways.iter().enumerate();
        gateways.flat_map(|(i, g)| g.next_hops.iter().map(move |hop| (Id::new(i), hop)))
    };
    access.trunk_in = table(hops().map(|(gateway, hop)| d.trunk_in(gateway, hop).err()));
    access.trunk_out = table(hops().map(|(gateway, hop)| d.trunk_out(gateway, hop).err()));
}

fn inside_lync(access: &mut Access, d: &Deployment, front_ends: &[(PoolId, u32)]) {
    let pairs = || {
        let all = d.mediation_servers.len();
        ids(all).flat_map(|server| front_ends.iter().map(move |(pool, at)| (server, *pool, *at)))
    };
    access.pool_in = table(pairs().map(|(server, pool, at)| d.pool_in(server, pool, at).err()));
    access.pool_out = table(pairs().map(|(server, pool, at)| d.pool_out(pool, at, server).err()));
}

fn with_exchange(access: &mut Access, d: &Deployment, front_ends: &[(PoolId, u32)]) {
    let listens = |tls| ids(d.exchange_servers.len()).all(|server| d.listens(server, tls).is_ok());
    let certificates = !d.secures_everything();
    let hubs = || {
        let front_ends = front_ends.iter().map(|(pool, at)| Host::FrontEnd(*pool, *at));
        front_ends.chain(ids(d.gateways.len()).map(Host::Gateway))
    };
    let servers = || ids(d.exchange_servers.len());
    for tls in [false, true] {
        if !listens(tls) || (tls && certificates) {
            access.to_exchange[usize::from(tls)] = table(hubs().flat_map(|hub| {
                servers().map(move |server| d.reaches_exchange(hub, server, tls).err())
            }));
        }
    }
    if certificates {
        access.from_exchange = table(hubs().flat_map(|hub| {
            let called = move |server| d.handshake(Host::Exchange(server), hub);
            servers().map(move |server| called(server).err().map(Cause::TlsFromExchange))
        }));
    }
}

/// Lync takes calls and transfers only of servers that are in the plan (S33).
fn outsiders(d: &Deployment) -> Faults {
    if !d.has_lync() {
        return Faults::new();
    }
    table(d.dial_plans.iter().flat_map(|plan| {
        let outside = |server| plan.uri_type == UriType::SipUri && !plan.servers.contains(&server);
        ids(d.exchange_servers.len())
            .map(move |server| outside(server).then_some(Cause::ServerNotTrusted))
    }))
}

/// What can happen to calls: of tables whatever occurs in them, of groups what users meet.
fn causes(access: &Access, groups: &[Group]) -> Vec<Cause> {
    let tables = [
        &access.trunk_in,
        &access.trunk_out,
        &access.pool_in,
        &access.pool_out,
        &access.to_exchange[0],
        &access.to_exchange[1],
        &access.from_exchange,
        &access.outsiders,
        &access.peers,
        &access.routes,
    ];
    let mut causes: Vec<Cause> = tables.into_iter().flatten().filter_map(|c| *c).collect();
    for access in groups.iter().map(|group| &group.access) {
        causes.extend([access.number, access.plan, access.entry, access.play].iter().flatten());
        if access.security != SecurityFit::Fits {
            causes.push(Cause::SecurityMismatch);
        }
        if access.outgoing.1 > 0 {
            causes.push(Cause::WrongOutgoingGateway);
        }
        for (flag, share) in UserFlag::ALL.iter().zip(access.shares) {
            let cause = match flag {
                UserFlag::EnterpriseVoice | UserFlag::TelUri => Cause::NumberUnknown,
                UserFlag::UmEnabled | UserFlag::SipAddress => Cause::NotUmEnabled,
                UserFlag::PhoneEdition => continue,
            };
            causes.extend((share < 1.0).then_some(cause));
        }
        causes.extend(
            (access.shares[UserFlag::EnterpriseVoice as usize] < 1.0).then_some(Cause::NotAllowed),
        );
    }
    causes.sort_unstable();
    causes.dedup();
    causes
}

/// What is asked of the calls of whoever has this pool and plan.
pub(super) fn group_access(
    d: &Deployment,
    pool: Option<PoolId>,
    plan: Option<DialPlanId>,
) -> GroupAccess {
    // A contact has whatever it needs, and no telephone.
    let shares = UserFlag::ALL.map(|f| if f == UserFlag::PhoneEdition { 0.0 } else { 1.0 });
    let all = GroupAccess { outgoing: (1, 0), shares, ..GroupAccess::default() };
    let (Some(pool), Some(plan)) = (pool, plan) else { return all };
    let targets = d.first_targets(pool, plan);
    let found = match targets.is_empty() {
        true => Err(Cause::NoServerInPlan),
        false => d.reads_plan(pool, plan),
    };
    let outgoing = d.outgoing(pool, plan);
    GroupAccess {
        plan: found.err(),
        entry: d.knows_peer(Peer::Pool(pool), plan).err(),
        security: match fit(d.pools[pool.index()].encryption, d.dial_plans[plan.index()].security) {
            Fit::Fits => SecurityFit::Fits,
            Fit::PhoneEditionDoesNot if d.trust.rules.phone_edition_only => {
                SecurityFit::FailsPhoneEdition
            }
            _ => SecurityFit::Fails,
        },
        play: (outgoing.0 == 0).then_some(Cause::NoOutgoingGateway),
        outgoing,
        ..all
    }
}

/// The same for a group of users, with what they have and whether their addresses fit the plan: every
/// version but 2007 looks at their form (domain §2.1).
pub(super) fn users_access(d: &Deployment, users: &Users) -> GroupAccess {
    let access = group_access(d, users.pool, users.dial_plan);
    let looks = |pool: PoolId, plan: DialPlanId| {
        let server = |id: &crate::deployment::ExchangeServerId| &d.exchange_servers[id.index()];
        let version = |id| server(id).version;
        d.first_targets(pool, plan).iter().any(|id| version(id) > Version::Exchange2007)
    };
    let form = users.pool.zip(users.dial_plan).filter(|(pool, plan)| looks(*pool, *plan));
    let form = form.and_then(|_| d.fits_uri_type(users).err());
    let policy = users.policy.map(|id| &d.mailbox_policies[id.index()]);
    let forbidden = policy.is_some_and(|policy| !policy.play_on_phone);
    GroupAccess {
        entry: access.entry.or(form),
        play: forbidden.then_some(Cause::NotAllowed).or(access.play),
        shares: [
            users.enterprise_voice,
            users.tel_uri,
            users.um_enabled,
            users.sip_address_matches,
            users.phone_edition.min(1.0),
        ],
        ..access
    }
}
