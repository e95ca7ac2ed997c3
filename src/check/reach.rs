//! Which calls get through: every kind of call from every gateway to everybody, walked in the order in which
//! a call asks, without making one.

use crate::base::Id;
use crate::deployment::{
    Cause, Deployment, DialPlanId, ExchangeServerId, GatewayId, Host, Mailboxes, Peer, PoolId,
    UriType, Users, Version,
};

/// Why a mailbox is heard by nobody.
const UNSERVED: &str = "no UM server of the plan can serve the mailbox";

/// A kind of call, or of message that belongs to calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WayKind {
    /// From the telephone network to a person.
    Answered,
    /// From the telephone network to voice mail.
    VoiceMail,
    /// The notification of a caller who hung up before voice mail answered.
    MissedCall,
    /// A fax to users.
    Fax,
    /// From the telephone network to an auto attendant.
    AutoAttendant,
    /// From an auto attendant to a person.
    Transfer,
    /// From the telephone network to Outlook Voice Access.
    SubscriberAccess,
    /// From user to user, diverted to voice mail.
    Internal,
    /// The message-waiting notice of a voice message.
    MessageWaiting,
    /// Play on Phone to the user's own telephone.
    PlayOnPhone,
    /// From a user to the telephone network.
    Outbound,
}

impl WayKind {
    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            WayKind::Answered => "voice",
            WayKind::VoiceMail => "voice mail",
            WayKind::MissedCall => "missed-call notification",
            WayKind::Fax => "fax",
            WayKind::AutoAttendant => "auto attendant",
            WayKind::Transfer => "transfer by the attendant",
            WayKind::SubscriberAccess => "Outlook Voice Access",
            WayKind::Internal => "internal, to voice mail",
            WayKind::MessageWaiting => "message waiting",
            WayKind::PlayOnPhone => "Play on Phone",
            WayKind::Outbound => "outbound",
        }
    }
}

/// Where and how some calls of a way fail.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The hop, as `gw1 → med1`, or the host that refuses.
    pub hop: String,
    /// SIP status that the caller's side gets.
    pub status: u16,
    /// `ms-diagnostics`, number and reason, where Lync adds them.
    pub diagnostics: Option<(u16, &'static str)>,
    /// Why, in the words of Microsoft's tools where there are any.
    pub reason: String,
    /// Share of the way's calls, above 0 to 1.
    pub share: f64,
}

/// Calls of one kind, from some gateways to somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// Kind of call.
    pub kind: WayKind,
    /// Gateways they come from or leave by; empty inside.
    pub gateways: Vec<String>,
    /// Whom they are for, or from: users and contacts by name.
    pub parties: Vec<String>,
    /// How they fail, in the order in which calls meet it; empty where all get through.
    pub failures: Vec<Failure>,
}

impl Way {
    /// Share of its calls that get through, 0 to 1.
    pub fn works(&self) -> f64 {
        (1.0 - self.failures.iter().map(|f| f.share).sum::<f64>()).max(0.0)
    }
}

/// Every way of a deployment; ways that agree in all but the gateway, or in all but the party, are one.
pub fn reach(d: &Deployment) -> Vec<Way> {
    let mut walk = Walk { d, ways: Vec::new() };
    for users in &d.users {
        match users.pool {
            Some(pool) => walk.users(users, pool),
            None => walk.users_past_lync(users),
        }
    }
    walk.contacts();
    merged(walk.ways)
}

struct Walk<'d> {
    d: &'d Deployment,
    ways: Vec<Way>,
}

/// Failures in the order of the call: each takes its share of what was left.
#[derive(Clone, Debug, Default)]
struct Course {
    failures: Vec<Failure>,
    left: f64,
}

impl Course {
    fn new() -> Self {
        Course { failures: Vec::new(), left: 1.0 }
    }

    /// A share of what is left fails.
    fn fail(&mut self, share: f64, hop: String, cause: Cause) {
        self.fail_as(share, hop, cause.status(), cause.diagnostics(), cause.reason().to_owned());
    }

