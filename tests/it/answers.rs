//! The answers that stand at the head of the shipped deployments stay true: each figure lies between
//! stated bounds in a run of the model as it is shipped, only shorter where that is enough.

use busyhour::internals::experiment::{NoControl, Plan, Record, Study, replicate};
use std::collections::BTreeMap;
use std::path::Path;

fn record(model: &str, replications: u32, set: &[&str]) -> Record {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("models/deployments/{model}.toml"));
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    let study = Study::load(&path, &set).unwrap_or_else(|e| panic!("{e}"));
    let plan = Plan { replications, ..study.plan() };
    replicate(&study, &plan, &NoControl).unwrap_or_else(|e| panic!("{model}: {e}"))
}

fn value(record: &Record, measure: &str, scope: &str, statistic: &str) -> Option<f64> {
    let found = record.estimates.iter().find(|e| {
        e.from.is_none()
            && e.figure.measure.name() == measure
            && e.figure.scope.as_str() == scope
            && e.figure.statistic.name() == statistic
    });
    found.and_then(|e| e.value)
}

/// (model, measure, scope, statistic, at least, at most).
type Row = (&'static str, &'static str, &'static str, &'static str, f64, f64);

const ROUTING: &str = "voice_mail_routing_latency";
const LOST: &str = "missed_call_notifications_lost";

const AVAILABILITY: &str = "service_availability";

