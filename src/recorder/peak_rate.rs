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
    let until = |border: SimTime, highest: bool| {
        let of = |source: &Source| match &source.arrivals {
            Arrivals::Poisson(curve) => curve.expected(border),
            Arrivals::Modulated(rate) if highest => {
                rate.curve.expected(border) * rate.highest_factor()
            }
            Arrivals::Modulated(rate) => rate.curve.expected(border) * rate.mean_factor(),
            Arrivals::Recorded(times) => times.partition_point(|time| *time < border) as f64,
        };
        net.sources.iter().map(of).sum::<f64>()
    };
    let sums: Vec<f64> = (0..=parts).map(|i| until(border(i), true)).collect();
    let most = sums.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
    let mean = (until(window.to, false) - until(window.from, false)) / parts as f64;
    if mean > 0.0 { most / mean } else { 1.0 }
}
