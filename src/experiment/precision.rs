//! The precision that is asked for: figures, and how narrow the interval of each shall be.

use super::figures;
use super::study::Study;
use crate::base::Error;
use crate::measure::{Dimension, Figure, Measure, Statistic};
use crate::scenario::Quantity;

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
    /// `blocking@gateway:gw1=0.1 points`: a percentage is relative, anything else the half-width, which
    /// of a share is in percentage points. One without a
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
                let width = width_of(width.trim(), figure.dimension()).map_err(Error::usage)?;
                // A width for a named measure takes precedence over one for all.
                goals.retain(|(f, _)| named.is_none() || *f != figure);
                if !goals.iter().any(|(f, _)| *f == figure) {
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

/// What is meant where no measure is named.
fn headlines(study: &Study) -> Vec<Figure> {
    let targets = &study.deployment().targets;
    if !targets.is_empty() {
        return targets.iter().map(|target| target.named.figure.clone()).collect();
    }
    let usual = [Measure::PostDialDelay, Measure::VoiceMailRoutingLatency];
    let usual = usual.map(|measure| Figure::of_all(measure, Statistic::Mean));
    usual.into_iter().filter(|figure| figures::row_of(figure, study.labels()).is_some()).collect()
}

/// `2 %` is relative; `0.1 s`, `0.5 erlang` or, of a share, `0.1 points` is a half-width in the
/// figure's unit.
fn width_of(text: &str, dimension: Dimension) -> Result<Width, String> {
    let quantity = Quantity::parse(text)?;
    if !quantity.is_percentage() {
        return half_width(&quantity, dimension).map(Width::Absolute);
    }
    let value = quantity.of(Dimension::Share).map_err(|why| why.to_string())?;
    if value <= 0.0 || value >= 1.0 {
        return Err(format!("`{text}`: a relative precision is above 0 % and below 100 %"));
    }
    Ok(Width::Relative(value))
}

fn half_width(quantity: &Quantity, dimension: Dimension) -> Result<f64, String> {
    quantity.width_of(dimension).map_err(|why| match dimension {
        Dimension::Share => format!("{why} for a relative width, or \"0.1 points\""),
        _ => format!("{why}, or \"1 %\" for a relative width"),
    })
}

/// A width in the unit of a figure; of a share, in percentage points.
pub(super) fn absolute(text: &str, dimension: Dimension) -> Result<f64, String> {
    Quantity::parse(text)?.width_of(dimension).map_err(|why| why.to_string())
}
