//! Checks of `interval` against tables and hand-made cases. No simulation here.

use super::*;
use statrs::distribution::{ContinuousCDF, StudentsT};

fn near(found: f64, expected: f64, error: f64) {
    assert!((found - expected).abs() <= error, "found {found}, expected {expected}");
}

#[test]
fn student_t_as_in_the_tables() {
    for (df, t) in [
        (1.0, 12.7062047),
        (4.0, 2.7764451),
        (9.0, 2.2621572),
        (19.0, 2.0930241),
        (29.0, 2.0452296),
        (999.0, 1.9623415),
    ] {
        near(student_t_quantile(0.975, df).unwrap(), t, 1e-7);
        near(student_t_quantile(0.025, df).unwrap(), -t, 1e-7);
    }
    near(student_t_quantile(0.9995, 19.0).unwrap(), 3.8834059, 1e-7);
    near(student_t_quantile(0.9995, 1.0).unwrap(), 636.6192488, 1e-6);
    near(student_t_quantile(0.9995, 2.0).unwrap(), 31.5990546, 1e-7);
    near(student_t_quantile(0.5, 7.0).unwrap(), 0.0, 1e-12);
    assert_eq!(student_t_quantile(1.0, 7.0), None);
    assert_eq!(student_t_quantile(0.9, 0.0), None);
}

#[test]
fn the_series_takes_over_without_a_step() {
    for p in [0.9, 0.975, 0.995, 0.9995, 0.99999] {
        let exact =
            StudentsT::new(0.0, 1.0, 1_001.0).unwrap().cdf(student_t_quantile(p, 1_001.0).unwrap());
        near(exact, p, 1e-12);
        let exact =
            StudentsT::new(0.0, 1.0, 1_000.0).unwrap().cdf(student_t_quantile(p, 1_000.0).unwrap());
        near(exact, p, 1e-12);
    }
}

#[test]
fn far_tails_keep_their_share() {
    for df in 1..=1_005 {
        let t = StudentsT::new(0.0, 1.0, f64::from(df)).unwrap();
        for tail in [0.1, 0.025, 5e-4, 1e-6, 1e-9] {
            let found = t.sf(student_t_quantile(1.0 - tail, f64::from(df)).unwrap());
            assert!((found / tail - 1.0).abs() < 1e-6, "df {df}, tail {tail}: {found}");
        }
    }
}

#[test]
fn normal_quantiles() {
    near(normal_quantile(0.975).unwrap(), 1.959963984540054, 1e-14);
    near(normal_quantile(0.9995).unwrap(), 3.290526731491926, 1e-13);
    near(normal_quantile(0.5).unwrap(), 0.0, 1e-16);
    near(normal_quantile(1e-10).unwrap(), -6.361340902404056, 1e-12);
    assert_eq!(normal_quantile(0.0), None);
}

#[test]
fn replications_none_one_equal_many() {
    assert_eq!(replications(&[], 0.95), None);
    assert_eq!(replications(&[f64::NAN], 0.95), None);
    assert_eq!(replications(&[1.0], 1.0), None);
    let one = replications(&[4.0], 0.95).unwrap();
    assert_eq!((one.value, one.low, one.half_width(), one.n), (4.0, None, None, 1));
    assert!(!one.contains(4.0));
    let equal = replications(&[0.1; 7], 0.95).unwrap();
    assert_eq!((equal.low, equal.high), (Some(0.1), Some(0.1)));
    // Law (2015), example 4.26: 1.34 ± 0.24 at 90 %.
    let law = [1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09];
    let interval = replications(&law, 0.9).unwrap();
    near(interval.value, 1.343, 1e-12);
    near(interval.half_width().unwrap(), 0.24, 0.005);
    assert!(interval.contains(1.2) && !interval.contains(1.0));
}

#[test]
fn paired_differences() {
    let interval = paired_difference(&[3.0, 5.0, 9.0], &[1.0, 3.0, 7.0], 0.95).unwrap();
    assert_eq!((interval.value, interval.half_width()), (2.0, Some(0.0)));
    assert_eq!(paired_difference(&[3.0], &[], 0.95), None);
}

#[test]
fn ratios() {
    let of = |y: &[f64], x: &[f64]| ratio(y, x, 0.95);
    assert_eq!(of(&[], &[]), None);
    assert_eq!(of(&[1.0], &[0.0]), None);
    assert_eq!(of(&[1.0, 2.0], &[1.0]), None);
    assert_eq!(of(&[1.0], &[4.0]).unwrap().low, None);
    let exact = of(&[1.0, 2.0, 3.0], &[4.0, 8.0, 12.0]).unwrap();
    assert_eq!((exact.value, exact.half_width()), (0.25, Some(0.0)));
    // Equal denominators: the ratio is a mean.
    let (y, x) = ([3.0, 7.0, 4.0, 6.0], [10.0; 4]);
    let (as_ratio, as_mean) =
        (of(&y, &x).unwrap(), replications(&y.map(|y| y / 10.0), 0.95).unwrap());
    near(as_ratio.value, as_mean.value, 1e-15);
    near(as_ratio.half_width().unwrap(), as_mean.half_width().unwrap(), 1e-14);
    // By hand: value 6/30, residuals −.6 0 .6, error √(.72/2·3)/30.
    let unequal = of(&[1.0, 2.0, 3.0], &[8.0, 10.0, 12.0]).unwrap();
    near(unequal.standard_error.unwrap(), 1.08_f64.sqrt() / 30.0, 1e-15);
}

#[test]
fn shares_of_independent_trials() {
    let (low, high) = wilson(27, 1_000, 0.95).unwrap();
    near(low, 0.018621, 5e-7);
    near(high, 0.038999, 5e-7);
    assert_eq!(wilson(0, 0, 0.95), None);
}

