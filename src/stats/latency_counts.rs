//! Counts of the latencies of one replication, for percentiles: from 1 µs to a day. They are counted while calls are simulated,
//! so they take little memory, and are cleared and added up over their used range only. Their buckets are those of an
//! HdrHistogram, which holds all replications ([`super::LatencyHistogram`]). They give no exact mean and no interval;
//! intervals of quantiles are computed over replications.

use serde::{Deserialize, Serialize};

/// Maximum value, in microseconds: a day.
pub(super) const HIGHEST: u64 = 86_400_000_000;
const NANOS_PER_SECOND: f64 = 1e9;

/// Counts of latencies in buckets whose width is a fixed share of the value, at most 0.1 %. Memory is taken as far as
/// latencies reach: 4 kB up to 2 ms, 22 kB up to 1 s, 57 kB for a day; values above a day share one bucket.
#[derive(Clone, Debug, Default)]
pub struct LatencyCounts {
    buckets: Buckets,
    /// Latencies of exactly 0, which are in no bucket.
    zeros: u64,
    /// The least and the greatest of the others, in nanoseconds, if there is one.
    least: u64,
    greatest: u64,
}

/// Counts by bucket.
#[derive(Clone, Debug, Default)]
struct Buckets {
    /// The lower 16 bits of each count: most counts are small, and the fewer bytes they take, the more of them stay in the
    /// caches.
    low: Vec<u16>,
    /// The other bits, for as many buckets; empty while no count needs them.
    high: Vec<u64>,
    total: u64,
}

/// Which bucket. Up to 2,047 µs it is the number of microseconds; above, each power of two has 1,024 buckets, as in an
/// HdrHistogram of three digits (Tene 2012).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bucket(usize);

/// Buckets of a power of two.
const STEPS: usize = 1 << STEP_BITS;
const STEP_BITS: u32 = 10;

impl Bucket {
    /// The one of a latency in microseconds.
    #[inline]
    const fn of(micros: u64) -> Self {
        let micros = if micros < HIGHEST { micros } else { HIGHEST };
        let shift = (micros | (2 * STEPS as u64 - 1)).ilog2() - STEP_BITS;
        Bucket(((shift as usize) << STEP_BITS) + (micros >> shift) as usize)
    }

    /// The one of a latency in nanoseconds, to the nearest microsecond.
    #[inline]
    const fn of_nanos(nanos: u64) -> Self {
        Bucket::of(nanos / 1_000 + (nanos % 1_000 >= 500) as u64)
    }

    /// The least and the greatest microseconds in it.
    const fn range(self) -> (u64, u64) {
        let shift = if self.0 < 2 * STEPS { 0 } else { self.0 / STEPS - 1 };
        let least = ((self.0 - shift * STEPS) as u64) << shift;
        (least, least + (1 << shift) - 1)
    }
}

impl Buckets {
    /// Counts one more.
    #[inline]
    fn add_one(&mut self, bucket: Bucket) {
        match self.low.get_mut(bucket.0) {
            Some(low) if *low < u16::MAX => {
                *low += 1;
                self.total += 1;
            }
            _ => self.add(bucket, 1),
        }
    }

    /// Counts `n` more; a sum that is too large saturates.
    #[inline(never)]
    fn add(&mut self, bucket: Bucket, n: u64) {
        if bucket.0 >= self.low.len() {
            self.low.resize((bucket.0 / STEPS + 1).max(2) * STEPS, 0);
        }
        let low = &mut self.low[bucket.0];
        let sum = u64::from(*low) + (n & u64::from(u16::MAX));
        *low = sum as u16;
        let carry = (n >> 16) + (sum >> 16);
        if carry > 0 {
            self.high.resize(self.low.len(), 0);
            let high = &mut self.high[bucket.0];
            *high = high.saturating_add(carry);
        }
        self.total = self.total.saturating_add(n);
    }

    /// The first bucket of these up to which `n` are counted.
    fn reaching(&self, n: u64, from: Bucket, to: Bucket) -> Option<Bucket> {
        const AT_ONCE: usize = 64;
        let mut left = n;
        let mut first = from.0;
        // Most buckets only have to be added up, which is quick for many at once.
        while self.high.is_empty() && first + AT_ONCE <= to.0 {
            let counts = &self.low[first..first + AT_ONCE];
            let sum = u64::from(counts.iter().map(|n| u32::from(*n)).sum::<u32>());
            if sum >= left {
                break;
            }
            left -= sum;
            first += AT_ONCE;
        }
        (first..=to.0).map(Bucket).find(|bucket| {
            let n = self.count(*bucket);
            let reached = n >= left;
            left = left.saturating_sub(n);
            reached
        })
    }

