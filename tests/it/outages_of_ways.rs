//! Gateways with Mediation Servers of their own: to which outage calls count, who takes over, and what `check` says.

use crate::system::value;
use busyhour::internals::experiment::{NoControl, Record, Study, replicate};
use busyhour::internals::scenario::NoFiles;

/// Two gateways, each with its own Mediation Server.
pub const MED2: &str = r#"
study = { warm_up = "10 min", duration = "1 h", replications = 3 }
gateway = [
    { name = "gw1", lines = { e1 = 4 }, next_hops = ["med1"] },
    { name = "gw2", lines = { e1 = 4 }, next_hops = ["med2"] },
]
mediation_server = [{ name = "med[1-2]" }]
pool = [{ name = "pool01", front_ends = 2 }]
exchange_server = [{ name = "ex[1-2]" }]
dial_plan = [{ name = "P" }]
users = [{ name = "office", count = 1000 }]
target = [{ measure = "blocking", at_most = "1 %" }]
traffic = [
    { class = "voice", to = "office", arrivals = "1800/h" },
    { class = "outbound", from = "office", arrivals = "600/h" },
]
"#;

pub fn study(lines: &str, set: &[&str]) -> Study {
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    let text = format!("{MED2}{lines}");
    Study::parse("test.toml", &text, &NoFiles, &set).unwrap_or_else(|e| panic!("{e}"))
}

pub fn run(lines: &str, set: &[&str]) -> Record {
    let study = study(lines, set);
    replicate(&study, &study.plan(), &NoControl).unwrap_or_else(|e| panic!("{e}"))
}

fn count(record: &Record, measure: &str, scope: &str) -> u64 {
    let whole = |e: &&busyhour::internals::experiment::Estimate| {
        e.from.is_none()
            && e.figure.measure.name() == measure
            && e.figure.scope.as_str() == scope
            && matches!(e.figure.statistic.name(), "count" | "value")
    };
    let found = record.estimates.iter().find(whole);
    found.unwrap_or_else(|| panic!("no {measure} {scope}")).count
}

/// Lost from a second after the start to the end of the run.
fn lost(of: &str) -> String {
    format!("[[outage]]\nof = \"{of}\"\nfrom = \"1 s\"\nto = \"3 h\"\n")
}

#[test]
fn an_attempt_that_is_refused_counts_to_the_outage_whatever_its_effect() {
    let all_hops = "gateway[*].next_hops=[\"med1\",\"med2\"]";
    for of in ["med*", "gw*", "pool01", "ex*"] {
        for effect in ["down", "refuses", "draining"] {
            let outage = format!(
                "[[outage]]\nname = \"o\"\nof = \"{of}\"\nfrom = \"30 min\"\nlasts = \"10 min\"\neffect = \"{effect}\"\n"
            );
            let record = run(&outage, &[all_hops]);
            let failed = count(&record, "failed_by_outage", "all");
            assert!(failed > 100, "{of} {effect}: {failed}");
            assert_eq!(
                count(&record, "affected", "outage:o+reason:failed"),
                failed,
                "{of} {effect}"
            );
            let dropped = count(&record, "dropped", "all");
            assert_eq!(count(&record, "affected", "outage:o+reason:dropped"), dropped);
            // Conversations go on without their Front Ends.
            assert_eq!(dropped > 0, effect == "down" && of != "pool01", "{of} {effect}");
            assert!(value(&record, "worst_minute", "outage:o", "max") > 1.0, "{of} {effect}");
        }
    }
}

/// Half a minute after the Mediation Servers of one gateway begin to drain, those of the other are lost.
#[test]
fn calls_count_to_the_outage_that_refuses_them_and_not_to_a_slow_host() {
    let lines = r#"
[[outage]]
name = "drain"
of = "med1"
from = "20 min"
lasts = "20 min"
effect = "draining"
[[outage]]
name = "slow"
of = "med1"
from = "30 min"
lasts = "20 min"
effect = "slow"
speed = "90 %"
"#;
    let record = run(lines, &["traffic[*].gateways=[\"gw1\"]"]);
    let failed = count(&record, "failed_by_outage", "all");
    assert!(failed > 100);
    assert_eq!(count(&record, "affected", "outage:drain+reason:failed"), failed);
    assert_eq!(count(&record, "affected", "outage:slow+reason:failed"), 0);
}

/// Whichever part of a way is lost: calls in both directions take the other way.
#[test]
fn calls_take_the_other_way_whichever_part_of_the_first_is_lost() {
    for of in ["gw1", "med1"] {
        let record = run(&lost(of), &[]);
        for class in ["class:voice", "class:outbound"] {
            assert_eq!(count(&record, "failed_by_outage", class), 0, "{of} {class}");
            assert!(value(&record, "blocking", class, "value") < 0.001, "{of} {class}");
        }
    }
    // Without another way outgoing calls fail by the outage, as incoming ones do.
    for of in ["gw1", "med1"] {
        let record = run(&lost(of), &["traffic[*].gateways=[\"gw1\"]"]);
        for class in ["class:voice", "class:outbound"] {
            let failed = value(&record, "failed_by_outage", class, "value");
            assert!(failed > 0.999, "{of} {class}: {failed}");
        }
    }
}

/// The way that is left is too small: its channels are full, and that is blocking, whichever part is lost.
#[test]
fn what_is_left_blocks_alike_whichever_part_is_lost() {
    let small = ["gateway[gw2].lines={e1=1}"];
    let of = |name: &str| {
        let record = run(&lost(name), &small);
        for class in ["class:voice", "class:outbound"] {
            assert_eq!(count(&record, "failed_by_outage", class), 0, "{name} {class}");
        }
        value(&record, "blocking", "all", "value")
    };
    let (gateway, mediation) = (of("gw1"), of("med1"));
    assert!(gateway > 0.4, "{gateway}");
    assert!((gateway - mediation).abs() < 0.02, "{gateway} and {mediation}");
}

/// The same where calls come to the lost part last, because the first gateway is full.
#[test]
fn callers_who_overflow_to_what_is_lost_are_blocked() {
    let small = ["gateway[gw1].lines={e1=1}", "traffic[*].choose=\"in-order\""];
    for of in ["gw2", "med2"] {
        let record = run(&lost(of), &small);
        assert_eq!(count(&record, "failed_by_outage", "all"), 0, "{of}");
        assert!(value(&record, "blocking", "all", "value") > 0.3, "{of}");
    }
}
