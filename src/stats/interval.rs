//! Confidence intervals. All half-widths are computed here. Calls of one run depend on each other, so intervals are over
//! replications; Clopper–Pearson, Wilson and ranks are for independent observations only.

use statrs::function::{beta::checked_beta_reg, erf::erfc_inv};
use std::cell::Cell;

/// Above this, the t quantile is computed from its series, which is then accurate to 12 digits.
const EXACT_FREEDOM: f64 = 1_000.0;

/// An estimate with its interval, in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// The lower bound; `None` if there is only one value.
    pub low: Option<f64>,
    /// The upper bound; `None` exactly when `low` is.
    pub high: Option<f64>,
    /// The confidence level, between 0 and 1.
    pub level: f64,
    /// The standard error of the estimate; `None` when `low` is, and for a median.
    pub standard_error: Option<f64>,
    /// Number of replications or independent observations.
    pub n: usize,
}

impl Interval {
    /// Half the width; `None` without bounds.
    pub fn half_width(&self) -> Option<f64> {
        Some((self.high? - self.low?) / 2.0)
    }

    /// Whether `truth` lies within the bounds, bounds included; false without bounds.
    pub fn contains(&self, truth: f64) -> bool {
        self.low.is_some_and(|low| low <= truth) && self.high.is_some_and(|high| truth <= high)
    }

    /// A value ± t·error, from `n` values, with this number of degrees of freedom.
    pub(super) fn of_error(
        value: f64,
        standard_error: f64,
        (n, freedom): (usize, f64),
        level: f64,
    ) -> Option<Interval> {
        let half = standard_error * student_t_quantile((1.0 + level) / 2.0, freedom)?;
        let (low, high) = (Some(value - half), Some(value + half));
        Some(Interval { value, low, high, level, standard_error: Some(standard_error), n })
    }

    fn student(value: f64, standard_error: f64, n: usize, level: f64) -> Option<Interval> {
        let alone = Interval { value, low: None, high: None, level, standard_error: None, n };
        if n < 2 {
            return Some(alone);
        }
        Interval::of_error(value, standard_error, (n, (n - 1) as f64), level)
    }
}

/// The median of independent values, between the order statistics that hold it with a probability of at least `level`
/// (David & Nagaraja, *Order Statistics* (2003), §7.1). No bounds where there are too few values for that, or where a bound is
/// not finite. `None` if the median itself is not finite, for no value, or a level outside (0, 1). O(n log n).
pub fn median(mut values: Vec<f64>, level: f64) -> Option<Interval> {
    let n = values.len();
    if n == 0 || !(0.0..1.0).contains(&level) || level == 0.0 {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let value = (values[(n - 1) / 2] + values[n / 2]) / 2.0;
    let tail = (1.0 - level) / 2.0;
    // Fewer than `rank` of n values are below the median with this probability.
    let fewer = |rank: usize| checked_beta_reg((n - rank + 1) as f64, rank as f64, 0.5).ok();
    let ranks = (1..=n / 2).take_while(|rank| fewer(*rank).is_some_and(|p| p <= tail));
    let ends = ranks.last().map(|rank| (values[rank - 1], values[n - rank]));
    let (low, high) = ends.filter(|(_, high)| high.is_finite()).unzip();
    value.is_finite().then_some(Interval { value, low, high, level, standard_error: None, n })
}

/// The p-quantile of independent values in order, between the order statistics that hold it with a probability of at least `level`
/// (David & Nagaraja (2003), §7.1); from ten thousand values on by the normal approximation of the binomial distribution. No bounds
/// where there are too few values for both. `None` for no value, or where p or the level is outside (0, 1). O(log n).
pub fn quantile(sorted: &[f64], p: f64, level: f64) -> Option<Interval> {
    let n = sorted.len();
    if n == 0 || !is_share(level) || !is_share(p) {
        return None;
    }
    let value = sorted[((p * n as f64).ceil() as usize).clamp(1, n) - 1];
    let tail = (1.0 - level) / 2.0;
    // Ranks from 1; rank 0 and n + 1 stand for no bound.
    let (below, above) = if n < EXACT_RANKS {
        // With this probability at least `rank` of n values are below the quantile.
        let reached = |rank: usize| checked_beta_reg(rank as f64, (n - rank + 1) as f64, p);
        let fewer = |rank: usize| reached(rank).is_ok_and(|reached| 1.0 - reached <= tail);
        let rarely = |rank: usize| reached(rank).is_ok_and(|reached| reached <= tail);
        (last_rank(n, fewer), last_rank(n, |rank| !rarely(rank)) + 1)
    } else {
        let half = normal_quantile(1.0 - tail)? * (n as f64 * p * (1.0 - p)).sqrt();
        let middle = n as f64 * p;
        ((middle - half).floor().max(0.0) as usize, (middle + half).ceil() as usize + 1)
    };
    let ends = (1..=n).contains(&below) && (1..=n).contains(&above);
    let (low, high) = ends.then(|| (sorted[below - 1], sorted[above - 1])).unzip();
    Some(Interval { value, low, high, level, standard_error: None, n })
}

/// Values below which ranks are exact.
const EXACT_RANKS: usize = 10_000;

/// The last rank of 1 to n for which something holds that holds for the ranks before it; 0 if there is none.
fn last_rank(n: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if holds(middle) { low = middle } else { high = middle - 1 }
    }
    low
}

