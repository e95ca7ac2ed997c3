//! Simulated values beside those of a formula.

use super::columns::with_figure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

with_figure! {
    /// A simulated value beside that of a formula.
    pub struct AnalyticComparison {
        {}
        figure [scope measure statistic]
        {}
        unit [unit]
        {
            /// The formula, as `Erlang B`.
            model: String,
            /// Channels, call slots or cores.
            servers: u32,
            /// Offered load that the formula is given, erlang: attempts a time × mean holding time.
            load: f64,
            /// What the formula says.
            exact: f64,
            /// The simulated value.
            value: f64,
            /// Simulated less exact.
            difference: f64,
            /// Lower end of the difference's interval; absent for one replication.
            low: Option<f64>,
            /// Upper end of the difference's interval.
            high: Option<f64>,
            /// What the simulation knows and the formula does not, as `retries`; empty where nothing is known.
            reasons: Vec<String>,
            /// Whether they agree.
            verdict: AnalyticVerdict,
        }
    }
}

/// Whether a simulated value and that of a formula agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AnalyticVerdict {
    /// Zero lies inside the interval of their difference.
    Agrees,
    /// It does not, for one of the reasons.
    Explained,
    /// It does not, and no reason is known.
    Differs,
    /// There is no interval.
    Unknown,
}
