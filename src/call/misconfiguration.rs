//! Calls that fail because the deployment is wrong: why, how long a failed connection takes, and who
//! learns of the failure.

use super::engine::{CallId, Engine, Flag, Latency, Message, Probe, Purpose, Route, round_trips};
use super::obstacle::Obstacle;
use crate::base::{SimTime, Span};
use crate::deployment::Class;
use crate::kernel::EventQueue;
use crate::network::{Cause, SecurityFit, UserFlag};

impl<P: Probe> Engine<'_, '_, P> {
    /// How long it takes until a connection has failed. Without a `cause` the name of the peer is not found. A refusal by the transport or a 403 takes one
    /// round trip, a handshake as long as one that succeeds. Nothing is kept, so the next call tries
    /// again.
    pub(super) fn failed_connection(
        &mut self,
        slot: CallId,
        message: Message,
        route: Route,
        cause: Option<Cause>,
    ) -> Span {
        let Some(cause) = cause else {
            return self.state.net.failover.dns_timeout;
        };
        let one_way = self.one_way_delay(slot, message, route);
        let setup = &self.state.net.connection_setup;
        let (trips, handshake) = match cause {
            Cause::TlsToLync(_) | Cause::TlsToExchange(_) | Cause::TlsFromExchange(_) => {
                let (ordinal, handshake) = (message.ordinal(), &setup.tls_handshake);
                let drawn = self.draw_ordinal(slot, Purpose::Handshake, ordinal, handshake);
                (setup.tls_round_trips, drawn)
            }
            _ => (1, Span::ZERO),
        };
        round_trips(trips, one_way) + handshake
    }

    /// The last connection that a gateway or a worker process could try has failed.
    pub(super) fn connection_failed(&mut self, queue: &mut EventQueue, slot: CallId) {
        let waits = !self.call(slot).phase.is_over();
        if waits && self.class(slot) != Class::PlayOnPhone {
            self.first_response(slot, queue.now(), Latency::FailedSessionRequestDelay);
        }
        self.attempt_failed(queue, slot);
    }

    /// Whether the user of this leg has something that only a share of the group has.
    pub(super) fn has_flag(&self, slot: CallId, flag: UserFlag) -> bool {
        let group = (self.group_id(slot), self.group(slot));
        self.state.shuffles.has_flag(group, flag, self.call(slot).user)
    }

    /// Why the called number does not work: it has no contact object, or, for a call by telephone,
    /// belongs to nobody.
    pub(super) fn number_cause(&self, slot: CallId) -> Option<Cause> {
        let group = self.group(slot);
        let call = self.call(slot);
        // A transfer goes by SIP address, as an internal call.
        let by_telephone = call.gateway.is_some() && call.leg == 0;
        let unknown = by_telephone
            && !(self.has_flag(slot, UserFlag::EnterpriseVoice)
                && self.has_flag(slot, UserFlag::TelUri));
        group.access.number.or_else(|| unknown.then_some(Cause::NumberUnknown))
    }

    /// What ExumRouting finds wrong before it sends anything: the user, or the dial plan.
    pub(super) fn plan_cause(&self, slot: CallId) -> Option<Cause> {
        let enabled = self.has_flag(slot, UserFlag::UmEnabled);
        if enabled { self.group(slot).access.plan } else { Some(Cause::NotUmEnabled) }
    }

    /// What Unified Messaging finds wrong where the first INVITE of a call arrives (domain §2.1): the
    /// caller, the pilot, or the address that was called.
    pub(super) fn entry_cause(&self, slot: CallId) -> Option<Cause> {
        let group = self.group(slot);
        if self.is_direct(slot) {
            let gateway = self.call(slot).gateway.id();
            return group.plan.and_then(|plan| self.state.net.access.peer(gateway, plan));
        }
        let known = self.has_flag(slot, UserFlag::SipAddress);
        group.access.entry.or_else(|| (!known).then_some(Cause::NotUmEnabled))
    }

    /// Whether pool and plan do not agree on encryption, for this user.
    pub(super) fn has_security_mismatch(&self, slot: CallId) -> bool {
        match self.group(slot).access.security {
            SecurityFit::Fits => false,
            SecurityFit::Fails => true,
            SecurityFit::FailsPhoneEdition => self.has_flag(slot, UserFlag::PhoneEdition),
        }
    }

    /// Why the notice of a missed call does not reach the UM service: the plan, every entry of it, or
    /// that Unified Messaging refuses it.
    pub(super) fn notice_obstacle(&self, slot: CallId) -> Option<Obstacle> {
        if let Some(cause) = self.plan_cause(slot) {
            return Some(Obstacle::wrong(cause));
        }
        if self.reachable_entry(slot).is_none() {
            return self.entry_obstacle(slot, self.entry_server(slot, 0));
        }
        self.entry_cause(slot).map(Obstacle::wrong)
    }

    /// Reports whether the UM server reaches Lync with the message-waiting notice of a voice message.
    /// The notice itself is not simulated.
    pub(super) fn report_message_waiting(&mut self, slot: CallId) {
        if self.state.net.is_one_way() && !self.is_direct(slot) {
            let failed = self.exchange_request_obstacle(slot).is_some();
            if !failed {
                self.use_exchange_request(slot);
            }
            self.probe.message_waiting(&self.state.calls[slot], failed);
        }
    }

    /// Reports it if a message or notification has the caller's number only, and not the name.
    pub(super) fn report_caller_name(&mut self, slot: CallId) {
        let named = self.source(slot).named;
        if named < 1.0 && !self.chance(slot, Purpose::CallerNamed, named) {
            self.probe.caller_not_named(&self.state.calls[slot]);
        }
    }

    /// ExumRouting has no server left to try, or none at all. The caller hears a failure, and Exchange
    /// is notified of the missed call as of a caller who hung up (domain §6.1, first row).
    pub(super) fn routing_fails(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        Obstacle { cause, outcome }: Obstacle,
        ready: SimTime,
    ) {
        if !self.is_routing(slot) {
            return;
        }
        let call = self.call_mut(slot);
        call.hung_up = ready;
        call.set(Flag::RoutingFailed, true);
        call.outcome = outcome;
        let notifies =
            !self.is_direct(slot) && cause.is_none_or(|cause| cause.diagnostics().is_some());
        self.fail_towards_caller(queue, slot, outcome, ready);
        if notifies {
            self.notify_missed_call(queue, slot, ready);
        }
    }
}
