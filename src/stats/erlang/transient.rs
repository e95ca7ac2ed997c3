//! Erlang's loss system from empty to the steady state, by uniformization, for exponential holding times. Before the
//! steady state the distribution of holding times matters.

use super::{loss::is_load, poisson};

/// Maximum state updates of one evaluation: some tens of seconds.
const MAX_WORK: f64 = 1e10;

/// The probability that all `channels` channels are taken at `time` ≥ 0 mean holding times, after
/// starting empty, with `load` erlang offered. `None` for arguments out of range, or if the work,
/// channels × (load + channels) × time, exceeds 10¹⁰.
///
/// Source: Jensen (1953).
pub fn blocking_at(load: f64, channels: u32, time: f64) -> Option<f64> {
    if !(is_load(load) && is_load(time)) {
        return None;
    }
    let c = channels as usize;
    let rate = load + f64::from(channels);
    if rate * (time + 1.0) * f64::from(channels) > MAX_WORK {
        return None;
    }
    if rate == 0.0 {
        return Some(1.0); // No channel at all.
    }
    let (first, weights) = poisson(rate * time);
    let mut state = vec![0.0; c + 1];
    state[0] = 1.0;
    let up = load / rate;
    let mut full = 0.0;
    for step in 0..first + weights.len() {
        if step >= first {
            full += weights[step - first] * state[c];
        }
        // One jump of the uniformized chain, in place; `inflow` comes from the state below.
        let mut inflow = 0.0;
        for n in 0..=c {
            let down = n as f64 / rate;
            let from_above = if n < c { state[n + 1] * (n + 1) as f64 / rate } else { 0.0 };
            let leaves_up = if n < c { up } else { 0.0 };
            let here = state[n];
            state[n] = here * (1.0 - down - leaves_up) + inflow + from_above;
            inflow = here * leaves_up;
        }
    }
    Some(full)
}
