//! Gateways, IP PBXs and session border controllers straight to Exchange (domain §2.10).

use crate::system::*;
use busyhour::internals::base::Id;
use busyhour::internals::deployment::*;

/// One call at 1 s to a telephone that nobody answers.
fn unanswered(kind: GatewayKind) -> Deployment {
    let mut d = without_lync(kind);
    once(&mut d, 200);
    d.users[0].answers.share = 0.0;
    d.traffic[0].arrivals = at(&[1.0]);
    d
}

#[test]
fn an_ip_pbx_rings_itself_and_diverts_to_the_call_router() {
    let record = run(unanswered(GatewayKind::IpPbx));
    assert_eq!(outcome(&record, "voice-message"), 1.0);
    assert_eq!(value(&record, "um_invites", "all", "mean"), 3.0);
    assert_eq!(value(&record, "redirects", "all", "mean"), 2.0);
    // Ringing, greeting and message on the channel; the UM call without the ringing.
    near(value(&record, "carried_load", "gateway:gw1", "value") * 200.0, 62.0);
    near(value(&record, "carried_load", "server:ex1+slots:um", "value") * 200.0, 42.0);
    let mut d = unanswered(GatewayKind::IpPbx);
    d.users[0].answers.share = 1.0;
    let record = run(d);
    assert_eq!(outcome(&record, "answered"), 1.0);
    near(value(&record, "carried_load", "gateway:gw1", "value") * 200.0, 60.0);
}

#[test]
fn behind_a_pbx_a_gateway_takes_its_channel_only_for_the_divert() {
    for kind in [GatewayKind::MediaGateway, GatewayKind::Sbc] {
        let mut d = unanswered(kind);
        let record = run(d.clone());
        assert_eq!(outcome(&record, "voice-message"), 1.0);
        near(value(&record, "carried_load", "gateway:gw1", "value") * 200.0, 42.0);
        d.gateways[0].channels = 1;
        d.traffic[0].arrivals = at(&[1.0, 2.0]);
        let record = run(d.clone());
        assert_eq!(outcome(&record, "blocked"), 0.5);
        d.users[0].answers.share = 1.0;
        let record = run(d);
        assert_eq!(outcome(&record, "answered"), 1.0);
        assert_eq!(value(&record, "carried_load", "gateway:gw1", "value"), 0.0);
    }
}

#[test]
fn path_a_does_not_exist_without_lync_and_path_b_does() {
    for version in [Version::Exchange2013, Version::Exchange2010] {
        let mut d = unanswered(GatewayKind::IpPbx);
        d.exchange_servers[0] = exchange("ex1", version);
        d.traffic[0].patience = Some(seconds(10.0));
        let record = run(d.clone());
        assert_eq!(outcome(&record, "abandoned-ringing"), 1.0);
        assert_eq!(count(&record, "missed_call_notifications_due"), 0.0);
        assert_eq!(count(&record, "missed_call_notifications_lost"), 0.0);
        d.traffic[0].patience = None;
        d.users[0].voice_mail.hangs_up_in_greeting = 1.0;
        let record = run(d);
        assert_eq!(value(&record, "missed_call_notifications_sent", "path:B", "count"), 1.0);
    }
}

#[test]
fn routing_latency_starts_when_the_invite_reaches_the_call_router() {
    let mut d = unanswered(GatewayKind::IpPbx);
    d.sites[0].lan_delay = seconds(0.010);
    let work = |d: &mut Deployment, role: Role, seconds_each: f64| {
        d.processing.table[role as usize][MessageKind::Invite as usize].wait =
            seconds(seconds_each);
    };
    work(&mut d, Role::Gateway, 1.0);
    work(&mut d, Role::CallRouter, 0.2);
    work(&mut d, Role::WorkerProcess, 0.3);
    let record = run(d.clone());
    // Router 0.2; five one-way delays after its INVITE has come; worker 0.3. The PBX's own second
    // and the first delay are not Exchange's.
    near(value(&record, "voice_mail_routing_latency", "all", "mean"), 0.2 + 0.3 + 5.0 * 0.010);
    // A load balancer adds its time before the Call Router only, outside that latency.
    d.gateways[0].exchange.as_mut().expect("a way").load_balancer =
        Some(LoadBalancer { name: "lb".into(), site: Id::new(0), delay: seconds(0.5) });
    let with = run(d);
    near(value(&with, "voice_mail_routing_latency", "all", "mean"), 0.55);
    let later = value(&with, "time_to_greeting", "all", "mean")
        - value(&record, "time_to_greeting", "all", "mean");
    near(later, 0.51);
}

