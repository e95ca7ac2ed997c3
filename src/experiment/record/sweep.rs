//! The summary of a sweep: keys, designs, target crossings, and the differences between neighbouring values of a key.

use super::columns::{is_empty, with_figure};
use super::form::Form;
use super::targets::{Side, TargetVerdict, Verdict};
use crate::measure::Figure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The summary of a parameter study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepSummary {
    /// The varied keys.
    pub keys: Vec<VariedKey>,
    /// How the values of the keys are combined.
    pub layout: SweepLayout,
    /// The figures measured for every design.
    pub figures: Vec<Figure>,
    /// The designs in the order of the record's `designs`: first the requested ones, then those that were added to locate
    /// target crossings.
    pub points: Vec<SweepPoint>,
    /// Differences between neighbouring values of the first key, with the same values of all other keys.
    pub steps: Vec<Step>,
    /// Where the targets of these figures change between met and missed.
    pub target_crossings: Vec<TargetCrossing>,
    /// Whether all designs and target crossings were finished; if not, the same command continues.
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

/// A varied key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VariedKey {
    /// The path, as for `--set`.
    pub path: String,
    /// The requested values, in order.
    pub values: Vec<String>,
    /// How its numbers are written; absent if a value is not a number or has another unit.
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
    /// Whether it was added to locate a target crossing.
    pub refined: bool,
    /// The verdicts of the scenario's targets for this design.
    pub targets: Vec<TargetVerdict>,
}

with_figure! {
    /// The difference of a figure between two neighbouring designs, over replications with common random numbers.
    pub struct Step {
        {
            /// The design with the earlier value.
            from: String,
            /// The design with the later value.
            to: String,
        }
        figure [measure scope statistic]
        {}
        unit []
        {
            /// Mean of the later design minus the earlier one, over the replications.
            difference: f64,
            /// Lower end of the paired-t interval; absent for one replication. Equal to `high` if the difference is the
            /// same in every replication, up to rounding errors.
            low: Option<f64>,
            /// Upper end of the paired-t interval.
            high: Option<f64>,
        }
    }
}

with_figure! {
    /// Where along a key a target changes between met and missed.
    pub struct TargetCrossing {
        {
            /// Values of the key without an estimate: whether the target is met there is unknown.
            no_estimate_at: Vec<String> [serde(default, skip_serializing_if = "is_empty")],
            /// Values at which the interval neither meets nor misses the target for certain.
            undecided_at: Vec<String> [serde(default, skip_serializing_if = "is_empty")],
            /// The share of the calls that are lost before the figure at `missed`, where the calls that got through meet the
            /// target; absent if the target is missed otherwise.
            lost_before: Option<f64> [serde(default, skip_serializing_if = "Option::is_none")],
        }
        figure [measure scope statistic]
        {
            /// Which side of the limit is good.
            side: Side,
            /// The limit, in the figure's unit.
            limit: f64,
        }
        unit [unit]
        {
            /// The key along which it was searched for.
            key: String,
            /// The other keys, as `path=value`.
            others: Vec<String>,
            /// The value next to the crossing whose estimate meets the target; absent if no estimate meets it.
            met: Option<String>,
            /// The value next to the crossing whose estimate misses the target; absent if every estimate
            /// meets it.
            missed: Option<String>,
            /// The verdict of the interval at `met`.
            met_verdict: Option<Verdict>,
            /// The verdict of the interval at `missed`.
            missed_verdict: Option<Verdict>,
            /// The value nearest to the crossing at which the whole interval meets the target.
            surely_met: Option<String>,
            /// The value nearest to the crossing at which the whole interval misses it.
            surely_missed: Option<String>,
            /// Requested maximum distance between `met` and `missed`, in the key's unit.
            tolerance: f64,
            /// Whether the distance is at most `tolerance`.
            located: bool,
            /// Whether the target changes between met and missed at most once along the grid.
            monotone: bool,

        }
    }
}
