//! The course of a day with outages: calls in progress, calls lost, and the shares that have targets, with the planned
//! outages shaded.

use super::palette::{BLUE, Color, GREEN, ORANGE, PURPLE, VERMILLION};
use super::panel::{Line, Panel};
use super::picture::Picture;
use super::time::over_time;
use crate::experiment::{Record, TargetVerdict};
use crate::measure::{Dimension, Figure, Measure, Scope, Statistic};
use crate::report::lookup::{series, series_of};
use crate::report::number;

/// Shares with targets that have a panel.
const MAX_TARGETS: usize = 3;

/// The chart, if the model has outages.
pub(super) fn chart(record: &Record) -> Option<Picture> {
    let lost = Figure::of_all(Measure::CallsLost, Statistic::Value);
    let bins = series_of(record, &lost);
    if bins.len() < 2 {
        return None;
    }
    let limit = |figure: &Figure| record.targets.iter().find(|t| t.figure == *figure);
    let mut panels = Vec::new();
    let busy = series(record, Measure::CallsInProgress, &Scope::all());
    if busy.len() > 1 {
        let lines = vec![Line { bins: busy, color: BLUE, factor: 1.0 }];
        panels.push(Panel::new("calls in progress", lines));
    }
    panels.push(Panel {
        limit: limit(&lost).map(shown),
        ..share("calls lost, % of those that arrive".to_owned(), bins, VERMILLION)
    });
    const COLORS: [Color; MAX_TARGETS] = [GREEN, ORANGE, PURPLE];
    let others = record.targets.iter().filter(|t| t.figure != lost && is_share(&t.figure));
    let others = others.map(|t| (t, series_of(record, &t.figure))).filter(|(_, b)| b.len() > 1);
    for ((target, bins), color) in others.take(MAX_TARGETS).zip(COLORS) {
        let axis = format!("{}, %", target.figure.label());
        panels.push(Panel { limit: Some(shown(target)), ..share(axis, bins, color) });
    }
    let title = match &record.outages[..] {
        [] => "The day with its outages".to_owned(),
        [one] => format!("The day with the outage of {}", one.name),
        all => format!("The day with {} planned outages", all.len()),
    };
    let more = "means over replications, by the arrival of the calls";
    let mut picture = over_time(record, &panels, (&title, more))?;
    picture.name = "outages";
    picture.title = "The course of the day, with its outages".to_owned();
    Some(picture)
}

fn is_share(figure: &Figure) -> bool {
    figure.dimension() == Dimension::Share
}

/// A share in per cent.
fn share<'r>(axis: String, bins: Vec<&'r crate::experiment::Estimate>, color: Color) -> Panel<'r> {
    Panel { most: 100.0, ..Panel::new(&axis, vec![Line { bins, color, factor: 100.0 }]) }
}

/// The limit of a target in per cent, and its words.
fn shown(target: &TargetVerdict) -> (f64, String) {
    let limit = number::exact(target.figure.dimension(), target.limit);
    (target.limit * 100.0, format!("target: {} {limit}", target.side.words()))
}
