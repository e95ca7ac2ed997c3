//! The interval of the mean of one long run, whose values depend on each other, by batch means.

use super::interval::{Interval, normal_quantile};

/// Maximum number of batches whose means are tested for independence (Schmeiser 1982: 10 to 30).
const MAX_BATCHES: usize = 30;
/// Minimum number of batches: with fewer, the variance is too uncertain.
const MIN_BATCHES: usize = 10;
/// Minimum number of independent values that the series must be worth: n·s² ÷ (n·Var(mean)).
const MIN_WORTH: f64 = 50.0;
/// Significance level of the test of independence that rejects a batch length.
const DOUBT: f64 = 0.2;

/// Means of complete batches of `length` values, from the front. An incomplete batch at the end is ignored.
pub fn batch_means(values: &[f64], length: usize) -> Vec<f64> {
    let mean = |batch: &[f64]| batch.iter().sum::<f64>() / length as f64;
    values.chunks_exact(length.max(1)).map(mean).collect()
}

/// Von Neumann's test of independence: with n values x and mean m, (1 − Σ(xᵢ − xᵢ₊₁)² / 2Σ(xᵢ − m)²)·√((n² − 1)/(n − 2)),
/// which is approximately standard normal for independent values, and large if neighbours are similar. `None` for fewer
/// than three values or values that do not vary.
///
/// Source: von Neumann (1941); Fishman (1978), *Management Science* 24, 510–521.
pub fn von_neumann(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let around: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
    let steps: f64 = values.windows(2).map(|pair| (pair[0] - pair[1]).powi(2)).sum();
    let known = values.len() > 2 && around > 0.0;
    known.then(|| (1.0 - steps / (2.0 * around)) * ((n * n - 1.0) / (n - 2.0)).sqrt())
}

/// n·Var(mean) by overlapping batches of b of n values: n·b/((n − b + 1)(n − b))·Σ(Ȳᵢ(b) − Ȳ)². `None` if the batch
/// is empty or not shorter than the series.
///
/// Source: Meketon & Schmeiser (1984).
pub fn overlapping_variance(values: &[f64], length: usize) -> Option<f64> {
    let (n, b) = (values.len(), length);
    if b == 0 || b >= n {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    let mut sum: f64 = values[..b].iter().sum();
    let mut squares = (sum / b as f64 - mean).powi(2);
    for i in b..n {
        sum += values[i] - values[i - b];
        squares += (sum / b as f64 - mean).powi(2);
    }
    let (n, b) = (n as f64, b as f64);
    Some(n * b / ((n - b + 1.0) * (n - b)) * squares)
}

/// The mean of one long run, ± t·√(V/n), V by overlapping batches with 1.5·(n/b − 1) degrees of freedom; b is the
/// shortest length between n/30 and n/10 whose batch means pass von Neumann's test of independence. `None` if no length
/// passes, if the series is worth fewer than 50 independent values (the run is too short), if there are fewer than 40
/// values, if a value is not finite, or for a level outside (0, 1).
pub fn one_long_run(values: &[f64], level: f64) -> Option<Interval> {
    let n = values.len();
    if n < 4 * MIN_BATCHES || !values.iter().all(|v| v.is_finite()) {
        return None;
    }
    let limit = normal_quantile(1.0 - DOUBT)?;
    let (short, long) = (n.div_ceil(MAX_BATCHES), n / MIN_BATCHES);
    let independent = |b: &usize| von_neumann(&batch_means(values, *b)).is_none_or(|z| z <= limit);
    let b = (short..=long).find(independent)?;
    let variance = overlapping_variance(values, b)?;
    let mean = values.iter().sum::<f64>() / n as f64;
    let spread = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1) as f64;
    if (n as f64) * spread < MIN_WORTH * variance {
        return None;
    }
    let freedom = 1.5 * (n as f64 / b as f64 - 1.0);
    Interval::of_error(mean, (variance / n as f64).sqrt(), (n, freedom), level)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An autoregression around 0: xᵢ = φ·xᵢ₋₁ + uᵢ, uᵢ uniform on ±½ by a plain linear generator.
    fn wandering(phi: f64, n: usize, seed: u64) -> Vec<f64> {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut draw = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
        };
        let mut x = 0.0;
        for _ in 0..100 {
            x = phi * x + draw();
        }
        (0..n)
            .map(|_| {
                x = phi * x + draw();
                x
            })
            .collect()
    }

    #[test]
    fn overlapping_batches_estimate_the_variance_of_a_mean() {
        // n·Var(mean) of the series tends to Var(u)/(1 − φ)²: 1/12 ÷ 0.25.
        let exact = 1.0 / 12.0 / 0.25;
        let found: f64 = (0..200)
            .map(|seed| overlapping_variance(&wandering(0.5, 4_000, seed), 100).unwrap())
            .sum::<f64>()
            / 200.0;
        assert!((found / exact - 1.0).abs() < 0.05, "{found}, not {exact}");
        assert_eq!(overlapping_variance(&[1.0, 2.0], 2), None);
        assert_eq!(batch_means(&[1.0, 3.0, 5.0, 7.0, 9.0], 2), [2.0, 6.0]);
    }

    #[test]
    fn the_test_of_independence_detects_similar_neighbours() {
        let mean = |phi: f64| {
            (0..200).map(|s| von_neumann(&wandering(phi, 30, s)).unwrap()).sum::<f64>() / 200.0
        };
        assert!(mean(0.0).abs() < 0.2, "{}", mean(0.0));
        assert!(mean(0.6) > 2.0, "{}", mean(0.6));
        assert_eq!(von_neumann(&[1.0; 10]), None);
    }

    #[test]
    fn intervals_of_one_long_run_have_their_coverage() {
        for (phi, n) in [(0.0, 200), (0.4, 200), (0.8, 1_000)] {
            let held = (0..2_000).filter_map(|s| one_long_run(&wandering(phi, n, s), 0.95));
            let (mut all, mut right) = (0.0, 0.0);
            for interval in held {
                all += 1.0;
                right += f64::from(u8::from(interval.contains(0.0)));
            }
            assert!(all > 1_700.0, "{phi}: {all}");
            assert!((0.92..0.97).contains(&(right / all)), "{phi}: {}", right / all);
        }
        // A series whose correlation lasts as long as the run has no interval.
        for phi in [0.8, 0.995] {
            let lost = (0..200).filter(|s| one_long_run(&wandering(phi, 200, *s), 0.95).is_none());
            assert!(lost.count() > 160, "{phi}");
        }
    }
}
