//! The laws of a run through ten thousand random scenarios, a third of them with outages: every attempt has one
//! outcome, nothing is held by a call that is over, Little's identity holds at every station, threads change nothing.
//! Prints how fast, and fails with the smallest scenario that breaks one.

use super::Wanted;
use super::random_scenarios::laws::broken;
use super::random_scenarios::search::faults_of;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Runs what is wanted.
pub fn run(wanted: &Wanted) {
    if !wanted.is("laws") {
        return;
    }
    println!("random scenarios, each simulated twice, on all cores");
    let scenarios = if wanted.smoke { 100 } else { 10_000 };
    let (valid, with_outages) = (AtomicU64::new(0), AtomicU64::new(0));
    let start = Instant::now();
    let found = faults_of(0..scenarios, |scenario| {
        let faults = broken(scenario)?;
        valid.fetch_add(1, Ordering::Relaxed);
        let outages = u64::from(scenario.root.contains_key("outage"));
        with_outages.fetch_add(outages, Ordering::Relaxed);
        Some(faults)
    });
    let rate = scenarios as f64 / start.elapsed().as_secs_f64();
    let (valid, with_outages) = (valid.into_inner(), with_outages.into_inner());
    println!(
        "  laws: {rate:.0} scenarios/s, {scenarios} scenarios, {valid} of them valid, {with_outages} of these with outages, {} kinds of fault",
        found.len()
    );
    assert!(found.is_empty(), "{}", found.join("\n"));
}
