//! What fails, and what becomes of the calls: exact answers of theory, and each documented reaction.
//!
//! The rows of domain §4.5, and the tests of each:
//!
//! | row | tests |
//! | --- | --- |
//! | Front End lost: connections go to the others | `users_of_a_lost_front_end_are_spread_over_the_others`, `users_of_a_lost_front_end_have_no_endpoint_until_they_register_again`, `a_front_end_that_is_lost_unnoticed_costs_the_time_of_its_detection` |
//! | pool lost: backup registrar after 300 s | `a_pool_that_is_lost_comes_back_at_its_backup_after_300_s`, `outages_of_users::users_of_a_lost_pool_call_again_by_its_backup_after_300_s` |
//! | main site lost: voice mail by UM servers elsewhere | the answers of `outage-site` (`answers`), `a_mailbox_server_that_is_lost_drops_its_callers_and_is_replaced_by_its_copy` |
//! | Mediation pool: the call is tried at another server | `a_gateway_waits_for_a_dead_mediation_server_and_takes_the_next`, `a_mediation_server_that_refuses_or_drains_costs_no_time`, `a_gateway_without_mediation_servers_hands_its_calls_back` |
//! | trunks of Mediation Servers and gateways, M:N | `a_gateway_waits_for_a_dead_mediation_server_and_takes_the_next`, `random_scenarios` |
//! | Call Routers are stateless, ExumRouting takes them in turn | `a_lost_call_router_costs_the_time_out_once_in_30_s` |
//! | Survivable Branch Appliance | `branch_appliances` |
//! | maintenance drains a Call Router | `a_call_router_that_drains_costs_nothing` |

use crate::system::*;
use busyhour::internals::base::{Id, SimTime, Span};
use busyhour::internals::deployment::*;
use busyhour::internals::experiment::{NoControl, Record, Study, replicate};
use busyhour::internals::scenario::NoFiles;

fn second(seconds: u64) -> SimTime {
    SimTime::ZERO + Span::from_secs(seconds)
}

/// One outage from `from` to `to`, in seconds.
pub fn outage(of: OutageTarget, from: u64, to: u64) -> Outage {
    Outage {
        name: format!("{of:?} {from}"),
        of: vec![of],
        role: None,
        effect: Effect::Down,
        times: OutageTimes::Once { from: second(from), lasts: seconds((to - from) as f64) },
    }
}

/// Outages at random, with exponential times up and down.
fn random(of: OutageTarget, up: f64, down: f64) -> Outage {
    let times = OutageTimes::Random { every: exponential(up), lasts: exponential(down) };
    Outage { times, ..outage(of, 0, 1) }
}

pub const GATEWAY: OutageTarget = OutageTarget::Gateway(Id::new(0));
const MEDIATION: OutageTarget = OutageTarget::MediationServer(Id::new(0));
pub const FRONT_END: OutageTarget = OutageTarget::FrontEnd(Id::new(0), 0);
const EXCHANGE: OutageTarget = OutageTarget::ExchangeServer(Id::new(0));

/// The exact value lies in the 99.9 % interval, which is no wider than `precision` of it.
fn meets(record: &Record, name: &str, exact: f64, precision: f64) {
    let e = record
        .estimates
        .iter()
        .find(|e| {
            e.from.is_none() && e.figure.measure.name() == name && e.figure.scope.as_str() == "all"
        })
        .unwrap_or_else(|| panic!("no {name}"));
    let (low, high) = (e.low.expect("low"), e.high.expect("high"));
    assert!(low <= exact && exact <= high, "{name}: [{low}, {high}], exact {exact}");
    assert!((high - low) / 2.0 < precision * exact, "{name}: [{low}, {high}] is too wide");
}

fn long(d: &mut Deployment) {
    d.settings.confidence = 0.999;
    d.settings.replications = 20;
    d.settings.warm_up = Span::from_secs(10_000);
    d.settings.duration = Span::from_secs(100_000);
}

