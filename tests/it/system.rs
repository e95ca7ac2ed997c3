//! A small deployment made in code, with every duration zero, for tests that change what they are
//! about.

use busyhour::internals::base::{Clock, Id, SimTime, Span};
use busyhour::internals::deployment::*;
use busyhour::internals::experiment::{NoControl, Record, Study, replicate};

/// A constant span.
pub fn seconds(seconds: f64) -> Distribution {
    Distribution::new("test", Shape::Constant(seconds * 1e9))
}

/// An exponential span.
pub fn exponential(mean_seconds: f64) -> Distribution {
    Distribution::new("test", Shape::Exponential { mean: mean_seconds * 1e9 })
}

/// One core, nothing different.
pub fn host() -> HostProcessing {
    HostProcessing { cores: 1, overrides: Vec::new(), overload: HostOverload::default() }
}

/// Peers that notice at once what has failed.
pub fn failover() -> Failover {
    let zero = Span::ZERO;
    let times = FailoverTimes {
        connect_timeout: zero,
        options_every: Span::from_secs(60),
        options_missed: 5,
        detect: zero,
        backup_registrar_after: zero,
        um_timeout: zero,
        um_retry_after: zero,
        directory_timeout: zero,
        dns_ttl: zero,
        dns_timeout: zero,
        database_failover: zero,
        rtcp_timeout: zero,
        late_after: Span::from_secs(300),
        keeps_partial_message: false,
    };
    Failover { times, re_register: seconds(0.0), assumed: Vec::new() }
}

/// The documented timers and limits.
pub fn overload() -> OverloadTimes {
    let seconds = Span::from_secs;
    OverloadTimes {
        t1: Span::from_nanos(500_000_000),
        t2: seconds(4),
        tcp_timeout: seconds(1),
        holding_over: seconds(10),
        throttle_above: seconds(6),
        throttle_below: seconds(3),
        refuse_above: seconds(12),
        retry_after: seconds(10),
    }
}

/// One gateway of 1,000 channels, one Mediation Server, one pool of one Front End, one Exchange
/// 2013 server with both roles, one group of 1,000 users, one source of inbound calls at 1/s for
/// an hour; no time is spent anywhere, everybody answers at once and talks for 60 s.
pub fn small() -> Deployment {
    let zero = || seconds(0.0);
    let work = || Work { service: zero(), wait: zero() };
    let row = || MessageKind::ALL.iter().map(|_| work()).collect();
    Deployment {
        title: "small".into(),
        settings: Settings {
            clock: Clock::new("2013-11-18T08:00:00", None).expect("a start"),
            find_warm_up: false,
            warm_up: Span::from_secs(600),
            duration: Span::from_secs(3600),
            follow_at_most: Span::from_secs(3600),
            replications: 4,
            seed: 1,
            confidence: 0.95,
            service_level_within: Span::from_secs(20),
            bin: Span::from_secs(60),
            load: 1.0,
            growth: None,
        },
        targets: Vec::new(),
        references: Vec::new(),
        sites: vec![Site { name: "site".into(), lan_delay: zero(), branch_appliance: None }],
        links: Vec::new(),
        wan_delay: zero(),
        gateways: vec![Gateway {
            name: "gw1".into(),
            site: Id::new(0),
            channels: 1000,
            kind: GatewayKind::MediaGateway,
            next_hops: vec![trunk(0)],
            exchange: None,
            fax: GatewayFax {
                method: FaxMethod::ReInvite,
                on_reject: FaxOnReject::HangUp,
                cng_detect: seconds(2.0),
            },
            balance: Balance::RoundRobin,
            host: host(),
        }],
        mediation_servers: vec![MediationServer {
            name: "med1".into(),
            site: Id::new(0),
            pool: Id::new(0),
            calls: 1100,
            collocated_with: None,
            host: host(),
        }],
        pools: vec![Pool {
            update: None,
            name: "pool01".into(),
            site: Id::new(0),
            product: Product::Lync2013,
            is_standard: false,
            encryption: Encryption::Required,
            backup: None,
            front_ends: vec!["pool01#1".into()],
            host: host(),
        }],
        exchange_servers: vec![exchange("ex1", Version::Exchange2013)],
        dial_plans: vec![DialPlan {
            name: "plan".into(),
            uri_type: UriType::SipUri,
            security: Security::Secured,
            phone_context: "plan".into(),
            dialling_rules: Vec::new(),
            servers: vec![Id::new(0)],
            retry_after_redirect: false,
            legacy_notifications: LegacyNotifications::PathB,
            legacy_only_plan_notifies: true,
            older_server: OlderServer::Refuses,
            fax: true,
            max_call_duration: Span::from_secs(1_800),
            max_recording: Span::from_secs(1_200),
            logon_failures: 3,
        }],
        mailbox_policies: Vec::new(),
        users: vec![Users {
            name: "users".into(),
            count: 1000,
            site: Id::new(0),
            pool: Some(Id::new(0)),
            dial_plan: Some(Id::new(0)),
            policy: None,
            missed_call_notifications: true,
            fax: true,
            mailboxes: Some(Mailboxes::Shares(vec![(Id::new(0), 1.0)])),
            voice_policy: None,
            um_enabled: 1.0,
            sip_address_matches: 1.0,
            enterprise_voice: 1.0,
            tel_uri: 1.0,
            phone_edition: 0.0,
            endpoints: 1.0,
            registered: 1.0,
            busy: 0.0,
            do_not_disturb: 0.0,
            ring: seconds(20.0),
            answers: Answers { share: 1.0, after: zero() },
            voice_mail: VoiceMail {
                greeting: seconds(12.0),
                hangs_up_in_greeting: 0.0,
                leaves_message: 1.0,
                message: seconds(30.0),
                minimum_message: Span::ZERO,
            },
        }],
        traffic: vec![Traffic {
            name: "inbound".into(),
            class: Class::Voice,
            party: Party::Users(Id::new(0)),
            callers: None,
            gateways: vec![Id::new(0)],
            choose: Choice::InOrder,
            arrivals: rate(1.0),
            variation: Variation::default(),
            talk: seconds(60.0),
            patience: None,
            retry: None,
            fax: None,
            to_telephone_network: 0.0,
        }],
        processing: Processing { table: Role::ALL.iter().map(|_| row()).collect() },
        connection: Connection { tcp_round_trips: 0, tls_round_trips: 0, tls_handshake: zero() },
        fax_partners: Vec::new(),
        auto_attendants: Vec::new(),
        access_numbers: Vec::new(),
        fax_lines: Vec::new(),
        notification_delivery: zero(),
        message_delivery: zero(),
        preview: Preview { cpu_per_audio: 0.0, longest: Span::MAX, at_most: Span::MAX },
        fax_status: 488,
        trust: Trust::default(),
        integration: Integration::default(),
        outages: Vec::new(),
        sizing: Sizing::default(),
        failover: failover(),
        overload: overload(),
        assumptions: Vec::new(),
    }
}

