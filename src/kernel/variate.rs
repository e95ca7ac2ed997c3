//! Draws of spans. The transforms come from `libm` or are our own, so that they are the same on every
//! platform; the base draws are the ziggurats of rand_distr. A sampled number becomes a [`Span`] here
//! and nowhere else.

use super::exponential::exp;
use super::key::KeyedRng;
use crate::base::Span;
use rand_distr::{Distribution, Exp1, Gamma, StandardNormal};

/// A compiled distribution of spans.
#[derive(Clone, Debug)]
pub enum Variate {
    /// Always the same span.
    Constant(Span),
    /// Exponential, mean in ns.
    Exponential(f64),
    /// Lognormal, of ns.
    Lognormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Gamma, in ns.
    Gamma(Gamma<f64>),
    /// Weibull.
    Weibull {
        /// 1 ÷ shape.
        inverse_shape: f64,
        /// ns.
        scale: f64,
    },
    /// Uniform.
    Uniform {
        /// Smallest, ns.
        low: f64,
        /// Largest − smallest, ns.
        width: f64,
    },
    /// Normal, drawn again while negative.
    Normal {
        /// ns, before truncation.
        mean: f64,
        /// ns, before truncation.
        sd: f64,
    },
    /// Mixture of exponentials: (cumulative share, mean in ns).
    Hyperexponential(Box<[(f64, f64)]>),
    /// One of these, equally likely.
    Empirical(Box<[Span]>),
    /// A sum of independent draws.
    Sum(Box<[Variate]>),
}

/// To the nearest nanosecond. A span that is too long saturates, which the kernel's clock refuses.
#[inline]
fn span(nanos: f64) -> Span {
    let shifted = nanos + 0.5;
    // The processor has an instruction for signed numbers only.
    if shifted < i64::MAX as f64 { Span::from_nanos(shifted as i64 as u64) } else { long(shifted) }
}

#[cold]
#[inline(never)]
fn long(nanos: f64) -> Span {
    Span::from_nanos(nanos as u64)
}

impl Variate {
    /// No time at all.
    pub const ZERO: Variate = Variate::Constant(Span::ZERO);

    /// Whether every draw is exactly zero.
    #[inline]
    pub fn is_zero(&self) -> bool {
        matches!(self, Variate::Constant(Span::ZERO))
    }

    /// One draw with the generator of its purpose.
    #[inline]
    pub fn sample(&self, rng: &mut KeyedRng) -> Span {
        match self {
            Variate::Constant(value) => *value,
            Variate::Exponential(mean) => {
                let unit: f64 = Exp1.sample(rng);
                span(unit * mean)
            }
            Variate::Lognormal { mu, sigma } => {
                let z: f64 = StandardNormal.sample(rng);
                span(exp(mu + sigma * z))
            }
            other => other.sample_rare(rng),
        }
    }

    /// The families that need more than one multiplication or exponential.
    fn sample_rare(&self, rng: &mut KeyedRng) -> Span {
        match self {
            Variate::Gamma(gamma) => span(gamma.sample(rng)),
            Variate::Weibull { inverse_shape, scale } => {
                let unit: f64 = Exp1.sample(rng);
                span(scale * libm::pow(unit, *inverse_shape))
            }
            Variate::Uniform { low, width } => span(low + width * uniform(rng)),
            Variate::Normal { mean, sd } => loop {
                let z: f64 = StandardNormal.sample(rng);
                if mean + sd * z >= 0.0 {
                    return span(mean + sd * z);
                }
            },
            Variate::Hyperexponential(phases) => {
                let u = uniform(rng);
                let unit: f64 = Exp1.sample(rng);
                let mean = phases.iter().find(|(upto, _)| u < *upto).or(phases.last());
                span(unit * mean.map_or(0.0, |(_, mean)| *mean))
            }
            Variate::Empirical(values) => {
                let index = (uniform(rng) * values.len() as f64) as usize;
                values.get(index).copied().unwrap_or_default()
            }
            Variate::Sum(terms) => terms.iter().fold(Span::ZERO, |sum, v| sum + v.sample(rng)),
            common => common.sample(rng),
        }
    }
}

#[inline]
fn uniform(rng: &mut KeyedRng) -> f64 {
    use rand::RngExt;
    rng.random::<f64>()
}
