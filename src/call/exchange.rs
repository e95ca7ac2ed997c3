//! Exchange: the Call Router that redirects, the UM service with its call limit, and the worker
//! process that answers. Calls never spill over to another Mailbox server: capacity is not pooled.

use super::engine::{
    CallId, Engine, Flag, Held, Id16, Message, Outcome, Phase, Probe, Route, RoutingHop, Step,
};
use crate::base::{SimTime, Span};
use crate::kernel::EventQueue;
use crate::network::{Cause, ExchangeServerId, SecurityCheckedAt, Service, StationId, Taking};

impl<P: Probe> Engine<'_, '_, P> {
    /// A message has reached an Exchange server.
    pub(super) fn at_exchange(&mut self, queue: &mut EventQueue, slot: CallId, message: Message) {
        match message.step {
            Step::RouterInvite | Step::RouterAck => self.at_router(queue, slot, message),
            Step::RouterInfo | Step::RouterInfoOk | Step::UmInfo => {
                self.at_notification(queue, slot, message);
            }
            _ => self.at_um(queue, slot, message),
        }
    }

    fn at_router(&mut self, queue: &mut EventQueue, slot: CallId, message: Message) {
        let now = queue.now();
        let entry = message.aux;
        let server = self.entry_server(slot, entry);
        let handled = self.serve(slot, now, message, self.exchange_station(server));
        if message.step == Step::RouterAck {
            return;
        }
        self.start_clock(slot, now);
        self.add_handled(slot, RoutingHop::CallRouter, now, &handled);
        let back = Route { from: self.entry_place(slot, entry), to: self.hub_place(slot) };
        let serving = self.serving_um(slot);
        let waits = self.waits_for_directory(slot);
        let done = handled.done + waits.unwrap_or(Span::ZERO);
        let answer = if waits.is_some() || self.refuses_at_entry(slot) {
            self.call_mut(slot).server = Id16::some(server);
            Step::FrontEndUmFailure
        } else if serving.is_none() {
            // A legacy mailbox without a legacy UM server in the plan: nobody can take the call.
            let call = self.call_mut(slot);
            call.server = Id16::some(server);
            call.outcome = Outcome::NoUmServer;
            Step::FrontEndUmFailure
        } else {
            Step::FrontEndRouterRedirect
        };
        let transit = self.send(queue, slot, answer.with(entry), done, back);
        self.add_transit(slot, RoutingHop::CallRouter, transit);
    }

    /// How long Exchange waits for the directory if that is down. Then it refuses the call (domain §3.1), if that is
    /// still on its way.
    fn waits_for_directory(&mut self, slot: CallId) -> Option<Span> {
        if self.state.conditions.directory.is_empty() || !self.is_routing(slot) {
            return None;
        }
        let call = self.call_mut(slot);
        call.outcome = Outcome::FailedByOutage;
        call.set(Flag::MetOutage, true);
        Some(self.state.net.failover.directory_timeout)
    }

    /// The UM server that a message to one is for. After a transfer, the last messages of the leg before
    /// go to the server that was left.
    fn um_receiver(&self, slot: CallId, Message { step, aux }: Message) -> ExchangeServerId {
        let call = self.call(slot);
        let left = step == Step::WorkerReferByeOk || call.server.is_none();
        let server = if left { call.left_server.id() } else { call.server.id() };
        match aux.checked_sub(1).filter(|_| step == Step::UmAck) {
            Some(entry) => self.refused_by(slot, entry, server),
            None => server,
        }
    }

    /// The host and service that a message to Exchange is for.
    pub(super) fn exchange_receiver(&self, slot: CallId, message: Message) -> (StationId, Service) {
        match message.step {
            Step::RouterInvite | Step::RouterAck => {
                let server = self.entry_server(slot, message.aux);
                (self.exchange_station(server), Service::CallRouter)
            }
            Step::RouterInfo | Step::RouterInfoOk => {
                (self.notice_receiver(slot, message), Service::CallRouter)
            }
            Step::UmInfo => (self.notice_receiver(slot, message), Service::UnifiedMessaging),
            _ => {
                (self.exchange_station(self.um_receiver(slot, message)), Service::UnifiedMessaging)
            }
        }
    }

