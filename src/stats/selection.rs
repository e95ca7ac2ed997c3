//! Selects the best of several systems with few observations: Kim and Nelson's sequential elimination, and the constants
//! of Rinott's two-stage procedure. Greater values are better.

use super::interval::normal_cdf;
use statrs::function::gamma::ln_gamma;

/// Kim & Nelson's fully sequential procedure (2001, *ACM TOMACS* 11, 251–273), with the straight boundary
/// (c = 1). Each round observes every remaining system, and drops those that are worse than another by more than a width
/// that shrinks with the rounds. If one system is better than every other by the indifference zone or more, it is
/// selected with at least the given probability. Observations of one round may depend on each other (common random
/// numbers); those of different rounds must be independent and approximately normal.
#[derive(Clone, Debug)]
pub struct Elimination {
    /// The smallest difference worth detecting, above 0.
    indifference: f64,
    /// h² = 2η(n₀ − 1).
    h_squared: f64,
    /// Sample variances of the differences over the first n₀ rounds, k × k, row by row.
    variances: Vec<f64>,
    /// Sums of the observations so far.
    sums: Vec<f64>,
    /// Remaining systems, in order.
    left: Vec<usize>,
    /// Number of rounds.
    rounds: usize,
}

/// η of the procedure for k ≥ 2 systems, n₀ ≥ 2 first rounds and a probability of a wrong selection of at most α:
/// ½((2α/(k−1))^(−2/(n₀−1)) − 1).
pub fn kim_nelson_eta(k: usize, first: usize, alpha: f64) -> f64 {
    let (k, first) = (k.max(2) as f64, first.max(2) as f64);
    0.5 * libm::expm1(-2.0 / (first - 1.0) * libm::log(2.0 * alpha / (k - 1.0)))
}

impl Elimination {
    /// The state after the first rounds. `first[i]` are the observations of system `i`, the same number for every
    /// system. `None` for fewer than two systems or rounds, a probability outside (0, 1), an indifference zone that is
    /// not above 0, or a value that is not finite.
    pub fn new(first: &[Vec<f64>], alpha: f64, indifference: f64) -> Option<Self> {
        let (k, n) = (first.len(), first.first()?.len());
        let right = |values: &Vec<f64>| values.len() == n && values.iter().all(|v| v.is_finite());
        let asked = alpha > 0.0 && alpha < 1.0 && indifference > 0.0 && indifference.is_finite();
        if k < 2 || n < 2 || !asked || !first.iter().all(right) {
            return None;
        }
        let mut variances = vec![0.0; k * k];
        for i in 0..k {
            for l in 0..i {
                let differences = first[i].iter().zip(&first[l]).map(|(a, b)| a - b);
                let variance = sample_variance(differences);
                variances[i * k + l] = variance;
                variances[l * k + i] = variance;
            }
        }
        let h_squared = 2.0 * kim_nelson_eta(k, n, alpha) * (n - 1) as f64;
        let sums = first.iter().map(|values| values.iter().sum()).collect();
        let left = (0..k).collect();
        let mut state = Elimination { indifference, h_squared, variances, sums, left, rounds: n };
        state.eliminate();
        Some(state)
    }

    /// Adds a round: `observed` gives the observation of a remaining system.
    pub fn observe(&mut self, observed: impl Fn(usize) -> f64) {
        for i in &self.left {
            self.sums[*i] += observed(*i);
        }
        self.rounds += 1;
        self.eliminate();
    }

    /// Remaining systems, in order.
    pub fn left(&self) -> &[usize] {
        &self.left
    }

    /// Rounds so far.
    pub fn rounds(&self) -> usize {
        self.rounds
    }

    /// The selected system, if it is decided: the only one that remains, or the best of those that further rounds cannot
    /// distinguish.
    pub fn selected(&self) -> Option<usize> {
        let tied = |i: &usize| self.left.iter().all(|l| self.width(*i, *l) <= 0.0);
        if self.left.len() > 1 && !self.left.iter().all(tied) {
            return None;
        }
        self.leader()
    }

    /// The remaining system with the greatest sum; of equals, the first.
    pub fn leader(&self) -> Option<usize> {
        let ahead = |a: usize, b: usize| if self.sums[b] > self.sums[a] { b } else { a };
        self.left.iter().copied().reduce(ahead)
    }

    /// The maximum number of rounds until a selection.
    pub fn rounds_at_most(&self) -> f64 {
        let pairs = self.left.iter().flat_map(|i| self.left.iter().map(|l| (*i, *l)));
        let widest = pairs.map(|(i, l)| self.variance(i, l)).fold(0.0, f64::max);
        self.h_squared * widest / self.indifference.powi(2)
    }

    fn variance(&self, i: usize, l: usize) -> f64 {
        self.variances[i * self.sums.len() + l]
    }

    /// How much worse the mean of one system may be than that of another without being dropped.
    fn width(&self, i: usize, l: usize) -> f64 {
        let rounds = self.rounds as f64;
        let scaled = self.h_squared * self.variance(i, l) / self.indifference.powi(2);
        (self.indifference / (2.0 * rounds) * (scaled - rounds)).max(0.0)
    }

    fn eliminate(&mut self) {
        let rounds = self.rounds as f64;
        let behind = |i: usize| {
            self.left
                .iter()
                .any(|l| self.sums[i] / rounds < self.sums[*l] / rounds - self.width(i, *l))
        };
        let kept: Vec<usize> = self.left.iter().copied().filter(|i| !behind(*i)).collect();
        self.left = kept;
    }
}

