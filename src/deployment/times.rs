//! Times as written into times as meant: parameters checked, units gone.

use super::{Distribution, Shape};
use crate::scenario::{DistributionText, Family, Scenario, Time};

const NANOS: f64 = 1e9;
/// Standard normal 95 % quantile.
const Z95: f64 = 1.644_853_626_951_472_7;

/// The distribution that `key` gives.
///
/// # Errors
/// Why its parameters are impossible.
pub(super) fn distribution(
    key: &str,
    text: &DistributionText,
    scenario: &Scenario,
) -> Result<Distribution, String> {
    Ok(Distribution::new(key, shape(text, scenario)?))
}

fn nanos(time: Time) -> f64 {
    time.0 * NANOS
}

/// The shape that a text describes.
///
/// # Errors
/// Why its parameters are impossible.
pub(super) fn shape(text: &DistributionText, scenario: &Scenario) -> Result<Shape, String> {
    let family = match text {
        DistributionText::Constant(time) => return Ok(Shape::Constant(nanos(*time).round())),
        DistributionText::Family(family) => family,
    };
    Ok(match family {
        Family::Exponential { mean } => Shape::Exponential { mean: nanos(*mean) },
        Family::Lognormal { mean, cv, sd, p95 } => lognormal(*mean, *cv, *sd, *p95)?,
        Family::Gamma { mean, cv } => {
            let shape = 1.0 / positive("cv", *cv)?.powi(2);
            Shape::Gamma { shape, scale: nanos(*mean) / shape }
        }
        Family::Erlang { mean, phases } => {
            let shape = positive("phases", f64::from(*phases))?;
            Shape::Gamma { shape, scale: nanos(*mean) / shape }
        }
        Family::Weibull { mean, shape } => {
            let shape = positive("shape", *shape)?;
            if shape < 0.05 {
                return Err("a Weibull shape below 0.05 has no usable mean".into());
            }
            Shape::Weibull { shape, scale: nanos(*mean) / libm::tgamma(1.0 + 1.0 / shape) }
        }
        Family::Uniform { from, to } if from.0 > to.0 => {
            return Err("`from` is greater than `to`".into());
        }
        Family::Uniform { from, to } => Shape::Uniform { low: nanos(*from), high: nanos(*to) },
        Family::Normal { mean, sd } => Shape::Normal { mean: nanos(*mean), sd: nanos(*sd) },
        Family::Hyperexponential { share, first, second } => Shape::Hyperexponential {
            phases: vec![(share.0, nanos(*first)), (1.0 - share.0, nanos(*second))],
        },
        Family::Empirical(file) => {
            Shape::Empirical(scenario.column(file).iter().map(|s| s * NANOS).collect())
        }
        Family::Sum(terms) if terms.is_empty() => return Err("a sum needs terms".into()),
        Family::Sum(terms) => Shape::Sum(
            terms.iter().map(|term| shape(term, scenario)).collect::<Result<Vec<_>, _>>()?,
        ),
    })
}

fn positive(name: &str, value: f64) -> Result<f64, String> {
    if value.is_finite() && value > 0.0 && value < 1e6 {
        Ok(value)
    } else {
        Err(format!("`{name}` must be above 0 and below a million"))
    }
}

/// From the mean and one of cv, sd, p95. With p95: σ = z − √(z² − 2 ln(p95/mean)), the smaller
/// root, which exists for 1 < p95/mean ≤ exp(z²/2) = 3.868.
fn lognormal(
    mean: Time,
    cv: Option<f64>,
    sd: Option<Time>,
    p95: Option<Time>,
) -> Result<Shape, String> {
    if mean.0 <= 0.0 {
        return Err("a lognormal needs a mean above 0".into());
    }
    let from_cv = |cv: f64| libm::sqrt(libm::log(1.0 + cv * cv));
    let sigma = match (cv, sd, p95) {
        (Some(cv), None, None) if cv.is_finite() && (0.0..100.0).contains(&cv) => from_cv(cv),
        (Some(_), None, None) => return Err("`cv` must be 0 or more, and below 100".into()),
        (None, Some(sd), None) => from_cv(sd.0 / mean.0),
        (None, None, Some(p95)) => {
            let ratio = p95.0 / mean.0;
            if ratio <= 1.0 || ratio > libm::exp(Z95 * Z95 / 2.0) {
                return Err(format!(
                    "p95 is {ratio:.3} times the mean; a lognormal has between 1 and 3.868"
                ));
            }
            Z95 - libm::sqrt((Z95 * Z95 - 2.0 * libm::log(ratio)).max(0.0))
        }
        _ => return Err("give exactly one of `cv`, `sd` and `p95`".into()),
    };
    Ok(Shape::Lognormal { mu: libm::log(nanos(mean)) - sigma * sigma / 2.0, sigma })
}
