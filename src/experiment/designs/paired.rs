//! The values of a figure in two designs, replication by replication.

use crate::experiment::record::{Record, Replicates};
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

/// The values of a figure in two designs, for every replication in which both have one. Their means are the estimates over
/// these replications.
pub(crate) fn paired_values(
    a: &Record,
    b: &Record,
    figure: &Figure,
) -> Option<(Vec<f64>, Vec<f64>)> {
    paired_replicates(a.replicates_of(figure)?, b.replicates_of(figure)?)
}

/// The same of the values of a figure in two designs.
pub(crate) fn paired_replicates(a: &Replicates, b: &Replicates) -> Option<(Vec<f64>, Vec<f64>)> {
    if let (Some(a_parts), Some(b_parts)) = (events_and_trials(a), events_and_trials(b)) {
        let both = a_parts.len().min(b_parts.len());
        return Some((of_ratio(&a_parts[..both])?, of_ratio(&b_parts[..both])?));
    }
    let both = a.values.iter().zip(&b.values).filter_map(|(a, b)| Some(((*a)?, (*b)?)));
    Some(both.unzip())
}

/// The values of a figure in one design, whose mean is its estimate.
pub(crate) fn values(record: &Record, figure: &Figure) -> Option<Vec<f64>> {
    values_of(record.replicates_of(figure)?)
}

/// The same of the values of a figure.
pub(crate) fn values_of(found: &Replicates) -> Option<Vec<f64>> {
    match events_and_trials(found) {
        Some(parts) => of_ratio(&parts),
        None => Some(found.values.iter().flatten().copied().collect()),
    }
}

/// By replication; `None` for what is no share.
fn events_and_trials(of: &Replicates) -> Option<Vec<(f64, f64)>> {
    let share = of.values.iter().map(|value| value.unwrap_or(0.0));
    let parts =
        share.zip(&of.trials).map(|(share, trials)| (share * *trials as f64, *trials as f64));
    (!of.trials.is_empty()).then(|| parts.collect())
}

/// For each replication a value, so that their mean is the sum of the events ÷ the sum of the trials, and the standard error
/// of their mean that of this ratio by the delta method: a day with twice the calls counts twice. The value of a
/// replication is r + (events − r × trials) ÷ mean of the trials.
pub(crate) fn of_ratio(parts: &[(f64, f64)]) -> Option<Vec<f64>> {
    let events: f64 = parts.iter().map(|(events, _)| events).sum();
    let trials: f64 = parts.iter().map(|(_, trials)| trials).sum();
    let (ratio, mean) = (events / trials, trials / parts.len() as f64);
    let value = |(events, trials): &(f64, f64)| ratio + (events - ratio * trials) / mean;
    (trials > 0.0).then(|| parts.iter().map(value).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::Xoshiro256PlusPlus;
    use rand::{RngExt, SeedableRng};
    use rand_distr::{Distribution, Poisson};

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

    /// Days of which the busy ones block a greater share.
    fn day(rng: &mut Xoshiro256PlusPlus) -> [(f64, f64); 2] {
        let load: f64 = rng.random_range(0.2..1.8);
        let calls = Poisson::new(1_000.0 * load).expect("a mean above 0").sample(rng);
        // Of the same calls, the second design blocks half as many.
        let mut blocked =
            |share: f64| Poisson::new(calls * share * load).expect("above 0").sample(rng);
        [(blocked(0.1), calls), (blocked(0.05), calls)]
    }

    #[test]
    fn the_difference_of_shares_is_that_of_the_ratios_of_sums_and_is_covered() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        // E[0.1 × load²] ÷ E[load] with a uniform load, and half of it.
        let mean_square = (1.8_f64.powi(3) - 0.2_f64.powi(3)) / 3.0 / 1.6;
        let exact = -0.05 * mean_square;
        let (studies, mut covered) = (2_000, 0);
        for _ in 0..studies {
            let days: Vec<[(f64, f64); 2]> = (0..20).map(|_| day(&mut rng)).collect();
            let of = |i: usize| days.iter().map(|day| day[i]).collect::<Vec<_>>();
            let (before, after) = (of_ratio(&of(0)).unwrap(), of_ratio(&of(1)).unwrap());
            let found = difference(&before, &after, 0.95).unwrap();
            let sum = |i: usize, of: fn(&(f64, f64)) -> f64| -> f64 {
                days.iter().map(|d| of(&d[i])).sum()
            };
            let ratio = |i| sum(i, |p| p.0) / sum(i, |p| p.1);
            assert!((found.value - (ratio(1) - ratio(0))).abs() < 1e-12);
            covered += u32::from(found.contains(exact));
        }
        // The mean of the daily shares differs by a fifth from the ratio, and would be covered in few studies.
        let share = f64::from(covered) / f64::from(studies);
        assert!((0.93..0.97).contains(&share), "{share}");
    }
}
