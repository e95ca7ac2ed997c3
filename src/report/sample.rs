//! An invented record with everything that a run can produce, for tests and for looking at charts.

use crate::experiment::{
    AssumptionSummary, Design, Estimate, LatencyDistribution, Method, RECORD_SCHEMA_VERSION,
    Record, ReferenceCheck, Replicates, Side, SourceIdentity, StudySummary, TargetVerdict,
    Topology, TopologyNode, TopologyRole, Verdict, Warning,
};
use crate::measure::{Figure, Scope, Statistic};

struct Table(Vec<Estimate>);

impl Table {
    fn add(&mut self, name: (&str, &str, &str), value: f64, half: f64, count: u64) {
        let interval = (half > 0.0).then_some((value - half, value + half));
        self.0.push(Estimate {
            design: String::new(),
            figure: figure(name),
            from: None,
            to: None,
            value: Some(value),
            low: interval.map(|i| i.0),
            high: interval.map(|i| i.1),
            level: 0.95,
            method: Method::ReplicationsT,
            replications: 10,
            count,
        });
    }

    fn latency(&mut self, measure: &str, scope: &str, median: f64, count: u64) {
        for (statistic, factor, half) in [
            ("mean", 1.13, 0.011),
            ("p50", 1.0, 0.012),
            ("p90", 1.9, 0.021),
            ("p95", 2.28, 0.034),
            ("p99", 3.2, 0.09),
            ("p99.9", 4.7, 0.31),
            ("max", 7.3, 0.0),
        ] {
            self.add((measure, scope, statistic), median * factor, median * half, count);
        }
        if scope == "path:B"
            && let Some(e) = self.0.iter_mut().rev().find(|e| e.figure.statistic == Statistic::P99)
        {
            (e.value, e.low, e.high) = (None, None, None);
        }
    }

    fn bin(&mut self, name: (&str, &str), from: f64, value: f64, half: f64) {
        self.add((name.0, "all", name.1), value, half, 300);
        let e = self.0.last_mut().expect("just added");
        (e.from, e.to) = (Some(from), Some(from + 60.0));
    }
}

fn figure((measure, scope, statistic): (&str, &str, &str)) -> Figure {
    format!("{measure}.{statistic}@{scope}").parse().expect("a figure")
}

/// The record.
pub(crate) fn record() -> Record {
    let mut t = Table(Vec::new());
    calls(&mut t);
    latencies(&mut t);
    resources(&mut t);
    series(&mut t);
    let values = (0..10).map(|i| Some(0.0081 + 0.0003 * f64::from(i))).collect();
    Record {
        schema_version: RECORD_SCHEMA_VERSION,
        program_version: "0.1.0".into(),
        title: "Contoso: one Lync 2013 pool, the last mailboxes on Exchange 2010".into(),
        scenario: Some("title = \"Contoso\"\n[[gateway]]\nname = \"gw1.contoso.test\"\n".into()),
        scenario_sha256: "9f2c4be01d7a3c55e1f0aa7b6c8d9e0f9f2c4be01d7a3c55e1f0aa7b6c8d9e0f".into(),
        start: "2013-11-18T08:00:00".into(),
        seed: 2013,
        replications: 10,
        warm_up_seconds: 1800.0,
        duration_seconds: 6000.0,
        confidence: 0.95,
        digest: "4be01d7a3c55e1f0".into(),
        calls: 78_214,
        messages: 1_942_113,
        events: 4_103_870,
        findings: Vec::new(),
        precision: Vec::new(),
        outages: Vec::new(),
        warnings: vec![Warning {
            code: "saturated-station".into(),
            message: "server `ex2010.contoso.test` was busy 97 % of the time in 3 of 10 replications: its queue \
                      may not have settled, and latencies grow with the measured window. Give it \
                      cores, or move mailboxes"
                .into(),
        }],
        assumptions: vec![AssumptionSummary {
            key: "users[*].voice_mail.hangs_up_in_greeting".into(),
            value: "25 %".into(),
            reason: "no source says how many callers leave in the greeting".into(),
        }],
        designs: vec![Design {
            name: String::new(),
            overrides: vec![],
            scenario_sha256: "9f2c4be0".into(),
            effort: None,
        }],
        sources: vec![SourceIdentity {
            source: "inbound to head office".into(),
            calls: 60_120,
            hash: "00ff".into(),
        }],
        targets: targets(),
        references: vec![reference()],
        estimates: t.0.into(),
        replicates: vec![Replicates {
            design: String::new(),
            figure: figure(("blocking", "all", "value")),
            trials: vec![8_000; 10],
            values,
        }],
        distributions: vec![
            lognormal("voice_mail_routing_latency", 0.82, 0.5, 13_120),
            lognormal("post_dial_delay", 0.62, 0.5, 58_310),
            LatencyDistribution {
                design: String::new(),
                scope: "mailbox:exchange-2010".parse().expect("a scope"),
                ..lognormal("voice_mail_routing_latency", 1.31, 0.5, 1_290)
            },
        ],
        study: StudySummary::Run,
        analytic: Vec::new(),
        control_variates: Vec::new(),
        expected_calls: Vec::new(),
        topology: Some(topology()),
        race: None,
        warm_up: None,
    }
}