/// An Exchange server with all roles of its version.
pub fn exchange(name: &str, version: Version) -> ExchangeServer {
    ExchangeServer {
        name: name.into(),
        site: Id::new(0),
        version,
        call_router: !version.is_legacy(),
        um_service: true,
        mailbox: true,
        service_pack: 3,
        status: Status::Enabled,
        startup_mode: StartupMode::Dual,
        restart_pending: false,
        max_calls: 100,
        worker_calls: None,
        preview_cores: 6,
        pipeline_limit: None,
        copies: Vec::new(),
        host: host(),
    }
}

/// A trunk to a Mediation Server.
pub fn trunk(server: usize) -> Trunk {
    Trunk {
        mediation_server: Id::new(server),
        udp: false,
        tls: true,
        srtp: Encryption::Required,
        bypass: 0.0,
        refer: true,
    }
}

/// A Poisson process, calls per second.
pub fn rate(per_second: f64) -> Arrivals {
    Arrivals::Rate { steps: vec![(SimTime::ZERO, per_second)], period: None }
}

/// Calls at these seconds exactly.
pub fn at(seconds: &[f64]) -> Arrivals {
    let nanos = |s: &f64| SimTime::from_nanos((s * 1e9) as u64);
    Arrivals::Trace(seconds.iter().map(nanos).collect())
}

/// Measures from time 0 for `seconds`, once.
pub fn once(deployment: &mut Deployment, seconds: u64) {
    deployment.settings.warm_up = Span::ZERO;
    deployment.settings.duration = Span::from_secs(seconds);
    deployment.settings.replications = 1;
}

/// Simulates.
pub fn run(deployment: Deployment) -> Record {
    let study = Study::of_deployment(deployment, "test");
    replicate(&study, &study.plan(), &NoControl).expect("runs")
}

/// One value of a record.
pub fn value(record: &Record, measure: &str, scope: &str, statistic: &str) -> f64 {
    let found = record.estimates.iter().find(|e| {
        e.from.is_none()
            && e.figure.measure.name() == measure
            && e.figure.scope.as_str() == scope
            && e.figure.statistic.name() == statistic
    });
    found
        .unwrap_or_else(|| panic!("no {measure} {scope} {statistic}"))
        .value
        .unwrap_or_else(|| panic!("{measure} {scope} {statistic} is not estimable"))
}

/// A count per replication.
pub fn count(record: &Record, measure: &str) -> f64 {
    value(record, measure, "all", "count")
}

/// A source like the first, of another class and for somebody else.
pub fn source(d: &Deployment, name: &str, class: Class, party: Party) -> Traffic {
    Traffic { name: name.into(), class, party, ..d.traffic[0].clone() }
}

/// A fax machine that gives up 50 s after dialling; a delivered fax takes 100 s.
pub fn machine() -> FaxCalls {
    FaxCalls {
        gives_up: seconds(50.0),
        gives_up_from: GivesUpFrom::Dialling,
        person_hangs_up: seconds(5.0),
        transmission: seconds(100.0),
    }
}

/// The same without Lync: an IP PBX, telephones that ring, a plan of extensions, no pool.
pub fn without_lync(kind: GatewayKind) -> Deployment {
    let mut d = small();
    d.gateways[0].kind = kind;
    d.gateways[0].next_hops = Vec::new();
    d.gateways[0].exchange = Some(DirectRoute { servers: vec![Id::new(0)], load_balancer: None });
    d.mediation_servers = Vec::new();
    d.pools = Vec::new();
    d.users[0].pool = None;
    d.dial_plans[0].uri_type = UriType::TelephoneExtension;
    d
}

/// Opens every gate to a fax partner that takes `calls` faxes.
pub fn fax_partner(d: &mut Deployment, calls: u32) {
    d.fax_partners.push(FaxPartner { name: "fax1".into(), site: Id::new(0), calls, host: host() });
    d.mailbox_policies.push(MailboxPolicy {
        name: "policy".into(),
        dial_plan: None,
        play_on_phone: true,
        missed_call_notifications: true,
        fax: true,
        fax_partner: Some(Id::new(0)),
        preview: true,
    });
    d.users[0].policy = Some(Id::new(0));
}

/// A share of all attempts that ended so.
pub fn outcome(record: &Record, name: &str) -> f64 {
    value(record, "outcome", &format!("outcome:{name}"), "value")
}

/// Two values that differ by rounding only.
pub fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found}, expected {expected}");
}