/// The mean of independent replications, ± t_{R−1}·s/√R. One value has no bounds; equal values
/// have an interval of width 0. `None` for no value, a value that is not finite, or a level
/// outside (0, 1).
///
/// Source: Law, *Simulation Modeling and Analysis* (2015), §9.4.1, replication/deletion.
pub fn replications(values: &[f64], level: f64) -> Option<Interval> {
    if values.is_empty() || !usable(values) || !is_share(level) {
        return None;
    }
    let (mut mean, mut squares) = (0.0, 0.0);
    for (i, x) in values.iter().enumerate() {
        let off = x - mean;
        mean += off / (i + 1) as f64;
        squares += off * (x - mean);
    }
    let n = values.len();
    let error = (squares / (n.max(2) - 1) as f64 / n as f64).sqrt();
    Interval::student(mean, error, n, level)
}

/// The mean of `a − b` over replications that share their random numbers, as [`replications`].
/// `None` also if the lengths differ.
///
/// Source: Law (2015), §10.2.1, paired-t.
pub fn paired_difference(a: &[f64], b: &[f64], level: f64) -> Option<Interval> {
    if a.len() != b.len() {
        return None;
    }
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    replications(&differences, level)
}

/// The mean of `a` minus the mean of `b` for independent samples, which may have different variances; `n` is the size of
/// the smaller one. No bounds if a sample has fewer than two values; `None` if one is empty, or as [`replications`].
///
/// Source: Welch (1947), with the degrees of freedom of Satterthwaite (1946); Law (2015), §10.2.2.
pub fn independent_difference(a: &[f64], b: &[f64], level: f64) -> Option<Interval> {
    let (one, other) = (replications(a, level)?, replications(b, level)?);
    let (value, n) = (one.value - other.value, a.len().min(b.len()));
    let Some((s, t)) = one.standard_error.zip(other.standard_error) else {
        return Interval::student(value, 0.0, n.min(1), level);
    };
    let (s, t) = (s * s, t * t);
    let parts = s * s / (a.len() - 1) as f64 + t * t / (b.len() - 1) as f64;
    // Where nothing varies, the difference is exact, whatever the degrees of freedom.
    let freedom = if parts > 0.0 { (s + t) * (s + t) / parts } else { (n - 1) as f64 };
    Interval::of_error(value, (s + t).sqrt(), (n, freedom), level)
}

/// How much common random numbers reduce the variance of a difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// Sample correlation of both systems over the replications; `None` if one of them does not vary.
    pub correlation: Option<f64>,
    /// Variance of the difference with independent runs ÷ with paired runs: independent runs need this many times more
    /// replications. `None` if the difference does not vary.
    pub variance_ratio: Option<f64>,
}

