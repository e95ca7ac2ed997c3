//! As many replications as asked-for precision needs: they are added until every interval is narrow enough and
//! stays so, and not before.

use super::estimate::{Computed, Rows};
use super::figures;
use super::record::{PrecisionSummary, Record};
use super::replicate::{Control, Session};
use super::study::{Plan, Study};
use crate::base::Error;
use crate::deployment::Figure;
use crate::scenario::{Quantity, Time};
use crate::stats::interval::student_t_quantile;

/// Replications before the first decision (Law 2015, §9.4.1).
const FIRST: u32 = 10;
/// Replications are planned from their variance so far, with this much to spare; also what makes every round
/// longer than the last.
const SPARE: f64 = 1.05;
/// Further replications over which a stop has to hold, up to 100, and beyond their per cent of all (Hoad,
/// Robinson & Davies 2010, kLimit).
const LOOK_AHEAD: u32 = 5;

/// How narrow an interval shall be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// True relative error at most this: half-width ÷ |estimate| at most γ ÷ (1 + γ) (Law & Carson 1979).
    Relative(f64),
    /// Half-width at most this, in the unit of the measure.
    Absolute(f64),
}

/// Precision that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// Figures of the study's own rows, each with its width; at least one.
    pub goals: Vec<(Figure, Width)>,
    /// Most replications to spend on it, at least 10.
    pub at_most: u32,
}

impl Precision {
    /// From texts as `2 %`, `blocking=5 %`, `voice_mail_routing_latency.p95=0.1 s` or
    /// `blocking@gateway:gw1=0.001`: a percentage is relative, anything else the half-width. One without a
    /// measure is for the targets' measures; where there is no target, for the mean post-dial delay and the mean
    /// voice-mail routing latency.
    ///
    /// # Errors
    /// A text that is no precision, or a measure that the study does not have.
    pub fn asked(study: &Study, texts: &[String], at_most: u32) -> Result<Self, Error> {
        let mut goals: Vec<(Figure, Width)> = Vec::new();
        for text in texts {
            let (named, width) = match text.rsplit_once('=') {
                Some((named, width)) => (Some(named), width),
                None => (None, text.as_str()),
            };
            let figures = match named {
                Some(named) => figures::asked(named, study.labels())?,
                None => headlines(study),
            };
            for figure in figures {
                let width =
                    width_of(width.trim(), unit_of(study, &figure)).map_err(Error::usage)?;
                // Who names a measure says it more precisely than who names none.
                goals.retain(|(f, _)| named.is_none() || !same(f, &figure));
                if !goals.iter().any(|(f, _)| same(f, &figure)) {
                    goals.push((figure, width));
                }
            }
        }
        if goals.is_empty() {
            return Err(Error::usage(
                "no measure of this study to be precise about; name one: MEASURE=WIDTH",
            ));
        }
        Ok(Precision { goals, at_most: at_most.max(FIRST) })
    }

    /// The level of each interval, so that all together hold at `level`: Bonferroni's inequality.
    fn level(&self, level: f64) -> f64 {
        1.0 - (1.0 - level) / self.goals.len().max(1) as f64
    }
}

fn same(a: &Figure, b: &Figure) -> bool {
    (&a.measure, &a.scope, &a.statistic) == (&b.measure, &b.scope, &b.statistic)
}

/// What is meant where no measure is named.
fn headlines(study: &Study) -> Vec<Figure> {
    let targets = &study.deployment().targets;
    if !targets.is_empty() {
        return targets.iter().map(|target| target.figure.clone()).collect();
    }
    let usual = ["post_dial_delay.mean", "voice_mail_routing_latency.mean"];
    usual
        .into_iter()
        .flat_map(|name| figures::asked(name, study.labels()).unwrap_or_default())
        .collect()
}

fn unit_of<'s>(study: &'s Study, figure: &Figure) -> &'s str {
    figures::row_of(figure, study.labels()).map_or("", |row| study.labels()[row].unit)
}

/// `2 %` is relative; `0.1 s`, `0.5 erlang` or a number is a half-width in the measure's unit.
fn width_of(text: &str, unit: &str) -> Result<Width, String> {
    if !text.ends_with('%') {
        return absolute(text, unit).map(Width::Absolute);
    }
    let Quantity(value) = Quantity::parse(text)?;
    if value.is_nan() || value <= 0.0 {
        return Err(format!("`{text}`: a precision is above 0"));
    }
    if value < 1.0 {
        Ok(Width::Relative(value))
    } else {
        Err(format!("`{text}`: a relative precision is below 100 %"))
    }
}

