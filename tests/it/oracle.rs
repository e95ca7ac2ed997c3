//! Small cases whose every detail is known beforehand.

use crate::system::*;
use busyhour::internals::base::{Id, Span};
use busyhour::internals::deployment::*;

#[test]
fn an_answered_call_talks_and_ends() {
    let mut d = small();
    once(&mut d, 100);
    d.traffic[0].arrivals = at(&[1.0]);
    let record = run(d);
    assert_eq!(count(&record, "calls"), 1.0);
    assert_eq!(value(&record, "outcome", "outcome:answered", "value"), 1.0);
    // One channel for 60 of 100 s.
    assert_eq!(value(&record, "carried_load", "gateway:gw1", "value"), 0.6);
    assert_eq!(value(&record, "carried_load", "server:med1+slots:mediation", "value"), 0.6);
    assert_eq!(value(&record, "peak", "gateway:gw1", "max"), 1.0);
    // Set-up at the gateway; INVITE and 100 on two legs and INVITE at the endpoint; 180, 200,
    // ACK, BYE and its 200 on three.
    assert_eq!(record.messages, 1 + 5 + 15);
}

#[test]
fn a_diverted_call_makes_three_invites_and_two_redirects() {
    let mut d = small();
    once(&mut d, 100);
    d.users[0].answers.share = 0.0;
    d.traffic[0].arrivals = at(&[1.0]);
    let record = run(d);
    assert_eq!(value(&record, "um_invites", "all", "mean"), 3.0);
    assert_eq!(value(&record, "redirects", "all", "mean"), 2.0);
    assert_eq!(value(&record, "outcome", "outcome:voice-message", "value"), 1.0);
    // Ringing 20 s, greeting 12 s, message 30 s.
    assert!((value(&record, "carried_load", "gateway:gw1", "value") - 0.62).abs() < 1e-12);
    assert!((value(&record, "carried_load", "server:ex1+slots:um", "value") - 0.42).abs() < 1e-12);
}

#[test]
fn a_legacy_only_plan_makes_two_invites_and_one_redirect() {
    let mut d = small();
    once(&mut d, 100);
    d.exchange_servers = vec![exchange("ex2010", Version::Exchange2010)];
    d.users[0].answers.share = 0.0;
    d.traffic[0].arrivals = at(&[1.0]);
    let record = run(d);
    assert_eq!(value(&record, "um_invites", "all", "mean"), 2.0);
    assert_eq!(value(&record, "redirects", "all", "mean"), 1.0);
}

/// One user with a mailbox on Exchange 2013, one on 2010, both servers in the plan; each is called
/// once. Which of the two a call reaches is fixed by giving each a group of its own.
fn two_mailboxes() -> Deployment {
    let mut d = small();
    once(&mut d, 200);
    d.exchange_servers.push(exchange("ex2010", Version::Exchange2010));
    d.dial_plans[0].servers = vec![Id::new(0), Id::new(1)];
    d.users[0].count = 1;
    d.users[0].answers.share = 0.0;
    let mut legacy = d.users[0].clone();
    legacy.name = "legacy".into();
    legacy.mailboxes = Some(Mailboxes::Shares(vec![(Id::new(1), 1.0)]));
    d.users.push(legacy);
    d.traffic[0].arrivals = at(&[1.0]);
    let mut second = d.traffic[0].clone();
    second.name = "to legacy".into();
    second.party = Party::Users(Id::new(1));
    d.traffic.push(second);
    d
}

#[test]
fn of_two_hang_ups_while_ringing_the_legacy_mailbox_hears_nothing() {
    let mut d = two_mailboxes();
    for traffic in &mut d.traffic {
        traffic.patience = Some(seconds(10.0));
    }
    let record = run(d);
    assert_eq!(count(&record, "missed_calls"), 2.0);
    assert_eq!(count(&record, "missed_call_notifications_due"), 2.0);
    assert_eq!(count(&record, "missed_call_notifications_sent"), 1.0);
    assert_eq!(count(&record, "missed_call_notifications_lost"), 1.0);
    let lost = |scope| value(&record, "missed_call_notifications_lost", scope, "count");
    assert_eq!((lost("mailbox:exchange-2010"), lost("mailbox:exchange-2013")), (1.0, 0.0));
    assert_eq!(value(&record, "outcome", "outcome:abandoned-ringing", "value"), 1.0);
}

#[test]
fn of_two_hang_ups_in_the_greeting_both_are_told() {
    let mut d = two_mailboxes();
    for users in &mut d.users {
        users.voice_mail.hangs_up_in_greeting = 1.0;
    }
    let both = run(d.clone());
    assert_eq!(count(&both, "missed_call_notifications_sent"), 2.0);
    assert_eq!(value(&both, "missed_calls", "path:B", "count"), 2.0);
    d.dial_plans[0].legacy_notifications = LegacyNotifications::None;
    assert_eq!(count(&run(d), "missed_call_notifications_sent"), 1.0);
}

