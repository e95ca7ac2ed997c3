//! Arrival instants: unit-rate exponentials inverted through the cumulative rate, so that a
//! change of rate moves the same arrivals and adds no draw.

use super::key::Key;
use crate::base::{SimTime, Span, whole};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Exp1};

/// A rate that is constant between given instants, with its integral.
#[derive(Clone, Debug)]
pub struct RateCurve {
    /// (start ns, calls per ns, expected calls before the start).
    steps: Vec<(f64, f64, f64)>,
    /// (length ns, expected calls in it) of a repeating curve.
    period: Option<(f64, f64)>,
}

impl RateCurve {
    /// From (instant, calls per second) in order, the first at time 0, repeating after `period`.
    pub fn new(steps: &[(SimTime, f64)], period: Option<Span>) -> Self {
        let mut out: Vec<(f64, f64, f64)> = Vec::with_capacity(steps.len());
        for (at, per_second) in steps {
            let start = at.nanos() as f64;
            let before = out.last().map_or(0.0, |(s, rate, sum)| sum + (start - s) * rate);
            out.push((start, per_second * 1e-9, before));
        }
        let period = period.map(|p| {
            let length = p.nanos() as f64;
            (length, out.last().map_or(0.0, |(s, rate, sum)| sum + (length - s) * rate))
        });
        RateCurve { steps: out, period }
    }

    /// Calls expected from time 0 to `until`.
    pub fn expected(&self, until: SimTime) -> f64 {
        let nanos = until.nanos() as f64;
        let (offset, within) = match self.period {
            Some((length, per_period)) => {
                let periods = (nanos / length).floor();
                (periods * per_period, nanos - periods * length)
            }
            None => (0.0, nanos),
        };
        let begun = self.steps.partition_point(|(start, _, _)| *start <= within);
        let step = self.steps[..begun].last();
        offset + step.map_or(0.0, |(start, rate, before)| before + (within - start) * rate)
    }

    /// The instant by which `expected` calls are expected; `None` if that never happens.
    fn invert(&self, expected: f64) -> Option<SimTime> {
        let (offset, within) = match self.period {
            Some((_, per_period)) if per_period <= 0.0 => return None,
            Some((length, per_period)) => {
                let periods = (expected / per_period).floor();
                (periods * length, expected - periods * per_period)
            }
            None => (0.0, expected),
        };
        let reached = self.steps.partition_point(|(_, _, before)| *before <= within);
        let (start, rate, before) =
            self.steps[..reached].iter().rev().find(|(_, rate, _)| *rate > 0.0)?;
        let nanos = offset + start + (within - before) / rate;
        (nanos < u64::MAX as f64 / 4.0).then(|| SimTime::from_nanos(whole(nanos)))
    }
}

/// The arrivals of one source in one replication.
#[derive(Clone, Debug)]
pub struct ArrivalStream {
    rng: Xoshiro256PlusPlus,
    expected: f64,
    next: usize,
}

impl ArrivalStream {
    /// The stream of a source: `key` is that of (seed, replication, source).
    pub fn new(key: Key) -> Self {
        let rng = Xoshiro256PlusPlus::seed_from_u64(key.absorb(0x6172_7269_7661_6c73).raw());
        ArrivalStream { rng, expected: 0.0, next: 0 }
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
    fn inversion_follows_the_steps_and_repeats() {
        let curve = RateCurve::new(
            &[(at(0), 1.0), (at(10), 0.0), (at(20), 2.0)],
            Some(Span::from_secs(30)),
        );
        let close = |expected: f64, seconds: f64| {
            let got = curve.invert(expected).expect("reached").seconds();
            assert!((got - seconds).abs() < 1e-6, "{expected}: {got} instead of {seconds}");
        };
        close(5.0, 5.0);
        close(11.0, 20.5);
        close(29.0, 29.5);
        close(31.0, 31.0);
        assert!(RateCurve::new(&[(at(0), 0.0)], None).invert(1.0).is_none());
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
