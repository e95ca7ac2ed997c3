//! The vocabulary for every kind of call and every topology: each key has its effect, and
//! each default that no source backs its line in the list.

use crate::scenario::{GOOD, load, load_set};
use busyhour::internals::base::{Id, Span};
use busyhour::internals::deployment::*;

pub const EVERY_KEY: &str = include_str!("every_key.toml");

/// A PBX and Exchange without Lync, as short as it can be.
pub const PBX: &str = r#"
[[gateway]]
name = "pbx1"
kind = "ip-pbx"
channels = 30
[[exchange_server]]
name = "ex1"
[[dial_plan]]
name = "plan"
[[users]]
name = "works"
count = 100
[[traffic]]
class = "voice"
to = "works"
arrivals = "60/h"
"#;

fn good(text: &str) -> Deployment {
    load(text).unwrap_or_else(|e| panic!("{e}"))
}

fn seconds(seconds: f64) -> Shape {
    Shape::Constant(seconds * 1e9)
}

#[test]
fn the_example_holds_every_key_of_its_tables() {
    let schema: serde_json::Value =
        serde_json::from_str(&busyhour::internals::scenario::schema()).expect("JSON");
    let tables = [
        "AccessNumberTable",
        "AuthorityTable",
        "AutoAttendantTable",
        "BranchApplianceTable",
        "CertificateTable",
        "DeliveryTable",
        "DialPlanTable",
        "DirectoryTable",
        "ExchucutilCoverTable",
        "ExchucutilTable",
        "FailoverTable",
        "FaxLineTable",
        "FaxPartnerTable",
        "FaxTable",
        "GatewayFaxTable",
        "HuntGroupTable",
        "LoadBalancerTable",
        "LocationProfileTable",
        "MailboxPolicyTable",
        "OcsumutilCoverTable",
        "OcsumutilTable",
        "OverloadTable",
        "PreviewTable",
        "RouteTable",
        "RulesTable",
        "TransferTable",
        "UmIpGatewayTable",
        "VoicePolicyTable",
    ];
    for table in tables {
        let keys = schema["$defs"][table]["properties"].as_object().expect(table);
        for key in keys.keys().filter(|key| *key != "like") {
            assert!(EVERY_KEY.contains(&format!("{key} = ")), "{table}.{key}");
        }
    }
    // In use are also ranges, defaults and overrides of the new kinds.
    let set =
        ["fax_line[\"by Lync\"].numbers=9", "auto_attendant[*].menu=1 s", "fax.refused_with=606"];
    let d = load_set(EVERY_KEY, &set).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((d.fax_lines[0].numbers, d.fax_status), (9, 606));
    assert!(d.auto_attendants.iter().all(|a| a.menu.shape == seconds(1.0)));
}

#[test]
fn gateways_lead_to_mediation_servers_or_past_lync() {
    let d = good(EVERY_KEY);
    let [gw, pbx, sbc] = &d.gateways[..] else { panic!("three") };
    assert_eq!(
        (gw.kind, pbx.kind, sbc.kind),
        (GatewayKind::MediaGateway, GatewayKind::IpPbx, GatewayKind::Sbc)
    );
    assert_eq!((gw.next_hops.len(), gw.exchange.is_none()), (1, true));
    assert!(!gw.next_hops[0].refer);
    let way = pbx.exchange.as_ref().expect("a way");
    assert_eq!(way.servers, [Id::new(0), Id::new(1)]);
    let balancer = way.load_balancer.as_ref().expect("a load balancer");
    assert_eq!((balancer.name.as_str(), &balancer.delay.shape), ("lb1", &seconds(0.001)));
    let way = sbc.exchange.as_ref().expect("a way");
    assert_eq!((way.servers.len(), way.load_balancer.is_none()), (3, true));
    let fax = |g: &Gateway| (g.fax.method, g.fax.on_reject);
    assert_eq!(fax(gw), (FaxMethod::ReInvite, FaxOnReject::G711Passthrough));
    assert_eq!(gw.fax.cng_detect.shape, seconds(2.0));
    assert_eq!((fax(pbx).0, fax(sbc).0), (FaxMethod::RtpEvent, FaxMethod::InBand));
    assert_eq!(sbc.fax.cng_detect.shape, Shape::Uniform { low: 0.5e9, high: 3.5e9 });
}