#[test]
fn a_control_with_a_known_mean_takes_its_part_of_the_error() {
    // Values that follow the control exactly have no error left; a control without bearing costs a degree of freedom.
    let control = [1.0, 2.0, 4.0, 3.0, 5.5];
    let values: Vec<f64> = control.iter().map(|c| 10.0 + 2.0 * c).collect();
    let found = controlled(&values, &control, 3.0, 0.95).unwrap();
    near(found.interval.value, 16.0, 1e-12);
    near(found.correlation, 1.0, 1e-12);
    assert!(found.interval.half_width().unwrap() < 1e-6 && found.variance_ratio > 1e6);
    assert_eq!(controlled(&values[..4], &control[..4], 3.0, 0.95), None);
    assert_eq!(controlled(&values, &[1.0; 5], 1.0, 0.95), None);
    // Known answer: Σ(y − ȳ)² = 4, Σ(c − c̄)² = 4, Σ(y − ȳ)(c − c̄) = 2, so β = ½, r = ½, residual (4 − 1)/4.
    let control = [-1.0, 1.0, -1.0, 1.0, 0.0, 0.0];
    let values = [-1.0, 1.0, 0.0, 0.0, 1.0, -1.0];
    let found = controlled(&values, &control, 0.0, 0.95).unwrap();
    near(found.correlation, 0.5, 1e-12);
    near(found.interval.standard_error.unwrap(), (0.75_f64 / 6.0).sqrt(), 1e-12);
    near(found.variance_ratio, 3.0 / (4.0 * 0.75), 1e-12);
}

/// Of ten values the second and the ninth hold the median with 97.9 %, of five none with 95 %.
#[test]
fn a_median_lies_between_order_statistics() {
    let values = |n: u32| (1..=n).rev().map(f64::from).collect::<Vec<f64>>();
    let of = |values, level| median(values, level).expect("a median");
    let ten = of(values(10), 0.95);
    assert_eq!((ten.value, ten.low, ten.high), (5.5, Some(2.0), Some(9.0)));
    assert_eq!(of(values(10), 0.98).low, Some(1.0));
    let five = of(values(5), 0.95);
    assert_eq!((five.value, five.low, five.high), (3.0, None, None));
    let mut endless = values(10);
    endless.extend([f64::INFINITY; 3]);
    let endless = of(endless, 0.95);
    assert_eq!((endless.value, endless.low, endless.high), (7.0, None, None));
    assert_eq!(median(vec![1.0, f64::INFINITY, f64::INFINITY], 0.95), None);
    assert_eq!(median(Vec::new(), 0.95), None);
}

#[test]
fn independent_samples_have_the_interval_of_welch() {
    // Moore, McCabe & Craig, Introduction to the Practice of Statistics: reading scores, t = 2.31 with 37.86 degrees of freedom.
    let treated = [
        24.0, 43.0, 58.0, 71.0, 43.0, 49.0, 61.0, 44.0, 67.0, 49.0, 53.0, 56.0, 59.0, 52.0, 62.0,
        54.0, 57.0, 33.0, 46.0, 43.0, 57.0,
    ];
    let control = [
        42.0, 43.0, 55.0, 26.0, 62.0, 37.0, 33.0, 41.0, 19.0, 54.0, 20.0, 85.0, 46.0, 10.0, 17.0,
        60.0, 53.0, 42.0, 37.0, 42.0, 55.0, 28.0, 48.0,
    ];
    let found = independent_difference(&treated, &control, 0.95).unwrap();
    near(found.value, 9.954, 0.001);
    near(found.low.unwrap(), 1.233, 0.002);
    near(found.high.unwrap(), 18.676, 0.002);
    let exact = independent_difference(&[2.0, 2.0], &[1.5, 1.5], 0.95).unwrap();
    assert_eq!((exact.value, exact.low, exact.high), (0.5, Some(0.5), Some(0.5)));
    let alone = independent_difference(&[2.0], &[1.5, 1.0], 0.95).unwrap();
    assert_eq!((alone.value, alone.low), (0.75, None));
    assert_eq!(independent_difference(&[], &[1.0], 0.95), None);
}

#[test]
fn quantiles_lie_between_order_statistics() {
    let values: Vec<f64> = (1..=200).map(f64::from).collect();
    // The median has the bounds of its own function, and 0.95 of 200 those of the binomial distribution.
    let of_median = median(values.clone(), 0.95).unwrap();
    let found = quantile(&values, 0.5, 0.95).unwrap();
    assert_eq!((found.low, found.high), (of_median.low, of_median.high));
    let found = quantile(&values, 0.95, 0.95).unwrap();
    // P(B < 184) = 0.0238, P(B < 185) = 0.0444; P(B ≥ 196) = 0.0264, P(B ≥ 197) = 0.0090 for B binomial (200, 0.95).
    assert_eq!((found.value, found.low, found.high), (190.0, Some(184.0), Some(197.0)));
    // Too few values for an upper bound.
    let found = quantile(&values[..10], 0.95, 0.95).unwrap();
    assert_eq!((found.value, found.low, found.high), (10.0, None, None));
    // The exact and the approximate ranks agree.
    let many: Vec<f64> = (1..=9_999).map(f64::from).collect();
    let more: Vec<f64> = (1..=10_001).map(f64::from).collect();
    let exact = quantile(&many, 0.9, 0.95).unwrap();
    let approximate = quantile(&more, 0.9, 0.95).unwrap();
    near(exact.low.unwrap(), approximate.low.unwrap(), 6.0);
    near(exact.high.unwrap(), approximate.high.unwrap(), 6.0);
    assert_eq!(quantile(&[], 0.5, 0.95), None);
    assert_eq!(quantile(&values, 1.0, 0.95), None);
}
