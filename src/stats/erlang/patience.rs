//! Queueing with impatient callers: Erlang A. First come, first served; a caller hangs up when the patience runs out.

use super::delay::MAX_LOAD;
use super::loss::is_load;

/// Maximum number of calls present that is computed: some seconds of work.
const MAX_PRESENT: f64 = 1e9;

/// The results of Erlang A.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErlangA {
    /// The share of calls that find no free channel.
    pub waits: f64,
    /// The share of calls that give up.
    pub abandons: f64,
    /// The mean wait of all calls, whether they give up or not, in mean holding times.
    pub mean_wait: f64,
    /// Mean calls waiting.
    pub waiting: f64,
    /// Mean share of the channels taken.
    pub occupancy: f64,
}

/// M/M/c+M: holding times and patience exponential, mean patience `patience` > 0 mean holding
/// times; stable for any load. `None` for no channel, a load that is negative, not finite or past
/// 10⁸ erlang, a patience that is not a positive number, or if more than 10⁹ calls could be present. O(maximum calls
/// present).
///
/// Source: Palm (1957); Garnett, Mandelbaum & Reiman (2002).
pub fn erlang_a(load: f64, channels: u32, patience: f64) -> Option<ErlangA> {
    let patient = patience > 0.0 && patience.is_finite();
    if !is_load(load) || load > MAX_LOAD || channels == 0 || !patient {
        return None;
    }
    // Limit the calls present to n, and increase n until the result no longer changes.
    let c = f64::from(channels);
    let (mut last, mut waits, mut waiting) = (1.0_f64, 0.0_f64, 0.0_f64);
    let mut n = 0.0;
    loop {
        n += 1.0;
        let queued = (n - c).max(0.0);
        let leaving = n.min(c) + queued / patience;
        let weight = load * last;
        last = weight / (leaving + weight);
        if n >= c {
            waits += (1.0 - waits) * last;
            waiting += (queued - waiting) * last;
            // The remaining terms fall at least by the factor load/leaving each.
            let ratio = load / leaving;
            if ratio < 1.0 && last * queued.max(1.0) <= 1e-17 * (1.0 - ratio) * waiting {
                break;
            }
        }
        if last == 0.0 {
            break;
        }
        if n > MAX_PRESENT {
            return None;
        }
    }
    let mean_wait = if load > 0.0 { waiting / load } else { 0.0 };
    let abandons = mean_wait / patience;
    let occupancy = load * (1.0 - abandons) / c;
    Some(ErlangA { waits, abandons, mean_wait, waiting, occupancy })
}

/// The share of calls that still wait after `time` ≥ 0 mean holding times. Calls that gave up before are not included. `None` as in [`erlang_a`] or for a negative time. To 11 digits.
///
/// Source: Baccelli & Hebuterne (1981): the probability that the offered wait exceeds t is
/// proportional to ∫_t^∞ exp(A·p·(1 − e^{−x/p}) − c·x) dx, with the mean patience p.
pub fn patient_beyond(load: f64, channels: u32, patience: f64, time: f64) -> Option<f64> {
    let waits = erlang_a(load, channels, patience)?.waits;
    if time.is_nan() || time < 0.0 {
        return None;
    }
    let c = f64::from(channels);
    let exponent = |x: f64| -load * patience * libm::expm1(-x / patience) - c * x;
    // The exponent is concave; it is greatest at 0 unless the channels are overloaded.
    let top = if load > c { patience * libm::log(load / c) } else { 0.0 };
    let height = exponent(top);
    let density = |x: f64| libm::exp(exponent(x) - height);
    // Beyond these limits the integral is below 10⁻¹⁷ of the total.
    let matters = |x: f64| exponent(x) - height > -45.0;
    let mut end = top.max(1.0 / c);
    while matters(end) {
        end *= 2.0;
    }
    let end = edge(top, end, matters);
    let start = if matters(0.0) { 0.0 } else { edge(top, 0.0, matters) };
    let time_in = time.clamp(start, end);
    let (before, beyond) = (simpson(start, time_in, density), simpson(time_in, end, density));
    Some(waits * beyond / (before + beyond) * libm::exp(-time / patience))
}

/// The border of `inside` between `yes` and `no`, to a millionth of their distance.
fn edge(yes: f64, no: f64, inside: impl Fn(f64) -> bool) -> f64 {
    let (mut yes, mut no) = (yes, no);
    for _ in 0..20 {
        let middle = 0.5 * (yes + no);
        if inside(middle) {
            yes = middle;
        } else {
            no = middle;
        }
    }
    no
}

/// The integral of a smooth function, by Simpson's rule.
fn simpson(from: f64, to: f64, f: impl Fn(f64) -> f64) -> f64 {
    const STEPS: u32 = 1 << 14;
    let h = (to - from) / f64::from(STEPS);
    let inner = |n: u32| if n % 2 == 1 { 4.0 } else { 2.0 } * f(from + h * f64::from(n));
    let sum = f(from) + (1..STEPS).map(inner).sum::<f64>() + f(to);
    sum * h / 3.0
}
