//! Cells and rows that several sections share.

use crate::experiment::{Estimate, Record};
use crate::measure::{Dimension, Measure, Scope, Statistic};
use crate::report::lookup::of_all;
use crate::report::number::{self, Scale};
use crate::report::section::Section;

/// The columns of a table of counts.
pub(super) const COUNT_COLUMNS: [&str; 4] = ["", ">per replication", ">per hour", "1>n"];

/// An estimate without its unit, for columns whose title names the unit.
pub(crate) fn plain(e: &Estimate) -> String {
    number::with_interval(e.value, e.low, e.high)
}

/// The name for the scope `all`; for other scopes the scope, indented below it.
pub(super) fn row_name(name: &str, scope: &Scope) -> String {
    if scope.is_all() { name.to_owned() } else { format!("  {}", scope.label()) }
}

pub(super) fn add_count(record: &Record, measure: Measure, name: &str, section: &mut Section) {
    let Some(e) = of_all(record, measure, Statistic::Count) else { return };
    let hourly = of_all(record, measure, Statistic::PerHour).map(plain).unwrap_or_default();
    section.rows.push(vec![name.to_owned(), plain(e), hourly, number::grouped(e.count)]);
}

pub(super) fn add_share(record: &Record, measure: Measure, name: &str, section: &mut Section) {
    let Some(e) = of_all(record, measure, Statistic::Value) else { return };
    let row = vec![name.to_owned(), number::estimate(e), String::new(), number::grouped(e.count)];
    section.rows.push(row);
}

/// A latency: its mean and, if it is estimable, its 95th percentile.
pub(super) fn add_latency(record: &Record, measure: Measure, name: &str, section: &mut Section) {
    let Some(mean) = of_all(record, measure, Statistic::Mean).filter(|e| e.count > 0) else {
        return;
    };
    let scale = Scale::of(Dimension::Time, mean.value.unwrap_or(0.0));
    let cell = |e: &Estimate| number::join(&number::in_scale(e, &scale), &scale.unit);
    let n = number::grouped(mean.count);
    section.rows.push(vec![name.to_owned(), cell(mean), String::new(), n.clone()]);
    let p95 = of_all(record, measure, Statistic::P95).filter(|e| e.value.is_some());
    section.rows.extend(p95.map(|e| vec!["  95 % within".into(), cell(e), String::new(), n]));
}

pub(super) fn with_unit(e: Option<&Estimate>) -> String {
    e.map(number::estimate).unwrap_or_default()
}

pub(super) fn without_unit(e: Option<&Estimate>) -> String {
    e.map(plain).unwrap_or_default()
}
