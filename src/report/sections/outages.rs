//! What outages cost: by outage, and before, during and after them.

use super::rows::{plain, with_unit, without_unit};
use crate::experiment::{Estimate, Record, TargetVerdict};
use crate::measure::{Dimension, Figure, Measure, Scope, ScopeKind, Statistic};
use crate::report::lookup::one;
use crate::report::number;
use crate::report::section::Section;

/// Each outage: how long, and how many attempts it ended.
pub(crate) fn outages(record: &Record) -> Section {
    let columns = [
        "",
        ">share of the time",
        ">attempts affected",
        ">dropped",
        ">failed",
        ">late",
        "1>worst minute",
        ">calls pass again",
        "1>not in the window",
        "1>n",
    ];
    let mut section = Section::new("Outages", &columns);
    for affected in record.of_measure(Measure::Affected) {
        let scope = &affected.figure.scope;
        if affected.figure.statistic != Statistic::Count || scope.kinds().count() != 1 {
            continue;
        }
        let by = |reason: &str| {
            let scope = scope.and(ScopeKind::Reason, reason);
            without_unit(one(record, Measure::Affected, &scope, Statistic::Count))
        };
        let get = |measure, statistic| one(record, measure, scope, statistic);
        section.rows.push(vec![
            scope.get(ScopeKind::Outage).unwrap_or_default().to_owned(),
            get(Measure::TimeDown, Statistic::Value).map_or_else(String::new, short),
            plain(affected),
            by("dropped"),
            by("failed"),
            by("late"),
            without_unit(get(Measure::WorstMinute, Statistic::Max)),
            after(get(Measure::TimeToRecover, Statistic::Mean)),
            never(
                get(Measure::NotRecovered, Statistic::Value),
                get(Measure::TimeToRecover, Statistic::Mean),
            ),
            number::grouped(affected.count),
        ]);
    }
    section.note =
        "numbers are means of a replication. Dropped: attempts that the outage ended after an answer; failed: before one. Late: \
         attempts that arrived during the outage and took longer than a target allows. Worst minute: the most attempts that it ended in \
         a minute of the clock. Calls pass again: minutes from its end to the first five in a row in which outages end no \
         more attempts than before it. Not in the window: the share of outages that ended in the window without that"
            .into();
    section
}

/// What waits on the servers because of each outage; none if nothing does.
pub(crate) fn backlogs(record: &Record) -> Section {
    let columns = ["", ">when it ends", ">at its highest", ">as few as before"];
    let mut section = Section::new("Messages and notifications not yet submitted", &columns);
    for most in record.of_measure(Measure::Backlog) {
        let scope = &most.figure.scope;
        if most.figure.statistic != Statistic::Max || most.value.is_none_or(|most| most == 0.0) {
            continue;
        }
        section.rows.push(vec![
            scope.get(ScopeKind::Outage).unwrap_or_default().to_owned(),
            without_unit(one(record, Measure::Backlog, scope, Statistic::Mean)),
            plain(most),
            after(one(record, Measure::BacklogGoneAfter, scope, Statistic::Mean)),
        ]);
    }
    section.note = "on all servers together; the highest of all replications; from the end of the outage until as few wait as when it \
                    began"
        .into();
    section
}

/// A share without words: `33.3 %` if it is the same in every replication, `≤ 0.04 %` if it was never seen.
fn short(e: &Estimate) -> String {
    let parts = [e.value, e.low, e.high].map(|part| part.map(|v| v * 100.0));
    let text = match parts {
        [Some(value), Some(low), Some(high)] if low == high => number::significant(value),
        [value, low, high] => number::with_interval(value, low, high),
    };
    if text == number::NOT_ESTIMABLE { text } else { number::join(&text, "%") }
}

/// A time after the end of an outage.
pub(super) fn after(e: Option<&Estimate>) -> String {
    match e.map(number::minutes) {
        Some(text) if text == "at once" || text == number::NOT_ESTIMABLE => text,
        Some(text) => format!("after {text}"),
        None => String::new(),
    }
}

