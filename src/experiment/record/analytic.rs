//! Simulated values compared with closed formulas.

use super::columns::with_figure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

with_figure! {
    /// A simulated value compared with that of a closed formula.
    pub struct AnalyticComparison {
        {}
        figure [scope measure statistic]
        {}
        unit [unit]
        {
            /// The formula, for example `Erlang B`.
            model: String,
            /// Channels, call slots or cores.
            servers: u32,
            /// Offered load that the formula uses, erlang: attempts per time × mean holding time.
            load: f64,
            /// The value of the formula.
            exact: f64,
            /// The simulated value.
            value: f64,
            /// Simulated minus exact value.
            difference: f64,
            /// Lower end of the difference's interval; absent for one replication.
            low: Option<f64>,
            /// Upper end of the difference's interval.
            high: Option<f64>,
            /// What the simulation models and the formula does not; empty where the values agree or no reason is known.
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
    /// It does not, and at least one reason is known.
    Explained,
    /// It does not, and no reason is known.
    Differs,
    /// The simulation cannot tell: there is no interval, or it is wider than twice the larger of both values, or too few messages had
    /// to wait.
    Unknown,
}
