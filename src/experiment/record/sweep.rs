//! What a record says of a sweep besides its table: keys, designs, target crossings, and the differences from
//! one value of a key to the next.

use super::columns::with_figure;
use super::form::Form;
use super::targets::{Side, TargetVerdict, Verdict};
use crate::measure::Figure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A parameter study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepSummary {
    /// The keys that were varied.
    pub keys: Vec<VariedKey>,
    /// How the values of the keys are combined.
    pub layout: SweepLayout,
    /// What was measured of every design.
    pub figures: Vec<Figure>,
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

/// How the values of several keys are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SweepLayout {
    /// Every combination.
    Factorial,
    /// A sample that covers the range of every key evenly.
    LatinHypercube,
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

with_figure! {
    /// The difference of a figure between two neighbouring designs, over replications with common random numbers.
    pub struct Step {
        {
            /// The design with the value before.
            from: String,
            /// The design with the value after.
            to: String,
        }
        figure [measure scope statistic]
        {}
        unit []
        {
            /// Mean over the replications of the value after less the value before.
            difference: f64,
            /// Lower end of the paired-t interval; absent for one replication.
            low: Option<f64>,
            /// Upper end of the paired-t interval.
            high: Option<f64>,
        }
    }
}

with_figure! {
    /// Where along a key a target changes from met to missed.
    pub struct TargetCrossing {
        {}
        figure [measure scope statistic]
        {
            /// Which side of the limit is good.
            side: Side,
            /// The limit, in the figure's unit.
            limit: f64,
        }
        unit [unit]
        {
            /// The key along which it was looked for.
            key: String,
            /// Values of the other keys, as `path=value`.
            others: Vec<String>,
            /// The value that meets the target next to one that misses it, by the estimates themselves; absent
            /// where no value meets it.
            met: Option<String>,
            /// The value that misses it next to that; absent where every value meets it.
            missed: Option<String>,
            /// The verdict of the interval at `met`.
            met_verdict: Option<Verdict>,
            /// The verdict of the interval at `missed`.
            missed_verdict: Option<Verdict>,
            /// The value nearest to the crossing at which the whole interval meets the target.
            surely_met: Option<String>,
            /// The value nearest to the crossing at which the whole interval misses it.
            surely_missed: Option<String>,
            /// `met` and `missed` were to be no further apart than this, in the key's unit.
            tolerance: f64,
            /// Whether they are.
            located: bool,
            /// Whether the target changes from met to missed, or back, at most once along the grid.
            monotone: bool,
        }
    }
}
