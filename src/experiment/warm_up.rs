//! How long a system that starts empty takes to settle: found in a pilot before the study, by MSER-5 for each
//! measure that has a series, averaged over replications.

use super::control::Control;
use super::record::{Record, WarmUpOutcome, WarmUpSummary};
use super::session::replicate;
use super::settling;
use super::study::{Plan, Study};
use crate::base::{Error, Span};
use crate::deployment::Arrivals;

/// Replications of the pilot: the noise of a series falls with their number, its transient does not.
const PILOT: u32 = 10;

/// Finds the warm-up of a study that asks for it, by a pilot as long as its window that starts empty.
///
/// # Errors
/// As [`replicate`]; a window too short to hold bins enough.
pub fn find_warm_up(
    study: &Study,
    plan: &Plan,
    control: &dyn Control,
) -> Result<WarmUpSummary, Error> {
    let deployment = study.deployment();
    let changes = |arrivals: &Arrivals| match arrivals {
        Arrivals::Rate { steps, .. } => steps.len() > 1,
        Arrivals::Trace(_) => true,
    };
    if deployment.traffic.iter().any(|source| changes(&source.arrivals)) {
        let outcome = WarmUpOutcome::DayProfile;
        let series = Vec::new();
        return Ok(WarmUpSummary {
            seconds: 0.0,
            outcome,
            pilot_seconds: 0.0,
            pilot_replications: 0,
            series,
        });
    }
    let mut deployment = deployment.clone();
    deployment.settings.find_warm_up = false;
    deployment.settings.warm_up = Span::ZERO;
    (deployment.targets, deployment.references) = (Vec::new(), Vec::new());
    let pilot = Study::of_deployment(deployment, study.sha256());
    let replications = plan.replications.max(PILOT);
    let record = replicate(&pilot, &Plan { replications, ..*plan }, control)?;
    settling::summary(&record)
}

impl Record {
    /// The record of a study whose warm-up was found.
    pub fn with_warm_up(mut self, note: Option<WarmUpSummary>) -> Self {
        if let Some(warning) = note.as_ref().and_then(WarmUpSummary::warning) {
            self.warnings.insert(0, warning);
        }
        self.warm_up = note;
        self
    }
}
