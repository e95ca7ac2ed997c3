//! How the numbers of a varied key are written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the numbers of a key are written: as integers or with a decimal point, and with which unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The unit, for example `%` or `/h`; empty for a pure number.
    pub unit: String,
    /// Whether the numbers are integers: they have no unit and were written without a decimal point.
    pub whole: bool,
    /// Digits after the decimal point.
    pub places: u32,
}

impl Form {
    /// Writes a number in this form.
    pub fn text(&self, value: f64) -> String {
        let text = format!("{value:.*}", self.places as usize);
        // TOML distinguishes 1 from 1.0. A number with a unit is text and needs no trailing zeros.
        let text = match text.split_once('.') {
            Some((whole, digits)) => match digits.trim_end_matches('0') {
                "" if self.unit.is_empty() => format!("{whole}.0"),
                "" => whole.to_owned(),
                digits => format!("{whole}.{digits}"),
            },
            None if self.unit.is_empty() && !self.whole => format!("{text}.0"),
            None => text,
        };
        let blank = if self.unit.is_empty() || self.unit.starts_with('/') { "" } else { " " };
        format!("{text}{blank}{}", self.unit)
    }

    /// Reads a number in this form; `None` for any other text.
    pub fn number(&self, text: &str) -> Option<f64> {
        Number::read(text.trim_matches('"')).filter(|n| n.unit == self.unit).map(|n| n.value)
    }

    /// The form with enough digits to distinguish numbers that differ by `difference` > 0.
    pub fn finer(&self, difference: f64) -> Form {
        let needed = (-libm::log10(difference)).ceil().clamp(0.0, 12.0) as u32;
        let places = if self.whole { 0 } else { self.places.max(needed) };
        Form { places, ..self.clone() }
    }
}

/// A number as written.
pub(in crate::experiment) struct Number<'t> {
    pub(in crate::experiment) value: f64,
    pub(in crate::experiment) unit: &'t str,
    places: u32,
    pointed: bool,
}

impl Number<'_> {
    pub(in crate::experiment) fn read(text: &str) -> Option<Number<'_>> {
        let text = text.trim();
        let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+')));
        let (digits, unit) = text.split_at(end.unwrap_or(text.len()));
        let value: f64 = digits.parse().ok()?;
        let places = digits.split_once('.').map(|(_, behind)| behind.len() as u32);
        let unit = unit.trim();
        let is_unit = |c: char| c.is_alphabetic() || matches!(c, '%' | '/' | 'µ' | ' ');
        (value.abs() < 1e15 && unit.chars().all(is_unit)).then_some(Number {
            value,
            unit,
            places: places.unwrap_or(0),
            pointed: places.is_some(),
        })
    }
}

/// The form that all of these numbers have.
pub(in crate::experiment) fn form_of(numbers: &[&Number<'_>]) -> Form {
    let unit = numbers.iter().map(|n| n.unit).find(|unit| !unit.is_empty()).unwrap_or_default();
    Form {
        unit: unit.to_owned(),
        whole: unit.is_empty() && numbers.iter().all(|n| !n.pointed),
        places: numbers.iter().map(|n| n.places).max().unwrap_or(0).min(12),
    }
}
