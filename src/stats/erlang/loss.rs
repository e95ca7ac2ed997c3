//! Loss systems: Erlang B, its inverses, Engset, and the moments of overflow traffic. For queueing see `delay`.

/// Maximum load, erlang, in a search for the number of channels, which has 32 bits.
const MAX_LOAD: f64 = 1e8;

/// The recursion may start with any value in (0, 1) this many standard deviations (√load) before the wanted channels.
const MEMORY: f64 = 12.0;

/// Below this number of channels the recursion starts at 0 channels.
const FEW: f64 = 1_000.0;

/// The share of calls blocked (Erlang B) when `load` erlang are offered to `channels` channels;
/// any holding-time distribution. `None` if the load is negative or not finite. O(√load + channels above the load):
/// microseconds at a million erlang.
///
/// Source: Erlang (1917); recursion `B_n = A·B_{n−1} / (n + A·B_{n−1})`, Messerli (1972).
pub fn erlang_b(load: f64, channels: u32) -> Option<f64> {
    is_load(load).then(|| blocking(load, channels))
}

fn blocking(load: f64, channels: u32) -> f64 {
    let (from, mut b) = begin(load, load.min(f64::from(channels)));
    for n in from + 1..=channels {
        let ab = load * b;
        b = ab / (f64::from(n) + ab);
        if b < f64::MIN_POSITIVE {
            return 0.0; // Below the smallest normal number, floats lose precision.
        }
    }
    b
}

/// A number of channels and an approximation of their blocking, from which the recursion gives exact results for `upto`
/// channels (at most `load`) and more.
///
/// Each step multiplies an error of ln B by 1 − B_n, and B_n ≥ 1 − n/A, because at most n are carried. So over the last
/// k·√A channels before `upto` an error shrinks by e^(−k²/2), which is 10⁻³¹ for k = 12.
fn begin(load: f64, upto: f64) -> (u32, f64) {
    let from = (upto - MEMORY * load.sqrt()).floor();
    if from < FEW { (0, 1.0) } else { (from as u32, 1.0 - from / load) }
}

/// The minimum number of channels that block at most the share `target` of `load` erlang. `None` if there is none
/// (`target` ≤ 0 with some load), an argument is not a number, or the load exceeds 10⁸ erlang. O(√load + channels above
/// the load).
///
/// Source: Erlang (1917), first n with B_n ≤ target.
pub fn channels_for(load: f64, target: f64) -> Option<u32> {
    if !is_load(load) || load > MAX_LOAD || target.is_nan() || (target <= 0.0 && load > 0.0) {
        return None;
    }
    // Fewer than load·(1 − target) block more.
    let (mut n, mut b) = begin(load, load * (1.0 - target));
    while b > target {
        n += 1;
        let ab = load * b;
        b = ab / (f64::from(n) + ab);
        if b == 0.0 {
            break;
        }
    }
    Some(n)
}

/// The load in erlang at which `channels` channels block the share `target`, to 12 digits. `None` for 0 channels or a
/// target outside (0, 1). About ten evaluations of Erlang B.
///
/// Source: Newton on ln B over ln A, whose slope is the idle channels n − A(1 − B) (Jagerman
/// 1974); ln B is concave in ln A, so steps from the left never overshoot.
pub fn load_for(channels: u32, target: f64) -> Option<f64> {
    if channels == 0 || !(target > 0.0 && target < 1.0) {
        return None;
    }
    let n = f64::from(channels);
    // Carried load never exceeds the channels.
    let (mut low, mut high) = (0.0, n / (1.0 - target));
    let mut load = n;
    for _ in 0..200 {
        let b = blocking(load, channels);
        if b < target {
            low = load;
        } else {
            high = load;
        }
        let slope = n - load * (1.0 - b);
        let step = libm::exp(libm::log(target / b) / slope) * load;
        let next = if step > low && step < high { step } else { 0.5 * (low + high) };
        if (next - load).abs() <= 4e-15 * load || next <= low || next >= high {
            return Some(next);
        }
        load = next;
    }
    Some(load)
}

/// The traffic that overflows from a full group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overflow {
    /// Mean overflow, erlang.
    pub mean: f64,
    /// Variance of the number of calls that it would have on infinitely many channels, erlang².
    pub variance: f64,
    /// Variance ÷ mean, 1 or more. Fresh (Poisson) traffic has 1.
    pub peakedness: f64,
}

/// The moments of the traffic that overflows when `load` erlang of fresh (Poisson) traffic meet
/// `channels` channels; mean 0 and peakedness 1 for no load. `None` and run time as in [`erlang_b`].
///
/// Source: Riordan, in Wilkinson (1956): V = M(1 − M + A/(n + 1 + M − A)).
pub fn overflow(load: f64, channels: u32) -> Option<Overflow> {
    let mean = load * erlang_b(load, channels)?;
    // Z = 1 + (Y − (n − Y)M)/(1 + n − Y) with the carried load Y = A(1 − B), from the last step of
    // the recursion: the same formula without its cancellation under heavy load.
    let n = f64::from(channels);
    let carried = match channels.checked_sub(1) {
        Some(fewer) => load * n / (n + load * blocking(load, fewer)),
        None => 0.0,
    };
    let idle = n - carried;
    let peakedness = 1.0 + (carried - idle * mean) / (1.0 + idle);
    Some(Overflow { mean, variance: mean * peakedness, peakedness })
}

/// Congestion with a finite number of sources.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Engset {
    /// The share of calls blocked.
    pub call_congestion: f64,
    /// The share of time in which all channels are taken.
    pub time_congestion: f64,
    /// Mean channels taken.
    pub carried: f64,
}

/// Loss with `sources` sources, each offering `idle_load` erlang while idle (call rate of an idle
/// source × mean holding time), on `channels` channels. `None` if the load is negative or not
/// finite. O(min(channels, sources)).
///
/// Source: Engset (1918); recursion as for Erlang B; a call sees the system with one source fewer.
pub fn engset(sources: u32, idle_load: f64, channels: u32) -> Option<Engset> {
    if !is_load(idle_load) {
        return None;
    }
    let congestion = |sources: u32| {
        let (mut b, mut carried) = (1.0, 0.0);
        for n in 1..=channels.min(sources) {
            let weight = f64::from(sources - n + 1) * idle_load * b;
            b = weight / (f64::from(n) + weight);
            carried += (f64::from(n) - carried) * b;
        }
        (if channels > sources { 0.0 } else { b }, carried)
    };
    let (time_congestion, carried) = congestion(sources);
    let call_congestion = sources.checked_sub(1).map_or(0.0, |others| congestion(others).0);
    Some(Engset { call_congestion, time_congestion, carried })
}

pub(super) fn is_load(load: f64) -> bool {
    load >= 0.0 && load.is_finite()
}
