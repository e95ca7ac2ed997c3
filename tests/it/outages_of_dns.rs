//! DNS is down: connections that stand go on, and hosts find each other only as long as they know an address.

use crate::outages::{FRONT_END, calls_at, outage};
use crate::system::*;
use busyhour::internals::base::{Id, Span};
use busyhour::internals::deployment::*;
use busyhour::internals::experiment::Record;

const MEDIATION: OutageTarget = OutageTarget::MediationServer(Id::new(0));

/// Calls at these seconds. DNS is down from 90 s to 1,000 s, and a host waits 10 s for it. Addresses are known for
/// `ttl` seconds; what was looked up at 10 s is known until then.
fn without_dns(times: &[f64], ttl: u64) -> Deployment {
    let mut d = calls_at(times);
    d.failover.times.dns_ttl = Span::from_secs(ttl);
    d.failover.times.dns_timeout = Span::from_secs(10);
    d.outages = vec![outage(OutageTarget::Dns, 90, 1_000)];
    d
}

/// The same while a host is down from 100 to 101 s, so that its peers have to connect again.
fn restarted(of: OutageTarget, times: &[f64], ttl: u64) -> Deployment {
    let mut d = without_dns(times, ttl);
    d.outages.push(outage(of, 100, 101));
    d
}

fn affected_by_dns(record: &Record) -> f64 {
    value(record, "affected", "outage:Dns 90", "count")
}

#[test]
fn connections_that_stand_go_on() {
    let record = run(without_dns(&[10.0, 100.0, 500.0, 900.0], 20));
    near(outcome(&record, "answered"), 1.0);
    near(affected_by_dns(&record), 0.0);
}

#[test]
fn a_host_that_returns_is_found_until_its_address_runs_out() {
    // Known until 110 s; the connection of 105 s stands afterwards.
    let record = run(restarted(MEDIATION, &[10.0, 105.0, 500.0], 100));
    near(outcome(&record, "answered"), 1.0);
    // Nobody calls in time: the gateway waits 10 s for DNS, and has no other way. It knows by OPTIONS at 500 s. When DNS
    // is back all is well.
    let record = run(restarted(MEDIATION, &[10.0, 115.0, 500.0, 1_100.0], 100));
    near(outcome(&record, "failed-by-outage"), 0.5);
    near(affected_by_dns(&record), 2.0);
    near(value(&record, "holding_time", "gateway:gw1", "mean"), (60.0 + 10.0 + 0.0 + 60.0) / 4.0);
}

#[test]
fn a_caller_who_gives_up_while_a_host_waits_for_dns_is_lost_to_its_outage() {
    let mut d = restarted(MEDIATION, &[10.0, 115.0], 100);
    d.traffic[0].patience = Some(seconds(4.0));
    let record = run(d);
    near(outcome(&record, "failed-by-outage"), 0.5);
    near(affected_by_dns(&record), 1.0);
    near(value(&record, "holding_time", "gateway:gw1", "mean"), (60.0 + 4.0) / 2.0);
}

#[test]
fn a_gateway_that_does_not_find_its_mediation_server_takes_the_next() {
    let mut d = restarted(MEDIATION, &[10.0, 11.0, 115.0], 100);
    let other = MediationServer { name: "med2".into(), ..d.mediation_servers[0].clone() };
    d.mediation_servers.push(other);
    d.gateways[0].next_hops = vec![trunk(0), trunk(1)];
    d.gateways[0].balance = Balance::RoundRobin;
    let record = run(d);
    near(outcome(&record, "answered"), 1.0);
    near(value(&record, "session_request_delay", "all", "max"), 10.0);
    near(value(&record, "holding_time", "gateway:gw1", "mean"), (60.0 + 60.0 + 70.0) / 3.0);
}

#[test]
fn over_udp_an_address_is_needed_for_every_call() {
    let mut d = without_dns(&[10.0, 105.0, 115.0], 100);
    d.gateways[0].next_hops[0].udp = true;
    let record = run(d);
    near(outcome(&record, "answered"), 2.0 / 3.0);
    near(outcome(&record, "failed-by-outage"), 1.0 / 3.0);
    near(affected_by_dns(&record), 1.0);
}

#[test]
fn what_follows_an_invite_over_udp_needs_no_address() {
    // It rings when the address runs out at 110 s, and the caller gives up at 115 s.
    let mut d = without_dns(&[10.0, 105.0], 100);
    d.gateways[0].next_hops[0].udp = true;
    d.users[0].answers.after = seconds(15.0);
    d.traffic[0].patience = Some(seconds(10.0));
    let record = run(d);
    near(outcome(&record, "abandoned-ringing"), 1.0);
    near(value(&record, "carried_load", "server:med1+slots:mediation", "value") * 10_000.0, 20.0);
}

#[test]
fn a_mediation_server_that_does_not_find_the_front_end_refuses_the_call() {
    let record = run(restarted(FRONT_END, &[10.0, 115.0], 100));
    near(outcome(&record, "failed-by-outage"), 0.5);
    near(affected_by_dns(&record), 1.0);
    near(value(&record, "holding_time", "gateway:gw1", "mean"), (60.0 + 10.0) / 2.0);
}

#[test]
fn exum_routing_that_does_not_find_exchange_fails_the_call() {
    for (ttl, ends) in [(1_000, "voice-message"), (100, "failed-by-outage")] {
        let um = OutageTarget::ExchangeServer(Id::new(0));
        let mut d = restarted(um, &[10.0, 115.0], ttl);
        d.users[0].answers.share = 0.0;
        let record = run(d);
        let failed = f64::from(ends == "failed-by-outage");
        near(outcome(&record, "voice-message"), 1.0 - failed / 2.0);
        near(outcome(&record, "failed-by-outage"), failed / 2.0);
        near(affected_by_dns(&record), failed);
    }
}

#[test]
fn a_front_end_that_does_not_find_a_mediation_server_cannot_call_out() {
    for (ttl, failed) in [(200, 0.0), (100, 1.0)] {
        let mut d = restarted(MEDIATION, &[10.0, 115.0], ttl);
        d.traffic[0].class = Class::Outbound;
        let record = run(d);
        near(outcome(&record, "failed-by-outage"), failed / 2.0);
        near(affected_by_dns(&record), failed);
    }
}

#[test]
fn an_outage_of_dns_that_never_happens_changes_nothing() {
    let mut d = small();
    d.users[0].answers.share = 0.5;
    let without = run(d.clone()).digest;
    for (from, to) in [(1_000, 1_000), (100_000, 200_000)] {
        d.outages = vec![outage(OutageTarget::Dns, from, to)];
        assert_eq!(run(d.clone()).digest, without);
    }
}
