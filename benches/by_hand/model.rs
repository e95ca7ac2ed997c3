//! The state of a replication, and its loop: the next event, whose call, and where.

use super::arrivals::Arrivals;
use super::call::{Call, Flag};
use super::draws::Lognormal;
use super::host::Host;
use super::parameters::Parameters;
use super::queue::{self, CALLS, Messages, NEVER, Rank, TIES, Timers};
use super::statistics::Statistics;
use busyhour::internals::call::Phase;
use busyhour::internals::kernel::{Digest, Family, Key};

/// A replication of the deployment. `KEPT` says whether statistics are kept.
pub struct Model<'p, const KEPT: bool> {
    pub(super) p: &'p Parameters,
    pub(super) calls: Box<[Call; CALLS]>,
    /// Free places for calls.
    pub(super) free: Vec<u16>,
    /// The place of each call in progress, by direction and number.
    pub(super) places: Box<[u16; TIES]>,
    messages: Messages,
    timers: Timers,
    /// The first timer, and the first of timers and arrivals.
    timer: u64,
    later: u64,
    pub(super) arrivals: [Arrivals; 2],
    pub(super) front_end: Host<12>,
    pub(super) mediation: Host<12>,
    pub(super) exchange: [Host<12>; 2],
    pub(super) preview: [Host<6>; 2],
    pub(super) channels: [u32; 2],
    pub(super) um_calls: [u32; 2],
    /// When each connection is ready: trunks, pool, and three ports of each Exchange server.
    connections: [u64; 16],
    pub(super) router_turn: usize,
    /// Measured calls in progress.
    pub(super) measured: u64,
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
            arrivals: p.hashes.map(|hash| Arrivals::new(root.absorb(hash))),
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

    /// What comes after the messages may be another timer or arrival than before.
    pub(super) fn look_later(&mut self) {
        let [inbound, outbound] = &self.arrivals;
        self.later = self.timer.min(inbound.next).min(outbound.next);
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
