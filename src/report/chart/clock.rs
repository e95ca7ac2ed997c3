//! The time of day below a chart.

use super::axis::{tick_text, ticks};
use crate::base::{Clock, SimTime, Span};
use crate::experiment::Record;
use crate::report::number;

/// A chart of a longer time counts hours since the start.
const LONGEST_DAY: f64 = 36.0 * 3600.0;

/// Ticks in seconds with the time of day, and the title of the axis. For runs of several days, hours
/// since the start.
pub(super) fn clock(record: &Record, end: f64) -> (Vec<(f64, String)>, &'static str) {
    const MINUTES: [f64; 9] = [1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 240.0];
    let step = MINUTES.iter().map(|m| m * 60.0).find(|step| end / step <= 14.0);
    let clock = Clock::read(&record.start);
    let days = clock.is_none() || end > LONGEST_DAY;
    match step.filter(|_| !days) {
        Some(step) => {
            let start = clock.map_or(0.0, |clock| f64::from(clock.second_of_day(SimTime::ZERO)));
            let first = (start / step).ceil() * step - start;
            let count = ((end - first) / step).floor().max(0.0) as usize;
            let at = |i: usize| first + i as f64 * step;
            ((0..=count).map(|i| (at(i), clock_text(record, at(i)))).collect(), "time of day")
        }
        None => {
            let marks = ticks(end / 3600.0, 10).into_iter().filter(|h| h * 3600.0 <= end * 1.0001);
            (marks.map(|h| (h * 3600.0, tick_text(h))).collect(), "hours since the start")
        }
    }
}

/// The time of day at so many seconds after the start.
pub(super) fn clock_text(record: &Record, seconds: f64) -> String {
    let at = Span::from_seconds(seconds).map(|span| SimTime::ZERO + span);
    match (Clock::read(&record.start), at) {
        (Some(clock), Some(at)) => {
            // To the nearest minute.
            let minutes = (clock.second_of_day(at) + 30) / 60 % 1_440;
            format!("{:02}:{:02}", minutes / 60, minutes % 60)
        }
        _ => number::span(seconds),
    }
}

/// Seconds since midnight at the start, if a chart that ends `end` seconds later has the time of day below it and no clock
/// is changed until then.
pub(super) fn steady_start(record: &Record, end: f64) -> Option<f64> {
    let clock = Clock::read(&record.start).filter(|_| end <= LONGEST_DAY)?;
    let start = clock.second_of_day(SimTime::ZERO);
    let last = SimTime::ZERO + Span::from_seconds(end)?;
    let passed = (f64::from(start) + end).floor() as u32 % 86_400;
    (clock.second_of_day(last) == passed).then(|| f64::from(start))
}