/// Probabilities of M/M/c/c whose server fails at rate `nu` with all its calls and is repaired at rate
/// `rho`: of each number of calls, and of being down. Solved by Gauss–Seidel.
fn breakdowns(c: usize, lambda: f64, mu: f64, nu: f64, rho: f64) -> (Vec<f64>, f64) {
    let (mut p, mut down) = (vec![1.0 / (c + 2) as f64; c + 1], 1.0 / (c + 2) as f64);
    for _ in 0..100_000 {
        for n in 0..=c {
            let from_below = if n > 0 { lambda * p[n - 1] } else { rho * down };
            let from_above = if n < c { (n + 1) as f64 * mu * p[n + 1] } else { 0.0 };
            let out = if n < c { lambda } else { 0.0 } + n as f64 * mu + nu;
            p[n] = (from_below + from_above) / out;
        }
        down = nu * p.iter().sum::<f64>() / rho;
        let sum = p.iter().sum::<f64>() + down;
        p.iter_mut().for_each(|p| *p /= sum);
        down /= sum;
    }
    (p, down)
}

#[test]
fn a_gateway_with_breakdowns_is_a_markov_chain() {
    let (c, lambda, mu, nu, rho) = (5, 0.05, 1.0 / 60.0, 1.0 / 2_000.0, 1.0 / 500.0);
    let mut d = small();
    long(&mut d);
    d.gateways[0].channels = c as u32;
    d.traffic[0].arrivals = rate(lambda);
    d.traffic[0].talk = exponential(60.0);
    d.outages = vec![random(GATEWAY, 2_000.0, 500.0)];
    let record = run(d);
    let (p, down) = breakdowns(c, lambda, mu, nu, rho);
    let calls: f64 = p.iter().enumerate().map(|(n, p)| n as f64 * p).sum();
    meets(&record, "blocking", p[c], 0.2);
    meets(&record, "failed_by_outage", down, 0.2);
    meets(&record, "dropped", nu * calls / lambda, 0.2);
}

#[test]
fn gateways_that_overflow_fail_together_only() {
    let mut d = small();
    long(&mut d);
    d.traffic[0].arrivals = rate(0.1);
    let other = Gateway { name: "gw2".into(), ..d.gateways[0].clone() };
    d.gateways.push(other);
    d.traffic[0].gateways = vec![Id::new(0), Id::new(1)];
    d.outages = vec![
        random(GATEWAY, 1_000.0, 500.0),
        random(OutageTarget::Gateway(Id::new(1)), 600.0, 300.0),
    ];
    d.outages[1].name = "second".into();
    meets(&run(d), "failed_by_outage", 1.0 / 9.0, 0.2);
}

/// A glob stands for things that fail independently: 1/3 · 1/3 of the time together, and not 1/3.
#[test]
fn gateways_of_one_glob_fail_independently() {
    let model = r#"
title = "Two gateways"
[study]
warm_up = "10000 s"
duration = "100000 s"
replications = 20
confidence = "99.9 %"
[[gateway]]
name = "gw[1-2]"
channels = 1000
[[mediation_server]]
name = "med1"
[[pool]]
name = "pool01"
front_ends = 2
[[users]]
name = "office"
count = 200
[[traffic]]
class = "voice"
to = "office"
gateways = ["gw1", "gw2"]
arrivals = "360/h"
talk = "60 s"
[[outage]]
of = "gw*"
every = { exponential = { mean = "1000 s" } }
lasts = { exponential = { mean = "500 s" } }
[[outage]]
of = "pool*"
every = { exponential = { mean = "3650 d" } }
lasts = "1 s"
"#;
    let study = Study::parse("m.toml", model, &NoFiles, &[]).expect("a model");
    let names: Vec<&str> = study.deployment().outages.iter().map(|o| o.name.as_str()).collect();
    // The Front Ends of a pool fail with it.
    assert_eq!(names, ["gw1", "gw2", "pool01"]);
    assert_eq!(study.deployment().outages[2].of.len(), 2);
    let record = replicate(&study, &study.plan(), &NoControl).expect("runs");
    meets(&record, "failed_by_outage", 1.0 / 9.0, 0.2);
}

