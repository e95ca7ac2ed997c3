//! Limits of the expected number of rare events. Such events come in bursts: while all channels are taken, several callers
//! are refused one after the other. The bursts are Poisson, and their sizes are geometric.

use super::interval::normal_quantile;

/// Maximum number of steps of the search for a limit.
const MAX_STEPS: usize = 100;

/// Two-sided limits of the expected number of events, of which `seen` were counted in bursts of `burst` ≥ 1 events on
/// average: the expected numbers at which as few or as many have the probability (1 − level)/2. They hold with a
/// probability of at least `level`. Without any event the upper limit is −ln((1 − level)/2)·`burst`, 3.69·`burst` at 95 %.
/// `None` for a burst below 1 or a level outside (0, 1). O(`seen`).
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
    let off = |bursts: f64| log_distribution(at_most, bursts, burst) - wanted;
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

/// The logarithm of the probability of `at_most` events or fewer in a Poisson number of bursts, whose sizes are geometric
/// from 1 on.
fn log_distribution(at_most: u64, bursts: f64, burst: f64) -> f64 {
    const SCALE: f64 = 1e200;
    let again = 1.0 - 1.0 / burst;
    // Probabilities relative to that of no event, times SCALE to a power.
    let (mut before, mut last, mut sum, mut powers) = (0.0, 1.0, 1.0, 0.0);
    for k in 1..=at_most {
        let k = k as f64;
        let next = ((2.0 * again * (k - 1.0) + bursts / burst) * last
            - again * again * (k - 2.0).max(0.0) * before)
            / k;
        (before, last) = (last, next);
        sum += next;
        if sum > SCALE {
            (before, last, sum) = (before / SCALE, last / SCALE, sum / SCALE);
            powers += 1.0;
        }
    }
    libm::log(sum) + powers * libm::log(SCALE) - bursts
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
        // Far beyond what a number can hold without scaling.
        let (low, high) = few_events(20_000, 5.0, 0.95).unwrap();
        let half = 1.96 * (20_000.0_f64 * 9.0).sqrt();
        near(low, 20_000.0 - half, 5e-3);
        near(high, 20_000.0 + half, 5e-3);
    }
}
