//! Approximations that are compared with simulations: loads that change with the time of day, and M/G/c queues.

use super::delay::mean_wait;
use super::loss::erlang_b;

/// The mean number of calls in M_t/M/∞ at the end of each step, starting with `begin` calls. A step is (length in mean
/// holding times, stationary load of its rate in erlang).
///
/// Source: Eick, Massey & Whitt (1993): m' = a(t) − m.
pub fn offered_at(begin: f64, steps: &[(f64, f64)]) -> Vec<f64> {
    let mut present = begin;
    let next = |(length, load): &(f64, f64)| {
        present = load + (present - load) * libm::exp(-length);
        present
    };
    steps.iter().map(next).collect()
}

/// Blocking of `channels` whose load changes: Erlang B at the offered number at each moment, weighted by the
/// arrivals (modified offered load, an approximation). `steps` as in [`offered_at`], short compared with the holding time. `None`
/// without arrivals.
///
/// Source: Jagerman (1975); Massey & Whitt (1994).
pub fn modified_offered_load(begin: f64, steps: &[(f64, f64)], channels: u32) -> Option<f64> {
    let ends = offered_at(begin, steps);
    let (mut blocked, mut arrivals, mut from) = (0.0, 0.0, begin);
    for ((length, load), to) in steps.iter().zip(ends) {
        let b = erlang_b(0.5 * (from + to), channels)?;
        blocked += b * load * length;
        arrivals += load * length;
        from = to;
    }
    (arrivals > 0.0).then(|| blocked / arrivals)
}

/// The mean wait of M/G/c in mean service times: that of M/M/c × (1 + cv²)/2; exact for one server. `None`
/// as in [`mean_wait`].
///
/// Source: Lee & Longton (1959); Allen (1990); for one server Pollaczek and Khinchine.
pub fn mean_wait_general(load: f64, servers: u32, cv2: f64) -> Option<f64> {
    Some(mean_wait(load, servers)? * (1.0 + cv2) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::erlang::pollaczek_khinchine;

    #[test]
    fn a_load_that_does_not_change_is_erlang_b() {
        let steps = vec![(0.1, 90.0); 50];
        let found = modified_offered_load(90.0, &steps, 100).unwrap();
        assert!((found - 0.02695738046).abs() < 1e-10);
        assert_eq!(modified_offered_load(0.0, &[(1.0, 0.0)], 10), None);
    }

    #[test]
    fn a_level_is_approached_in_holding_times() {
        let found = offered_at(0.0, &[(1.0, 10.0), (1.0, 10.0)]);
        assert!((found[0] - 10.0 * (1.0 - (-1.0_f64).exp())).abs() < 1e-12);
        assert!((found[1] - 10.0 * (1.0 - (-2.0_f64).exp())).abs() < 1e-12);
    }

    #[test]
    fn one_server_is_exact() {
        for cv2 in [0.0, 1.0, 4.0] {
            let exact = pollaczek_khinchine(0.8, cv2).unwrap();
            assert!((mean_wait_general(0.8, 1, cv2).unwrap() - exact).abs() < 1e-12);
        }
    }
}
