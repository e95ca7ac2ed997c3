//! The closed formulas of traffic theory and their inverses, against which simulations are checked.
//!
//! Loads are in erlang. Functions that take no holding time count time in mean holding times.
//! Arguments out of range and unstable queues give `None`.

mod delay;
mod inverse;
mod loss;
mod patience;
mod peaked;
mod run_length;
mod series;
mod transient;
mod varying;

pub use delay::{
    FiniteQueue, channels_for_wait, erlang_c, finite_queue, mean_wait, pollaczek_khinchine,
    wait_over, wait_quantile,
};
pub use inverse::{fewest, load_where};
pub use loss::{Engset, Overflow, channels_for, engset, erlang_b, load_for, overflow};
pub use patience::{ErlangA, erlang_a, patient_beyond};
pub use peaked::{erlang_b_continuous, peaked_blocking};
pub use run_length::{
    blocking_variance, calls_for_precision, queue_length_variance, waiting_variance,
};
pub use series::{series_cdf, series_mean, series_quantile};
pub use transient::blocking_at;
pub use varying::{mean_wait_general, modified_offered_load, offered_at};

#[cfg(test)]
mod tests;

/// Poisson probabilities with this mean, starting at the returned first count. The omitted tails are below 10⁻¹⁷. The
/// weights are normalised, so no factorial is needed.
///
/// Source: after Fox & Glynn (1988).
fn poisson(mean: f64) -> (usize, Vec<f64>) {
    const MIN_WEIGHT: f64 = 1e-20;
    let mode = mean.floor();
    let mut below = Vec::new();
    let (mut weight, mut k) = (1.0, mode);
    while k > 0.0 && weight > MIN_WEIGHT {
        weight *= k / mean;
        k -= 1.0;
        below.push(weight);
    }
    let first = k as usize;
    let mut weights: Vec<f64> = below.into_iter().rev().chain([1.0]).collect();
    (weight, k) = (1.0, mode);
    while weight > MIN_WEIGHT {
        k += 1.0;
        weight *= mean / k;
        weights.push(weight);
    }
    let mut sorted = weights.clone();
    sorted.sort_by(f64::total_cmp);
    let whole: f64 = sorted.iter().sum();
    weights.iter_mut().for_each(|w| *w /= whole);
    (first, weights)
}
