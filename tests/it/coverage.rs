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
}

#[test]
fn intervals_of_shares_means_quantiles_and_differences_cover() {
    let [a, b] = ["loss-20-16", "loss-21-16"].map(|model| study(model, &[]));
    let plan = Plan { replications: 5, ..a.plan() };
    let loss = coverage(&a, &plan, 60, &NoControl).expect("runs");
    assert_eq!(loss.len(), 4, "blocking and carried load, of fixed length and stopped");
    loss.iter().for_each(check);
    check(&paired_coverage([&a, &b], &plan, 60, &NoControl).expect("runs").expect("a pair"));
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
