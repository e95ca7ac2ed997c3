//! Queueing: Erlang C, finite queues, and one server with any service time. First come, first served. Nobody gives up
//! (see `patience`), and calls are lost only in finite queues.

use super::loss::{erlang_b, is_load};

/// Maximum load, erlang, in a search for the number of channels.
pub(super) const MAX_LOAD: f64 = 1e8;

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

/// A group of channels with a finite number of waiting places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FiniteQueue {
    /// The share of calls that find all places taken and are lost.
    pub blocking: f64,
    /// Mean calls present, waiting or served.
    pub present: f64,
    /// Mean calls waiting.
    pub waiting: f64,
    /// The mean wait of the calls that are not lost, in mean holding times.
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

/// The mean wait at one server, in mean service times: arrivals at random, any service time with
/// squared coefficient of variation `cv2` ≥ 0. `None` for a utilisation outside [0, 1).
///
/// Source: Pollaczek (1930), Khinchine (1932): ρ(1 + cv²) / (2(1 − ρ)).
pub fn pollaczek_khinchine(utilisation: f64, cv2: f64) -> Option<f64> {
    ((0.0..1.0).contains(&utilisation) && cv2 >= 0.0)
        .then(|| utilisation * (1.0 + cv2) / (2.0 * (1.0 - utilisation)))
}
