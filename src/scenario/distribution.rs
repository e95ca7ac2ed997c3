//! Times as a scenario writes them: text for a constant, a table for a distribution.

use super::read::variant;
use super::units::{Share, Time};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;

/// A time, constant or random.
#[derive(Clone, Debug, PartialEq)]
pub enum DistributionText {
    /// `"20 s"`.
    Constant(Time),
    /// `{ lognormal = { … } }`.
    Family(Family),
}

/// The keys of the families.
pub(super) const FAMILIES: [&str; 10] = [
    "exponential",
    "lognormal",
    "gamma",
    "erlang",
    "weibull",
    "uniform",
    "normal",
    "hyperexponential",
    "empirical",
    "sum",
];

/// Families of distributions of times.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Family {
    /// Exponential.
    Exponential {
        /// Mean.
        mean: Time,
    },
    /// Lognormal: mean, and one of cv, sd or p95.
    Lognormal {
        /// Mean.
        mean: Time,
        /// Coefficient of variation: standard deviation ÷ mean.
        cv: Option<f64>,
        /// Standard deviation.
        sd: Option<Time>,
        /// 95th percentile: between 1 and 3.868 times the mean.
        p95: Option<Time>,
    },
    /// Gamma.
    Gamma {
        /// Mean.
        mean: Time,
        /// Coefficient of variation, above 0.
        cv: f64,
    },
    /// Erlang: the sum of equal exponential phases.
    Erlang {
        /// Mean of the sum.
        mean: Time,
        /// Phases, at least 1.
        phases: u32,
    },
    /// Weibull.
    Weibull {
        /// Mean.
        mean: Time,
        /// Shape, above 0; 1 is exponential.
        shape: f64,
    },
    /// Uniform.
    Uniform {
        /// Lower bound.
        from: Time,
        /// Upper bound.
        to: Time,
    },
    /// Normal, truncated at zero.
    Normal {
        /// Mean before truncation.
        mean: Time,
        /// Standard deviation before truncation.
        sd: Time,
    },
    /// A mixture of two exponentials.
    Hyperexponential {
        /// Share of the first.
        share: Share,
        /// Mean of the first.
        first: Time,
        /// Mean of the second.
        second: Time,
    },
    /// One of the values in the first column of a CSV file, in seconds, each with the same
    /// probability.
    Empirical(String),
    /// The sum of independent random times.
    Sum(Vec<DistributionText>),
}

impl<'de> Deserialize<'de> for DistributionText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = DistributionText;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a time with its unit, as \"20 s\", or a distribution")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Time::try_from(text.to_owned()).map(DistributionText::Constant).map_err(E::custom)
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                map: A,
            ) -> Result<Self::Value, A::Error> {
                variant(map).map(DistributionText::Family)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for DistributionText {
    fn schema_name() -> Cow<'static, str> {
        "Distribution".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (time, family) =
            (generator.subschema_for::<Time>(), generator.subschema_for::<Family>());
        json_schema!({ "description": "A time as \"20 s\", or a distribution of times.",
            "anyOf": [time, family] })
    }
}
