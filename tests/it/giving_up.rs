//! Callers who give up: before they hear an answer that is on its way, while an INVITE waits, and during outages.

use crate::outages::{FRONT_END, calls_at, outage};
use crate::system::*;
use busyhour::internals::base::{Id, Span};
use busyhour::internals::deployment::*;

/// Calls at these seconds, answered after `answers` seconds by a 200 that the Mediation Server holds for 5 s.
fn late(times: &[f64], answers: f64, patience: f64) -> Deployment {
    let mut d = calls_at(times);
    d.processing.table[Role::MediationServer as usize][MessageKind::Ok as usize].wait =
        seconds(5.0);
    d.users[0].answers.after = seconds(answers);
    d.traffic[0].patience = Some(seconds(patience));
    d
}

#[test]
fn a_caller_who_leaves_while_the_answer_is_on_its_way_is_not_answered() {
    // The answer of 103 s reaches the caller at 108 s.
    let record = run(late(&[100.0], 3.0, 6.0));
    near(outcome(&record, "abandoned-ringing"), 1.0);
    near(value(&record, "holding_time", "gateway:gw1", "mean"), 6.0);
    near(value(&record, "carried_load", "server:med1+slots:mediation", "value") * 10_000.0, 6.0);
    for (patience, ends) in [(7.9, "abandoned-ringing"), (8.0, "answered"), (20.0, "answered")] {
        near(outcome(&run(late(&[100.0], 3.0, patience)), ends), 1.0);
    }
    let record = run(late(&[100.0], 3.0, 8.1));
    near(value(&record, "holding_time", "gateway:gw1", "mean"), 63.0);
}

#[test]
fn a_caller_who_leaves_before_hearing_voice_mail_leaves_no_message() {
    // Voice mail answers at 120 s, and the caller would hear it at 125 s.
    for (patience, ends) in [(22.0, "abandoned-routing"), (25.0, "voice-message")] {
        let mut d = late(&[100.0], 60.0, patience);
        d.users[0].answers.share = 0.0;
        let record = run(d);
        near(outcome(&record, ends), 1.0);
        let missed = f64::from(ends == "abandoned-routing");
        near(value(&record, "missed_calls", "all", "count"), missed);
        near(value(&record, "voice_messages", "all", "count"), 1.0 - missed);
    }
}

#[test]
fn a_caller_who_leaves_before_hearing_that_voice_mail_is_refused_is_not_missed_twice() {
    // Voice mail answers the first call at 120 s, and the Mediation Server has no slot for its media. The caller would
    // hear that at 125 s. The second call takes the slot at 121 s, and its caller leaves before hearing voice mail.
    let two = |patience| {
        let mut d = late(&[100.0, 101.0], 60.0, patience);
        d.users[0].answers.share = 0.0;
        d.gateways[0].next_hops[0].bypass = 1.0;
        d.mediation_servers[0].calls = 1;
        run(d)
    };
    let record = two(24.9);
    near(outcome(&record, "abandoned-routing"), 1.0);
    near(value(&record, "missed_calls", "all", "count"), 1.0);
    near(value(&record, "holding_time", "gateway:gw1", "mean"), 24.9);
    near(value(&record, "peak", "server:ex1+pipeline", "max"), 1.0);
    let record = two(25.0);
    near(outcome(&record, "mediation-rejected"), 0.5);
    near(outcome(&record, "voice-message"), 0.5);
}

#[test]
fn a_caller_whose_invite_waits_for_a_throttling_front_end_gives_up_in_time() {
    let mut d = calls_at(&[100.0, 100.1, 100.2, 100.3, 100.4, 100.5, 100.6]);
    let table = &mut d.processing.table;
    table[Role::FrontEnd as usize][MessageKind::Invite as usize].service = seconds(2.0);
    d.pools[0].host.overload.control = OverloadControl::Throttling;
    d.overload.throttle_above = Span::from_secs(1);
    d.overload.throttle_below = Span::from_secs(1);
    d.overload.refuse_above = Span::from_secs(1_000);
    d.traffic[0].patience = Some(seconds(7.0));
    let record = run(d);
    // The first three are answered after 2, 3.9 and 5.8 s; the others wait for longer than 7 s.
    near(outcome(&record, "answered"), 3.0 / 7.0);
    near(outcome(&record, "abandoned-ringing"), 4.0 / 7.0);
    let held = (62.0 + 63.9 + 65.8 + 4.0 * 7.0) / 7.0;
    near(value(&record, "holding_time", "gateway:gw1", "mean"), held);
}

#[test]
fn a_caller_who_gives_up_while_the_gateway_waits_for_a_lost_server_is_lost_to_the_outage() {
    for udp in [false, true] {
        let mut d = calls_at(&[50.0, 100.0, 101.0, 102.0, 300.0]);
        d.gateways[0].next_hops[0].udp = udp;
        d.traffic[0].patience = Some(seconds(5.0));
        // From the end of connect_timeout, or of Timer B, on the calls would fail by themselves.
        let med = OutageTarget::MediationServer(Id::new(0));
        d.failover.times.options_every = Span::from_secs(3_600);
        d.outages = vec![outage(med, 90, 200)];
        let record = run(d);
        // The conversation of 50 s ends before anybody has missed its media.
        near(outcome(&record, "answered"), 0.4);
        near(outcome(&record, "failed-by-outage"), 0.6);
        near(value(&record, "service_availability", "all", "value"), 0.4);
        let affected = record.estimates.iter().find(|e| {
            e.figure.measure.name() == "affected" && !e.figure.scope.as_str().contains("reason:")
        });
        near(affected.and_then(|e| e.value).expect("affected"), 3.0);
        // Three of them have gone after 5 s.
        near(value(&record, "holding_time", "gateway:gw1", "mean"), (60.0 + 60.0 + 15.0) / 5.0);
    }
}

#[test]
fn a_caller_who_gives_up_on_a_call_that_an_outage_has_delayed_is_not_lost_to_it() {
    // The gateway takes its second Mediation Server after 21 s. Then the call rings.
    let mut d = calls_at(&[100.0]);
    let other =
        MediationServer { name: "med2".into(), host: host(), ..d.mediation_servers[0].clone() };
    d.mediation_servers.push(other);
    d.gateways[0].next_hops.push(trunk(1));
    d.gateways[0].balance = Balance::InOrder;
    d.outages = vec![outage(OutageTarget::MediationServer(Id::new(0)), 90, 5_000)];
    d.users[0].answers.after = seconds(15.0);
    d.traffic[0].patience = Some(seconds(30.0));
    let record = run(d);
    near(outcome(&record, "abandoned-ringing"), 1.0);
    near(value(&record, "service_availability", "all", "value"), 1.0);
}

#[test]
fn a_caller_who_gives_up_before_a_lost_front_end_is_noticed_is_lost_to_the_outage() {
    let mut d = calls_at(&[100.0]);
    d.users[0].answers.after = seconds(15.0);
    d.traffic[0].patience = Some(seconds(12.0));
    // It rings; the Front End fails at 105 s, and its peers notice that at 115 s.
    d.outages = vec![outage(FRONT_END, 105, 5_000)];
    let record = run(d);
    near(outcome(&record, "failed-by-outage"), 1.0);
    near(value(&record, "holding_time", "gateway:gw1", "mean"), 12.0);
}
