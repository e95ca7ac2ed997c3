//! Theory compared with simulation.

use crate::experiment::{ANALYTIC_LEVEL, AnalyticComparison, AnalyticVerdict, Record};
use crate::report::number::{self, Scale};
use crate::report::section::Section;

/// The maximum number of rows; the record has all.
const MAX_ROWS: usize = 16;

/// Results of closed formulas and simulated values: first those that differ, then the highest loads.
pub(crate) fn comparisons(record: &Record) -> Section {
    let heads =
        ["station", "", "1>load", ">theory", "3>simulated", ">difference", "2formula", "agrees"];
    let mut section = Section::new("Theory compared with simulation", &heads);
    let shown = in_order(&record.analytic);
    let all = shown.len();
    let mut reasons: Vec<&str> = Vec::new();
    for comparison in shown.into_iter().take(MAX_ROWS) {
        section.rows.push(row(comparison, &mut reasons));
    }
    let level = number::join(&number::level(ANALYTIC_LEVEL), "%");
    let mut notes = vec![format!("the intervals of all comparisons hold jointly at {level}")];
    notes.extend(reasons.iter().enumerate().map(|(i, reason)| format!("({}) {reason}", i + 1)));
    if all > MAX_ROWS {
        notes.push(format!("{MAX_ROWS} of {all} rows; the record has all"));
    }
    section.note = notes.join("; ");
    section
}

/// First the comparisons that differ, then those that are explained, each group by load. Queues in
/// which no call waits are left out.
fn in_order(comparisons: &[AnalyticComparison]) -> Vec<&AnalyticComparison> {
    let order = |comparison: &AnalyticComparison| match comparison.verdict {
        AnalyticVerdict::Differs => 0,
        AnalyticVerdict::Explained => 1,
        _ => 2,
    };
    let used =
        |comparison: &AnalyticComparison| comparison.load / f64::from(comparison.servers.max(1));
    let mut shown: Vec<&AnalyticComparison> = comparisons
        .iter()
        .filter(|c| c.verdict == AnalyticVerdict::Differs || c.exact > 1e-6 || c.value > 1e-6)
        .collect();
    shown.sort_by(|a, b| {
        order(a)
            .cmp(&order(b))
            .then(used(b).total_cmp(&used(a)))
            .then(a.figure.scope.cmp(&b.figure.scope))
    });
    shown
}

fn row<'t>(comparison: &'t AnalyticComparison, reasons: &mut Vec<&'t str>) -> Vec<String> {
    let largest = comparison.exact.max(comparison.value);
    let scale = Scale::of(comparison.figure.dimension(), largest);
    let by = |v: f64| v * scale.factor;
    let one = |v: f64| number::join(&number::significant(by(v)), &scale.unit);
    let marks = comparison.reasons.iter().map(|reason| format!("({})", mark(reasons, reason)));
    let marks = marks.collect::<Vec<_>>().join(" ");
    let verdict = match comparison.verdict {
        AnalyticVerdict::Agrees => "yes".to_owned(),
        AnalyticVerdict::Unknown => format!("cannot tell {marks}").trim_end().to_owned(),
        AnalyticVerdict::Explained => format!("no {marks}"),
        AnalyticVerdict::Differs => "NO".to_owned(),
    };
    vec![
        comparison.figure.scope.label(),
        comparison.figure.measure.label().to_owned(),
        number::significant(comparison.load),
        one(comparison.exact),
        one(comparison.value),
        off_by(comparison, &scale),
        comparison.model.clone(),
        verdict,
    ]
}

/// Share of the value from which on a difference can be seen in the two values beside it.
const SEEN: f64 = 0.005;

/// The difference with its interval; a rounding error is shown as 0.
fn off_by(comparison: &AnalyticComparison, scale: &Scale) -> String {
    let by = |v: f64| v * scale.factor;
    let rounding = 1e-9 * comparison.exact.abs().max(comparison.value.abs());
    let width = comparison.low.zip(comparison.high).map_or(f64::INFINITY, |(low, high)| high - low);
    if comparison.difference.abs() <= rounding && width <= rounding {
        return "0".to_owned();
    }
    let value = by(comparison.difference);
    let is_seen = comparison.difference.abs() > SEEN * comparison.exact.max(comparison.value);
    let text = match comparison.low.map(by).zip(comparison.high.map(by)) {
        // The digits that such an interval supports would leave nothing of the difference.
        Some((low, high)) if is_seen && (high - low) / 2.0 > 10.0 * value.abs() => {
            let ends = [low, high].map(number::half_width);
            format!("{} [{}, {}]", number::significant(value), ends[0], ends[1])
        }
        ends => number::with_interval(Some(value), ends.map(|e| e.0), ends.map(|e| e.1)),
    };
    number::join(&text, scale.of_difference().trim_start_matches("% "))
}

/// The number of a reason, which is added if it is new.
fn mark<'t>(reasons: &mut Vec<&'t str>, reason: &'t str) -> usize {
    let place = reasons.iter().position(|known| *known == reason).unwrap_or(reasons.len());
    if place == reasons.len() {
        reasons.push(reason);
    }
    place + 1
}