/// The gain of pairing `a` and `b`. `None` for fewer than two pairs, lists of different length, or a value that
/// is not finite.
///
/// Source: Law (2015), §11.2: Var(A − B) = Var(A) + Var(B) − 2 Cov(A, B).
pub fn common_random_numbers(a: &[f64], b: &[f64]) -> Option<Gain> {
    if a.len() < 2 || a.len() != b.len() || !usable(a) || !usable(b) {
        return None;
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut aa, mut bb, mut ab, mut dd) = (0.0, 0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        let (x, y) = (x - mean_a, y - mean_b);
        aa += x * x;
        bb += y * y;
        ab += x * y;
        dd += (x - y) * (x - y);
    }
    let correlation = (aa > 0.0 && bb > 0.0).then(|| (ab / (aa * bb).sqrt()).clamp(-1.0, 1.0));
    Some(Gain { correlation, variance_ratio: (dd > 0.0).then(|| (aa + bb) / dd) })
}

/// A mean adjusted by a control variate whose own mean is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Controlled {
    /// The adjusted mean with its interval: t with n − 2 degrees of freedom.
    pub interval: Interval,
    /// Correlation of values and control.
    pub correlation: f64,
    /// Variance of the plain mean ÷ that of the adjusted one, including the loss from the estimated slope:
    /// (n − 3)/((n − 2)(1 − r²)).
    pub variance_ratio: f64,
}

