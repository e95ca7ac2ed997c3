//! Arranges the points of a sweep in lines along one key, and computes the differences between neighbouring values.

use crate::experiment::designs::paired::paired;
use crate::experiment::record::{Record, Step, SweepPoint};
use crate::measure::Figure;

/// The points in lines along one key: in each line all other keys have the same values.
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

/// The steps along the first key, without the designs that were added to locate a crossing.
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
        figure: figure.clone(),
        difference: found.value,
        low: found.low,
        high: found.high,
    })
}
