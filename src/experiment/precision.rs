//! The requested precision: figures, and the maximum width of each interval.

use super::figures;
use super::study::Study;
use crate::base::Error;
use crate::measure::{Dimension, Figure, Measure, Statistic};
use crate::scenario::Quantity;

/// Replications before the first decision (Law 2015, §9.4.1).
pub(super) const FIRST: u32 = 10;

/// The maximum width of an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Width {
    /// Maximum true relative error γ: half-width ÷ |estimate| at most γ ÷ (1 + γ) (Law & Carson 1979).
    Relative(f64),
    /// Maximum half-width, in the unit of the measure.
    Absolute(f64),
}

/// The requested precision.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// At least one figure of the study, each with its width.
    pub goals: Vec<(Figure, Width)>,
    /// Maximum replications, at least 10.
    pub at_most: u32,
}

impl Precision {
    /// Reads texts such as `2 %`, `blocking=5 %`, `voice_mail_routing_latency.p95=0.1 s` or
    /// `blocking@gateway:gw1=0.1 points`. A percentage is a relative width, anything else a half-width; that of a share
    /// is in percentage points. A text without a measure applies to the measures of the targets or, without targets, to
    /// the mean post-dial delay and the mean voice-mail routing latency.
    ///
    /// # Errors
    /// An invalid precision, or a measure that the study does not have.
    pub fn asked(study: &Study, texts: &[String], at_most: u32) -> Result<Self, Error> {
        Precision::of(study, texts, at_most, &headlines(study))
    }

    /// The same for a design, where a text without a measure applies to the figures that the study reports.
    ///
    /// # Errors
    /// As [`asked`](Self::asked).
    pub(super) fn of_design(
        study: &Study,
        texts: &[String],
        at_most: u32,
        reported: &[Figure],
    ) -> Result<Self, Error> {
        let of = |figure: &&Figure| figures::row_of(figure, study.labels()).is_some();
        let figures = reported.iter().filter(|figure| figure.statistic != Statistic::Max);
        Precision::of(study, texts, at_most, &figures.filter(of).cloned().collect::<Vec<_>>())
    }

    fn of(
        study: &Study,
        texts: &[String],
        at_most: u32,
        unnamed: &[Figure],
    ) -> Result<Self, Error> {
        let mut goals: Vec<(Figure, Width)> = Vec::new();
        let mut named_before: Vec<Figure> = Vec::new();
        for text in texts {
            let (named, width) = match text.rsplit_once('=') {
                Some((named, width)) => (Some(named), width),
                None => (None, text.as_str()),
            };
            let figures = match named {
                Some(named) => figures::asked(named, study.labels())?,
                None => unnamed.to_vec(),
            };
            for figure in figures {
                if figure.statistic == Statistic::Max {
                    let message = format!("`{figure}` is a maximum, which has no interval");
                    return Err(Error::usage(message));
                }
                let width = width_of(width.trim(), figure.dimension()).map_err(Error::usage)?;
                if named.is_some() {
                    if named_before.contains(&figure) {
                        let message = format!("--precision gives `{figure}` twice; give one width");
                        return Err(Error::usage(message));
                    }
                    named_before.push(figure.clone());
                }
                // A width for a named measure takes precedence over one for all.
                goals.retain(|(f, _)| named.is_none() || *f != figure);
                if !goals.iter().any(|(f, _)| *f == figure) {
                    goals.push((figure, width));
                }
            }
        }
        if goals.is_empty() {
            return Err(Error::usage(
                "the study has no target, and no default measure for --precision; name one: MEASURE=WIDTH",
            ));
        }
        Ok(Precision { goals, at_most: at_most.max(FIRST) })
    }

    /// The level of each interval, so that all of them hold simultaneously at `level` (Bonferroni's inequality).
    pub(super) fn level(&self, level: f64) -> f64 {
        1.0 - (1.0 - level) / self.goals.len().max(1) as f64
    }
}

/// The figures that a width without a measure applies to: those of the targets that have an interval.
fn headlines(study: &Study) -> Vec<Figure> {
    let targets = &study.deployment().targets;
    if !targets.is_empty() {
        let figures = targets.iter().map(|target| target.named.figure.clone());
        return figures.filter(|figure| figure.statistic != Statistic::Max).collect();
    }
    let usual = [Measure::PostDialDelay, Measure::VoiceMailRoutingLatency];
    let usual = usual.map(|measure| Figure::of_all(measure, Statistic::Mean));
    usual.into_iter().filter(|figure| figures::row_of(figure, study.labels()).is_some()).collect()
}

/// `2 %` is relative; `0.1 s`, `0.5 erlang` or, of a share, `0.1 points` is a half-width in the
/// figure's unit.
fn width_of(text: &str, dimension: Dimension) -> Result<Width, String> {
    let quantity = Quantity::parse(text)?;
    let Some(share) = quantity.percentage() else {
        return half_width(&quantity, dimension).map(Width::Absolute);
    };
    if share <= 0.0 || share >= 1.0 {
        return Err(format!(
            "`{text}` is not a relative width; write one above 0 % and below 100 %, as \"2 %\""
        ));
    }
    Ok(Width::Relative(share))
}

fn half_width(quantity: &Quantity, dimension: Dimension) -> Result<f64, String> {
    // A percentage is another way to write the width of a figure of another dimension, but no cure for a number out of range.
    let other_dimension = format!("write {}", dimension.example());
    quantity.width_of(dimension).map_err(|why| match dimension {
        _ if why.hint != other_dimension => why.to_string(),
        Dimension::Share => format!("{why} for a relative width, or \"0.1 points\""),
        _ => format!("{why}, or \"1 %\" for a relative width"),
    })
}

/// A width in the unit of a figure; of a share, in percentage points.
pub(super) fn absolute(text: &str, dimension: Dimension) -> Result<f64, String> {
    Quantity::parse(text)?.width_of(dimension).map_err(|why| why.to_string())
}