#[test]
fn an_outage_that_never_happens_changes_nothing() {
    let mut d = small();
    d.users[0].answers.share = 0.5;
    let without = run(d.clone());
    for outage in [
        outage(EXCHANGE, 1_000, 1_000),
        outage(GATEWAY, 100_000, 200_000),
        outage(OutageTarget::Directory, 1_000, 1_000),
        outage(OutageTarget::Directory, 100_000, 200_000),
    ] {
        d.outages = vec![outage];
        assert_eq!(run(d.clone()).digest, without.digest);
    }
}

/// Calls at these seconds, each to a person who answers at once and talks for a minute.
pub fn calls_at(times: &[f64]) -> Deployment {
    let mut d = small();
    d.failover.times.connect_timeout = Span::from_secs(21);
    d.failover.times.detect = Span::from_secs(10);
    d.failover.times.um_timeout = Span::from_secs(10);
    d.failover.times.um_retry_after = Span::from_secs(30);
    d.failover.times.database_failover = Span::from_secs(30);
    d.failover.times.backup_registrar_after = Span::from_secs(300);
    d.failover.times.rtcp_timeout = Span::from_secs(30);
    once(&mut d, 10_000);
    d.traffic[0].arrivals = at(times);
    d
}

#[test]
fn calls_of_a_gateway_that_fails_end_at_once() {
    let mut d = calls_at(&[100.0, 130.0, 180.0, 300.0]);
    // The first is over, the second and third are not, the last finds the gateway back.
    d.outages = vec![outage(GATEWAY, 185, 250)];
    let record = run(d);
    near(outcome(&record, "answered"), 0.5);
    near(outcome(&record, "dropped"), 0.5);
}

#[test]
fn callers_who_ring_while_a_gateway_is_down_fail() {
    let mut d = calls_at(&[100.0, 190.0, 300.0, 400.0]);
    d.outages = vec![outage(GATEWAY, 185, 250)];
    let record = run(d);
    near(outcome(&record, "failed-by-outage"), 0.25);
    near(value(&record, "service_availability", "all", "value"), 0.75);
    near(value(&record, "affected", "outage:Gateway(#0) 185", "count"), 1.0);
    near(value(&record, "time_down", "outage:Gateway(#0) 185", "value"), 0.0065);
}

fn two_mediation_servers(times: &[f64]) -> Deployment {
    let mut d = calls_at(times);
    let other = MediationServer { name: "med2".into(), ..d.mediation_servers[0].clone() };
    d.mediation_servers.push(other);
    d.gateways[0].next_hops = vec![trunk(0), trunk(1)];
    d.gateways[0].balance = Balance::InOrder;
    d
}

#[test]
fn a_gateway_waits_for_a_dead_mediation_server_and_takes_the_next() {
    let mut d = two_mediation_servers(&[100.0, 700.0]);
    d.outages = vec![outage(MEDIATION, 90, 5_000)];
    let record = run(d);
    near(outcome(&record, "answered"), 1.0);
    // The first call waits for the connection. By the second, five OPTIONS went unanswered.
    near(value(&record, "session_request_delay", "all", "max"), 21.0);
    near(value(&record, "session_request_delay", "all", "mean"), 10.5);
}

#[test]
fn a_mediation_server_that_refuses_or_drains_costs_no_time() {
    for effect in [Effect::Refuses, Effect::Draining] {
        let mut d = two_mediation_servers(&[100.0]);
        d.outages = vec![Outage { effect, ..outage(MEDIATION, 90, 5_000) }];
        let record = run(d);
        near(outcome(&record, "answered"), 1.0);
        near(value(&record, "session_request_delay", "all", "max"), 0.0);
    }
}

#[test]
fn media_through_a_lost_mediation_server_end_after_30_s_and_bypassed_media_do_not() {
    for (bypass, outcome_is) in [(0.0, "dropped"), (1.0, "answered")] {
        let mut d = calls_at(&[100.0]);
        d.gateways[0].next_hops[0].bypass = bypass;
        d.outages = vec![outage(MEDIATION, 110, 5_000)];
        let record = run(d);
        near(outcome(&record, outcome_is), 1.0);
        let held = if bypass > 0.0 { 60.0 } else { 40.0 };
        near(value(&record, "holding_time", "gateway:gw1", "mean"), held);
    }
}

