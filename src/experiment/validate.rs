//! Simulated against exact answers, as precisely as asked: replications are added until every
//! interval is narrow enough, at a level that holds for all comparisons of a suite together.

use super::record::{Record, ReferenceCheck};
use super::replicate::{Control, replicate};
use super::study::{Plan, Study};
use super::verdict::REFERENCE_LEVEL;
use crate::base::Error;
use crate::stats::interval::student_t_quantile;

/// Confidence that no interval of a whole suite misses its exact value by chance.
pub const FAMILY_LEVEL: f64 = 0.999;
/// A probability below this is rare: its relative half-width may be [`RARE_FACTOR`] times as wide.
const RARE: f64 = 0.01;
/// As [`RARE`] says.
const RARE_FACTOR: f64 = 5.0;
/// Most calls that one model is simulated for; what needs more waits for methods for rare events.
pub const MOST_CALLS: f64 = 1e9;
/// Replications are planned from their variance so far, with this much to spare; also what makes
/// every round longer than the last.
const SPARE: f64 = 1.05;

/// How precise a validation shall be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// Confidence level of each interval.
    pub level: f64,
    /// Half-width ÷ exact value to reach, five times that for a probability below 1 %; `None` for
    /// what the planned replications give.
    pub half_width: Option<f64>,
}

impl Goal {
    /// For a suite of so many exact answers, by Bonferroni's inequality: each interval at
    /// 1 − 0.001 ÷ `comparisons` makes them all right together with probability 99.9 % at least.
    pub fn of_suite(comparisons: usize, half_width: Option<f64>) -> Self {
        Goal { level: 1.0 - (1.0 - FAMILY_LEVEL) / comparisons.max(1) as f64, half_width }
    }

    /// The relative half-width that this answer shall have; `None` for any.
    fn wanted(&self, check: &ReferenceCheck) -> Option<f64> {
        let rare = check.unit == "1" && check.exact < RARE;
        let factor = if rare { RARE_FACTOR } else { 1.0 };
        self.half_width.filter(|_| check.exact != 0.0).map(|wanted| wanted * factor)
    }

    /// Whether the interval is as narrow as it shall be.
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

    /// Half-width of the interval, in the unit of the value. A share's may be cut at 0 or 1 on one
    /// side only.
    fn half_width(&self) -> Option<f64> {
        Some((self.high? - self.value?).max(self.value? - self.low?))
    }
}

/// Simulates a study until its exact answers are as precise as the goal says; the record is that of
/// the same number of replications from the start, so that `run` can repeat it. Its comparisons
/// have the goal's level. Less precise where a thousand million calls do not reach it, or where
/// `control` stops it.
///
/// # Errors
/// As [`replicate`].
pub fn validate(
    study: &Study,
    plan: &Plan,
    goal: &Goal,
    control: &dyn Control,
) -> Result<Record, Error> {
    let mut plan = *plan;
    let mut record = replicate(study, &plan, control)?;
    // A second round is rare: only where the variance so far was too low an estimate.
    loop {
        let needed = record.references.iter().map(|check| needed(&record, check, goal));
        let most = MOST_CALLS / (record.calls.max(1) as f64 / f64::from(record.replications));
        let needed = needed.fold(0.0, f64::max).min(most) as u32;
        if record.replications < plan.replications || needed <= plan.replications {
            break;
        }
        plan.replications = needed;
        record = match replicate(study, &plan, control) {
            // Stopped before its first replication: what there was before still counts.
            Err(_) if control.stop_requested() => break,
            longer => longer?,
        };
    }
    let checks = record.references.iter().map(|check| at_level(&record, check, goal.level));
    record.references = checks.collect();
    Ok(record)
}

/// Replications behind a comparison.
fn replications(record: &Record, check: &ReferenceCheck) -> u32 {
    let found = record.estimate(&check.measure, &check.scope, &check.statistic);
    found.map_or(record.replications, |e| e.replications)
}

/// Half the width at a level ÷ standard error, for so many replications.
fn factor(level: f64, replications: u32) -> f64 {
    let freedom = f64::from(replications.max(2) - 1);
    student_t_quantile((1.0 + level) / 2.0, freedom).unwrap_or(f64::INFINITY)
}

/// The comparison with its interval at another level.
fn at_level(record: &Record, check: &ReferenceCheck, level: f64) -> ReferenceCheck {
    let n = replications(record, check);
    let half = check.half_width().map(|h| h * factor(level, n) / factor(REFERENCE_LEVEL, n));
    ReferenceCheck {
        low: check.value.zip(half).map(|(value, half)| value - half),
        high: check.value.zip(half).map(|(value, half)| value + half),
        relative_half_width: half.map(|h| h / check.exact.abs()),
        ..check.clone()
    }
}

/// The replications after which this comparison is as precise as it shall be: its standard error
/// falls with the square root of their number (Law 2015, §9.4.1).
fn needed(record: &Record, check: &ReferenceCheck, goal: &Goal) -> f64 {
    let n = replications(record, check);
    let found = at_level(record, check, goal.level);
    let (Some(wanted), Some(now)) = (goal.wanted(check), found.relative_half_width) else {
        return 0.0;
    };
    if now <= wanted {
        return 0.0;
    }
    let deviation = now / factor(goal.level, n) * f64::from(n).sqrt();
    // The factor shrinks as replications grow, so a step from above never falls short.
    let mut more = f64::from(n);
    for _ in 0..20 {
        let capped = more.clamp(2.0, 1e9) as u32;
        more = (deviation * factor(goal.level, capped) / wanted).powi(2);
    }
    (more.max(f64::from(n)) * SPARE).ceil()
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
            measure: "m".into(),
            scope: "all".into(),
            statistic: "value".into(),
            unit: unit.into(),
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
