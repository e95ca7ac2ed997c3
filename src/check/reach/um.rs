//! The way of a call through Unified Messaging: the servers that it may reach first, each with its share, and on to
//! the one that answers. The order is that of `call/routing.rs` and `call/exchange.rs`.

use super::relation::Why;
use super::survival::{Refusal, Stage, Survival};
use super::walk::Walk;
use crate::deployment::{
    Cause, DialPlanId, ExchangeServerId, Host, PoolId, SecurityCheckedAt, ServedMailboxes, Taking,
    Version, taking,
};

/// How Unified Messaging is reached from a Front End or gateway.
pub(super) struct Way {
    /// The host that routes the call.
    pub hub: Host,
    /// The callers' plan.
    pub plan: DialPlanId,
    /// The pool, if calls pass Lync.
    pub pool: Option<PoolId>,
    /// Servers that take first INVITEs, and why the hub does not reach them.
    entries: Vec<(ExchangeServerId, Option<Cause>)>,
    /// With which of them calls begin, each with its share.
    starts: Vec<(usize, f64)>,
    /// What Unified Messaging says to all calls.
    peer: Option<Cause>,
    tls: bool,
}

/// Shares of the callees that have something, 0 to 1.
pub(super) struct Callees {
    pub enabled: f64,
    pub known: f64,
    pub phone_edition: f64,
    /// Whether their addresses do not fit the plan.
    pub form: Option<Cause>,
}

impl Callees {
    /// Contacts, and callees past Lync, have everything.
    pub const ALL: Callees = Callees { enabled: 1.0, known: 1.0, phone_edition: 0.0, form: None };
}

/// Whom some calls are for.
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// The version of the mailbox; `None` if any UM server can answer.
    mailbox: Option<Version>,
    /// The UM server that a Call Router names.
    by: Option<ExchangeServerId>,
}

impl Target {
    pub const fn anybody(by: ExchangeServerId) -> Self {
        Target { mailbox: None, by: Some(by) }
    }
}

/// Calls that are alike: why Unified Messaging refuses them where they arrive, and whether encryption does not fit.
#[derive(Clone, Copy)]
struct Alike {
    refused: Option<Why>,
    mismatch: Option<Cause>,
}

/// How calls fail, and which servers answer the others: each with its share of all.
pub(super) struct Answered {
    pub course: Survival,
    pub at: Vec<(ExchangeServerId, f64)>,
}

/// How a try at a server ends: another may be tried after a refusal, not after a failed connection.
enum Lost {
    Refused(Refusal),
    Failed(Refusal),
}