fn sample_variance(values: impl Iterator<Item = f64>) -> f64 {
    let (mut n, mut mean, mut squares) = (0.0, 0.0, 0.0);
    for value in values {
        n += 1.0;
        let off = value - mean;
        mean += off / n;
        squares += off * (value - mean);
    }
    squares / (n - 1.0)
}

/// Points of the integrals over chi-squared densities.
const POINTS: usize = 400;

/// Rinott's h for k ≥ 2 independent systems, n₀ ≥ 2 first-stage observations and a probability of correct
/// selection `p` in (1/k, 1): system i then needs max(n₀, ⌈h²S²ᵢ/δ²⌉) observations. To five digits.
///
/// Source: Rinott (1978), *Communications in Statistics* A7, 799–811.
pub fn rinott_h(k: usize, first: usize, p: f64) -> Option<f64> {
    if k < 2 || first < 2 || !(p > 1.0 / k as f64 && p < 1.0) {
        return None;
    }
    let freedom = (first - 1) as f64;
    let points = chi_squared_points(freedom);
    let correct = |h: f64| -> f64 {
        let given = |(x, weight): &(f64, f64)| {
            let better = |(y, weight): &(f64, f64)| {
                weight * normal_cdf(h / (freedom * (1.0 / x + 1.0 / y)).sqrt())
            };
            let one: f64 = points.iter().map(better).sum();
            weight * one.powi(k as i32 - 1)
        };
        points.iter().map(given).sum()
    };
    let (mut low, mut high) = (0.0, 1.0);
    while correct(high) < p {
        (low, high) = (high, 2.0 * high);
        if high > 1e6 {
            return None;
        }
    }
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if correct(middle) < p { low = middle } else { high = middle }
    }
    Some(0.5 * (low + high))
}

/// Abscissas of a chi-squared variable with weights that sum to 1: equal steps of its logarithm, in which its
/// density is smooth and falls off on both sides.
fn chi_squared_points(freedom: f64) -> Vec<(f64, f64)> {
    let spread = (2.0 / freedom).sqrt();
    let (from, to) = (freedom.ln() - 12.0 * spread - 4.0, freedom.ln() + 7.0 * spread + 1.0);
    let step = (to - from) / (POINTS - 1) as f64;
    let half = freedom / 2.0;
    let norm = half * std::f64::consts::LN_2 + ln_gamma(half);
    let mut points: Vec<(f64, f64)> = (0..POINTS)
        .map(|i| {
            let log = from + i as f64 * step;
            let x = libm::exp(log);
            (x, step * libm::exp(half * log - x / 2.0 - norm))
        })
        .collect();
    let all: f64 = points.iter().map(|p| p.1).sum();
    points.iter_mut().for_each(|p| p.1 /= all);
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_agree_with_the_literature() {
        for (k, n, eta, h_squared) in [
            (5, 10, 0.634967, 11.429411),
            (10, 10, 0.859083, 15.463502),
            (10, 20, 0.302934, 11.511485),
            (50, 20, 0.459729, 17.469695),
        ] {
            let found = kim_nelson_eta(k, n, 0.05);
            assert!((found - eta).abs() < 1e-6, "{k} {n}: {found}");
            assert!((2.0 * found * (n - 1) as f64 - h_squared).abs() < 1e-5, "{k} {n}");
        }
        for (n, h) in [
            (10, [2.6141, 3.1657, 3.6926, 4.2895, 4.8288, 5.5061]),
            (20, [2.4525, 2.9372, 3.3854, 3.8753, 4.3017, 4.8165]),
            (30, [2.4070, 2.8743, 3.3026, 3.7660, 4.1652, 4.6418]),
            (50, [2.3731, 2.8279, 3.2420, 3.6868, 4.0670, 4.5171]),
        ] {
            for (k, expected) in [2, 3, 5, 10, 20, 50].into_iter().zip(h) {
                let found = rinott_h(k, n, 0.95).unwrap();
                assert!((found - expected).abs() < 2e-4, "k {k}, n {n}: {found}, not {expected}");
            }
        }
        assert_eq!((rinott_h(1, 10, 0.95), rinott_h(4, 10, 0.2)), (None, None));
    }

    #[test]
    fn invalid_arguments_are_refused() {
        let two = [vec![1.0, 2.0], vec![2.0, 3.0]];
        assert!(Elimination::new(&two, 0.05, 0.1).is_some());
        assert!(Elimination::new(&two[..1], 0.05, 0.1).is_none());
        assert!(Elimination::new(&two, 0.05, 0.0).is_none());
        assert!(Elimination::new(&two, 1.0, 0.1).is_none());
        assert!(Elimination::new(&[vec![1.0, f64::NAN], vec![1.0, 2.0]], 0.05, 0.1).is_none());
        // A difference without variance decides at once. Of equal systems, the first is selected.
        let clear = Elimination::new(&two, 0.05, 0.1).unwrap();
        assert_eq!((clear.left(), clear.selected()), (&[1][..], Some(1)));
        let equal = Elimination::new(&[vec![1.0, 2.0], vec![1.0, 2.0]], 0.05, 0.1).unwrap();
        assert_eq!((equal.left().len(), equal.selected()), (2, Some(0)));
    }
}
