//! The figures of the distribution of a latency, for a page.

use super::palette::{BLUE, Color};
use super::plot::{Across, Colors, Kind, Line, Mark, Number, Pane, Plot, Point, Words};
use crate::experiment::LatencyDistribution;
use crate::measure::{Dimension, Measure};
use crate::report::number;

/// What of distributions is drawn.
pub(super) struct Drawn<'d> {
    pub measure: Measure,
    pub lines: &'d [(String, &'d LatencyDistribution, Color)],
    /// Seconds, and what the target says.
    pub limits: &'d [(f64, String)],
    /// Seconds and share of a percentile, and its words.
    pub points: &'d [((f64, f64), String)],
}

/// The curves under their heading, from 0 to `to` seconds.
pub(super) fn plot((title, notes): (&str, &[String]), drawn: &Drawn<'_>, to: f64) -> Plot {
    let unit = number::Scale::of(Dimension::Time, to);
    let time = |seconds: f64| Number(seconds * unit.factor);
    let across = format!("{}, {}", drawn.measure.label(), unit.unit);
    let mut plot = Plot {
        title: Words(title.to_owned()),
        notes: notes.iter().cloned().map(Words).collect(),
        across: Across {
            kind: Kind::Continuous,
            title: Words(across),
            ends: [time(0.0), time(to)],
            names: Vec::new(),
        },
        places: Vec::new(),
        shades: Vec::new(),
        panels: Vec::new(),
    };
    let mut lines = Vec::new();
    for (name, distribution, color) in drawn.lines {
        let points = shown(distribution, to);
        lines.push(Line {
            name: Words(name.clone()),
            colors: Colors::of_line(*color),
            places: plot.places(points.iter().map(|(at, _)| time(*at)).collect()),
            values: points.iter().map(|(_, share)| Some(Number(share * 100.0))).collect(),
            low: Vec::new(),
            high: Vec::new(),
        });
    }
    let point = |((at, share), words): &((f64, f64), String)| Point {
        x: time(*at),
        y: Number(share * 100.0),
        colors: Colors::of_line(BLUE),
        words: Words(words.clone()),
    };
    plot.panels.push(Pane {
        title: Words("share of calls within this time, %".to_owned()),
        top: Number(100.0),
        lines,
        limits: Vec::new(),
        marks: drawn
            .limits
            .iter()
            .map(|(at, w)| Mark::limit(at * unit.factor, w.clone()))
            .collect(),
        points: drawn.points.iter().map(point).collect(),
    });
    plot
}

/// The points of the curve that are on the axis, from 0 on, and the next one.
fn shown(distribution: &LatencyDistribution, to: f64) -> Vec<(f64, f64)> {
    let known = distribution.points.iter().copied().filter(|(t, _)| *t > 0.0 && t.is_finite());
    let mut points = vec![(0.0, 0.0)];
    for (time, share) in known {
        points.push((time, share));
        if time >= to {
            return points;
        }
    }
    // As many calls are within each longer time.
    points.extend(points.last().map(|(_, share)| (to, *share)));
    points
}
