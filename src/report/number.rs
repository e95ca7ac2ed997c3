//! Formats numbers for people: no more digits than the interval supports, a unit that fits, and the sign for minus
//! (U+2212). The half-width has two significant digits if it begins with 1, 2 or 3 (up to 3.54) and one otherwise, which
//! is the rule of the Particle Data Group; the value has the same number of decimal places. Without an interval, the
//! value has three significant digits. Thousands are apart: `12,345`. Shares that were always or never seen are said in
//! words. Nothing is estimated here.

use crate::experiment::Estimate;
use crate::measure::{Dimension, Figure, Measure};

/// Stands for a missing value.
pub const NOT_ESTIMABLE: &str = "–";

/// How a unit of the record is shown to people.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// Multiplies a value in the record's unit.
    pub factor: f64,
    /// The unit after that.
    pub unit: String,
}

impl Scale {
    /// The scale for values of a dimension if `largest` is the largest value shown: shares in `%`, times
    /// below one second in `ms`.
    pub fn of(dimension: Dimension, largest: f64) -> Scale {
        let (factor, unit) = match dimension {
            Dimension::Share => (100.0, "%"),
            Dimension::Number => (1.0, ""),
            Dimension::Time if largest.abs() < 1.0 => (1e3, "ms"),
            other => (1.0, other.unit()),
        };
        Scale { factor, unit: unit.to_owned() }
    }

    /// The unit of a difference between two values: percentage points for shares.
    pub fn of_difference(&self) -> &str {
        if self.unit == "%" { "% points" } else { &self.unit }
    }
}

/// `1.23 ± 0.04`, or `1.2 [1.1, 1.6]` if the interval is asymmetric, in the unit of `scale`, which is
/// not written.
/// A share of events that were all or never seen is said in words, as `never seen (at most 0.03)`.
pub fn in_scale(e: &Estimate, scale: &Scale) -> String {
    let unitless = Scale { unit: String::new(), ..scale.clone() };
    of_figure(&e.figure, [e.value, e.low, e.high], &unitless)
}

/// `1.23 ± 0.04 %`: an estimate with its unit, or a share of events that were all or never seen in words.
pub fn estimate(e: &Estimate) -> String {
    let scale = Scale::of(e.figure.dimension(), e.value.unwrap_or(0.0));
    of_figure(&e.figure, [e.value, e.low, e.high], &scale)
}

/// An estimate with its unit beside a mark that shows its interval, as in a chart: the value as [`coarse`] rounds it, as
/// `84.1 %`.
pub fn on_chart(e: &Estimate) -> String {
    let scale = Scale::of(e.figure.dimension(), e.value.unwrap_or(0.0));
    if let Some(words) = share_in_words(&e.figure, [e.value, e.low, e.high], &scale) {
        return words;
    }
    let Some(value) = e.value.filter(|v| v.is_finite()).map(|v| v * scale.factor) else {
        return NOT_ESTIMABLE.to_owned();
    };
    let text =
        coarse(value, e.low.zip(e.high).map(|(low, high)| (high - low) / 2.0 * scale.factor));
    join(&text, &scale.unit)
}

/// A value with one digit of its half-width, and at most three significant digits; two where a table shows as many, and
/// always one, so that no bar of 7 is called 10.
pub fn coarse(value: f64, half: Option<f64>) -> String {
    let Some(half) = half.filter(|half| half.is_finite() && *half > value.abs() * 1e-12) else {
        return significant(value);
    };
    let two = two_digits(value).min(decimal_places(half));
    let places = (-exponent(half, 0)).max(two).max(-exponent(value, 0));
    rounded(value, places.min(2 - exponent(value, 2)))
}

/// Value, lower and upper end of a figure in the unit of `scale`, which is written; a share of events that were all or
/// never seen in words.
pub fn of_figure(figure: &Figure, parts: [Option<f64>; 3], scale: &Scale) -> String {
    if let Some(words) = share_in_words(figure, parts, scale) {
        return words;
    }
    let [value, low, high] = parts.map(|part| part.map(|v| v * scale.factor));
    let text = match (value, low == high) {
        (Some(v), true) if v != 0.0 && low.is_some() && figure.statistic.is_percentile() => {
            format!("always {}", significant(v))
        }
        _ => with_interval(value, low, high),
    };
    if text == NOT_ESTIMABLE { text } else { join(&text, &scale.unit) }
}

