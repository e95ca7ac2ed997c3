//! A quantity that keeps its dimension: a limit, an exact answer or the width of an interval.

use super::units::{erlang_in, seconds_in, split};
use crate::measure::{Dimension, Problem};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use std::borrow::Cow;

/// A quantity of any dimension, with the unit that it was written with.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// As it was written.
    text: String,
    /// The number before the unit, finite.
    number: f64,
    unit: Unit,
}

/// What was written behind a number.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Unit {
    None,
    Percent,
    /// Percentage points, of a width.
    Points,
    /// A time, with its seconds.
    Time(f64),
    /// A rate, with the seconds of its time.
    Per(f64),
    Calls,
    Users,
    /// A load, with its erlang.
    Erlang(f64),
    BitRate,
}

impl Quantity {
    /// From text with a unit, or a number without one.
    ///
    /// # Errors
    /// What is expected instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let known = split(text).and_then(|(number, unit)| {
            let unit = match unit {
                "" => Unit::None,
                "%" => Unit::Percent,
                "points" => Unit::Points,
                "calls" => Unit::Calls,
                "users" => Unit::Users,
                "Mbit/s" => Unit::BitRate,
                unit => match (erlang_in(unit), unit.strip_prefix('/')) {
                    (Some(erlang), _) => Unit::Erlang(erlang),
                    (None, Some(time)) => Unit::Per(seconds_in(time.trim())?),
                    (None, None) => Unit::Time(seconds_in(unit)?),
                },
            };
            Some(Quantity { text: text.trim().to_owned(), number, unit })
        });
        known.ok_or_else(|| {
            format!(
                "`{text}` is not a quantity; write a number with its unit, as \"1 %\", \"0.1 points\", \"3 s\", \
                 \"20/h\", \"90 erlang\", \"10 Mbit/s\", \"20 calls\" or \"20 users\", or a number alone, as 2.5"
            )
        })
    }

    /// Its share, if it was written as a percentage: 0.02 for `2 %`. Any number, so that each use can say its own range.
    pub fn percentage(&self) -> Option<f64> {
        (self.unit == Unit::Percent).then_some(self.number / 100.0)
    }

    /// The value in the unit of the record, of a limit or an exact answer of this dimension.
    /// A number without a unit is a pure number or a count, and nothing else.
    ///
    /// # Errors
    /// A sentence with the cure, where it has another dimension, or cannot be reached.
    pub fn of(&self, dimension: Dimension) -> Result<f64, Problem> {
        let value = self.unit.in_record(self.number, dimension).ok_or_else(|| {
            let (noun, example) = (dimension.noun(), dimension.example());
            let message =
                format!("`{}` is {}, but the measure is {noun}", self.text, self.unit.noun());
            Problem::new(message, format!("write {example}"))
        })?;
        match (dimension, value) {
            (_, value) if !value.is_finite() => {
                Err(Problem::new(format!("`{}` is too large", self.text), "write a smaller number"))
            }
            (_, value) if value < 0.0 => {
                Err(Problem::new(format!("`{}` is below 0", self.text), "no measure is below 0"))
            }
            (Dimension::Share, value) if value > 1.0 => {
                Err(Problem::new(format!("`{}` is not a share", self.text), "write 0 % to 100 %"))
            }
            (_, value) => Ok(value),
        }
    }

    /// The value in the unit of the record, of a width of this dimension; that of a share is in
    /// percentage points, as `0.1 points` or `0.1 %`.
    ///
    /// # Errors
    /// A sentence with the cure, where it has another dimension or is not above 0.
    pub fn width_of(&self, dimension: Dimension) -> Result<f64, Problem> {
        let is_share = dimension == Dimension::Share;
        let width = match self.unit {
            Unit::Points if is_share => self.number / 100.0,
            unit => match unit.in_record(self.number, dimension) {
                Some(width) => width,
                None => self.of(dimension)?,
            },
        };
        let fault = |cure: &str| {
            Err(Problem::new(
                format!("`{}` is not a width of {}", self.text, dimension.noun()),
                cure,
            ))
        };
        match width {
            width if !width.is_finite() => fault("write a smaller number"),
            width if width <= 0.0 => fault("write one above 0"),
            width if is_share && width > 1.0 => {
                fault("write percentage points above 0 and at most 100, as \"0.1 points\"")
            }
            width => Ok(width),
        }
    }
}

