//! The gamma distribution by inversion, so that one normal score gives one factor. The functions come from
//! `libm`, so that they are the same on every platform.

use std::f64::consts::FRAC_1_SQRT_2;

/// Most terms of a series or fraction; some √shape are needed.
const MAX_TERMS: u32 = 100_000;
/// Most steps of the search.
const MAX_STEPS: u32 = 200;

/// The quantile of the gamma distribution with mean 1 and standard deviation `cv` > 0 at the probability to which the
/// standard normal distribution has the quantile `score`.
///
/// Source: Abramowitz & Stegun (1964), 26.4.17, for the start; Newton's method between limits.
pub(super) fn gamma_factor(cv: f64, score: f64) -> f64 {
    let shape = 1.0 / (cv * cv);
    // The smaller tail, so that no digit is lost.
    let upper = score > 0.0;
    let wanted = 0.5 * libm::erfc(score.abs() * FRAC_1_SQRT_2);
    let cube = 1.0 - 1.0 / (9.0 * shape) + score / (3.0 * shape.sqrt());
    let small = libm::exp((libm::log(wanted) + libm::lgamma(shape + 1.0)) / shape);
    let mut x = if cube > 0.1 || upper { shape * cube.max(0.1).powi(3) } else { small };
    let (mut low, mut high) = (0.0, f64::INFINITY);
    for _ in 0..MAX_STEPS {
        let tail = tail(shape, x, upper);
        // Positive where x is too large.
        let off = if upper { wanted - tail } else { tail - wanted };
        if off > 0.0 {
            high = x
        } else {
            low = x
        }
        let density = libm::exp((shape - 1.0) * libm::log(x) - x - libm::lgamma(shape));
        let newton = x - off / density;
        let inside = newton > low && newton < high;
        let next = match (inside, high.is_finite()) {
            (true, _) => newton,
            (false, true) => 0.5 * (low + high),
            (false, false) => 2.0 * x,
        };
        let done = (next - x).abs() <= 1e-13 * x;
        x = next;
        if done || x == 0.0 {
            break;
        }
    }
    x / shape
}

/// The regularized incomplete gamma function: the probability below `x`, or above it.
///
/// Source: Abramowitz & Stegun (1964), 6.5.29 and 6.5.31 (modified Lentz).
fn tail(shape: f64, x: f64, upper: bool) -> f64 {
    let front = libm::exp(shape * libm::log(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 {
        let (mut term, mut sum) = (1.0 / shape, 1.0 / shape);
        for n in 1..MAX_TERMS {
            term *= x / (shape + f64::from(n));
            sum += term;
            if term < 1e-16 * sum {
                break;
            }
        }
        let below = front * sum;
        return if upper { 1.0 - below } else { below };
    }
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - shape;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / b);
    let mut fraction = d;
    for n in 1..MAX_TERMS {
        let n = f64::from(n);
        let a = n * (shape - n);
        b += 2.0;
        d = 1.0 / nonzero(a * d + b);
        c = nonzero(b + a / c);
        fraction *= c * d;
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    let above = front * fraction;
    if upper { above } else { 1.0 - above }
}

fn nonzero(value: f64) -> f64 {
    if value.abs() < 1e-300 { 1e-300 } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Gamma, Normal};

    #[test]
    fn quantiles_are_those_of_the_gamma_distribution() {
        let normal = Normal::new(0.0, 1.0).expect("normal");
        for cv in [0.01, 0.05, 0.2, 0.5, 1.0, 1.5, 2.0] {
            let shape = 1.0 / (cv * cv);
            let gamma = Gamma::new(shape, shape).expect("gamma");
            for score in [-5.0, -3.0, -1.0, -0.1, 0.0, 0.3, 1.0, 2.0, 4.0, 5.0] {
                let factor = gamma_factor(cv, score);
                let (p, expected) = (gamma.cdf(factor), normal.cdf(score));
                let (q, above) = (gamma.sf(factor), normal.sf(score));
                let off = if score > 0.0 { q / above } else { p / expected };
                assert!((off - 1.0).abs() < 1e-7, "cv {cv}, score {score}: {factor}, {off}");
            }
        }
    }

    #[test]
    fn an_exponential_factor_is_a_logarithm() {
        for score in [-2.0, 0.0, 1.0, 6.0] {
            let above = 0.5 * libm::erfc(score * FRAC_1_SQRT_2);
            assert!((gamma_factor(1.0, score) / -libm::log(above) - 1.0).abs() < 1e-12);
        }
    }
}
