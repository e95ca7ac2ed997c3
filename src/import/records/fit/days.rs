//! Calls by day and quarter of an hour, by the clock on the wall.

use super::super::call::CallRecord;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;

/// Quarters of an hour in a day.
pub const QUARTERS: usize = 96;

/// A quarter of an hour in milliseconds.
const QUARTER: i64 = 900_000;

/// Days of one import at most: a call of another century does not make a table of all days between.
const MOST_DAYS: usize = 3_660;

/// What happened on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    /// Its date.
    pub date: Date,
    /// Calls that arrived in each quarter, retries left out.
    pub calls: Vec<u32>,
    /// Erlangs in each quarter, ringing included.
    pub erlangs: Vec<f64>,
    /// Hours that each quarter had: 0 or 0.5 where clocks change.
    pub hours: Vec<f64>,
}

impl Day {
    /// Calls of the day.
    pub fn total(&self) -> f64 {
        f64::from(self.calls.iter().sum::<u32>())
    }

    /// Whether it is Saturday or Sunday.
    pub fn is_weekend(&self) -> bool {
        matches!(self.date.weekday(), Weekday::Saturday | Weekday::Sunday)
    }
}

/// All days from the first call to the last one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Days {
    /// In order.
    pub days: Vec<Day>,
    /// Days that the records hold only in part, and that the profile leaves out.
    pub partial: Vec<Date>,
}

/// Where an instant is on the wall: the day and the quarter.
fn place(zone: &TimeZone, milliseconds: i64) -> Option<(Date, usize)> {
    let instant = Timestamp::from_millisecond(milliseconds).ok()?;
    let civil = zone.to_datetime(instant);
    let minute = i32::from(civil.hour()) * 60 + i32::from(civil.minute());
    Some((civil.date(), usize::try_from(minute / 15).ok()?))
}

impl Days {
    /// Counts calls; `counts` says which of them count as arrivals.
    pub fn of(calls: &[CallRecord], counts: impl Fn(usize) -> bool, zone: &TimeZone) -> Days {
        let mut by_date: BTreeMap<Date, Day> = BTreeMap::new();
        for (at, call) in calls.iter().enumerate() {
            let Some((date, quarter)) = place(zone, call.start) else { continue };
            if by_date.len() >= MOST_DAYS && !by_date.contains_key(&date) {
                continue;
            }
            let day = by_date.entry(date).or_insert_with(|| empty(date, zone));
            if counts(at) {
                day.calls[quarter] += 1;
            }
        }
        fill(&mut by_date, zone);
        for call in calls {
            hold(&mut by_date, call, zone);
        }
        let mut days = Days { days: by_date.into_values().collect(), partial: Vec::new() };
        days.leave_out_partial();
        days
    }

    /// Leaves out the first and the last day if calls are missing on it that other days let expect: the records begin or
    /// end in the middle of it.
    fn leave_out_partial(&mut self) {
        for first in [true, false] {
            if self.days.len() < 3 {
                return;
            }
            let at = if first { 0 } else { self.days.len() - 1 };
            let day = &self.days[at];
            let quiet = quiet_quarters(day, first);
            let alike =
                |other: &&Day| other.date != day.date && other.is_weekend() == day.is_weekend();
            let others: Vec<&Day> = self.days.iter().filter(alike).collect();
            let calls = |other: &&Day| -> f64 {
                quiet.clone().map(|quarter| f64::from(other.calls[quarter])).sum()
            };
            let expected = others.iter().map(calls).sum::<f64>() / others.len().max(1) as f64;
            // Chance leaves out so many calls less than once in a million days.
            if expected > 14.0 {
                self.partial.push(day.date);
                self.days.remove(at);
            }
        }
    }
}

/// The quarters before the first call, or after the last one.
fn quiet_quarters(day: &Day, first: bool) -> std::ops::Range<usize> {
    let busy = |calls: &u32| *calls > 0;
    match first {
        true => 0..day.calls.iter().position(busy).unwrap_or(QUARTERS),
        false => day.calls.iter().rposition(busy).map_or(0, |last| last + 1)..QUARTERS,
    }
}

fn empty(date: Date, zone: &TimeZone) -> Day {
    let mut hours = vec![0.0; QUARTERS];
    let start = date.to_zoned(zone.clone()).map(|start| start.timestamp().as_millisecond());
    let end = date.tomorrow().and_then(|next| next.to_zoned(zone.clone()));
    let end = end.map(|end| end.timestamp().as_millisecond());
    if let (Ok(start), Ok(end)) = (start, end) {
        if end - start == 96 * QUARTER {
            hours.fill(0.25);
            return Day { date, calls: vec![0; QUARTERS], erlangs: vec![0.0; QUARTERS], hours };
        }
        // Clocks change by whole quarters of an hour.
        for at in 0..(end - start) / QUARTER {
            if let Some((_, quarter)) = place(zone, start + at * QUARTER) {
                hours[quarter] += 0.25;
            }
        }
    }
    Day { date, calls: vec![0; QUARTERS], erlangs: vec![0.0; QUARTERS], hours }
}

/// Adds days without a call between others.
fn fill(days: &mut BTreeMap<Date, Day>, zone: &TimeZone) {
    let (Some(first), Some(last)) = (days.keys().next().copied(), days.keys().last().copied())
    else {
        return;
    };
    let mut date = first;
    while date < last && days.len() < MOST_DAYS {
        let Ok(next) = date.checked_add(1.day()) else { return };
        date = next;
        days.entry(date).or_insert_with(|| empty(date, zone));
    }
}

/// Adds the time of a call to the quarters that it lasts through.
fn hold(days: &mut BTreeMap<Date, Day>, call: &CallRecord, zone: &TimeZone) {
    let mut from = call.start;
    while from < call.end {
        let to = call.end.min((from.div_euclid(QUARTER) + 1) * QUARTER);
        if let Some((date, quarter)) = place(zone, from)
            && let Some(day) = days.get_mut(&date)
        {
            let hours = day.hours[quarter].max(0.25);
            day.erlangs[quarter] += (to - from) as f64 / 3_600_000.0 / hours;
        }
        from = to;
    }
}

/// The most calls at one instant, by the exact times of start and end.
pub fn peak(calls: &[CallRecord]) -> usize {
    let mut ends: Vec<i64> = calls.iter().map(|call| call.end).collect();
    ends.sort_unstable();
    let (mut ended, mut most) = (0, 0);
    for (begun, call) in calls.iter().enumerate() {
        while ended < ends.len() && ends[ended] <= call.start {
            ended += 1;
        }
        most = most.max((begun + 1).saturating_sub(ended));
    }
    most
}