impl Walk<'_> {
    /// From a Front End.
    pub fn way(&self, pool: PoolId, at: u32, plan: DialPlanId) -> Way {
        let entries = self.d.first_targets(pool, plan);
        let peer = self.d.knows_peer(crate::deployment::Peer::Pool(pool), plan).err();
        let hub = Host::FrontEnd(pool, at);
        self.new_way((hub, Some(pool)), plan, (&entries, false), (peer, true))
    }

    /// From a host to some entries, in their order or in turn.
    pub fn new_way(
        &self,
        (hub, pool): (Host, Option<PoolId>),
        plan: DialPlanId,
        (entries, in_order): (&[ExchangeServerId], bool),
        (peer, tls): (Option<Cause>, bool),
    ) -> Way {
        let d = self.d;
        let reached = |id: &ExchangeServerId| (*id, d.reaches_exchange(hub, *id, tls).err());
        let entries: Vec<_> = entries.iter().map(reached).collect();
        let n = entries.len();
        let all_alike =
            entries.iter().all(|(id, closed)| closed.is_none() && !d.version(*id).is_legacy());
        let retries = d.dial_plans[plan.index()].retry_after_redirect;
        let starts = match n {
            0 => Vec::new(),
            _ if in_order || all_alike => vec![(0, 1.0)],
            _ if retries => self.orders(&entries),
            _ => self.firsts(&entries),
        };
        Way { hub, plan, pool, entries, starts, peer, tls }
    }

    /// In turn, entries that are not reached are passed over. Call Routers are alike.
    fn firsts(&self, entries: &[(ExchangeServerId, Option<Cause>)]) -> Vec<(usize, f64)> {
        let n = entries.len();
        let mut firsts: Vec<(usize, f64)> = Vec::new();
        let Some(mut next) = (0..n).find(|i| entries[*i].1.is_none()) else { return firsts };
        let legacy = |i: usize| self.d.version(entries[i].0).is_legacy();
        for i in (0..n).rev() {
            next = if entries[i].1.is_none() { i } else { next };
            let share = 1.0 / n as f64;
            match firsts.iter_mut().find(|f| f.0 == next || (!legacy(f.0) && !legacy(next))) {
                Some(first) => first.1 += share,
                None => firsts.push((next, share)),
            }
        }
        firsts
    }

    /// In turn, where the next entry is tried after a refusal: how a call ends that all refuse depends on the last. Call
    /// Routers are alike.
    fn orders(&self, entries: &[(ExchangeServerId, Option<Cause>)]) -> Vec<(usize, f64)> {
        let n = entries.len();
        let share = 1.0 / n as f64;
        let legacy = entries.iter().any(|(id, _)| self.d.version(*id).is_legacy());
        let mut orders: Vec<(usize, f64)> = Vec::new();
        let mut alike: Option<usize> = None;
        for start in 0..n {
            let last_is_open = entries[(start + n - 1) % n].1.is_none();
            match alike.filter(|_| last_is_open && !legacy) {
                Some(at) => orders[at].1 += share,
                None => {
                    if last_is_open {
                        alike = Some(orders.len());
                    }
                    orders.push((start, share));
                }
            }
        }
        orders
    }

    /// Mailboxes as targets.
    pub fn mailboxes(&self, served: &[ServedMailboxes]) -> Vec<(f64, Target)> {
        let target =
            |s: &ServedMailboxes| Target { mailbox: Some(self.d.version(s.home)), by: s.by };
        served.iter().map(|s| (s.share, target(s))).collect()
    }

    /// Callers whose mailbox nobody knows: a Call Router names any UM server of the plan.
    pub fn anybody(&self, plan: DialPlanId) -> Vec<(f64, Target)> {
        let servers = self.d.um_servers(plan);
        let share = 1.0 / servers.len().max(1) as f64;
        servers.into_iter().map(|server| (share, Target::anybody(server))).collect()
    }

    /// What becomes of diverted calls, or of calls to a contact, with these targets. Shares of targets add up to 1;
    /// without any target nobody answers.
    pub fn asked(&self, way: &Way, callees: &Callees, targets: &[(f64, Target)]) -> Answered {
        let mut course = self.routed(way, callees);
        if targets.is_empty() {
            let refusal = Refusal::plain(Stage::FrontEnd, self.home(way), Why::NoAnswer);
            course.fail(1.0, refusal);
        }
        let mut lost = Vec::new();
        let mut at: Vec<(ExchangeServerId, f64)> = Vec::new();
        let left = course.left();
        for (kind_share, alike) in self.kinds(way, callees) {
            for (target_share, target) in targets {
                for (start, start_share) in &way.starts {
                    let share = kind_share * target_share * start_share;
                    match self.tried(way, *start, *target, alike) {
                        Ok(server) => match at.iter_mut().rev().find(|(s, _)| *s == server) {
                            Some(found) => found.1 += share * left,
                            None => at.push((server, share * left)),
                        },
                        Err(refusal) => lost.push((share, Survival::failing(refusal))),
                    }
                }
            }
        }
        Answered { course: course.among(lost), at }
    }

    /// What is found before a server is tried: the user, the plan, and whether any server is reached at all.
    pub fn routed(&self, way: &Way, callees: &Callees) -> Survival {
        let d = self.d;
        let mut course = Survival::new();
        let home = || self.home(way);
        let not_enabled = Refusal::plain(Stage::FrontEnd, home(), Why::Wrong(Cause::NotUmEnabled));
        course.fail(1.0 - callees.enabled, not_enabled);
        if let Some(pool) = way.pool {
            let found = match way.entries.is_empty() {
                true => Err(Cause::NoServerInPlan),
                false => d.reads_plan(pool, way.plan),
            };
            if let Err(cause) = found {
                course.fail(1.0, Refusal::by_lync(Stage::FrontEnd, home(), cause));
            }
        }
        if way.entries.iter().all(|(_, closed)| closed.is_some()) {
            let share = 1.0 / way.entries.len().max(1) as f64;
            let failed = way.entries.iter().filter_map(|(id, closed)| {
                Some((share, Survival::failing(self.broken(way, Stage::Entry, *id, (*closed)?))))
            });
            course = course.among(failed);
        }
        course
    }

    /// Calls that are alike, each kind with its share.
    fn kinds(&self, way: &Way, callees: &Callees) -> Vec<(f64, Alike)> {
        let mismatch =
            |phone| way.pool.and_then(|pool| self.d.fits_security(pool, way.plan, phone).err());
        let phones = callees.phone_edition;
        let all = [
            (callees.known * phones, true, mismatch(true)),
            (callees.known * (1.0 - phones), true, mismatch(false)),
            ((1.0 - callees.known) * phones, false, mismatch(true)),
            ((1.0 - callees.known) * (1.0 - phones), false, mismatch(false)),
        ];
        let some = all.into_iter().filter(|(share, ..)| *share > 0.0);
        some.map(|(share, known, mismatch)| {
            let unknown = (!known).then_some(Why::OtherAddress);
            let refused = way.peer.or(callees.form).map(Why::Wrong).or(unknown);
            (share, Alike { refused, mismatch })
        })
        .collect()
    }

    /// What Unified Messaging answers to every call, whichever of its servers takes it.
    pub fn admission(&self, way: &Way, callees: &Callees) -> Survival {
        let names = || way.entries.iter().find(|(_, closed)| closed.is_none());
        let Some((entry, _)) = names() else { return Survival::new() };
        let refused = self.kinds(way, callees).into_iter().filter_map(|(share, alike)| {
            let name = self.server_name(*entry);
            let refusal = Refusal::plain(Stage::Admission, name, alike.refused?);
            Some((share, Survival::failing(refusal)))
        });
        Survival::new().among(refused)
    }

    /// The servers that calls reach first, each with its share.
    pub fn first_servers(&self, way: &Way) -> Vec<(ExchangeServerId, f64)> {
        let n = way.entries.len();
        let first = |start: usize| {
            let at = (0..n).map(|i| (start + i) % n);
            at.map(|i| way.entries[i]).find(|(_, closed)| closed.is_none())
        };
        way.starts.iter().filter_map(|(start, share)| Some((first(*start)?.0, *share))).collect()
    }

    /// A call that begins with one of the entries.
    fn tried(
        &self,
        way: &Way,
        start: usize,
        target: Target,
        alike: Alike,
    ) -> Result<ExchangeServerId, Refusal> {
        let n = way.entries.len();
        let retries = self.d.dial_plans[way.plan.index()].retry_after_redirect;
        let (mut end, mut target) = (None, target);
        for i in 0..n {
            let (entry, closed) = way.entries[(start + i) % n];
            end = match closed {
                Some(cause) => Some(self.broken(way, Stage::Entry, entry, cause)),
                None => match self.at_entry(way, entry, target, alike) {
                    Ok(server) => return Ok(server),
                    Err(Lost::Failed(refusal)) => return Err(refusal),
                    Err(Lost::Refused(refusal)) if !retries => return Err(refusal),
                    Err(Lost::Refused(refusal)) => {
                        target = self.after_refusal(way.plan, target);
                        Some(refusal)
                    }
                },
            };
        }
        let nobody = || Refusal::plain(Stage::FrontEnd, self.home(way), Why::NoAnswer);
        Err(end.unwrap_or_else(nobody))
    }

    /// A call that any server may take is sent to the next of them after a refusal.
    fn after_refusal(&self, plan: DialPlanId, target: Target) -> Target {
        let (None, Some(by)) = (target.mailbox, target.by) else { return target };
        let servers = self.d.um_servers(plan);
        let at = servers.iter().position(|server| *server == by);
        at.map_or(target, |at| Target::anybody(servers[(at + 1) % servers.len()]))
    }

    fn at_entry(
        &self,
        way: &Way,
        entry: ExchangeServerId,
        target: Target,
        alike: Alike,
    ) -> Result<ExchangeServerId, Lost> {
        self.admitted(entry, alike)?;
        self.encrypted(entry, alike, SecurityCheckedAt::CallRouter)?;
        let version = self.d.version(entry);
        if version.is_legacy() {
            self.encrypted(entry, alike, SecurityCheckedAt::UmService)?;
            let older = self.d.dial_plans[way.plan.index()].older_server;
            match taking(version, target.mailbox, older) {
                Taking::Serves => {
                    self.encrypted(entry, alike, SecurityCheckedAt::WorkerProcess)?;
                    return Ok(entry);
                }
                Taking::HandsOn => {}
                Taking::Refuses => return Err(Lost::Refused(self.unserved(entry))),
            }
        }
        let Some(server) = target.by else { return Err(Lost::Refused(self.unserved(entry))) };
        if let Err(cause) = self.d.reaches_exchange(way.hub, server, way.tls) {
            return Err(Lost::Failed(self.broken(way, Stage::UmService, server, cause)));
        }
        self.encrypted(server, alike, SecurityCheckedAt::UmService)?;
        self.encrypted(server, alike, SecurityCheckedAt::WorkerProcess)?;
        Ok(server)
    }

    /// What Unified Messaging finds where the first INVITE arrives.
    fn admitted(&self, entry: ExchangeServerId, alike: Alike) -> Result<(), Lost> {
        let Some(why) = alike.refused else { return Ok(()) };
        Err(Lost::Refused(Refusal::plain(Stage::Admission, self.server_name(entry), why)))
    }

    /// Whether a server that may check encryption does, and it does not fit.
    fn encrypted(
        &self,
        server: ExchangeServerId,
        alike: Alike,
        here: SecurityCheckedAt,
    ) -> Result<(), Lost> {
        let checked = self.d.trust.rules.security_checked_at == here;
        let Some(cause) = alike.mismatch.filter(|_| checked) else { return Ok(()) };
        let hop = match here {
            SecurityCheckedAt::WorkerProcess => worker(),
            _ => self.server_name(server),
        };
        Err(Lost::Refused(Refusal::plain(Stage::Worker, hop, Why::Wrong(cause))))
    }

    fn unserved(&self, entry: ExchangeServerId) -> Refusal {
        Refusal::plain(Stage::UmService, self.server_name(entry), Why::NoUmServer)
    }

    /// A connection to an Exchange server fails. Lync tells its callers so by diagnostics.
    fn broken(&self, way: &Way, stage: Stage, server: ExchangeServerId, cause: Cause) -> Refusal {
        let hop = format!("{} → {}", self.label(way.hub), self.server_name(server));
        let refusal = match way.pool {
            Some(_) => Refusal::by_lync(stage, hop, cause),
            None => Refusal::plain(stage, hop, Why::Wrong(cause)),
        };
        refusal.between(way.hub, Host::Exchange(server))
    }

    fn home(&self, way: &Way) -> String {
        match way.pool {
            Some(pool) => self.pool_name(pool),
            None => self.label(way.hub),
        }
    }
}

pub(super) fn worker() -> String {
    "worker process".to_owned()
}
