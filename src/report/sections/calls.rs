//! How many calls there were, and what became of them.

use super::rows::{COUNT_COLUMNS, plain, row_name};
use crate::experiment::{Estimate, Record};
use crate::report::lookup::{label, one, scopes};
use crate::report::number;
use crate::report::section::Section;

const COUNTS: [&str; 9] = [
    "calls",
    "attempts",
    "retries",
    "answered",
    "voice_messages",
    "hung_up_in_greeting",
    "abandoned",
    "missed_calls",
    "redirects",
];

pub(super) fn calls(record: &Record) -> Section {
    let mut section = Section::new("Calls", &COUNT_COLUMNS);
    let count = |measure: &str, scope| one(record, measure, scope, "count").map(|e| e.count);
    let retried = count("retries", "all").is_some_and(|n| n > 0);
    for measure in COUNTS {
        // Without a retry an attempt is a call.
        if matches!(measure, "attempts" | "retries") && !retried {
            continue;
        }
        for scope in scopes(record, measure) {
            count_row(record, measure, scope, &mut section);
        }
    }
    section
}

fn count_row(record: &Record, measure: &str, scope: &str, section: &mut Section) {
    let count = one(record, measure, scope, "count")
        .or_else(|| one(record, measure, scope, "value"))
        .or_else(|| one(record, measure, scope, "mean"));
    let hourly = one(record, measure, scope, "per_hour");
    let Some(n) = count.or(hourly).map(|e| e.count) else { return };
    let cell = |e: Option<&Estimate>| e.map(plain).unwrap_or_default();
    let name =
        if measure == "redirects" { "redirects of a call, mean".into() } else { label(measure) };
    section.rows.push(vec![row_name(&name, scope), cell(count), cell(hourly), number::grouped(n)]);
}
