//! Play on Phone (domain §2.9): a user asks for a message to be played, and the worker process of the
//! mailbox's server calls, through the pool, the telephone that the user chose: the user's own, or one
//! in the telephone network, for which it takes a channel and a Mediation slot. `MaxCallsAllowed`
//! counts incoming calls only, so no UM call is taken.

use super::engine::{
    CallId, Engine, Flag, Id16, Message, Outcome, Phase, Probe, Purpose, Route, Sending, Step,
    Transport,
};
use super::obstacle::Obstacle;
use crate::base::{SimTime, Span};
use crate::kernel::EventQueue;
use crate::network::{Cause, GatewayKind, MEDIATION_UNITS, OutgoingGateways, Service, UserFlag};

impl<P: Probe> Engine<'_, '_, P> {
    /// The worker process sends its INVITE to the user's pool, or straight to the gateway.
    pub(super) fn start_play(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        let Some(server) = self.serving_um(slot) else {
            self.finish(queue, slot, Outcome::NoUmServer);
            return;
        };
        self.call_mut(slot).server = Id16::some(server);
        if !self.takes_notice(slot, server, Service::UnifiedMessaging) {
            self.finish(queue, slot, Outcome::FailedByOutage);
            return;
        }
        let call = self.call_mut(slot);
        call.set(Flag::ByVoiceMail, true);
        if let Some(Obstacle { cause, outcome }) = self.play_obstacle(slot) {
            let route = self.um_to_hub(slot);
            let tried =
                matches!(cause, None | Some(Cause::TlsFromExchange(_) | Cause::ServerNotTrusted));
            let after = match tried {
                true => self.failed_connection(slot, Step::FrontEndPlayInvite.into(), route, cause),
                false => Span::ZERO,
            };
            self.call_mut(slot).outcome = outcome;
            self.schedule(queue, slot, Step::ConnectionFailed, now + after);
            return;
        }
        let direct = self.is_direct(slot);
        let step = if direct { Step::GatewayPlayInvite } else { Step::FrontEndPlayInvite };
        if direct {
            self.set_gateway(slot, self.source(slot).gateways.first().copied());
        }
        let connection = self.state.net.outgoing_connection(self.hub(slot), server);
        let transport = Transport { connection, tls: self.um_by_tls(slot) };
        let route = self.um_to_hub(slot);
        if self.not_found(connection, (route.from.station(), route.to.station())).is_some() {
            self.call_mut(slot).outcome = Outcome::FailedByOutage;
            let at = now + self.state.net.failover.dns_timeout;
            self.schedule(queue, slot, Step::ConnectionFailed, at);
            return;
        }
        self.send_over(queue, slot, Sending { message: step.into(), ready: now, route }, transport);
    }

    /// Why Unified Messaging cannot place the call: it may not, it has no UM IP gateway, or Lync does not
    /// take it. Of several UM IP gateways that allow outgoing calls, each is used equally often.
    fn play_obstacle(&self, slot: CallId) -> Option<Obstacle> {
        if !self.has_flag(slot, UserFlag::UmEnabled) {
            return Some(Obstacle::wrong(Cause::NotUmEnabled));
        }
        let access = &self.group(slot).access;
        let OutgoingGateways { all, wrong } = access.outgoing;
        if access.play.is_some() || self.is_direct(slot) {
            return access.play.map(Obstacle::wrong);
        }
        if wrong > 0
            && self.key(slot, Purpose::OutgoingGateway, 0).below(all) < wrong
            && !self.chance(slot, Purpose::FarOutgoing, self.state.net.far_outgoing_works)
        {
            return Some(Obstacle::wrong(Cause::WrongOutgoingGateway));
        }
        let mismatch = self.has_security_mismatch(slot).then_some(Cause::SecurityMismatch);
        self.exchange_request_obstacle(slot).or(mismatch.map(Obstacle::wrong))
    }

    /// A message of such a call has reached the Front End.
    pub(super) fn front_end_play(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        message: Message,
        done: SimTime,
    ) {
        let Message { step, aux: offer } = message;
        let back = self.hub_to_um(slot);
        match step {
            Step::FrontEndPlayInvite => {
                let share = self.source(slot).to_telephone_network;
                if self.chance(slot, Purpose::ToTelephoneNetwork, share) {
                    self.try_play_trunk(queue, slot, 0, done);
                } else {
                    let route = self.hub_to_endpoint(slot);
                    self.send(queue, slot, Step::EndpointPlayInvite, done, route);
                }
            }
            Step::FrontEndPlayOk => {
                self.send(queue, slot, Step::WorkerPlayOk, done, back);
            }
            Step::FrontEndPlayAck => {
                let (step, to) = if self.call(slot).gateway.is_none() {
                    (Step::EndpointAck, self.endpoint_place(slot))
                } else {
                    (Step::MediationPlayAck, self.mediation_place(slot))
                };
                let route = Route { from: self.hub_place(slot), to };
                self.send(queue, slot, step, done, route);
            }
            _ => self.try_play_trunk(queue, slot, offer, done),
        }
    }

