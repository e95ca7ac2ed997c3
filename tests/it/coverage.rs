//! Whether intervals hold exact answers as often as they promise: here with few studies, so that a gross fault shows;
//! `validate models/coverage --coverage 4000` is the proof.

use busyhour::internals::experiment::{
    Coverage, NoControl, Plan, Study, coverage, paired_coverage,
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
    assert!(!found.is_thin() && found.studies == 60, "{found:?}");
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

#[test]
fn too_few_events_are_told() {
    let thin = study("loss-20-16", &["study.duration=10 min"]);
    let plan = Plan { replications: 5, ..thin.plan() };
    let found = coverage(&thin, &plan, 10, &NoControl).expect("runs");
    let blocking = found.iter().find(|c| c.kind == "ratio").expect("blocking");
    assert!(blocking.is_thin(), "{blocking:?}");
    let style = busyhour::internals::report::table::TableStyle { width: 120, color: false };
    let text = busyhour::internals::report::table::coverage(&found, &style);
    assert!(text.contains("TOO FEW"), "{text}");
}
