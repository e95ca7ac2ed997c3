//! How the rate of a source moves.

use crate::scenario::{Share, Time};
use schemars::JsonSchema;
use serde::Deserialize;

/// A part of the time with more or fewer calls than `arrivals` says. Where surges overlap, their factors
/// multiply.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurgeTable {
    /// When it begins, from the start of the simulation (`study.start`).
    pub from: Time,
    /// When it ends.
    pub to: Option<Time>,
    /// How long it lasts. Without `to` and `lasts` it lasts to the end of the simulation: a step.
    pub lasts: Option<Time>,
    /// Rate ÷ the rate that `arrivals` gives, 0 to 1000.
    pub factor: f64,
}

/// How days differ: a factor on the rates with a gamma distribution of mean 1, drawn for each day of each
/// replication. With it, counts of calls vary more than those of a Poisson process.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DayFactorTable {
    /// Standard deviation of the factor, above 0 and at most 2.
    pub cv: f64,
    /// Correlation between a day and the next, 0 % to below 100 %, of the normal scores of the factors. Only for a
    /// simulation of several days: replications are independent.
    pub correlation: Option<Share>,
    /// Share of the variance of the normal scores that this source has in common with all others that have a
    /// `day_factor`: a busy Monday is busy everywhere.
    pub shared: Option<Share>,
}

/// A state of a source. The source changes between its states at random, whose times are exponential (Markov-modulated
/// Poisson arrivals).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateStateTable {
    /// Rate ÷ the rate that `arrivals` gives, 0 to 1000.
    pub factor: f64,
    /// Mean time in this state, at least 1 s.
    pub lasts: Time,
    /// Shares of the states that follow this one: as many as there are states, 0 % for this one.
    pub next: Option<Vec<Share>>,
}
