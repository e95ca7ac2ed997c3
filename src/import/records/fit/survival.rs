//! Times of which some were cut short by something else: how long callers would wait if nobody answered them.

use crate::stats::interval::normal_quantile;
use statrs::distribution::{ChiSquared, ContinuousCDF};
use std::collections::BTreeMap;

/// One step of an estimate of survival.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Seconds.
    pub at: f64,
    /// Share that lasts longer.
    pub survival: f64,
    /// Bounds of that share at the level of [`Survival`].
    pub bounds: (f64, f64),
    /// Number of those that lasted at least so long.
    pub at_risk: f64,
    /// Number of those that ended here of themselves.
    pub ended: f64,
}

/// The estimate of Kaplan and Meier (1958), with bounds by Greenwood on the scale ln(−ln S), which keeps them in 0 to 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survival {
    /// Steps at times at which one ended of itself.
    pub steps: Vec<Step>,
    /// Number that ended of themselves.
    pub ended: f64,
    /// Number that was cut short.
    pub cut: f64,
    /// Sum of all times in seconds.
    pub exposure: f64,
    /// All times: seconds, number ended, number cut short.
    times: Vec<(f64, f64, f64)>,
}

impl Survival {
    /// From times in seconds, each with whether it ended of itself.
    pub fn of(times: impl IntoIterator<Item = (f64, bool)>, level: f64) -> Survival {
        let mut counts: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
        let mut out = Survival::default();
        for (time, ended) in times {
            let count = counts.entry((time * 10.0).round() as i64).or_default();
            if ended {
                count.0 += 1.0
            } else {
                count.1 += 1.0
            }
            out.exposure += time;
        }
        out.times = counts.iter().map(|(at, (e, c))| (*at as f64 / 10.0, *e, *c)).collect();
        out.ended = out.times.iter().map(|(_, ended, _)| ended).sum();
        out.cut = out.times.iter().map(|(_, _, cut)| cut).sum();
        let z = normal_quantile(f64::midpoint(1.0, level)).unwrap_or(0.0);
        let (mut survival, mut variance) = (1.0, 0.0);
        let mut at_risk = out.ended + out.cut;
        for (at, ended, cut) in &out.times {
            if *ended > 0.0 {
                survival *= 1.0 - ended / at_risk;
                variance += ended / (at_risk * (at_risk - ended).max(1e-9));
                let bounds = bounds(survival, variance, z);
                out.steps.push(Step { at: *at, survival, bounds, at_risk, ended: *ended });
            }
            at_risk -= ended + cut;
        }
        out
    }

    /// Share that lasts longer than a time.
    pub fn at(&self, time: f64) -> f64 {
        let step = self.steps.partition_point(|step| step.at <= time);
        step.checked_sub(1).map_or(1.0, |step| self.steps[step].survival)
    }

    /// Mean if times are exponential: all time divided by the number that ended of themselves. `None` if none did.
    pub fn exponential_mean(&self) -> Option<f64> {
        (self.ended > 0.0).then(|| self.exposure / self.ended)
    }

    /// Bounds of that mean; source: Lawless (2003), *Statistical Models and Methods for Lifetime Data*, 4.1.
    pub fn mean_bounds(&self, level: f64) -> Option<(f64, f64)> {
        let quantile = |degrees: f64, p: f64| Some(ChiSquared::new(degrees).ok()?.inverse_cdf(p));
        let (low, high) = (f64::midpoint(0.0, 1.0 - level), f64::midpoint(1.0, level));
        let most = quantile(2.0 * self.ended, low)?;
        let least = quantile(2.0 * self.ended + 2.0, high)?;
        Some((2.0 * self.exposure / least, 2.0 * self.exposure / most))
    }

    /// ln L of exponential times.
    fn exponential_likelihood(&self) -> Option<f64> {
        let mean = self.exponential_mean()?;
        Some(-self.ended * libm::log(mean) - self.ended)
    }

    /// Shape and mean of a Weibull distribution by maximum likelihood, if it fits better than the exponential one by BIC.
    pub fn weibull(&self) -> Option<(f64, f64)> {
        const FEWEST: f64 = 30.0;
        if self.ended < FEWEST {
            return None;
        }
        let powers = |shape: f64| {
            let mut sums = (0.0, 0.0);
            for (at, ended, cut) in &self.times {
                let power = libm::pow(at.max(0.5), shape) * (ended + cut);
                sums = (sums.0 + power, sums.1 + power * libm::log(at.max(0.5)));
            }
            sums
        };
        let logs: f64 = self.times.iter().map(|(at, e, _)| e * libm::log(at.max(0.5))).sum();
        let slope = |shape: f64| {
            let (sum, with_logs) = powers(shape);
            1.0 / shape + logs / self.ended - with_logs / sum
        };
        // The slope falls: there is one zero.
        let (mut from, mut to) = (0.05, 20.0);
        for _ in 0..60 {
            let middle = f64::midpoint(from, to);
            if slope(middle) > 0.0 { from = middle } else { to = middle }
        }
        let shape = f64::midpoint(from, to);
        let scale = libm::pow(powers(shape).0 / self.ended, 1.0 / shape);
        let likelihood = self.ended * (libm::log(shape) - shape * libm::log(scale))
            + (shape - 1.0) * logs
            - self.ended;
        let gain = 2.0 * (likelihood - self.exponential_likelihood()?);
        let mean = scale * libm::tgamma(1.0 + 1.0 / shape);
        (gain > libm::log(self.ended)).then_some((shape, mean))
    }
}

fn bounds(survival: f64, variance: f64, z: f64) -> (f64, f64) {
    if survival <= 0.0 || survival >= 1.0 {
        return (survival, survival);
    }
    let log = libm::log(survival);
    let spread = libm::exp(z * variance.sqrt() / log.abs());
    (libm::pow(survival, spread), libm::pow(survival, 1.0 / spread))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_of_the_classic_example() {
        // Freireich et al. (1963), 6-MP group: 21 times, 9 of them events; values in Kalbfleisch and Prentice (2002).
        let events = [6, 6, 6, 7, 10, 13, 16, 22, 23];
        let cut = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
        let times = events.iter().map(|t| (f64::from(*t), true));
        let times = times.chain(cut.iter().map(|t| (f64::from(*t), false)));
        let estimate = Survival::of(times, 0.95);
        for (at, expected) in
            [(6.0, 0.857), (7.0, 0.807), (10.0, 0.753), (16.0, 0.627), (23.0, 0.448)]
        {
            assert!((estimate.at(at) - expected).abs() < 6e-4, "{at}: {}", estimate.at(at));
        }
        assert_eq!(estimate.exponential_mean(), Some(359.0 / 9.0));
        assert_eq!(estimate.at(5.0), 1.0);
    }
}
