//! The summary of a search for the cheapest design.

use super::rules_of_thumb::RuleOfThumb;
use super::targets::{Side, TargetVerdict};
use crate::measure::Figure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The cheapest design that meets the targets, with the evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SizeSummary {
    /// The numbers that were chosen.
    pub varied: Vec<VariedCapacity>,
    /// Currency and period of all costs: what stands before a number, and behind it.
    pub currency: (String, String),
    /// Losses through which the design must meet its targets.
    pub survive: Vec<String>,
    /// When a loss begins and ends, seconds of simulated time; absent without losses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_seconds: Option<(f64, f64)>,
    /// Probability that everything the answer claims is right.
    pub confidence: f64,
    /// Confidence level of the intervals of the designs that were simulated in the search.
    pub search_level: f64,
    /// Seed of the replications that certify the answer; those of the search have the seed of the record.
    pub certified_with_seed: u64,
    /// How many designs there are; of more than 2⁶⁴, 2⁶⁴ − 1.
    pub combinations: u64,
    /// What formulas give at the load of the largest design.
    pub formulas: Vec<FormulaNote>,
    /// The first design, from the formulas.
    pub first: Vec<u32>,
    /// How each number acts on each target.
    pub effects: Vec<EffectSummary>,
    /// The designs that were simulated, in the order in which they were tried.
    pub designs: Vec<SizedDesign>,
    /// Situations that were simulated: designs without and with losses.
    pub situations: u32,
    /// Designs that formulas ruled out.
    pub ruled_out: Vec<RuledOut>,
    /// Designs that the search came upon and that are not valid; absent without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_valid: Option<NotValid>,
    /// The answer; absent if no design meets the targets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<SizeAnswer>,
    /// The designs that are one step cheaper in one direction.
    pub neighbours: Vec<Neighbour>,
    /// If no design can: what forbids it.
    pub forbidden: Vec<Forbidden>,
    /// If the search ended at its limit: the cost below which no design is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub searched_to: Option<f64>,
    /// The most designs that the search may simulate.
    pub at_most_designs: u32,
    /// Replications that each design gets first; 0 in records of older programs.
    #[serde(default)]
    pub first_replications: u32,
    /// The most replications of a design; 0 in records of older programs.
    #[serde(default)]
    pub at_most_replications: u32,
    /// The ranges that stand beside those of the model, as they were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given_ranges: Vec<String>,
    /// What the vendor's rules of thumb would buy, at the load of the largest design.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules_of_thumb: Vec<RuleOfThumb>,
    /// Whether the search is finished; if not, the same command continues.
    pub finished: bool,
}

/// A number that was chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VariedCapacity {
    /// What it is.
    pub name: String,
    /// Path of the key.
    pub key: String,
    /// The least value.
    pub from: u32,
    /// The greatest value.
    pub to: u32,
    /// From one value to the next.
    pub step: u32,
    /// Cost of a unit.
    pub cost: f64,
    /// Cost that comes once if the value is above 0.
    pub fixed: f64,
}

/// A target that a formula predicts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormulaNote {
    /// The figure.
    pub figure: Figure,
    /// The formula.
    pub model: String,
    /// The load that it uses, erlang.
    pub load: f64,
    /// What it gives for the first design; absent where a queue would grow without end.
    pub value: Option<f64>,
}

/// How a number acts on a target as it grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CapacityEffect {
    /// More never makes it worse: theory shows it.
    HelpsByTheory,
    /// More makes it better, as the simulation shows between the ends of the range.
    Helps,
    /// More makes it worse, as the simulation shows between the ends of the range.
    Hurts,
    /// More makes it better in one part of the range and worse in the other.
    Turns,
    /// The simulation shows no effect between the ends of the range.
    NotSeen,
}

