//! The way to voice mail and what it leaves behind: Call Router, UM service, worker process and pipeline of two servers.

use super::call::{Flag, purpose, step};
use super::caller::{units_of, with};
use super::model::{Model, draw, key_of, message_key};
use super::queue::Rank;
use super::statistics::{EXCHANGE, PIPELINE, PREVIEW, UM};
use busyhour::internals::base::Span;
use busyhour::internals::call::{Latency, Part, Phase};

impl<const KEPT: bool> Model<'_, KEPT> {
    /// Serves a message at an Exchange server. Returns when that begins and is done.
    #[inline]
    fn serve_at_exchange(&mut self, now: u64, server: usize, service: u64) -> [u64; 2] {
        let started = self.exchange[server % 2].serve(now, service);
        self.messages_handled += 1;
        if KEPT {
            self.statistics.message(EXCHANGE[server % 2], now, started, started + service);
        }
        [started, started + service]
    }

    /// A message has reached a Call Router.
    #[inline]
    pub(super) fn at_router(&mut self, now: u64, place: usize) -> [u64; 2] {
        let server = self.call(place).which(Flag::SecondEntry);
        self.serve_at_exchange(now, server, self.p.router)
    }

    /// A message has reached the server of the mailbox.
    #[inline]
    pub(super) fn at_um(&mut self, now: u64, place: usize, service: u64) -> [u64; 2] {
        let server = self.call(place).which(Flag::SecondMailbox);
        self.serve_at_exchange(now, server, service)
    }

    /// CANCEL has reached the UM service.
    pub(super) fn um_cancel(&mut self, now: u64, place: usize) {
        let [_, done] = self.at_um(now, place, self.p.um_service);
        self.release_um(now, place);
        self.send(place, step::FRONT_END_UM_CANCEL_OK, done);
        self.send(place, step::FRONT_END_UM_TERMINATED, done);
    }

    /// The UM service hears of a missed call, and makes the notification.
    pub(super) fn um_info(&mut self, now: u64, place: usize) {
        let [_, done] = self.at_um(now, place, self.p.um_service);
        self.send_inside(place, step::ROUTER_INFO_OK, done);
        self.enter_pipeline(now, place);
        self.schedule(place, Rank::Message, with(step::SUBMIT_NOTIFICATION, 1), done);
    }

    /// BYE has reached the worker process.
    pub(super) fn worker_bye(&mut self, now: u64, place: usize) {
        let [_, done] = self.at_um(now, place, self.p.worker);
        self.release_um(now, place);
        self.send(place, step::FRONT_END_BYE_OK, done);
        if self.call(place).phase != Phase::VoiceMail {
            self.settle(now, place, done);
        }
    }

    /// The notice of a missed call has reached a Call Router, which sends it to the server of the mailbox.
    pub(super) fn router_info(&mut self, now: u64, place: usize) {
        let [_, done] = self.at_router(now, place);
        self.send_inside(place, with(step::UM_INFO, 1), done);
    }

    /// The answer to it.
    pub(super) fn router_info_ok(&mut self, now: u64, place: usize) {
        let [_, done] = self.at_router(now, place);
        self.send(place, step::FRONT_END_INFO_OK, done);
    }

    /// Between the two servers, or inside one of them in no time.
    pub(super) fn send_inside(&mut self, place: usize, what: u32, ready: u64) {
        let call = self.call(place);
        let is_same = call.has(Flag::SecondEntry) == call.has(Flag::SecondMailbox);
        let delay = if is_same { 0 } else { self.p.delay };
        self.schedule(place, Rank::Message, what, ready + delay);
    }

    /// INVITE at the Call Router.
    pub(super) fn router_redirects(&mut self, now: u64, place: usize) {
        let [started, served] = self.at_router(now, place);
        let p = self.p;
        let key = self.call(place).key;
        let mut rng = message_key(key, purpose::WAIT, step::ROUTER_INVITE).rng();
        let wait: u64 = p.router_waits.iter().map(|wait| wait.next(&mut rng)).sum();
        let done = served + (wait + p.router_wait);
        self.add_handled(now, place, 1, [started, served, done]);
        self.send(place, step::FRONT_END_ROUTER_REDIRECT, done);
    }

    /// INVITE at the UM service.
    pub(super) fn um_service_redirects(&mut self, now: u64, place: usize) {
        let [started, done] = self.at_um(now, place, self.p.um_service);
        let um_calls = self.p.um_calls;
        self.add_handled(now, place, 2, [started, done, done]);
        let call = self.call(place);
        let server = call.which(Flag::SecondMailbox);
        if call.phase != Phase::Routing {
            self.send(place, step::FRONT_END_UM_FAILURE, done);
            return;
        }
        call.set(Flag::HasUm);
        call.um_since = now;
        call.chain.fold(now, units_of(UM[server], 1, true));
        assert!(self.um_calls[server] < um_calls, "Unified Messaging refuses a call");
        self.um_calls[server] += 1;
        if KEPT {
            let call = self.calls[place];
            self.statistics.take_or_refuse(now, (UM[server], 1), &call, true);
        }
        self.send(place, step::FRONT_END_UM_REDIRECT, done);
    }

    /// INVITE at the worker process.
    pub(super) fn worker_answers(&mut self, now: u64, place: usize) {
        let [started, served] = self.at_um(now, place, self.p.worker);
        let call = self.call(place);
        let (key, is_wanted) = (call.key, call.phase == Phase::Routing);
        let wait = draw(key, purpose::WAIT, step::WORKER_INVITE, &self.p.worker_starts);
        let done = served + wait;
        self.add_handled(now, place, 3, [started, served, done]);
        if is_wanted {
            self.send(place, step::FRONT_END_WORKER_TRYING, now);
        }
        let next = if is_wanted { step::FRONT_END_WORKER_OK } else { step::FRONT_END_UM_FAILURE };
        self.send(place, next, done);
    }

    /// A message of hop `hop` leaves for Exchange or comes back.
    #[inline]
    pub(super) fn sent_to_exchange(&mut self, place: usize, hop: usize, connection: u64) {
        if KEPT {
            self.statistics.add(place, hop, Part::Connection, connection);
            self.statistics.add(place, hop, Part::Network, self.p.delay);
            self.statistics.times(place).trace.invites += 1;
        }
    }

    /// A message of hop `hop` is handled at Exchange, and its answer leaves.
    #[inline]
    fn add_handled(
        &mut self,
        now: u64,
        place: usize,
        hop: usize,
        [started, served, done]: [u64; 3],
    ) {
        if KEPT {
            self.statistics.add_handled(now, place, hop, [started, served, done]);
            self.statistics.add(place, hop, Part::Network, self.p.delay);
        }
    }

    /// A redirect of the Call Router (hop 1) or the UM service (hop 2) at the Front End: on to where it leads.
    pub(super) fn follow_redirect(&mut self, now: u64, place: usize, hop: usize) {
        let what = [step::FRONT_END_ROUTER_REDIRECT, step::FRONT_END_UM_REDIRECT][hop - 1];
        let [started, done] = self.serve_at_front_end(now, place, what);
        self.send(place, [step::ROUTER_ACK, step::UM_ACK][hop - 1], done);
        let call = self.call(place);
        if call.phase != Phase::Routing {
            return;
        }
        call.set(Flag::Redirected);
        let server = call.which(Flag::SecondMailbox);
        if KEPT {
            self.statistics.add_handled(now, place, hop, [started, done, done]);
            self.statistics.times(place).trace.redirects += 1;
        }
        let next = [step::UM_INVITE, step::WORKER_INVITE][hop - 1];
        let wait = self.send_over(place, next, done, 3 + 3 * server + hop);
        self.sent_to_exchange(place, hop + 1, wait);
    }

    /// A refusal of Exchange at the Front End, of a call that the caller has given up.
    pub(super) fn um_failure(&mut self, now: u64, place: usize) {
        let done = self.at_front_end(now, place, step::FRONT_END_UM_FAILURE);
        self.send(place, with(step::UM_ACK, 1), done);
    }

    /// The 200 of the worker process at the Front End: voice mail has answered.
    pub(super) fn front_end_worker_ok(&mut self, now: u64, place: usize) {
        let done = self.at_front_end(now, place, step::FRONT_END_WORKER_OK);
        let call = self.call(place);
        if call.phase != Phase::Routing {
            return;
        }
        call.phase = Phase::VoiceMail;
        call.set(Flag::ByVoiceMail);
        if KEPT {
            let call = self.calls[place];
            self.statistics.routed(now, place, &call);
        }
        self.send(place, step::MEDIATION_OK, done);
    }

    fn release_um(&mut self, now: u64, place: usize) {
        let call = self.call(place);
        if call.take(Flag::HasUm) {
            let server = call.which(Flag::SecondMailbox);
            call.chain.fold(now, units_of(UM[server], 1, false));
            let since = call.um_since;
            self.um_calls[server] -= 1;
            if KEPT {
                self.statistics.released(now, (UM[server], 1), since);
            }
        }
    }

    /// The worker process has seen the end of the call: a message, or else a notification, is submitted.
    fn settle(&mut self, now: u64, place: usize, done: u64) {
        let is_message =
            self.call(place).has(Flag::LeavesMessage) && !self.call(place).has(Flag::Abandoned);
        if KEPT && !is_message {
            let call = self.calls[place];
            self.statistics.missed(&call, 1);
        }
        self.enter_pipeline(now, place);
        let next =
            if is_message { step::SUBMIT_MESSAGE } else { with(step::SUBMIT_NOTIFICATION, 1) };
        self.schedule(place, Rank::Message, next, done);
    }

    fn enter_pipeline(&mut self, now: u64, place: usize) {
        let call = self.call(place);
        let server = call.which(Flag::SecondMailbox);
        call.chain.fold(now, units_of(PIPELINE[server], 1, true));
        if KEPT {
            let call = self.calls[place];
            self.statistics.take_or_refuse(now, (PIPELINE[server], 1), &call, true);
            self.statistics.times(place).pipeline_since = now;
            self.statistics.times(place).in_pipeline = true;
        }
    }

    pub(super) fn leave_pipeline(&mut self, now: u64, place: usize) {
        let call = self.call(place);
        let server = call.which(Flag::SecondMailbox);
        call.chain.fold(now, units_of(PIPELINE[server], 1, false));
        if KEPT {
            let since = self.statistics.times(place).pipeline_since;
            self.statistics.released(now, (PIPELINE[server], 1), since);
            self.statistics.times(place).in_pipeline = false;
        }
    }

    /// The text preview of a message, unless that would take too long.
    pub(super) fn preview(&mut self, now: u64, place: usize) {
        let p = self.p;
        let call = self.calls[place];
        let server = call.which(Flag::SecondMailbox);
        let recorded = Span::from_nanos(call.hung_up.saturating_sub(call.greeting_ends));
        let work = Span::from_seconds(recorded.seconds() * p.preview_work);
        let work = work.expect("a message has a length").nanos();
        let host = &mut self.preview[server];
        let is_made = host.free_from(now) - now + work <= p.preview_at_most;
        let mut at = now;
        if is_made {
            let started = host.serve(now, work);
            at = started + work;
            self.messages_handled += 1;
            if KEPT {
                self.statistics.message(PREVIEW[server], now, started, at);
            }
        }
        if KEPT {
            self.statistics.previewed(&call, is_made);
        }
        self.start_timer(place, Rank::Message, at);
    }

    /// Hands a message or a notification to transport.
    pub(super) fn submit(&mut self, now: u64, place: usize, step: u32) {
        let server = self.call(place).which(Flag::SecondMailbox);
        let [_, done] = self.serve_at_exchange(now, server, self.p.pipeline);
        if KEPT {
            let is_message = step == step::SUBMIT_MESSAGE;
            let (kind, latency) = match is_message {
                true => (0, Latency::Message),
                false => (1, Latency::Notification),
            };
            let call = self.calls[place];
            let delivery = self.p.delivery[kind].draw(key_of(&call, purpose::DELIVERY).rng());
            self.statistics.latency(place, &call, latency, done + delivery - call.hung_up);
        }
        self.schedule(place, Rank::Release, step::SUBMITTED, done);
    }
}
