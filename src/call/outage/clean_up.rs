//! What becomes of the calls that hold something that fails, and how what they hold is freed.

use super::super::engine::{CallId, Engine, Flag, Outcome, Phase, Probe, Step};
use crate::base::SimTime;
use crate::deployment::Class;
use crate::kernel::EventQueue;
use crate::network::{Callee, Service, StationId};

impl<P: Probe> Engine<'_, '_, P> {
    /// What becomes of a call when a service of a host goes down.
    pub(super) fn settle_holder(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        (station, service): (StationId, Service),
    ) {
        let call = self.call(slot);
        match service {
            Service::Gateway if call.caller.station() == station && call.gateway.is_some() => {
                if !call.phase.is_over() {
                    self.end_by_outage(queue, slot);
                }
                self.release_channel(slot, queue.now());
            }
            Service::Gateway if self.was_sent_out_by(slot, station) => {
                if !call.phase.is_over() {
                    self.end_by_outage(queue, slot);
                }
                self.release_channel(slot, queue.now());
            }
            Service::MediationServer
                if call.trunk.is_some() && self.mediation(slot).station == station =>
            {
                self.lose_mediation(queue, slot);
            }
            Service::FrontEnd if !self.is_direct(slot) && call.hub.station() == station => {
                self.wait_for_set_up(queue, slot);
            }
            Service::UnifiedMessaging
                if call.server.is_some() && self.exchange_station(call.server.id()) == station =>
            {
                self.lose_um(queue, slot);
            }
            Service::FaxPartner if call.has(Flag::HasFaxLine) => {
                let partner = self.group(slot).fax_partner;
                if partner.is_some_and(|p| self.state.net.fax_partners[p].station == station) {
                    self.release_fax_line(slot, queue.now());
                    if !self.call(slot).phase.is_over() {
                        self.end_by_outage(queue, slot);
                    }
                }
            }
            _ => {}
        }
    }

    /// The call's Mediation Server is gone: its slots are free; media that passed it stop.
    fn lose_mediation(&mut self, queue: &mut EventQueue, slot: CallId) {
        self.release_mediation(slot, queue.now());
        let call = self.call(slot);
        match call.phase {
            Phase::Talking | Phase::VoiceMail if !call.has(Flag::Bypass) => {
                self.wait_for_media(queue, slot);
            }
            Phase::Setup | Phase::Ringing | Phase::Routing => self.wait_for_set_up(queue, slot),
            _ => {}
        }
    }

    /// The call's UM server is gone: its calls are free, callers whom it had answered are cut off. What
    /// is being recorded is lost, or kept until the server returns.
    fn lose_um(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        let held = self.call(slot).has(Flag::HasUm);
        self.release_um(slot, now);
        if !held || self.call(slot).phase != Phase::VoiceMail {
            return;
        }
        self.end_by_outage(queue, slot);
        if self.state.net.failover.keeps_partial_message {
            self.settle_recording(queue, slot);
        }
    }

    /// Media that cross a link which is cut stop, and so do those of users whose site is lost.
    pub(super) fn settle_cut_media(&mut self, queue: &mut EventQueue, slot: CallId) {
        let call = self.call(slot);
        let conditions = &self.state.conditions;
        let cut = |link: &super::super::engine::Id16<_>| {
            link.get().is_some_and(|link| conditions.is_link_cut(link))
        };
        let with_person = call.phase == Phase::Talking && !call.has(Flag::ByVoiceMail);
        let is_cut = call.links.iter().any(cut)
            || with_person && conditions.is_site_lost(self.endpoint_place(slot).site());
        if is_cut && matches!(self.call(slot).phase, Phase::Talking | Phase::VoiceMail) {
            self.wait_for_media(queue, slot);
        }
    }

    /// The call ends when its peers have missed its media for long enough.
    pub(super) fn wait_for_media(&mut self, queue: &mut EventQueue, slot: CallId) {
        self.call_mut(slot).set(Flag::MetOutage, true);
        let at = queue.now() + self.state.net.failover.rtcp_timeout;
        let leg = self.call(slot).leg;
        self.schedule(queue, slot, Step::MediaTimeout.with(leg), at);
    }

    /// The set-up fails when its peers have noticed that something on its way is gone.
    pub(super) fn wait_for_set_up(&mut self, queue: &mut EventQueue, slot: CallId) {
        let call = self.call(slot);
        if !matches!(call.phase, Phase::Setup | Phase::Ringing | Phase::Routing) {
            return;
        }
        let leg = call.leg;
        let at = queue.now() + self.state.net.failover.detect;
        self.wait_in_vain(queue, slot, Step::SetUpTimeout.with(leg), at);
    }

