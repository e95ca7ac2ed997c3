//! How calls arrive: when, from whom, and by which gateway.

use super::call::{Call, Flag, purpose};
use super::model::{Model, key_of};
use super::outcome;
use super::parameters::{BYPASSES, SECOND_MAILBOX, TWO_ENDPOINTS, USERS};
use super::queue::{self, NEVER, Rank};
use busyhour::internals::base::whole;
use busyhour::internals::kernel::{Chain, Key};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Exp1};

/// Calls of one direction: when they arrive.
pub struct Arrivals {
    rng: Xoshiro256PlusPlus,
    /// So many are expected until the next one.
    expected: f64,
    key: Key,
    /// So many have arrived.
    pub number: u64,
    /// The gateway that gets the next one.
    turn: usize,
    /// The next one, as an event.
    pub next: u64,
}

impl Arrivals {
    /// Before the first one.
    pub fn new(key: Key) -> Self {
        let seed = key.absorb(0x6172_7269_7661_6c73).raw();
        let rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        Arrivals { rng, expected: 0.0, key, number: 0, turn: 0, next: NEVER }
    }
}

impl<const KEPT: bool> Model<'_, KEPT> {
    /// Draws when the next call comes.
    pub(super) fn next_arrival(&mut self, direction: usize) {
        let (now, rate) = (self.now, self.p.rates[direction]);
        let source = &mut self.arrivals[direction];
        let unit: f64 = Exp1.sample(&mut source.rng);
        source.expected += unit;
        let at = whole(source.expected / rate).max(now);
        source.next = queue::far_event(at, Rank::Arrival, tie(direction, source.number));
        self.look_later();
    }

    /// A call arrives: its draws and what its user has.
    pub(super) fn arrive(&mut self, now: u64, direction: usize) {
        let p = self.p;
        let source = &mut self.arrivals[direction];
        let number = source.number;
        source.number += 1;
        let (key, tie) = (source.key.absorb(number), tie(direction, number));
        let chain = Chain::new(p.hashes[direction], number);
        let mut call = Call::new(key.absorb(1).family(), chain, tie, now);
        let user = key.absorb(0).absorb(0).absorb(purpose::USER).below(p.users);
        let has = p.attributes[user as usize % USERS];
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
        self.finish(now, place, outcome::BLOCKED);
    }
}

/// Direction and number of a call.
fn tie(direction: usize, number: u64) -> u16 {
    assert!(number < 1 << 14, "more than 16,384 calls of a direction");
    (direction as u16) << 14 | number as u16
}
