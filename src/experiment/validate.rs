//! Compares simulations with exact answers: adds replications until every interval is as narrow as requested, at a level
//! that holds simultaneously for all comparisons of a suite.

use super::control::Control;
use super::estimate::Rows;
use super::record::{Record, ReferenceCheck};
use super::session::Session;
use super::stopping_rule::{factor, forecast};
use super::study::{Plan, Study};
use super::verdict::{self, REFERENCE_LEVEL};
use crate::base::Error;
use crate::measure::Dimension;

/// Probability that all intervals of a suite contain their exact values.
pub const FAMILY_LEVEL: f64 = 0.999;
/// A probability below this is rare: its relative half-width may be [`RARE_FACTOR`] times as wide.
const RARE: f64 = 0.01;
/// See [`RARE`].
const RARE_FACTOR: f64 = 5.0;
/// Maximum calls that are simulated for one model.
pub const MAX_CALLS: f64 = 1e9;

/// The requested precision of a validation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// Confidence level of each interval.
    pub level: f64,
    /// Maximum half-width ÷ exact value, five times that for a probability below 1 %; `None` accepts the precision of the
    /// planned replications.
    pub half_width: Option<f64>,
}

impl Goal {
    /// The goal for a suite with this number of exact answers. Each interval has the level 1 − 0.001 ÷ `comparisons`, so
    /// that all of them are right with probability 99.9 % or more (Bonferroni's inequality).
    pub fn of_suite(comparisons: usize, half_width: Option<f64>) -> Self {
        Goal { level: 1.0 - (1.0 - FAMILY_LEVEL) / comparisons.max(1) as f64, half_width }
    }

    /// The maximum relative half-width of this answer; `None` means any.
    fn wanted(&self, check: &ReferenceCheck) -> Option<f64> {
        let rare = check.figure.dimension() == Dimension::Share && check.exact < RARE;
        let factor = if rare { RARE_FACTOR } else { 1.0 };
        self.half_width.filter(|_| check.exact != 0.0).map(|wanted| wanted * factor)
    }

    /// Whether the interval is as narrow as requested.
    pub fn is_met(&self, check: &ReferenceCheck) -> bool {
        self.wanted(check)
            .is_none_or(|wanted| check.relative_half_width.is_some_and(|h| h <= wanted))
    }
}

impl ReferenceCheck {
    /// Whether the exact value lies inside the simulated interval.
    pub fn agrees(&self) -> bool {
        self.low.zip(self.high).is_some_and(|(low, high)| low <= self.exact && self.exact <= high)
    }

    /// Whether there is an interval, without which nothing is compared.
    pub fn has_interval(&self) -> bool {
        self.low.is_some() && self.high.is_some()
    }

    /// Half-width of the interval, in the unit of the value. That of a share may be truncated at 0 or 1 on one side.
    fn half_width(&self) -> Option<f64> {
        Some((self.high? - self.value?).max(self.value? - self.low?))
    }
}

/// Simulates a study until its comparisons with exact answers are as precise as the goal requests. `run` with the same
/// number of replications gives the same record, but its comparisons have another level. The result is less precise if
/// 10⁹ calls are not enough, or if `control` stops it.
///
/// # Errors
/// As [`super::replicate`].
pub fn validate(
    study: &Study,
    plan: &Plan,
    goal: &Goal,
    control: &dyn Control,
) -> Result<Record, Error> {
    let mut session = Session::new(study, *plan);
    session.run_to(plan.replications, control)?;
    let references = &study.deployment().references;
    // A second round is rare: it is needed only if the variance was underestimated.
    while session.done() >= plan.replications {
        let n = session.done();
        let rows = session.rows(n);
        let checks = verdict::references(references, &rows);
        let needed = checks.iter().map(|check| needed(&rows, n, check, goal)).fold(0.0, f64::max);
        let affordable = MAX_CALLS / (session.calls().max(1) as f64 / f64::from(n));
        let needed = needed.min(affordable) as u32;
        if needed <= n {
            break;
        }
        session.run_to(needed, control)?;
        if session.done() < needed {
            break;
        }
    }
    let mut record = session.record()?;
    let checks = record.references.iter().map(|check| at_level(&record, check, goal.level));
    record.references = checks.collect();
    Ok(record)
}

/// The comparison with its interval at another level.
fn at_level(record: &Record, check: &ReferenceCheck, level: f64) -> ReferenceCheck {
    let found = record.estimate(&check.figure);
    widened(check, found.map_or(record.replications, |e| e.replications), level)
}

fn widened(check: &ReferenceCheck, n: u32, level: f64) -> ReferenceCheck {
    let half = check.half_width().map(|h| h * factor(level, n) / factor(REFERENCE_LEVEL, n));
    ReferenceCheck {
        low: check.value.zip(half).map(|(value, half)| value - half),
        high: check.value.zip(half).map(|(value, half)| value + half),
        relative_half_width: half.map(|h| h / check.exact.abs()),
        ..check.clone()
    }
}

/// The number of replications that gives this comparison the requested precision; 0 if it has it.
fn needed(rows: &Rows<'_>, n: u32, check: &ReferenceCheck, goal: &Goal) -> f64 {
    let row = rows.find(&check.figure);
    let behind = row.map_or(n, |i| rows.replications(i));
    let now = widened(check, behind, goal.level).relative_half_width;
    match (goal.wanted(check), now) {
        (Some(wanted), Some(now)) if now > wanted => forecast(behind, now, wanted, goal.level),
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_of_a_suite_is_shared_among_its_comparisons() {
        assert!((Goal::of_suite(1, None).level - 0.999).abs() < 1e-12);
        assert!((Goal::of_suite(100, None).level - 0.99999).abs() < 1e-12);
    }

    #[test]
    fn rare_probabilities_may_be_wider_and_zero_has_no_relative_width() {
        let check = |unit: &str, exact: f64, half: f64| ReferenceCheck {
            figure: match unit {
                "1" => "blocking".parse().expect("a share"),
                "s" => "post_dial_delay".parse().expect("a time"),
                _ => "carried_load@gateway:gw1".parse().expect("a load"),
            },
            exact,
            source: String::new(),
            value: Some(exact),
            low: Some(exact - half),
            high: Some(exact + half),
            relative_half_width: Some(half / exact.abs()),
            z: None,
        };
        let goal = Goal::of_suite(10, Some(0.01));
        assert!(goal.is_met(&check("1", 0.5, 0.004)) && !goal.is_met(&check("1", 0.5, 0.006)));
        assert!(
            goal.is_met(&check("1", 0.005, 0.0002)) && !goal.is_met(&check("s", 0.005, 0.0002))
        );
        assert!(goal.is_met(&check("erlang", 0.0, 0.0)));
        assert!(check("1", 0.5, 0.0).agrees());
    }
}
