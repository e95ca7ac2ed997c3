//! Measures against each other: what must add up does, and each covers the calls it should.

use super::shares::{one, over, record};
use super::system::{at, near, once, run, seconds, small, value, without_lync};
use busyhour::internals::deployment::{Class, Deployment, GatewayKind, Role};
use busyhour::internals::experiment::{Estimate, Study};
use busyhour::internals::measure::{Measure, ScopeKind};
use std::collections::BTreeSet;

const VOICE: &str = "class:voice";
const SHORT: [&str; 2] = ["study.warm_up=10 min", "study.duration=20 min"];

#[test]
fn sessions_are_disconnected_and_have_a_duration() {
    let record = record("deployments/contoso", 2, &SHORT);
    let ended: u64 = ["answered", "voice_messages", "hung_up_in_greeting"]
        .iter()
        .map(|measure| over(&record, measure, VOICE, "count").count)
        .sum();
    let disconnect = over(&record, "session_disconnect_delay", VOICE, "mean");
    assert_eq!(disconnect.count, ended);
    assert!(disconnect.value.expect("seen") > 0.0);
    let duration = over(&record, "session_duration_time", VOICE, "mean");
    // Only who hangs up while the 200 is on its way has no session.
    assert!(duration.count <= ended && duration.count as f64 > 0.99 * ended as f64);
    assert!((60.0..200.0).contains(&duration.value.expect("seen")));
}

#[test]
fn request_delays_are_told_apart_by_success() {
    let few = [SHORT[0], SHORT[1], "mediation_server[\"med1.contoso.test\"].calls=60"];
    let record = record("deployments/contoso", 2, &few);
    let failed = over(&record, "session_request_delay_failed", VOICE, "mean");
    let outcome = "class:voice+outcome:mediation-rejected";
    let refused = over(&record, "outcome", outcome, "value").count;
    // A bypass call that rang and finds no full slot for voice mail has had its first response.
    assert!(failed.count > 0 && failed.count < refused, "{failed:?} {refused}");
    let succeeded = over(&record, "session_request_delay", VOICE, "mean");
    let attempts = over(&record, "attempts", VOICE, "count").count;
    assert!(succeeded.count > 0 && succeeded.count + failed.count <= attempts);
}

#[test]
fn what_a_latency_leaves_out_and_its_values_make_all() {
    let record = record("deployments/contoso", 2, &SHORT);
    let left_out = one(&record, "post_dial_delay.left_out", "value");
    let values = one(&record, "post_dial_delay", "mean");
    let all = left_out.count as f64 / left_out.value.expect("some");
    assert!((all - (left_out.count + values.count) as f64).abs() < 1e-6 * all);
    assert!(one(&record, "voice_mail_routing_latency.left_out", "value").count > 0);
}

#[test]
fn blocking_at_a_gateway_adds_up_over_classes() {
    let few = [SHORT[0], SHORT[1], "gateway[\"gw-lon\"].lines.e1=1"];
    let record = record("deployments/two-sites", 2, &few);
    let blocked = |scope: &str| over(&record, "blocking", scope, "value").count;
    let classes =
        ["voice", "outbound"].map(|class| blocked(&format!("gateway:gw-lon+class:{class}")));
    assert!(classes.iter().all(|blocked| *blocked > 0));
    assert_eq!(classes.iter().sum::<u64>(), blocked("gateway:gw-lon"));
    assert!(
        record.estimates.iter().all(|e| e.figure.scope.as_str() != "gateway:gw-lon+class:internal")
    );
}

#[test]
fn the_load_over_time_has_the_mean_of_the_window() {
    let record = record("deployments/two-sites", 2, &SHORT);
    let mut scopes = 0;
    for whole in record
        .estimates
        .iter()
        .filter(|e| e.figure.measure.name() == "occupancy" && e.from.is_none())
    {
        let in_window = |from: f64| (600.0..1_800.0).contains(&from);
        let bins: Vec<f64> = record
            .estimates
            .iter()
            .filter(|e| {
                e.figure.measure.name() == "occupancy"
                    && e.figure.scope.as_str() == whole.figure.scope.as_str()
            })
            .filter(|e| e.from.is_some_and(in_window))
            .filter_map(|e| e.value)
            .collect();
        let mean = bins.iter().sum::<f64>() / bins.len() as f64;
        assert!(
            (mean - whole.value.expect("known")).abs() < 1e-6,
            "{}",
            whole.figure.scope.as_str()
        );
        scopes += 1;
    }
    assert!(scopes >= 6);
}

