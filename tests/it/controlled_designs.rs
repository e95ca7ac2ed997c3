//! Estimates of several designs, and their difference, that the expected number of calls makes more precise: in the record, in the
//! report and in the table of estimates.

use crate::program::{busyhour, record, text};
use busyhour::internals::experiment::{ControlVariate, Record};
use busyhour::internals::stats::erlang::erlang_b;
use std::path::Path;

const LOSS: &str = "models/coverage/loss-20-16.toml";
const VARY: [&str; 2] = ["--vary", "gateway[*].channels=12,20"];
const MEASURES: [&str; 4] = ["--measure", "blocking", "--measure", "blocking@gateway:gw1"];

fn simulate(command: &str, out: &Path, more: &[&str]) -> (String, Record) {
    let all = [&[command, LOSS, "--no-charts"], &VARY[..], &MEASURES, more].concat();
    let output = busyhour().args(all).arg("--out").arg(out).output().expect("runs");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    (text(&output.stdout), record(out))
}

/// The exact blocking of a design, by its name.
fn exact(design: &str) -> f64 {
    let channels = design.rsplit(['=', ' ']).next().and_then(|n| n.parse().ok()).expect("a number");
    erlang_b(16.0, channels).expect("a share")
}

/// The more precise estimates of both designs, of all calls and of the gateway: each holds the exact answer and is narrower.
fn check_estimates(record: &Record) {
    let found = &record.control_variates;
    let of = |design: &str| found.iter().filter(|c| c.design == design).collect::<Vec<_>>();
    for design in &record.designs {
        let exact = exact(&design.name);
        let both: Vec<&ControlVariate> = of(&design.name);
        assert_eq!(both.len(), 2, "{found:?}");
        for c in both {
            assert!(c.low <= exact && exact <= c.high, "{exact} {c:?}");
            let plain = record.estimates.find(&c.design, &c.figure).expect("an estimate");
            let width = plain.high.expect("an end") - plain.low.expect("an end");
            assert!(c.high - c.low < width && c.level == plain.level, "{plain:?} {c:?}");
            assert_eq!(Some(c.plain), plain.value);
        }
    }
    let [first, second] = [0, 1].map(|i| &record.designs[i].name);
    let calls = |design: &str| {
        record.expected_calls.iter().filter(|c| c.design == design).cloned().collect::<Vec<_>>()
    };
    let (one, other) = (calls(first), calls(second));
    // Two and a half hours at 16 a minute.
    assert!(one.len() == 2 && one.iter().all(|c| (c.expected - 2_400.0).abs() < 1e-6), "{one:?}");
    assert!(one.iter().zip(&other).all(|(a, b)| a.calls == b.calls && a.calls.len() == 30));
}

#[test]
fn a_comparison_holds_exact_answers_and_their_exact_difference() {
    let folder = tempfile::tempdir().expect("a folder");
    let (table, found) = simulate("compare", folder.path(), &["--replications", "30"]);
    check_estimates(&found);
    let differences = &found.comparison().expect("a comparison").differences;
    assert_eq!(differences.len(), 2);
    for d in differences {
        let exact = exact(&d.to) - exact(&d.from);
        let c = d.controlled.expect("a more precise difference");
        assert!(c.low <= exact && exact <= c.high && c.gain >= 1.1, "{exact} {d:?}");
        assert!(c.high - c.low < d.high.expect("an end") - d.low.expect("an end"), "{d:?}");
    }
    assert!(table.contains("More precise estimates from known arrivals and shares"), "{table}");
    assert!(table.contains(" − "), "{table}");
    let csv = std::fs::read_to_string(folder.path().join("estimates.csv")).expect("a table");
    assert!(
        csv.lines().next().is_some_and(|l| l.ends_with(",precise,precise_low,precise_high,gain"))
    );
    assert!(csv.lines().skip(1).all(|line| !line.ends_with(",,,,")), "{csv}");
}

#[test]
fn a_sweep_has_the_more_precise_estimates_of_each_design() {
    let folder = tempfile::tempdir().expect("a folder");
    let (table, found) = simulate("sweep", folder.path(), &["--replications", "30"]);
    check_estimates(&found);
    assert!(table.contains("More precise estimates from known arrivals and shares"), "{table}");
    let page = std::fs::read_to_string(folder.path().join("report.md")).expect("a page");
    assert!(page.contains("More precise estimates from known arrivals and shares"), "{page}");
}

/// A selection adds replications: the estimates are of all of them.
#[test]
fn a_selection_has_the_more_precise_estimates_of_all_its_replications() {
    let folder = tempfile::tempdir().expect("a folder");
    let wanted = ["--indifference", "blocking=0.5 %", "--replications", "30"];
    let all = [&["compare", LOSS, "--no-charts"], &VARY[..], &wanted].concat();
    let output = busyhour().args(all).arg("--out").arg(folder.path()).output().expect("runs");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let found = record(folder.path());
    for c in &found.control_variates {
        let estimate = found.estimates.find(&c.design, &c.figure).expect("an estimate");
        let calls = found.expected_calls.iter().find(|e| e.design == c.design).expect("calls");
        assert_eq!(Some(c.plain), estimate.value);
        assert_eq!(calls.calls.len() as u32, estimate.replications);
    }
    assert_eq!(found.control_variates.len(), 2, "{:?}", found.control_variates);
}
