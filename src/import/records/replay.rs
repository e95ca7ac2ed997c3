//! Recorded calls as lists that a scenario replays.

use super::call::{CallRecord, Class, Outcome, seconds};
use super::fit::Fit;
use super::parties::Parties;
use super::reading::Calls;
use crate::import::{Draft, Table};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The first line of a list.
const HEADING: &str = "at,talk,class\n";

/// The list of a source: all classes have one list, unless the calls of a class are of several groups.
pub(super) fn file(stem: &str, class: Class, group: usize, parties: &Parties<'_>) -> String {
    match parties.shares.len() {
        1 => format!("{stem}-calls.csv"),
        _ => format!("{stem}-calls-{}-{}.csv", class.key(), group + 1),
    }
}

/// The calls themselves, and a study of all their days. Calls that nobody gets are left out, and so are parties without a call.
pub(super) fn write(
    calls: &Calls,
    sources: &mut [(&Fit, Parties<'_>)],
    stem: &str,
    draft: &mut Draft,
) {
    let (Some(first), Some(last)) = (calls.calls.first(), calls.calls.last()) else { return };
    let zone = &calls.zone;
    let Some(start) = midnight(first.start, zone) else { return };
    only_with_calls(calls, sources);
    let days = (last.start - start) / 86_400_000 + 1;
    let mut lists: BTreeMap<String, String> = BTreeMap::new();
    for (fit, parties) in sources.iter() {
        for group in 0..parties.shares.len() {
            lists.insert(file(stem, fit.class, group, parties), HEADING.to_owned());
        }
    }
    let mut given: Vec<Vec<f64>> =
        sources.iter().map(|(_, parties)| vec![0.0; parties.shares.len()]).collect();
    let mut count = 0;
    for call in &calls.calls {
        let Some(at) = sources.iter().position(|(fit, _)| fit.class == call.class) else {
            continue;
        };
        let parties = &sources[at].1;
        let group = parties.take(call.group, &mut given[at]);
        let Some(list) = lists.get_mut(&file(stem, call.class, group, parties)) else { continue };
        // Writing to a text cannot fail.
        let _ = writeln!(
            list,
            "{},{},{}",
            seconds(call.start - start),
            spoken(call).map_or_else(String::new, |talk| talk.to_string()),
            call.class.key()
        );
        count += 1;
    }
    draft.files.extend(lists.into_iter().map(|(name, text)| (name, text.into_bytes())));
    let civil = Timestamp::from_millisecond(start).map(|at| zone.to_datetime(at));
    let Ok(civil) = civil else { return };
    let about = format!("midnight before the first of {count} calls");
    let mut table = Table::single("study").key("start", civil.to_string(), about);
    if let Some(zone) = &calls.zone_name {
        table = table.text("zone", zone, "as given");
    }
    let table = table.text("warm_up", "0 s", "the first call is measured, too");
    draft.push(table.text("duration", &format!("{days} d"), "until after the last call"));
}

/// Leaves out parties that get no call: of few calls not every group of users has one. The others get the same ones without them.
fn only_with_calls(calls: &Calls, sources: &mut [(&Fit, Parties<'_>)]) {
    for (fit, parties) in sources {
        let mut given = vec![0.0; parties.shares.len()];
        for call in calls.calls.iter().filter(|call| call.class == fit.class) {
            parties.take(call.group, &mut given);
        }
        let mut given = given.into_iter();
        parties.shares.retain(|_| given.next().is_some_and(|calls| calls > 0.0));
    }
}

/// Only a conversation with a person is replayed: other calls have no talk, and their times are drawn.
fn spoken(call: &CallRecord) -> Option<f64> {
    call.talk().filter(|_| call.outcome == Outcome::Answered)
}

fn midnight(instant: i64, zone: &TimeZone) -> Option<i64> {
    let instant = Timestamp::from_millisecond(instant).ok()?;
    let start = instant.to_zoned(zone.clone()).start_of_day().ok()?;
    Some(start.timestamp().as_millisecond())
}