    /// A wait for media or for the set-up is over.
    pub(super) fn peer_gives_up(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        step: Step,
        leg: u8,
    ) {
        let call = self.call(slot);
        let waits = matches!(call.phase, Phase::Setup | Phase::Ringing | Phase::Routing);
        let answered = matches!(call.phase, Phase::Talking | Phase::VoiceMail);
        let ends = match step {
            Step::MediaTimeout => answered,
            _ => waits || (answered && call.established == SimTime::MAX),
        };
        if ends && call.leg == leg {
            self.end_by_outage(queue, slot);
            if step == Step::MediaTimeout {
                // All hosts have missed its media by now.
                self.clean_up(queue, slot);
            }
        }
    }

    /// An outage ends the attempt now. What is left of it at hosts that work is freed when they miss
    /// its media.
    pub(super) fn end_by_outage(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        // An outgoing call is in conversation from its start.
        let is_outgoing = self.class(slot) == Class::Outbound;
        // At a telephone of a PBX no message says so: the caller hears the answer at once.
        let at_pbx = self.is_direct(slot);
        let call = self.call_mut(slot);
        call.hung_up = now;
        let answered = call.established <= now
            || call.phase == Phase::VoiceMail
            || (at_pbx && call.phase == Phase::Talking)
            || is_outgoing;
        let outcome = match answered {
            // Nothing fails: messages over UDP did not get through.
            _ if !self.state.conditions.watched => Outcome::TimedOut,
            true => Outcome::Dropped,
            false => Outcome::FailedByOutage,
        };
        self.state.drop_trace(slot);
        self.finish(queue, slot, outcome);
        self.release_channel(slot, now);
        self.clean_up_later(queue, slot);
    }

    /// What an attempt that is over holds is freed when its hosts have missed its media.
    pub(in crate::call) fn clean_up_later(&mut self, queue: &mut EventQueue, slot: CallId) {
        if self.holds_something(slot) {
            let at = queue.now() + self.state.net.failover.rtcp_timeout;
            self.schedule(queue, slot, Step::CleanUp, at);
        }
    }

    /// Whether the attempt that is over still holds something.
    pub(in crate::call) fn holds_something(&self, slot: CallId) -> bool {
        let call = self.call(slot);
        let flags = [Flag::HasChannel, Flag::HasUm, Flag::HasWorker, Flag::HasFaxLine];
        call.mediation_units > 0 || flags.iter().any(|flag| call.has(*flag))
    }

    /// Whether no call holds anything of services that are gone, apart from what waits on a disk for its submission.
    pub(super) fn holds_nothing(&self, gone: &[(StationId, Vec<Service>)]) -> bool {
        let net = self.state.net;
        let is_gone = |(station, service): (StationId, Service)| {
            gone.iter().any(|(host, services)| *host == station && services.contains(&service))
        };
        let on_disk = |resource| net.exchange.iter().any(|e| e.pipeline.index() == resource);
        let behind = net.services_behind_resources().into_iter().enumerate();
        let mut of_gone = behind.filter(|(_, service)| service.is_some_and(is_gone));
        of_gone.all(|(resource, _)| self.state.in_use[resource] == 0 || on_disk(resource))
    }

    /// The last event of a call is handled where something can fail or get lost. If it is over and holds something,
    /// or waits for what will never come, somebody notices later. Returns whether that is so.
    pub(in crate::call) fn outlives_its_events(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
    ) -> bool {
        let phase = self.call(slot).phase;
        match phase {
            Phase::Over | Phase::Waiting => {
                self.clean_up_later(queue, slot);
                self.call(slot).pending > 0
            }
            Phase::Talking | Phase::VoiceMail => {
                self.wait_for_media(queue, slot);
                true
            }
            Phase::Setup | Phase::Ringing | Phase::Routing => {
                self.wait_for_set_up(queue, slot);
                true
            }
        }
    }

    /// The hosts that still hold something of a call that is over have noticed that.
    pub(super) fn clean_up(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        self.release_channel(slot, now);
        self.release_mediation(slot, now);
        if self.call(slot).has(Flag::HasUm) {
            self.release_um(slot, now);
            self.settle_recording(queue, slot);
        }
        self.release_fax_line(slot, now);
    }

    /// A UM server that lost its caller decides what becomes of the recording.
    fn settle_recording(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        let call = self.call(slot);
        if !call.has(Flag::ByVoiceMail) {
            return;
        }
        if !call.outcome.is_by_outage() {
            self.worker_settles(queue, slot, now);
            return;
        }
        if !matches!(self.group(slot).callee, Callee::People) {
            return;
        }
        let recorded = call.hung_up.since(call.greeting_ends);
        if recorded.is_zero() || recorded < self.group(slot).minimum_message {
            self.notify_on_path_b(queue, slot, now);
        } else {
            self.submit_message(queue, slot, now, false);
        }
    }
}
