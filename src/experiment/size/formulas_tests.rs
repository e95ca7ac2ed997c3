use super::*;
use crate::deployment::Vary;

fn grid(ends: &[(u32, u32, f64)]) -> Grid {
    let vary = |(from, to, cost): &(u32, u32, f64)| Vary {
        name: String::new(),
        key: String::new(),
        from: *from,
        to: *to,
        step: 1,
        cost: *cost,
        fixed: 0.0,
    };
    Grid::new(&ends.iter().map(vary).collect::<Vec<_>>())
}

/// (servers, load) at the limit of each row of the published tables, rounded down.
const ONE_PERCENT: &[(u32, f64)] = &[
    (1, 0.0101),
    (5, 1.3607),
    (10, 4.4611),
    (20, 12.030),
    (23, 14.470),
    (24, 15.294),
    (30, 20.337),
    (48, 36.108),
    (96, 80.305),
    (100, 84.064),
    (200, 179.73),
    (500, 474.03),
];

/// (servers, load, blocking), of which the blocking is a little more than the published one.
const BLOCKING: &[(u32, f64, f64)] = &[
    (1, 0.5, 0.333334),
    (1, 1.0, 0.500001),
    (2, 1.0, 0.200001),
    (5, 2.0, 0.036698),
    (5, 3.0, 0.110055),
    (5, 5.0, 0.284868),
    (8, 4.16667, 0.035893),
    (10, 5.0, 0.018385),
    (10, 8.0, 0.121662),
    (10, 10.0, 0.214583),
    (13, 8.33333, 0.037783),
    (16, 8.33333, 0.006249),
    (20, 12.0, 0.009796),
    (20, 16.0, 0.064411),
    (20, 20.0, 0.158892),
    (23, 15.0, 0.013544),
    (24, 18.0, 0.035257),
    (30, 20.0, 0.008458),
    (46, 36.0, 0.017161),
    (50, 40.0, 0.018691),
    (50, 50.0, 0.104788),
    (96, 85.0, 0.023033),
    (100, 80.0, 0.003993),
    (100, 84.0, 0.009873),
    (100, 90.0, 0.026958),
    (100, 100.0, 0.075701),
    (150, 130.0, 0.007824),
    (200, 180.0, 0.010325),
    (480, 450.0, 0.007410),
    (1000, 950.0, 0.003650),
    (1000, 1000.0, 0.024812),
];

#[test]
fn one_station_gets_the_inverse_of_erlang_b() {
    let enough = |load: f64, limit: f64, servers: u32| {
        Ok(erlang::erlang_b(load, servers).is_some_and(|blocking| blocking <= limit))
    };
    for (limit, rows) in [
        (0.01, ONE_PERCENT),
        (0.001, &[(10, 3.0920), (23, 11.524), (30, 16.683), (100, 75.24)]),
        (0.05, &[(10, 6.2157), (23, 18.079), (30, 24.801), (100, 95.24)]),
    ] {
        for (servers, load) in rows {
            let grid = grid(&[(1, 1000, 30.0)]);
            let enough = |point: &Point| enough(*load, limit, grid.values(point)[0]);
            let first = least_together(&grid, enough).expect("no error");
            assert_eq!(grid.values(&first), [*servers], "{load} erlang at {limit}");
        }
    }
    for (servers, load, limit) in BLOCKING {
        let grid = grid(&[(1, 1500, 30.0)]);
        let enough = |point: &Point| enough(*load, *limit, grid.values(point)[0]);
        let first = least_together(&grid, enough).expect("no error");
        assert_eq!(grid.values(&first), [*servers], "{load} erlang at {limit}");
    }
}

#[test]
fn one_station_gets_the_inverse_of_erlang_c() {
    // (servers, load, mean wait ÷ service), of which the wait is a little more than the published one.
    for (servers, load, wait) in [
        (1, 0.5, 1.00001),
        (1, 0.9, 9.00001),
        (2, 1.0, 0.33334),
        (2, 1.5, 1.28572),
        (3, 2.0, 0.44445),
        (5, 4.0, 0.55412),
        (5, 4.5, 1.52499),
        (10, 8.0, 0.20460),
        (10, 9.0, 0.66874),
        (12, 8.4, 0.05109),
        (14, 10.0, 0.04354),
        (20, 16.0, 0.06402),
        (20, 18.0, 0.27539),
        (30, 27.0, 0.15714),
        (50, 45.0, 0.07278),
        (50, 48.0, 0.34723),
        (100, 90.0, 0.02170),
        (100, 95.0, 0.10130),
        (200, 190.0, 0.03653),
        (500, 480.0, 0.01333),
    ] {
        let grid = grid(&[(1, 1000, 1.0)]);
        let enough = |point: &Point| {
            let servers = grid.values(point)[0];
            Ok(erlang::mean_wait_general(load, servers, 1.0).is_some_and(|w| w <= wait))
        };
        let first = least_together(&grid, enough).expect("no error");
        assert_eq!(grid.values(&first), [servers], "{load} erlang");
    }
}

#[test]
fn numbers_that_stand_for_each_other_are_enough_together() {
    // 30 channels a line, or single ones; 100 are needed, and a line is cheaper.
    let grid = grid(&[(1, 12, 300.0), (10, 200, 12.0)]);
    let enough = |point: &Point| {
        let values = grid.values(point);
        Ok(30 * values[0] + values[1] >= 100)
    };
    let first = least_together(&grid, enough).expect("no error");
    assert_eq!(grid.values(&first), [3, 10]);
    assert!(enough(&first).expect("no error"));
    let never = least_together(&grid, |_| Ok(false)).expect("no error");
    assert_eq!(never, grid.greatest());
}
