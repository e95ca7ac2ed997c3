//! Faxes (domain §2.7), each case with what is known beforehand: where they end, after how long, and
//! what they hold until then.

use crate::system::*;
use busyhour::internals::base::{Id, Span};
use busyhour::internals::deployment::*;
use busyhour::internals::experiment::Record;

/// One fax to a user of a SIP URI plan at 1 s; nobody answers unless told so, ring-out after 20 s,
/// greeting of 12 s, tone detected after 2 s, the machine gives up 50 s after dialling.
fn fax() -> Deployment {
    let mut d = small();
    once(&mut d, 400);
    d.users[0].answers.share = 0.0;
    d.traffic[0].class = Class::Fax;
    d.traffic[0].fax = Some(machine());
    d.traffic[0].arrivals = at(&[1.0]);
    d
}

/// One number of the pool.
fn line(route: FaxRoute) -> FaxLine {
    FaxLine {
        name: "line".into(),
        numbers: 1,
        route,
        site: Id::new(0),
        pool: Some(Id::new(0)),
        policy: None,
        greeting: seconds(12.0),
        minimum_message: Span::from_secs(2),
    }
}

fn wasted(record: &Record, part: &str) -> f64 {
    value(record, "fax_wasted_time", &format!("part:{part}"), "value") * 400.0
}

fn time_to_failure(record: &Record) -> f64 {
    value(record, "fax_time_to_failure", "all", "mean")
}

#[test]
fn a_refused_reinvite_ends_the_fax_and_the_user_hears_of_a_missed_call() {
    let record = run(fax());
    assert_eq!(outcome(&record, "fax-refused"), 1.0);
    assert_eq!(count(&record, "fax_offered"), 1.0);
    assert_eq!(count(&record, "fax_rejected"), 1.0);
    assert_eq!(count(&record, "fax_delivered"), 0.0);
    near(time_to_failure(&record), 2.0);
    // It hung up in the greeting: path B, and no message.
    assert_eq!(value(&record, "missed_calls", "path:B", "count"), 1.0);
    assert_eq!(count(&record, "junk_messages"), 0.0);
    // Channel and slot for ringing and the tone, the UM call for the tone.
    near(wasted(&record, "channel"), 22.0);
    near(wasted(&record, "mediation"), 22.0);
    near(wasted(&record, "um"), 2.0);
}

#[test]
fn passed_through_as_audio_it_leaves_a_message_of_tones() {
    let mut d = fax();
    d.gateways[0].fax.on_reject = FaxOnReject::G711Passthrough;
    let record = run(d.clone());
    assert_eq!(outcome(&record, "fax-gave-up"), 1.0);
    // Answered at 21 s, given up at 51 s; the greeting ended at 33 s.
    near(time_to_failure(&record), 30.0);
    assert_eq!(count(&record, "junk_messages"), 1.0);
    assert_eq!(count(&record, "missed_calls"), 0.0);
    assert_eq!(count(&record, "fax_rejected"), 1.0);
    // Shorter than the least message, it is a missed call.
    d.users[0].voice_mail.minimum_message = Span::from_secs(19);
    let record = run(d);
    assert_eq!(count(&record, "junk_messages"), 0.0);
    assert_eq!(value(&record, "missed_calls", "path:B", "count"), 1.0);
}

#[test]
fn a_line_of_mailboxes_does_with_a_fax_what_a_user_with_the_same_mailbox_does() {
    let mut d = fax();
    let (dial_plan, mailboxes) = (Id::new(0), vec![Id::new(0)]);
    d.fax_lines.push(line(FaxRoute::UnifiedMessaging { dial_plan, mailboxes }));
    d.traffic[0].party = Party::FaxLine(Id::new(0));
    let record = run(d.clone());
    assert_eq!(outcome(&record, "fax-refused"), 1.0);
    assert_eq!(value(&record, "missed_calls", "path:B", "count"), 1.0);
    assert_eq!(count(&record, "junk_messages"), 0.0);
    // Tones past the greeting are a message.
    d.gateways[0].fax.on_reject = FaxOnReject::G711Passthrough;
    let record = run(d);
    assert_eq!(count(&record, "junk_messages"), 1.0);
    assert_eq!(count(&record, "missed_calls"), 0.0);
}

