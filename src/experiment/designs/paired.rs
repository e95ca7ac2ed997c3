//! Figures of several designs: their units, and the values of two designs side by side.

use crate::deployment::Figure;
use crate::experiment::record::{Record, SweepFigure};
use crate::stats::interval::{self, Interval};

/// The figures as the designs have them; the unit is empty where no design has one.
pub(crate) fn note_figures(figures: &[Figure], designs: &[Record]) -> Vec<SweepFigure> {
    let unit = |f: &Figure| {
        let found = designs.iter().find_map(|d| d.estimate(&f.measure, &f.scope, &f.statistic));
        found.map_or_else(String::new, |e| e.unit.clone())
    };
    let of = |f: &Figure| SweepFigure {
        measure: f.measure.clone(),
        scope: f.scope.clone(),
        statistic: f.statistic.clone(),
        unit: unit(f),
    };
    figures.iter().map(of).collect()
}

/// The figure in `b` less that in `a`, over the replications in which both have it.
pub(crate) fn paired(a: &Record, b: &Record, figure: &Figure, level: f64) -> Option<Interval> {
    let (before, after) = both(a, b, figure)?;
    interval::paired_difference(&after, &before, level)
}

/// The values of a figure in two designs, replication by replication, of those in which both have one.
pub(crate) fn both(a: &Record, b: &Record, figure: &Figure) -> Option<(Vec<f64>, Vec<f64>)> {
    let values = |record: &Record| {
        let found = record.replicates.iter().find(|r| {
            (&r.measure, &r.scope, &r.statistic)
                == (&figure.measure, &figure.scope, &figure.statistic)
        });
        found.map(|r| r.values.clone())
    };
    let both = values(a)?.into_iter().zip(values(b)?).filter_map(|(a, b)| Some((a?, b?)));
    Some(both.unzip())
}
