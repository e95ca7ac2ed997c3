//! What a file leaves out: a default that moves an answer is realistic, and the run lists it.

use crate::scenario::load_set;
use busyhour::internals::experiment::{NoControl, Plan, Record, Study, replicate};

/// A record of the scenario in `text`, with overrides.
fn run(text: &str, set: &[&str]) -> Record {
    let deployment = load_set(text, set).unwrap_or_else(|e| panic!("{e}"));
    let study = Study::of_deployment(deployment, "test");
    let plan = Plan { replications: 2, ..study.plan() };
    replicate(&study, &plan, &NoControl).unwrap_or_else(|e| panic!("{e}"))
}

fn assumed(record: &Record, key: &str) -> bool {
    record.assumptions.iter().any(|a| a.key == key)
}

/// Half of the mailboxes are on Exchange 2010; the file says nothing of the callers' patience.
const HALF_MIGRATED: &str = r#"
[study]
warm_up = "10 min"
duration = "40 min"
[[gateway]]
name = "gw1"
channels = 300
[[mediation_server]]
name = "med1"
[[pool]]
name = "pool01"
[[exchange_server]]
name = "ex1"
[[exchange_server]]
name = "old1"
version = "exchange-2010"
[[dial_plan]]
name = "UMSIP"
[[users]]
name = "staff"
count = 2500
mailboxes = { current = ["ex1"], legacy = ["old1"], migrated = "50 %" }
[[traffic]]
class = "voice"
to = "staff"
arrivals = "1200/h"
"#;

#[test]
fn callers_hang_up_while_it_rings_unless_the_file_says_that_they_wait() {
    let loss = |record: &Record| {
        let mut found = record.estimates.iter().filter(|e| {
            e.from.is_none()
                && e.figure.measure.name() == "missed_call_notification_loss"
                && e.figure.scope.as_str() == "all"
        });
        found.find_map(|e| e.value).expect("there are missed calls")
    };
    let record = run(HALF_MIGRATED, &[]);
    // Two fifths of the notifications are of callers who hang up while it rings; half of these are lost.
    assert!((0.1..0.3).contains(&loss(&record)), "{}", loss(&record));
    assert!(assumed(&record, "traffic.patience"));
    let patient = run(HALF_MIGRATED, &["traffic[*].patience=never"]);
    assert_eq!(loss(&patient), 0.0);
    assert!(!assumed(&patient, "traffic.patience"));
}
