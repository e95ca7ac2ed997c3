//! Exact moments of spans: count, sum, sum of squares, least and greatest, in integers, so that
//! merging in any order gives the same bits. No quantiles and no intervals.

use crate::base::Span;

/// Running moments of spans. 64 bytes or so, no allocation.
///
/// The sum of squares is exact until it passes 2¹²⁸ ns², which takes more than 4·10¹⁰ spans of a
/// day; there it saturates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    n: u64,
    sum: u128,
    squares: u128,
    least: u64,
    greatest: u64,
}

impl Moments {
    /// Nothing recorded yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one span.
    #[inline]
    pub fn record(&mut self, span: Span) {
        let nanos = span.nanos();
        self.least = if self.n == 0 { nanos } else { self.least.min(nanos) };
        self.greatest = self.greatest.max(nanos);
        self.n += 1;
        self.sum += u128::from(nanos);
        self.squares = self.squares.saturating_add(u128::from(nanos) * u128::from(nanos));
    }

    /// Adds everything `other` has seen.
    pub fn merge(&mut self, other: &Moments) {
        if other.n == 0 {
            return;
        }
        self.least = if self.n == 0 { other.least } else { self.least.min(other.least) };
        self.greatest = self.greatest.max(other.greatest);
        self.n += other.n;
        self.sum += other.sum;
        self.squares = self.squares.saturating_add(other.squares);
    }

    /// Spans recorded.
    pub fn count(&self) -> u64 {
        self.n
    }

    /// Their sum in nanoseconds, exact.
    pub fn sum_nanos(&self) -> u128 {
        self.sum
    }

    /// Their sum in seconds, rounded once.
    pub fn sum_seconds(&self) -> f64 {
        self.sum as f64 / 1e9
    }

    /// The shortest; `None` if nothing was recorded.
    pub fn min(&self) -> Option<Span> {
        (self.n > 0).then(|| Span::from_nanos(self.least))
    }

    /// The longest; `None` if nothing was recorded.
    pub fn max(&self) -> Option<Span> {
        (self.n > 0).then(|| Span::from_nanos(self.greatest))
    }

    /// The mean in seconds; `None` if nothing was recorded.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / self.n as f64 / 1e9)
    }

    /// The sample variance (divisor n − 1) in seconds², 0 for equal spans; `None` for fewer than
    /// two. Sums are shifted by the whole-nanosecond mean in integers, so nothing cancels.
    ///
    /// It describes the spread of the values. It says nothing about the error of their mean,
    /// because values within a run depend on each other.
    pub fn variance(&self) -> Option<f64> {
        if self.n < 2 {
            return None;
        }
        let n = u128::from(self.n);
        let (whole, rest) = (self.sum / n, self.sum % n);
        // Σ(x−m)² = Σx² − m(Σx + r) where Σx = n·m + r; then the fraction r/n of the mean.
        let about_whole = self.squares.saturating_sub(whole.saturating_mul(self.sum + rest));
        let fraction = rest as f64 * (rest as f64 / n as f64);
        Some(((about_whole as f64 - fraction) / (self.n - 1) as f64).max(0.0) / 1e18)
    }

    /// The standard deviation in seconds; `None` for fewer than two spans.
    pub fn standard_deviation(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(nanos: &[u64]) -> Moments {
        let mut moments = Moments::new();
        nanos.iter().for_each(|&n| moments.record(Span::from_nanos(n)));
        moments
    }

    #[test]
    fn nothing_and_one() {
        assert_eq!(of(&[]).mean(), None);
        assert_eq!(of(&[]).min(), None);
        let one = of(&[5]);
        assert_eq!((one.count(), one.variance(), one.min()), (1, None, Some(Span::from_nanos(5))));
    }

    #[test]
    fn small_sample() {
        let m = of(&[2_000_000_000, 4_000_000_000, 4_000_000_000, 5_000_000_000, 7_000_000_001]);
        assert!((m.mean().unwrap() - 4.4).abs() < 1e-9);
        assert!((m.variance().unwrap() - 3.3).abs() < 1e-8);
        assert_eq!(m.max(), Some(Span::from_nanos(7_000_000_001)));
    }

    #[test]
    fn variance_does_not_cancel() {
        let day = 86_400_000_000_000;
        let m = of(&[day, day + 1, day + 2]);
        assert_eq!(m.variance(), Some(1e-18));
        assert_eq!(of(&[day; 7]).variance(), Some(0.0));
        assert_eq!(of(&[0, 1]).variance(), Some(0.5e-18));
    }

    #[test]
    fn merging_is_recording_together() {
        let (a, b) = (of(&[3, 1, 4]), of(&[1, 5, 9, 2]));
        let all = of(&[3, 1, 4, 1, 5, 9, 2]);
        for (mut left, right) in [(a, b), (b, a), (all, of(&[])), (of(&[]), all)] {
            left.merge(&right);
            assert_eq!(left, all);
        }
    }
}