    fn count(&self, bucket: Bucket) -> u64 {
        let low = self.low.get(bucket.0).map_or(0, |low| u64::from(*low));
        let high = self.high.get(bucket.0).copied().unwrap_or(0);
        high.saturating_mul(1 << 16).saturating_add(low)
    }

    /// Sets the counts of some buckets to 0.
    fn clear(&mut self, from: Bucket, to: Bucket) {
        self.low[from.0..=to.0].fill(0);
        if let Some(high) = self.high.get_mut(from.0..) {
            high.fill(0);
        }
        self.total = 0;
    }
}

/// What a histogram holds, without its empty buckets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistogramContent {
    /// Latencies of exactly 0.
    pub(super) zeros: u64,
    /// The least and the greatest of the others, in nanoseconds.
    pub(super) range: (u64, u64),
    /// For each bucket that is not empty: its greatest value in microseconds minus that of the one before, and its count.
    buckets: Vec<(u64, u64)>,
}

impl HistogramContent {
    /// The greatest microseconds of each bucket, with its count.
    pub(super) fn micros(&self) -> impl Iterator<Item = (u64, u64)> {
        let mut so_far = 0_u64;
        self.buckets.iter().map(move |(more, n)| {
            so_far = so_far.saturating_add(*more);
            (so_far, *n)
        })
    }
}

/// A quantile from a histogram, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    /// The middle of what is known of it.
    pub value: f64,
    /// By how much it is off at most: the exact quantile of the latencies is in `value ± rounding`.
    pub rounding: f64,
}

impl Quantile {
    /// What is known of a latency in the bucket of these microseconds, if all lie between a least and a greatest, in
    /// nanoseconds.
    pub(super) fn between((low, high): (u64, u64), (least, greatest): (u64, u64)) -> Quantile {
        // A bucket holds what rounds to its microseconds; the last one also what is above a day.
        let from = (low * 1_000).saturating_sub(500).clamp(least, greatest);
        let to = if high >= HIGHEST { greatest } else { (high * 1_000 + 500).min(greatest) };
        let (from, to) = (from as f64 / NANOS_PER_SECOND, to as f64 / NANOS_PER_SECOND);
        Quantile { value: from.midpoint(to), rounding: (to - from) / 2.0 }
    }
}

impl LatencyCounts {
    /// Empty, without memory of its own yet.
    pub fn new() -> Self {
        LatencyCounts::default()
    }

    /// Adds one latency of `nanos` nanoseconds, rounded to the nearest microsecond. O(1).
    #[inline]
    pub fn record(&mut self, nanos: u64) {
        if nanos == 0 {
            self.zeros += 1;
            return;
        }
        self.cover(nanos, nanos);
        self.buckets.add_one(Bucket::of_nanos(nanos));
    }

    /// Takes in the least and the greatest of more latencies, before they are counted.
    #[inline]
    fn cover(&mut self, least: u64, greatest: u64) {
        if self.in_buckets() == 0 {
            (self.least, self.greatest) = (least, greatest);
        } else {
            (self.least, self.greatest) = (self.least.min(least), self.greatest.max(greatest));
        }
    }

    /// The greatest microseconds of each bucket that is not empty, in order, with its count.
    pub(super) fn micros(&self) -> impl Iterator<Item = (u64, u64)> {
        self.used().map(|(bucket, n)| (bucket.range().1, n))
    }

    /// The least and the greatest latency above 0, in nanoseconds; meaningless if there is none.
    pub(super) fn range(&self) -> (u64, u64) {
        (self.least, self.greatest)
    }

    /// Latencies of exactly 0.
    pub(super) fn zeros(&self) -> u64 {
        self.zeros
    }

    /// The buckets that are not empty, in order, with their counts.
    fn used(&self) -> impl Iterator<Item = (Bucket, u64)> {
        let (from, to) = self.ends();
        let to = if self.in_buckets() == 0 { from.0 } else { to.0 + 1 };
        let counted = (from.0..to).map(Bucket).map(|bucket| (bucket, self.buckets.count(bucket)));
        counted.filter(|(_, n)| *n > 0)
    }

    /// The buckets of the least and the greatest latency.
    fn ends(&self) -> (Bucket, Bucket) {
        (Bucket::of_nanos(self.least), Bucket::of_nanos(self.greatest))
    }

    /// Latencies recorded.
    pub fn count(&self) -> u64 {
        self.zeros + self.in_buckets()
    }

    fn in_buckets(&self) -> u64 {
        self.buckets.total
    }

