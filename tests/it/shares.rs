//! Shares of a record: ratios of sums, and limits for what was never or always seen.

use busyhour::internals::experiment::{
    Estimate, Method, NoControl, Plan, Record, Study, Verdict, replicate,
};
use std::path::Path;

pub fn record(model: &str, replications: u32, set: &[&str]) -> Record {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("models/{model}.toml"));
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    let study = Study::load(&path, &set).unwrap_or_else(|e| panic!("{e}"));
    let plan = Plan { replications, ..study.plan() };
    replicate(&study, &plan, &NoControl).unwrap_or_else(|e| panic!("{e}"))
}

pub fn one<'r>(record: &'r Record, measure: &str, statistic: &str) -> &'r Estimate {
    over(record, measure, "all", statistic)
}

pub fn over<'r>(record: &'r Record, measure: &str, scope: &str, statistic: &str) -> &'r Estimate {
    let found = record.estimates.iter().find(|e| {
        e.figure.measure.name() == measure
            && e.figure.scope.as_str() == scope
            && e.figure.statistic.name() == statistic
            && e.from.is_none()
    });
    found.unwrap_or_else(|| panic!("{measure} {scope} {statistic}"))
}

#[test]
fn a_share_is_a_ratio_of_sums() {
    let record = record("tutorial/2-busy-lines", 4, &["study.duration=20 min"]);
    let (blocking, attempts) =
        (one(&record, "blocking", "value"), one(&record, "attempts", "count"));
    assert_eq!(blocking.method, Method::RatioDelta);
    let expected = blocking.count as f64 / attempts.count as f64;
    assert!(blocking.count > 0 && (blocking.value.expect("seen") - expected).abs() < 1e-15);
    assert!(blocking.low < blocking.value && blocking.value < blocking.high);
}

#[test]
fn what_was_never_seen_has_a_limit_that_shrinks_with_the_run() {
    let plenty = ["gateway[\"gw1\"].channels=90", "study.duration=20 min"];
    let limit = |replications: u32| {
        let record = record("tutorial/2-busy-lines", replications, &plenty);
        let blocking = one(&record, "blocking", "value");
        assert_eq!((blocking.value, blocking.low, blocking.count), (Some(0.0), Some(0.0), 0));
        assert_eq!(blocking.method, Method::ZeroSeenUpperLimit);
        // Never better than if every call were an observation of its own.
        let calls = one(&record, "attempts", "count").count;
        let high = blocking.high.expect("a limit");
        assert!(
            high > busyhour::internals::stats::interval::never_seen(calls as f64, 0.95)
                .expect("usable")
        );
        (high, record.targets[0].verdict)
    };
    let (few, many) = (limit(2), limit(40));
    assert!(many.0 < few.0 / 10.0, "{few:?} {many:?}");
    assert_eq!((few.1, many.1), (Verdict::Undecided, Verdict::Met));
}

#[test]
fn one_replication_has_no_limit() {
    let plenty = ["gateway[\"gw1\"].channels=90", "study.duration=20 min"];
    let record = record("tutorial/2-busy-lines", 1, &plenty);
    let blocking = one(&record, "blocking", "value");
    assert_eq!((blocking.value, blocking.high), (Some(0.0), None));
    assert_eq!(record.targets[0].verdict, Verdict::Undecided);
}