#[test]
fn exchange_servers_plans_and_policies_say_what_they_do() {
    let d = good(EVERY_KEY);
    let server = |name: &str| d.exchange_servers.iter().find(|s| s.name == name).expect(name);
    assert_eq!((server("mbx1").preview_cores, server("mbx1").pipeline_limit), (3, Some(50)));
    assert_eq!((server("ex2010").preview_cores, server("ex2016").preview_cores), (1, 6));
    let [sip, pbx] = &d.dial_plans[..] else { panic!("two") };
    assert_eq!((sip.uri_type, sip.security.is_tls()), (UriType::SipUri, true));
    assert_eq!((pbx.uri_type, pbx.security.is_tls()), (UriType::E164, true));
    assert_eq!((sip.servers.len(), pbx.servers.len()), (3, 5));
    assert_eq!(
        (sip.older_server, pbx.older_server),
        (OlderServer::Redirects, OlderServer::Refuses)
    );
    assert_eq!((sip.legacy_only_plan_notifies, pbx.legacy_only_plan_notifies), (false, true));
    assert_eq!((sip.fax, pbx.fax), (false, true));
    assert_eq!((sip.logon_failures, pbx.logon_failures), (4, 3));
    let minutes = |m: u64| Span::from_secs(60 * m);
    assert_eq!((sip.max_call_duration, sip.max_recording), (minutes(60), minutes(40)));
    assert_eq!((pbx.max_call_duration, pbx.max_recording), (minutes(30), minutes(20)));
    let [with, held] = &d.mailbox_policies[..] else { panic!("two") };
    assert_eq!((with.fax, with.fax_partner, with.preview), (true, Some(Id::new(1)), false));
    assert_eq!((held.fax, held.fax_partner, held.preview), (false, Some(Id::new(0)), true));
    let [first, _] = &d.fax_partners[..] else { panic!("two") };
    assert_eq!((first.name.as_str(), first.calls, first.host.cores), ("fax1", 12, 2));
    assert_eq!(d.preview, Preview { cpu_per_audio: 1.5, longest: minutes(1), at_most: minutes(4) });
    assert_eq!(
        (&d.notification_delivery.shape, &d.message_delivery.shape),
        (&seconds(2.0), &seconds(4.0))
    );
    assert_eq!(d.fax_status, 415);
}

#[test]
fn users_contacts_and_fax_lines_are_called() {
    let d = good(EVERY_KEY);
    let [office, works] = &d.users[..] else { panic!("two") };
    assert_eq!((office.pool, works.pool), (Some(Id::new(0)), None));
    assert_eq!((office.dial_plan, works.dial_plan), (Some(Id::new(0)), Some(Id::new(1))));
    assert_eq!((office.fax, office.missed_call_notifications), (false, false));
    assert_eq!((works.fax, works.missed_call_notifications), (true, true));
    assert_eq!((works.registered, works.endpoints), (1.0, 1.0));
    assert_eq!(office.voice_mail.minimum_message, Span::from_secs(3));
    let [reception, gate] = &d.auto_attendants[..] else { panic!("two") };
    assert_eq!((reception.pool, reception.transfer), (Some(Id::new(0)), 0.4));
    assert_eq!((gate.pool, gate.transfer, gate.name.as_str()), (None, 0.6, "Gate [1-2]"));
    assert_eq!((&reception.to[..], &gate.to[..]), (&[Id::new(0)][..], &[Id::new(1)][..]));
    assert_eq!((&reception.menu.shape, &gate.menu.shape), (&seconds(25.0), &seconds(20.0)));
    let [ova, of_works] = &d.access_numbers[..] else { panic!("two") };
    assert_eq!((ova.resolved, ova.wrong_pin, ova.users.len()), (0.7, 0.06, 1));
    assert_eq!((&ova.log_on.shape, &ova.session.shape), (&seconds(10.0), &seconds(90.0)));
    assert_eq!((of_works.pool, &of_works.users[..]), (None, &[Id::new(1)][..]));
    assert_eq!((of_works.resolved, of_works.wrong_pin), (0.8, 0.05));
    assert_eq!(of_works.session.shape, Shape::Exponential { mean: 105e9 });
    let [by_lync, machine, straight] = &d.fax_lines[..] else { panic!("three") };
    let mailboxes = vec![Id::new(4), Id::new(2)];
    assert_eq!(by_lync.route, FaxRoute::UnifiedMessaging { dial_plan: Id::new(0), mailboxes });
    assert_eq!((by_lync.numbers, by_lync.site, by_lync.policy), (4, Id::new(1), Some(Id::new(0))));
    assert!(
        matches!(&machine.route, FaxRoute::AnalogueDevice { answers_after } if answers_after.shape == seconds(4.0))
    );
    assert_eq!((machine.numbers, machine.pool), (1, Some(Id::new(0))));
    let FaxRoute::Direct { dial_plan, mailboxes, route } = &straight.route else {
        panic!("direct")
    };
    // The newest mailbox server of a plan that every server answers for.
    assert_eq!((*dial_plan, &mailboxes[..]), (Id::new(1), &[Id::new(3)][..]));
    assert_eq!(route.load_balancer.as_ref().map(|l| l.name.as_str()), Some("lb2"));
    assert_eq!(straight.pool, None);
}

