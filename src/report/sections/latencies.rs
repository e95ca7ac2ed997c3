//! The latencies: mean, percentiles and maximum.

use super::rows::row_name;
use crate::experiment::{Estimate, Record, left_out_of};
use crate::measure::{Dimension, Measure, Statistic};
use crate::report::lookup::{of_all, one, scopes};
use crate::report::number::{self, Scale};
use crate::report::section::Section;

/// The order of the headline latencies; others follow in the order of the record.
const FIRST: [Measure; 9] = [
    Measure::PostDialDelay,
    Measure::PostSelectionDelay,
    Measure::VoiceMailRoutingLatency,
    Measure::TimeToGreeting,
    Measure::GreetingDelay,
    Measure::NotificationDelay,
    Measure::AnswerDelay,
    Measure::SessionRequestDelay,
    Measure::SessionRequestDelayFailed,
];

/// Their statistics, column by column.
const SHOWN: [Statistic; 5] =
    [Statistic::Mean, Statistic::P50, Statistic::P95, Statistic::P99, Statistic::Max];

/// The column of the share that is lost before a latency.
const LOST: usize = 7;

fn latency_measures(record: &Record) -> Vec<Measure> {
    let mut measures: Vec<Measure> = FIRST.to_vec();
    let medians = record.single().filter(|e| e.figure.statistic == Statistic::P50 && e.count > 0);
    for measure in medians.map(|e| e.figure.measure) {
        if !measures.contains(&measure) {
            measures.push(measure);
        }
    }
    measures
}

pub(super) fn latencies(record: &Record) -> Section {
    let columns = ["", ">mean", "2>p50", ">p95", "4>p99", "3>max", "unit", ">lost", "1>n"];
    let mut section = Section::new("Latencies", &columns);
    let measures = latency_measures(record);
    for measure in measures.iter().copied() {
        // All scopes of a measure have the unit of the first, so that people can compare them.
        let mut scale: Option<Scale> = None;
        let mut is_first = true;
        for scope in scopes(record, measure) {
            let found: Vec<Option<&Estimate>> =
                SHOWN.into_iter().map(|statistic| one(record, measure, scope, statistic)).collect();
            let Some(first) = found.iter().flatten().find(|e| e.count > 0) else { continue };
            // Stations at which nothing waited are in the table of servers.
            let waited = found.iter().flatten().any(|e| e.value.is_some_and(|v| v > 0.0));
            if measure == Measure::QueueWait && !waited {
                continue;
            }
            let scale =
                scale.get_or_insert_with(|| Scale::of(Dimension::Time, first.value.unwrap_or(0.0)));
            // Where there is no row of all, the parts stand below the name alone.
            if is_first && !scope.is_all() {
                let mut name = vec![String::new(); columns.len()];
                name[0] = measure.label().to_owned();
                section.rows.push(name);
            }
            is_first = false;
            let mut row = vec![row_name(measure.label(), scope)];
            row.extend(
                found.iter().map(|e| e.map_or(String::new(), |e| number::in_scale(e, scale))),
            );
            row.push(scale.unit.clone());
            let lost = left_out_of(record, &first.figure);
            row.push(
                lost.map_or(String::new(), |lost| format!("{:.0} %", 100.0 * lost.lost.share)),
            );
            row.push(number::grouped(first.count));
            section.rows.push(row);
        }
    }
    let mut notes: Vec<String> = Vec::new();
    if section.rows.iter().any(|row| row.iter().any(|cell| cell == number::NOT_ESTIMABLE)) {
        notes.push(format!("{}: too few observations", number::NOT_ESTIMABLE));
    }
    if section.rows.iter().any(|row| !row[LOST].is_empty()) {
        notes.push(
            "lost: share of the attempts that were blocked, refused or failed, whose latency is unknown"
                .to_owned(),
        );
    }
    notes.extend(measures.iter().filter_map(|measure| left_out(record, *measure)));
    section.note = notes.join("; ");
    section
}

/// How many attempts have no value of a latency, and their share.
fn left_out(record: &Record, measure: Measure) -> Option<String> {
    if measure == Measure::MessageDelay {
        return not_arrived(record);
    }
    let left_out = match measure {
        Measure::PostDialDelay => Measure::PostDialDelayLeftOut,
        Measure::VoiceMailRoutingLatency => Measure::VoiceMailRoutingLatencyLeftOut,
        _ => return None,
    };
    let e = of_all(record, left_out, Statistic::Value).filter(|e| e.value.is_some())?;
    Some(format!(
        "{}: {} attempts ({}) have no value of it",
        measure.label(),
        number::grouped(e.count),
        number::estimate(e)
    ))
}

/// How many voice messages had not arrived when the run stopped, which message delay leaves out.
fn not_arrived(record: &Record) -> Option<String> {
    let count = |measure, statistic| of_all(record, measure, statistic).map(|e| e.count);
    let left = count(Measure::VoiceMessages, Statistic::Count)?;
    let missing = left.saturating_sub(count(Measure::MessageDelay, Statistic::Mean)?);
    (missing > 0).then(|| {
        format!(
            "{}: {} of {} voice messages had not arrived when the run stopped",
            Measure::MessageDelay.label(),
            number::grouped(missing),
            number::grouped(left)
        )
    })
}
