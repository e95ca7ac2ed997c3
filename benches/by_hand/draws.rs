//! Draws of the two distributions that this deployment has, by the same arithmetic as in every model.

use busyhour::internals::kernel::{KeyedRng, Variate, exp};
use rand_distr::{Distribution, Exp1, StandardNormal};

/// A lognormal number of nanoseconds.
#[derive(Clone, Copy)]
pub struct Lognormal {
    mu: f64,
    sigma: f64,
}

impl Lognormal {
    /// The same as this variate.
    pub fn of(variate: &Variate) -> Self {
        match variate {
            Variate::Lognormal { mu, sigma } => Lognormal { mu: *mu, sigma: *sigma },
            other => panic!("{other:?} is not lognormal"),
        }
    }

    /// One draw.
    #[inline(never)]
    pub fn draw(&self, mut rng: KeyedRng) -> u64 {
        self.next(&mut rng)
    }

    /// The next draw of a generator.
    #[inline]
    pub fn next(&self, rng: &mut KeyedRng) -> u64 {
        let z: f64 = StandardNormal.sample(rng);
        nanos(exp(self.mu + self.sigma * z))
    }
}

/// An exponential number of nanoseconds.
#[derive(Clone, Copy)]
pub struct Exponential(f64);

impl Exponential {
    /// The same as this variate.
    pub fn of(variate: &Variate) -> Self {
        match variate {
            Variate::Exponential(mean) => Exponential(*mean),
            other => panic!("{other:?} is not exponential"),
        }
    }

    /// One draw.
    #[inline(never)]
    pub fn draw(&self, mut rng: KeyedRng) -> u64 {
        let unit: f64 = Exp1.sample(&mut rng);
        nanos(unit * self.0)
    }
}

/// To the nearest nanosecond, of less than 292 years.
#[inline]
fn nanos(number: f64) -> u64 {
    (number + 0.5) as i64 as u64
}
