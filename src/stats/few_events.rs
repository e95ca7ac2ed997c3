//! Limits of the expected number of rare events. Such events come in bursts: while all channels are taken, several callers
//! are refused one after the other. The bursts are Poisson, and their sizes are geometric.

use super::interval::normal_quantile;

/// Maximum number of steps of the search for a limit.
const MAX_STEPS: usize = 100;

/// Two-sided limits of the expected number of events, of which `seen` were counted in bursts of `burst` ≥ 1 events on
/// average: the expected numbers at which as few or as many have the probability (1 − level)/2. They hold with a
/// probability of at least `level`. Without any event the upper limit is −ln((1 − level)/2)·`burst`, 3.69·`burst` at 95 %.
/// `None` for a burst below 1 or a level outside (0, 1). O(√`seen` + `seen` ÷ `burst`).
///
/// Source: Garwood (1936) for single events; Johnson, Kemp & Kotz, *Univariate Discrete Distributions* (2005), §9.7, for the
/// Pólya–Aeppli distribution of bursts.
pub fn few_events(seen: u64, burst: f64, level: f64) -> Option<(f64, f64)> {
    let usable = burst >= 1.0 && burst.is_finite() && level > 0.0 && level < 1.0;
    let z = normal_quantile((1.0 + level.clamp(0.0, 1.0)) / 2.0).filter(|_| usable)?;
    let tail = (1.0 - level) / 2.0;
    let upper = bursts_at(seen, burst, tail, z);
    let lower = match seen {
        0 => 0.0,
        _ => bursts_at(seen - 1, burst, 1.0 - tail, -z),
    };
    Some((lower * burst, upper * burst))
}

/// The expected number of bursts at which `at_most` events or fewer have the probability `share`, whose upper normal
/// quantile is `z`.
fn bursts_at(at_most: u64, burst: f64, share: f64, z: f64) -> f64 {
    let wanted = libm::log(share);
    if at_most == 0 {
        return -wanted;
    }
    // Bursts of geometric sizes have so many events or fewer if as many bursts or more end in a row of so many events.
    let ends = Ends::new(at_most, 1.0 / burst);
    let off = |bursts: f64| ends.log_at_least_poisson(bursts) - wanted;
    // Starts from the cubes of Wilson & Hilferty (1931) for as many independent events as there are bursts of this kind.
    let alike = (at_most as f64 + 1.0) / (2.0 * burst - 1.0);
    let cube = 1.0 - 1.0 / (9.0 * alike) + z / (3.0 * alike.sqrt());
    let guess = (alike * cube.powi(3) * (2.0 * burst - 1.0) / burst).max(1e-6);
    let (mut low, mut high) = (0.9 * guess, 1.1 * guess);
    while off(low) < 0.0 {
        (low, high) = (low / 2.0, low);
    }
    while off(high) > 0.0 {
        (low, high) = (high, 2.0 * high);
    }
    // The logarithm falls almost linearly, so the secant finds the place in a few steps (Illinois algorithm).
    let (mut above, mut below) = (off(low), off(high));
    for _ in 0..MAX_STEPS {
        let next = low + (high - low) * above / (above - below);
        let found = off(next);
        if found.abs() < 1e-10 || !(next > low && next < high) {
            return next;
        }
        if found > 0.0 {
            (low, above) = (next, found);
            below /= 2.0;
        } else {
            (high, below) = (next, found);
            above /= 2.0;
        }
    }
    0.5 * (low + high)
}

/// How many of so many events end a burst, if each does with a certain probability: a binomial number, whose probabilities
/// from `first` on matter.
struct Ends {
    first: u64,
    probabilities: Vec<f64>,
}

impl Ends {
    /// Probabilities that are smaller than the greatest by this factor do not matter.
    const NEGLIGIBLE: f64 = 1e-18;

    /// Of `events` events, each with this probability. O(√`events`).
    fn new(events: u64, probability: f64) -> Self {
        if probability >= 1.0 {
            return Ends { first: events, probabilities: vec![1.0] };
        }
        let odds = probability / (1.0 - probability);
        let n = events as f64;
        let mode = ((n + 1.0) * probability).floor().min(n);
        let (mut down, mut k, mut last) = (Vec::new(), mode, 1.0);
        while k > 0.0 && last > Self::NEGLIGIBLE {
            last *= k / ((n - k + 1.0) * odds);
            down.push(last);
            k -= 1.0;
        }
        let first = k as u64;
        let mut probabilities: Vec<f64> = down.into_iter().rev().collect();
        (k, last) = (mode, 1.0);
        while last > Self::NEGLIGIBLE {
            probabilities.push(last);
            last *= (n - k) * odds / (k + 1.0);
            k += 1.0;
        }
        let sum: f64 = probabilities.iter().sum();
        probabilities.iter_mut().for_each(|p| *p /= sum);
        Ends { first, probabilities }
    }

