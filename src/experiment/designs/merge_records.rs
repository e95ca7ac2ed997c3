//! Merges the records of several designs into one.

use crate::base::Error;
use crate::experiment::assembly::assumptions;
use crate::experiment::record::{Record, Warning};
use crate::experiment::study::Study;
use crate::experiment::topology;
use crate::kernel::Key;
use std::collections::BTreeSet;

/// One record of all designs. The scenario is that of `base`; so are the assumptions, with those that only other designs
/// make. The digest covers all designs, counts are summed and tables are appended in order. A traffic source is listed only
/// if its calls are the same in every design.
///
/// # Errors
/// No design was finished.
pub(crate) fn merge_records(base: &Study, designs: Vec<Record>) -> Result<Record, Error> {
    let mut all = assumptions(base);
    let mut known: BTreeSet<String> = all.iter().map(|assumption| assumption.key.clone()).collect();
    for assumption in designs.iter().flat_map(|design| &design.assumptions) {
        if known.insert(assumption.key.clone()) {
            all.push(assumption.clone());
        }
    }
    Ok(Record {
        scenario_sha256: base.sha256().to_owned(),
        assumptions: all,
        topology: Some(topology::of(base.deployment())),
        ..merge(designs)?
    })
}

/// The same with scenario, assumptions and topology of the first design.
///
/// # Errors
/// There is no design.
pub(crate) fn merge(designs: Vec<Record>) -> Result<Record, Error> {
    let value = |d: &Record| u64::from_str_radix(&d.digest, 16).unwrap_or_default();
    let digest = designs.iter().fold(Key::new(0), |key, design| key.absorb(value(design)));
    let stopped = || Error::fault("stopped before the first design was finished");
    let first = designs.first().ok_or_else(stopped)?.clone();
    let same = |source: &_| designs.iter().all(|d| d.sources.contains(source));
    let is_one_file = designs.iter().all(|d| d.scenario == first.scenario);
    Ok(Record {
        scenario: first.scenario.clone().filter(|_| is_one_file),
        digest: format!("{:016x}", digest.raw()),
        replications: designs.iter().map(|d| d.replications).max().unwrap_or_default(),
        precision: designs.iter().flat_map(|d| d.precision.clone()).collect(),
        calls: designs.iter().map(|d| d.calls).sum(),
        messages: designs.iter().map(|d| d.messages).sum(),
        events: designs.iter().map(|d| d.events).sum(),
        warnings: warnings(&designs),
        designs: designs.iter().flat_map(|d| d.designs.clone()).collect(),
        sources: first.sources.iter().filter(|source| same(source)).cloned().collect(),
        targets: Vec::new(),
        estimates: designs.iter().flat_map(|d| d.estimates.iter().cloned()).collect(),
        replicates: designs.iter().flat_map(|d| d.replicates.clone()).collect(),
        control_variates: designs.iter().flat_map(|d| d.control_variates.clone()).collect(),
        expected_calls: designs.iter().flat_map(|d| d.expected_calls.clone()).collect(),
        distributions: designs.iter().flat_map(|d| d.distributions.clone()).collect(),
        ..first
    })
}

/// Each kind of warning once, with the message of the first design that has it.
fn warnings(designs: &[Record]) -> Vec<Warning> {
    let mut found: Vec<(Warning, &str, BTreeSet<&str>)> = Vec::new();
    for design in designs {
        for warning in &design.warnings {
            let name = design.first_design();
            match found.iter_mut().find(|(known, _, _)| known.code == warning.code) {
                Some((_, _, all)) => drop(all.insert(name)),
                None => found.push((warning.clone(), name, BTreeSet::from([name]))),
            }
        }
    }
    let message = |(warning, first, all): (Warning, &str, BTreeSet<&str>)| {
        let others = match all.len() {
            0 | 1 => String::new(),
            2 => " and one other".to_owned(),
            n => format!(" and {} others", n - 1),
        };
        let message = format!("design `{first}`{others}: {}", warning.message);
        Warning { message, ..warning }
    };
    found.into_iter().map(message).collect()
}
