//! Latencies of all replications together, for the curve of each distribution: an `hdrhistogram` from 1 µs to a day.

use super::latency_counts::{HIGHEST, HistogramContent, LatencyCounts, Quantile};
use hdrhistogram::Histogram;

/// Initial range, in microseconds. It grows with greater values.
const USUAL: u64 = 2_000;

/// Significant digits: buckets are at most 0.1 % wide; 16 kB for latencies up to 2 ms, 90 kB up to 1 s, 230 kB for a day.
const DIGITS: u8 = 3;

/// Counts of latencies in buckets whose width is a fixed share of the value. Allocated at the first value above 0; values
/// above a day share one bucket.
#[derive(Clone, Debug, Default)]
pub struct LatencyHistogram {
    buckets: Option<Box<Histogram<u64>>>,
    /// Latencies of exactly 0, which are in no bucket.
    zeros: u64,
    /// The least and the greatest of the others, in nanoseconds, if there is one.
    least: u64,
    greatest: u64,
}

impl LatencyHistogram {
    /// Adds the latencies of a replication.
    pub fn add(&mut self, counts: &LatencyCounts) {
        self.add_all(counts.zeros(), counts.range(), counts.micros());
    }

    /// Adds the latencies of a replication that was stored.
    pub fn add_content(&mut self, content: &HistogramContent) {
        self.add_all(content.zeros, content.range, content.micros());
    }

    fn add_all(
        &mut self,
        zeros: u64,
        (least, greatest): (u64, u64),
        others: impl Iterator<Item = (u64, u64)>,
    ) {
        self.zeros = self.zeros.saturating_add(zeros);
        let mut others = others.peekable();
        if others.peek().is_none() {
            return;
        }
        if self.in_buckets() == 0 {
            (self.least, self.greatest) = (least, greatest);
        } else {
            (self.least, self.greatest) = (self.least.min(least), self.greatest.max(greatest));
        }
        let buckets = self.buckets.get_or_insert_with(|| {
            let mut buckets = Histogram::new_with_bounds(1, USUAL, DIGITS)
                .expect("1 µs to 2 ms at three digits is a valid histogram");
            buckets.auto(true);
            Box::new(buckets)
        });
        for (micros, n) in others {
            let recorded = buckets.record_n(micros.min(HIGHEST), n);
            recorded.expect("a histogram that grows takes any value");
        }
    }

    /// Latencies recorded.
    pub fn count(&self) -> u64 {
        self.zeros + self.in_buckets()
    }

    fn in_buckets(&self) -> u64 {
        self.buckets.as_ref().map_or(0, |b| b.len())
    }

    /// The cumulative curve as (seconds, share of latencies not above), both rising, the last
    /// share 1; at most about `points` of them. Half are spread evenly over the shares, half
    /// over the decades of the tail, down to one latency. Empty if nothing was recorded.
    pub fn curve(&self, points: usize) -> Vec<(f64, f64)> {
        if self.count() == 0 {
            return Vec::new();
        }
        let levels = levels(self.count(), points);
        let mut next = 0;
        let mut so_far = 0;
        let mut curve = Vec::with_capacity(levels.len() + 1);
        let zeros = (self.zeros > 0).then_some((0.0, self.zeros));
        let others = self.buckets.iter().flat_map(|buckets| {
            buckets.iter_recorded().map(|step| {
                let micros = step.value_iterated_to();
                let bucket =
                    (buckets.lowest_equivalent(micros), buckets.highest_equivalent(micros));
                let found = Quantile::between(bucket, (self.least, self.greatest));
                (found.value, step.count_at_value())
            })
        });
        for (seconds, count) in zeros.into_iter().chain(others) {
            so_far += count;
            let share = so_far as f64 / self.count() as f64;
            let before = next;
            while next < levels.len() && levels[next] <= share {
                next += 1;
            }
            if next > before {
                curve.push((seconds, share));
            }
        }
        curve
    }
}

/// Shares at which the curve takes a point, rising, from 0 to 1.
fn levels(n: u64, points: usize) -> Vec<f64> {
    let half = (points / 2).max(1);
    let tail = half.saturating_sub(1).max(1);
    let decades = libm::log10(n.max(10) as f64);
    let even = (0..half).map(|i| i as f64 / half as f64);
    let dense = (1..=tail).map(|i| 1.0 - libm::pow(10.0, -decades * i as f64 / tail as f64));
    let mut levels: Vec<f64> = even.chain(dense).chain([1.0]).collect();
    levels.sort_by(f64::total_cmp);
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uniform(n: u64) -> LatencyCounts {
        let mut counts = LatencyCounts::new();
        (1..=n).for_each(|i| counts.record(i * 1_000_000));
        counts
    }

    fn all(counts: &LatencyCounts) -> LatencyHistogram {
        let mut all = LatencyHistogram::default();
        all.add(counts);
        all
    }

    #[test]
    fn the_content_gives_the_same_histogram() {
        let mut counts = uniform(5_000);
        [0, 1, 499, 999, 1_500, 3_600_000_000_000, 90_000_000_000_000, u64::MAX]
            .into_iter()
            .for_each(|nanos| counts.record(nanos));
        let mut stored = LatencyHistogram::default();
        stored.add_content(&counts.content());
        stored.add_content(&LatencyCounts::new().content());
        assert_eq!((stored.count(), all(&counts).count()), (5_008, 5_008));
        assert_eq!(stored.curve(200), all(&counts).curve(200));
    }

    /// Both have the same buckets, so that a percentile of one replication and the curve of all agree.
    #[test]
    fn the_buckets_are_those_of_the_counts() {
        let mut state = 1u64;
        let mut counts = LatencyCounts::new();
        for _ in 0..3_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            counts.record((state >> 20) % (1 << (12 + (state >> 59))));
        }
        for (seconds, share) in all(&counts).curve(100_000) {
            let quantile = counts.quantile(share).expect("a share of what was counted");
            assert_eq!(quantile.value, seconds, "{share}");
        }
    }

    #[test]
    fn zeros_are_in_no_bucket() {
        assert!(LatencyHistogram::default().curve(200).is_empty());
        let mut counts = LatencyCounts::new();
        [0, 499].into_iter().for_each(|nanos| counts.record(nanos));
        assert_eq!(all(&counts).curve(200), [(0.0, 0.5), (499e-9, 1.0)]);
    }

    #[test]
    fn the_curve_rises_to_one_with_a_dense_tail() {
        let curve = all(&uniform(100_000)).curve(200);
        assert!(curve.len() > 100 && curve.len() <= 200, "{}", curve.len());
        assert!(curve.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1));
        assert_eq!(curve.last().unwrap().1, 1.0);
        assert!(curve.iter().filter(|p| p.1 > 0.99).count() > 10);
        assert!(all(&uniform(9)).curve(0).len() <= 4);
    }
}
