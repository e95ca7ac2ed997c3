//! Warnings about what a window cannot show: nothing arrives in it, it begins empty, or times are longer than it.

use crate::deployment::{Arrivals as Given, Distribution, Shape, Target, Traffic};
use crate::experiment::no_value;
use crate::experiment::record::{Estimate, Warning};
use crate::experiment::study::Study;
use crate::measure::{Measure, Statistic};
use crate::network::Arrivals;

/// Without a warm-up a window of this many mean lengths of a call is short: calls in progress are some 5 % too few.
const SHORT: f64 = 20.0;
/// Standard deviation ÷ mean from which a distribution has a long tail; an exponential time has 1.
const LONG_TAIL: f64 = 5.0;
/// Relative standard error of the mean of all draws of a study above which it cannot be estimated.
const MEAN_UNKNOWN: f64 = 0.2;

/// All warnings of this kind.
pub(in crate::experiment) fn window(
    study: &Study,
    estimates: &[Estimate],
    replications: u32,
) -> Vec<Warning> {
    let targets = &study.deployment().targets;
    let mut found: Vec<Warning> = no_calls(estimates).into_iter().collect();
    found.extend(targets.iter().filter_map(|target| without_values(target, estimates)));
    found.extend(begins_empty(study));
    found.extend(super::days::days(study, replications));
    found.extend(long_tails(study, replications));
    found
}

fn no_calls(estimates: &[Estimate]) -> Option<Warning> {
    let is_calls = |e: &&Estimate| {
        super::is_of_all(e, Measure::Calls) && e.figure.statistic == Statistic::Count
    };
    let calls = estimates.iter().find(is_calls)?;
    (calls.count == 0).then(|| Warning {
        code: "no-calls".to_owned(),
        message: "no call arrived in the measured window, so nothing but limits is known: raise the rates of \
                  traffic.arrivals or study.duration"
            .to_owned(),
    })
}

/// A target on a figure of which there is no value.
fn without_values(target: &Target, estimates: &[Estimate]) -> Option<Warning> {
    let figure = &target.named.figure;
    let estimate = estimates.iter().find(|e| e.is(figure))?;
    if estimate.value.is_some() || estimate.count > 0 {
        return None;
    }
    let (why, cure) = no_value::why(estimates, figure).unwrap_or_else(|| {
        let cure = "raise the rate of the calls that it is about, or remove the target";
        (format!("no call had a value of `{figure}`"), cure)
    });
    let code = "target-without-values".to_owned();
    let message = format!("{why}, so the target on `{figure}` is neither met nor missed: {cure}");
    Some(Warning { code, message })
}

/// A short window that begins with an empty system.
fn begins_empty(study: &Study) -> Option<Warning> {
    let settings = &study.deployment().settings;
    if settings.warm_up.nanos() > 0 || settings.find_warm_up {
        return None;
    }
    // With a profile of the day the night empties the system, and a trace begins where it begins.
    let steady = |traffic: &&Traffic| matches!(&traffic.arrivals, Given::Rate { steps, .. } if steps.len() == 1 && steps[0].1 > 0.0);
    let talk = study.deployment().traffic.iter().filter(steady).map(|t| t.talk.shape.mean() * 1e-9);
    let longest = talk.fold(0.0, f64::max);
    (settings.duration.seconds() < SHORT * longest).then(|| Warning {
        code: "no-warm-up".to_owned(),
        message: format!(
            "the window of {} begins with an empty system, and a conversation takes {:.0} s on average, so loads and \
             blocking are too low: set study.warm_up = \"found\", or raise study.duration",
            settings.duration, longest
        ),
    })
}

