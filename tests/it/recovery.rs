//! How long after an outage calls get through as before.

use crate::outages::{GATEWAY, calls_at, outage, voice_mail_at};
use crate::system::*;
use busyhour::internals::base::{Id, Place, SourceFile, Span};
use busyhour::internals::deployment::*;
use busyhour::internals::measure::Statistic;

/// Mean time to recover of the first outage, and the share that did not recover.
fn after(d: Deployment) -> (Option<f64>, f64) {
    let scope = format!("outage:{}", d.outages[0].name);
    let record = run(d);
    let found = record
        .estimates
        .iter()
        .find(|e| e.figure.measure.name() == "time_to_recover" && e.figure.scope.as_str() == scope);
    (found.and_then(|e| e.value), value(&record, "not_recovered", &scope, "value"))
}

#[test]
fn a_gateway_that_returns_serves_at_once() {
    let mut d = calls_at(&[100.0, 190.0, 300.0, 400.0]);
    d.outages = vec![outage(GATEWAY, 185, 250)];
    assert_eq!(after(d), (Some(0.0), 0.0));
}

/// Five OPTIONS go unanswered. The gateway leaves the server out until that of 840 s, so that the call at 830 s fails.
#[test]
fn the_time_until_a_gateway_notices_is_part_of_it() {
    let mut d = calls_at(&[100.0, 830.0, 850.0]);
    d.failover.times.options_every = Span::from_secs(140);
    d.failover.times.options_missed = 5;
    let server = OutageTarget::MediationServer(Id::new(0));
    // The minute of that call begins after the end of the outage: it is the first whole one, and bad.
    d.outages = vec![outage(server, 60, 770)];
    assert_eq!(after(d.clone()), (Some(70.0), 0.0));
    // It begins before the end: the first whole one is that of 840 s, and good.
    d.outages = vec![outage(server, 60, 785)];
    assert_eq!(after(d), (Some(0.0), 0.0));
}

#[test]
fn without_five_good_minutes_in_the_window_it_is_not_recovered() {
    let mut d = calls_at(&[100.0, 9_500.0]);
    d.outages = vec![outage(GATEWAY, 9_400, 9_800)];
    assert_eq!(after(d), (None, 1.0));
}

/// A place in no file.
fn nowhere() -> Place {
    Place { file: SourceFile::new("", "").into(), bytes: 0..0 }
}

/// A deployment with these targets and the outage of a Mediation Server from 60 to 770 s.
fn with_targets(targets: &[(&str, Bound)]) -> Deployment {
    let mut d = calls_at(&[100.0, 830.0, 850.0]);
    d.failover.times.options_every = Span::from_secs(140);
    d.failover.times.options_missed = 5;
    d.outages = vec![outage(OutageTarget::MediationServer(Id::new(0)), 60, 770)];
    let target = |(figure, bound): &(&str, Bound)| Target {
        named: NamedFigure {
            figure: figure.parse().expect("a figure"),
            place: nowhere(),
            scope_place: nowhere(),
        },
        bound: *bound,
    };
    d.targets = targets.iter().map(target).collect();
    d
}

/// Mean and median time until the only target is met again, and the share of outages after which it is not.
fn met_again(d: Deployment) -> (Option<f64>, Option<f64>, f64) {
    let name = d.targets[0].named.figure.as_part();
    let scope = format!("outage:{}+target:{name}", d.outages[0].name);
    let record = run(d);
    let of = |measure: &str, statistic: Statistic| {
        let found = record.estimates.iter().find(|e| {
            e.figure.measure.name() == measure
                && e.figure.scope.as_str() == scope
                && e.figure.statistic == statistic
        });
        found.unwrap_or_else(|| panic!("no {measure} at {scope}")).value
    };
    let not = of("target_not_met_again", Statistic::Value).expect("a share");
    let of = |statistic| of("time_to_meet_target", statistic);
    (of(Statistic::Mean), of(Statistic::P50), not)
}

