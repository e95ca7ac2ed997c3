//! Hosts that nothing takes over if they are lost: what a planner asks of a deployment in which all is set up correctly.

use super::other_ways::{only_mediation_server, ways};
use crate::base::Id;
use crate::deployment::{
    Deployment, DialPlanId, ExchangeServerId, GatewayId, Mailboxes, MediationServerId, Pool,
    PoolId, Users,
};
use std::collections::BTreeSet;

/// What a host or a group of hosts is, whose loss leaves no alternative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossKind {
    /// A gateway.
    Gateway,
    /// A Mediation Server.
    MediationServer,
    /// A Front End, whose users are too many for the others.
    FrontEnd,
    /// A pool with all its Front Ends.
    Pool,
    /// The server that takes the first INVITE for voice mail.
    CallRouter,
    /// The server of mailboxes.
    MailboxServer,
    /// A site at which all stands that some calls need.
    Site,
    /// A link between users and their pool.
    Link,
    /// A certificate that several hosts share, or that has an end date.
    Certificate,
}

impl LossKind {
    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            LossKind::Gateway => "gateway",
            LossKind::MediationServer => "Mediation Server",
            LossKind::FrontEnd => "Front End",
            LossKind::Pool => "pool",
            LossKind::CallRouter => "Call Router",
            LossKind::MailboxServer => "Mailbox server",
            LossKind::Site => "site",
            LossKind::Link => "link",
            LossKind::Certificate => "certificate",
        }
    }

    /// What helps.
    pub const fn cure(self) -> &'static str {
        match self {
            LossKind::Gateway => "name a second one in traffic.gateways, and choose them in turn",
            LossKind::MediationServer => "name a second one in gateway.next_hops",
            LossKind::FrontEnd => "add a Front End (pool.front_ends)",
            LossKind::Pool => "name a backup pool (pool.backup)",
            LossKind::CallRouter => "add a second one to the plan or the gateway",
            LossKind::MailboxServer => "name servers with database copies (exchange_server.copies)",
            LossKind::Site => "give each a gateway, backup pool and copies at another site",
            LossKind::Link => "put a pool or a branch appliance at the users' site",
            LossKind::Certificate => "renew it in time; give each host one of its own",
        }
    }
}

/// What is lost with any one of some hosts, all of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// What they are.
    pub kind: LossKind,
    /// Their names, in the order of the file.
    pub of: Vec<String>,
    /// What then happens.
    pub then: String,
    /// To whom it happens: names of traffic, gateways, pools, dial plans or users, in the order of the file.
    pub whose: Vec<String>,
}

/// All kinds of losses that leave calls without an alternative, along the way of a call.
pub(super) fn losses(d: &Deployment) -> Vec<Loss> {
    let all =
        [gateways(d), mediation_servers(d), front_ends(d), pools(d), routers(d), mailboxes(d)];
    all.into_iter().flatten().collect()
}

pub(super) fn names<T, U>(
    ids: &BTreeSet<Id<T>>,
    all: &[U],
    name: impl Fn(&U) -> &String,
) -> Vec<String> {
    ids.iter().map(|id| name(&all[id.index()]).clone()).collect()
}

pub(super) fn found(
    kind: LossKind,
    of: Vec<String>,
    then: &str,
    whose: Vec<String>,
) -> Option<Loss> {
    (!of.is_empty()).then(|| Loss { kind, of, then: then.to_owned(), whose })
}

fn gateways(d: &Deployment) -> Option<Loss> {
    let (mut of, mut whose) = (BTreeSet::<GatewayId>::new(), Vec::new());
    for traffic in &d.traffic {
        let alone = ways(traffic).into_iter().filter(|way| way.len() == 1);
        let alone: Vec<GatewayId> = alone.flatten().collect();
        if !alone.is_empty() {
            whose.push(traffic.name.clone());
            of.extend(alone);
        }
    }
    let of = names(&of, &d.gateways, |g| &g.name);
    found(LossKind::Gateway, of, "calls by it fail", whose)
}

/// Gateways that calls of the file use.
fn used_gateways(d: &Deployment) -> BTreeSet<GatewayId> {
    d.traffic.iter().flat_map(|traffic| traffic.gateways.iter().copied()).collect()
}

fn mediation_servers(d: &Deployment) -> Option<Loss> {
    let mut of = BTreeSet::<MediationServerId>::new();
    let mut gateways = BTreeSet::<GatewayId>::new();
    for way in d.traffic.iter().flat_map(ways) {
        if let Some(server) = only_mediation_server(d, &way) {
            of.insert(server);
            gateways.extend(way);
        }
    }
    let of = names(&of, &d.mediation_servers, |server| &server.name);
    let whose = names(&gateways, &d.gateways, |gateway| &gateway.name);
    found(LossKind::MediationServer, of, "calls by these gateways fail", whose)
}

