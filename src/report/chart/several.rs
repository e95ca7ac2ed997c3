//! Several runs over the time of day, one line for each.

use super::palette::{BLUE, Color, GREEN, ORANGE, PURPLE, SKY, VERMILLION};
use super::panel::{Line, Panel};
use super::picture::Picture;
use super::time::over_time;
use crate::experiment::Record;
use crate::measure::{Measure, Scope};
use crate::report::lookup::series;

/// Colours of the lines; more cannot be distinguished.
const COLORS: [Color; 6] = [BLUE, ORANGE, GREEN, PURPLE, VERMILLION, SKY];

/// What has a panel: the measure, the title of its axis, and what multiplies the values of the record.
const PANELS: [(Measure, &str, f64); 3] = [
    (Measure::CallsInProgress, "calls in progress", 1.0),
    (Measure::VoiceMailRoutingLatency, "mean voice-mail routing latency, ms", 1e3),
    (Measure::PostDialDelay, "mean post-dial delay, ms", 1e3),
];

/// The runs on the same axes; `comparison` is their comparison. `None` if they do not begin at the same time of day with
/// the same warm-up, or if there are too many.
pub(super) fn chart(comparison: &Record, runs: &[(String, Record)]) -> Option<Picture> {
    let (_, first) = runs.first()?;
    let same = |(_, run): &(String, Record)| {
        run.start == first.start && run.warm_up_seconds == first.warm_up_seconds
    };
    if runs.len() > COLORS.len() || !runs.iter().all(same) {
        return None;
    }
    let mut panels = Vec::new();
    for (measure, axis, factor) in PANELS {
        let (mut lines, mut entries) = (Vec::new(), Vec::new());
        for ((name, run), color) in runs.iter().zip(COLORS) {
            let bins = series(run, measure, &Scope::all());
            if bins.len() > 1 {
                lines.push(Line { bins, color, factor });
                entries.push((name.clone(), color));
            }
        }
        if !lines.is_empty() {
            panels.push(Panel { entries, ..Panel::new(axis, lines) });
        }
    }
    over_time(comparison, &panels, ("The runs over the time of day", "means over replications"))
}
