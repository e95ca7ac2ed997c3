//! Queueing systems: Erlang C and A, finite queues, one server, stages in series.

use super::*;

const ERLANG_C: &[(u32, f64, &str, &str)] = &[
    (1, 0.5, ".5", "1"),
    (20, 16.0, ".2560777938", ".06401944846"),
    (1, 0.9, ".9", "9"),
    (20, 18.0, ".5507690048", ".2753845024"),
    (2, 1.0, ".3333333333", ".3333333333"),
    (30, 27.0, ".4714083699", ".1571361233"),
    (2, 1.5, ".6428571429", "1.285714286"),
    (50, 45.0, ".3638644672", ".07277289344"),
    (3, 2.0, ".4444444444", ".4444444444"),
    (50, 48.0, ".6944556112", ".3472278056"),
    (5, 4.0, ".5541125541", ".5541125541"),
    (100, 90.0, ".2169404809", ".02169404809"),
    (5, 4.5, ".7624932207", "1.524986441"),
    (100, 95.0, ".5064568539", ".1012913708"),
    (10, 8.0, ".4091801508", ".2045900754"),
    (200, 190.0, ".3652638566", ".03652638566"),
    (10, 9.0, ".6687315241", ".6687315241"),
    (500, 480.0, ".26651252", ".013325626"),
    (12, 8.4, ".1838886304", ".05108017511"),
    (14, 10.0, ".1741319336", ".0435329834"),
];

#[test]
fn erlang_c_table() {
    for (channels, load, share, wait) in ERLANG_C {
        let of = format!("C({channels}, {load})");
        prints(erlang_c(*load, *channels), share, &of);
        prints(mean_wait(*load, *channels), wait, &of);
        near(wait_over(*load, *channels, 0.0).unwrap(), erlang_c(*load, *channels).unwrap(), 0.0);
    }
    assert_eq!((erlang_c(3.0, 3), erlang_c(0.0, 0), mean_wait(4.0, 3)), (None, None, None));
}

#[test]
fn a_call_centre() {
    // 100 calls per 30 min of 3 min, 20 s target: the worked example of pyworkforce.
    let soon = 20.0 / 180.0;
    prints(wait_over(10.0, 14, soon).map(|p| 1.0 - p), ".88835002", "service level");
    assert_eq!(channels_for_wait(10.0, soon, 0.2), Some(14));
    assert!(wait_over(10.0, 13, soon).unwrap() > 0.2);
    let p90 = wait_quantile(10.0, 14, 0.9).unwrap();
    near(wait_over(10.0, 14, p90).unwrap(), 0.1, 1e-13);
    assert_eq!(wait_quantile(10.0, 14, 0.5), Some(0.0));
    assert_eq!(channels_for_wait(10.0, 1.0, 0.0), None);
}

#[test]
fn finite_queue_table() {
    for (rate, service, channels, places, blocking, present) in [
        (0.8, 1.0, 1, 5, ".08881949866", "1.868332032"),
        (1.2, 1.0, 1, 5, ".2505881216", "3.021172376"),
        (1.0, 1.0, 1, 10, ".09090909091", "5"),
        (2.5, 1.0, 3, 6, ".1024167065", "2.944488506"),
        (4.5, 1.0, 5, 10, ".07569937503", "5.477717252"),
        (9.0, 1.0, 10, 15, ".06125876183", "9.515540892"),
        (19.0, 1.0, 20, 30, ".03965146828", "20.81085784"),
        (100.0, 1.0, 100, 120, ".03011144792", "103.3122593"),
        (4.2, 0.5, 12, 14, ".02885139585", "8.256567346"),
    ] {
        let queue = finite_queue(rate / service, channels, places).unwrap();
        prints(Some(queue.blocking), blocking, "M/M/c/K blocking");
        prints(Some(queue.present), present, "M/M/c/K present");
        near(queue.present - queue.waiting, rate / service * (1.0 - queue.blocking), 1e-12);
    }
    near(finite_queue(8.0, 10, 10).unwrap().blocking, erlang_b(8.0, 10).unwrap(), 1e-15);
    near(finite_queue(8.0, 10, 900).unwrap().mean_wait, mean_wait(8.0, 10).unwrap(), 1e-12);
    assert_eq!((finite_queue(1.0, 3, 2), finite_queue(1.0, 0, 2)), (None, None));
}

#[test]
fn impatient_calls() {
    // Patience as long as the holding time: every call present leaves at rate 1, so the number
    // present is Poisson.
    let (load, channels) = (10.0_f64, 12);
    let mut term = (-load).exp();
    let (mut waits, mut waiting) = (0.0, 0.0);
    for n in 0..200 {
        if n >= channels {
            waits += term;
            waiting += f64::from(n - channels) * term;
        }
        term *= load / f64::from(n + 1);
    }
    let even = erlang_a(load, channels as u32, 1.0).unwrap();
    near(even.waits, waits, 1e-12);
    near(even.waiting, waiting, 1e-12);
    near(even.abandons, waiting / load, 1e-12);
    // Infinite patience gives Erlang C, none gives Erlang B.
    near(erlang_a(10.0, 14, 1e9).unwrap().mean_wait, mean_wait(10.0, 14).unwrap(), 1e-7);
    near(erlang_a(10.0, 14, 1e-9).unwrap().abandons, erlang_b(10.0, 14).unwrap(), 1e-7);
    // Overload: calls that cannot be served give up.
    near(erlang_a(200.0, 100, 50.0).unwrap().abandons, 0.5, 1e-9);
    assert_eq!((erlang_a(1.0, 0, 1.0), erlang_a(1.0, 1, 0.0)), (None, None));
    assert_eq!(erlang_a(0.0, 2, 1.0).unwrap().abandons, 0.0);
}

#[test]
fn one_server_table() {
    for (utilisation, waits) in [
        (0.5, [".5", ".625", "1", "1.174", "2.5"]),
        (0.8, ["2", "2.5", "4", "4.696", "10"]),
        (0.9, ["4.5", "5.625", "9", "10.566", "22.5"]),
    ] {
        for (cv2, wait) in [0.0, 0.25, 1.0, 1.348, 4.0].into_iter().zip(waits) {
            prints(pollaczek_khinchine(utilisation, cv2), wait, "M/G/1");
        }
    }
    assert_eq!(pollaczek_khinchine(1.0, 1.0), None);
}

#[test]
fn tandem_table() {
    // M/M/1 stages of 5, 8, 4 and 10 ms at 50 calls/s.
    let means = [5.0, 8.0, 4.0, 10.0].map(|service: f64| 1.0 / (1.0 / service - 0.05));
    prints(series_mean(&means), "45", "tandem mean");
    for (p, printed) in [
        (0.5, "39.892719"),
        (0.9, "78.656208"),
        (0.95, "93.580981"),
        (0.99, "127.02715"),
        (0.999, "173.71101"),
    ] {
        let time = series_quantile(&means, p);
        prints(time, printed, &format!("tandem p{p}"));
        near(series_cdf(&means, time.unwrap()).unwrap(), p, 1e-13);
    }
    // Equal stages (Erlang-2) and stages that take no time.
    near(series_cdf(&[1.0, 0.0, 1.0], 2.0).unwrap(), 1.0 - 3.0 * (-2.0_f64).exp(), 1e-14);
    assert_eq!(series_cdf(&[], 0.0), Some(1.0));
    assert_eq!(series_quantile(&[0.0], 0.5), Some(0.0));
    assert_eq!((series_cdf(&[-1.0], 1.0), series_quantile(&[1.0], 1.0)), (None, None));
}
