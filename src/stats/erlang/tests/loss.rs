//! Loss systems: Erlang B and its inverses, Engset, overflow, the transient from empty.

use super::*;

const ERLANG_B: &[(u32, f64, &str)] = &[
    (1, 0.5, ".3333333333"),
    (13, 8.33333, ".03778255469"),
    (50, 50.0, ".1047874555"),
    (1, 1.0, ".5"),
    (16, 8.33333, ".006248167663"),
    (96, 85.0, ".02303265301"),
    (2, 1.0, ".2"),
    (20, 12.0, ".00979563942"),
    (100, 80.0, ".003992028605"),
    (5, 2.0, ".03669724771"),
    (20, 16.0, ".06441092478"),
    (100, 84.0, ".009872528609"),
    (5, 3.0, ".1100543478"),
    (20, 20.0, ".1588919615"),
    (100, 90.0, ".02695738046"),
    (5, 5.0, ".2848678213"),
    (23, 15.0, ".01354328484"),
    (100, 100.0, ".07570045271"),
    (8, 4.16667, ".03589258332"),
    (24, 18.0, ".03525649514"),
    (150, 130.0, ".007823430321"),
    (10, 5.0, ".01838457034"),
    (30, 20.0, ".00845749834"),
    (200, 180.0, ".0103249952"),
    (10, 8.0, ".1216610643"),
    (30, 10.0, "1.711571872e-7"),
    (480, 450.0, ".007409248471"),
    (10, 10.0, ".2145823431"),
    (46, 36.0, ".0171601733"),
    (1000, 950.0, ".003649293689"),
    (50, 40.0, ".01869067111"),
    (1000, 1000.0, ".02481191765"),
];

const LOADS: &[(u32, f64, &str)] = &[
    (1, 0.01, ".010101"),
    (5, 0.01, "1.36079"),
    (10, 0.01, "4.46118"),
    (20, 0.01, "12.0306"),
    (23, 0.01, "14.4705"),
    (24, 0.01, "15.2950"),
    (30, 0.01, "20.3373"),
    (48, 0.01, "36.1086"),
    (96, 0.01, "80.3059"),
    (100, 0.01, "84.0642"),
    (200, 0.01, "179.738"),
    (500, 0.01, "474.036"),
    (10, 0.001, "3.09204"),
    (23, 0.001, "11.5241"),
    (30, 0.001, "16.6839"),
    (100, 0.001, "75.242"),
    (10, 0.05, "6.21571"),
    (23, 0.05, "18.0795"),
    (30, 0.05, "24.8018"),
    (100, 0.05, "95.2404"),
    (10, 0.001, "3.09"),
    (10, 0.01, "4.46"),
    (10, 0.02, "5.08"),
    (23, 0.001, "11.52"),
    (23, 0.01, "14.47"),
    (23, 0.02, "15.76"),
    (30, 0.001, "16.68"),
    (30, 0.01, "20.34"),
    (30, 0.02, "21.93"),
    (46, 0.001, "29.25"),
    (46, 0.01, "34.32"),
    (46, 0.02, "36.53"),
    (100, 0.001, "75.24"),
    (100, 0.01, "84.06"),
    (100, 0.02, "87.97"),
    (150, 0.001, "119.94"),
    (150, 0.01, "131.58"),
    (150, 0.02, "136.80"),
    (960, 0.001, "891.50"),
    (960, 0.01, "931.29"),
    (960, 0.02, "951.32"),
    (1500, 0.001, "1417.65"),
    (1500, 0.01, "1471.19"),
    (1500, 0.02, "1499.22"),
];

#[test]
fn erlang_b_table() {
    for (channels, load, printed) in ERLANG_B {
        // Loads printed to six digits are k/24 and k/3 and the like.
        let load = (load * 24.0).round() / 24.0;
        prints(erlang_b(load, *channels), printed, &format!("B({channels}, {load})"));
    }
}

