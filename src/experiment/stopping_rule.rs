//! Adds replications until every interval is as narrow as requested, and stays so.

use super::control::Control;
use super::estimate::{Computed, Rows};
use super::precision::{FIRST, Precision, Width};
use super::record::{PrecisionKind, PrecisionSummary, Record};
use super::session::Session;
use super::study::{Plan, Study};
use super::work::Work;
use crate::base::Error;
use crate::measure::Figure;
use crate::stats::interval::student_t_quantile;

/// Safety factor on the replications forecast from the variance so far.
const SPARE: f64 = 1.05;

/// Further replications over which the precision must hold before the study stops: this number up to 100 replications,
/// and this percentage of more (Hoad, Robinson & Davies 2010, kLimit).
const LOOK_AHEAD: u32 = 5;

/// The half-width that a goal has reached, and whether it is narrow enough.
struct GoalStatus {
    half_width: Option<f64>,
    wanted: Option<f64>,
    met: bool,
    /// There is no estimate, or it is 0 or a limit, so that a relative width cannot be reached.
    unreachable: bool,
}

fn judge(computed: &Computed, width: Width) -> GoalStatus {
    let half_width = computed.low.zip(computed.high).zip(computed.value);
    // The interval of a share near 0 or 1 is truncated on one side.
    let half_width = half_width.map(|((low, high), value)| (high - value).max(value - low));
    let seen = !computed.method.is_limit();
    let (wanted, unreachable) = match (width, computed.value) {
        (Width::Absolute(width), value) => (Some(width), value.is_none()),
        (Width::Relative(gamma), Some(value)) if value != 0.0 && seen => {
            (Some(gamma / (1.0 + gamma) * value.abs()), false)
        }
        (Width::Relative(_), _) => (None, true),
    };
    let met = half_width.zip(wanted).is_some_and(|(half, wanted)| half <= wanted);
    GoalStatus { half_width, wanted, met, unreachable }
}

/// Simulates a study until every goal is met after n replications and after each of the next few (a look-ahead that
/// avoids stopping by chance), or until `precision.at_most` replications. An event that was never seen has no relative
/// width: it does not delay the stop, and the record says so. The record is the same for any number of threads.
///
/// # Errors
/// As [`super::replicate`].
pub fn replicate_until(
    study: &Study,
    plan: &Plan,
    precision: &Precision,
    control: &dyn Control,
) -> Result<Record, Error> {
    let level = precision.level(study.deployment().settings.confidence);
    let most = Plan { replications: precision.at_most.max(plan.replications), ..*plan };
    Work::of(study, &most).check(plan)?;
    let mut session = Session::new(study, *plan);
    let mut stop = StoppingRule::new(precision.clone(), level);
    let mut next = stop.first(plan.replications);
    loop {
        session.run_to(next, control)?;
        if session.done() < next {
            break; // Interrupted.
        }
        match stop.after(next, |n| session.rows(n)) {
            Some(further) => next = further,
            None => break,
        }
    }
    let n = session.done();
    let precision = if n > 0 { stop.reached(&session.rows(n)) } else { Vec::new() };
    Ok(Record { precision, ..session.record()? })
}

/// Decides when there are enough replications.
pub(super) struct StoppingRule {
    precision: Precision,
    level: f64,
    /// Replications up to this number have been judged.
    judged: u32,
    /// The replication since which every goal has been met.
    met_since: Option<u32>,
}

impl StoppingRule {
    /// Of a precision whose intervals have this level.
    pub(super) fn new(precision: Precision, level: f64) -> Self {
        StoppingRule { precision, level, judged: FIRST - 1, met_since: None }
    }

    /// What is reached with these rows.
    pub(super) fn reached(&self, rows: &Rows<'_>) -> Vec<PrecisionSummary> {
        self.precision.goals.iter().map(|goal| summary(rows, goal, self.level)).collect()
    }

    /// Replications before the first decision, at least `planned`.
    pub(super) fn first(&self, planned: u32) -> u32 {
        FIRST.max(planned).min(self.precision.at_most)
    }

    /// The number of replications for the next decision, now that there are `n`; `None` to stop. `rows` gives the rows
    /// of the first replications.
    pub(super) fn after<'r>(&mut self, n: u32, rows: impl Fn(u32) -> Rows<'r>) -> Option<u32> {
        let has_held = |since: u32, n: u32| n >= since + look_ahead(since);
        for i in self.judged + 1..=n {
            let met = is_met(&rows(i), &self.precision, self.level);
            self.met_since = if met { self.met_since.or(Some(i)) } else { None };
            if self.met_since.is_some_and(|since| has_held(since, i)) {
                return None;
            }
        }
        self.judged = n;
        let limit = self.precision.at_most;
        let next = planned(&rows(n), &self.precision, self.level, n).min(limit);
        (n < limit).then_some(next)
    }
}

