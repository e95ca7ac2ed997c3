//! Distributions of the deployment into variates that draw.

use crate::base::Span;
use crate::deployment::{Distribution, Shape};
use crate::kernel::Variate;
use rand_distr::Gamma;

/// Compiles a distribution; the resolver has checked its parameters.
pub fn variate(distribution: &Distribution) -> Variate {
    shape(&distribution.shape)
}

fn nanos(value: f64) -> Span {
    Span::from_nanos(value.round() as u64)
}

fn shape(of: &Shape) -> Variate {
    match of {
        Shape::Constant(value) => Variate::Constant(nanos(*value)),
        Shape::Exponential { mean } if *mean <= 0.0 => Variate::ZERO,
        Shape::Exponential { mean } => Variate::Exponential(*mean),
        Shape::Lognormal { mu, sigma } if *sigma <= 0.0 => Variate::Constant(nanos(libm::exp(*mu))),
        Shape::Lognormal { mu, sigma } => Variate::Lognormal { mu: *mu, sigma: *sigma },
        Shape::Gamma { shape, scale } => match Gamma::new(*shape, *scale) {
            Ok(gamma) => Variate::Gamma(gamma),
            // Shape or scale zero: all mass at zero.
            Err(_) => Variate::ZERO,
        },
        Shape::Weibull { shape, scale } => {
            Variate::Weibull { inverse_shape: 1.0 / shape, scale: *scale }
        }
        Shape::Uniform { low, high } => Variate::Uniform { low: *low, width: high - low },
        Shape::Normal { mean, sd } if *sd <= 0.0 => Variate::Constant(nanos(mean.max(0.0))),
        Shape::Normal { mean, sd } => Variate::Normal { mean: *mean, sd: *sd },
        Shape::Hyperexponential { phases } => {
            let mut upto = 0.0;
            let phases = phases.iter().map(|(share, mean)| {
                upto += share;
                (upto, *mean)
            });
            Variate::Hyperexponential(phases.collect())
        }
        Shape::Empirical(values) => Variate::Empirical(values.iter().map(|v| nanos(*v)).collect()),
        Shape::Sum(terms) => Variate::Sum(terms.iter().map(shape).collect()),
    }
}
