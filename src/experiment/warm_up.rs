//! Finds how long a system that starts empty takes to settle: a pilot run before the study, and MSER-5 for each measure
//! that has a series, averaged over replications.

use super::control::Control;
use super::record::{Record, WarmUpOutcome, WarmUpSummary};
use super::session::replicate;
use super::settling;
use super::study::{Plan, Study};
use crate::base::{Error, Span};
use crate::deployment::{Arrivals, OutageTimes, Traffic};

/// Minimum replications of the pilot run. More replications reduce the noise of a series, but not its transient.
const PILOT: u32 = 10;

/// Finds the warm-up of a study, from a pilot run that starts empty and is as long as the study's window.
///
/// # Errors
/// As [`replicate`]; a window with too few bins.
pub fn find_warm_up(
    study: &Study,
    plan: &Plan,
    control: &dyn Control,
) -> Result<WarmUpSummary, Error> {
    let deployment = study.deployment();
    let changes = |source: &Traffic| match &source.arrivals {
        Arrivals::Rate { steps, .. } => steps.len() > 1 || !source.variation.surges.is_empty(),
        Arrivals::Trace(_) | Arrivals::Replay(_) => true,
    };
    if deployment.traffic.iter().any(changes) {
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
    // A planned outage would count as a transient.
    deployment.outages.retain(|outage| matches!(outage.times, OutageTimes::Random { .. }));
    let pilot = Study::of_deployment(deployment, study.sha256());
    let replications = plan.replications.max(PILOT);
    let record = replicate(&pilot, &Plan { replications, ..*plan }, control)?;
    settling::summary(&pilot, &record)
}

impl Record {
    /// Adds how the warm-up was found, and a warning where it was not.
    pub fn with_warm_up(mut self, summary: Option<WarmUpSummary>) -> Self {
        if let Some(warning) = summary.as_ref().and_then(WarmUpSummary::warning) {
            self.warnings.insert(0, warning);
        }
        self.warm_up = summary;
        self
    }
}
