//! Lengths of calls that were rounded to whole seconds or minutes: which distribution fits, by the likelihood of the
//! rounded values. A model with more parameters has to earn them (BIC; Schwarz 1978).

use super::maximise::{Bin, likelihood, maximised};
use super::models::{Component, Mixture};
use std::collections::BTreeMap;

/// Fewest lengths from which a distribution is chosen; below only the mean is used.
const FEWEST: f64 = 30.0;

/// Which family was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// All values are the same.
    Constant,
    /// Exponential.
    Exponential,
    /// Lognormal.
    Lognormal,
    /// Short calls and the others, both exponential.
    ShortExponential,
    /// Short calls, exponential, and the others, lognormal.
    ShortLognormal,
    /// The values themselves.
    Empirical,
}

impl Family {
    /// What a table says.
    pub fn words(self) -> &'static str {
        match self {
            Family::Constant => "always the same",
            Family::Exponential => "exponential",
            Family::Lognormal => "lognormal",
            Family::ShortExponential => "short + exponential",
            Family::ShortLognormal => "short + lognormal",
            Family::Empirical => "the values themselves",
        }
    }
}

/// How well one family fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The family.
    pub family: Family,
    /// The fitted distribution; `None` for the values themselves.
    pub model: Option<Mixture>,
    /// −2 ln L + parameters × ln n: the smallest is chosen.
    pub bic: f64,
    /// Greatest distance between the distribution functions of model and values.
    pub distance: f64,
}

/// The distribution of lengths.
#[derive(Clone, Debug, PartialEq)]
pub struct Lengths {
    /// Number of values.
    pub count: f64,
    /// Seconds to which the values were rounded.
    pub resolution: f64,
    /// Their mean in seconds.
    pub mean: f64,
    /// Their standard deviation in seconds.
    pub sd: f64,
    /// The values.
    pub bins: Vec<Bin>,
    /// All families that were tried, the chosen one first.
    pub candidates: Vec<Candidate>,
}

impl Lengths {
    /// Fits values in seconds with weights; `None` without values.
    pub fn fit(values: impl IntoIterator<Item = (f64, f64)>) -> Option<Lengths> {
        let mut seen: BTreeMap<i64, f64> = BTreeMap::new();
        for (value, weight) in values {
            if value >= 0.0 && weight > 0.0 {
                *seen.entry(value.round() as i64).or_insert(0.0) += weight;
            }
        }
        let whole_minutes = seen.len() > 1 && seen.keys().all(|value| value % 60 == 0);
        let resolution = if whole_minutes { 60.0 } else { 1.0 };
        let bins: Vec<Bin> =
            seen.iter().map(|(value, weight)| bin(*value, *weight, resolution)).collect();
        let count: f64 = bins.iter().map(|bin| bin.weight).sum();
        let average = |f: &dyn Fn(&Bin) -> f64| {
            bins.iter().map(|bin| bin.weight * f(bin)).sum::<f64>() / count
        };
        if count <= 0.0 {
            return None;
        }
        let mean = average(&|bin| bin.value);
        let squares = average(&|bin| (bin.value - mean) * (bin.value - mean));
        let sd = if count > 1.0 { (squares * count / (count - 1.0)).sqrt() } else { 0.0 };
        let candidates = candidates(&bins, count, mean, resolution);
        Some(Lengths { count, resolution, mean, sd, bins, candidates })
    }

    /// The chosen family.
    pub fn chosen(&self) -> &Candidate {
        // There is always the exponential one or that of the values.
        &self.candidates[0]
    }

    /// The best family that a scenario writes without a file.
    pub fn parametric(&self) -> &Candidate {
        let written = |candidate: &&Candidate| {
            !matches!(
                candidate.family,
                Family::Constant | Family::ShortLognormal | Family::Empirical
            )
        };
        // The exponential one is always there.
        self.candidates.iter().find(written).unwrap_or(&self.candidates[0])
    }

