//! How many calls there were, and how many were answered, abandoned or redirected.

use super::rows::{COUNT_COLUMNS, plain, row_name};
use crate::experiment::{Estimate, Record};
use crate::measure::{Measure, Scope, Statistic};
use crate::report::lookup::{of_all, one, scopes};
use crate::report::number;
use crate::report::section::Section;

const COUNTS: [Measure; 9] = [
    Measure::Calls,
    Measure::Attempts,
    Measure::Retries,
    Measure::Answered,
    Measure::VoiceMessages,
    Measure::HungUpInGreeting,
    Measure::Abandoned,
    Measure::MissedCalls,
    Measure::Redirects,
];

pub(super) fn calls(record: &Record) -> Section {
    let mut section = Section::new("Calls", &COUNT_COLUMNS);
    let retries = of_all(record, Measure::Retries, Statistic::Count);
    let retried = retries.is_some_and(|e| e.count > 0);
    for measure in COUNTS {
        // Without retries every attempt is a call.
        if matches!(measure, Measure::Attempts | Measure::Retries) && !retried {
            continue;
        }
        for scope in scopes(record, measure) {
            count_row(record, measure, scope, &mut section);
        }
    }
    section
}

fn count_row(record: &Record, measure: Measure, scope: &Scope, section: &mut Section) {
    let count = one(record, measure, scope, measure.usual_statistic());
    let hourly = one(record, measure, scope, Statistic::PerHour);
    let Some(n) = count.or(hourly).map(|e| e.count) else { return };
    let cell = |e: Option<&Estimate>| e.map(plain).unwrap_or_default();
    let name = match measure {
        Measure::Redirects => "redirects per call, mean",
        other => other.label(),
    };
    section.rows.push(vec![row_name(name, scope), cell(count), cell(hourly), number::grouped(n)]);
}
