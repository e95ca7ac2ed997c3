//! Simulated answers against exact ones: each must lie in its 99.9 % interval.

use crate::system::*;
use busyhour::internals::base::{Id, Span};
use busyhour::internals::deployment::*;
use busyhour::internals::experiment::Record;
use busyhour::internals::stats::{erlang, interval};

fn meets(record: &Record, measure: &str, scope: &str, statistic: &str, exact: f64) {
    meets_to(0.05, record, (measure, scope, statistic), exact);
}

/// The same with a half-width of at most `precision` of the exact value.
fn meets_to(
    precision: f64,
    record: &Record,
    (measure, scope, statistic): (&str, &str, &str),
    exact: f64,
) {
    let e = record
        .estimates
        .iter()
        .find(|e| {
            e.from.is_none()
                && e.figure.measure.name() == measure
                && e.figure.scope.as_str() == scope
                && e.figure.statistic.name() == statistic
        })
        .unwrap_or_else(|| panic!("no {measure} {scope}"));
    let (value, low, high) = (e.value.expect("value"), e.low.expect("low"), e.high.expect("high"));
    assert!(low <= exact && exact <= high, "{measure}: {value} [{low}, {high}], exact {exact}");
    let relative = (high - low) / 2.0 / exact;
    assert!(relative < precision, "{measure} {statistic}: half-width {relative}");
}

/// Erlang B with (channels, erlang, blocking), for a holding time of mean 60 s.
fn erlang_b(channels: u32, load: f64, exact: f64, talk: Distribution) {
    let mut d = small();
    d.gateways[0].channels = channels;
    d.settings.confidence = 0.999;
    d.settings.replications = 20;
    // A million calls in all; where blocking is rare and bursty, four.
    let calls = if exact < 0.05 { 200_000.0 } else { 50_000.0 };
    d.settings.duration = Span::from_secs((calls * 60.0 / load) as u64);
    d.traffic[0].arrivals = rate(load / 60.0);
    d.traffic[0].talk = talk;
    meets(&run(d), "blocking", "all", "value", exact);
}

fn lognormal(mean_seconds: f64, cv: f64) -> Distribution {
    let sigma = (1.0 + cv * cv).ln().sqrt();
    let mu = (mean_seconds * 1e9).ln() - sigma * sigma / 2.0;
    Distribution::new("test", Shape::Lognormal { mu, sigma })
}

#[test]
fn erlang_b_is_insensitive_to_the_holding_time() {
    for talk in [exponential(60.0), lognormal(60.0, 1.2), seconds(60.0)] {
        erlang_b(5, 3.0, 0.1100543478, talk.clone());
        erlang_b(20, 20.0, 0.1588919615, talk.clone());
        erlang_b(100, 90.0, 0.02695738046, talk);
    }
}

#[test]
fn erlang_b_over_a_range_of_sizes() {
    for (channels, load, exact) in
        [(1, 1.0, 0.5), (2, 1.0, 0.2), (10, 8.0, 0.1216610643), (50, 50.0, 0.1047874555)]
    {
        erlang_b(channels, load, exact, exponential(60.0));
    }
}

#[test]
fn mailbox_servers_are_separate_loss_systems() {
    // 2 servers of 10 calls, all mailboxes on one: its rejections are Erlang B(10, 8), and the
    // other is idle.
    let mut d = small();
    d.exchange_servers[0].max_calls = 10;
    let mut second = exchange("ex2", Version::Exchange2013);
    second.max_calls = 10;
    d.exchange_servers.push(second);
    d.dial_plans[0].servers.push(Id::new(1));
    d.users[0].answers.share = 0.0;
    d.users[0].ring = seconds(0.0);
    d.users[0].voice_mail.greeting = seconds(0.0);
    d.users[0].voice_mail.message = exponential(60.0);
    d.settings.confidence = 0.999;
    d.settings.replications = 20;
    d.settings.duration = Span::from_secs(300_000);
    d.traffic[0].arrivals = rate(8.0 / 60.0);
    let record = run(d);
    meets(&record, "rejected", "server:ex1+slots:um", "value", 0.1216610643);
    meets(&record, "um_rejected", "all", "value", 0.1216610643);
    assert_eq!(value(&record, "carried_load", "server:ex2+slots:um", "value"), 0.0);
}