#[test]
fn a_call_without_any_mediation_server_fails() {
    let mut d = calls_at(&[100.0]);
    d.outages = vec![outage(MEDIATION, 90, 5_000)];
    near(outcome(&run(d), "failed-by-outage"), 1.0);
}

/// The first call meets the time-out of the connection, the second a gateway that knows by OPTIONS.
#[test]
fn a_gateway_without_mediation_servers_hands_its_calls_back() {
    for choose in [Choice::InOrder, Choice::RoundRobin] {
        let mut d = calls_at(&[100.0, 700.0]);
        let server = MediationServer { name: "med2".into(), ..d.mediation_servers[0].clone() };
        d.mediation_servers.push(server);
        let mut other = Gateway { name: "gw2".into(), ..d.gateways[0].clone() };
        other.next_hops = vec![trunk(1)];
        d.gateways.push(other);
        d.traffic[0].gateways = vec![Id::new(0), Id::new(1)];
        d.traffic[0].choose = choose.clone();
        d.outages = vec![outage(MEDIATION, 90, 5_000)];
        let record = run(d.clone());
        near(outcome(&record, "answered"), 1.0);
        near(value(&record, "post_selection_delay", "all", "max"), 21.0);
        // Without a channel there the call is blocked, as if the first gateway were lost.
        d.traffic[0].arrivals = at(&[100.0, 101.0]);
        d.traffic[0].choose = Choice::InOrder;
        d.gateways[1].channels = 1;
        let record = run(d);
        near(outcome(&record, "blocked"), 0.5);
        near(value(&record, "affected", "outage:MediationServer(#0) 90", "count"), 0.0);
    }
}

/// Both callers are cut off; those who call again get through.
#[test]
fn callers_cut_off_call_again_with_a_share_of_their_own() {
    for (after_drop, answered) in [(1.0, 1.0), (0.0, 0.0)] {
        let mut d = calls_at(&[150.0, 160.0]);
        let retry =
            Retry { share: 1.0 - after_drop, after_drop, after: seconds(100.0), at_most: 1 };
        d.traffic[0].retry = Some(retry);
        d.outages = vec![outage(GATEWAY, 185, 250)];
        let record = run(d);
        near(outcome(&record, "dropped"), 1.0 / (1.0 + answered));
        near(value(&record, "service_availability", "all", "value"), 1.0 - 1.0 / (1.0 + answered));
    }
}

/// A conversation of ten minutes loses its gateway after 85 s. Its slot is free 30 s later; the caller calls again after
/// 100 s, whatever was to come of the first attempt, and loses the gateway again.
#[test]
fn what_a_call_that_is_cut_off_holds_is_free_after_30_s_and_its_caller_calls_again_in_time() {
    let mut d = calls_at(&[100.0]);
    d.traffic[0].talk = seconds(600.0);
    d.outages = vec![outage(GATEWAY, 185, 250)];
    let slots = "server:med1+slots:mediation";
    near(value(&run(d.clone()), "holding_time", slots, "mean"), 115.0);
    d.traffic[0].retry =
        Some(Retry { share: 0.0, after_drop: 1.0, after: seconds(100.0), at_most: 1 });
    d.outages.push(outage(GATEWAY, 600, 5_000));
    let record = run(d);
    near(outcome(&record, "dropped"), 1.0);
    near(value(&record, "attempts", "all", "count"), 2.0);
    near(value(&record, "holding_time", slots, "mean"), (115.0 + 345.0) / 2.0);
}