/// The mean of `values` adjusted by the regression on a control with a known mean: ȳ − β(c̄ − μ). `None` for fewer
/// than five pairs, lists of different length, values that are not finite, a control that does not vary, or a level
/// outside (0, 1).
///
/// Source: Lavenberg & Welch (1981), *Management Science* 27, 322–335; one control, loss factor (n − 2)/(n − 3).
pub fn controlled(values: &[f64], control: &[f64], known: f64, level: f64) -> Option<Controlled> {
    let n = values.len();
    if n < 5 || n != control.len() || !usable(values) || !usable(control) {
        return None;
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n as f64;
    let (y, c) = (mean(values), mean(control));
    let (mut yy, mut cc, mut yc) = (0.0, 0.0, 0.0);
    for (a, b) in values.iter().zip(control) {
        yy += (a - y) * (a - y);
        cc += (b - c) * (b - c);
        yc += (a - y) * (b - c);
    }
    if cc <= 0.0 || yy <= 0.0 {
        return None;
    }
    let (slope, correlation) = (yc / cc, (yc / (yy * cc).sqrt()).clamp(-1.0, 1.0));
    let residual = (yy - slope * yc).max(0.0) / (n - 2) as f64;
    // Conditional on the controls: the error of the slope counts in proportion to the control's deviation from its mean.
    let error = (residual * (1.0 / n as f64 + (c - known).powi(2) / cc)).sqrt();
    let adjusted = y - slope * (c - known);
    let interval = Interval::of_error(adjusted, error, (n, (n - 2) as f64), level)?;
    let left = 1.0 - correlation * correlation;
    let variance_ratio = (n - 3) as f64 / ((n - 2) as f64 * left.max(f64::MIN_POSITIVE));
    Some(Controlled { interval, correlation, variance_ratio })
}

/// Σ numerators / Σ denominators over replications, as blocked over offered calls, with the delta
/// method's standard error and t_{R−1}. `None` as in [`replications`], if the lengths differ, or
/// if the denominators sum to nothing positive.
///
/// With few events the interval is too narrow, and without any it has width 0: see [`few_events`](super::few_events).
///
/// Source: Cochran, *Sampling Techniques* (1977), §2.11; Law (2015), §4.
pub fn ratio(numerators: &[f64], denominators: &[f64], level: f64) -> Option<Interval> {
    let n = numerators.len();
    let finite = usable(numerators) && usable(denominators);
    if n == 0 || n != denominators.len() || !finite || !is_share(level) {
        return None;
    }
    let below = denominators.iter().sum::<f64>();
    if below <= 0.0 {
        return None;
    }
    let value = numerators.iter().sum::<f64>() / below;
    let residuals = numerators.iter().zip(denominators).map(|(y, x)| y - value * x);
    let squares: f64 = residuals.map(|e| e * e).sum();
    let error = (squares / (n.max(2) - 1) as f64 * n as f64).sqrt() / below;
    Interval::student(value, error, n, level)
}

thread_local! {
    /// The last quantile computed: p, degrees of freedom, and its value.
    static LAST: Cell<(f64, f64, Option<f64>)> = const { Cell::new((0.0, 0.0, None)) };
}

/// The p-quantile of Student's t with `df` > 0 degrees of freedom: by the incomplete beta
/// function up to 1,000, by the Cornish–Fisher series beyond. `None` for p outside (0, 1).
///
/// Source: Abramowitz & Stegun (1964), 26.7.5.
pub fn student_t_quantile(p: f64, df: f64) -> Option<f64> {
    if !is_share(p) || df.is_nan() || df <= 0.0 {
        return None;
    }
    if p < 0.5 {
        return student_t_quantile(1.0 - p, df).map(|t| -t);
    }
    let z = normal_quantile(p)?;
    if df <= EXACT_FREEDOM {
        // All intervals of a record use the same quantile.
        let (last_p, last_df, last) = LAST.get();
        if (last_p, last_df) == (p, df) {
            return last;
        }
        let t = student_t_by_bisection(1.0 - p, df, z.max(0.0));
        LAST.set((p, df, t));
        return t;
    }
    let s = z * z;
    let terms = [
        z * (s + 1.0) / 4.0,
        z * ((5.0 * s + 16.0) * s + 3.0) / 96.0,
        z * (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0,
        z * ((((79.0 * s + 776.0) * s + 1482.0) * s - 1920.0) * s - 945.0) / 92_160.0,
    ];
    Some(z + terms.iter().rev().fold(0.0, |sum, term| (sum + term) / df))
}

/// The t ≥ `low` whose upper tail has the probability `tail` ≤ ½, by bisection. The inverse in `statrs` 0.19 is wrong by
/// a factor of five for a tail of 10⁻⁹ at one degree of freedom; its distribution function is accurate.
fn student_t_by_bisection(tail: f64, df: f64, low: f64) -> Option<f64> {
    let beyond = |t: f64| {
        let (near, far) = (df / (df + t * t), t * t / (df + t * t));
        let outside = if t * t < df {
            1.0 - checked_beta_reg(0.5, df / 2.0, far).ok()?
        } else {
            checked_beta_reg(df / 2.0, 0.5, near).ok()?
        };
        Some(outside / 2.0)
    };
    let (mut low, mut high) = (low, 2.0 * low + 1.0);
    while beyond(high)? > tail {
        (low, high) = (high, 2.0 * high);
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if beyond(middle)? > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(0.5 * (low + high))
}

/// The p-quantile of the standard normal distribution; `None` for p outside (0, 1).
///
/// Source: inverse error function, one Newton step on `erfc`.
pub fn normal_quantile(p: f64) -> Option<f64> {
    if !is_share(p) {
        return None;
    }
    let z = -std::f64::consts::SQRT_2 * erfc_inv(2.0 * p);
    let off = normal_cdf(z) - p;
    let density = libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
    Some(if density > 0.0 { z - off / density } else { z })
}

/// The standard normal distribution function.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// Bounds for a share of which `hits` of `n` **independent** trials were seen, right on average (Clopper-Pearson bounds are
/// never too narrow). Not for calls of one run. `None` for n = 0, more hits than trials, or a level outside (0, 1).
///
/// Source: Wilson (1927).
pub fn wilson(hits: u64, n: u64, level: f64) -> Option<(f64, f64)> {
    if n == 0 || hits > n || !is_share(level) {
        return None;
    }
    let z = normal_quantile((1.0 + level) / 2.0)?;
    let (count, p) = (n as f64, hits as f64 / n as f64);
    let shrink = 1.0 + z * z / count;
    let middle = (p + z * z / (2.0 * count)) / shrink;
    let half = z / shrink * (p * (1.0 - p) / count + z * z / (4.0 * count * count)).sqrt();
    Some(((middle - half).max(0.0), (middle + half).min(1.0)))
}

fn is_share(p: f64) -> bool {
    p > 0.0 && p < 1.0
}

fn usable(values: &[f64]) -> bool {
    values.iter().all(|x| x.is_finite())
}

#[cfg(test)]
#[path = "interval_tests.rs"]
mod tests;