#[test]
fn hanging_up_during_the_redirects_is_path_a_and_frees_everything() {
    let mut d = small();
    once(&mut d, 100);
    d.users[0].answers.share = 0.0;
    // The worker process needs 5 s; the caller gives up 2 s into them.
    let role = Role::WorkerProcess as usize;
    d.processing.table[role][MessageKind::Invite as usize].wait = seconds(5.0);
    d.traffic[0].patience = Some(seconds(22.0));
    d.traffic[0].arrivals = at(&[1.0]);
    let record = run(d);
    assert_eq!(value(&record, "outcome", "outcome:abandoned-routing", "value"), 1.0);
    assert_eq!(value(&record, "missed_calls", "path:A", "count"), 1.0);
    assert!((value(&record, "carried_load", "server:ex1+slots:um", "value") - 0.02).abs() < 1e-12);
}

#[test]
fn the_101st_um_call_is_rejected() {
    let mut d = small();
    once(&mut d, 200);
    d.users[0].answers.share = 0.0;
    d.users[0].voice_mail.message = seconds(100.0);
    let starts: Vec<f64> = (0..101).map(|i| 1.0 + 0.01 * f64::from(i)).collect();
    d.traffic[0].arrivals = at(&starts);
    let record = run(d);
    assert_eq!(value(&record, "peak", "server:ex1+slots:um", "max"), 100.0);
    let share = value(&record, "um_rejected", "all", "value");
    assert!((share - 1.0 / 101.0).abs() < 1e-12, "{share}");
    // Nothing of the rejected call is blocking.
    assert_eq!(value(&record, "blocking", "all", "value"), 0.0);
}

#[test]
fn the_user_model_loads_a_front_end_with_399_6_erlang() {
    // 6,660 users × 50 % Enterprise Voice × 60 % PSTN × 4 calls/h × 3 min, 65 % bypass.
    let per_second = 6_660.0 * 0.5 * 0.6 * 4.0 / 3_600.0;
    let mut d = small();
    d.settings.duration = Span::from_secs(36_000);
    d.settings.replications = 20;
    d.traffic[0].arrivals = rate(per_second);
    d.traffic[0].talk = exponential(180.0);
    d.gateways[0].next_hops[0].bypass = 0.65;
    d.settings.confidence = 0.999;
    let record = run(d);
    let inside = |measure: &str, scope: &str, exact: f64| {
        let e = record
            .estimates
            .iter()
            .find(|e| e.figure.measure.name() == measure && e.figure.scope.as_str() == scope)
            .expect("estimated");
        let (low, high) = (e.low.expect("interval"), e.high.expect("interval"));
        assert!(low < exact && exact < high, "{measure}: {low} … {high}, exact {exact}");
    };
    inside("carried_load", "gateway:gw1", 399.6);
    // 35 % full slots, 65 % at a twentieth.
    inside("carried_load", "server:med1+slots:mediation", 399.6 * (0.35 + 0.65 / 20.0));
}

#[test]
fn a_bypass_call_without_room_for_voice_mail_is_rejected_at_the_mediation_server() {
    let mut d = small();
    once(&mut d, 200);
    d.users[0].answers.share = 0.0;
    d.gateways[0].next_hops[0].bypass = 1.0;
    d.mediation_servers[0].calls = 1;
    d.traffic[0].arrivals = at(&[1.0, 2.0]);
    let record = run(d);
    // Both need 20 units when voice mail answers at 21 and 22 s; there are 20 for the first once
    // the second's single unit leaves 19.
    assert_eq!(value(&record, "outcome", "outcome:mediation-rejected", "value"), 0.5);
    assert_eq!(value(&record, "outcome", "outcome:voice-message", "value"), 0.5);
}

#[test]
fn a_gateway_tries_its_next_hop_when_one_refuses() {
    let mut d = small();
    once(&mut d, 100);
    let mut second = d.mediation_servers[0].clone();
    second.name = "med2".into();
    d.mediation_servers.push(second);
    d.mediation_servers[0].calls = 1;
    d.gateways[0].balance = Balance::InOrder;
    d.gateways[0].next_hops.push(trunk(1));
    d.traffic[0].arrivals = at(&[1.0, 2.0]);
    let record = run(d);
    assert_eq!(value(&record, "outcome", "outcome:answered", "value"), 1.0);
    assert_eq!(value(&record, "mediation_rejected", "all", "value"), 0.0);
    assert_eq!(value(&record, "rejected", "server:med1+slots:mediation", "value"), 0.5);
}

#[test]
fn refused_callers_try_again() {
    let mut d = small();
    once(&mut d, 300);
    d.gateways[0].channels = 1;
    d.traffic[0].arrivals = at(&[1.0, 2.0]);
    d.traffic[0].retry =
        Some(Retry { share: 1.0, after_drop: 1.0, after: seconds(30.0), at_most: 3 });
    let record = run(d);
    // The second call is blocked at 2 and 32 s, carried at 62 s.
    assert_eq!(count(&record, "attempts"), 4.0);
    assert_eq!(value(&record, "blocking", "all", "value"), 0.5);
    assert_eq!(value(&record, "first_attempt_blocking", "all", "value"), 0.5);
    assert_eq!(value(&record, "calls_lost", "all", "value"), 0.0);
}