/// As above: the call at 830 s fails, in the minute from 780 to 840 s. It has no delay, and counts as one that is too long.
#[test]
fn a_target_is_met_again_when_its_calls_get_through() {
    let at_once = (Some(0.0), Some(0.0), 0.0);
    let late = (Some(70.0), Some(70.0), 0.0);
    for (figure, bound, expected) in [
        ("calls_lost", Bound::AtMost(0.1), late),
        ("calls_lost@class:voice", Bound::AtMost(0.1), late),
        ("calls_lost@class:fax", Bound::AtMost(0.1), at_once),
        ("service_availability@source:inbound", Bound::AtLeast(0.9), late),
        ("failed_by_outage@site:site", Bound::AtMost(0.9), late),
        ("outcome@outcome:failed-by-outage", Bound::AtMost(0.0), late),
        ("blocking", Bound::AtMost(0.01), at_once),
        ("post_dial_delay.p95", Bound::AtMost(30.0), late),
        ("post_dial_delay.max", Bound::AtMost(30.0), late),
        ("post_dial_delay", Bound::AtMost(30.0), late),
        ("answer_delay", Bound::AtMost(30.0), late),
    ] {
        let d = with_targets(&[(figure, bound)]);
        assert_eq!(met_again(d), expected, "{figure}");
    }
}

/// One of ten calls in the minute after the end is lost: more than 5 % of that minute, and less of five minutes.
#[test]
fn one_unlucky_bin_delays_it_by_one_bin() {
    let mut d = with_targets(&[("calls_lost", Bound::AtMost(0.05))]);
    let calls = (830..841).map(f64::from).chain((841..1_200).step_by(5).map(f64::from));
    d.traffic[0].arrivals = at(&calls.collect::<Vec<f64>>());
    // Only the first comes before the gateway has noticed.
    d.failover.times.options_every = Span::from_secs(1);
    d.outages[0] = outage(OutageTarget::MediationServer(Id::new(0)), 60, 779);
    assert_eq!(met_again(d.clone()), (Some(0.0), Some(0.0), 0.0));
    d.settings.bin = Span::from_secs(3_000);
    // Four whole bins are left.
    assert_eq!(met_again(d), (None, None, 1.0));
}

#[test]
fn a_target_of_a_place_or_period_is_not_judged_by_bin() {
    let d = with_targets(&[
        ("blocking@gateway:gw1", Bound::AtMost(0.01)),
        ("blocking@period:during", Bound::AtMost(0.01)),
        ("utilization@gateway:gw1", Bound::AtMost(0.5)),
    ]);
    let record = run(d);
    let rows = record.estimates.iter().filter(|e| e.figure.scope.as_str().contains("+target:"));
    assert_eq!(rows.count(), 0);
    let series = |e: &&busyhour::internals::experiment::Estimate| {
        e.from.is_some() && e.figure.measure.name() == "calls_lost"
    };
    assert!(record.estimates.iter().filter(series).count() > 1);
}

#[test]
fn affected_attempts_are_dropped_failed_or_late() {
    let of = |record: &busyhour::internals::experiment::Record, scope: &str| {
        ["", "+reason:dropped", "+reason:failed", "+reason:late"]
            .map(|reason| value(record, "affected", &format!("outage:{scope}{reason}"), "count"))
    };
    let mut d = calls_at(&[100.0, 180.0, 190.0, 300.0]);
    d.outages = vec![outage(GATEWAY, 185, 250)];
    assert_eq!(of(&run(d), "Gateway(#0) 185"), [2.0, 1.0, 1.0, 0.0]);
    // The first call waits for its connection for 21 s, until the gateway tries the next server; the second does not.
    let mut d = calls_at(&[100.0, 2_000.0]);
    let other = MediationServer { name: "med2".into(), ..d.mediation_servers[0].clone() };
    d.mediation_servers.push(other);
    d.gateways[0].next_hops = vec![trunk(0), trunk(1)];
    d.gateways[0].balance = Balance::InOrder;
    d.outages = vec![outage(OutageTarget::MediationServer(Id::new(0)), 90, 1_500)];
    d.targets = with_targets(&[
        ("session_request_delay.p95", Bound::AtMost(5.0)),
        ("post_dial_delay.max", Bound::AtMost(5.0)),
    ])
    .targets;
    assert_eq!(of(&run(d), "MediationServer(#0) 90"), [1.0, 0.0, 0.0, 1.0]);
}

