//! Exchange: the Call Router that redirects, the UM service with its call limit, and the worker
//! process that answers. Calls never spill to another Mailbox server: capacity is not pooled.

use super::draw::{Attribute, Purpose};
use super::outcome::Outcome;
use super::primitives::{Needs, Transit};
use super::probe::Probe;
use super::simulation::Running;
use super::small::{Flag, Index, NONE, Place};
use super::state::{Phase, RoutingHop};
use super::step::Step;
use crate::base::{SimTime, Span};
use crate::deployment::Balance;
use crate::kernel::EventQueue;
use crate::network::{DialPlan, ExchangeWay, OlderServer, SecurityCheckedAt, StationId};

/// Ports of [`crate::network::Network::um_connection`].
const ROUTER_PORT: usize = 0;
const UM_PORT: usize = 1;
const WORKER_PORT: usize = 2;

impl<'n, P: Probe> Running<'_, 'n, P> {
    /// The user's dial plan.
    pub(super) fn plan(&self, slot: u32) -> Option<&'n DialPlan> {
        self.group(slot).plan.map(|plan| &self.sim.net.plans[plan as usize])
    }

    /// The way straight to Exchange, of the fax line or the gateway.
    fn exchange_way(&self, slot: u32) -> Option<&'n ExchangeWay> {
        let own = self.group(slot).way;
        let gateway = self.sim.calls[slot as usize].gateway.get();
        let way = own.or_else(|| self.sim.net.gateways.get(gateway as usize)?.way);
        way.map(|way| &self.sim.net.ways[way as usize])
    }

    /// First targets: of the plan as this pool's product sees them, or of the way past Lync.
    fn entries(&self, slot: u32) -> &'n [u32] {
        if self.is_direct(slot) {
            return self.exchange_way(slot).map_or(&[], |way| &way.entries);
        }
        let filtered = self.group(slot).version_filter;
        self.plan(slot).map_or(
            &[],
            |plan| {
                if filtered { &plan.entries } else { &plan.unfiltered_entries }
            },
        )
    }

    /// Whether Unified Messaging is there for the callee: a mailbox, or a contact, for which some server of
    /// the plan has to be.
    pub(super) fn has_mailbox(&self, slot: u32) -> bool {
        let group = self.group(slot);
        let unserved = group.callee.is_contact() && group.access.plan.is_some();
        self.sim.calls[slot as usize].mailbox.get() != NONE || unserved
    }

    /// Makes the first entry of the plan that this hub reaches that of try 0.
    pub(super) fn turn_to_reachable_entry(&mut self, slot: u32) -> Option<u32> {
        let n = self.entries(slot).len();
        let reachable = |entry: &u32| {
            let server = self.entry_server(slot, *entry as u8);
            self.exchange_fault(slot, server).is_none()
        };
        let entry = (0..n.min(256) as u32).find(reachable)?;
        let call = self.call(slot);
        call.first_entry = ((u32::from(call.first_entry) + entry) % n as u32) as u16;
        Some(self.entry_server(slot, 0))
    }

    /// The turn of this Front End's round robin over the plan's entries; a gateway may always begin
    /// with the first.
    pub(super) fn next_entry_turn(&mut self, slot: u32) -> u32 {
        let plans = self.sim.net.plans.len();
        let n = self.entries(slot).len() as u32;
        if self.is_direct(slot) && self.gateway(slot).balance == Balance::InOrder {
            return 0;
        }
        let plan = self.group(slot).plan.unwrap_or(0) as usize;
        let at = self.hub(slot) as usize * plans + plan;
        let turn = self.sim.router_turn[at];
        self.sim.router_turn[at] = (turn + 1) % n.max(1);
        turn
    }

    /// The entry for try number `entry` of this call.
    pub(super) fn entry_server(&self, slot: u32, entry: u8) -> u32 {
        let entries = self.entries(slot);
        let first = self.sim.calls[slot as usize].first_entry as usize;
        entries[(first + usize::from(entry)) % entries.len()]
    }

    /// Any UM server of the plan's newest version, for a caller without a mailbox.
    pub(super) fn any_um_server(&self, slot: u32) -> u32 {
        let servers = self.plan(slot).map_or(&[][..], |plan| &plan.um_servers);
        let n = servers.len() as u32;
        if n == 0 {
            return NONE;
        }
        servers[self.key(slot, Purpose::AnyServer, 0).below(n) as usize]
    }

    fn exchange_station(&self, server: u32) -> StationId {
        self.sim.net.exchange[server as usize].station
    }

    /// Where the entry of a try is.
    pub(super) fn entry_place(&self, slot: u32, entry: u8) -> Place {
        self.host(self.exchange_station(self.entry_server(slot, entry)))
    }

    /// Where the UM server of the call is.
    pub(super) fn um_place(&self, slot: u32) -> Place {
        self.host(self.exchange_station(self.sim.calls[slot as usize].server.get()))
    }

    /// Whether a further entry may be tried after a refusal.
    pub(super) fn may_try_entry(&self, slot: u32, entry: u8) -> bool {
        self.plan(slot).is_some_and(|plan| plan.retry_after_redirect)
            && usize::from(entry) < self.entries(slot).len()
    }

    /// Whether an entry is a Call Router; older UM servers take the call themselves.
    pub(super) fn is_router(&self, server: u32) -> bool {
        !self.sim.net.exchange[server as usize].version.is_legacy()
    }

    /// Sends the diverted INVITE to an entry of the plan.
    pub(super) fn invite_entry(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        entry: u8,
        ready: SimTime,
    ) {
        let mut entry = entry;
        let mut ready = ready;
        let mut tries = self.entries(slot).len();
        // Who does not answer the connection is passed over; the last failure is the call's.
        while let Some(cause) = self.exchange_fault(slot, self.entry_server(slot, entry)) {
            let way = (self.hub_place(slot), self.entry_place(slot, entry));
            let lost = self.failed_connection(slot, (Step::RouterInvite, entry), way, cause);
            let transit = Transit { connection: lost, network: Span::ZERO };
            self.add_transit(slot, RoutingHop::CallRouter, transit);
            ready = ready + lost;
            tries -= 1;
            entry = entry.wrapping_add(1);
            if tries == 0 {
                self.routing_fails(queue, slot, cause, ready);
                return;
            }
        }
        let server = self.entry_server(slot, entry);
        if !self.is_router(server) {
            self.call(slot).server = Index::new(server);
            self.invite_um(queue, slot, entry, ready);
            return;
        }
        let to = self.entry_place(slot, entry);
        let needs = self.needs(slot, server, ROUTER_PORT);
        self.count_invite(slot);
        let (from, detour) = self.by_balancer(slot, entry);
        let message = (Step::RouterInvite, entry);
        let mut transit = self.send(queue, slot, message, ready + detour, (from, to), needs);
        transit.network += detour;
        self.add_transit(slot, RoutingHop::CallRouter, transit);
    }

    /// The connection that a request to one port of an Exchange server needs.
    fn needs(&self, slot: u32, server: u32, port: usize) -> Needs {
        Some((self.sim.net.um_connection(self.hub(slot), server, port), self.um_by_tls(slot)))
    }

    /// Whether connections with Exchange are secured: from Lync always, from a gateway as the plan says.
    pub(super) fn um_by_tls(&self, slot: u32) -> bool {
        !self.is_direct(slot) || self.plan(slot).is_some_and(|plan| plan.tls)
    }

    /// A load balancer between gateway and Call Router: where the message leaves it, and the time
    /// until then.
    fn by_balancer(&self, slot: u32, entry: u8) -> (Place, Span) {
        let here = self.hub_place(slot);
        let balancer = self.exchange_way(slot).and_then(|way| way.balancer.as_ref());
        let Some((site, delay)) = balancer.filter(|_| self.is_direct(slot)) else {
            return (here, Span::ZERO);
        };
        let net = self.sim.net;
        let line = &net.delays[here.site() as usize * net.sites + *site as usize];
        let ordinal = u64::from(entry);
        let there = self.draw_ordinal(slot, Purpose::Balancer, ordinal << 1, line);
        let inside = self.draw_ordinal(slot, Purpose::Balancer, ordinal << 1 | 1, delay);
        (Place::new(*site, NONE), there + inside)
    }

    /// Sends it to the UM service that the Call Router named: the mailbox's own server, or for a
    /// legacy mailbox a legacy UM server of the plan.
    pub(super) fn invite_um_service(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        entry: u8,
        ready: SimTime,
    ) {
        self.call(slot).server = Index::new(self.serving_um(slot));
        self.invite_um(queue, slot, entry, ready);
    }

    /// The UM server that can serve the user's mailbox; `NONE` if the plan has none.
    pub(super) fn serving_um(&self, slot: u32) -> u32 {
        let call = &self.sim.calls[slot as usize];
        if self.is_router(call.mailbox.get()) {
            return call.mailbox.get();
        }
        let version = self.sim.net.exchange[call.mailbox.at()].version;
        let group = self.group_index(slot);
        let rank = self.sim.rank(group, Attribute::MailboxServer, call.user) as usize;
        let legacy = self.plan(slot).map_or(&[][..], |plan| &plan.legacy_um);
        let serves = |server: &&u32| self.sim.net.exchange[**server as usize].version == version;
        let n = legacy.iter().filter(serves).count();
        legacy.iter().filter(serves).nth(rank % n.max(1)).copied().unwrap_or(NONE)
    }

    /// Whether a UM server can serve the call's mailbox: its own from 2013 on, before that one of
    /// the same version.
    fn can_serve(&self, slot: u32, server: u32) -> bool {
        let mailbox = self.sim.calls[slot as usize].mailbox.get();
        let version = |server: u32| self.sim.net.exchange[server as usize].version;
        if self.is_router(mailbox) {
            server == mailbox
        } else {
            version(server) == version(mailbox)
        }
    }

    fn invite_um(&mut self, queue: &mut EventQueue, slot: u32, entry: u8, ready: SimTime) {
        let way = (self.hub_place(slot), self.um_place(slot));
        if let Some(cause) = self.exchange_fault(slot, self.sim.calls[slot as usize].server.get()) {
            // Only this server can serve the mailbox.
            let failed = ready + self.failed_connection(slot, (Step::UmInvite, entry), way, cause);
            self.routing_fails(queue, slot, cause, failed);
            return;
        }
        let needs = self.needs(slot, self.sim.calls[slot as usize].server.get(), UM_PORT);
        self.count_invite(slot);
        let transit = self.send(queue, slot, (Step::UmInvite, entry), ready, way, needs);
        self.add_transit(slot, RoutingHop::UmService, transit);
    }

    /// Sends it to the worker process that the UM service named.
    pub(super) fn invite_worker(&mut self, queue: &mut EventQueue, slot: u32, ready: SimTime) {
        let way = (self.hub_place(slot), self.um_place(slot));
        let needs = self.needs(slot, self.sim.calls[slot as usize].server.get(), WORKER_PORT);
        self.count_invite(slot);
        let transit = self.send(queue, slot, (Step::WorkerInvite, 0), ready, way, needs);
        self.add_transit(slot, RoutingHop::WorkerProcess, transit);
    }

    fn count_invite(&mut self, slot: u32) {
        let trace = self.sim.calls[slot as usize].trace as usize;
        if let Some(trace) = self.sim.traces.get_mut(trace) {
            trace.invites += 1;
        }
    }

    /// A message has reached an Exchange server.
    pub(super) fn at_exchange(&mut self, queue: &mut EventQueue, slot: u32, step: Step, aux: u8) {
        match step {
            Step::RouterInvite | Step::RouterAck => self.at_router(queue, slot, step, aux),
            Step::RouterInfo | Step::RouterInfoOk | Step::UmInfo => {
                self.at_notification(queue, slot, step, aux);
            }
            _ => self.at_um(queue, slot, step, aux),
        }
    }

    fn at_router(&mut self, queue: &mut EventQueue, slot: u32, step: Step, entry: u8) {
        let now = queue.now();
        let server = self.entry_server(slot, entry);
        let handled = self.serve(slot, now, (step, entry), self.exchange_station(server));
        if step == Step::RouterAck {
            return;
        }
        self.start_clock(slot, now);
        self.add_handled(slot, RoutingHop::CallRouter, now, &handled);
        let back = (self.entry_place(slot, entry), self.hub_place(slot));
        let serving = self.serving_um(slot);
        let answer = if self.refuses_at_entry(slot) {
            self.call(slot).server = Index::new(server);
            Step::FrontEndUmFailure
        } else if serving == NONE {
            // A legacy mailbox without a legacy UM server in the plan: nobody can take the call.
            let call = self.call(slot);
            call.server = Index::new(server);
            call.outcome = Outcome::NoUmServer;
            Step::FrontEndUmFailure
        } else {
            Step::FrontEndRouterRedirect
        };
        let transit = self.send(queue, slot, (answer, entry), handled.done, back, None);
        self.add_transit(slot, RoutingHop::CallRouter, transit);
    }

    fn at_um(&mut self, queue: &mut EventQueue, slot: u32, step: Step, aux: u8) {
        let now = queue.now();
        let call = &self.sim.calls[slot as usize];
        // After a transfer the last messages of the leg before go to the server that was left.
        let left = step == Step::WorkerReferByeOk || call.server.get() == NONE;
        let server = if left { call.left_server.get() } else { call.server.get() };
        let station = self.exchange_station(server);
        let handled = self.serve(slot, now, (step, aux), station);
        let back = (self.host(station), self.hub_place(slot));
        match step {
            Step::UmInvite => {
                self.start_clock(slot, now);
                self.add_handled(slot, RoutingHop::UmService, now, &handled);
                let answer = self.um_service_decides(slot, now);
                let transit = self.send(queue, slot, (answer, aux), handled.done, back, None);
                self.add_transit(slot, RoutingHop::UmService, transit);
            }
            Step::WorkerInvite => {
                self.add_handled(slot, RoutingHop::WorkerProcess, now, &handled);
                let taken = self.is_routing(slot) && self.take_worker(slot, now);
                let answer = if taken { Step::FrontEndWorkerOk } else { Step::FrontEndUmFailure };
                if taken {
                    self.send(queue, slot, (Step::FrontEndWorkerTrying, 0), now, back, None);
                }
                let transit = self.send(queue, slot, (answer, aux), handled.done, back, None);
                self.add_transit(slot, RoutingHop::WorkerProcess, transit);
            }
            Step::UmCancel => {
                self.release_um(slot, now);
                self.send(queue, slot, (Step::FrontEndUmCancelOk, 0), handled.done, back, None);
                self.send(queue, slot, (Step::FrontEndUmTerminated, 0), handled.done, back, None);
            }
            Step::WorkerBye => {
                self.release_um(slot, now);
                self.send(queue, slot, (Step::FrontEndByeOk, 0), handled.done, back, None);
                if self.sim.calls[slot as usize].phase != Phase::VoiceMail {
                    self.worker_settles(queue, slot, handled.done);
                }
            }
            Step::WorkerReinvite | Step::WorkerTone => {
                self.worker_hears_fax(queue, slot, step, handled.done);
            }
            Step::WorkerReferOk => self.refer_accepted(queue, slot, handled.done),
            Step::WorkerPlayOk | Step::WorkerPlayFailure => {
                self.worker_play(queue, slot, step == Step::WorkerPlayOk, handled.done);
            }
            _ => {}
        }
    }

    /// What the UM service answers to an INVITE: on to a worker process, or a refusal; an older
    /// server that OCS 2007 R2 chose may have to send it on.
    fn um_service_decides(&mut self, slot: u32, now: SimTime) -> Step {
        if !self.is_routing(slot) {
            return Step::FrontEndUmFailure;
        }
        let server = self.sim.calls[slot as usize].server.get();
        let refused = (!self.is_router(server) && self.refuses_at_entry(slot))
            || self.refuses_security(slot, SecurityCheckedAt::UmService);
        if refused {
            return Step::FrontEndUmFailure;
        }
        if !self.can_serve(slot, server) {
            let major = |server: u32| self.sim.net.exchange[server as usize].version.major();
            let hands_down = major(self.sim.calls[slot as usize].mailbox.get()) < major(server);
            let redirects =
                self.plan(slot).is_some_and(|p| p.older_server == OlderServer::Redirects);
            if (hands_down || redirects) && self.serving_um(slot) != NONE {
                return Step::FrontEndRouterRedirect;
            }
            self.call(slot).outcome = Outcome::NoUmServer;
            return Step::FrontEndUmFailure;
        }
        if self.pipeline_is_full(slot, now) {
            self.call(slot).outcome = Outcome::PipelineRejected;
            return Step::FrontEndUmFailure;
        }
        if self.take_um(slot, now) { Step::FrontEndUmRedirect } else { Step::FrontEndUmFailure }
    }

    /// Whether Unified Messaging refuses a call where it arrives first: at a Call Router, or at an older UM
    /// server.
    fn refuses_at_entry(&mut self, slot: u32) -> bool {
        if let Some(cause) = self.entry_fault(slot) {
            self.call(slot).outcome = Outcome::of(cause);
            return true;
        }
        self.refuses_security(slot, SecurityCheckedAt::CallRouter)
    }

    /// Whether too many messages wait for submission at the call's UM server.
    fn pipeline_is_full(&mut self, slot: u32, now: SimTime) -> bool {
        let server = self.sim.calls[slot as usize].server.at();
        let pipeline = self.sim.net.exchange[server].pipeline;
        let full =
            self.sim.in_use[pipeline.index()] >= self.sim.net.resources[pipeline.index()].units;
        if full {
            self.refuse(slot, now, pipeline, 1);
        }
        full
    }

    /// Takes one of the server's concurrent calls.
    fn take_um(&mut self, slot: u32, now: SimTime) -> bool {
        let server = self.sim.calls[slot as usize].server.at();
        let slots = self.sim.net.exchange[server].um_slots;
        let taken = self.seize(slot, now, slots, 1);
        let call = self.call(slot);
        call.set(Flag::HasUm, taken);
        call.um_since = now;
        if !taken {
            call.outcome = Outcome::UmRejected;
        }
        taken
    }

    /// Takes a call of the worker processes, where they have a limit of their own; unless it could not
    /// be encrypted as both sides want it, where the worker process finds that out.
    fn take_worker(&mut self, slot: u32, now: SimTime) -> bool {
        if self.refuses_security(slot, SecurityCheckedAt::WorkerProcess) {
            self.release_um(slot, now);
            return false;
        }
        let server = self.sim.calls[slot as usize].server.at();
        let Some(slots) = self.sim.net.exchange[server].worker_slots else { return true };
        if self.seize(slot, now, slots, 1) {
            let call = self.call(slot);
            call.set(Flag::HasWorker, true);
            call.worker_since = now;
            return true;
        }
        self.call(slot).outcome = Outcome::WorkerRejected;
        self.release_um(slot, now);
        false
    }

    /// Whether a call is refused here because pool and plan do not fit.
    fn refuses_security(&mut self, slot: u32, here: SecurityCheckedAt) -> bool {
        let refused = self.sim.net.security_checked_at == here && self.has_security_mismatch(slot);
        if refused {
            self.call(slot).outcome = Outcome::SecurityMismatch;
        }
        refused
    }

    /// Frees what the call holds at its UM server.
    pub(super) fn release_um(&mut self, slot: u32, now: SimTime) {
        let call = self.call(slot);
        let (um, worker) = (call.take(Flag::HasUm), call.take(Flag::HasWorker));
        if !um {
            return;
        }
        let (um_since, worker_since) = (call.um_since, call.worker_since);
        let index = call.server.at();
        let server = &self.sim.net.exchange[index];
        let (um_slots, worker_slots) = (server.um_slots, server.worker_slots);
        self.release(slot, now, um_slots, (1, um_since));
        if let (true, Some(slots)) = (worker, worker_slots) {
            self.release(slot, now, slots, (1, worker_since));
        }
    }

    /// The caller gave up on the way: CANCEL to the UM server, if one was reached.
    pub(super) fn cancel_voice_mail(&mut self, queue: &mut EventQueue, slot: u32, ready: SimTime) {
        if self.sim.calls[slot as usize].server.get() != NONE {
            let way = (self.hub_place(slot), self.um_place(slot));
            self.send(queue, slot, (Step::UmCancel, 0), ready, way, None);
        }
    }
}
