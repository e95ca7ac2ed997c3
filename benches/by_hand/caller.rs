//! The caller's side: gateways, endpoints, what people do, and how a call ends.

use super::call::{Flag, Phase, purpose, step};
use super::model::{Model, draw, key_of};
use super::outcome;
use super::queue::Rank;
use super::statistics::{CHANNELS, MEDIATION};
use busyhour::internals::call::Latency;

/// What the digest holds of units of a resource, taken or given back.
#[inline]
pub const fn units_of(resource: usize, units: u32, taken: bool) -> u64 {
    (resource as u64) << 32 | (units as u64) << 1 | taken as u64
}

/// A message with the number of an endpoint or of a try.
#[inline]
pub const fn with(step: u32, number: u32) -> u32 {
    number << 8 | step
}

impl<const KEPT: bool> Model<'_, KEPT> {
    /// Leads a message, or what follows one, to its place.
    #[inline]
    pub(super) fn message(&mut self, now: u64, place: u32, what: u32) {
        let (place, step, number) = (place as usize, what & 0xff, what >> 8);
        self.call(place).pending -= 1;
        if step >= step::GATEWAY_TRYING {
            self.call(place).chain.fold(now, u64::from(what));
            if step < step::MEDIATION_INVITE {
                self.at_gateway(now, place, step);
            } else if step < step::FRONT_END_INVITE {
                self.at_mediation(now, place, step, number);
            } else if step < step::ENDPOINT_INVITE {
                self.at_front_end(now, place, step, number);
            } else if step < step::ROUTER_INVITE {
                self.at_endpoint(now, place, step, number);
            } else {
                self.at_exchange(now, place, step, number);
            }
        } else {
            match step {
                step::RING_OUT => self.divert(now, place),
                step::ABANDON => self.abandon(now, place),
                step::SUBMITTED => self.leave_pipeline(now, place),
                step::SUBMIT_MESSAGE if number == 0 => self.preview(now, place),
                _ => self.submit(now, place, step),
            }
        }
        if self.call(place).pending == 0 {
            self.forget(place);
        }
    }

    /// The timer of a call is due. A call has one at a time, so its rank says what it is.
    #[inline]
    pub(super) fn timer(&mut self, now: u64, place: usize, rank: u64) {
        self.call(place).pending -= 1;
        if rank == Rank::Answer as u64 {
            self.answer(now, place);
        } else if rank == Rank::Timer as u64 {
            self.divert(now, place);
        } else if rank == Rank::Release as u64 {
            self.end_outbound(now, place);
        } else if rank == Rank::Message as u64 {
            self.submit(now, place, step::SUBMIT_MESSAGE);
        } else if self.call(place).phase == Phase::Ringing {
            self.abandon(now, place);
        } else {
            self.hang_up(now, place);
        }
        if self.call(place).pending == 0 {
            self.forget(place);
        }
    }

    /// Takes a channel of a gateway, if one is free.
    pub(super) fn take_channel(&mut self, now: u64, place: usize, gateway: usize) -> bool {
        let is_free = self.channels[gateway] < self.p.channels;
        self.channels[gateway] += u32::from(is_free);
        let call = self.call(place);
        call.chain.fold(now, units_of(CHANNELS + gateway, 1, is_free));
        call.clear(Flag::SecondGateway);
        call.set_if(Flag::SecondGateway, gateway == 1);
        call.set_if(Flag::HasChannel, is_free);
        if KEPT {
            let call = self.calls[place];
            self.statistics.take_or_refuse(now, (CHANNELS + gateway, 1), &call, is_free);
            self.statistics.times(place).channel_since = now;
        }
        is_free
    }

    fn release_channel(&mut self, now: u64, place: usize) {
        let call = self.call(place);
        if call.take(Flag::HasChannel) {
            let gateway = call.which(Flag::SecondGateway);
            call.chain.fold(now, units_of(CHANNELS + gateway, 1, false));
            self.channels[gateway] -= 1;
            if KEPT {
                let since = self.statistics.times(place).channel_since;
                self.statistics.released(now, (CHANNELS + gateway, 1), since);
            }
        }
    }

    /// The gateway makes an INVITE of the call from the telephone network.
    pub(super) fn gateway_invites(&mut self, now: u64, place: usize) {
        let key = self.call(place).key;
        let ready = now + draw(key, purpose::WAIT, step::DIAL, self.p.gateway_invite);
        let call = self.call(place);
        call.invited = ready;
        let gateway = call.which(Flag::SecondGateway);
        self.pass_gateway(now, gateway);
        self.send_over(place, step::MEDIATION_INVITE, ready, gateway);
    }

    /// A message at a gateway takes no core and no time.
    #[inline]
    fn pass_gateway(&mut self, now: u64, gateway: usize) {
        self.messages_handled += 1;
        if KEPT {
            self.statistics.passed(now, gateway);
        }
    }

    fn at_gateway(&mut self, now: u64, place: usize, step: u32) {
        let gateway = self.call(place).which(Flag::SecondGateway);
        self.pass_gateway(now, gateway);
        match step {
            step::GATEWAY_RINGING if KEPT => {
                let call = self.call(place);
                let first = [!call.has(Flag::Responded), !call.has(Flag::Rang)];
                call.set(Flag::Responded);
                let is_heard = first[1] && call.phase != Phase::Over;
                call.set_if(Flag::Rang, is_heard);
                let call = *call;
                self.statistics.ringing(now, place, &call, [first[0], is_heard]);
            }
            step::GATEWAY_OK => {
                self.heard_answer(now, place);
                self.send(place, step::MEDIATION_ACK, now);
            }
            step::GATEWAY_TERMINATED => self.send(place, step::MEDIATION_FAILURE_ACK, now),
            step::GATEWAY_BYE_OK if KEPT => {
                let call = self.calls[place];
                if !call.has(Flag::Abandoned) {
                    let latency = Latency::SessionDisconnectDelay;
                    self.statistics.latency(place, &call, latency, now - call.hung_up);
                }
            }
            _ => {}
        }
    }

    /// The 200 has reached the gateway: the caller hears the answer, and gives up no more.
    fn heard_answer(&mut self, now: u64, place: usize) {
        if KEPT && !self.call(place).has(Flag::Responded) {
            self.call(place).set(Flag::Responded);
            let call = self.calls[place];
            let latency = Latency::SessionRequestDelay;
            self.statistics.latency(place, &call, latency, now - call.invited);
        }
        let call = self.call(place);
        if call.phase == Phase::Over && call.has(Flag::Abandoned) {
            return;
        }
        if call.phase != Phase::Over {
            assert!(now <= call.deadline, "a caller gives up before the answer");
            call.deadline = u64::MAX;
        }
        if KEPT {
            let call = self.calls[place];
            self.statistics.answered(now, place, &call);
        }
    }

    fn at_endpoint(&mut self, now: u64, place: usize, step: u32, branch: u32) {
        self.messages_handled += 1;
        match step {
            step::ENDPOINT_INVITE => {
                let call = self.call(place);
                let is_busy = call.has(Flag::Busy) && call.phase == Phase::Setup;
                let rings = matches!(call.phase, Phase::Ringing | Phase::Talking);
                let answer = if is_busy { step::FRONT_END_BUSY } else { step::FRONT_END_RINGING };
                if is_busy || rings {
                    self.send(place, with(answer, branch), now + self.p.endpoint);
                }
            }
            step::ENDPOINT_CANCEL => {
                self.send(place, with(step::FRONT_END_BRANCH_CANCEL_OK, branch), now);
                self.send(place, with(step::FRONT_END_BRANCH_TERMINATED, branch), now);
            }
            step::ENDPOINT_BYE => self.send(place, step::FRONT_END_BYE_OK, now),
            _ => {}
        }
    }

    /// A person picks up.
    fn answer(&mut self, now: u64, place: usize) {
        let talk = self.p.talks[0];
        let call = self.call(place);
        if call.phase != Phase::Ringing {
            return;
        }
        call.phase = Phase::Talking;
        call.clear(Flag::Forked);
        call.chain.fold(now, 0xfd00);
        let talk = talk.draw(&mut key_of(call, purpose::TALK).rng());
        if KEPT {
            self.statistics.times(place).answered = now;
        }
        self.start_timer(place, Rank::HangUp, now + talk);
        self.send(place, step::FRONT_END_OK, now);
    }

    /// The caller gives up, if that comes no later than what else is to come, which is `before`.
    #[cold]
    #[inline(never)]
    pub(super) fn consider_abandoning(&mut self, place: usize, before: u32) {
        let now = self.now;
        let is_message = before & 0xff >= step::GATEWAY_TRYING;
        let call = self.call(place);
        let waits = match call.phase {
            Phase::Setup | Phase::Ringing | Phase::Routing => true,
            Phase::VoiceMail | Phase::Talking => is_message && call.deadline != u64::MAX,
            Phase::Over => false,
        };
        if waits && !call.has(Flag::AbandonSet) {
            call.set(Flag::AbandonSet);
            let at = call.deadline.max(now);
            self.schedule(place, Rank::HangUp, step::ABANDON, at);
        }
    }

    /// The caller gives up, unless that has heard an answer.
    fn abandon(&mut self, now: u64, place: usize) {
        let call = self.call(place);
        let answered = match call.phase {
            Phase::Setup | Phase::Ringing | Phase::Routing => false,
            Phase::VoiceMail | Phase::Talking if call.deadline != u64::MAX => true,
            _ => return,
        };
        call.hung_up = now;
        call.set(Flag::Abandoned);
        call.set_if(Flag::LeftRouting, call.phase == Phase::Routing);
        let routing = matches!(call.phase, Phase::Routing | Phase::VoiceMail);
        let outcome = if routing { outcome::ABANDONED_ROUTING } else { outcome::ABANDONED_RINGING };
        let has_invited = call.invited <= now;
        self.finish(now, place, outcome);
        self.release_channel(now, place);
        if answered {
            self.send(place, step::MEDIATION_BYE, now);
        } else if has_invited {
            self.send(place, step::MEDIATION_CANCEL, now);
        }
    }

    /// The conversation, the greeting or the message is over.
    fn hang_up(&mut self, now: u64, place: usize) {
        let call = self.call(place);
        let outcome = match call.phase {
            Phase::Talking => outcome::ANSWERED,
            Phase::VoiceMail if call.has(Flag::LeavesMessage) => outcome::VOICE_MESSAGE,
            Phase::VoiceMail => outcome::HUNG_UP_IN_GREETING,
            _ => return,
        };
        call.hung_up = now;
        if KEPT {
            let call = self.calls[place];
            self.statistics.session(now, place, &call);
        }
        self.finish(now, place, outcome);
        self.release_channel(now, place);
        self.send(place, step::MEDIATION_BYE, now);
    }

    /// The attempt has its outcome. Nobody tries again.
    pub(super) fn finish(&mut self, now: u64, place: usize, outcome: u64) {
        let call = self.call(place);
        call.phase = Phase::Over;
        call.deadline = u64::MAX;
        call.chain.fold(now, 0xff00 | outcome);
        if KEPT {
            let call = self.calls[place];
            self.statistics.ended(now, &call, outcome);
        }
    }

    /// An outbound call holds a channel and a slot while it lasts.
    pub(super) fn outbound(&mut self, now: u64, place: usize) {
        self.take_slot(now, place);
        let talk = self.p.talks[1];
        let call = self.call(place);
        call.phase = Phase::Talking;
        let talk = talk.draw(&mut key_of(call, purpose::TALK).rng());
        self.start_timer(place, Rank::Release, now + talk);
    }

    fn end_outbound(&mut self, now: u64, place: usize) {
        self.release_slot(now, place);
        self.release_channel(now, place);
        self.finish(now, place, outcome::CARRIED);
    }

    /// Takes what the call needs of the Mediation Server, which has more than all channels need.
    pub(super) fn take_slot(&mut self, now: u64, place: usize) {
        let call = self.call(place);
        let units = call.units();
        call.set(Flag::HasSlot);
        call.chain.fold(now, units_of(MEDIATION, units, true));
        if KEPT {
            let call = self.calls[place];
            self.statistics.take_or_refuse(now, (MEDIATION, units), &call, true);
            self.statistics.times(place).slot_since = now;
        }
    }

    /// Gives it back.
    pub(super) fn release_slot(&mut self, now: u64, place: usize) {
        let call = self.call(place);
        if call.take(Flag::HasSlot) {
            let units = call.units();
            call.chain.fold(now, units_of(MEDIATION, units, false));
            if KEPT {
                let since = self.statistics.times(place).slot_since;
                self.statistics.released(now, (MEDIATION, units), since);
            }
        }
    }
}
