//! Histograms of latencies: hdrhistogram with fixed bounds, made on first use. Merging is exact
//! and does not depend on order.

use hdrhistogram::Histogram;

/// A day in microseconds, the greatest value told apart.
const GREATEST: u64 = 86_400_000_000;

/// A histogram of latencies from 1 µs to a day; 0 is a value of its own.
#[derive(Clone, Debug)]
pub struct LatencyHistogram {
    digits: u8,
    histogram: Option<Histogram<u64>>,
}

impl LatencyHistogram {
    /// Empty, with 2 or 3 significant digits.
    pub fn new(digits: u8) -> Self {
        LatencyHistogram { digits, histogram: None }
    }

    /// Empty again, keeping the memory.
    pub fn reset(&mut self) {
        if let Some(histogram) = &mut self.histogram
            && !histogram.is_empty()
        {
            histogram.reset();
        }
    }

    fn histogram(&mut self) -> &mut Histogram<u64> {
        let digits = self.digits;
        self.histogram.get_or_insert_with(|| {
            Histogram::new_with_bounds(1, GREATEST, digits).expect("bounds and digits are valid")
        })
    }

    /// One value in nanoseconds, rounded to microseconds; above a day it counts as a day.
    #[inline]
    pub fn record(&mut self, nanos: u64) {
        self.histogram().saturating_record((nanos + 500) / 1_000);
    }

    /// Values recorded.
    pub fn count(&self) -> u64 {
        self.histogram.as_ref().map_or(0, Histogram::len)
    }

    /// Adds all values of another histogram with the same digits.
    pub fn merge(&mut self, other: &LatencyHistogram) {
        if let Some(from) = other.histogram.as_ref().filter(|from| !from.is_empty()) {
            self.histogram().add(from).expect("the same bounds");
        }
    }

    /// The p-quantile in seconds, 0 < p < 1, as the middle of its bucket; `None` when empty.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let histogram = self.histogram.as_ref().filter(|h| !h.is_empty())?;
        Some(middle(histogram, histogram.value_at_quantile(p)))
    }

    /// The cumulative distribution as at most `points` pairs (seconds, share at or below), finer
    /// towards the tail.
    pub fn curve(&self, points: usize) -> Vec<(f64, f64)> {
        let Some(histogram) = self.histogram.as_ref().filter(|h| !h.is_empty()) else {
            return Vec::new();
        };
        let body = points * 2 / 3;
        let tail = points - body;
        let even = (0..=body).map(|i| 0.9 * i as f64 / body.max(1) as f64);
        // From 0.9 on each step leaves a constant share of what is beyond.
        let beyond = (1..=tail).map(|i| 1.0 - 0.1 * 1e-3f64.powf(i as f64 / tail.max(1) as f64));
        let mut curve: Vec<(f64, f64)> = Vec::with_capacity(points);
        for share in even.chain(beyond) {
            let value = middle(histogram, histogram.value_at_quantile(share));
            match curve.last_mut() {
                Some(last) if last.0 == value => last.1 = share,
                _ => curve.push((value, share)),
            }
        }
        curve
    }
}

/// The middle of a bucket in seconds: hdrhistogram itself gives the bucket's top.
fn middle(histogram: &Histogram<u64>, value: u64) -> f64 {
    if value == 0 { 0.0 } else { histogram.median_equivalent(value) as f64 * 1e-6 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_uniform_values_are_within_a_thousandth() {
        let mut histogram = LatencyHistogram::new(3);
        (1..=100_000u64).for_each(|i| histogram.record(i * 1_000_000));
        for p in [0.1, 0.5, 0.9, 0.99, 0.999] {
            let q = histogram.quantile(p).expect("values");
            assert!((q / (100.0 * p) - 1.0).abs() < 1e-3, "{p}: {q}");
        }
        histogram.reset();
        assert_eq!((histogram.count(), histogram.quantile(0.5)), (0, None));
        histogram.record(0);
        assert_eq!(histogram.quantile(0.5), Some(0.0));
    }
}
