//! The state of a replication, and its loop: the next event, whose call, and where.

use super::call::{Call, Flag, Phase, purpose};
use super::draws::Lognormal;
use super::host::Host;
use super::parameters::{BYPASSES, Parameters, SECOND_MAILBOX, TWO_ENDPOINTS};
use super::queue::{self, CALLS, Messages, NEVER, Rank, TIES, Timers};
use super::statistics::Statistics;
use busyhour::internals::base::whole;
use busyhour::internals::kernel::{Chain, Digest, Family, Key};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Exp1};

/// Calls of one direction: when they arrive.
struct Arrivals {
    rng: Xoshiro256PlusPlus,
    expected: f64,
    key: Key,
    /// So many have arrived.
    number: u64,
    /// The gateway that gets the next one.
    turn: usize,
    /// The next one, as an event.
    next: u64,
}

/// A replication of the deployment. `KEPT` says whether statistics are kept.
pub struct Model<'p, const KEPT: bool> {
    pub(super) p: &'p Parameters,
    pub(super) calls: Box<[Call; CALLS]>,
    free: Vec<u16>,
    /// The place of each call in progress, by direction and number.
    places: Box<[u16; TIES]>,
    messages: Messages,
    timers: Timers,
    /// The first timer, and the first of timers and arrivals.
    timer: u64,
    later: u64,
    arrivals: [Arrivals; 2],
    pub(super) front_end: Host<12>,
    pub(super) mediation: Host<12>,
    pub(super) exchange: [Host<12>; 2],
    pub(super) preview: [Host<6>; 2],
    pub(super) channels: [u32; 2],
    pub(super) um_calls: [u32; 2],
    /// When each connection is ready: trunks, pool, and three ports of each Exchange server.
    connections: [u64; 16],
    pub(super) router_turn: usize,
    measured: u64,
    pub(super) now: u64,
    /// Results.
    pub digest: Digest,
    pub messages_handled: u64,
    pub events: u64,
    pub statistics: Statistics,
}

impl<'p, const KEPT: bool> Model<'p, KEPT> {
    /// Before the first call.
    pub fn new(p: &'p Parameters) -> Self {
        let root = Key::new(p.seed).absorb(0);
        Model {
            p,
            calls: Box::new([Call::none(); CALLS]),
            free: (0..CALLS as u16).rev().collect(),
            places: Box::new([0; TIES]),
            messages: Messages::new(),
            timers: Timers::new(),
            timer: NEVER,
            later: NEVER,
            arrivals: p.hashes.map(|hash| {
                let key = root.absorb(hash);
                let seed = key.absorb(0x6172_7269_7661_6c73).raw();
                let rng = Xoshiro256PlusPlus::seed_from_u64(seed);
                Arrivals { rng, expected: 0.0, key, number: 0, turn: 0, next: NEVER }
            }),
            front_end: Host::new(),
            mediation: Host::new(),
            exchange: [Host::new(), Host::new()],
            preview: [Host::new(), Host::new()],
            channels: [0; 2],
            um_calls: [0; 2],
            connections: [NEVER; 16],
            router_turn: 0,
            measured: 0,
            now: 0,
            digest: Digest::default(),
            messages_handled: 0,
            events: 0,
            statistics: Statistics::new(p),
        }
    }

    /// Calls that have arrived.
    pub fn calls(&self) -> u64 {
        self.arrivals.iter().map(|arrivals| arrivals.number).sum()
    }

    /// The replication from its start to its end.
    #[inline(never)]
    pub fn run(&mut self) {
        self.next_arrival(0);
        self.next_arrival(1);
        loop {
            let (message, later) = (self.messages.first(), self.later);
            let event = message.min(later);
            let now = queue::instant(event);
            if now >= self.p.to && self.ends(now) {
                break;
            }
            self.now = now;
            self.events += 1;
            if message < later {
                let what = self.messages.take();
                self.message(now, (what >> 16) as usize % CALLS, what & 0xffff);
            } else if queue::rank(event) == Rank::Arrival as u64 {
                self.arrive(now, queue::tie(event) >> 14);
            } else {
                let place = self.places[queue::tie(event)] as usize % CALLS;
                self.timer = self.timers.stop(place);
                self.look_later();
                self.timer(now, place, queue::rank(event));
            }
        }
        self.stop();
    }

    /// Whether the run ends before an event that comes after the window.
    #[cold]
    fn ends(&self, now: u64) -> bool {
        self.now >= self.p.to && self.measured == 0 || now > self.p.horizon
    }

    /// The call at a place.
    #[inline]
    pub(super) fn call(&mut self, place: usize) -> &mut Call {
        &mut self.calls[place % CALLS]
    }

    fn look_later(&mut self) {
        let [inbound, outbound] = &self.arrivals;
        self.later = self.timer.min(inbound.next).min(outbound.next);
    }

    fn next_arrival(&mut self, direction: usize) {
        let (now, rate) = (self.now, self.p.rates[direction]);
        let source = &mut self.arrivals[direction];
        let unit: f64 = Exp1.sample(&mut source.rng);
        source.expected += unit;
        let at = whole(source.expected / rate).max(now);
        source.next = queue::far_event(at, Rank::Arrival, tie(direction, source.number));
        self.look_later();
    }