    /// The logarithm of the probability that a Poisson number with this mean is at most the number of ends.
    fn log_at_least_poisson(&self, mean: f64) -> f64 {
        let first = self.first as f64;
        let last = first + (self.probabilities.len() - 1) as f64;
        // Probabilities of the Poisson number, relative to its greatest from the first to the last.
        let top = mean.floor().clamp(first, last);
        let at = (top - first) as usize;
        let mut relative = vec![1.0; self.probabilities.len()];
        for i in (0..at).rev() {
            relative[i] = relative[i + 1] * (first + i as f64 + 1.0) / mean;
        }
        for i in at + 1..relative.len() {
            relative[i] = relative[i - 1] * mean / (first + i as f64);
        }
        // Those below the first.
        let (mut sum, mut next, mut k) = (0.0, relative[0], first);
        while k > 0.0 {
            next *= k / mean;
            sum += next;
            k -= 1.0;
            if k < mean && next < Self::NEGLIGIBLE * sum {
                break;
            }
        }
        let mut total = 0.0;
        for (own, poisson) in self.probabilities.iter().zip(&relative) {
            sum += poisson;
            total += own * sum;
        }
        // Far above the mean all of it lies below.
        if !f64::is_finite(total) {
            return 0.0;
        }
        libm::log(total) + top * libm::log(mean) - mean - libm::lgamma(top + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, relative: f64) {
        assert!((found / expected - 1.0).abs() <= relative, "{found}, not {expected}");
    }

    /// Garwood's table of exact limits of a Poisson mean, 95 %.
    #[test]
    fn single_events_have_the_limits_of_a_poisson_count() {
        for (seen, low, high) in [
            (1, 0.025318, 5.571643),
            (2, 0.242209, 7.224688),
            (5, 1.623486, 11.668332),
            (10, 4.795389, 18.390356),
            (20, 12.216520, 30.888384),
            (50, 37.111068, 65.918481),
            (100, 81.363946, 121.627194),
        ] {
            let found = few_events(seen, 1.0, 0.95).unwrap();
            near(found.0, low, 2e-5);
            near(found.1, high, 2e-5);
        }
    }

    #[test]
    fn nothing_seen_excludes_a_few_bursts() {
        for burst in [1.0, 2.5, 40.0] {
            let (low, high) = few_events(0, burst, 0.95).unwrap();
            assert_eq!(low, 0.0);
            near(high, 3.688879454 * burst, 1e-9);
        }
        assert_eq!(few_events(3, 0.9, 0.95), None);
        assert_eq!((few_events(3, 1.0, 0.0), few_events(3, 1.0, 1.0)), (None, None));
    }

    /// The probabilities by the definition: a Poisson number of bursts, each with a geometric size.
    #[test]
    fn limits_of_bursts_have_the_promised_tails() {
        let tail = |at_most: u64, expected: f64, burst: f64| {
            let (bursts, again) = (expected / burst, 1.0 - 1.0 / burst);
            let mut sizes = vec![0.0; at_most as usize + 1];
            sizes[0] = 1.0;
            let (mut weight, mut sum) = (libm::exp(-bursts), 0.0);
            for n in 1..400 {
                sum += weight * sizes.iter().sum::<f64>();
                weight *= bursts / f64::from(n);
                let mut next = vec![0.0; sizes.len()];
                for (i, p) in sizes.iter().enumerate() {
                    for (j, q) in next.iter_mut().enumerate().skip(i + 1) {
                        *q += p * (1.0 - again) * again.powi((j - i - 1) as i32);
                    }
                }
                sizes = next;
            }
            sum
        };
        for (seen, burst) in [(1, 2.0), (3, 1.5), (13, 3.0), (45, 2.0), (60, 12.0)] {
            let (low, high) = few_events(seen, burst, 0.9).unwrap();
            near(tail(seen, high, burst), 0.05, 1e-6);
            near(1.0 - tail(seen - 1, low, burst), 0.05, 1e-6);
        }
        // Eighty bursts of very many events, by sums of the definition's terms in scipy.
        let (low, high) = few_events(1_000_000, 12_500.0, 0.95).unwrap();
        near(low, 719_862.3772676, 1e-9);
        near(high, 1_340_616.4956968, 1e-9);
        // Very many bursts.
        let (low, high) = few_events(20_000, 5.0, 0.95).unwrap();
        let half = 1.96 * (20_000.0_f64 * 9.0).sqrt();
        near(low, 20_000.0 - half, 5e-3);
        near(high, 20_000.0 + half, 5e-3);
    }
}
