//! Distributions of lengths, and their probabilities of intervals.

use crate::stats::interval::{normal_cdf, normal_quantile};

/// One component of a mixture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Component {
    /// Exponential.
    Exponential {
        /// Mean in seconds.
        mean: f64,
    },
    /// Lognormal.
    Lognormal {
        /// Mean of the logarithm of seconds.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
}

impl Component {
    /// P(X ≤ x).
    pub fn cdf(&self, x: f64) -> f64 {
        match *self {
            _ if x <= 0.0 => 0.0,
            Component::Exponential { mean } => -libm::expm1(-x / mean),
            Component::Lognormal { mu, sigma } => normal_cdf((libm::log(x) - mu) / sigma),
        }
    }

    /// P(X > x), exact in the tail.
    fn beyond(&self, x: f64) -> f64 {
        match *self {
            _ if x <= 0.0 => 1.0,
            Component::Exponential { mean } => libm::exp(-x / mean),
            Component::Lognormal { mu, sigma } => normal_cdf((mu - libm::log(x)) / sigma),
        }
    }

    /// P(from < X ≤ to).
    pub fn between(&self, from: f64, to: f64) -> f64 {
        let lower = self.cdf(from);
        let inside =
            if lower > 0.5 { self.beyond(from) - self.beyond(to) } else { self.cdf(to) - lower };
        inside.max(0.0)
    }

    /// Mean in seconds.
    pub fn mean(&self) -> f64 {
        match *self {
            Component::Exponential { mean } => mean,
            Component::Lognormal { mu, sigma } => libm::exp(mu + sigma * sigma / 2.0),
        }
    }
}

/// A mixture of a short component and a main one, or the main one alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixture {
    /// Share and component of what is short.
    pub short: Option<(f64, Component)>,
    /// The others.
    pub main: Component,
}

impl Mixture {
    /// One component.
    pub fn of(main: Component) -> Mixture {
        Mixture { short: None, main }
    }

    fn mixed(&self, value: impl Fn(&Component) -> f64) -> f64 {
        match &self.short {
            None => value(&self.main),
            Some((share, short)) => share * value(short) + (1.0 - share) * value(&self.main),
        }
    }

    /// P(X ≤ x).
    pub fn cdf(&self, x: f64) -> f64 {
        self.mixed(|component| component.cdf(x))
    }

    /// P(from < X ≤ to).
    pub fn between(&self, from: f64, to: f64) -> f64 {
        self.mixed(|component| component.between(from, to))
    }

    /// Mean in seconds.
    pub fn mean(&self) -> f64 {
        self.mixed(Component::mean)
    }

    /// The p-quantile in seconds, for p in (0, 1).
    pub fn quantile(&self, p: f64) -> f64 {
        if let (None, Component::Lognormal { mu, sigma }) = (&self.short, self.main) {
            return libm::exp(mu + sigma * normal_quantile(p).unwrap_or(0.0));
        }
        let mut to = self.mean().max(1e-9);
        while self.cdf(to) < p && to < 1e9 {
            to *= 2.0;
        }
        let mut from = 0.0;
        for _ in 0..60 {
            let middle = f64::midpoint(from, to);
            if self.cdf(middle) < p { from = middle } else { to = middle }
        }
        f64::midpoint(from, to)
    }
}
