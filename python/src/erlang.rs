//! The formulas of traffic theory; `busyhour/erlang.py` gives them their names and errors.

use busyhour::erlang;
use pyo3::prelude::*;

/// Formulas by their arguments; `None` where there is no answer.
macro_rules! formulas {
    ($($name:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)*) => {
        $(
            #[pyfunction]
            pub fn $name(py: Python<'_>, $($argument: $kind),*) -> Option<$answer> {
                py.detach(|| erlang::$name($($argument),*))
            }
        )*
    };
}

formulas! {
    erlang_b(load: f64, channels: u32) -> f64;
    channels_for(load: f64, share: f64) -> u32;
    load_for(channels: u32, share: f64) -> f64;
    mean_wait(load: f64, channels: u32) -> f64;
    wait_over(load: f64, channels: u32, time: f64) -> f64;
    wait_quantile(load: f64, channels: u32, p: f64) -> f64;
    channels_for_wait(load: f64, time: f64, share: f64) -> u32;
}

/// Waits, abandons, mean wait, waiting, occupancy.
#[pyfunction]
pub fn erlang_a(
    py: Python<'_>,
    load: f64,
    channels: u32,
    patience: f64,
) -> Option<(f64, f64, f64, f64, f64)> {
    let found = py.detach(|| erlang::erlang_a(load, channels, patience))?;
    Some((found.waits, found.abandons, found.mean_wait, found.waiting, found.occupancy))
}

/// Call congestion, time congestion, carried.
#[pyfunction]
pub fn engset(
    py: Python<'_>,
    sources: u32,
    idle_load: f64,
    channels: u32,
) -> Option<(f64, f64, f64)> {
    let found = py.detach(|| erlang::engset(sources, idle_load, channels))?;
    Some((found.call_congestion, found.time_congestion, found.carried))
}

/// Blocking, present, waiting, mean wait.
#[pyfunction]
pub fn finite_queue(
    py: Python<'_>,
    load: f64,
    channels: u32,
    places: u32,
) -> Option<(f64, f64, f64, f64)> {
    let found = py.detach(|| erlang::finite_queue(load, channels, places))?;
    Some((found.blocking, found.present, found.waiting, found.mean_wait))
}