/// How many outages were not followed by what was waited for: `2 of 10`; `time` has the others.
pub(super) fn never(not: Option<&Estimate>, time: Option<&Estimate>) -> String {
    let (Some(not), Some(time)) = (not, time) else { return String::new() };
    match not.count + time.count {
        0 => "no end in the window".to_owned(),
        all => format!("{} of {}", number::grouped(not.count), number::grouped(all)),
    }
}

/// When each target is met again after each outage.
pub(crate) fn targets_met_again(record: &Record) -> Section {
    let columns = ["", "target", ">limit", ">met again, mean", "1>median", "1>not in the window"];
    let mut section = Section::new("When targets are met again after an outage", &columns);
    let mut judged: Vec<&str> = Vec::new();
    for not in record.of_measure(Measure::TargetNotMetAgain) {
        let scope = &not.figure.scope;
        let get = |statistic| one(record, Measure::TimeToMeetTarget, scope, statistic);
        let name = scope.get(ScopeKind::Target).unwrap_or_default();
        judged.push(name);
        if not.count == 0 && get(Statistic::Mean).is_none_or(|time| time.count == 0) {
            continue; // It never ended in the window.
        }
        let limit = named(&record.targets, name);
        section.rows.push(vec![
            scope.get(ScopeKind::Outage).unwrap_or_default().to_owned(),
            limit.map_or_else(|| name.to_owned(), |t| t.figure.label()),
            limit.map_or_else(String::new, limit_of),
            after(get(Statistic::Mean)),
            get(Statistic::P50).map_or_else(String::new, number::minutes),
            never(Some(not), get(Statistic::Mean)),
        ]);
    }
    let is_judged = |t: &&TargetVerdict| judged.contains(&t.figure.as_part().as_str());
    let others = record.targets.iter().filter(|t| !is_judged(t));
    let others: Vec<String> = others.map(|t| t.figure.label()).collect();
    section.note = "from the end of the outage to the first bin of study.bin in which the target is met and with which it is met over \
                    five bins together, by the arrival of the calls"
        .into();
    if !others.is_empty() {
        section.note += &format!("; not judged by bin: {}", others.join("; "));
    }
    section
}

/// The target with a name, as in scopes.
fn named<'t>(targets: &'t [TargetVerdict], name: &str) -> Option<&'t TargetVerdict> {
    let is = |at: usize| {
        let figure = &targets[at].figure;
        match targets[..at].iter().filter(|other| other.figure == *figure).count() {
            0 => figure.as_part() == name,
            before => format!("{} ({})", figure.as_part(), before + 1) == name,
        }
    };
    (0..targets.len()).find(|at| is(*at)).map(|at| &targets[at])
}

/// A limit in words: `at most 1 %`.
fn limit_of(target: &TargetVerdict) -> String {
    let limit = number::exact(target.figure.dimension(), target.limit);
    format!("{} {limit}", target.side.words())
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
    let known: Vec<(Measure, Statistic)> = FIGURES.to_vec();
    let targets = record.targets.iter().map(|t| &t.figure).filter(|f| f.scope.is_all());
    let targets = targets.map(|Figure { measure, statistic, .. }| (*measure, *statistic));
    let mut figures = known.clone();
    figures.extend(targets.filter(|figure| !known.contains(figure)));
    for (measure, statistic) in figures {
        let found = PERIODS
            .map(|period| one(record, measure, &Scope::of(ScopeKind::Period, period), statistic));
        if found.iter().flatten().any(|e| e.value.is_some()) {
            let name = match (measure, statistic) {
                (Measure::Calls, _) => "calls per replication".to_owned(),
                (_, Statistic::Mean) => format!("{}, mean", measure.label()),
                (_, Statistic::Value) => measure.label().to_owned(),
                _ => Figure::of_all(measure, statistic).label(),
            };
            let is_share = measure.dimension(statistic) == Some(Dimension::Share);
            let cells = found.map(|e| match e {
                Some(e) if is_share => short(e),
                e if measure == Measure::Calls => without_unit(e),
                e => with_unit(e),
            });
            section.rows.push(std::iter::once(name).chain(cells).collect());
        }
    }
    section.note =
        "by the arrival of the call's first attempt; after: while no outage lasts".into();
    section
}