/// `all`, `none`, `never seen (at most 0.03 %)` or `all seen (at least 99.4 %)`; `None` for any other share, and for
/// utilizations, which are shares of time and not of events.
fn share_in_words(figure: &Figure, parts: [Option<f64>; 3], scale: &Scale) -> Option<String> {
    if figure.dimension() != Dimension::Share || figure.measure == Measure::Utilization {
        return None;
    }
    let [Some(value), Some(low), Some(high)] = parts else { return None };
    let end = |v: f64, up| {
        let text = limit(v * scale.factor, (high - low) * scale.factor, up);
        join(&text, &scale.unit)
    };
    match (value, low < high) {
        (0.0, false) => Some("none".to_owned()),
        (1.0, false) => Some("all".to_owned()),
        (0.0, true) if low == 0.0 => Some(format!("never seen (at most {})", end(high, true))),
        (1.0, true) if high == 1.0 => Some(format!("all seen (at least {})", end(low, false))),
        _ => None,
    }
}

/// A difference of a figure with its sign, in a unit that is `factor` times that of the record: `+1.23 ± 0.04`,
/// `exactly -177` if it is the same in every replication, and `0` if there is none. Percentiles come from a histogram, so
/// they are never exact, only `always` the same.
pub fn difference(
    figure: &Figure,
    (value, low, high): (f64, Option<f64>, Option<f64>),
    factor: f64,
) -> String {
    let by = |v: f64| v * factor;
    let sign = if value > 0.0 { "+" } else { "" };
    match low.zip(high) {
        Some((low, high)) if low < high => {
            format!("{sign}{}", with_interval(Some(by(value)), Some(by(low)), Some(by(high))))
        }
        Some(_) if value != 0.0 && figure.statistic.is_percentile() => {
            format!("always {sign}{}", significant(by(value)))
        }
        Some(_) if value != 0.0 => format!("exactly {sign}{}", many_digits(by(value))),
        _ if value == 0.0 => "0".to_owned(),
        _ => format!("{sign}{}", significant(by(value))),
    }
}

/// A value and the ends of its interval, all with the decimal places that the half-width supports.
pub fn rounded_alike(value: f64, (low, high): (f64, f64)) -> [String; 3] {
    let places = decimal_places((high - low) / 2.0);
    [value, low, high].map(|v| rounded(v, places))
}

/// A share that is lost, with a decimal place at most: `5.3 %`.
pub fn lost(share: f64) -> String {
    format!("{} %", (1000.0 * share).round() / 10.0)
}

/// A half-width: one or two significant digits.
pub fn half_width(half: f64) -> String {
    rounded(half, decimal_places(half))
}

/// Six significant digits without trailing zeros, of a value that is exact.
fn many_digits(value: f64) -> String {
    readable(format!("{}", format!("{value:.5e}").parse::<f64>().unwrap_or(value)))
}

/// A number that a person wrote, such as a limit: all its digits, with its unit.
pub fn exact(dimension: Dimension, value: f64) -> String {
    let scale = Scale::of(dimension, value);
    let shown = value * scale.factor;
    // Twelve significant digits hide what the multiplication by 100 did to `0.07`.
    let text = readable(format!("{}", format!("{shown:.11e}").parse::<f64>().unwrap_or(shown)));
    join(&text, &scale.unit)
}

/// Value and interval, rounded to the same place; only the value if there is no interval, and `exactly` the value if the
/// interval has no width. If the value is an end of the interval, only the other end, rounded outwards: of what was
/// never seen, how large it can still be.
pub fn with_interval(value: Option<f64>, low: Option<f64>, high: Option<f64>) -> String {
    let Some(value) = value.filter(|v| v.is_finite()) else {
        return NOT_ESTIMABLE.to_owned();
    };
    let (Some(low), Some(high)) = (low, high) else {
        return significant(value);
    };
    let half = (high - low) / 2.0;
    if !half.is_finite() || half < 0.0 {
        return significant(value);
    }
    if half <= value.abs() * 1e-12 {
        return if value == 0.0 {
            "0".to_owned()
        } else {
            format!("exactly {}", many_digits(value))
        };
    }
    let places = decimal_places(half);
    if value == low {
        return format!("≤ {}", limit(high, high - low, true));
    }
    if value == high {
        return format!("≥ {}", limit(low, high - low, false));
    }
    let asymmetric = (value - (low + high) / 2.0).abs() > 0.1 * half;
    // The shorter side can need a digit more: 0.005 [0.000, 0.080].
    let shorter = (value - low).min(high - value);
    let places = match asymmetric && shorter > 0.0 {
        true => decimal_places(shorter).clamp(places, places + 1),
        false => places,
    };
    let round = |v| rounded(v, places);
    if asymmetric {
        format!("{} [{}, {}]", round(value), round(low), round(high))
    } else {
        format!("{} ± {}", round(value), round(half))
    }
}