    /// The latency that a share `p` of all latencies does not exceed: the middle of the bucket that holds
    /// rank ⌈p·n⌉, or of the part of it between the least and the greatest latency. So it is never
    /// below the one nor above the other, and exact where all are equal. Off by at most half a bucket
    /// (0.05 %), and by more only beyond a day. `None` if empty or `p` is outside 0–1. O(buckets).
    ///
    /// Source: nearest-rank definition, Hyndman & Fan (1996), type 1.
    pub fn quantile(&self, p: f64) -> Option<Quantile> {
        const ROUNDING: f64 = 1e-9;
        if self.count() == 0 || !(0.0..=1.0).contains(&p) {
            return None;
        }
        let rank = ((p * self.count() as f64 - ROUNDING).ceil() as u64).clamp(1, self.count());
        let above = match rank.checked_sub(self.zeros) {
            None | Some(0) => return Some(Quantile { value: 0.0, rounding: 0.0 }),
            Some(above) => above,
        };
        let (from, to) = self.ends();
        let bucket = self.buckets.reaching(above, from, to)?;
        Some(self.within(bucket))
    }

    /// What is known of a latency in this bucket.
    fn within(&self, bucket: Bucket) -> Quantile {
        Quantile::between(bucket.range(), (self.least, self.greatest))
    }

    /// Adds everything `other` has seen.
    pub fn merge(&mut self, other: &LatencyCounts) {
        self.zeros += other.zeros;
        if other.in_buckets() > 0 {
            self.cover(other.least, other.greatest);
            other.used().for_each(|(bucket, n)| self.buckets.add(bucket, n));
        }
    }

    /// Everything it holds, exactly.
    pub fn content(&self) -> HistogramContent {
        let mut before = 0;
        let step = |(micros, n): (u64, u64)| (micros - std::mem::replace(&mut before, micros), n);
        let buckets: Vec<(u64, u64)> = self.micros().map(step).collect();
        let range = if buckets.is_empty() { (0, 0) } else { (self.least, self.greatest) };
        HistogramContent { zeros: self.zeros, range, buckets }
    }

    /// Adds the content of another histogram.
    pub fn add_content(&mut self, content: &HistogramContent) {
        self.zeros = self.zeros.saturating_add(content.zeros);
        if content.buckets.is_empty() {
            return;
        }
        self.cover(content.range.0, content.range.1);
        content.micros().for_each(|(micros, n)| self.buckets.add(Bucket::of(micros), n));
    }