#[test]
fn utilization_is_of_the_time_up() {
    let mut d = calls_at(&[100.0, 1_000.0]);
    d.outages =
        vec![outage(GATEWAY, 2_000, 6_000), outage(OutageTarget::Site(Id::new(0)), 5_000, 7_000)];
    let record = run(d);
    let of = |measure, scope| value(&record, measure, scope, "value");
    near(of("availability", "gateway:gw1"), 0.5);
    near(of("availability", "server:gw1"), 0.5);
    near(of("availability", "server:med1"), 0.8);
    near(of("availability", "server:med1+slots:mediation"), 0.8);
    // Two minutes of one of 1,000 channels.
    near(of("carried_load", "gateway:gw1"), 0.012);
    near(of("utilization", "gateway:gw1"), 0.012 / 1_000.0 / 0.5);
}

#[test]
fn messages_wait_until_their_server_returns() {
    let mut d = voice_mail_at(&[100.0, 105.0, 3_000.0]);
    // The messages end at 130 and 135 s, when the server has been down for 10 s: they are cut off, and kept.
    let server = OutageTarget::ExchangeServer(Id::new(0));
    d.outages = vec![outage(server, 120, 1_000)];
    d.failover.times.keeps_partial_message = true;
    let record = run(d);
    let of =
        |measure, statistic| value(&record, measure, "outage:ExchangeServer(#0) 120", statistic);
    near(of("backlog", "mean"), 2.0);
    near(of("backlog", "max"), 2.0);
    near(of("backlog_gone_after", "mean"), 0.0);
}

/// An outage that no call can meet, and the reason that its target gives.
#[test]
fn planned_outages_that_the_window_never_meets_are_said() {
    let said = |from: u64, to: u64| -> Vec<(String, String)> {
        let mut d = with_targets(&[("service_availability@period:during", Bound::AtLeast(0.5))]);
        d.outages = vec![outage(GATEWAY, from, to)];
        let codes = ["outage-not-seen", "target-without-values"];
        let found = run(d).warnings.into_iter().filter(|w| codes.contains(&w.code.as_str()));
        found.map(|w| (w.code, w.message)).collect()
    };
    assert_eq!(said(90, 110), []);
    for (from, to, why) in [(90_000, 90_100, "after the window"), (90, 90, "has no length")] {
        let found = said(from, to);
        let has = |code: &str, part: &str| {
            found.iter().any(|(of, message)| of == code && message.contains(part))
        };
        assert!(has("outage-not-seen", why), "{found:?}");
        let no_call = "no measured call arrived while an outage lasted";
        assert!(has("target-without-values", no_call), "{found:?}");
    }
}

/// Without a target on a latency nothing is late.
#[test]
fn what_cannot_be_late_is_exactly_never() {
    let late = |figure: &str, bound: Bound| {
        let mut d = with_targets(&[(figure, bound)]);
        d.settings.replications = 2;
        let record = run(d);
        let found = record.estimates.iter().find(|e| {
            e.figure.scope.as_str().ends_with("+reason:late")
                && e.figure.statistic == Statistic::Count
        });
        found.map(|e| (e.value, e.high))
    };
    assert_eq!(late("blocking", Bound::AtMost(0.5)), Some((Some(0.0), Some(0.0))));
    let (value, high) = late("post_dial_delay.p95", Bound::AtMost(30.0)).expect("a row");
    assert!(value == Some(0.0) && high > Some(0.0), "{high:?}");
}

#[test]
fn outages_that_a_run_is_too_short_for_are_said() {
    let mut d = calls_at(&[100.0, 1_000.0]);
    let times = OutageTimes::Random { every: seconds(2.6e6), lasts: seconds(1e4) };
    d.outages = vec![Outage { times, ..outage(GATEWAY, 0, 1) }];
    let warning = |d: Deployment| {
        let found = run(d).warnings.into_iter().find(|w| w.code == "few-outages");
        found.map(|w| w.message)
    };
    let message = warning(d.clone()).expect("a warning");
    assert!(message.contains("did not happen in any replication"), "{message}");
    let times = OutageTimes::Random { every: seconds(400.0), lasts: seconds(100.0) };
    d.outages[0].times = times;
    assert_eq!(warning(d), None);
}