#[test]
fn without_t38_nothing_is_refused_and_the_machine_gives_up() {
    let mut d = fax();
    d.gateways[0].fax.method = FaxMethod::InBand;
    let record = run(d);
    assert_eq!(outcome(&record, "fax-gave-up"), 1.0);
    near(time_to_failure(&record), 30.0);
}

#[test]
fn patience_may_run_from_the_answer() {
    let mut d = fax();
    d.gateways[0].fax.method = FaxMethod::InBand;
    d.traffic[0].fax = Some(FaxCalls { gives_up_from: GivesUpFrom::Answer, ..machine() });
    near(time_to_failure(&run(d)), 50.0);
}

#[test]
fn a_machine_that_gives_up_while_it_rings_is_a_missed_call_of_path_a() {
    let mut d = fax();
    d.users[0].ring = seconds(60.0);
    let record = run(d);
    assert_eq!(outcome(&record, "abandoned-ringing"), 1.0);
    assert_eq!(value(&record, "missed_calls", "path:A", "count"), 1.0);
    assert_eq!(count(&record, "fax_rejected"), 0.0);
    near(wasted(&record, "channel"), 50.0);
}

#[test]
fn a_person_hears_the_tone_and_hangs_up() {
    let mut d = fax();
    d.users[0].answers.share = 1.0;
    d.gateways[0].fax.on_reject = FaxOnReject::G711Passthrough;
    let record = run(d.clone());
    assert_eq!(outcome(&record, "fax-answered-by-person"), 1.0);
    assert_eq!(count(&record, "fax_answered_by_person"), 1.0);
    assert_eq!(count(&record, "fax_rejected"), 1.0);
    assert_eq!(count(&record, "missed_calls"), 0.0);
    near(time_to_failure(&record), 5.0);
    near(wasted(&record, "channel"), 5.0);
    // A gateway that hangs up when refused is faster than the person.
    d.gateways[0].fax.on_reject = FaxOnReject::HangUp;
    let record = run(d);
    assert_eq!(outcome(&record, "fax-refused"), 1.0);
    near(time_to_failure(&record), 2.0);
}

#[test]
fn machines_try_again_and_fail_again() {
    let mut d = fax();
    d.traffic[0].retry =
        Some(Retry { share: 1.0, after_drop: 1.0, after: seconds(30.0), at_most: 2 });
    let record = run(d);
    assert_eq!(count(&record, "fax_offered"), 3.0);
    assert_eq!(count(&record, "fax_rejected"), 3.0);
    assert_eq!(value(&record, "calls_lost", "all", "value"), 1.0);
}

#[test]
fn an_analogue_device_on_the_gateway_receives_it() {
    let mut d = fax();
    d.fax_lines.push(line(FaxRoute::AnalogueDevice { answers_after: seconds(6.0) }));
    d.traffic[0].party = Party::FaxLine(Id::new(0));
    d.traffic[0].arrivals = at(&[1.0, 30.0]);
    let record = run(d.clone());
    // The second finds the only machine in use.
    assert_eq!(outcome(&record, "fax-delivered"), 0.5);
    assert_eq!(outcome(&record, "fax-machine-busy"), 0.5);
    near(value(&record, "carried_load", "fax_line:line", "value") * 400.0, 106.0);
    // Media never pass the Mediation Server: one unit of twenty.
    let slots = value(&record, "carried_load", "server:med1+slots:mediation", "value") * 400.0;
    near(slots, 106.0 / 20.0);
    assert_eq!(value(&record, "carried_load", "server:ex1+slots:um", "value"), 0.0);
    // A machine that gives up before the answer frees the line.
    d.traffic[0].arrivals = at(&[1.0]);
    d.traffic[0].fax = Some(FaxCalls { gives_up: seconds(4.0), ..machine() });
    let record = run(d);
    assert_eq!(outcome(&record, "abandoned-ringing"), 1.0);
    near(value(&record, "carried_load", "fax_line:line", "value") * 400.0, 4.0);
}