/// The next attempt does not wait until the message of the first one is submitted.
#[test]
fn a_caller_whose_message_waits_for_its_server_calls_again_in_time() {
    let mut d = voice_mail_at(&[100.0]);
    d.failover.times.keeps_partial_message = true;
    d.traffic[0].retry =
        Some(Retry { share: 0.0, after_drop: 1.0, after: seconds(100.0), at_most: 1 });
    d.outages = vec![outage(EXCHANGE, 112, 2_000)];
    let record = run(d);
    near(value(&record, "attempts", "all", "count"), 2.0);
    near(outcome(&record, "dropped"), 0.5);
    near(outcome(&record, "failed-by-outage"), 0.5);
}

pub fn front_ends(d: &mut Deployment, n: usize) {
    d.pools[0].front_ends = (1..=n).map(|i| format!("pool01#{i}")).collect();
}

/// Domain §4.2: 30,000 users on 6 Front Ends are 5,000 each; one lost, the others have 6,000. On 5 they are 6,000, and
/// one lost, the others have 7,500, above the 6,660 for which a Front End is recommended.
#[test]
fn users_of_a_lost_front_end_are_spread_over_the_others() {
    let load = |n: usize, outages: Vec<Outage>| {
        let mut d = small();
        d.users[0].count = 30_000;
        front_ends(&mut d, n);
        d.settings.duration = Span::from_secs(60_000);
        d.outages = outages;
        let record = run(d);
        near(outcome(&record, "answered"), 1.0);
        (2..=n).map(move |i| {
            value(&record, "messages_per_second", &format!("server:pool01#{i}"), "value")
        })
    };
    let lost = outage(FRONT_END, 0, 1_000_000);
    for (n, more) in [(6, 1.2), (5, 1.25)] {
        for (before, after) in load(n, Vec::new()).zip(load(n, vec![lost.clone()])) {
            assert!((after / before - more).abs() < 0.02, "{before} and {after}");
        }
    }
}

#[test]
fn users_of_a_lost_front_end_have_no_endpoint_until_they_register_again() {
    let mut d = calls_at(&[200.0, 400.0]);
    d.users[0].count = 1;
    front_ends(&mut d, 2);
    d.failover.re_register = seconds(120.0);
    let lost = |i| outage(OutageTarget::FrontEnd(Id::new(0), i), 150, 5_000);
    // Whichever of the two is the user's home.
    let ends: Vec<Record> = (0..2)
        .map(|i| {
            d.outages = vec![lost(i)];
            run(d.clone())
        })
        .collect();
    let answered: Vec<f64> = ends.iter().map(|record| outcome(record, "answered")).collect();
    assert!(answered.contains(&1.0) && answered.contains(&0.5), "{answered:?}");
}

#[test]
fn a_front_end_that_is_lost_unnoticed_costs_the_time_of_its_detection() {
    let mut d = calls_at(&[103.0]);
    d.users[0].count = 1;
    front_ends(&mut d, 2);
    let delay = |i| {
        let mut d = d.clone();
        d.outages = vec![outage(OutageTarget::FrontEnd(Id::new(0), i), 100, 5_000)];
        value(&run(d), "session_request_delay", "all", "max")
    };
    let mut delays = [delay(0), delay(1)];
    delays.sort_by(f64::total_cmp);
    near(delays[0], 0.0);
    near(delays[1], 7.0);
}

#[test]
fn a_pool_that_is_lost_comes_back_at_its_backup_after_300_s() {
    let mut d = calls_at(&[200.0, 395.0, 405.0]);
    let mut backup = d.pools[0].clone();
    backup.name = "pool02".into();
    backup.front_ends = vec!["pool02#1".into()];
    d.pools.push(backup);
    d.outages = vec![outage(FRONT_END, 100, 5_000)];
    near(outcome(&run(d.clone()), "failed-by-outage"), 1.0);
    d.pools[0].backup = Some(Id::new(1));
    let record = run(d);
    near(outcome(&record, "failed-by-outage"), 2.0 / 3.0);
    near(outcome(&record, "answered"), 1.0 / 3.0);
}

