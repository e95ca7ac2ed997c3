//! The caller's side: gateway channels, the choice of gateway and next hop, and the caller of an
//! internal call. Outbound calls, which only hold what they take, live here too.

use super::draw::{Attribute, Purpose};
use super::outcome::Outcome;
use super::probe::{Latency, Probe};
use super::simulation::Running;
use super::small::{Flag, Index, NONE, Place};
use super::state::Phase;
use super::step::Step;
use crate::base::{SimTime, whole};
use crate::deployment::{Balance, Class};
use crate::kernel::EventQueue;
use crate::network::{Callee, Cause, Choose, Gateway, MEDIATION_UNITS, StationId, UserFlag};

impl<'n, P: Probe> Running<'_, 'n, P> {
    /// A call from the telephone network: takes a channel, then the gateway makes its INVITE.
    pub(super) fn dial(&mut self, queue: &mut EventQueue, slot: u32) {
        if let Err(outcome) = self.take_channel(slot, queue.now()) {
            self.finish(queue, slot, outcome);
            return;
        }
        let station = self.gateway(slot).station;
        let handled = self.serve(slot, queue.now(), (Step::Retry, 0), station);
        self.call(slot).invited = handled.done;
        self.try_next_hop(queue, slot, handled.done);
    }

    /// A call from user to user starts at the callee's Front End.
    pub(super) fn dial_internal(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        let way = (self.caller_place(slot), self.front_end_place(slot));
        self.send(queue, slot, (Step::FrontEndInvite, 0), now, way, None);
    }

    /// The call's gateway.
    pub(super) fn gateway(&self, slot: u32) -> &'n Gateway {
        &self.sim.net.gateways[self.sim.calls[slot as usize].gateway.at()]
    }

    /// Its host.
    pub(super) fn gateway_station(&self, slot: u32) -> StationId {
        self.gateway(slot).station
    }

    /// Where the caller's side is: the gateway, or a client at the callee's site.
    pub(super) fn caller_place(&self, slot: u32) -> Place {
        self.sim.calls[slot as usize].caller
    }

    /// The gateway that the call is at, `NONE` for none: with it go the places that depend on it.
    pub(super) fn set_gateway(&mut self, slot: u32, gateway: u32) {
        let place = match self.sim.net.gateways.get(gateway as usize) {
            Some(gateway) => self.host(gateway.station),
            None => self.endpoint_place(slot),
        };
        let call = self.call(slot);
        call.gateway = Index::new(gateway);
        call.caller = place;
        call.middle = place;
        if call.front_end.get() == NONE {
            call.hub = place;
        }
    }

    /// The place of a host.
    pub(super) fn host(&self, station: StationId) -> Place {
        let site = self.sim.net.stations[station.index()].site;
        Place::new(site, station.index() as u32)
    }

    /// Offers the attempt to the source's gateways until one has a free channel; or how it ends: blocked, or
    /// without a route, if it was offered to none.
    pub(super) fn take_channel(&mut self, slot: u32, now: SimTime) -> Result<(), Outcome> {
        let source_index = self.sim.calls[slot as usize].source() as usize;
        let source = &self.sim.net.sources[source_index];
        let outbound = source.class == Class::Outbound;
        let n = source.gateways.len();
        let (first, offers) = match &source.choose {
            Choose::InOrder => (0, n),
            Choose::RoundRobin => {
                let turn = self.sim.source_turn[source_index] as usize;
                self.sim.source_turn[source_index] = ((turn + 1) % n.max(1)) as u32;
                (turn, n)
            }
            Choose::Shares(upto) => {
                let u = self.key(slot, Purpose::Gateway, 0).uniform();
                (upto.partition_point(|share| *share <= u).min(n.saturating_sub(1)), 1)
            }
        };
        let mut refused = None;
        for offer in 0..offers {
            let gateway = source.gateways[(first + offer) % n];
            if let Some(cause) = self.route_fault(slot, gateway).filter(|_| outbound) {
                refused.get_or_insert(Outcome::of(cause));
                continue;
            }
            self.set_gateway(slot, gateway);
            if self.take_own_channel(slot, now) {
                return Ok(());
            }
            refused = Some(Outcome::Blocked);
        }
        self.set_gateway(slot, NONE);
        Err(refused.unwrap_or(Outcome::Blocked))
    }

    /// Takes a channel of the call's own gateway, if one is free.
    pub(super) fn take_own_channel(&mut self, slot: u32, now: SimTime) -> bool {
        let channels = self.gateway(slot).channels;
        let taken = self.seize(slot, now, channels, 1);
        if taken {
            let call = self.call(slot);
            call.set(Flag::HasChannel, true);
            call.channel_since = now;
        }
        taken
    }

    /// Frees the channel, if one is held.
    pub(super) fn release_channel(&mut self, slot: u32, now: SimTime) {
        let call = self.call(slot);
        if call.take(Flag::HasChannel) {
            let since = call.channel_since;
            let channels = self.gateway(slot).channels;
            self.release(slot, now, channels, (1, since));
        }
    }

    /// The hop to try next, by the gateway's balance, among those not yet tried.
    pub(super) fn choose_hop(&mut self, slot: u32) -> Option<u32> {
        let call = &self.sim.calls[slot as usize];
        let (gateway, tried) = (call.gateway.at(), call.tried);
        let hops = self.sim.net.gateways[gateway].hops.clone();
        let n = (hops.end - hops.start).min(64);
        let untried = |i: &u32| tried & (1 << i) == 0;
        let chosen = match self.sim.net.gateways[gateway].balance {
            Balance::InOrder => (0..n).find(untried),
            Balance::RoundRobin => {
                let turn = self.sim.gateway_turn[gateway];
                let next = (0..n).map(|i| (turn + i) % n).find(untried);
                if let Some(i) = next {
                    self.sim.gateway_turn[gateway] = (i + 1) % n;
                }
                next
            }
            Balance::LeastLoaded => {
                let free = |i: &u32| {
                    let hop = &self.sim.net.hops[(hops.start + i) as usize];
                    let server = &self.sim.net.mediation_servers[hop.mediation_server as usize];
                    let slots = server.slots.index();
                    self.sim.net.resources[slots].units - self.sim.in_use[slots]
                };
                (0..n).filter(untried).max_by_key(|i| (free(i), std::cmp::Reverse(*i)))
            }
        }?;
        let call = self.call(slot);
        call.tried |= 1 << chosen;
        call.hop = hops.start + chosen;
        self.call(slot).middle = self.host(self.mediation(slot).station);
        Some(chosen)
    }

    /// Sends the INVITE to the next Mediation Server; when none is left the attempt has failed.
    fn try_next_hop(&mut self, queue: &mut EventQueue, slot: u32, ready: SimTime) {
        let mut ready = ready;
        loop {
            if self.choose_hop(slot).is_none() {
                self.no_hop_left(queue, slot, ready);
                return;
            }
            let hop = self.sim.calls[slot as usize].hop;
            let Some(cause) = self.sim.net.access.trunk_in(hop) else { break };
            let way = (self.caller_place(slot), self.mediation_place(slot));
            ready = ready
                + self.failed_connection(slot, (Step::MediationInvite, hop as u8), way, cause);
        }
        let units = self.mediation_units(slot);
        self.call(slot).set(Flag::Bypass, units < MEDIATION_UNITS);
        let hop = self.sim.calls[slot as usize].hop;
        let tls = self.sim.net.hops[hop as usize].tls;
        let way = (self.caller_place(slot), self.mediation_place(slot));
        let needs = Some((self.sim.net.trunk_connection(hop), tls));
        self.send(queue, slot, (Step::MediationInvite, 0), ready, way, needs);
    }

    /// No Mediation Server took the call; where none could be reached, that is known when the last connection
    /// has failed.
    fn no_hop_left(&mut self, queue: &mut EventQueue, slot: u32, ready: SimTime) {
        let hops = self.gateway(slot).hops.clone();
        let access = &self.sim.net.access;
        let causes = hops.clone().filter_map(|hop| access.trunk_in(hop));
        if let Some(cause) = causes.clone().next().filter(|_| causes.count() == hops.len()) {
            self.call(slot).outcome = Outcome::of(cause);
            self.schedule(queue, slot, Step::ConnectionFailed, 0, ready);
            return;
        }
        if self.sim.calls[slot as usize].hop != NONE {
            self.first_response(slot, queue.now(), Latency::FailedSessionRequestDelay);
        }
        self.finish(queue, slot, Outcome::MediationRejected);
        self.release_channel(slot, queue.now());
    }

    /// Units the call would take at its Mediation Server: bypass is fixed by user and trunk. Media
    /// of Unified Messaging never bypass; those of a fax machine on the gateway always do.
    pub(super) fn mediation_units(&self, slot: u32) -> u32 {
        let call = &self.sim.calls[slot as usize];
        let group_index = self.group_index(slot);
        let group = &self.sim.net.groups[group_index as usize];
        match group.callee {
            Callee::FaxMachines { .. } => return 1,
            Callee::People if group.has_endpoints => {}
            _ => return MEDIATION_UNITS,
        }
        let share = self.sim.net.hops[call.hop as usize].bypass;
        let bypassing = whole(share * f64::from(group.count));
        let bypasses = bypassing > 0
            && (bypassing >= u64::from(group.count)
                || u64::from(self.sim.rank(group_index, Attribute::Bypass, call.user)) < bypassing);
        if bypasses { 1 } else { MEDIATION_UNITS }
    }

    /// A message has reached the gateway.
    pub(super) fn at_gateway(&mut self, queue: &mut EventQueue, slot: u32, step: Step, aux: u8) {
        let now = queue.now();
        let station = self.gateway(slot).station;
        let handled = self.serve(slot, now, (step, aux), station);
        let way = (self.caller_place(slot), self.mediation_place(slot));
        match step {
            Step::GatewayRinging => self.heard_ringing(slot, now),
            Step::GatewayOk => {
                self.heard_answer(slot, now);
                self.send(queue, slot, (Step::MediationAck, 0), handled.done, way, None);
                if self.class(slot) == Class::Fax && self.is_answered(slot) {
                    self.fax_answered(queue, slot);
                }
            }
            Step::GatewayFailure => {
                self.first_response(slot, now, Latency::FailedSessionRequestDelay);
                self.send(queue, slot, (Step::MediationFailureAck, 0), handled.done, way, None);
                self.attempt_failed(queue, slot);
            }
            Step::GatewayRefused => {
                self.send(queue, slot, (Step::MediationRefusalAck, aux), handled.done, way, None);
                if self.sim.calls[slot as usize].phase == Phase::Setup {
                    self.try_next_hop(queue, slot, handled.done);
                }
            }
            Step::GatewayByeOk => self.heard_goodbye(slot, now),
            Step::GatewayTerminated => {
                self.send(queue, slot, (Step::MediationFailureAck, 0), handled.done, way, None);
            }
            Step::GatewayCalleeBye => self.gateway_callee_bye(queue, slot, handled.done),
            Step::GatewayReinviteOk | Step::GatewayReinviteRefused => {
                let refused = step == Step::GatewayReinviteRefused;
                self.reinvite_answered(queue, slot, refused, handled.done);
            }
            Step::GatewayRefer => self.gateway_refer(queue, slot, handled.done),
            Step::GatewayReferBye => self.gateway_refer_bye(queue, slot, handled.done),
            Step::GatewayPartnerOk | Step::GatewayPartnerBusy => {
                let taken = step == Step::GatewayPartnerOk;
                self.partner_answered(queue, slot, taken, handled.done);
            }
            Step::GatewayPlayInvite => self.gateway_play_invite(queue, slot, aux, handled.done),
            Step::GatewayMachineInvite => self.gateway_machine_invite(queue, slot, handled.done),
            Step::GatewayMachineBye | Step::GatewayMachineCancel => {
                self.gateway_machine_ends(queue, slot, step, handled.done);
            }
            _ => {}
        }
    }

    /// A message has reached the caller of an internal call.
    pub(super) fn at_caller(&mut self, queue: &mut EventQueue, slot: u32, step: Step) {
        let now = queue.now();
        let done = self.endpoint_delay(slot, now, step, 0);
        let way = (self.caller_place(slot), self.front_end_place(slot));
        match step {
            Step::CallerRinging => self.heard_ringing(slot, now),
            Step::CallerOk => {
                self.heard_answer(slot, now);
                self.send(queue, slot, (Step::FrontEndAck, 0), done, way, None);
            }
            Step::CallerFailure => {
                self.first_response(slot, now, Latency::FailedSessionRequestDelay);
                self.send(queue, slot, (Step::FrontEndFailureAck, 0), done, way, None);
                self.attempt_failed(queue, slot);
            }
            Step::CallerByeOk => self.heard_goodbye(slot, now),
            Step::CallerTerminated => {
                self.send(queue, slot, (Step::FrontEndFailureAck, 0), done, way, None);
            }
            Step::CallerCalleeBye => {
                self.send(queue, slot, (Step::FrontEndCalleeByeOk, 0), done, way, None);
            }
            _ => {}
        }
    }

    fn heard_ringing(&mut self, slot: u32, now: SimTime) {
        self.first_response(slot, now, Latency::SessionRequestDelay);
        let call = self.call(slot);
        if !call.has(Flag::Rang) {
            call.set(Flag::Rang, true);
            let delay = now.since(call.invited);
            self.latency(slot, Latency::PostDialDelay, delay);
        }
    }

    pub(super) fn heard_answer(&mut self, slot: u32, now: SimTime) {
        self.first_response(slot, now, Latency::SessionRequestDelay);
        let call = self.call(slot);
        call.established = call.established.min(now);
        // The 200 of a leg may still be on its way when a transfer has begun the next.
        let of_this_leg = call.leg == 0 || call.phase == Phase::Talking;
        if !call.has(Flag::ByVoiceMail) && of_this_leg {
            let delay = now.since(call.answered);
            self.latency(slot, Latency::AnswerDelay, delay);
        }
    }

    /// Whether somebody has the caller.
    fn is_answered(&self, slot: u32) -> bool {
        matches!(self.sim.calls[slot as usize].phase, Phase::Talking | Phase::VoiceMail)
    }

    /// The callee has hung up: the channel is free, and the 200 goes back.
    fn gateway_callee_bye(&mut self, queue: &mut EventQueue, slot: u32, done: SimTime) {
        self.release_channel(slot, queue.now());
        let (step, to) = if self.is_direct(slot) {
            (Step::WorkerCalleeByeOk, self.um_place(slot))
        } else {
            (Step::MediationCalleeByeOk, self.mediation_place(slot))
        };
        let way = (self.caller_place(slot), to);
        self.send(queue, slot, (step, 0), done, way, None);
    }

    /// The 200 to the caller's BYE.
    pub(super) fn heard_goodbye(&mut self, slot: u32, now: SimTime) {
        let delay = now.since(self.sim.calls[slot as usize].hung_up);
        self.latency(slot, Latency::SessionDisconnectDelay, delay);
    }

    /// The final failure has reached the caller; the outcome was noted where it failed.
    pub(super) fn attempt_failed(&mut self, queue: &mut EventQueue, slot: u32) {
        let call = &self.sim.calls[slot as usize];
        if !call.phase.is_over() {
            let outcome = call.outcome;
            self.finish(queue, slot, outcome);
            self.release_channel(slot, queue.now());
        }
    }

    /// The caller gave up: CANCEL follows the INVITE, if that has left.
    pub(super) fn caller_cancels(&mut self, queue: &mut EventQueue, slot: u32) {
        if self.is_direct(slot) {
            self.cancel_at_pbx(queue, slot);
            return;
        }
        let call = &self.sim.calls[slot as usize];
        let now = queue.now();
        if call.gateway.get() == NONE {
            let way = (self.caller_place(slot), self.front_end_place(slot));
            self.send(queue, slot, (Step::FrontEndCancel, 0), now, way, None);
        } else if call.hop != NONE
            && call.invited <= now
            && self.sim.net.access.trunk_in(call.hop).is_none()
        {
            let way = (self.caller_place(slot), self.mediation_place(slot));
            self.send(queue, slot, (Step::MediationCancel, 0), now, way, None);
        }
    }

    /// The caller hung up an answered call.
    pub(super) fn caller_says_bye(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        if self.is_direct(slot) {
            self.direct_bye(queue, slot);
            return;
        }
        let (step, to) = if self.sim.calls[slot as usize].gateway.get() == NONE {
            (Step::FrontEndBye, self.front_end_place(slot))
        } else {
            (Step::MediationBye, self.mediation_place(slot))
        };
        let way = (self.caller_place(slot), to);
        self.send(queue, slot, (step, 0), now, way, None);
    }

    /// The person who answered, or the worker process, says BYE towards the caller.
    pub(super) fn callee_says_bye(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        let direct = self.is_direct(slot);
        let by_um = self.sim.calls[slot as usize].has(Flag::ByVoiceMail);
        if direct && !by_um {
            self.release_channel(slot, now);
            return;
        }
        let from = if by_um { self.um_place(slot) } else { self.endpoint_place(slot) };
        let step = if direct { Step::GatewayCalleeBye } else { Step::FrontEndCalleeBye };
        let way = (from, self.hub_place(slot));
        self.send(queue, slot, (step, 0), now, way, None);
        if by_um {
            self.release_um(slot, now);
            self.worker_settles(queue, slot, now);
        }
    }

    /// The caller of a call without Lync has hung up.
    fn direct_bye(&mut self, queue: &mut EventQueue, slot: u32) {
        let call = &self.sim.calls[slot as usize];
        if call.has(Flag::HasFaxLine) {
            self.partner_bye(queue, slot);
        } else if call.has(Flag::ByVoiceMail) {
            let way = (self.hub_place(slot), self.um_place(slot));
            self.send(queue, slot, (Step::WorkerBye, 0), queue.now(), way, None);
        }
    }

    /// An outbound call: a channel and a Mediation slot for its talk time, and no further flow.
    pub(super) fn start_outbound(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        if let Some(cause) = self.outbound_fault(slot) {
            self.finish(queue, slot, Outcome::of(cause));
            return;
        }
        if let Err(outcome) = self.take_channel(slot, now) {
            self.finish(queue, slot, outcome);
            return;
        }
        let mut outcome = None;
        while !self.is_direct(slot) {
            if self.choose_hop(slot).is_none() {
                self.finish(queue, slot, outcome.unwrap_or(Outcome::MediationRejected));
                self.release_channel(slot, now);
                return;
            }
            if let Some(cause) = self.way_out_fault(slot) {
                outcome.get_or_insert(Outcome::of(cause));
                continue;
            }
            outcome = Some(Outcome::MediationRejected);
            let units = self.mediation_units(slot);
            self.call(slot).set(Flag::Bypass, units < MEDIATION_UNITS);
            if self.take_mediation(slot, now, units) {
                break;
            }
        }
        let talk = self.draw(slot, Purpose::Talk, &self.source(slot).talk);
        let to = self.endpoint_place(slot).site();
        let past = self.sim.calls[slot as usize].has(Flag::Bypass) || self.is_direct(slot);
        self.call(slot).phase = Phase::Talking;
        self.connect_media(slot, now, to, past);
        self.schedule(queue, slot, Step::OutboundEnd, 0, now + talk);
    }

    /// Why an outbound call may not leave at all: its caller, or no gateway has a route.
    fn outbound_fault(&self, slot: u32) -> Option<Cause> {
        if !self.has_flag(slot, UserFlag::EnterpriseVoice) {
            return Some(Cause::NotAllowed);
        }
        let mut routes =
            self.source(slot).gateways.iter().map(|gateway| self.route_fault(slot, *gateway));
        let first = routes.next()?;
        first.filter(|_| routes.all(|fault| fault.is_some()))
    }

    /// Why the call's users have no route to a gateway.
    pub(super) fn route_fault(&self, slot: u32, gateway: u32) -> Option<Cause> {
        self.sim.net.access.route(self.group_index(slot), gateway)
    }

    /// Why the Front End's way out by the call's hop fails.
    pub(super) fn way_out_fault(&self, slot: u32) -> Option<Cause> {
        let call = &self.sim.calls[slot as usize];
        let server = self.sim.net.hops[call.hop as usize].mediation_server;
        self.sim.net.access.way_out(call.front_end.get(), server, call.hop)
    }

    /// The outbound call is over.
    pub(super) fn end_outbound(&mut self, slot: u32, now: SimTime) {
        self.release_mediation(slot, now);
        self.release_channel(slot, now);
        self.disconnect_media(slot, now);
        let call = self.call(slot);
        call.phase = Phase::Over;
        call.outcome = Outcome::Carried;
        call.chain.fold(now.nanos(), 0xff00 | Outcome::Carried as u64);
        let call = &self.sim.calls[slot as usize];
        self.probe.attempt_ended(now, call, Outcome::Carried);
        self.probe.call_ended(call, Outcome::Carried);
    }
}
