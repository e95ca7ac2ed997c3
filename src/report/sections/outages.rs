//! What outages cost: by outage, and before, during and after them.

use super::rows::{plain, with_unit, without_unit};
use crate::experiment::Record;
use crate::measure::{Measure, Scope, ScopeKind, Statistic};
use crate::report::lookup::one;
use crate::report::number;
use crate::report::section::Section;

/// Each outage: how long, and how many attempts it ended.
pub(crate) fn outages(record: &Record) -> Section {
    let columns = [
        "",
        ">share of the time",
        ">attempts it ended",
        "1>worst minute",
        ">time to recover",
        "1>not recovered",
        "1>n",
    ];
    let mut section = Section::new("Outages", &columns);
    for affected in record.of_measure(Measure::Affected) {
        let scope = &affected.figure.scope;
        if affected.figure.statistic != Statistic::Count {
            continue;
        }
        let get = |measure, statistic| one(record, measure, scope, statistic);
        section.rows.push(vec![
            scope.get(ScopeKind::Outage).unwrap_or_default().to_owned(),
            with_unit(get(Measure::TimeDown, Statistic::Value)),
            plain(affected),
            without_unit(get(Measure::WorstMinute, Statistic::Max)),
            with_unit(get(Measure::TimeToRecover, Statistic::Mean)),
            with_unit(get(Measure::NotRecovered, Statistic::Value)),
            number::grouped(affected.count),
        ]);
    }
    section.note =
        "attempts that it ended, and the most of them in a minute, per replication; time from its end until calls get through as before, \
         0 if at once"
            .into();
    section
}

/// The figures that a bad day changes.
const FIGURES: [(Measure, Statistic); 9] = [
    (Measure::Calls, Statistic::Count),
    (Measure::ServiceAvailability, Statistic::Value),
    (Measure::Dropped, Statistic::Value),
    (Measure::FailedByOutage, Statistic::Value),
    (Measure::Blocking, Statistic::Value),
    (Measure::CallsLost, Statistic::Value),
    (Measure::VoiceMailFailed, Statistic::Value),
    (Measure::PostDialDelay, Statistic::Mean),
    (Measure::VoiceMailRoutingLatency, Statistic::Mean),
];

/// The same figures for calls that arrive before, during and after outages.
pub(crate) fn periods(record: &Record) -> Section {
    const PERIODS: [&str; 3] = ["before", "during", "after"];
    let columns = ["", ">before", ">during", ">after"];
    let mut section = Section::new("Before, during and after outages", &columns);
    for (measure, statistic) in FIGURES {
        let found = PERIODS
            .map(|period| one(record, measure, &Scope::of(ScopeKind::Period, period), statistic));
        if found.iter().flatten().any(|e| e.value.is_some()) {
            let name = match (measure, statistic) {
                (Measure::Calls, _) => "calls per replication".to_owned(),
                (_, Statistic::Mean) => format!("{}, mean", measure.label()),
                _ => measure.label().to_owned(),
            };
            let cells = found
                .map(|e| if measure == Measure::Calls { without_unit(e) } else { with_unit(e) });
            section.rows.push(std::iter::once(name).chain(cells).collect());
        }
    }
    section.note =
        "by the arrival of the call's first attempt; after: while no outage lasts".into();
    section
}
