//! What `size` may vary, what that costs, and what the design must survive.

use crate::scenario::Share;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use std::borrow::Cow;
use std::ops::Deref;

/// How `size` looks for the cheapest design that meets the targets.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SizeTable {
    /// Losses through which the design must meet its targets, each alone: `"any one server"` (or
    /// gateway, pool, site, link), or one by its kind and name, as `"site London"`.
    pub survive: Option<Vec<String>>,
    /// Probability that everything the answer claims is right.
    pub confidence: Option<Share>,
}

/// A number that `size` may choose, and what it costs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VaryTable {
    /// What is bought, in the answer: `"E1 lines"`.
    pub name: Option<String>,
    /// Path of the key, as of `--set`: `'gateway["gw1"].lines.e1'`. The path of the number of servers whose
    /// name is a range ends with `count`: `'mediation_server["med[1-3]"].count'`.
    pub key: String,
    /// The least value.
    pub from: u32,
    /// The greatest value: so many steps from the least.
    pub to: u32,
    /// From one value to the next.
    pub step: Option<u32>,
    /// Cost of each unit of the value, with its currency and period: `"900/month"`. A number alone has neither.
    pub cost: PriceText,
    /// Cost that comes once if the value is above 0. A number alone has the currency and period of `cost`.
    pub fixed: Option<PriceText>,
}

/// A cost as it is written: a text as `"900/month"`, or a number alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceText(String);

impl Deref for PriceText {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for PriceText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = PriceText;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a cost, as \"900 EUR/month\", or a number,")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<PriceText, E> {
                Ok(PriceText(text.to_owned()))
            }
            fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<PriceText, E> {
                Ok(PriceText(value.to_string()))
            }
            fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<PriceText, E> {
                // What is not finite is no cost, and is said to be none.
                Ok(PriceText(value.to_string()))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for PriceText {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Price".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number"] })
    }
}