#[test]
fn a_gateway_shares_its_calls_over_call_routers_in_turn_or_in_order() {
    let mut d = unanswered(GatewayKind::IpPbx);
    d.exchange_servers[0].call_router = false;
    for name in ["cas1", "cas2"] {
        let router = ExchangeServer {
            um_service: false,
            mailbox: false,
            ..exchange(name, Version::Exchange2013)
        };
        d.exchange_servers.push(router);
    }
    d.gateways[0].exchange.as_mut().expect("a way").servers = vec![Id::new(1), Id::new(2)];
    d.traffic[0].arrivals = at(&[1.0, 2.0, 3.0, 4.0]);
    let messages = |d: &Deployment, server: &str| {
        value(&run(d.clone()), "messages_per_second", &format!("server:{server}"), "value") * 200.0
    };
    // INVITE and ACK of two calls each, or of all four at the first.
    assert_eq!((messages(&d, "cas1"), messages(&d, "cas2")), (4.0, 4.0));
    d.gateways[0].balance = Balance::InOrder;
    assert_eq!((messages(&d, "cas1"), messages(&d, "cas2")), (8.0, 0.0));
}

#[test]
fn contacts_internal_calls_and_play_on_phone_work_without_lync() {
    let mut d = without_lync(GatewayKind::IpPbx);
    once(&mut d, 200);
    d.auto_attendants.push(AutoAttendant {
        name: "Reception".into(),
        dial_plan: Id::new(0),
        pool: None,
        menu: seconds(20.0),
        transfer: 1.0,
        to: vec![Id::new(0)],
    });
    d.access_numbers.push(AccessNumber {
        name: "OVA".into(),
        dial_plan: Id::new(0),
        pool: None,
        users: vec![Id::new(0)],
        resolved: 1.0,
        log_on: seconds(15.0),
        wrong_pin: 0.0,
        session: seconds(25.0),
    });
    d.traffic[0].arrivals = at(&[1.0]);
    let attendant = source(&d, "aa", Class::AutoAttendant, Party::AutoAttendant(Id::new(0)));
    let access = source(&d, "ova", Class::SubscriberAccess, Party::AccessNumber(Id::new(0)));
    let internal = source(&d, "internal", Class::Internal, Party::Users(Id::new(0)));
    let outbound = source(&d, "outbound", Class::Outbound, Party::Users(Id::new(0)));
    let mut play = source(&d, "play", Class::PlayOnPhone, Party::Users(Id::new(0)));
    play.to_telephone_network = 1.0;
    d.traffic = vec![attendant, access, internal, outbound, play];
    let record = run(d);
    let of = |source: &str, name: &str| {
        value(&record, "outcome", &format!("source:{source}+outcome:{name}"), "value")
    };
    assert_eq!(of("aa", "answered"), 1.0);
    assert_eq!(of("ova", "served"), 1.0);
    assert_eq!(of("internal", "answered"), 1.0);
    assert_eq!(of("outbound", "carried"), 1.0);
    assert_eq!(of("play", "carried"), 1.0);
    // Menu and talk, access, outbound, play; the internal call takes no channel.
    let held = value(&record, "carried_load", "gateway:gw1", "value") * 200.0;
    near(held, 80.0 + 40.0 + 60.0 + 60.0);
}