/// A width in the unit of a measure; percentage points of a share.
pub(super) fn absolute(text: &str, unit: &str) -> Result<f64, String> {
    let Quantity(value) = Quantity::parse(text)?;
    if value.is_nan() || value <= 0.0 {
        return Err(format!("`{text}`: a width is above 0"));
    }
    let percent = text.ends_with('%');
    if percent && unit != "1" {
        return Err(format!(
            "`{text}`: the measure is no share; write the width in its unit ({unit})"
        ));
    }
    let bare = percent || text.parse::<f64>().is_ok();
    let is_time = !bare && Time::try_from(text.to_owned()).is_ok();
    if is_time != (unit == "s") && !bare {
        let unit = if unit == "1" { "a share" } else { unit };
        return Err(format!("`{text}`: the measure is in another unit ({unit})"));
    }
    Ok(value)
}

/// Half-widths of a goal after some replications, and whether they are narrow enough.
struct State {
    half_width: Option<f64>,
    wanted: Option<f64>,
    met: bool,
    /// Nothing to be relative to (never seen, or 0), or nothing to estimate.
    hopeless: bool,
}

fn judge(computed: &Computed, width: Width) -> State {
    let half_width = computed.low.zip(computed.high).zip(computed.value);
    // A limit and a share near 0 or 1 are cut on one side.
    let half_width = half_width.map(|((low, high), value)| (high - value).max(value - low));
    let seen = !computed.method.ends_with("-limit");
    let (wanted, hopeless) = match (width, computed.value) {
        (Width::Absolute(width), value) => (Some(width), value.is_none()),
        (Width::Relative(gamma), Some(value)) if value != 0.0 && seen => {
            (Some(gamma / (1.0 + gamma) * value.abs()), false)
        }
        (Width::Relative(_), _) => (None, true),
    };
    let met = half_width.zip(wanted).is_some_and(|(half, wanted)| half <= wanted);
    State { half_width, wanted, met, hopeless }
}

/// Simulates a study until every goal is met at the n-th replication and at each of the next few (a look-ahead
/// against lucky stops), or until `precision.at_most` replications. What was never seen has no relative width: it
/// is not waited for, and told. The record is that of as many replications from the start, for any number of
/// threads.
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
    let mut session = Session::new(study, *plan);
    let mut stop = Stop::new(precision, level);
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
    let mut notes = Vec::new();
    if n > 0 {
        let rows = session.rows(n);
        notes = precision.goals.iter().map(|goal| note(&rows, goal, level)).collect();
    }
    let mut record = session.record()?;
    record.precision = notes;
    Ok(record)
}

/// Decides when there are replications enough.
pub(super) struct Stop<'p> {
    precision: &'p Precision,
    level: f64,
    /// Replications up to here are judged already.
    judged: u32,
    /// Since when every goal has been met.
    met_since: Option<u32>,
}

impl<'p> Stop<'p> {
    pub(super) fn new(precision: &'p Precision, level: f64) -> Self {
        Stop { precision, level, judged: FIRST - 1, met_since: None }
    }

    /// Replications before the first decision, at least `planned`.
    pub(super) fn first(&self, planned: u32) -> u32 {
        FIRST.max(planned).min(self.precision.at_most)
    }

    /// How many there shall be at the next decision, now that there are `n`, of which `rows` gives the first so
    /// many; `None` for no more.
    pub(super) fn after<'r>(&mut self, n: u32, rows: impl Fn(u32) -> Rows<'r>) -> Option<u32> {
        let has_held = |since: u32, n: u32| n >= since + look_ahead(since);
        for i in self.judged + 1..=n {
            let met = is_met(&rows(i), self.precision, self.level);
            self.met_since = if met { self.met_since.or(Some(i)) } else { None };
            if self.met_since.is_some_and(|since| has_held(since, i)) {
                return None;
            }
        }
        self.judged = n;
        let most = self.precision.at_most;
        let next = planned(&rows(n), self.precision, self.level, n).min(most);
        (n < most).then_some(next)
    }
}

/// Replications beyond the n-th over which a stop there has to hold.
fn look_ahead(n: u32) -> u32 {
    if n <= 100 { LOOK_AHEAD } else { n * LOOK_AHEAD / 100 }
}