    fn at_um(&mut self, queue: &mut EventQueue, slot: CallId, message: Message) {
        let Message { step, aux } = message;
        let now = queue.now();
        let station = self.exchange_station(self.um_receiver(slot, message));
        let handled = self.serve(slot, now, message, station);
        let back = Route { from: self.host(station), to: self.hub_place(slot) };
        match step {
            Step::UmInvite => {
                self.start_clock(slot, now);
                self.add_handled(slot, RoutingHop::UmService, now, &handled);
                let waits = self.waits_for_directory(slot);
                let answer = match waits {
                    Some(_) => Step::FrontEndUmFailure,
                    None => self.um_service_decides(slot, now),
                };
                let done = handled.done + waits.unwrap_or(Span::ZERO);
                let transit = self.send(queue, slot, answer.with(aux), done, back);
                self.add_transit(slot, RoutingHop::UmService, transit);
            }
            Step::WorkerInvite => {
                self.add_handled(slot, RoutingHop::WorkerProcess, now, &handled);
                let taken = self.is_routing(slot) && self.take_worker(slot, now);
                let answer = if taken { Step::FrontEndWorkerOk } else { Step::FrontEndUmFailure };
                if taken {
                    self.send(queue, slot, Step::FrontEndWorkerTrying, now, back);
                }
                let transit = self.send(queue, slot, answer.with(aux), handled.done, back);
                self.add_transit(slot, RoutingHop::WorkerProcess, transit);
            }
            Step::UmCancel => {
                self.release_um(slot, now);
                self.send(queue, slot, Step::FrontEndUmCancelOk, handled.done, back);
                self.send(queue, slot, Step::FrontEndUmTerminated, handled.done, back);
            }
            Step::WorkerBye => {
                self.release_um(slot, now);
                self.send(queue, slot, Step::FrontEndByeOk, handled.done, back);
                if self.call(slot).phase != Phase::VoiceMail {
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

    /// The server that refused try number `entry` and gets the ACK: the call's own, or a UM server before
    /// 2013 that is an entry itself, while the call is on its way to the next entry.
    fn refused_by(&self, slot: CallId, entry: u8, server: ExchangeServerId) -> ExchangeServerId {
        let tried = self.entry_server(slot, entry);
        let decides =
            !self.is_router(tried) && !matches!(self.taking(slot, tried), Taking::HandsOn);
        if decides { tried } else { server }
    }

    /// What the UM service answers to an INVITE: a redirect to a worker process, or a refusal. A
    /// server of another version than the mailbox's may have to redirect to another server.
    fn um_service_decides(&mut self, slot: CallId, now: SimTime) -> Step {
        if !self.is_routing(slot) {
            return Step::FrontEndUmFailure;
        }
        let server = self.call(slot).server.id();
        let refused = (!self.is_router(server) && self.refuses_at_entry(slot))
            || self.refuses_security(slot, SecurityCheckedAt::UmService);
        if refused {
            return Step::FrontEndUmFailure;
        }
        match self.taking(slot, server) {
            Taking::Serves => {}
            Taking::HandsOn if self.serving_um(slot).is_some() => {
                return Step::FrontEndRouterRedirect;
            }
            _ => {
                self.call_mut(slot).outcome = Outcome::NoUmServer;
                return Step::FrontEndUmFailure;
            }
        }
        if self.pipeline_is_full(slot, now) {
            self.call_mut(slot).outcome = Outcome::PipelineRejected;
            return Step::FrontEndUmFailure;
        }
        if self.take_um(slot, now) { Step::FrontEndUmRedirect } else { Step::FrontEndUmFailure }
    }

    /// Whether Unified Messaging refuses a call where it arrives first: at a Call Router, or at a UM
    /// server before 2013.
    fn refuses_at_entry(&mut self, slot: CallId) -> bool {
        if let Some(cause) = self.entry_cause(slot) {
            self.call_mut(slot).outcome = Outcome::Misconfigured(cause);
            return true;
        }
        self.refuses_security(slot, SecurityCheckedAt::CallRouter)
    }

    /// Whether too many messages wait for submission at the call's UM server.
    fn pipeline_is_full(&mut self, slot: CallId, now: SimTime) -> bool {
        let server = self.call(slot).server.id();
        let pipeline = self.state.net.exchange[server].pipeline;
        let full = self.free_units(pipeline) == 0;
        if full {
            self.refuse(slot, now, pipeline, 1);
        }
        full
    }

    /// Takes one of the concurrent calls of the UM server.
    fn take_um(&mut self, slot: CallId, now: SimTime) -> bool {
        let server = self.call(slot).server.id();
        let slots = self.state.net.exchange[server].um_slots;
        let taken = self.seize(slot, now, slots, 1);
        let call = self.call_mut(slot);
        call.set(Flag::HasUm, taken);
        call.um_since = now;
        if !taken {
            call.outcome = Outcome::UmRejected;
        }
        taken
    }

    /// Takes one of the calls of the worker processes, where they have a limit of their own. Where the
    /// worker process checks encryption, it refuses a call that pool and plan do not agree on.
    fn take_worker(&mut self, slot: CallId, now: SimTime) -> bool {
        if self.refuses_security(slot, SecurityCheckedAt::WorkerProcess) {
            self.release_um(slot, now);
            return false;
        }
        let server = self.call(slot).server.id();
        let Some(slots) = self.state.net.exchange[server].worker_slots else { return true };
        if self.seize(slot, now, slots, 1) {
            let call = self.call_mut(slot);
            call.set(Flag::HasWorker, true);
            call.worker_since = now;
            return true;
        }
        self.call_mut(slot).outcome = Outcome::WorkerRejected;
        self.release_um(slot, now);
        false
    }

    /// Whether a call is refused here because pool and plan do not agree on encryption.
    fn refuses_security(&mut self, slot: CallId, here: SecurityCheckedAt) -> bool {
        let refused =
            self.state.net.security_checked_at == here && self.has_security_mismatch(slot);
        if refused {
            self.call_mut(slot).outcome = Outcome::Misconfigured(Cause::SecurityMismatch);
        }
        refused
    }

    /// Frees what the call holds at its UM server.
    pub(super) fn release_um(&mut self, slot: CallId, now: SimTime) {
        let call = self.call_mut(slot);
        let (um, worker) = (call.take(Flag::HasUm), call.take(Flag::HasWorker));
        if !um {
            return;
        }
        let (um_since, worker_since) = (call.um_since, call.worker_since);
        let server = call.server.id();
        let net = self.state.net;
        let server = &net.exchange[server];
        self.release(slot, now, server.um_slots, Held { units: 1, since: um_since });
        if let (true, Some(slots)) = (worker, server.worker_slots) {
            self.release(slot, now, slots, Held { units: 1, since: worker_since });
        }
    }
}