    fn fail_as(
        &mut self,
        share: f64,
        hop: String,
        status: u16,
        diagnostics: Option<(u16, &'static str)>,
        reason: String,
    ) {
        let share = share * self.left;
        if share > 1e-12 {
            self.failures.push(Failure { hop, status, diagnostics, reason, share });
            self.left -= share;
        }
    }

    /// The same, and then another course for what is left.
    fn then(mut self, next: &Course) -> Self {
        for f in &next.failures {
            self.failures.push(Failure { share: f.share * self.left, ..f.clone() });
        }
        self.left *= next.left;
        self.failures.retain(|f| f.share > 1e-12);
        self
    }
}

impl Walk<'_> {
    fn add(&mut self, kind: WayKind, gateway: Option<GatewayId>, party: &str, course: Course) {
        self.ways.push(Way {
            kind,
            gateways: gateway
                .map(|id| self.d.gateways[id.index()].name.clone())
                .into_iter()
                .collect(),
            parties: vec![party.to_owned()],
            failures: course.failures,
        });
    }

    /// Gateways that lead to Lync.
    fn gateways(&self) -> Vec<GatewayId> {
        let leads = |i: &usize| !self.d.gateways[*i].next_hops.is_empty();
        (0..self.d.gateways.len()).filter(leads).map(Id::new).collect()
    }

    fn users(&mut self, users: &Users, pool: PoolId) {
        let mut known = Course::new();
        let home = || self.d.pools[pool.index()].name.clone();
        known.fail(1.0 - users.enterprise_voice.min(users.tel_uri), home(), Cause::NumberUnknown);
        let diverted = users.dial_plan.map(|plan| self.diverted(users, pool, plan));
        let notice = users.dial_plan.map(|plan| self.notice(users, pool, plan));
        for gateway in self.gateways() {
            let here = self.to_pool(gateway, pool).then(&known);
            if let (Some(diverted), Some(notice)) = (&diverted, &notice) {
                self.add(
                    WayKind::VoiceMail,
                    Some(gateway),
                    &users.name,
                    here.clone().then(diverted),
                );
                self.add(
                    WayKind::MissedCall,
                    Some(gateway),
                    &users.name,
                    here.clone().then(notice),
                );
                let mut fax = here.clone();
                let reason = "fax is not supported where a Mediation Server is used".to_owned();
                fax.fail_as(1.0, "Mediation Server".to_owned(), self.d.fax_status, None, reason);
                self.add(WayKind::Fax, Some(gateway), &users.name, fax);
            }
            self.add(WayKind::Answered, Some(gateway), &users.name, here);
            let out = self.outbound(users, pool, gateway);
            self.add(WayKind::Outbound, Some(gateway), &users.name, out);
        }
        if let (Some(plan), Some(diverted)) = (users.dial_plan, diverted) {
            self.add(WayKind::Internal, None, &users.name, diverted);
            let asks = self.asks(&self.homes(users), pool, plan);
            self.add(WayKind::MessageWaiting, None, &users.name, asks.clone());
            let placed = self.placed(users, pool, plan).then(&asks);
            let placed = self.secured(placed, pool, plan, users.phone_edition.min(1.0));
            self.add(WayKind::PlayOnPhone, None, &users.name, placed);
        }
    }