/// How a number acts on a target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EffectSummary {
    /// The number's name.
    pub name: String,
    /// The target's figure.
    pub figure: Figure,
    /// Which side of the target's limit is good; absent in records of an earlier form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// What more of it does.
    pub effect: CapacityEffect,
}

/// A design that was simulated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SizedDesign {
    /// Its name in the table of estimates.
    pub design: String,
    /// Its numbers.
    pub values: Vec<u32>,
    /// Its cost.
    pub cost: f64,
    /// Its replications.
    pub replications: u32,
    /// The targets without a loss; empty if it was simulated with a loss only.
    pub targets: Vec<TargetVerdict>,
    /// Whether it meets every target in every situation, by the intervals. `None` if not every situation was simulated, unless
    /// a target is missed anyway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// The share of its limit that the worst target uses by its estimate, of the targets that are missed, or else of those
    /// that are undecided, or else of all. `None` without a standing, and where only the calls that got through meet a target.
    pub used: Option<f64>,
    /// That target.
    pub worst: Option<Evidence>,
}

/// Designs that are not valid: nobody can choose them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotValid {
    /// How many.
    pub designs: u64,
    /// The numbers of one of them.
    pub values: Vec<u32>,
    /// What is wrong with that one.
    pub reason: String,
}

/// A design that a formula ruled out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuledOut {
    /// Its numbers.
    pub values: Vec<u32>,
    /// The figure that misses its limit by far.
    pub figure: Figure,
    /// What the formula gives at the lower end of the load.
    pub value: f64,
}

/// A target in one situation, with the interval that decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// What is lost; empty on the good day.
    pub lost: String,
    /// The target; its interval has the level of this comparison.
    pub target: TargetVerdict,
    /// Replications behind it.
    pub replications: u32,
    /// Confidence level of its interval.
    pub level: f64,
}

/// The chosen design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SizeAnswer {
    /// Its numbers.
    pub values: Vec<u32>,
    /// Its cost.
    pub cost: f64,
    /// Every target in every situation; of losses of a kind the worst.
    pub evidence: Vec<Evidence>,
    /// Whether every target is met for sure.
    pub certified: bool,
}

impl SizeSummary {
    /// Whether the answer and every cheaper neighbour are decided.
    pub fn is_certified(&self) -> bool {
        self.finished
            && self.answer.as_ref().is_some_and(|answer| answer.certified)
            && self.neighbours.iter().all(|n| n.standing.is_out())
            && self.searched_to.is_none()
    }
}

/// A design one step cheaper in one direction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Neighbour {
    /// The name of the number that is one step less.
    pub name: String,
    /// Its numbers.
    pub values: Vec<u32>,
    /// Its cost.
    pub cost: f64,
    /// Whether it misses a target.
    pub standing: Standing,
    /// The target that it misses, or that is nearest to being missed.
    pub evidence: Option<Evidence>,
    /// If it is not valid: what is wrong with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Whether a design misses a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It misses a target for sure.
    Misses,
    /// The replications do not decide.
    Undecided,
    /// It meets every target for sure.
    Meets,
    /// It is not valid.
    NotValid,
}

impl Standing {
    /// Whether the design is out of the question for sure.
    pub const fn is_out(self) -> bool {
        matches!(self, Standing::Misses | Standing::NotValid)
    }
}

/// A target that no design meets, in the design that is best for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Forbidden {
    /// The numbers of that design.
    pub values: Vec<u32>,
    /// The target.
    pub evidence: Evidence,
    /// The numbers, by name, whose range ends there and that act on the target.
    pub limits: Vec<String>,
    /// Whether it is missed by every design; otherwise only by those that meet the other targets.
    pub alone: bool,
    /// How many calls or other events its estimate is about; absent in records of an earlier form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// Whether no number was seen to make it better or worse within its range.
    #[serde(default)]
    pub nothing_acts: bool,
    /// Whether outages alone take more calls than the target allows, so that only what takes over helps.
    #[serde(default)]
    pub taken_by_outages: bool,
}
