//! What `size` may vary, what that costs, and what the design must survive.

use crate::scenario::Share;
use schemars::JsonSchema;
use serde::Deserialize;

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
    /// The greatest value.
    pub to: u32,
    /// From one value to the next.
    pub step: Option<u32>,
    /// Cost of each unit of the value, with its currency and period: `"900/month"`.
    pub cost: String,
    /// Cost that comes once if the value is above 0. A number alone has the currency and period of `cost`.
    pub fixed: Option<String>,
}