    /// From a gateway to the Front Ends of a pool.
    fn to_pool(&self, gateway: GatewayId, pool: PoolId) -> Course {
        let d = self.d;
        let mut course = Course::new();
        let says = &d.gateways[gateway.index()];
        let open: Vec<_> =
            says.next_hops.iter().filter(|hop| d.trunk_in(gateway, hop).is_ok()).collect();
        let server =
            |hop: &crate::deployment::Hop| &d.mediation_servers[hop.mediation_server.index()].name;
        let (Some(first), true) = (says.next_hops.first(), open.is_empty()) else {
            let n = d.pools[pool.index()].front_ends.len() as u32;
            let mut failed = Vec::new();
            for hop in &open {
                for at in 0..n {
                    if let Err(cause) = d.pool_in(hop.mediation_server, pool, at) {
                        let front_end = &d.pools[pool.index()].front_ends[at as usize];
                        failed.push((format!("{} → {front_end}", server(hop)), cause));
                    }
                }
            }
            let share = failed.len() as f64 / (open.len() as f64 * f64::from(n)).max(1.0);
            if let Some((hop, cause)) = failed.into_iter().next() {
                course.fail(share, hop, cause);
            }
            return course;
        };
        if let Err(cause) = d.trunk_in(gateway, first) {
            course.fail(1.0, format!("{} → {}", says.name, server(first)), cause);
        }
        course
    }

    /// From the divert at a Front End to a worker process.
    fn diverted(&self, users: &Users, pool: PoolId, plan: DialPlanId) -> Course {
        let d = self.d;
        let mut course = Course::new();
        let home = || d.pools[pool.index()].name.clone();
        course.fail(1.0 - users.um_enabled, home(), Cause::NotUmEnabled);
        let course = self.routed(course, pool, plan);
        let mut course = self.entered(course, pool, plan, Some(users));
        let front_end = Host::FrontEnd(pool, 0);
        for (server, share) in self.homes(users) {
            match self.serving(server, plan) {
                None => course.fail_as(share, home(), 404, None, UNSERVED.to_owned()),
                Some(server) => {
                    if let Err(cause) = d.reaches_exchange(front_end, server, true) {
                        course.fail(share, self.hop(front_end, server), cause);
                    }
                }
            }
        }
        self.secured(course, pool, plan, users.phone_edition.min(1.0))
    }

    /// What the Front End finds: the plan, and a server that takes the first INVITE.
    fn routed(&self, mut course: Course, pool: PoolId, plan: DialPlanId) -> Course {
        let d = self.d;
        let home = d.pools[pool.index()].name.clone();
        let targets = d.first_targets(pool, plan);
        if targets.is_empty() {
            course.fail(1.0, home, Cause::NoServerInPlan);
            return course;
        }
        if let Err(cause) = d.reads_plan(pool, plan) {
            course.fail(1.0, home, cause);
            return course;
        }
        let n = d.pools[pool.index()].front_ends.len() as u32;
        let closed = |at: &u32| {
            targets.iter().all(|t| d.reaches_exchange(Host::FrontEnd(pool, *at), *t, true).is_err())
        };
        let shut: Vec<u32> = (0..n).filter(closed).collect();
        if let Some(at) = shut.first() {
            let from = Host::FrontEnd(pool, *at);
            if let Err(cause) = d.reaches_exchange(from, targets[0], true) {
                course.fail(shut.len() as f64 / f64::from(n), self.hop(from, targets[0]), cause);
            }
        }
        course
    }

    /// What Unified Messaging finds where the first INVITE arrives.
    fn entered(
        &self,
        mut course: Course,
        pool: PoolId,
        plan: DialPlanId,
        users: Option<&Users>,
    ) -> Course {
        let d = self.d;
        let targets = d.first_targets(pool, plan);
        let Some(entry) = targets.first().map(|t| d.exchange_servers[t.index()].name.clone())
        else {
            return course;
        };
        if let Err(cause) = d.knows_peer(Peer::Pool(pool), plan) {
            course.fail(1.0, entry.clone(), cause);
        }
        if let Some(users) = users {
            let looks = targets
                .iter()
                .any(|t| d.exchange_servers[t.index()].version > Version::Exchange2007);
            if let (true, Err(cause)) = (looks, d.fits_uri_type(users)) {
                course.fail(1.0, entry.clone(), cause);
            }
            course.fail(1.0 - users.sip_address_matches, entry, Cause::NotUmEnabled);
        }
        course
    }