fn front_ends(d: &Deployment) -> Option<Loss> {
    let over = |(pool, users): (&Pool, u64)| {
        let others = (pool.front_ends.len() as u64).checked_sub(1).filter(|others| *others > 0)?;
        let recommended = u64::from(pool.recommended_users()?);
        let each = users.div_ceil(others);
        (each > recommended).then(|| (pool.name.clone(), each, recommended))
    };
    let over: Vec<(String, u64, u64)> =
        d.pools.iter().zip(d.users_by_pool()).filter_map(over).collect();
    let (_, each, recommended) = over.iter().max_by_key(|(_, each, limit)| each - limit)?;
    let then =
        format!("up to {each} users on each of the others, above the recommended {recommended}");
    let whose: Vec<String> = over.iter().map(|(name, ..)| name.clone()).collect();
    let of = whose.iter().map(|name| format!("one of {name}")).collect();
    found(LossKind::FrontEnd, of, &then, whose)
}

fn pools(d: &Deployment) -> Option<Loss> {
    let users = d.users.iter().filter_map(|group| group.pool);
    let used = users.chain(d.homes().into_iter().map(|(pool, _)| pool));
    let alone = |id: &PoolId| d.pools[id.index()].backup.is_none();
    let of: BTreeSet<PoolId> = used.filter(alone).collect();
    let homed = |group: &&Users| group.pool.is_some_and(|pool| of.contains(&pool));
    let whose = d.users.iter().filter(homed).map(|group| group.name.clone()).collect();
    found(
        LossKind::Pool,
        names(&of, &d.pools, |pool| &pool.name),
        "nobody there can call or be called",
        whose,
    )
}

fn routers(d: &Deployment) -> Option<Loss> {
    let (mut of, mut whose) = (BTreeSet::<ExchangeServerId>::new(), Vec::new());
    let mut plans = BTreeSet::<DialPlanId>::new();
    for (pool, plan) in d.homes() {
        if let [only] = d.first_targets(pool, plan)[..] {
            of.insert(only);
            plans.insert(plan);
        }
    }
    whose.extend(plans.iter().map(|plan| format!("plan {}", d.dial_plans[plan.index()].name)));
    for id in used_gateways(d) {
        let gateway = &d.gateways[id.index()];
        if let Some([only]) = gateway.exchange.as_ref().map(|route| &route.servers[..]) {
            of.insert(*only);
            whose.push(format!("gateway {}", gateway.name));
        }
    }
    let of = names(&of, &d.exchange_servers, |server| &server.name);
    found(LossKind::CallRouter, of, "no call reaches voice mail", whose)
}

fn mailboxes(d: &Deployment) -> Option<Loss> {
    let (mut of, mut whose) = (BTreeSet::<ExchangeServerId>::new(), Vec::new());
    for group in d.users.iter().filter(|group| group.um_enabled > 0.0) {
        let (Some(mailboxes), Some(plan)) = (&group.mailboxes, group.dial_plan) else { continue };
        let mut alone = servers_of(mailboxes);
        alone.retain(|id| is_alone(d, *id, plan));
        if !alone.is_empty() {
            whose.push(group.name.clone());
            of.extend(alone);
        }
    }
    let of = names(&of, &d.exchange_servers, |server| &server.name);
    found(LossKind::MailboxServer, of, "no voice mail for mailboxes there", whose)
}

/// The servers on which a group has mailboxes.
pub(super) fn servers_of(mailboxes: &Mailboxes) -> Vec<ExchangeServerId> {
    match mailboxes {
        Mailboxes::Migrating { current, legacy, migrated } => {
            let current = current.iter().filter(|_| *migrated > 0.0);
            current.chain(legacy.iter().filter(|_| *migrated < 1.0)).copied().collect()
        }
        Mailboxes::Shares(shares) => {
            shares.iter().filter(|(_, share)| *share > 0.0).map(|(id, _)| *id).collect()
        }
    }
}

/// Whether no other server can answer for a mailbox: there is no copy, or for older versions no other UM server
/// of the version in the plan.
fn is_alone(d: &Deployment, id: ExchangeServerId, plan: DialPlanId) -> bool {
    let server = &d.exchange_servers[id.index()];
    if !server.version.is_legacy() {
        return server.copies.is_empty();
    }
    let serves = |other: &&ExchangeServerId| {
        let other = &d.exchange_servers[other.index()];
        other.um_service && other.version == server.version
    };
    d.dial_plans[plan.index()].servers.iter().filter(serves).count() <= 1
}