const ANSWERS: &[Row] = &[
    ("monday-morning", "blocking", "all", "value", 0.054, 0.070),
    ("monday-morning", "preview_skipped", "all", "count", 145.0, 195.0),
    ("monday-morning", "voice_messages", "all", "count", 820.0, 870.0),
    ("monday-morning", "message_delay", "all", "mean", 150.0, 161.0),
    ("monday-morning", "message_delay", "all", "p95", 282.0, 292.0),
    ("monday-morning", "voice_mail_failed", "all", "value", 0.010, 0.040),
    ("overload-capacity", "answered", "all", "per_hour", 78_000.0, 80_500.0),
    ("overload-capacity", "utilization", "server:med1", "value", 0.57, 0.60),
    ("overload-capacity", "abandoned", "all", "per_hour", 0.0, 10.0),
    ("overload-collapse", "answered", "all", "per_hour", 21_000.0, 25_500.0),
    ("overload-collapse", "utilization", "server:med1", "value", 0.999, 1.0),
    ("overload-collapse", "messages_sent_again", "server:gw1", "per_hour", 1.9e6, 2.3e6),
    ("overload-hysteresis", "answered", "all", "per_hour", 16_000.0, 20_000.0),
    ("overload-hysteresis", "utilization", "server:med1", "value", 0.999, 1.0),
    ("overload-control", "answered", "all", "per_hour", 110_000.0, 116_000.0),
    ("overload-control", "utilization", "server:med1", "value", 0.83, 0.87),
    ("overload-control", "refused_by_overload", "all", "value", 0.74, 0.79),
    ("overload-control", "messages_dropped", "server:med1", "count", 0.0, 0.0),
    ("outage-certificate", AVAILABILITY, "period:before", "value", 1.0, 1.0),
    ("outage-certificate", AVAILABILITY, "period:during", "value", 0.956, 0.961),
    ("outage-certificate", AVAILABILITY, "period:after", "value", 1.0, 1.0),
    ("outage-certificate", "affected", "outage:certificate:um", "count", 245.0, 280.0),
    ("outage-certificate", "affected", "outage:restart of mbx1", "count", 20.0, 60.0),
    ("outage-pool", AVAILABILITY, "period:during", "value", 0.485, 0.515),
    ("outage-pool", AVAILABILITY, "period:after", "value", 1.0, 1.0),
    ("outage-pool", "affected", "outage:pool01", "count", 1740.0, 1880.0),
    ("outage-pool", "dropped", "all", "value", 0.0, 0.0),
    ("outage-site", "affected", "outage:Leeds", "count", 1150.0, 1260.0),
    ("outage-site", AVAILABILITY, "users:London users", "value", 0.998, 0.9995),
    ("outage-site", AVAILABILITY, "period:after", "value", 1.0, 1.0),
    ("outage-site", "failed_by_outage", "source:voice to Leeds users", "value", 0.048, 0.066),
    ("outage-site", "failed_by_outage", "source:outbound from Leeds users", "value", 0.32, 0.36),
    ("outage-front-end", "affected", "outage:pool01#1", "count", 50.0, 70.0),
    ("outage-front-end", AVAILABILITY, "period:after", "value", 1.0, 1.0),
    ("outage-front-end", "dropped", "all", "value", 0.0, 0.0),
    ("outage-mailbox-server", "service_availability", "period:during", "value", 0.925, 0.945),
    ("outage-mailbox-server", "service_availability", "period:after", "value", 0.9995, 1.0),
    ("outage-mailbox-server", "voice_mail_failed", "period:during", "value", 0.34, 0.41),
    ("outage-mailbox-server", "affected", "outage:mbx1", "count", 150.0, 190.0),
    ("topology-1-one-server-no-lync", ROUTING, "all", "mean", 0.305, 0.340),
    (
        "topology-1-one-server-no-lync",
        "outcome",
        "class:fax+outcome:fax-delivered",
        "value",
        0.25,
        0.47,
    ),
    ("topology-1-one-server-no-lync", "missed_call_notifications_due", "path:A", "count", 0.0, 0.0),
    ("topology-1-one-server-no-lync", LOST, "all", "count", 0.0, 0.0),
    ("topology-2-two-servers-no-lync", ROUTING, "all", "mean", 0.305, 0.340),
    (
        "topology-2-two-servers-no-lync",
        "carried_load",
        "gateway:gw1.contoso.test",
        "value",
        28.0,
        36.0,
    ),
    (
        "topology-2-two-servers-no-lync",
        "missed_call_notifications_due",
        "path:A",
        "count",
        0.0,
        0.0,
    ),
    ("topology-3-one-server-lync", ROUTING, "all", "mean", 0.350, 0.385),
    ("topology-3-one-server-lync", "fax_delivered", "all", "count", 0.0, 0.0),
    ("topology-3-one-server-lync", "fax_rejection", "all", "value", 1.0, 1.0),
    ("topology-3-one-server-lync", LOST, "all", "count", 0.0, 0.0),
    ("topology-4-two-servers-lync", ROUTING, "all", "mean", 0.350, 0.385),
    ("topology-4-two-servers-lync", "fax_delivered", "all", "count", 0.0, 0.0),
    ("migration-from-2010", "missed_call_notification_loss", "all", "value", 0.17, 0.21),
    ("migration-from-2010", "missed_call_notification_loss", "path:B", "value", 0.0, 0.0),
    ("migration-from-2007", "missed_call_notification_loss", "all", "value", 0.17, 0.21),
    ("migration-from-2007", LOST, "mailbox:exchange-2013", "count", 0.0, 0.0),
    ("fax-branch", "fax_delivered", "all", "count", 0.0, 0.0),
    ("fax-branch", "fax_time_to_failure", "all", "mean", 46.0, 48.0),
    ("fax-branch", "fax_wasted_time", "part:um", "value", 2.1, 2.9),
    ("fax-branch-analogue", "fax_rejected", "all", "count", 0.0, 0.0),
    ("fax-branch-analogue", "calls_lost", "class:fax", "value", 0.02, 0.08),
    ("fax-branch-analogue", "fax_wasted_time", "part:um", "value", 0.0, 0.0),
    ("fax-branch-direct", "fax_rejected", "all", "count", 0.0, 0.0),
    ("fax-branch-direct", "calls_lost", "class:fax", "value", 0.0, 0.0),
    ("contact-heavy-office", "um_rejected", "all", "value", 0.0, 0.0),
    (
        "contact-heavy-office",
        "carried_load",
        "server:ex1.contoso.test+slots:um",
        "value",
        12.5,
        15.5,
    ),
    ("contact-heavy-office", "transfers", "all", "per_hour", 440.0, 520.0),
    ("ip-pbx-to-exchange", ROUTING, "all", "mean", 0.305, 0.340),
    ("ip-pbx-to-exchange", "missed_call_notifications_due", "path:A", "count", 0.0, 0.0),
    (
        "ocs-2007-r2-with-exchange-2010",
        "voice_mail_failed",
        "mailbox:exchange-2013",
        "value",
        0.45,
        0.55,
    ),
    (
        "ocs-2007-r2-with-exchange-2010",
        "voice_mail_failed",
        "mailbox:exchange-2010",
        "value",
        0.0,
        0.0,
    ),
    ("estate-four-sites", ROUTING, "users:London users", "mean", 0.360, 0.390),
    ("estate-four-sites", ROUTING, "users:Dublin users", "mean", 0.410, 0.440),
    ("estate-four-sites", ROUTING, "users:Madrid users", "mean", 0.440, 0.470),
    ("two-sites", "post_dial_delay", "source:voice to Leeds users", "mean", 0.187, 0.197),
    ("two-sites", "post_dial_delay", "source:voice to London users", "mean", 0.111, 0.119),
    ("two-sites", "bandwidth", "link:London - Leeds", "mean", 0.09, 0.14),
    ("user-model-6660", "carried_load", "gateway:gw1", "value", 155.0, 170.0),
    ("user-model-6660", ROUTING, "all", "p95", 0.62, 0.69),
    ("contoso", ROUTING, "all", "mean", 0.355, 0.385),
    ("contoso", "fax_delivered", "all", "count", 0.0, 0.0),
    ("contoso", LOST, "mailbox:exchange-2010", "count", 60.0, 105.0),
    ("contoso", LOST, "mailbox:exchange-2013", "count", 0.0, 0.0),
];