    fn secured(
        &self,
        mut course: Course,
        pool: PoolId,
        plan: DialPlanId,
        phone_edition: f64,
    ) -> Course {
        let d = self.d;
        let place = || "worker process".to_owned();
        match (d.fits_security(pool, plan, false), d.fits_security(pool, plan, true)) {
            (Err(cause), _) => course.fail(1.0, place(), cause),
            (Ok(()), Err(cause)) => course.fail(phone_edition, place(), cause),
            _ => {}
        }
        course
    }

    /// The notice of a missed call, to the UM service of the mailbox's server.
    fn notice(&self, users: &Users, pool: PoolId, plan: DialPlanId) -> Course {
        let d = self.d;
        let course = self.routed(Course::new(), pool, plan);
        let mut course = self.entered(course, pool, plan, Some(users));
        let router =
            d.first_targets(pool, plan).iter().any(|t| d.exchange_servers[t.index()].call_router);
        let legacy = |id: ExchangeServerId| d.exchange_servers[id.index()].version.is_legacy();
        for (server, share) in self.homes(users) {
            if router && legacy(server) {
                let reason = "the Call Router hands the notice to servers of its own version only"
                    .to_owned();
                course.fail_as(share, "Call Router".to_owned(), 404, None, reason);
            }
        }
        course
    }

    /// What Exchange asks of Lync from the servers of some mailboxes.
    fn asks(&self, homes: &[(ExchangeServerId, f64)], pool: PoolId, plan: DialPlanId) -> Course {
        let mut course = Course::new();
        let front_end = Host::FrontEnd(pool, 0);
        for (mailbox, share) in homes {
            let server = self.serving(*mailbox, plan).unwrap_or(*mailbox);
            if let Err(cause) = self.d.exchange_reaches(server, front_end, plan) {
                let from = &self.d.exchange_servers[server.index()].name;
                course.fail(*share, format!("{from} → {}", self.d.own_name(front_end)), cause);
            }
        }
        course
    }

    /// Whether Unified Messaging places a user's Play on Phone call at all.
    fn placed(&self, users: &Users, pool: PoolId, plan: DialPlanId) -> Course {
        let d = self.d;
        let mut course = Course::new();
        let place = || "worker process".to_owned();
        let unserved =
            self.homes(users).into_iter().filter(|(id, _)| self.serving(*id, plan).is_none());
        let unserved: f64 = unserved.map(|(_, share)| share).sum();
        course.fail_as(unserved, place(), 404, None, UNSERVED.to_owned());
        course.fail(1.0 - users.um_enabled, place(), Cause::NotUmEnabled);
        if users.policy.is_some_and(|id| !d.mailbox_policies[id.index()].play_on_phone) {
            course.fail(1.0, place(), Cause::NotAllowed);
        }
        let (all, wrong) = d.outgoing(pool, plan);
        match all {
            0 => course.fail(1.0, place(), Cause::NoOutgoingGateway),
            _ => {
                let share =
                    f64::from(wrong) / f64::from(all) * (1.0 - d.trust.rules.far_outgoing_works);
                course.fail(share, place(), Cause::WrongOutgoingGateway);
            }
        }
        course
    }

    /// Out by a gateway.
    fn outbound(&self, users: &Users, pool: PoolId, gateway: GatewayId) -> Course {
        let d = self.d;
        let mut course = Course::new();
        let home = || d.pools[pool.index()].name.clone();
        course.fail(1.0 - users.enterprise_voice, home(), Cause::NotAllowed);
        if !d.has_route(users, gateway) {
            course.fail(1.0, home(), Cause::NoRoute);
        }
        let hops = &d.gateways[gateway.index()].next_hops;
        let fault = |hop: &crate::deployment::Hop| {
            d.pool_out(pool, 0, hop.mediation_server).and_then(|()| d.trunk_out(gateway, hop)).err()
        };
        if let Some(cause) =
            hops.first().and_then(fault).filter(|_| hops.iter().all(|hop| fault(hop).is_some()))
        {
            let server = &d.mediation_servers[hops[0].mediation_server.index()].name;
            course.fail(1.0, format!("{server} → {}", d.gateways[gateway.index()].name), cause);
        }
        course
    }

