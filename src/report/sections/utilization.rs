//! How busy the resources are: servers, channels and call slots, links.

use super::rows::{with_unit, without_unit};
use crate::experiment::Record;
use crate::measure::{Measure, Scope, ScopeKind, Statistic};
use crate::report::lookup::{one, scopes};
use crate::report::number;
use crate::report::section::Section;

/// The maximum number of servers in a table; the CSV has all.
const MAX_ROWS: usize = 20;

/// Hosts whose cores are used, busiest first.
pub(crate) fn busiest(record: &Record) -> Vec<&Scope> {
    by_utilization(record, |scope| {
        scope.get(ScopeKind::Server).is_some() && scope.get(ScopeKind::Slots).is_none()
    })
}

/// Channels of gateways and call slots of servers that are used, highest utilization first.
pub(crate) fn fullest(record: &Record) -> Vec<&Scope> {
    by_utilization(record, |scope| {
        scope.get(ScopeKind::Gateway).is_some() || scope.get(ScopeKind::Slots).is_some()
    })
}

fn by_utilization(record: &Record, wanted: impl Fn(&Scope) -> bool) -> Vec<&Scope> {
    let mut found: Vec<(&Scope, f64)> = record
        .of_measure(Measure::Utilization)
        .filter(|e| wanted(&e.figure.scope))
        .filter_map(|e| Some((&e.figure.scope, e.value.filter(|value| *value > 0.0)?)))
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    found.into_iter().map(|(scope, _)| scope).collect()
}

/// Stations that handle messages, busiest first.
pub(crate) fn stations(record: &Record) -> Section {
    let columns = ["server", ">utilization", ">mean wait", ">longest wait", "2>messages/s", "1>n"];
    let mut section = Section::new("Servers by utilization", &columns);
    let scopes = busiest(record);
    for scope in scopes.iter().take(MAX_ROWS) {
        let utilization = one(record, Measure::Utilization, scope, Statistic::Value);
        let wait = one(record, Measure::QueueWait, scope, Statistic::Mean);
        section.rows.push(vec![
            scope.label(),
            with_unit(utilization),
            with_unit(wait),
            with_unit(one(record, Measure::QueueWait, scope, Statistic::Max)),
            without_unit(one(record, Measure::MessagesPerSecond, scope, Statistic::Value)),
            wait.or(utilization).map(|e| number::grouped(e.count)).unwrap_or_default(),
        ]);
    }
    section.note = more(scopes.len());
    section
}

/// Channels of gateways, then call slots of servers.
pub(crate) fn slots(record: &Record) -> Section {
    let columns =
        ["channels and slots", ">offered", "2>carried", ">peak", ">utilization", ">refused", "1>n"];
    let mut section = Section::new("Channels and call slots (loads in erlang)", &columns);
    let mut names = fullest(record);
    // Stable: each kind keeps its order.
    names.sort_by_key(|scope| scope.get(ScopeKind::Gateway).is_none());
    for scope in names.iter().take(MAX_ROWS) {
        let offered = one(record, Measure::OfferedLoad, scope, Statistic::Value);
        let refused = one(record, Measure::Blocking, scope, Statistic::Value);
        section.rows.push(vec![
            scope.label(),
            without_unit(offered),
            without_unit(one(record, Measure::CarriedLoad, scope, Statistic::Value)),
            without_unit(one(record, Measure::Peak, scope, Statistic::Max)),
            with_unit(one(record, Measure::Utilization, scope, Statistic::Value)),
            with_unit(refused.or_else(|| one(record, Measure::Rejected, scope, Statistic::Value))),
            offered.map(|e| number::grouped(e.count)).unwrap_or_default(),
        ]);
    }
    section.note = more(names.len());
    section
}

/// Media streams and bandwidth of links.
pub(crate) fn links(record: &Record) -> Section {
    let mut section = Section::new("Links", &["link", "", ">mean", ">max", "unit"]);
    for measure in [Measure::Streams, Measure::Bandwidth] {
        for scope in scopes(record, measure) {
            let mean = one(record, measure, scope, Statistic::Mean);
            let max = one(record, measure, scope, Statistic::Max);
            let Some(unit) = mean.or(max).map(|e| e.figure.unit()) else { continue };
            let unit = if measure == Measure::Streams { "" } else { unit };
            section.rows.push(vec![
                scope.label(),
                measure.label().to_owned(),
                without_unit(mean),
                without_unit(max),
                unit.to_owned(),
            ]);
        }
    }
    section
}

fn more(rows: usize) -> String {
    if rows > MAX_ROWS {
        format!("the {MAX_ROWS} busiest of {rows}; all are in estimates.csv")
    } else {
        String::new()
    }
}
