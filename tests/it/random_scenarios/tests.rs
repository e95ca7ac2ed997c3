//! Random scenarios are read and run; what has to hold of every run does, and `check` says of calls what
//! becomes of them.
//!
//! A few hundred seeds run with the other tests. Many more, on all cores and with overflow checks:
//! `BUSYHOUR_SEEDS=100000 cargo test --test it random_scenarios`; `BUSYHOUR_FIRST_SEED` begins elsewhere. Each
//! new fault is made as small as it can be, and printed with its seed.

use super::coverage::{Coverage, Vocabulary};
use super::laws::broken;
use super::search::faults_of;
use super::walk::contradicted;
use super::written;
use std::ops::Range;

/// Keys of the reference that are never written: the first two tables have no name that `like` could give, and the generator
/// writes one `[[vary]]`, which has no other to be like.
const UNUSABLE: [&str; 3] = ["ExchucutilTable.like", "OcsumutilTable.like", "VaryTable.like"];

/// Calls that each row of `check` is tried with.
const CALLS: u32 = 100;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// The seeds to try: `usual` of them, unless the environment asks for others.
fn seeds(usual: u64) -> Range<u64> {
    let first = number("BUSYHOUR_FIRST_SEED").unwrap_or(0);
    first..first + number("BUSYHOUR_SEEDS").unwrap_or(usual)
}

/// Fails with the first of each new kind of fault.
fn examine(
    seeds: Range<u64>,
    examine: impl Fn(&super::Written) -> Option<Vec<super::laws::Fault>> + Sync,
) {
    let found = faults_of(seeds, examine);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_key_of_the_reference_is_said() {
    let vocabulary = Vocabulary::new();
    let mut all = vocabulary.all();
    all.retain(|key| !UNUSABLE.contains(&key.as_str()));
    let mut coverage = Coverage::default();
    let seeds = seeds(1_000);
    let n = (seeds.end - seeds.start) as f64;
    for seed in seeds {
        let scenario = written(seed);
        if scenario.study(&[]).is_ok() {
            coverage.add(&vocabulary.said(&scenario));
        }
    }
    let table = coverage.table(&all);
    assert!(coverage.scenarios as f64 > 0.8 * n, "too many are refused:\n{table}");
    assert!(coverage.missing(&all).is_empty(), "never said: {:?}\n{table}", coverage.missing(&all));
    assert!(coverage.pairs_reached(&all) > 0.97, "{table}");
}

#[test]
fn the_laws_hold_of_random_scenarios() {
    examine(seeds(300), broken);
}

#[test]
fn check_says_of_random_scenarios_what_becomes_of_their_calls() {
    examine(seeds(100), |scenario| contradicted(scenario, CALLS));
}
