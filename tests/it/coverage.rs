//! Whether intervals hold exact answers as often as they promise: here with few studies, so that a gross fault shows;
//! `validate models/coverage --coverage 4000` is the proof.

use busyhour::internals::experiment::{
    Coverage, NoControl, Plan, Study, coverage, fixed_coverage, paired_coverage,
};
use std::path::Path;

fn study(model: &str, set: &[&str]) -> Study {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("models/coverage/{model}.toml"));
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    Study::load(&path, &set).unwrap_or_else(|e| panic!("{e}"))
}

/// Sixty studies that cover with probability 95 % lie above this but for one in 10,000.
fn check(found: &Coverage) {
    assert!(found.share() >= 0.82, "{found:?}");
    assert!(found.few == 0 && found.studies == 60, "{found:?}");
    // A race may decide wrongly in 5 % of studies: in more than nine of sixty but for one in 1,000.
    assert!(found.wrong.unwrap_or(0) <= 9, "{found:?}");
}

#[test]
fn intervals_of_shares_means_quantiles_and_differences_cover() {
    let [a, b] = ["loss-20-16", "loss-21-16"].map(|model| study(model, &[]));
    let plan = Plan { replications: 10, ..a.plan() };
    let loss = coverage(&a, &plan, 60, &NoControl).expect("runs");
    let kinds: Vec<(&str, &str)> =
        loss.iter().map(|c| (c.figure.as_str(), c.kind.as_str())).collect();
    let gateway = "blocking@gateway:gw1";
    let wanted = [
        ("blocking", "ratio"),
        ("blocking", "ratio with control variate"),
        ("blocking", "ratio, more precise if shown"),
        (gateway, "ratio"),
        (gateway, "ratio with control variate"),
        (gateway, "ratio, more precise if shown"),
        ("carried_load@gateway:gw1", "mean"),
        ("blocking", "stopped at 10 %"),
        (gateway, "stopped at 10 %"),
        ("carried_load@gateway:gw1", "stopped at 10 %"),
        ("blocking", "race of at most 40, limit 1.05 times"),
        ("blocking", "race of at most 40, limit 1.1 times"),
        ("blocking", "race of at most 40, limit 1.2 times"),
        ("blocking", "race of at most 40, limit 0.9 times"),
    ];
    assert_eq!(kinds, wanted);
    loss.iter().for_each(check);
    let width = |kind: &str| {
        let found = loss.iter().find(|c| c.figure == "blocking" && c.kind == kind);
        found.expect("counted").half_width
    };
    // The variance of the plain estimate is 1.7 times that of the controlled one.
    assert!(width("ratio with control variate") < 0.95 * width("ratio"));
    assert!(
        width("race of at most 40, limit 1.05 times")
            < width("race of at most 40, limit 1.2 times")
    );
    let pair = paired_coverage([&a, &b], &plan, 60, &NoControl).expect("runs");
    let kinds: Vec<&str> = pair.iter().map(|c| c.kind.as_str()).collect();
    let wanted = [
        "paired difference",
        "paired difference with control variate",
        "paired difference, more precise if shown",
        "race of at most 40",
    ];
    assert_eq!(kinds, wanted);
    pair.iter().for_each(check);
    let plan = Plan { replications: 5, ..plan };
    let short = study("tandem", &["study.duration=10 s"]);
    for found in coverage(&short, &plan, 60, &NoControl).expect("runs") {
        check(&found);
    }
}

/// Blocked calls a study from 0.5 to 45: the interval holds the exact blocking in 95 % of studies or more, and lies below it, so
/// that a target would be called met that is missed, in few.
#[test]
fn intervals_of_few_events_cover() {
    for (seconds, studies) in [(44, 400), (176, 400), (308, 400), (1_144, 200), (3_960, 100)] {
        let few = study("few-12-6", &[&format!("study.duration={seconds} s")]);
        let found =
            fixed_coverage(&few, &Plan { replications: 10, ..few.plan() }, studies, &NoControl)
                .expect("runs");
        let blocking = found.iter().find(|c| c.kind == "ratio").expect("blocking");
        assert!(blocking.few > 0 && blocking.share() >= 0.93, "{blocking:?}");
        assert!(f64::from(blocking.below) <= 0.05 * f64::from(studies), "{blocking:?}");
    }
}
