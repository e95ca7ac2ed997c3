//! Checks the coverage of intervals: simulates many independent studies of a case with an exact answer, and counts
//! how often their intervals contain it. A 95 % interval that contains it in 90 % of studies is too narrow; one that
//! contains it in 99 % is too wide.

mod case;
mod pairs;
mod races;
mod tally;

pub use tally::{COVERED, Coverage};

use super::control::Control;
use super::study::{Plan, Study};
use crate::base::Error;
use case::Case;
use pairs::Pair;

/// The most replications of a race ÷ those of a study of fixed length.
const RACE: u32 = 4;

/// Simulates many independent studies of a case with exact answers. For each answer it counts how often the interval
/// contains the answer: in studies with the plan's replications, with a control variate where there is one, and in studies that
/// stop at a relative precision of 10 %; if the first answer is a share, also in races against limits near it.
///
/// # Errors
/// As [`super::replicate`].
pub fn coverage(
    study: &Study,
    plan: &Plan,
    studies: u32,
    control: &dyn Control,
) -> Result<Vec<Coverage>, Error> {
    let case = Case::new(study, plan, control);
    let mut found = case.fixed_studies(studies)?;
    found.extend(case.stopped_studies(studies)?);
    let most = plan.replications.saturating_mul(RACE);
    found.extend(races::races(study, plan, (studies, most), control)?);
    Ok(found)
}

/// The first part of [`coverage`]: studies with the plan's replications.
///
/// # Errors
/// As [`super::replicate`].
#[cfg(feature = "internals")]
pub fn fixed_coverage(
    study: &Study,
    plan: &Plan,
    studies: u32,
    control: &dyn Control,
) -> Result<Vec<Coverage>, Error> {
    Case::new(study, plan, control).fixed_studies(studies)
}

/// How often the interval of the paired difference of two cases with the same callers contains the difference of
/// their exact answers, with the plan's replications, with a control variate, and in a race. It uses the first answer that both cases
/// have; there is nothing if there is none, or if their callers differ.
///
/// # Errors
/// As [`super::replicate`].
pub fn paired_coverage(
    cases: [&Study; 2],
    plan: &Plan,
    studies: u32,
    control: &dyn Control,
) -> Result<Vec<Coverage>, Error> {
    let Some(pair) = Pair::new(cases, plan) else { return Ok(Vec::new()) };
    let mut found = pair.fixed_studies(studies, control)?;
    found.push(pair.races(studies, plan.replications.saturating_mul(RACE), control)?);
    Ok(found)
}