/// 8 erlang of calls to an attendant that two UM servers of 5 calls may take.
#[test]
fn servers_that_may_all_take_a_call_share_their_capacity_if_it_is_tried_again() {
    const ONE_OF_TEN: f64 = 0.1216610643;
    const RANDOM: f64 = 0.1990670876; // B(5, 4)
    const IN_TURN: f64 = 0.1598060505; // GI/M/5/5, arrivals Erlang-2 of 4 erlang
    for (version, retry, exact) in [
        (Version::Exchange2013, true, ONE_OF_TEN),
        (Version::Exchange2013, false, RANDOM),
        (Version::Exchange2010, true, ONE_OF_TEN),
        (Version::Exchange2010, false, IN_TURN),
    ] {
        let mut d = small();
        d.exchange_servers = ["ex1", "ex2"].map(|name| exchange(name, version)).into();
        d.exchange_servers.iter_mut().for_each(|server| server.max_calls = 5);
        d.dial_plans[0].servers = vec![Id::new(0), Id::new(1)];
        d.dial_plans[0].retry_after_redirect = retry;
        d.auto_attendants.push(AutoAttendant {
            name: "menu".into(),
            dial_plan: Id::new(0),
            pool: Some(Id::new(0)),
            menu: exponential(60.0),
            transfer: 0.0,
            to: Vec::new(),
        });
        d.traffic[0].class = Class::AutoAttendant;
        d.traffic[0].party = Party::AutoAttendant(Id::new(0));
        d.traffic[0].arrivals = rate(8.0 / 60.0);
        d.settings.confidence = 0.999;
        d.settings.replications = 20;
        d.settings.duration = Span::from_secs(300_000);
        let record = run(d);
        meets(&record, "um_rejected", "all", "value", exact);
        // Each server alone differs from Erlang B, for a reason that the run knows.
        assert!(record.warnings.iter().all(|w| w.code != "differs-from-theory"));
    }
}

#[test]
fn a_tandem_of_four_single_servers_has_the_exact_percentiles() {
    // Mediation 8 ms, pool 4 ms, UM router 10 ms, gateway's 5 ms at the worker's host; 50 calls/s.
    let mut d = small();
    let mut serve = |role: Role, ms: f64| {
        d.processing.table[role as usize][MessageKind::Invite as usize].service =
            exponential(ms * 1e-3);
    };
    serve(Role::MediationServer, 8.0);
    serve(Role::FrontEnd, 4.0);
    serve(Role::CallRouter, 10.0);
    serve(Role::WorkerProcess, 5.0);
    d.exchange_servers[0].call_router = false;
    d.exchange_servers[0].max_calls = 1_000_000;
    let mut router = exchange("cas", Version::Exchange2013);
    router.um_service = false;
    d.exchange_servers.push(router);
    d.dial_plans[0].servers.push(Id::new(1));
    d.gateways[0].channels = 1_000_000;
    d.mediation_servers[0].calls = 1_000_000;
    d.users[0].registered = 0.0;
    d.users[0].voice_mail.greeting = seconds(0.0);
    d.users[0].voice_mail.message = seconds(1.0);
    d.traffic[0].arrivals = rate(50.0);
    d.settings.confidence = 0.999;
    d.settings.replications = 20;
    d.settings.warm_up = Span::from_secs(60);
    d.settings.duration = Span::from_secs(2_000);
    let record = run(d);
    let exact = [
        ("mean", 0.045),
        ("p50", 0.039892719),
        ("p90", 0.078656208),
        ("p95", 0.093580981),
        ("p99", 0.12702715),
    ];
    for (statistic, seconds) in exact {
        meets(&record, "time_to_greeting", "all", statistic, seconds);
    }
}

