//! The gateway: calls from the telephone network, and the messages that reach it.

use super::engine::{
    CallId, Engine, Flag, Latency, Message, Outcome, Phase, Probe, Route, Sending, Step, Transport,
};
use crate::base::SimTime;
use crate::deployment::Class;
use crate::kernel::EventQueue;
use crate::network::MEDIATION_UNITS;

impl<P: Probe> Engine<'_, '_, P> {
    /// A call from the telephone network: takes a channel, then the gateway makes its INVITE.
    pub(super) fn dial(&mut self, queue: &mut EventQueue, slot: CallId) {
        if let Err(outcome) = self.take_channel(slot, queue.now()) {
            self.finish(queue, slot, outcome);
            return;
        }
        self.begin_set_up(queue, slot);
    }

    /// The gateway that has the call makes its INVITE.
    fn begin_set_up(&mut self, queue: &mut EventQueue, slot: CallId) {
        if self.rings_at_appliance(queue, slot) {
            return;
        }
        let station = self.gateway(slot).station;
        let handled = self.serve(slot, queue.now(), Step::Retry, station);
        self.call_mut(slot).invited = handled.done;
        self.try_next_trunk(queue, slot, handled.done);
    }

    /// A call from user to user starts at the callee's Front End.
    pub(super) fn dial_internal(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        let from = self.caller_place(slot);
        if self.turn_to_other_front_end(queue, slot, (from, now))
            || self.client_holds_back(queue, slot)
        {
            return;
        }
        let route = self.caller_to_hub(slot);
        self.send(queue, slot, Step::FrontEndInvite, now, route);
    }

    /// Sends the INVITE by the next trunk; when none is left, the attempt has failed.
    pub(super) fn try_next_trunk(&mut self, queue: &mut EventQueue, slot: CallId, ready: SimTime) {
        let mut ready = ready;
        loop {
            if !self.choose_trunk(slot) {
                self.no_trunk_left(queue, slot, ready);
                return;
            }
            match self.pass_over_trunk(queue, slot, ready) {
                None => {}
                Some(true) => continue,
                Some(false) => return,
            }
            if self.gateway_holds_back(slot, queue.now()) {
                continue;
            }
            let Some(obstacle) = self.trunk_in_obstacle(slot) else { break };
            if obstacle.outcome.is_by_outage() {
                self.call_mut(slot).set(Flag::MetOutage, true);
            }
            let route = self.caller_to_mediation(slot);
            let message = Step::MediationInvite.with(self.call(slot).trunk.id().as_u32() as u8);
            ready = ready + self.failed_connection(slot, message, route, obstacle.cause);
        }
        let units = self.mediation_units(slot);
        self.call_mut(slot).set(Flag::Bypass, units < MEDIATION_UNITS);
        let message = Step::MediationInvite.into();
        let sending = Sending { message, ready, route: self.caller_to_mediation(slot) };
        let transport = self.trunk_transport(slot);
        self.send_over(queue, slot, sending, transport);
    }

    /// The connection of the call's trunk.
    pub(super) fn trunk_transport(&self, slot: CallId) -> Transport {
        let connection = self.state.net.trunk_connection(self.call(slot).trunk.id());
        Transport { connection, tls: self.trunk(slot).tls }
    }

    /// No Mediation Server took the call. If none could be reached, the gateway knows that when the
    /// last connection has failed.
    fn no_trunk_left(&mut self, queue: &mut EventQueue, slot: CallId, ready: SimTime) {
        let trunks = self.gateway(slot).trunks;
        let access = &self.state.net.access;
        let causes = trunks.iter().filter_map(|trunk| access.trunk_in(trunk));
        let all_fail = causes.clone().count() == trunks.len() as usize;
        if let Some(cause) = causes.clone().next().filter(|_| all_fail) {
            self.call_mut(slot).outcome = Outcome::Misconfigured(cause);
            self.schedule(queue, slot, Step::ConnectionFailed, ready);
            return;
        }
        let call = self.call(slot);
        let by_outage = call.has(Flag::MetOutage)
            && ![Flag::TurnedAway, Flag::HeldBack, Flag::TimedOut]
                .iter()
                .any(|flag| call.has(*flag));
        if by_outage && ready > queue.now() {
            self.wait_in_vain(queue, slot, Step::TrunkTimeout, ready);
            return;
        }
        let handed_back = by_outage.then(|| self.hand_back(slot, queue.now()));
        if handed_back == Some(Ok(())) {
            self.begin_set_up(queue, slot);
            return;
        }
        let elsewhere = handed_back.and_then(Result::err);
        if self.call(slot).trunk.is_some() && elsewhere != Some(Outcome::Blocked) {
            self.first_response(slot, queue.now(), Latency::FailedSessionRequestDelay);
        }
        let call = self.call(slot);
        let outcome = if let Some(outcome) = elsewhere {
            outcome
        } else if call.has(Flag::TurnedAway) {
            Outcome::MediationRejected
        } else if call.has(Flag::HeldBack) {
            Outcome::HeldBack
        } else if call.has(Flag::TimedOut) {
            Outcome::TimedOut
        } else {
            Outcome::MediationRejected
        };
        self.finish(queue, slot, outcome);
        self.release_channel(slot, queue.now());
    }

    /// A message has reached the gateway.
    pub(super) fn at_gateway(&mut self, queue: &mut EventQueue, slot: CallId, message: Message) {
        let Message { step, aux } = message;
        let now = queue.now();
        let station = self.gateway(slot).station;
        let handled = self.serve(slot, now, message, station);
        let route = self.caller_to_mediation(slot);
        match step {
            Step::GatewayRinging => self.heard_ringing(slot, now, handled.done),
            Step::GatewayOk => {
                self.heard_answer(queue, slot, handled.done);
                self.send(queue, slot, Step::MediationAck, handled.done, route);
                if self.class(slot) == Class::Fax && self.is_answered(slot) {
                    self.fax_answered(queue, slot);
                }
            }
            Step::GatewayFailure => {
                self.first_response(slot, now, Latency::FailedSessionRequestDelay);
                self.send(queue, slot, Step::MediationFailureAck, handled.done, route);
                self.attempt_failed(queue, slot);
            }
            Step::GatewayRefused => {
                self.send(queue, slot, Step::MediationRefusalAck.with(aux), handled.done, route);
                self.call_mut(slot).set(Flag::TurnedAway, true);
                if self.call(slot).phase == Phase::Setup {
                    self.try_next_trunk(queue, slot, handled.done);
                }
            }
            Step::GatewayByeOk => self.heard_goodbye(slot, now),
            Step::GatewayTerminated => {
                self.send(queue, slot, Step::MediationFailureAck, handled.done, route);
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

    /// The callee has hung up: the channel is free, and the 200 goes back.
    fn gateway_callee_bye(&mut self, queue: &mut EventQueue, slot: CallId, done: SimTime) {
        self.release_channel(slot, queue.now());
        let (step, to) = if self.is_direct(slot) {
            (Step::WorkerCalleeByeOk, self.um_place(slot))
        } else {
            (Step::MediationCalleeByeOk, self.mediation_place(slot))
        };
        let route = Route { from: self.caller_place(slot), to };
        self.send(queue, slot, step, done, route);
    }
}
