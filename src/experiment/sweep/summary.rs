//! What a record says of a sweep besides its table: keys, designs, target_crossings, and the differences from
//! one value of a key to the next.

use super::{TargetCrossing, VariedKey};
use crate::deployment::Figure;
use crate::experiment::record::{Record, TargetVerdict};
use crate::stats::interval::{self, Interval};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A parameter study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepSummary {
    /// The keys that were varied.
    pub keys: Vec<VariedKey>,
    /// `factorial` (every combination) or `latin-hypercube`.
    pub layout: String,
    /// What was measured of every design.
    pub figures: Vec<SweepFigure>,
    /// The designs in the order of the record's `designs`: those asked for, then those that located the
    /// target_crossings.
    pub points: Vec<SweepPoint>,
    /// What changes from one value of the first key to the next, other keys the same.
    pub steps: Vec<Step>,
    /// Where targets change from met to missed.
    pub target_crossings: Vec<TargetCrossing>,
    /// Whether all designs and target_crossings were finished; if not, the same command continues.
    pub finished: bool,
}

/// A figure of every design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepFigure {
    /// As in the estimates.
    pub measure: String,
    /// As in the estimates.
    pub scope: String,
    /// As in the estimates.
    pub statistic: String,
    /// As in the estimates.
    pub unit: String,
}

/// A design of a sweep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepPoint {
    /// Its name.
    pub design: String,
    /// The value of each key, as it was set.
    pub values: Vec<String>,
    /// Whether it was added to locate a crossing.
    pub refined: bool,
    /// The scenario's targets, judged at this design.
    pub targets: Vec<TargetVerdict>,
}

/// The difference of a figure between two neighbouring designs, over replications with common random numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The design with the value before.
    pub from: String,
    /// The design with the value after.
    pub to: String,
    /// As in the estimates.
    pub measure: String,
    /// As in the estimates.
    pub scope: String,
    /// As in the estimates.
    pub statistic: String,
    /// Mean over the replications of the value after less the value before.
    pub difference: f64,
    /// Lower end of the paired-t interval; absent for one replication.
    pub low: Option<f64>,
    /// Upper end of the paired-t interval.
    pub high: Option<f64>,
}

/// The figures as the designs have them; the unit is empty where no design has one.
pub(crate) fn figures(figures: &[Figure], designs: &[Record]) -> Vec<SweepFigure> {
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

/// The points in lines along one key: in each the other keys are the same.
pub(super) fn lines(points: &[SweepPoint], along: usize) -> Vec<Vec<&SweepPoint>> {
    let others = |point: &SweepPoint| {
        let mut values = point.values.clone();
        values.remove(along);
        values
    };
    let mut lines: Vec<(Vec<String>, Vec<&SweepPoint>)> = Vec::new();
    for point in points {
        let key = others(point);
        match lines.iter_mut().find(|(known, _)| *known == key) {
            Some((_, line)) => line.push(point),
            None => lines.push((key, vec![point])),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

/// The steps along the first key, between the designs that were asked for.
pub(super) fn steps(
    points: &[SweepPoint],
    designs: &[Record],
    figures: &[Figure],
    level: f64,
) -> Vec<Step> {
    let grid: Vec<SweepPoint> = points.iter().filter(|p| !p.refined).cloned().collect();
    if grid.iter().any(|p| p.values.is_empty()) {
        return Vec::new();
    }
    let record = |point: &SweepPoint| designs.iter().find(|d| d.first_design() == point.design);
    let mut steps = Vec::new();
    for line in lines(&grid, 0) {
        for pair in line.windows(2) {
            let Some((a, b)) = record(pair[0]).zip(record(pair[1])) else { continue };
            steps.extend(figures.iter().filter_map(|figure| step(a, b, figure, level)));
        }
    }
    steps
}

fn step(a: &Record, b: &Record, figure: &Figure, level: f64) -> Option<Step> {
    let found = paired(a, b, figure, level)?;
    Some(Step {
        from: a.first_design().to_owned(),
        to: b.first_design().to_owned(),
        measure: figure.measure.clone(),
        scope: figure.scope.clone(),
        statistic: figure.statistic.clone(),
        difference: found.value,
        low: found.low,
        high: found.high,
    })
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