/// P(W ≤ t) = 1 − C·exp(−(c − a)·t/h), C by Erlang C (Erlang 1917), and its inverse.
#[test]
fn waits_of_a_queue_have_the_exact_percentiles_and_service_level() {
    for (model, cores, load, within, hours) in [
        ("erlang-c-10-8", 10, 8.0, 1.0, 3),
        ("erlang-c-2-1", 2, 1.0, 0.5, 6),
        ("erlang-c-1-0_5", 1, 0.5, 2.0, 9),
    ] {
        let set = [
            "study.confidence=99.9 %",
            &format!("study.duration={hours} h"),
            &format!("study.service_level_within={within} s"),
        ];
        let record = crate::shares::record(&format!("reference/{model}"), 20, &set);
        let waits = erlang::erlang_c(load, cores).expect("stable");
        let rate = f64::from(cores) - load;
        let exact = 1.0 - waits * (-rate * within).exp();
        meets(&record, "service_level", "server:cas1", "value", exact);
        for (statistic, p) in [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)] {
            if (waits - (1.0 - p)).abs() < 0.05 {
                continue; // At the jump of the distribution a replication is on either side.
            }
            let exact = ((waits / (1.0 - p)).ln() / rate).max(0.0);
            if exact > 0.0 {
                meets_to(0.1, &record, ("queue_wait", "server:cas1", statistic), exact);
            } else {
                assert_eq!(value(&record, "queue_wait", "server:cas1", statistic), 0.0);
            }
        }
    }
}

/// Blocking of M/M/10/10 at 10 erlang from empty, over short windows of many replications: the
/// ratio over all replications against the mean of the exact P(block at t) over the window.
#[test]
fn blocking_from_empty_follows_the_transient() {
    for (from, to) in [(1.0, 2.0), (2.0, 3.0), (3.0, 6.0)] {
        let mut d = small();
        d.gateways[0].channels = 10;
        d.settings.warm_up = Span::from_nanos((from * 60e9) as u64);
        d.settings.duration = Span::from_nanos(((to - from) * 60e9) as u64);
        d.settings.replications = 10_000;
        d.traffic[0].arrivals = rate(10.0 / 60.0);
        d.traffic[0].talk = exponential(60.0);
        let record = run(d);
        let values = |measure: &str, statistic: &str| -> Vec<f64> {
            let found = record.replicates.iter().find(|r| {
                r.figure.measure.name() == measure
                    && r.figure.scope.as_str() == "all"
                    && r.figure.statistic.name() == statistic
            });
            let found = found.expect("replicated");
            found.values.iter().map(|v| v.unwrap_or(0.0)).collect()
        };
        let attempts = values("attempts", "count");
        let blocked: Vec<f64> =
            values("blocking", "value").iter().zip(&attempts).map(|(b, n)| b * n).collect();
        let ratio = interval::ratio(&blocked, &attempts, 0.999).expect("calls");
        // Simpson's rule over the window; arrivals see time averages.
        let at = |t: f64| erlang::blocking_at(10.0, 10, t).expect("computable");
        let n = 20;
        let step = (to - from) / f64::from(n);
        let weight = |i: i32| if i == 0 || i == n { 1.0 } else { f64::from(2 + 2 * (i % 2)) };
        let sum: f64 = (0..=n).map(|i| weight(i) * at(from + f64::from(i) * step)).sum();
        let exact = sum / f64::from(3 * n);
        let (low, high) = (ratio.low.expect("n > 1"), ratio.high.expect("n > 1"));
        assert!(low < exact && exact < high, "{from}-{to}: [{low}, {high}], exact {exact}");
        assert!((high - low) / 2.0 / exact < 0.05, "{from}-{to}: too wide");
    }
}
