//! Quantities as text with their unit: `"180 s"`, `"1200/h"`, `"90 erlang"`, `"65 %"`.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use std::borrow::Cow;

/// Splits `"12.5 ms"` into number and unit.
pub(super) fn split(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | '_')))
        .unwrap_or(text.len());
    // There are no exponents: the `e` of `1e3 s` begins the unit, which is then unknown.
    let number: String = text[..end].chars().filter(|c| *c != '_').collect();
    let value: f64 = number.parse().ok()?;
    // Adding 0 makes 0 of -0.
    value.is_finite().then_some((value + 0.0, text[end..].trim()))
}

/// Seconds in a unit of time.
pub(super) fn seconds_in(unit: &str) -> Option<f64> {
    Some(match unit {
        "ns" => 1e-9,
        "us" | "µs" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "min" => 60.0,
        "h" => 3_600.0,
        "d" | "day" => 86_400.0,
        _ => return None,
    })
}

/// A length of time in seconds, from text such as `"20 ms"` or `"1.5 h"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Time(pub f64);

impl TryFrom<String> for Time {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let (value, unit) = split(&text).ok_or_else(|| time_expected(&text))?;
        let seconds = value * seconds_in(unit).ok_or_else(|| time_expected(&text))?;
        if seconds < 0.0 {
            return Err(format!("`{text}` is negative; a time is 0 or more"));
        }
        if seconds > 3.2e9 {
            return Err(format!("`{text}` is longer than a century"));
        }
        Ok(Time(seconds))
    }
}

fn time_expected(text: &str) -> String {
    format!("`{text}` is not a time; write a number and ns, us, ms, s, min, h or d, as \"20 s\"")
}

/// The warm-up: a length of time, or `"found"` where it shall be found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WarmUpText {
    /// So long.
    Given(Time),
    /// As long as it takes until the system has settled.
    Found,
}

impl TryFrom<String> for WarmUpText {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        match text.trim() {
            "found" => Ok(WarmUpText::Found),
            _ => Time::try_from(text)
                .map(WarmUpText::Given)
                .map_err(|why| format!("{why}; or \"found\"")),
        }
    }
}

/// A share from 0 to 1, from text such as `"65 %"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share(pub f64);

impl TryFrom<String> for Share {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        match split(&text) {
            Some((value, "%")) if (0.0..=100.0).contains(&value) => Ok(Share(value / 100.0)),
            Some((_, "%")) => Err(format!("`{text}` is not between 0 % and 100 %")),
            _ => Err(format!("`{text}` is not a share; write a percentage, as \"65 %\"")),
        }
    }
}

/// A factor above 0 and at most 1,000, from text such as `"130 %"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factor(pub f64);

impl Factor {
    /// The largest factor.
    pub const MOST: f64 = 1_000.0;
}

impl TryFrom<String> for Factor {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        match split(&text) {
            Some((value, "%")) if value > 0.0 && value <= 100.0 * Factor::MOST => {
                Ok(Factor(value / 100.0))
            }
            Some((_, "%")) => Err(format!("`{text}` is not above 0 % and at most 100,000 %")),
            _ => Err(format!("`{text}` is not a factor; write a percentage, as \"130 %\"")),
        }
    }
}

/// Growth per month, as a share of the month before: from text such as `"3 %/month"` or `"40 %/year"`, which is compounded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth(pub f64);

impl TryFrom<String> for Growth {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let growth = split(&text).and_then(|(value, unit)| {
            let months = match unit.strip_prefix('%')?.trim().strip_prefix('/')?.trim() {
                "month" => 1.0,
                "year" => 12.0,
                _ => return None,
            };
            let in_range = value > 0.0 && value <= 1_000.0;
            in_range.then(|| match months {
                1.0 => value / 100.0,
                _ => libm::pow(1.0 + value / 100.0, 1.0 / months) - 1.0,
            })
        });
        growth.map(Growth).ok_or_else(|| {
            format!("`{text}` is not a growth; write a percentage above 0 %, as \"3 %/month\" or \"40 %/year\"")
        })
    }
}

/// A rate in events per second, from text such as `"1200/h"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PerTime(pub f64);

impl TryFrom<String> for PerTime {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let rate = split(&text).and_then(|(value, unit)| {
            let per = seconds_in(unit.strip_prefix('/')?.trim())?;
            (value >= 0.0 && (value / per).is_finite()).then_some(value / per)
        });
        rate.map(PerTime)
            .ok_or_else(|| format!("`{text}` is not a rate; write calls per time, as \"1200/h\""))
    }
}

macro_rules! from_text {
    ($($type:ident: $expected:literal;)*) => {$(
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl serde::de::Visitor<'_> for Visitor {
                    type Value = $type;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str($expected)
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$type, E> {
                        $type::try_from(text.to_owned()).map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Visitor)
            }
        }
    )*};
}

