//! The values of a figure in two designs, replication by replication.

use crate::experiment::record::Record;
use crate::measure::Figure;
use crate::stats::interval::{self, Interval};

/// The figure in `b` minus that in `a`, over the replications in which both have a value.
pub(crate) fn paired(a: &Record, b: &Record, figure: &Figure, level: f64) -> Option<Interval> {
    let (before, after) = paired_values(a, b, figure)?;
    interval::paired_difference(&after, &before, level)
}

/// The values of a figure in two designs, for every replication in which both have one.
pub(crate) fn paired_values(
    a: &Record,
    b: &Record,
    figure: &Figure,
) -> Option<(Vec<f64>, Vec<f64>)> {
    let values = |record: &Record| {
        let found = record.replicates.iter().find(|r| r.figure == *figure);
        found.map(|r| r.values.clone())
    };
    let both = values(a)?.into_iter().zip(values(b)?).filter_map(|(a, b)| Some((a?, b?)));
    Some(both.unzip())
}
