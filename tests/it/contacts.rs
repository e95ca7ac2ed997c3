//! Auto attendants, Outlook Voice Access and Play on Phone (domain §2.5, 2.6, 2.9).

use crate::system::*;
use busyhour::internals::base::{Id, Span};
use busyhour::internals::deployment::*;

/// One call to an auto attendant at 1 s: 20 s of menu, then everybody is transferred to a user who
/// answers at once and talks for 60 s.
fn attendant() -> Deployment {
    let mut d = small();
    once(&mut d, 200);
    d.auto_attendants.push(AutoAttendant {
        name: "Reception".into(),
        dial_plan: Id::new(0),
        pool: Some(Id::new(0)),
        menu: seconds(20.0),
        transfer: 1.0,
        to: vec![Id::new(0)],
    });
    d.traffic[0].class = Class::AutoAttendant;
    d.traffic[0].party = Party::AutoAttendant(Id::new(0));
    d.traffic[0].arrivals = at(&[1.0]);
    d
}

#[test]
fn a_caller_leaves_an_auto_attendant_or_is_transferred() {
    let mut d = attendant();
    let record = run(d.clone());
    assert_eq!(outcome(&record, "answered"), 1.0);
    assert_eq!(count(&record, "transfers"), 1.0);
    near(value(&record, "carried_load", "server:ex1+slots:um", "value") * 200.0, 20.0);
    near(value(&record, "carried_load", "gateway:gw1", "value") * 200.0, 80.0);
    near(value(&record, "carried_load", "server:med1+slots:mediation", "value") * 200.0, 80.0);
    assert_eq!(value(&record, "contact_routing_latency", "all", "mean"), 0.0);
    d.auto_attendants[0].transfer = 0.0;
    let record = run(d);
    assert_eq!(outcome(&record, "served"), 1.0);
    assert_eq!(count(&record, "transfers"), 0.0);
    near(value(&record, "carried_load", "gateway:gw1", "value") * 200.0, 20.0);
}

#[test]
fn a_transferred_caller_may_end_in_voice_mail_or_give_up() {
    let mut d = attendant();
    d.users[0].answers.share = 0.0;
    let record = run(d.clone());
    assert_eq!(outcome(&record, "voice-message"), 1.0);
    // Menu, then greeting and message: two UM calls after each other.
    near(value(&record, "carried_load", "server:ex1+slots:um", "value") * 200.0, 20.0 + 42.0);
    assert_eq!(value(&record, "peak", "server:ex1+slots:um", "max"), 1.0);
    // Patience begins anew at the transfer; a hang-up while it rings is path A for that user.
    d.traffic[0].patience = Some(seconds(10.0));
    let record = run(d);
    assert_eq!(outcome(&record, "abandoned-ringing"), 1.0);
    assert_eq!(value(&record, "missed_calls", "path:A", "count"), 1.0);
    assert_eq!(value(&record, "missed_calls", "users:users", "count"), 1.0);
    near(value(&record, "carried_load", "gateway:gw1", "value") * 200.0, 30.0);
}

#[test]
fn after_a_transfer_a_bypass_call_bypasses_only_if_the_gateway_takes_refer() {
    let mut d = attendant();
    d.gateways[0].next_hops[0].bypass = 1.0;
    let slots = |d: Deployment| {
        value(&run(d), "carried_load", "server:med1+slots:mediation", "value") * 200.0
    };
    near(slots(d.clone()), 20.0 + 60.0 / 20.0);
    d.gateways[0].next_hops[0].refer = false;
    near(slots(d), 80.0);
}

/// One Outlook Voice Access call at 1 s: log-ons of 15 s, 100 s in the mailbox; two servers, the
/// mailbox on the first.
fn access() -> Deployment {
    let mut d = small();
    once(&mut d, 300);
    d.exchange_servers.push(exchange("ex2", Version::Exchange2013));
    d.dial_plans[0].servers.push(Id::new(1));
    d.access_numbers.push(AccessNumber {
        name: "OVA".into(),
        dial_plan: Id::new(0),
        pool: Some(Id::new(0)),
        users: vec![Id::new(0)],
        resolved: 1.0,
        log_on: seconds(15.0),
        wrong_pin: 0.0,
        session: seconds(100.0),
    });
    d.traffic[0].class = Class::SubscriberAccess;
    d.traffic[0].party = Party::AccessNumber(Id::new(0));
    d.traffic[0].arrivals = at(&[1.0]);
    d
}