    /// Half-width of the interval of the mean at a level, by the central limit theorem.
    pub fn mean_half_width(&self, level: f64) -> Option<f64> {
        let t = crate::stats::interval::student_t_quantile(
            f64::midpoint(1.0, level),
            self.count - 1.0,
        )?;
        Some(t * self.sd / self.count.sqrt())
    }

    /// The p-quantile of the values.
    pub fn quantile(&self, p: f64) -> f64 {
        let mut below = 0.0;
        for bin in &self.bins {
            below += bin.weight;
            if below >= p * self.count {
                return bin.value;
            }
        }
        self.bins.last().map_or(0.0, |bin| bin.value)
    }
}

fn bin(value: i64, weight: f64, resolution: f64) -> Bin {
    let value = value as f64;
    Bin { from: (value - resolution / 2.0).max(0.0), to: value + resolution / 2.0, value, weight }
}

fn candidates(bins: &[Bin], count: f64, mean: f64, resolution: f64) -> Vec<Candidate> {
    // The mean whose rounded values have this mean.
    let exact = |mean: f64| resolution / (2.0 * libm::asinh(resolution / (2.0 * mean.max(1e-6))));
    let exponential = Mixture::of(Component::Exponential { mean: exact(mean) });
    let mut found = vec![candidate(Family::Exponential, exponential, 1.0, bins, count)];
    if count >= FEWEST && bins.len() == 1 {
        // A constant has no parameter that the values could tell from others, and gives each of them the probability 1.
        found.push(Candidate { family: Family::Constant, model: None, bic: 0.0, distance: 0.0 });
    } else if count >= FEWEST {
        let lognormal = Mixture::of(start(bins, f64::NEG_INFINITY));
        let short = |main| Mixture {
            short: Some((0.1, Component::Exponential { mean: (mean / 20.0).clamp(0.5, 8.0) })),
            main,
        };
        let long = start(bins, mean / 10.0);
        let exponentials = short(Component::Exponential { mean: exact(mean) });
        for (family, first, parameters) in [
            (Family::Lognormal, lognormal, 2.0),
            (Family::ShortExponential, exponentials, 3.0),
            (Family::ShortLognormal, short(long), 4.0),
        ] {
            let model = maximised(first, bins, count);
            found.push(candidate(family, model, parameters, bins, count));
        }
        found.push(empirical(bins, count));
    }
    found.sort_by(|a, b| a.bic.total_cmp(&b.bic));
    found
}

/// A lognormal component with the logarithms of the values above a bound.
fn start(bins: &[Bin], above: f64) -> Component {
    let inside: Vec<&Bin> = bins.iter().filter(|bin| bin.value > above).collect();
    let weight: f64 = inside.iter().map(|bin| bin.weight).sum();
    let log = |bin: &Bin| libm::log(bin.value.max(0.25));
    let mu = inside.iter().map(|bin| bin.weight * log(bin)).sum::<f64>() / weight.max(1e-9);
    let square = |bin: &&Bin| bin.weight * (log(bin) - mu) * (log(bin) - mu);
    let sigma = (inside.iter().map(square).sum::<f64>() / weight.max(1e-9)).sqrt();
    Component::Lognormal { mu, sigma: sigma.max(0.01) }
}

fn candidate(
    family: Family,
    model: Mixture,
    parameters: f64,
    bins: &[Bin],
    count: f64,
) -> Candidate {
    let bic = parameters * libm::log(count) - 2.0 * likelihood(&model, bins);
    let (mut below, mut distance) = (0.0, 0.0_f64);
    for bin in bins {
        distance = distance.max((model.cdf(bin.from) - below / count).abs());
        below += bin.weight;
        distance = distance.max((model.cdf(bin.to) - below / count).abs());
    }
    Candidate { family, model: Some(model), bic, distance }
}

/// The values themselves have a parameter for each different value but one.
fn empirical(bins: &[Bin], count: f64) -> Candidate {
    let logs = bins.iter().map(|bin| bin.weight * libm::log(bin.weight / count)).sum::<f64>();
    let parameters = bins.len() as f64 - 1.0;
    let bic = parameters * libm::log(count) - 2.0 * logs;
    Candidate { family: Family::Empirical, model: None, bic, distance: 0.0 }
}
