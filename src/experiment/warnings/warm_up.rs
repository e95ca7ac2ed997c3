//! The warning about a warm-up that is too short.

use crate::experiment::record::{Estimate, Warning};
use crate::experiment::settling::{differs, whole_bins};
use crate::measure::Measure;
use crate::stats::{WarmUp, mser5};

/// MSER-5 on the calls in progress, averaged over replications (White 1997): compares how much of the series should be
/// deleted with the warm-up.
///
/// After the transient the criterion is flat and its minimum is random. So the bins that MSER-5 would delete beyond the
/// warm-up count only if their mean differs from that of the rest by more than the mean half-width of a bin. This
/// test is conservative: the mean of several bins is at least as precise as one bin.
///
/// A planned outage or a surge, which begins at `steady_until` (seconds), moves the series too: only the bins before count.
pub(super) fn warning(estimates: &[Estimate], given: f64, steady_until: f64) -> Option<Warning> {
    let is_bin = |e: &&Estimate| {
        e.figure.measure == Measure::CallsInProgress
            && e.from.is_some()
            && e.to.is_some_and(|to| to <= steady_until)
    };
    let series = whole_bins(estimates.iter().filter(is_bin));
    let values: Vec<f64> = series.iter().filter_map(|e| e.value).collect();
    // Too few bins to decide, or no warm-up, as for a day profile.
    if values.len() < 30 || values.len() != series.len() || given <= 0.0 {
        return None;
    }
    let settled = mser5(&values);
    let needed = match settled {
        WarmUp::TooShort => values.len() / 2,
        WarmUp::Delete(bins) => bins,
    };
    let kept = series.iter().position(|e| e.from.is_some_and(|from| from >= given))?;
    if needed <= kept || !differs(&series[kept..needed], &series[needed..]) {
        return None;
    }
    let message = match settled {
        WarmUp::TooShort => "the number of calls in progress does not settle (MSER-5): the run is \
                             too short for a steady state; raise study.duration, or ignore this \
                             warning for a day profile"
            .to_owned(),
        WarmUp::Delete(_) => format!(
            "the number of calls in progress settles after {:.0} min (MSER-5), but the warm-up ends \
             after {:.0} min: raise study.warm_up",
            series[needed].from? / 60.0,
            given / 60.0
        ),
    };
    Some(Warning { code: "warm-up-too-short".to_owned(), message })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::record::Method;
    use crate::measure::{Figure, Statistic};

    /// Calls in progress in 100 bins of a minute: they rise from zero with time constant `settles` (minutes), plus
    /// autocorrelated noise (coefficient 0.9) with steps up to `half`/2.
    fn series(settles: f64, half: f64, seed: u64) -> Vec<Estimate> {
        let mut noise = 0.0;
        let bin = |i: u64| {
            let draw = crate::kernel::Key::new(seed).absorb(i).uniform() - 0.5;
            noise = 0.9 * noise + half * draw;
            let level = 100.0 * (1.0 - libm::exp(-(i as f64 + 0.5) / settles));
            let value = level + noise;
            Estimate {
                design: String::new(),
                figure: Figure::of_all(Measure::CallsInProgress, Statistic::Mean),
                from: Some(60.0 * i as f64),
                to: Some(60.0 * (i + 1) as f64),
                value: Some(value),
                low: Some(value - 2.0 * half),
                high: Some(value + 2.0 * half),
                level: 0.95,
                method: Method::ReplicationsT,
                replications: 10,
                count: 0,
            }
        };
        (0..100).map(bin).collect()
    }

    #[test]
    fn only_a_transient_causes_a_warning() {
        let warned = |settles: f64, given: f64| {
            let warns =
                |seed: &u64| warning(&series(settles, 2.0, *seed), given, f64::INFINITY).is_some();
            (0..200u64).filter(warns).count()
        };
        // Settled within minutes, warm-up of half an hour: almost never.
        assert!(warned(3.0, 1_800.0) <= 10, "{}", warned(3.0, 1_800.0));
        // Still rising when the warm-up of five minutes ends: nearly always.
        assert!(warned(15.0, 300.0) >= 190, "{}", warned(15.0, 300.0));
    }

    #[test]
    fn an_outage_is_no_transient() {
        let mut bins = series(1.0, 2.0, 7);
        for bin in &mut bins[35..45] {
            for part in [&mut bin.value, &mut bin.low, &mut bin.high] {
                *part = part.map(|value| value - 60.0);
            }
        }
        assert!(warning(&bins, 600.0, f64::INFINITY).is_some());
        assert_eq!(warning(&bins, 600.0, 2_100.0), None);
    }
}
