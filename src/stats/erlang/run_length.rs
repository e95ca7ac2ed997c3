//! How long a simulation must run: for large T, the variance of a time average over T mean holding times is σ²/T (σ² is
//! the asymptotic variance), so a half-width h needs T = (z/h)²·σ².

use super::loss::{erlang_b, is_load};
use crate::stats::interval::normal_quantile;

/// σ² of the share of time that all of `channels` are taken by `load` erlang, in mean holding times; holding
/// times exponential. `None` for no channel, no load, or more than 10⁷ channels. O(channels).
///
/// Source: Srikant & Whitt (1996); for a birth-and-death process 2·Σⱼ (Σ_{i≤j} πᵢ(fᵢ − f̄))²/(λⱼπⱼ) (Whitt 1992), with f
/// the indicator of the full state.
pub fn blocking_variance(load: f64, channels: u32) -> Option<f64> {
    if !is_load(load) || load <= 0.0 || channels == 0 || channels > 10_000_000 {
        return None;
    }
    let full = erlang_b(load, channels)?;
    // Below the full state f is 0, so the inner sum is −B·F(j), F being the distribution function. Downwards from
    // the full state, F(j)/π(j) by the recursion of its reciprocal: F(j)/π(j) = 1 + (j/A)·F(j−1)/π(j−1) is 1/B(A, j).
    let mut below = 1.0; // B(A, 0)
    let mut shares = Vec::with_capacity(channels as usize);
    for j in 0..channels {
        if j > 0 {
            below = load * below / (f64::from(j) + load * below);
        }
        shares.push(below);
    }
    // π(j) from π(c) = B downwards: π(j−1) = π(j)·j/A.
    let mut state = full;
    let mut sum = 0.0;
    for j in (0..channels).rev() {
        state *= f64::from(j + 1) / load;
        let cumulated = state / shares[j as usize];
        sum += cumulated * cumulated / (load * state);
        if state < f64::MIN_POSITIVE {
            break;
        }
    }
    Some(2.0 * full * full * sum)
}

/// Calls to simulate in the steady state until the relative half-width of blocking is `relative`, estimated by the share
/// of time in which all channels are taken. `None` as in
/// [`blocking_variance`], or for a level or width outside (0, 1).
///
/// Source: Srikant & Whitt (1996).
pub fn calls_for_precision(load: f64, channels: u32, relative: f64, level: f64) -> Option<f64> {
    if !(relative > 0.0 && relative < 1.0) {
        return None;
    }
    let (variance, blocking) = (blocking_variance(load, channels)?, erlang_b(load, channels)?);
    let z = normal_quantile((1.0 + level) / 2.0)?;
    Some(load * variance * (z / (relative * blocking)).powi(2))
}

/// σ² of the mean number present in M/M/1, in mean service times: 2ρ(1 + ρ)/(1 − ρ)⁴.
///
/// Source: Whitt (1989), *Management Science* 35, 1341–1366.
pub fn queue_length_variance(utilisation: f64) -> Option<f64> {
    let r = utilisation;
    (0.0..1.0).contains(&r).then(|| 2.0 * r * (1.0 + r) / (1.0 - r).powi(4))
}

/// Asymptotic variance of the mean wait of successive customers of M/M/1, in mean service times²:
/// ρ(2 + 5ρ − 4ρ² + ρ³)/(1 − ρ)⁴.
///
/// Source: Daley (1968); Whitt (1989).
pub fn waiting_variance(utilisation: f64) -> Option<f64> {
    let r = utilisation;
    let top = r * (2.0 + 5.0 * r - 4.0 * r * r + r * r * r);
    (0.0..1.0).contains(&r).then(|| top / (1.0 - r).powi(4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn run_lengths_are_those_of_the_table() {
        for (load, channels, blocking, variance, calls) in [
            (10.0, 10, 0.214582, 0.0576382, 1.92e4),
            (15.0, 23, 0.0135433, 0.00347015, 4.36e5),
            (45.0, 50, 0.0541045, 0.00917782, 2.17e5),
            (84.06, 100, 0.0099917, 0.00122091, 1.58e6),
            (90.0, 100, 0.0269574, 0.00338137, 6.4e5),
            (180.0, 200, 0.010325, 0.00090908, 2.36e6),
        ] {
            let found = blocking_variance(load, channels).unwrap();
            assert!((found / variance - 1.0).abs() < 1e-5, "{load} {channels}: {found}");
            assert!((erlang_b(load, channels).unwrap() / blocking - 1.0).abs() < 1e-4);
            let needed = calls_for_precision(load, channels, 0.05, 0.95).unwrap();
            assert!((needed / calls - 1.0).abs() < 1e-2, "{load} {channels}: {needed}");
        }
        assert_eq!(blocking_variance(10.0, 0), None);
        // A thousand channels and very rare blocking do not underflow.
        assert!(blocking_variance(500.0, 1_000).unwrap() >= 0.0);
    }

    #[test]
    fn a_single_queue_needs_very_long_runs() {
        let rows = [(0.5, 24.0, 29.0), (0.8, 1_800.0, 1_976.0), (0.9, 34_200.0, 35_901.0)];
        for (r, length, wait) in rows {
            assert!((queue_length_variance(r).unwrap() / length - 1.0).abs() < 1e-9);
            assert!((waiting_variance(r).unwrap() / wait - 1.0).abs() < 1e-3, "{r}");
        }
        assert_eq!((queue_length_variance(1.0), waiting_variance(-0.1)), (None, None));
    }
}