impl Unit {
    /// A number with this unit in the unit of the record; `None` if it has another dimension.
    fn in_record(self, number: f64, dimension: Dimension) -> Option<f64> {
        Some(match (self, dimension) {
            (Unit::Percent, Dimension::Share) => number / 100.0,
            (Unit::None, Dimension::Number | Dimension::Calls | Dimension::Users) => number,
            (Unit::Calls, Dimension::Calls) | (Unit::Users, Dimension::Users) => number,
            (Unit::Erlang(erlang), Dimension::Load) => number * erlang,
            (Unit::BitRate, Dimension::BitRate) => number,
            (Unit::Time(seconds), Dimension::Time) => number * seconds,
            (Unit::Per(seconds), Dimension::PerHour) => number * (3_600.0 / seconds),
            (Unit::Per(seconds), Dimension::PerSecond) => number / seconds,
            _ => return None,
        })
    }

    /// What a quantity with this unit is, with its article.
    fn noun(self) -> &'static str {
        match self {
            Unit::None => "a number without a unit",
            Unit::Percent => "a percentage",
            Unit::Points => "a width in percentage points",
            Unit::Time(_) => "a time",
            Unit::Per(_) => "a rate",
            Unit::Calls => "a number of calls",
            Unit::Users => "a number of users",
            Unit::Erlang(_) => "a load",
            Unit::BitRate => "a bandwidth",
        }
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Quantity;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a quantity with its unit, as \"1 %\" or \"3 s\", or a number")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Quantity, E> {
                Quantity::parse(text).map_err(E::custom)
            }
            fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Quantity, E> {
                match value.is_finite() {
                    true => {
                        Ok(Quantity { text: value.to_string(), number: value, unit: Unit::None })
                    }
                    false => Err(E::custom(format!(
                        "`{value}` is not a quantity; write a finite number"
                    ))),
                }
            }
            fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Quantity, E> {
                self.visit_f64(value as f64)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for Quantity {
    fn schema_name() -> Cow<'static, str> {
        "Quantity".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number"],
            "description": "A quantity in the unit of its measure, as \"1 %\", \"3 s\", \"20/h\" or \"90 erlang\"; only a count or a mean of a pure number is a number." })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_keeps_its_dimension() {
        use Dimension::*;
        let all = [Share, Number, Time, Calls, Users, PerHour, PerSecond, Load, BitRate];
        let fits: [(&str, &[(Dimension, f64)]); 10] = [
            ("1 %", &[(Share, 0.01)]),
            ("1", &[(Number, 1.0), (Calls, 1.0), (Users, 1.0)]),
            ("20 ms", &[(Time, 0.02)]),
            ("3 calls", &[(Calls, 3.0)]),
            ("3 users", &[(Users, 3.0)]),
            ("2/min", &[(PerHour, 120.0), (PerSecond, 2.0 / 60.0)]),
            ("90 erlang", &[(Load, 90.0)]),
            ("36 ccs", &[(Load, 1.0)]),
            ("2.5 Mbit/s", &[(BitRate, 2.5)]),
            ("1 points", &[]),
        ];
        for (text, expected) in fits {
            let quantity = Quantity::parse(text).expect(text);
            for dimension in all {
                let value =
                    expected.iter().find(|(of, _)| *of == dimension).map(|(_, value)| *value);
                assert_eq!(quantity.of(dimension).ok(), value, "{text} as {dimension:?}");
            }
        }
        let error = |text: &str, dimension| Quantity::parse(text).expect(text).of(dimension);
        assert_eq!(
            error("3 s", Share),
            Err(Problem::new("`3 s` is a time, but the measure is a share", "write \"1 %\""))
        );
        assert!(error("150 %", Share).is_err() && error("-1", Calls).is_err());
        for bad in ["nan", "inf", "1e400", "", "%", "1 fortnight", "nan %", "3/x"] {
            assert!(Quantity::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_width_of_a_share_is_in_percentage_points() {
        let width =
            |text: &str, dimension| Quantity::parse(text).expect(text).width_of(dimension).ok();
        assert_eq!(width("0.5 points", Dimension::Share), Some(0.005));
        assert_eq!(width("0.5 %", Dimension::Share), Some(0.005));
        assert_eq!(width("0.1 s", Dimension::Time), Some(0.1));
        assert_eq!(width("0.5 points", Dimension::Time), None);
        assert_eq!(width("0 s", Dimension::Time), None);
        assert_eq!(width("0.001", Dimension::Share), None);
    }
}
