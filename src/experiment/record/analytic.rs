//! Simulated values beside those of a formula.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A simulated value beside that of a formula.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnalyticComparison {
    /// The station, as in the estimates.
    pub scope: String,
    /// What is compared: `blocking`, `rejected`, `utilization` or `queue_wait`.
    pub measure: String,
    /// As in the estimates.
    pub statistic: String,
    /// Its unit.
    pub unit: String,
    /// The formula, as `Erlang B`.
    pub model: String,
    /// Channels, call slots or cores.
    pub servers: u32,
    /// Offered load that the formula is given, erlang: attempts a time × mean holding time.
    pub load: f64,
    /// What the formula says.
    pub exact: f64,
    /// The simulated value.
    pub value: f64,
    /// Simulated less exact.
    pub difference: f64,
    /// Lower end of the difference's interval; absent for one replication.
    pub low: Option<f64>,
    /// Upper end of the difference's interval.
    pub high: Option<f64>,
    /// What the simulation knows and the formula does not, as `retries`; empty where nothing is known.
    pub reasons: Vec<String>,
    /// `agrees` (zero lies inside the interval), `explained` (it does not, for one of the reasons), `differs`, or
    /// `unknown` (there is no interval).
    pub verdict: String,
}
