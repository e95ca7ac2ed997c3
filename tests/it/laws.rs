//! On random deployments: every run checks Little's law and conservation itself and fails when
//! they are broken, so it is enough that runs succeed; capacity bounds are checked here.

use crate::system::*;
use busyhour::internals::base::{Id, Span};
use busyhour::internals::deployment::*;
use busyhour::internals::experiment::{NoControl, Study, replicate};
use busyhour::internals::measure::Dimension;
use busyhour::internals::network::ResourceKind;
use proptest::prelude::*;

fn span() -> impl Strategy<Value = Distribution> {
    prop_oneof![
        Just(seconds(0.0)),
        (0.0..20.0f64).prop_map(seconds),
        (0.001..20.0f64).prop_map(exponential),
        (0.5..3.0f64, 0.1..5.0f64).prop_map(|(shape, scale)| Distribution::new(
            "test",
            Shape::Weibull { shape, scale: scale * 1e9 }
        )),
    ]
}

fn share() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(1.0), 0.0..1.0f64]
}

prop_compose! {
    fn behaviour()(
        shares in proptest::collection::vec(share(), 6),
        spans in proptest::collection::vec(span(), 7),
        endpoints in 0.0..3.0f64,
        patience in any::<bool>(),
        retry in any::<bool>(),
    ) -> (Vec<f64>, Vec<Distribution>, f64, bool, bool) {
        (shares, spans, endpoints, patience, retry)
    }
}

prop_compose! {
    fn deployments()(
        (shares, spans, endpoints, patience, retry) in behaviour(),
        (channels, slots, um, worker) in (1..30u32, 1..30u32, 1..20u32, 1..20u32),
        (cores, ms, delay) in (1..4u32, 0.0..50.0f64, span()),
        (bypass, per_second, seed) in (share(), 0.05..2.0f64, any::<u64>()),
        kinds in kinds(),
    ) -> Deployment {
        let mut d = topology(&kinds);
        d.settings.seed = seed;
        d.settings.warm_up = Span::from_secs(100);
        d.settings.duration = Span::from_secs(300);
        d.settings.follow_at_most = Span::from_secs(200);
        d.settings.replications = 2;
        d.gateways[0].channels = channels;
        if let Some(hop) = d.gateways[0].next_hops.first_mut() {
            (hop.bypass, hop.refer) = (bypass, kinds.flags[0]);
            d.mediation_servers[0].calls = slots;
            d.pools[0].host.cores = cores;
        }
        d.exchange_servers[0].max_calls = um;
        d.exchange_servers[0].worker_calls = Some(worker);
        let users = &mut d.users[0];
        users.endpoints = endpoints;
        (users.registered, users.busy, users.do_not_disturb) = (shares[0], shares[1], shares[2]);
        users.answers = Answers { share: shares[3], after: spans[0].clone() };
        users.ring = spans[1].clone();
        users.voice_mail = VoiceMail {
            minimum_message: Span::from_secs(2),
            greeting: spans[2].clone(),
            hangs_up_in_greeting: shares[4],
            leaves_message: shares[5],
            message: spans[3].clone(),
        };
        for row in &mut d.processing.table {
            for work in row {
                work.service = exponential(ms * 1e-3);
            }
        }
        d.sites[0].lan_delay = Distribution::new("test", scaled(&delay.shape));
        let traffic = &mut d.traffic[0];
        traffic.arrivals = rate(per_second);
        traffic.talk = spans[4].clone();
        traffic.patience = patience.then(|| spans[5].clone());
        traffic.retry =
            retry.then(|| Retry { share: shares[0], after_drop: shares[0], after: spans[6].clone(), at_most: 3 });
        everybody(&mut d, &kinds, &shares, &spans);
        d
    }
}

/// Which topology, which classes of calls, and what varies only with them.
#[derive(Clone, Debug)]
struct Kinds {
    topology: u8,
    classes: Vec<Class>,
    versions: (u8, f64),
    flags: Vec<bool>,
    method: u8,
    few: u32,
}