fn topology() -> Topology {
    let node = |role, name: &str, hosts: &[&str], calls, to: &[u32]| TopologyNode {
        role,
        name: name.to_owned(),
        site: "London".to_owned(),
        product: String::new(),
        hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        calls,
        to: to.to_vec(),
    };
    let hosts = ["pool01.contoso.test#1", "pool01.contoso.test#2"];
    Topology {
        design: None,
        sites: vec!["London".to_owned()],
        nodes: vec![
            node(TopologyRole::Gateway, "gw1.contoso.test", &[], Some(360), &[1]),
            node(TopologyRole::MediationServer, "med1.contoso.test", &[], Some(1100), &[2]),
            node(TopologyRole::Pool, "pool01.contoso.test", &hosts, None, &[3]),
            node(TopologyRole::UmServer, "mbx1.contoso.test", &[], Some(100), &[]),
        ],
        links: Vec::new(),
    }
}

fn targets() -> Vec<TargetVerdict> {
    vec![
        target(("blocking", "value"), 0.01, (0.0094, 0.0089, 0.0099), Verdict::Met),
        target(("voice_mail_routing_latency", "p95"), 1.5, (1.87, 1.85, 1.90), Verdict::Missed),
        target(("post_dial_delay", "p99"), 2.0, (1.98, 1.94, 2.02), Verdict::Undecided),
    ]
}

fn reference() -> ReferenceCheck {
    ReferenceCheck {
        figure: figure(("blocking", "gateway:gw1.contoso.test", "value")),
        exact: 0.009_473_21,
        source: "Erlang B, A = 320, N = 360".into(),
        value: Some(0.009_41),
        low: Some(0.009_22),
        high: Some(0.009_60),
        relative_half_width: Some(0.02),
        z: Some(-1.14),
    }
}

fn target(
    (measure, statistic): (&str, &str),
    limit: f64,
    (value, low, high): (f64, f64, f64),
    verdict: Verdict,
) -> TargetVerdict {
    TargetVerdict {
        figure: figure((measure, "all", statistic)),
        side: Side::AtMost,
        limit,
        value: Some(value),
        low: Some(low),
        high: Some(high),
        verdict,
        reason: None,
        left_out: None,
    }
}

fn calls(t: &mut Table) {
    for (measure, n) in [
        ("calls", 6012.0),
        ("attempts", 6070.0),
        ("retries", 58.0),
        ("answered", 3931.0),
        ("voice_messages", 641.0),
        ("missed_call_notifications_due", 1204.0),
        ("missed_call_notifications_sent", 1098.0),
        ("missed_call_notifications_lost", 106.0),
    ] {
        let n_all = (n * 10.0) as u64;
        t.add((measure, "all", "count"), n, 5.0 + n / 100.0, n_all);
        t.add((measure, "all", "per_hour"), n * 0.6, 3.0 + n / 160.0, n_all);
    }
    for (name, share) in [
        ("answered", 0.6539),
        ("hung-up-in-greeting", 0.171),
        ("voice-message", 0.1066),
        ("abandoned-ringing", 0.0512),
        ("blocked", 0.0094),
        ("abandoned-routing", 0.0052),
        ("um-rejected", 0.0021),
        ("mediation-rejected", 0.0),
        ("in-flight", 0.0006),
    ] {
        let half = 0.0004 + share * 0.01;
        t.add(("outcome", &format!("outcome:{name}"), "value"), share, half, 60_120);
    }
    t.add(("blocking", "all", "value"), 0.0094, 0.0005, 60_700);
    t.add(("blocking", "gateway:gw1.contoso.test", "value"), 0.0191, 0.0011, 30_300);
    t.add(("first_attempt_blocking", "all", "value"), 0.0089, 0.0005, 60_120);
    t.add(("um_rejected", "all", "value"), 0.0021, 0.0004, 60_120);
    t.add(("missed_call_notification_loss", "all", "value"), 0.088, 0.006, 12_040);
    for (scope, v) in [("mailbox:exchange-2010", 0.83), ("mailbox:exchange-2013", 0.0)] {
        t.add(("missed_call_notification_loss", scope, "value"), v, 0.02, 1_204);
    }
    t.add(("redirects", "all", "mean"), 1.93, 0.01, 13_120);
}

