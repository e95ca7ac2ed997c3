//! A random length of time as the planner meant it: parameters checked, in nanoseconds or pure
//! numbers. Drawing from it is the kernel's work.

/// A distribution of spans, with the key that gave it, so that a fault can name it.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// Path of the key in the scenario, as `users["head office"].ring`, or of the default.
    pub key: String,
    /// Its shape.
    pub shape: Shape,
}

/// The family and its parameters. Every time is in nanoseconds, finite and not negative.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Always the same.
    Constant(f64),
    /// Exponential with this mean.
    Exponential {
        /// Mean, ns.
        mean: f64,
    },
    /// exp of a normal: `mu` and `sigma` are those of the logarithm of nanoseconds.
    Lognormal {
        /// Mean of ln(ns).
        mu: f64,
        /// Standard deviation of ln(ns).
        sigma: f64,
    },
    /// Gamma (Erlang where the shape is whole).
    Gamma {
        /// Shape, above 0.
        shape: f64,
        /// Scale, ns.
        scale: f64,
    },
    /// Weibull.
    Weibull {
        /// Shape, above 0.
        shape: f64,
        /// Scale, ns.
        scale: f64,
    },
    /// Uniform between two times.
    Uniform {
        /// Least, ns.
        low: f64,
        /// Greatest, ns.
        high: f64,
    },
    /// Normal by its parameters before truncation; negative draws are drawn again.
    Normal {
        /// Mean before truncation, ns.
        mean: f64,
        /// Standard deviation before truncation, ns.
        sd: f64,
    },
    /// A mixture of exponentials.
    Hyperexponential {
        /// (share, mean in ns); the shares sum to 1.
        phases: Vec<(f64, f64)>,
    },
    /// One of these observed values, each equally likely, ns.
    Empirical(Vec<f64>),
    /// The sum of independent draws.
    Sum(Vec<Shape>),
}

impl Distribution {
    /// A distribution given by the key at `key`.
    pub fn new(key: impl Into<String>, shape: Shape) -> Self {
        Distribution { key: key.into(), shape }
    }

    /// No time at all.
    pub fn zero(key: impl Into<String>) -> Self {
        Distribution::new(key, Shape::Constant(0.0))
    }
}

impl Shape {
    /// The mean in nanoseconds. A truncated normal's is the mean after truncation.
    pub fn mean(&self) -> f64 {
        match self {
            Shape::Constant(value) => *value,
            Shape::Exponential { mean } => *mean,
            Shape::Lognormal { mu, sigma } => libm::exp(mu + sigma * sigma / 2.0),
            Shape::Gamma { shape, scale } => shape * scale,
            Shape::Weibull { shape, scale } => scale * libm::tgamma(1.0 + 1.0 / shape),
            Shape::Uniform { low, high } => (low + high) / 2.0,
            Shape::Normal { mean, sd } => truncated_normal_mean(*mean, *sd),
            Shape::Hyperexponential { phases } => phases.iter().map(|(p, m)| p * m).sum(),
            Shape::Empirical(values) => values.iter().sum::<f64>() / values.len().max(1) as f64,
            Shape::Sum(terms) => terms.iter().map(Shape::mean).sum(),
        }
    }

    /// Whether every draw is exactly zero.
    pub fn is_zero(&self) -> bool {
        match self {
            Shape::Constant(value) => *value < 0.5,
            Shape::Sum(terms) => terms.iter().all(Shape::is_zero),
            _ => false,
        }
    }
}

/// E[X | X ≥ 0] of a normal X: mean + sd·φ(a)/(1 − Φ(a)), a = −mean/sd.
fn truncated_normal_mean(mean: f64, sd: f64) -> f64 {
    if sd <= 0.0 {
        return mean.max(0.0);
    }
    let a = -mean / sd;
    let density = libm::exp(-a * a / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
    let above = 0.5 * libm::erfc(a / std::f64::consts::SQRT_2);
    mean + sd * density / above
}
