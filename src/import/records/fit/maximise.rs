//! The most likely mixture for rounded values, by expectation and maximisation (Dempster, Laird and Rubin 1977).

use super::models::{Component, Mixture};

/// Steps of the expectation-maximisation algorithm at most.
const STEPS: usize = 200;

/// A value with how often it was seen. Weights need not be whole: those of an estimate of survival are not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// From, in seconds.
    pub from: f64,
    /// To, in seconds.
    pub to: f64,
    /// The rounded value in seconds.
    pub value: f64,
    /// How often.
    pub weight: f64,
}

/// ln L of rounded values.
pub(super) fn likelihood(model: &Mixture, bins: &[Bin]) -> f64 {
    let log = |bin: &Bin| bin.weight * libm::log(model.between(bin.from, bin.to).max(1e-300));
    bins.iter().map(log).sum()
}

/// Expectation and maximisation until the likelihood stands still.
pub(super) fn maximised(first: Mixture, bins: &[Bin], count: f64) -> Mixture {
    let mut model = first;
    let mut last = likelihood(&model, bins);
    for _ in 0..STEPS {
        let next = step(&model, bins, count);
        let now = likelihood(&next, bins);
        if !now.is_finite() {
            break;
        }
        model = next;
        if (now - last).abs() < 1e-9 * last.abs() {
            break;
        }
        last = now;
    }
    model
}

/// Expected sums of what a component's estimate needs.
#[derive(Clone, Copy, Default)]
struct Sums {
    weight: f64,
    first: f64,
    second: f64,
}

fn step(model: &Mixture, bins: &[Bin], count: f64) -> Mixture {
    let (mut short, mut main) = (Sums::default(), Sums::default());
    for bin in bins {
        let part = |share: f64, component: &Component| share * component.between(bin.from, bin.to);
        let (of_short, of_main) = match &model.short {
            None => (0.0, 1.0),
            Some((share, component)) => (part(*share, component), part(1.0 - share, &model.main)),
        };
        let total = (of_short + of_main).max(1e-300);
        add(&mut main, &model.main, bin, bin.weight * of_main / total);
        if let Some((_, component)) = &model.short {
            add(&mut short, component, bin, bin.weight * of_short / total);
        }
    }
    Mixture {
        short: model
            .short
            .map(|(_, component)| (short.weight / count, estimate(&component, short))),
        main: estimate(&model.main, main),
    }
}

fn estimate(before: &Component, sums: Sums) -> Component {
    if sums.weight <= 1e-9 {
        return *before;
    }
    let first = sums.first / sums.weight;
    match before {
        Component::Exponential { .. } => Component::Exponential { mean: first.max(0.05) },
        Component::Lognormal { .. } => {
            let variance = sums.second / sums.weight - first * first;
            Component::Lognormal { mu: first, sigma: variance.max(1e-4).sqrt() }
        }
    }
}

/// Adds the expected moments of a component inside a bin.
fn add(sums: &mut Sums, component: &Component, bin: &Bin, weight: f64) {
    let (first, second) = match *component {
        Component::Exponential { mean } => (inside_exponential(mean, bin), 0.0),
        Component::Lognormal { mu, sigma } => inside_normal(mu, sigma, bin),
    };
    sums.weight += weight;
    sums.first += weight * first;
    sums.second += weight * second;
}

/// E[X | bin] of an exponential distribution.
fn inside_exponential(mean: f64, bin: &Bin) -> f64 {
    let width = bin.to - bin.from;
    let decay = width / mean;
    if decay < 1e-6 {
        return f64::midpoint(bin.from, bin.to);
    }
    // from + mean − width ÷ (e^(width/mean) − 1)
    bin.from + mean - width / libm::expm1(decay.min(700.0))
}

/// E[ln X | bin] and E[(ln X)² | bin] of a lognormal distribution: moments of a truncated normal one.
fn inside_normal(mu: f64, sigma: f64, bin: &Bin) -> (f64, f64) {
    let z = |x: f64| (libm::log(x) - mu) / sigma;
    let (from, to) = (if bin.from > 0.0 { z(bin.from) } else { f64::NEG_INFINITY }, z(bin.to));
    let middle = {
        let log = libm::log(f64::midpoint(bin.from, bin.to).max(0.25));
        (log, log * log)
    };
    // In a narrow bin the differences below lose all digits.
    if to - from < 1e-3 {
        return middle;
    }
    let density = |z: f64| match z.is_finite() {
        true => libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt(),
        false => 0.0,
    };
    let weighted = |z: f64| if z.is_finite() { z * density(z) } else { 0.0 };
    let inside = Component::Lognormal { mu, sigma }.between(bin.from, bin.to);
    if inside < 1e-200 {
        return middle;
    }
    let first = (density(from) - density(to)) / inside;
    let second = 1.0 + (weighted(from) - weighted(to)) / inside;
    let log = mu + sigma * first;
    (log, mu * mu + 2.0 * mu * sigma * first + sigma * sigma * second)
}