/// Replications after the n-th over which the precision must hold.
fn look_ahead(n: u32) -> u32 {
    if n <= 100 { LOOK_AHEAD } else { n * LOOK_AHEAD / 100 }
}

fn computed(rows: &Rows<'_>, figure: &Figure, level: f64) -> Computed {
    let row = rows.find(figure);
    row.map(|i| rows.compute(i, level)).unwrap_or_default()
}

/// Whether every reachable goal is met.
fn is_met(rows: &Rows<'_>, precision: &Precision, level: f64) -> bool {
    let statuses: Vec<GoalStatus> = precision
        .goals
        .iter()
        .map(|(figure, width)| judge(&computed(rows, figure, level), *width))
        .collect();
    statuses.iter().all(|status| status.met || status.unreachable)
}

/// Replications before the next decision: as many as the widest interval is likely to need, but at least a look-ahead
/// more and at most twice as many as now.
fn planned(rows: &Rows<'_>, precision: &Precision, level: f64, now: u32) -> u32 {
    let needed = precision.goals.iter().map(|(figure, width)| {
        let status = judge(&computed(rows, figure, level), *width);
        match (status.met, status.half_width.zip(status.wanted)) {
            (false, Some((half, wanted))) => forecast(now, half, wanted, level),
            _ => 0.0,
        }
    });
    let needed = needed.fold(0.0, f64::max).min(1e9) as u32;
    (needed + look_ahead(needed)).clamp(now + LOOK_AHEAD, now.saturating_mul(2))
}

fn summary(rows: &Rows<'_>, (figure, width): &(Figure, Width), level: f64) -> PrecisionSummary {
    let computed = computed(rows, figure, level);
    let status = judge(&computed, *width);
    let (kind, asked) = match width {
        Width::Relative(gamma) => (PrecisionKind::Relative, *gamma),
        Width::Absolute(half) => (PrecisionKind::Absolute, *half),
    };
    PrecisionSummary {
        design: String::new(),
        figure: figure.clone(),
        kind,
        asked,
        value: computed.value,
        half_width: status.half_width,
        level,
        met: status.met,
        never_seen: status.unreachable,
    }
}

/// Half-width ÷ standard error at a level, for this number of replications.
pub(super) fn factor(level: f64, replications: u32) -> f64 {
    let freedom = f64::from(replications.max(2) - 1);
    student_t_quantile((1.0 + level) / 2.0, freedom).unwrap_or(f64::INFINITY)
}

/// The number of replications that reduces a half-width from `now` (after `n`) to `wanted`: the standard error falls
/// with the square root of their number (Law 2015, §9.4.1).
pub(super) fn forecast(n: u32, now: f64, wanted: f64, level: f64) -> f64 {
    let deviation = now / factor(level, n) * f64::from(n).sqrt();
    // The factor falls as replications grow, so the iteration approaches the solution from above.
    let mut more = f64::from(n);
    for _ in 0..20 {
        let capped = more.clamp(2.0, 1e9) as u32;
        more = (deviation * factor(level, capped) / wanted).powi(2);
    }
    (more.max(f64::from(n)) * SPARE).ceil()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::record::Method;

    #[test]
    fn a_forecast_grows_with_the_square_of_precision() {
        let once = forecast(100, 0.1, 0.05, 0.95);
        let twice = forecast(100, 0.1, 0.025, 0.95);
        assert!((once / 100.0 - 4.0 * SPARE).abs() < 0.2, "{once}");
        assert!((twice / once - 4.0).abs() < 0.1, "{twice}");
        assert_eq!((look_ahead(10), look_ahead(100), look_ahead(1_000)), (5, 5, 50));
    }

    #[test]
    fn relative_widths_follow_law_and_carson_and_limits_have_none() {
        let of = |value: f64, half: f64, method: Method| Computed {
            value: Some(value),
            low: Some(value - half),
            high: Some(value + half),
            method,
            ..Computed::default()
        };
        // 10 % of true error needs 10/110 of the estimate.
        assert!(judge(&of(1.0, 0.0909, Method::ReplicationsT), Width::Relative(0.1)).met);
        assert!(!judge(&of(1.0, 0.0910, Method::ReplicationsT), Width::Relative(0.1)).met);
        let never = Computed {
            low: Some(0.0),
            high: Some(0.001),
            ..of(0.0, 0.0, Method::ZeroSeenUpperLimit)
        };
        let relative = judge(&never, Width::Relative(0.1));
        assert!(!relative.met && relative.unreachable);
        assert!(judge(&never, Width::Absolute(0.001)).met);
        assert!(!judge(&never, Width::Absolute(0.0009)).met);
    }
}
