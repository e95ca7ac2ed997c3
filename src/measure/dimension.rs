//! The dimension of a quantity, and its unit in the record.

use super::problem::Problem;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::str::FromStr;

/// The dimension of a value. It determines the unit in the record, and how a limit is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// A share, from 0 to 1, written as `1 %`.
    Share,
    /// A pure number, for example a mean number of redirects.
    Number,
    /// A length of time in seconds.
    Time,
    /// A number of calls, attempts, messages or notifications.
    Calls,
    /// A number of users.
    Users,
    /// Events per hour.
    PerHour,
    /// Events per second.
    PerSecond,
    /// Traffic load in erlang.
    Load,
    /// Bandwidth in Mbit/s.
    BitRate,
}

/// A unit in the text of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit(&'static str);

impl Unit {
    /// The unit of a dimension.
    pub const fn of(dimension: Dimension) -> Self {
        Unit(dimension.unit())
    }

    /// Its text.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl FromStr for Unit {
    type Err = Problem;

    /// # Errors
    /// An unknown unit.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let found = Dimension::ALL.into_iter().find(|dimension| dimension.unit() == text);
        found.map(Unit::of).ok_or_else(|| Problem::new(format!("there is no unit `{text}`"), ""))
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::scope::from_text(deserializer)
    }
}

impl JsonSchema for Unit {
    fn schema_name() -> Cow<'static, str> {
        "Unit".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut units = Dimension::ALL.map(Dimension::unit).to_vec();
        units.dedup();
        json_schema!({ "enum": units })
    }
}

impl Dimension {
    /// All dimensions.
    pub const ALL: [Dimension; 9] = [
        Dimension::Share,
        Dimension::Number,
        Dimension::Time,
        Dimension::Calls,
        Dimension::Users,
        Dimension::PerHour,
        Dimension::PerSecond,
        Dimension::Load,
        Dimension::BitRate,
    ];

    /// The unit in the record.
    pub const fn unit(self) -> &'static str {
        match self {
            Dimension::Share | Dimension::Number => "1",
            Dimension::Time => "s",
            Dimension::Calls => "calls",
            Dimension::Users => "users",
            Dimension::PerHour => "1/h",
            Dimension::PerSecond => "1/s",
            Dimension::Load => "erlang",
            Dimension::BitRate => "Mbit/s",
        }
    }

    /// A noun for messages, with its article.
    pub const fn noun(self) -> &'static str {
        match self {
            Dimension::Share => "a share",
            Dimension::Number => "a number without a unit",
            Dimension::Time => "a time",
            Dimension::Calls => "a number of calls",
            Dimension::Users => "a number of users",
            Dimension::PerHour => "a rate per hour",
            Dimension::PerSecond => "a rate per second",
            Dimension::Load => "a load",
            Dimension::BitRate => "a bandwidth",
        }
    }

    /// How a value is written in a scenario or an argument.
    pub const fn example(self) -> &'static str {
        match self {
            Dimension::Share => "\"1 %\"",
            Dimension::Number => "2.5",
            Dimension::Time => "\"3 s\"",
            Dimension::Calls => "20 or \"20 calls\"",
            Dimension::Users => "20 or \"20 users\"",
            Dimension::PerHour => "\"20/h\"",
            Dimension::PerSecond => "\"20/s\"",
            Dimension::Load => "\"90 erlang\"",
            Dimension::BitRate => "\"10 Mbit/s\"",
        }
    }
}
