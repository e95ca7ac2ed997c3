//! MSER-5: how much of a series to delete because the system started empty. It decides for one series; the caller takes
//! the longest over several measures. It does not apply to day profiles.

/// Values per batch.
const BATCH: usize = 5;
/// Minimum number of batches.
const MIN_BATCHES: usize = 10;

/// The result of MSER-5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarmUp {
    /// Delete this many values from the front; a multiple of five, less than half the series.
    Delete(usize),
    /// The minimum lies at the end of the search: the run is too short.
    TooShort,
}

/// The number of leading values whose deletion minimizes the error of the mean.
///
/// Batches of five, `d* = argmin (m−d)⁻² Σ_{i>d} (Y_i − Ȳ_{m,d})²` over `0 ≤ d ≤ m/2`; the first
/// of equals. Too short if d* is the bound, if there are fewer than ten batches, or if a value is
/// not finite. Values past the last full batch are ignored. O(n).
///
/// Source: White (1997); White, Cobb & Spratt (2000); Pasupathy & Schmeiser (2010).
pub fn mser5(values: &[f64]) -> WarmUp {
    let batches: Vec<f64> =
        values.chunks_exact(BATCH).map(|b| b.iter().sum::<f64>() / BATCH as f64).collect();
    let m = batches.len();
    if m < MIN_BATCHES || batches.iter().any(|y| !y.is_finite()) {
        return WarmUp::TooShort;
    }
    let bound = m / 2;
    let (mut mean, mut squares) = (0.0, 0.0);
    let mut best = (f64::INFINITY, bound);
    // From the back, one batch at a time (Welford), which avoids cancellation.
    for (d, y) in batches.iter().enumerate().rev() {
        let kept = (m - d) as f64;
        let off = y - mean;
        mean += off / kept;
        squares += off * (y - mean);
        let error = squares / (kept * kept);
        if d <= bound && error <= best.0 {
            best = (error, d);
        }
    }
    if best.1 == bound { WarmUp::TooShort } else { WarmUp::Delete(best.1 * BATCH) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_or_broken_series() {
        assert_eq!(mser5(&[]), WarmUp::TooShort);
        assert_eq!(mser5(&[1.0; 49]), WarmUp::TooShort);
        let mut broken = vec![1.0; 200];
        broken[77] = f64::NAN;
        assert_eq!(mser5(&broken), WarmUp::TooShort);
    }

    #[test]
    fn a_constant_series_keeps_every_value() {
        assert_eq!(mser5(&[0.3; 500]), WarmUp::Delete(0));
        let alternating: Vec<f64> = (0..500).map(|i| f64::from(i / 5 % 2)).collect();
        assert_eq!(mser5(&alternating), WarmUp::Delete(0));
    }

    #[test]
    fn a_step_is_cut_where_it_ends() {
        let step: Vec<f64> =
            (0..1000).map(|i| if i < 100 { 0.0 } else { 9.0 + f64::from(i / 5 % 2) }).collect();
        assert_eq!(mser5(&step), WarmUp::Delete(100));
    }

    #[test]
    fn a_trend_is_too_short() {
        let trend: Vec<f64> = (0..1000).map(f64::from).collect();
        assert_eq!(mser5(&trend), WarmUp::TooShort);
    }
}