    /// Auto attendants and access numbers of Lync.
    fn contacts(&mut self) {
        let d = self.d;
        for (i, attendant) in d.auto_attendants.iter().enumerate() {
            let Some(pool) = attendant.pool else { continue };
            let there = d.integration.auto_attendant_contacts.get(i) != Some(&false);
            let course = self.contact(pool, attendant.dial_plan, there, 0.0);
            let servers = self.um_servers(attendant.dial_plan);
            let transfer = course.clone().then(&self.asks(&servers, pool, attendant.dial_plan));
            for gateway in self.gateways() {
                let here = self.to_pool(gateway, pool);
                self.add(
                    WayKind::AutoAttendant,
                    Some(gateway),
                    &attendant.name,
                    here.clone().then(&course),
                );
                if !attendant.to.is_empty() {
                    self.add(
                        WayKind::Transfer,
                        Some(gateway),
                        &attendant.name,
                        here.then(&transfer),
                    );
                }
            }
        }
        for (i, number) in d.access_numbers.iter().enumerate() {
            let Some(pool) = number.pool else { continue };
            let there = d.integration.access_number_contacts.get(i) != Some(&false);
            let course = self.contact(pool, number.dial_plan, there, number.resolved);
            for gateway in self.gateways() {
                let here = self.to_pool(gateway, pool);
                self.add(
                    WayKind::SubscriberAccess,
                    Some(gateway),
                    &number.name,
                    here.then(&course),
                );
            }
        }
    }

    /// Calls to a contact, of whose callers a share is known by their mailboxes.
    fn contact(&self, pool: PoolId, plan: DialPlanId, there: bool, known: f64) -> Course {
        let d = self.d;
        let mut course = Course::new();
        if !there {
            course.fail(1.0, d.pools[pool.index()].name.clone(), Cause::NoContactObject);
        }
        let course = self.routed(course, pool, plan);
        let mut course = self.entered(course, pool, plan, None);
        let front_end = Host::FrontEnd(pool, 0);
        if self.um_servers(plan).is_empty() {
            let home = d.pools[pool.index()].name.clone();
            let reason = "no server of the plan runs the UM service".to_owned();
            course.fail_as(1.0 - known, home, 480, None, reason);
        }
        for (server, share) in self.um_servers(plan) {
            if let Err(cause) = d.reaches_exchange(front_end, server, true) {
                course.fail(share, self.hop(front_end, server), cause);
            }
        }
        self.secured(course, pool, plan, 0.0)
    }

