//! Play on Phone (domain §2.9): a user asks for a message to be played, and the worker process of the
//! mailbox's server calls the telephone that the user chose, by way of the pool: the user's own, or one in
//! the telephone network, for which it takes a channel and a Mediation slot. `MaxCallsAllowed` counts
//! incoming calls only, so no UM call is taken.

use super::draw::Purpose;
use super::outcome::Outcome;
use super::probe::Probe;
use super::simulation::Running;
use super::small::{Flag, Index, NONE};
use super::state::Phase;
use super::step::Step;
use crate::base::{SimTime, Span};
use crate::kernel::EventQueue;
use crate::network::{Cause, GatewayKind, MEDIATION_UNITS, UserFlag};

impl<P: Probe> Running<'_, '_, P> {
    /// The worker process sends its INVITE to the user's pool, or straight to the gateway.
    pub(super) fn start_play(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        let server = if self.sim.calls[slot as usize].mailbox.get() == NONE {
            NONE
        } else {
            self.serving_um(slot)
        };
        if server == NONE {
            self.finish(queue, slot, Outcome::NoUmServer);
            return;
        }
        let call = self.call(slot);
        call.server = Index::new(server);
        call.set(Flag::ByVoiceMail, true);
        if let Some(cause) = self.play_fault(slot) {
            let way = (self.um_place(slot), self.hub_place(slot));
            let asked = matches!(cause, Cause::TlsFromExchange(_) | Cause::ServerNotTrusted);
            let after = match asked {
                true => self.failed_connection(slot, (Step::FrontEndPlayInvite, 0), way, cause),
                false => Span::ZERO,
            };
            self.call(slot).outcome = Outcome::of(cause);
            self.schedule(queue, slot, Step::ConnectionFailed, 0, now + after);
            return;
        }
        let direct = self.is_direct(slot);
        let step = if direct { Step::GatewayPlayInvite } else { Step::FrontEndPlayInvite };
        if direct {
            self.set_gateway(slot, self.source(slot).gateways[0]);
        }
        let hub = self.hub(slot);
        let needs = Some((self.sim.net.outgoing_connection(hub, server), self.um_by_tls(slot)));
        let way = (self.um_place(slot), self.hub_place(slot));
        self.send(queue, slot, (step, 0), now, way, needs);
    }

    /// Why Unified Messaging cannot place the call: it may not, has no way, or Lync does not take it. Of several
    /// UM IP gateways that allow outgoing calls any is used alike.
    fn play_fault(&self, slot: u32) -> Option<Cause> {
        if !self.has_flag(slot, UserFlag::UmEnabled) {
            return Some(Cause::NotUmEnabled);
        }
        let access = &self.group(slot).access;
        let (all, wrong) = access.outgoing;
        if access.play.is_some() || self.is_direct(slot) {
            return access.play;
        }
        if wrong > 0
            && self.key(slot, Purpose::OutgoingGateway, 0).below(all) < wrong
            && !self.chance(slot, Purpose::FarOutgoing, self.sim.net.far_outgoing_works)
        {
            return Some(Cause::WrongOutgoingGateway);
        }
        let mismatch = self.has_security_mismatch(slot).then_some(Cause::SecurityMismatch);
        self.exchange_request_fault(slot).or(mismatch)
    }

    /// A message of such a call has reached the Front End.
    pub(super) fn front_end_play(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        step: Step,
        offer: u8,
        done: SimTime,
    ) {
        let back = (self.front_end_place(slot), self.um_place(slot));
        match step {
            Step::FrontEndPlayInvite => {
                let share = self.source(slot).to_telephone_network;
                if self.chance(slot, Purpose::ToTelephoneNetwork, share) {
                    self.try_play_trunk(queue, slot, 0, done);
                } else {
                    let way = (self.front_end_place(slot), self.endpoint_place(slot));
                    self.send(queue, slot, (Step::EndpointPlayInvite, 0), done, way, None);
                }
            }
            Step::FrontEndPlayOk => {
                self.send(queue, slot, (Step::WorkerPlayOk, 0), done, back, None);
            }
            Step::FrontEndPlayAck => {
                let (step, to) = if self.sim.calls[slot as usize].gateway.get() == NONE {
                    (Step::EndpointAck, self.endpoint_place(slot))
                } else {
                    (Step::MediationPlayAck, self.mediation_place(slot))
                };
                let way = (self.front_end_place(slot), to);
                self.send(queue, slot, (step, 0), done, way, None);
            }
            _ => self.try_play_trunk(queue, slot, offer, done),
        }
    }

