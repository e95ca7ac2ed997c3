//! How busy the resources are: servers, channels and call slots, links.

use super::rows::{first_of, with_unit, without_unit};
use crate::experiment::Record;
use crate::report::lookup::{label, named, one, scope_label, scopes, single};
use crate::report::number;
use crate::report::section::Section;

/// Rows of a list of servers; what is beyond is in the CSV.
const MAX_ROWS: usize = 20;

/// Hosts whose cores do anything, busiest first.
pub(crate) fn busiest(record: &Record) -> Vec<&str> {
    by_utilization(record, |scope| {
        named(scope, "server").is_some() && named(scope, "slots").is_none()
    })
}

/// Channels of gateways and slots of servers that anybody uses, fullest first.
pub(crate) fn fullest(record: &Record) -> Vec<&str> {
    by_utilization(record, |scope| {
        named(scope, "gateway").is_some() || named(scope, "slots").is_some()
    })
}

fn by_utilization(record: &Record, wanted: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut found: Vec<(&str, f64)> = single(record)
        .filter(|e| e.measure == "utilization" && wanted(&e.scope))
        .filter_map(|e| Some((e.scope.as_str(), e.value.filter(|value| *value > 0.0)?)))
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
        let utilization = first_of(record, "utilization", scope, &["value", "mean"]);
        let wait = one(record, "queue_wait", scope, "mean");
        section.rows.push(vec![
            scope_label(scope),
            with_unit(utilization),
            with_unit(wait),
            with_unit(one(record, "queue_wait", scope, "max")),
            without_unit(first_of(record, "messages_per_second", scope, &["value", "mean"])),
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
    names.sort_by_key(|scope| named(scope, "gateway").is_none());
    for scope in names.iter().take(MAX_ROWS) {
        let offered = first_of(record, "offered_load", scope, &["value", "mean"]);
        let refused = one(record, "blocking", scope, "value");
        section.rows.push(vec![
            scope_label(scope),
            without_unit(offered),
            without_unit(first_of(record, "carried_load", scope, &["value", "mean"])),
            without_unit(first_of(record, "peak", scope, &["max", "value", "mean"])),
            with_unit(first_of(record, "utilization", scope, &["value", "mean"])),
            with_unit(refused.or_else(|| first_of(record, "rejected", scope, &["value", "count"]))),
            offered.map(|e| number::grouped(e.count)).unwrap_or_default(),
        ]);
    }
    section.note = more(names.len());
    section
}

/// Media and bandwidth of links.
pub(crate) fn links(record: &Record) -> Section {
    let mut section = Section::new("Links", &["link", "", ">mean", ">max", "unit"]);
    for measure in ["streams", "bandwidth"] {
        for scope in scopes(record, measure) {
            let mean = first_of(record, measure, scope, &["mean", "value"]);
            let max = one(record, measure, scope, "max");
            let Some(unit) = mean.or(max).map(|e| e.unit.clone()) else { continue };
            let unit = if measure == "streams" { String::new() } else { unit };
            section.rows.push(vec![
                scope_label(scope),
                label(measure),
                without_unit(mean),
                without_unit(max),
                unit,
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