    /// UM services of a plan's newest version, in equal shares.
    fn um_servers(&self, plan: DialPlanId) -> Vec<(ExchangeServerId, f64)> {
        let server = |id: &ExchangeServerId| &self.d.exchange_servers[id.index()];
        let members = &self.d.dial_plans[plan.index()].servers;
        let serves: Vec<ExchangeServerId> =
            members.iter().filter(|id| server(id).um_service).copied().collect();
        let newest = serves.iter().map(|id| server(id).version.major()).max();
        let newest: Vec<_> =
            serves.into_iter().filter(|id| Some(server(id).version.major()) == newest).collect();
        let share = 1.0 / newest.len().max(1) as f64;
        newest.into_iter().map(|id| (id, share)).collect()
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
            let Some(way) = &gateway.exchange else { continue };
            let id: GatewayId = Id::new(i);
            let course = self.past_lync(id, &way.servers, plan, &self.homes(users));
            let mut fax = course.clone();
            if !takes_fax {
                let reason =
                    "fax not allowed by dial plan, policy or mailbox, or no fax partner".to_owned();
                fax.fail_as(1.0, "worker process".to_owned(), 488, None, reason);
            }
            self.add(WayKind::VoiceMail, Some(id), &users.name, course);
            self.add(WayKind::Fax, Some(id), &users.name, fax);
        }
    }

    fn past_lync(
        &self,
        gateway: GatewayId,
        entries: &[ExchangeServerId],
        plan: DialPlanId,
        homes: &[(ExchangeServerId, f64)],
    ) -> Course {
        let d = self.d;
        let mut course = Course::new();
        let from = Host::Gateway(gateway);
        let tls = d.dial_plans[plan.index()].security.is_tls();
        let first = entries.first().map(|entry| d.reaches_exchange(from, *entry, tls));
        if let (Some(Err(cause)), Some(entry)) = (first, entries.first())
            && entries.iter().all(|e| d.reaches_exchange(from, *e, tls).is_err())
        {
            course.fail(1.0, self.hop(from, *entry), cause);
        }
        if let (Err(cause), Some(entry)) =
            (d.knows_peer(Peer::Gateway(gateway), plan), entries.first())
        {
            course.fail(1.0, d.exchange_servers[entry.index()].name.clone(), cause);
        }
        for (server, share) in homes {
            if let Err(cause) = d.reaches_exchange(from, *server, tls) {
                course.fail(*share, self.hop(from, *server), cause);
            }
        }
        course
    }

    fn hop(&self, from: Host, to: ExchangeServerId) -> String {
        format!("{} → {}", self.d.own_name(from), self.d.exchange_servers[to.index()].name)
    }

    /// The UM server that serves a mailbox: its own, or for a legacy mailbox one of the plan and its version.
    fn serving(&self, mailbox: ExchangeServerId, plan: DialPlanId) -> Option<ExchangeServerId> {
        let d = self.d;
        let version = |id: ExchangeServerId| d.exchange_servers[id.index()].version;
        if !version(mailbox).is_legacy() {
            return Some(mailbox);
        }
        let serves = |id: &&ExchangeServerId| {
            d.exchange_servers[id.index()].um_service && version(**id) == version(mailbox)
        };
        let sip_uri = d.dial_plans[plan.index()].uri_type == UriType::SipUri;
        let members = d.dial_plans[plan.index()].servers.iter().find(serves).copied();
        members.or_else(|| (!sip_uri).then_some(mailbox))
    }

    /// Servers of a group's mailboxes with their shares.
    fn homes(&self, users: &Users) -> Vec<(ExchangeServerId, f64)> {
        let spread = |ids: &[ExchangeServerId], share: f64| -> Vec<(ExchangeServerId, f64)> {
            ids.iter().map(|id| (*id, share / ids.len() as f64)).collect()
        };
        match &users.mailboxes {
            None => Vec::new(),
            Some(Mailboxes::Migrating { current, legacy, migrated }) => {
                let mut homes = spread(current, *migrated);
                homes.extend(spread(legacy, 1.0 - migrated));
                homes
            }
            Some(Mailboxes::Shares(shares)) => shares.clone(),
        }
    }
}

/// Ways that agree in all but the gateway are one, then those that agree in all but the party.
fn merged(ways: Vec<Way>) -> Vec<Way> {
    let by_gateway =
        join(ways, |a, b| a.parties == b.parties, |a, b| a.gateways.extend(b.gateways));
    join(by_gateway, |a, b| a.gateways == b.gateways, |a, b| a.parties.extend(b.parties))
}

fn join(
    ways: Vec<Way>,
    same: impl Fn(&Way, &Way) -> bool,
    add: impl Fn(&mut Way, Way),
) -> Vec<Way> {
    let mut ways = ways;
    ways.sort_by_key(|way| way.kind);
    let mut out: Vec<Way> = Vec::new();
    for way in ways {
        let fits = |o: &&mut Way| o.kind == way.kind && o.failures == way.failures && same(o, &way);
        match out.iter_mut().rev().take_while(|o| o.kind == way.kind).find(fits) {
            Some(found) => add(found, way),
            None => out.push(way),
        }
    }
    out
}
