//! On random deployments: every run checks Little's law and conservation itself and fails when
//! they are broken, so it is enough that runs succeed; capacity bounds are checked here.

use crate::system::*;
use busyhour::base::Span;
use busyhour::deployment::*;
use busyhour::experiment::{NoControl, Study, replicate};
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
        (bypass, per_second, class, seed) in (share(), 0.05..2.0f64, 0..3u8, any::<u64>()),
    ) -> Deployment {
        let mut d = small();
        d.settings.seed = seed;
        d.settings.warm_up = Span::from_secs(100);
        d.settings.duration = Span::from_secs(300);
        d.settings.follow_at_most = Span::from_secs(200);
        d.settings.replications = 2;
        d.gateways[0].channels = channels;
        d.gateways[0].next_hops[0].bypass = bypass;
        d.mediation_servers[0].calls = slots;
        d.exchange_servers[0].max_calls = um;
        d.exchange_servers[0].worker_calls = Some(worker);
        d.pools[0].host.cores = cores;
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
        traffic.class = [Class::Voice, Class::Outbound, Class::Internal][usize::from(class)];
        traffic.arrivals = rate(per_second);
        traffic.talk = spans[4].clone();
        traffic.patience = patience.then(|| spans[5].clone());
        traffic.retry =
            retry.then(|| Retry { share: shares[0], after: spans[6].clone(), at_most: 3 });
        d
    }
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
            let capacity = f64::from(resource.units / resource.units_per_call);
            prop_assert!(value(&record, "peak", scope, "max") <= capacity + 1e-9);
        }
        for e in record.estimates.iter().filter(|e| e.unit == "1" && e.statistic == "value") {
            if let Some(v) = e.value {
                prop_assert!((0.0..=1.0 + 1e-12).contains(&v), "{} {}: {v}", e.measure, e.scope);
            }
        }
    }
}
