//! The values of a figure in two designs, replication by replication.

use crate::experiment::record::Record;
use crate::measure::Figure;
use crate::stats::interval::{self, Interval};

/// Two numbers that differ by less than this share of the greater one differ by rounding errors only. The clock of the
/// simulation resolves more.
const ROUNDING: f64 = 1e-9;

/// The figure in `b` minus that in `a`, over the replications in which both have a value.
pub(crate) fn paired(a: &Record, b: &Record, figure: &Figure, level: f64) -> Option<Interval> {
    let (before, after) = paired_values(a, b, figure)?;
    difference(&before, &after, level)
}

/// `after` minus `before`, replication by replication. If that is the same in every replication up to rounding errors, the
/// interval has no width; if the values are the same, it is exactly 0.
pub(crate) fn difference(before: &[f64], after: &[f64], level: f64) -> Option<Interval> {
    let found = interval::paired_difference(after, before, level)?;
    let size = before.iter().chain(after).fold(0.0_f64, |size, v| size.max(v.abs()));
    let differences: Vec<f64> = after.iter().zip(before).map(|(a, b)| a - b).collect();
    if varies(&differences, size) {
        return Some(found);
    }
    let value = if found.value.abs() <= ROUNDING * size { 0.0 } else { found.value };
    let end = found.low.map(|_| value);
    Some(Interval { value, low: end, high: end, ..found })
}

/// Whether values of numbers of this `size` differ by more than rounding errors.
pub(crate) fn varies(values: &[f64], size: f64) -> bool {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    greatest - least > ROUNDING * size
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_difference_has_an_interval_without_width() {
        let before = [0.1 + 0.2, 0.7, 1.1];
        let with = |off: f64| before.map(|v| v + off);
        let of = |after: &[f64]| difference(&before, after, 0.95).expect("an interval");
        let exact = of(&with(-0.177));
        assert!((exact.value + 0.177).abs() < 1e-12);
        assert_eq!((exact.low, exact.high), (Some(exact.value), Some(exact.value)));
        let same = of(&[0.3, 0.7, 1.1]);
        assert_eq!((same.value, same.low, same.high), (0.0, Some(0.0), Some(0.0)));
        let near = of(&[0.3 + 1e-7, 0.7, 1.1]);
        assert!(near.low < near.high);
        assert_eq!(difference(&[0.3], &[0.5], 0.95).expect("a value").low, None);
    }
}