    /// Sends the INVITE on to the next trunk: the next hop of gateway number `offer` of the source's,
    /// or of the gateways after it. When none is left the call has failed.
    fn try_play_trunk(&mut self, queue: &mut EventQueue, slot: u32, offer: u8, ready: SimTime) {
        let gateways = self.source(slot).gateways.len();
        for offer in usize::from(offer)..gateways.min(256) {
            let gateway = self.source(slot).gateways[offer];
            if self.sim.calls[slot as usize].gateway.get() != gateway {
                self.set_gateway(slot, gateway);
                self.call(slot).tried = 0;
            }
            while self.choose_hop(slot).is_some() {
                let fault = self.route_fault(slot, gateway).or_else(|| self.way_out_fault(slot));
                if let Some(cause) = fault {
                    self.call(slot).outcome = Outcome::of(cause);
                    continue;
                }
                let call = &self.sim.calls[slot as usize];
                let net = self.sim.net;
                let server = net.hops[call.hop as usize].mediation_server;
                let needs = Some((net.pool_connection(server, call.front_end.get()), true));
                let way = (self.front_end_place(slot), self.mediation_place(slot));
                let message = (Step::MediationPlayInvite, offer as u8);
                self.send(queue, slot, message, ready, way, needs);
                return;
            }
        }
        let way = (self.front_end_place(slot), self.um_place(slot));
        self.send(queue, slot, (Step::WorkerPlayFailure, 0), ready, way, None);
    }

    /// A message of such a call has reached the Mediation Server.
    pub(super) fn mediation_play(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        step: Step,
        offer: u8,
        done: SimTime,
    ) {
        let now = queue.now();
        let on = (self.mediation_place(slot), self.front_end_place(slot));
        let out = (self.mediation_place(slot), self.caller_place(slot));
        match step {
            Step::MediationPlayInvite => {
                // Unified Messaging is no Lync client: its media never bypass.
                if self.take_mediation(slot, now, MEDIATION_UNITS) {
                    let hop = self.sim.calls[slot as usize].hop;
                    let tls = self.sim.net.hops[hop as usize].tls;
                    let needs = Some((self.sim.net.trunk_connection(hop), tls));
                    self.send(queue, slot, (Step::GatewayPlayInvite, offer), done, out, needs);
                } else {
                    self.call(slot).outcome = Outcome::MediationRejected;
                    self.send(queue, slot, (Step::FrontEndPlayFailure, offer), done, on, None);
                }
            }
            Step::MediationPlayOk => {
                self.send(queue, slot, (Step::FrontEndPlayOk, 0), done, on, None);
            }
            Step::MediationPlayAck => {
                self.send(queue, slot, (Step::GatewayPlayAck, 0), done, out, None);
            }
            _ => {
                self.release_mediation(slot, now);
                self.call(slot).outcome = Outcome::Blocked;
                self.send(queue, slot, (Step::FrontEndPlayFailure, offer + 1), done, on, None);
            }
        }
    }

    /// The INVITE has reached the gateway: a channel, then the telephone rings.
    pub(super) fn gateway_play_invite(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
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
            self.call(slot).outcome = Outcome::Blocked;
            let way = (self.hub_place(slot), self.um_place(slot));
            self.send(queue, slot, (Step::WorkerPlayFailure, 0), done, way, None);
        } else {
            let way = (self.caller_place(slot), self.mediation_place(slot));
            self.send(queue, slot, (Step::MediationPlayFailure, offer), done, way, None);
        }
    }

    /// The user waits for the call and answers as any other.
    pub(super) fn ring_for_play(&mut self, queue: &mut EventQueue, slot: u32, from: SimTime) {
        let after = self.draw(slot, Purpose::AnswerAfter, &self.group(slot).answer_after);
        self.schedule(queue, slot, Step::PlayAnswered, 0, from + after);
    }

    /// The user has answered and listens.
    pub(super) fn play_answered(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        self.call(slot).phase = Phase::VoiceMail;
        let to = self.um_place(slot).site();
        self.connect_media(slot, now, to, false);
        let outside = self.sim.calls[slot as usize].gateway.get() != NONE;
        let (step, way) = if self.is_direct(slot) {
            (Step::WorkerPlayOk, (self.hub_place(slot), self.um_place(slot)))
        } else if outside {
            (Step::MediationPlayOk, (self.caller_place(slot), self.mediation_place(slot)))
        } else {
            (Step::FrontEndPlayOk, (self.endpoint_place(slot), self.front_end_place(slot)))
        };
        self.send(queue, slot, (step, 0), now, way, None);
        let listens = self.draw(slot, Purpose::Talk, &self.source(slot).talk);
        let leg = self.sim.calls[slot as usize].leg;
        self.schedule(queue, slot, Step::HangUp, leg, now + listens);
    }

    /// The answer has reached the worker process.
    pub(super) fn worker_play(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        answered: bool,
        done: SimTime,
    ) {
        if !answered {
            let outcome = self.sim.calls[slot as usize].outcome;
            self.finish(queue, slot, outcome);
            return;
        }
        let step = if self.is_direct(slot) { Step::GatewayPlayAck } else { Step::FrontEndPlayAck };
        let way = (self.um_place(slot), self.hub_place(slot));
        self.send(queue, slot, (step, 0), done, way, None);
    }
}