#[test]
fn traffic_of_every_class_has_its_party_gateways_and_behaviour() {
    let d = good(EVERY_KEY);
    let said: Vec<(&str, Party, Vec<usize>)> = d
        .traffic
        .iter()
        .map(|t| (t.name.as_str(), t.party, t.gateways.iter().map(|g| g.index()).collect()))
        .collect();
    let users = |i| Party::Users(Id::new(i));
    let line = |i| Party::FaxLine(Id::new(i));
    let expected = [
        ("fax to by Lync", line(0), vec![0]),
        ("fax to straight", line(2), vec![0]),
        ("fax to works", users(1), vec![1]),
        ("auto-attendant to Reception", Party::AutoAttendant(Id::new(0)), vec![0]),
        ("subscriber-access to OVA", Party::AccessNumber(Id::new(0)), vec![0]),
        ("play-on-phone from office", users(0), vec![0]),
        ("internal to office", users(0), vec![]),
        ("internal to works", users(1), vec![1]),
        ("voice to works", users(1), vec![1, 2]),
    ];
    assert_eq!(said, expected);
    let rate = |i: usize| match &d.traffic[i].arrivals {
        Arrivals::Rate { steps, .. } => steps[0].1 * 3600.0,
        Arrivals::Trace(_) | Arrivals::Replay(_) => panic!("a rate"),
    };
    // Numbers of a fax line, users of an access number.
    assert!((rate(0) - 4.0).abs() < 1e-9 && (rate(4) - 2.0).abs() < 1e-9);
    let fax = |i: usize| d.traffic[i].fax.as_ref().expect("a fax");
    assert_eq!(
        (&fax(0).gives_up.shape, fax(0).gives_up_from),
        (&seconds(50.0), GivesUpFrom::Answer)
    );
    assert_eq!(fax(0).transmission.shape, Shape::Sum(vec![Shape::Exponential { mean: 70e9 }; 2]));
    assert_eq!(fax(1).gives_up.shape, Shape::Uniform { low: 35e9, high: 60e9 });
    assert_eq!(
        (fax(1).transmission.shape.mean(), fax(1).gives_up_from),
        (180e9, GivesUpFrom::Dialling)
    );
    assert_eq!(
        (&fax(1).person_hangs_up.shape, &fax(2).person_hangs_up.shape),
        (&seconds(5.0), &seconds(7.0))
    );
    let retry = |i: usize| {
        d.traffic[i]
            .retry
            .as_ref()
            .map(|r| (r.share, r.after_drop, r.after.shape.mean(), r.at_most))
    };
    assert_eq!((retry(0), retry(1)), (Some((0.1, 0.9, 60e9, 2)), Some((0.8, 0.8, 180e9, 2))));
    assert_eq!(retry(3), None);
    let patience = |i: usize| d.traffic[i].patience.as_ref().map(|p| p.shape.clone());
    assert_eq!(patience(3), Some(seconds(30.0)));
    assert_eq!((patience(4), patience(6)), (Some(Shape::Exponential { mean: 70e9 }), None));
    assert_eq!((patience(0), patience(5)), (None, None), "faxes and Play on Phone have none");
    assert_eq!(d.traffic[5].to_telephone_network, 0.2);
    assert!((d.traffic[5].talk.shape.mean() - 40e9).abs() < 1.0);
    assert!(d.traffic.iter().all(|t| t.fax.is_some() == (t.class == Class::Fax)));
}