/// Nobody answers; voice mail does, with a greeting of 10 s, and every caller leaves 20 s.
pub fn voice_mail_at(times: &[f64]) -> Deployment {
    let mut d = calls_at(times);
    d.users[0].answers.share = 0.0;
    d.users[0].ring = seconds(0.0);
    d.users[0].voice_mail.greeting = seconds(10.0);
    d.users[0].voice_mail.hangs_up_in_greeting = 0.0;
    d.users[0].voice_mail.leaves_message = 1.0;
    d.users[0].voice_mail.message = seconds(20.0);
    d
}

/// A Call Router, two Mailbox servers with the mailbox of the only user on the first.
fn separate_roles(d: &mut Deployment) {
    d.users[0].count = 1;
    let role = |name: &str, call_router| ExchangeServer {
        call_router,
        um_service: !call_router,
        ..exchange(name, Version::Exchange2013)
    };
    d.exchange_servers =
        vec![role("mbx1", false), role("mbx2", false), role("cas1", true), role("cas2", true)];
    d.dial_plans[0].servers = (0..4).map(Id::new).collect();
}

#[test]
fn a_lost_call_router_costs_the_time_out_once_in_30_s() {
    let mut d = voice_mail_at(&[100.0, 101.0, 115.0, 116.0, 200.0, 201.0]);
    separate_roles(&mut d);
    d.outages = vec![outage(OutageTarget::ExchangeServer(Id::new(2)), 50, 5_000)];
    let record = run(d);
    near(outcome(&record, "voice-message"), 1.0);
    let routing = |statistic| value(&record, "voice_mail_routing_latency", "all", statistic);
    near(routing("max"), 10.0);
    // Of each pair one turn falls on the lost server; in the second pair it is left out.
    near(routing("mean"), 20.0 / 6.0);
}

#[test]
fn a_call_router_that_drains_costs_nothing() {
    let mut d = voice_mail_at(&[100.0, 101.0]);
    separate_roles(&mut d);
    let lost = outage(OutageTarget::ExchangeServer(Id::new(2)), 50, 5_000);
    d.outages = vec![Outage { effect: Effect::Draining, ..lost }];
    let record = run(d);
    near(outcome(&record, "voice-message"), 1.0);
    near(value(&record, "voice_mail_routing_latency", "all", "max"), 0.0);
}

#[test]
fn a_mailbox_server_that_is_lost_drops_its_callers_and_is_replaced_by_its_copy() {
    // One is recording; one comes before the copy is active, one after.
    let mut d = voice_mail_at(&[100.0, 130.0, 160.0]);
    separate_roles(&mut d);
    d.outages = vec![outage(EXCHANGE, 115, 5_000)];
    let record = run(d.clone());
    near(outcome(&record, "dropped"), 1.0 / 3.0);
    near(outcome(&record, "failed-by-outage"), 2.0 / 3.0);
    d.exchange_servers[0].copies = vec![Id::new(1)];
    let record = run(d);
    near(outcome(&record, "dropped"), 1.0 / 3.0);
    near(outcome(&record, "failed-by-outage"), 1.0 / 3.0);
    near(outcome(&record, "voice-message"), 1.0 / 3.0);
}

#[test]
fn messages_that_are_not_submitted_wait_for_their_server() {
    let mut d = voice_mail_at(&[100.0]);
    // The message ends at 130 s, when the server has been down for 10 s: it is cut off, and kept.
    d.outages = vec![outage(EXCHANGE, 120, 1_000)];
    d.failover.times.keeps_partial_message = true;
    let record = run(d.clone());
    near(outcome(&record, "dropped"), 1.0);
    near(value(&record, "message_delay", "all", "max"), 880.0);
    near(value(&record, "messages_late", "all", "count"), 1.0);
    near(value(&record, "messages_late", "outage:ExchangeServer(#0) 120", "count"), 1.0);
    near(value(&record, "messages_late_share", "all", "value"), 1.0);
    // Later than the call by no more than that is not late.
    d.failover.times.late_after = Span::from_secs(880);
    near(value(&run(d.clone()), "messages_late", "all", "count"), 0.0);
    d.failover.times.keeps_partial_message = false;
    let record = run(d);
    let kept = record.estimates.iter().find(|e| e.figure.measure.name() == "message_delay");
    assert!(kept.is_none_or(|e| e.value.is_none()), "it is lost");
}

