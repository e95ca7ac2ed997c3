//! The sections of a study of a year: what each kind of outage costs, and the availability that callers see.

use crate::experiment::{Record, YearSummary, YearlyOutage, YearlyValue};
use crate::report::number;
use crate::report::section::Section;

/// Names of things without a rate that the note lists.
const MAX_NAMES: usize = 12;

/// The sections of a year, in reading order.
pub(crate) fn sections(record: &Record, year: &YearSummary) -> Vec<Section> {
    vec![outages(year), availability(record, year)]
}

/// The answer in sentences.
pub(crate) fn sentences(record: &Record, year: &YearSummary) -> Vec<String> {
    let mut sentences = Vec::new();
    if let Some(all) = &year.all {
        let (calls, minutes) = (text(Some(&all.calls_lost)), text(Some(&all.minutes_affected)));
        sentences.push(format!(
            "Outages cost {calls} calls and affect {minutes} minutes a year, if every hour of it were as busy as the window."
        ));
    }
    for row in availability(record, year).rows {
        sentences.push(format!("Availability {}: {}.", row[0], row[1]));
    }
    sentences
}

fn outages(year: &YearSummary) -> Section {
    let columns = [
        "what fails",
        ">times a year",
        ">lasts",
        "2>hours down a year",
        ">calls lost each time",
        ">calls lost a year",
        "1>minutes affected a year",
    ];
    let mut section = Section::new("What outages cost in a year", &columns);
    for outage in &year.outages {
        section.rows.push(vec![
            outage.outage.clone(),
            number::significant(outage.outages_a_year),
            number::span(outage.lasts_seconds) + if is_extrapolated(outage) { " *" } else { "" },
            number::significant(outage.hours_a_year),
            text(outage.calls_lost_each.as_ref()),
            text(outage.calls_lost_a_year.as_ref()),
            text(outage.minutes_affected_a_year.as_ref()),
        ]);
    }
    if let (Some(all), true) = (&year.all, year.outages.len() > 1) {
        let times = year.outages.iter().map(|outage| outage.outages_a_year).sum();
        let hours = year.outages.iter().map(|outage| outage.hours_a_year).sum();
        section.rows.push(vec![
            "all together".to_owned(),
            number::significant(times),
            String::new(),
            number::significant(hours),
            String::new(),
            text(Some(&all.calls_lost)),
            text(Some(&all.minutes_affected)),
        ]);
    }
    section.note = note(year);
    section
}

fn note(year: &YearSummary) -> String {
    let mut notes = vec![
        "each outage is simulated alone, with lengths from its distribution, a third into the measured window, on the same callers, and every hour of \
         the year counts as one of the window: with the load of a busy hour the costs are the most that they can be; calls lost: more \
         than without the outage, paired by replication; minutes affected: those in which outages end more than 1 % of the attempts"
            .to_owned(),
    ];
    if year.outages.iter().any(is_extrapolated) {
        notes.push(
            "* some are longer than the half of the window that can be seen: beyond it the cost grows evenly, and the interval reaches \
             from nothing more to every call and minute"
                .to_owned(),
        );
    }
    if let Some(lost) = year.calls_lost_by_two_at_once.filter(|_| year.outages.len() > 1) {
        notes.push(format!(
            "two at once are not simulated: they last together at most {} h a year, if each fails independently of the others, and at \
             most the {} calls that arrive then are lost",
            number::significant(year.hours_of_two_at_once),
            number::significant(lost)
        ));
    }
    if !year.not_counted.is_empty() {
        let names = year.not_counted.iter().take(MAX_NAMES).cloned().collect::<Vec<_>>().join(", ");
        let more = match year.not_counted.len().saturating_sub(MAX_NAMES) {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        notes.push(format!(
            "not counted, because the model says no rate (`every`) or they are planned: {names}{more}"
        ));
    }
    if !year.finished {
        notes.push(
            "stopped before all designs were finished; run the same command to continue".to_owned(),
        );
    }
    notes.join("; ")
}

fn is_extrapolated(outage: &YearlyOutage) -> bool {
    outage.unseen_seconds > 0.0
}

fn availability(record: &Record, year: &YearSummary) -> Section {
    let mut section = Section::new("Availability that callers see", &["", ">", "counts"]);
    let shares = [
        (&year.availability_in_calls, "in calls", "calls of a year that no outage costs ÷ calls"),
        (
            &year.availability_in_minutes,
            "in minutes",
            "minutes of a year in which outages end at most 1 % of the attempts ÷ minutes",
        ),
    ];
    for (share, name, counts) in shares {
        let Some(share) = share else { continue };
        let parts = [Some(share.value), share.low, share.high];
        // A t interval can pass 100 %.
        let [value, low, high] = parts.map(|part| part.map(|v| 100.0 * v.min(1.0)));
        let cell = match (value, low, high) {
            (Some(value), None, _) | (Some(value), _, None) => number::near_100(value),
            _ => number::with_interval(value, low, high),
        };
        let cell = number::join(&cell, "%");
        section.rows.push(vec![name.to_owned(), cell, counts.to_owned()]);
    }
    let confidence = number::join(&number::significant(record.confidence * 100.0), "%");
    section.note = format!("{confidence} intervals, over replications");
    section
}

fn text(value: Option<&YearlyValue>) -> String {
    value.map_or_else(String::new, |v| number::with_interval(Some(v.value), v.low, v.high))
}