/// A percentage with two significant digits of what is missing to 100, so that only 100 itself is shown as such.
pub fn near_100(percent: f64) -> String {
    let missing = 100.0 - percent;
    if missing <= 0.0 { "100".to_owned() } else { rounded(percent, two_digits(missing).max(1)) }
}

/// A limit with two significant digits of its distance from the value, rounded `up` or down.
fn limit(value: f64, distance: f64, up: bool) -> String {
    let places = two_digits(distance).max(0);
    let step = 10f64.powi(places);
    // Ignores rounding errors of the multiplication.
    let slack = value.abs() * step * 1e-12;
    let steps = value * step;
    let whole = if up { (steps - slack).ceil() } else { (steps + slack).floor() };
    rounded(whole / step, places)
}

/// Three significant digits, but all digits of a whole number.
pub fn significant(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { "0".to_owned() } else { NOT_ESTIMABLE.to_owned() };
    }
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return readable(format!("{value:.0}"));
    }
    // The exponent after rounding, so that 9.996 becomes 10.0 and not 10.00.
    rounded(value, 2 - exponent(value, 2))
}

/// An estimate of a time of minutes: `at once` for exactly 0, minutes from two on, and otherwise as [`estimate`].
pub fn minutes(e: &Estimate) -> String {
    match e.value {
        Some(0.0) if e.high.unwrap_or(0.0) == 0.0 => "at once".to_owned(),
        Some(value) => {
            let (factor, unit) = if value < 120.0 { (1.0, "s") } else { (1.0 / 60.0, "min") };
            let scale = Scale { factor, unit: unit.to_owned() };
            of_figure(&e.figure, [e.value, e.low, e.high], &scale)
        }
        None => NOT_ESTIMABLE.to_owned(),
    }
}

/// A confidence level in percent, with two significant digits of its distance from 100, and three of itself where it is small: `95`,
/// `99.9987`, `0.5`.
pub fn level(level: f64) -> String {
    let (missing, percent) = (100.0 * (1.0 - level), 100.0 * level);
    let digits = (1.0 - missing.log10().floor()).max(2.0 - percent.log10().floor());
    let digits = digits.clamp(0.0, 12.0) as usize;
    let text = format!("{:.digits$}", 100.0 * level);
    if text.contains('.') {
        text.trim_end_matches(['0']).trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A whole number with thousands separators: `12,345`.
pub fn grouped(number: u64) -> String {
    readable(number.to_string())
}

/// A length of time for a title: `30 min`, `1.67 h`, `45 s`.
pub fn span(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s < 120.0 => (s, "s"),
        s if s < 7200.0 => (s / 60.0, "min"),
        s => (s / 3600.0, "h"),
    };
    format!("{} {unit}", significant(value))
}

/// `text unit`, or only the text if the unit has no name.
pub fn join(text: &str, unit: &str) -> String {
    match unit {
        "" => text.to_owned(),
        "1/h" => format!("{text} an hour"),
        _ => format!("{text} {unit}"),
    }
}

/// The decimal places that give a half-width two significant digits from 100 to 354, one from 355 to 949, and two again
/// from 950 on, which is 1000 then; negative left of the decimal point.
fn decimal_places(half: f64) -> i32 {
    let text = format!("{half:.2e}");
    let digits: String = text.chars().filter(char::is_ascii_digit).take(3).collect();
    let first = if digits.as_str() < "355" { 1 } else { 0 };
    first - exponent(half, 2)
}

/// The decimal places that give `value` two significant digits.
fn two_digits(value: f64) -> i32 {
    1 - exponent(value, 1)
}

/// A number in digits as people read it: thousands apart, and the sign for minus in place of the hyphen.
pub fn readable(number: String) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("−", digits),
        None => ("", number.as_str()),
    };
    let whole = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    if sign.is_empty() && whole <= 3 {
        return number;
    }
    let mut text = String::with_capacity(number.len() * 4 / 3 + 2);
    text.push_str(sign);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && i < whole && (whole - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The decimal exponent of `value` after it is rounded to `digits` digits after the first.
fn exponent(value: f64, digits: usize) -> i32 {
    let text = format!("{value:.digits$e}");
    text.rsplit('e').next().and_then(|e| e.parse().ok()).unwrap_or(0)
}

fn rounded(value: f64, places: i32) -> String {
    let text = if places >= 0 {
        format!("{value:.*}", places as usize)
    } else {
        let unit = 10f64.powi(-places);
        format!("{:.0}", (value / unit).round() * unit)
    };
    match text.strip_prefix('-') {
        Some(zero) if zero.chars().all(|c| c == '0' || c == '.') => zero.to_owned(),
        _ => readable(text),
    }
}

#[cfg(test)]
#[path = "number_tests.rs"]
mod tests;