#[test]
fn the_shipped_answers_are_true() {
    let mut records: BTreeMap<&str, Record> = BTreeMap::new();
    for (model, measure, scope, statistic, low, high) in ANSWERS {
        let replications = if *model == "estate-four-sites" { 2 } else { 4 };
        let record = records.entry(model).or_insert_with(|| record(model, replications, &[]));
        let found = value(record, measure, scope, statistic);
        let found = found.unwrap_or_else(|| panic!("{model}: no {measure} at {scope}"));
        assert!((*low..=*high).contains(&found), "{model}: {measure} at {scope} is {found}");
    }
}

#[test]
fn fax_measures_vanish_where_nobody_sends_a_fax() {
    let record = record("migration-from-2010", 1, &["study.duration=5 min"]);
    assert_eq!(value(&record, "fax_offered", "all", "count"), None);
    assert_eq!(value(&record, "served", "all", "count"), None);
}

#[test]
fn notifications_are_lost_in_proportion_to_what_has_not_moved() {
    let lost = |moved: u32| {
        let set = format!("users[staff].mailboxes.migrated={moved} %");
        value(&record("migration-from-2010", 4, &[&set]), LOST, "all", "per_hour").expect("counted")
    };
    let of_all = lost(0);
    assert!((210.0..260.0).contains(&of_all), "{of_all}");
    for moved in [25, 50, 75] {
        let share = lost(moved) / of_all;
        let expected = 1.0 - f64::from(moved) / 100.0;
        assert!((share - expected).abs() < 0.05, "{moved} % moved: {share}");
    }
    assert_eq!(lost(100), 0.0);
}

#[test]
fn goodput_is_the_offered_load_below_capacity() {
    for calls in [8.0, 14.0, 20.0] {
        let set = [&*format!("traffic[*].arrivals={calls}/s"), "study.duration=10 min"];
        let record = record("overload-capacity", 4, &set);
        let answered = value(&record, "answered", "all", "per_hour").expect("counted");
        let offered = value(&record, "calls", "all", "per_hour").expect("counted");
        assert!((answered / offered - 1.0).abs() < 0.001, "{calls}: {answered} of {offered}");
    }
}

#[test]
fn overload_control_ends_what_a_burst_began() {
    let set = ["mediation_server[*].overload_control=loss", "study.duration=10 min"];
    let record = record("overload-hysteresis", 4, &set);
    let answered = value(&record, "answered", "all", "per_hour").expect("counted");
    let calls = value(&record, "calls", "all", "per_hour").expect("counted");
    assert!(answered > 0.99 * calls, "{answered} of {calls}");
}

#[test]
fn a_backup_pool_leaves_the_time_until_it_takes_over() {
    let record = record("outage-pool", 4, &["pool[pool01].backup=\"pool02\""]);
    let during = value(&record, AVAILABILITY, "period:during", "value").expect("estimated");
    assert!((0.905..0.930).contains(&during), "{during}");
    let affected = value(&record, "affected", "outage:pool01", "count").expect("counted");
    assert!((270.0..330.0).contains(&affected), "{affected}");
}

#[test]
fn one_front_end_of_five_leaves_more_callers_behind_than_one_of_six() {
    let record = record("outage-front-end", 4, &["pool[pool01].front_ends=5"]);
    let affected = value(&record, "affected", "outage:pool01#1", "count").expect("counted");
    assert!((55.0..85.0).contains(&affected), "{affected}");
}

#[test]
fn the_size_of_the_head_office_meets_its_targets_and_one_line_less_does_not() {
    let with = |lines: &str| {
        let set = [
            lines,
            "gateway[sbc1].channels=20",
            "mediation_server[\"med[1-3]\"].count=3",
            "pool[pool01].front_ends=2",
            "exchange_server[\"mbx[1-3]\"].count=2",
            "exchange_server[*].max_calls=10",
        ];
        let record = record("size-head-office", 8, &set);
        value(&record, "blocking", "all", "value").expect("estimated")
    };
    let (enough, less) = (with("gateway[gw1].lines.e1=5"), with("gateway[gw1].lines.e1=4"));
    assert!(enough < 0.01 && (0.05..0.12).contains(&less), "{enough} and {less}");
}