/// One fax to a user of an extension plan behind an IP PBX, whose telephone nobody answers.
fn fax_without_lync() -> Deployment {
    let mut d = without_lync(GatewayKind::IpPbx);
    let traffic = fax().traffic[0].clone();
    once(&mut d, 400);
    d.users[0].answers.share = 0.0;
    d.traffic[0] = traffic;
    d
}

#[test]
fn past_lync_each_of_three_methods_refers_the_fax_to_the_partner() {
    for method in [FaxMethod::ReInvite, FaxMethod::RtpEvent, FaxMethod::InBand] {
        let mut d = fax_without_lync();
        fax_partner(&mut d, 1);
        d.gateways[0].fax.method = method;
        let record = run(d);
        assert_eq!(outcome(&record, "fax-delivered"), 1.0, "{method:?}");
        assert_eq!(count(&record, "fax_rejected"), 0.0);
        // Unified Messaging is out of the call after two seconds of tone.
        near(value(&record, "carried_load", "server:ex1+slots:um", "value") * 400.0, 2.0);
        near(value(&record, "carried_load", "server:fax1+slots:fax", "value") * 400.0, 100.0);
        near(value(&record, "carried_load", "gateway:gw1", "value") * 400.0, 122.0);
        near(wasted(&record, "channel"), 0.0);
    }
}

#[test]
fn every_gate_must_be_open() {
    let open = || {
        let mut d = fax_without_lync();
        fax_partner(&mut d, 1);
        d
    };
    let mut closed: Vec<Deployment> = (0..4).map(|_| open()).collect();
    closed[0].dial_plans[0].fax = false;
    closed[1].mailbox_policies[0].fax = false;
    closed[2].mailbox_policies[0].fax_partner = None;
    closed[3].users[0].fax = false;
    for (i, d) in closed.into_iter().enumerate() {
        let record = run(d);
        assert_eq!(count(&record, "fax_delivered"), 0.0, "gate {i}");
        assert_eq!(outcome(&record, "fax-refused"), 1.0, "gate {i}");
    }
    // By tone, nothing is refused: the prompt goes on until the machine gives up.
    let mut d = open();
    d.users[0].fax = false;
    d.gateways[0].fax.method = FaxMethod::RtpEvent;
    let record = run(d);
    assert_eq!(outcome(&record, "fax-gave-up"), 1.0);
    assert_eq!(count(&record, "junk_messages"), 1.0);
}

#[test]
fn a_full_partner_refuses() {
    let mut d = fax_without_lync();
    fax_partner(&mut d, 1);
    d.traffic[0].arrivals = at(&[1.0, 2.0]);
    let record = run(d);
    assert_eq!(outcome(&record, "fax-delivered"), 0.5);
    assert_eq!(outcome(&record, "fax-partner-busy"), 0.5);
    near(value(&record, "rejected", "server:fax1+slots:fax", "value"), 0.5);
}

#[test]
fn a_second_plan_past_the_mediation_server_delivers_what_the_first_cannot() {
    let mut d = fax();
    fax_partner(&mut d, 10);
    d.dial_plans.push(DialPlan {
        name: "fax plan".into(),
        uri_type: UriType::TelephoneExtension,
        ..d.dial_plans[0].clone()
    });
    let route = DirectRoute { servers: vec![Id::new(0)], load_balancer: None };
    let direct = FaxRoute::Direct { dial_plan: Id::new(1), mailboxes: vec![Id::new(0)], route };
    let policy = Some(Id::new(0));
    d.fax_lines.push(FaxLine { numbers: 10, pool: None, policy, ..line(direct) });
    let line = source(&d, "to the line", Class::Fax, Party::FaxLine(Id::new(0)));
    d.traffic.push(line);
    let record = run(d);
    let of = |source: &str, name: &str| {
        value(&record, "outcome", &format!("source:{source}+outcome:{name}"), "value")
    };
    assert_eq!(of("inbound", "fax-refused"), 1.0);
    assert_eq!(of("to the line", "fax-delivered"), 1.0);
    // The line's fax never touches the Mediation Server.
    near(value(&record, "carried_load", "server:med1+slots:mediation", "value") * 400.0, 22.0);
}
