//! The tables of where calls fail because the deployment is wrong.

use super::super::access::{Access, Each, Pairs};
use super::super::groups::{Group, GroupAccess, OutgoingGateways, SecurityFit, UserFlag};
use super::super::hosts::ExchangeServer;
use super::super::plans::DialPlan;
use super::builder::Builder;
use crate::base::Id;
use crate::deployment::{
    Cause, CertificateId, Deployment, DialPlanId, Fit, GatewayId, Host, Peer, PoolId, UriType,
    Users, Version, fit,
};

impl Builder {
    /// Fills the tables. Hosts, plans and groups must be there.
    pub(super) fn access(&mut self, d: &Deployment) {
        let mut access = connections(d);
        access.outsiders = outsiders(d);
        let (gateways, plans) = (d.gateways.len(), d.dial_plans.len());
        let peers = ids(gateways)
            .map(Peer::Gateway)
            .flat_map(|peer| ids::<_>(plans).map(move |plan| d.knows_peer(peer, plan).err()));
        access.peers = Pairs::new(plans, peers);
        let routes = (0..self.network.groups.len()).flat_map(|group| {
            let users = d.users.get(group);
            let route = move |gateway: GatewayId| {
                let has = users.is_none_or(|users| d.has_route(users, gateway));
                (!has).then_some(Cause::NoRoute)
            };
            ids(gateways).map(route)
        });
        access.routes = Pairs::new(gateways, routes);
        access.causes = causes(&access, &self.network.groups);
        self.network.access = access;
    }

    /// Which connections fail in addition while a certificate has expired.
    pub(super) fn expired(&self, d: &Deployment, certificate: CertificateId) -> Access {
        let mut then = d.clone();
        then.trust.certificates[certificate.index()].expired = true;
        connections(&then).beyond(&self.network.access)
    }
}

/// The tables of connections.
fn connections(d: &Deployment) -> Access {
    let front_ends: Vec<(PoolId, u32)> = d
        .pools
        .iter()
        .enumerate()
        .flat_map(|(i, p)| (0..p.front_ends.len() as u32).map(move |at| (Id::new(i), at)))
        .collect();
    let mut access = Access::default();
    if !d.secures_everything() {
        trunks(&mut access, d);
        inside_lync(&mut access, d, &front_ends);
    }
    with_exchange(&mut access, d, &front_ends);
    access
}

fn ids<T>(n: usize) -> impl Iterator<Item = Id<T>> {
    (0..n).map(Id::new)
}

fn trunks(access: &mut Access, d: &Deployment) {
    let trunks = || {
        let gateways = d.gateways.iter().enumerate();
        gateways.flat_map(|(i, g)| g.next_hops.iter().map(move |trunk| (Id::new(i), trunk)))
    };
    access.trunk_in = Each::new(trunks().map(|(gateway, trunk)| d.trunk_in(gateway, trunk).err()));
    access.trunk_out =
        Each::new(trunks().map(|(gateway, trunk)| d.trunk_out(gateway, trunk).err()));
}

fn inside_lync(access: &mut Access, d: &Deployment, front_ends: &[(PoolId, u32)]) {
    let pairs = || {
        let all = d.mediation_servers.len();
        ids(all).flat_map(|server| front_ends.iter().map(move |(pool, at)| (server, *pool, *at)))
    };
    let n = front_ends.len();
    let pool_in = pairs().map(|(server, pool, at)| d.pool_in(server, pool, at).err());
    access.pool_in = Pairs::new(n, pool_in);
    let pool_out = pairs().map(|(server, pool, at)| d.pool_out(pool, at, server).err());
    access.pool_out = Pairs::new(n, pool_out);
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
            let reached = hubs().flat_map(|hub| {
                servers().map(move |server| d.reaches_exchange(hub, server, tls).err())
            });
            access.to_exchange[usize::from(tls)] = Pairs::new(d.exchange_servers.len(), reached);
        }
    }
    if certificates {
        let called = hubs().flat_map(|hub| {
            let called = move |server| d.handshake(Host::Exchange(server), hub);
            servers().map(move |server| called(server).err().map(Cause::TlsFromExchange))
        });
        access.from_exchange = Pairs::new(d.exchange_servers.len(), called);
    }
}

/// Lync takes calls and transfers only of servers that are in the plan (S33).
fn outsiders(d: &Deployment) -> Pairs<DialPlan, ExchangeServer> {
    if !d.has_lync() {
        return Pairs::default();
    }
    let answers = d.dial_plans.iter().flat_map(|plan| {
        let outside = |server| plan.uri_type == UriType::SipUri && !plan.servers.contains(&server);
        ids(d.exchange_servers.len())
            .map(move |server| outside(server).then_some(Cause::ServerNotTrusted))
    });
    Pairs::new(d.exchange_servers.len(), answers)
}

/// What can happen to calls: the causes in the tables, and those that users of the groups meet.
fn causes(access: &Access, groups: &[Group]) -> Vec<Cause> {
    let mut causes: Vec<Cause> = access.in_tables().collect();
    for access in groups.iter().map(|group| &group.access) {
        causes.extend([access.number, access.plan, access.entry, access.play].iter().flatten());
        if access.security != SecurityFit::Fits {
            causes.push(Cause::SecurityMismatch);
        }
        if access.outgoing.wrong > 0 {
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

/// Why calls to users or a contact with this pool and plan fail.
pub(super) fn group_access(
    d: &Deployment,
    pool: Option<PoolId>,
    plan: Option<DialPlanId>,
) -> GroupAccess {
    // A contact has everything it needs, and no telephone.
    let shares = UserFlag::ALL.map(|f| if f == UserFlag::PhoneEdition { 0.0 } else { 1.0 });
    let all = GroupAccess {
        outgoing: OutgoingGateways { all: 1, wrong: 0 },
        shares,
        ..GroupAccess::default()
    };
    let (Some(pool), Some(plan)) = (pool, plan) else { return all };
    let targets = d.first_targets(pool, plan);
    let found = match targets.is_empty() {
        true => Err(Cause::NoServerInPlan),
        false => d.reads_plan(pool, plan),
    };
    let (usable, wrong) = d.outgoing(pool, plan);
    let outgoing = OutgoingGateways { all: usable, wrong };
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
        play: (outgoing.all == 0).then_some(Cause::NoOutgoingGateway),
        outgoing,
        ..all
    }
}

/// The same for a group of users, with what they have and whether their addresses fit the plan. Every
/// version except 2007 checks the form of addresses (domain §2.1).
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