fn latencies(t: &mut Table) {
    t.latency("post_dial_delay", "all", 0.62, 58_310);
    t.latency("voice_mail_routing_latency", "all", 0.82, 13_120);
    t.latency("voice_mail_routing_latency", "reason:no-answer", 0.81, 11_600);
    t.latency("voice_mail_routing_latency", "mailbox:exchange-2010", 1.31, 1_290);
    t.latency("voice_mail_routing_latency", "path:B", 0.83, 220);
    t.latency("time_to_greeting", "all", 20.9, 13_120);
    for (hop, parts) in [
        ("exum_routing", [0.004, 0.002, 0.011, 0.09, 0.0]),
        ("call_router", [0.021, 0.014, 0.004, 0.147, 0.061]),
        ("um_service", [0.012, 0.093, 0.031, 0.12, 0.044]),
        ("worker_process", [0.012, 0.021, 0.18, 0.06, 0.0]),
    ] {
        for (part, v) in ["network", "queue", "service", "wait", "connection"].iter().zip(parts) {
            let scope = format!("hop:{hop}+part:{part}");
            t.add(("voice_mail_routing_latency.part", &scope, "mean"), v, v * 0.03, 13_120);
        }
    }
}

fn resources(t: &mut Table) {
    for (server, u) in [
        ("med1.contoso.test", 0.312),
        ("pool01.contoso.test#1", 0.228),
        ("pool01.contoso.test#2", 0.231),
        ("pool01.contoso.test#3", 0.219),
        ("cas1.contoso.test", 0.177),
        ("exchange-unified-messaging-2010-london-datacentre-a.corp.contoso.test", 0.941),
        ("mbx1.contoso.test", 0.402),
        ("mbx2.contoso.test", 0.398),
    ] {
        let scope = format!("server:{server}");
        t.add(("utilization", &scope, "value"), u, 0.006 + u * 0.01, 10);
        t.add(("queue_wait", &scope, "mean"), u * u * 0.02, u * 0.001, 193_000);
        t.add(("queue_wait", &scope, "max"), u * 0.9, 0.0, 193_000);
        t.add(("messages_per_second", &scope, "value"), 120.0 * u, 1.1, 193_000);
    }
    for (scope, size, load) in [
        ("gateway:gw1.contoso.test", 360.0, 321.0),
        ("gateway:gw2.contoso.test", 120.0, 41.0),
        ("server:med1.contoso.test+slots:mediation", 1100.0, 360.0),
        ("server:mbx1.contoso.test+slots:um", 100.0, 22.0),
    ] {
        t.add(("offered_load", scope, "value"), load * 1.01, load * 0.008, 10);
        t.add(("carried_load", scope, "value"), load, load * 0.007, 10);
        t.add(("occupancy", scope, "mean"), load, load * 0.007, 10);
        t.add(("peak", scope, "max"), (load * 1.12_f64).round().min(size), 0.0, 10);
        t.add(("utilization", scope, "value"), load / size, load / size * 0.007, 10);
        t.add(("rejected", scope, "value"), load / size * 0.01, 0.0006, 30_000);
    }
    t.add(("streams", "link:London to Leeds", "mean"), 41.0, 0.8, 10);
    t.add(("bandwidth", "link:London to Leeds", "mean"), 3.71, 0.07, 10);
    t.add(("bandwidth", "link:London to Leeds", "max"), 5.6, 0.0, 10);
}

fn series(t: &mut Table) {
    for i in 0..130 {
        let from = f64::from(i) * 60.0;
        let wobble = (f64::from(i) * 0.7).sin() + (f64::from(i) * 0.23).cos();
        let filled = 1.0 - (-from / 420.0).exp();
        t.bin(("calls_in_progress", "mean"), from, filled * (361.0 + 5.0 * wobble), 9.0);
        let slow = 0.9 + 0.03 * wobble;
        t.bin(("voice_mail_routing_latency", "mean"), from, slow, 0.03);
        t.bin(("post_dial_delay", "mean"), from, slow * 0.75, 0.012);
    }
}

fn lognormal(measure: &str, median: f64, sigma: f64, count: u64) -> LatencyDistribution {
    let points = (0..200)
        .map(|i| -3.6 + f64::from(i) * 7.2 / 199.0)
        .map(|z| (median * (sigma * z).exp(), normal_cdf(z)))
        .collect();
    LatencyDistribution {
        design: String::new(),
        measure: measure.parse().expect("a measure"),
        scope: Scope::all(),
        count,
        points,
    }
}

/// Accurate to four digits, which is enough for a chart.
fn normal_cdf(z: f64) -> f64 {
    let p = 1.0 / (1.0 + (-1.5976 * z - 0.07056 * z * z * z).exp());
    p.clamp(0.0, 1.0)
}
