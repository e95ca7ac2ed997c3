//! Certifies an answer with replications that the search has not used: the design meets every target, and every design one
//! step cheaper misses one, all with the stated probability together.

use super::assessment::{Assessment, Care, Finding, State, state};
use super::bench::Bench;
use super::grid::Point;
use super::requirements::situations;
use crate::base::Error;
use crate::experiment::losses::may_leave_out;
use crate::experiment::record::{Evidence, Neighbour, SizeAnswer, Standing};

/// How often a comparison may add replications and look again; each look has its part of the error.
pub(crate) const LOOKS: u32 = 5;

/// The error that certificates may have, and the replications for them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    /// Probability that any claim is wrong.
    pub(crate) error: f64,
    pub(crate) seed: u64,
    pub(crate) first: u32,
    pub(crate) most: u32,
}

/// What a certificate says.
pub(crate) struct Certificate {
    pub(crate) answer: SizeAnswer,
    /// What the design misses, or may miss; empty if it meets everything.
    pub(crate) assessment: Assessment,
    pub(crate) neighbours: Vec<Neighbour>,
    /// A cheaper design that meets everything.
    pub(crate) cheaper: Option<Point>,
}

impl Budget {
    /// The care of each of some comparisons of the candidate with this number, from 1. The first candidate has half of the
    /// whole error, the next a sixth, then a twelfth: together no more than all of it. Half of a candidate's error is for
    /// that it meets its targets, half for that its neighbours do not. Each look at each comparison has the same part, on one
    /// side of its interval.
    pub(crate) fn care(&self, candidate: u32, comparisons: usize) -> Care {
        let candidate = f64::from(candidate);
        let error = self.error / (candidate * (candidate + 1.0));
        let one_sided = error / 2.0 / (comparisons.max(1) as f64 * f64::from(LOOKS));
        let level = 1.0 - 2.0 * one_sided;
        let Budget { seed, first, most, .. } = *self;
        let (looks, every_loss, to_the_end) = (LOOKS, true, true);
        Care { level, seed, first, most, looks, every_loss, to_the_end }
    }
}

/// Certifies a design, and if it meets everything also its cheaper neighbours. `None` when asked to stop.
///
/// # Errors
/// A design that is not valid, or a fault of a run.
pub(crate) fn certify(
    bench: &mut Bench<'_>,
    point: &Point,
    (budget, candidate): (Budget, u32),
) -> Result<Option<Certificate>, Error> {
    let situations = situations(&bench.study(point)?)?;
    let targets = situations.iter().flat_map(|all| &all.study.deployment().targets);
    // What is lost before a figure is a comparison of its own.
    let verdicts: usize =
        targets.map(|target| 1 + usize::from(may_leave_out(&target.named.figure))).sum();
    let care = budget.care(candidate, verdicts);
    let Some(assessment) = bench.assess(point, care, None)? else {
        return Ok(None);
    };
    let certified = assessment.meets();
    let findings = assessment.findings.iter().flatten();
    let answer = SizeAnswer {
        values: bench.grid.values(point),
        cost: bench.grid.cost(point),
        evidence: findings.map(evidence).collect(),
        certified,
    };
    let mut certificate = Certificate { answer, assessment, neighbours: Vec::new(), cheaper: None };
    if !certified {
        return Ok(Some(certificate));
    }
    let cheaper: Vec<(usize, Point)> = (0..bench.grid.dimensions())
        .filter_map(|d| Some((d, bench.grid.moved(point, d, -1)?)))
        .filter(|(_, other)| bench.grid.cost(other) < bench.grid.cost(point))
        .collect();
    let (mut valid, mut others) = (Vec::new(), Vec::new());
    for (d, other) in cheaper {
        match bench.why_not_valid(&other)? {
            None => valid.push((d, other)),
            Some(why) => others.push(not_valid(bench, (d, &other), why)),
        }
    }
    let care = budget.care(candidate, verdicts * valid.len());
    let mut is_lacking = false;
    for (d, other) in &valid {
        let Some(found) = bench.assess(other, care, None)? else {
            // What the further neighbours lack is noted, too.
            if !bench.is_supplied() {
                return Ok(None);
            }
            is_lacking = true;
            continue;
        };
        let neighbour = neighbour(bench, (*d, other), &found);
        let meets = neighbour.standing == Standing::Meets;
        certificate.neighbours.push(neighbour);
        if meets {
            certificate.cheaper = Some(other.clone());
            break;
        }
    }
    certificate.neighbours.extend(others);
    Ok(Some(certificate).filter(|_| !is_lacking))
}

fn neighbour(
    bench: &Bench<'_>,
    (dimension, point): (usize, &Point),
    found: &Assessment,
) -> Neighbour {
    let standing = match found.worst().map(|finding| state(&finding.target)) {
        Some(State::Missed | State::OutByItself) => Standing::Misses,
        Some(State::Met) if found.meets() => Standing::Meets,
        _ => Standing::Undecided,
    };
    Neighbour {
        name: bench.vary[dimension].name.clone(),
        values: bench.grid.values(point),
        cost: bench.grid.cost(point),
        standing,
        evidence: found.worst().map(evidence),
        reason: None,
    }
}

/// A neighbour that nobody can buy.
fn not_valid(bench: &Bench<'_>, (dimension, point): (usize, &Point), why: String) -> Neighbour {
    Neighbour {
        name: bench.vary[dimension].name.clone(),
        values: bench.grid.values(point),
        cost: bench.grid.cost(point),
        standing: Standing::NotValid,
        evidence: None,
        reason: Some(why),
    }
}

/// A finding as the record shows it.
pub(crate) fn evidence(finding: &Finding) -> Evidence {
    let Finding { lost, target, replications, level, .. } = finding.clone();
    Evidence { lost, target, replications, level }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_the_error_are_together_no_more_than_all_of_it() {
        let budget = Budget { error: 0.05, seed: 1, first: 10, most: 100 };
        let mut sum = 0.0;
        for candidate in 1..1000 {
            // Seven comparisons of the design, and 21 of its three neighbours.
            for comparisons in [7, 21] {
                let one_sided = (1.0 - budget.care(candidate, comparisons).level) / 2.0;
                sum += one_sided * comparisons as f64 * f64::from(LOOKS);
            }
        }
        assert!(sum < 0.05 && sum > 0.0499, "{sum}");
    }
}
