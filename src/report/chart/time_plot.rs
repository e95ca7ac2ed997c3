//! The figures of a chart over time, for a page.

use super::clock::steady_start;
use super::palette::{Color, INK};
use super::panel::{self, Panel, band};
use super::plot::{Across, Colors, Kind, Line, Mark, Number, Pane, Plot, Shade, Words};
use crate::experiment::{Estimate, Record};

/// From, to (seconds), colour, and the labels, the longest first.
pub(super) type Shaded = (f64, f64, Color, Vec<String>);

/// The panels below each other; `end` is where the last bin ends, seconds after the start.
pub(super) fn plot(
    record: &Record,
    panels: &[Panel<'_>],
    (title, notes): (&str, &[String]),
    (shaded, end): (&[Shaded], f64),
) -> Plot {
    let start = steady_start(record, end);
    let at = |seconds: f64| match start {
        Some(start) => Number(start + seconds),
        None => Number(seconds / 3600.0),
    };
    let (kind, across) = match start {
        Some(_) => (Kind::Clock, "time of day"),
        None => (Kind::Hours, "hours since the start"),
    };
    let shade = |(from, to, color, words): &Shaded| Shade {
        from: at(*from),
        to: at(*to),
        colors: Colors::of_area(*color),
        words: Words(words.first().cloned().unwrap_or_default()),
    };
    let mut plot = Plot {
        title: Words(title.to_owned()),
        notes: notes.iter().cloned().map(Words).collect(),
        across: Across {
            kind,
            title: Words(across.to_owned()),
            ends: [at(0.0), at(end)],
            names: Vec::new(),
        },
        places: Vec::new(),
        shades: shaded.iter().filter(|(from, to, ..)| to > from).map(shade).collect(),
        panels: Vec::new(),
    };
    for panel in panels {
        let pane = pane(&mut plot, panel, at);
        plot.panels.push(pane);
    }
    plot
}

fn pane(plot: &mut Plot, panel: &Panel<'_>, at: impl Fn(f64) -> Number) -> Pane {
    let mut lines = Vec::new();
    for (i, line) in panel.lines.iter().enumerate() {
        let last = line.bins.last().and_then(|e| e.to).map(&at);
        let places = line.bins.iter().filter_map(|e| e.from).map(&at).chain(last).collect();
        let of = |value: &dyn Fn(&Estimate) -> Option<f64>| -> Vec<Option<Number>> {
            let shown = |e: &&Estimate| Some(Number((value(e)? * line.factor).min(panel.most)));
            line.bins.iter().map(shown).collect()
        };
        lines.push(Line {
            name: Words(panel.entries.get(i).map_or(String::new(), |(name, _)| name.clone())),
            colors: Colors::of_line(line.color),
            places: plot.places(places),
            values: of(&|e| e.value),
            low: of(&|e| Some(band(e)?.0)),
            high: of(&|e| Some(band(e)?.1)),
        });
    }
    let limits = panel.limit.iter().map(|(limit, words)| Mark {
        at: Number(*limit),
        colors: Colors::of_line(INK),
        words: Words(words.clone()),
    });
    let (top, above) = panel::scale(panel);
    Pane {
        title: Words(format!("{}{above}", panel.axis)),
        top: Number(top),
        lines,
        limits: limits.collect(),
        marks: Vec::new(),
        points: Vec::new(),
    }
}
