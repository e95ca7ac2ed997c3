//! The figures of a sweep's curve, for a page.

use super::crossing::{middle, undecided, words};
use super::palette::{GREY, SHADE};
use super::plot::{Across, Colors, Kind, Line, Mark, Number, Pane, Plot, Shade, Words};
use super::sweep_lines::{self, Dot, LINES};
use crate::experiment::{TargetCrossing, TargetVerdict, VariedKey};
use crate::report::number;

/// What of a sweep is drawn.
pub(super) struct Drawn<'d> {
    pub lines: &'d [sweep_lines::Line<'d>],
    /// Whether the designs are a sample, so that no line joins their values.
    pub is_sample: bool,
    pub targets: &'d [&'d TargetVerdict],
    pub crossings: &'d [&'d TargetCrossing],
    /// Multiplies values of the record.
    pub factor: f64,
    /// Where the vertical axis ends.
    pub top: f64,
}

/// The curve under its heading; `titles` are those of the axes.
pub(super) fn plot(
    (title, notes): (&str, &[String]),
    key: &VariedKey,
    titles: [String; 2],
    drawn: &Drawn<'_>,
) -> Plot {
    let kind = match key.form {
        Some(_) if drawn.is_sample => Kind::Points,
        Some(_) => Kind::Numbers,
        None => Kind::Names,
    };
    let names = match kind {
        Kind::Names => key.values.iter().cloned().map(Words).collect(),
        _ => Vec::new(),
    };
    let [across, up] = titles;
    let mut plot = Plot {
        title: Words(title.to_owned()),
        notes: notes.iter().cloned().map(Words).collect(),
        across: Across {
            kind,
            title: Words(across),
            ends: ends(key, drawn.lines).map(Number),
            names,
        },
        places: Vec::new(),
        shades: drawn.crossings.iter().filter_map(|c| shade(c, key)).collect(),
        panels: Vec::new(),
    };
    let lines = drawn.lines.iter().zip(LINES);
    let lines = lines.map(|((name, dots), color)| Line {
        name: Words(name.clone()),
        colors: Colors::of_line(color),
        places: plot.places(dots.iter().map(|dot| Number(dot.x)).collect()),
        values: column(dots, drawn.factor, |dot| dot.estimate.value),
        low: column(dots, drawn.factor, |dot| dot.estimate.low),
        high: column(dots, drawn.factor, |dot| dot.estimate.high),
    });
    let lines = lines.collect();
    let target = |t: &&TargetVerdict| {
        let limit = number::exact(t.figure.dimension(), t.limit);
        Mark::limit(t.limit * drawn.factor, format!("target: {} {limit}", t.side.words()))
    };
    let crossing = |c: &&TargetCrossing| {
        let at = Number(middle(c, key)?);
        Some(Mark { at, colors: Colors::of_line(GREY), words: Words(words(c, key)) })
    };
    plot.panels.push(Pane {
        title: Words(up),
        top: Number(drawn.top),
        lines,
        limits: drawn.targets.iter().map(target).collect(),
        marks: drawn.crossings.iter().filter_map(crossing).collect(),
        points: Vec::new(),
    });
    plot
}

/// Whether no two values of a line are at one place.
pub(super) fn are_apart(lines: &[sweep_lines::Line<'_>]) -> bool {
    let apart = |dots: &[Dot<'_>]| dots.windows(2).all(|two| two[0].x < two[1].x);
    lines.iter().all(|(_, dots)| apart(dots))
}

fn column(
    dots: &[Dot<'_>],
    factor: f64,
    value: impl Fn(&Dot<'_>) -> Option<f64>,
) -> Vec<Option<Number>> {
    dots.iter().map(|dot| value(dot).map(|v| Number(v * factor))).collect()
}

/// What is undecided around a crossing. Its words stand at the line of the crossing.
fn shade(crossing: &TargetCrossing, key: &VariedKey) -> Option<Shade> {
    let (met, missed) = undecided(crossing, key)?;
    Some(Shade {
        from: Number(met.min(missed)),
        to: Number(met.max(missed)),
        colors: Colors::of_area(SHADE),
        words: Words(String::new()),
    })
}

/// Where the axis begins and ends, with room for the dots at both.
fn ends(key: &VariedKey, lines: &[sweep_lines::Line<'_>]) -> [f64; 2] {
    if key.form.is_none() {
        return [-0.3, key.values.len().saturating_sub(1) as f64 + 0.3];
    }
    let numbers = || lines.iter().flat_map(|(_, dots)| dots).map(|dot| dot.x);
    let low = numbers().fold(f64::INFINITY, f64::min);
    let high = numbers().fold(f64::NEG_INFINITY, f64::max);
    let room = if high > low { (high - low) * 0.02 } else { 1.0 };
    [low - room, high + room]
}
