//! Statistics of measures.

use super::problem::Problem;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A statistic of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Statistic {
    /// The value of a share, load or rate.
    Value,
    /// The mean.
    Mean,
    /// The median.
    P50,
    /// The 90th percentile.
    P90,
    /// The 95th percentile.
    P95,
    /// The 99th percentile.
    P99,
    /// The 99.9th percentile.
    P999,
    /// The greatest value.
    Max,
    /// A number of events in the measured window.
    Count,
    /// A number of events per hour.
    PerHour,
    /// The squared coefficient of variation.
    Cv2,
}

impl Statistic {
    /// All statistics.
    pub const ALL: [Statistic; 11] = [
        Statistic::Value,
        Statistic::Mean,
        Statistic::P50,
        Statistic::P90,
        Statistic::P95,
        Statistic::P99,
        Statistic::P999,
        Statistic::Max,
        Statistic::Count,
        Statistic::PerHour,
        Statistic::Cv2,
    ];

    /// Percentiles with their probability, lowest first.
    pub const PERCENTILES: [(Statistic, f64); 5] = [
        (Statistic::P50, 0.5),
        (Statistic::P90, 0.9),
        (Statistic::P95, 0.95),
        (Statistic::P99, 0.99),
        (Statistic::P999, 0.999),
    ];

    /// The name in the record.
    pub const fn name(self) -> &'static str {
        match self {
            Statistic::Value => "value",
            Statistic::Mean => "mean",
            Statistic::P50 => "p50",
            Statistic::P90 => "p90",
            Statistic::P95 => "p95",
            Statistic::P99 => "p99",
            Statistic::P999 => "p99.9",
            Statistic::Max => "max",
            Statistic::Count => "count",
            Statistic::PerHour => "per_hour",
            Statistic::Cv2 => "cv2",
        }
    }

    /// Whether it is a percentile, the median included.
    pub fn is_percentile(self) -> bool {
        Statistic::PERCENTILES.iter().any(|(percentile, _)| *percentile == self)
    }

    /// All names, for messages.
    pub fn names() -> String {
        Statistic::ALL.map(Statistic::name).join(", ")
    }
}

/// Ordered by name, as in a record.
impl Ord for Statistic {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(other.name())
    }
}

impl PartialOrd for Statistic {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Statistic {
    type Err = Problem;

    /// # Errors
    /// An unknown name; the message lists the statistics.
    fn from_str(text: &str) -> Result<Self, Problem> {
        Statistic::ALL.into_iter().find(|statistic| statistic.name() == text).ok_or_else(|| {
            let hint = format!("statistics are {}", Statistic::names());
            Problem::new(format!("there is no statistic `{text}`"), hint)
        })
    }
}

impl Serialize for Statistic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Statistic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::scope::from_text(deserializer)
    }
}

impl JsonSchema for Statistic {
    fn schema_name() -> Cow<'static, str> {
        "Statistic".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "enum": Statistic::ALL.map(Statistic::name) })
    }
}