#[test]
fn a_known_caller_is_led_to_the_mailboxs_server() {
    let record = run(access());
    assert_eq!(outcome(&record, "served"), 1.0);
    assert_eq!(count(&record, "transfers"), 0.0);
    near(value(&record, "carried_load", "server:ex1+slots:um", "value") * 300.0, 115.0);
    assert_eq!(value(&record, "carried_load", "server:ex2+slots:um", "value"), 0.0);
}

#[test]
fn an_unknown_caller_logs_on_anywhere_and_is_transferred_to_the_mailbox() {
    let mut d = access();
    d.access_numbers[0].resolved = 0.0;
    let starts: Vec<f64> = (0..40).map(|i| 1.0 + f64::from(i)).collect();
    d.traffic[0].arrivals = at(&starts);
    let record = run(d);
    assert_eq!(outcome(&record, "served"), 1.0);
    // Each is served by either server, by chance; those of the second are transferred after the
    // log-on and are not asked again.
    let transfers = count(&record, "transfers");
    assert!((8.0..=32.0).contains(&transfers), "{transfers}");
    let second = value(&record, "carried_load", "server:ex2+slots:um", "value") * 300.0;
    near(second, 15.0 * transfers);
}

#[test]
fn three_wrong_log_ons_end_the_call() {
    let mut d = access();
    d.access_numbers[0].wrong_pin = 1.0;
    let record = run(d);
    assert_eq!(outcome(&record, "log-on-failed"), 1.0);
    assert_eq!(count(&record, "log_on_failed"), 1.0);
    near(value(&record, "carried_load", "server:ex1+slots:um", "value") * 300.0, 45.0);
    near(value(&record, "carried_load", "gateway:gw1", "value") * 300.0, 45.0);
    assert_eq!(count(&record, "missed_calls"), 0.0);
}

#[test]
fn the_longest_call_and_the_longest_recording_are_cut_off() {
    let mut d = access();
    d.dial_plans[0].max_call_duration = Span::from_secs(60);
    let record = run(d);
    assert_eq!(outcome(&record, "cut-off"), 1.0);
    near(value(&record, "carried_load", "gateway:gw1", "value") * 300.0, 60.0);

    let mut d = small();
    once(&mut d, 300);
    d.users[0].answers.share = 0.0;
    d.users[0].voice_mail.message = seconds(100.0);
    d.dial_plans[0].max_recording = Span::from_secs(50);
    d.traffic[0].arrivals = at(&[1.0]);
    let record = run(d);
    assert_eq!(outcome(&record, "voice-message"), 1.0);
    near(value(&record, "carried_load", "server:ex1+slots:um", "value") * 300.0, 62.0);
}

#[test]
fn play_on_phone_takes_a_channel_and_a_slot_only_outside() {
    let mut d = small();
    once(&mut d, 200);
    d.traffic[0].class = Class::PlayOnPhone;
    d.traffic[0].arrivals = at(&[1.0]);
    d.traffic[0].to_telephone_network = 1.0;
    let record = run(d.clone());
    assert_eq!(outcome(&record, "carried"), 1.0);
    near(value(&record, "carried_load", "gateway:gw1", "value") * 200.0, 60.0);
    near(value(&record, "carried_load", "server:med1+slots:mediation", "value") * 200.0, 60.0);
    // MaxCallsAllowed counts incoming calls only.
    assert_eq!(value(&record, "carried_load", "server:ex1+slots:um", "value"), 0.0);
    d.traffic[0].to_telephone_network = 0.0;
    let record = run(d.clone());
    assert_eq!(outcome(&record, "carried"), 1.0);
    assert_eq!(value(&record, "carried_load", "gateway:gw1", "value"), 0.0);
    // Without a free channel it fails.
    d.traffic[0].to_telephone_network = 1.0;
    d.gateways[0].channels = 1;
    d.traffic[0].arrivals = at(&[1.0, 2.0]);
    let record = run(d);
    assert_eq!(outcome(&record, "blocked"), 0.5);
}

#[test]
fn a_caller_who_is_not_known_is_tried_at_another_server() {
    // Three callers at two servers of one call, while they log on. Known callers have one server only.
    for (resolved, retry, refused) in [(0.0, true, 1.0), (1.0, true, 2.0), (1.0, false, 2.0)] {
        let mut d = access();
        d.exchange_servers.iter_mut().for_each(|server| server.max_calls = 1);
        d.dial_plans[0].retry_after_redirect = retry;
        d.access_numbers[0].resolved = resolved;
        d.access_numbers[0].wrong_pin = 1.0; // Nobody is moved to another server.
        d.traffic[0].arrivals = at(&[1.0, 2.0, 3.0]);
        near(outcome(&run(d), "um-rejected"), refused / 3.0);
    }
}