    /// Forgets every latency and keeps the memory. Free if there is none.
    pub fn reset(&mut self) {
        self.zeros = 0;
        if self.in_buckets() > 0 {
            let (from, to) = self.ends();
            self.buckets.clear(from, to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(histogram: &LatencyCounts, p: f64) -> f64 {
        histogram.quantile(p).unwrap().value
    }

    fn uniform(n: u64) -> LatencyCounts {
        let mut histogram = LatencyCounts::new();
        (1..=n).for_each(|i| histogram.record(i * 1_000_000));
        histogram
    }

    #[test]
    fn the_content_gives_the_same_histogram() {
        let mut histogram = uniform(5_000);
        [0, 1, 999, 1_500, 3_600_000_000_000, 90_000_000_000_000, u64::MAX]
            .into_iter()
            .for_each(|nanos| histogram.record(nanos));
        let mut twice = LatencyCounts::new();
        twice.add_content(&histogram.content());
        assert_eq!(twice.content(), histogram.content());
        twice.add_content(&LatencyCounts::new().content());
        twice.add_content(&histogram.content());
        histogram.merge(&histogram.clone());
        assert_eq!(twice.content(), histogram.content());
    }

    #[test]
    fn empty_and_zero() {
        let mut histogram = LatencyCounts::new();
        assert_eq!((histogram.count(), histogram.quantile(0.5)), (0, None));
        histogram.record(0);
        histogram.record(499);
        assert_eq!(histogram.count(), 2);
        assert_eq!((value(&histogram, 0.5), value(&histogram, 1.0)), (0.0, 499e-9));
        assert_eq!(histogram.quantile(1.1), None);
        assert_eq!(histogram.quantile(f64::NAN), None);
    }

    #[test]
    fn zeros_and_microseconds_stay_apart() {
        let mut histogram = LatencyCounts::new();
        [0, 0, 0, 1_000, 2_000].into_iter().for_each(|n| histogram.record(n));
        let near = |p: f64, micros: f64| (value(&histogram, p) * 1e6 - micros).abs() <= 0.5;
        assert!(near(0.6, 0.0) && near(0.7, 1.0) && near(1.0, 2.0));
    }

    #[test]
    fn equal_latencies_have_exact_quantiles() {
        let mut histogram = LatencyCounts::new();
        (0..1_000).for_each(|_| histogram.record(340_000_000));
        for p in [0.5, 0.99, 1.0] {
            let Quantile { value, rounding } = histogram.quantile(p).unwrap();
            assert!((value - 0.34).abs() < 1e-15 && rounding == 0.0, "{value} ± {rounding}");
        }
        // Of two sums of the same, too.
        let mut two = LatencyCounts::new();
        two.merge(&histogram);
        two.merge(&histogram);
        assert_eq!(two.quantile(0.5), histogram.quantile(0.5));
    }

    #[test]
    fn a_quantile_is_within_its_rounding_and_between_least_and_greatest() {
        let mut state = 1u64;
        for round in 0..200u64 {
            let mut histogram = LatencyCounts::new();
            let mut all: Vec<u64> = (0..1 + round)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(round);
                    (1 << (state >> 59)) | ((state >> 20) % (1 << ((state >> 58) & 31)))
                })
                .collect();
            all.iter().for_each(|nanos| histogram.record(*nanos));
            all.sort_unstable();
            for p in [0.0, 0.1, 0.5, 0.9, 0.99, 1.0] {
                let rank = ((p * all.len() as f64).ceil() as usize).max(1);
                let exact = all[rank - 1] as f64 / 1e9;
                let Quantile { value, rounding } = histogram.quantile(p).unwrap();
                assert!((value - exact).abs() <= rounding + 1e-15, "{exact} {value} ± {rounding}");
                assert!(rounding <= value * 0.0006 + 0.5e-6);
                assert!(value >= all[0] as f64 / 1e9 && value <= all[all.len() - 1] as f64 / 1e9);
            }
        }
    }

    #[test]
    fn quantiles_within_half_a_bucket() {
        let histogram = uniform(10_000);
        for p in [0.01, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0] {
            let found = value(&histogram, p);
            assert!((found / (p * 10.0) - 1.0).abs() <= 0.0005, "{p}: {found}");
        }
    }

    /// With few and many buckets, and with a count of more than 16 bits.
    #[test]
    fn a_quantile_is_in_the_bucket_in_which_its_rank_is_reached() {
        let mut state = 1u64;
        for (n, most, again) in
            [(50u64, 5_000u64, 0), (5_000, 900_000_000, 0), (5_000, 60_000, 70_000)]
        {
            let mut histogram = LatencyCounts::new();
            for _ in 0..n {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                histogram.record(1 + (state >> 20) % most);
            }
            (0..again).for_each(|_| histogram.record(most / 2));
            assert_eq!(histogram.buckets.high.is_empty(), again == 0);
            for percent in 1..=100u64 {
                let rank = (percent * histogram.count()).div_ceil(100);
                let mut so_far = 0;
                let (bucket, _) = histogram
                    .used()
                    .find(|(_, n)| {
                        so_far += n;
                        so_far >= rank
                    })
                    .unwrap();
                let quantile = histogram.quantile(percent as f64 / 100.0);
                assert_eq!(quantile, Some(histogram.within(bucket)), "{percent} % of {n}");
            }
        }
    }

    #[test]
    fn beyond_a_day_only_the_ends_are_known() {
        let mut histogram = LatencyCounts::new();
        let day = 86_400_000_000_000;
        histogram.record(7 * day);
        assert_eq!(histogram.quantile(0.5), Some(Quantile { value: 604_800.0, rounding: 0.0 }));
        (0..9).for_each(|_| histogram.record(2 * day));
        let Quantile { value, rounding } = histogram.quantile(0.5).unwrap();
        assert!((value - rounding..=value + rounding).contains(&172_800.0));
    }

    #[test]
    fn merge_and_reset() {
        let mut all = LatencyCounts::new();
        all.merge(&uniform(100));
        all.merge(&LatencyCounts::new());
        all.merge(&uniform(100));
        assert_eq!(all.count(), 200);
        assert!((value(&all, 0.5) / 0.050 - 1.0).abs() < 0.01);
        all.reset();
        assert_eq!((all.count(), all.quantile(0.5)), (0, None));
        assert!(!all.buckets.low.is_empty());
        // Zeros need no memory.
        let mut zeros = LatencyCounts::new();
        (0..90).for_each(|_| zeros.record(0));
        assert!(zeros.buckets.low.is_empty());
        zeros.merge(&uniform(10));
        assert_eq!((zeros.count(), value(&zeros, 0.9)), (100, 0.0));
        assert!((value(&zeros, 0.91) - 0.001).abs() < 1e-6);
    }
}
