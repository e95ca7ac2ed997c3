//! Without Lync: a gateway, IP PBX or session border controller that is connected to Exchange. The
//! telephones ring at the PBX; the gateway diverts, follows the redirects and carries the media
//! itself. Calls by the direct route of a fax line are like that too: they pass no Mediation Server.

use super::engine::{
    CallId, Engine, Flag, Notification, Outcome, Path, Phase, Probe, Purpose, Reason, Route, Step,
};
use crate::base::SimTime;
use crate::deployment::Class;
use crate::kernel::EventQueue;

impl<P: Probe> Engine<'_, '_, P> {
    /// Starts a call that has no pool. It takes its channel first, unless a PBX in front of the gateway
    /// rings first.
    pub(super) fn dial_direct(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        let source = self.source(slot);
        let (first_ring, internal) = (source.rings_before_gateway, source.class == Class::Internal);
        let waits = first_ring && !self.group(slot).callee.is_contact();
        let phones = self.source(slot).gateways.first().copied();
        if internal && !first_ring && phones.is_some_and(|gateway| !self.gateway_takes(gateway)) {
            self.set_gateway(slot, phones);
            self.finish(queue, slot, Outcome::FailedByOutage);
            return;
        }
        if internal && !first_ring {
            self.set_gateway(slot, self.source(slot).gateways.first().copied());
        } else if !waits && let Err(outcome) = self.take_channel(slot, now) {
            self.finish(queue, slot, outcome);
            return;
        }
        self.ring_at_pbx(queue, slot, now);
    }

    /// The PBX rings the user's telephone, or diverts at once.
    pub(super) fn ring_at_pbx(&mut self, queue: &mut EventQueue, slot: CallId, from: SimTime) {
        let group = self.group(slot);
        let (registered, dnd, busy) = (group.registered, group.do_not_disturb, group.busy);
        let no_endpoint =
            self.call(slot).endpoints == 0 || !self.chance(slot, Purpose::Registered, registered);
        let reason = if group.callee.is_contact() {
            Reason::Direct
        } else if no_endpoint {
            Reason::NoEndpoint
        } else if self.chance(slot, Purpose::DoNotDisturb, dnd) {
            Reason::DoNotDisturb
        } else if self.chance(slot, Purpose::Busy, busy) {
            Reason::Busy
        } else {
            self.start_ringing(queue, slot, from);
            return;
        };
        self.call_mut(slot).reason = reason;
        self.schedule(queue, slot, Step::RingOut, from);
    }

    /// The PBX forwards the call to Unified Messaging.
    pub(super) fn divert_at_pbx(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        let call = self.call(slot);
        if call.mailbox.is_none() {
            self.end_at_pbx(queue, slot, Outcome::Unanswered);
            return;
        }
        let needs_channel = self.source(slot).rings_before_gateway && !call.has(Flag::HasChannel);
        if needs_channel && let Err(outcome) = self.take_channel(slot, now) {
            self.end_at_pbx(queue, slot, outcome);
            return;
        }
        let station = self.gateway(slot).station;
        let handled = self.serve(slot, now, Step::RingOut, station);
        self.call_mut(slot).invited = handled.done;
        self.begin_routing(queue, slot, now, &handled);
    }

    /// Ends an attempt that has failed, without a message to anyone.
    pub(super) fn end_at_pbx(&mut self, queue: &mut EventQueue, slot: CallId, outcome: Outcome) {
        self.state.drop_trace(slot);
        self.finish(queue, slot, outcome);
        self.release_channel(slot, queue.now());
    }

    /// The caller gave up. Unified Messaging does not learn of calls that have not reached it: path A
    /// does not exist without Lync (domain §2.10).
    pub(super) fn cancel_at_pbx(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        if self.call(slot).has(Flag::LeftRouting) {
            self.cancel_voice_mail(queue, slot, now);
        }
        self.state.drop_trace(slot);
        if !self.group(slot).callee.is_contact() && !self.call(slot).has(Flag::AtAppliance) {
            let call = &self.state.calls[slot];
            self.probe.missed(call, Path::A, Notification::NotDue);
        }
    }

    /// A person at a telephone of the PBX has answered.
    pub(super) fn answered_at_pbx(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        let to = self.group(slot).site;
        self.connect_media(slot, now, to, true);
        if self.call(slot).has(Flag::AtAppliance) {
            self.call_mut(slot).established = now;
        }
        self.leaves_before(queue, slot, now); // The caller hears it at once.
        if self.class(slot) == Class::Fax {
            self.fax_answered(queue, slot);
        }
    }

    /// The first message of a diverted call has reached Exchange. Routing latency begins here: the time
    /// that the PBX took before is not part of it.
    pub(super) fn start_clock(&mut self, slot: CallId, now: SimTime) {
        if !self.is_direct(slot) {
            return;
        }
        if let Some(trace) = self.state.trace(slot)
            && trace.invites == 1
        {
            trace.since = now;
            trace.parts = Default::default();
        }
    }

    /// Voice mail has answered, and the gateway that did the routing connects the caller.
    pub(super) fn voice_mail_answered_at_pbx(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        done: SimTime,
    ) {
        self.heard_answer(queue, slot, done);
        let route = self.hub_to_um(slot);
        self.send(queue, slot, Step::WorkerAck, done, route);
        self.um_answers(queue, slot);
        if self.class(slot) == Class::Fax {
            self.fax_answered(queue, slot);
        }
    }

    /// REFER has reached the gateway. It accepts, and calls the target of the transfer when the worker
    /// process has said BYE.
    pub(super) fn gateway_refer(&mut self, queue: &mut EventQueue, slot: CallId, done: SimTime) {
        if self.call(slot).phase != Phase::VoiceMail {
            return;
        }
        let route = self.hub_to_um(slot);
        self.send(queue, slot, Step::WorkerReferOk, done, route);
    }

    /// The worker process's BYE after its REFER.
    pub(super) fn gateway_refer_bye(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        done: SimTime,
    ) {
        let route = Route { from: self.hub_place(slot), to: self.left_place(slot) };
        self.send(queue, slot, Step::WorkerReferByeOk, done, route);
        if self.call(slot).phase != Phase::VoiceMail {
            return;
        }
        if self.class(slot) == Class::Fax {
            self.invite_partner(queue, slot, done);
        } else {
            self.next_leg(queue, slot, done);
        }
    }
}