/// Times with a mean that no window of this length shows. One warning for each distribution.
fn long_tails(study: &Study, replications: u32) -> Vec<Warning> {
    let deployment = study.deployment();
    let window = study.window();
    let mut drawn: Vec<(&Distribution, f64)> = Vec::new();
    let mut all = 0.0;
    for (traffic, source) in deployment.traffic.iter().zip(study.network().sources.iter()) {
        let calls = match &source.arrivals {
            Arrivals::Poisson(rate) => rate.expected(window.to) - rate.expected(window.from),
            Arrivals::Modulated(rate) => {
                let calls = rate.curve.expected(window.to) - rate.curve.expected(window.from);
                calls * rate.mean_factor()
            }
            Arrivals::Recorded(instants) => instants.len() as f64,
        };
        let calls = calls * f64::from(replications);
        all += calls;
        drawn.extend(std::iter::once(&traffic.talk).chain(&traffic.patience).map(|d| (d, calls)));
    }
    for users in &deployment.users {
        let mail = &users.voice_mail;
        let times = [&users.ring, &users.answers.after, &mail.greeting, &mail.message];
        drawn.extend(times.map(|distribution| (distribution, all)));
    }
    let length = deployment.settings.duration.nanos() as f64;
    let mut found: Vec<Warning> = Vec::new();
    for (distribution, draws) in drawn {
        let Some(warning) = long_tail(distribution, draws, length) else { continue };
        if draws > 0.0 && !found.contains(&warning) {
            found.push(warning);
        }
    }
    found
}

fn long_tail(distribution: &Distribution, draws: f64, length: f64) -> Option<Warning> {
    let mean = distribution.shape.mean();
    let deviation = variation(&distribution.shape);
    let is_tail = deviation.is_nan() || deviation > LONG_TAIL;
    let error = deviation / draws.max(1.0).sqrt();
    let is_unknown = error.is_nan() || error > MEAN_UNKNOWN || mean > length;
    (is_tail && is_unknown).then(|| Warning {
        code: "mean-not-estimable".to_owned(),
        message: format!(
            "`{}` has so long a tail (standard deviation {} times the mean) that the mean cannot be estimated in this \
             window: the few longest times hold most of it, and no interval shows them; use a distribution with a \
             shorter tail, or measured times as `empirical`",
            distribution.key,
            if deviation.is_finite() { format!("{deviation:.1e}") } else { "countless".to_owned() }
        ),
    })
}

/// Standard deviation ÷ mean.
fn variation(shape: &Shape) -> f64 {
    let of_moments = |first: f64, second: f64| (second / (first * first) - 1.0).max(0.0).sqrt();
    match shape {
        Shape::Lognormal { sigma, .. } => libm::expm1(sigma * sigma).sqrt(),
        Shape::Weibull { shape, .. } => {
            let log = libm::lgamma(1.0 + 2.0 / shape) - 2.0 * libm::lgamma(1.0 + 1.0 / shape);
            libm::expm1(log).max(0.0).sqrt()
        }
        Shape::Gamma { shape, .. } => 1.0 / shape.sqrt(),
        Shape::Hyperexponential { phases } => {
            let second = phases.iter().map(|(share, mean)| 2.0 * share * mean * mean).sum();
            of_moments(shape.mean(), second)
        }
        Shape::Empirical(values) => {
            let second = values.iter().map(|v| v * v).sum::<f64>() / values.len().max(1) as f64;
            of_moments(shape.mean(), second)
        }
        Shape::Sum(terms) => terms.iter().map(variation).fold(0.0, f64::max),
        Shape::Constant(_)
        | Shape::Exponential { .. }
        | Shape::Uniform { .. }
        | Shape::Normal { .. } => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variation_of_known_distributions() {
        let near = |shape: Shape, expected: f64| {
            assert!((variation(&shape) / expected - 1.0).abs() < 1e-9, "{shape:?}");
        };
        near(Shape::Weibull { shape: 1.0, scale: 5.0 }, 1.0);
        near(Shape::Weibull { shape: 0.5, scale: 5.0 }, 5f64.sqrt());
        near(Shape::Lognormal { mu: 1.0, sigma: 1.0 }, (1f64.exp() - 1.0).sqrt());
        near(Shape::Hyperexponential { phases: vec![(1.0, 7.0)] }, 1.0);
        near(Shape::Gamma { shape: 4.0, scale: 1.0 }, 0.5);
    }
}
