//! The walk: what users' calls meet, hop by hop.

use super::relation::{CallKind, TrafficRelation};
use super::survival::{Refusal, Stage, Survival};
use crate::base::Id;
use crate::deployment::{
    Cause, Deployment, DialPlanId, ExchangeServerId, GatewayId, Host, Peer, PoolId, Trunk, Users,
    Version,
};

/// Why a mailbox is heard by nobody.
const UNSERVED: &str = "no UM server of the plan can serve the mailbox";

/// Every traffic relation of a deployment, for every gateway and party by itself.
pub(super) fn all(d: &Deployment) -> Vec<TrafficRelation> {
    let mut walk = Walk { d, relations: Vec::new() };
    for users in &d.users {
        match users.pool {
            Some(pool) => walk.users(users, pool),
            None => walk.users_past_lync(users),
        }
    }
    walk.contacts();
    walk.relations
}

pub(super) struct Walk<'d> {
    pub d: &'d Deployment,
    relations: Vec<TrafficRelation>,
}

impl Walk<'_> {
    pub fn add(
        &mut self,
        kind: CallKind,
        gateway: Option<GatewayId>,
        party: &str,
        course: Survival,
    ) {
        let gateways = gateway.map(|id| self.d.gateways[id.index()].name.clone());
        self.relations.push(TrafficRelation {
            kind,
            gateways: gateways.into_iter().collect(),
            parties: vec![party.to_owned()],
            failures: course.failures(),
        });
    }

    /// Gateways that lead to Lync.
    pub fn gateways(&self) -> Vec<GatewayId> {
        let leads = |i: &usize| !self.d.gateways[*i].next_hops.is_empty();
        (0..self.d.gateways.len()).filter(leads).map(Id::new).collect()
    }

    /// A course for each Front End of a pool.
    pub fn by_front_end(&self, pool: PoolId, course: impl Fn(u32) -> Survival) -> Vec<Survival> {
        (0..self.d.pools[pool.index()].front_ends.len() as u32).map(course).collect()
    }

    fn users(&mut self, users: &Users, pool: PoolId) {
        let mut known = Survival::new();
        let unknown = Refusal::of(Stage::FrontEnd, self.pool_name(pool), Cause::NumberUnknown);
        known.fail(1.0 - users.enterprise_voice.min(users.tel_uri), unknown);
        let answered = self.by_front_end(pool, |_| known.clone());
        let of_plan = users.dial_plan.map(|plan| {
            let diverted = self.by_front_end(pool, |at| self.diverted(users, (pool, at), plan));
            let notice = self.by_front_end(pool, |at| self.notice(users, (pool, at), plan));
            (plan, diverted, notice)
        });
        for gateway in self.gateways() {
            let here = self.inbound(gateway, pool, &answered);
            if let Some((_, diverted, notice)) = &of_plan {
                for (kind, on) in [(CallKind::VoiceMail, diverted), (CallKind::MissedCall, notice)]
                {
                    let on: Vec<Survival> = on.iter().map(|on| known.clone().then(on)).collect();
                    let course = self.inbound(gateway, pool, &on);
                    self.add(kind, Some(gateway), &users.name, course);
                }
                self.add(CallKind::Fax, Some(gateway), &users.name, self.no_fax(here.clone()));
            }
            self.add(CallKind::Answered, Some(gateway), &users.name, here);
            let out = self.outbound(users, pool, gateway);
            self.add(CallKind::Outbound, Some(gateway), &users.name, out);
        }
        if let Some((plan, diverted, _)) = of_plan {
            self.add(CallKind::Internal, None, &users.name, shared(&diverted));
            let asks = |at: u32| self.asks(&self.d.mailbox_servers(users), (pool, at), plan);
            let asks = shared(&self.by_front_end(pool, asks));
            self.add(CallKind::MessageWaiting, None, &users.name, asks.clone());
            let placed = self.placed(users, pool, plan).then(&asks);
            let placed = placed.then(&self.secured(pool, plan, users.phone_edition));
            self.add(CallKind::PlayOnPhone, None, &users.name, placed);
        }
    }

    /// A Mediation Server has no fax.
    fn no_fax(&self, mut course: Survival) -> Survival {
        let reason = "fax is not supported where a Mediation Server is used";
        let hop = "Mediation Server".to_owned();
        course.fail(1.0, Refusal::plain(Stage::Worker, hop, self.d.fax_status, reason));
        course
    }

    /// From a gateway to the Front Ends of a pool, each alike, and on from each.
    pub fn inbound(&self, gateway: GatewayId, pool: PoolId, on: &[Survival]) -> Survival {
        let d = self.d;
        let says = &d.gateways[gateway.index()];
        let server = |hop: &Trunk| &d.mediation_servers[hop.mediation_server.index()].name;
        let open: Vec<&Trunk> =
            says.next_hops.iter().filter(|hop| d.trunk_in(gateway, hop).is_ok()).collect();
        let Some(first) = says.next_hops.first() else { return Survival::new() };
        if open.is_empty() {
            let hop = || format!("{} → {}", says.name, server(first));
            return Survival::unless(Stage::Trunk, hop, d.trunk_in(gateway, first));
        }
        let (hops, n) = (open.len() as f64, on.len().max(1) as f64);
        let to_front_end = |at: u32, hop: &Trunk| {
            let front_end = &d.pools[pool.index()].front_ends[at as usize];
            let hop_name = || format!("{} → {front_end}", server(hop));
            Survival::unless(Stage::Pool, hop_name, d.pool_in(hop.mediation_server, pool, at))
        };
        Survival::new().among((0..).zip(on).map(|(at, on)| {
            let routes = open.iter().map(|hop| (1.0 / hops, to_front_end(at, hop)));
            (1.0 / n, Survival::new().among(routes).then(on))
        }))
    }

    /// From the divert at a Front End to a worker process.
    fn diverted(&self, users: &Users, (pool, at): (PoolId, u32), plan: DialPlanId) -> Survival {
        let course = self.user_enabled(users, pool).then(&self.routed((pool, at), plan));
        let course = course.then(&self.entered(pool, plan, Some(users)));
        let here = Host::FrontEnd(pool, at);
        let homes = self.d.mailbox_servers(users);
        course
            .among(homes.iter().map(|(home, share)| (*share, self.to_mailbox(here, *home, plan))))
            .then(&self.secured(pool, plan, users.phone_edition))
    }

    fn user_enabled(&self, users: &Users, pool: PoolId) -> Survival {
        let mut course = Survival::new();
        let refusal = Refusal::of(Stage::FrontEnd, self.pool_name(pool), Cause::NotUmEnabled);
        course.fail(1.0 - users.um_enabled, refusal);
        course
    }

    /// From a Front End to the UM server that serves a mailbox.
    pub fn to_mailbox(&self, from: Host, home: ExchangeServerId, plan: DialPlanId) -> Survival {
        match self.d.serving(home, plan) {
            Some(server) => self.to_um(from, server, true),
            None => {
                let from = self.d.own_name(from).to_owned();
                Survival::failing(Refusal::plain(Stage::UmService, from, 404, UNSERVED))
            }
        }
    }

    /// From a Front End or gateway to a UM service.
    pub fn to_um(&self, from: Host, server: ExchangeServerId, tls: bool) -> Survival {
        let reached = self.d.reaches_exchange(from, server, tls);
        Survival::unless(Stage::UmService, || self.hop(from, server), reached)
    }

    /// What a Front End finds: the plan, and a server that takes the first INVITE.
    pub fn routed(&self, (pool, at): (PoolId, u32), plan: DialPlanId) -> Survival {
        let d = self.d;
        let targets = d.first_targets(pool, plan);
        let plan_read = d.reads_plan(pool, plan);
        let Some(first) = targets.first() else {
            let home = self.pool_name(pool);
            return Survival::failing(Refusal::of(Stage::FrontEnd, home, Cause::NoServerInPlan));
        };
        let course = Survival::unless(Stage::FrontEnd, || self.pool_name(pool), plan_read);
        let here = Host::FrontEnd(pool, at);
        if targets.iter().any(|t| d.reaches_exchange(here, *t, true).is_ok()) {
            return course;
        }
        let reached = d.reaches_exchange(here, *first, true);
        course.then(&Survival::unless(Stage::Entry, || self.hop(here, *first), reached))
    }

    /// What Unified Messaging finds where the first INVITE arrives.
    pub fn entered(&self, pool: PoolId, plan: DialPlanId, users: Option<&Users>) -> Survival {
        let d = self.d;
        let mut course = Survival::new();
        let targets = d.first_targets(pool, plan);
        let Some(entry) = targets.first().map(|t| d.exchange_servers[t.index()].name.clone())
        else {
            return course;
        };
        let refusal = |cause| Refusal::of(Stage::Admission, entry.clone(), cause);
        if let Err(cause) = d.knows_peer(Peer::Pool(pool), plan) {
            course.fail(1.0, refusal(cause));
        }
        if let Some(users) = users {
            let version = |t: &ExchangeServerId| d.exchange_servers[t.index()].version;
            let looks = targets.iter().any(|t| version(t) > Version::Exchange2007);
            if let (true, Err(cause)) = (looks, d.fits_uri_type(users)) {
                course.fail(1.0, refusal(cause));
            }
            course.fail(1.0 - users.sip_address_matches, refusal(Cause::NotUmEnabled));
        }
        course
    }

    /// Whether pool and plan can encrypt together, for users of whom a share has a Lync Phone Edition.
    pub fn secured(&self, pool: PoolId, plan: DialPlanId, phone_edition: f64) -> Survival {
        let d = self.d;
        let mut course = Survival::new();
        let refusal = |cause| Refusal::of(Stage::Worker, worker(), cause);
        match (d.fits_security(pool, plan, false), d.fits_security(pool, plan, true)) {
            (Err(cause), _) => course.fail(1.0, refusal(cause)),
            (Ok(()), Err(cause)) => course.fail(phone_edition, refusal(cause)),
            _ => {}
        }
        course
    }

    /// The notice of a missed call, to the UM service of the mailbox's server.
    fn notice(&self, users: &Users, (pool, at): (PoolId, u32), plan: DialPlanId) -> Survival {
        let d = self.d;
        let course = self.user_enabled(users, pool).then(&self.routed((pool, at), plan));
        let course = course.then(&self.entered(pool, plan, Some(users)));
        let router =
            d.first_targets(pool, plan).iter().any(|t| d.exchange_servers[t.index()].call_router);
        let lost = |home: &ExchangeServerId| {
            router && d.exchange_servers[home.index()].version.is_legacy()
        };
        let reason = "the Call Router hands the notice to servers of its own version only";
        let refusal = Refusal::plain(Stage::UmService, "Call Router".to_owned(), 404, reason);
        let homes = self.d.mailbox_servers(users).into_iter().filter(|(home, _)| lost(home));
        course.among(homes.map(|(_, share)| (share, Survival::failing(refusal.clone()))))
    }

    /// What Exchange asks of a Front End from the servers of some mailboxes.
    fn asks(
        &self,
        homes: &[(ExchangeServerId, f64)],
        (pool, at): (PoolId, u32),
        plan: DialPlanId,
    ) -> Survival {
        Survival::new().among(homes.iter().map(|(mailbox, share)| {
            let server = self.d.serving(*mailbox, plan).unwrap_or(*mailbox);
            (*share, self.ask(server, (pool, at), plan))
        }))
    }

    /// What one Exchange server asks of a Front End.
    pub fn ask(
        &self,
        server: ExchangeServerId,
        (pool, at): (PoolId, u32),
        plan: DialPlanId,
    ) -> Survival {
        let to = Host::FrontEnd(pool, at);
        let from = &self.d.exchange_servers[server.index()].name;
        let hop = || format!("{from} → {}", self.d.own_name(to));
        Survival::unless(Stage::Back, hop, self.d.exchange_reaches(server, to, plan))
    }

    /// Whether Unified Messaging places a user's Play on Phone call at all.
    fn placed(&self, users: &Users, pool: PoolId, plan: DialPlanId) -> Survival {
        let d = self.d;
        let unserved = self
            .d
            .mailbox_servers(users)
            .into_iter()
            .filter(|(id, _)| self.d.serving(*id, plan).is_none());
        let refusal = |cause| Refusal::of(Stage::Worker, worker(), cause);
        let mut course = Survival::new();
        let share = unserved.map(|(_, share)| share).sum();
        course.fail(share, Refusal::plain(Stage::Worker, worker(), 404, UNSERVED));
        course.fail(1.0 - users.um_enabled, refusal(Cause::NotUmEnabled));
        if users.policy.is_some_and(|id| !d.mailbox_policies[id.index()].play_on_phone) {
            course.fail(1.0, refusal(Cause::NotAllowed));
        }
        match d.outgoing(pool, plan) {
            (0, _) => course.fail(1.0, refusal(Cause::NoOutgoingGateway)),
            (all, wrong) => {
                let wrong = f64::from(wrong) / f64::from(all);
                let share = wrong * (1.0 - d.trust.rules.far_outgoing_works);
                course.fail(share, refusal(Cause::WrongOutgoingGateway));
            }
        }
        course
    }

    /// Out by a gateway.
    fn outbound(&self, users: &Users, pool: PoolId, gateway: GatewayId) -> Survival {
        let d = self.d;
        let mut course = Survival::new();
        let refusal = |cause| Refusal::of(Stage::FrontEnd, self.pool_name(pool), cause);
        course.fail(1.0 - users.enterprise_voice, refusal(Cause::NotAllowed));
        if !d.has_route(users, gateway) {
            course.fail(1.0, refusal(Cause::NoRoute));
        }
        let hops = &d.gateways[gateway.index()].next_hops;
        let from_front_end = |at: u32| {
            let trunk_out = |hop: &Trunk| {
                d.pool_out(pool, at, hop.mediation_server).and_then(|()| d.trunk_out(gateway, hop))
            };
            let Some(first) =
                hops.first().filter(|_| hops.iter().all(|hop| trunk_out(hop).is_err()))
            else {
                return Survival::new();
            };
            let server = &d.mediation_servers[first.mediation_server.index()].name;
            let hop = || format!("{server} → {}", d.gateways[gateway.index()].name);
            Survival::unless(Stage::Trunk, hop, trunk_out(first))
        };
        course.then(&shared(&self.by_front_end(pool, from_front_end)))
    }

    /// Users without Lync: their calls go from a gateway straight to Exchange.
    fn users_past_lync(&mut self, users: &Users) {
        let d = self.d;
        let Some(plan) = users.dial_plan else { return };
        let policy = users.policy.map(|id| &d.mailbox_policies[id.index()]);
        let takes_fax = users.fax
            && d.dial_plans[plan.index()].fax
            && policy.is_some_and(|p| p.fax && p.fax_partner.is_some());
        for (i, gateway) in d.gateways.iter().enumerate() {
            let Some(route) = &gateway.exchange else { continue };
            let course =
                self.past_lync(Id::new(i), &route.servers, plan, &self.d.mailbox_servers(users));
            let mut fax = course.clone();
            if !takes_fax {
                let reason = "fax not allowed by dial plan, policy or mailbox, or no fax partner";
                fax.fail(1.0, Refusal::plain(Stage::Worker, worker(), 488, reason));
            }
            self.add(CallKind::VoiceMail, Some(Id::new(i)), &users.name, course);
            self.add(CallKind::Fax, Some(Id::new(i)), &users.name, fax);
        }
    }

    fn past_lync(
        &self,
        gateway: GatewayId,
        entries: &[ExchangeServerId],
        plan: DialPlanId,
        homes: &[(ExchangeServerId, f64)],
    ) -> Survival {
        let d = self.d;
        let mut course = Survival::new();
        let Some(first) = entries.first() else { return course };
        let from = Host::Gateway(gateway);
        let tls = d.dial_plans[plan.index()].security.is_tls();
        if let Err(cause) = d.reaches_exchange(from, *first, tls)
            && entries.iter().all(|e| d.reaches_exchange(from, *e, tls).is_err())
        {
            course.fail(1.0, Refusal::of(Stage::Entry, self.hop(from, *first), cause));
        }
        if let Err(cause) = d.knows_peer(Peer::Gateway(gateway), plan) {
            let entry = d.exchange_servers[first.index()].name.clone();
            course.fail(1.0, Refusal::of(Stage::Admission, entry, cause));
        }
        course.among(homes.iter().map(|(home, share)| (*share, self.to_um(from, *home, tls))))
    }

    pub fn pool_name(&self, pool: PoolId) -> String {
        self.d.pools[pool.index()].name.clone()
    }

    fn hop(&self, from: Host, to: ExchangeServerId) -> String {
        format!("{} → {}", self.d.own_name(from), self.d.exchange_servers[to.index()].name)
    }
}

fn worker() -> String {
    "worker process".to_owned()
}

/// Each of a pool's Front Ends has the same share of calls.
pub(super) fn shared(by_front_end: &[Survival]) -> Survival {
    let mut course = Survival::new();
    let share = 1.0 / by_front_end.len().max(1) as f64;
    course.branch(by_front_end.iter().map(|one| (share, one)));
    course
}