    /// A call arrives: its draws and what its user has.
    fn arrive(&mut self, now: u64, direction: usize) {
        let p = self.p;
        let source = &mut self.arrivals[direction];
        let number = source.number;
        source.number += 1;
        let (key, tie) = (source.key.absorb(number), tie(direction, number));
        let chain = Chain::new(p.hashes[direction], number);
        let mut call = Call::new(key.absorb(1).family(), chain, tie, now);
        let user = key.absorb(0).absorb(0).absorb(purpose::USER).below(p.users);
        let has = p.attributes[user as usize % super::parameters::USERS];
        call.set_if(Flag::SecondMailbox, has & SECOND_MAILBOX != 0);
        call.set_if(Flag::TwoEndpoints, has & TWO_ENDPOINTS != 0);
        call.set_if(Flag::Bypass, has & BYPASSES != 0);
        let is_measured = p.from <= now && now < p.to;
        call.set_if(Flag::Measured, is_measured);
        self.measured += u64::from(is_measured);
        if direction == 0 {
            let patience = p.patience.draw(key_of(&call, purpose::PATIENCE).rng());
            call.deadline = now + patience;
        }
        let Some(place) = self.free.pop() else { panic!("more than 512 calls in progress") };
        self.places[usize::from(tie)] = place;
        let place = usize::from(place);
        *self.call(place) = call;
        if KEPT {
            self.statistics.attempt_started(now, place, direction, is_measured);
        }
        self.dial(now, place, direction);
        self.next_arrival(direction);
        if self.call(place).pending == 0 {
            self.forget(place);
        }
    }

    /// The gateway whose turn it is, and the other one if that has no free channel. The caller hears that all are taken
    /// if neither has one.
    fn dial(&mut self, now: u64, place: usize, direction: usize) {
        let turn = self.arrivals[direction].turn;
        self.arrivals[direction].turn = 1 - turn;
        for gateway in [turn, 1 - turn] {
            if !self.take_channel(now, place, gateway % 2) {
                continue;
            }
            match direction {
                0 => self.gateway_invites(now, place),
                _ => self.outbound(now, place),
            }
            return;
        }
        self.finish(now, place, super::outcome::BLOCKED);
    }

    /// A call without events to come is over and forgotten.
    #[inline]
    pub(super) fn forget(&mut self, place: usize) {
        let call = &self.calls[place % CALLS];
        assert!(call.phase == Phase::Over, "a call has no events and is not over");
        self.digest.add(call.chain);
        self.measured -= u64::from(call.has(Flag::Measured));
        self.free.push(place as u16);
        self.call(place).pending = u8::MAX;
    }

    /// Calls still in progress count for the digest, and give back what they hold.
    fn stop(&mut self) {
        self.later = NEVER;
        let at = if self.measured > 0 { self.p.horizon } else { self.now.max(self.p.to) };
        for place in 0..CALLS {
            let call = self.calls[place];
            if !self.free.contains(&(place as u16)) {
                self.digest.add(call.chain);
                if KEPT {
                    self.statistics.give_back(at, place, &call);
                }
            }
        }
    }

    /// An event of a call that is a message, or follows one.
    #[inline]
    pub(super) fn schedule(&mut self, place: usize, rank: Rank, what: u32, at: u64) {
        let call = &mut self.calls[place % CALLS];
        if call.deadline <= at {
            self.consider_abandoning(place, what);
        }
        let call = &mut self.calls[place % CALLS];
        call.pending += 1;
        let event = queue::event(at, rank, call.tie);
        self.messages.push(event, (place as u32) << 16 | what);
    }

    /// Sends a message, which leaves at `ready`.
    #[inline]
    pub(super) fn send(&mut self, place: usize, what: u32, ready: u64) {
        self.schedule(place, Rank::Message, what, ready + self.p.delay);
    }

    /// Sends a message by a connection, which is set up at its first use. Returns for how long the message waits for it.
    #[inline]
    pub(super) fn send_over(
        &mut self,
        place: usize,
        what: u32,
        ready: u64,
        connection: usize,
    ) -> u64 {
        let known = &mut self.connections[connection % 16];
        if *known == NEVER {
            *known = ready + self.p.connecting;
        }
        let wait = known.saturating_sub(ready);
        self.send(place, what, ready + wait);
        wait
    }

    /// The timer of a call.
    pub(super) fn start_timer(&mut self, place: usize, rank: Rank, at: u64) {
        let call = self.call(place);
        call.pending += 1;
        let event = queue::far_event(at, rank, call.tie);
        self.timers.start(place, event);
        self.timer = self.timer.min(event);
        self.later = self.later.min(event);
    }
}

/// Direction and number of a call.
fn tie(direction: usize, number: u64) -> u16 {
    assert!(number < 1 << 14, "more than 16,384 calls of a direction");
    (direction as u16) << 14 | number as u16
}

/// The key of a draw that no message makes.
#[inline]
pub fn key_of(call: &Call, purpose: u64) -> Key {
    call.key.absorb(purpose << 32)
}

/// The key of a draw of a message: `what` is its step and its number.
#[inline]
pub fn message_key(key: Family, purpose: u64, what: u32) -> Key {
    let ordinal = (what & 0xff) << 8 | what >> 8;
    key.absorb(purpose << 32 | u64::from(ordinal))
}

/// The draw of a service or a wait of a message.
#[inline]
pub fn draw(key: Family, purpose: u64, what: u32, of: &Lognormal) -> u64 {
    of.draw(message_key(key, purpose, what).rng())
}
