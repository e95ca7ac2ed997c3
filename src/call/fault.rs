//! Calls that fail because the deployment is wrong: what a failed connection costs, whom a fault concerns,
//! and how the failure is told.

use super::draw::Purpose;
use super::outcome::Outcome;
use super::probe::{Latency, Probe};
use super::simulation::Running;
use super::small::{Flag, NONE, Place};
use super::step::Step;
use crate::base::{SimTime, Span};
use crate::deployment::Class;
use crate::kernel::EventQueue;
use crate::network::{Cause, SecurityFit, UserFlag};

impl<P: Probe> Running<'_, '_, P> {
    /// How long it takes until a connection has failed: a refusal by the transport or a 403 one round trip,
    /// a handshake as long as one that succeeds. Nothing is kept, so the next call tries again.
    pub(super) fn failed_connection(
        &mut self,
        slot: u32,
        (step, aux): (Step, u8),
        (from, to): (Place, Place),
        cause: Cause,
    ) -> Span {
        let ordinal = (step as u64) << 8 | u64::from(aux);
        let net = self.sim.net;
        let line = &net.delays[from.site() as usize * net.sites + to.site() as usize];
        let one_way = match from.is_same_host(to) {
            true => Span::ZERO,
            false => self.draw_ordinal(slot, Purpose::Delay, ordinal, line),
        };
        let setup = &net.connection_setup;
        let (trips, handshake) = match cause {
            Cause::TlsToLync(_) | Cause::TlsToExchange(_) | Cause::TlsFromExchange(_) => {
                let drawn =
                    self.draw_ordinal(slot, Purpose::Handshake, ordinal, &setup.tls_handshake);
                (setup.tls_round_trips, drawn)
            }
            _ => (1, Span::ZERO),
        };
        Span::from_nanos(2 * u64::from(trips) * one_way.nanos()) + handshake
    }

    /// The last connection that could be tried has failed: a gateway's, or a worker process's.
    pub(super) fn connection_failed(&mut self, queue: &mut EventQueue, slot: u32) {
        let waits = !self.sim.calls[slot as usize].phase.is_over();
        if waits && self.class(slot) != Class::PlayOnPhone {
            self.first_response(slot, queue.now(), Latency::FailedSessionRequestDelay);
        }
        self.attempt_failed(queue, slot);
    }

    /// Whether the user of this leg has something that only a share of the group has.
    pub(super) fn has_flag(&self, slot: u32, flag: UserFlag) -> bool {
        let share = self.group(slot).access.shares[flag as usize];
        if share >= 1.0 {
            return true;
        }
        let group = self.group_index(slot);
        let count = f64::from(self.group(slot).count);
        let user = self.sim.calls[slot as usize].user;
        share > 0.0 && f64::from(self.sim.flag_rank(group, flag, user)) < (share * count).round()
    }

    /// Why the number that was called cannot be called: it has no contact object, or by telephone nobody
    /// has it.
    pub(super) fn number_fault(&self, slot: u32) -> Option<Cause> {
        let group = self.group(slot);
        let call = &self.sim.calls[slot as usize];
        // A transfer goes by SIP address, as an internal call.
        let by_telephone = call.gateway.get() != NONE && call.leg == 0;
        let unknown = by_telephone
            && !(self.has_flag(slot, UserFlag::EnterpriseVoice)
                && self.has_flag(slot, UserFlag::TelUri));
        group.access.number.or_else(|| unknown.then_some(Cause::NumberUnknown))
    }

    /// What ExumRouting finds wrong before it asks anybody: the user, or the dial plan.
    pub(super) fn plan_fault(&self, slot: u32) -> Option<Cause> {
        let enabled = self.has_flag(slot, UserFlag::UmEnabled);
        if enabled { self.group(slot).access.plan } else { Some(Cause::NotUmEnabled) }
    }

    /// What Unified Messaging finds wrong where the first INVITE of a call arrives (domain §2.1): who calls,
    /// by which pilot, for which address.
    pub(super) fn entry_fault(&self, slot: u32) -> Option<Cause> {
        let group = self.group(slot);
        if self.is_direct(slot) {
            let gateway = self.sim.calls[slot as usize].gateway.get();
            return group.plan.and_then(|plan| self.sim.net.access.peer(gateway, plan));
        }
        let known = self.has_flag(slot, UserFlag::SipAddress);
        group.access.entry.or_else(|| (!known).then_some(Cause::NotUmEnabled))
    }

    /// Why the call's hub does not reach an Exchange server.
    pub(super) fn exchange_fault(&self, slot: u32, server: u32) -> Option<Cause> {
        self.sim.net.access.to_exchange(self.hub(slot), server, self.um_by_tls(slot))
    }

    /// Why the call's UM server cannot call or ask the Front End. A gateway's own calls run in the
    /// dialog that it has opened.
    pub(super) fn exchange_request_fault(&self, slot: u32) -> Option<Cause> {
        let plan = self.group(slot).plan.filter(|_| !self.is_direct(slot))?;
        let call = &self.sim.calls[slot as usize];
        self.sim.net.access.from_exchange(call.server.get(), call.front_end.get(), plan)
    }

    /// Whether the call cannot be encrypted as pool and plan want it.
    pub(super) fn has_security_mismatch(&self, slot: u32) -> bool {
        match self.group(slot).access.security {
            SecurityFit::Fits => false,
            SecurityFit::Fails => true,
            SecurityFit::FailsPhoneEdition => self.has_flag(slot, UserFlag::PhoneEdition),
        }
    }

    /// Why the notice of a missed call does not reach the UM service: the plan, every entry of it, or what
    /// Unified Messaging says to whoever sends it.
    pub(super) fn notice_fault(&mut self, slot: u32) -> Option<Cause> {
        if let Some(cause) = self.plan_fault(slot) {
            return Some(cause);
        }
        if self.turn_to_reachable_entry(slot).is_none() {
            return self.exchange_fault(slot, self.entry_server(slot, 0));
        }
        self.entry_fault(slot)
    }

    /// Message-waiting after a voice message: whether the UM server reaches Lync with it. The notice itself
    /// is not simulated.
    pub(super) fn tell_message_waiting(&mut self, slot: u32) {
        if self.sim.net.access.is_one_way() && !self.is_direct(slot) {
            let failed = self.exchange_request_fault(slot).is_some();
            self.probe.message_waiting(&self.sim.calls[slot as usize], failed);
        }
    }

    /// Whether a message or notification names its caller, or has the number only.
    pub(super) fn name_caller(&mut self, slot: u32) {
        let named = self.source(slot).named;
        if named < 1.0 && !self.chance(slot, Purpose::CallerNamed, named) {
            self.probe.caller_not_named(&self.sim.calls[slot as usize]);
        }
    }

    /// ExumRouting has no server left to try, or none at all: the caller hears a failure, and the missed call
    /// is told as one of a caller who hung up (domain §6.1, first row).
    pub(super) fn routing_fails(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        cause: Cause,
        ready: SimTime,
    ) {
        if !self.is_routing(slot) {
            return;
        }
        let call = self.call(slot);
        call.hung_up = ready;
        call.set(Flag::RoutingFailed, true);
        call.outcome = Outcome::of(cause);
        let tells = !self.is_direct(slot) && cause.diagnostics().is_some();
        self.fail_towards_caller(queue, slot, Outcome::of(cause), ready);
        if tells {
            self.tell_missed_call(queue, slot, ready);
        }
    }
}
