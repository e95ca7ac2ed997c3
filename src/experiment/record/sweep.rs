//! What a record says of a sweep besides its table: keys, designs, target crossings, and the differences from
//! one value of a key to the next.

use super::figure::SweepFigure;
use super::form::Form;
use super::targets::{TargetVerdict, Verdict};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A parameter study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepSummary {
    /// The keys that were varied.
    pub keys: Vec<VariedKey>,
    /// `factorial` (every combination) or `latin-hypercube`.
    pub layout: String,
    /// What was measured of every design.
    pub figures: Vec<SweepFigure>,
    /// The designs in the order of the record's `designs`: those asked for, then those that located the
    /// target_crossings.
    pub points: Vec<SweepPoint>,
    /// What changes from one value of the first key to the next, other keys the same.
    pub steps: Vec<Step>,
    /// Where targets change from met to missed.
    pub target_crossings: Vec<TargetCrossing>,
    /// Whether all designs and target_crossings were finished; if not, the same command continues.
    pub finished: bool,
}

/// What is varied, as the record tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VariedKey {
    /// The path, as for `--set`.
    pub path: String,
    /// The values asked for, in order.
    pub values: Vec<String>,
    /// How its numbers are written; absent where a value is no number or has another unit.
    pub form: Option<Form>,
}

/// A design of a sweep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepPoint {
    /// Its name.
    pub design: String,
    /// The value of each key, as it was set.
    pub values: Vec<String>,
    /// Whether it was added to locate a crossing.
    pub refined: bool,
    /// The scenario's targets, judged at this design.
    pub targets: Vec<TargetVerdict>,
}

/// The difference of a figure between two neighbouring designs, over replications with common random numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The design with the value before.
    pub from: String,
    /// The design with the value after.
    pub to: String,
    /// As in the estimates.
    pub measure: String,
    /// As in the estimates.
    pub scope: String,
    /// As in the estimates.
    pub statistic: String,
    /// Mean over the replications of the value after less the value before.
    pub difference: f64,
    /// Lower end of the paired-t interval; absent for one replication.
    pub low: Option<f64>,
    /// Upper end of the paired-t interval.
    pub high: Option<f64>,
}

/// Where along a key a target changes from met to missed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetCrossing {
    /// The target's measure.
    pub measure: String,
    /// Its scope.
    pub scope: String,
    /// Its statistic.
    pub statistic: String,
    /// `at_most` or `at_least`.
    pub side: String,
    /// The limit, in the measure's unit.
    pub limit: f64,
    /// The measure's unit.
    pub unit: String,
    /// The key along which it was looked for.
    pub key: String,
    /// Values of the other keys, as `path=value`.
    pub others: Vec<String>,
    /// The value that meets the target next to one that misses it, by the estimates themselves; absent
    /// where no value meets it.
    pub met: Option<String>,
    /// The value that misses it next to that; absent where every value meets it.
    pub missed: Option<String>,
    /// The verdict of the interval at `met`.
    pub met_verdict: Option<Verdict>,
    /// The verdict of the interval at `missed`.
    pub missed_verdict: Option<Verdict>,
    /// The value nearest to the crossing at which the whole interval meets the target.
    pub surely_met: Option<String>,
    /// The value nearest to the crossing at which the whole interval misses it.
    pub surely_missed: Option<String>,
    /// `met` and `missed` were to be no further apart than this, in the key's unit.
    pub tolerance: f64,
    /// Whether they are.
    pub located: bool,
    /// Whether the target changes from met to missed, or back, at most once along the grid.
    pub monotone: bool,
}
