//! The busiest part of a window, from the arrivals of the sources.

use crate::base::SimTime;
use crate::call::Window;
use crate::network::{Arrivals, Network, Source};

/// Parts of the window in which the arrivals are compared.
const PARTS: u64 = 400;
/// The same for recorded instants, of which a short part has too few.
const RECORDED_PARTS: u64 = 20;

/// Arrival rate in the busiest part of the window ÷ mean rate; 1 without arrivals.
pub(super) fn peak_rate(net: &Network, window: Window) -> f64 {
    let recorded = net.sources.iter().any(|s| matches!(s.arrivals, Arrivals::Recorded(_)));
    let parts = if recorded { RECORDED_PARTS } else { PARTS };
    let (from, to) = (window.from.nanos(), window.to.nanos());
    let border = |i: u64| {
        SimTime::from_nanos(from + ((to - from) as u128 * u128::from(i) / u128::from(parts)) as u64)
    };
    let arrivals = |i: u64| {
        let (start, end) = (border(i), border(i + 1));
        let of = |source: &Source| match &source.arrivals {
            Arrivals::Poisson(curve) => curve.expected(end) - curve.expected(start),
            Arrivals::Recorded(times) => {
                let until = |at: SimTime| times.partition_point(|time| *time < at);
                (until(end) - until(start)) as f64
            }
        };
        net.sources.iter().map(of).sum::<f64>()
    };
    let all: Vec<f64> = (0..parts).map(arrivals).collect();
    let mean = all.iter().sum::<f64>() / parts as f64;
    if mean > 0.0 { all.into_iter().fold(0.0, f64::max) / mean } else { 1.0 }
}