/// The gateway takes 2 s for each message: for the call before its INVITE, and again for the ringing.
#[test]
fn what_the_caller_hears_includes_the_time_of_the_gateway() {
    let mut d = small();
    d.gateways[0].host.cores = 1_000;
    for work in &mut d.processing.table[Role::Gateway as usize] {
        work.wait = seconds(2.0);
    }
    once(&mut d, 100);
    d.traffic[0].arrivals = at(&[1.0, 5.0]);
    let mean = |d: &Deployment, measure: &str| value(&run(d.clone()), measure, "all", "mean");
    near(mean(&d, "post_dial_delay"), 0.0);
    near(mean(&d, "post_selection_delay"), 4.0);
    // A caller who waits for 3 s has not heard the ringing that reached the gateway after 2 s.
    d.users[0].answers.share = 0.0;
    d.traffic[0].patience = Some(seconds(3.0));
    let record = run(d.clone());
    let count = |measure: &str| over(&record, measure, "all", "mean").count;
    assert_eq!((count("post_dial_delay"), count("post_selection_delay")), (2, 0));
    // 20 s of ringing from the INVITE on; the gateway's time before and after.
    d.traffic[0].patience = None;
    near(mean(&d, "time_to_greeting"), 20.0);
    near(mean(&d, "greeting_delay"), 24.0);
    // An internal caller's client rings and answers at once.
    d.traffic[0].class = Class::Internal;
    d.traffic[0].gateways = Vec::new();
    near(mean(&d, "post_selection_delay"), 0.0);
    near(mean(&d, "greeting_delay"), 20.0);
    // Past Lync the PBX rings; the wait for the greeting begins when it does.
    let mut d = without_lync(GatewayKind::IpPbx);
    once(&mut d, 100);
    d.traffic[0].arrivals = at(&[1.0, 5.0]);
    d.users[0].answers.share = 0.0;
    near(mean(&d, "greeting_delay"), 20.0);
}

#[test]
fn percentiles_of_equal_latencies_are_exact() {
    let mut d = small();
    once(&mut d, 6_000);
    d.settings.replications = 2;
    d.users[0].answers.share = 0.0;
    let every_ten: Vec<f64> = (0..600).map(|i| 10.0 * f64::from(i)).collect();
    d.traffic[0].arrivals = at(&every_ten);
    for work in d.processing.table.iter_mut().flatten() {
        work.wait = seconds(0.0123);
    }
    let record = run(d);
    let max = one(&record, "voice_mail_routing_latency", "max").value.expect("seen");
    assert!(max > 0.05);
    for statistic in ["p50", "p90", "p95"] {
        let p = one(&record, "voice_mail_routing_latency", statistic);
        assert_eq!((p.value, p.low, p.high), (Some(max), Some(max), Some(max)), "{statistic}");
    }
}

#[test]
fn the_interval_of_a_percentile_holds_its_rounding() {
    let record = record("deployments/contoso", 2, &SHORT);
    let mut seen = 0;
    for e in record.estimates.iter().filter(|e| e.figure.statistic.name() == "p95") {
        let (Some(value), Some(low), Some(high)) = (e.value, e.low, e.high) else { continue };
        let max = over(&record, e.figure.measure.name(), e.figure.scope.as_str(), "max");
        // Buckets are some 0.1 % wide, and two replications seldom have the same.
        assert!(high - low > 0.0004 * value || high == low, "{}", e.figure);
        assert!(max.value.is_some_and(|max| value <= max), "{}", e.figure);
        seen += 1;
    }
    assert!(seen > 10);
}

#[test]
fn the_last_bin_of_a_series_ends_with_the_window() {
    let mut d = small();
    once(&mut d, 1_513);
    d.traffic[0].arrivals = at(&[0.0, 1_511.0, 1_514.0]);
    d.traffic[0].talk = seconds(3_000.0);
    let record = run(d);
    let bins = |measure: &str| -> Vec<(f64, f64, f64)> {
        let of = |e: &&Estimate| e.figure.measure.name() == measure && e.figure.scope.is_all();
        let bin = |e: &Estimate| Some((e.from?, e.to?, e.value?));
        record.estimates.iter().filter(of).filter_map(bin).collect()
    };
    let in_progress = bins("calls_in_progress");
    assert_eq!(in_progress.len(), 152);
    for (i, (from, to, _)) in in_progress[..151].iter().enumerate() {
        assert_eq!((*from, *to), (10.0 * i as f64, 10.0 * (i + 1) as f64));
    }
    let (from, to, level) = in_progress[151];
    assert_eq!((from, to), (1_510.0, 1_513.0));
    // One call all the time, another from 1,511 s on.
    near(level, 1.0 + 2.0 / 3.0);
    near(in_progress[150].2, 1.0);
    // Who calls after the end of the window is in no bin.
    assert_eq!(bins("calls")[151].2, 1.0);
}

/// What shipped models measure and what the catalogue says are the same.
#[test]
fn the_catalogue_says_what_is_measured_over_which_scopes() {
    let mut unseen: BTreeSet<Measure> = Measure::ALL.iter().copied().collect();
    for path in super::models::models() {
        let study = Study::load(&path, &[]).unwrap_or_else(|e| panic!("{e}"));
        for label in study.labels() {
            let figure = &label.figure;
            let kinds: Vec<ScopeKind> = figure.scope.kinds().collect();
            assert!(figure.measure.dimension(figure.statistic).is_some(), "{figure}");
            assert!(figure.measure.covers(&kinds), "{figure} ({kinds:?})");
            if unseen.remove(&figure.measure) {
                // What is written is read back as the same.
                assert_eq!(figure.to_string().parse().as_ref(), Ok(figure));
            }
        }
    }
    assert!(unseen.is_empty(), "no shipped model measures {unseen:?}");
}