from_text! {
    Time: "a time with its unit in quotes, as \"20 s\",";
    WarmUpText: "a time with its unit in quotes, as \"20 s\", or \"found\",";
    Share: "a percentage in quotes, as \"5 %\",";
    Factor: "a percentage in quotes, as \"130 %\",";
    Growth: "a percentage per time in quotes, as \"3 %/month\",";
    PerTime: "a rate in quotes, as \"1200/h\",";
}

/// Erlang in a unit of load: itself, or hundred call seconds an hour, of which 36 are one.
pub(super) fn erlang_in(unit: &str) -> Option<f64> {
    Some(match unit {
        "erlang" | "erlangs" | "Erlang" | "Erlangs" | "E" => 1.0,
        "ccs" | "CCS" => 1.0 / 36.0,
        _ => return None,
    })
}

/// Offered load in erlang, from text such as `"90 erlang"`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Erlangs(pub f64);

/// A call rate or a load: `"1200/h"` or `"90 erlang"`.
///
/// # Errors
/// What is expected instead, for people.
pub fn rate_or_load(text: &str) -> Result<Result<PerTime, Erlangs>, String> {
    match split(text) {
        Some((value, unit)) if value >= 0.0 && erlang_in(unit).is_some() => {
            Ok(Err(Erlangs(value * erlang_in(unit).unwrap_or(1.0))))
        }
        Some((value, "")) => Err(format!(
            "`{text}` has no unit; write \"{value} erlang\" or \"{value} ccs\" for a load, \"{value}/h\" for a \
             call rate"
        )),
        _ => PerTime::try_from(text.to_owned()).map(Ok).map_err(|_| {
            format!(
                "`{text}` is not a call rate; write \"1200/h\" or \"20/min\", or a load as \"90 erlang\" or \
                 \"3240 ccs\""
            )
        }),
    }
}

macro_rules! text_schema {
    ($($type:ty, $name:literal, $pattern:literal, $about:literal;)*) => {$(
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> { $name.into() }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern, "description": $about })
            }
        }
    )*};
}

text_schema! {
    Time, "Time", r"^\s*[0-9._+]+\s*(ns|us|µs|ms|s|min|h|d|day)\s*$", "A time with its unit, as \"20 s\".";
    WarmUpText, "WarmUp", r"^\s*([0-9._+]+\s*(ns|us|µs|ms|s|min|h|d|day)|found)\s*$", "A time with its unit, as \"30 min\", or \"found\".";
    Share, "Share", r"^\s*[0-9._+]+\s*%\s*$", "A percentage from 0 to 100, as \"65 %\".";
    Factor, "Factor", r"^\s*[0-9._+]+\s*%\s*$", "A percentage above 0, as \"130 %\".";
    Growth, "Growth", r"^\s*[0-9._+]+\s*%\s*/\s*(month|year)\s*$", "A growth, as \"3 %/month\" or \"40 %/year\".";
    PerTime, "PerTime", r"^\s*[0-9._+]+\s*/\s*(s|min|h|d|day)\s*$", "A rate, as \"1200/h\".";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_understood_and_bare_numbers_refused() {
        let time = |text: &str| Time::try_from(text.to_owned()).map(|t| t.0);
        assert_eq!(time("180 s"), Ok(180.0));
        assert_eq!(time("0.5ms"), Ok(0.0005));
        assert_eq!(time("1.5 h"), Ok(5_400.0));
        for bad in ["180", "s", "-1 s", "1 fortnight", "", "1e3 s", "١ s"] {
            assert!(time(bad).is_err(), "{bad}");
        }
        assert_eq!(Share::try_from("65 %".to_owned()), Ok(Share(0.65)));
        assert!(Share::try_from("165 %".to_owned()).is_err());
        let factor = |text: &str| Factor::try_from(text.to_owned()).map(|f| f.0);
        assert_eq!(factor("130 %"), Ok(1.3));
        assert!(["0 %", "-5 %", "130", "100001 %"].iter().all(|bad| factor(bad).is_err()));
        let growth = |text: &str| Growth::try_from(text.to_owned()).map(|g| g.0);
        assert_eq!(growth("3 %/month"), Ok(0.03));
        let year = growth("100 % / year").expect("a growth");
        assert!((libm::pow(1.0 + year, 12.0) - 2.0).abs() < 1e-12);
        assert!(["0 %/month", "3 %", "3/month", "3 %/week"].iter().all(|bad| growth(bad).is_err()));
        assert_eq!(PerTime::try_from("1200/h".to_owned()), Ok(PerTime(1200.0 / 3600.0)));
        assert_eq!(rate_or_load("90 erlang"), Ok(Err(Erlangs(90.0))));
    }
}
