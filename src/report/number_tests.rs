//! Tests of the forms of numbers.

use super::*;

#[test]
fn the_half_width_has_two_digits_and_the_value_its_places() {
    for (value, low, high, expected) in [
        (1.23456, 1.19456, 1.27456, "1.23 ± 0.04"),
        (0.698, 0.6932, 0.7028, "0.698 ± 0.005"),
        (84.07, 83.17, 84.97, "84.1 ± 0.9"),
        (84.07, 83.11, 85.03, "84.1 ± 1.0"),
        (84.07, 83.716, 84.424, "84.07 ± 0.35"),
        (84.07, 83.714, 84.426, "84.1 ± 0.4"),
        (0.012345, 0.012145, 0.012545, "0.01235 ± 0.00020"),
        (12345.0, 11775.0, 12915.0, "12,300 ± 600"),
        (57.04, 56.0444, 58.0356, "57.0 ± 1.0"),
        (3012.0, 3000.6, 3023.4, "3,012 ± 11"),
        (0.0, 0.0, 0.0, "0"),
        (340.0955, 340.0955, 340.0955, "exactly 340.096"),
        (0.0, 0.0, 0.03, "≤ 0.030"),
        (0.0, 0.0, 0.6503, "≤ 0.66"),
        (0.0, 0.0, 123.4, "≤ 124"),
        (100.0, 99.358, 100.0, "≥ 99.35"),
        (100.0, 99.3, 100.0, "≥ 99.30"),
        (1.2, 1.1, 1.6, "1.20 [1.10, 1.60]"),
        (0.005, 0.0, 0.08, "0.005 [0.000, 0.080]"),
        (0.5, 0.4999, 0.9, "0.500 [0.500, 0.900]"),
        (-0.0001, -0.0501, 0.0499, "0.00 ± 0.05"),
        (-1.0, -1.2, -0.8, "−1.00 ± 0.20"),
        (1e-9, -0.5, 0.5, "0.0 ± 0.5"),
    ] {
        assert_eq!(with_interval(Some(value), Some(low), Some(high)), expected);
    }
}

#[test]
fn a_rate_is_written_in_words() {
    let calls: Figure = "calls.per_hour".parse().expect("a figure");
    let parts = [Some(49.9), Some(46.8), Some(53.0)];
    let scale = Scale::of(Dimension::PerHour, 49.9);
    assert_eq!(of_figure(&calls, parts, &scale), "49.9 ± 3.1 an hour");
    assert_eq!(exact(Dimension::PerHour, 5.0), "5 an hour");
    assert_eq!(join("5", ""), "5");
}

#[test]
fn shares_of_all_and_none_and_exact_differences_are_said_in_words() {
    let blocking: Figure = "blocking".parse().expect("a figure");
    let utilization: Figure = "utilization".parse().expect("a figure");
    let percent = Scale::of(Dimension::Share, 0.0);
    let share = |figure, value, low, high| {
        of_figure(figure, [Some(value), Some(low), Some(high)], &percent)
    };
    assert_eq!(share(&blocking, 0.0, 0.0, 0.0003), "never seen (at most 0.030 %)");
    assert_eq!(share(&blocking, 1.0, 0.99358, 1.0), "all seen (at least 99.35 %)");
    assert_eq!(share(&blocking, 0.0, 0.0, 0.0), "none");
    assert_eq!(share(&blocking, 1.0, 1.0, 1.0), "all");
    assert_eq!(share(&blocking, 0.01, 0.01, 0.01), "exactly 1 %");
    assert_eq!(share(&utilization, 0.0, 0.0, 0.0), "0 %");
    assert_eq!(of_figure(&blocking, [None; 3], &percent), NOT_ESTIMABLE);
    for (value, low, high, expected) in [
        (-0.177, Some(-0.177), Some(-0.177), "exactly −177"),
        (0.177, Some(0.177), Some(0.177), "exactly +177"),
        (0.0, Some(0.0), Some(0.0), "0"),
        (0.02, Some(0.01), Some(0.03), "+20 ± 10"),
        (-0.02, None, None, "−20"),
    ] {
        assert_eq!(difference(&blocking, (value, low, high), 1e3), expected);
    }
    let p95: Figure = "post_dial_delay.p95".parse().expect("a figure");
    let end = Some(0.353919);
    assert_eq!(difference(&p95, (0.353919, end, end), 1e3), "always +354");
    assert_eq!(rounded_alike(748.123, (700.4, 790.9)), ["750", "700", "790"]);
    assert_eq!(half_width(0.04876), "0.05");
}

#[test]
fn charts_show_a_digit_less() {
    for (value, half, expected) in [
        (84.07, 0.90, "84.1"),
        (0.698, 0.0048, "0.698"),
        (12_626.0, 51.0, "12,600"),
        (654.7, 7.2, "655"),
        (3.48, 1.4, "3.5"),
        (-0.52, 0.2, "−0.52"),
        (7.3, 14.0, "7"),
        (55.1, 14.0, "55"),
        (7.3, 50.0, "7"),
        (0.0, 0.4, "0.0"),
    ] {
        assert_eq!(coarse(value, Some(half)), expected);
    }
    assert_eq!(coarse(5.0, Some(0.0)), "5");
    assert_eq!(coarse(1.23456, None), "1.23");
}

#[test]
fn without_an_interval_three_digits_are_shown() {
    for (value, expected) in [
        (1.23456, "1.23"),
        (9.996, "10.0"),
        (0.000123456, "0.000123"),
        (123456.7, "123,000"),
        (360.0, "360"),
        (1234.0, "1,234"),
        (0.0, "0"),
    ] {
        assert_eq!(with_interval(Some(value), None, None), expected);
    }
    assert_eq!(with_interval(None, None, None), NOT_ESTIMABLE);
    assert_eq!(with_interval(Some(f64::NAN), None, None), NOT_ESTIMABLE);
}

#[test]
fn units_are_those_a_person_would_choose() {
    let q = |dimension, v: f64| {
        let scale = Scale::of(dimension, v);
        join(&significant(v * scale.factor), &scale.unit)
    };
    assert_eq!(q(Dimension::Share, 0.0123), "1.23 %");
    assert_eq!(q(Dimension::Time, 0.25), "250 ms");
    assert_eq!(q(Dimension::Time, 2.345), "2.35 s");
    assert_eq!(q(Dimension::Number, 2.5), "2.50");
    assert_eq!(q(Dimension::Load, 90.25), "90.2 erlang");
    assert_eq!(exact(Dimension::Share, 0.07), "7 %");
    assert_eq!(exact(Dimension::Time, 3.0), "3 s");
    assert_eq!(grouped(1_234_567), "1,234,567");
    assert_eq!(grouped(999), "999");
    assert_eq!(span(6000.0), "100 min");
}

#[test]
fn levels_keep_their_digits_near_none_and_near_all() {
    for (given, expected) in [
        (0.95, "95"),
        (0.999, "99.9"),
        (0.9975, "99.75"),
        (0.999_29, "99.929"),
        (0.5, "50"),
        (0.336, "33.6"),
        (0.05, "5"),
        (0.005, "0.5"),
        (1.0 - (1.0 - 0.005), "0.5"),
        (0.000_25, "0.025"),
    ] {
        assert_eq!(level(given), expected);
    }
}

#[test]
fn a_lost_share_has_one_decimal_place_at_most() {
    for (share, text) in [(0.069, "6.9 %"), (0.05034, "5 %"), (0.5051, "50.5 %"), (1.0, "100 %")] {
        assert_eq!(lost(share), text);
    }
}