fn computed(rows: &Rows<'_>, figure: &Figure, level: f64) -> Computed {
    let row = rows.find(&figure.measure, &figure.scope, &figure.statistic);
    row.map(|i| rows.compute(i, level)).unwrap_or_default()
}

/// Whether every goal that can be met is, and one of them can.
fn is_met(rows: &Rows<'_>, precision: &Precision, level: f64) -> bool {
    let states: Vec<State> = precision
        .goals
        .iter()
        .map(|(figure, width)| judge(&computed(rows, figure, level), *width))
        .collect();
    states.iter().all(|state| state.met || state.hopeless)
}

/// How many replications to have before the next decision: as many as the widest interval is likely to need, at
/// least a look-ahead more and at most twice as many as now.
fn planned(rows: &Rows<'_>, precision: &Precision, level: f64, now: u32) -> u32 {
    let needed = precision.goals.iter().map(|(figure, width)| {
        let state = judge(&computed(rows, figure, level), *width);
        match (state.met, state.half_width.zip(state.wanted)) {
            (false, Some((half, wanted))) => forecast(now, half, wanted, level),
            _ => 0.0,
        }
    });
    let needed = needed.fold(0.0, f64::max).min(1e9) as u32;
    (needed + look_ahead(needed)).clamp(now + LOOK_AHEAD, now.saturating_mul(2))
}

fn note(rows: &Rows<'_>, (figure, width): &(Figure, Width), level: f64) -> PrecisionSummary {
    let computed = computed(rows, figure, level);
    let state = judge(&computed, *width);
    let (kind, asked) = match width {
        Width::Relative(gamma) => ("relative", *gamma),
        Width::Absolute(half) => ("absolute", *half),
    };
    PrecisionSummary {
        measure: figure.measure.clone(),
        scope: figure.scope.clone(),
        statistic: figure.statistic.clone(),
        unit: rows
            .find(&figure.measure, &figure.scope, &figure.statistic)
            .map_or("", |i| rows.unit(i))
            .to_owned(),
        kind: kind.to_owned(),
        asked,
        value: computed.value,
        half_width: state.half_width,
        level,
        met: state.met,
        never_seen: state.hopeless,
    }
}

/// Half the width at a level ÷ standard error, for so many replications.
pub(super) fn factor(level: f64, replications: u32) -> f64 {
    let freedom = f64::from(replications.max(2) - 1);
    student_t_quantile((1.0 + level) / 2.0, freedom).unwrap_or(f64::INFINITY)
}

/// The replications after which a half-width that is `now` after `n` is as small as `wanted`: the standard error
/// falls with the square root of their number (Law 2015, §9.4.1).
pub(super) fn forecast(n: u32, now: f64, wanted: f64, level: f64) -> f64 {
    let deviation = now / factor(level, n) * f64::from(n).sqrt();
    // The factor shrinks as replications grow, so a step from above never falls short.
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

    #[test]
    fn a_forecast_grows_with_the_square_of_precision() {
        let once = forecast(100, 0.1, 0.05, 0.95);
        let twice = forecast(100, 0.1, 0.025, 0.95);
        assert!((once / 100.0 - 4.0 * SPARE).abs() < 0.2, "{once}");
        assert!((twice / once - 4.0).abs() < 0.1, "{twice}");
        assert_eq!((look_ahead(10), look_ahead(100), look_ahead(1_000)), (5, 5, 50));
    }

    #[test]
    fn widths_are_judged_by_law_and_carson_and_limits_by_the_absolute() {
        let of = |value: f64, half: f64, method: &'static str| Computed {
            value: Some(value),
            low: Some(value - half),
            high: Some(value + half),
            method,
            ..Computed::default()
        };
        // 10 % of true error needs 10/110 of the estimate.
        assert!(judge(&of(1.0, 0.0909, "replications-t"), Width::Relative(0.1)).met);
        assert!(!judge(&of(1.0, 0.0910, "replications-t"), Width::Relative(0.1)).met);
        let never =
            Computed { low: Some(0.0), high: Some(0.001), ..of(0.0, 0.0, "zero-seen-upper-limit") };
        let relative = judge(&never, Width::Relative(0.1));
        assert!(!relative.met && relative.hopeless);
        assert!(judge(&never, Width::Absolute(0.001)).met);
        assert!(!judge(&never, Width::Absolute(0.0009)).met);
    }
}
