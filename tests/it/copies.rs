//! Copies of messages over UDP: towards hosts that are down, to hosts that have not answered yet, and what they hold.

use crate::outages::{calls_at, outage};
use crate::system::*;
use busyhour::internals::base::{Id, Span};
use busyhour::internals::deployment::*;
use busyhour::internals::experiment::Record;

/// Calls at these seconds over UDP to a Mediation Server with one core.
fn by_udp(times: &[f64]) -> Deployment {
    let mut d = calls_at(times);
    d.gateways[0].next_hops[0].udp = true;
    d
}

fn mediation(d: &mut Deployment, kind: MessageKind) -> &mut Work {
    &mut d.processing.table[Role::MediationServer as usize][kind as usize]
}

fn sent_again(record: &Record, host: &str) -> f64 {
    value(record, "messages_sent_again", &format!("server:{host}"), "count")
}

const MEDIATION: OutageTarget = OutageTarget::MediationServer(Id::new(0));
const SLOTS: &str = "server:med1+slots:mediation";

#[test]
fn an_invite_to_a_server_that_is_down_is_sent_again_until_timer_b() {
    let mut d = by_udp(&[100.0]);
    d.failover.times.options_every = Span::from_secs(3_600);
    d.outages = vec![outage(MEDIATION, 90, 5_000)];
    let record = run(d);
    near(outcome(&record, "failed-by-outage"), 1.0);
    // After 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s.
    near(sent_again(&record, "gw1"), 6.0);
    near(value(&record, "holding_time", "gateway:gw1", "mean"), 32.0);
}

#[test]
fn a_copy_reaches_a_server_that_has_returned() {
    let mut d = by_udp(&[100.0]);
    d.failover.times.options_every = Span::from_secs(3_600);
    d.outages = vec![outage(MEDIATION, 90, 105)];
    let record = run(d);
    near(outcome(&record, "answered"), 1.0);
    near(sent_again(&record, "gw1"), 4.0);
    near(value(&record, "session_request_delay", "all", "max"), 7.5);
}

#[test]
fn a_server_does_not_send_again_what_it_has_not_sent() {
    let mut d = by_udp(&[100.0, 200.0, 300.0]);
    mediation(&mut d, MessageKind::Invite).service = seconds(20_000.0);
    let record = run(d);
    near(outcome(&record, "timed-out"), 1.0);
    near(sent_again(&record, "gw1"), 18.0);
    near(sent_again(&record, "med1"), 0.0);
}

#[test]
fn a_copy_of_bye_is_not_answered_before_bye_is() {
    let mut d = by_udp(&[100.0]);
    mediation(&mut d, MessageKind::Ok).wait = seconds(5.0);
    let record = run(d);
    near(outcome(&record, "answered"), 1.0);
    // Of BYE, after 0.5, 1.5 and 3.5 s.
    near(sent_again(&record, "gw1"), 3.0);
    near(sent_again(&record, "med1"), 0.0);
    near(value(&record, "session_disconnect_delay", "all", "max"), 5.0);
    let delay = record.estimates.iter().find(|e| {
        e.figure.measure.name() == "session_disconnect_delay" && e.figure.scope.as_str() == "all"
    });
    assert_eq!(delay.expect("a delay").count, 1);
}

#[test]
fn an_invite_takes_a_slot_when_it_is_read() {
    let mut d = by_udp(&[100.0, 101.0, 102.0]);
    d.mediation_servers[0].calls = 1;
    mediation(&mut d, MessageKind::Invite).service = seconds(100.0);
    let record = run(d);
    // Nobody waits for so long, and no slot is ever taken or asked for.
    near(outcome(&record, "timed-out"), 1.0);
    near(value(&record, "carried_load", SLOTS, "value"), 0.0);
    assert!(!record.estimates.iter().any(|e| e.figure.measure.name() == "rejected"
        && e.figure.scope.as_str() == SLOTS
        && e.value.is_some_and(|value| value > 0.0)));
}

#[test]
fn a_slot_is_free_when_the_media_of_a_call_that_timed_out_were_missed() {
    let mut d = by_udp(&[100.0]);
    d.traffic[0].talk = seconds(5_000.0);
    mediation(&mut d, MessageKind::Ack).service = seconds(3_000.0);
    let record = run(d);
    // Timer H ends after 32 s, rtcp_timeout 30 s later.
    near(outcome(&record, "timed-out"), 1.0);
    near(value(&record, "holding_time", "gateway:gw1", "mean"), 32.0);
    near(value(&record, "carried_load", SLOTS, "value") * 10_000.0, 62.0);
}
