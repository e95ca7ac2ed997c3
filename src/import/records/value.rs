//! Numbers, times and distributions as a scenario writes them.

use super::fit::{Component, Family, Lengths};
use crate::import::quoted;
use std::fmt::Write as _;

/// Values of a file of lengths: as many as the distribution function needs to be drawn by the pixel.
const VALUES: usize = 1_000;

/// The chosen distribution, if a scenario can say it without a file.
pub(super) fn exact(lengths: &Lengths) -> Option<String> {
    match lengths.chosen().family {
        Family::ShortLognormal | Family::Empirical => None,
        Family::Constant => Some(time(lengths.mean)),
        _ => parametric(lengths),
    }
}

/// The best distribution that a scenario can say without a file.
pub(super) fn parametric(lengths: &Lengths) -> Option<String> {
    let model = lengths.parametric().model?;
    let one = |component: &Component| match *component {
        Component::Exponential { mean } => {
            format!("{{ exponential = {{ mean = {} }} }}", time(mean))
        }
        Component::Lognormal { sigma, .. } => {
            let cv = libm::expm1(sigma * sigma).sqrt();
            let mean = time(component.mean());
            format!("{{ lognormal = {{ mean = {mean}, cv = {} }} }}", number(cv))
        }
    };
    Some(match &model.short {
        None => one(&model.main),
        Some((share, short)) => format!(
            "{{ hyperexponential = {{ share = {}, first = {}, second = {} }} }}",
            percent(*share),
            time(short.mean()),
            time(model.main.mean())
        ),
    })
}

/// A file of lengths: quantiles of the fit with its mean, or of the records themselves.
pub(super) fn values(lengths: &Lengths) -> String {
    let shares = (0..VALUES).map(|i| (i as f64 + 0.5) / VALUES as f64);
    let model = lengths.chosen().model;
    let quantile = |p: f64| model.map_or_else(|| lengths.quantile(p), |model| model.quantile(p));
    let values: Vec<f64> = shares.map(quantile).collect();
    let mean = values.iter().sum::<f64>() / VALUES as f64;
    let factor = if mean > 0.0 { model.map_or(lengths.mean, |m| m.mean()) / mean } else { 1.0 };
    let mut out = "seconds\n".to_owned();
    for value in values {
        // Writing to a text cannot fail.
        let _ = writeln!(out, "{:.3}", value * factor);
    }
    out
}

/// Four significant digits.
pub(super) fn number(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let places = (3 - value.abs().log10().floor() as i32).clamp(0, 9) as usize;
    let text = format!("{value:.places$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

pub(super) fn count(value: f64) -> String {
    format!("{:.0}", value.round())
}

/// A time with its unit, in quotation marks.
pub(super) fn time(seconds: f64) -> String {
    quoted(&format!("{} s", number(seconds.max(0.001))))
}

/// A share in per cent, in quotation marks.
pub(super) fn percent(share: f64) -> String {
    quoted(&format!("{} %", number(100.0 * share)))
}