prop_compose! {
    fn kinds()(
        topology in 0..5u8,
        classes in proptest::sample::subsequence(Class::ALL.to_vec(), 1..=7),
        versions in (0..4u8, share()),
        flags in proptest::collection::vec(any::<bool>(), 6),
        (method, few) in (0..3u8, 1..4u32),
    ) -> Kinds {
        Kinds { topology, classes, versions, flags, method, few }
    }
}

/// With Lync of three products, or without it behind a PBX or with one.
fn topology(kinds: &Kinds) -> Deployment {
    let mut d = match kinds.topology {
        3 => without_lync(GatewayKind::IpPbx),
        4 => without_lync(GatewayKind::MediaGateway),
        _ => small(),
    };
    if let Some(pool) = d.pools.first_mut() {
        pool.product =
            [Product::Lync2013, Product::Lync2010, Product::Ocs2007R2][usize::from(kinds.topology)];
    }
    // A second server, of another version, that holds a share of the mailboxes.
    let version = [
        Version::Exchange2007,
        Version::Exchange2010,
        Version::Exchange2013,
        Version::Exchange2016,
    ][usize::from(kinds.versions.0)];
    d.exchange_servers.push(exchange("ex2", version));
    d.dial_plans[0].servers.push(Id::new(1));
    let share = kinds.versions.1;
    d.users[0].mailboxes =
        Some(Mailboxes::Shares(vec![(Id::new(0), 1.0 - share), (Id::new(1), share)]));
    d
}

/// A source of every class wanted, with what it calls.
fn everybody(d: &mut Deployment, kinds: &Kinds, shares: &[f64], spans: &[Distribution]) {
    let pool = d.users[0].pool;
    fax_partner(d, kinds.few);
    d.mailbox_policies[0].fax = kinds.flags[1];
    d.gateways[0].fax = GatewayFax {
        method: [FaxMethod::ReInvite, FaxMethod::RtpEvent, FaxMethod::InBand]
            [usize::from(kinds.method)],
        on_reject: if kinds.flags[2] { FaxOnReject::HangUp } else { FaxOnReject::G711Passthrough },
        cng_detect: spans[0].clone(),
    };
    d.exchange_servers[0].pipeline_limit = kinds.flags[3].then_some(kinds.few);
    d.preview.cpu_per_audio = 2.0;
    d.preview.at_most = Span::from_secs(30);
    d.dial_plans[0].max_call_duration = Span::from_secs(20);
    d.dial_plans[0].max_recording = Span::from_secs(5);
    if kinds.flags[4] {
        d.dial_plans[0].older_server = OlderServer::Redirects;
    }
    let plan = Id::new(0);
    d.auto_attendants.push(AutoAttendant {
        name: "attendant".into(),
        dial_plan: plan,
        pool,
        menu: spans[1].clone(),
        transfer: shares[1],
        to: vec![Id::new(0)],
    });
    d.access_numbers.push(AccessNumber {
        name: "access".into(),
        dial_plan: plan,
        pool,
        users: vec![Id::new(0)],
        resolved: shares[2],
        log_on: spans[2].clone(),
        wrong_pin: shares[3].min(0.9),
        session: spans[3].clone(),
    });
    let direct = DirectRoute { servers: vec![Id::new(0)], load_balancer: None };
    let mailboxes = vec![Id::new(0)];
    let route = match pool {
        Some(_) if kinds.flags[5] => FaxRoute::AnalogueDevice { answers_after: spans[4].clone() },
        Some(_) if kinds.flags[4] => FaxRoute::UnifiedMessaging { dial_plan: plan, mailboxes },
        _ => FaxRoute::Direct { dial_plan: plan, mailboxes, route: direct },
    };
    let direct = matches!(route, FaxRoute::Direct { .. });
    d.fax_lines.push(FaxLine {
        name: "line".into(),
        numbers: kinds.few,
        route,
        site: Id::new(0),
        pool: pool.filter(|_| !direct),
        policy: Some(Id::new(0)),
        greeting: spans[2].clone(),
        minimum_message: Span::from_secs(u64::from(kinds.few)),
    });
    let of = |class: Class, party: Party| {
        let mut one = source(d, class.name(), class, party);
        one.to_telephone_network = shares[4];
        if matches!(class, Class::Fax | Class::PlayOnPhone) {
            one.patience = None; // The resolver refuses it.
        }
        if class == Class::Fax {
            one.fax = Some(FaxCalls {
                gives_up: spans[5].clone(),
                gives_up_from: if kinds.flags[0] {
                    GivesUpFrom::Answer
                } else {
                    GivesUpFrom::Dialling
                },
                person_hangs_up: spans[6].clone(),
                transmission: spans[0].clone(),
            });
        }
        one
    };
    let users = Party::Users(Id::new(0));
    let mut traffic: Vec<Traffic> = Vec::new();
    for class in &kinds.classes {
        let party = match class {
            Class::AutoAttendant => Party::AutoAttendant(Id::new(0)),
            Class::SubscriberAccess => Party::AccessNumber(Id::new(0)),
            _ => users,
        };
        traffic.push(of(*class, party));
        if *class == Class::Fax {
            let line = of(*class, Party::FaxLine(Id::new(0)));
            traffic.push(Traffic { name: "fax to the line".into(), ..line });
        }
    }
    d.traffic = traffic;
}