#[test]
fn loads_for_a_blocking() {
    for (channels, target, printed) in LOADS {
        let load = load_for(*channels, *target);
        prints(load, printed, &format!("load for {channels} at {target}"));
        near(erlang_b(load.unwrap(), *channels).unwrap(), *target, 1e-11);
    }
}

#[test]
fn inverses_agree_everywhere() {
    for channels in [1, 2, 7, 30, 1_000, 1_000_000] {
        for target in [1e-12, 1e-6, 0.001, 0.1, 0.5, 0.9, 0.98] {
            let load = load_for(channels, target).unwrap();
            near(erlang_b(load, channels).unwrap(), target, 1e-10);
            let (less, more) = (load * (1.0 - 1e-9), load * (1.0 + 1e-9));
            assert_eq!(channels_for(less, target), Some(channels));
            assert_eq!(channels_for(more, target), Some(channels + 1));
        }
    }
    near(load_for(1, 0.25).unwrap(), 1.0 / 3.0, 1e-14);
    assert_eq!((load_for(0, 0.1), load_for(5, 0.0), load_for(5, 1.0)), (None, None, None));
}

#[test]
fn channels_for_offices() {
    // 100 users with 1, 2, 3 calls of 3 min an hour; 6,660 users.
    for (load, channels) in [(5.0, 11), (10.0, 18), (15.0, 24), (399.6, 425)] {
        assert_eq!(channels_for(load, 0.01), Some(channels));
    }
    assert_eq!(channels_for(0.0, 0.01), Some(1));
    assert_eq!(channels_for(5.0, 1.0), Some(0));
    assert_eq!(channels_for(5.0, 0.0), None);
    assert_eq!(channels_for(f64::INFINITY, 0.01), None);
}

#[test]
fn erlang_b_at_the_edges() {
    assert_eq!(erlang_b(3.0, 0), Some(1.0));
    assert_eq!(erlang_b(0.0, 3), Some(0.0));
    assert_eq!(erlang_b(1.0, u32::MAX), Some(0.0));
    assert_eq!(erlang_b(-1.0, 3), None);
    assert_eq!(erlang_b(f64::NAN, 3), None);
    // A = n: 1/B = √(πn/2) + 2/3 + √(2π/n)/24 − 4/(135n) + … (Ramanujan's θ; Jagerman 1974).
    let n = 1e6;
    let root = (std::f64::consts::FRAC_PI_2 * n).sqrt();
    let inverse = root + 2.0 / 3.0 + (2.0 * std::f64::consts::PI / n).sqrt() / 24.0;
    let inverse = inverse - 4.0 / (135.0 * n);
    near(erlang_b(n, 1_000_000).unwrap(), 1.0 / inverse, 1e-13);
}

#[test]
fn finite_sources() {
    // 4 sources, 2 channels, a = 1/2: states weigh 1, 2, 3/2.
    let found = engset(4, 0.5, 2).unwrap();
    near(found.time_congestion, 1.5 / 4.5, 1e-15);
    near(found.carried, 5.0 / 4.5, 1e-15);
    // Seen by a call: 3 sources, states weigh 1, 3/2, 3/4.
    near(found.call_congestion, 0.75 / 3.25, 1e-15);
    // Many sources are Poisson traffic.
    let many = engset(100_000_000, 8.0 / 1e8, 10).unwrap();
    near(many.call_congestion, erlang_b(8.0, 10).unwrap(), 1e-6);
    let enough = engset(3, 0.5, 3).unwrap();
    assert_eq!(enough.call_congestion, 0.0);
    near(enough.time_congestion, 1.0 / 27.0, 1e-14);
    assert_eq!(engset(2, 0.5, 3).unwrap().time_congestion, 0.0);
    assert_eq!(engset(2, -0.5, 3), None);
}

