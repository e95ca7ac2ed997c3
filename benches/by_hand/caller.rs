//! The caller's side: gateways, endpoints, what people do, and how a call ends.

use super::call::{Flag, purpose, step};
use super::model::{Model, draw, key_of};
use super::outcome;
use super::queue::Rank;
use super::statistics::{CHANNELS, MEDIATION};
use busyhour::internals::call::{Latency, Phase};

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
        let ready = now + draw(key, purpose::WAIT, step::DIAL, &self.p.gateway_invite);
        let call = self.call(place);
        call.invited = ready;
        let gateway = call.which(Flag::SecondGateway);
        self.pass_gateway(now, place);
        self.send_over(place, step::MEDIATION_INVITE, ready, gateway);
    }

    /// A message at a gateway takes no core and no time.
    #[inline]
    pub(super) fn pass_gateway(&mut self, now: u64, place: usize) {
        self.messages_handled += 1;
        if KEPT {
            let gateway = self.call(place).which(Flag::SecondGateway);
            self.statistics.passed(now, gateway);
        }
    }

    /// Ringing has reached the gateway, where the caller hears it.
    #[inline]
    pub(super) fn gateway_ringing(&mut self, now: u64, place: usize) {
        self.pass_gateway(now, place);
        if KEPT {
            let call = self.call(place);
            let first = [!call.has(Flag::Responded), !call.has(Flag::Rang)];
            call.set(Flag::Responded);
            let is_heard = first[1] && call.phase != Phase::Over;
            call.set_if(Flag::Rang, is_heard);
            let call = *call;
            self.statistics.ringing(now, place, &call, [first[0], is_heard]);
        }
    }

    /// The 200 to BYE has reached the gateway.
    #[inline]
    pub(super) fn gateway_bye_ok(&mut self, now: u64, place: usize) {
        self.pass_gateway(now, place);
        if KEPT && !self.call(place).has(Flag::Abandoned) {
            let call = self.calls[place];
            let delay = now - call.hung_up;
            self.statistics.latency(place, &call, Latency::SessionDisconnectDelay, delay);
        }
    }

    /// The 200 has reached the gateway: the caller hears the answer, and gives up no more.
    #[inline]
    pub(super) fn gateway_ok(&mut self, now: u64, place: usize) {
        self.pass_gateway(now, place);
        self.heard_answer(now, place);
        self.send(place, step::MEDIATION_ACK, now);
    }

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

    /// 487 has reached the gateway.
    pub(super) fn gateway_terminated(&mut self, now: u64, place: usize) {
        self.pass_gateway(now, place);
        self.send(place, step::MEDIATION_FAILURE_ACK, now);
    }

    /// An endpoint rings, or is busy.
    #[inline]
    pub(super) fn endpoint_invite(&mut self, now: u64, place: usize, branch: u32) {
        self.messages_handled += 1;
        let call = self.call(place);
        let is_busy = call.has(Flag::Busy) && call.phase == Phase::Setup;
        let rings = matches!(call.phase, Phase::Ringing | Phase::Talking);
        let answer = if is_busy { step::FRONT_END_BUSY } else { step::FRONT_END_RINGING };
        if is_busy || rings {
            self.send(place, with(answer, branch), now + self.p.endpoint);
        }
    }

    /// An endpoint stops ringing.
    #[inline]
    pub(super) fn endpoint_cancel(&mut self, now: u64, place: usize, branch: u32) {
        self.messages_handled += 1;
        self.send(place, with(step::FRONT_END_BRANCH_CANCEL_OK, branch), now);
        self.send(place, with(step::FRONT_END_BRANCH_TERMINATED, branch), now);
    }

    /// BYE has reached an endpoint.
    #[inline]
    pub(super) fn endpoint_bye(&mut self, now: u64, place: usize) {
        self.messages_handled += 1;
        self.send(place, step::FRONT_END_BYE_OK, now);
    }

    /// A person picks up.
    pub(super) fn answer(&mut self, now: u64, place: usize) {
        let p = self.p;
        let call = self.call(place);
        if call.phase != Phase::Ringing {
            return;
        }
        call.phase = Phase::Talking;
        call.clear(Flag::Forked);
        call.chain.fold(now, 0xfd00);
        let talk = p.talks[0].draw(key_of(call, purpose::TALK).rng());
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
            Phase::Over | Phase::Waiting => false,
        };
        if waits && !call.has(Flag::AbandonSet) {
            call.set(Flag::AbandonSet);
            let at = call.deadline.max(now);
            self.schedule(place, Rank::HangUp, step::ABANDON, at);
        }
    }

    /// The caller gives up, unless that has heard an answer.
    pub(super) fn abandon(&mut self, now: u64, place: usize) {
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
    pub(super) fn hang_up(&mut self, now: u64, place: usize) {
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
        let p = self.p;
        let call = self.call(place);
        call.phase = Phase::Talking;
        let talk = p.talks[1].draw(key_of(call, purpose::TALK).rng());
        self.start_timer(place, Rank::Release, now + talk);
    }

    pub(super) fn end_outbound(&mut self, now: u64, place: usize) {
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