#[test]
fn without_lync_a_small_file_is_enough() {
    let d = good(PBX);
    let way = d.gateways[0].exchange.as_ref().expect("a way");
    assert_eq!((way.servers.len(), way.load_balancer.is_none()), (1, true));
    assert_eq!(
        (d.dial_plans[0].uri_type, d.dial_plans[0].security.is_tls()),
        (UriType::TelephoneExtension, false)
    );
    assert_eq!((d.users[0].pool, d.users[0].dial_plan), (None, Some(Id::new(0))));
    let old = PBX.replace("name = \"ex1\"", "name = \"ex1\"\nversion = \"exchange-2010\"");
    assert_eq!(good(&old).gateways[0].exchange.as_ref().map(|w| w.servers.len()), Some(1));
}

#[test]
fn only_what_the_run_uses_is_assumed() {
    let keys =
        |text: &str| -> Vec<String> { good(text).assumptions.into_iter().map(|a| a.key).collect() };
    let about = |keys: &[String], part: &str| keys.iter().filter(|k| k.contains(part)).count();
    let voice = keys(GOOD);
    for part in ["fax", "auto_attendant", "access_number", "play-on-phone", "load_balancer"] {
        assert_eq!(about(&voice, part), 0, "{part} in {voice:?}");
    }
    for key in ["exchange_server.preview", "exchange_server.pipeline_limit", "preview.at_most"] {
        assert_eq!(about(&voice, key), 1, "{key}");
    }
    assert_eq!(about(&voice, "processing."), 9);
    let pbx = keys(PBX);
    for role in ["mediation_server", "front_end", "exum_routing"] {
        assert_eq!(about(&pbx, role), 0, "{role} in {pbx:?}");
    }
    let registered: Vec<&String> = pbx.iter().filter(|k| k.contains("users.registered")).collect();
    assert_eq!(registered, ["users.registered (without Lync)"]);
    assert_eq!(about(&pbx, "routing between"), 0);
    let partner = "\n[[fax_partner]]\nname = \"fax1\"\n";
    assert_eq!(about(&keys(&format!("{GOOD}{partner}")), "fax"), 0);
    let fax = keys(&format!(
        "{GOOD}{partner}[[traffic]]\nclass = \"fax\"\nto = \"office\"\narrivals = \"1/h\"\n"
    ));
    let expected = [
        "fax_partner.calls",
        "fax_partner.cores",
        "processing.fax_partner",
        "gateway.fax.t38",
        "gateway.fax.on_reject",
        "gateway.fax.cng_detect",
        "fax.refused_with",
        "traffic.gives_up",
        "traffic.person_hangs_up",
        "traffic.retry (fax)",
    ];
    for key in expected {
        assert!(fax.iter().any(|k| k == key), "{key} in {fax:?}");
    }
    assert_eq!(about(&fax, "traffic.pages"), 0, "no fax is delivered by way of Lync");
    let silent = keys(&GOOD.replace("[[dial_plan]]\nname = \"plan\"\n", ""));
    for part in
        ["voice_mail", "call_router", "worker_process", "exum_routing", "delivery", "preview"]
    {
        assert_eq!(about(&silent, part), 0, "{part} in {silent:?}");
    }
    let menu = "\n[[auto_attendant]]\nname = \"Desk\"\n";
    assert_eq!(about(&keys(&format!("{GOOD}{menu}")), "auto_attendant"), 0);
    let called = format!(
        "{GOOD}{menu}[[traffic]]\nclass = \"auto-attendant\"\nto = \"Desk\"\narrivals = \"1/h\"\n"
    );
    assert_eq!(about(&keys(&called), "auto_attendant"), 2);
}
