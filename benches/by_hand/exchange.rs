//! The way to voice mail and what it leaves behind: Call Router, UM service, worker process and pipeline of two servers.

use super::call::{Flag, Phase, purpose, step};
use super::caller::{units_of, with};
use super::model::{Model, draw, key_of, message_key};
use super::queue::Rank;
use super::statistics::{EXCHANGE, PIPELINE, PREVIEW, Part, UM};
use busyhour::internals::base::Span;
use busyhour::internals::call::Latency;

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

    /// A message has reached Exchange.
    #[inline]
    pub(super) fn at_exchange(&mut self, now: u64, place: usize, step: u32, number: u32) {
        let (p, call) = (self.p, self.call(place));
        let at_router = step <= step::ROUTER_INFO_OK;
        let is = if at_router { Flag::SecondEntry } else { Flag::SecondMailbox };
        let server = call.which(is);
        let service = match step {
            _ if at_router => p.router,
            step::UM_INVITE..=step::UM_INFO => p.um_service,
            _ => p.worker,
        };
        let [started, done] = self.serve_at_exchange(now, server, service);
        match step {
            step::ROUTER_INVITE => self.router_redirects(now, place, [started, done]),
            step::ROUTER_INFO => self.send_inside(place, with(step::UM_INFO, 1), done),
            step::ROUTER_INFO_OK => self.send(place, step::FRONT_END_INFO_OK, done),
            step::UM_INVITE => self.um_service_redirects(now, place, number, [started, done]),
            step::UM_CANCEL => {
                self.release_um(now, place);
                self.send(place, step::FRONT_END_UM_CANCEL_OK, done);
                self.send(place, step::FRONT_END_UM_TERMINATED, done);
            }
            step::UM_INFO => {
                self.send_inside(place, step::ROUTER_INFO_OK, done);
                self.enter_pipeline(now, place);
                let next = with(step::SUBMIT_NOTIFICATION, 1);
                self.schedule(place, Rank::Message, next, done);
            }
            step::WORKER_INVITE => self.worker_answers(now, place, number, [started, done]),
            step::WORKER_BYE => {
                self.release_um(now, place);
                self.send(place, step::FRONT_END_BYE_OK, done);
                if self.call(place).phase != Phase::VoiceMail {
                    self.settle(now, place, done);
                }
            }
            _ => {}
        }
    }

    /// Between the two servers, or inside one of them in no time.
    fn send_inside(&mut self, place: usize, what: u32, ready: u64) {
        let call = self.call(place);
        let is_same = call.has(Flag::SecondEntry) == call.has(Flag::SecondMailbox);
        let delay = if is_same { 0 } else { self.p.delay };
        self.schedule(place, Rank::Message, what, ready + delay);
    }

    fn router_redirects(&mut self, now: u64, place: usize, [started, served]: [u64; 2]) {
        let p = self.p;
        let key = self.call(place).key;
        let mut rng = message_key(key, purpose::WAIT, step::ROUTER_INVITE).rng();
        let wait: u64 = p.router_waits.iter().map(|wait| wait.draw(&mut rng)).sum();
        let done = served + (wait + p.router_wait);
        self.add_handled(now, place, 1, [started, served, done]);
        self.send(place, step::FRONT_END_ROUTER_REDIRECT, done);
    }

    fn um_service_redirects(
        &mut self,
        now: u64,
        place: usize,
        number: u32,
        [started, done]: [u64; 2],
    ) {
        let um_calls = self.p.um_calls;
        self.add_handled(now, place, 2, [started, done, done]);
        let call = self.call(place);
        let server = call.which(Flag::SecondMailbox);
        if call.phase != Phase::Routing {
            self.send(place, with(step::FRONT_END_UM_FAILURE, number), done);
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
        self.send(place, with(step::FRONT_END_UM_REDIRECT, number), done);
    }

    fn worker_answers(&mut self, now: u64, place: usize, number: u32, [started, served]: [u64; 2]) {
        let call = self.call(place);
        let (key, is_wanted) = (call.key, call.phase == Phase::Routing);
        let what = with(step::WORKER_INVITE, number);
        let done = served + draw(key, purpose::WAIT, what, self.p.worker_starts);
        self.add_handled(now, place, 3, [started, served, done]);
        if is_wanted {
            self.send(place, step::FRONT_END_WORKER_TRYING, now);
        }
        let next = if is_wanted { step::FRONT_END_WORKER_OK } else { step::FRONT_END_UM_FAILURE };
        self.send(place, with(next, number), done);
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

    /// Exchange's answers at the Front End.
    pub(super) fn front_end_hears_exchange(
        &mut self,
        now: u64,
        place: usize,
        step: u32,
        [started, done]: [u64; 2],
    ) {
        let call = self.call(place);
        let (is_routing, server) = (call.phase == Phase::Routing, call.which(Flag::SecondMailbox));
        let hop = (step - step::FRONT_END_ROUTER_REDIRECT) as usize + 1;
        match step {
            step::FRONT_END_ROUTER_REDIRECT => self.send(place, step::ROUTER_ACK, done),
            step::FRONT_END_UM_REDIRECT => self.send(place, step::UM_ACK, done),
            step::FRONT_END_UM_FAILURE => self.send(place, with(step::UM_ACK, 1), done),
            step::FRONT_END_WORKER_OK if is_routing => self.voice_mail_answers(now, place, done),
            _ => return,
        }
        if !is_routing || hop > 2 {
            return;
        }
        if KEPT {
            self.statistics.add_handled(now, place, hop, [started, done, done]);
            self.statistics.times(place).trace.redirects += 1;
        }
        self.call(place).set(Flag::Redirected);
        let next = if hop == 1 { step::UM_INVITE } else { step::WORKER_INVITE };
        let wait = self.send_over(place, next, done, 3 + 3 * server + hop);
        self.sent_to_exchange(place, hop + 1, wait);
    }

    fn voice_mail_answers(&mut self, now: u64, place: usize, done: u64) {
        let call = self.call(place);
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
            let delivery = self.p.delivery[kind].draw(&mut key_of(&call, purpose::DELIVERY).rng());
            self.statistics.latency(place, &call, latency, done + delivery - call.hung_up);
        }
        self.schedule(place, Rank::Release, step::SUBMITTED, done);
    }
}