/// A thousandth of a span: delays of seconds would be absurd.
fn scaled(shape: &Shape) -> Shape {
    match shape {
        Shape::Constant(v) => Shape::Constant(v * 1e-3),
        Shape::Exponential { mean } => Shape::Exponential { mean: mean * 1e-3 },
        Shape::Weibull { shape, scale } => Shape::Weibull { shape: *shape, scale: scale * 1e-3 },
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn laws_hold_and_capacities_bound(d in deployments()) {
        let study = Study::of_deployment(d, "test");
        let record = replicate(&study, &study.plan(), &NoControl).map_err(|e| {
            TestCaseError::fail(e.to_string())
        })?;
        for (resource, scope) in study.network().resources.iter().zip(&study.names().resources) {
            if resource.kind == ResourceKind::Pipeline {
                continue; // Its limit turns calls away, not messages that were left.
            }
            let capacity = f64::from(resource.units / resource.units_per_call);
            prop_assert!(value(&record, "peak", scope.as_str(), "max") <= capacity + 1e-9);
        }
        for e in record.estimates.iter().filter(|e| e.figure.dimension() == Dimension::Share) {
            if let Some(v) = e.value {
                prop_assert!((0.0..=1.0 + 1e-12).contains(&v), "{} {}: {v}", e.figure.measure.name(), e.figure.scope.as_str());
            }
        }
    }
}

/// Two UM servers that are entries of their plan, whose worker processes refuse; callers give up meanwhile.
const REFUSED_TWICE: &str = r#"
[study]
wan_delay = { erlang = { mean = "0.03 s", phases = 4 } }
replications = 2
[[site]]
name = "S0"
[[site]]
name = "S1"
[[pool]]
name = "pool0"
site = "S0"
encryption = "none"
[[mediation_server]]
name = "med0"
[[gateway]]
name = "gw0"
site = "S0"
lines = { e1 = 2, t1 = 1 }
[[exchange_server]]
name = "um[1-2]"
version = "exchange-2010"
site = "S1"
[[dial_plan]]
name = "SIP"
retry_after_redirect = true
[[users]]
name = "g0"
count = 2
[[traffic]]
name = "calls"
class = "voice"
to = "g0"
arrivals = { per_user = "1500/h" }
patience = "70 s"
"#;

#[test]
fn a_slot_is_freed_at_the_server_where_it_was_taken() {
    // The notification of a caller who gives up goes to another server than the call that is being refused.
    let patience = "patience = { uniform = { from = \"19.9 s\", to = \"20.5 s\" } }";
    for text in [REFUSED_TWICE.to_owned(), REFUSED_TWICE.replace("patience = \"70 s\"", patience)] {
        let record = run(crate::scenario::load(&text).unwrap_or_else(|e| panic!("{e}")));
        assert!(outcome(&record, "security-mismatch") > 0.01);
    }
}
