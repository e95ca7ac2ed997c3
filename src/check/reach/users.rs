//! The walk of calls to and from users of Lync.

use super::relation::{CallKind, Why};
use super::survival::{NONE_AT_ALL, Refusal, Stage, Survival};
use super::um::{Answered, Callees, worker};
use super::walk::{Callee, Front, Walk, shared};
use crate::deployment::{
    Cause, DialPlanId, ExchangeServerId, Host, NoticeLoss, Party, PoolId, ServedMailboxes, Users,
    UsersId, Version, notice_loss,
};

impl Walk<'_> {
    pub fn users(&mut self, id: UsersId, users: &Users, pool: PoolId) {
        let callee = Callee { party: Party::Users(id), name: &users.name };
        let inside = users.dial_plan.map(|plan| self.inside_lync(users, (pool, plan), callee));
        let mut known = Survival::new();
        let unknown = Refusal::by_lync(Stage::FrontEnd, self.pool_name(pool), Cause::NumberUnknown);
        // Both are shares of the same users, but of others among them.
        let (voice, uri) =
            (self.part(users.enterprise_voice, users.count), self.part(users.tel_uri, users.count));
        known.fail(1.0 - voice * uri, unknown);
        let fronts = |course: &dyn Fn(u32) -> Survival| {
            self.by_front_end(pool, users.count, |at| known.clone().then(&course(at)))
        };
        let answered = fronts(&|_| Survival::new());
        let mail = users.dial_plan.zip(inside).map(|(plan, inside)| {
            let served = self.d.served(users, plan);
            let here = |front: Front| Front { course: known.clone().then(&front.course), ..front };
            let diverted: Vec<Front> = inside.into_iter().map(here).collect();
            let notified = self.is_notified(users);
            let notice =
                notified.then(|| fronts(&|at| self.notice(users, (pool, at), plan, &served)));
            (diverted, notice)
        });
        let faxes = self.gets_faxes(callee.party);
        let routes = self.gateways().iter().any(|g| self.d.has_route(users, *g));
        for gateway in self.gateways() {
            let here = |fronts: &[Front]| self.inbound(gateway, pool, fronts, &|_| None);
            let voice = here(&answered);
            let rows =
                mail.as_ref().map(|(mail, notice)| (here(mail), notice.as_ref().map(|n| here(n))));
            let out = self.outbound(users, pool, gateway);
            if faxes {
                self.add(CallKind::Fax, Some(gateway), callee, self.no_fax(voice.clone()));
            }
            self.add(CallKind::Answered, Some(gateway), callee, voice);
            if let Some((mail, notice)) = rows {
                self.add(CallKind::VoiceMail, Some(gateway), callee, mail);
                if let Some(notice) = notice {
                    self.add(CallKind::MissedCall, Some(gateway), callee, notice);
                }
            }
            // Calls take a gateway that they have a route to.
            if !routes || self.d.has_route(users, gateway) {
                self.add(CallKind::Outbound, Some(gateway), callee, out);
            }
        }
    }

    /// Calls and messages that pass no gateway. Returns what diverted calls meet at each Front End.
    fn inside_lync(
        &mut self,
        users: &Users,
        (pool, plan): (PoolId, DialPlanId),
        callee: Callee<'_>,
    ) -> Vec<Front> {
        let served = self.d.served(users, plan);
        let count = users.count;
        let mut notices = Vec::new();
        let mut internal = self.by_front_end(pool, count, |_| Survival::new());
        for front in &mut internal {
            let Answered { course, at } = self.diverted(users, (pool, front.at), plan, &served);
            notices.push((front.share * course.left(), self.asks(&at, (pool, front.at), plan)));
            front.course = course;
        }
        self.add(CallKind::Internal, None, callee, shared(&internal));
        let left: f64 = notices.iter().map(|(left, _)| left).sum();
        // Without a message there is no notice.
        if left > NONE_AT_ALL {
            let mut course = Survival::new();
            course.branch(notices.iter().map(|(share, course)| (share / left, course)));
            self.add(CallKind::MessageWaiting, None, callee, course);
        }
        let placed =
            self.by_front_end(pool, count, |at| self.placed(users, (pool, at), plan, &served));
        let placed = shared(&placed);
        self.add(CallKind::PlayOnPhone, None, callee, placed);
        internal
    }

    /// A Mediation Server has no fax.
    pub fn no_fax(&self, mut course: Survival) -> Survival {
        let refusal =
            Refusal::plain(Stage::Worker, "Mediation Server".to_owned(), Why::NoFaxByLync);
        course.fail(1.0, Refusal { status: self.d.fax_status, ..refusal });
        course
    }

    /// What users of a pool have, as Unified Messaging asks for it.
    fn callees(&self, users: &Users, pool: PoolId, plan: DialPlanId) -> Callees {
        let d = self.d;
        let targets = d.first_targets(pool, plan);
        // Every version but 2007 looks at the form of addresses (domain 2.1).
        let looks = targets.iter().any(|t| d.version(*t) > Version::Exchange2007);
        Callees {
            enabled: self.part(users.um_enabled, users.count),
            known: self.part(users.sip_address_matches, users.count),
            phone_edition: self.part(users.phone_edition.min(1.0), users.count),
            form: d.fits_uri_type(users).err().filter(|_| looks),
        }
    }

    /// From the divert at a Front End to a worker process.
    fn diverted(
        &self,
        users: &Users,
        (pool, at): (PoolId, u32),
        plan: DialPlanId,
        served: &[ServedMailboxes],
    ) -> Answered {
        let way = self.way(pool, at, plan);
        self.asked(&way, &self.callees(users, pool, plan), &self.mailboxes(served))
    }

    /// Whether users get notifications of missed calls at all.
    fn is_notified(&self, users: &Users) -> bool {
        let policy = users.policy.map(|id| &self.d.mailbox_policies[id.index()]);
        users.missed_call_notifications && policy.is_none_or(|p| p.missed_call_notifications)
    }

    /// The notice of a missed call, to the first server that is reached, and what that makes of it.
    fn notice(
        &self,
        users: &Users,
        (pool, at): (PoolId, u32),
        plan: DialPlanId,
        served: &[ServedMailboxes],
    ) -> Survival {
        let d = self.d;
        let way = self.way(pool, at, plan);
        let callees = self.callees(users, pool, plan);
        let course = self.routed(&way, &callees).then(&self.admission(&way, &callees));
        let says = &d.dial_plans[plan.index()];
        let newer = d.entries(plan, false).iter().any(|id| !d.version(*id).is_legacy());
        let lost = |entry: ExchangeServerId, home: ExchangeServerId| {
            notice_loss(d.version(entry), d.version(home), newer, says.legacy_only_plan_notifies)
        };
        let mut fates = Vec::new();
        for (entry, share) in self.first_servers(&way) {
            for s in served {
                let Some(loss) = lost(entry, s.home) else { continue };
                let hop = match loss {
                    NoticeLoss::LegacyMailbox => "Call Router".to_owned(),
                    _ => self.server_name(entry),
                };
                let refusal = Refusal::plain(Stage::UmService, hop, Why::Notice(loss));
                fates.push((share * s.share, Survival::failing(refusal)));
            }
        }
        course.among(fates)
    }

    /// What Exchange asks of a Front End, from servers with their shares.
    pub fn asks(
        &self,
        servers: &[(ExchangeServerId, f64)],
        at: (PoolId, u32),
        plan: DialPlanId,
    ) -> Survival {
        let all: f64 = servers.iter().map(|(_, share)| share).sum();
        if all <= 0.0 {
            return Survival::new();
        }
        Survival::new()
            .among(servers.iter().map(|(server, share)| (share / all, self.ask(*server, at, plan))))
    }

    /// What one Exchange server asks of a Front End.
    pub fn ask(
        &self,
        server: ExchangeServerId,
        (pool, at): (PoolId, u32),
        plan: DialPlanId,
    ) -> Survival {
        let to = Host::FrontEnd(pool, at);
        let Err(cause) = self.d.exchange_reaches(server, to, plan) else { return Survival::new() };
        let hop = format!("{} → {}", self.server_name(server), self.label(to));
        let refusal = Refusal::by_lync(Stage::Back, hop, cause);
        Survival::failing(refusal.between(Host::Exchange(server), to))
    }

    /// A user's Play on Phone call, to the user's own telephone.
    fn placed(
        &self,
        users: &Users,
        (pool, at): (PoolId, u32),
        plan: DialPlanId,
        served: &[ServedMailboxes],
    ) -> Survival {
        let d = self.d;
        let refusal = |cause| Refusal::plain(Stage::Worker, worker(), Why::Wrong(cause));
        let mut course = self.may_play(users, served);
        match d.outgoing(pool, plan) {
            (0, _) => course.fail(1.0, refusal(Cause::NoOutgoingGateway)),
            (all, wrong) => {
                let wrong = f64::from(wrong) / f64::from(all);
                let share = wrong * (1.0 - d.trust.rules.far_outgoing_works);
                course.fail(share, refusal(Cause::WrongOutgoingGateway));
            }
        }
        let by: Vec<_> = served.iter().filter_map(|s| Some((s.by?, s.share))).collect();
        let mut course = course.then(&self.asks(&by, (pool, at), plan));
        let phones = self.part(users.phone_edition.min(1.0), users.count);
        let unfit = |phone| f64::from(u8::from(d.fits_security(pool, plan, phone).is_err()));
        let share = phones * unfit(true) + (1.0 - phones) * unfit(false);
        course.fail(share, refusal(Cause::SecurityMismatch));
        course
    }

    /// Whether Unified Messaging places a user's Play on Phone call at all.
    pub fn may_play(&self, users: &Users, served: &[ServedMailboxes]) -> Survival {
        let refusal = |why| Refusal::plain(Stage::Worker, worker(), why);
        let unserved: f64 = served.iter().filter(|s| s.by.is_none()).map(|s| s.share).sum();
        let mut course = Survival::new();
        course.fail(unserved, refusal(Why::NoUmServer));
        let enabled = self.part(users.um_enabled, users.count);
        course.fail(1.0 - enabled, refusal(Why::Wrong(Cause::NotUmEnabled)));
        if users.policy.is_some_and(|id| !self.d.mailbox_policies[id.index()].play_on_phone) {
            course.fail(1.0, refusal(Why::Wrong(Cause::NotAllowed)));
        }
        course
    }
}
