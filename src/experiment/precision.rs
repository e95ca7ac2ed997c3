//! The precision that is asked for: figures, and how narrow the interval of each shall be.

use super::figures;
use super::study::Study;
use crate::base::Error;
use crate::deployment::Figure;
use crate::scenario::{Quantity, Time};

/// Replications before the first decision (Law 2015, §9.4.1).
pub(super) const FIRST: u32 = 10;

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
    pub(super) fn level(&self, level: f64) -> f64 {
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
