//! Peaked traffic, for example the overflow of other groups: it is more bursty than fresh calls, so the same number of
//! channels blocks more of it.

use super::inverse::load_where;
use super::loss::{erlang_b, is_load};

/// Erlang B for a fractional number of channels. `None` if an argument is negative or not finite.
/// O(channels).
///
/// Source: 1/B(x, A) = A·∫₀^∞ e^{−At}(1 + t)^x dt (Fortet 1948); the part of x below 1 as an incomplete
/// gamma function, by its continued fraction (Legendre) or series, and then the recursion of Erlang B.
pub fn erlang_b_continuous(load: f64, channels: f64) -> Option<f64> {
    if !is_load(load) || !is_load(channels) || channels > f64::from(u32::MAX) {
        return None;
    }
    let part = channels.fract();
    if part == 0.0 {
        return erlang_b(load, channels as u32);
    }
    if load == 0.0 {
        return Some(0.0);
    }
    let mut b = 1.0 / (load * scaled_gamma(part + 1.0, load));
    let mut n = part;
    for _ in 0..channels as u32 {
        n += 1.0;
        let ab = load * b;
        b = ab / (n + ab);
    }
    Some(b)
}

/// e^x·x^{−s}·Γ(s, x) for 1 ≤ s ≤ 2 and x > 0, Γ(s, x) being the upper incomplete gamma function.
fn scaled_gamma(s: f64, x: f64) -> f64 {
    if x < 1.0 {
        // Γ(s) less the series of the lower function.
        let (mut term, mut sum, mut k) = (1.0 / s, 1.0 / s, s);
        while term > 1e-17 * sum {
            k += 1.0;
            term *= x / k;
            sum += term;
        }
        return libm::exp(x) * libm::pow(x, -s) * libm::tgamma(s) - sum;
    }
    // Lentz's method for 1/(x+1−s − 1(1−s)/(x+3−s − 2(2−s)/(x+5−s − …))).
    let mut b = x + 1.0 - s;
    let mut c = f64::MAX;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..10_000 {
        let i = f64::from(i);
        let a = -i * (i - s);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        let change = c * d;
        h *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    h
}

/// The share of traffic blocked when traffic of mean `load` erlang and peakedness (variance over mean)
/// `peakedness` ≥ 1 is offered to `channels` channels: exact for the overflow of one group, a close approximation for
/// that of several. `None` for arguments out of range, or if no group with up to 10⁸ erlang has an overflow as peaked.
/// About sixty times O(channels).
///
/// Source: Wilkinson (1956), the equivalent random method: a group of N channels with A erlang of fresh
/// traffic that overflows with this mean M and peakedness Z; from Riordan's formula
/// N = A(M + Z)/(M + Z − 1) − M − 1.
pub fn peaked_blocking(load: f64, peakedness: f64, channels: u32) -> Option<f64> {
    if !(is_load(load) && peakedness >= 1.0 && peakedness.is_finite()) {
        return None;
    }
    if peakedness == 1.0 || load == 0.0 {
        return erlang_b(load, channels);
    }
    let both = load + peakedness;
    let first = |fresh: f64| (fresh * both / (both - 1.0) - load - 1.0).max(0.0);
    let overflows =
        |fresh: f64, more: f64| erlang_b_continuous(fresh, first(fresh) + more).map(|b| fresh * b);
    // Without a first group the overflow is too large; with a large group it is too small.
    let fresh = load_where(-load, |fresh| {
        if first(fresh) > 0.0 { overflows(fresh, 0.0).map(|m| -m) } else { Some(f64::MIN) }
    })?;
    Some(overflows(fresh, f64::from(channels))? / load)
}