/// Exchange waits for the directory and refuses the call; so it does not know whom a missed call is for.
#[test]
fn without_the_directory_unified_messaging_refuses_calls_after_its_time_out() {
    let mut d = voice_mail_at(&[100.0, 200.0, 400.0]);
    d.failover.times.directory_timeout = Span::from_secs(7);
    d.outages = vec![outage(OutageTarget::Directory, 150, 300)];
    let record = run(d.clone());
    near(outcome(&record, "voice-message"), 2.0 / 3.0);
    near(outcome(&record, "failed-by-outage"), 1.0 / 3.0);
    near(value(&record, "affected", "outage:Directory 150", "count"), 1.0);
    // Two messages of 30 s, and a wait of 7 s.
    near(value(&record, "holding_time", "gateway:gw1", "mean"), 67.0 / 3.0);
    d.users[0].ring = seconds(20.0);
    d.traffic[0].patience = Some(seconds(5.0));
    let lost = value(&run(d), "missed_call_notifications_lost", "reason:outage", "count");
    near(lost, 1.0);
}

#[test]
fn people_answer_without_the_directory() {
    let mut d = calls_at(&[100.0, 200.0]);
    d.outages = vec![outage(OutageTarget::Directory, 50, 5_000)];
    near(outcome(&run(d), "answered"), 1.0);
}

#[test]
fn notifications_that_cannot_be_delivered_are_lost() {
    let mut d = calls_at(&[100.0]);
    d.users[0].answers.share = 0.0;
    d.users[0].ring = seconds(20.0);
    d.traffic[0].patience = Some(seconds(5.0));
    d.outages = vec![outage(EXCHANGE, 50, 1_000)];
    let record = run(d);
    near(value(&record, "missed_call_notifications_lost", "reason:outage", "count"), 1.0);
}

#[test]
fn a_slow_host_stretches_what_it_has() {
    let mut d = calls_at(&[100.0]);
    let front_end = Role::ALL.iter().position(|r| *r == Role::FrontEnd).expect("a role");
    let invite = MessageKind::ALL.iter().position(|k| *k == MessageKind::Invite).expect("a kind");
    d.processing.table[front_end][invite].service = seconds(8.0);
    let slow = |from, to| Outage { effect: Effect::Slow(0.25), ..outage(FRONT_END, from, to) };
    let delay = |outages: Vec<Outage>| {
        let mut d = d.clone();
        d.outages = outages;
        value(&run(d), "session_request_delay", "all", "max")
    };
    near(delay(Vec::new()), 8.0);
    // 2 s at full speed, the other 6 s at a quarter of it.
    near(delay(vec![slow(102, 500)]), 26.0);
    // 2 s, 3 s of the next 12 s, and 3 s again at full speed.
    near(delay(vec![slow(102, 114)]), 17.0);
}

#[test]
fn a_link_that_is_cut_ends_the_calls_whose_media_cross_it() {
    let mut d = calls_at(&[100.0, 200.0, 400.0]);
    d.sites.push(Site { name: "branch".into(), lan_delay: seconds(0.0), branch_appliance: None });
    let between = (Id::new(0), Id::new(1));
    d.links = vec![Link { name: "a - b".into(), between, delay: seconds(0.0), loss: 0.0 }];
    d.users[0].site = Id::new(1);
    let site = OutageTarget::Site(Id::new(1));
    for lost in [OutageTarget::Link(0), site] {
        d.outages = vec![outage(lost, 110, 300)];
        let record = run(d.clone());
        near(outcome(&record, "dropped"), 1.0 / 3.0);
        near(outcome(&record, "answered"), 1.0 / 3.0);
    }
    // A site that is not lost is not cut off: nothing there slows down.
    for effect in [Effect::Slow(0.5), Effect::Draining, Effect::Refuses] {
        d.outages = vec![Outage { effect, ..outage(site, 110, 300) }];
        near(outcome(&run(d.clone()), "answered"), 1.0);
    }
}
