//! Inverses of formulas, peaked traffic, and waits of impatient callers.

use super::*;

#[test]
fn inverted_loads_agree_to_ten_digits() {
    for channels in [1, 2, 7, 30, 1_000, 20_000] {
        let c = f64::from(channels);
        for part in [0.001, 0.3, 0.9, 0.99] {
            let load = part * c;
            let found = |share: &dyn Fn(f64) -> Option<f64>| {
                let target = share(load).unwrap();
                // Shares below the smallest float, or without significant digits, cannot be inverted.
                if target > 1e-290 && target < 1.0 - 1e-3 {
                    near(load_where(target, share).unwrap(), load, 1e-10);
                }
            };
            found(&|a| erlang_b(a, channels));
            found(&|a| wait_over(a, channels, 0.1 / c));
            found(&|a| finite_queue(a, channels, channels + 5).map(|q| q.blocking));
            if channels <= 1_000 {
                found(&|a| erlang_a(a, channels, 0.4).map(|q| q.abandons));
            }
        }
    }
    for (sources, idle, channels) in [(5_u32, 0.2, 2), (100, 0.05, 9), (100_000, 0.01, 1_050)] {
        let target = engset(sources, idle, channels).unwrap().call_congestion;
        let back = load_where(target, |a| engset(sources, a, channels).map(|e| e.call_congestion));
        near(back.unwrap(), idle, 1e-10);
    }
    // A million erlang.
    let million = |a: f64| wait_over(a, 1_000_000, 1e-4);
    near(load_where(million(999_000.0).unwrap(), million).unwrap(), 999_000.0, 1e-10);
    // No load exceeds a share of 1, and every load reaches a share of 0.
    assert_eq!(load_where(1.5, |a| erlang_b(a, 3)), None);
    assert_eq!(load_where(0.0, |a| erlang_b(a, 3)), None);
    // An unstable queue counts as above any target: the load stays below the channels.
    assert!(load_where(0.999_999, |a| erlang_c(a, 3)).unwrap() < 3.0);
}

#[test]
fn the_first_sufficient_number_is_found() {
    for (load, target) in [(5.0, 0.01), (84.06, 0.01), (90.0, 1e-9), (1e5, 0.5)] {
        let channels = fewest(0, |n| erlang_b(load, n).unwrap() <= target);
        assert_eq!(channels, channels_for(load, target));
    }
    assert_eq!(fewest(3, |_| true), Some(3));
    assert_eq!(fewest(0, |_| false), None);
    assert_eq!(fewest(7, |n| n >= 123_456), Some(123_456));
}

#[test]
fn fractional_channels() {
    // Integers agree with Erlang B, and so do the limits from above and below.
    for (load, channels) in [(0.2, 1_u32), (0.9, 3), (3.0, 5), (90.0, 100)] {
        let exact = erlang_b(load, channels).unwrap();
        near(erlang_b_continuous(load, f64::from(channels)).unwrap(), exact, 1e-15);
        for hair in [-1e-9, 1e-9] {
            near(erlang_b_continuous(load, f64::from(channels) + hair).unwrap(), exact, 1e-7);
        }
    }
    // From the integral, summed in 10⁶ steps: A = 2, x = ½.
    let h = 40.0 / 1e6;
    let f = |t: f64| 2.0 * (-2.0 * t).exp() * (1.0 + t).sqrt();
    let integral: f64 = (0..1_000_000).map(|i| h * f(h * (f64::from(i) + 0.5))).sum();
    near(erlang_b_continuous(2.0, 0.5).unwrap(), 1.0 / integral, 1e-9);
    // Both methods for the incomplete gamma function agree at 1.
    let (below, above) = (0.999_999_999, 1.000_000_001);
    let at = |load: f64| erlang_b_continuous(load, 1.7).unwrap();
    near(at(below), at(above), 1e-8);
    assert_eq!(erlang_b_continuous(0.0, 1.5), Some(0.0));
    assert_eq!((erlang_b_continuous(-1.0, 1.5), erlang_b_continuous(1.0, -0.5)), (None, None));
}

#[test]
fn overflow_traffic_is_blocked_more_often() {
    near(peaked_blocking(8.0, 1.0, 10).unwrap(), erlang_b(8.0, 10).unwrap(), 1e-15);
    // The overflow of one group is offered to a second: both act as one group.
    for (load, first, second) in [(10.0, 10, 5), (3.0, 1, 2), (200.0, 180, 40), (0.5, 2, 1)] {
        let over = overflow(load, first).unwrap();
        let exact = load * erlang_b(load, first + second).unwrap() / over.mean;
        near(peaked_blocking(over.mean, over.peakedness, second).unwrap(), exact, 1e-9);
    }
    let blocked = |z: f64| peaked_blocking(8.0, z, 12).unwrap();
    assert!(blocked(1.0) < blocked(1.001) && blocked(1.001) < blocked(2.0));
    near(blocked(1.000_001), blocked(1.0), 1e-5);
    assert_eq!((peaked_blocking(8.0, 0.9, 10), peaked_blocking(-8.0, 1.2, 10)), (None, None));
}

#[test]
fn waits_of_impatient_callers() {
    for (load, channels, patience) in
        [(10.0, 12, 1.0), (10.0, 14, 0.3), (90.0, 100, 0.4), (130.0, 100, 0.5), (2.0, 1, 3.0)]
    {
        let of = erlang_a(load, channels, patience).unwrap();
        let beyond = |t: f64| patient_beyond(load, channels, patience, t).unwrap();
        near(beyond(0.0), of.waits, 1e-12);
        // The mean wait is the area below the curve, by Simpson's rule.
        let h = 8.0 * patience / 300.0;
        let weight = |i: i32| if i % 300 == 0 { 1.0 } else { f64::from(2 + i % 2 * 2) };
        let area: f64 = (0..=300).map(|i| weight(i) * beyond(h * f64::from(i))).sum();
        near(area * h / 3.0, of.mean_wait, 5e-4);
    }
    // Infinite patience gives Erlang C.
    near(patient_beyond(10.0, 14, 1e9, 0.1).unwrap(), wait_over(10.0, 14, 0.1).unwrap(), 1e-7);
    assert_eq!(patient_beyond(10.0, 14, 1.0, -0.1), None);
    assert_eq!(patient_beyond(10.0, 14, 1.0, 1e9), Some(0.0));
}