    /// Sends the INVITE on by the next trunk of gateway number `offer` of the source, or of the gateways
    /// after it. When none is left, the call has failed.
    fn try_play_trunk(&mut self, queue: &mut EventQueue, slot: CallId, offer: u8, ready: SimTime) {
        let gateways = self.source(slot).gateways.len();
        for offer in usize::from(offer)..gateways.min(256) {
            let gateway = self.source(slot).gateways[offer];
            if self.call(slot).gateway.get() != Some(gateway) {
                self.set_gateway(slot, Some(gateway));
                self.call_mut(slot).tried = 0;
            }
            while self.choose_trunk(slot) {
                if !self.gateway_takes(gateway) || self.is_trunk_out_of_service(slot) {
                    self.call_mut(slot).outcome = Outcome::FailedByOutage;
                    continue;
                }
                let route = self.route_cause(slot, gateway).map(Obstacle::wrong);
                if let Some(obstacle) = route.or_else(|| self.trunk_out_obstacle(slot)) {
                    self.call_mut(slot).outcome = obstacle.outcome;
                    continue;
                }
                let server = self.trunk(slot).mediation_server;
                let front_end = self.call(slot).front_end.id();
                let connection = self.state.net.pool_connection(server, front_end);
                let transport = Transport { connection, tls: true };
                let message = Step::MediationPlayInvite.with(offer as u8);
                let sending = Sending { message, ready, route: self.hub_to_mediation(slot) };
                self.send_over(queue, slot, sending, transport);
                return;
            }
        }
        let route = self.hub_to_um(slot);
        self.send(queue, slot, Step::WorkerPlayFailure, ready, route);
    }

    /// A message of such a call has reached the Mediation Server.
    pub(super) fn mediation_play(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        message: Message,
        done: SimTime,
    ) {
        let Message { step, aux: offer } = message;
        let now = queue.now();
        let on = self.mediation_to_hub(slot);
        let out = self.mediation_to_caller(slot);
        match step {
            Step::MediationPlayInvite => {
                // Unified Messaging is not a Lync client: its media never bypass.
                if self.take_mediation(slot, now, MEDIATION_UNITS) {
                    let message = Step::GatewayPlayInvite.with(offer);
                    let sending = Sending { message, ready: done, route: out };
                    let transport = self.trunk_transport(slot);
                    self.send_over(queue, slot, sending, transport);
                } else {
                    self.call_mut(slot).outcome = Outcome::MediationRejected;
                    self.send(queue, slot, Step::FrontEndPlayFailure.with(offer), done, on);
                }
            }
            Step::MediationPlayOk => {
                self.send(queue, slot, Step::FrontEndPlayOk, done, on);
            }
            Step::MediationPlayAck => {
                self.send(queue, slot, Step::GatewayPlayAck, done, out);
            }
            _ => {
                self.release_mediation(slot, now);
                self.call_mut(slot).outcome = Outcome::Blocked;
                self.send(queue, slot, Step::FrontEndPlayFailure.with(offer + 1), done, on);
            }
        }
    }

    /// The INVITE has reached the gateway: a channel, then the telephone rings.
    pub(super) fn gateway_play_invite(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        offer: u8,
        done: SimTime,
    ) {
        let now = queue.now();
        // An IP PBX has the user's own telephone; everything else lies behind a channel.
        let own = self.is_direct(slot)
            && self.gateway(slot).kind == GatewayKind::IpPbx
            && !self.chance(
                slot,
                Purpose::ToTelephoneNetwork,
                self.source(slot).to_telephone_network,
            );
        if own || self.take_own_channel(slot, now) {
            self.ring_for_play(queue, slot, done);
        } else if self.is_direct(slot) {
            self.call_mut(slot).outcome = Outcome::Blocked;
            let route = self.hub_to_um(slot);
            self.send(queue, slot, Step::WorkerPlayFailure, done, route);
        } else {
            let route = self.caller_to_mediation(slot);
            self.send(queue, slot, Step::MediationPlayFailure.with(offer), done, route);
        }
    }

    /// The user answers after the same time as any other call.
    pub(super) fn ring_for_play(&mut self, queue: &mut EventQueue, slot: CallId, from: SimTime) {
        let after = self.draw(slot, Purpose::AnswerAfter, &self.group(slot).answer_after);
        self.schedule(queue, slot, Step::PlayAnswered, from + after);
    }

    /// The user has answered and listens.
    pub(super) fn play_answered(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        self.call_mut(slot).phase = Phase::VoiceMail;
        let to = self.um_place(slot).site();
        self.connect_media(slot, now, to, false);
        let outside = self.call(slot).gateway.is_some();
        let (step, route) = if self.is_direct(slot) {
            (Step::WorkerPlayOk, self.hub_to_um(slot))
        } else if outside {
            (Step::MediationPlayOk, self.caller_to_mediation(slot))
        } else {
            (Step::FrontEndPlayOk, self.endpoint_to_hub(slot))
        };
        self.send(queue, slot, step, now, route);
        let listens = self.talk(slot);
        let leg = self.call(slot).leg;
        self.schedule(queue, slot, Step::HangUp.with(leg), now + listens);
    }

    /// The answer has reached the worker process.
    pub(super) fn worker_play(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        answered: bool,
        done: SimTime,
    ) {
        if !answered {
            let outcome = self.call(slot).outcome;
            self.finish(queue, slot, outcome);
            return;
        }
        let step = if self.is_direct(slot) { Step::GatewayPlayAck } else { Step::FrontEndPlayAck };
        let route = self.um_to_hub(slot);
        self.send(queue, slot, step, done, route);
    }
}
