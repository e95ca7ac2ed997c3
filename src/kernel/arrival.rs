//! Arrival instants: unit-rate exponentials inverted through the cumulative rate, so that a
//! change of rate moves the same arrivals and adds no draw.

use super::key::Key;
use super::modulation::{ModulatedRate, Walk};
use super::rate::RateCurve;
use crate::base::SimTime;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Exp1};

/// The arrivals of one source in one replication.
#[derive(Clone, Debug)]
pub struct ArrivalStream {
    rng: Xoshiro256PlusPlus,
    expected: f64,
    next: usize,
    /// The factors of a rate that varies at random.
    walk: Option<Box<Walk>>,
}

impl ArrivalStream {
    /// The stream of a source: `key` is that of (seed, replication, source).
    pub fn new(key: Key) -> Self {
        let rng = Xoshiro256PlusPlus::seed_from_u64(key.absorb(0x6172_7269_7661_6c73).raw());
        ArrivalStream { rng, expected: 0.0, next: 0, walk: None }
    }

    /// The stream of a source whose rate varies at random; `root` is the key of (seed, replication).
    pub fn modulated(root: Key, key: Key, rate: &ModulatedRate) -> Self {
        let walk = Some(Box::new(Walk::new(root, key, rate)));
        ArrivalStream { walk, ..ArrivalStream::new(key) }
    }

    /// The next instant of a Poisson process whose rate varies at random, of a stream for such a rate.
    pub fn next_modulated(&mut self, rate: &ModulatedRate) -> Option<SimTime> {
        let unit: f64 = Exp1.sample(&mut self.rng);
        self.expected += unit;
        self.walk.as_mut()?.invert(self.expected, rate)
    }

    /// The next instant of a Poisson process with this rate.
    pub fn next_poisson(&mut self, rate: &RateCurve) -> Option<SimTime> {
        let unit: f64 = Exp1.sample(&mut self.rng);
        self.expected += unit;
        rate.invert(self.expected)
    }

    /// The next instant of a recorded list.
    pub fn next_recorded(&mut self, instants: &[SimTime]) -> Option<SimTime> {
        let at = instants.get(self.next).copied();
        self.next += 1;
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SimTime {
        SimTime::from_nanos(seconds * 1_000_000_000)
    }

    #[test]
    fn doubling_the_rate_halves_the_same_arrivals() {
        let one = RateCurve::new(&[(at(0), 1.0)], None);
        let two = RateCurve::new(&[(at(0), 2.0)], None);
        let (mut a, mut b) = (ArrivalStream::new(Key::new(1)), ArrivalStream::new(Key::new(1)));
        for _ in 0..100 {
            let (x, y) = (a.next_poisson(&one).unwrap(), b.next_poisson(&two).unwrap());
            assert!(x.nanos().abs_diff(2 * y.nanos()) <= 1);
        }
    }
}