#[test]
fn overflow_table() {
    for (load, channels, mean, variance, peakedness) in [
        (10.0, 10, "2.14582343", "4.36244728", "2.032995"),
        (5.0, 5, "1.42433911", "2.33317947", "1.638079"),
        (20.0, 20, "3.17783923", "8.29201343", "2.609324"),
        (8.0, 10, ".973288514", "1.98566139", "2.040157"),
        (30.0, 30, "3.97379371", "12.151144", "3.05782"),
    ] {
        let found = overflow(load, channels).unwrap();
        prints(Some(found.mean), mean, "overflow M");
        prints(Some(found.variance), variance, "overflow V");
        prints(Some(found.peakedness), peakedness, "overflow Z");
    }
    assert_eq!(overflow(0.0, 3).unwrap(), Overflow { mean: 0.0, variance: 0.0, peakedness: 1.0 });
    near(overflow(7.0, 0).unwrap().peakedness, 1.0, 1e-15);
    // One channel, exactly: Z = 1 + A/((1 + A)(2 + A)).
    let heavy = overflow(1e6, 1).unwrap().peakedness - 1.0;
    near(heavy, 1e6 / (1_000_001.0 * 1_000_002.0), 1e-3);
}

#[test]
fn transient_table() {
    for (load, channels, points) in [
        (
            10.0,
            10,
            &[
                (0.5, ".00647183"),
                (1.0, ".07779422"),
                (2.0, ".19030443"),
                (3.0, ".21120639"),
                (4.0, ".21412422"),
                (60.0, ".21458234"),
            ][..],
        ),
        (
            45.0,
            50,
            &[(2.0, ".01981944"), (4.0, ".05182315"), (6.0, ".05399107"), (60.0, ".05410447")],
        ),
        (
            90.0,
            100,
            &[
                (2.0, ".00327889"),
                (3.0, ".01706554"),
                (4.0, ".02414826"),
                (6.0, ".02676926"),
                (60.0, ".02695738"),
            ],
        ),
    ] {
        for (time, printed) in points {
            prints(blocking_at(load, channels, *time), printed, &format!("{channels} at {time}"));
        }
    }
    near(blocking_at(90.0, 100, 60.0).unwrap(), erlang_b(90.0, 100).unwrap(), 1e-12);
    // One channel: A/(1+A)·(1 − e^{−(1+A)t}).
    near(blocking_at(2.0, 1, 0.3).unwrap(), 2.0 / 3.0 * (1.0 - (-0.9_f64).exp()), 1e-14);
    assert_eq!((blocking_at(2.0, 1, 0.0), blocking_at(0.0, 0, 1.0)), (Some(0.0), Some(1.0)));
    assert_eq!(blocking_at(2.0, 1, -1.0), None);
}

/// A recursion that starts in the middle gives the same as one from the first channel: far below the load, at it, and far
/// above.
#[test]
fn the_start_of_the_recursion_does_not_matter() {
    for load in [3_000.0, 44_721.3, 1e6] {
        let of = |share: f64| (load * share) as u32;
        let wanted = [of(0.1), of(0.5), of(0.98), of(1.0), of(1.01), of(1.0) + 900, of(1.1)];
        let mut b = 1.0;
        let mut at_one_percent = None;
        for n in 1..=wanted[6] {
            b = load * b / (f64::from(n) + load * b);
            if wanted.contains(&n) {
                let found = erlang_b(load, n).expect("a load");
                let is_nothing = b < f64::MIN_POSITIVE && found == 0.0;
                let is_same = is_nothing || (found / b - 1.0).abs() < 1e-15;
                assert!(is_same, "{load} on {n}: {found:e}, {b:e}");
            }
            if b <= 0.01 && at_one_percent.is_none() {
                at_one_percent = Some(n);
            }
        }
        assert_eq!(channels_for(load, 0.01), at_one_percent);
        assert_eq!(channels_for(load, 1.0), Some(0));
    }
    // Under heavy overload, all but n ÷ (load − n) channels are taken: one of them here.
    assert_eq!(channels_for(1e8, 0.5), Some(50_000_001));
}
