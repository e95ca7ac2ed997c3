//! The Mediation Server and the Front End.

use super::call::{Flag, purpose, step};
use super::caller::{units_of, with};
use super::model::{Model, draw, key_of};
use super::queue::Rank;
use super::statistics::{FRONT_END, MEDIATION, MEDIATION_SERVER};
use busyhour::internals::call::{Part, Phase};

impl<const KEPT: bool> Model<'_, KEPT> {
    /// Serves a message at the Mediation Server. Returns when that is done.
    #[inline]
    pub(super) fn at_mediation(&mut self, now: u64, place: usize, what: u32) -> u64 {
        let p = self.p;
        let of = match what {
            step::MEDIATION_INVITE => &p.mediation_invite,
            _ => &p.mediation,
        };
        let service = draw(self.call(place).key, purpose::SERVICE, what, of);
        let started = self.mediation.serve(now, service);
        self.messages_handled += 1;
        if KEPT {
            self.statistics.message(MEDIATION_SERVER, now, started, started + service);
        }
        started + service
    }

    /// A 200 to the INVITE at the Mediation Server. When it comes from voice mail, the media come, too.
    #[inline]
    pub(super) fn mediation_ok(&mut self, now: u64, place: usize) {
        let done = self.at_mediation(now, place, step::MEDIATION_OK);
        let call = self.call(place);
        if call.has(Flag::ByVoiceMail) && call.phase == Phase::VoiceMail {
            self.voice_mail_begins(now, place);
        }
        self.send(place, step::GATEWAY_OK, done);
    }

    /// The Mediation Server sends a message on.
    #[inline]
    pub(super) fn mediation_relays(&mut self, now: u64, place: usize, what: u32, next: u32) {
        let done = self.at_mediation(now, place, what);
        self.send(place, next, done);
    }

    /// BYE at the Mediation Server.
    #[inline]
    pub(super) fn mediation_bye(&mut self, now: u64, place: usize) {
        let done = self.at_mediation(now, place, step::MEDIATION_BYE);
        self.release_slot(now, place);
        self.send(place, step::FRONT_END_BYE, done);
    }

    /// 487 at the Mediation Server.
    pub(super) fn mediation_terminated(&mut self, now: u64, place: usize) {
        let done = self.at_mediation(now, place, step::MEDIATION_TERMINATED);
        self.send(place, step::GATEWAY_TERMINATED, done);
        self.send(place, with(step::FRONT_END_FAILURE_ACK, 1), done);
    }

    /// CANCEL at the Mediation Server.
    pub(super) fn mediation_cancel(&mut self, now: u64, place: usize) {
        let done = self.at_mediation(now, place, step::MEDIATION_CANCEL);
        self.release_slot(now, place);
        self.send(place, step::GATEWAY_CANCEL_OK, done);
        if !self.call(place).has(Flag::ByVoiceMail) {
            self.send(place, step::FRONT_END_CANCEL, done);
        }
    }

    /// INVITE at the Mediation Server.
    pub(super) fn mediation_invite(&mut self, now: u64, place: usize) {
        let call = self.call(place);
        if call.phase == Phase::Over && call.hung_up < call.invited {
            return;
        }
        let done = self.at_mediation(now, place, step::MEDIATION_INVITE);
        if self.call(place).phase == Phase::Over {
            return;
        }
        self.take_slot(now, place);
        self.send(place, step::GATEWAY_TRYING, done);
        self.send_over(place, step::FRONT_END_INVITE, done, 2);
    }

    /// Voice mail has answered: its media need a whole slot, and the greeting begins.
    fn voice_mail_begins(&mut self, now: u64, place: usize) {
        let call = self.call(place);
        if call.has(Flag::Bypass) {
            call.chain.fold(now, units_of(MEDIATION, 19, true));
            call.chain.fold(now, units_of(MEDIATION, 1, false));
            call.clear(Flag::Bypass);
            if KEPT {
                let call = self.calls[place];
                let since = self.statistics.times(place).slot_since;
                self.statistics.take_or_refuse(now, (MEDIATION, 19), &call, true);
                self.statistics.released(now, (MEDIATION, 1), since);
                self.statistics.held_on(now, MEDIATION);
                self.statistics.times(place).slot_since = now;
            }
        }
        let p = self.p;
        let call = self.call(place);
        call.greeting_ends = now + p.greeting;
        let stays = if key_of(call, purpose::GREETING_SHARE).uniform() < p.leaves_early {
            let moment = key_of(call, purpose::GREETING_MOMENT).uniform();
            (p.greeting as f64 * moment) as u64
        } else if key_of(call, purpose::MESSAGE_SHARE).uniform() < p.leaves_message {
            let message = p.message.draw(key_of(call, purpose::MESSAGE).rng());
            call.set_if(Flag::LeavesMessage, message >= p.minimum_message);
            assert!(message <= p.longest_recording, "a message is cut off");
            p.greeting + message
        } else {
            p.greeting
        };
        assert!(now + stays <= call.um_since + p.longest_call, "a call is cut off");
        self.start_timer(place, Rank::HangUp, now + stays);
    }

    /// Serves a message at the Front End. Returns when that begins and is done.
    #[inline]
    pub(super) fn serve_at_front_end(&mut self, now: u64, place: usize, what: u32) -> [u64; 2] {
        let service = draw(self.call(place).key, purpose::SERVICE, what, &self.p.front_end);
        let started = self.front_end.serve(now, service);
        self.messages_handled += 1;
        if KEPT {
            self.statistics.message(FRONT_END, now, started, started + service);
        }
        [started, started + service]
    }

    /// The same where only the latter matters.
    #[inline]
    pub(super) fn at_front_end(&mut self, now: u64, place: usize, what: u32) -> u64 {
        self.serve_at_front_end(now, place, what)[1]
    }

    /// The Front End sends a message on.
    #[inline]
    pub(super) fn front_end_relays(&mut self, now: u64, place: usize, what: u32, next: u32) {
        let done = self.at_front_end(now, place, what);
        self.send(place, next, done);
    }

    /// The Front End sends ACK or BYE on to the endpoint or the worker process that has answered.
    #[inline]
    pub(super) fn relay_to_answerer(&mut self, now: u64, place: usize, what: u32, next: [u32; 2]) {
        let done = self.at_front_end(now, place, what);
        let by_voice_mail = self.call(place).which(Flag::ByVoiceMail);
        self.send(place, next[by_voice_mail], done);
    }

    /// A person's 200: on to the caller, CANCEL to the other endpoint.
    #[inline]
    pub(super) fn front_end_ok(&mut self, now: u64, place: usize) {
        let done = self.at_front_end(now, place, step::FRONT_END_OK);
        self.send(place, step::MEDIATION_OK, done);
        if self.call(place).has(Flag::TwoEndpoints) {
            self.send(place, with(step::ENDPOINT_CANCEL, 1), done);
        }
    }

    /// Looks the user up and forks the INVITE, or diverts at once.
    pub(super) fn front_end_invite(&mut self, now: u64, place: usize) {
        let p = self.p;
        let served = self.at_front_end(now, place, step::FRONT_END_INVITE);
        let call = self.call(place);
        let done =
            served + draw(call.key, purpose::WAIT, step::FRONT_END_INVITE, &p.front_end_lookup);
        if call.phase == Phase::Over {
            return;
        }
        call.set(Flag::AtFrontEnd);
        self.send(place, step::MEDIATION_TRYING, done);
        let call = self.call(place);
        let is_registered = key_of(call, purpose::REGISTERED).uniform() < p.registered;
        call.set_if(Flag::NoEndpoint, !is_registered);
        if !is_registered || key_of(call, purpose::DO_NOT_DISTURB).uniform() < p.do_not_disturb {
            call.set_if(Flag::DoNotDisturb, is_registered);
            self.schedule(place, Rank::Timer, step::RING_OUT, done);
            return;
        }
        call.set(Flag::Forked);
        for branch in 0..call.endpoints() {
            self.send(place, with(step::ENDPOINT_INVITE, branch), done);
        }
        let call = self.call(place);
        if key_of(call, purpose::BUSY).uniform() < p.busy {
            call.set(Flag::Busy);
        } else {
            self.start_ringing(place, done);
        }
    }

    /// Of answer, ring-out and the end of the caller's patience, only the first is to come.
    fn start_ringing(&mut self, place: usize, from: u64) {
        let p = self.p;
        let call = self.call(place);
        call.phase = Phase::Ringing;
        let after = p.answer_after.draw(key_of(call, purpose::ANSWER_AFTER).rng());
        let answers = key_of(call, purpose::ANSWER_SHARE).uniform() < p.answer_share;
        let (rank, at) = match answers && after <= p.ring {
            true => (Rank::Answer, from + after),
            false => (Rank::Timer, from + p.ring),
        };
        if call.deadline < at {
            if !call.has(Flag::AbandonSet) {
                call.set(Flag::AbandonSet);
                let at = call.deadline.max(self.now);
                self.start_timer(place, Rank::HangUp, at);
            }
        } else {
            assert!(call.deadline > at, "a caller gives up at the very instant of something else");
            self.start_timer(place, rank, at);
        }
    }

    /// One endpoint is busy. After the last one, the call is diverted.
    pub(super) fn branch_is_busy(&mut self, now: u64, place: usize, number: u32) {
        let done = self.at_front_end(now, place, with(step::FRONT_END_BUSY, number));
        self.send(place, with(step::ENDPOINT_FAILURE_ACK, number), done);
        let call = self.call(place);
        let is_last = !call.has(Flag::TwoEndpoints) || call.has(Flag::OneWasBusy);
        call.set(Flag::OneWasBusy);
        if is_last && call.phase == Phase::Setup {
            call.clear(Flag::Forked);
            self.schedule(place, Rank::Timer, step::RING_OUT, done);
        }
    }

    fn cancel_branches(&mut self, place: usize, ready: u64) {
        for branch in 0..self.call(place).endpoints() {
            self.send(place, with(step::ENDPOINT_CANCEL, branch), ready);
        }
    }

    /// Diverts the call to voice mail.
    pub(super) fn divert(&mut self, now: u64, place: usize) {
        let call = self.call(place);
        if !matches!(call.phase, Phase::Setup | Phase::Ringing) {
            return;
        }
        call.phase = Phase::Routing;
        call.chain.fold(now, 0xfe00 | call.reason());
        if call.take(Flag::Forked) {
            self.cancel_branches(place, now);
        }
        let started = self.front_end.serve(now, self.p.exum_routing);
        let done = started + self.p.exum_routing;
        self.messages_handled += 1;
        self.next_entry(place);
        let call = self.call(place);
        call.set(Flag::UmOffered);
        let entry = call.which(Flag::SecondEntry);
        if KEPT {
            let call = self.calls[place];
            self.statistics.message(FRONT_END, now, started, done);
            self.statistics.diverted(now, place, &call);
            self.statistics.add(place, 0, Part::Queue, started - now);
            self.statistics.add(place, 0, Part::Service, done - started);
        }
        let wait = self.send_over(place, step::ROUTER_INVITE, done, 3 + 3 * entry);
        self.sent_to_exchange(place, 1, wait);
    }

    /// The turn of the Exchange servers.
    fn next_entry(&mut self, place: usize) {
        let turn = self.router_turn % 2;
        self.router_turn += 1;
        self.call(place).set_if(Flag::SecondEntry, turn == 1);
    }

    /// The caller gave up: all that is pending is cancelled, and Exchange is notified of the missed call.
    pub(super) fn front_end_cancel(&mut self, now: u64, place: usize) {
        let done = self.at_front_end(now, place, step::FRONT_END_CANCEL);
        self.send(place, step::MEDIATION_CANCEL_OK, done);
        self.send(place, step::MEDIATION_TERMINATED, done);
        if self.call(place).take(Flag::Forked) {
            self.cancel_branches(place, done);
        }
        let call = self.call(place);
        if !call.has(Flag::AtFrontEnd) {
            return;
        }
        if !call.has(Flag::LeftRouting) {
            self.next_entry(place);
        } else if call.has(Flag::Redirected) {
            self.send(place, step::UM_CANCEL, done);
        }
        let entry = self.call(place).which(Flag::SecondEntry);
        self.send_over(place, step::ROUTER_INFO, done, 3 + 3 * entry);
        if KEPT {
            let call = self.calls[place];
            self.statistics.missed(&call, 0);
        }
    }
}
