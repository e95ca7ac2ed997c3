//! Calls that wait: Erlang C, waiting with few places, waiting with impatience (Erlang A), and one
//! server with any service time. First come, first served; nobody is lost for want of a channel
//! except where the places are counted.

use super::loss::{erlang_b, is_load};

/// The greatest load, in erlang, whose channels are searched for.
const MAX_LOAD: f64 = 1e8;
/// The most calls present that Erlang A counts up to, some seconds of work.
const MOST_PRESENT: f64 = 1e9;

/// The share of calls that wait (Erlang C); holding times exponential. `None` if the load reaches
/// the channels, or is negative or not finite. O(channels).
///
/// Source: Erlang (1917): C = n·B / (n − A(1 − B)).
pub fn erlang_c(load: f64, channels: u32) -> Option<f64> {
    let n = f64::from(channels);
    let b = erlang_b(load, channels)?;
    (load < n).then(|| n * b / (n - load + load * b))
}

/// The mean wait over all calls, in mean holding times. `None` as in [`erlang_c`].
///
/// Source: Erlang (1917): C / (n − A).
pub fn mean_wait(load: f64, channels: u32) -> Option<f64> {
    Some(erlang_c(load, channels)? / (f64::from(channels) - load))
}

/// The share of calls that wait longer than `time` ≥ 0 mean holding times. `None` as in
/// [`erlang_c`] or for a negative time.
///
/// Source: Erlang (1917): C·e^{−(n−A)t}.
pub fn wait_over(load: f64, channels: u32, time: f64) -> Option<f64> {
    let c = erlang_c(load, channels)?;
    (time >= 0.0).then(|| c * libm::exp(-(f64::from(channels) - load) * time))
}

/// The wait, in mean holding times, that a share `p` of calls does not exceed; 0 if that share
/// does not wait at all. `None` as in [`erlang_c`] or for p outside [0, 1).
pub fn wait_quantile(load: f64, channels: u32, p: f64) -> Option<f64> {
    let c = erlang_c(load, channels)?;
    let wait = || (libm::log(c / (1.0 - p)) / (f64::from(channels) - load)).max(0.0);
    (0.0..1.0).contains(&p).then(wait)
}

/// The fewest channels with which at most the share `target` > 0 waits longer than `time` ≥ 0 mean
/// holding times. `None` for arguments out of range or a load past 10⁸ erlang. O(result).
pub fn channels_for_wait(load: f64, time: f64, target: f64) -> Option<u32> {
    if !is_load(load) || load > MAX_LOAD || !(target > 0.0 && time >= 0.0) {
        return None;
    }
    let (mut b, mut n) = (1.0, 0_u32);
    loop {
        n += 1;
        let (ab, channels) = (load * b, f64::from(n));
        b = ab / (channels + ab);
        let wait = channels * b / (channels - load + load * b);
        if load < channels && wait * libm::exp(-(channels - load) * time) <= target {
            return Some(n);
        }
    }
}

/// A group of channels with places to wait, not endlessly many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FiniteQueue {
    /// The share of calls that find every place taken and are lost.
    pub blocking: f64,
    /// Mean calls present, waiting or served.
    pub present: f64,
    /// Mean calls waiting.
    pub waiting: f64,
    /// The mean wait of the calls that got in, in mean holding times.
    pub mean_wait: f64,
}

/// M/M/c/K: `places` counts channels and waiting places together. Stable for any load. `None` if
/// there are fewer places than channels, no channel, or the load is negative or not finite.
/// O(places).
///
/// Source: Gross & Harris (1998), §2.5; computed by the recursion of Erlang B, place by place.
pub fn finite_queue(load: f64, channels: u32, places: u32) -> Option<FiniteQueue> {
    if !is_load(load) || channels == 0 || places < channels {
        return None;
    }
    let (mut blocking, mut present, mut waiting) = (1.0, 0.0, 0.0);
    for n in 1..=places {
        let weight = load * blocking;
        blocking = weight / (f64::from(n.min(channels)) + weight);
        present += (f64::from(n) - present) * blocking;
        waiting += (f64::from(n.saturating_sub(channels)) - waiting) * blocking;
    }
    let carried = load * (1.0 - blocking);
    let mean_wait = if carried > 0.0 { waiting / carried } else { 0.0 };
    Some(FiniteQueue { blocking, present, waiting, mean_wait })
}

/// Waiting calls that lose patience.
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
/// 10⁸ erlang, a patience that is not a positive number, or if more than 10⁹ calls would be present
/// at times. O(calls ever present).
///
/// Source: Palm (1957); Garnett, Mandelbaum & Reiman (2002).
pub fn erlang_a(load: f64, channels: u32, patience: f64) -> Option<ErlangA> {
    let patient = patience > 0.0 && patience.is_finite();
    if !is_load(load) || load > MAX_LOAD || channels == 0 || !patient {
        return None;
    }
    // Condition on at most n calls present, and let n grow until no more is to be gained.
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
            // What is still to come, relative to what is there, shrinks by load/leaving.
            let ratio = load / leaving;
            if ratio < 1.0 && last * queued.max(1.0) <= 1e-17 * (1.0 - ratio) * waiting {
                break;
            }
        }
        if last == 0.0 {
            break;
        }
        if n > MOST_PRESENT {
            return None;
        }
    }
    let mean_wait = if load > 0.0 { waiting / load } else { 0.0 };
    let abandons = mean_wait / patience;
    let occupancy = load * (1.0 - abandons) / c;
    Some(ErlangA { waits, abandons, mean_wait, waiting, occupancy })
}

/// The mean wait at one server, in mean service times: arrivals at random, any service time with
/// squared coefficient of variation `cv2` ≥ 0. `None` for a utilisation outside [0, 1).
///
/// Source: Pollaczek (1930), Khinchine (1932): ρ(1 + cv²) / (2(1 − ρ)).
pub fn pollaczek_khinchine(utilisation: f64, cv2: f64) -> Option<f64> {
    ((0.0..1.0).contains(&utilisation) && cv2 >= 0.0)
        .then(|| utilisation * (1.0 + cv2) / (2.0 * (1.0 - utilisation)))
}
