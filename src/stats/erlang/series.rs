//! The total time of successive exponential stages (hypoexponential), for example of the hops of call routing. An M/M/1
//! stage has the mean 1/(μ − λ).

use super::poisson;

/// Maximum jumps of the uniformized chain in one evaluation.
const MAX_JUMPS: f64 = 1e8;

/// The mean time through stages of the given means, in their unit. `None` if a mean is negative
/// or not finite.
pub fn series_mean(means: &[f64]) -> Option<f64> {
    stages(means).map(|_| means.iter().sum())
}

/// The share of passages that take at most `time`, in the unit of the means; equal means, and
/// stages of mean 0, are allowed. `None` if a mean or the time is negative or not finite, or if
/// the time is more than 10⁸ times the shortest mean. O(time / shortest mean × stages).
///
/// Source: Jensen (1953), uniformization; the result is accurate to 14 decimals.
pub fn series_cdf(means: &[f64], time: f64) -> Option<f64> {
    let stages = stages(means)?;
    if !(time >= 0.0 && time.is_finite()) {
        return None;
    }
    done_by(&stages, time)
}

/// The time that a share `p` of passages does not exceed, in the unit of the means. `None` as in
/// [`series_cdf`], or for p outside [0, 1).
pub fn series_quantile(means: &[f64], p: f64) -> Option<f64> {
    let stages = stages(means)?;
    if !(0.0..1.0).contains(&p) {
        return None;
    }
    let mean = series_mean(means)?;
    let (mut low, mut high) = (0.0, mean);
    while done_by(&stages, high)? < p {
        (low, high) = (high, 2.0 * high);
    }
    while high - low > 1e-13 * high {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if done_by(&stages, middle)? < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(0.5 * (low + high))
}

/// The rates of the stages that take time; `None` if a mean is negative or not finite.
fn stages(means: &[f64]) -> Option<Vec<f64>> {
    let valid = means.iter().all(|m| *m >= 0.0 && m.is_finite());
    valid.then(|| means.iter().filter(|m| **m > 0.0).map(|m| 1.0 / m).collect())
}

fn done_by(rates: &[f64], time: f64) -> Option<f64> {
    let fastest = rates.iter().copied().fold(0.0, f64::max);
    if !(fastest.is_finite() && fastest * time <= MAX_JUMPS) {
        return None;
    }
    if rates.is_empty() {
        return Some(1.0);
    }
    let (first, weights) = poisson(fastest * time);
    let mut state = vec![0.0; rates.len()];
    state[0] = 1.0;
    let mut under_way = 0.0;
    for step in 0..first + weights.len() {
        if step >= first {
            under_way += weights[step - first] * state.iter().sum::<f64>();
        }
        let mut inflow = 0.0;
        for (here, rate) in state.iter_mut().zip(rates) {
            let moves = *here * (rate / fastest);
            *here += inflow - moves;
            inflow = moves;
        }
    }
    Some((1.0 - under_way).clamp(0.0, 1.0))
}
